//! A failed parse told in the clerk's words: what was found, what could stand there, and how to mend it.
//! The only place that reads the parser's error.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::cursor::Base;
use super::grammar::Rule;
use crate::diagnostic::{self, Diagnostic};
use crate::span::Span;
use crate::suggest;

pub(super) fn problem(error: &Error<Rule>, base: Base, text: &str) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        let span = Span::new(base.source, base.offset + at, base.offset + at);
        return Diagnostic::new(diagnostic::TOO_DEEP, span, "这一段的层次太深")
            .label("到这里超过上限")
            .help("把里面的条件写成单独的「判定」，再用它的名称");
    };
    let rest = text.get(at..).unwrap_or("");
    let word = first_word(rest);
    let span = Span::new(base.source, base.offset + at, base.offset + at + word.len());
    let mut wanted = Wanted::default();
    positives.iter().for_each(|rule| wanted.add(*rule));
    let message = if word.is_empty() { "写到这里突然结束".to_string() } else { format!("「{word}」不能写在这里") };
    Diagnostic::new(diagnostic::SYNTAX, span, message).label(wanted.sentence()).help_if(wanted.cure(word))
}

/// The word, sign or quoted piece at the start of `text`.
pub(super) fn first_word(text: &str) -> &str {
    let is_word = |character: char| character.is_alphanumeric() || character == '_' || character == '·';
    let Some(first) = text.chars().next() else { return "" };
    let end =
        if is_word(first) { text.find(|character: char| !is_word(character)).unwrap_or(text.len()) } else { first.len_utf8() };
    text.get(..end).unwrap_or("")
}

/// What could have stood there, grouped for a reader.
#[derive(Default)]
struct Wanted {
    words: Vec<&'static str>,
    operator: bool,
    name: bool,
    text: bool,
    value: bool,
    date: bool,
    close: Option<&'static str>,
    signs: Vec<&'static str>,
}

impl Wanted {
    fn add(&mut self, rule: Rule) {
        if let Some(word) = keyword(rule) {
            if !self.words.contains(&word) {
                self.words.push(word);
            }
            return;
        }
        match rule {
            Rule::op_or
            | Rule::op_and
            | Rule::op_in
            | Rule::op_within
            | Rule::op_ne
            | Rule::op_le
            | Rule::op_ge
            | Rule::op_eq
            | Rule::op_lt
            | Rule::op_gt
            | Rule::op_add
            | Rule::op_mul
            | Rule::op_div => self.operator = true,
            Rule::name
            | Rule::bare_name
            | Rule::names
            | Rule::path
            | Rule::type_name
            | Rule::field
            | Rule::member
            | Rule::given
            | Rule::need => self.name = true,
            Rule::text | Rule::texts | Rule::string => self.text = true,
            Rule::duration | Rule::digits => self.date = true,
            Rule::expr
            | Rule::conjunction
            | Rule::negation
            | Rule::comparison
            | Rule::sum
            | Rule::product
            | Rule::operand
            | Rule::group
            | Rule::set
            | Rule::call
            | Rule::choice
            | Rule::choice_arm
            | Rule::quantified
            | Rule::selected
            | Rule::gathered
            | Rule::number
            | Rule::given_value
            | Rule::expected
            | Rule::op_sub
            | Rule::op_not => self.value = true,
            Rule::rbrace | Rule::missing_close => self.close = Some("}"),
            Rule::rparen => self.close = Some(")"),
            Rule::lbrace => self.signs.push("{"),
            Rule::lparen | Rule::such_that => self.signs.push("("),
            Rule::colon => self.signs.push(":"),
            Rule::assign => self.signs.push("="),
            _ => {}
        }
    }

    fn sentence(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if self.value {
            parts.push("一个值或条件".into());
        } else if self.name {
            parts.push("名称".into());
        }
        if self.text {
            parts.push("引号中的文字".into());
        }
        if self.date {
            parts.push("时间长度（如 2周）".into());
        }
        parts.extend(self.signs.iter().chain(self.close.iter()).map(|sign| format!("「{sign}」")));
        if self.operator && parts.is_empty() {
            parts.push("运算符".into());
        }
        let shown = self.words.iter().take(8).map(|word| format!("「{word}」"));
        parts.extend(shown);
        parts.dedup();
        if parts.is_empty() {
            return "到这里看不懂".into();
        }
        let more = if self.words.len() > 8 { "等" } else { "" };
        format!("这里可以写{}{more}", parts.join("、"))
    }

    fn cure(&self, word: &str) -> Option<String> {
        if let Some(near) = suggest::nearest(word, self.words.iter().copied()) {
            return Some(format!("是不是要写「{near}」？"));
        }
        if super::lower_item::is_reserved(word) && (self.name || self.value) {
            return Some(format!("「{word}」是语言的词，作名称用时请写成「「{word}」」"));
        }
        if self.text && !self.value {
            return Some("文字要放在引号里，例如 \"请填写生源地\"".into());
        }
        match (self.close, self.signs.first()) {
            (Some(close), _) if word.is_empty() => Some(format!("在这里补上「{close}」")),
            (_, Some(sign)) => Some(format!("在这里补上「{sign}」")),
            (Some(close), None) => Some(format!("改正这个词，或在它前面补上「{close}」")),
            _ if self.name => Some("在这里写一个名称；名称里有空格、斜线或括号时用「」括起来".into()),
            _ => Some("对照手册改正这里的写法".into()),
        }
    }
}

fn keyword(rule: Rule) -> Option<&'static str> {
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
        Rule::kw_format | Rule::format => "格式",
        Rule::kw_assume | Rule::assume | Rule::detail_none => "视为",
        Rule::kw_columns | Rule::columns => "列名",
        Rule::kw_note | Rule::note => "说明",
        Rule::kw_basis | Rule::basis => "依据",
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
        Rule::kw_else => "否则",
        Rule::kw_such => "满足",
        Rule::kw_of => "的",
        Rule::kw_order => "按",
        Rule::severity => "阻断",
        _ => return None,
    })
}
