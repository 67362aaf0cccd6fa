//! What an analysis gives. In: findings as they are made. Out: a list in the order of the policy, as data, as text and as diagnostics.

use std::fmt::Write;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::source::Source;
use crate::span::Span;

/// How much an analysis may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnalysisOptions {
    /// Most nodes of the diagrams of one judgement; what needs more is answered with 「太大，没有分析」.
    pub limit: usize,
}

impl Default for AnalysisOptions {
    fn default() -> Self {
        Self { limit: 150_000 }
    }
}

impl AnalysisOptions {
    /// With another limit.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit }
    }
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// 问题: a record can go wrong, or a rule does nothing.
    Fault,
    /// 提示: probably not meant, or a fault that could not be proved for every record.
    Hint,
    /// 说明: worth knowing.
    Info,
}

impl Weight {
    /// The word for clerks.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "问题",
            Self::Hint => "提示",
            Self::Info => "说明",
        }
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One statement about a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AnalysisFinding {
    /// The kind: `W0701`. The table is [`crate::ANALYSIS_CODES`].
    pub code: &'static str,
    /// How serious.
    pub severity: Weight,
    /// Proved, or replayed; otherwise 「可能」: some of what it depends on was only tried for chosen values.
    pub certain: bool,
    /// The decision, check, process or field that it is about.
    pub about: String,
    /// File, line and column.
    pub place: String,
    /// Where in the policy.
    #[serde(skip)]
    pub span: Span,
    /// What is the case, in one line.
    pub message: String,
    /// The records concerned, in the fewest cases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// There are more cases than told.
    #[serde(skip_serializing_if = "is_false")]
    pub more_cases: bool,
    /// A record that shows it, as 示例 ready to paste; judged before it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The edit that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Expressions that keep it from being certain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_analysed: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// An expression that was tried for chosen values only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct NotAnalysed {
    /// File, line and column.
    pub place: String,
    /// The expression as written.
    pub expression: String,
    /// Why.
    pub reason: &'static str,
}

/// Everything an analysis says about a policy.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Analysis {
    /// In the order of the policy's text.
    pub findings: Vec<AnalysisFinding>,
    /// What was tried for chosen values only (未分析).
    pub not_analysed: Vec<NotAnalysed>,
    #[serde(skip)]
    pub(crate) sources: Arc<[Source]>,
}

impl Analysis {
    /// How many findings have a weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|finding| finding.severity == weight).count()
    }

    /// The findings as problems of the policy's text, rendered like those of compiling. A finding that is not certain is a note.
    pub fn problems(&self) -> Problems {
        let list = self.findings.iter().filter_map(|finding| {
            let own = super::code::ANALYSIS_CODES.iter().find(|code| code.id == finding.code)?;
            let code = if finding.certain { own } else { super::code::NOT_PROVED };
            let mut label = finding.cases.join("；");
            if finding.more_cases {
                label.push_str("；等");
            }
            let mut help = finding.help.clone().unwrap_or_default();
            if let Some(witness) = &finding.witness {
                let _ = write!(help, "{}例如：\n{witness}", if help.is_empty() { "" } else { "。" });
            }
            let problem = Diagnostic::new(code, finding.span, finding.message.clone()).label(label);
            Some(problem.help_if((!help.is_empty()).then_some(help)))
        });
        Problems { sources: Arc::clone(&self.sources), list: list.collect() }
    }

    /// The findings for people.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for finding in &self.findings {
            finding.write(&mut text);
        }
        if !self.not_analysed.is_empty() {
            text.push_str("未分析：下面的写法只用选出的值试过，没有对全部的值证明\n");
            for one in &self.not_analysed {
                let _ = writeln!(text, "  {}  {}（{}）", one.place, one.expression, one.reason);
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "问题 {} 处，提示 {} 处，说明 {} 处；未分析的写法 {} 处",
            self.count(Weight::Fault),
            self.count(Weight::Hint),
            self.count(Weight::Info),
            self.not_analysed.len()
        );
        text
    }
}

impl AnalysisFinding {
    fn write(&self, text: &mut String) {
        let _ = writeln!(text, "{}[{}]: {}", self.severity.as_str(), self.code, self.message);
        let _ = writeln!(text, "  位置 {}", self.place);
        for case in &self.cases {
            let _ = writeln!(text, "  情形 {case}");
        }
        if self.more_cases {
            text.push_str("  情形 还有别的，没有一一列出\n");
        }
        if !self.not_analysed.is_empty() {
            let _ = writeln!(text, "  未分析 {}", self.not_analysed.join("；"));
        }
        if let Some(help) = &self.help {
            let _ = writeln!(text, "  办法 {help}");
        }
        if let Some(witness) = &self.witness {
            text.push_str("  例子\n");
            for line in witness.lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
        text.push('\n');
    }

    /// As the codes of the table have it.
    pub(crate) fn weight_of(code: &Code) -> Weight {
        match (code.severity, code.id) {
            (Severity::Error | Severity::Warning, _) => Weight::Fault,
            (Severity::Note, "N0707" | "N0709") => Weight::Hint,
            (Severity::Note, _) => Weight::Info,
        }
    }
}
