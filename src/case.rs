//! Cases: records kept beside a policy with the verdict that was accepted for each. In: the text of a case. Out: its verdict as text.
//! Reads and writes no file; comparing two texts is for the caller.

use serde_yaml::{Mapping, Value};

use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::judge::{Judge, Options};

impl Judge<'_> {
    /// The verdict on a case, as YAML. A case is one record as YAML; its key `评估日` names the day, else `date` is used.
    ///
    /// # Errors
    /// [`ErrorKind::BadInput`] if the case is not one record, or names a field that the policy does not have: a case
    /// that says less than it seems to would prove nothing.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let policy = Policy::compile([Source::new("例.policy", "记录 人 { 姓名 : 文本 必填 } 规则 人 { 判定 有姓名 = 已填(姓名) }")])?;
    /// let verdict = policy.record("人")?.judge_case("评估日: 2023-09-25\n姓名: 张三\n", policy.example_date())?;
    /// assert!(verdict.contains("conclusion: 通过"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge_case(&self, text: &str, date: Date) -> Result<String, Error> {
        let bad = |message: String| Error::new(ErrorKind::BadInput, message);
        let mut record: Mapping = serde_yaml::from_str(text).map_err(|error| {
            let line = error.location().map_or(0, |at| at.line());
            bad(format!("第 {line} 行看不懂；案例要写成一行一个「字段: 值」"))
        })?;
        let date = match record.shift_remove("评估日") {
            Some(Value::String(day)) => day.parse()?,
            Some(_) => return Err(bad("「评估日」要写成日期，如 2023-09-25".to_string())),
            None => date,
        };
        let verdict = self.with(Options::default().reveal(true)).evaluate(&record, date)?;
        let unknown: Vec<String> = verdict
            .unmatched()
            .map(|(name, nearest)| nearest.map_or_else(|| format!("「{name}」"), |near| format!("「{name}」（是不是「{near}」？）")))
            .collect();
        if !unknown.is_empty() {
            return Err(bad(format!("政策里没有这些字段：{}", unknown.join("、"))));
        }
        serde_yaml::to_string(&verdict).map_err(|error| bad(format!("判断的结果无法写出：{error}")))
    }
}
