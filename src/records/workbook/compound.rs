//! The container of old Office files (OLE2). In: bytes. Out: names of the streams in it, one stream. Never: a chain followed in circles.

/// How such a file starts.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Numbers from here on are no sectors.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Streams below this lie in small sectors of 64 bytes.
const SMALL_STREAM: usize = 4_096;
const SMALL_SECTOR: usize = 64;
/// Bytes of a directory entry.
const ENTRY: usize = 128;

/// An opened container.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// The sector that follows each.
    next: Vec<u32>,
    entries: Vec<Entry>,
    /// The contents of all small sectors, and what follows each.
    small: Vec<u8>,
    next_small: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'b> Compound<'b> {
    /// Opens it; nothing if it is damaged.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut compound = Self { bytes, sector, next: Vec::new(), entries: Vec::new(), small: Vec::new(), next_small: Vec::new() };
        compound.next = compound.sector_table()?;
        let directory = compound.chain(u32_at(bytes, 48)?, usize::MAX)?;
        compound.entries = directory.chunks_exact(ENTRY).filter_map(entry).collect();
        let root = compound.entries.first()?;
        if root.start < NO_SECTOR {
            compound.small = compound.chain(root.start, root.length)?;
            compound.next_small = numbers(&compound.chain(u32_at(bytes, 60)?, usize::MAX)?);
        }
        Some(compound)
    }

    /// Whether it has a stream or folder of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The contents of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        if entry.length >= SMALL_STREAM {
            return self.chain(entry.start, entry.length);
        }
        follow(entry.start, entry.length, &self.next_small, SMALL_SECTOR, |number| {
            let start = number.checked_mul(SMALL_SECTOR)?;
            self.small.get(start..self.small.len().min(start.checked_add(SMALL_SECTOR)?))
        })
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn sector(&self, number: usize) -> Option<&'b [u8]> {
        let start = number.checked_add(1)?.checked_mul(self.sector)?;
        let end = self.bytes.len().min(start.checked_add(self.sector)?);
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn chain(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        follow(start, length, &self.next, self.sector, |number| self.sector(number))
    }

    /// The table of following sectors: its first 109 sectors are listed in the header, the others in sectors of their own.
    fn sector_table(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut listed = numbers(self.bytes.get(76..512)?);
        let mut list = u32_at(self.bytes, 68)?;
        for _ in 0..most {
            if list >= NO_SECTOR {
                break;
            }
            listed.extend(numbers(self.sector(list as usize)?));
            list = listed.pop()?;
        }
        let mut next = Vec::new();
        for number in listed.into_iter().filter(|number| *number < NO_SECTOR) {
            if next.len() > most {
                break;
            }
            next.extend(numbers(self.sector(number as usize)?));
        }
        Some(next)
    }
}

/// What lies in a chain of sectors, up to a length.
fn follow<'s>(start: u32, length: usize, next: &[u32], size: usize, sector: impl Fn(usize) -> Option<&'s [u8]>) -> Option<Vec<u8>> {
    let mut contents = Vec::new();
    let mut number = start;
    for _ in 0..=next.len() {
        if number >= NO_SECTOR || contents.len() >= length {
            contents.truncate(length);
            // Only a directory has no length; any other stream must be whole. The last sector of a file may be short.
            let is_whole = length == usize::MAX || contents.len() + size > length;
            return is_whole.then_some(contents);
        }
        contents.extend_from_slice(sector(number as usize)?);
        number = *next.get(number as usize)?;
    }
    None
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64).saturating_sub(2);
    let units: Vec<u16> = bytes.get(..length)?.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    Some(Entry { name: String::from_utf16_lossy(&units), start: u32_at(bytes, 116)?, length: u32_at(bytes, 120)? as usize })
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect()
}

/// Two bytes as a number.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|number| u16::from_le_bytes(*number))
}

/// Four bytes as a number.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|number| u32::from_le_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_in_a_circle_or_cut_short_is_no_stream() {
        let sector = [7_u8; 512];
        let read = |next: &[u32], length| follow(0, length, next, sector.len(), |_| Some(&sector)).map(|contents| contents.len());
        assert_eq!(read(&[1, u32::MAX - 1], 700), Some(700));
        assert_eq!(read(&[1, u32::MAX - 1], usize::MAX), Some(1024));
        assert_eq!(read(&[1, 0], usize::MAX), None);
        assert_eq!(read(&[9], 700), None);
        assert_eq!(read(&[u32::MAX - 1], 2000), None);
    }
}
