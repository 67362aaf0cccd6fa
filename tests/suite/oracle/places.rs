//! A handful of real divisions and what is true of them in 2022 and later, written by hand.

/// Full name, level (省级 0, 地级 1, 县级 2), the place it lies in, whether anything lies in it.
const FACTS: [(&str, usize, Option<&str>, bool); 18] = [
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
    ("浙江省", 0, None, true),
    ("浙江省杭州市", 1, Some("浙江省"), true),
    ("浙江省杭州市上城区", 2, Some("浙江省杭州市"), false),
    ("浙江省杭州市钱塘区", 2, Some("浙江省杭州市"), false),
    ("浙江省杭州市拱墅区", 2, Some("浙江省杭州市"), false),
    ("浙江省杭州市江干区", 2, Some("浙江省杭州市"), false),
    ("浙江省杭州市下城区", 2, Some("浙江省杭州市"), false),
];

pub(super) const LEVELS: [&str; 3] = ["省级", "地级", "县级"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|fact| fact.0)
}

fn fact(place: &str) -> (&'static str, usize, Option<&'static str>, bool) {
    FACTS.iter().copied().find(|fact| fact.0 == place).unwrap_or_else(|| unreachable!("no place is called {place}"))
}

pub(super) fn level(place: &str) -> usize {
    fact(place).1
}

pub(super) fn parent(place: &str) -> Option<&'static str> {
    fact(place).2
}

pub(super) fn has_lower(place: &str) -> bool {
    fact(place).3
}

/// What the place counts as now: itself, what it was merged into, or what it was divided among.
pub(super) fn successors(place: &'static str) -> Vec<&'static str> {
    match place {
        "浙江省杭州市下城区" => vec!["浙江省杭州市拱墅区"],
        "浙江省杭州市江干区" => vec!["浙江省杭州市上城区", "浙江省杭州市钱塘区"],
        _ => vec![place],
    }
}

/// The one place it counts as; a divided one stays a place of its own.
pub(super) fn present(place: &'static str) -> &'static str {
    match successors(place).as_slice() {
        [one] => one,
        _ => place,
    }
}

/// Whether two places are one; `None` between a divided place and one of its parts.
pub(super) fn same(left: &'static str, right: &'static str) -> Option<bool> {
    let (left, right) = (present(left), present(right));
    if left == right {
        Some(true)
    } else if successors(left).contains(&right) || successors(right).contains(&left) {
        None
    } else {
        Some(false)
    }
}

/// Whether `inner` is `outer` or lies in it.
pub(super) fn within(inner: &'static str, outer: &'static str) -> Option<bool> {
    match (same(inner, outer), parent(present(inner))) {
        (Some(false), Some(above)) => within(above, outer),
        (answer, _) => answer,
    }
}
