//! What is said about a cell that could be used although it was not written plainly. In: a sentence with gaps, and contents of the
//! record for them. Out: the sentence, with the contents or with something in their place.
//! Never: contents in the sentence itself, so that those of a 敏感 field can be left out whenever it is shown.

/// No value is quoted at greater length, in characters.
const MAX_QUOTED: usize = 60;

/// A sentence that may quote contents of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// `{}` stands for a value.
    sentence: String,
    values: Vec<String>,
}

impl Remark {
    /// A sentence with as many gaps `{}` as there are values.
    pub(super) fn new<const N: usize>(sentence: &'static str, values: [&str; N]) -> Self {
        Self { sentence: sentence.to_string(), values: values.map(quotable).into() }
    }

    /// As [`Remark::new`], with values that come as a list.
    pub(super) fn with_values(sentence: &'static str, values: &[String]) -> Self {
        Self { sentence: sentence.to_string(), values: values.iter().map(|value| quotable(value)).collect() }
    }

    /// Both remarks, one after the other.
    pub(super) fn and(mut self, other: Option<Self>) -> Self {
        if let Some(other) = other {
            self.sentence.push('；');
            self.sentence.push_str(&other.sentence);
            self.values.extend(other.values);
        }
        self
    }

    /// The sentence; with a mask, that in the place of every value.
    pub(crate) fn shown(&self, mask: Option<&str>) -> String {
        let mut parts = self.sentence.split("{}");
        let mut text = parts.next().unwrap_or_default().to_string();
        for (part, value) in parts.zip(&self.values) {
            text.push_str(mask.unwrap_or(value));
            text.push_str(part);
        }
        text
    }
}

/// One line of bounded length.
fn quotable(value: &str) -> String {
    let mut line: String = value.chars().take(MAX_QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(MAX_QUOTED).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fill_the_gaps_unless_a_mask_does() {
        let remark = Remark::new("「{}」按「{}」读取", ["{}甲」\n乙", "甲乙"]);
        assert_eq!(remark.shown(None), "「{}甲」 乙」按「甲乙」读取");
        assert_eq!(remark.shown(Some("***")), "「***」按「***」读取");
    }

    #[test]
    fn long_values_are_cut() {
        let shown = Remark::new("{}。", [&"长".repeat(1000)]).shown(None);
        assert_eq!(shown.chars().count(), MAX_QUOTED + 2);
    }

    #[test]
    fn remarks_are_joined_with_their_values_in_order() {
        let remark = Remark::new("「{}」", ["甲"]).and(Some(Remark::new("『{}』", ["乙"]))).and(None);
        assert_eq!(remark.shown(None), "「甲」；『乙』");
    }
}
