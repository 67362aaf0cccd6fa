//! What the host does for engines that cannot.

use std::sync::Arc;

use cedar_policy::RestrictedExpression;
use cel::Context;
use origin_24::hand_written::{fine_enough, id_number_ok, phone_ok, place_code_ok, student_id_ok};
use origin_24::student::Student;
use serde_json::Value;

use crate::engine::{Failure, failure};
use crate::engines::datalogic::TextTest;

/// JSONLogic has no patterns.
pub(crate) const TEXT_TESTS: &[TextTest] =
    &[("student_id_ok", student_id_ok), ("id_ok", id_number_ok), ("phone_ok", phone_ok), ("code_ok", place_code_ok)];

/// The text tests as functions of CEL.
pub(crate) fn add_functions(context: &mut Context<'static, 'static>) -> Result<(), Failure> {
    let mut add = |name: &str, test: fn(&str) -> bool| {
        context.add_function(name, move |text: Arc<String>| test(&text)).map_err(|error| failure("cel", error))
    };
    for (name, test) in TEXT_TESTS {
        add(name, *test)?;
    }
    add("specific", fine_enough)
}

/// What stands for a pattern of the decision table.
struct Replaced {
    pattern: &'static str,
    flag: &'static str,
    field: &'static str,
    test: fn(&str) -> bool,
}

const ZEN_TESTS: [Replaced; 5] = [
    Replaced { pattern: "matches(student_id, '^[0-9]{8,12}$')", flag: "student_id_ok", field: "student_id", test: student_id_ok },
    Replaced { pattern: "matches(id_number, '^[1-9][0-9]{16}[0-9X]$')", flag: "id_ok", field: "id_number", test: id_number_ok },
    Replaced { pattern: "matches(phone, '^1[3-9][0-9]{9}$')", flag: "phone_ok", field: "phone", test: phone_ok },
    Replaced { pattern: "matches(pre_code, '^[1-9][0-9]{5}$')", flag: "pre_code_ok", field: "pre_code", test: place_code_ok },
    Replaced {
        pattern: "matches(origin, '^.*(市|自治州|盟|地区).*[区县市旗]$')",
        flag: "specific",
        field: "origin",
        test: fine_enough,
    },
];

/// The decision with flags in the place of patterns, which `zen` compiles at every call.
pub(crate) fn with_text_tests(decision: &str) -> Result<String, Failure> {
    let mut decision = decision.to_string();
    for Replaced { pattern, flag, .. } in ZEN_TESTS {
        if !decision.contains(pattern) {
            return Err(format!("zen: the policy has no {pattern}").into());
        }
        decision = decision.replace(pattern, flag);
    }
    Ok(decision)
}

/// Adds those flags to a record.
pub(crate) fn add_text_tests(record: &mut Value) {
    let test = |replaced: Replaced| {
        let text = record[replaced.field].as_str().unwrap_or_default();
        (replaced.flag, (replaced.test)(text))
    };
    let flags = ZEN_TESTS.map(test);
    for (flag, value) in flags {
        record[flag] = value.into();
    }
}

/// Cedar has no patterns, no length of a text and no order of texts: the four formats come as flags, the date as a number.
pub(crate) fn attributes(record: &Value) -> Result<Vec<(String, RestrictedExpression)>, Failure> {
    let student = Student::from_json(record).ok_or("cedar: not a student")?;
    let text = |text: &str| RestrictedExpression::new_string(text.to_string());
    let flag = RestrictedExpression::new_bool;
    let number = RestrictedExpression::new_long;
    let date = student.submitted_on.bytes().filter(u8::is_ascii_digit);
    let date = date.fold(0, |date, digit| date * 10 + i64::from(digit - b'0'));
    let attributes = [
        ("scope", flag(student.category.as_str() != "international")),
        ("name", text(student.name)),
        ("student_id_ok", flag(student_id_ok(student.student_id))),
        ("id_ok", flag(id_number_ok(student.id_number))),
        ("id_number", text(student.id_number)),
        ("category", text(student.category.as_str())),
        ("level", text(student.level.as_str())),
        ("grad_ym", text(student.grad_ym)),
        ("department", text(student.department)),
        ("major", text(student.major)),
        ("phone_ok", flag(phone_ok(student.phone))),
        ("political", text(student.political)),
        ("pre_div", text(student.pre_div)),
        ("pre_code_ok", flag(place_code_ok(student.pre_code))),
        ("hh_moved", flag(student.hh_moved)),
        ("hh_new_div", text(student.hh_new_div)),
        ("worked", flag(student.worked)),
        ("work_hukou", text(student.work_hukou.as_str())),
        ("work_div", text(student.work_div)),
        ("origin", text(student.origin)),
        ("prev_school", text(student.prev_school)),
        ("talent_plan", flag(student.talent_plan)),
        ("agreement", flag(student.agreement)),
        ("bound", flag(student.bound)),
        ("bound_year", number(student.bound_year.into())),
        ("resume_pct", number(student.resume_pct.into())),
        ("submitted_on", number(date)),
    ];
    Ok(attributes.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}
