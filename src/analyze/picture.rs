//! A decision as a picture: Mermaid or Graphviz text. In: the typed policy. Out: text that other programs draw.

use std::fmt::Write;

use crate::hir::{Decision, DecisionBody, Outcome, Piece, Template};
use crate::judge::Judge;
use crate::policy::Policy;
use crate::span::Span;

/// The language of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PictureFormat {
    /// Mermaid, as web pages and Markdown show it.
    Mermaid,
    /// Graphviz.
    Dot,
}

/// A rule in words.
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) is_default: bool,
    pub(super) condition: Option<String>,
    pub(super) outcome: String,
    pub(super) beats: Vec<usize>,
}

impl Rule {
    pub(super) fn title(&self) -> String {
        format!("{} {}", if self.is_default { "缺省" } else { "例外" }, self.name)
    }
}

/// `当 … 则 …`
pub(super) fn outcome(rule: &Rule) -> String {
    match &rule.condition {
        Some(condition) => format!("当 {condition} 则 {}", rule.outcome),
        None => format!("则 {}", rule.outcome),
    }
}

/// The rules of a decision that has some.
pub(super) fn rules(judge: Judge<'_>, decision: &Decision) -> Option<Vec<Rule>> {
    let DecisionBody::Cases(cases) = &decision.body else { return None };
    let rules = cases.iter().map(|case| Rule {
        name: case.name.clone(),
        is_default: case.is_default,
        condition: case.condition.as_ref().map(|condition| words(judge, condition.span)),
        outcome: match &case.outcome {
            Outcome::Value(value) => words(judge, value.span),
            Outcome::Review { reason, .. } => format!("复核“{}”", plain(judge, reason)),
        },
        beats: case.beats.clone(),
    });
    Some(rules.collect())
}

/// The policy's own words, blanks drawn together.
pub(super) fn words(judge: Judge<'_>, span: Span) -> String {
    let source = judge.compiled.sources.get(span.source as usize);
    let lines = source.map_or("", |source| source.slice(span)).lines().map(|line| line.split(['#', '＃']).next().unwrap_or(""));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn plain(judge: Judge<'_>, template: &Template) -> String {
    let pieces = template.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value { value, .. } => format!("{{{}}}", words(judge, value.span)),
    });
    pieces.collect()
}

impl Policy {
    /// Decisions with rules as a picture: an arrow runs from a rule to each that it beats; or one decision only.
    pub fn picture(&self, format: PictureFormat, only: Option<&str>) -> String {
        let mut text = String::from(match format {
            PictureFormat::Mermaid => "flowchart BT\n",
            PictureFormat::Dot => "digraph 判定 {\n  rankdir=BT; node [shape=box];\n",
        });
        let mut number = 0;
        for (record, planned) in self.0.program.records.values().zip(self.0.plans.values()) {
            let judge = Judge::new(&self.0, record, planned);
            for decision in record.decisions.iter().filter(|decision| only.is_none_or(|name| name == decision.name)) {
                let Some(rules) = rules(judge, decision) else { continue };
                number += 1;
                decision_picture(&mut text, format, number, &decision.name, &rules);
            }
        }
        if format == PictureFormat::Dot {
            text.push_str("}\n");
        }
        text
    }
}

fn decision_picture(text: &mut String, format: PictureFormat, number: usize, name: &str, rules: &[Rule]) {
    let id = |rule: usize| format!("d{number}r{rule}");
    let _ = match format {
        PictureFormat::Mermaid => writeln!(text, "  subgraph d{number}[\"{}\"]", escaped(format, name)),
        PictureFormat::Dot => writeln!(text, "  subgraph cluster_d{number} {{ label=\"{}\";", escaped(format, name)),
    };
    for (place, rule) in rules.iter().enumerate() {
        let label = [rule.title()]
            .into_iter()
            .chain(rule.condition.iter().map(|condition| format!("当 {condition}")))
            .chain([format!("则 {}", rule.outcome)]);
        let label: Vec<String> = label.map(|line| escaped(format, &line)).collect();
        let _ = match format {
            PictureFormat::Mermaid => writeln!(text, "    {}[\"{}\"]", id(place), label.join("<br/>")),
            PictureFormat::Dot => writeln!(text, "    {} [label=\"{}\"];", id(place), label.join("\\n")),
        };
    }
    for (place, rule) in rules.iter().enumerate() {
        for beaten in direct(rules, place) {
            let _ = match format {
                PictureFormat::Mermaid => writeln!(text, "    {} -->|优先于| {}", id(place), id(beaten)),
                PictureFormat::Dot => writeln!(text, "    {} -> {} [label=\"优先于\"];", id(place), id(beaten)),
            };
        }
        let default = rules.iter().position(|rule| rule.is_default).filter(|_| !rule.is_default && rule.beats.is_empty());
        if let Some(default) = default {
            let _ = match format {
                PictureFormat::Mermaid => writeln!(text, "    {} --> {}", id(place), id(default)),
                PictureFormat::Dot => writeln!(text, "    {} -> {};", id(place), id(default)),
            };
        }
    }
    text.push_str(match format {
        PictureFormat::Mermaid => "  end\n",
        PictureFormat::Dot => "  }\n",
    });
}

/// What a rule beats without another between.
fn direct(rules: &[Rule], number: usize) -> Vec<usize> {
    let beats = |rule: usize| rules.get(rule).map(|rule| rule.beats.as_slice()).unwrap_or_default();
    let is_between = |end: usize| beats(number).iter().any(|middle| beats(*middle).contains(&end));
    beats(number).iter().copied().filter(|end| !is_between(*end)).collect()
}

fn escaped(format: PictureFormat, text: &str) -> String {
    match format {
        PictureFormat::Mermaid => text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"),
        PictureFormat::Dot => text.replace('\\', "\\\\").replace('"', "\\\""),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source::Source;

    const TEXT: &str = "记录 学生 { 分 : 整数 } 规则 学生 { 判定 奖 : 整数 {
        缺省 无 { 则 0 } 例外 良 { 当 分 ≥ 80 则 1 } 例外 优 优先于 良 { 当 分 > 90 则 复核 \"请看\" } } }";

    fn policy() -> Policy {
        Policy::compile([Source::new("例.policy", TEXT)]).unwrap()
    }

    #[test]
    fn a_decision_is_drawn_with_what_beats_what() {
        let text = policy().picture(PictureFormat::Mermaid, Some("奖"));
        assert_eq!(
            text,
            "flowchart BT\n  subgraph d1[\"奖\"]\n    d1r0[\"缺省 无<br/>则 0\"]\n    d1r1[\"例外 良<br/>当 分 ≥ 80<br/>则 1\"]\n    d1r2[\"例外 优<br/>当 分 &gt; 90<br/>则 复核“请看”\"]\n    d1r1 --> d1r0\n    d1r2 -->|优先于| d1r1\n  end\n"
        );
        assert!(policy().picture(PictureFormat::Dot, None).contains("d1r2 -> d1r1 [label=\"优先于\"];"));
        assert_eq!(policy().picture(PictureFormat::Mermaid, Some("没有")), "flowchart BT\n");
    }
}
