//! A failed parse told in the clerk's words: what was found and what could stand there; `cure` says how to mend it.
//! The only place that reads the parser's error.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::cursor::Base;
use super::grammar::Rule;
use super::word::{self, keyword};
use crate::diagnostic::{self, Diagnostic};
use crate::span::Span;

/// Words shown at most.
const MOST_WORDS: usize = 8;

/// A text that was handed to the parser.
#[derive(Clone, Copy)]
pub(super) struct Piece<'t> {
    /// What stands before it.
    pub(super) before: &'t str,
    pub(super) text: &'t str,
    pub(super) base: Base,
    /// What stands before it ends in a value.
    pub(super) after_value: bool,
}

impl Piece<'_> {
    fn span(self, start: usize, end: usize) -> Span {
        Span::new(self.base.source, self.base.offset + start, self.base.offset + end)
    }
}

pub(super) fn problem(error: &Error<Rule>, piece: Piece<'_>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return Diagnostic::new(diagnostic::TOO_DEEP, piece.span(at, at), "这一段的层次太深")
            .label("到这里超过上限")
            .help("把里面的条件写成单独的「判定」，再用它的名称");
    };
    let mut wanted = Wanted::new(positives);
    let found = Found::new(piece, at);
    wanted.operator |= found.at_start && piece.after_value;
    if let Some(problem) = glued(piece.base.source, &wanted, &found) {
        return problem;
    }
    if wanted.is_unfinished() && found.begins_line {
        return unfinished(Span::new(piece.base.source, found.end_before, found.end_before), &wanted, &found);
    }
    if found.word.is_empty() {
        return unfinished(piece.span(at, at), &wanted, &found);
    }
    Diagnostic::new(diagnostic::SYNTAX, piece.span(at, at + found.word.len()), format!("「{}」不能写在这里", found.word))
        .label(wanted.sentence(&found))
        .help(wanted.cure(&found))
}

fn unfinished(span: Span, wanted: &Wanted, found: &Found<'_>) -> Diagnostic {
    let found = Found { word: "", ..*found };
    Diagnostic::new(diagnostic::SYNTAX, span, "这里还没有写完").label(wanted.sentence(&found)).help(wanted.cure(&found))
}

/// `学历属于 {…}`: the operator was read as a part of the name before it.
fn glued(source: u16, wanted: &Wanted, found: &Found<'_>) -> Option<Diagnostic> {
    let word = found.word_before;
    let (name, operator) = word::ending_operator(word).filter(|_| wanted.operator && !found.begins_line)?;
    let span = Span::new(source, found.end_before.saturating_sub(word.len()), found.end_before);
    Some(
        Diagnostic::new(diagnostic::MISSING_SPACE, span, format!("「{word}」里缺少空格"))
            .label("这里被读成了一个名称")
            .help(format!("写成「{name} {operator}」")),
    )
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '·'
}

/// The word at the end of `text`, if it ends in one.
fn last_word(text: &str) -> &str {
    text.get(text.trim_end_matches(is_word).len()..).unwrap_or("")
}

/// The word or sign at the start of `text`.
pub(super) fn first_word(text: &str) -> &str {
    let Some(first) = text.chars().next() else { return "" };
    let end = if is_word(first) { text.find(|character| !is_word(character)).unwrap_or(text.len()) } else { first.len_utf8() };
    text.get(..end).unwrap_or("")
}

/// What stands at the place of the fault, and how it stands there.
#[derive(Clone, Copy)]
pub(super) struct Found<'t> {
    pub(super) word: &'t str,
    pub(super) word_before: &'t str,
    /// It is the first word of the piece.
    pub(super) at_start: bool,
    /// Nothing but blanks stands before it in its line.
    pub(super) begins_line: bool,
    /// A colon follows: the word is meant as the name of a field.
    pub(super) names_field: bool,
    /// Where the text before it ends, in the source.
    end_before: usize,
}

impl<'t> Found<'t> {
    fn new(piece: Piece<'t>, at: usize) -> Self {
        let (inside, rest) = piece.text.split_at_checked(at).unwrap_or((piece.text, ""));
        let at_start = inside.trim().is_empty();
        let (before, end) = if at_start { (piece.before, piece.base.offset) } else { (inside, piece.base.offset + at) };
        let kept = before.trim_end();
        let blank = before.get(kept.len()..).unwrap_or("");
        let last_line = kept.rsplit('\n').next().unwrap_or("");
        let word = first_word(rest);
        Self {
            word,
            word_before: last_word(kept),
            at_start,
            begins_line: blank.contains('\n') && !last_line.contains(['#', '＃']),
            names_field: rest.get(word.len()..).unwrap_or("").trim_start().starts_with([':', '：']),
            end_before: end.saturating_sub(blank.len()),
        }
    }

    /// Whether the word may begin a value: a name, a number or text.
    pub(super) fn begins_value(&self) -> bool {
        let begins = |first: char| first.is_alphanumeric() || ['_', '"', '“', '＂', '「'].contains(&first);
        self.word.chars().next().is_some_and(begins) && !word::is_keyword(self.word)
    }
}

/// What could have stood there, grouped for a reader.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) words: Vec<&'static str>,
    pub(super) operator: bool,
    pub(super) name: bool,
    pub(super) text: bool,
    pub(super) value: bool,
    pub(super) close: Option<&'static str>,
    pub(super) signs: Vec<&'static str>,
    date: bool,
}

impl Wanted {
    fn new(rules: &[Rule]) -> Self {
        let mut wanted = Self::default();
        rules.iter().for_each(|rule| wanted.add(*rule));
        if wanted.operator {
            // After a value, `-` subtracts and `(` would make a name a function: neither helps a reader.
            wanted.signs.retain(|sign| *sign != "(");
        } else {
            wanted.value |= rules.contains(&Rule::op_sub);
        }
        wanted
    }

    /// A value is complete, but what was opened before it is not.
    fn is_unfinished(&self) -> bool {
        self.operator && (self.close == Some(")") || self.words.contains(&"否则"))
    }

    fn add(&mut self, rule: Rule) {
        let words = word::alternatives(rule).iter().copied().chain(keyword(rule));
        let words: Vec<&'static str> = words.filter(|word| !self.words.contains(word)).collect();
        self.words.extend(words);
        match rule {
            Rule::op_or
            | Rule::op_and
            | Rule::op_in
            | Rule::op_within
            | Rule::op_ne
            | Rule::op_le
            | Rule::op_ge
            | Rule::op_eq
            | Rule::op_lt
            | Rule::op_gt
            | Rule::op_add
            | Rule::op_mul
            | Rule::op_div => self.operator = true,
            Rule::one_record_item
            | Rule::name
            | Rule::bare_name
            | Rule::names
            | Rule::path
            | Rule::type_name
            | Rule::field
            | Rule::member
            | Rule::given
            | Rule::need => self.name = true,
            Rule::text | Rule::texts | Rule::string => self.text = true,
            Rule::duration | Rule::digits => self.date = true,
            Rule::expr
            | Rule::conjunction
            | Rule::negation
            | Rule::comparison
            | Rule::sum
            | Rule::product
            | Rule::operand
            | Rule::group
            | Rule::set
            | Rule::call
            | Rule::choice
            | Rule::quantified
            | Rule::selected
            | Rule::gathered
            | Rule::number
            | Rule::given_value
            | Rule::expected
            | Rule::op_not => self.value = true,
            Rule::rbrace | Rule::missing_close => self.close = Some("}"),
            Rule::rparen => self.close = Some(")"),
            Rule::lbrace => self.signs.push("{"),
            Rule::lparen => self.signs.push("("),
            Rule::colon => self.signs.push(":"),
            Rule::assign => self.signs.push("="),
            _ => {}
        }
    }

    fn sentence(&self, found: &Found<'_>) -> String {
        let mut parts: Vec<String> = Vec::new();
        if self.operator && found.begins_value() && !found.begins_line {
            parts.push("运算符".into());
        }
        if self.value {
            parts.push("一个值或条件".into());
        } else if self.name {
            parts.push("名称".into());
        }
        if self.text {
            parts.push("引号中的文字".into());
        }
        if self.date {
            parts.push("时间长度（如 2周）".into());
        }
        parts.extend(self.signs.iter().chain(self.close.iter()).map(|sign| format!("「{sign}」")));
        parts.extend(self.words.iter().take(MOST_WORDS).map(|word| format!("「{word}」")));
        parts.dedup();
        match (parts.is_empty(), self.operator) {
            (true, true) => "这里可以写运算符".into(),
            (true, false) => "到这里看不懂".into(),
            _ if self.words.len() > MOST_WORDS => format!("这里可以写{}等", parts.join("、")),
            _ => format!("这里可以写{}", parts.join("、")),
        }
    }
}
