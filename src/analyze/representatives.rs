//! Values that stand for all others. In: a record of a policy and what is asked about it. Out: for each field some values that together
//! reach what the policy tells apart. Proves nothing; good for trying out.

use std::collections::HashMap;

use super::cone::{Cone, Slot};
use super::sides::Sides;
use super::space::{Cell, Key, Space};
use crate::date::Date;
use crate::ids::{FieldId, NodeId};
use crate::judge::Judge;
use crate::value::Value;

/// For each field that some nodes depend on its representative values.
pub(crate) fn representatives(judge: Judge<'_>, roots: &[NodeId], today: Date) -> HashMap<FieldId, Vec<Value>> {
    let sides = Sides::new(vec![judge]);
    let roots: Vec<_> = roots.iter().map(|root| (0, *root)).collect();
    let cone = Cone::of(&sides, &roots);
    let mut found = HashMap::new();
    for variable in Space::new(&sides, &cone, today).variables {
        let (detail, name) = match &variable.key {
            Key::Slot(Slot::Field { detail, name }) => (detail.as_ref(), name),
            Key::InRow { detail, field, .. } => (Some(detail), field),
            _ => continue,
        };
        let number = judge.record.fields.iter().position(|field| {
            let own = field.detail.map(|detail| &judge.record.detail(detail).name);
            field.name == *name && own == detail
        });
        let values = variable.cells.iter().filter_map(|cell| match cell {
            Cell::Value(value) => Some(value.clone()),
            Cell::Missing | Cell::Rows(_) | Cell::Outcome(_) => None,
        });
        if let Some(number) = number {
            found.entry(FieldId::new(number)).or_insert_with(|| values.collect());
        }
    }
    found
}
