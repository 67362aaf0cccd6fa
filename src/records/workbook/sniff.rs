//! What a file is. In: its bytes. Out: the kind of workbook; nothing if it may be text; a message for what cannot be read.

use std::io::{Read, Seek, SeekFrom};

use super::super::bad;
use super::Kind;
use super::archive::Archive;
use super::compound::{Compound, MAGIC, u16_at};
use super::failure::{SAVE_AS, damaged, foreign, from_reading, password};
use super::limits::{SETTINGS_BYTES, XLS_BYTES};
use super::xls::{ENCRYPTED_PACKAGE, STREAMS};
use super::xlsx::main_part;
use crate::error::Error;

/// How many bytes at the start are looked at.
const LOOKED_AT: u64 = 4_096;
const ODS_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// What the first bytes and the directory inside say: the kind of workbook, or nothing if the file may be text.
///
/// # Errors
/// [`crate::error::ErrorKind::BadInput`] for an empty file and for files that are neither, each with what to do.
pub(crate) fn sniff(input: &mut (impl Read + Seek)) -> Result<Option<Kind>, Error> {
    let cannot = |error: std::io::Error| from_reading("文件", &error);
    input.rewind().map_err(cannot)?;
    let mut start = Vec::new();
    input.by_ref().take(LOOKED_AT).read_to_end(&mut start).map_err(cannot)?;
    let kind = if start.is_empty() {
        Err(bad("这个文件是空的（0 字节），可能没有导出或下载成功；请重新取得文件"))
    } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        in_archive(input).map(Some)
    } else if start.starts_with(MAGIC) {
        in_compound(input).map(Some)
    } else {
        foreign_kind(&start).map_or(Ok(None), Err)
    };
    input.seek(SeekFrom::Start(0)).map_err(cannot)?;
    kind
}

fn in_archive(input: &mut (impl Read + Seek)) -> Result<Kind, Error> {
    let mut archive = Archive::open(input)?;
    if archive.has("mimetype") {
        let mut written = String::new();
        if let Some(part) = archive.part("mimetype", SETTINGS_BYTES)? {
            part.take(LOOKED_AT).read_to_string(&mut written).map_err(|error| from_reading("mimetype", &error))?;
        }
        return match written.trim() {
            ODS_TYPE => Ok(Kind::Ods),
            written if written.starts_with(ODS_TYPE) => Err(foreign("这是 ODS 模板，不是工作簿")),
            _ => Err(foreign("这是 OpenDocument 的文字或演示文件，不是表格")),
        };
    }
    let Some(part) = main_part(&mut archive)? else {
        let holds =
            archive.names().any(|name| [".xlsx", ".xls", ".ods", ".csv", ".et"].iter().any(|ending| name.ends_with(ending)));
        let held = if holds { "，里面有表格文件" } else { "" };
        return Err(bad(format!("这是压缩包，不是工作簿{held}；请先解压，再读里面的表格")));
    };
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", &part));
    if name.to_lowercase().ends_with(".bin") {
        return Err(foreign("这是 Excel 的二进制工作簿（.xlsb），读不了"));
    }
    match folder {
        "word" => Err(foreign("这是 Word 文档（.docx），不是工作簿；请把里面的表格复制到 Excel 或 WPS 的新工作簿里")),
        "ppt" => Err(bad("这是演示文稿（.pptx），不是工作簿")),
        "visio" => Err(bad("这是 Visio 绘图，不是工作簿")),
        _ => Ok(Kind::Xlsx),
    }
}

fn in_compound(input: &mut (impl Read + Seek)) -> Result<Kind, Error> {
    input.rewind().map_err(|error| from_reading("文件", &error))?;
    let mut bytes = Vec::new();
    input.take(XLS_BYTES).read_to_end(&mut bytes).map_err(|error| from_reading("文件", &error))?;
    let compound = Compound::open(&bytes).ok_or_else(|| damaged("外壳坏了"))?;
    if compound.has(ENCRYPTED_PACKAGE) {
        return Err(password());
    }
    if STREAMS.into_iter().any(|name| compound.has(name)) {
        return Ok(Kind::Xls);
    }
    Err(if compound.has("WordDocument") {
        foreign("这是 Word 文档（.doc），不是工作簿；请把里面的表格复制到 Excel 或 WPS 的新工作簿里")
    } else if compound.has("PowerPoint Document") {
        bad("这是演示文稿（.ppt），不是工作簿")
    } else {
        foreign("这是老的 Office 或 WPS 文件，里面没有 Excel 工作簿的内容")
    })
}

/// The message for a file that is neither a workbook nor text.
fn foreign_kind(start: &[u8]) -> Option<Error> {
    let begins = |mark: &[u8]| start.starts_with(mark);
    if begins(b"Rar!") || begins(b"7z\xBC\xAF\x27\x1C") || begins(b"\x1F\x8B") {
        return Some(bad("这是压缩包，不是工作簿；请先解压，再读里面的表格"));
    }
    if begins(b"%PDF") {
        return Some(bad("这是 PDF，不是工作簿；请向出具的人要 Excel 原件"));
    }
    if begins(b"\x89PNG") || begins(b"\xFF\xD8\xFF") || begins(b"GIF8") {
        return Some(bad("这是图片，不是工作簿；请向出具的人要 Excel 原件"));
    }
    if [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"].into_iter().any(|mark| begins(mark)) {
        return Some(foreign("这是 Excel 4.0 或更早的工作簿，太老了，读不了"));
    }
    if begins(b"ID;P") {
        return Some(foreign("这是 SYLK 文件（.slk），读不了"));
    }
    if is_dbf(start) {
        return Some(bad(format!("这是 dBase 或 FoxPro 的数据表（.dbf），读不了；{SAVE_AS}")));
    }
    marked_up(&plain_letters(start))
}

/// The Latin letters of a start, in whatever Unicode they are written, in lower case.
fn plain_letters(start: &[u8]) -> String {
    start.iter().filter(|byte| byte.is_ascii() && **byte != 0).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn marked_up(letters: &str) -> Option<Error> {
    let letters = letters.trim_start();
    if letters.starts_with("mime-version:") {
        return Some(foreign("这个文件名像 Excel，内容却是网页存档（.mht）"));
    }
    if !letters.starts_with('<') {
        return None;
    }
    if letters.contains("urn:schemas-microsoft-com:office:spreadsheet") || letters.contains("progid=\"excel.sheet\"") {
        return Some(foreign("这个文件名像 Excel，内容却是「XML 表格 2003」，很多系统导出的 .xls 其实是它"));
    }
    if letters.contains("<office:document") {
        return Some(foreign("这是没有压缩的 OpenDocument 文件（.fods），读不了"));
    }
    let is_page = ["<html", "<!doctype html", "<table", "<meta", "<head", "<body"].into_iter().any(|tag| letters.contains(tag));
    is_page.then(|| foreign("这个文件名像 Excel，内容却是网页（HTML 表格），很多系统导出的 .xls 其实是它"))
}

/// Tables of dBase and FoxPro start with their version, then the day they were changed and the sizes of header and records.
fn is_dbf(start: &[u8]) -> bool {
    const VERSIONS: [u8; 13] = [0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB];
    let Some(&[version, _, month, day]) = start.first_chunk() else { return false };
    let (header, record) = (u16_at(start, 8).unwrap_or(0), u16_at(start, 10).unwrap_or(0));
    let reserved = start.get(12..14);
    VERSIONS.contains(&version)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && header >= 33
        && record >= 1
        && reserved == Some([0, 0].as_slice())
}
