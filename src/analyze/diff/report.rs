//! What a comparison gives: data for programs; `text` writes it for people.

use serde::Serialize;

use super::change::PolicyChange;

/// Everything a comparison of two policies says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PolicyDiff {
    /// Title of the old policy.
    pub old: String,
    /// Title of the new one.
    pub new: String,
    /// Parameters that are the 届别 in both policies: the new policy was read as if it were for the old 届别.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cohort: Vec<String>,
    /// What was added, taken away, renamed or changed.
    pub changes: Vec<PolicyChange>,
    /// Clauses and texts that differ by nothing but the year of the 届别.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub following_the_year: Vec<String>,
    /// What is judged differently, in the order of the old policy.
    pub items: Vec<ItemDifference>,
    /// Written differently, and the same for every record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same_in_other_words: Vec<String>,
}

impl PolicyDiff {
    /// Nothing differs: neither what is written, but for comments and blanks, nor what is judged.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.items.is_empty()
            && self.following_the_year.is_empty()
            && self.same_in_other_words.is_empty()
    }

    /// What is judged differently for certain: a record shows it.
    pub fn judged_differently(&self) -> impl Iterator<Item = &ItemDifference> {
        self.items.iter().filter(|item| !item.classes.is_empty())
    }
}

/// What kind of thing is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 判定 or 收集
    Decision,
    /// 检查
    Check,
    /// A step of a 流程: whether it is to be done.
    Step,
    /// 必填: whether a field is.
    Required,
}

impl ItemKind {
    /// The word for clerks.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "判定",
            Self::Check => "检查",
            Self::Step => "步骤",
            Self::Required => "字段",
        }
    }
}

/// How one decision, check, step or 必填 differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ItemDifference {
    /// What it is.
    pub kind: ItemKind,
    /// Its name in the new policy.
    pub name: String,
    /// Where it stands in the new policy: file, line and column.
    pub place: String,
    /// Its own text is written differently.
    pub rewritten: bool,
    /// Changed parameters that it names, and decisions it names that are judged differently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// The graduates concerned.
    pub classes: Vec<ClassDifference>,
    /// What was tried for chosen values only (未分析): there may be more differences than these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_analysed: Vec<String>,
}

/// Graduates of whom the old policy says one thing and the new one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClassDifference {
    /// What the old policy says of all of them.
    pub old: String,
    /// What the new one says.
    pub new: String,
    /// Who they are, in the fewest cases.
    pub cases: Vec<String>,
    /// There are more cases than told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more_cases: bool,
    /// Fields compared with each other that decide who of these cases it is; empty if the cases are exact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_by: Vec<String>,
    /// One of them, in the manner of a 示例; judged by both policies before it is shown.
    pub witness: String,
    /// What the old policy says of that one.
    pub old_says: Says,
    /// What the new one says.
    pub new_says: Says,
}

/// What a policy says of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Says {
    /// The value, or what it comes to.
    pub verdict: String,
    /// The rules that decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Why a person has to look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
