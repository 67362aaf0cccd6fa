//! What every engine has to do to be measured, and what its answers look like.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::ops::Range;

use serde_json::Value;

/// Why an engine could not be loaded, or could not answer.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// One engine with its policy loaded.
///
/// Decoding an engine's own result into an [`Answer`] is not timed.
pub(crate) trait Engine: 'static {
    /// One record can be judged without the others, so that it makes sense to time it.
    const ONE_BY_ONE: bool = true;

    /// Records in whatever form the engine wants to read them.
    type Rows;

    /// The engine's own result.
    type Judged<'engine>;

    /// Records in the engine's form, to be judged as often as wanted.
    fn rows(&self, records: &'static [Value]) -> Result<Self::Rows, Failure>;

    /// Judges one prepared record.
    fn judge<'engine>(&'engine mut self, rows: &'engine Self::Rows, number: usize) -> Self::Judged<'engine>;

    /// Judges one record from JSON, whatever the engine needs for that included.
    fn judge_json<'engine>(&'engine mut self, record: &'static Value) -> Self::Judged<'engine>;

    /// What the engine's own result says.
    fn answer(judged: &Self::Judged<'_>) -> Result<Answer, Failure>;

    /// Judges several prepared records in turn.
    fn sweep(&mut self, rows: &Self::Rows, range: Range<usize>, mut each: impl FnMut(usize, Self::Judged<'_>)) {
        for number in range {
            each(number, self.judge(rows, number));
        }
    }
}

/// A verdict as named texts, so that engines can be compared. An engine leaves out what it cannot express.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer(BTreeMap<String, String>);

impl Answer {
    pub(crate) fn text(mut self, part: &str, text: impl Into<String>) -> Self {
        self.0.insert(part.to_string(), text.into());
        self
    }

    pub(crate) fn flag(self, part: &str, flag: bool) -> Self {
        self.text(part, flag.to_string())
    }

    /// A set of names, in their own order whatever order they come in.
    pub(crate) fn names<Name: AsRef<str>>(self, part: &str, names: impl IntoIterator<Item = Name>) -> Self {
        let mut sorted: Vec<String> = names.into_iter().map(|name| name.as_ref().to_string()).collect();
        sorted.sort();
        self.text(part, sorted.join("|"))
    }

    /// The fields of an object: texts, flags, and lists of names.
    pub(crate) fn from_object(verdict: &Value) -> Result<Self, Failure> {
        let fields = verdict.as_object().ok_or_else(|| format!("no object: {verdict}"))?;
        let mut answer = Self::default();
        for (part, value) in fields {
            answer = match value {
                Value::String(text) => answer.text(part, text),
                Value::Bool(flag) => answer.flag(part, *flag),
                Value::Array(names) => answer.names(part, names.iter().filter_map(Value::as_str)),
                other => return Err(format!("{part} is {other}").into()),
            };
        }
        Ok(answer)
    }

    /// Names of the parts.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Where this answer is not the expected one: the part, what it should be, what it is.
    pub(crate) fn differences<'answer>(
        &'answer self,
        expected: &'answer Answer,
    ) -> impl Iterator<Item = (&'answer str, &'answer str, &'answer str)> {
        self.0.iter().filter_map(|(part, got)| {
            let want = expected.0.get(part).map_or("", String::as_str);
            (want != got).then_some((part.as_str(), want, got.as_str()))
        })
    }
}

/// A failure of an engine in words, for results that must be handed over as they are.
pub(crate) fn failure(engine: &str, error: impl fmt::Debug) -> Failure {
    format!("{engine}: {error:?}").into()
}
