//! Named formats of identity documents, telephone numbers and addresses.
//! In: one value as text, and today's date. Out: a verdict with a plain Chinese reason.
//! Never: the value or a part of it in a reason, since such values are sensitive.
//!
//! A right format does not mean that the number was ever given to anybody.

mod citizen;
mod clean;
mod contact;
mod overseas;
mod phone;

pub(crate) use crate::division::address_code_known;
pub(crate) use citizen::is_cut_to_fifteen_digits;
pub(crate) use clean::is_scientific;

/// Year, month from 1, day from 1.
type Date = (i32, u8, u8);

/// What a format says of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// The value has the format.
    Valid,
    /// Someone should look: readable, but damaged, outdated or unusual. The reason, in Chinese.
    Doubtful(String),
    /// The value cannot be such a number. The reason, in Chinese.
    Invalid(String),
}

impl Verdict {
    fn doubtful(reason: &str) -> Self {
        Self::Doubtful(reason.to_owned())
    }

    fn invalid(reason: &str) -> Self {
        Self::Invalid(reason.to_owned())
    }
}

/// A format with a name that policies use, as 身份证号.
#[derive(Debug)]
pub(crate) struct Format {
    name: &'static str,
    summary: &'static str,
    check: fn(&str, Date) -> Verdict,
}

impl Format {
    /// The name that policies use.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Whether such numbers may have 18 characters of which the last one checks the others.
    pub(crate) fn has_check_character(&self) -> bool {
        matches!(self.name, "身份证号" | "港澳台居民居住证" | "外国人永久居留身份证" | "港澳台证件号")
    }

    /// Judges one value. `today` is (year, month from 1, day from 1); births after it are wrong.
    pub(crate) fn check(&self, text: &str, today: (i32, u8, u8)) -> Verdict {
        (self.check)(text, today)
    }
}

/// The format of that name.
pub(crate) fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Names of the formats that a policy can ask for, each with one Chinese line that says what it accepts.
pub fn known_formats() -> impl Iterator<Item = (&'static str, &'static str)> {
    FORMATS.iter().map(|format| (format.name, format.summary))
}

/// All formats, in the order of the manual.
pub(crate) fn formats() -> &'static [Format] {
    &FORMATS
}

static FORMATS: [Format; 14] = [
    Format {
        name: "身份证号",
        summary: "公民身份号码：18位，出生日期真实且不晚于今天，校验码正确；15位旧号码、生僻地址码、被表格软件改坏的存疑",
        check: citizen::citizen,
    },
    Format {
        name: "港澳台居民居住证",
        summary: "18位，前六位是810000、820000或830000，出生日期与校验码同身份证号",
        check: citizen::residence_permit,
    },
    Format {
        name: "港澳居民来往内地通行证",
        summary: "H或M加8位数字；带两位换证次数的旧证、非中国籍的HA、MA证存疑",
        check: overseas::home_return_permit,
    },
    Format {
        name: "台湾居民来往大陆通行证", summary: "8位数字；带签发次数的旧本存疑", check: overseas::taiwan_permit
    },
    Format {
        name: "香港身份证", summary: "1至2个字母、6位数字加校验码，校验码可加半角括号", check: overseas::hong_kong
    },
    Format {
        name: "澳门身份证", summary: "以1、5、7、8开头的8位数字，末位可加半角括号", check: overseas::macau
    },
    Format { name: "台湾身份证", summary: "1个字母加9位数字，校验码正确", check: overseas::taiwan },
    Format {
        name: "外国人永久居留身份证",
        summary: "以9开头的18位，校验码正确；或3个字母加12位数字",
        check: citizen::foreign_resident,
    },
    Format {
        name: "港澳台证件号",
        summary: "港澳台居民居住证、来往内地（大陆）通行证、当地身份证中的任何一种",
        check: overseas::any,
    },
    Format {
        name: "内地手机号码", summary: "1开头的11位，可带+86；尚未启用的号段存疑", check: phone::mainland
    },
    Format {
        name: "港澳台手机号码", summary: "香港、澳门8位或台湾09开头的10位，可带+852、+853、+886", check: phone::overseas
    },
    Format { name: "手机号码", summary: "内地手机号码或港澳台手机号码", check: phone::any },
    Format { name: "电子邮箱", summary: "用户名@域名", check: contact::email },
    Format { name: "邮政编码", summary: "6位数字", check: contact::postcode },
];

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_own_name() {
        assert_eq!(formats().len(), 14);
        for entry in formats() {
            assert_eq!(format(entry.name()).map(Format::name), Some(entry.name()));
            assert!(!entry.summary.contains('\n'));
        }
        assert!(format("护照").is_none());
    }

    #[test]
    fn odd_texts_are_never_valid_and_reasons_do_not_repeat_them() {
        let long = "9".repeat(10_000);
        let odd = [
            "",
            " ",
            "'",
            "😀😀😀😀😀😀😀😀",
            "\u{0}",
            "（）",
            "()",
            "Ａ",
            "E",
            "1E",
            ".E+",
            "@",
            "@@",
            "+86",
            "852",
            "-",
            "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛",
            "A123456(",
            "A123456)7(",
            "é\u{301}@ü.de",
            &long,
        ];
        for entry in formats() {
            for text in odd {
                match entry.check(text, (2026, 11, 23)) {
                    Verdict::Valid => panic!("{} {text:.20}", entry.name()),
                    Verdict::Doubtful(reason) | Verdict::Invalid(reason) => {
                        assert!(!reason.is_empty());
                        assert!(text.chars().count() < 3 || !reason.contains(text));
                    }
                }
            }
        }
    }
}
