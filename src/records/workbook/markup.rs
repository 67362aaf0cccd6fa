//! XML, piece by piece. In: bytes. Out: starts and ends of elements, texts. Never: a document type, an entity of its own,
//! an outside reference, a tag or text longer than a limit.

use std::borrow::Cow;
use std::io::BufRead;

use super::failure::{damaged, foreign, from_reading, too_big};
use super::limits::NODE_BYTES;
use crate::error::Error;

/// A piece of XML. Names are without their prefix.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'n> {
    Start(Element<'n>),
    End(&'n str),
    Text(Cow<'n, str>),
}

/// The start of an element. An element without contents is followed by its end, too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Element<'n>(&'n str);

impl<'n> Element<'n> {
    /// Its name without prefix.
    pub(super) fn name(self) -> &'n str {
        local_name(self.0)
    }

    /// The value of the first attribute of that name, whatever its prefix.
    pub(super) fn attribute(self, wanted: &str) -> Option<Cow<'n, str>> {
        self.find(|name| name.rsplit_once(':').map_or(name, |(_, local)| local) == wanted)
    }

    /// The value of an attribute with that prefix.
    pub(super) fn attribute_in(self, prefix: &str, wanted: &str) -> Option<Cow<'n, str>> {
        self.find(|name| name.split_once(':') == Some((prefix, wanted)))
    }

    fn find(self, is_wanted: impl Fn(&str) -> bool) -> Option<Cow<'n, str>> {
        let mut rest = self.0.trim_start_matches(|character: char| !character.is_ascii_whitespace());
        while let Some((name, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let (value, after) = after.get(1..)?.split_once(quote)?;
            if is_wanted(name.trim()) {
                return Some(unescaped(value));
            }
            rest = after;
        }
        None
    }
}

/// Reads XML.
pub(super) struct Markup<R> {
    input: R,
    part: String,
    node: Vec<u8>,
    longest: usize,
    is_in_tag: bool,
    /// The element just started has no contents.
    is_closing: bool,
}

#[derive(Clone, Copy)]
enum Step {
    Start,
    End,
    Text,
    Verbatim,
    Done,
}

impl<R: BufRead> Markup<R> {
    /// `part` names the input in messages.
    pub(super) fn new(input: R, part: impl Into<String>) -> Self {
        Self { input, part: part.into(), node: Vec::new(), longest: 0, is_in_tag: false, is_closing: false }
    }

    /// The longest tag or text so far, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The next piece, nothing at the end of the input.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'_>>, Error> {
        let step = self.step()?;
        let Ok(node) = std::str::from_utf8(&self.node) else {
            return Err(foreign(&format!("这个工作簿的「{}」不是 UTF-8 文本，读不了", self.part)));
        };
        Ok(Some(match step {
            Step::Start => Piece::Start(Element(node)),
            Step::End => Piece::End(local_name(node)),
            Step::Text => Piece::Text(unescaped(node)),
            Step::Verbatim => Piece::Text(Cow::Borrowed(node)),
            Step::Done => return Ok(None),
        }))
    }

    fn step(&mut self) -> Result<Step, Error> {
        if self.is_closing {
            self.is_closing = false;
            return Ok(Step::End);
        }
        loop {
            if !self.is_in_tag {
                self.node.clear();
                if !self.read_to(b'<')? {
                    self.node.clear();
                    return Ok(Step::Done);
                }
                self.is_in_tag = true;
                if !self.node.is_empty() {
                    return Ok(Step::Text);
                }
            }
            self.is_in_tag = false;
            self.node.clear();
            self.read_tag(|_| true)?;
            match self.node.first() {
                Some(b'/') => {
                    self.node.remove(0);
                    return Ok(Step::End);
                }
                Some(b'?') => self.read_tag(|node| node.ends_with(b"?"))?,
                Some(b'!') if self.node.starts_with(b"!--") => self.read_tag(|node| node.len() >= 5 && node.ends_with(b"--"))?,
                Some(b'!') if self.node.starts_with(b"![CDATA[") => {
                    self.read_tag(|node| node.ends_with(b"]]"))?;
                    self.node.truncate(self.node.len().saturating_sub(2));
                    self.node.drain(.."![CDATA[".len());
                    return Ok(Step::Verbatim);
                }
                Some(b'!') => {
                    return Err(foreign(&format!(
                        "这个工作簿的「{}」里有文档类型声明，正常的工作簿没有，为安全起见没有读",
                        self.part
                    )));
                }
                _ => {
                    self.read_quoted()?;
                    self.is_closing = self.node.last() == Some(&b'/');
                    if self.is_closing {
                        self.node.pop();
                    }
                    return Ok(Step::Start);
                }
            }
        }
    }

    /// Reads on to a `>` at which the tag is whole. The first call reads at least one.
    fn read_tag(&mut self, is_whole: impl Fn(&[u8]) -> bool) -> Result<(), Error> {
        let mut is_first = self.node.is_empty();
        while is_first || !is_whole(&self.node) {
            if !is_first {
                self.node.push(b'>');
            }
            is_first = false;
            if !self.read_to(b'>')? {
                return Err(damaged(&format!("「{}」在一个标记中间断了", self.part)));
            }
        }
        Ok(())
    }

    /// Reads on while the tag has stopped at a `>` inside a value.
    fn read_quoted(&mut self) -> Result<(), Error> {
        let (mut open, mut seen) = (None, 0);
        loop {
            for byte in self.node.get(seen..).unwrap_or_default() {
                match open {
                    None if matches!(byte, b'"' | b'\'') => open = Some(*byte),
                    Some(quote) if quote == *byte => open = None,
                    _ => {}
                }
            }
            if open.is_none() {
                return Ok(());
            }
            seen = self.node.len();
            self.node.push(b'>');
            if !self.read_to(b'>')? {
                return Err(damaged(&format!("「{}」在一个标记中间断了", self.part)));
            }
        }
    }

    /// Appends to the node what stands before `stop` and passes it by. False at the end of the input.
    fn read_to(&mut self, stop: u8) -> Result<bool, Error> {
        loop {
            let buffer = self.input.fill_buf().map_err(|error| from_reading(&self.part, &error))?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let found = buffer.iter().position(|byte| *byte == stop);
            let end = found.unwrap_or(buffer.len());
            self.node.extend_from_slice(buffer.get(..end).unwrap_or_default());
            self.input.consume(found.map_or(end, |at| at + 1));
            self.longest = self.longest.max(self.node.len());
            if self.node.len() > NODE_BYTES {
                return Err(too_big(&format!("「{}」里有一段内容超过 {} MB", self.part, NODE_BYTES / 1024 / 1024)));
            }
            if found.is_some() {
                return Ok(true);
            }
        }
    }
}

/// An element's name, from its tag.
fn local_name(tag: &str) -> &str {
    let name = tag.split(|character: char| character.is_ascii_whitespace()).next().unwrap_or(tag);
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text with the five references of XML and numbered characters put in; what else starts with `&` stays.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        written.push_str(before);
        match after.split_once(';').and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                written.push(character);
                rest = after;
            }
            None => {
                written.push('&');
                rest = after;
            }
        }
    }
    written.push_str(rest);
    Cow::Owned(written)
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn pieces(text: &str) -> Result<Vec<String>, Error> {
        let mut markup = Markup::new(text.as_bytes(), "x");
        let mut shown = Vec::new();
        while let Some(piece) = markup.next()? {
            shown.push(match piece {
                Piece::Start(element) => format!("+{} {:?}", element.name(), element.attribute("a")),
                Piece::End(name) => format!("-{name}"),
                Piece::Text(text) => text.into_owned(),
            });
        }
        Ok(shown)
    }

    #[test]
    fn elements_texts_and_attributes_are_told_apart() {
        let text = "<?xml version='1.0'?><!-- <no> --><x:b y:a = \"1>2&amp;\" c='&quot;'>甲&#20057;<![CDATA[<&]]><d/></x:b>";
        assert_eq!(pieces(text).unwrap(), ["+b Some(\"1>2&\")", "甲乙", "<&", "+d None", "-d", "-b"]);
    }

    #[test]
    fn entities_are_never_expanded() {
        let text = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
        assert!(pieces(text).unwrap_err().to_string().contains("文档类型声明"));
        assert_eq!(pieces("<x>&b;&#xD800;</x>").unwrap(), ["+x None", "&b;&#xD800;", "-x"]);
    }

    #[test]
    fn an_endless_tag_text_or_comment_stops_at_the_limit() {
        for start in ["<x a=\"", "<x>", "<!-- ", "<![CDATA["] {
            let text = format!("{start}{}", "<> ".repeat(NODE_BYTES));
            let result = pieces(&text);
            assert!(start == "<x>" || result.unwrap_err().to_string().contains("超过 1 MB"), "{start}");
        }
        assert!(pieces(&"x".repeat(NODE_BYTES + 1)).is_err());
    }

    #[test]
    fn a_tag_cut_off_is_an_error() {
        assert!(pieces("<x><y a=").unwrap_err().to_string().contains("断了"));
    }
}
