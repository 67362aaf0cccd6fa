//! Electronic mail addresses and postcodes.
//! In: a value. Out: a verdict. Never: whether mail would arrive.

use super::clean::{is_digits, judged};
use super::{Date, Verdict};

/// `user@domain` in ASCII: the dot-atom form of RFC 5321 with a domain of two labels or more; no
/// quoted users, no address literals.
pub(super) fn email(text: &str, _today: Date) -> Verdict {
    judged(text, |address| {
        let Some((user, domain)) = address.split_once('@') else {
            return Verdict::invalid("缺少@");
        };
        if domain.contains('@') {
            Verdict::invalid("不止一个@")
        } else if !user_is_right(user) {
            Verdict::invalid("@前面的用户名不对")
        } else if !domain_is_right(domain) || address.len() > 254 {
            Verdict::invalid("@后面的域名不对")
        } else {
            Verdict::Valid
        }
    })
}

/// Six digits.
pub(super) fn postcode(text: &str, _today: Date) -> Verdict {
    judged(text, |code| match code {
        _ if is_digits(code, 6) => Verdict::Valid,
        _ if is_digits(code, 5) => Verdict::invalid("只有5位数字，开头的0可能被表格软件去掉了"),
        _ => Verdict::invalid("不是6位数字"),
    })
}

fn user_is_right(user: &str) -> bool {
    let atom = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    user.len() <= 64 && user.split('.').all(atom)
}

fn domain_is_right(domain: &str) -> bool {
    let label = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&part.len()) && part.bytes().all(allowed) && !part.starts_with('-') && !part.ends_with('-')
    };
    let Some((_, top)) = domain.rsplit_once('.') else {
        return false;
    };
    domain.split('.').all(label) && top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const TODAY: Date = (2026, 11, 23);

    #[test]
    fn common_addresses_are_valid() {
        for address in ["zhang.san@example.com", "a+b_c@mail.example.edu.cn", "10000@example.cn"] {
            assert_eq!(email(address, TODAY), Verdict::Valid, "{address}");
        }
    }

    #[test]
    fn broken_addresses_have_a_reason() {
        let cases = [
            ("example.com", "缺少@"),
            ("a@b@example.com", "不止一个@"),
            ("@example.com", "@前面的用户名不对"),
            (".a@example.com", "@前面的用户名不对"),
            ("张三@example.com", "@前面的用户名不对"),
            ("a@example", "@后面的域名不对"),
            ("a@-example.com", "@后面的域名不对"),
            ("a@example..com", "@后面的域名不对"),
            ("a@192.0.2.1", "@后面的域名不对"),
        ];
        for (address, reason) in cases {
            assert_eq!(email(address, TODAY), Verdict::invalid(reason), "{address}");
        }
    }

    #[test]
    fn full_width_signs_are_doubtful() {
        assert!(matches!(email("a＠example．com", TODAY), Verdict::Doubtful(_)));
        assert!(matches!(postcode("５１００００", TODAY), Verdict::Doubtful(_)));
    }

    #[test]
    fn postcodes_have_six_digits() {
        assert_eq!(postcode("510000", TODAY), Verdict::Valid);
        for code in ["", "51000", "5100000", "51000a"] {
            assert!(matches!(postcode(code, TODAY), Verdict::Invalid(_)), "{code}");
        }
    }
}
