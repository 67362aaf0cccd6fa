//! The words of the language: which rule of the grammar is which word, where a word belongs, which are reserved.

use super::grammar::Rule;
use crate::suggest;

/// Words that begin something at the top of a file.
const TOP: &[&str] = &["政策", "文件", "参数", "格式", "枚举", "角色", "记录", "规则"];
/// Words that begin something in a 规则 block.
const IN_RULES: &[&str] = &["适用", "判定", "收集", "检查", "流程", "表格", "示例"];
/// Words that begin something in a 判定 with rules.
const IN_DECISION: &[&str] = &["适用", "说明", "依据", "缺省", "例外"];
/// Words that begin something in a 记录, besides the name of a field.
const IN_RECORD: &[&str] = &["标识", "分组", "明细"];
const SEVERITIES: &[&str] = &["阻断", "复核", "提醒", "说明"];

/// The words that a rule of several alternatives stands for.
pub(super) fn alternatives(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::one_item => TOP,
        Rule::one_rule_item => IN_RULES,
        Rule::one_case => IN_DECISION,
        Rule::one_record_item => IN_RECORD,
        Rule::severity => SEVERITIES,
        _ => &[],
    }
}

/// The block that a word belongs in, when it stands at the top of a file.
pub(super) fn home(word: &str) -> Option<&'static str> {
    if IN_RULES.contains(&word) {
        return Some("规则");
    }
    if IN_RECORD.contains(&word) {
        return Some("记录");
    }
    matches!(word, "缺省" | "例外").then_some("判定")
}

/// `学历属于`: a name with an operator at its end, and where to part them.
pub(crate) fn ending_operator(word: &str) -> Option<(&str, &'static str)> {
    let operators = ["属于", "位于", "且", "或"].into_iter();
    operators.filter_map(|operator| Some((word.strip_suffix(operator)?, operator))).find(|(name, _)| !name.is_empty())
}

/// What begins a 记录 and is near to the word.
pub(super) fn near_in_record(word: &str) -> Option<&'static str> {
    suggest::nearest(word, IN_RECORD.iter().copied())
}

/// Whether the word is a word of the language, reserved or not.
pub(crate) fn is_keyword(word: &str) -> bool {
    is_reserved(word) || Rule::all_rules().iter().any(|rule| keyword(*rule) == Some(word))
}

/// Words that the grammar keeps for expressions; as names they stand in `「」`.
const RESERVED: &[&str] = &[
    "属于",
    "位于",
    "否则",
    "任一",
    "全部",
    "满足",
    "最后",
    "最先",
    "汇总",
    "优先于",
    "或",
    "且",
    "非",
    "若",
    "则",
    "当",
    "是",
    "否",
];

pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

pub(super) fn keyword(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_policy | Rule::policy => "政策",
        Rule::kw_year | Rule::policy_year => "届别",
        Rule::kw_today | Rule::policy_date => "评估日",
        Rule::kw_publisher | Rule::policy_publisher => "发布",
        Rule::kw_document | Rule::document => "文件",
        Rule::kw_clause | Rule::clause => "条",
        Rule::kw_heading | Rule::clause_heading => "位置",
        Rule::kw_excluded | Rule::clause_excluded => "不编入",
        Rule::kw_parameter | Rule::parameter => "参数",
        Rule::kw_unset => "未定",
        Rule::kw_enum | Rule::enumeration => "枚举",
        Rule::kw_code | Rule::member_code => "编码",
        Rule::kw_alias | Rule::member_alias => "别名",
        Rule::kw_roles | Rule::roles => "角色",
        Rule::kw_record | Rule::record => "记录",
        Rule::kw_key | Rule::key => "标识",
        Rule::kw_group | Rule::group_fields => "分组",
        Rule::kw_detail | Rule::detail | Rule::example_rows => "明细",
        Rule::kw_required | Rule::required => "必填",
        Rule::kw_applies | Rule::applies | Rule::scope => "适用",
        Rule::kw_when | Rule::condition => "当",
        Rule::kw_locked | Rule::locked => "锁定",
        Rule::kw_sensitive | Rule::sensitive => "敏感",
        Rule::kw_placeholder | Rule::placeholder => "占位",
        Rule::kw_format | Rule::format | Rule::format_item => "格式",
        Rule::kw_matches => "匹配",
        Rule::kw_assume | Rule::assume | Rule::detail_none => "视为",
        Rule::kw_columns | Rule::columns => "列名",
        Rule::kw_note | Rule::note => "说明",
        Rule::kw_basis | Rule::basis => "依据",
        Rule::kw_if | Rule::choice_arm => "若",
        Rule::kw_block => "阻断",
        Rule::kw_review | Rule::review => "复核",
        Rule::kw_warn => "提醒",
        Rule::kw_rules | Rule::rules => "规则",
        Rule::kw_decision | Rule::decision => "判定",
        Rule::kw_default | Rule::default_rule => "缺省",
        Rule::kw_exception | Rule::exception => "例外",
        Rule::kw_over | Rule::over => "优先于",
        Rule::kw_then | Rule::outcome => "则",
        Rule::kw_suggest => "建议",
        Rule::kw_reason | Rule::reason => "理由",
        Rule::kw_collect | Rule::collect => "收集",
        Rule::kw_entry | Rule::entry => "项",
        Rule::kw_check | Rule::check => "检查",
        Rule::kw_require | Rule::requirement => "要求",
        Rule::kw_message | Rule::message => "提示",
        Rule::kw_steps | Rule::action | Rule::step_action => "办理",
        Rule::kw_certainty | Rule::certainty => "把握",
        Rule::kw_certain => "一定",
        Rule::kw_likely => "很可能",
        Rule::kw_possible => "可能",
        Rule::kw_fields | Rule::fields => "字段",
        Rule::kw_wait | Rule::wait => "等待",
        Rule::kw_about => "约",
        Rule::kw_from => "自",
        Rule::kw_process | Rule::process => "流程",
        Rule::kw_step | Rule::step => "步骤",
        Rule::kw_done | Rule::step_done => "完成",
        Rule::kw_by | Rule::step_by => "由",
        Rule::kw_example | Rule::example => "示例",
        Rule::kw_based_on => "基于",
        Rule::kw_expect | Rule::expectation => "期望",
        Rule::kw_because | Rule::because => "因",
        Rule::kw_needs | Rule::needs => "需",
        Rule::kw_table | Rule::table => "表格",
        Rule::kw_row | Rule::table_rows => "行",
        Rule::kw_each | Rule::rows_each => "每",
        Rule::kw_column | Rule::column => "列",
        Rule::kw_total | Rule::table_total => "合计",
        Rule::kw_in_sheets => "分工作表",
        Rule::kw_in_files => "分文件",
        Rule::kw_else => "否则",
        Rule::kw_such | Rule::such_that => "满足",
        Rule::kw_of => "的",
        Rule::kw_order | Rule::table_groups => "按",
        _ => return None,
    })
}
