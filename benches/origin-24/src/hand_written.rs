//! The policy by hand: what a programmer would write with no engine at all.

use crate::student::{Category, Level, Next, Review, Rule, Student, WorkHukou};

/// Names of the checks; the number of a check is its place here and its bit in [`Verdict::findings`].
pub const CODES: [&str; 18] =
    ["F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F18"];

/// F17 (late) and F18 (resume) only warn; every other finding blocks.
pub const BLOCKING: u32 = (1 << 16) - 1;

/// Everything that may stand under `political`.
pub const POLITICAL: [&str; 13] = [
    "中共党员",
    "中共预备党员",
    "共青团员",
    "民革党员",
    "民盟盟员",
    "民建会员",
    "民进会员",
    "农工党党员",
    "致公党党员",
    "九三学社社员",
    "台盟盟员",
    "无党派人士",
    "群众",
];

/// What the policy comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict<'text> {
    /// The place of origin, empty if out of scope or not filled in.
    pub origin: &'text str,
    /// One bit a check, in the order of [`CODES`].
    pub findings: u32,
    /// The rule that decided on the origin.
    pub rule: Rule,
    /// What comes next.
    pub next: Next,
    /// What the student wrote is the origin, and fine enough.
    pub origin_ok: bool,
    /// Everything is done.
    pub complete: bool,
}

impl Verdict<'_> {
    /// The names of the checks that fired.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        let mut rest = self.findings;
        std::iter::from_fn(move || {
            let code = *CODES.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(code)
        })
    }
}

fn digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// 8 to 12 digits.
#[inline]
pub fn student_id_ok(text: &str) -> bool {
    let bytes = text.as_bytes();
    (8..=12).contains(&bytes.len()) && digits(bytes)
}

/// 17 digits, the first not 0, and a digit or X.
#[inline]
pub fn id_number_ok(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 18 && bytes[0] != b'0' && digits(&bytes[..17]) && (bytes[17] == b'X' || bytes[17].is_ascii_digit())
}

/// 11 digits, 13 to 19 first.
#[inline]
pub fn phone_ok(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && digits(&bytes[2..])
}

/// 6 digits, the first not 0.
#[inline]
pub fn place_code_ok(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 6 && bytes[0] != b'0' && digits(bytes)
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.len() >= part.len() && bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

/// 区, 县, 旗 or 市 at the end, with a prefecture-level part before it.
#[inline]
pub fn county_level(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 6 {
        return false;
    }
    let (head, last) = bytes.split_at(bytes.len() - 3);
    if last != "区".as_bytes() && last != "县".as_bytes() && last != "市".as_bytes() && last != "旗".as_bytes() {
        return false;
    }
    contains(head, "市") || contains(head, "自治州") || contains(head, "盟") || contains(head, "地区")
}

/// A county, or one of the two cities that have none.
#[inline]
pub fn fine_enough(text: &str) -> bool {
    county_level(text) || text == "广东省东莞市" || text == "广东省中山市"
}

/// One of [`POLITICAL`].
#[inline]
pub fn political_ok(text: &str) -> bool {
    matches!(
        text,
        "共青团员"
            | "群众"
            | "中共党员"
            | "中共预备党员"
            | "民革党员"
            | "民盟盟员"
            | "民建会员"
            | "民进会员"
            | "农工党党员"
            | "致公党党员"
            | "九三学社社员"
            | "台盟盟员"
            | "无党派人士"
    )
}

/// The verdict on a student.
#[inline]
pub fn judge<'text>(student: &Student<'text>) -> Verdict<'text> {
    if student.category == Category::International {
        return Verdict {
            origin: "",
            findings: 0,
            rule: Rule::OutOfScope,
            next: Next::OutOfScope,
            origin_ok: false,
            complete: false,
        };
    }
    let mainland = student.category == Category::Mainland;
    let graduate = student.level != Level::Bachelor;
    let (origin, rule) = match student.category {
        Category::HongKong => ("香港特别行政区", Rule::Overseas),
        Category::Macau => ("澳门特别行政区", Rule::Overseas),
        Category::Taiwan => ("台湾省", Rule::Overseas),
        _ if !graduate && student.hh_moved => (student.hh_new_div, Rule::BachelorMoved),
        _ if !graduate => (student.pre_div, Rule::BachelorDefault),
        _ if student.worked && student.work_hukou == WorkHukou::Individual => (student.work_div, Rule::GraduateWorked),
        _ => (student.pre_div, Rule::GraduateDefault),
    };
    let missing = origin.is_empty();
    let matches = student.origin == origin;
    let fine = !mainland || fine_enough(student.origin);

    let mut findings = 0;
    let mut check = |number: u32, fires: bool| findings |= u32::from(fires) << number;
    check(0, student.name.is_empty());
    check(1, !student_id_ok(student.student_id));
    check(2, mainland && !id_number_ok(student.id_number));
    check(3, !mainland && (student.id_number.contains('（') || student.id_number.contains('）')));
    check(4, !student.grad_ym.starts_with("2024-"));
    check(5, student.department.is_empty());
    check(6, student.major.is_empty());
    check(7, !phone_ok(student.phone));
    check(8, mainland && !political_ok(student.political));
    check(9, student.prev_school.is_empty() || student.prev_school == "毕业学校");
    check(10, student.talent_plan && graduate && !student.agreement);
    check(11, student.bound && student.bound_year != 2024);
    check(12, missing);
    check(13, !missing && !matches);
    check(14, !fine);
    check(15, mainland && !place_code_ok(student.pre_code));
    check(16, student.submitted_on > "2023-10-13");
    check(17, student.resume_pct < 60);

    let next = if !student.bound {
        if mainland { Next::VerifyAndBind } else { Next::Bind }
    } else if student.bound_year != 2024 {
        Next::Rebind
    } else if findings & BLOCKING != 0 {
        Next::FixFields
    } else {
        match student.review {
            Review::None => Next::Submit,
            Review::Submitted => Next::WaitDepartment,
            Review::Department => Next::WaitSchool,
            Review::School => Next::WaitCenter,
            Review::Center => Next::WaitInitialization,
            Review::Initialized => Next::Done,
            Review::Rejected => Next::Resubmit,
        }
    };
    Verdict { origin, findings, rule, next, origin_ok: !missing && matches && fine, complete: next == Next::Done }
}

/// The first line of a result file.
pub const HEADER: &str = "student_id,determined,rule,origin_ok,findings,complete,next\n";

/// One line of a result file, line end included.
#[inline]
pub fn write_line(out: &mut Vec<u8>, student_id: &str, verdict: &Verdict<'_>) {
    for text in [student_id, ",", verdict.origin] {
        out.extend_from_slice(text.as_bytes());
    }
    write_rest(out, verdict);
}

/// What stands behind the origin in a line of a result file.
#[inline]
pub fn write_rest(out: &mut Vec<u8>, verdict: &Verdict<'_>) {
    let flag = |flag: bool| if flag { "true" } else { "false" };
    for text in [",", verdict.rule.as_str(), ",", flag(verdict.origin_ok), ","] {
        out.extend_from_slice(text.as_bytes());
    }
    for (index, code) in verdict.codes().enumerate() {
        if index > 0 {
            out.push(b'|');
        }
        out.extend_from_slice(code.as_bytes());
    }
    for text in [",", flag(verdict.complete), ",", verdict.next.as_str(), "\n"] {
        out.extend_from_slice(text.as_bytes());
    }
}

/// The verdict with a list of codes on the heap, as a library hands it over that answers one record at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the verdict")]
pub struct Listed {
    pub origin: String,
    pub rule: Rule,
    pub origin_ok: bool,
    pub findings: Vec<&'static str>,
    pub complete: bool,
    pub next: Next,
}

impl From<&Verdict<'_>> for Listed {
    fn from(verdict: &Verdict<'_>) -> Self {
        let mut findings = Vec::with_capacity(verdict.findings.count_ones() as usize);
        findings.extend(verdict.codes());
        Self {
            origin: verdict.origin.to_string(),
            rule: verdict.rule,
            origin_ok: verdict.origin_ok,
            findings,
            complete: verdict.complete,
            next: verdict.next,
        }
    }
}

/// The reasons of a verdict in words, the origin's first, then one a finding: what an explanation costs when nobody avoids it.
pub fn reasons(student: &Student<'_>, verdict: &Verdict<'_>) -> Vec<String> {
    let mut reasons = Vec::with_capacity(1 + verdict.findings.count_ones() as usize);
    let category = student.category.as_str();
    reasons.push(match verdict.rule {
        Rule::OutOfScope => format!("类别 {category} 不在校对范围内"),
        Rule::Overseas => format!("类别 {category}：生源地为 {}", verdict.origin),
        Rule::BachelorDefault => format!("本科，入学后家庭户口未变化：生源地为高考前家庭户籍 {}", student.pre_div),
        Rule::BachelorMoved => {
            format!("本科，入学后家庭户口变化：生源地由 {} 改为 {}", student.pre_div, student.hh_new_div)
        }
        Rule::GraduateDefault => format!(
            "{}，未以个人独立户口落户工作地（{}）：生源地为高考前家庭户籍 {}",
            student.level.as_str(),
            student.work_hukou.as_str(),
            student.pre_div
        ),
        Rule::GraduateWorked => {
            format!("{}，入学前工作并落实个人独立户口：生源地为工作地 {}", student.level.as_str(), student.work_div)
        }
    });
    reasons.extend(verdict.codes().map(|code| {
        let (field, value) = match code {
            "F11" => ("定向协议书", "未上传"),
            "F12" => return format!("{code} 绑定年份 {}，应为 2024", student.bound_year),
            "F14" => return format!("{code} 生源地「{}」与判定结果「{}」不一致", student.origin, verdict.origin),
            "F18" => return format!("{code} 简历完善度 {}，应不低于 60", student.resume_pct),
            "F01" => ("姓名", student.name),
            "F02" => ("学号", student.student_id),
            "F03" | "F04" => ("证件号码", student.id_number),
            "F05" => ("毕业年月", student.grad_ym),
            "F06" => ("院系", student.department),
            "F07" => ("专业", student.major),
            "F08" => ("手机号码", student.phone),
            "F09" => ("政治面貌", student.political),
            "F10" => ("毕业学校", student.prev_school),
            "F13" => ("生源地依据", verdict.origin),
            "F15" => ("生源地", student.origin),
            "F16" => ("高考前户籍代码", student.pre_code),
            _ => ("提交日期", student.submitted_on),
        };
        format!("{code} {field}「{value}」不符合要求")
    }));
    reasons
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::generate;

    #[test]
    fn every_check_rule_and_step_occurs() {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut with_findings = 0;
        for number in 0..20_000 {
            let row = generate::row(number);
            let student = row.student().unwrap_or_else(|| panic!("record {number} can be read"));
            let verdict = judge(&student);
            with_findings += usize::from(verdict.findings != 0);
            for name in verdict.codes().chain([verdict.rule.as_str(), verdict.next.as_str()]) {
                *seen.entry(name).or_default() += 1;
            }
        }
        for name in CODES.iter().copied().chain(Rule::ALL.iter().map(|rule| rule.as_str())) {
            assert!(seen.contains_key(name), "{name} never occurs");
        }
        assert!(Next::ALL.iter().all(|next| seen.contains_key(next.as_str())));
        assert!((2_800..3_200).contains(&with_findings), "{with_findings} with findings");
    }

    #[test]
    fn json_rows_and_packed_texts_are_the_same_students() {
        let rows: Vec<_> = (0..2_000).map(generate::row).collect();
        let values: Vec<_> = rows.iter().map(crate::student::Row::json).collect();
        let students: Vec<_> = rows.iter().filter_map(crate::student::Row::student).collect();
        let packed = Student::side_by_side(&students);
        assert_eq!(packed.len(), values.len());
        for ((value, student), packed) in values.iter().zip(&students).zip(&packed) {
            let from_json = Student::from_json(value).map(|student| judge(&student));
            assert_eq!(Some(judge(student)), from_json);
            assert_eq!(judge(student), judge(packed));
            assert_eq!(reasons(student, &judge(student)).len(), 1 + judge(student).codes().count());
        }
    }
}
