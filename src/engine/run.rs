//! One row through a program. In: slots. Out: two words for each 64 variables, the outcome of each decision, the conclusion; or nothing,
//! where values have to be looked at that the program does not hold.

use std::cmp::Ordering;
use std::sync::atomic::Ordering::Relaxed;

use super::code::Code;
use super::given::{About, Answers, Givens, Known, Question, truth_of};
use super::program::{
    Action, Bit, BitLiteral, DecisionProgram, Digit, Entries, Entry, Late, Mask, MixedProgram, OrderedReader, OtherReader,
    PlaceReader, Product, Program, Setting, Source, Stage, TextAtom,
};
use super::rows::Row;
use super::slot::{Kind, Slot};
use super::text::{Bytes, TextTest};
use crate::division::Division;
use crate::evaluate::{Datum, Truth, equal};
use crate::hir::DecisionTest;
use crate::ids::{DecisionId, DetailId, FieldId};
use crate::input::Cell;
use crate::plan::Plan;
use crate::value::Value;
use crate::verdict::Conclusion;

/// What a record comes to, as bits: enough to tell everything else from it.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    pub(super) truth: Vec<u64>,
    pub(super) unknown: Vec<u64>,
    pub(super) codes: Vec<Code>,
    /// For each decision that is determined, which of the values that its rules may give.
    pub(super) leaves: Vec<u16>,
}

impl Proof {
    pub(super) fn holds(&self, bit: Bit) -> bool {
        self.truth.get(usize::from(bit.word)).is_some_and(|word| word & bit.mask != 0)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04x}", self.0)
    }
}

/// The words of one record while it is judged.
struct Words<const N: usize> {
    truth: [u64; N],
    unknown: [u64; N],
}

impl<const N: usize> Words<N> {
    #[inline(always)]
    fn set(&mut self, word: u16, setting: Setting) {
        let word = usize::from(word) & (N - 1);
        self.truth[word] |= setting.truth;
        self.unknown[word] |= setting.unknown;
    }

    #[inline(always)]
    fn add(&mut self, word: u16, mask: u64, truth: Truth) {
        let word = usize::from(word) & (N - 1);
        match truth {
            Truth::True => self.truth[word] |= mask,
            Truth::False => {}
            Truth::Unknown => self.unknown[word] |= mask,
        }
    }

    /// All literals of a mask surely hold, or may hold.
    #[inline(always)]
    fn mask(&self, mask: &Mask) -> (bool, bool) {
        let word = usize::from(mask.word) & (N - 1);
        let (truth, unknown) = (self.truth[word], self.unknown[word]);
        let falsity = !(truth | unknown);
        let surely = (truth & mask.on == mask.on) & (falsity & mask.off == mask.off);
        let maybe = (falsity & mask.on == 0) & (truth & mask.off == 0);
        (surely, maybe)
    }

    #[inline(always)]
    fn product(&self, product: &Product) -> (bool, bool) {
        let (mut surely, mut maybe) = self.mask(&product.first);
        for mask in &product.rest {
            let (own, possible) = self.mask(mask);
            surely &= own;
            maybe &= possible;
        }
        (surely, maybe)
    }

    fn sum(&self, products: &[Product]) -> Truth {
        let mut may_hold = false;
        for product in products {
            let (surely, maybe) = self.product(product);
            if surely {
                return Truth::True;
            }
            may_hold |= maybe;
        }
        if may_hold { Truth::Unknown } else { Truth::False }
    }

    #[inline(always)]
    fn literal(&self, literal: BitLiteral) -> Truth {
        let word = usize::from(literal.bit.word) & (N - 1);
        let truth = if self.unknown[word] & literal.bit.mask != 0 {
            return Truth::Unknown;
        } else {
            self.truth[word] & literal.bit.mask != 0
        };
        (truth != literal.is_negated).into()
    }

    /// The products of a stage make their bits true or unknown.
    #[inline(always)]
    fn stage(&mut self, stage: &Stage) {
        if stage.products.is_empty() {
            return;
        }
        let unknown = stage.reads.iter().zip(&self.unknown).fold(0, |any, (reads, unknown)| any | reads & unknown);
        if unknown != 0 {
            return self.stage_with_unknown(stage);
        }
        for group in &stage.groups {
            let mut truth = 0;
            for (word, singles) in &group.singles {
                let read = self.truth[usize::from(*word) & (N - 1)];
                for single in singles {
                    truth |= if read & single.read == single.on { single.out } else { 0 };
                }
            }
            for (word, sum) in &group.sums {
                truth |= if self.truth[usize::from(*word) & (N - 1)] & sum.read != 0 { sum.out } else { 0 };
            }
            for product in &group.others {
                let holds =
                    product.masks().all(|mask| self.truth[usize::from(mask.word) & (N - 1)] & (mask.on | mask.off) == mask.on);
                truth |= if holds { product.out.mask } else { 0 };
            }
            // No product of this stage reads what another one makes.
            self.truth[usize::from(group.word) & (N - 1)] |= truth;
        }
    }

    #[inline(never)]
    fn stage_with_unknown(&mut self, stage: &Stage) {
        let (mut truth, mut possible) = ([0; N], [0; N]);
        for product in &stage.products {
            let (surely, maybe) = self.product(product);
            let out = usize::from(product.out.word) & (N - 1);
            truth[out] |= if surely { product.out.mask } else { 0 };
            possible[out] |= if maybe { product.out.mask } else { 0 };
        }
        for word in 0..N {
            self.truth[word] |= truth[word];
            self.unknown[word] |= possible[word] & !truth[word];
        }
    }
}

impl Program {
    /// A proof to be filled in, with room for this program.
    pub(super) fn proof(&self) -> Proof {
        let words = self.words.next_power_of_two();
        Proof {
            truth: vec![0; words],
            unknown: vec![0; words],
            codes: vec![Code::NO_RULE; self.decisions],
            leaves: vec![0; self.decisions],
        }
    }

    /// What a row comes to; nothing if the evaluator has to tell.
    pub(super) fn run(&self, plan: &Plan, row: Row<'_>, proof: &mut Proof) -> Option<Conclusion> {
        if row.is_special() {
            return None;
        }
        let run = Run { program: self, answers: Answers { plan, today: self.today }, row };
        match self.words.next_power_of_two() {
            1 => run.all::<1>(proof),
            2 => run.all::<2>(proof),
            4 => run.all::<4>(proof),
            8 => run.all::<8>(proof),
            16 => run.all::<16>(proof),
            32 => run.all::<32>(proof),
            64 => run.all::<64>(proof),
            128 => run.all::<128>(proof),
            256 => run.all::<256>(proof),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
struct Run<'r> {
    program: &'r Program,
    answers: Answers<'r>,
    row: Row<'r>,
}

impl Run<'_> {
    #[inline]
    fn all<const N: usize>(self, proof: &mut Proof) -> Option<Conclusion> {
        let program = self.program;
        let mut words = Words::<N> { truth: [0; N], unknown: [0; N] };
        for (word, (unknown, open)) in words.unknown.iter_mut().zip(program.unknown.iter().zip(&program.open)) {
            *word = unknown | open;
        }
        self.read(&mut words);
        for (number, stage) in program.stages.iter().enumerate() {
            words.stage(stage);
            if let Some((level, bit)) = program.scope
                && level == number
            {
                match words.literal(BitLiteral { bit, is_negated: false }) {
                    Truth::True => {}
                    Truth::False => return Some(Conclusion::NotApplicable),
                    Truth::Unknown => return None,
                }
            }
            for action in &stage.actions {
                match action {
                    Action::Decide(decision) => {
                        let (code, leaf) = self.decide(decision, &words, &proof.codes);
                        if code == Code::ASK {
                            return None;
                        }
                        *proof.codes.get_mut(decision.decision)? = code;
                        *proof.leaves.get_mut(decision.decision)? = leaf;
                    }
                    Action::Mixed(mixed) => {
                        let truth = self.mixed(mixed, &words, proof);
                        words.add(mixed.bit.word, mixed.bit.mask, truth);
                    }
                    Action::Late(late) => {
                        let code = *proof.codes.get(late.decision)?;
                        let leaf = *proof.leaves.get(late.decision)?;
                        let truth = self.late(late, code, leaf, &words)?;
                        words.add(late.bit.word, late.bit.mask, truth);
                    }
                }
            }
        }
        proof.truth.copy_from_slice(&words.truth);
        proof.unknown.copy_from_slice(&words.unknown);
        self.conclusion(&words, &proof.codes)
    }

    // ------------------------------------------------------------ slots

    #[inline(always)]
    fn read<const N: usize>(self, words: &mut Words<N>) {
        let program = self.program;
        let slot = |number: u16| self.row.slot(usize::from(number));
        for (readers, (truth, unknown)) in program.readers.iter().zip(words.truth.iter_mut().zip(&mut words.unknown)) {
            let mut all = Setting { truth: *truth, unknown: *unknown };
            for reader in &readers.small {
                if let Some(setting) = reader.table.get(slot(reader.slot).code()).or(reader.table.last()) {
                    all.join(*setting);
                }
            }
            for reader in &readers.ordered {
                all.join(self.ordered(reader, slot(reader.slot)));
            }
            for reader in &readers.places {
                all.join(self.place(reader, slot(reader.slot)));
            }
            for reader in &readers.texts {
                if !slot(reader.slot).is_value() {
                    all.join(reader.missing);
                }
            }
            (*truth, *unknown) = (all.truth, all.unknown);
        }
        for (readers, number) in program.readers.iter().zip(0..) {
            let mut all = Setting::default();
            for atom in &readers.tests {
                let slot = slot(atom.slot);
                if slot.is_value() {
                    self.text(atom, slot, words, &mut all);
                }
            }
            for reader in &readers.others {
                self.other(reader, slot(reader.slot), &mut all);
            }
            words.set(number, all);
        }
        for (bit, entry) in &program.pairs {
            let truth = self.entry(entry, words).unwrap_or(Truth::Unknown);
            words.add(bit.word, bit.mask, truth);
        }
    }

    #[inline(never)]
    fn other(self, reader: &OtherReader, slot: Slot, all: &mut Setting) {
        if slot.is_missing() {
            return all.join(reader.missing);
        }
        match self.row.cell(Kind::Other, slot) {
            Cell::Value(value) => {
                let datum = Datum::Known(value);
                for (mask, question) in &reader.questions {
                    all.add(*mask, self.answers.truth(*question, Known::Field(&datum)));
                }
            }
            _ => all.join(reader.missing),
        }
    }

    #[inline(always)]
    fn ordered(self, reader: &OrderedReader, slot: Slot) -> Setting {
        if !slot.is_value() {
            return reader.missing;
        }
        let number = slot.number();
        let region = reader
            .cuts
            .iter()
            .fold(0usize, |region, cut| region.wrapping_add(usize::from(*cut <= number)).wrapping_add(usize::from(*cut < number)));
        let mut setting = reader.regions.get(region).copied().unwrap_or_default();
        if !reader.others.is_empty() {
            let datum = reader.kind.value(slot).map_or(Datum::Unknown, Datum::Known);
            for (mask, question) in &reader.others {
                setting.add(*mask, self.answers.truth(*question, Known::Field(&datum)));
            }
        }
        setting
    }

    #[inline(always)]
    fn place(self, reader: &PlaceReader, slot: Slot) -> Setting {
        const DONE: u64 = 1 << 63;
        const HALF: u64 = (1 << 31) - 1;
        if !slot.is_value() {
            return reader.missing;
        }
        let Some(cache) = usize::try_from(slot.number()).ok().and_then(|number| reader.known.get(number)) else {
            return reader.missing;
        };
        let mut known = cache.load(Relaxed);
        if known & DONE == 0 {
            known = DONE | self.new_place(reader, slot);
            cache.store(known, Relaxed);
        }
        Setting { truth: (known & HALF) << reader.shift, unknown: (known >> 31 & HALF) << reader.shift }
    }

    #[cold]
    #[inline(never)]
    fn new_place(self, reader: &PlaceReader, slot: Slot) -> u64 {
        let datum = Kind::Place.value(slot).map_or(Datum::Unknown, Datum::Known);
        reader.questions.iter().zip(0..).fold(0, |known, (question, shift)| {
            let truth = question.map_or(Truth::False, |question| self.answers.truth(question, Known::Field(&datum)));
            match truth {
                Truth::True => known | 1 << shift,
                Truth::False => known,
                Truth::Unknown => known | 1 << (shift + 31),
            }
        })
    }

    #[inline(always)]
    fn text<const N: usize>(self, atom: &TextAtom, slot: Slot, words: &Words<N>, all: &mut Setting) {
        if let Some(guard) = &atom.guard
            && !words.mask(guard).1
        {
            return;
        }
        match self.tested(&atom.test, self.row.bytes(slot)) {
            Truth::Unknown => all.join(Setting { truth: atom.doubt, unknown: atom.mask }),
            truth => all.truth |= if (truth == Truth::True) != atom.is_negated { atom.mask } else { 0 },
        }
    }

    #[inline(always)]
    fn tested(self, test: &TextTest, bytes: Bytes<'_>) -> Truth {
        match test {
            TextTest::Question(question) => self.asked(*question, bytes),
            test => test.truth(bytes, self.program.today),
        }
    }

    #[inline(never)]
    fn asked(self, question: Question, bytes: Bytes<'_>) -> Truth {
        let datum = Datum::Known(Value::Text(String::from_utf8_lossy(bytes.slice()).into()));
        self.answers.truth(question, Known::Field(&datum))
    }

    // ------------------------------------------------------------ decisions

    #[inline(always)]
    fn decide<const N: usize>(self, decision: &DecisionProgram, words: &Words<N>, codes: &[Code]) -> (Code, u16) {
        let code = match decision.table.get(self.index(decision, words)) {
            None => self.resolved(decision, words),
            Some(known) => match Code(known.load(Relaxed)) {
                Code::EMPTY => {
                    let code = self.resolved(decision, words);
                    known.store(code.0, Relaxed);
                    code
                }
                code => code,
            },
        };
        match code.rule() {
            Some(rule) if !decision.collects => self.valued(decision, rule, code, words, codes),
            _ => (code, 0),
        }
    }

    /// The first of a rule's values whose condition holds.
    #[inline(always)]
    fn valued<const N: usize>(
        self,
        decision: &DecisionProgram,
        rule: usize,
        code: Code,
        words: &Words<N>,
        codes: &[Code],
    ) -> (Code, u16) {
        let Some((first, leaves)) = decision.leaves.get(rule) else { return (Code::ASK, 0) };
        for ((when, source), number) in leaves.iter().zip(*first..) {
            match when.map_or(Truth::True, |when| words.literal(when)) {
                Truth::True => return (self.settled(source, code, words, codes), number),
                Truth::False => {}
                Truth::Unknown => return (Code::ASK, 0),
            }
        }
        (Code::ASK, 0)
    }

    #[inline(always)]
    fn index<const N: usize>(self, decision: &DecisionProgram, words: &Words<N>) -> usize {
        let mut index = 0usize;
        for digit in &decision.digits {
            index = index.wrapping_add(match digit {
                Digit::Slot { slot, classes } => {
                    let code = self.row.slot(usize::from(*slot)).code();
                    usize::from(classes.get(code).or(classes.last()).copied().unwrap_or(0))
                }
                Digit::Bit { word, shift, stride } => {
                    let word = usize::from(*word) & (N - 1);
                    let digit = (words.truth[word] >> (shift & 63) & 1) | (words.unknown[word] >> (shift & 63) & 1) << 1;
                    (digit as usize).wrapping_mul(usize::from(*stride))
                }
            });
        }
        index
    }

    /// A rule's value may not be known.
    #[inline(always)]
    fn settled<const N: usize>(self, source: &Source, code: Code, words: &Words<N>, codes: &[Code]) -> Code {
        match source {
            Source::Value(literal) => match words.literal(*literal) {
                Truth::True => code,
                Truth::False => Code::NOT_APPLICABLE,
                Truth::Unknown => Code::UNDETERMINED,
            },
            Source::Decision(other) => match codes.get(*other) {
                Some(own) if own.rule().is_some() => code,
                Some(own) if *own == Code::NOT_APPLICABLE => Code::NOT_APPLICABLE,
                _ => Code::UNDETERMINED,
            },
            Source::Known | Source::Review => code,
            Source::Bit(literal) if words.literal(*literal) == Truth::Unknown => Code::UNDETERMINED,
            Source::Bit(_) => code,
            Source::Slot { slot, applies, is_assumed } => {
                match applies.map_or(Truth::True, |applies| words.literal(applies)) {
                    Truth::False => return Code::NOT_APPLICABLE,
                    Truth::Unknown => return Code::UNDETERMINED,
                    Truth::True => {}
                }
                let slot = self.row.slot(usize::from(*slot));
                if slot.is_value() || (slot.is_missing() && *is_assumed) { code } else { Code::UNDETERMINED }
            }
            Source::Ask => Code::ASK,
        }
    }

    #[cold]
    #[inline(never)]
    fn resolved<const N: usize>(self, decision: &DecisionProgram, words: &Words<N>) -> Code {
        let guard = decision.guard.as_ref().map_or(Truth::True, |guard| words.sum(guard));
        if guard == Truth::False {
            return Code::NOT_APPLICABLE;
        }
        let states: Vec<Truth> =
            decision.rules.iter().map(|rule| rule.as_ref().map_or(Truth::True, |rule| words.sum(rule))).collect();
        let code = if decision.collects { decision.collected(&states) } else { decision.winner(&states) };
        if guard == Truth::True {
            return code;
        }
        match code {
            _ if decision.collects => Code::UNDETERMINED,
            Code::ASK => Code::ASK,
            code if code.needs_person() || code == Code::UNDETERMINED_OR_REVIEW => Code::UNDETERMINED_OR_REVIEW,
            // It may come to 不适用 either way.
            code if code.rule().is_some_and(|rule| decision.may_be_idle(rule)) => Code::ASK,
            _ => Code::UNDETERMINED,
        }
    }

    // ------------------------------------------------------------ what follows

    #[inline(always)]
    fn late<const N: usize>(self, late: &Late, code: Code, leaf: u16, words: &Words<N>) -> Option<Truth> {
        match &late.entries {
            Entries::Value { by_leaf, not_applicable } => match code.rule() {
                Some(_) => self.entry(by_leaf.get(usize::from(leaf))?, words),
                None if code == Code::NOT_APPLICABLE => Some(*not_applicable),
                None => Some(Truth::Unknown),
            },
            Entries::Test(test) => {
                let undetermined = code.is_undetermined();
                // What is open here may be known to the evaluator.
                if undetermined && self.program.open.iter().any(|word| *word != 0) {
                    return None;
                }
                Some(match test {
                    DecisionTest::Determined => code.rule().is_some().into(),
                    DecisionTest::Undetermined => undetermined.into(),
                    DecisionTest::NeedsReview if code == Code::UNDETERMINED_OR_REVIEW => Truth::Unknown,
                    DecisionTest::NeedsReview => code.needs_person().into(),
                })
            }
        }
    }

    #[inline(always)]
    fn entry<const N: usize>(self, entry: &Entry, words: &Words<N>) -> Option<Truth> {
        let slot = |number: u16| self.row.slot(usize::from(number));
        Some(match entry {
            Entry::Known(truth) => *truth,
            Entry::Bit(literal) => words.literal(*literal),
            Entry::Ask => return None,
            Entry::Texts { left, right, is_equal } => {
                let (left, right) = (slot(*left), slot(*right));
                if !left.is_value() || !right.is_value() {
                    return Some(Truth::Unknown);
                }
                ((self.row.bytes(left).slice() == self.row.bytes(right).slice()) == *is_equal).into()
            }
            Entry::Text { slot: number, test, is_negated } => {
                let slot = slot(*number);
                if !slot.is_value() {
                    return Some(Truth::Unknown);
                }
                match self.tested(test, self.row.bytes(slot)) {
                    Truth::Unknown => Truth::Unknown,
                    truth => ((truth == Truth::True) != *is_negated).into(),
                }
            }
            Entry::Ordered { left, right, accepted } => {
                let (left, right) = (slot(*left), slot(*right));
                if !left.is_value() || !right.is_value() {
                    return Some(Truth::Unknown);
                }
                let [less, same, greater] = *accepted;
                match left.number().cmp(&right.number()) {
                    Ordering::Less => less,
                    Ordering::Equal => same,
                    Ordering::Greater => greater,
                }
                .into()
            }
            Entry::Places { left, right, is_equal } => {
                let (left, right) = (slot(*left), slot(*right));
                if !left.is_value() || !right.is_value() {
                    return Some(Truth::Unknown);
                }
                match self.same_place(left, right) {
                    Truth::Unknown => Truth::Unknown,
                    truth => ((truth == Truth::True) == *is_equal).into(),
                }
            }
        })
    }

    #[inline(never)]
    fn same_place(self, left: Slot, right: Slot) -> Truth {
        let year = self.program.today.year();
        let place = |slot: Slot| u32::try_from(slot.number()).ok().and_then(Division::with_number);
        let (Some(one), Some(other)) = (place(left), place(right)) else { return Truth::Unknown };
        if one.in_force(year) && other.in_force(year) {
            return (one == other).into();
        }
        equal(&Value::Place(one), &Value::Place(other), year)
    }

    /// By the operators themselves.
    #[inline(never)]
    fn mixed<const N: usize>(self, mixed: &MixedProgram, words: &Words<N>, proof: &Proof) -> Truth {
        let datum = self.answers.value(mixed.node, &Given { run: self, mixed, words, proof });
        match mixed.about {
            About::Truth => truth_of(&datum),
            About::Value => match datum {
                Datum::Known(_) => Truth::True,
                Datum::NotApplicable => Truth::False,
                Datum::Unknown => Truth::Unknown,
            },
        }
    }

    // ------------------------------------------------------------ the conclusion

    #[inline(always)]
    fn conclusion<const N: usize>(self, words: &Words<N>, codes: &[Code]) -> Option<Conclusion> {
        let program = self.program;
        let (mut block, mut review, mut warn, mut unknown) = (0, 0, 0, 0);
        let mut any_unknown = 0;
        for ((weights, truth), open) in program.weights.iter().zip(&words.truth).zip(&words.unknown) {
            block |= weights.block & truth;
            review |= weights.review & truth;
            warn |= weights.warn & truth;
            unknown |= (weights.block | weights.review) & open;
            any_unknown |= (weights.block | weights.review | weights.warn | weights.advise) & open;
        }
        let code = |number: &usize| codes.get(*number).copied().unwrap_or(Code::NO_RULE);
        let for_a_person = program.counted.iter().any(|number| code(number).needs_person());
        let undetermined = program.counted.iter().any(|number| code(number).is_undetermined());
        if (undetermined || any_unknown != 0) && program.open.iter().any(|word| *word != 0) {
            return None;
        }
        Some(if block != 0 {
            Conclusion::MustFix
        } else if review != 0 || for_a_person {
            Conclusion::NeedsReview
        } else if undetermined || unknown != 0 {
            Conclusion::Undetermined
        } else if warn != 0 {
            Conclusion::Reminded
        } else {
            Conclusion::Passed
        })
    }
}

/// What is given to an expression over several things.
struct Given<'r, const N: usize> {
    run: Run<'r>,
    mixed: &'r MixedProgram,
    words: &'r Words<N>,
    proof: &'r Proof,
}

impl<const N: usize> Givens for Given<'_, N> {
    fn field(&self, field: FieldId) -> Datum {
        let applies = self.mixed.fields.iter().find(|(own, _)| *own == field);
        match applies.map_or(Truth::True, |(_, applies)| self.words.literal(*applies)) {
            Truth::False => return Datum::NotApplicable,
            Truth::Unknown => return Datum::Unknown,
            Truth::True => {}
        }
        let kind = self.run.program.shape.kinds.get(field.index()).copied().unwrap_or(Kind::Other);
        match self.run.row.cell(kind, self.run.row.slot(field.index())) {
            Cell::Value(value) => Datum::Known(value),
            Cell::Absent | Cell::Empty => {
                let assumed = self.run.answers.plan.fields.get(field.index()).and_then(|field| field.assume.clone());
                assumed.map_or(Datum::Unknown, Datum::Known)
            }
            Cell::Invalid(_) | Cell::Open => Datum::Unknown,
        }
    }

    fn decision(&self, answers: &Answers<'_>, decision: DecisionId) -> Datum {
        let code = self.proof.codes.get(decision.index()).copied().unwrap_or(Code::NO_RULE);
        if code == Code::NOT_APPLICABLE {
            return Datum::NotApplicable;
        }
        let leaf = self.proof.leaves.get(decision.index()).map_or(0, |leaf| usize::from(*leaf));
        let node = self.run.program.leaves.get(decision.index()).and_then(|leaves| leaves.get(leaf)).copied().flatten();
        match (code.rule(), node) {
            (Some(_), Some(node)) => answers.at_present(answers.value(node, self)),
            _ => Datum::Unknown,
        }
    }

    fn has_no_rows(&self, detail: DetailId) -> bool {
        let applies = self.mixed.details.iter().find(|(own, _)| *own == detail);
        match applies.map_or(Truth::True, |(_, applies)| self.words.literal(*applies)) {
            Truth::False => true,
            Truth::Unknown => false,
            Truth::True => {
                let plan = self.run.answers.plan.details.get(detail.index());
                let is_given = self.run.row.slot(self.run.program.shape.detail(detail)).is_value();
                is_given || plan.is_some_and(|plan| plan.none_if_absent)
            }
        }
    }
}

impl DecisionProgram {
    /// The rule that wins; values have to be looked at where several might.
    fn winner(&self, states: &[Truth]) -> Code {
        let first = usize::from(self.has_default);
        let beaten = |rule: usize| {
            (first..states.len())
                .any(|other| states[other] == Truth::True && self.beats.get(other).is_some_and(|beats| beats.contains(&rule)))
        };
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for rule in first..states.len() {
            match states[rule] {
                Truth::False => {}
                _ if beaten(rule) => {}
                Truth::True => sure.push(rule),
                Truth::Unknown => open.push(rule),
            }
        }
        if sure.is_empty() && self.has_default {
            sure.push(0);
        }
        let is_review = |rule: &usize| {
            self.leaves.get(*rule).is_some_and(|(_, leaves)| leaves.iter().any(|(_, source)| matches!(source, Source::Review)))
        };
        match (sure.as_slice(), open.as_slice()) {
            ([], []) => Code::NO_RULE,
            ([only], []) if is_review(only) => Code::review(*only),
            ([only], []) => Code::determined(*only),
            ([only], open) if is_review(only) && !open.iter().any(is_review) => Code::UNDETERMINED_OR_REVIEW,
            ([only], open) if !is_review(only) && open.iter().all(is_review) => Code::UNDETERMINED_OR_REVIEW,
            _ => Code::ASK,
        }
    }

    /// A set whose entries are all known to be in it or not.
    fn collected(&self, states: &[Truth]) -> Code {
        let mut code = Code::determined(0);
        for (state, (_, leaves)) in states.iter().zip(&self.leaves) {
            match (state, leaves.as_slice()) {
                (Truth::False, _) | (Truth::True, [(None, Source::Known)]) => {}
                _ => code = Code::ASK,
            }
        }
        code
    }

    /// Whether a rule's value may be 不适用.
    fn may_be_idle(&self, rule: usize) -> bool {
        let idle = |source: &Source| {
            matches!(source, Source::Slot { applies: Some(_), .. } | Source::Value(_) | Source::Decision(_) | Source::Ask)
        };
        self.leaves.get(rule).is_none_or(|(_, leaves)| leaves.iter().any(|(_, source)| idle(source)))
    }
}
