//! Two policies over one space: for what records something of the same name comes out otherwise. In: a question with two sides.
//! Out: sets of records, to be told in cases and shown by a record as any other.

use super::diagram::TooLarge;
use super::encode::Leaf;
use super::outcome::Verdict;
use super::question::{Question, Set};
use crate::evaluate::Truth;
use crate::ids::{DecisionId, NodeId};

impl Question<'_, '_> {
    /// The records for which two decisions come to different outcomes. Two 复核 count as the same here; their reasons are texts.
    pub(crate) fn decided_otherwise(&mut self, left: (usize, DecisionId), right: (usize, DecisionId)) -> Result<Set, TooLarge> {
        let operands = [self.outcomes(left.0, left.1)?, self.outcomes(right.0, right.1)?];
        let differ = self.encoder.store.combine(operands, &mut |[left, right]| {
            let same = match (left?, right?) {
                (Leaf::Verdict(Verdict::Review(_)), Leaf::Verdict(Verdict::Review(_))) => true,
                (Leaf::Verdict(Verdict::Undetermined { .. }), Leaf::Verdict(Verdict::Undetermined { .. })) => true,
                (left, right) => left == right,
            };
            Some(Leaf::truth((!same).into()))
        })?;
        Ok(Set(differ))
    }

    /// The records for which two conditions have different truth values.
    pub(crate) fn true_otherwise(&mut self, left: (usize, NodeId), right: (usize, NodeId)) -> Result<Set, TooLarge> {
        let operands = [self.encoder.node(left.0, left.1)?, self.encoder.node(right.0, right.1)?];
        let differ = self.encoder.store.combine(operands, &mut |[left, right]| {
            let (left, right): (Truth, Truth) = (left?.as_truth(), right?.as_truth());
            Some(Leaf::truth((left != right).into()))
        })?;
        Ok(Set(differ))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::sides::Sides;
    use super::*;
    use crate::plan::Op;
    use crate::policy::Policy;
    use crate::source::Source;

    fn policy(members: &str, condition: &str) -> Policy {
        let text = format!(
            "枚举 种类 {{ {members} }}\n记录 学生 {{ 类 : 种类 必填 分 : 整数 必填 }}\n规则 学生 {{ 判定 减免 : 是否 {{ 缺省 不减 {{ 则 否 }} 例外 减 {{ 当 {condition} 则 是 }} }} 检查 够 阻断 {{ 要求 {condition} 提示 \"x\" }} }}"
        );
        Policy::compile([Source::new("例.policy", text)]).unwrap()
    }

    fn differences(old: &Policy, new: &Policy) -> (Vec<String>, Vec<String>) {
        let sides = Sides::new(vec![old.record("学生").unwrap(), new.record("学生").unwrap()]);
        let decide = |side: usize| {
            let plan = &sides.judges.get(side).unwrap().planned.plan;
            NodeId::new(plan.nodes.iter().position(|node| matches!(node.op, Op::Decide(_))).unwrap())
        };
        let violated = |side: usize| sides.judges.get(side).unwrap().planned.plan.checks.first().unwrap().violated;
        let roots = [(0, decide(0)), (1, decide(1)), (0, violated(0)), (1, violated(1))];
        let mut question = Question::new(&sides, &roots, old.example_date(), 10_000);
        let decided = question.decided_otherwise((0, DecisionId::new(0)), (1, DecisionId::new(0))).unwrap();
        let checked = question.true_otherwise((0, violated(0)), (1, violated(1))).unwrap();
        (question.cases(decided).unwrap().words, question.cases(checked).unwrap().words)
    }

    #[test]
    fn a_moved_boundary_is_told_as_the_records_between() {
        let (old, new) = (policy("甲类 乙类", "分 ≥ 60"), policy("甲类 乙类", "分 ≥ 65"));
        let told = vec!["分 ≥ 60 且 < 65".to_string()];
        assert_eq!(differences(&old, &new), (told.clone(), told));
    }

    #[test]
    fn members_are_known_by_their_names_whatever_their_order() {
        let (old, new) = (policy("甲类 乙类", "类 = 甲类"), policy("丙类 乙类 甲类", "类 = 甲类"));
        assert_eq!(differences(&old, &new), (Vec::new(), Vec::new()));
        let wider = policy("丙类 乙类 甲类", "类 属于 {甲类, 丙类}");
        assert_eq!(differences(&old, &wider).0, ["类 = 丙类"]);
    }
}
