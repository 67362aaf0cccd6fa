//! Where a record stood in its file, so that a finding can name the cells to mend. In: rows and columns as a reader met them.
//! Out: cell references as a spreadsheet writes them.

use std::collections::HashMap;
use std::sync::Arc;

/// The place of one record in its file.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    row: usize,
    columns: Option<Arc<ColumnPlaces>>,
    details: Vec<DetailPlaces>,
}

/// Which columns of a sheet hold which fields.
#[derive(Debug, Default)]
pub(crate) struct ColumnPlaces {
    /// Name of the sheet, for a workbook.
    pub(crate) sheet: Option<String>,
    /// Numbers of columns from 0, by the field's name as findings write it (`生源地`, `工作经历[0].工作地`).
    pub(crate) columns: HashMap<String, Vec<usize>>,
}

/// Rows of a detail that stood in a sheet of their own.
#[derive(Clone, Debug)]
pub(crate) struct DetailPlaces {
    pub(crate) name: String,
    pub(crate) rows: Vec<usize>,
    pub(crate) places: Arc<ColumnPlaces>,
}

impl Origin {
    /// A record that stood in this row, or at this place of a list, counted from 1.
    pub fn row(row: usize) -> Self {
        Self { row, ..Self::default() }
    }

    #[cfg(feature = "records")]
    pub(crate) fn in_table(row: usize, columns: Arc<ColumnPlaces>, details: Vec<DetailPlaces>) -> Self {
        Self { row, columns: Some(columns), details }
    }

    #[cfg(feature = "records")]
    pub(crate) fn in_sheet(row: usize, sheet: Option<String>) -> Self {
        let columns = sheet.map(|sheet| Arc::new(ColumnPlaces { sheet: Some(sheet), ..ColumnPlaces::default() }));
        Self { row, columns, details: Vec::new() }
    }

    /// Row of the sheet, line of the text file, or number in the list, from 1.
    pub fn row_number(&self) -> usize {
        self.row
    }

    /// Name of the sheet, for a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.columns.as_ref()?.sheet.as_deref()
    }

    /// The row with its sheet: `第 5 行`, `工作表「名单」第 5 行`.
    pub fn describe(&self) -> String {
        match self.sheet() {
            Some(sheet) => format!("工作表「{sheet}」第 {} 行", self.row),
            None => format!("第 {} 行", self.row),
        }
    }

    /// The cells that hold a field: `K5`, with its sheet `名单!K5`; none if the file has no columns.
    pub fn cells(&self, field: &str) -> Vec<String> {
        self.in_detail(field).or_else(|| self.columns.as_ref().map(|places| places.at(field, self.row))).unwrap_or_default()
    }

    /// For `工作经历[1].自`: the cell in the second row of the detail's own sheet.
    fn in_detail(&self, field: &str) -> Option<Vec<String>> {
        let (name, rest) = field.split_once('[')?;
        let (row, column) = rest.split_once("].")?;
        let detail = self.details.iter().find(|detail| detail.name == name)?;
        let row = detail.rows.get(row.parse::<usize>().ok()?)?;
        Some(detail.places.at(column, *row))
    }
}

impl ColumnPlaces {
    fn at(&self, field: &str, row: usize) -> Vec<String> {
        let sheet = self.sheet.as_ref().map_or_else(String::new, |sheet| format!("{sheet}!"));
        let columns = self.columns.get(field).map(Vec::as_slice).unwrap_or_default();
        columns.iter().map(|&column| format!("{sheet}{}{row}", letters(column))).collect()
    }
}

/// A column's number from 0 as a spreadsheet names it: `A`, `Z`, `AA`.
pub(crate) fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match rest / 26 {
            0 => break,
            more => rest = more - 1,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_do() {
        let named = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn cells_are_found_for_fields_and_for_rows_of_details() {
        let columns = HashMap::from([("生源地".to_string(), vec![10, 30]), ("工作经历[0].工作地".to_string(), vec![3])]);
        let places = ColumnPlaces { sheet: Some("名单".to_string()), columns };
        let detail = DetailPlaces {
            name: "更正申请".to_string(),
            rows: vec![4, 9],
            places: Arc::new(ColumnPlaces { sheet: None, columns: HashMap::from([("材料".to_string(), vec![1])]) }),
        };
        let origin = Origin { row: 5, columns: Some(Arc::new(places)), details: vec![detail] };
        assert_eq!(origin.cells("生源地"), ["名单!K5", "名单!AE5"]);
        assert_eq!(origin.cells("工作经历[0].工作地"), ["名单!D5"]);
        assert_eq!(origin.cells("更正申请[1].材料"), ["B9"]);
        assert_eq!(origin.cells("姓名"), [] as [&str; 0]);
        assert_eq!(Origin::row(3).cells("生源地"), [] as [&str; 0]);
    }
}
