//! Texts in XLS records. In: bytes, which may go on in further records. Out: text, as the workbook's version and code page write it.

use encoding_rs::Encoding;

use super::compound::{u16_at, u32_at};
use super::failure::{foreign, too_big};
use super::limits::STRINGS;
use crate::error::Error;

/// How a workbook writes text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Writing {
    /// Characters of 16 bits, or of 8 if all are small: Excel 97 and later.
    Unicode,
    /// Bytes in a code page: Excel 5 and 95.
    Bytes(&'static Encoding),
}

impl Writing {
    /// The writing of a code page's number, as Windows counts.
    pub(super) fn of_code_page(number: u16) -> Result<Self, Error> {
        Ok(Self::Bytes(match number {
            936 | 10_008 | 54_936 => encoding_rs::GB18030,
            950 | 10_002 => encoding_rs::BIG5,
            932 => encoding_rs::SHIFT_JIS,
            949 => encoding_rs::EUC_KR,
            1_252 | 367 | 32_769 => encoding_rs::WINDOWS_1252,
            1_200 | 65_001 => encoding_rs::UTF_8,
            _ => return Err(foreign(&format!("这个工作簿的文字用了少见的编码（代码页 {number}），读不了"))),
        }))
    }
}

/// The body of a record and of those that continue it.
pub(super) struct Body<'b> {
    parts: Vec<&'b [u8]>,
    part: usize,
    at: usize,
}

impl<'b> Body<'b> {
    pub(super) fn new(parts: Vec<&'b [u8]>, at: usize) -> Self {
        Self { parts, part: 0, at }
    }

    /// What is left of the part; the next one if nothing is.
    fn rest(&mut self) -> Option<&'b [u8]> {
        loop {
            let rest = self.parts.get(self.part)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            self.part += 1;
            self.at = 0;
        }
    }

    fn is_at_end_of_part(&self) -> bool {
        self.parts.get(self.part).is_some_and(|part| self.at >= part.len())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) {
        while count > 0 {
            let Some(rest) = self.rest() else { return };
            let step = count.min(rest.len());
            self.at += step;
            count -= step;
        }
    }

    /// A text that tells its length first, in two bytes or in one.
    pub(super) fn text(&mut self, writing: Writing, is_short: bool) -> Option<String> {
        let length = if is_short { usize::from(self.byte()?) } else { usize::from(self.short()?) };
        match writing {
            Writing::Unicode => self.unicode(length),
            Writing::Bytes(encoding) => {
                let bytes: Vec<u8> = (0..length).map_while(|_| self.byte()).collect();
                Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
            }
        }
    }

    /// So many characters, after what says how wide they are and what follows them: formats of parts, phonetic text.
    fn unicode(&mut self, length: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 0x08 == 0 { 0 } else { usize::from(self.short()?) };
        let phonetic = if flags & 0x04 == 0 { 0 } else { u32::from(self.short()?) | u32::from(self.short()?) << 16 };
        let mut is_wide = flags & 0x01 != 0;
        let mut units: Vec<u16> = Vec::with_capacity(length);
        while units.len() < length {
            if self.is_at_end_of_part() {
                // A text that goes on in the next record says anew how wide its characters are.
                self.rest()?;
                is_wide = self.byte()? & 0x01 != 0;
            }
            units.push(if is_wide { self.short()? } else { u16::from(self.byte()?) });
        }
        self.skip(runs * 4);
        self.skip(phonetic as usize);
        Some(String::from_utf16_lossy(&units))
    }
}

/// The texts that cells share.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl SharedTexts {
    /// Reads them from the body of their record.
    pub(super) fn read(parts: Vec<&[u8]>) -> Result<Self, Error> {
        let count = parts.first().and_then(|part| u32_at(part, 4)).unwrap_or(0);
        let mut body = Body::new(parts, 8);
        let mut texts = Self::default();
        for _ in 0..count {
            let Some(text) = body.text(Writing::Unicode, false) else { break };
            texts.all.push_str(&text);
            texts.ends.push(texts.all.len());
            if texts.ends.len() as u64 > STRINGS {
                return Err(too_big(&format!("不同的文字超过 {STRINGS} 个")));
            }
        }
        Ok(texts)
    }

    /// The text of a number, from 0.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(start..*self.ends.get(number)?)
    }
}

/// A text that stands in a record after its first bytes.
pub(super) fn text_at(parts: Vec<&[u8]>, at: usize, writing: Writing, is_short: bool) -> Option<String> {
    Body::new(parts, at).text(writing, is_short)
}

/// The code of a number format, from its record.
pub(super) fn format_code(data: &[u8], writing: Writing) -> Option<(u16, String)> {
    let is_short = matches!(writing, Writing::Bytes(_));
    Some((u16_at(data, 0)?, text_at(vec![data], 2, writing, is_short)?))
}
