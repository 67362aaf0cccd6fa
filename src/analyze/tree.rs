//! The rules of a decision as a tree: what beats what. In: the typed policy. Out: plain text.

use std::fmt::Write;

use super::picture::{Rule, outcome, rules};
use crate::judge::Judge;
use crate::policy::Policy;

impl Policy {
    /// The exceptions of every decision with rules as a tree, each below what it beats; or of one decision only.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let text = "记录 学生 { 分 : 整数 } 规则 学生 { 判定 奖 : 整数 {
    ///     缺省 无 { 则 0 } 例外 良 { 当 分 ≥ 80 则 1 } 例外 优 优先于 良 { 当 分 ≥ 90 则 2 } } }";
    /// let tree = Policy::compile([Source::new("例.policy", text)])?.exception_tree(None);
    /// assert_eq!(tree, "判定 奖\n└─ 缺省 无：则 0\n   └─ 例外 良：当 分 ≥ 80 则 1\n      └─ 例外 优：当 分 ≥ 90 则 2\n");
    /// # Ok::<(), shengyuan::Problems>(())
    /// ```
    pub fn exception_tree(&self, only: Option<&str>) -> String {
        let mut text = String::new();
        for (record, planned) in self.0.program.records.values().zip(self.0.plans.values()) {
            let judge = Judge::new(&self.0, record, planned);
            for decision in &record.decisions {
                let Some(rules) = rules(judge, decision).filter(|_| only.is_none_or(|name| name == decision.name)) else {
                    continue;
                };
                let _ = writeln!(text, "判定 {}", decision.name);
                let default = rules.iter().position(|rule| rule.is_default);
                let tops: Vec<usize> = match default {
                    Some(default) => vec![default],
                    None => (0..rules.len()).filter(|rule| is_weakest(&rules, *rule)).collect(),
                };
                branches(&mut text, &rules, &tops, "");
            }
        }
        text
    }
}

fn branches(text: &mut String, rules: &[Rule], level: &[usize], indent: &str) {
    for (place, number) in level.iter().enumerate() {
        let Some(rule) = rules.get(*number) else { continue };
        let is_last = place + 1 == level.len();
        let _ = writeln!(text, "{indent}{}{}：{}", if is_last { "└─ " } else { "├─ " }, rule.title(), outcome(rule));
        let above: Vec<usize> = match rule.is_default {
            true => (0..rules.len()).filter(|other| other != number && is_weakest(rules, *other)).collect(),
            // Below its strongest rival only, so that every rule stands once.
            false => (0..rules.len()).filter(|other| parent(rules, *other) == Some(*number)).collect(),
        };
        branches(text, rules, &above, &format!("{indent}{}", if is_last { "   " } else { "│  " }));
    }
}

/// Beats no exception.
fn is_weakest(rules: &[Rule], number: usize) -> bool {
    rules.get(number).is_some_and(|rule| !rule.is_default && rule.beats.is_empty())
}

/// Of the rules that one beats, the one that beats most of the others.
fn parent(rules: &[Rule], number: usize) -> Option<usize> {
    let beaten = &rules.get(number)?.beats;
    beaten.iter().copied().max_by_key(|other| rules.get(*other).map_or(0, |rule| rule.beats.len()))
}
