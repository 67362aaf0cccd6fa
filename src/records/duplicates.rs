//! Records of one batch with the same 标识. In: verdicts one after another. Out: where the same 标识 stood before.

use std::collections::HashMap;

use crate::input::Origin;
use crate::verdict::Verdict;

/// Every 标识 met so far.
#[derive(Debug, Default)]
pub struct Duplicates {
    seen: HashMap<Box<str>, Place>,
    sheets: Vec<String>,
    found: Vec<Duplicate>,
    judged: usize,
}

/// Small, since there is one for each record.
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
        match self.seen.get(key.as_str()).copied() {
            Some(place) => {
                let first = self.origin(place);
                let id = verdict.id().unwrap_or_default();
                self.found.push(Duplicate { id, first: first.clone(), again: origin });
                verdict.repeating(first)
            }
            None => {
                let place = self.place(&origin);
                self.seen.insert(key.into_boxed_str(), place);
                verdict
            }
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

    fn place(&mut self, origin: &Origin) -> Place {
        let row = u32::try_from(origin.row_number()).unwrap_or(u32::MAX);
        let Some(name) = origin.sheet() else { return Place { row, sheet: 0 } };
        let known = self.sheets.iter().position(|sheet| sheet == name);
        let number = known.unwrap_or_else(|| {
            self.sheets.push(name.to_string());
            self.sheets.len() - 1
        });
        Place { row, sheet: u16::try_from(number + 1).unwrap_or(0) }
    }

    fn origin(&self, place: Place) -> Origin {
        let sheet = usize::from(place.sheet).checked_sub(1).and_then(|number| self.sheets.get(number));
        Origin::in_sheet(place.row as usize, sheet.cloned())
    }
}
