//! What a verdict of the project's own engine says, in the words that the other engines use.

use origin_24::student::{Next, Rule};
use origin_24::{RULES, STEPS};
use shengyuan::{Conclusion, FindingKind, FindingState, Importance, Verdict};

use crate::engine::{Answer, Failure};

pub(crate) fn answer(verdict: &Verdict<'_>) -> Result<Answer, Failure> {
    if verdict.conclusion() == Conclusion::NotApplicable {
        return Ok(Answer::default()
            .text("origin", "")
            .text("rule", Rule::OutOfScope.as_str())
            .text("next", Next::OutOfScope.as_str())
            .flag("origin_ok", false)
            .flag("blocking", false)
            .flag("complete", false)
            .text("findings", ""));
    }
    let origin = verdict.decision("应填生源地")?;
    let rule = RULES.iter().find(|(name, _)| Some(*name) == origin.rule.as_deref());
    let (_, rule) = rule.ok_or_else(|| format!("no single rule decides: {origin:?}"))?;
    let next = verdict.decision("下一步")?;
    let step = STEPS.iter().find(|(name, _)| Some(*name) == next.value());
    let (_, step) = step.ok_or_else(|| format!("no next step: {next:?}"))?;
    let flag = |name: &str| match verdict.decision(name)?.value() {
        Some("是") => Ok(true),
        Some("否") => Ok(false),
        other => Err(Failure::from(format!("{name} is {other:?}"))),
    };
    let findings = verdict.findings();
    if let Some(open) = findings.iter().find(|finding| finding.state == FindingState::Unknown) {
        return Err(format!("cannot be settled: {open:?}").into());
    }
    if let Some(other) = findings.iter().find(|finding| finding.kind != FindingKind::Check) {
        return Err(format!("not a check: {other:?}").into());
    }
    let blocking = findings.iter().any(|finding| finding.severity == Importance::Block);
    if blocking != (verdict.conclusion() == Conclusion::MustFix) {
        return Err(format!("the conclusion is {:?}", verdict.conclusion()).into());
    }
    Ok(Answer::default()
        .text("origin", origin.value().unwrap_or_default())
        .text("rule", rule.as_str())
        .text("next", step.as_str())
        .flag("origin_ok", flag("生源地相符")?)
        .flag("blocking", blocking)
        .flag("complete", flag("校对完成")?)
        .names("findings", findings.iter().map(|finding| &finding.id)))
}
