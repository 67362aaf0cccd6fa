//! Finding a division by its code.
//! In: digits. Out: a row, or codes one slip away. Never: a township; longer codes are cut.

use super::table::{Table, table};
use super::{Division, Lookup};

/// The division with that code (GB/T 2260 and the yearly tables of the Ministry of Civil
/// Affairs), preferably one in force at the end of `year`.
///
/// Accepts 6 digits, and the 9 and 12 digits of townships and villages, which are cut to 6. Codes
/// of 市辖区, development zones and other groupings of the statistical code, which are no
/// divisions, mean the division above them. Among rows not in force, the last one before `year`
/// is meant, else the first one after it. Never [`Lookup::Ambiguous`].
pub(crate) fn by_code(code: &str, year: i32) -> Lookup {
    let code = super::names::normalised(code);
    let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let known_length = matches!(code.len(), 6 | 9 | 12);
    let number = code.get(..6).and_then(|six| six.parse().ok()).filter(|_| digits && known_length);
    let Some(number) = number else {
        return Lookup::Unknown(if digits { of_short_code(&code, year) } else { Vec::new() });
    };
    let table = table();
    let row =
        of_code(table, number, year).or_else(|| table.code_alias(number)).or_else(|| of_statistical_code(table, number, year));
    match row {
        Some(row) => Lookup::Found(Division(row)),
        None => Lookup::Unknown(one_slip_away(table, number, year)),
    }
}

/// Whether the first six digits of an identity number may be these: a code of the table or one
/// used in such numbers at another time, with 810000, 820000 and 830000 for Hong Kong, Macau
/// and Taiwan. It tells where a number was first given, not where its holder lives.
pub(crate) fn address_code_known(code: &str) -> bool {
    let six_digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = code.parse().ok().filter(|_| six_digits) else {
        return false;
    };
    !table().with_code(number).is_empty() || include_str!("other_codes.txt").lines().any(|other| other == code)
}

fn of_code(table: &Table, code: u32, year: i32) -> Option<u32> {
    let mut rows = table.with_code(code);
    let before = rows.clone().rev().find(|&row| table.row(row).from <= year);
    table.at(code, year).or(before).or_else(|| rows.next())
}

/// XX0100, XX0200, XX9000 (units straight under a province): the province. XXXX01 (市辖区) and
/// XXXX71 to XXXX79 (development zones): the prefecture, else the province.
fn of_statistical_code(table: &Table, code: u32, year: i32) -> Option<u32> {
    let (group, unit) = (code / 100 % 100, code % 100);
    let grouping = unit == 0 && matches!(group, 1 | 2 | 90);
    let inside = group != 0 && matches!(unit, 1 | 71..=79);
    if !grouping && !inside {
        return None;
    }
    of_code(table, code / 100 * 100, year).filter(|_| inside).or_else(|| of_code(table, code / 10_000 * 10_000, year))
}

/// The province or prefecture meant by two or four digits.
fn of_short_code(code: &str, year: i32) -> Vec<Division> {
    let number = match code.len() {
        2 => format!("{code}0000"),
        4 => format!("{code}00"),
        _ => return Vec::new(),
    };
    let row = number.parse().ok().and_then(|number| of_code(table(), number, year));
    row.map(Division).into_iter().collect()
}

/// Codes in force that differ in one digit or in the order of two neighbours, the last digits
/// first; where there are none, the prefecture or province.
fn one_slip_away(table: &Table, code: u32, year: i32) -> Vec<Division> {
    let mut found = Vec::new();
    for place in [1, 10, 100, 1_000, 10_000, 100_000] {
        let digit = code / place % 10;
        let next = code / (place * 10) % 10;
        let rest = code - digit * place;
        let exchanged = rest.checked_sub(next * place * 10);
        let exchanged = exchanged.map(|rest| rest + next * place + digit * place * 10);
        let changed = (0..10).map(|other| rest + other * place);
        for candidate in exchanged.into_iter().chain(changed).filter(|&other| other != code) {
            let row = table.at(candidate, year).map(Division);
            found.extend(row.filter(|row| !found.contains(row)));
        }
    }
    found.truncate(5);
    if found.is_empty() {
        let above = of_code(table, code / 100 * 100, year);
        found.extend(above.or_else(|| of_code(table, code / 10_000 * 10_000, year)).map(Division));
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn name(code: &str, year: i32) -> String {
        match by_code(code, year) {
            Lookup::Found(place) => place.full_name(),
            other => panic!("{code}: {other:?}"),
        }
    }

    #[test]
    fn longer_codes_are_cut() {
        assert_eq!(name("440113", 2026), "广东省广州市番禺区");
        assert_eq!(name("440113001", 2026), "广东省广州市番禺区");
        assert_eq!(name("440113001002", 2026), "广东省广州市番禺区");
        assert_eq!(name("４４０１１３", 2026), "广东省广州市番禺区");
    }

    #[test]
    fn codes_of_groupings_mean_the_division_above() {
        let cases = [
            ("110101", "北京市东城区"),
            ("110100", "北京市"),
            ("500200", "重庆市"),
            ("440101", "广东省广州市"),
            ("441901", "广东省东莞市"),
            ("320571", "江苏省苏州市"),
            ("133100", "河北省"),
            ("232761", "黑龙江省大兴安岭地区"),
            ("632857", "青海省海西蒙古族藏族自治州"),
            ("419000", "河南省"),
            ("659000", "新疆维吾尔自治区"),
            ("830000", "台湾省"),
            ("469001", "海南省五指山市"),
        ];
        for (code, expected) in cases {
            assert_eq!(name(code, 2026), expected, "{code}");
        }
    }

    #[test]
    fn the_year_chooses_among_rows_of_one_code() {
        assert_eq!(name("320800", 1995), "江苏省淮阴市");
        assert_eq!(name("320800", 2005), "江苏省淮安市");
        assert_eq!(name("420600", 2005), "湖北省襄樊市");
        assert_eq!(name("500157", 2020), "重庆市两江新区");
    }

    #[test]
    fn superseded_codes_stay_readable() {
        assert_eq!(name("320212", 1995), "江苏省无锡市马山区");
        assert_eq!(name("421302", 2005), "湖北省随州市曾都区");
    }

    #[test]
    fn unknown_codes_bring_neighbours_or_nothing() {
        for (code, expected) in [("441013", 440113), ("440131", 440113), ("440199", 440100)] {
            let Lookup::Unknown(near) = by_code(code, 2026) else { panic!() };
            assert!(near.len() <= 5 && near.iter().any(|place| place.code() == expected), "{near:?}");
        }
        let Lookup::Unknown(near) = by_code("44", 2026) else { panic!() };
        assert_eq!(near.iter().map(|place| place.name()).collect::<Vec<_>>(), ["广东省"]);
        for code in ["", "4", "000000", "999999", "99999999999999999999", "44011x", "番禺"] {
            assert!(matches!(by_code(code, 2026), Lookup::Unknown(_)), "{code}");
        }
    }

    #[test]
    fn address_codes_cover_all_times() {
        for code in ["110105", "440524", "441900", "810000", "820000", "830000", "329012", "110101"] {
            assert!(address_code_known(code), "{code}");
        }
        for code in ["", "999999", "11010", "1101050", "44011Ｘ", "+11010", "900000"] {
            assert!(!address_code_known(code), "{code}");
        }
    }
}
