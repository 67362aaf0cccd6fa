//! Documents of people from Hong Kong, Macau and Taiwan.
//! In: a value. Out: a verdict. Never: the person's place of origin; the kind of document shows
//! the region, no division code does.

use super::clean::{is_digits, judged};
use super::{Date, Verdict, citizen};

/// Reads one cleaned value; `None` where it has another shape.
type Shape = fn(&str) -> Option<Verdict>;

const LOCAL_AND_PERMITS: [Shape; 5] = [home_return_number, taiwan_permit_number, hong_kong_number, macau_number, taiwan_number];

/// Mainland travel permit for Hong Kong and Macau residents (notice of 2010-03-10, card of 2013;
/// for foreign permanent residents from 2024-07-10).
pub(super) fn home_return_permit(text: &str, _today: Date) -> Verdict {
    of_shape(text, home_return_number, "不是H或M加8位数字")
}

/// Mainland travel permit for Taiwan residents (booklet of 1992, numbers of 2008, card of 2015).
pub(super) fn taiwan_permit(text: &str, _today: Date) -> Verdict {
    of_shape(text, taiwan_permit_number, "不是8位数字")
}

/// Hong Kong identity card, with its check character.
pub(super) fn hong_kong(text: &str, _today: Date) -> Verdict {
    of_shape(text, hong_kong_number, "不是1至2个字母、6位数字加校验码")
}

/// Macau resident identity card; how its check digit is computed is not published.
pub(super) fn macau(text: &str, _today: Date) -> Verdict {
    of_shape(text, macau_number, "不是以1、5、7、8开头的8位数字")
}

/// Taiwan identity card, with its check digit.
pub(super) fn taiwan(text: &str, _today: Date) -> Verdict {
    of_shape(text, taiwan_number, "不是1个字母加9位数字")
}

/// Any of the documents above, or the residence permit: the kindest verdict among the shapes the
/// value has.
pub(super) fn any(text: &str, today: Date) -> Verdict {
    judged(text, |number| {
        let read = LOCAL_AND_PERMITS.iter().filter_map(|shape| shape(number));
        let read = read.chain(citizen::residence_permit_number(number, today));
        let rank = |verdict: &Verdict| match verdict {
            Verdict::Valid => 0,
            Verdict::Doubtful(_) => 1,
            Verdict::Invalid(_) => 2,
        };
        let best = read.min_by_key(rank);
        best.unwrap_or_else(|| Verdict::invalid("不像港澳台居民居住证、来往内地（大陆）通行证或当地身份证的号码"))
    })
}

fn of_shape(text: &str, shape: Shape, otherwise: &str) -> Verdict {
    judged(text, |number| shape(number).unwrap_or_else(|| Verdict::invalid(otherwise)))
}

/// Valid, or doubtful for lower-case letters.
fn in_capitals(number: &str) -> Verdict {
    if number.bytes().any(|byte| byte.is_ascii_lowercase()) { Verdict::doubtful("字母须大写") } else { Verdict::Valid }
}

fn home_return_number(number: &str) -> Option<Verdict> {
    let digits = number.strip_prefix(['H', 'M', 'h', 'm'])?;
    if is_digits(digits, 8) {
        return Some(in_capitals(number));
    }
    if is_digits(digits, 10) {
        return Some(Verdict::doubtful("带有旧证的两位换证次数，请只填前九位"));
    }
    let foreign = digits.strip_prefix(['A', 'a']).is_some_and(|digits| is_digits(digits, 7));
    foreign.then(|| Verdict::doubtful("是非中国籍的港澳永久性居民所持的通行证"))
}

fn taiwan_permit_number(number: &str) -> Option<Verdict> {
    if is_digits(number, 8) {
        return Some(Verdict::Valid);
    }
    let (digits, issue) = number.split_at_checked(10)?;
    let issue = issue.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(issue);
    let booklet = matches!(issue.as_bytes(), [] | [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z']);
    let bracketed = number.len() == 10 || number.ends_with(')');
    (booklet && bracketed && is_digits(digits, 10)).then(|| Verdict::doubtful("带有旧本的签发次数，请只填前八位"))
}

/// The value without brackets around its last character; `None` where they are not a pair.
fn without_brackets(number: &str) -> Option<String> {
    let open = match number.strip_suffix(')') {
        Some(rest) => {
            let (body, check) = rest.rsplit_once('(')?;
            (check.len() == 1).then(|| format!("{body}{check}"))?
        }
        None => number.to_owned(),
    };
    open.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some(open)
}

fn hong_kong_number(number: &str) -> Option<Verdict> {
    let plain = without_brackets(number)?.to_ascii_uppercase();
    let letters = plain.bytes().take_while(u8::is_ascii_uppercase).count();
    let (digits, check) = plain.get(letters..)?.split_at_checked(6)?;
    let check = match check.as_bytes() {
        [b'A'] => 10,
        [digit @ b'0'..=b'9'] => u32::from(digit - b'0'),
        _ => return None,
    };
    if !matches!(letters, 1 | 2) || !is_digits(digits, 6) {
        return None;
    }
    let blank = (letters == 1).then_some(36);
    let values = blank.into_iter().chain(plain.chars().filter_map(|c| c.to_digit(36)));
    let sum: u32 = values.zip((2..=9).rev()).map(|(value, weight)| value * weight).sum();
    Some(if (sum + check).is_multiple_of(11) {
        in_capitals(number)
    } else {
        Verdict::invalid("校验码不对，请核对有无抄错")
    })
}

fn macau_number(number: &str) -> Option<Verdict> {
    let plain = without_brackets(number)?;
    (is_digits(&plain, 8) && plain.starts_with(['1', '5', '7', '8'])).then_some(Verdict::Valid)
}

fn taiwan_number(number: &str) -> Option<Verdict> {
    /// The letters in the order of their two digits, from 10.
    const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    const WEIGHTS: [u32; 9] = [8, 7, 6, 5, 4, 3, 2, 1, 1];
    let (letter, digits) = number.split_at_checked(1)?;
    if !is_digits(digits, 9) || !digits.starts_with(['1', '2', '8', '9']) {
        return None;
    }
    let code = LETTERS.find(&letter.to_ascii_uppercase())? as u32 + 10;
    let values = digits.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = values.zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let sum = code / 10 + code % 10 * 9 + sum;
    Some(if sum.is_multiple_of(10) { in_capitals(number) } else { Verdict::invalid("校验码不对，请核对有无抄错") })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const TODAY: Date = (2026, 11, 23);

    fn sort(check: fn(&str, Date) -> Verdict, values: &[&str]) -> String {
        let mark = |value: &&str| match check(value, TODAY) {
            Verdict::Valid => '有',
            Verdict::Doubtful(_) => '疑',
            Verdict::Invalid(_) => '无',
        };
        values.iter().map(mark).collect()
    }

    #[test]
    fn hong_kong_numbers_need_their_check_character() {
        let right = ["A123456(3)", "AB987654(3)", "G123456(A)", "C668668(9)", "A1234563"];
        assert_eq!(sort(hong_kong, &right), "有有有有有");
        let others = ["A123456(7)", "A123456（3）", "a123456(3)", "ABC123456(3)", "A123456(3", "A12345(63)", "A123456"];
        assert_eq!(sort(hong_kong, &others), "无疑疑无无无无");
    }

    #[test]
    fn macau_numbers_have_eight_digits() {
        let values = ["1234567(8)", "12345678", "5000000(1)", "2234567(8)", "1234567", "1234567（8）", "1(2345678)"];
        assert_eq!(sort(macau, &values), "有有有无无疑无");
    }

    #[test]
    fn taiwan_numbers_need_their_check_digit() {
        let values = ["A123456789", "F131104093", "A800000014", "A123456788", "A323456789", "1123456789", "a123456789"];
        assert_eq!(sort(taiwan, &values), "有有有无无无疑");
    }

    #[test]
    fn permits_for_the_mainland_come_in_several_ages() {
        let values = ["H12345678", "M12345678", "H1234567801", "HA1234567", "MA1234567", "h12345678", "H1234567", "C12345678"];
        assert_eq!(sort(home_return_permit, &values), "有有疑疑疑疑无无");
        let values = ["12345678", "1234567801", "1234567801(B)", "1234567801(B", "1234567801B", "1234567", "A12345678"];
        assert_eq!(sort(taiwan_permit, &values), "有疑疑无无无无");
    }

    #[test]
    fn any_document_serves_for_the_common_format() {
        let right = ["810000199408230021", "H12345678", "12345678", "A123456(3)", "1234567(8)", "A123456789"];
        assert_eq!(sort(any, &right), "有有有有有有");
        let others = ["A123456（3）", "A123456(7)", "11010519491231002X", "E12345678", "12345678 "];
        assert_eq!(sort(any, &others), "疑无无无疑");
        let Verdict::Doubtful(reason) = any("A123456（3）", TODAY) else { panic!() };
        assert_eq!(reason, "括号是全角的，请改用半角括号");
    }
}
