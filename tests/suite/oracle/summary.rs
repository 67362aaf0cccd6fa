//! A verdict as lines that can be compared: one a decision, finding or process, and the conclusion.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::judgement::Judgement;
use super::model::{Severity, Value};
use super::print::plain;
use super::ruling::{Class, Progress, Ruling, State};
use super::seen::{Needs, SOMETHING};

pub(super) type Summary = BTreeMap<String, String>;

pub(super) fn differences(expected: &Summary, found: &Summary) -> String {
    let names: BTreeSet<_> = expected.keys().chain(found.keys()).collect();
    let nothing = "nothing".to_string();
    let mut text = String::new();
    for name in names {
        let one = expected.get(name).unwrap_or(&nothing);
        let other = found.get(name).unwrap_or(&nothing);
        if !alike(one, other) {
            text += &format!("{name}\n  walker:  {one}\n  library: {other}\n");
        }
    }
    text
}

/// What an open comparison of known places asks for is not compared.
fn alike(expected: &str, found: &str) -> bool {
    let without = |line: &str| {
        let (before, needs) = line.split_once(" needs ").unwrap_or((line, ""));
        let after = [" possible ", " so far ", ", done "].iter().find_map(|it| needs.find(it).map(|at| &needs[at..]));
        format!("{before}{}", after.unwrap_or_default())
    };
    expected == found || expected.contains(SOMETHING) && without(expected) == without(found)
}

pub(super) fn of_judgement(judgement: &Judgement) -> Summary {
    let mut lines = Summary::new();
    lines.insert("conclusion".to_string(), judgement.conclusion.to_string());
    for (name, ruling) in &judgement.rulings {
        lines.insert(name.clone(), of_ruling(ruling));
    }
    for (name, (severity, state)) in &judgement.findings {
        let severity = match severity {
            Severity::Block => "block",
            Severity::Review => "review",
            Severity::Warn => "warn",
            Severity::Advise => "advise",
        };
        let state = match state {
            State::Violated | State::Fine => "violated".to_string(),
            State::Unknown(needs) => format!("unknown needs {}", listed(needs)),
        };
        lines.insert(name.clone(), format!("{severity} {state}"));
    }
    lines
}

fn of_ruling(ruling: &Ruling) -> String {
    match ruling {
        Ruling::Settled { class, rules, suggestions } => match class {
            Class::Value(value) => format!("determined {} by {}", text(value), names(rules)),
            Class::Review(reason) => {
                let suggestions = match suggestions.as_slice() {
                    [] => String::new(),
                    some => canonical(&some.iter().map(text).collect::<Vec<_>>().join(" 或 ")),
                };
                format!("review {reason} suggests {suggestions} by {}", names(rules))
            }
            Class::Conflict => format!("conflict by {}", names(rules)),
            Class::NoRule => "no_rule".to_string(),
            Class::NotApplicable | Class::Open { .. } => "not_applicable".to_string(),
        },
        Ruling::Pending { needs, possible } => {
            let possible = possible.iter().map(of_class).collect();
            format!("undetermined needs {} possible {}", listed(needs), listed(&possible))
        }
        Ruling::Collected { values, entries } => {
            format!("determined {} by {}", text(&Value::Set(values.clone())), names(entries))
        }
        Ruling::Collecting { needs, sure } => {
            let sure = text(&Value::Set(sure.clone()));
            format!("undetermined needs {} so far {sure}", listed(needs))
        }
        Ruling::NotCollected => "not_applicable".to_string(),
        Ruling::Process { progress, done, total, .. } => {
            let progress = match progress {
                Progress::NotApplicable => "not applicable".to_string(),
                Progress::Complete => "complete".to_string(),
                Progress::Unknown { needs } => format!("perhaps applicable needs {}", listed(needs)),
                Progress::At { step, needs } => format!("at {step} needs {}", listed(needs)),
            };
            format!("{progress}, done {done} of {total}")
        }
    }
}

fn of_class(class: &Class) -> String {
    match class {
        Class::Value(value) => text(value),
        Class::Review(reason) => format!("复核：{reason}"),
        Class::Conflict => "冲突".to_string(),
        Class::NoRule => "无规则".to_string(),
        Class::NotApplicable => "不适用".to_string(),
        Class::Open { .. } => "未知".to_string(),
    }
}

fn text(value: &Value) -> String {
    canonical(&plain(value))
}

/// The members of a set in one order, however they are written.
fn canonical(text: &str) -> String {
    let members: BTreeSet<_> = text.split(['、', ',', '，', '{', '}', ' ']).filter(|it| !it.is_empty()).collect();
    if members.is_empty() { "（无）".to_string() } else { members.into_iter().collect::<Vec<_>>().join("、") }
}

fn names(rules: &[String]) -> String {
    listed(&rules.iter().filter(|it| !it.is_empty()).cloned().collect())
}

fn listed(names: &Needs) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

pub(super) fn of_verdict(verdict: &Json) -> Summary {
    let mut lines = Summary::new();
    lines.insert("conclusion".to_string(), of_value(&verdict["conclusion"]));
    for (name, decision) in entries(&verdict["decisions"]) {
        lines.insert(name.clone(), of_decision(decision));
    }
    for finding in verdict["findings"].as_array().into_iter().flatten() {
        let severity = of_value(&finding["severity"]);
        let state = match of_value(&finding["state"]).as_str() {
            "unknown" => format!("unknown needs {}", of_names(&finding["needs"])),
            state => state.to_string(),
        };
        let mut id = of_value(&finding["id"]);
        if id.contains('.') {
            id += &format!(" {}", of_value(&finding["fields"]));
        }
        lines.insert(id, format!("{severity} {state}"));
    }
    for (name, process) in entries(&verdict["processes"]) {
        lines.insert(name.clone(), of_process(process));
    }
    lines
}

fn entries(object: &Json) -> impl Iterator<Item = (&String, &Json)> {
    object.as_object().into_iter().flatten()
}

fn of_decision(decision: &Json) -> String {
    let rules = || match &decision["rule"] {
        Json::String(rule) => rule.clone(),
        _ => of_names(&decision["rules"]),
    };
    match of_value(&decision["status"]).as_str() {
        "determined" => format!("determined {} by {}", of_value(&decision["value"]), rules()),
        "review" => {
            let (reason, suggestion) = (&decision["reason"], &decision["suggestion"]);
            let (reason, suggestion) = (of_value(reason), of_value(suggestion));
            format!("review {reason} suggests {suggestion} by {}", rules())
        }
        "conflict" => format!("conflict by {}", rules()),
        "undetermined" => {
            let needs = of_names(&decision["needs"]);
            match &decision["value"] {
                Json::Null => {
                    format!("undetermined needs {needs} possible {}", of_names(&decision["possible"]))
                }
                sure => format!("undetermined needs {needs} so far {}", of_value(sure)),
            }
        }
        status => status.to_string(),
    }
}

fn of_process(process: &Json) -> String {
    let needs = of_names(&process["needs"]);
    let progress = match (&process["applicable"], process["complete"].as_bool(), &process["current"]) {
        (Json::Bool(false), ..) => "not applicable".to_string(),
        (_, Some(true), _) => "complete".to_string(),
        (_, _, Json::String(step)) => format!("at {step} needs {needs}"),
        _ => format!("perhaps applicable needs {needs}"),
    };
    format!("{progress}, done {} of {}", process["done"], process["total"])
}

fn of_value(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(true) => "是".to_string(),
        Json::Bool(false) => "否".to_string(),
        Json::String(text) => canonical(text),
        Json::Array(members) => canonical(&members.iter().map(of_value).collect::<Vec<_>>().join("、")),
        other => other.to_string(),
    }
}

/// Names, or rules with their values, in one order.
fn of_names(names: &Json) -> String {
    let name = |it: &Json| match &it["rule"] {
        Json::Null => of_value(it),
        rule => of_value(rule),
    };
    listed(&names.as_array().into_iter().flatten().map(name).collect())
}
