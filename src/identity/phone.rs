//! Mobile telephone numbers of the mainland, Hong Kong, Macau and Taiwan.
//! In: a value. Out: a verdict. Never: whether the number is in use.

use super::clean::{half_width, is_digits, judged};
use super::{Date, Verdict};

const NOT_MAINLAND: &str = "不是1开头的11位手机号码";
const NOT_OVERSEAS: &str = "不是香港、澳门的8位或台湾09开头的10位手机号码";

/// Mainland numbers (MIIT: 电信网编号计划, blocks given out up to 2023-03). New blocks appear, so
/// an unknown one is only doubtful.
pub(super) fn mainland(text: &str, _today: Date) -> Verdict {
    of_shape(text, mainland_number, NOT_MAINLAND)
}

/// Numbers of Hong Kong, Macau and Taiwan (ITU E.164, 852, 853, 886).
pub(super) fn overseas(text: &str, _today: Date) -> Verdict {
    of_shape(text, overseas_number, NOT_OVERSEAS)
}

/// Either of the two.
pub(super) fn any(text: &str, _today: Date) -> Verdict {
    let either = |number: &str| mainland_number(number).or_else(|| overseas_number(number));
    of_shape(text, either, "不是内地或港澳台的手机号码")
}

/// Blanks and hyphens inside are how people write such numbers, not damage.
fn of_shape(text: &str, shape: impl Fn(&str) -> Option<Verdict>, otherwise: &str) -> Verdict {
    let spacing = |c: char| matches!(c, ' ' | '-' | '\u{a0}');
    let joined: String = text.trim().chars().filter(|&c| !spacing(half_width(c))).collect();
    judged(&joined, |number| shape(number).unwrap_or_else(|| Verdict::invalid(otherwise)))
}

fn mainland_number(number: &str) -> Option<Verdict> {
    let local = ["+86", "0086", "86"].iter().find_map(|prefix| number.strip_prefix(prefix));
    let local = local.filter(|local| local.len() == 11).unwrap_or(number);
    if !is_digits(local, 11) {
        return None;
    }
    let ([b'1', second, third], _) = local.as_bytes().split_first_chunk()? else {
        return None;
    };
    let given_out = match second {
        b'3' | b'8' => true,
        b'4' => matches!(third, b'5'..=b'9'),
        b'5' | b'9' => *third != b'4',
        b'6' => matches!(third, b'2' | b'5' | b'6' | b'7'),
        b'7' => !matches!(third, b'4' | b'9'),
        _ => return None,
    };
    Some(if given_out { Verdict::Valid } else { Verdict::doubtful("号段尚未启用或不用于手机，请核对") })
}

fn overseas_number(number: &str) -> Option<Verdict> {
    let international = number.strip_prefix('+').or_else(|| number.strip_prefix("00"));
    let full = international.unwrap_or(number);
    let after = |prefix: &str| full.strip_prefix(prefix);
    let hong_kong = |local: &str| is_digits(local, 8) && local.starts_with(['4', '5', '6', '7', '8', '9']);
    let macau = |local: &str| is_digits(local, 8) && local.starts_with('6');
    let taiwan = |local: &str| is_digits(local, 10) && local.starts_with("09");
    let taiwan_abroad = |local: &str| taiwan(local) || (is_digits(local, 9) && local.starts_with('9'));
    let known = after("852").is_some_and(hong_kong)
        || after("853").is_some_and(macau)
        || after("886").is_some_and(taiwan_abroad)
        || (international.is_none() && (hong_kong(number) || taiwan(number)));
    known.then_some(Verdict::Valid)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn sort(check: fn(&str, Date) -> Verdict, values: &[&str]) -> String {
        let mark = |value: &&str| match check(value, (2026, 11, 23)) {
            Verdict::Valid => '有',
            Verdict::Doubtful(_) => '疑',
            Verdict::Invalid(_) => '无',
        };
        values.iter().map(mark).collect()
    }

    #[test]
    fn mainland_numbers_may_carry_the_country_code() {
        let right = ["13800000000", "+8613800000000", "0086 138 0000 0000", "86-138-0000-0000", " 19900000000 "];
        assert_eq!(sort(mainland, &right), "有有有有有");
    }

    #[test]
    fn mainland_blocks_not_given_out_are_doubtful() {
        let blocks = ["14000000000", "15400000000", "16000000000", "16800000000", "17400000000", "17900000000", "19400000000"];
        assert_eq!(sort(mainland, &blocks), "疑疑疑疑疑疑疑");
        let given = ["14500000000", "16200000000", "16700000000", "17000000000", "17800000000", "19000000000", "19300000000"];
        assert_eq!(sort(mainland, &given), "有有有有有有有");
    }

    #[test]
    fn wrong_forms_are_invalid_and_damage_is_doubtful() {
        let wrong = ["12800000000", "1380000000", "138000000000", "1380000000a", "", "02088888888"];
        assert_eq!(sort(mainland, &wrong), "无无无无无无");
        assert_eq!(sort(mainland, &["１３８００００００００", "1.38E+10", "'13800000000"]), "疑疑疑");
    }

    #[test]
    fn numbers_of_the_three_regions_are_told_by_form_and_prefix() {
        let right = [
            "51234567",
            "+852 5123 4567",
            "85251234567",
            "61234567",
            "+85361234567",
            "0912345678",
            "+886912345678",
            "00886 0912345678",
        ];
        assert_eq!(sort(overseas, &right), "有有有有有有有有");
        let wrong = ["31234567", "+85351234567", "912345678", "13800000000", "+61234567"];
        assert_eq!(sort(overseas, &wrong), "无无无无无");
    }

    #[test]
    fn the_common_format_takes_all_regions() {
        let values = ["13800000000", "51234567", "0912345678", "15400000000", "12345678901"];
        assert_eq!(sort(any, &values), "有有有疑无");
    }
}
