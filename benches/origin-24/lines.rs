//! Lines of results of `origin-24` from a CSV file, by the engine. Shared by the benches of both packages.

use std::io::Read;

use origin_24::RULES;
use origin_24::hand_written::{CODES, HEADER};
use origin_24::student::{Next, Rule};
use shengyuan::records::{Chunk, StreamOptions};
use shengyuan::{Engine, Error, Judged};

/// Writes lines of results by what the engine says.
pub(crate) struct Lines<'e> {
    engine: &'e Engine<'e>,
    origin: usize,
    next: usize,
    /// What stands behind the value in the lines of each rule of the origin, by its number, if it is wrong and if it is right.
    rules: Vec<[Joined; 2]>,
    /// What stands behind the findings, by the number of the rule of 下一步.
    steps: Vec<Joined>,
    /// The same of who is not in the scope.
    out_of_scope: (Joined, Joined),
    /// The findings by their numbers, the first of a line and those behind it.
    findings: Vec<[Joined; 2]>,
    /// The numbers of the findings about the origin.
    about_origin: [usize; 3],
}

/// A short text, copied with all its room, which needs no call.
#[derive(Clone, Copy)]
struct Joined {
    bytes: [u8; 32],
    length: usize,
}

impl Joined {
    fn new(text: &str) -> Result<Self, String> {
        let mut bytes = [0; 32];
        bytes.get_mut(..text.len()).ok_or_else(|| format!("{text} is too long"))?.copy_from_slice(text.as_bytes());
        Ok(Self { bytes, length: text.len() })
    }

    fn of_rule(rule: Rule, is_right: bool) -> Result<Self, String> {
        Self::new(&format!(",{},{is_right},", rule.as_str()))
    }

    fn of_step(step: Next) -> Result<Self, String> {
        Self::new(&format!(",{},{}\n", step == Next::Done, step.as_str()))
    }

    #[inline(always)]
    fn write(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

/// Writes a 学号 and what separates it from the value; most have room in a short copy.
#[inline(always)]
fn write_id(out: &mut Vec<u8>, id: &[u8]) {
    let end = out.len() + id.len();
    match (id.first_chunk::<8>(), id.last_chunk::<8>()) {
        (Some(first), Some(last)) if id.len() <= 16 => {
            out.extend_from_slice(first);
            out.truncate(end - 8);
            out.extend_from_slice(last);
        }
        _ => out.extend_from_slice(id),
    }
    out.push(b',');
}

/// The rules of 下一步; each gives one step.
pub(crate) const NEXT: [(&str, Next); 11] = [
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
fn named<'n, T: Copy>(names: impl Iterator<Item = &'n str>, meanings: &[(&str, T)]) -> Result<Vec<T>, String> {
    let meaning = |name: &str| meanings.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning);
    names.map(|name| meaning(name).ok_or_else(|| format!("{name} is not known"))).collect()
}

impl<'e> Lines<'e> {
    pub(crate) fn new(engine: &'e Engine<'e>) -> Result<Self, String> {
        let decision = |name: &str| engine.decision(name).ok_or_else(|| format!("there is no {name}"));
        let number = |name: &str| (0..CODES.len()).find(|number| engine.finding(*number).is_some_and(|found| found.0 == name));
        let finding = |name: &str| number(name).ok_or_else(|| format!("there is no {name}"));
        let rules = named(engine.rules(decision("应填生源地")?), &RULES)?.into_iter();
        let steps = named(engine.rules(decision("下一步")?), &NEXT)?.into_iter();
        Ok(Self {
            engine,
            origin: decision("应填生源地")?,
            next: decision("下一步")?,
            rules: rules
                .map(|rule| Ok([Joined::of_rule(rule, false)?, Joined::of_rule(rule, true)?]))
                .collect::<Result<_, String>>()?,
            steps: steps.map(Joined::of_step).collect::<Result<_, String>>()?,
            out_of_scope: (Joined::of_rule(Rule::OutOfScope, false)?, Joined::of_step(Next::OutOfScope)?),
            findings: CODES
                .iter()
                .map(|code| Ok([Joined::new(code)?, Joined::new(&format!("|{code}"))?]))
                .collect::<Result<_, String>>()?,
            about_origin: [finding("F13")?, finding("F14")?, finding("F15")?],
        })
    }

    /// What the engine says of a file, piece by piece in order.
    pub(crate) fn of(&self, file: impl Read, mut take: impl FnMut(&[u8])) -> Result<(), Error> {
        take(HEADER.as_bytes());
        let write = |chunk: &Chunk| -> Result<Vec<u8>, Error> {
            let mut lines = Vec::with_capacity(96 * chunk.records().len());
            self.engine.judge_each(chunk.records(), &mut self.engine.proofs(), |judged| {
                self.line(&mut lines, chunk.records().text(judged.number(), 1).unwrap_or_default(), &judged);
            })?;
            Ok(lines)
        };
        let mut written = Ok(());
        self.engine.read_csv(file, StreamOptions::default(), write, |lines| match lines {
            Ok(lines) => take(&lines),
            Err(error) => written = Err(error),
        })?;
        written
    }

    fn line(&self, out: &mut Vec<u8>, id: &[u8], judged: &Judged<'_, '_>) {
        let rule = judged.rule_number(self.origin).and_then(|number| self.rules.get(number));
        let next = judged.rule_number(self.next).and_then(|number| self.steps.get(number));
        let mut findings = 0_u32;
        if let Some(violated) = judged.violated_numbers() {
            violated.for_each(|number| findings |= 1 << number);
        }
        let is_right = self.about_origin.iter().all(|number| findings >> number & 1 == 0);
        write_id(out, id);
        judged.write_value(self.origin, out);
        rule.map_or(&self.out_of_scope.0, |rule| &rule[usize::from(is_right)]).write(out);
        let mut rest = findings;
        while let Some(finding) = self.findings.get(rest.trailing_zeros() as usize) {
            finding[usize::from(rest != findings)].write(out);
            rest &= rest - 1;
        }
        next.unwrap_or(&self.out_of_scope.1).write(out);
    }
}
