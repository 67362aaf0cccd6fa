//! A workbook being written. In: pages and ready worksheets, in their order. Out: the bytes of an XLSX file.
//! Rows of pages wait in unnamed temporary files, as the library for workbooks does it, so that memory stays small.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::style;
use super::tab::TabNames;
use crate::date::Date;
use crate::error::{Error, ErrorKind};

/// Height of rows and width of columns nobody has set, in pixels, as Chinese Excel has them.
const ROW_HEIGHT: u32 = 18;
const COLUMN_WIDTH: u32 = 72;

pub(in crate::report) struct Book {
    workbook: Workbook,
    names: TabNames,
}

impl Book {
    /// `created` stands in the properties of the file, in place of the present time: the same input gives the same bytes.
    pub(in crate::report) fn new(created: Date) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        unbroken(|| workbook.set_default_format(&style::plain(), ROW_HEIGHT, COLUMN_WIDTH).map(|_| ()))?;
        let year = u16::try_from(created.year()).unwrap_or(0);
        if let Ok(created) = ExcelDateTime::from_ymd(year, created.month(), created.day()) {
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        }
        Ok(Self { workbook, names: TabNames::default() })
    }

    /// A worksheet whose rows are written once, from above.
    pub(super) fn worksheet(&mut self) -> Result<Worksheet, Error> {
        unbroken(|| self.workbook.new_worksheet_with_constant_memory())
    }

    /// A worksheet that stays in memory until all is written, for a table of bounded size; its name, and itself.
    pub(in crate::report) fn add_in_memory(&mut self, name: &str) -> Result<(String, &mut Worksheet), Error> {
        let name = self.names.name(name, 1);
        let sheet = self.workbook.add_worksheet();
        unbroken(|| sheet.set_name(&name).map(|_| ()))?;
        Ok((name, sheet))
    }

    /// Adds the parts of one sheet after those already there.
    pub(in crate::report) fn add(&mut self, name: &str, parts: impl IntoIterator<Item = Worksheet>) -> Result<(), Error> {
        for (mut part, number) in parts.into_iter().zip(1..) {
            let name = self.names.name(name, number);
            unbroken(|| part.set_name(name).map(|_| ()))?;
            self.workbook.push_worksheet(part);
        }
        Ok(())
    }

    pub(in crate::report) fn save(mut self, out: impl Write + Send) -> Result<(), Error> {
        unbroken(|| self.workbook.save_to_writer(out))
    }
}

/// Carries out work of the library for workbooks, which panics when the disk of its temporary files is full.
pub(in crate::report) fn unbroken<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Error> {
    let message = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => return Ok(done),
        Ok(Err(XlsxError::IoError(error))) => format!("工作簿写不进去：{error}"),
        Ok(Err(XlsxError::TempFileError(folder, error))) => {
            format!("写工作簿要用临时文件夹「{}」，那里不能写：{error}", folder.display())
        }
        Ok(Err(other)) => format!("工作簿写不成：{other}"),
        Err(_) => "工作簿写不成：临时文件夹所在的磁盘可能已满，请腾出空间再试".to_string(),
    };
    Err(Error::new(ErrorKind::NotWritten, message))
}
