//! A comparison for people. In: its data. Out: Chinese text.

use std::fmt::Write;

use super::report::{ClassDifference, ItemDifference, PolicyDiff, Says};

/// Expressions that were not followed exactly, told one by one for each item.
const DOUBTS: usize = 3;

impl PolicyDiff {
    /// The comparison for people.
    pub fn to_text(&self) -> String {
        let mut text = format!("政策比较\n  旧：{}\n  新：{}\n", self.old, self.new);
        if !self.cohort.is_empty() {
            let _ = writeln!(text, "  两份的届别不同：参数「{}」按旧政策的届别比，同一届学生两边都判断", self.cohort.join("」「"));
        }
        if self.is_empty() {
            text.push_str("\n没有不同\n");
            return text;
        }
        if !self.changes.is_empty() {
            text.push_str("\n改了什么\n");
        }
        for change in &self.changes {
            let _ = writeln!(text, "  {change}");
        }
        if !self.following_the_year.is_empty() {
            let _ = writeln!(text, "  只随届别改了年份：{}", self.following_the_year.join("、"));
        }
        if !self.items.is_empty() {
            text.push_str("\n谁的判断不同\n");
        }
        for item in &self.items {
            item.write(&mut text);
        }
        if !self.same_in_other_words.is_empty() {
            let _ = writeln!(text, "\n写法变了，对谁都一样：{}", self.same_in_other_words.join("、"));
        }
        let open = self.items.iter().filter(|item| !item.not_analysed.is_empty()).count();
        let different = self.judged_differently().count();
        let _ = writeln!(text, "\n改动 {} 处；判断不同的 {different} 项，其中或另外有未分析之处的 {open} 项", self.changes.len());
        text
    }
}

impl ItemDifference {
    fn write(&self, text: &mut String) {
        let _ = write!(text, "\n{}「{}」", self.kind.as_str(), self.name);
        match (self.because.is_empty(), self.rewritten) {
            (false, true) => {
                let _ = write!(text, "：因为{}，写法也变了", self.because.join("、"));
            }
            (false, false) => {
                let _ = write!(text, "：因为{}", self.because.join("、"));
            }
            (true, true) => text.push_str("：写法变了"),
            (true, false) => {}
        }
        text.push('\n');
        for class in &self.classes {
            class.write(text);
        }
        if self.classes.is_empty() {
            text.push_str("  试过的值都没有不同\n");
        }
        for one in self.not_analysed.iter().take(DOUBTS) {
            let _ = writeln!(text, "  未分析 {one}");
        }
        if self.not_analysed.len() > DOUBTS {
            let _ = writeln!(text, "  未分析 等 {} 处（--format json 列出全部）", self.not_analysed.len());
        }
    }
}

impl ClassDifference {
    fn write(&self, text: &mut String) {
        let same = if self.old == self.new { "，内容不同" } else { "" };
        let _ = writeln!(text, "  {} → {}{same}", self.old, self.new);
        for case in &self.cases {
            let _ = writeln!(text, "    情形 {case}");
        }
        if self.more_cases {
            text.push_str("    情形 还有别的，没有一一列出\n");
        }
        if !self.also_by.is_empty() {
            let _ = writeln!(text, "    其中一部分：还要看{}", self.also_by.join("、"));
        }
        for line in self.witness.lines() {
            let _ = writeln!(text, "    {line}");
        }
        let _ = writeln!(text, "    旧政策：{}", self.old_says.words());
        let _ = writeln!(text, "    新政策：{}", self.new_says.words());
    }
}

impl Says {
    fn words(&self) -> String {
        let mut words = self.verdict.clone();
        if !self.rules.is_empty() {
            let _ = write!(words, "（规则 {}）", self.rules.join("、"));
        }
        if let Some(reason) = &self.reason {
            let _ = write!(words, "：{reason}");
        }
        words
    }
}
