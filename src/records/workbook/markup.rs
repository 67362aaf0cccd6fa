//! XML, piece by piece. In: bytes. Out: starts and ends of elements, texts. Never: a document type, an entity of its own,
//! an outside reference, a tag or text longer than a limit, elements open without end.

use std::borrow::Cow;
use std::io::{BufRead, Take};

use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Error as XmlError, Reader};

use super::failure::{damaged, foreign, from_reading, too_big};
use super::limits::{NODE_BYTES, OPEN_BYTES};
use crate::error::Error;

/// A piece of XML. Names are without their prefix.
#[derive(Debug)]
pub(super) enum Piece<'n> {
    Start(Element<'n>),
    End(Ended<'n>),
    /// A text, or a part of one: it comes in parts where it has references.
    Text(Cow<'n, str>),
    /// Nothing of the contents: a comment, a declaration.
    Aside,
}

/// The start of an element. An element without contents is followed by its end, too.
#[derive(Debug)]
pub(super) struct Element<'n>(BytesStart<'n>);

impl Element<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the first attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, wanted: &str) -> Option<Cow<'_, str>> {
        self.find(|attribute| attribute.key.local_name().into_inner() == wanted)
    }

    /// The value of an attribute with that prefix.
    pub(super) fn attribute_in(&self, prefix: &str, wanted: &str) -> Option<Cow<'_, str>> {
        self.find(|attribute| attribute.key.into_inner().split_once(':') == Some((prefix, wanted)))
    }

    fn find(&self, is_wanted: impl Fn(&Attribute<'_>) -> bool) -> Option<Cow<'_, str>> {
        let found = self.0.attributes().with_checks(false).map_while(Result::ok).find(is_wanted)?;
        Some(match unescape(&found.value) {
            Ok(Cow::Owned(text)) => Cow::Owned(text),
            _ => found.value,
        })
    }
}

/// The end of an element.
#[derive(Debug)]
pub(super) struct Ended<'n>(BytesEnd<'n>);

impl Ended<'_> {
    /// The element's name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// Reads XML.
pub(super) struct Markup<R> {
    /// It holds one piece, and the names of the open elements. What is left to take counts down from tag to tag.
    reader: Reader<Take<R>>,
    part: String,
    node: Vec<u8>,
    /// Bytes that the reader holds for the open elements.
    open: usize,
}

impl<R: BufRead> Markup<R> {
    /// `part` names the input in messages.
    pub(super) fn new(input: R, part: impl Into<String>) -> Self {
        let mut reader = Reader::from_reader(input.take(NODE_BYTES as u64));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, part: part.into(), node: Vec::new(), open: 0 }
    }

    /// The next piece, nothing at the end of the input.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'_>>, Error> {
        let is_first = self.reader.buffer_position() == 0;
        self.node.clear();
        let event = self.reader.read_event_into(&mut self.node);
        if self.reader.get_ref().limit() == 0 {
            return Err(too_big(&format!("「{}」里有一段内容超过 {} MB", self.part, NODE_BYTES / 1024 / 1024)));
        }
        let event = event.map_err(|error| failure(&self.part, &error))?;
        // Later, this tells what the declaration says, which programs copy without a thought.
        if is_first && !matches!(event, Event::Decl(_)) && !self.reader.encoding().is_ascii_compatible() {
            return Err(not_text(&self.part));
        }
        Ok(Some(match event {
            // Expanded, an empty element comes as a start and an end.
            Event::Start(tag) | Event::Empty(tag) => {
                self.reader.get_mut().set_limit(NODE_BYTES as u64);
                self.open += held_for(tag.name().into_inner());
                if self.open > OPEN_BYTES {
                    return Err(too_big(&format!("「{}」里的标记一层套一层，套得太深", self.part)));
                }
                Piece::Start(Element(tag))
            }
            Event::End(tag) => {
                self.reader.get_mut().set_limit(NODE_BYTES as u64);
                self.open = self.open.saturating_sub(held_for(tag.name().into_inner()));
                Piece::End(Ended(tag))
            }
            Event::Text(text) => Piece::Text(text.into_inner()),
            Event::CData(text) => Piece::Text(text.into_inner()),
            Event::GeneralRef(reference) => Piece::Text(referred(&reference)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Piece::Aside,
            Event::DocType(_) => return Err(document_type(&self.part)),
            Event::Eof => return Ok(None),
        }))
    }
}

/// How many bytes the reader holds for an open element.
fn held_for(name: &str) -> usize {
    name.len() + size_of::<usize>()
}

/// What a reference stands for: one of XML's five, or a numbered character. Any other stays as it is written.
fn referred(reference: &BytesRef<'_>) -> Cow<'static, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    resolve_predefined_entity(reference).map_or_else(|| Cow::Owned(format!("&{};", &**reference)), Cow::Borrowed)
}

fn failure(part: &str, error: &XmlError) -> Error {
    match error {
        XmlError::Io(error) => from_reading(part, error),
        XmlError::Encoding(_) => not_text(part),
        XmlError::Syntax(SyntaxError::UnclosedDoctype) | XmlError::IllFormed(IllFormedError::MissingDoctypeName) => {
            document_type(part)
        }
        XmlError::IllFormed(IllFormedError::MismatchedEndTag { .. }) => damaged(&format!("「{part}」里有的标记没有结尾")),
        XmlError::Syntax(SyntaxError::InvalidBangMarkup) | XmlError::IllFormed(_) => {
            damaged(&format!("「{part}」里有的标记写法不对"))
        }
        _ => damaged(&format!("「{part}」在一个标记中间断了")),
    }
}

fn not_text(part: &str) -> Error {
    foreign(&format!("这个工作簿的「{part}」不是 UTF-8 文本，读不了"))
}

fn document_type(part: &str) -> Error {
    foreign(&format!("这个工作簿的「{part}」里有文档类型声明，正常的工作簿没有，为安全起见没有读"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::BufReader;

    use super::*;

    const EVERYTHING: &str =
        "<?xml version='1.0'?><!-- <no> --><x:b y:a = \"1>2&amp;\" c='&quot;'>甲&#20057;<![CDATA[<&]]><d/></x:b>";

    fn pieces(text: &str) -> Result<Vec<String>, Error> {
        shown(text.as_bytes())
    }

    fn shown(input: impl BufRead) -> Result<Vec<String>, Error> {
        let mut markup = Markup::new(input, "x");
        let mut shown = Vec::new();
        while let Some(piece) = markup.next()? {
            shown.push(match piece {
                Piece::Start(element) => format!("+{} {:?}", element.name(), element.attribute("a")),
                Piece::End(ended) => format!("-{}", ended.name()),
                Piece::Text(text) => text.into_owned(),
                Piece::Aside => continue,
            });
        }
        Ok(shown)
    }

    fn refusal(text: &str) -> String {
        pieces(text).unwrap_err().to_string()
    }

    #[test]
    fn elements_texts_and_attributes_are_told_apart() {
        assert_eq!(pieces(EVERYTHING).unwrap(), ["+b Some(\"1>2&\")", "甲", "乙", "<&", "+d None", "-d", "-b"]);
    }

    #[test]
    fn entities_are_never_expanded() {
        let text = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
        assert!(refusal(text).contains("文档类型声明"));
        assert!(refusal("<!DOCTYPE x [<!ENTITY a").contains("文档类型声明"));
        assert_eq!(pieces("<x a='&b;'>&b;&#xD800;&</x>").unwrap(), ["+x Some(\"&b;\")", "&b;", "&#xD800;", "&", "-x"]);
    }

    #[test]
    fn an_endless_tag_text_or_comment_stops_at_the_limit() {
        for start in ["<x a=\"", "<", "</", "<?", "x", "<!-- ", "<![CDATA[", "<!DOCTYPE x ["] {
            let text = format!("{start}{}", "x ".repeat(NODE_BYTES));
            assert!(refusal(&text).contains("超过 1 MB"), "{start}");
        }
        for part in ["&amp;", "& ", "<!---->", "<![CDATA[]]>", "<?a?>"] {
            let text = format!("<x>{}</x>", part.repeat(NODE_BYTES / part.len() + 1));
            assert!(refusal(&text).contains("超过 1 MB"), "{part}");
        }
        let text = format!("<x>{}</x>", "<y>甲</y>".repeat(NODE_BYTES / 8));
        assert!(pieces(&text).is_ok());
    }

    #[test]
    fn elements_open_without_end_stop_at_the_limit() {
        assert!(refusal(&"<x>".repeat(OPEN_BYTES)).contains("套得太深"));
        assert!(refusal(&format!("<{}>", "x".repeat(OPEN_BYTES))).contains("套得太深"));
        assert!(pieces(&"<x/><y></y>".repeat(OPEN_BYTES)).is_ok());
    }

    #[test]
    fn a_tag_cut_off_or_out_of_place_is_an_error() {
        for text in ["<x><y a=", "<", "<x></", "<!-- ", "<![CDATA[ ]"] {
            assert!(refusal(text).contains("断了"), "{text}");
        }
        assert!(refusal("<x><y></x>").contains("没有结尾"));
        for text in ["</x>", "<!x>"] {
            assert!(refusal(text).contains("写法不对"), "{text}");
        }
    }

    #[test]
    fn only_utf_8_is_read_whatever_the_declaration_says() {
        assert_eq!(pieces("\u{FEFF}<?xml version='1.0' encoding='utf-16'?><x>甲</x>").unwrap(), ["+x None", "甲", "-x"]);
        let wide: Vec<u8> =
            "\u{FEFF}<?xml version='1.0' encoding='utf-16'?><x/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [wide.as_slice(), wide.get(2..).unwrap(), b"<x>\xBC\xD7</x>", b"<x a='\xBC\xD7'/>"] {
            assert!(shown(bytes).unwrap_err().to_string().contains("不是 UTF-8"));
        }
    }

    #[test]
    fn many_attributes_take_no_longer_than_their_length() {
        let text = format!("<x {} a='1'/>", "b='' ".repeat(NODE_BYTES / 5 - 10));
        assert_eq!(pieces(&text).unwrap(), ["+x Some(\"1\")", "-x"]);
    }

    #[test]
    fn bytes_come_in_any_portions() {
        for size in 1..20 {
            assert_eq!(shown(BufReader::with_capacity(size, EVERYTHING.as_bytes())).unwrap(), pieces(EVERYTHING).unwrap());
        }
    }

    #[test]
    fn what_is_cut_off_or_garbled_never_breaks() {
        let whole = format!("{EVERYTHING}<!DOCTYPE x [<!NOTATION a '>'><?b?>]>").into_bytes();
        for at in 0..whole.len() {
            for byte in *b"<>&;'\"!-[]?/=:D \0\xFF" {
                let mut garbled = whole.clone();
                garbled.splice(at..=at, [byte]);
                let mut longer = whole.clone();
                longer.insert(at, byte);
                for bytes in [garbled.as_slice(), longer.as_slice(), garbled.get(..=at).unwrap()] {
                    for size in [1, 2, 3, 1000] {
                        let _ = shown(BufReader::with_capacity(size, bytes));
                    }
                }
            }
        }
    }
}
