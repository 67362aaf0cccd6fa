//! How many questions an interview about one graduate asks, beside the fewest that could do, and how long the next question takes.
//!
//! `cargo bench --bench interviews`; with a number, `-- 8`, for every so many of the cohort.

// A bench that cannot read its own input should stop there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench is a program, not a library"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::Value;
use shengyuan::{Date, Judge, Policy, Source, Verdict};

#[path = "../tests/suite/talk.rs"]
mod talk;

use talk::Record;

/// What the cohort holds, as JSON, by the names of fields and columns.
type Values = BTreeMap<String, BTreeSet<String>>;

/// What people ask about; none stand for everything.
const GOALS: [&[&str]; 5] = [&["应填生源地"], &["生源地相符"], &["可电子签约"], &["结论"], &[]];

fn main() {
    let step = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1);
    let policy = policy();
    let judge = policy.record("毕业生").unwrap();
    let date: Date = "2023-09-28".parse().unwrap();
    let graduates = talk::graduates(judge, step);
    let values = values(&graduates);
    println!("{} graduates", graduates.len());
    for goals in GOALS {
        let mut sums = Sums::default();
        for record in &graduates {
            sums.add(judge, date, goals, record, &values);
        }
        sums.print(goals, graduates.len());
    }
}

fn policy() -> Policy {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/2024");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "policy"));
    files.sort();
    Policy::compile(files.iter().map(|file| Source::new(file.display().to_string(), fs::read_to_string(file).unwrap()))).unwrap()
}

/// What the cohort holds for each field and for each column of a 明细, and nothing.
fn values(graduates: &[Record]) -> Values {
    let mut values = Values::new();
    let mut add = |name: &str, value: &Value| {
        values.entry(name.to_string()).or_insert_with(|| BTreeSet::from(["null".to_string()])).insert(value.to_string());
    };
    for (name, value) in graduates.iter().flatten() {
        add(name, value);
        let rows = value.as_array().into_iter().flatten().filter_map(Value::as_object);
        rows.flatten().for_each(|(column, value)| add(column, value));
    }
    values
}

/// What the interviews about the cohort come to, for some goals.
#[derive(Default)]
struct Sums {
    asked: usize,
    in_order: usize,
    /// Questions without whose answer something else may come out: nobody can do with fewer.
    needed: usize,
    /// Questions of which none can be spared, found by leaving out one after another of those asked: who knew all could do with these.
    spared: usize,
    /// Processor time of each next question.
    times: Vec<Duration>,
}

impl Sums {
    fn add(&mut self, judge: Judge<'_>, date: Date, goals: &[&str], record: &Record, values: &Values) {
        let mut whole = record.clone();
        let mut interview = judge.interview(date, goals).unwrap();
        let asked = talk::interview(&mut interview, &mut whole);
        self.asked += asked.len();
        self.in_order += talk::interview_in_order(&mut judge.interview(date, goals).unwrap(), &mut record.clone()).len();
        let needed: Vec<&String> = asked.iter().filter(|field| matters(judge, date, goals, &whole, field, values)).collect();
        self.needed += needed.len();
        let mut left: Record = Record::new();
        for field in asked.iter().filter(|field| talk::cell(field).is_none()) {
            let before = cpu_time();
            black_box(judge.interview_from(&left, date, goals).unwrap().next());
            self.times.push(cpu_time() - before);
            left.insert(field.clone(), talk::held(&whole, field).clone());
        }
        for field in asked.iter().rev().filter(|field| talk::cell(field).is_none() && !needed.contains(field)) {
            let value = left.remove(field).unwrap();
            if judge.interview_from(&left, date, goals).unwrap().next().is_some() {
                left.insert(field.clone(), value);
            }
        }
        let in_rows = asked.iter().filter(|field| talk::cell(field).is_some_and(|(detail, ..)| left.contains_key(detail)));
        self.spared += left.len() + in_rows.count();
    }

    fn print(mut self, goals: &[&str], graduates: usize) {
        let average = |count: usize| count as f64 / graduates as f64;
        self.times.sort_unstable();
        let at = |part: usize| self.times.get(self.times.len() * part / 1000).or(self.times.last()).copied().unwrap_or_default();
        println!(
            "{}: {:.2} questions, {:.2} in the order of the record; at least {:.2}, {:.2} for who knows all; next question {:?}, 99% {:?}, longest {:?}",
            if goals.is_empty() { "everything".to_string() } else { goals.join("、") },
            average(self.asked),
            average(self.in_order),
            average(self.needed),
            average(self.spared),
            at(500),
            at(990),
            at(1000),
        );
    }
}

/// Time that this thread had a processor, where the system tells it.
fn cpu_time() -> Duration {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

/// What the goals come to.
fn outcomes(verdict: &Verdict<'_>, goals: &[&str]) -> Vec<(String, Option<String>)> {
    let decisions: Vec<&str> = if goals.is_empty() {
        verdict.decisions_with_rules().map(|(name, _)| name).collect()
    } else {
        goals.iter().copied().filter(|name| *name != "结论").collect()
    };
    let mut all: Vec<_> = decisions
        .into_iter()
        .map(|name| {
            let view = verdict.decision(name).unwrap();
            let value = view.value().filter(|_| view.status.as_str() != "待定");
            (view.status.as_str().to_string(), value.map(str::to_string))
        })
        .collect();
    if goals.is_empty() || goals.contains(&"结论") {
        all.push((verdict.conclusion().to_string(), None));
    }
    all
}

/// Whether another value for this field alone makes the goals come to something else.
fn matters(judge: Judge<'_>, date: Date, goals: &[&str], whole: &Record, field: &str, values: &Values) -> bool {
    let base = outcomes(&judge.evaluate(whole, date).unwrap(), goals);
    let name = talk::cell(field).map_or(field, |(_, _, column)| column);
    let own = talk::held(whole, field);
    let rows = |value: &Value| value.as_array().map(Vec::len);
    values.get(name).into_iter().flatten().any(|value| {
        let value: Value = serde_json::from_str(value).unwrap();
        if value == *own || (own.is_array() && own.as_array().unwrap().iter().any(Value::is_object) && rows(&value) == rows(own)) {
            return false;
        }
        let mut other = whole.clone();
        talk::set(&mut other, field, value);
        let verdict = judge.evaluate(&other, date).unwrap();
        let is_wrong = |id: &str| id == format!("格式·{name}") || id == format!("无效·{name}");
        outcomes(&verdict, goals) != base && !verdict.findings().iter().any(|finding| is_wrong(&finding.id))
    })
}
