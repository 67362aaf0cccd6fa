//! Words straight from the proof. In: a row that was judged and its proof. Out: the messages of what is violated and the reasons of
//! decisions, byte for byte as in the verdict. What the proof does not tell is left to the verdict itself.

mod prepared;
mod reading;
#[cfg(test)]
mod tests;

use super::program::Reported;
use super::{Engine, Found, Judged};
use crate::ids::DecisionId;
use crate::verdict::{Conclusion, FindingState, Importance, Verdict};
pub(super) use prepared::Texts;
use prepared::{FindingText, ReasonTexts};
use reading::Reading;

/// The messages of what is violated in one record. Room that is used for one record after another.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// Names and messages end to end.
    text: String,
    listed: Vec<Listed>,
    /// Numbers of findings, to be put in order.
    numbers: Vec<u32>,
}

/// Where the message of a finding stands.
#[derive(Clone, Copy, Debug)]
struct Listed {
    name: usize,
    message: usize,
    end: usize,
    severity: Importance,
}

/// What is said of one finding that is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message<'m> {
    /// The check's name, or `必填·字段`, `格式·字段`, `无效·字段`.
    pub name: &'m str,
    /// How much the finding weighs.
    pub severity: Importance,
    /// What is wrong and why.
    pub text: &'m str,
}

impl Messages {
    /// Room for messages.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// Nothing is violated.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// In the policy's order: fields first, then checks.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Message<'_>> {
        let part = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default();
        self.listed.iter().map(move |one| Message {
            name: part(one.name, one.message),
            severity: one.severity,
            text: part(one.message, one.end),
        })
    }

    fn clear(&mut self) {
        self.text.clear();
        self.listed.clear();
        self.numbers.clear();
    }

    /// Writes one after the others.
    fn add(&mut self, name: &str, severity: Importance, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        self.text.push_str(name);
        let message = self.text.len();
        write(&mut self.text);
        self.listed.push(Listed { name: start, message, end: self.text.len(), severity });
    }

    fn add_verdict(&mut self, verdict: &Verdict<'_>) {
        for finding in verdict.findings().iter().filter(|finding| finding.state == FindingState::Violated) {
            self.add(&finding.id, finding.severity, |out| out.push_str(finding.message.as_deref().unwrap_or_default()));
        }
    }
}

impl Judged<'_, '_> {
    /// Writes the messages of what is violated in place of those that `messages` holds: those of the findings of
    /// [`Judged::verdict`], without judging the record again where the proof tells all that they speak of.
    pub fn write_messages(&self, messages: &mut Messages) {
        messages.clear();
        let is_told = match &self.found {
            Found::Bits { conclusion: Conclusion::NotApplicable, .. } => true,
            Found::Bits { .. } => self.messages_of_proof(messages),
            Found::Verdict(verdict) => {
                messages.add_verdict(verdict);
                true
            }
        };
        if !is_told {
            messages.clear();
            messages.add_verdict(&self.verdict());
        }
    }

    /// Writes the author's reason (理由) for what a 判定 or 收集 came to behind what `out` holds: that of the rule which determines
    /// the value, or which asks for a review. Whether there is one.
    pub fn write_reason(&self, decision: usize, out: &mut String) -> bool {
        let start = out.len();
        let is_told = match &self.found {
            Found::Bits { conclusion: Conclusion::NotApplicable, .. } => true,
            Found::Bits { .. } => self.reason_of_proof(decision, out).is_some(),
            Found::Verdict(verdict) => {
                add_reason(verdict, decision, out);
                true
            }
        };
        if !is_told {
            out.truncate(start);
            add_reason(&self.verdict(), decision, out);
        }
        out.len() > start
    }

    fn reading(&self) -> Option<Reading<'_>> {
        let Found::Bits { proof, .. } = &self.found else { return None };
        let Engine { judge, program, .. } = self.engine;
        Some(Reading::new(judge, program, self.records.rows.row(self.number), *proof))
    }

    /// Whether the proof tells everything.
    #[inline]
    fn messages_of_proof(&self, messages: &mut Messages) -> bool {
        let Some(reading) = self.reading() else { return false };
        let texts = &self.engine.texts;
        reading.proof.holding(&texts.findings, |word, bit| messages.numbers.extend_from_slice(texts.of_bit(word, bit)));
        if messages.numbers.is_empty() {
            return true;
        }
        let mut numbers = std::mem::take(&mut messages.numbers);
        numbers.sort_unstable();
        for number in &numbers {
            self.add_message(*number as usize, &reading, messages);
        }
        messages.numbers = numbers;
        !reading.asks.get()
    }

    fn add_message(&self, number: usize, reading: &Reading<'_>, messages: &mut Messages) {
        let (program, names, texts) = (&self.engine.program, &self.engine.names, &self.engine.texts);
        let (Some(finding), Some(name), Some(text)) = (program.findings.get(number), names.get(number), texts.messages.get(number))
        else {
            return;
        };
        messages.add(name, finding.importance, |out| match (text, finding.reported) {
            (FindingText::Text(saying), _) => reading.write(saying, out),
            (FindingText::Missing { absent, empty }, Reported::Missing(field)) => {
                out.push_str(if reading.is_absent(field) { absent } else { empty });
            }
            (FindingText::Format(start), Reported::Format(field, format)) => {
                out.push_str(start);
                reading.write_fault(field, format, out);
            }
            _ => reading.asks.set(true),
        });
    }

    /// Nothing if the proof does not tell everything.
    fn reason_of_proof(&self, decision: usize, out: &mut String) -> Option<()> {
        let reading = self.reading()?;
        let saying = match self.engine.texts.reasons.get(decision) {
            None | Some(ReasonTexts::Silent) => return Some(()),
            Some(ReasonTexts::Ask) => return None,
            Some(ReasonTexts::Expression(saying)) => reading.has_value(DecisionId::new(decision)).then_some(saying),
            Some(ReasonTexts::Rules(rules)) => {
                let code = reading.code(DecisionId::new(decision));
                match (code.rule(), code.reviewing_rule()) {
                    (Some(rule), _) => rules.get(rule).map(|(reason, _)| reason),
                    (None, Some(rule)) => rules.get(rule).map(|(_, review)| review),
                    (None, None) => None,
                }
            }
            Some(ReasonTexts::Entries(entries)) => {
                reading.first_entry(DecisionId::new(decision)).and_then(|entry| entries.get(entry))
            }
        };
        match saying {
            None => {}
            Some(None) => return None,
            Some(Some(saying)) => reading.write(saying, out),
        }
        (!reading.asks.get()).then_some(())
    }
}

fn add_reason(verdict: &Verdict<'_>, decision: usize, out: &mut String) {
    if decision < verdict.record().decisions.len() {
        out.push_str(verdict.decision_view(DecisionId::new(decision)).reason.as_deref().unwrap_or_default());
    }
}
