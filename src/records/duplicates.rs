//! Records of one batch with the same 标识. In: verdicts one after another. Out: where the same 标识 stood before.

use super::seen::Seen;
use crate::input::Origin;
use crate::verdict::Verdict;

/// Every 标识 met so far.
#[derive(Debug, Default)]
pub struct Duplicates {
    seen: Seen,
    /// Places that are more than a row, behind [`ELSEWHERE`].
    places: Vec<Place>,
    sheets: Vec<String>,
    found: Vec<Duplicate>,
    judged: usize,
}

/// From here on numbers stand for places that are more than a row.
const ELSEWHERE: u32 = 1 << 31;

/// A row of a sheet.
#[derive(Clone, Copy, Debug)]
struct Place {
    row: u32,
    sheet: u16,
}

/// A 标识 that stands in two rows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Duplicate {
    /// The 标识, masked if the policy says so.
    pub id: String,
    /// Where it stood first.
    pub first: Origin,
    /// Where it stands again.
    pub again: Origin,
}

impl Duplicates {
    /// Notes the verdict's 标识; one that was met before becomes a finding of the verdict. The first record is not judged again:
    /// [`Duplicates::found`] names both.
    pub fn check<'p>(&mut self, verdict: Verdict<'p>) -> Verdict<'p> {
        self.judged += 1;
        let Some(key) = verdict.key() else { return verdict };
        let origin = verdict.origin().cloned().unwrap_or_default();
        let number = self.place(&origin);
        match self.seen.note(&key, number) {
            Some(number) => {
                let first = self.origin(number);
                let id = verdict.id().unwrap_or_default();
                self.found.push(Duplicate { id, first: first.clone(), again: origin });
                verdict.repeating(first)
            }
            None => verdict,
        }
    }

    /// How many verdicts were noted.
    pub fn judged(&self) -> usize {
        self.judged
    }

    /// All pairs found so far.
    pub fn found(&self) -> &[Duplicate] {
        &self.found
    }

    /// A number for a place: the row where that says all, as in a text file.
    fn place(&mut self, origin: &Origin) -> u32 {
        let row = u32::try_from(origin.row_number()).unwrap_or(u32::MAX);
        let Some(name) = origin.sheet() else { return row.min(ELSEWHERE - 1) };
        let known = self.sheets.iter().position(|sheet| sheet == name);
        let sheet = known.unwrap_or_else(|| {
            self.sheets.push(name.to_string());
            self.sheets.len() - 1
        });
        self.places.push(Place { row, sheet: u16::try_from(sheet).unwrap_or(u16::MAX) });
        ELSEWHERE | u32::try_from(self.places.len() - 1).unwrap_or(0)
    }

    fn origin(&self, number: u32) -> Origin {
        let place = number.checked_sub(ELSEWHERE).and_then(|number| self.places.get(number as usize));
        let Some(place) = place else { return Origin::in_sheet(number as usize, None) };
        Origin::in_sheet(place.row as usize, self.sheets.get(usize::from(place.sheet)).cloned())
    }
}
