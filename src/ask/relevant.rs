//! Which questions surely change nothing. In: what is open, and the diagrams of the analysis. Out: whether a question may matter.
//!
//! A question is idle for a part that is open if the part's diagram, given the answers so far, does not depend on it; and idle altogether
//! if no diagram of a goal does. A part of which every question is idle is settled, though the evaluator does not know it, and what
//! waits for it comes next. Diagrams are made only once a question needs them.

use std::collections::HashSet;
use std::sync::Arc;

use super::goal::{Goal, Pending};
use crate::analyze::{Part, Places, Relevance};
use crate::evaluate::{Evaluation, Need, Needs, What};
use crate::judge::Judge;

/// Questions that are proved to change nothing.
#[derive(Default)]
pub(super) struct Idle {
    altogether: HashSet<What>,
    of_parts: HashSet<(Part, What)>,
}

impl Idle {
    /// Nothing is idle for only some parts.
    pub(super) fn has_no_parts(&self) -> bool {
        self.of_parts.is_empty()
    }

    pub(super) fn altogether(&self, what: What) -> bool {
        self.altogether.contains(&what)
    }

    pub(super) fn of_part(&self, part: Part, what: What) -> bool {
        self.of_parts.contains(&(part, what))
    }
}

/// The diagrams of what is open.
pub(super) struct Relevant<'g, 'p> {
    goals: &'g [Goal],
    evaluation: Arc<Evaluation<'p>>,
    relevance: Relevance<'p>,
    pub(super) idle: Idle,
}

impl<'g, 'p> Relevant<'g, 'p> {
    pub(super) fn new(judge: Judge<'p>, goals: &'g [Goal], evaluation: &Arc<Evaluation<'p>>, places: &Places) -> Self {
        let weighed = match goals {
            [Goal::Decision(only)] => Some(Part::Decision(*only)),
            [Goal::Conclusion] => Some(Part::Conclusion),
            _ => None,
        };
        let relevance = Relevance::new(judge, evaluation, weighed, places);
        Self { goals, evaluation: Arc::clone(evaluation), relevance, idle: Idle::default() }
    }

    /// False if no answer to an open question changes anything that it is asked for, whatever the other answers are. It is then noted
    /// as idle, and no longer open.
    pub(super) fn may_matter(&mut self, pending: &Pending, parts: &[(Part, Needs)], need: &Need) -> bool {
        let what = need.what;
        let is_whole = self.goals.contains(&Goal::Conclusion) && self.relevance.follows_conclusion();
        // What is proved for each goal as a whole needs no look at its parts.
        if !is_whole && !pending.fields.contains(need) {
            let needing = parts.iter().filter(|(part, needs)| needs.contains(need) && !self.idle.of_part(*part, what));
            let needing: Vec<Part> = needing.map(|(part, _)| *part).collect();
            if !needing.iter().any(|part| self.relevance.may_change(*part, what)) {
                self.idle.of_parts.extend(needing.into_iter().map(|part| (part, what)));
                return false;
            }
        }
        let matters = self.goals.iter().any(|goal| match goal {
            Goal::Conclusion => self.relevance.may_change(Part::Conclusion, what),
            Goal::Decision(id) => {
                self.evaluation.needs_of_all(&[], &[*id], 0).contains(need) && self.relevance.may_change(Part::Decision(*id), what)
            }
        });
        if !matters {
            self.idle.altogether.insert(what);
        }
        matters
    }

    /// The question that ends soonest, if a diagram tells.
    pub(super) fn first(&mut self, open: &Needs) -> Option<What> {
        let first = self.relevance.first()?;
        open.iter().any(|need| need.what == first).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot read its own input should stop there")]

    use std::fs;
    use std::path::Path;

    use serde_json::{Map, Value};

    use super::Relevant;
    use crate::evaluate::What;
    use crate::ids::FieldId;
    use crate::{AnswerKind, Policy, Source};

    /// In an interview about a graduate of the cohort what is proved by searching is what the diagram of the whole conclusion says, wherever
    /// that can be made; everything is followed, and no search is given up.
    #[test]
    fn what_is_asked_about_the_conclusion_is_what_its_diagram_depends_on() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files: Vec<_> =
            fs::read_dir(root.join("rules/2024")).expect("there").map(|entry| entry.expect("there").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "policy"));
        files.sort();
        let source = |file: &std::path::PathBuf| Source::new(file.display().to_string(), fs::read_to_string(file).expect("text"));
        let policy = Policy::compile(files.iter().map(source)).unwrap_or_else(|problems| panic!("{problems}"));
        let judge = policy.record("毕业生").expect("there");
        let date = "2023-09-28".parse().expect("a day");
        let cohort = fs::read_to_string(root.join("tests/cohort/graduates.jsonl")).expect("text");
        let (mut asked, mut compared, mut idle) = (0, 0, 0);
        for line in cohort.lines().take(1) {
            let record: Map<String, Value> = serde_json::from_str(line).expect("a record");
            let mut told: Map<String, Value> = Map::new();
            loop {
                let talk = judge.interview_from(&told, date, &["结论"]).expect("a goal");
                let Some(question) = talk.next() else { break };
                // Every other state is enough; those that are skipped differ by one answer.
                if asked % 2 == 0 {
                    let evaluation = talk.open_evaluation();
                    let mut relevant = Relevant::new(judge, &talk.goals, &evaluation, &talk.places);
                    let target = talk.target(&question.field).expect("there");
                    assert!(relevant.relevance.may_change(super::Part::Conclusion, target), "{}", question.field);
                    let fields = (0..judge.record.fields.len())
                        .map(FieldId::new)
                        .filter(|field| judge.record.field(*field).detail.is_none());
                    let all: Vec<What> = fields.map(|field| What::Field(field, None)).chain([target]).collect();
                    let whole = relevant.relevance.followed().expect("everything is followed");
                    if let Some(depending) = whole.by_diagram(&all) {
                        for what in &all {
                            let depends = depending.contains(what);
                            assert_eq!(whole.may_change(*what), depends, "{what:?} after {told:?}");
                            compared += 1;
                            idle += usize::from(!depends);
                        }
                    }
                    assert!(!whole.has_doubts(), "{} after {told:?}", question.field);
                }
                asked += 1;
                let name = question.field.split('[').next().expect("a name").to_string();
                // No rows are said as such: without a word a 明细 is still open.
                let none = if question.answer == AnswerKind::Rows { Value::Array(Vec::new()) } else { Value::Null };
                let held = record.get(&name).filter(|_| !told.contains_key(&name));
                let value = held.cloned().unwrap_or(none);
                told.insert(name, value);
            }
        }
        assert!(asked > 20 && compared > 100 && idle > 50, "{asked} questions, {compared} compared, {idle} idle");
    }
}
