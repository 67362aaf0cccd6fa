//! A handful of real divisions and what is true of them, written by hand.

/// Full name, level (省级 0, 地级 1, 县级 2), the place it lies in, whether anything lies in it.
const FACTS: [(&str, usize, Option<&str>, bool); 11] = [
    ("广东省", 0, None, true),
    ("广东省广州市", 1, Some("广东省"), true),
    ("广东省广州市番禺区", 2, Some("广东省广州市"), false),
    ("广东省广州市天河区", 2, Some("广东省广州市"), false),
    // A city without county level.
    ("广东省东莞市", 1, Some("广东省"), false),
    ("湖北省", 0, None, true),
    ("湖北省武汉市", 1, Some("湖北省"), true),
    ("湖北省武汉市洪山区", 2, Some("湖北省武汉市"), false),
    // A county-level city directly below its province.
    ("湖北省仙桃市", 2, Some("湖北省"), false),
    // A municipality has no prefecture level.
    ("北京市", 0, None, true),
    ("北京市东城区", 2, Some("北京市"), false),
];

pub(super) const LEVELS: [&str; 3] = ["省级", "地级", "县级"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|fact| fact.0)
}

pub(super) fn level(place: &str) -> usize {
    FACTS.iter().find(|fact| fact.0 == place).map_or(0, |fact| fact.1)
}

pub(super) fn parent(place: &str) -> Option<&'static str> {
    FACTS.iter().find(|fact| fact.0 == place).and_then(|fact| fact.2)
}

pub(super) fn has_lower(place: &str) -> bool {
    FACTS.iter().any(|fact| fact.0 == place && fact.3)
}

/// Whether `inner` is `outer` or lies in it.
pub(super) fn within(inner: &str, outer: &str) -> bool {
    inner == outer || parent(inner).is_some_and(|above| within(above, outer))
}
