//! Patterns as most policies write them: characters, `.`, classes like `[0-9X]`, groups with `|`, and how often each stands. In: such a
//! pattern. Out: the same parts that the whole parser would find, without its groups; nothing for all others, right or wrong, which are
//! left to it. So a policy with simple patterns needs none of its code.

use std::iter::Peekable;
use std::str::Chars;

use super::shape::Shape;

/// Deepest nesting of groups; deeper ones are not simple.
const NESTING: usize = 8;
/// Most digits of how often something stands.
const DIGITS: u32 = 3;

/// The parts of a simple pattern.
pub(super) fn parse(pattern: &str) -> Option<Shape> {
    let mut reader = Reader { rest: pattern.chars().peekable() };
    let whole = reader.choice(0)?;
    reader.rest.next().is_none().then_some(whole)
}

struct Reader<'p> {
    rest: Peekable<Chars<'p>>,
}

impl Reader<'_> {
    /// Up to the end, or to the bracket that closes.
    fn choice(&mut self, depth: usize) -> Option<Shape> {
        let mut choices = vec![self.sequence(depth)?];
        while self.rest.next_if_eq(&'|').is_some() {
            choices.push(self.sequence(depth)?);
        }
        Some(if choices.len() == 1 { choices.pop()? } else { Shape::Choice(choices) })
    }

    fn sequence(&mut self, depth: usize) -> Option<Shape> {
        let mut parts = Vec::new();
        while let Some(next) = self.rest.next_if(|next| !matches!(next, '|' | ')')) {
            let part = match next {
                '(' if depth < NESTING => self.group(depth)?,
                '[' => self.class()?,
                '.' => Shape::any(),
                '(' | '\\' | '+' | '*' | '?' | ']' | '{' | '}' | '^' | '$' => return None,
                literal => Shape::literal(literal),
            };
            parts.push(self.repeated(part)?);
        }
        Some(Shape::sequence(parts))
    }

    fn group(&mut self, depth: usize) -> Option<Shape> {
        let inside = self.choice(depth + 1)?;
        self.rest.next_if_eq(&')')?;
        Some(inside)
    }

    /// Letters and digits, alone or from one to another.
    fn class(&mut self) -> Option<Shape> {
        let is_plain = |character: &char| character.is_ascii_alphanumeric() || !character.is_ascii();
        let mut ranges = Vec::new();
        while self.rest.next_if_eq(&']').is_none() {
            let first = self.rest.next_if(is_plain)?;
            let last = if self.rest.next_if_eq(&'-').is_some() { self.rest.next_if(is_plain)? } else { first };
            if last < first {
                return None;
            }
            ranges.push((first, last));
        }
        (!ranges.is_empty()).then(|| Shape::class(ranges))
    }

    /// The part as often as the signs behind it say.
    fn repeated(&mut self, part: Shape) -> Option<Shape> {
        let (min, max) = match self.rest.next_if(|next| matches!(next, '*' | '+' | '?' | '{')) {
            None => return Some(part),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some(_) => self.times()?,
        };
        // A second sign means something else.
        if matches!(self.rest.peek(), Some('*' | '+' | '?' | '{')) {
            return None;
        }
        Some(part.repeated(min, max))
    }

    /// `8}`, `8,}` or `8,12}`.
    fn times(&mut self) -> Option<(u32, Option<u32>)> {
        let least = self.number()?;
        let most = match self.rest.next_if_eq(&',') {
            None => Some(least),
            Some(_) if self.rest.peek() == Some(&'}') => None,
            Some(_) => Some(self.number()?),
        };
        self.rest.next_if_eq(&'}')?;
        most.is_none_or(|most| least <= most).then_some((least, most))
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        for _ in 0..DIGITS {
            let Some(digit) = self.rest.peek().and_then(|next| next.to_digit(10)) else { break };
            self.rest.next();
            number = Some(number.unwrap_or(0) * 10 + digit);
        }
        number
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use regex_syntax::hir::{Hir, HirKind, Repetition};

    use super::super::pattern::whole_parser;
    use super::*;

    /// What the whole parser finds, without its groups.
    fn whole(pattern: &str) -> Result<Hir, TestCaseError> {
        let whole = whole_parser().parse(pattern).map_err(|error| TestCaseError::fail(format!("{pattern}: {error}")))?;
        Ok(ungrouped(&whole))
    }

    fn ungrouped(part: &Hir) -> Hir {
        let all = |parts: &[Hir]| parts.iter().map(ungrouped).collect();
        match part.kind() {
            HirKind::Capture(group) => ungrouped(&group.sub),
            HirKind::Concat(parts) => Hir::concat(all(parts)),
            HirKind::Alternation(parts) => Hir::alternation(all(parts)),
            HirKind::Repetition(one) => Hir::repetition(Repetition { sub: Box::new(ungrouped(&one.sub)), ..one.clone() }),
            _ => part.clone(),
        }
    }

    #[test]
    fn patterns_of_policies_are_simple() {
        for pattern in [
            "[0-9]{8,12}",
            "[1-9][0-9]{16}[0-9X]",
            "1[3-9][0-9]{9}",
            "2024-.*",
            ".*(市|自治州|盟|地区).*[区县市旗]",
            "[一-龥]{2,}班?",
            "",
        ] {
            assert_eq!(parse(pattern).unwrap().to_hir(), whole(pattern).unwrap(), "{pattern}");
        }
    }

    #[test]
    fn others_are_left_to_the_whole_parser() {
        for pattern in
            [r"\d", "(?i)a", "[^a]", "[a--b]", "[]", "[b-a]", "a{2,1}", "a{,2}", "a**", "a+?", "a{1000}", "(a", "a)", "^a$", "a]"]
        {
            assert_eq!(parse(pattern), None, "{pattern}");
        }
    }

    fn any_pattern() -> impl Strategy<Value = String> {
        const PIECES: &[&str] = &[
            "a",
            "b",
            "9",
            "字",
            "é",
            "市",
            ".",
            "[a-z]",
            "[0-9X]",
            "[区县]",
            "[a]",
            "[一-龥é]",
            "(",
            ")",
            "|",
            "*",
            "+",
            "?",
            "{2}",
            "{0,3}",
            "{1,}",
            "[",
            "]",
            "-",
            "^",
            "{",
            "}",
            ",",
            "2",
            " ",
            "\\",
            "&",
            "#",
        ];
        proptest::collection::vec(proptest::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
    }

    fn well_formed() -> impl Strategy<Value = String> {
        const LEAVES: &[&str] = &["a", "ab", "字", "市", ".", "[a-z]", "[0-9X]", "[区县]", "[a]", "ac", ""];
        let leaf = proptest::sample::select(LEAVES).prop_map(str::to_string);
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 1..5).prop_map(|parts| parts.concat()),
                proptest::collection::vec(inner.clone(), 1..5).prop_map(|parts| format!("({})", parts.join("|"))),
                (inner, proptest::sample::select(&["*", "+", "?", "{0}", "{1}", "{2}", "{1,2}", "{3,}"][..]))
                    .prop_map(|(part, times)| format!("({part}){times}")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_simple_is_what_the_whole_parser_finds(any in any_pattern(), well_formed in well_formed()) {
            for pattern in [any, well_formed] {
                if let Some(parsed) = parse(&pattern) {
                    prop_assert_eq!(parsed.to_hir(), whole(&pattern)?, "{}", pattern);
                }
            }
        }
    }
}
