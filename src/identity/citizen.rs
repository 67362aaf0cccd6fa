//! Numbers of 18 characters with a check character: citizens, residents from Hong Kong, Macau
//! and Taiwan, foreign permanent residents.
//! In: a value and today's date. Out: a verdict. Never: a statement about the place of origin,
//! since the address code tells only where the number was first given.

use super::clean::{is_digits, judged};
use super::{Date, Verdict, address_code_known};

/// Weights of the 17 digits before the check character (GB 11643-1999).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";
/// Nobody alive was born before; the standard's own example is of 1880.
const EARLIEST_BIRTH: i32 = 1800;
const OVERSEAS: [&str; 3] = ["810000", "820000", "830000"];

/// GB 11643: citizen identity number of 18, or (doubtful) of 15 characters.
pub(super) fn citizen(text: &str, today: Date) -> Verdict {
    judged(text, |number| match number.len() {
        15 => fifteen(number, today),
        18 => citizen_of_18(number, today),
        _ => Verdict::invalid("不是18位"),
    })
}

/// Residence permit for residents of Hong Kong, Macau and Taiwan (国办发〔2018〕81号).
pub(super) fn residence_permit(text: &str, today: Date) -> Verdict {
    judged(text, |number| residence_permit_number(number, today).unwrap_or_else(|| Verdict::invalid("不是18位")))
}

/// The same, of a cleaned value; `None` where the value has not 18 characters.
pub(super) fn residence_permit_number(number: &str, today: Date) -> Option<Verdict> {
    (number.len() == 18).then(|| {
        if !number.get(..6).is_some_and(|code| OVERSEAS.contains(&code)) {
            return Verdict::invalid("前六位不是港澳台居民居住证的810000、820000或830000");
        }
        flaw(number, today).unwrap_or(Verdict::Valid)
    })
}

/// Foreign permanent resident identity card: of 2023 (18 characters) or of 2017 (15).
pub(super) fn foreign_resident(text: &str, _today: Date) -> Verdict {
    judged(text, |number| {
        let (letters, digits) = number.split_at_checked(3).unwrap_or_default();
        if letters.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_digits(digits, 12) {
            return Verdict::Valid;
        }
        match number.split_at_checked(17) {
            Some((body, _)) if number.len() == 18 && body.starts_with('9') && is_digits(body, 17) => {
                if check_holds(number) {
                    Verdict::Valid
                } else {
                    Verdict::invalid("校验码不对，请核对有无抄错")
                }
            }
            _ => Verdict::invalid("不是9开头的18位，也不是3个字母加12位数字"),
        }
    })
}

fn citizen_of_18(number: &str, today: Date) -> Verdict {
    if let Some(flaw) = flaw(number, today) {
        return flaw;
    }
    match number.get(..6) {
        Some(code) if OVERSEAS.contains(&code) => Verdict::doubtful("是港澳台居民居住证的号码"),
        Some(code) if address_code_known(code) => Verdict::Valid,
        _ => Verdict::doubtful("前六位不是已知的行政区划代码"),
    }
}

/// What is wrong with the characters, the birth date or the check character of 18 characters.
fn flaw(number: &str, today: Date) -> Option<Verdict> {
    let (body, last) = number.split_at_checked(17)?;
    if !is_digits(body, 17) || !matches!(last.as_bytes(), [b'0'..=b'9' | b'X' | b'x']) {
        return Some(Verdict::invalid("前17位须是数字，末位须是数字或X"));
    }
    if !matches!(body.as_bytes().first(), Some(b'1'..=b'8')) {
        return Some(Verdict::invalid("首位须是1到8"));
    }
    if let Some(reason) = birth_flaw(body.get(6..14)?, today) {
        return Some(Verdict::invalid(reason));
    }
    match check_holds(number) {
        true => None,
        false if is_cut_to_fifteen_digits(number) => {
            Some(Verdict::doubtful("末三位成了000，像是表格软件只留下15位有效数字，请按原件重填"))
        }
        false => Some(Verdict::invalid("校验码不对，请核对有无抄错")),
    }
}

fn fifteen(number: &str, today: Date) -> Verdict {
    if !is_digits(number, 15) {
        return Verdict::invalid("15位旧号码须全是数字");
    }
    let birth = number.get(6..12).map(|short| format!("19{short}")).unwrap_or_default();
    match birth_flaw(&birth, today) {
        Some(reason) => Verdict::invalid(reason),
        None => Verdict::doubtful("是15位旧号码，请换成18位号码"),
    }
}

fn birth_flaw(birth: &str, today: Date) -> Option<&'static str> {
    let number = |from: usize, to: usize| birth.get(from..to)?.parse::<u8>().ok();
    let year = birth.get(..4).and_then(|year| year.parse::<i32>().ok()).unwrap_or_default();
    let date = (year, number(4, 6).unwrap_or_default(), number(6, 8).unwrap_or_default());
    if year < EARLIEST_BIRTH || !is_real(date) {
        Some("出生日期不是真实的日期")
    } else if date > today {
        Some("出生日期晚于今天")
    } else {
        None
    }
}

/// Whether the day exists in the Gregorian calendar.
fn is_real((year, month, day): Date) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether a spreadsheet kept 15 of 18 digits and put noughts for the rest. A number that really ends so has its check digit right.
pub(crate) fn is_cut_to_fifteen_digits(number: &str) -> bool {
    is_digits(number, 18) && number.ends_with("000") && !check_holds(number)
}

/// ISO 7064 MOD 11-2 over 17 digits and a check character (X in either case).
fn check_holds(number: &str) -> bool {
    let sum: u32 = WEIGHTS.iter().zip(number.bytes()).map(|(w, b)| w * u32::from(b.wrapping_sub(b'0'))).sum();
    let expected = CHECKS.get(sum as usize % 11);
    number.as_bytes().get(17).map(u8::to_ascii_uppercase).as_ref() == expected
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const TODAY: Date = (2026, 11, 23);

    fn reason(verdict: Verdict) -> String {
        match verdict {
            Verdict::Valid => "有效".to_owned(),
            Verdict::Doubtful(reason) => format!("存疑：{reason}"),
            Verdict::Invalid(reason) => format!("无效：{reason}"),
        }
    }

    /// Seventeen digits with their check character.
    fn checked(body: &str) -> String {
        let all = "0123456789X".chars().map(|last| format!("{body}{last}"));
        all.into_iter().find(|number| check_holds(number)).unwrap()
    }

    #[test]
    fn the_numbers_of_the_standard_are_valid() {
        for number in ["11010519491231002X", "11010519491231002x", "440524188001010014"] {
            assert_eq!(citizen(number, TODAY), Verdict::Valid, "{number}");
        }
    }

    #[test]
    fn each_fault_has_its_own_reason() {
        let cases = [
            ("", "无效：不是18位"),
            ("1101051949123100", "无效：不是18位"),
            ("110105194912310021", "无效：校验码不对"),
            ("11010519491331002X", "无效：出生日期不是真实的日期"),
            ("11010519490229002X", "无效：出生日期不是真实的日期"),
            ("1101051949123100AX", "无效：前17位须是数字"),
            ("91010519491231002X", "无效：首位须是1到8"),
            (&checked("11010520261124001"), "无效：出生日期晚于今天"),
            (&checked("19990019900101001"), "存疑：前六位不是已知的行政区划代码"),
            ("810000199408230021", "存疑：是港澳台居民居住证的号码"),
            ("110105491231002", "存疑：是15位旧号码"),
            ("110105491331002", "无效：出生日期不是真实的日期"),
        ];
        for (number, expected) in cases {
            let found = reason(citizen(number, TODAY));
            assert!(found.starts_with(expected), "{number}: {found}");
        }
        assert_eq!(citizen(&checked("11010520261123001"), TODAY), Verdict::Valid);
        assert_eq!(citizen(&checked("44190020000229001"), TODAY), Verdict::Valid);
    }

    #[test]
    fn spreadsheet_damage_is_doubtful_and_named() {
        let cases = [
            ("4.40524E+17", "存疑：被表格软件改成了科学记数法"),
            ("110105194912310000", "存疑：末三位成了000"),
            ("１１０１０５１９４９１２３１００２Ｘ", "存疑：含有全角字符"),
            ("'11010519491231002X", "存疑：开头多了一个撇号"),
            ("11010519491231002X ", "存疑：首尾有空格"),
            ("110105 19491231 002X", "存疑：中间有空格"),
            ("110105 19491231 0021", "无效：校验码不对"),
        ];
        for (number, expected) in cases {
            let found = reason(citizen(number, TODAY));
            assert!(found.starts_with(expected), "{number}: {found}");
        }
    }

    #[test]
    fn residence_permits_have_three_address_codes() {
        for number in ["810000199408230021", "830000199201300022"] {
            assert_eq!(residence_permit(number, TODAY), Verdict::Valid, "{number}");
        }
        assert!(matches!(residence_permit("11010519491231002X", TODAY), Verdict::Invalid(_)));
        assert!(matches!(residence_permit("810000199408230022", TODAY), Verdict::Invalid(_)));
        assert!(matches!(residence_permit("81000019940823", TODAY), Verdict::Invalid(_)));
    }

    #[test]
    fn foreign_residents_have_two_generations_of_cards() {
        assert_eq!(foreign_resident(&checked("91105619900101001"), TODAY), Verdict::Valid);
        assert_eq!(foreign_resident("ABC123456789012", TODAY), Verdict::Valid);
        for number in ["11010519491231002X", "911056199001010010000", "AB1234567890123", ""] {
            assert!(matches!(foreign_resident(number, TODAY), Verdict::Invalid(_)), "{number}");
        }
    }

    #[test]
    fn leap_days_follow_the_calendar() {
        assert!(is_real((2000, 2, 29)) && is_real((2024, 2, 29)));
        assert!(!is_real((1900, 2, 29)) && !is_real((2023, 2, 29)));
        assert!(!is_real((2024, 0, 1)) && !is_real((2024, 13, 1)) && !is_real((2024, 4, 31)));
    }
}
