//! What an interview knows of a record so far. In: the evaluation of the answers, the rest still open. Out: nodes that no further answer
//! changes, as constants, and fields that are answered. Without an interview nothing is known.

use std::collections::HashMap;

use super::cone::SideNode;
use crate::evaluate::{Datum, Evaluation};
use crate::ids::{FieldId, NodeId};
use crate::input::Cell;
use crate::value::Value;

/// Nodes and fields of the first side that are settled.
#[derive(Default)]
pub(crate) struct Known {
    /// By number.
    nodes: Vec<Option<Datum>>,
    /// What was answered; nothing where the field was left unfilled.
    answers: HashMap<FieldId, Option<Value>>,
    is_interview: bool,
}

impl Known {
    /// What is known of the first record. Rows are never known: there may be any number of them.
    pub(super) fn of(evaluation: &Evaluation<'_>) -> Self {
        let plan = evaluation.plan;
        let known = |node: NodeId| Some(evaluation.datum(node, 0)).filter(|datum| *datum != Datum::Unknown);
        let nodes = plan.nodes.iter().enumerate();
        let nodes = nodes.map(|(number, node)| if node.domain.is_none() { known(NodeId::new(number)) } else { None }).collect();
        let fields = plan.fields.iter().enumerate().filter(|(_, field)| field.detail.is_none());
        let answers = fields.map(|(number, _)| FieldId::new(number)).filter_map(|field| match evaluation.batch.cell(field, 0) {
            Cell::Value(value) => Some((field, Some(value.clone()))),
            Cell::Absent | Cell::Empty => Some((field, None)),
            Cell::Open | Cell::Invalid(_) => None,
        });
        let answers = answers.collect();
        Self { nodes, answers, is_interview: true }
    }

    /// Whether what is left of an interview is looked at.
    pub(super) fn is_interview(&self) -> bool {
        self.is_interview
    }

    /// The value that a node has whatever else is answered.
    pub(super) fn node(&self, (side, node): SideNode) -> Option<&Datum> {
        self.nodes.get(node.index())?.as_ref().filter(|_| side == 0)
    }

    /// The answer for a field, or that it was left unfilled.
    pub(super) fn answer(&self, side: usize, field: FieldId) -> Option<Option<&Value>> {
        self.answers.get(&field).filter(|_| side == 0).map(Option::as_ref)
    }
}
