//! Which administrative divisions stand for all. In: the places and questions that occur for some fields. Out: one place for each way of
//! answering them; and where fields are compared with each other, places that lie in each other, beside each other and apart.

use std::collections::BTreeMap;

use super::groups::Group;
use super::sets::Elements;
use crate::division::{Division, all_divisions};
use crate::value::Value;

/// Most places that stand for all where fields are compared with each other.
const MOST_RELATED: usize = 16;
/// Where more than three fields are, fewer places keep the diagrams small.
const MOST_CROWDED: usize = 9;

/// What several places that one counts as do not have in common.
const DISAGREED: u8 = 9;

/// How a place answers everything that is asked, those in force first: whether it is no more, level, whether something lies below, whether
/// it counts as one, and of each constant whether it is the same, inside or around.
type Signature = (bool, u8, u8, u8, Vec<[Option<bool>; 3]>);

/// The places for `together` fields of one group, as of a year; with `former` ones where a field may hold a place that is no more.
pub(super) fn places(group: &Group, together: usize, year: i32, former: bool) -> Vec<Value> {
    let named = named(group);
    // A place that is no more may count as several, of which one field or another, or a level, tells one.
    let marks = group.marks;
    let history = marks.force || (former && (group.related || marks.level || marks.lower));
    let signature = |place: Division| signature(place, group, &named, year, history);
    let mut kinds: BTreeMap<Signature, Vec<Division>> = BTreeMap::new();
    for place in named.iter().copied().chain(all_divisions()).filter(|place| former || place.in_force(year)) {
        let kind = kinds.entry(signature(place)).or_default();
        if kind.len() < 2 {
            kind.push(place);
        }
    }
    let mut chosen: Vec<Division> = Vec::new();
    let add = |place: Division, chosen: &mut Vec<Division>| {
        if !chosen.contains(&place) {
            chosen.push(place);
        }
    };
    for kind in kinds.values() {
        kind.first().iter().for_each(|place| add(**place, &mut chosen));
    }
    if group.related {
        for place in relatives(&chosen, year) {
            if chosen.len() >= if together > 3 { MOST_CROWDED } else { MOST_RELATED } {
                break;
            }
            add(place, &mut chosen);
        }
    }
    chosen.into_iter().map(Value::Place).collect()
}

/// The places that may belong to the sets of one group: whether they are the same as others is all that is asked of them.
pub(super) fn elements(group: &Group, most: usize, year: i32, former: bool) -> Elements {
    let mut named = named(group);
    let answers = |place: Division, named: &[Division]| named.iter().map(|one| place.same(*one, year)).collect::<Vec<_>>();
    if former {
        // A place that was divided is neither one of its parts nor another place.
        let mut parts: BTreeMap<Vec<Option<bool>>, Division> = BTreeMap::new();
        for place in all_divisions() {
            let answers = answers(place, &named);
            if answers.contains(&None) && !answers.contains(&Some(true)) {
                parts.entry(answers).or_insert(place);
            }
        }
        named.extend(parts.into_values());
    }
    let is_other = |place: &Division| place.in_force(year) && answers(*place, &named).iter().all(|same| *same == Some(false));
    let alike = all_divisions().filter(is_other).take(most).map(Value::Place).collect();
    Elements { named: named.into_iter().map(Value::Place).collect(), alike, is_thinned: false }
}

fn named(group: &Group) -> Vec<Division> {
    let place = |value: &Value| if let Value::Place(place) = value { Some(*place) } else { None };
    group.constants.iter().filter_map(place).collect()
}

fn signature(place: Division, group: &Group, named: &[Division], year: i32, history: bool) -> Signature {
    let marks = group.marks;
    let now = if history { place.present(year) } else { vec![place] };
    let agreed = |is_asked: bool, fact: &dyn Fn(Division) -> u8| {
        let mut facts = now.iter().map(|place| fact(*place));
        match facts.next() {
            _ if !is_asked => 0,
            Some(first) if facts.all(|fact| fact == first) => first,
            _ => DISAGREED,
        }
    };
    let level = agreed(marks.level || group.related, &|place| place.level() as u8);
    let lower = agreed(marks.lower, &|place| place.has_lower_level(year).into());
    let parent = now.first().and_then(|place| place.parent(year));
    let count = match now.len() {
        0 | 1 => now.len() as u8,
        _ if now.iter().all(|place| place.parent(year) == parent) => 2,
        _ => DISAGREED,
    };
    let is_former = history && !place.in_force(year);
    let answers = named.iter().map(|one| [place.same(*one, year), place.within(*one, year), one.within(place, year)]);
    (is_former, level, lower, count, answers.collect())
}

/// Places around the chosen ones: two provinces, with a city and two counties of each; a parent and a neighbour of every chosen county.
fn relatives(chosen: &[Division], year: i32) -> Vec<Division> {
    let mut found = Vec::new();
    for place in chosen {
        found.extend(place.present(year));
        let Some(parent) = place.parent(year) else { continue };
        found.push(parent);
        let beside = all_divisions().find(|other| other != place && other.in_force(year) && other.parent(year) == Some(parent));
        found.extend(beside);
    }
    let top = |place: &Division| place.parent(year).is_none();
    let provinces: Vec<Division> =
        all_divisions().filter(|place| place.in_force(year) && top(place) && place.has_lower_level(year)).collect();
    // The first is a municipality; provinces with cities follow.
    for province in
        provinces.iter().filter(|province| children(**province, year).iter().any(|place| place.has_lower_level(year))).take(2)
    {
        let city = children(*province, year).into_iter().find(|place| place.has_lower_level(year));
        found.push(*province);
        found.extend(city);
        found.extend(city.iter().flat_map(|city| children(*city, year).into_iter().take(2)));
    }
    found
}

fn children(place: Division, year: i32) -> Vec<Division> {
    all_divisions().filter(|other| other.in_force(year) && other.parent(year) == Some(place)).take(3).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::division::{Lookup, lookup};

    fn place(name: &str) -> Division {
        match lookup(name, 2024) {
            Lookup::Found(place) => place,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn named(names: &[&str]) -> Group {
        Group { constants: names.iter().map(|name| Value::Place(place(name))).collect(), ..Group::default() }
    }

    fn shown(group: &Group, together: usize) -> Vec<String> {
        let list = places(group, together, 2024, false).into_iter();
        list.map(|value| if let Value::Place(place) = value { place.full_name() } else { String::new() }).collect()
    }

    #[test]
    fn levels_and_exempt_cities_give_one_place_each() {
        let mut group = named(&["广东省东莞市", "广东省中山市"]);
        (group.marks.level, group.marks.lower) = (true, true);
        let all = places(&group, 1, 2024, false);
        let answers = |level: u8, lower: bool| {
            all.iter().any(|value| matches!(value, Value::Place(place) if place.level() as u8 == level && place.has_lower_level(2024) == lower))
        };
        assert!(answers(0, true) && answers(0, false) && answers(1, true) && answers(1, false) && answers(2, false));
        assert!(all.contains(&Value::Place(place("广东省东莞市"))) && all.contains(&Value::Place(place("广东省中山市"))));
        // A city without counties that the policy does not name is there too.
        let unnamed = all.iter().any(|value| {
            matches!(value, Value::Place(place) if place.level() as u8 == 1 && !place.has_lower_level(2024) && !group.constants.contains(value))
        });
        assert!(unnamed);
    }

    #[test]
    fn being_inside_a_place_and_around_it_are_told_apart() {
        let shown = shown(&named(&["广东省广州市"]), 1);
        assert!(shown.contains(&"广东省广州市".to_string()) && shown.contains(&"广东省".to_string()), "{shown:?}");
        assert!(shown.iter().any(|name| name.starts_with("广东省广州市") && name.len() > "广东省广州市".len()));
    }

    #[test]
    fn places_compared_with_each_other_lie_inside_beside_and_apart() {
        let mut group = named(&[]);
        group.related = true;
        let chosen: Vec<Division> = places(&group, 2, 2024, false)
            .into_iter()
            .filter_map(|value| if let Value::Place(place) = value { Some(place) } else { None })
            .collect();
        let pairs =
            || chosen.iter().flat_map(|left| chosen.iter().map(move |right| (*left, *right))).filter(|(left, right)| left != right);
        assert!(pairs().any(|(left, right)| left.within(right, 2024) == Some(true)));
        assert!(pairs().any(|(left, right)| left.parent(2024).is_some() && left.parent(2024) == right.parent(2024)));
        assert!(pairs().any(|(left, right)| left.level() == right.level() && left.parent(2024) != right.parent(2024)));
    }

    #[test]
    fn places_that_are_no_more_are_looked_at_only_where_there_may_be_some() {
        let group = named(&["浙江省杭州市上城区"]);
        assert!(places(&group, 1, 2024, false).iter().all(|value| matches!(value, Value::Place(place) if place.in_force(2024))));
        assert!(places(&group, 1, 2024, true).iter().any(|value| matches!(value, Value::Place(place) if !place.in_force(2024))));
    }

    #[test]
    fn elements_of_sets_are_told_apart_from_what_they_became() {
        let elements = |former: bool| {
            let Elements { named, alike, .. } = elements(&named(&["浙江省杭州市上城区"]), 2, 2024, former);
            let names = |list: Vec<Value>| -> Vec<String> {
                list.into_iter()
                    .map(|value| if let Value::Place(place) = value { place.full_name() } else { String::new() })
                    .collect()
            };
            (names(named), names(alike))
        };
        let (named, alike) = elements(false);
        assert!(named == ["浙江省杭州市上城区"] && alike.len() == 2 && !alike.contains(&named[0]));
        // 江干区 was divided between 上城区 and another.
        assert_eq!(elements(true).0, ["浙江省杭州市上城区", "浙江省杭州市江干区"]);
    }
}
