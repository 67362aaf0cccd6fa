//! A pattern that a policy names. In: a regular expression and what it stands for. Out: whether a whole text matches it.
//! Read when the policy is compiled. For a simple pattern the regex engine is made at the first text that it is asked about, as most have
//! a shape that is tested without one.

use std::sync::OnceLock;

use regex_automata::meta;
use regex_syntax::hir::{Hir, Look};
use regex_syntax::{Parser, ParserBuilder};

use super::fault::{Fault, FaultKind};
use super::shape::Shape;
use super::simple;
use super::size::most_bytes;

/// Longest pattern, in bytes.
pub(crate) const MAX_PATTERN_BYTES: usize = 1_000;

/// Most memory that a compiled pattern may take, in bytes.
const MAX_COMPILED_BYTES: usize = 512 * 1024;

/// Deepest nesting of a pattern.
const MAX_PATTERN_NESTING: u32 = 50;

/// A pattern with its name and what it accepts in words.
pub(crate) struct Pattern {
    name: Box<str>,
    source: Box<str>,
    note: Box<str>,
    /// Of a simple pattern.
    shape: Option<Shape>,
    regex: OnceLock<Option<meta::Regex>>,
}

impl Pattern {
    /// Reads a pattern. The fault says what is wrong with it, and where.
    pub(crate) fn new(name: &str, source: &str, note: &str) -> Result<Self, Fault> {
        if source.len() > MAX_PATTERN_BYTES {
            return Err(Fault { kind: FaultKind::TooLong, at: 0..source.len() });
        }
        if let Some(fault) = Fault::full_width(source) {
            return Err(fault);
        }
        let (shape, regex) = (simple::parse(source), OnceLock::new());
        // What is certainly small need not be compiled yet.
        if shape.as_ref().is_none_or(|shape| most_bytes(shape) > MAX_COMPILED_BYTES) {
            let parsed = whole_parser().parse(source).map_err(|error| Fault::of_syntax(&error, source))?;
            let compiled = compile(parsed).ok_or(Fault { kind: FaultKind::TooLarge, at: 0..source.len() })?;
            regex.get_or_init(|| Some(compiled));
        }
        Ok(Self { name: name.into(), source: source.into(), note: note.into(), shape, regex })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn note(&self) -> &str {
        &self.note
    }

    /// The parts that a whole text must consist of, if it is simple.
    pub(super) fn shape(&self) -> Option<&Shape> {
        self.shape.as_ref()
    }

    /// Whether the whole text matches.
    pub(super) fn fits(&self, text: &str) -> bool {
        let regex = self.regex.get_or_init(|| compile(self.shape.as_ref()?.to_hir()));
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// The parser that reads every pattern and tells what is wrong with one.
pub(super) fn whole_parser() -> Parser {
    ParserBuilder::new().dot_matches_new_line(true).nest_limit(MAX_PATTERN_NESTING).build()
}

/// Nothing for a pattern that is too large.
fn compile(inside: Hir) -> Option<meta::Regex> {
    let config = meta::Config::new().nfa_size_limit(Some(MAX_COMPILED_BYTES)).hybrid_cache_capacity(MAX_COMPILED_BYTES);
    let whole = Hir::concat(vec![Hir::look(Look::Start), inside, Hir::look(Look::End)]);
    meta::Builder::new().configure(config).build_from_hir(&whole).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex_automata::nfa::thompson::{NFA, WhichCaptures};

    fn fits(pattern: &str, text: &str) -> bool {
        Pattern::new("样子", pattern, "样子").unwrap_or_else(|fault| unreachable!("{fault:?}")).fits(text)
    }

    #[test]
    fn the_whole_text_must_match() {
        assert!(fits("[0-9]{8,12}", "20240017"));
        for text in ["2024001", "2024001720240", "20240017 ", "20240017\n", "a20240017", "２０２４００１７", ""] {
            assert!(!fits("[0-9]{8,12}", text), "{text:?}");
        }
        // Neither a first alternative that is shorter, nor marks of start and end, change that.
        assert!(fits("a|ab", "ab") && fits("a|ab", "a") && !fits("a|ab", "abc"));
        assert!(fits("^[0-9]+$", "12") && !fits("^[0-9]+$", "12\n"));
        assert!(!fits("(?m)^a$", "a\na"));
    }

    #[test]
    fn a_dot_is_any_character() {
        assert!(fits("a.b", "a\nb") && fits("..", "汉字") && fits(".", "😀") && !fits("..", "字"));
    }

    #[test]
    fn ordinary_syntax_is_understood() {
        assert!(fits("[一-龥]{2,4}[0-9]{2}班", "计算机24班") && fits(r"\p{Han}+", "生源地") && !fits(r"\p{Han}+", "生源a"));
        assert!(fits(r"(?i)sz-[0-9]+x?", "SZ-07X") && fits(r"\d{4}(秋|春)", "2024秋") && fits(r"\w+\.\w+", "甲_1.b"));
        assert!(fits("(?x) [0-9]+ # 数字", "12") && fits(r"\bA", "A") && fits("", ""));
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let kind = |pattern: &str| Pattern::new("样子", pattern, "样子").err().map(|fault| fault.kind);
        assert_eq!(kind(&"a".repeat(MAX_PATTERN_BYTES)), None);
        assert_eq!(kind(&"a".repeat(MAX_PATTERN_BYTES + 1)), Some(FaultKind::TooLong));
        assert_eq!(kind("[一-龥]{1,100000}"), Some(FaultKind::TooLarge));
        assert_eq!(kind("((((a{1,99}){1,99}){1,99}){1,99})"), Some(FaultKind::TooLarge));
        assert!(matches!(kind(&"(".repeat(400)), Some(FaultKind::Wrong { .. })));
    }

    /// Parts of patterns that take more memory than their length lets expect.
    fn any_pattern() -> impl Strategy<Value = String> {
        const CHARACTERS: &[&str] = &["a", "字", "😀", ".", "[a-z]", "[一-龥]", "[a-z甲0-9]", "[\u{80}-\u{10FFFE}]", ""];
        let leaf = proptest::sample::select(CHARACTERS).prop_map(str::to_string);
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 1..5).prop_map(|parts| parts.concat()),
                proptest::collection::vec(inner.clone(), 1..5).prop_map(|parts| format!("({})", parts.join("|"))),
                (inner.clone(), 0..9u32, 0..40u32).prop_map(|(part, least, more)| format!("({part}){{{least},{}}}", least + more)),
                (inner, 0..9u32).prop_map(|(part, least)| format!("({part}){{{least},}}")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_told_to_be_small_is_small(source in any_pattern()) {
            let shape = simple::parse(&source).ok_or_else(|| TestCaseError::fail(source.clone()))?;
            let (parsed, most) = (shape.to_hir(), most_bytes(&shape));
            // Larger ones take long.
            prop_assume!(most < 16 * MAX_COMPILED_BYTES);
            for (reversed, captures) in [(false, WhichCaptures::All), (true, WhichCaptures::None)] {
                let config = NFA::config().reverse(reversed).which_captures(captures).nfa_size_limit(Some(most));
                let built = NFA::compiler().configure(config).build_from_hir(&parsed);
                prop_assert!(built.is_ok(), "{source}: more than {most}, {:?}", built);
            }
        }
    }
}
