//! The outcome of a decision in two bytes.

/// What a decision comes to, and by which rule. Values stand where the rule says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code(pub(crate) u16);

const REVIEW: u16 = 0x4000;
const STATES: u16 = 0x8000;

impl Code {
    /// Not worked out yet, in tables.
    pub(crate) const EMPTY: Self = Self(0x8000);
    pub(crate) const UNDETERMINED: Self = Self(0x8001);
    /// 待定, and 复核, 冲突 or 无规则 are possible.
    pub(crate) const UNDETERMINED_OR_REVIEW: Self = Self(0x8002);
    pub(crate) const CONFLICT: Self = Self(0x8003);
    pub(crate) const NO_RULE: Self = Self(0x8004);
    pub(crate) const NOT_APPLICABLE: Self = Self(0x8005);
    /// The values have to be looked at.
    pub(crate) const ASK: Self = Self(0x8006);

    pub(crate) fn determined(rule: usize) -> Self {
        Self::of(rule, 0)
    }

    pub(crate) fn review(rule: usize) -> Self {
        Self::of(rule, REVIEW)
    }

    fn of(rule: usize, mark: u16) -> Self {
        u16::try_from(rule).ok().filter(|rule| *rule < REVIEW).map_or(Self::ASK, |rule| Self(rule | mark))
    }

    /// The rule that determines the value.
    #[inline(always)]
    pub(crate) fn rule(self) -> Option<usize> {
        (self.0 < REVIEW).then_some(usize::from(self.0))
    }

    /// The rule that asks for a review.
    pub(crate) fn reviewing_rule(self) -> Option<usize> {
        (REVIEW..STATES).contains(&self.0).then(|| usize::from(self.0 - REVIEW))
    }

    pub(crate) fn needs_person(self) -> bool {
        self == Self::CONFLICT || self == Self::NO_RULE || self.reviewing_rule().is_some()
    }

    pub(crate) fn is_undetermined(self) -> bool {
        self == Self::UNDETERMINED || self == Self::UNDETERMINED_OR_REVIEW
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04x}", self.0)
    }
}
