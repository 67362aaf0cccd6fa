//! A record that two policies judge differently. In: choices in the space of both. Out: the smallest record for which the two judges themselves
//! say so, printed in the manner of a 示例 with what each says; or nothing, if they do not say so.

use super::report::Says;
use super::said::Said;
use super::subject::Subject;
use crate::analyze::cone::Slot;
use crate::analyze::diagram::Choice;
use crate::analyze::question::Question;
use crate::analyze::space::{Cell, Key};
use crate::analyze::witness::{Witness, literal, quoted};
use crate::judge::Judge;

/// A record that shows a difference.
pub(super) struct Pair {
    pub(super) text: String,
    /// The record as the first policy reads it.
    pub(super) witness: Witness,
    pub(super) old: Says,
    pub(super) new: Says,
}

/// The class that a record must show: what the old policy says, what the new one says.
pub(super) type Class = (Said, Said);

/// A line of the record no longer than this, in characters.
const WIDTH: usize = 60;

impl Question<'_, '_> {
    /// The smallest record among these choices that is judged as its class is.
    pub(super) fn pair(&self, subject: &Subject, class: &Class, choices: &[Choice], by_value: bool) -> Option<Pair> {
        let mut kept = self.filled_up(choices);
        if !self.is_of(subject, class, &kept, by_value) {
            return None;
        }
        for place in (0..kept.len()).rev() {
            let fewer = self.with_fewer_rows(&kept, place).unwrap_or_default();
            let mut smaller = kept.clone();
            smaller.remove(place);
            if let Some(smaller) = [smaller].into_iter().chain(fewer).find(|kept| self.is_of(subject, class, kept, by_value)) {
                kept = smaller;
            }
        }
        let sides = self.encoder.sides;
        let says = |side: usize| {
            let judge = *sides.judges.get(side)?;
            Some(subject.says(self.record(side, &kept)?.evaluation(judge), sides, side))
        };
        let text = self.text(&subject.name, &kept)?;
        Some(Pair { text, witness: self.record(0, &kept)?, old: says(0)?, new: says(1)? })
    }

    /// The choices with something for every other variable: what makes no difference once it is known may make one while it is not.
    fn filled_up(&self, choices: &[Choice]) -> Vec<Choice> {
        let variables = self.encoder.space.variables.iter().enumerate();
        let others = variables.filter(|(number, variable)| {
            let is_open = !choices.iter().any(|(chosen, _)| chosen == number);
            is_open && !is_today(&variable.key) && !matches!(variable.key, Key::InRow { .. })
        });
        let others =
            others.filter_map(|(number, variable)| Some((number, variable.cells.iter().position(|cell| *cell != Cell::Missing)?)));
        let mut all: Vec<Choice> = choices.iter().copied().chain(others).collect();
        all.sort_unstable();
        all
    }

    /// The choices with fewer rows of a 明细, the fewest first.
    fn with_fewer_rows(&self, choices: &[Choice], place: usize) -> Option<Vec<Vec<Choice>>> {
        let (variable, cell) = *choices.get(place)?;
        let cells = &self.encoder.space.variables.get(variable)?.cells;
        let fewer = cells.iter().enumerate().take(cell).filter(|(_, cell)| matches!(cell, Cell::Rows(_)));
        let list = fewer.map(|(cell, _)| {
            let mut smaller = choices.to_vec();
            if let Some(choice) = smaller.get_mut(place) {
                choice.1 = cell;
            }
            smaller
        });
        Some(list.collect())
    }

    fn is_of(&self, subject: &Subject, class: &Class, choices: &[Choice], by_value: bool) -> bool {
        let sides = self.encoder.sides;
        let said = |side: usize| -> Option<Said> {
            let judge = *sides.judges.get(side)?;
            Some(subject.said(&self.record(side, choices)?.evaluation(judge), sides, side))
        };
        let (Some(old), Some(new)) = (said(0), said(1)) else { return false };
        let year = self.encoder.space.today.year();
        old.differs(&new, year) && (old.class(by_value), new.class(by_value)) == *class
    }

    /// As 示例: the fields of both policies, those that only one has too.
    fn text(&self, name: &str, choices: &[Choice]) -> Option<String> {
        let sides = self.encoder.sides;
        let records: Vec<(Judge<'_>, Witness)> = sides
            .judges
            .iter()
            .enumerate()
            .map(|(side, judge)| Some((*judge, self.record(side, choices)?)))
            .collect::<Option<_>>()?;
        let mut lines = vec![format!("示例 {} {{", quoted(&format!("{name}·两种判断")))];
        let matters = self.encoder.space.variables.iter().any(|variable| is_today(&variable.key));
        let today = records.first().filter(|_| matters).map(|(_, witness)| witness.date);
        lines.extend(today.map(|date| format!("  评估日 = {date}")));
        let mut line = String::new();
        let mut seen: Vec<&str> = Vec::new();
        for (judge, witness) in &records {
            for (field, cell) in judge.record.fields.iter().zip(&witness.slots.cells) {
                let (None, crate::input::Cell::Value(value)) = (field.detail, cell) else { continue };
                if seen.contains(&field.name.as_str()) {
                    continue;
                }
                seen.push(&field.name);
                let piece = format!("{} = {}", quoted(&field.name), literal(*judge, value));
                if !line.is_empty() && line.chars().count() + piece.chars().count() > WIDTH {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str("  ");
                line.push_str(&piece);
            }
        }
        lines.extend(Some(line).filter(|line| !line.is_empty()));
        lines.extend(self.details(choices));
        lines.push("}".to_string());
        Some(lines.join("\n"))
    }

    /// The rows of every 明细, one line each 明细.
    fn details(&self, choices: &[Choice]) -> Vec<String> {
        let sides = self.encoder.sides;
        let variables = &self.encoder.space.variables;
        let chosen: Vec<(&Key, &Cell)> = choices
            .iter()
            .filter_map(|(number, cell)| {
                let variable = variables.get(*number)?;
                Some((&variable.key, variable.cells.get(*cell)?))
            })
            .collect();
        let lines = chosen.iter().filter_map(|(key, cell)| {
            let (Key::Rows(detail), Cell::Rows(count)) = (key, cell) else { return None };
            let rows = (0..*count).map(|row| {
                let cells = chosen.iter().filter_map(|(key, cell)| match (key, cell) {
                    (Key::InRow { detail: own, row: at, field }, Cell::Value(value)) if own == detail && *at == row => {
                        let own = sides.judges.iter().enumerate().find_map(|(side, judge)| Some((*judge, sides.own(side, value)?)));
                        own.map(|(judge, value)| format!("{} = {}", quoted(field), literal(judge, &value)))
                    }
                    _ => None,
                });
                format!(" {{ {} }}", cells.collect::<Vec<_>>().join(" "))
            });
            let rows: String = rows.collect();
            Some(format!("  明细 {}{}", quoted(detail), if rows.is_empty() { " 无".to_string() } else { rows }))
        });
        lines.collect()
    }
}

/// Whether a variable is the day of evaluation.
pub(super) fn is_today(key: &Key) -> bool {
    matches!(key, Key::Slot(Slot::Today))
}
