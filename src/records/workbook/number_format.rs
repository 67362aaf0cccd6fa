//! What a number is shown as. In: a format code or the number of a built-in one. Out: a date, a stretch of time, a share, or just a number.

/// What a format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Number,
    Date,
    Duration,
    Share,
}

impl Shown {
    /// What a built-in format shows; nothing is told of numbers that are not built in.
    pub(super) fn by_built_in(format: u16) -> Self {
        match format {
            9 | 10 => Self::Share,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            46 => Self::Duration,
            _ => Self::Number,
        }
    }

    /// What a format code shows: `yyyy"年"m"月"`, `0.0%`, `[h]:mm`. Only its first section counts, the one for positive numbers.
    pub(super) fn by_code(code: &str) -> Self {
        let mut characters = code.chars();
        let mut shown = Self::Number;
        while let Some(character) = characters.next() {
            match character.to_ascii_lowercase() {
                ';' => break,
                '"' => while characters.next().is_some_and(|quoted| quoted != '"') {},
                '\\' | '_' | '*' => {
                    characters.next();
                }
                '[' => {
                    let inside: String = characters.by_ref().take_while(|inner| *inner != ']').collect();
                    if !inside.is_empty() && inside.chars().all(|inner| matches!(inner.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                        return Self::Duration;
                    }
                }
                '%' => return Self::Share,
                'y' | 'm' | 'd' | 'h' | 's' => shown = Self::Date,
                _ => {}
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_dates_shares_and_numbers() {
        for code in
            ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy\"年\"m\"月\";@", "h:mm AM/PM", "[DBNum1][$-804]m\"月\"d\"日\""]
        {
            assert_eq!(Shown::by_code(code), Shown::Date, "{code}");
        }
        for code in ["General", "G/通用格式", "0.00E+00", "#,##0_);[Red]\\(#,##0\\)", "0\"days\"", "@", "0_d", "[Red]0", "[$-409]0"]
        {
            assert_eq!(Shown::by_code(code), Shown::Number, "{code}");
        }
        for code in ["0%", "0.00%", "[Red]0.0%;@"] {
            assert_eq!(Shown::by_code(code), Shown::Share, "{code}");
        }
        for code in ["[h]:mm:ss", "[mm]:ss"] {
            assert_eq!(Shown::by_code(code), Shown::Duration, "{code}");
        }
    }
}
