//! Coverage in the tracefile format of LCOV, so that ordinary viewers show it: functions are items, lines and branches are
//! items and conditions with their two sides. Decides nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Coverage, FileCoverage, ItemCoverage, Side};

impl Coverage {
    /// The tracefile. A line is hit as often as the least reached side of what stands on it is reached.
    pub fn lcov(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            section(file, &mut text);
        }
        text
    }
}

fn section(file: &FileCoverage, text: &mut String) {
    let _ = writeln!(text, "TN:\nSF:{}", file.file);
    let own = |item: &&ItemCoverage| !item.sides.is_empty();
    let functions: Vec<&ItemCoverage> = file.items.iter().filter(own).collect();
    for item in &functions {
        let _ = writeln!(text, "FN:{},{}", item.line, function(item));
    }
    for item in &functions {
        let _ = writeln!(text, "FNDA:{},{}", hits(item), function(item));
    }
    let hit = functions.iter().filter(|item| hits(item) > 0).count();
    let _ = writeln!(text, "FNF:{}\nFNH:{hit}", functions.len());
    branches(file, text);
    lines(file, text);
    text.push_str("end_of_record\n");
}

/// A name without the comma that separates fields.
fn function(item: &ItemCoverage) -> String {
    item.name.replace(',', "，")
}

fn hits(item: &ItemCoverage) -> usize {
    item.sides.first().map_or(0, |side| side.samples.len())
}

/// Every pair of sides that count, with its line.
fn pairs(file: &FileCoverage) -> Vec<(usize, Vec<&Side>)> {
    let mut pairs = Vec::new();
    for item in &file.items {
        pairs.push((item.line, item.sides.iter().filter(|side| side.counts).collect::<Vec<_>>()));
        for condition in &item.conditions {
            pairs.push((condition.line, condition.sides.iter().filter(|side| side.counts).collect()));
        }
    }
    pairs.retain(|(_, sides)| !sides.is_empty());
    pairs.sort_by_key(|(line, _)| *line);
    pairs
}

fn branches(file: &FileCoverage, text: &mut String) {
    let (mut found, mut hit) = (0, 0);
    for (block, (line, sides)) in pairs(file).into_iter().enumerate() {
        for (branch, side) in sides.into_iter().enumerate() {
            let _ = writeln!(text, "BRDA:{line},{block},{branch},{}", side.samples.len());
            found += 1;
            hit += usize::from(!side.samples.is_empty());
        }
    }
    let _ = writeln!(text, "BRF:{found}\nBRH:{hit}");
}

fn lines(file: &FileCoverage, text: &mut String) {
    let mut least: BTreeMap<usize, usize> = BTreeMap::new();
    for (line, sides) in pairs(file) {
        let reached = sides.iter().map(|side| side.samples.len()).min().unwrap_or(0);
        least.entry(line).and_modify(|known| *known = reached.min(*known)).or_insert(reached);
    }
    for (line, count) in &least {
        let _ = writeln!(text, "DA:{line},{count}");
    }
    let _ = writeln!(text, "LF:{}\nLH:{}", least.len(), least.values().filter(|count| **count > 0).count());
}
