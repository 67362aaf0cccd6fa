//! What the project's own engine says, in the parts that every engine can express, and how it reads a graduate.

use std::collections::HashMap;

use serde_json::{Map, Value};
use shengyuan::{Conclusion, Engine, FindingState, Judged, Status, Verdict};

use crate::engine::{Answer, Failure};
use crate::engines::shengyuan::Reading;

/// The findings that every engine can express.
pub(crate) const FINDINGS: [&str; 23] = [
    "必填·学号",
    "必填·培养单位",
    "必填·专业",
    "必填·学历",
    "必填·系统预毕业年月",
    "必填·高中/本科毕业学校",
    "必填·姓名",
    "必填·性别",
    "必填·学生类别",
    "必填·证件号码",
    "必填·手机号码",
    "必填·政治面貌",
    "必填·生源地",
    "提交逾期",
    "家庭迁移日期有疑",
    "高考晚于入学",
    "两栏生源地不一致",
    "退回后还没再交",
    "绑定年份不对",
    "定向协议书未上传",
    "简历待完善",
    "照片待上传",
    "集体户能否接收",
];

/// The rules of 应填生源地 that look at plain fields only: no rows of work or exams, no table of places. Earlier ones go first.
pub(crate) const PLAIN_RULES: [&str; 12] = [
    "港澳台学生须人工",
    "师范生",
    "有独立户口无工作",
    "两次入学之间迁移",
    "入学后家庭迁移",
    "家庭迁移未写明",
    "未参加高考",
    "父母户籍不一致",
    "两种说法不一",
    "研究生入学前无工作",
    "本人为高考迁户",
    "高考前家庭户籍",
];

/// The steps of 生源校对, and what is said when all are done.
pub(crate) const STEPS: [&str; 10] =
    ["授权登录", "实名认证", "学籍绑定", "填写信息", "提交", "培养单位审核", "学校审核", "省中心审核", "初始化", "已完成"];

/// How the policy of 2024 is read.
pub(crate) const READING: Reading = Reading { verdict: answer, judged: answer_from_bits };

fn answer(verdict: &Verdict<'_>) -> Result<Answer, Failure> {
    if verdict.conclusion() == Conclusion::NotApplicable {
        return Ok(Answer::default().text("findings", "").text("rule", "").text("step", ""));
    }
    let findings = verdict.findings();
    let violated = findings.iter().filter(|finding| finding.state == FindingState::Violated).map(|finding| &finding.id);
    let (_, process) = verdict.processes().find(|(name, _)| *name == "生源校对").ok_or("no such process")?;
    let step = if process.complete { Some("已完成") } else { process.current.as_deref() };
    Ok(Answer::default()
        .names("findings", violated.filter(|id| FINDINGS.contains(&id.as_str())))
        .text("rule", plain_rule(verdict)?.unwrap_or_default())
        .text("step", step.unwrap_or_default()))
}

/// The findings from the bits; rule and step from the verdict in words, where a review is a rule, too.
fn answer_from_bits(_: &Engine<'static>, judged: &Judged<'_, 'static>) -> Result<Answer, Failure> {
    let verdict = judged.verdict();
    if judged.conclusion() != verdict.conclusion() {
        return Err(format!("{:?} without words, {:?} in words", judged.conclusion(), verdict.conclusion()).into());
    }
    let violated = judged.violated().map(|(name, _)| name.into_owned());
    Ok(answer(&verdict)?.names("findings", violated.filter(|name| FINDINGS.contains(&name.as_str()))))
}

/// The rule that decides on the place of origin, if it alone does and is plain.
fn plain_rule(verdict: &Verdict<'_>) -> Result<Option<String>, Failure> {
    let origin = verdict.decision("应填生源地")?;
    let settled = matches!(origin.status, Status::Determined | Status::Review);
    Ok(origin.rule.filter(|rule| settled && PLAIN_RULES.contains(&rule.as_str())))
}

/// How a field is written in a flat record.
#[derive(Clone, Copy)]
enum Kind {
    /// A text, a member of an enumeration, a place in full; empty if not filled in, `?` if it cannot be read.
    Text,
    /// `2023-10-13` or `2023-10`; empty if not filled in or if it cannot be read.
    Date,
    /// 是 or 否; empty if not filled in or if it cannot be read.
    Flag,
    /// A whole number; -1 if not filled in or if it cannot be read.
    Number,
}

const FIELDS: [(&str, &str, Kind); 47] = [
    ("student_id", "学号", Kind::Text),
    ("department", "培养单位", Kind::Text),
    ("major", "专业", Kind::Text),
    ("level", "学历", Kind::Text),
    ("grad_month", "系统预毕业年月", Kind::Text),
    ("prev_school", "高中/本科毕业学校", Kind::Text),
    ("class_year", "届别", Kind::Number),
    ("delayed", "延期毕业", Kind::Flag),
    ("teacher", "师范生", Kind::Flag),
    ("talent_plan", "少干计划", Kind::Flag),
    ("name", "姓名", Kind::Text),
    ("gender", "性别", Kind::Text),
    ("category", "学生类别", Kind::Text),
    ("id_number", "证件号码", Kind::Text),
    ("phone", "手机号码", Kind::Text),
    ("political", "政治面貌", Kind::Text),
    ("origin", "生源地", Kind::Text),
    ("second_origin", "生源所在地", Kind::Text),
    ("first_enrolled", "首次入学日期", Kind::Date),
    ("last_enrolled", "最近入学日期", Kind::Date),
    ("exam_month", "高考年月", Kind::Date),
    ("exams", "高考次数", Kind::Number),
    ("home", "高考前家庭户籍地", Kind::Text),
    ("own_home", "高考前本人户籍地", Kind::Text),
    ("parents_together", "高考前父母户籍一致", Kind::Flag),
    ("moved", "入学后家庭户口迁移", Kind::Flag),
    ("moved_on", "家庭户口迁移日期", Kind::Date),
    ("worked", "入学前有工作经历", Kind::Flag),
    ("hukou_place", "现户籍地", Kind::Text),
    ("hukou_kind", "现户口性质", Kind::Text),
    ("hukou_since", "现户口落户日期", Kind::Date),
    ("logged_in", "已授权登录", Kind::Flag),
    ("verified", "已实名认证", Kind::Flag),
    ("bound", "已学籍绑定", Kind::Flag),
    ("bound_year", "绑定年份", Kind::Number),
    ("school_filled", "学校信息已填", Kind::Flag),
    ("personal_filled", "个人信息已填", Kind::Flag),
    ("other_filled", "其他信息已填", Kind::Flag),
    ("submitted_on", "提交日期", Kind::Date),
    ("department_ok", "培养单位已审核", Kind::Flag),
    ("school_ok", "学校已审核", Kind::Flag),
    ("center_ok", "省中心已审核", Kind::Flag),
    ("initialized", "已初始化", Kind::Flag),
    ("returned_for", "退回原因", Kind::Text),
    ("returned_on", "退回日期", Kind::Date),
    ("resubmitted_on", "重新提交日期", Kind::Date),
    ("photo", "照片结果", Kind::Text),
];

/// The record as the host reads it for engines that know neither enumerations with other names, nor places, nor the ways of
/// writing a day: plain fields under names that every engine takes. `plain` says whether [`plain_rule`] is one: whether the
/// place of origin can be settled without rows of work and exams, the table of places, or answers that are missing.
pub(crate) fn flat(verdict: &Verdict<'_>) -> Result<Value, Failure> {
    let values: HashMap<String, String> = verdict.values().into_iter().collect();
    let unreadable: Vec<String> = verdict
        .findings()
        .into_iter()
        .filter(|finding| finding.state == FindingState::Violated)
        .filter_map(|finding| finding.id.strip_prefix("无效·").map(str::to_string))
        .collect();
    let mut record = Map::new();
    for (name, field, kind) in FIELDS {
        let readable = !unreadable.iter().any(|unreadable| unreadable == field);
        let value = values.get(field).map(String::as_str);
        let value = match (kind, value) {
            (Kind::Text, Some(_)) if !readable => Value::from("?"),
            (Kind::Number, Some(text)) => Value::from(text.parse::<i64>().unwrap_or(-1)),
            (Kind::Number, None) => Value::from(-1),
            (_, Some(text)) if readable => Value::from(text),
            _ => Value::from(""),
        };
        record.insert(name.to_string(), value);
    }
    let resume = values.get("简历完善度").and_then(|text| text.strip_suffix('%')?.parse::<i64>().ok());
    record.insert("resume_pct".to_string(), resume.unwrap_or(-1).into());
    record.insert("agreement".to_string(), values.get("已上传定向协议书").map_or("", String::as_str).into());
    record.insert("plain".to_string(), plain_rule(verdict)?.is_some().into());
    Ok(Value::Object(record))
}
