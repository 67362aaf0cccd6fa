//! The workload `graduates`: the invented graduates of the project's tests under a part of the project's real policy of 2024,
//! namely the part that every engine can express.
//!
//! The project's own engine judges the cohort as it was written, with the whole policy, and its verdict is what is expected.
//! The others get a flat record that the host has read for them: see [`reading::flat`].

mod by_hand;
mod host;
mod reading;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::engine::{Answer, Engine, Failure};
use crate::engines::cedar::{Cedar, Meaning, Part};
use crate::engines::cel::Cel;
use crate::engines::datalogic::DataLogic;
use crate::engines::regorus::{Interpreter, Machine};
use crate::engines::shengyuan::{Fast, InColumns, Loaded};
use crate::engines::zen::Zen;
use crate::runner::Runner;
use crate::workload::{Peer, Workload, run};

const REGO: &str = include_str!("../../policies/graduates/graduates.rego");
const CEDAR: &str = include_str!("../../policies/graduates/graduates.cedar");
const ZEN: &str = include_str!("../../policies/graduates/graduates.jdm.json");
const CEL: &str = include_str!("../../policies/graduates/graduates.cel.json");
const JSON_LOGIC: &str = include_str!("../../policies/graduates/graduates.jsonlogic.json");

const REGO_RULE: &str = "data.graduates.verdict";
const CEDAR_PARTS: &[Part] = &[
    Part { action: "check", name: "findings", meaning: Meaning::Names },
    Part { action: "origin", name: "rule", meaning: Meaning::First(&reading::PLAIN_RULES, "") },
    Part { action: "process", name: "step", meaning: Meaning::First(&reading::STEPS, "") },
];

/// The day as of which everything is judged.
const DAY: &str = "2023-09-28";

pub(crate) const WORKLOAD: Workload = Workload { name: "graduates", compared: 4_090, records, expected, peers: PEERS };

/// A file of the project.
fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The whole policy as one text.
fn policy() -> Result<String, Failure> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(project("rules/2024"))?.map(|entry| Ok(entry?.path())).collect::<Result<_, Failure>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "policy"));
    files.sort();
    let texts: Vec<String> = files.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
    Ok(texts.join("\n"))
}

fn own(policy: &str) -> Result<Loaded, Failure> {
    Loaded::load(policy, "毕业生", DAY, reading::READING)
}

/// The cohort again and again: each graduate as written (`full`) and as the host reads it for the other engines (`flat`).
fn records(count: usize) -> Result<Vec<Value>, Failure> {
    let own = own(&policy()?)?;
    let cohort = fs::read_to_string(project("tests/cohort/graduates.jsonl"))?;
    let read = |line: &str| {
        let full: Value = serde_json::from_str(line)?;
        let flat = reading::flat(&own.verdict(&full)?)?;
        Ok(json!({ "full": full, "flat": flat }))
    };
    let graduates: Vec<Value> = cohort.lines().map(read).collect::<Result<_, Failure>>()?;
    Ok(graduates.iter().cycle().take(count).cloned().collect())
}

fn expected(records: &[Value]) -> Result<Vec<Answer>, Failure> {
    let own = own(&policy()?)?;
    records.iter().map(|record| own.answer(&record["full"])).collect()
}

/// With one half of the records.
fn run_half<E: Engine>(engine: E, records: &'static [Value], half: &str) -> Result<Box<dyn Runner>, Failure> {
    let records: Vec<Value> = records.iter().map(|record| record[half].clone()).collect();
    run(engine, records.leak())
}

const PEERS: &[Peer] = &[
    Peer {
        name: "by hand",
        policy: || Ok(String::new()),
        control: None,
        load: |_, records| run_half(by_hand::ByHand, records, "flat"),
    },
    Peer {
        name: "shengyuan, whole policy",
        policy,
        control: Some(("简历完善度下限 : 百分比 = 60%", "简历完善度下限 : 百分比 = 80%")),
        load: |policy, records| run_half(Fast::new(own(policy)?), records, "full"),
    },
    Peer {
        name: "shengyuan, whole policy, evaluator in columns",
        policy,
        control: Some(("简历完善度下限 : 百分比 = 60%", "简历完善度下限 : 百分比 = 80%")),
        load: |policy, records| run_half(InColumns(own(policy)?), records, "full"),
    },
    Peer {
        name: "datalogic",
        policy: || Ok(JSON_LOGIC.to_string()),
        control: Some((r#"{"var": "resume_pct"}, 60"#, r#"{"var": "resume_pct"}, 80"#)),
        load: |policy, records| run_half(DataLogic::load(policy, &[])?, records, "flat"),
    },
    Peer {
        name: "cel",
        policy: || Ok(CEL.to_string()),
        control: Some(("resume_pct < 60", "resume_pct < 80")),
        load: |policy, records| run_half(Cel::load(policy, None)?, records, "flat"),
    },
    Peer {
        name: "zen",
        policy: || Ok(ZEN.to_string()),
        control: Some(("resume_pct < 60", "resume_pct < 80")),
        load: |policy, records| run_half(Zen::load(policy, |_| {})?, records, "flat"),
    },
    Peer {
        name: "cedar",
        policy: || Ok(CEDAR.to_string()),
        control: Some(("context.resume_pct < 60", "context.resume_pct < 80")),
        load: |policy, records| run_half(Cedar::load(policy, CEDAR_PARTS, host::attributes)?, records, "flat"),
    },
    Peer {
        name: "regorus, machine",
        policy: || Ok(REGO.to_string()),
        control: Some(("input.resume_pct < 60", "input.resume_pct < 80")),
        load: |policy, records| run_half(Machine::load(policy, REGO_RULE)?, records, "flat"),
    },
    Peer {
        name: "regorus, interpreter",
        policy: || Ok(REGO.to_string()),
        control: Some(("input.resume_pct < 60", "input.resume_pct < 80")),
        load: |policy, records| run_half(Interpreter::load(policy, REGO_RULE)?, records, "flat"),
    },
];
