//! What is allowed but probably not meant: clauses nobody cites, rules that cite none, parameters and formats never used, parameters still open,
//! exemption lists that leave out a place of the same kind, tables whose groups would be masked.

use super::Checker;
use crate::diagnostic::{self, Diagnostic};
use crate::division;
use crate::hir::{ClauseRef, Comparison, DecisionBody, Expr, ExprKind, Function, Rows, Type};
use crate::span::Span;
use crate::value::Value;

impl Checker<'_, '_, '_> {
    pub(super) fn lint(&mut self) {
        self.uncited_clauses();
        self.rules_without_basis();
        self.parameters();
        self.unused_formats();
        self.exemptions();
        self.sensitive_groups();
    }

    /// Groups of a table are named by their values, which are masked when they are sensitive.
    fn sensitive_groups(&mut self) {
        let mut found = Vec::new();
        for record in self.program.records.values() {
            for table in &record.tables {
                let each = match &table.rows {
                    Rows::Each(each) => each.as_slice(),
                    Rows::Records | Rows::Detail(_) => &[],
                };
                let masked = table.groups.iter().chain(each).filter(|group| record.shows_sensitive(group));
                found.extend(masked.map(|group| {
                    Diagnostic::new(diagnostic::SENSITIVE_GROUP, group.span, format!("表格「{}」按敏感的内容分组", table.name))
                        .label("这里的内容会遮住，各组的名称都是 ***")
                        .help("改按不敏感的栏目分组，例如院系")
                }));
            }
        }
        self.problems_extend(found);
    }

    fn uncited_clauses(&mut self) {
        let mut found = Vec::new();
        for (name, document) in &self.program.documents {
            for (id, clause) in &document.clauses {
                let cited = self.cited.contains(&ClauseRef { document: name.clone(), clause: id.clone() });
                match (&clause.excluded, cited) {
                    (None, false) => found.push(
                        Diagnostic::new(diagnostic::CLAUSE_UNCITED, clause.span, format!("条目「{id}」没有任何规则引用"))
                            .label("没有一条规则说明它")
                            .help(format!("在实现它的规则里写「依据 {name} {id}」；不需要规则的，在条目后写「不编入 \"理由\"」")),
                    ),
                    (Some(_), true) => found.push(
                        Diagnostic::new(diagnostic::CLAUSE_UNCITED, clause.span, format!("条目「{id}」写明不编入，却有规则引用"))
                            .label("两处说法不一致")
                            .help("去掉「不编入」，或去掉对它的引用"),
                    ),
                    _ => {}
                }
            }
        }
        self.problems_extend(found);
    }

    fn rules_without_basis(&mut self) {
        if self.program.documents.is_empty() {
            return;
        }
        let mut found: Vec<(Span, String)> = Vec::new();
        for record in self.program.records.values() {
            for decision in &record.decisions {
                match &decision.body {
                    DecisionBody::Expr { .. } => {}
                    DecisionBody::Cases(cases) if decision.basis.is_empty() => {
                        let bare = cases.iter().filter(|case| case.basis.is_empty());
                        found.extend(bare.map(|case| (case.span, format!("规则「{}」", case.name))));
                    }
                    DecisionBody::Collect { entries, .. } if decision.basis.is_empty() => {
                        let bare = entries.iter().filter(|entry| entry.basis.is_empty());
                        found.extend(bare.map(|entry| (entry.span, format!("项「{}」", entry.name))));
                    }
                    _ => {}
                }
            }
            let bare = record.checks.iter().filter(|check| check.basis.is_empty());
            found.extend(bare.map(|check| (check.span, format!("检查「{}」", check.name))));
        }
        let found = found.into_iter().map(|(span, what)| {
            Diagnostic::new(diagnostic::RULE_WITHOUT_BASIS, span, format!("{what}没有写依据"))
                .label("说不出它根据哪一条")
                .help("写上「依据 文件 条目」")
        });
        let found = found.collect();
        self.problems_extend(found);
    }

    fn parameters(&mut self) {
        let mut found = Vec::new();
        for (number, parameter) in self.program.parameters.iter().enumerate() {
            if self.parameter_uses.get(number).is_none_or(Vec::is_empty) {
                found.push(
                    Diagnostic::new(diagnostic::UNUSED, parameter.span, format!("参数「{}」没有用到", parameter.name))
                        .label("没有一条规则用它")
                        .help("在规则里用上它，或删去"),
                );
            }
            if parameter.value.is_none() && parameter.ty != Type::Wrong {
                found.push(
                    Diagnostic::new(diagnostic::PARAMETER_UNSET, parameter.span, format!("参数「{}」还没有定", parameter.name))
                        .label("用到它的判断都会是待定")
                        .help("知道后把「未定」换成「= 值」"),
                );
            }
        }
        self.problems_extend(found);
    }

    fn unused_formats(&mut self) {
        let unused = self.symbols.formats.iter().filter(|(name, _)| !self.used_formats.contains(*name));
        let found = unused.map(|(name, format)| {
            Diagnostic::new(diagnostic::UNUSED, format.name.span, format!("格式「{name}」没有用到"))
                .label("没有一个栏目、一条规则用它")
                .help(format!("在要检查的栏目后面写「格式 {name}」，或删去"))
        });
        let found = found.collect();
        self.problems_extend(found);
    }

    /// A list of places without lower level that a requirement of level exempts, compared with the table.
    fn exemptions(&mut self) {
        let mut lists: Vec<(Span, Vec<Value>, bool)> = Vec::new();
        let mut visit = |expr: &Expr| {
            if let ExprKind::Or(parts) = &expr.kind {
                let about_level = parts.iter().any(|part| mentions(part, Function::Level));
                let general = parts.iter().any(|part| mentions(part, Function::HasLower));
                for part in parts {
                    if let ExprKind::Compare { op: Comparison::In, right, .. } = &part.kind
                        && let ExprKind::Const(Value::Set(places)) = &right.kind
                        && about_level
                    {
                        lists.push((right.span, places.to_vec(), general));
                    }
                }
            }
        };
        for record in self.program.records.values() {
            for check in &record.checks {
                check.requirement.iter().chain(&check.condition).for_each(|expr| expr.walk(&mut visit));
            }
            for decision in &record.decisions {
                match &decision.body {
                    DecisionBody::Expr { value, .. } => value.walk(&mut visit),
                    DecisionBody::Cases(cases) => {
                        cases.iter().filter_map(|case| case.condition.as_ref()).for_each(|expr| expr.walk(&mut visit))
                    }
                    DecisionBody::Collect { .. } => {}
                }
            }
        }
        let mut found = Vec::new();
        for (span, list, general) in lists {
            let missing: Vec<String> = division::places_without_lower_level(9999)
                .into_iter()
                .filter(|place| !list.contains(&Value::Place(*place)))
                .map(|place| place.full_name())
                .collect();
            let is_exemption = list.iter().any(|place| matches!(place, Value::Place(place) if !place.has_lower_level(9999)));
            if missing.is_empty() || !is_exemption {
                continue;
            }
            let help = if general {
                "条件里另有「非 有下级(…)」，这些地方不会被要求填得更细；不必改动"
            } else {
                "这些地方同样没有区县；需要时把它们加进名单，或加上「或 非 有下级(…)」"
            };
            found.push(
                Diagnostic::new(diagnostic::EXEMPTION_OMITS, span, "例外名单没有列出全部没有区县的城市")
                    .label(format!("没有列出：{}", missing.join("、")))
                    .help(help),
            );
        }
        self.problems_extend(found);
    }

    fn problems_extend(&mut self, found: Vec<Diagnostic>) {
        found.into_iter().for_each(|problem| self.problems.push(problem));
    }
}

fn mentions(expr: &Expr, function: Function) -> bool {
    let mut found = false;
    expr.walk(&mut |inner| found |= matches!(&inner.kind, ExprKind::Call { function: other, .. } if *other == function));
    found
}
