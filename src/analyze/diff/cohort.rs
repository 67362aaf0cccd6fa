//! Policies of different 届别 judge different graduates. In: two policies. Out: the new one as if it were for the old one's 届别, so that
//! the same graduates can be judged by both.

use crate::hir::Type;
use crate::policy::Policy;
use crate::source::Source;
use crate::span::Span;
use crate::value::Value;

/// The old 届别 and the new one, in figures.
pub(super) struct Years {
    pub(super) old: String,
    pub(super) new: String,
}

impl Years {
    /// A text of the new policy with the old 届别 in it.
    pub(super) fn aligned(&self, text: &str) -> String {
        text.replace(&self.new, &self.old)
    }
}

/// The two 届别, if both have one and they differ.
pub(super) fn years(old: &Policy, new: &Policy) -> Option<Years> {
    let (before, after) = (old.year()?, new.year()?);
    (before != after).then(|| Years { old: before.to_string(), new: after.to_string() })
}

/// Parameters whose value is the 届别 in both policies.
pub(super) fn followed(old: &Policy, new: &Policy) -> Vec<String> {
    let Some((before, after)) = old.year().zip(new.year()).filter(|(before, after)| before != after) else { return Vec::new() };
    let parameters =
        old.0.program.parameters.iter().filter(|own| own.ty == Type::Integer && own.value == Some(Value::Integer(before)));
    let names = parameters.map(|own| &own.name);
    let is_followed = |name: &&String| {
        new.0.program.parameters.iter().any(|other| other.name == **name && other.value == Some(Value::Integer(after)))
    };
    names.filter(is_followed).cloned().collect()
}

impl Policy {
    /// This policy as if it were for the 届别 of another: parameters that are the 届别 in both policies have the other's value.
    ///
    /// ```
    /// use shengyuan::{Policy, Source};
    /// let policy = |year: u16| Policy::compile([Source::new("例.policy", format!("
    ///     政策 \"例\" {{ 届别 {year} }}
    ///     参数 本届 : 整数 = {year}
    ///     记录 学生 {{ 届 : 整数 }}
    ///     规则 学生 {{ 判定 是本届 = 届 = 本届 }}"))]);
    /// let next = policy(2025)?.for_the_cohort_of(&policy(2024)?);
    /// let verdict = next.record("学生")?.evaluate(&std::collections::HashMap::from([("届", 2024)]), "2023-09-25".parse()?)?;
    /// assert_eq!(verdict.decision("是本届")?.value(), Some("是"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn for_the_cohort_of(&self, other: &Policy) -> Policy {
        let Some(years) = years(other, self) else { return self.clone() };
        let mut texts: Vec<String> = self.0.sources.iter().map(|source| source.text().to_string()).collect();
        for name in followed(other, self) {
            let Some(parameter) = self.0.program.parameters.iter().find(|own| own.name == name) else { continue };
            let Some(text) = texts.get_mut(usize::from(parameter.span.source)) else { continue };
            if let Some(at) = value_at(text, parameter.span, &years.new) {
                text.replace_range(at, &years.old);
            }
        }
        let sources = self.0.sources.iter().zip(texts).map(|(source, text)| Source::new(source.name(), text));
        // A text that no longer compiles is compared as it is.
        Policy::compile(sources).unwrap_or_else(|_| self.clone())
    }
}

/// Where the figures of a parameter's value stand: after its name and the sign of equality.
fn value_at(text: &str, name: Span, figures: &str) -> Option<std::ops::Range<usize>> {
    let after = name.end as usize;
    let rest = text.get(after..)?;
    let value = rest.find(['=', '＝'])?;
    let found = value + rest.get(value..)?.find(figures)?;
    let between = rest.get(value..found)?.trim_start_matches(['=', '＝']);
    between.trim().is_empty().then(|| after + found..after + found + figures.len())
}
