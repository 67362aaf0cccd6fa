//! Cases: records kept beside a policy with the verdict that was accepted for each. In: the text of a case. Out: its verdict as a
//! short text that a clerk can review line by line.
//! Reads and writes no file; comparing two texts is for the caller.

use serde_yaml::{Mapping, Value};

use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::input::{self, Slots};
use crate::judge::{Judge, Options};
use crate::verdict::{DecisionView, Finding, FindingState, ProcessView, Status, Verdict};

impl Judge<'_> {
    /// The verdict on a case, a line for each decision, finding and process, as YAML. A case is one record as YAML; its key `评估日` names the day, else `date` is used.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] if the case is not one record, or names a field that the policy does not have: a case
    /// that says less than it seems to would prove nothing.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let policy = Policy::compile([Source::new("例.policy", "记录 人 { 姓名 : 文本 必填 } 规则 人 { 判定 有姓名 = 已填(姓名) }")])?;
    /// let verdict = policy.record("人")?.judge_case("评估日: 2023-09-25\n姓名: 张三\n", policy.example_date())?;
    /// assert!(verdict.starts_with("结论: 通过"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge_case(&self, text: &str, date: Date) -> Result<String, Error> {
        let (slots, date) = self.case_slots(text, date)?;
        case_text(&self.with(Options::default().reveal(true)).evaluate_slots(slots, date))
    }

    /// The record of a case, and the day as of which it is judged.
    pub(crate) fn case_slots(&self, text: &str, date: Date) -> Result<(Slots, Date), Error> {
        let mut record: Mapping = serde_yaml::from_str(text).map_err(|error| {
            let line = error.location().map_or(0, |at| at.line());
            bad(format!("第 {line} 行看不懂；案例要写成一行一个「字段: 值」"))
        })?;
        let date = match record.shift_remove("评估日") {
            Some(Value::String(day)) => day.parse()?,
            Some(_) => return Err(bad("「评估日」要写成日期，如 2023-09-25".to_string())),
            None => date,
        };
        let slots = input::slots(&self.planned.schema, &record, date)?;
        let unknown: Vec<String> = slots
            .unmatched
            .iter()
            .map(|one| match &one.nearest {
                Some(near) => format!("「{}」（是不是「{near}」？）", one.name),
                None => format!("「{}」", one.name),
            })
            .collect();
        if !unknown.is_empty() {
            return Err(bad(format!("政策里没有这些字段：{}", unknown.join("、"))));
        }
        Ok((slots, date))
    }
}

/// A verdict as a case keeps it.
pub(crate) fn case_text(verdict: &Verdict<'_>) -> Result<String, Error> {
    serde_yaml::to_string(&summary(verdict)).map_err(|error| bad(format!("判断的结果无法写出：{error}")))
}

fn bad(message: String) -> Error {
    Error::new(ErrorKind::BadInput, message)
}

fn summary(verdict: &Verdict<'_>) -> Mapping {
    let mut summary = Mapping::new();
    summary.insert("结论".into(), verdict.conclusion().as_str().into());
    let decisions = verdict.decisions_with_rules().map(|(name, decision)| (name.into(), decision_line(&decision).into()));
    summary.insert("判定".into(), Value::Mapping(decisions.collect()));
    let findings = verdict.findings().into_iter().map(|finding| finding_line(&finding).into());
    summary.insert("问题".into(), Value::Sequence(findings.collect()));
    let processes = verdict.processes().map(|(name, process)| (name.into(), process_line(&process).into()));
    summary.insert("流程".into(), Value::Mapping(processes.collect()));
    let notes =
        verdict.notes().into_iter().filter(|note| !note.assumed).map(|note| format!("{}：{}", note.field, note.text).into());
    summary.insert("说明".into(), Value::Sequence(notes.collect()));
    summary.retain(|_, value| match value {
        Value::Sequence(list) => !list.is_empty(),
        Value::Mapping(map) => !map.is_empty(),
        _ => true,
    });
    summary
}

/// `广东省广州市番禺区（高考前家庭户籍）`
fn decision_line(decision: &DecisionView) -> String {
    let mut line = match (decision.status, decision.value()) {
        (Status::Determined, Some(value)) => value.to_string(),
        (Status::Undetermined, Some(sure)) => format!("待定，已确定 {sure}"),
        (status, _) => status.as_str().to_string(),
    };
    let competitors = decision.rules.iter().map(|one| one.rule.clone());
    let rules: Vec<String> = decision.rule.iter().cloned().chain(competitors).collect();
    if !rules.is_empty() {
        line.push_str(&format!("（{}）", rules.join("、")));
    }
    if let (Status::Review, Some(reason)) = (decision.status, &decision.reason) {
        line.push_str(&format!("：{reason}"));
    }
    for (label, list) in [("，还缺 ", &decision.needs), ("，可能是 ", &decision.possible)] {
        if !list.is_empty() {
            line.push_str(&format!("{label}{}", list.join("、")));
        }
    }
    if let Some(suggestion) = &decision.suggestion {
        line.push_str(&format!("，建议 {suggestion}"));
    }
    line
}

/// `〔阻断〕生源地须到区县：……；学生：……`
fn finding_line(finding: &Finding) -> String {
    let mut line = format!("〔{}〕{}", finding.severity.as_str(), finding.id);
    match (&finding.message, finding.state) {
        (Some(message), _) => line.push_str(&format!("：{message}")),
        (None, FindingState::Unknown) => line.push_str(&format!("：待定，还缺 {}", finding.needs.join("、"))),
        (None, _) => {}
    }
    for step in &finding.steps {
        let about = if step.soft { "约 " } else { "" };
        let after = step.after.as_ref().map_or_else(String::new, |day| format!("（{about}{day} 以后）"));
        line.push_str(&format!("；{}：{}{after}", step.actor, step.action));
    }
    line
}

fn process_line(process: &ProcessView) -> String {
    let mut line = match (process.applicable, process.complete, &process.current) {
        (Some(false), ..) => "不适用".to_string(),
        (_, true, _) => "已完成".to_string(),
        (_, false, current) => format!("{}/{} {}", process.done, process.total, current.as_deref().unwrap_or("待定")),
    };
    if !process.needs.is_empty() {
        line.push_str(&format!("，还缺 {}", process.needs.join("、")));
    }
    line
}
