//! What the text of a record was found to mean.
//! In: places, from reading a text. Out: the result with what is to be said about it, for clerks.
//! Never: reading itself.

use super::Division;

/// What a text of a record was found to mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Located {
    /// One place, and how it was come by.
    Found(Found),
    /// Several places, none of them more likely; in the order of their codes.
    Ambiguous(Vec<Division>),
    /// No place; the nearest names, at most five, best first.
    Unknown(Vec<Division>),
}

/// A place read from a text; it may be a row that is no longer in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    pub(crate) place: Division,
    /// Empty where the text says the place and no more.
    pub(crate) remarks: Vec<Remark>,
}

/// How a text differs from the name or the code of the place it was read as.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Remark {
    /// The address below the place, as written.
    Rest(String),
    /// A development zone or the like, which is no division, read as the place it lies in or passed
    /// over above the place.
    Zone(String),
    /// A statistical or superseded code; the place is the one it stands for.
    CodeAlias(String),
    /// The code of a town or a village, of which six digits were read.
    LongCode(String),
    /// The same words are short for these places too; the highest level was taken.
    Assumed(Vec<Division>),
    /// The text means one of these; the place is the prefecture that all of them lie in.
    CountyOpen(Vec<Division>),
    /// A division named beside the place that is no longer in force, while the place is.
    Former(Division),
}

impl Found {
    pub(super) fn plainly(place: Division) -> Self {
        Self { place, remarks: Vec::new() }
    }

    pub(super) fn with(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }

    /// What the remarks say: a sentence each, with a gap `{}` for every value drawn from the text.
    pub(crate) fn notes(&self) -> impl Iterator<Item = (&'static str, Vec<String>)> {
        let place = self.place.full_name();
        self.remarks.iter().map(move |remark| {
            let place = place.clone();
            match remark {
                Remark::Rest(rest) => ("写到了「{}」以下，只取到这一级；余下的地址是「{}」", vec![place, rest.clone()]),
                Remark::Zone(zone) => ("「{}」不是行政区划，按「{}」理解", vec![zone.clone(), place]),
                Remark::CodeAlias(code) => ("「{}」不是一个行政区划自己的代码，按「{}」理解", vec![code.clone(), place]),
                Remark::LongCode(code) => ("代码「{}」只看前六位，就是「{}」", vec![code.clone(), place]),
                Remark::Assumed(others) => ("按「{}」理解；可以这样简称的还有：{}", vec![place, names(others)]),
                Remark::CountyOpen(counties) => {
                    ("只能定到「{}」；下面可以这样简称的有：{}，请写全称", vec![place, names(counties)])
                }
                Remark::Former(row) => match row.last_year() {
                    Some(last) => ("「{}」已于{}年变更，按「{}」理解", vec![row.full_name(), (last + 1).to_string(), place]),
                    None => ("按「{}」理解", vec![place]),
                },
            }
        })
    }
}

#[cfg(test)]
impl Found {
    /// The notes with their gaps filled.
    pub(super) fn told(&self) -> Vec<String> {
        let fill = |(sentence, values): (&str, Vec<String>)| {
            values.iter().fold(sentence.to_string(), |text, value| text.replacen("{}", value, 1))
        };
        self.notes().map(fill).collect()
    }
}

fn names(places: &[Division]) -> String {
    places.iter().map(|place| place.full_name()).collect::<Vec<_>>().join("、")
}
