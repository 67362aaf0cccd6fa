//! The parts of a policy in the clerk's words. In: the typed policy and its text. Out: name, aspects and content of each part, blanks and
//! comments left out.

use crate::hir::{
    Action, Check, ClauseRef, Column, ColumnValue, Decision, DecisionBody, Enumeration, Expr, Outcome, Piece, Process, Record,
    Rows, Table, Template, Type, Wait,
};
use crate::policy::Compiled;
use crate::verdict::words;

/// A part of a policy.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// What may be told of it when it comes or goes.
    pub(super) summary: String,
    /// Each thing about it by name.
    pub(super) aspects: Vec<(&'static str, String)>,
    /// What makes it the same thing under another name; empty if nothing does.
    pub(super) content: String,
    /// Other names it answers to.
    pub(super) earlier_names: Vec<String>,
}

impl Part {
    fn new(name: impl Into<String>, aspects: Vec<(&'static str, String)>) -> Self {
        let aspects: Vec<_> = aspects.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        Self { name: name.into(), summary: String::new(), aspects, content: String::new(), earlier_names: Vec::new() }
    }

    fn summary(self, summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), ..self }
    }

    /// It is known under another name by these aspects.
    fn known_by(self, aspects: &[&str]) -> Self {
        let own = self.aspects.iter().filter(|(name, _)| aspects.contains(name));
        let content = own.map(|(name, text)| format!("{name} {text}\n")).collect();
        Self { content, ..self }
    }
}

/// Pairs of the same name.
pub(super) fn same_named<'o, 'n, T>(old: &'o [T], new: &'n [T], name: fn(&T) -> &String) -> Vec<(&'o T, &'n T)> {
    old.iter().filter_map(|one| Some((one, new.iter().find(|other| name(one) == name(other))?))).collect()
}

fn text(compiled: &Compiled, expr: &Expr) -> String {
    compiled.sources.get(usize::from(expr.span.source)).map_or_else(String::new, |source| source.words(expr.span))
}

fn optional(compiled: &Compiled, expr: Option<&Expr>) -> String {
    expr.map_or_else(String::new, |expr| text(compiled, expr))
}

fn message(compiled: &Compiled, template: &Template) -> String {
    let pieces = template.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value { value, .. } => format!("{{{}}}", text(compiled, value)),
    });
    pieces.collect()
}

fn reason(compiled: &Compiled, template: Option<&Template>) -> String {
    template.map_or_else(String::new, |template| message(compiled, template))
}

fn basis(list: &[ClauseRef]) -> String {
    list.iter().map(|clause| format!("{} {}", clause.document, clause.clause)).collect::<Vec<_>>().join("、")
}

fn flag(is_set: bool, word: &str) -> String {
    if is_set { word.to_string() } else { String::new() }
}

fn kind(compiled: &Compiled, ty: &Type) -> String {
    match ty {
        Type::Text => "文本".to_string(),
        Type::Integer => "整数".to_string(),
        Type::Decimal => "小数".to_string(),
        Type::Percent => "百分比".to_string(),
        Type::Date => "日期".to_string(),
        Type::Month => "年月".to_string(),
        Type::Duration => "时长".to_string(),
        Type::Bool => "是否".to_string(),
        Type::Place => "行政区划".to_string(),
        Type::Enum(number) => {
            compiled.program.enumerations.get(usize::from(*number)).map_or_else(String::new, |enumeration| enumeration.name.clone())
        }
        Type::Set(element) => format!("集合<{}>", kind(compiled, element)),
        Type::Wrong => String::new(),
    }
}

pub(super) fn records(compiled: &Compiled) -> Vec<Part> {
    compiled.program.records.keys().map(|name| Part::new(name, Vec::new())).collect()
}

pub(super) fn scope(compiled: &Compiled, record: &Record) -> Vec<Part> {
    let key = record.key.map_or_else(String::new, |key| record.field(key).name.clone());
    let scope = optional(compiled, record.scope.as_ref());
    vec![Part::new(&record.name, vec![("标识", key), ("适用", scope), ("依据", basis(&record.scope_basis))])]
}

pub(super) fn parameters(compiled: &Compiled) -> Vec<Part> {
    let program = &compiled.program;
    let parts = program.parameters.iter().map(|parameter| {
        let value = parameter.value.as_ref().map_or_else(|| "未定".to_string(), |value| words(value, program));
        let aspects = vec![("类型", kind(compiled, &parameter.ty)), ("值", value.clone())];
        Part::new(&parameter.name, aspects).known_by(&["类型", "值"]).summary(value)
    });
    parts.collect()
}

/// Formats that the policies name.
pub(super) fn formats(compiled: &Compiled) -> Vec<Part> {
    let parts = compiled.program.formats.iter().map(|(name, own)| {
        let pattern = own.pattern().unwrap_or_default().to_string();
        let aspects = vec![("匹配", pattern.clone()), ("说明", own.note().unwrap_or_default().to_string())];
        Part::new(name, aspects).known_by(&["匹配"]).summary(pattern)
    });
    parts.collect()
}

pub(super) fn enumerations(compiled: &Compiled) -> Vec<Part> {
    let parts = compiled.program.enumerations.iter().map(|own| {
        let members = own.members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>().join(" ");
        Part { content: members.clone(), ..Part::new(&own.name, Vec::new()) }.summary(members)
    });
    parts.collect()
}

pub(super) fn members(enumeration: &Enumeration) -> Vec<Part> {
    let parts = enumeration.members.iter().map(|member| {
        let aspects = vec![("编码", member.code.clone().unwrap_or_default()), ("别名", member.aliases.join("、"))];
        let part = Part::new(format!("{}·{}", enumeration.name, member.name), aspects).known_by(&["编码"]);
        let earlier = member.aliases.iter().map(|alias| format!("{}·{alias}", enumeration.name));
        Part { earlier_names: earlier.collect(), ..part }
    });
    parts.collect()
}

pub(super) fn documents(compiled: &Compiled) -> Vec<Part> {
    let documents = compiled.program.documents.iter();
    documents.map(|(name, document)| Part::new(name, vec![("文字", document.title.clone())])).collect()
}

pub(super) fn clauses(compiled: &Compiled) -> Vec<Part> {
    let documents = compiled.program.documents.iter();
    let parts = documents.flat_map(|(name, document)| {
        document.clauses.iter().map(move |(clause, own)| {
            let place = own.heading.clone().unwrap_or_default();
            let aspects = vec![("文字", own.text.clone()), ("位置", place), ("不写", own.excluded.clone().unwrap_or_default())];
            Part::new(format!("{name} {clause}"), aspects).known_by(&["文字"]).summary(own.text.clone())
        })
    });
    parts.collect()
}

pub(super) fn details(compiled: &Compiled, record: &Record) -> Vec<Part> {
    let parts = record.details.iter().map(|detail| {
        let assumed = flag(detail.none_if_absent, "无");
        let aspects =
            vec![("适用", optional(compiled, detail.applies.as_ref())), ("视为", assumed), ("列名", detail.columns.join("、"))];
        Part { earlier_names: detail.columns.clone(), ..Part::new(&detail.name, aspects) }
    });
    parts.collect()
}

pub(super) fn fields(compiled: &Compiled, record: &Record) -> Vec<Part> {
    let parts = record.fields.iter().map(|field| {
        let when =
            |condition: Option<&Expr>| condition.map_or_else(String::new, |condition| format!(" 当 {}", text(compiled, condition)));
        let required = field.required.as_ref().map_or_else(String::new, |own| format!("必填{}", when(own.condition.as_ref())));
        let formats = field
            .formats
            .iter()
            .map(|own| format!("{}{} {}", own.format.name(), when(own.condition.as_ref()), super::said::weight(own.severity)));
        let ty = kind(compiled, &field.ty);
        let aspects = vec![
            ("类型", ty.clone()),
            ("必填", required.clone()),
            ("适用", optional(compiled, field.applies.as_ref())),
            ("格式", formats.collect::<Vec<_>>().join("；")),
            ("视为", field.assume.as_ref().map_or_else(String::new, |value| words(value, &compiled.program))),
            ("锁定", flag(field.locked, "锁定")),
            ("敏感", flag(field.sensitive, "敏感")),
            ("占位", field.placeholders.join("、")),
            ("列名", field.columns.join("、")),
            ("依据", basis(&field.basis)),
        ];
        let prefix = field.detail.map_or_else(String::new, |detail| format!("{}.", record.detail(detail).name));
        let shown = [ty, required, flag(field.locked, "锁定"), flag(field.sensitive, "敏感")];
        let shown: Vec<String> = shown.into_iter().filter(|text| !text.is_empty()).collect();
        let part = Part::new(format!("{prefix}{}", field.name), aspects).summary(shown.join(" "));
        Part { earlier_names: field.columns.iter().map(|column| format!("{prefix}{column}")).collect(), ..part }
    });
    parts.collect()
}

pub(super) fn decisions(compiled: &Compiled, record: &Record) -> Vec<Part> {
    let parts = record.decisions.iter().map(|decision| {
        let value = match &decision.body {
            DecisionBody::Expr { value, .. } => text(compiled, value),
            _ => String::new(),
        };
        let own_reason = match &decision.body {
            DecisionBody::Expr { reason: own, .. } | DecisionBody::Collect { reason: own, .. } => reason(compiled, own.as_ref()),
            DecisionBody::Cases(_) => String::new(),
        };
        let aspects = vec![
            ("类型", kind(compiled, &decision.ty)),
            ("适用", optional(compiled, decision.applies.as_ref())),
            ("结果", value),
            ("理由", own_reason),
            ("依据", basis(&decision.basis)),
            ("敏感", flag(decision.sensitive, "敏感")),
        ];
        let part = Part::new(&decision.name, aspects).known_by(&["类型", "适用", "结果"]);
        let rules: String = rules(compiled, decision).into_iter().map(|rule| rule.content).collect();
        Part { content: format!("{}{rules}", part.content), ..part }
    });
    parts.collect()
}

pub(super) fn rules(compiled: &Compiled, decision: &Decision) -> Vec<Part> {
    let named = |name: &str| format!("{}·{name}", decision.name);
    match &decision.body {
        DecisionBody::Expr { .. } => Vec::new(),
        DecisionBody::Cases(cases) => cases
            .iter()
            .map(|case| {
                let outcome = match &case.outcome {
                    Outcome::Value(value) => text(compiled, value),
                    Outcome::Review { reason, .. } => format!("复核“{}”", message(compiled, reason)),
                };
                let suggestion = match &case.outcome {
                    Outcome::Review { suggestion, .. } => optional(compiled, suggestion.as_ref()),
                    Outcome::Value(_) => String::new(),
                };
                let beaten = case.beats.iter().filter_map(|number| cases.get(*number)).map(|case| case.name.as_str());
                let aspects = vec![
                    ("缺省", flag(case.is_default, "缺省")),
                    ("条件", optional(compiled, case.condition.as_ref())),
                    ("结果", outcome),
                    ("建议", suggestion),
                    ("优先于", beaten.collect::<Vec<_>>().join("、")),
                    ("理由", reason(compiled, case.reason.as_ref())),
                    ("依据", basis(&case.basis)),
                ];
                Part::new(named(&case.name), aspects).known_by(&["缺省", "条件", "结果"])
            })
            .collect(),
        DecisionBody::Collect { entries, .. } => entries
            .iter()
            .map(|entry| {
                let aspects = vec![
                    ("条件", optional(compiled, entry.condition.as_ref())),
                    ("结果", text(compiled, &entry.value)),
                    ("理由", reason(compiled, entry.reason.as_ref())),
                    ("依据", basis(&entry.basis)),
                ];
                Part::new(named(&entry.name), aspects).known_by(&["条件", "结果"])
            })
            .collect(),
    }
}

pub(super) fn checks(compiled: &Compiled, record: &Record) -> Vec<Part> {
    record.checks.iter().map(|check| one_check(compiled, record, check)).collect()
}

fn one_check(compiled: &Compiled, record: &Record, check: &Check) -> Part {
    let about = check.fields.iter().map(|field| record.field(*field).name.as_str());
    let about = about.chain(check.details.iter().map(|detail| record.detail(*detail).name.as_str()));
    let actions = check.actions.iter().map(|action| one_action(compiled, action));
    let says = message(compiled, &check.message);
    let aspects = vec![
        ("程度", super::said::weight(check.severity).to_string()),
        ("当", optional(compiled, check.condition.as_ref())),
        ("要求", optional(compiled, check.requirement.as_ref())),
        (
            "把握",
            match check.certainty {
                crate::hir::Certainty::Certain => String::new(),
                crate::hir::Certainty::Likely => "很可能".to_string(),
                crate::hir::Certainty::Possible => "可能".to_string(),
            },
        ),
        ("提示", says.clone()),
        ("办理", actions.collect::<Vec<_>>().join("；")),
        ("字段", about.collect::<Vec<_>>().join("、")),
        ("依据", basis(&check.basis)),
    ];
    Part::new(&check.name, aspects).known_by(&["程度", "当", "要求"]).summary(says)
}

fn one_action(compiled: &Compiled, action: &Action) -> String {
    format!("{} “{}”{}", action.role, message(compiled, &action.text), wait(compiled, action.wait.as_ref()))
}

fn wait(compiled: &Compiled, wait: Option<&Wait>) -> String {
    wait.map_or_else(String::new, |wait| format!(" 等待{} {}", if wait.soft { " 约" } else { "" }, text(compiled, &wait.until)))
}

pub(super) fn processes(compiled: &Compiled, record: &Record) -> Vec<Part> {
    let parts = record.processes.iter().map(|process| {
        let order = process.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join("、");
        let part = Part::new(&process.name, vec![("适用", optional(compiled, process.applies.as_ref())), ("先后", order.clone())]);
        part.known_by(&["适用", "先后"]).summary(order)
    });
    parts.collect()
}

pub(super) fn steps(compiled: &Compiled, process: &Process) -> Vec<Part> {
    let parts = process.steps.iter().map(|step| {
        let action = step.action.as_ref();
        let action =
            action.map_or_else(String::new, |(text, own)| format!("{}{}", message(compiled, text), wait(compiled, own.as_ref())));
        let aspects = vec![
            ("适用", optional(compiled, step.applies.as_ref())),
            ("完成", text(compiled, &step.done)),
            ("由", step.by.clone().unwrap_or_default()),
            ("办理", action),
            ("依据", basis(&step.basis)),
        ];
        Part::new(format!("{}·{}", process.name, step.name), aspects).known_by(&["适用", "完成"])
    });
    parts.collect()
}

pub(super) fn tables(compiled: &Compiled, record: &Record) -> Vec<Part> {
    // Tables may name what the program itself knows of a record.
    let extended = record.with_built_in(compiled.program.table_enumerations);
    record.tables.iter().map(|table| one_table(compiled, &extended, table)).collect()
}

fn one_table(compiled: &Compiled, record: &Record, table: &Table) -> Part {
    let list = |list: &[Expr]| list.iter().map(|expr| text(compiled, expr)).collect::<Vec<_>>().join("、");
    let rows = match &table.rows {
        Rows::Records => String::new(),
        Rows::Detail(detail) => record.detail(*detail).name.clone(),
        Rows::Each(each) => list(each),
    };
    let columns = table.columns.iter().map(|column| one_column(compiled, column)).collect::<Vec<_>>().join("；");
    let notes = table.notes.iter().map(|note| message(compiled, note)).collect::<Vec<_>>().join("；");
    let aspects = vec![
        ("标题", message(compiled, &table.title)),
        ("分组", list(&table.groups)),
        (
            "分法",
            match table.split {
                _ if table.groups.is_empty() => String::new(),
                crate::hir::Split::Sheets => "分工作表".to_string(),
                crate::hir::Split::Files => "分文件".to_string(),
            },
        ),
        ("每行", rows),
        ("取", optional(compiled, table.filter.as_ref())),
        ("范围", flag(table.beyond_scope, "不限适用范围")),
        ("各列", columns),
        ("合计", flag(table.has_total, "合计")),
        ("注", notes),
    ];
    let title = message(compiled, &table.title);
    Part::new(&table.name, aspects).known_by(&["标题", "分组", "每行", "取", "各列"]).summary(title)
}

fn one_column(compiled: &Compiled, column: &Column) -> String {
    let value = match &column.value {
        ColumnValue::RowNumber => "序号".to_string(),
        ColumnValue::Value { value, .. } => text(compiled, value),
        ColumnValue::Count(condition) => format!("计数 {}", optional(compiled, condition.as_ref())),
    };
    format!("{} {value}", column.heading)
}
