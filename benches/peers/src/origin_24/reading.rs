//! What a verdict of the project's own engine says, in the words that the other engines use.

use origin_24::student::{Next, Rule};
use origin_24::{RULES, STEPS};
use shengyuan::{Conclusion, Engine, FindingKind, FindingState, Importance, Judged, Verdict};

use crate::engine::{Answer, Failure};
use crate::engines::shengyuan::Reading;
use crate::lines::NEXT;

/// How the policy is read.
pub(crate) const READING: Reading = Reading { verdict: answer, judged: answer_from_bits };

fn out_of_scope() -> Answer {
    Answer::default()
        .text("origin", "")
        .text("rule", Rule::OutOfScope.as_str())
        .text("next", Next::OutOfScope.as_str())
        .flag("origin_ok", false)
        .flag("blocking", false)
        .flag("complete", false)
        .text("findings", "")
}

fn answer(verdict: &Verdict<'_>) -> Result<Answer, Failure> {
    if verdict.conclusion() == Conclusion::NotApplicable {
        return Ok(out_of_scope());
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

/// Findings, rule and next step from the bits; the value of the origin and the two flags from the verdict in words.
fn answer_from_bits(engine: &Engine<'static>, judged: &Judged<'_, 'static>) -> Result<Answer, Failure> {
    if judged.conclusion() == Conclusion::NotApplicable {
        return Ok(out_of_scope());
    }
    let rule = |decision: &str| {
        let number = engine.decision(decision).ok_or_else(|| format!("there is no {decision}"))?;
        judged.rule(number).ok_or_else(|| format!("no rule decides on {decision}"))
    };
    let (origin_rule, next_rule) = (rule("应填生源地")?, rule("下一步")?);
    let origin_rule = RULES.iter().find(|(name, _)| *name == origin_rule).map_or("", |(_, rule)| rule.as_str());
    let next = NEXT.iter().find(|(name, _)| *name == next_rule).map_or("", |(_, next)| next.as_str());
    Ok(answer(&judged.verdict())?
        .text("rule", origin_rule)
        .text("next", next)
        .flag("blocking", judged.conclusion() == Conclusion::MustFix)
        .names("findings", judged.violated().map(|(name, _)| name)))
}
