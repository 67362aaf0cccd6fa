//! `origin-24` from the bytes of a CSV file to lines of results, by hand with the csv crate and by the engine, side by side in one run.
//!
//! `cargo bench --bench csv [-- ROWS ROUNDS]`: processor time of the thread; the ratio is taken round by round.
//! `cargo bench --bench csv -- memory`: what the policy and its engine take.

#![allow(clippy::print_stdout, missing_docs, reason = "a bench is a program, not a library")]

use std::hint::black_box;

use origin_24::hand_written::{self, CODES, HEADER};
use origin_24::measure::{Spread, memory_kib, peak_memory_kib, private_memory_kib, thread_seconds};
use origin_24::student::{COLUMNS, Next, Rule, Student};
use origin_24::{DAY, POLICY, RULES, generate};
use shengyuan::records::{Chunk, StreamOptions};
use shengyuan::{Conclusion, Engine, Judged, Policy, Source};

type Failure = Box<dyn std::error::Error>;

/// Does one thing with all rows, and gives a number that tells that it was done.
type Way<'w> = &'w dyn Fn() -> Result<usize, Failure>;

fn main() -> Result<(), Failure> {
    if std::env::args().any(|argument| argument == "memory") {
        return memory();
    }
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let (rows, rounds) = (numbers.first().copied().unwrap_or(1_000_000), numbers.get(1).copied().unwrap_or(7));
    let file = file(rows);
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).map_err(|problems| problems.to_string())?;
    let engine = policy.record("学生")?.engine(DAY.parse()?);
    let lines = Lines::new(&engine)?;
    if by_hand(&file)? != lines.of(&file)? {
        return Err("the engine writes other lines than the program by hand".into());
    }
    let ways: [(&str, Way<'_>); 4] = [
        ("csv crate, by hand", &|| Ok(by_hand(&file)?.len())),
        ("engine, reading", &|| Ok(stream(&engine, &file, |chunk| chunk.records().len())?.into_iter().sum())),
        ("engine, reading and judging", &|| Ok(stream(&engine, &file, |chunk| lines.judged(chunk))?.into_iter().sum())),
        ("engine, lines of results", &|| Ok(lines.of(&file)?.len())),
    ];
    let mut seconds = ways.map(|_| Vec::new());
    for _ in 0..rounds {
        for ((_, way), seconds) in ways.iter().zip(&mut seconds) {
            let start = thread_seconds();
            black_box(way()?);
            seconds.push(thread_seconds() - start);
        }
    }
    println!("{rows} rows, {} MiB, {rounds} rounds", file.len() >> 20);
    println!("{:30} {:>8} {:>8} {:>24}", "", "seconds", "ns a row", "ratio (least, greatest)");
    for ((name, _), own) in ways.iter().zip(&seconds) {
        let ratios: Vec<f64> = own.iter().zip(&seconds[0]).map(|(own, by_hand)| own / by_hand).collect();
        let (time, ratio) = (Spread::of(own), Spread::of(&ratios));
        #[expect(clippy::cast_precision_loss, reason = "a mean for people")]
        let each = time.median * 1e9 / rows as f64;
        let Spread { least, median, greatest } = ratio;
        println!("{name:30} {:8.3} {each:8.0} {median:8.2} ({least:.2}, {greatest:.2})", time.median);
    }
    Ok(())
}

/// What a policy and its engine take, without any record.
fn memory() -> Result<(), Failure> {
    let now = || (memory_kib(), private_memory_kib());
    let before = now();
    let policy = Policy::compile([Source::new("origin-24.policy", POLICY)]).map_err(|problems| problems.to_string())?;
    let compiled = now();
    let engine = policy.record("学生")?.engine(DAY.parse()?);
    let (after, peak) = (now(), peak_memory_kib());
    println!("KiB, and without the pages of the program: {} and {} at the start", before.0, before.1);
    println!("policy {} and {}", compiled.0 - before.0, compiled.1 - before.1);
    println!("engine {} and {}; most ever {}", after.0 - compiled.0, after.1 - compiled.1, peak - before.0);
    drop(engine);
    Ok(())
}

fn file(rows: usize) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    (0..rows as u64).for_each(|number| text.push_str(&generate::row(number).csv()));
    text
}

/// The program by hand, with the csv crate as a programmer would use it.
fn by_hand(file: &str) -> Result<Vec<u8>, Failure> {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let mut out = HEADER.as_bytes().to_vec();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let student = Student::from_fields(|index| record.get(index).unwrap_or_default());
        let student = student.ok_or_else(|| format!("not a student: {record:?}"))?;
        hand_written::write_line(&mut out, student.student_id, &hand_written::judge(&student));
    }
    Ok(out)
}

/// What `work` makes of each piece of the file.
fn stream<T: Send>(engine: &Engine<'_>, file: &str, work: impl Fn(&Chunk) -> T + Sync) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    engine.read_csv(file.as_bytes(), StreamOptions::default(), work, |one| all.push(one))?;
    Ok(all)
}

/// Writes lines of results by what the engine says.
struct Lines<'e> {
    engine: &'e Engine<'e>,
    origin: usize,
    next: usize,
    /// How each rule is called in the lines, by its number.
    rules: Vec<Rule>,
    steps: Vec<Next>,
    /// The numbers of the findings about the origin.
    about_origin: [usize; 3],
}

/// The rules of 下一步; each gives one step.
const NEXT: [(&str, Next); 11] = [
    ("须认证并绑定", Next::VerifyAndBind),
    ("须绑定", Next::Bind),
    ("须重新绑定", Next::Rebind),
    ("须先修改", Next::FixFields),
    ("未提交", Next::Submit),
    ("等培养单位审核", Next::WaitDepartment),
    ("等学校审核", Next::WaitSchool),
    ("等省中心审核", Next::WaitCenter),
    ("等学校初始化", Next::WaitInitialization),
    ("已完成", Next::Done),
    ("被退回", Next::Resubmit),
];

/// What stands for each name.
fn named<'n, T: Copy>(names: impl Iterator<Item = &'n str>, meanings: &[(&str, T)]) -> Result<Vec<T>, Failure> {
    let meaning = |name: &str| meanings.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning);
    names.map(|name| meaning(name).ok_or_else(|| format!("{name} is not known").into())).collect()
}

impl<'e> Lines<'e> {
    fn new(engine: &'e Engine<'e>) -> Result<Self, Failure> {
        let decision = |name: &str| engine.decision(name).ok_or_else(|| format!("there is no {name}"));
        let number = |name: &str| (0..CODES.len()).find(|number| engine.finding(*number).is_some_and(|found| found.0 == name));
        let finding = |name: &str| number(name).ok_or_else(|| format!("there is no {name}"));
        Ok(Self {
            engine,
            origin: decision("应填生源地")?,
            next: decision("下一步")?,
            rules: named(engine.rules(decision("应填生源地")?), &RULES)?,
            steps: named(engine.rules(decision("下一步")?), &NEXT)?,
            about_origin: [finding("F13")?, finding("F14")?, finding("F15")?],
        })
    }

    fn of(&self, file: &str) -> Result<Vec<u8>, Failure> {
        let mut out = HEADER.as_bytes().to_vec();
        let write = |chunk: &Chunk| {
            let mut lines = Vec::with_capacity(96 * chunk.records().len());
            self.engine.judge_each(chunk.records(), &mut self.engine.proofs(), |judged| {
                self.line(&mut lines, chunk.records().text(judged.number(), 1).unwrap_or_default(), &judged);
            });
            lines
        };
        self.engine.read_csv(file.as_bytes(), StreamOptions::default(), write, |lines| out.extend_from_slice(&lines))?;
        Ok(out)
    }

    fn judged(&self, chunk: &Chunk) -> usize {
        let mut passed = 0;
        self.engine.judge_each(chunk.records(), &mut self.engine.proofs(), |judged| {
            passed += usize::from(judged.conclusion() == Conclusion::Passed);
        });
        passed
    }

    fn line(&self, out: &mut Vec<u8>, id: &[u8], judged: &Judged<'_, '_>) {
        let mut findings = 0_u32;
        judged.violated_numbers().into_iter().flatten().for_each(|number| findings |= 1 << number);
        let is_in_scope = judged.conclusion() != Conclusion::NotApplicable;
        let rule = judged.rule_number(self.origin).and_then(|number| self.rules.get(number)).copied();
        let next = judged.rule_number(self.next).and_then(|number| self.steps.get(number)).copied();
        let (rule, next) = (rule.unwrap_or(Rule::OutOfScope), next.unwrap_or(Next::OutOfScope));
        let origin_ok = is_in_scope && self.about_origin.iter().all(|number| findings >> number & 1 == 0);
        out.extend_from_slice(id);
        out.push(b',');
        judged.write_value(self.origin, out);
        let verdict = hand_written::Verdict { origin: "", findings, rule, next, origin_ok, complete: next == Next::Done };
        hand_written::write_rest(out, &verdict);
    }
}
