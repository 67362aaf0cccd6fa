//! What is told when a workbook cannot be read: what is wrong, why, how to mend it. Never: a cell's contents.

use std::fmt;
use std::io;

use zip::result::ZipError;

use super::super::bad;
use crate::error::Error;

/// How a file of another kind becomes a workbook.
pub(super) const SAVE_AS: &str = "请用 Excel 或 WPS 打开它，另存为「Excel 工作簿（.xlsx）」后再读";

/// A limit that was passed, told through a reader.
#[derive(Debug)]
pub(super) struct Refused(pub(super) String);

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// The workbook is encrypted.
pub(super) fn password() -> Error {
    bad("这个工作簿设了密码，没有密码读不出内容；请用 Excel 或 WPS 打开，在「文件—信息—保护工作簿」里清除密码，另存后再读")
}

/// The file is cut off or garbled; `what` says where that shows.
pub(super) fn damaged(what: &str) -> Error {
    bad(format!(
        "这个工作簿不完整或已损坏（{what}），可能是没有下载完或传输中断；请重新取得文件，或用 Excel、WPS 打开修复后另存为 .xlsx"
    ))
}

/// The workbook would take too much memory or time.
pub(super) fn too_big(what: &str) -> Error {
    bad(too_big_text(what))
}

/// The words of [`too_big`].
pub(super) fn too_big_text(what: &str) -> String {
    format!("这个工作簿太大，为了不耗尽内存没有读（{what}）；请把要读的数据复制到一个新工作簿，只留有数据的行和列，再另存为 .xlsx")
}

/// A file of another kind.
pub(super) fn foreign(what: &str) -> Error {
    bad(format!("{what}；{SAVE_AS}"))
}

/// Reading failed; `part` names what was read.
pub(super) fn from_reading(part: &str, error: &io::Error) -> Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
        Some(refused) => bad(refused.to_string()),
        None => damaged(&format!("「{part}」读到一半就断了")),
    }
}

/// Opening a zip file or a part of it failed.
pub(super) fn from_zip(part: &str, error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => password(),
        ZipError::UnsupportedArchive(_) => foreign(&format!("这个工作簿的「{part}」用了少见的压缩方式，读不了")),
        ZipError::Io(error) => from_reading(part, error),
        _ => damaged(&format!("「{part}」打不开")),
    }
}
