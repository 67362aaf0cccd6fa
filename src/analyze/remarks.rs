//! What the checker notes already and an analysis has to tell too: clauses that no rule rests on, rules without a clause, what is not
//! used, exemption lists that leave out places of the same kind. In: the policy's remarks. Out: findings, the last with a record.

use super::analyst::Analyst;
use super::diagram::TooLarge;
use super::finding::{AnalysisFinding, Weight};
use super::sides::Sides;
use super::witness::quoted;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::division::{self, Division};
use crate::evaluate::{Evaluation, Truth};
use crate::hir::{Check, ExprKind};
use crate::ids::FieldId;
use crate::input;
use crate::policy::Policy;
use crate::span::Span;
use crate::value::Value;

/// The remarks that belong to an analysis.
const TOLD: &[(&Code, Weight)] = &[
    (diagnostic::CLAUSE_UNCITED, Weight::Hint),
    (diagnostic::RULE_WITHOUT_BASIS, Weight::Hint),
    (diagnostic::UNUSED, Weight::Hint),
    (diagnostic::EXEMPTION_OMITS, Weight::Info),
];

/// The policy's remarks as findings.
pub(super) fn findings(policy: &Policy) -> Vec<AnalysisFinding> {
    policy.remarks().list.iter().filter_map(|remark| finding(policy, remark)).collect()
}

fn finding(policy: &Policy, remark: &Diagnostic) -> Option<AnalysisFinding> {
    let (code, severity) = TOLD.iter().find(|(code, _)| code.id == remark.code().id)?;
    let label = remark.labels().first()?;
    let source = policy.0.sources.get(usize::from(label.span.source))?;
    let position = source.position(label.span.start as usize);
    Some(AnalysisFinding {
        code: code.id,
        severity: *severity,
        certain: true,
        about: source.words(label.span),
        place: format!("{}:{}:{}", source.name(), position.line, position.column),
        span: label.span,
        message: remark.message().to_string(),
        cases: Some(label.text.clone()).filter(|text| !text.is_empty()).into_iter().collect(),
        more_cases: false,
        witness: None,
        help: remark.help_text().map(str::to_string),
        not_analysed: Vec::new(),
    })
}

impl<'p> Analyst<'p> {
    /// A record for each exemption list that leaves out a place, if that place is refused for it.
    pub(super) fn exempted(&mut self, sides: &Sides<'p>, findings: &mut [AnalysisFinding]) {
        let record = self.record();
        for finding in findings.iter_mut().filter(|finding| finding.code == diagnostic::EXEMPTION_OMITS.id) {
            for (number, check) in record.checks.iter().enumerate() {
                let Some((field, listed)) = exemption(check, finding.span) else { continue };
                let omitted = division::places_without_lower_level(self.today.year())
                    .into_iter()
                    .filter(|place| !listed.contains(&Value::Place(*place)));
                // A question that is too large is told where the check is analysed.
                finding.witness = omitted.into_iter().find_map(|place| self.refused(sides, number, field, place).ok().flatten());
            }
        }
    }

    /// A record that a check refuses for a place.
    fn refused(&mut self, sides: &Sides<'p>, check: usize, field: FieldId, place: Division) -> Result<Option<String>, TooLarge> {
        let Some(plan) = self.plan().checks.get(check) else { return Ok(None) };
        let violated = plan.violated;
        let mut question = self.ask(sides, &[violated]);
        let set = question.set(0, violated, Truth::True)?;
        let shows = |evaluation: &Evaluation<'_>| evaluation.truth(violated, 0) == Truth::True;
        let Some(mut witness) = self.confirmed(&mut question, set, &shows)? else { return Ok(None) };
        if let Some(cell) = witness.slots.cells.get_mut(field.index()) {
            *cell = input::Cell::Value(Value::Place(place));
        }
        let name = self.record().checks.get(check).map_or("", |check| &check.name);
        let expected = [format!("{} = 违反", quoted(name))];
        let is_refused = witness.shows(self.judge, &shows);
        Ok(is_refused.then(|| self.example(&witness, &format!("{name}·{}", place.full_name()), &expected)))
    }
}

/// The field and the places of an exemption list at a place of a check.
fn exemption(check: &Check, span: Span) -> Option<(FieldId, Vec<Value>)> {
    let mut found: Option<(FieldId, Vec<Value>)> = None;
    for condition in check.requirement.iter().chain(&check.condition) {
        condition.walk(&mut |expr| {
            if let ExprKind::Compare { left, right, .. } = &expr.kind
                && let (ExprKind::Field(field), ExprKind::Const(Value::Set(places))) = (&left.kind, &right.kind)
                && right.span == span
            {
                found = Some((*field, places.to_vec()));
            }
        });
    }
    found
}
