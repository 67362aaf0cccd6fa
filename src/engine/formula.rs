//! Conditions as sums of products over variables. In: conditions combined by 且, 或, 非. Out: a list of terms, which a few masks can test.
//!
//! Kleene's logic is distributive and knows De Morgan's laws, so that a sum of products has the truth of the condition that it was made
//! from for unknown variables too. What it does not know is that a thing is either so or not so: `x 且 非 x` is unknown while `x` is,
//! and stays in the list.

/// Something that is true, false or unknown for each record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Variable(pub(crate) u32);

/// A variable or its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Literal {
    pub(crate) variable: Variable,
    pub(crate) is_negated: bool,
}

/// All literals hold. In order, each once.
pub(crate) type Term = Vec<Literal>;

/// At least one term holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Formula {
    pub(crate) terms: Vec<Term>,
}

impl Formula {
    pub(crate) fn constant(value: bool) -> Self {
        Self { terms: if value { vec![Term::new()] } else { Vec::new() } }
    }

    pub(crate) fn literal(variable: Variable, is_negated: bool) -> Self {
        Self { terms: vec![vec![Literal { variable, is_negated }]] }
    }

    /// The variable whose truth it is, if it is that of one variable.
    pub(crate) fn as_variable(&self) -> Option<Variable> {
        match self.as_literal()? {
            Literal { variable, is_negated: false } => Some(variable),
            _ => None,
        }
    }

    pub(crate) fn as_literal(&self) -> Option<Literal> {
        match self.terms.as_slice() {
            [term] => match term.as_slice() {
                [literal] => Some(*literal),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn or(mut self, other: Self) -> Self {
        for term in other.terms {
            self.add(term);
        }
        self
    }

    /// Leaves out terms that another one makes superfluous.
    fn add(&mut self, term: Term) {
        if self.terms.iter().any(|other| is_within(other, &term)) {
            return;
        }
        self.terms.retain(|other| !is_within(&term, other));
        self.terms.push(term);
    }

    /// How many terms the conjunction would have at most.
    pub(crate) fn product_size(&self, other: &Self) -> usize {
        self.terms.len().saturating_mul(other.terms.len())
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for left in &self.terms {
            for right in &other.terms {
                let mut term: Term = left.iter().chain(right).copied().collect();
                term.sort_unstable();
                term.dedup();
                product.add(term);
            }
        }
        product
    }

    /// The negation, if it has a short list too.
    pub(crate) fn not(&self) -> Option<Self> {
        if let [term] = self.terms.as_slice() {
            return Some(Self { terms: term.iter().map(|literal| vec![opposite(*literal)]).collect() });
        }
        let singles: Option<Vec<Literal>> = self.terms.iter().map(|term| (term.len() == 1).then(|| opposite(term[0]))).collect();
        let mut term = singles?;
        term.sort_unstable();
        term.dedup();
        Some(Self { terms: vec![term] })
    }

    pub(crate) fn literals(&self) -> impl Iterator<Item = Literal> {
        self.terms.iter().flatten().copied()
    }
}

fn opposite(literal: Literal) -> Literal {
    Literal { is_negated: !literal.is_negated, ..literal }
}

fn is_within(smaller: &Term, larger: &Term) -> bool {
    smaller.iter().all(|literal| larger.binary_search(literal).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Truth;
    use crate::evaluate::and as both;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Condition {
        Variable(u32),
        Not(Box<Condition>),
        And(Box<Condition>, Box<Condition>),
        Or(Box<Condition>, Box<Condition>),
    }

    fn not(truth: Truth) -> Truth {
        match truth {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    fn or(left: Truth, right: Truth) -> Truth {
        not(both(not(left), not(right)))
    }

    impl Condition {
        fn truth(&self, values: &[Truth]) -> Truth {
            match self {
                Self::Variable(number) => values[*number as usize],
                Self::Not(inner) => not(inner.truth(values)),
                Self::And(left, right) => both(left.truth(values), right.truth(values)),
                Self::Or(left, right) => or(left.truth(values), right.truth(values)),
            }
        }

        fn formula(&self) -> Option<Formula> {
            Some(match self {
                Self::Variable(number) => Formula::literal(Variable(*number), false),
                Self::Not(inner) => inner.formula()?.not()?,
                Self::And(left, right) => left.formula()?.and(&right.formula()?),
                Self::Or(left, right) => left.formula()?.or(right.formula()?),
            })
        }
    }

    fn truth_of(formula: &Formula, values: &[Truth]) -> Truth {
        formula.terms.iter().fold(Truth::False, |sum, term| {
            let product = term.iter().fold(Truth::True, |product, literal| {
                let value = values[literal.variable.0 as usize];
                both(product, if literal.is_negated { not(value) } else { value })
            });
            or(sum, product)
        })
    }

    fn condition() -> impl Strategy<Value = Condition> {
        let leaf = (0u32..4).prop_map(Condition::Variable);
        leaf.prop_recursive(5, 24, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|one| Condition::Not(Box::new(one))),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| Condition::And(Box::new(left), Box::new(right))),
                (inner.clone(), inner).prop_map(|(left, right)| Condition::Or(Box::new(left), Box::new(right))),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_formula_has_the_truth_of_its_condition(condition in condition()) {
            let Some(formula) = condition.formula() else { return Ok(()) };
            for number in 0..81usize {
                let digits = [number % 3, number / 3 % 3, number / 9 % 3, number / 27];
                let values = digits.map(|digit| [Truth::False, Truth::True, Truth::Unknown][digit]);
                prop_assert_eq!(truth_of(&formula, &values), condition.truth(&values), "{:?}", formula);
            }
        }
    }
}
