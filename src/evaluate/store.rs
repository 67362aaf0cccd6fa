//! Results of nodes for every lane: conditions as bits, 64 lanes a word, other values one after another.

use crate::ids::NodeId;
use crate::plan::{Domain, Plan};
use crate::value::Value;

/// A value that an expression has for one lane.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Datum {
    Known(Value),
    NotApplicable,
    Unknown,
}

/// Kleene's three truth values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Truth {
    True,
    False,
    Unknown,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}

/// The bits of a condition for 64 lanes. `absent` marks 是否 values that do not apply: known, and false as conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    pub(crate) truth: u64,
    pub(crate) known: u64,
    pub(crate) absent: u64,
}

/// How many lanes each domain has.
#[derive(Clone, Debug)]
pub(crate) struct Lanes {
    pub(crate) records: usize,
    pub(crate) rows: Vec<usize>,
}

impl Lanes {
    pub(crate) fn of(&self, domain: Domain) -> usize {
        domain.map_or(self.records, |detail| self.rows.get(detail.index()).copied().unwrap_or(0))
    }
}

/// All results.
#[derive(Debug)]
pub(crate) struct Store {
    /// First word or first value of each node.
    starts: Vec<usize>,
    bits: Vec<Bits>,
    data: Vec<Datum>,
}

impl Store {
    pub(crate) fn new(plan: &Plan, lanes: &Lanes) -> Self {
        let (mut words, mut values) = (0, 0);
        let mut starts = Vec::with_capacity(plan.nodes.len());
        for node in &plan.nodes {
            let count = lanes.of(node.domain);
            if node.is_bool {
                starts.push(words);
                words += count.div_ceil(64);
            } else {
                starts.push(values);
                values += count;
            }
        }
        Self { starts, bits: vec![Bits::default(); words], data: vec![Datum::Unknown; values] }
    }

    fn start(&self, node: NodeId) -> usize {
        self.starts[node.index()]
    }

    pub(crate) fn word(&self, node: NodeId, word: usize) -> Bits {
        self.bits[self.start(node) + word]
    }

    pub(crate) fn set_word(&mut self, node: NodeId, word: usize, bits: Bits) {
        let at = self.start(node) + word;
        self.bits[at] = bits;
    }

    pub(crate) fn truth(&self, node: NodeId, lane: usize) -> Truth {
        let word = self.word(node, lane / 64);
        let bit = 1 << (lane % 64);
        match (word.known & bit != 0, word.truth & bit != 0) {
            (false, _) => Truth::Unknown,
            (true, value) => value.into(),
        }
    }

    /// The value of a node that is not a condition.
    pub(crate) fn value(&self, node: NodeId, lane: usize) -> &Datum {
        &self.data[self.start(node) + lane]
    }

    pub(crate) fn set_value(&mut self, node: NodeId, lane: usize, value: Datum) {
        let at = self.start(node) + lane;
        self.data[at] = value;
    }

    /// The value of any node; a condition's bits become 是 or 否.
    pub(crate) fn datum(&self, plan: &Plan, node: NodeId, lane: usize) -> Datum {
        if !plan.node(node).is_bool {
            return self.value(node, lane).clone();
        }
        let word = self.word(node, lane / 64);
        let bit = 1 << (lane % 64);
        if word.known & bit == 0 {
            Datum::Unknown
        } else if word.absent & bit != 0 {
            Datum::NotApplicable
        } else {
            Datum::Known(Value::Bool(word.truth & bit != 0))
        }
    }
}
