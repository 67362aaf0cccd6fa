//! The workload `origin-24`: generated students, the whole policy in every engine.

mod by_hand;
mod host;
mod reading;

use origin_24::{DAY, POLICY, generate};
use serde_json::Value;

use crate::engine::Failure;
use crate::engines::cedar::{Cedar, Meaning, Part};
use crate::engines::cel::Cel;
use crate::engines::datalogic::DataLogic;
use crate::engines::regorus::{Interpreter, Machine};
use crate::engines::shengyuan::{Explaining, Fast, InCodes, InColumns, Loaded};
use crate::engines::zen::Zen;
use crate::workload::{Peer, Workload, run};

const REGO: &str = include_str!("../../policies/origin-24/origin-24.rego");
const CEDAR: &str = include_str!("../../policies/origin-24/origin-24.cedar");
const ZEN: &str = include_str!("../../policies/origin-24/origin-24.jdm.json");
const CEL: &str = include_str!("../../policies/origin-24/origin-24.cel.json");
const JSON_LOGIC: &str = include_str!("../../policies/origin-24/origin-24.jsonlogic.json");

const REGO_RULE: &str = "data.origin.verdict";
const CEDAR_PARTS: &[Part] = &[
    Part { action: "bind", name: "findings", meaning: Meaning::Names },
    Part { action: "origin", name: "rule", meaning: Meaning::First(CEDAR_RULES, "OUT_OF_SCOPE") },
];
/// No two of them ever hold.
const CEDAR_RULES: &[&str] = &["HMT", "UG_DEFAULT", "UG_MOVED", "PG_DEFAULT", "PG_WORK"];

pub(crate) const WORKLOAD: Workload =
    Workload { name: "origin-24", compared: 100_000, records, expected: by_hand::expected, peers: PEERS };

fn records(count: usize) -> Result<Vec<Value>, Failure> {
    Ok((0..count as u64).map(|number| generate::row(number).json()).collect())
}

fn own(policy: &str) -> Result<Loaded, Failure> {
    Loaded::load(policy, "学生", DAY, reading::READING)
}

const PEERS: &[Peer] = &[
    Peer { name: "by hand", policy: || Ok(String::new()), control: None, load: |_, records| run(by_hand::Bits, records) },
    Peer {
        name: "by hand, list of codes",
        policy: || Ok(String::new()),
        control: None,
        load: |_, records| run(by_hand::List, records),
    },
    Peer {
        name: "by hand, reasons in words",
        policy: || Ok(String::new()),
        control: None,
        load: |_, records| run(by_hand::Reasons, records),
    },
    Peer {
        name: "shengyuan",
        policy: || Ok(POLICY.to_string()),
        control: Some(("简历完善度下限 : 整数 = 60", "简历完善度下限 : 整数 = 61")),
        load: |policy, records| run(Fast::new(own(policy)?), records),
    },
    Peer {
        name: "shengyuan, findings in words",
        policy: || Ok(POLICY.to_string()),
        control: Some(("简历完善度下限 : 整数 = 60", "简历完善度下限 : 整数 = 61")),
        load: |policy, records| run(Explaining::new(Fast::new(own(policy)?)), records),
    },
    Peer {
        name: "shengyuan, coded columns",
        policy: || Ok(POLICY.to_string()),
        control: Some(("简历完善度下限 : 整数 = 60", "简历完善度下限 : 整数 = 61")),
        load: |policy, records| run(InCodes(Fast::new(own(policy)?)), records),
    },
    Peer {
        name: "shengyuan, evaluator in columns",
        policy: || Ok(POLICY.to_string()),
        control: Some(("简历完善度下限 : 整数 = 60", "简历完善度下限 : 整数 = 61")),
        load: |policy, records| run(InColumns(own(policy)?), records),
    },
    Peer {
        name: "datalogic",
        policy: || Ok(JSON_LOGIC.to_string()),
        control: Some((r#"{"var": "resume_pct"}, 60"#, r#"{"var": "resume_pct"}, 61"#)),
        load: |policy, records| run(DataLogic::load(policy, host::TEXT_TESTS)?, records),
    },
    Peer {
        name: "cel, host's text tests",
        policy: || Ok(CEL.to_string()),
        control: Some(("resume_pct < 60", "resume_pct < 61")),
        load: |policy, records| run(Cel::load(policy, Some(host::add_functions))?, records),
    },
    Peer {
        name: "cel",
        policy: || Ok(CEL.to_string()),
        control: Some(("resume_pct < 60", "resume_pct < 61")),
        load: |policy, records| run(Cel::load(policy, None)?, records),
    },
    Peer {
        name: "zen, host's text tests",
        policy: || host::with_text_tests(ZEN),
        control: Some(("< 60", "< 61")),
        load: |policy, records| run(Zen::load(policy, host::add_text_tests)?, records),
    },
    Peer {
        name: "zen",
        policy: || Ok(ZEN.to_string()),
        control: Some(("< 60", "< 61")),
        load: |policy, records| run(Zen::load(policy, |_| {})?, records),
    },
    Peer {
        name: "cedar",
        policy: || Ok(CEDAR.to_string()),
        control: Some(("context.resume_pct < 60", "context.resume_pct < 61")),
        load: |policy, records| run(Cedar::load(policy, CEDAR_PARTS, host::attributes)?, records),
    },
    Peer {
        name: "regorus, machine",
        policy: || Ok(REGO.to_string()),
        control: Some(("input.resume_pct < 60", "input.resume_pct < 61")),
        load: |policy, records| run(Machine::load(policy, REGO_RULE)?, records),
    },
    Peer {
        name: "regorus, interpreter",
        policy: || Ok(REGO.to_string()),
        control: Some(("input.resume_pct < 60", "input.resume_pct < 61")),
        load: |policy, records| run(Interpreter::load(policy, REGO_RULE)?, records),
    },
];
