//! The engine says of every generated record what its verdict says, with values in every text.

use proptest::prelude::{ProptestConfig, proptest};
use proptest::test_runner::TestCaseError;
use shengyuan::{Options, Policy as Compiled, Source};

use super::generate::{Case, cases};
use super::model::{Body, Expression, Item, Policy};
use super::print;
use super::subject::record;

/// The policy with texts that speak of all that stands before them: fields, parameters, decisions, conditions. Every other field is
/// 敏感.
fn talkative(policy: &Policy) -> String {
    let shown = |name: &str| format!("{name}「{{{name}}}」");
    let mut said: String = policy.fields.iter().map(|field| shown(&field.name)).collect();
    said.extend(policy.parameters.iter().map(|parameter| shown(&parameter.name)));
    let mut lines = Vec::new();
    let mut fields = policy.fields.iter().step_by(2).map(|field| format!("  {} : ", field.name)).peekable();
    let mut items = policy.items.iter();
    let is_named = |line: &str| line.starts_with("  判定 ") && line.split_whitespace().nth(2) == Some("=");
    for line in print::policy(policy).lines() {
        let mut line = line.to_string();
        let reason = format!("理由 \"{said}\"");
        if fields.next_if(|field| line.starts_with(field)).is_some() {
            line += " 敏感";
        } else if line.starts_with("    例外 ") || line.starts_with("    缺省 ") {
            if let Some(rule) = line.strip_suffix(" }").filter(|rule| !rule.contains("则 复核 \"")) {
                line = format!("{rule} {reason} }}");
            }
        } else if line.starts_with("    项 ") || is_named(&line) {
            line = format!("{line} {reason}");
        }
        lines.push(line.replace("提示 \"请改\"", &format!("提示 \"{said}\"")));
        let is_end = line.starts_with("  }") || line.starts_with("  检查 ") || is_named(&line);
        if is_end && lines.iter().any(|line| line.starts_with("规则 ")) {
            said += &items.next().map(of_item).unwrap_or_default();
        }
    }
    lines.join("\n")
}

/// What later texts say of an item.
fn of_item(item: &Item) -> String {
    let (name, conditions): (String, Vec<&Expression>) = match item {
        Item::Decision(decision) => match &decision.body {
            Body::Named(_) => (format!("{{{}}}", decision.name), Vec::new()),
            Body::Cases { exceptions, .. } => {
                (format!("{{{}}}", decision.name), exceptions.iter().map(|exception| &exception.when).collect())
            }
        },
        Item::Collection(collection) => {
            (format!("{{{}}}", collection.name), collection.entries.iter().filter_map(|entry| entry.when.as_ref()).collect())
        }
        Item::Check(check) => (String::new(), check.when.iter().chain(&check.require).collect()),
        Item::Process(process) => (format!("{{当前步骤({})}}", process.name), Vec::new()),
    };
    // Texts cannot hold what stands between quotes or braces.
    let written = conditions.into_iter().map(print::expression).filter(|text| !text.contains(['"', '{', '}', '“']));
    written.fold(name, |said, text| said + &format!("{{{text}}}{{若 {text} 则 1 否则 2}}"))
}

fn agree(case: &Case) -> Result<(), TestCaseError> {
    let text = talkative(&case.policy);
    let failed = |told: &dyn std::fmt::Display| TestCaseError::fail(format!("{told}\n{text}"));
    let policy = Compiled::compile([Source::new("试验.policy", &text)]).map_err(|problems| failed(&problems))?;
    let judge = policy.record("人").map_err(|error| failed(&error))?;
    let date = case.today.text().parse().map_err(|error| failed(&error))?;
    let records: Vec<_> = case.people.iter().map(record).collect();
    for reveal in [false, true] {
        let judge = judge.with(Options::default().reveal(reveal));
        crate::engine::agree(judge, &records, date).map_err(|told| failed(&format!("{told}{records:#?}")))?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_says_what_the_verdict_says(case in cases()) {
        agree(&case)?;
    }
}
