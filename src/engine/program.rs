//! What is run for each record: readers that turn slots into bits, stages that turn bits into further bits, decisions and what follows
//! from them. Two words for each 64 variables: surely true, and unknown.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64};

use super::code::Code;
use super::given::{About, Question};
use super::rows::Shape;
use super::slot::Kind;
use super::text::TextTest;
use crate::date::Date;
use crate::evaluate::Truth;
use crate::ids::{DetailId, FieldId, NodeId};
use crate::verdict::Importance;

/// A variable's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bit {
    pub(super) word: u16,
    pub(super) mask: u64,
}

/// The truth of a bit, or the opposite.
#[derive(Clone, Copy, Debug)]
pub(super) struct BitLiteral {
    pub(super) bit: Bit,
    pub(super) is_negated: bool,
}

/// Bits that are set in the two words of one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) truth: u64,
    pub(super) unknown: u64,
}

impl Setting {
    #[inline(always)]
    pub(super) fn join(&mut self, other: Self) {
        self.truth |= other.truth;
        self.unknown |= other.unknown;
    }

    #[inline(always)]
    pub(super) fn add(&mut self, mask: u64, truth: Truth) {
        match truth {
            Truth::True => self.truth |= mask,
            Truth::False => {}
            Truth::Unknown => self.unknown |= mask,
        }
    }
}

/// Literals of one word that all hold.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mask {
    pub(super) word: u16,
    pub(super) on: u64,
    pub(super) off: u64,
}

/// A conjunction over several words, and the bit that it makes true.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) first: Mask,
    pub(super) rest: Box<[Mask]>,
    pub(super) out: Bit,
}

/// A conjunction within one word, as it is tested where nothing is unknown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Single {
    pub(super) read: u64,
    pub(super) on: u64,
    pub(super) out: u64,
}

/// The conjunctions that make bits of one word true.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) word: u16,
    /// By the word that is read.
    pub(super) singles: Box<[(u16, Box<[Single]>)]>,
    /// Bits that are true where any of some bits of a word is.
    pub(super) sums: Box<[(u16, Single)]>,
    pub(super) others: Box<[Product]>,
}

/// A conjunction as it is tested for many rows at once.
#[derive(Clone, Debug)]
pub(super) struct Conjunction {
    pub(super) literals: Box<[PlaneLiteral]>,
    pub(super) out: Bit,
}

/// The plane of a condition, or the opposite.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlaneLiteral {
    pub(super) plane: u16,
    pub(super) is_negated: bool,
}

/// The conditions of a decision as they are tested for many rows at once.
#[derive(Debug)]
pub(super) struct Sums {
    pub(super) guard: Option<Box<[Conjunction]>>,
    pub(super) rules: Box<[Option<Box<[Conjunction]>>]>,
}

/// Everything that is read into one word.
#[derive(Debug, Default)]
pub(super) struct Readers {
    pub(super) small: Vec<SmallReader>,
    pub(super) ordered: Vec<OrderedReader>,
    pub(super) places: Vec<PlaceReader>,
    pub(super) texts: Vec<TextReader>,
    pub(super) tests: Vec<TextAtom>,
    pub(super) others: Vec<OtherReader>,
}

impl Readers {
    /// Those of some slots.
    pub(super) fn of(&self, is_wanted: impl Fn(u16) -> bool) -> Self {
        Self {
            small: self.small.iter().filter(|reader| is_wanted(reader.slot)).cloned().collect(),
            ordered: self.ordered.iter().filter(|reader| is_wanted(reader.slot)).cloned().collect(),
            places: self.places.iter().filter(|reader| is_wanted(reader.slot)).cloned().collect(),
            texts: self.texts.iter().filter(|reader| is_wanted(reader.slot)).copied().collect(),
            tests: self.tests.iter().filter(|atom| is_wanted(atom.slot)).cloned().collect(),
            others: self.others.iter().filter(|reader| is_wanted(reader.slot)).cloned().collect(),
        }
    }

    /// What the contents of slots say, whether there is a text apart; whatever else a row says.
    pub(super) fn of_contents(mut self) -> Self {
        self.texts.clear();
        self.tests.iter_mut().for_each(|atom| atom.guard = None);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        let has_texts = !self.texts.is_empty() || !self.tests.is_empty();
        self.small.is_empty() && self.ordered.is_empty() && self.places.is_empty() && self.others.is_empty() && !has_texts
    }
}

/// A field or a 明细 with few values: one look-up gives all its bits.
#[derive(Clone, Debug)]
pub(super) struct SmallReader {
    pub(super) slot: u16,
    /// By code; the last one stands for all others.
    pub(super) table: Box<[Setting]>,
}

/// Numbers, days, months between constants.
#[derive(Clone, Debug)]
pub(super) struct OrderedReader {
    pub(super) slot: u16,
    pub(super) missing: Setting,
    /// Constants, ascending.
    pub(super) cuts: Box<[u64]>,
    /// Below the first, the first itself, between it and the second, …
    pub(super) regions: Box<[Setting]>,
    pub(super) kind: Kind,
    pub(super) others: Box<[(u64, Question)]>,
}

/// Places: what is asked of one is worked out when it is first seen.
#[derive(Clone, Debug)]
pub(super) struct PlaceReader {
    pub(super) slot: u16,
    pub(super) shift: u32,
    pub(super) missing: Setting,
    /// By number of the place: truth below, unknown from bit 31, the highest bit once it is worked out.
    pub(super) known: Arc<[AtomicU64]>,
    /// What the bits are asked, from the shift on; states of the cell are no question.
    pub(super) questions: Arc<[Option<Question>]>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct TextReader {
    pub(super) slot: u16,
    pub(super) missing: Setting,
}

/// A test of a text, made only where its guard may hold: nothing that reads its bit holds elsewhere.
#[derive(Clone, Debug)]
pub(super) struct TextAtom {
    pub(super) slot: u16,
    pub(super) guard: Option<Mask>,
    pub(super) mask: u64,
    /// Bit of a format's doubt.
    pub(super) doubt: u64,
    pub(super) is_negated: bool,
    pub(super) test: TextTest,
}

/// Sets.
#[derive(Clone, Debug)]
pub(super) struct OtherReader {
    pub(super) slot: u16,
    pub(super) missing: Setting,
    pub(super) questions: Box<[(u64, Question)]>,
}

/// Products that read only what earlier stages made, then decisions.
#[derive(Debug, Default)]
pub(super) struct Stage {
    pub(super) products: Vec<Product>,
    /// The same for many rows at once.
    pub(super) conjunctions: Vec<Conjunction>,
    /// The same without those that are never true, for records of which nothing that is read is unknown.
    pub(super) groups: Vec<Group>,
    /// Variables that are read.
    pub(super) reads: Vec<u64>,
    pub(super) actions: Vec<Action>,
}

/// What comes behind the products of a stage, in order.
#[derive(Debug)]
pub(super) enum Action {
    Decide(DecisionProgram),
    Late(Late),
    Mixed(MixedProgram),
}

/// A bit that is worked out by the operators of an expression over several things.
#[derive(Debug)]
pub(super) struct MixedProgram {
    pub(super) bit: Bit,
    pub(super) node: NodeId,
    pub(super) about: About,
    /// Whether what is read applies, where that is a question.
    pub(super) fields: Vec<(FieldId, BitLiteral)>,
    pub(super) details: Vec<(DetailId, BitLiteral)>,
}

/// Where a rule's value comes from, as far as it matters whether it is known.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Known,
    Review,
    Slot {
        slot: u16,
        applies: Option<BitLiteral>,
        is_assumed: bool,
    },
    Bit(BitLiteral),
    /// True while there is a value, false if it does not apply.
    Value(BitLiteral),
    /// The value of another decision.
    Decision(usize),
    Ask,
}

/// One part of a table's index.
#[derive(Debug)]
pub(super) enum Digit {
    /// By code; the last one stands for all others.
    Slot {
        slot: u16,
        classes: Box<[u16]>,
    },
    Bit {
        word: u16,
        shift: u32,
        stride: u16,
    },
}

/// The values that a rule may give, the first whose condition holds; numbered from this one on.
pub(super) type Leaves = (u16, Vec<(Option<BitLiteral>, Source)>);

#[derive(Debug)]
pub(super) struct DecisionProgram {
    pub(super) decision: usize,
    pub(super) guard: Option<Vec<Product>>,
    /// The condition of each rule; the default has none.
    pub(super) rules: Vec<Option<Vec<Product>>>,
    /// The same for many rows at once.
    pub(super) sums: Sums,
    pub(super) has_default: bool,
    pub(super) beats: Vec<Vec<usize>>,
    pub(super) leaves: Vec<Leaves>,
    /// A 收集: the bits say whether each entry is taken.
    pub(super) collects: bool,
    pub(super) digits: Vec<Digit>,
    /// Outcomes by index, worked out when first met; empty where there would be too many.
    pub(super) table: Box<[AtomicU16]>,
}

/// A bit that follows from a decision's outcome.
#[derive(Debug)]
pub(super) struct Late {
    pub(super) decision: usize,
    pub(super) bit: Bit,
    pub(super) entries: Entries,
}

#[derive(Debug)]
pub(super) enum Entries {
    Value { by_leaf: Box<[Entry]>, not_applicable: Truth },
    Test(crate::hir::DecisionTest),
}

#[derive(Clone, Debug)]
pub(super) enum Entry {
    Known(Truth),
    Bit(BitLiteral),
    /// Two texts are, or are not, the same.
    Texts {
        left: u16,
        right: u16,
        is_equal: bool,
    },
    Text {
        slot: u16,
        test: TextTest,
        is_negated: bool,
    },
    /// Which orders are right: less, equal, greater.
    Ordered {
        left: u16,
        right: u16,
        accepted: [bool; 3],
    },
    Places {
        left: u16,
        right: u16,
        is_equal: bool,
    },
    Ask,
}

/// What a bit reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reported {
    Missing(usize),
    /// The format with this number of the field is wrong, or in doubt.
    Format(usize, usize),
    Check(usize),
}

#[derive(Debug)]
pub(super) struct FindingBit {
    pub(super) reported: Reported,
    pub(super) importance: Importance,
    pub(super) bit: Bit,
}

/// Bits of findings, by word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weights {
    pub(super) block: u64,
    pub(super) review: u64,
    pub(super) warn: u64,
    pub(super) advise: u64,
}

#[derive(Debug)]
pub(crate) struct Program {
    pub(super) today: Date,
    pub(super) shape: Arc<Shape>,
    pub(super) words: usize,
    /// Bits that are unknown whatever the record says.
    pub(super) unknown: Vec<u64>,
    /// Bits that only the evaluator can tell, those that follow from them, and the decisions that read either.
    pub(super) open: Vec<u64>,
    pub(super) from_open: Vec<u64>,
    pub(super) decisions_from_open: Vec<bool>,
    /// By word, up to the last into which anything is read.
    pub(super) readers: Vec<Readers>,
    /// Fields compared with each other.
    pub(super) pairs: Vec<(Bit, Entry)>,
    pub(super) stages: Vec<Stage>,
    /// Whether the record is within the scope, and the stage after which that is known.
    pub(super) scope: Option<(usize, Bit)>,
    pub(super) findings: Vec<FindingBit>,
    pub(super) weights: Vec<Weights>,
    /// Decisions whose outcome counts for the conclusion.
    pub(super) counted: Vec<usize>,
    pub(super) decisions: usize,
    /// For each decision the nodes of the values that it may have.
    pub(super) leaves: Vec<Vec<Option<NodeId>>>,
}

impl Program {
    /// What is open in a bit may be known to the evaluator.
    pub(super) fn is_from_open(&self, bit: Bit) -> bool {
        self.from_open.get(usize::from(bit.word)).is_some_and(|word| word & bit.mask != 0)
    }

    /// What is open in a decision may be known to the evaluator.
    #[inline(always)]
    pub(super) fn is_decision_from_open(&self, decision: usize) -> bool {
        self.decisions_from_open.get(decision) == Some(&true)
    }
}

impl DecisionProgram {
    pub(super) fn empty_table(size: usize) -> Box<[AtomicU16]> {
        (0..size).map(|_| AtomicU16::new(Code::EMPTY.0)).collect()
    }
}
