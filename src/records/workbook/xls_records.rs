//! The records of an XLS workbook. In: the bytes of its stream. Out: records, one after another, with those that continue them.

use super::compound::u16_at;

/// What a record says, as far as we listen.
pub(super) mod kind {
    pub(crate) const FORMULA: u16 = 0x0006;
    pub(crate) const END: u16 = 0x000A;
    pub(crate) const DATE_SYSTEM: u16 = 0x0022;
    pub(crate) const ENCRYPTED: u16 = 0x002F;
    pub(crate) const CONTINUE: u16 = 0x003C;
    pub(crate) const CODE_PAGE: u16 = 0x0042;
    pub(crate) const SHEET: u16 = 0x0085;
    pub(crate) const RK_LIST: u16 = 0x00BD;
    pub(crate) const RICH_TEXT: u16 = 0x00D6;
    pub(crate) const CELL_FORMAT: u16 = 0x00E0;
    pub(crate) const MERGED: u16 = 0x00E5;
    pub(crate) const SHARED_TEXTS: u16 = 0x00FC;
    pub(crate) const SHARED_TEXT: u16 = 0x00FD;
    pub(crate) const NUMBER: u16 = 0x0203;
    pub(crate) const TEXT: u16 = 0x0204;
    pub(crate) const TRUTH_OR_ERROR: u16 = 0x0205;
    pub(crate) const FORMULA_TEXT: u16 = 0x0207;
    pub(crate) const RK: u16 = 0x027E;
    pub(crate) const NUMBER_FORMAT: u16 = 0x041E;
    pub(crate) const START: u16 = 0x0809;
}

/// A record.
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    pub(super) data: &'b [u8],
    /// The bodies of the records that continue it.
    continued: Vec<&'b [u8]>,
}

impl<'b> Record<'b> {
    /// Its body and what continues it.
    pub(super) fn parts(&self) -> Vec<&'b [u8]> {
        let mut parts = vec![self.data];
        parts.extend_from_slice(&self.continued);
        parts
    }
}

/// The records from a place on.
pub(super) struct Records<'b> {
    pub(super) stream: &'b [u8],
    pub(super) at: usize,
}

impl<'b> Records<'b> {
    fn take(&mut self) -> Option<(u16, &'b [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, data))
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let (kind, data) = self.take()?;
        let mut continued = Vec::new();
        while u16_at(self.stream, self.at) == Some(kind::CONTINUE) {
            let Some((_, data)) = self.take() else { break };
            continued.push(data);
        }
        Some(Record { kind, data, continued })
    }
}

/// The records of the part that starts at a place, without those of charts within it; the last one is its end.
pub(super) struct PartRecords<'b> {
    records: Records<'b>,
    depth: usize,
}

impl<'b> PartRecords<'b> {
    pub(super) fn new(stream: &'b [u8], at: usize) -> Self {
        Self { records: Records { stream, at }, depth: 0 }
    }
}

impl<'b> Iterator for PartRecords<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        loop {
            let record = self.records.next()?;
            self.depth += usize::from(record.kind == kind::START);
            let depth = self.depth;
            self.depth -= usize::from(record.kind == kind::END && depth > 0);
            if depth <= 1 {
                return Some(record);
            }
        }
    }
}

/// A number in four bytes: a whole one, or the upper half of one with a fraction, either perhaps in hundredths.
pub(super) fn rk_number(bytes: [u8; 4]) -> f64 {
    let raw = u32::from_le_bytes(bytes);
    let number = if raw & 0x02 == 0 {
        f64::from_bits(u64::from(raw & 0xFFFF_FFFC) << 32)
    } else {
        f64::from(i32::from_le_bytes(bytes) >> 2)
    };
    if raw & 0x01 == 0 { number } else { number / 100.0 }
}

/// What Excel shows for the number of an error.
pub(super) fn error_text(number: u8) -> &'static str {
    match number {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    }
}
