//! How much a workbook may ask for. Every size is counted while it is read; what a file says of itself is not trusted.

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// Largest XLSX or ODS file, as it lies on the disk. A million rows of a student list stay below 150 MB.
pub(super) const FILE_BYTES: u64 = 512 * MIB;
/// Largest XLS file: it is held in memory. The format ends at 65,536 rows of 256 columns.
pub(super) const XLS_BYTES: u64 = 128 * MIB;
/// Most entries of a zip file. Workbooks have some dozens, with pictures some thousands.
pub(super) const ENTRIES: usize = 20_000;
/// Most sheets of a workbook.
pub(super) const SHEETS: usize = 4_096;
/// Largest unpacked list of sheets, of relations, of colours, of contents.
pub(super) const SETTINGS_BYTES: u64 = 32 * MIB;
/// Largest unpacked table of styles. Workbooks that were copied from year to year reach 30 MB.
pub(super) const STYLES_BYTES: u64 = 64 * MIB;
/// Most formats, fonts, fills and borders together. Excel itself ends at 65,490 formats.
pub(super) const STYLES: u64 = 400_000;
/// Most bytes that texts may take which the reader of XLSX copies into every format.
pub(super) const STYLE_COPIES: u64 = 256 * MIB;
/// Largest unpacked table of shared texts in XLSX, which is held in memory whole.
pub(super) const STRINGS_BYTES: u64 = 256 * MIB;
/// Most shared texts in XLSX.
pub(super) const STRINGS: u64 = 4_000_000;
/// Largest unpacked sheet of XLSX, largest unpacked content of ODS. They stream.
pub(super) const SHEET_BYTES: u64 = 2048 * MIB;
/// Longest single tag, with the texts and comments that stand before it. The longest cell, every character written as a reference,
/// takes a third of it.
pub(super) const NODE_BYTES: usize = 1024 * 1024;
/// Most bytes that the names of open elements take, each with its place. Real parts stay below 1 KB.
pub(super) const OPEN_BYTES: usize = 64 * 1024;
/// How many times a part may grow when it is unpacked; real sheets stay below 100.
pub(super) const EXPANSION: u64 = 400;
/// A part that stays below this may grow as it will.
pub(super) const EXPANSION_FREE: u64 = 32 * MIB;
/// Most rows of a sheet, as in Excel.
pub(super) const ROWS: u32 = 1_048_576;
/// Most columns of a sheet, as in Excel.
pub(super) const COLUMNS: u32 = 16_384;
/// Most cells of a sheet, every row counted from its first column to its last filled one: 1,048,576 rows of 140 columns.
pub(super) const GRID_CELLS: u64 = 150_000_000;
/// Most bytes of text in one row.
pub(super) const ROW_TEXT: usize = 8 * 1024 * 1024;
/// Most merged regions of a sheet.
pub(super) const MERGED: usize = 500_000;
/// Most separate stretches of formulas without a result in a sheet.
pub(super) const STRETCHES: usize = 500_000;
/// Most cells of an XLS sheet, which are held in memory: 65,536 rows of 120 columns.
pub(super) const XLS_CELLS: usize = 8_000_000;
