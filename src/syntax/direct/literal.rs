//! Names, texts, numbers and dates.

use std::borrow::Cow;

use super::super::ast::{ExprKind, Name, Path, Text, TypeName};
use super::super::cursor::half_width;
use super::super::lower_expr::{number_parts, number_text};
use super::super::word::is_reserved;
use super::reader::{DOT, Reader, is_name_char, is_name_start};
use crate::date::Duration;
use crate::span::Spanned;

const QUOTES: [(char, char); 3] = [('"', '"'), ('“', '”'), ('＂', '＂')];
const DASH: &[&str] = &["-", "－"];

impl<'a> Reader<'a> {
    // ------------------------------------------------------------ names

    pub(super) fn begins_name(&self) -> bool {
        match self.rest().chars().next() {
            Some('「') => true,
            Some(first) => is_name_start(first) && !is_reserved(self.word()),
            None => false,
        }
    }

    pub(super) fn name(&mut self) -> Option<Name<'a>> {
        let start = self.at;
        if let Some(inside) = self.rest().strip_prefix('「') {
            let end = inside.find(['」', '\n']).filter(|end| *end > 0)?;
            self.at += '「'.len_utf8() + end;
            self.sign(&["」"]).then_some(())?;
            let inside = self.since(start).trim_start_matches('「').trim_end_matches('」');
            return Some(self.spanned(Cow::Borrowed(inside), start));
        }
        let word = self.word();
        let begins = word.chars().next().is_some_and(is_name_start) && !is_reserved(word);
        begins.then(|| self.at += word.len())?;
        Some(self.spanned(half_width(word), start))
    }

    /// `学历.本科`
    pub(super) fn path(&mut self) -> Option<Path<'a>> {
        let start = self.at;
        let mut names = vec![self.name()?];
        self.many(|reader| {
            if !reader.sign(DOT) {
                return Some(false);
            }
            reader.skip();
            names.push(reader.name()?);
            Some(true)
        })?;
        Some(Spanned { node: names, span: self.trimmed(start) })
    }

    pub(super) fn names(&mut self) -> Option<Vec<Name<'a>>> {
        self.listed(Self::begins_name, Self::name)
    }

    pub(super) fn type_name(&mut self) -> Option<TypeName<'a>> {
        let name = self.name()?;
        self.skip();
        if !self.sign(&["<", "＜"]) {
            return Some(TypeName { name, element: None });
        }
        self.skip();
        let element = self.name()?;
        self.skip();
        self.sign(&[">", "＞"]).then_some(TypeName { name, element: Some(element) })
    }

    // ------------------------------------------------------------ texts

    pub(super) fn begins_string(&self) -> bool {
        self.rest().starts_with(['"', '“', '＂'])
    }

    pub(super) fn string(&mut self) -> Option<Text<'a>> {
        let start = self.at;
        let first = self.rest().chars().next()?;
        let (_, close) = *QUOTES.iter().find(|(open, _)| *open == first)?;
        let inside = self.rest().get(first.len_utf8()..)?;
        let end = inside.find([close, '\n'])?;
        inside.get(end..)?.starts_with(close).then_some(())?;
        self.at += first.len_utf8() + end + close.len_utf8();
        Some(self.spanned(Cow::Borrowed(inside.get(..end)?), start))
    }

    /// Neighbouring pieces are one text.
    pub(super) fn text(&mut self) -> Option<Text<'a>> {
        let start = self.at;
        let mut joined = self.string()?.node;
        self.many(|reader| {
            if !reader.begins_string() {
                return Some(false);
            }
            joined.to_mut().push_str(&reader.string()?.node);
            Some(true)
        })?;
        Some(Spanned { node: joined, span: self.trimmed(start) })
    }

    pub(super) fn texts(&mut self) -> Option<Vec<Text<'a>>> {
        self.listed(Self::begins_string, Self::string)
    }

    // ------------------------------------------------------------ numbers and dates

    /// Passes over up to so many digits; how many there were.
    fn digits(&mut self, most: usize) -> usize {
        let is_digit = |character: &char| matches!(character, '0'..='9' | '０'..='９');
        let digits = self.rest().chars().take_while(is_digit).take(most);
        let (count, length) = digits.fold((0, 0), |(count, length), digit| (count + 1, length + digit.len_utf8()));
        self.at += length;
        count
    }

    pub(super) fn begins_number(&self) -> bool {
        self.rest().starts_with(|first| matches!(first, '0'..='9' | '０'..='９'))
    }

    fn at_word_end(&self) -> bool {
        !self.rest().chars().next().is_some_and(is_name_char)
    }

    /// Goes back if what was tried is not there.
    fn tried<T>(&mut self, attempt: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = attempt(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// A length of time, a date, a month, a share or a number: the first that fits.
    pub(super) fn numeral(&mut self) -> Option<ExprKind<'a>> {
        if let Some(length) = self.duration() {
            // One that is too long is the grammar's to report.
            return length.map(ExprKind::Duration);
        }
        let start = self.at;
        if self.date().is_some() {
            return Some(ExprKind::Date(number_parts(self.since(start))));
        }
        if self.tried(Self::month).is_some() {
            return Some(ExprKind::Month(number_parts(self.since(start))));
        }
        self.decimal()?;
        let decimal = self.since(start);
        if self.sign(&["%", "％"]) {
            return Some(ExprKind::Percent(half_width(decimal).into_owned()));
        }
        self.at_word_end().then(|| ExprKind::Number(half_width(decimal).into_owned()))
    }

    /// Nothing if there is no length of time; nothing inside if it is too long.
    pub(super) fn duration(&mut self) -> Option<Option<Duration>> {
        self.tried(|reader| {
            let start = reader.at;
            (reader.digits(usize::MAX) > 0).then_some(())?;
            let count = number_text(reader.since(start));
            let unit = ["天", "日", "周", "星期", "个月", "年"].into_iter().find(|unit| reader.sign(&[unit]))?;
            reader.at_word_end().then_some(())?;
            Some(count.map(|count| match unit {
                "周" | "星期" => Duration { months: 0, days: count * 7 },
                "个月" => Duration { months: count, days: 0 },
                "年" => Duration { months: count * 12, days: 0 },
                _ => Duration { months: 0, days: count },
            }))
        })
    }

    pub(super) fn date(&mut self) -> Option<()> {
        self.tried(|reader| {
            let few = |reader: &mut Self| (1..=2).contains(&reader.digits(2));
            (reader.digits(4) == 4).then_some(())?;
            let is_date = if reader.sign(DASH) {
                few(reader) && reader.sign(DASH) && few(reader)
            } else {
                reader.sign(&["年"]) && few(reader) && reader.sign(&["月"]) && few(reader) && reader.sign(&["日"])
            };
            (is_date && reader.at_word_end()).then_some(())
        })
    }

    fn month(&mut self) -> Option<()> {
        (self.digits(4) == 4).then_some(())?;
        let is_month = if self.sign(DASH) {
            self.digits(2) == 2
        } else {
            self.sign(&["年"]) && (1..=2).contains(&self.digits(2)) && self.sign(&["月"])
        };
        (is_month && self.at_word_end()).then_some(())
    }

    fn decimal(&mut self) -> Option<()> {
        (self.digits(usize::MAX) > 0).then_some(())?;
        self.tried(|reader| (reader.sign(DOT) && reader.digits(usize::MAX) > 0).then_some(()));
        Some(())
    }

    /// A number as the head of a policy has it.
    pub(super) fn number(&mut self) -> Option<Spanned<Cow<'a, str>>> {
        let start = self.at;
        self.decimal()?;
        self.at_word_end().then(|| self.spanned(half_width(self.since(start)), start))
    }

    /// How many, in brackets: `[0]`.
    pub(super) fn row_index(&mut self) -> Option<()> {
        let has_index = self.sign(&["[", "［"]) && self.digits(usize::MAX) > 0 && self.sign(&["]", "］"]);
        has_index.then_some(())
    }
}
