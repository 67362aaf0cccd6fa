//! Finding the place that the text of a record means.
//! In: text as people and spreadsheets write it. Out: a place with remarks, candidates, or
//! nearest names. Never: a choice between places that count as different ones today, nor a
//! place from text that is no address.

use super::found::{Found, Located, Remark};
use super::pieces::{Piece, Pieces};
use super::search::{self, Best, Manner, Reading};
use super::table::{Table, table};
use super::{Division, Level, Lookup, address, codes, names, nearest};

/// Longer texts are no places, even with an address.
const LONGEST_TEXT: usize = 200;

/// How many places a text of no meaning brings.
const MOST_NEAR: usize = 5;

/// Words before a name in brackets that is another one of the same place.
const OTHER_NAME: [&str; 9] = ["原名", "原为", "曾用名", "现为", "现名", "原", "现", "旧", "曾"];

/// The place that the text of a record means at the end of `year`.
///
/// Reads all that [`super::lookup`] reads in the same way and also: any separators, brackets
/// (`广州市（番禺区）`, `朝阳区（北京）`, `即墨区（原即墨市）`), names written twice, a code beside the
/// name, zones that are no divisions, and an address below the place. An address is read below
/// the full name of a county or of a city without counties, or below a city while nothing in it
/// is like a county; all that was passed over is said in [`Found::remarks`].
///
/// Several counties of one short name in one prefecture mean that prefecture. A name and a code,
/// or two names, that mean different places are all candidates.
pub(crate) fn locate(text: &str, year: i32) -> Located {
    if text.chars().nth(LONGEST_TEXT).is_some() {
        return Located::Unknown(Vec::new());
    }
    let text = whole_number(text);
    let pieces = Pieces::of(text);
    let name = || match pieces.names.as_slice() {
        [Piece { text, .. }] => by_name(text, year),
        names => by_names(names, year),
    };
    let digits = names::loosely_normalised(text);
    let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    match (pieces.codes.as_slice(), pieces.names.as_slice()) {
        ([], []) => Located::Unknown(Vec::new()),
        ([code], []) => by_code(code, year),
        ([] | [_], _) if only_digits => by_code(&digits, year),
        ([], _) => name(),
        (codes, []) => agreed(codes.iter().map(|code| by_code(code, year)), year),
        (codes, _) => agreed(std::iter::once(name()).chain(codes.iter().map(|code| by_code(code, year))), year),
    }
}

/// A number as spreadsheets write it, without a fraction of zero.
fn whole_number(text: &str) -> &str {
    let whole = text.trim().strip_suffix(".0");
    whole.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(text)
}

fn by_code(code: &str, year: i32) -> Located {
    let place = match codes::by_code(code, year) {
        Lookup::Found(place) => place,
        Lookup::Ambiguous(places) => return Located::Ambiguous(places),
        Lookup::Unknown(near) => return Located::Unknown(near),
    };
    let six = code.get(..6).unwrap_or(code);
    let found = Found::plainly(place);
    Located::Found(if six.parse() != Ok(place.code()) {
        found.with(Remark::CodeAlias(six.to_owned()))
    } else if code.len() > 6 {
        found.with(Remark::LongCode(code.to_owned()))
    } else {
        found
    })
}

/// What names outside and inside brackets mean: one path in their order; the name in brackets
/// above the one before it; else several names of one place.
fn by_names(pieces: &[Piece<'_>], year: i32) -> Located {
    let in_order: String = pieces.iter().map(|piece| piece.text).collect::<Vec<_>>().join(" ");
    let joined = read_text(&in_order, year);
    if let Some(found @ Located::Found(_)) = joined {
        return found;
    }
    if let [below, above] = pieces {
        let turned = || read_text(&format!("{} {}", above.text, below.text), year);
        if let Some(found @ Located::Found(_)) = above.in_brackets.then(turned).flatten() {
            return found;
        }
    }
    let each = pieces.iter().map(|piece| {
        let other_name = OTHER_NAME.iter().find_map(|word| piece.text.strip_prefix(word));
        read_text(other_name.filter(|_| piece.in_brackets).unwrap_or(piece.text), year)
    });
    let each: Option<Vec<Located>> = each.collect();
    let agreed = each.map(|each| agreed(each.into_iter(), year));
    agreed.or(joined).unwrap_or_else(|| unknown(&in_order, year))
}

fn by_name(text: &str, year: i32) -> Located {
    read_text(text, year).unwrap_or_else(|| unknown(text, year))
}

fn read_text(text: &str, year: i32) -> Option<Located> {
    read(&names::loosely_normalised(text), text, year)
}

fn unknown(text: &str, year: i32) -> Located {
    let name = names::loosely_normalised(text);
    let readings = search::readings(table(), &name, year, Manner::Loose);
    let furthest = readings.iter().max_by_key(|reading| (reading.end, reading.in_force));
    let furthest = furthest.map(|reading| (Division(reading.row), name.get(reading.end..).unwrap_or_default()));
    Located::Unknown(nearest::names(&name, furthest, year))
}

/// What a normalised name means; `written` is the text it comes from.
fn read(name: &str, written: &str, year: i32) -> Option<Located> {
    let table = table();
    let readings = search::readings(table, name, year, Manner::Loose);
    let whole: Vec<Reading> = readings.iter().filter(|reading| reading.end == name.len()).copied().collect();
    if !whole.is_empty() {
        return Some(settled(search::best(table, whole, year), year));
    }
    let rest = Rest { table, name, written, year };
    rest.listed_zone(&readings).or_else(|| rest.zone(&readings)).or_else(|| rest.address(&readings))
}

/// One place, the prefecture of several, or the candidates.
fn settled(best: Best, year: i32) -> Located {
    let Best { places, reading, namesakes } = best;
    let place = match places.as_slice() {
        [place] => *place,
        several => return common_prefecture(several, year).map_or(Located::Ambiguous(places), Located::Found),
    };
    let mut found = Found::plainly(place);
    if place.level() == Level::Prefecture && !namesakes.is_empty() {
        found = found.with(Remark::Assumed(namesakes));
    }
    let above = reading.iter().flat_map(Reading::above);
    for former in above.filter(|above| place.in_force(year) && !above.in_force(year)) {
        found = found.with(Remark::Former(former));
    }
    Located::Found(found)
}

/// The prefecture that several counties lie in, all of them.
fn common_prefecture(places: &[Division], year: i32) -> Option<Found> {
    let present = places.iter().flat_map(|place| place.present(year));
    let mut above: Vec<_> = present.map(|place| place.parent(year)).collect();
    above.sort_unstable();
    above.dedup();
    let [Some(prefecture)] = above.as_slice() else { return None };
    let counties = prefecture.level() == Level::Prefecture && places.iter().all(|place| place.level() == Level::County);
    counties.then(|| Found::plainly(*prefecture).with(Remark::CountyOpen(places.to_vec())))
}

/// A text that goes on behind the divisions it names.
struct Rest<'t> {
    table: &'t Table,
    name: &'t str,
    written: &'t str,
    year: i32,
}

impl Rest<'_> {
    fn after(&self, end: usize) -> &str {
        self.name.get(end..).unwrap_or_default()
    }

    fn remark(&self, rest: &str) -> Remark {
        Remark::Rest(names::last_characters(self.written, rest.chars().count()).to_owned())
    }

    /// The best of the readings that go furthest.
    fn furthest(&self, readings: impl Iterator<Item = Reading> + Clone) -> Option<(usize, Best)> {
        let end = readings.clone().map(|reading| reading.end).max()?;
        let readings = readings.filter(|reading| reading.end == end).collect();
        Some((end, search::best(self.table, readings, self.year)))
    }

    /// A zone of the list, by itself or below a division that it lies in.
    fn listed_zone(&self, readings: &[Reading]) -> Option<Located> {
        let inside = |above: Division, place: Division| place.within(above, self.year) == Some(true);
        let below = readings.iter().map(|reading| (reading.end, Some(Division(reading.row))));
        let (end, length, place) = std::iter::once((0, None)).chain(below).find_map(|(end, above)| {
            let (length, place) = address::listed_zone(self.after(end), self.year)?;
            above.is_none_or(|above| inside(above, place)).then_some((end, length, place))
        })?;
        self.in_zone(Found::plainly(place), end, length)
    }

    /// A zone by its ending, below a division written in full or reached by two names, or below a
    /// city or a province.
    fn zone(&self, readings: &[Reading]) -> Option<Located> {
        let above_county = |reading: &Reading| Division(reading.row).level() != Level::County;
        let firm = |reading: &&Reading| reading.closed || reading.names() > 1 || above_county(reading);
        let (end, best) = self.furthest(readings.iter().filter(firm).copied())?;
        let length = address::zone(self.after(end))?;
        let zone = self.after(end).get(..length)?;
        match settled(best, self.year) {
            Located::Found(found) if nearest::is_slip_of_one_below(zone, found.place, self.year) => None,
            Located::Found(found) => self.in_zone(found, end, length),
            open => Some(open),
        }
    }

    fn in_zone(&self, found: Found, end: usize, length: usize) -> Option<Located> {
        let zone = self.after(end).get(..length)?;
        let rest = self.after(end + length);
        let remark = Remark::Zone(zone.to_owned());
        if let Some(Located::Found(inside)) = read(rest, self.written, self.year) {
            let agrees = inside.place.within(found.place, self.year) == Some(true);
            return agrees.then(|| Located::Found(inside.with(remark)));
        }
        let found = found.with(remark);
        if rest.is_empty() {
            return Some(Located::Found(found));
        }
        let remark = self.remark(rest);
        address::is_address(rest, found.place, self.year).then(|| Located::Found(found.with(remark)))
    }

    fn address(&self, readings: &[Reading]) -> Option<Located> {
        let closed = readings.iter().filter(|reading| reading.closed);
        match self.furthest(closed.copied()) {
            Some((end, best)) => self.below_full_name(end, best),
            None => self.below_short_name(readings),
        }
    }

    fn below_full_name(&self, end: usize, best: Best) -> Option<Located> {
        let reading = best.reading?;
        let rest = self.after(end);
        let place = Division(reading.row);
        if let Some(again) = self.said_again(rest, place) {
            return again;
        }
        let own_name = place.name().chars().count();
        let firm = reading.names() > 1 || own_name > 2;
        let fits = match place.level() {
            _ if !firm => false,
            Level::County => address::is_address(rest, place, self.year),
            _ if !place.has_lower_level(self.year) => {
                address::is_address(rest, place, self.year) || address::is_area(rest, place, self.year)
            }
            Level::Province if !place.name().ends_with('市') => false,
            _ => {
                address::is_address(rest, place, self.year)
                    && address::is_free_of_levels(rest)
                    && !nearest::begins_like_one_below(rest, place, self.year)
            }
        };
        fits.then(|| self.with_rest(settled(best, self.year), rest))
    }

    /// 东莞长安镇: a town below the short name of a place that is not divided.
    fn below_short_name(&self, readings: &[Reading]) -> Option<Located> {
        let undivided = |reading: &&Reading| {
            let place = Division(reading.row);
            place.level() != Level::County && place.in_force(self.year) && !place.has_lower_level(self.year)
        };
        let (end, best) = self.furthest(readings.iter().filter(undivided).copied())?;
        let reading = best.reading?;
        let rest = self.after(end);
        let place = Division(reading.row);
        let address = || address::begins_with_town(rest) && address::is_address(rest, place, self.year);
        let fits = match place.level() {
            Level::Province => address::is_area(rest, place, self.year) || address(),
            _ if reading.names() > 1 => address() || address::is_area(rest, place, self.year),
            _ => address::is_town(rest) && address(),
        };
        fits.then(|| self.with_rest(settled(best, self.year), rest))
    }

    /// A text that names the same divisions once more: 广东省广州市 广东省广州市番禺区.
    fn said_again(&self, rest: &str, place: Division) -> Option<Option<Located>> {
        let mut above = std::iter::successors(Some(place), |place| place.parent(self.year));
        above.find(|above| rest.starts_with(above.name()))?;
        let Some(Located::Found(again)) = read(rest, self.written, self.year) else { return Some(None) };
        Some((again.place.within(place, self.year) == Some(true)).then_some(Located::Found(again)))
    }

    fn with_rest(&self, located: Located, rest: &str) -> Located {
        match located {
            Located::Found(found) => Located::Found(found.with(self.remark(rest))),
            open => open,
        }
    }
}

/// What several texts for one place mean together: the deepest where they agree, else all.
fn agreed(all: impl Iterator<Item = Located>, year: i32) -> Located {
    let (mut places, mut remarks, mut unknown): (Option<Vec<Division>>, Vec<Remark>, Vec<Division>) = Default::default();
    let mut single = Vec::new();
    let mut all_known = true;
    for located in all {
        let meant = match located {
            Located::Found(found) => {
                single.push(found.place);
                let mut meant = vec![found.place];
                for remark in found.remarks {
                    match remark {
                        Remark::Assumed(others) | Remark::CountyOpen(others) => meant.extend(others),
                        other => remarks.push(other),
                    }
                }
                meant
            }
            Located::Ambiguous(places) => places,
            Located::Unknown(near) => {
                all_known = false;
                unknown.extend(near);
                continue;
            }
        };
        places = Some(match places {
            Some(before) => both(&before, &meant, year),
            None => meant,
        });
    }
    let mut places = places.unwrap_or_default();
    if !all_known {
        unknown.retain(|place| !places.contains(place));
        places.extend(unknown);
        places.truncate(MOST_NEAR);
        return Located::Unknown(places);
    }
    match places.as_slice() {
        [place] => {
            single.retain(|named| place.in_force(year) && !named.in_force(year));
            remarks.extend(single.into_iter().map(Remark::Former));
            Located::Found(Found { place: *place, remarks })
        }
        _ => {
            places.sort_unstable();
            places.dedup();
            Located::Ambiguous(places)
        }
    }
}

/// The places that both sides may mean, the deeper of each two; where there are none, all.
fn both(left: &[Division], right: &[Division], year: i32) -> Vec<Division> {
    let pairs = || left.iter().flat_map(|&one| right.iter().map(move |&other| (one, other)));
    let latest = |one: Division, other: Division| if other.in_force(year) || !one.in_force(year) { other } else { one };
    let are_same = |one: Division, other: Division| one.same(other, year) == Some(true) || search::are_one(one, other);
    let same = pairs().filter(|&(one, other)| are_same(one, other)).map(|(one, other)| latest(one, other));
    let mut places: Vec<Division> = same.collect();
    if places.is_empty() {
        places.extend(pairs().filter(|(one, other)| one.within(*other, year) == Some(true)).map(|(one, _)| one));
        places.extend(pairs().filter(|(one, other)| other.within(*one, year) == Some(true)).map(|(_, other)| other));
    }
    if places.is_empty() {
        places.extend(left.iter().chain(right));
    }
    places.sort_unstable();
    places.dedup();
    places
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "locate_tests.rs"]
mod tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "written_forms_tests.rs"]
mod written_forms_tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "property_tests.rs"]
mod property_tests;
