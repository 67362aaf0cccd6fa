//! An explanation as Chinese text that a student can read and an office can defend.

use std::fmt;

use super::{Condition, Depth, Explanation, Reasoning, RuleLine, RuleState, Seen};
use crate::verdict::{Finding, FindingState, ProcessView, Status};

/// Values longer than this, in characters, are left out of a short explanation.
const LONG: usize = 40;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.as_deref().unwrap_or("（没有标识）");
        writeln!(f, "{id}：{}（评估日 {}，{}）", self.conclusion, self.date, self.policy)?;
        self.findings(f)?;
        if self.depth == Depth::Brief {
            return self.brief(f);
        }
        for decision in &self.decisions {
            self.decision(f, decision)?;
        }
        for process in &self.processes {
            write!(f, "\n流程「{}」：", process.name)?;
            progress(f, &process.state)?;
        }
        if self.depth == Depth::Full {
            self.notes(f)?;
            if !self.irrelevant.is_empty() {
                writeln!(f, "\n没有填写，但不影响任何结果：{}", self.irrelevant.join("、"))?;
            }
        } else {
            self.value_notes(f)?;
        }
        let mut document = "";
        for clause in &self.clauses {
            if clause.document != document {
                document = &clause.document;
                writeln!(f, "\n依据：{document}")?;
            }
            let heading = clause.heading.as_deref().map_or_else(String::new, |heading| format!("（{heading}）"));
            writeln!(f, "  {}：{}{heading}", clause.clause, clause.text)?;
        }
        Ok(())
    }
}

impl Explanation {
    /// A line for each decision that applies, and the current step of each process.
    fn brief(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        let scope_only = self.decisions.iter().all(|decision| decision.status == Status::NotApplicable);
        for decision in self.decisions.iter().filter(|decision| scope_only || decision.status != Status::NotApplicable) {
            let reasons: Vec<&str> = decision.rules.iter().filter_map(|rule| rule.reason.as_deref()).collect();
            write!(f, "  {}：{}", decision.decision, outcome(decision))?;
            if !reasons.is_empty() {
                write!(f, " —— {}", reasons.join("；"))?;
            }
            if let Some(suggestion) = &decision.suggestion {
                write!(f, "；建议 {suggestion}")?;
            }
            if !decision.needs.is_empty() {
                write!(f, "，还缺 {}", decision.needs.join("、"))?;
            }
            writeln!(f)?;
            for condition in decision.rules.iter().flat_map(|rule| &rule.conditions).filter(|_| scope_only) {
                self.condition(f, condition, 2)?;
            }
        }
        for process in self.processes.iter().filter(|process| !process.state.complete) {
            write!(f, "  流程「{}」：", process.name)?;
            progress(f, &process.state)?;
        }
        Ok(())
    }

    fn decision(&self, f: &mut fmt::Formatter<'_>, decision: &Reasoning) -> fmt::Result {
        writeln!(f, "\n{}：{}", decision.decision, outcome(decision))?;
        if let Some(suggestion) = &decision.suggestion {
            writeln!(f, "  建议：{suggestion}")?;
        }
        if !decision.needs.is_empty() {
            writeln!(f, "  还缺：{}", decision.needs.join("、"))?;
        }
        if !decision.possible.is_empty() {
            let others = if decision.open { "，或由还缺的内容决定的值" } else { "" };
            writeln!(f, "  可能是：{}{others}", decision.possible.join("，或 "))?;
        }
        if decision.status == Status::NotApplicable || self.depth == Depth::Full {
            let failed = |condition: &&Condition| self.depth == Depth::Full || condition.holds == Some(false);
            for condition in decision.applies.iter().filter(failed) {
                self.condition(f, condition, 1)?;
            }
        }
        for rule in &decision.rules {
            self.rule(f, rule)?;
        }
        Ok(())
    }

    fn rule(&self, f: &mut fmt::Formatter<'_>, rule: &RuleLine) -> fmt::Result {
        let kind = if rule.is_default { "缺省" } else { "规则" };
        let lead = match rule.state {
            RuleState::Won => kind.to_string(),
            RuleState::Beaten => format!("{kind}（让位于上面的规则）"),
            RuleState::NearMiss => format!("{kind}（只差一个条件）"),
            RuleState::Failed => format!("{kind}（不适用）"),
            RuleState::Unknown => format!("{kind}（还不能确定）"),
        };
        if !rule.rule.is_empty() {
            writeln!(f, "  {lead}：{}", rule.rule)?;
        }
        if let Some(reason) = &rule.reason {
            writeln!(f, "    理由：{reason}")?;
        }
        let from: Vec<String> =
            rule.from.iter().filter(|seen| self.is_short(seen)).map(|seen| format!("{}：{}", seen.name, seen.value)).collect();
        if !from.is_empty() {
            writeln!(f, "    取自：{}", from.join("；"))?;
        }
        if !rule.clauses.is_empty() {
            writeln!(f, "    依据：{}", rule.clauses.join("，"))?;
        }
        let wanted = |condition: &&Condition| match (self.depth, rule.state) {
            (Depth::Full, _) | (_, RuleState::Won) => true,
            (_, RuleState::Unknown) => condition.holds.is_none(),
            _ => condition.holds == Some(false),
        };
        for condition in rule.conditions.iter().filter(wanted) {
            self.condition(f, condition, 2)?;
        }
        Ok(())
    }

    fn is_short(&self, seen: &Seen) -> bool {
        self.depth == Depth::Full || seen.value.chars().count() <= LONG
    }

    /// A condition on one line; in a short explanation a long list of rows is left out.
    fn condition(&self, f: &mut fmt::Formatter<'_>, condition: &Condition, level: usize) -> fmt::Result {
        let mark = match condition.holds {
            _ if !condition.is_condition => "·",
            Some(true) => "✓",
            Some(false) => "✗",
            None => "？",
        };
        let values: Vec<String> = condition
            .values
            .iter()
            .filter(|seen| self.is_short(seen))
            .map(|seen| format!("{}：{}", seen.name, seen.value))
            .collect();
        let values = if values.is_empty() { String::new() } else { format!("（{}）", values.join("；")) };
        writeln!(f, "{}{mark} {}{values}", "  ".repeat(level), condition.text)?;
        if self.depth == Depth::Full {
            for inner in &condition.because {
                self.condition(f, inner, level + 1)?;
            }
        }
        Ok(())
    }

    fn findings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing: Vec<&Finding> = self.findings.iter().filter(|finding| finding.state == FindingState::Violated).collect();
        if !standing.is_empty() {
            writeln!(f, "\n要办的事")?;
        }
        for (finding, number) in standing.into_iter().zip(1..) {
            let message = finding.message.as_deref().unwrap_or(&finding.id);
            writeln!(f, "  {number}. 〔{}〕{message}", finding.severity.as_str())?;
            for step in &finding.steps {
                let after = match (&step.after, step.soft) {
                    (Some(day), true) => format!("（约 {day} 以后）"),
                    (Some(day), false) => format!("（{day} 以后）"),
                    (None, _) if !step.needs.is_empty() => format!("（要等一段时间；从哪天算起还缺 {}）", step.needs.join("、")),
                    (None, _) => String::new(),
                };
                writeln!(f, "     {}：{}{after}", step.actor, step.action)?;
            }
        }
        let open: Vec<&Finding> = self.findings.iter().filter(|finding| finding.state == FindingState::Unknown).collect();
        if self.depth == Depth::Brief {
            let mut needs: Vec<&str> = open.iter().flat_map(|finding| &finding.needs).map(String::as_str).collect();
            needs.sort_unstable();
            needs.dedup();
            if !needs.is_empty() {
                writeln!(f, "\n还不能确定的检查 {} 项，还缺：{}", open.len(), needs.join("、"))?;
            }
            return Ok(());
        }
        if !open.is_empty() {
            writeln!(f, "\n还不能确定的检查")?;
        }
        for finding in open {
            writeln!(f, "  {}：还缺 {}", finding.id, finding.needs.join("、"))?;
        }
        if self.depth == Depth::Full {
            writeln!(f, "\n其他检查")?;
            for finding in self
                .findings
                .iter()
                .filter(|finding| matches!(finding.state, FindingState::Satisfied | FindingState::NotApplicable))
            {
                let state = if finding.state == FindingState::Satisfied { "满足" } else { "不适用" };
                writeln!(f, "  {}：{state}", finding.id)?;
            }
        }
        Ok(())
    }

    fn notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.notes.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n说明")?;
        for note in &self.notes {
            writeln!(f, "  {}：{}", note.field, note.text)?;
        }
        Ok(())
    }

    /// Assumptions in one line, other notes in full.
    fn value_notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (assumed, others): (Vec<_>, Vec<_>) = self.notes.iter().partition(|note| note.assumed);
        if self.notes.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n说明")?;
        for note in others {
            writeln!(f, "  {}：{}", note.field, note.text)?;
        }
        if !assumed.is_empty() {
            let names: Vec<&str> = assumed.iter().map(|note| note.field.as_str()).collect();
            writeln!(f, "  没有填写、按政策视为否或缺省值的有 {} 项：{}", names.len(), names.join("、"))?;
        }
        Ok(())
    }
}

fn outcome(decision: &Reasoning) -> String {
    match (decision.status, &decision.words) {
        (Status::Determined, Some(words)) => words.clone(),
        (Status::Undetermined, Some(words)) => format!("待定，目前确定的有 {words}"),
        (status, _) => status.as_str().to_string(),
    }
}

fn progress(f: &mut fmt::Formatter<'_>, state: &ProcessView) -> fmt::Result {
    match (state.applicable, state.complete, &state.current) {
        (Some(false), ..) => writeln!(f, "不适用"),
        (None, ..) => writeln!(f, "还不能确定是否适用，还缺 {}", state.needs.join("、")),
        (_, true, _) => writeln!(f, "已完成（{} 步）", state.total),
        (_, false, current) => {
            let current = current.as_deref().unwrap_or("");
            writeln!(f, "完成 {} 步，共 {} 步，现在是「{current}」", state.done, state.total)?;
            if !state.needs.is_empty() {
                writeln!(f, "  还缺：{}", state.needs.join("、"))?;
            }
            if let Some(action) = &state.action {
                let actor = state.actor.as_deref().unwrap_or("");
                let after = state.after.as_deref().map_or_else(String::new, |day| format!("（{day} 以后）"));
                writeln!(f, "  {actor}：{action}{after}")?;
            }
            Ok(())
        }
    }
}
