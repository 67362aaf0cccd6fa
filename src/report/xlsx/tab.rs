//! Names of tabs. In: any name. Out: a name that every table program takes, unlike all others of the same workbook.

use std::collections::HashSet;

/// Longest name, in UTF-16 units.
const LONGEST: usize = 31;

/// The names given so far.
#[derive(Default)]
pub(super) struct TabNames {
    /// In lower case: `a` and `A` are one name to Excel.
    used: HashSet<String>,
}

impl TabNames {
    /// A name for the part with this number of a sheet: `名称`, `名称 (2)`, and so on.
    pub(super) fn name(&mut self, wanted: &str, part: usize) -> String {
        let wanted = legal(wanted);
        let mut number = part;
        loop {
            let ending = if number > 1 { format!(" ({number})") } else { String::new() };
            let name = format!("{}{ending}", cut(&wanted, LONGEST - ending.len()));
            if self.used.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

fn legal(wanted: &str) -> String {
    let name: String = wanted.chars().map(allowed).collect();
    let name = name.trim_matches(|character: char| character.is_whitespace() || character == '\'');
    match name {
        "" => "表".to_string(),
        // Excel keeps this name for itself.
        _ if name.eq_ignore_ascii_case("history") => format!("{name}表"),
        _ => name.to_string(),
    }
}

fn allowed(character: char) -> char {
    match character {
        ':' => '：',
        '\\' => '＼',
        '/' => '／',
        '?' => '？',
        '*' => '＊',
        '[' => '［',
        ']' => '］',
        _ if character.is_control() || matches!(character, '\u{FFFE}' | '\u{FFFF}') => ' ',
        _ => character,
    }
}

fn cut(name: &str, units: usize) -> String {
    let mut left = units;
    let fits = |character: &char| {
        let rest = left.checked_sub(character.len_utf16());
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    let short: String = name.chars().take_while(fits).collect();
    short.trim_end_matches(|character: char| character.is_whitespace() || character == '\'').to_string()
}

#[cfg(test)]
mod tests {
    use super::TabNames;

    fn one(wanted: &str) -> String {
        TabNames::default().name(wanted, 1)
    }

    #[test]
    fn names_become_legal() {
        assert_eq!(one("附表1"), "附表1");
        assert_eq!(one("甲/乙:[丙]*?\\"), "甲／乙：［丙］＊？＼");
        assert_eq!(one("'引号'"), "引号");
        assert_eq!(one(" \t\n"), "表");
        assert_eq!(one("'"), "表");
        assert_eq!(one("History"), "History表");
    }

    #[test]
    fn long_names_are_cut_by_utf16_units() {
        assert_eq!(one(&"学".repeat(40)), "学".repeat(31));
        assert_eq!(one(&"😀".repeat(40)), "😀".repeat(15));
        let mut names = TabNames::default();
        names.name(&"学".repeat(31), 1);
        assert_eq!(names.name(&"学".repeat(31), 1), format!("{} (2)", "学".repeat(27)));
    }

    #[test]
    fn names_are_unique_whatever_their_case() {
        let mut names = TabNames::default();
        assert_eq!(names.name("list", 1), "list");
        assert_eq!(names.name("LIST", 1), "LIST (2)");
        assert_eq!(names.name("list", 2), "list (3)");
        assert_eq!(names.name("附表", 2), "附表 (2)");
    }
}
