//! The table of what an analysis can find, each kind with its page. Codes never change their meaning.

use crate::diagnostic::{Code, Severity};

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        $(pub(crate) const $name: &Code = &Code {
            id: $id,
            title: $title,
            severity: Severity::$severity,
            page: include_str!(concat!("pages/", $id, ".md")),
        };)*

        /// All kinds of finding of an analysis, in order.
        pub const ANALYSIS_CODES: &[&Code] = &[$($name),*];
    };
}

codes! {
    GAP = "W0701" Warning "判定有空白";
    CONFLICT = "W0702" Warning "规则互相冲突";
    NEVER_WINS = "W0703" Warning "规则永远用不上";
    NEVER_TRUE = "W0704" Warning "条件永远不成立";
    NEVER_VIOLATED = "W0705" Warning "检查永远不会违反";
    ALWAYS_VIOLATED = "W0706" Warning "检查一用就违反";
    ALWAYS_TRUE = "N0707" Note "条件总是成立";
    NO_EFFECT = "N0708" Note "条件不起作用";
    IMPLIED = "N0709" Note "检查被另一个检查包含";
    UNUSED_FIELD = "N0710" Note "字段没有用到";
    UNUSED_MEMBER = "N0711" Note "枚举成员没有规则提到";
    DEPENDS_ON_OPEN = "N0712" Note "等着未定的参数";
    TOO_LARGE_TO_ANALYSE = "N0713" Note "太大，没有分析";
    NOT_PROVED = "N0714" Note "可能有问题，没有证明";
}
