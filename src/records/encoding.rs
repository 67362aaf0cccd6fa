//! Text in the encodings that offices use, as UTF-8. In: bytes. Out: bytes of UTF-8, and which encoding it was.
//! What cannot be decoded becomes U+FFFD, which the reading of cells refuses; UTF-8 passes unchanged.

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, GB18030, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// How much of a file decides its encoding, in bytes.
const LOOKED_AT: usize = 256 * 1024;
/// Bytes behind those that are read at once.
const HELD: usize = 32 * 1024;

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first: what Excel calls Unicode text.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// GBK: only characters of two bytes were seen.
    Gbk,
    /// GB18030: characters of four bytes were seen.
    Gb18030,
    /// Big5, for traditional characters.
    Big5,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Gbk => "GBK",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
        })
    }
}

/// The input as UTF-8 without a byte order mark.
pub(super) fn decode<'r>(mut input: impl Read + 'r) -> io::Result<(Box<dyn BufRead + 'r>, Encoding)> {
    let mut start = Vec::new();
    input.by_ref().take(LOOKED_AT as u64).read_to_end(&mut start)?;
    let encoding = detect(&start);
    let marked = start.starts_with(b"\xEF\xBB\xBF");
    let mut start = Cursor::new(start);
    let decoder = match encoding {
        Encoding::Utf8 => {
            start.set_position(if marked { 3 } else { 0 });
            // Whoever reads much at once reads past this buffer.
            return Ok((Box::new(start.chain(BufReader::with_capacity(HELD, input))), encoding));
        }
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gbk | Encoding::Gb18030 => GB18030,
        Encoding::Big5 => BIG5,
    };
    let mut decoded = DecodeReaderBytesBuilder::new().encoding(Some(decoder)).strip_bom(true).build(start.chain(input));
    // The decoder gives its first bytes one by one; whoever looks at the start wants to see more of it.
    let mut start = Vec::new();
    decoded.by_ref().take(LOOKED_AT as u64).read_to_end(&mut start)?;
    Ok((Box::new(Cursor::new(start).chain(BufReader::with_capacity(HELD, decoded))), encoding))
}

/// A byte order mark decides, else the first line that is not plain ASCII, which is the title or the header.
fn detect(start: &[u8]) -> Encoding {
    match start {
        [0xEF, 0xBB, 0xBF, ..] => return Encoding::Utf8,
        [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    if let Some(encoding) = without_mark(start) {
        return encoding;
    }
    let Some(line) = start.split(|byte| *byte == b'\n').find(|line| !line.is_ascii()) else { return Encoding::Utf8 };
    let is_utf8 = match std::str::from_utf8(line) {
        Ok(_) => true,
        // The last character may be cut where the look ends.
        Err(error) => error.error_len().is_none(),
    };
    if is_utf8 {
        return Encoding::Utf8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(start, start.len() < LOOKED_AT);
    if detector.guess(Some(b"cn"), Utf8Detection::Deny) == BIG5 {
        return Encoding::Big5;
    }
    if has_four_bytes(start) { Encoding::Gb18030 } else { Encoding::Gbk }
}

/// UTF-16 of a header has line ends and separators whose other byte is zero.
fn without_mark(start: &[u8]) -> Option<Encoding> {
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).take(2048).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 0) => None,
        (0, _) => Some(Encoding::Utf16Le),
        (_, 0) => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether GB18030 text holds characters that GBK does not have.
fn has_four_bytes(text: &[u8]) -> bool {
    let mut rest = text;
    while let [first, more @ ..] = rest {
        rest = match (first, more) {
            (0x81..=0xFE, [b'0'..=b'9', ..]) => return true,
            (0x81..=0xFE, [_, more @ ..]) => more,
            _ => more,
        };
    }
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const TEXT: &str = "学号,姓名,生源地\n20240001,张三,广东省广州市番禺区\n20240002,李四,北京市朝阳区\n";

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let (mut input, encoding) = decode(bytes).unwrap();
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        (text, encoding)
    }

    #[test]
    fn each_encoding_gives_the_same_text_and_is_named() {
        let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        let (gbk, _, _) = GB18030.encode(TEXT);
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = [&b"\xFF\xFE"[..], &utf16].concat();
        let big: Vec<u8> = [0xFEFF].into_iter().chain(TEXT.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(TEXT.as_bytes()), (TEXT.to_string(), Encoding::Utf8));
        assert_eq!(read(&marked), (TEXT.to_string(), Encoding::Utf8));
        assert_eq!(read(&gbk), (TEXT.to_string(), Encoding::Gbk));
        assert_eq!(read(&utf16), (TEXT.to_string(), Encoding::Utf16Le));
        assert_eq!(read(&with_mark), (TEXT.to_string(), Encoding::Utf16Le));
        assert_eq!(read(&big), (TEXT.to_string(), Encoding::Utf16Be));
    }

    #[test]
    fn the_start_can_be_looked_at_in_every_encoding() {
        let (gbk, _, _) = GB18030.encode(TEXT);
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [TEXT.as_bytes(), &gbk, &utf16] {
            assert_eq!(decode(bytes).unwrap().0.fill_buf().unwrap(), TEXT.as_bytes());
        }
    }

    #[test]
    fn characters_of_four_bytes_are_gb18030() {
        let text = TEXT.replace("张三", "张𠮷䶮");
        let (bytes, _, _) = GB18030.encode(&text);
        assert_eq!(read(&bytes), (text, Encoding::Gb18030));
    }

    #[test]
    fn a_tiny_file_is_read_as_chinese() {
        let (bytes, _, _) = GB18030.encode("学号\n1\n");
        assert_eq!(read(&bytes), ("学号\n1\n".to_string(), Encoding::Gbk));
    }

    #[test]
    fn a_damaged_byte_below_a_whole_header_leaves_the_file_utf8() {
        let bytes = [TEXT.as_bytes(), b"\xFF,\xFE\n"].concat();
        assert_eq!(decode(bytes.as_slice()).unwrap().1, Encoding::Utf8);
    }

    #[test]
    fn plain_ascii_and_nothing_are_utf8() {
        assert_eq!(read(b"a,b\n1,2\n"), ("a,b\n1,2\n".to_string(), Encoding::Utf8));
        assert_eq!(read(b""), (String::new(), Encoding::Utf8));
    }
}
