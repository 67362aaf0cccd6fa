//! Changes of a policy as text: those that no sample notices first. Decides nothing.

use std::fmt::{self, Write};

use super::{Fate, Mutant, Mutation, MutationKind};

impl MutationKind {
    /// The words for a clerk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deletion => "删去",
            Self::Negation => "条件反过来",
            Self::Omission => "少写条件",
            Self::Junction => "「且」「或」写错",
            Self::Boundary => "界限差一格",
            Self::Choice => "选错",
            Self::Element => "少写一个",
            Self::Outcome => "结果写错",
            Self::Priority => "少写优先于",
            Self::Severity => "程度写错",
            Self::Required => "必填写错",
        }
    }
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(false))
    }
}

impl Mutation {
    /// The changes that no sample notices, then the counts; with `full` all others too.
    pub fn text(&self, full: bool) -> String {
        let mut text = String::new();
        if self.survived > 0 {
            let _ = writeln!(text, "改错了也没有发现的：{} 处", self.survived);
            list(self.survivors(), &mut text);
            text.push('\n');
        }
        if full {
            text.push_str("发现了的，和改了也一样的\n");
            list(self.mutants.iter().filter(|mutant| !matches!(mutant.fate, Fate::Survived { .. })), &mut text);
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "改错 {} 处（示例和案例 {} 个）：发现 {}，没有发现 {}，改了也一样 {}（其中分析证明的 {}）；发现率 {}",
            self.mutants.len(),
            self.samples,
            self.killed,
            self.survived,
            self.equivalent + self.proved,
            self.proved,
            self.score()
        );
        text
    }

    /// Noticed changes of those that matter: `1400/1412（99.1%）`. Never rounded up to all.
    pub fn score(&self) -> String {
        let all = self.killed + self.survived;
        let tenths = (self.killed * 1000).checked_div(all).unwrap_or(1000);
        format!("{}/{all}（{}.{}%）", self.killed, tenths / 10, tenths % 10)
    }
}

fn list<'m>(mutants: impl Iterator<Item = &'m Mutant>, text: &mut String) {
    let mut file = "";
    for mutant in mutants {
        if mutant.file != file {
            file = &mutant.file;
            let _ = writeln!(text, "\n{file}");
        }
        let _ = writeln!(text, "{:>5} │ {}：{}", mutant.line, mutant.owner, mutant.kind.as_str());
        let _ = writeln!(text, "      │   原文 {}", mutant.before);
        let _ = writeln!(text, "      │   改成 {}", mutant.after);
        match &mutant.fate {
            Fate::Killed { by } => {
                let _ = writeln!(text, "      │   发现 {by}");
            }
            Fate::Equivalent => text.push_str("      │   改了也一样\n"),
            Fate::Proved => text.push_str("      │   改了也一样：对每一条记录都证明过\n"),
            Fate::Survived { witness: Some(witness) } => {
                text.push_str("      │   补上这个示例就能发现\n");
                for line in witness.lines() {
                    let _ = writeln!(text, "      │     {line}");
                }
            }
            Fate::Survived { witness: None } => {
                text.push_str("      │   没有找到能发现它的示例，也没有证明改了一样\n");
            }
        }
    }
}
