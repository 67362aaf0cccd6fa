//! The zip file that an XLSX or ODS workbook is. In: bytes. Out: its parts, each within a limit. Never: trust in sizes told.

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::failure::{Refused, damaged, from_reading, from_zip, too_big, too_big_text};
use super::limits::{ENTRIES, EXPANSION, EXPANSION_FREE, FILE_BYTES};
use super::markup::Markup;
use crate::error::Error;

/// Bytes that can be read anywhere, in any thread.
pub(super) trait Source: Read + Seek + Send {}

impl<S: Read + Seek + Send> Source for S {}

/// The XML of a part.
pub(super) type PartMarkup<'z, S> = Markup<BufReader<Counted<ZipFile<'z, S>>>>;

/// How an end of a zip file starts, and how long it is without its comment.
const END: (&[u8], usize) = (b"PK\x05\x06", 22);
/// The longest comment of a zip file.
const LONGEST_COMMENT: u64 = 65_535;

/// An opened zip file.
pub(super) struct Archive<S: Read + Seek> {
    zip: ZipArchive<S>,
    /// Place of every entry, by its name in lower case with slashes.
    places: HashMap<String, usize>,
}

impl<S: Read + Seek> Archive<S> {
    /// Opens it after a look at its size and its number of entries.
    pub(super) fn open(mut input: S) -> Result<Self, Error> {
        let length = input.seek(SeekFrom::End(0)).map_err(|error| from_reading("文件", &error))?;
        if length > FILE_BYTES {
            return Err(too_big(&format!("文件有 {} MB", length / 1024 / 1024)));
        }
        let entries = told_entries(&mut input, length).map_err(|error| from_reading("目录", &error))?;
        if entries.is_none() {
            return Err(damaged("压缩包没有结尾"));
        }
        if entries.is_some_and(|entries| entries > ENTRIES) {
            return Err(too_big(&format!("里面有超过 {ENTRIES} 个部分")));
        }
        input.rewind().map_err(|error| from_reading("文件", &error))?;
        let zip = ZipArchive::new(input).map_err(|error| from_zip("目录", &error))?;
        let mut places = HashMap::with_capacity(zip.len());
        for place in 0..zip.len() {
            let name = zip.name_for_index(place).and_then(Result::ok).ok_or_else(|| damaged("有的部分没有名字"))?;
            if places.insert(normal(&name), place).is_some() {
                return Err(damaged("有两个同名的部分"));
            }
        }
        Ok(Self { zip, places })
    }

    /// Whether it has a part, however the name is written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&normal(name))
    }

    /// Names of the parts, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// A part's bytes, at most `limit`; nothing if there is no such part.
    pub(super) fn part(&mut self, name: &str, limit: u64) -> Result<Option<Counted<ZipFile<'_, S>>>, Error> {
        let Some(place) = self.places.get(&normal(name)).copied() else { return Ok(None) };
        let inner = self.zip.by_index(place).map_err(|error| from_zip(name, &error))?;
        let packed = inner.compressed_size();
        Ok(Some(Counted { inner, part: name.to_owned(), taken: 0, limit, packed }))
    }

    /// A part as XML.
    pub(super) fn markup(&mut self, name: &str, limit: u64) -> Result<Option<PartMarkup<'_, S>>, Error> {
        Ok(self.part(name, limit)?.map(|part| Markup::new(BufReader::with_capacity(64 * 1024, part), name)))
    }

    /// The bytes that the zip file was opened from.
    pub(super) fn into_input(self) -> S {
        self.zip.into_inner()
    }
}

/// Stops a part that grows beyond a limit while it is unpacked.
pub(super) struct Counted<R> {
    inner: R,
    part: String,
    taken: u64,
    limit: u64,
    packed: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken = self.taken.saturating_add(read as u64);
        if self.taken > self.limit {
            let what = format!("「{}」解压后超过 {} MB", self.part, self.limit / 1024 / 1024);
            return Err(io::Error::other(Refused(too_big_text(&what))));
        }
        if self.taken > EXPANSION_FREE && self.taken / EXPANSION > self.packed {
            let what = format!("「{}」解压后膨胀了 {EXPANSION} 倍以上，正常的表格不会这样，像是「压缩炸弹」", self.part);
            return Err(io::Error::other(Refused(too_big_text(&what))));
        }
        Ok(read)
    }
}

fn normal(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// The number of entries that the end of a zip file tells, if there is an end.
fn told_entries(input: &mut (impl Read + Seek), length: u64) -> io::Result<Option<usize>> {
    let (mark, size) = END;
    let tail = length.min(LONGEST_COMMENT + size as u64);
    input.seek(SeekFrom::Start(length - tail))?;
    let mut bytes = Vec::new();
    input.take(tail).read_to_end(&mut bytes)?;
    let end = bytes.windows(size).rev().find(|window| window.starts_with(mark));
    Ok(end.and_then(|end| match end.get(10..12) {
        Some(&[low, high]) => Some(usize::from(u16::from_le_bytes([low, high]))),
        _ => None,
    }))
}
