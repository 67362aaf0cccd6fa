//! Coverage as text: what is not reached first, then the counts. Decides nothing.

use std::fmt::{self, Write};

use super::{ConditionCoverage, Count, Coverage, FileCoverage, ItemCoverage, Side, SideKind, Totals};

impl SideKind {
    /// The words for a clerk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Won => "用上",
            Self::NearMiss => "只差一个条件",
            Self::Beaten => "被压过",
            Self::SetAside => "被例外压过",
            Self::Violated => "违反",
            Self::Satisfied => "满足",
            Self::NotApplicable => "不适用",
            Self::Done => "做完",
            Self::Current => "停在这一步",
            Self::Holds => "成立",
            Self::Fails => "不成立",
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.reached, self.all)
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "规则 {}，检查 {}，步骤 {}，条件 {}", self.rules, self.checks, self.steps, self.conditions)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(false))
    }
}

impl Coverage {
    /// What is not reached, then the counts of each file and of all; with `full` what is reached too.
    pub fn text(&self, full: bool) -> String {
        let mut text = String::new();
        let open = |item: &&ItemCoverage| item.is_open();
        let count: usize = self.files.iter().map(|file| file.items.iter().filter(open).count()).sum();
        match count {
            0 => text.push_str("每一边都走到了\n"),
            _ => {
                let _ = writeln!(text, "还没有走到的：{count} 处");
                self.files.iter().for_each(|file| list(file, true, &mut text));
            }
        }
        if full {
            text.push_str("\n都走到的\n");
            self.files.iter().for_each(|file| list(file, false, &mut text));
        }
        text.push_str("\n走到的边／应走到的边\n");
        for file in &self.files {
            let _ = writeln!(text, "  {}：{}", file.file, file.total);
        }
        let _ = writeln!(text, "合计（示例和案例 {} 个）：{}", self.samples, self.total);
        text
    }
}

/// The items of a file that are open, or those that are not.
fn list(file: &FileCoverage, open: bool, text: &mut String) {
    let items: Vec<&ItemCoverage> = file.items.iter().filter(|item| item.is_open() == open).collect();
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", file.file);
    for item in items {
        let _ = writeln!(text, "{:>5} │ {}", item.line, item.name);
        for side in &item.sides {
            if side.counts || !side.samples.is_empty() {
                let _ = writeln!(text, "      │   {} {}{}", mark(side), side.side.as_str(), samples(side));
            }
        }
        item.conditions.iter().filter(|one| one.is_open() || !open).for_each(|one| condition(one, text));
    }
}

fn condition(condition: &ConditionCoverage, text: &mut String) {
    let _ = writeln!(text, "{:>5} │     {}", condition.line, condition.text);
    if let Some(why) = condition.fixed {
        let _ = writeln!(text, "      │       （{why}）");
        return;
    }
    for side in &condition.sides {
        let _ = writeln!(text, "      │       {} {}{}", mark(side), side.side.as_str(), samples(side));
    }
}

fn mark(side: &Side) -> &'static str {
    match (side.counts, side.samples.is_empty()) {
        (_, false) => "✓",
        (true, true) => "✗",
        (false, true) => "·",
    }
}

/// `：示例「截止当天提交」等 3 个`
fn samples(side: &Side) -> String {
    match side.samples.as_slice() {
        [] => "：没有示例".to_string(),
        [only] => format!("：{only}"),
        [first, ..] => format!("：{first}等 {} 个", side.samples.len()),
    }
}
