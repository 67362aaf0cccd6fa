//! What was added, taken away, renamed or changed. In: the parts of two policies by name, in the clerk's words. Out: changes.
//! Knows nothing of what the parts mean.

use std::fmt;

use serde::Serialize;

use super::cohort::Years;
use super::describe::{self, Part};
use super::report::PolicyDiff;
use crate::policy::Compiled;

/// What happened to a part of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// 新增
    Added,
    /// 删去
    Removed,
    /// 改名: the same by another name.
    Renamed,
    /// 修改
    Changed,
}

/// One change of what is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PolicyChange {
    /// What happened.
    pub change: ChangeKind,
    /// What it is: 参数, 字段, 条文, 规则 …
    pub kind: &'static str,
    /// Its name; of something renamed the new one.
    pub name: String,
    /// The old name of something renamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_name: Option<String>,
    /// What was added or taken away, in short.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Each thing about it that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aspects: Vec<AspectChange>,
}

/// One thing about a part of a policy, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AspectChange {
    /// 值, 条件, 结果, 提示 …
    pub aspect: &'static str,
    /// Before; empty if there was none.
    pub old: String,
    /// After; empty if there is none.
    pub new: String,
}

impl fmt::Display for PolicyChange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.change {
            ChangeKind::Added => write!(out, "新增{}「{}」", self.kind, self.name)?,
            ChangeKind::Removed => write!(out, "删去{}「{}」", self.kind, self.name)?,
            ChangeKind::Renamed => {
                write!(out, "{}「{}」改名为「{}」，内容没有变", self.kind, self.old_name.as_deref().unwrap_or_default(), self.name)?
            }
            ChangeKind::Changed => write!(out, "{}「{}」", self.kind, self.name)?,
        }
        if !self.summary.is_empty() {
            write!(out, "：{}", self.summary)?;
        }
        for (number, aspect) in self.aspects.iter().enumerate() {
            let or_none = |text: &str| if text.is_empty() { "（没有）".to_string() } else { text.to_string() };
            let name = if matches!(aspect.aspect, "值" | "文字") { "" } else { aspect.aspect };
            let sign = if number == 0 { "：" } else { "；" };
            let space = if name.is_empty() { "" } else { " " };
            write!(out, "{sign}{name}{space}{} → {}", or_none(&aspect.old), or_none(&aspect.new))?;
        }
        Ok(())
    }
}

/// Everything of two policies but what their judges say.
pub(super) fn policies(old: &Compiled, new: &Compiled, years: Option<&Years>, diff: &mut PolicyDiff) {
    let mut lists = Lists { years, diff };
    lists.compare("记录", describe::records(old), describe::records(new));
    lists.compare("参数", describe::parameters(old), describe::parameters(new));
    lists.compare("格式", describe::formats(old), describe::formats(new));
    lists.compare("枚举", describe::enumerations(old), describe::enumerations(new));
    for (one, other) in describe::same_named(&old.program.enumerations, &new.program.enumerations, |one| &one.name) {
        lists.compare("选项", describe::members(one), describe::members(other));
    }
    lists.compare("文件", describe::documents(old), describe::documents(new));
    lists.compare("条文", describe::clauses(old), describe::clauses(new));
    for (name, one) in &old.program.records {
        let Some(other) = new.program.records.get(name) else { continue };
        lists.compare("记录", describe::scope(old, one), describe::scope(new, other));
        lists.compare("明细", describe::details(old, one), describe::details(new, other));
        lists.compare("字段", describe::fields(old, one), describe::fields(new, other));
        lists.compare("判定", describe::decisions(old, one), describe::decisions(new, other));
        for (mine, theirs) in describe::same_named(&one.decisions, &other.decisions, |decision| &decision.name) {
            lists.compare("规则", describe::rules(old, mine), describe::rules(new, theirs));
        }
        lists.compare("检查", describe::checks(old, one), describe::checks(new, other));
        lists.compare("流程", describe::processes(old, one), describe::processes(new, other));
        for (mine, theirs) in describe::same_named(&one.processes, &other.processes, |process| &process.name) {
            lists.compare("步骤", describe::steps(old, mine), describe::steps(new, theirs));
        }
        lists.compare("表格", describe::tables(old, one), describe::tables(new, other));
    }
}

struct Lists<'d> {
    years: Option<&'d Years>,
    diff: &'d mut PolicyDiff,
}

impl Lists<'_> {
    /// Compares parts by their names; those with the same content under another name are renamed.
    fn compare(&mut self, kind: &'static str, old: Vec<Part>, new: Vec<Part>) {
        let only = |list: &[Part], others: &[Part]| -> Vec<Part> {
            list.iter().filter(|part| !others.iter().any(|other| other.name == part.name)).cloned().collect()
        };
        let (mut gone, mut come) = (only(&old, &new), only(&new, &old));
        for (before, after) in renamed(&gone, &come) {
            gone.retain(|part| part.name != before);
            come.retain(|part| part.name != after);
            let mut change = changed(ChangeKind::Renamed, kind, &after);
            change.old_name = Some(before);
            self.diff.changes.push(change);
        }
        for part in &old {
            if gone.iter().any(|one| one.name == part.name) {
                self.diff
                    .changes
                    .push(PolicyChange { summary: part.summary.clone(), ..changed(ChangeKind::Removed, kind, &part.name) });
            } else if let Some(other) = new.iter().find(|other| other.name == part.name) {
                self.aspects(kind, part, other);
            }
        }
        for part in come {
            self.diff.changes.push(PolicyChange { summary: part.summary, ..changed(ChangeKind::Added, kind, &part.name) });
        }
    }

    fn aspects(&mut self, kind: &'static str, old: &Part, new: &Part) {
        let find = |part: &Part, aspect: &str| {
            part.aspects.iter().find(|(name, _)| *name == aspect).map_or_else(String::new, |(_, text)| text.clone())
        };
        let mut names: Vec<&'static str> = old.aspects.iter().chain(&new.aspects).map(|(name, _)| *name).collect();
        let mut seen = Vec::new();
        names.retain(|name| {
            !seen.contains(name) && {
                seen.push(*name);
                true
            }
        });
        let (mut aspects, mut follows) = (Vec::new(), false);
        for aspect in names {
            let (before, after) = (find(old, aspect), find(new, aspect));
            if before == after {
                continue;
            }
            if self.years.is_some_and(|years| years.aligned(&after) == before) {
                follows = true;
            } else {
                aspects.push(AspectChange { aspect, old: before, new: after });
            }
        }
        if !aspects.is_empty() {
            self.diff.changes.push(PolicyChange { aspects, ..changed(ChangeKind::Changed, kind, &new.name) });
        } else if follows {
            self.diff.following_the_year.push(format!("{kind}「{}」", new.name));
        }
    }
}

fn changed(change: ChangeKind, kind: &'static str, name: &str) -> PolicyChange {
    PolicyChange { change, kind, name: name.to_string(), old_name: None, summary: String::new(), aspects: Vec::new() }
}

/// Pairs that are one thing under two names: the new one says so, or each is the only one with its content.
fn renamed(gone: &[Part], come: &[Part]) -> Vec<(String, String)> {
    let alike = |list: &[Part], content: &str| list.iter().filter(|part| part.content == content).count();
    let pairs = gone.iter().filter_map(|old| {
        let named = come.iter().find(|new| new.earlier_names.contains(&old.name));
        let same = come
            .iter()
            .find(|new| new.content == old.content)
            .filter(|_| !old.content.is_empty() && alike(gone, &old.content) == 1 && alike(come, &old.content) == 1);
        named.or(same).map(|new| (old.name.clone(), new.name.clone()))
    });
    pairs.collect()
}
