//! 优先于: which exception beats which. In: the cases of a decision. Out: for each the cases it beats.

use std::collections::VecDeque;

use super::Checker;
use super::depend::closed_ring;
use crate::diagnostic::{self, Diagnostic};
use crate::suggest;
use crate::syntax::ast;

impl<'a> Checker<'_, '_, 'a> {
    /// For each case the cases it beats, through others too; unknown names and cycles are reported.
    pub(super) fn priorities(&mut self, cases: &[&ast::Case<'a>]) -> Vec<Vec<usize>> {
        let mut direct: Vec<Vec<usize>> = vec![Vec::new(); cases.len()];
        for (number, case) in cases.iter().enumerate() {
            for name in &case.over {
                let target = cases.iter().position(|other| other.name.node == name.node);
                let problem = match target {
                    Some(target) if target == number => "规则不能优先于自己",
                    Some(target) => {
                        if let Some(list) = direct.get_mut(number) {
                            list.push(target);
                        }
                        continue;
                    }
                    None => "",
                };
                let problem = if problem.is_empty() {
                    let near = suggest::nearest(&name.node, cases.iter().map(|case| case.name.node.as_ref()));
                    Diagnostic::new(diagnostic::BAD_PRIORITY, name.span, format!("这个判定里没有规则「{}」", name.node))
                        .label("「优先于」后面要写同一判定里的规则")
                        .help("改成已有的规则，或去掉「优先于」")
                        .help_if(near.map(|near| format!("是不是要写「{near}」？")))
                } else {
                    Diagnostic::new(diagnostic::BAD_PRIORITY, name.span, problem).label("这是它自己").help("去掉这个名称")
                };
                self.report(problem);
            }
        }
        self.priority_rings(cases, &direct);
        let all = direct.iter().enumerate().map(|(number, _)| {
            let mut beaten = reached(&direct, number);
            beaten.retain(|&other| other != number);
            beaten.sort_unstable();
            beaten
        });
        all.collect()
    }

    /// Exceptions that beat each other in a ring, each ring reported once.
    fn priority_rings(&mut self, cases: &[&ast::Case<'a>], direct: &[Vec<usize>]) {
        let mut reported: Vec<usize> = Vec::new();
        for (number, case) in cases.iter().enumerate() {
            if reported.contains(&number) {
                continue;
            }
            let Some(ring) = ring(direct, number) else { continue };
            let name = |number: &usize| cases.get(*number).map_or("", |case| case.name.node.as_ref());
            let names: Vec<&str> = ring.iter().map(name).collect();
            self.report(
                Diagnostic::new(diagnostic::BAD_PRIORITY, case.name.span, format!("「优先于」绕成一圈：{}", closed_ring(&names)))
                    .label("从这里出发又绕回到这里")
                    .help("去掉其中一处「优先于」"),
            );
            reported.extend(ring);
        }
    }
}

/// All that can be reached from a case.
fn reached(direct: &[Vec<usize>], from: usize) -> Vec<usize> {
    let mut reached: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = direct.get(from).cloned().unwrap_or_default();
    while let Some(next) = open.pop() {
        if !reached.contains(&next) {
            reached.push(next);
            open.extend(direct.get(next).into_iter().flatten());
        }
    }
    reached
}

/// A shortest way from a case back to itself, without its end.
fn ring(direct: &[Vec<usize>], start: usize) -> Option<Vec<usize>> {
    let mut ways: VecDeque<Vec<usize>> = VecDeque::from([vec![start]]);
    let mut seen: Vec<usize> = Vec::new();
    while let Some(way) = ways.pop_front() {
        let last = way.last().copied().unwrap_or(start);
        for &next in direct.get(last).into_iter().flatten() {
            if next == start {
                return Some(way);
            }
            if !seen.contains(&next) {
                seen.push(next);
                ways.push_back(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}
