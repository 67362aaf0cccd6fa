//! What the host does for Cedar, which has no order of texts: days and months come as numbers.

use cedar_policy::RestrictedExpression;
use serde_json::Value;

use crate::engine::Failure;

/// Fields that hold a day or a month.
const DATES: [&str; 8] =
    ["first_enrolled", "last_enrolled", "exam_month", "moved_on", "hukou_since", "submitted_on", "returned_on", "resubmitted_on"];

/// Every field of a flat record; a day as 20231013, a month as 20231000, 0 if not filled in.
pub(crate) fn attributes(record: &Value) -> Result<Vec<(String, RestrictedExpression)>, Failure> {
    let fields = record.as_object().ok_or("cedar: no object")?;
    let attribute = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) if DATES.contains(&name.as_str()) => {
                let digits = text.bytes().filter(u8::is_ascii_digit);
                let date = digits.fold(0, |date, digit| date * 10 + i64::from(digit - b'0'));
                RestrictedExpression::new_long(if text.len() == 7 { date * 100 } else { date })
            }
            Value::String(text) => RestrictedExpression::new_string(text.clone()),
            Value::Bool(flag) => RestrictedExpression::new_bool(*flag),
            Value::Number(number) => RestrictedExpression::new_long(number.as_i64().ok_or("cedar: no whole number")?),
            other => return Err(format!("cedar: {name} is {other}").into()),
        };
        Ok((name.clone(), value))
    };
    fields.iter().map(attribute).collect()
}
