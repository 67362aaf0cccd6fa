//! A model as policy text, with brackets around everything that could need them.

use super::model::{
    Arithmetic, Body, Check, Collection, DETAIL, Decision, ENUMERATIONS, Expression, FORMATS, Field, Function, Item, Outcome,
    PLACEHOLDER, Parameter, Policy, Process, Quantifier, Relation, Required, Severity, Type, Unit, Value,
};
use super::places;

pub(super) fn policy(policy: &Policy) -> String {
    let mut lines = vec!["政策 \"试验\" { 届别 2024 }".to_string()];
    for (name, members) in ENUMERATIONS {
        lines.push(format!("枚举 {name} {{ {} }}", members.join(" ")));
    }
    lines.extend(FORMATS.iter().map(|it| format!("格式 {} 匹配 \"{}\" 说明 \"样子\"", it.name, it.pattern)));
    lines.extend(policy.parameters.iter().map(parameter));
    lines.push("记录 人 {".to_string());
    lines.extend(policy.fields.iter().map(|one| format!("  {}", field(one))));
    let assumed = if policy.detail.none_assumed { " 视为 无" } else { "" };
    lines.push(format!("  明细 {DETAIL}{}{assumed} {{", applies(&policy.detail.applies)));
    lines.extend(policy.detail.fields.iter().map(|one| format!("    {}", field(one))));
    lines.push("  }\n}\n规则 人 {".to_string());
    if let Some(scope) = &policy.scope {
        lines.push(format!("  适用 当 {}", expression(scope)));
    }
    lines.extend(policy.items.iter().map(item));
    lines.push("}\n".to_string());
    lines.join("\n")
}

fn parameter(parameter: &Parameter) -> String {
    let value = match &parameter.value {
        Some(value) => format!("= {}", literal(value, true)),
        None => "未定".to_string(),
    };
    format!("参数 {} : {} {value}", parameter.name, kind(parameter.kind))
}

fn kind(kind: Type) -> String {
    match kind {
        Type::Boolean => "是否".to_string(),
        Type::Integer => "整数".to_string(),
        Type::Date => "日期".to_string(),
        Type::Place => "行政区划".to_string(),
        Type::Member(of) => ENUMERATIONS[of].0.to_string(),
        Type::Places => "集合<行政区划>".to_string(),
        Type::Text => "文本".to_string(),
        Type::Members(of) => format!("集合<{}>", ENUMERATIONS[of].0),
    }
}

fn field(field: &Field) -> String {
    let mut text = format!("{} : {}", field.name, kind(field.kind));
    match &field.required {
        Required::No => {}
        Required::Always => text += " 必填",
        Required::When(condition) => text += &format!(" 必填 当 {}", expression(condition)),
    }
    text += &applies(&field.applies);
    if let Some(format) = &field.format {
        text += &format!(" 格式 {}{} {}", FORMATS[format.number].name, when(&format.when), severity(format.severity));
    }
    if field.placeholder {
        text += &format!(" 占位 \"{PLACEHOLDER}\"");
    }
    if let Some(value) = &field.assumed {
        text += &format!(" 视为 {}", literal(value, true));
    }
    text
}

fn applies(condition: &Option<Expression>) -> String {
    condition.as_ref().map_or(String::new(), |it| format!(" 适用 当 {}", expression(it)))
}

fn when(condition: &Option<Expression>) -> String {
    condition.as_ref().map_or(String::new(), |it| format!(" 当 {}", expression(it)))
}

fn item(item: &Item) -> String {
    match item {
        Item::Decision(it) => decision(it),
        Item::Collection(it) => collection(it),
        Item::Check(it) => check(it),
        Item::Process(it) => process(it),
    }
}

fn decision(decision: &Decision) -> String {
    match &decision.body {
        Body::Named(value) => format!("  判定 {} = {}", decision.name, expression(value)),
        Body::Cases { applies: guard, default, exceptions } => {
            let mut text = format!("  判定 {} : {} {{", decision.name, kind(decision.kind));
            text += &applies(guard);
            if let Some((name, result)) = default {
                text += &format!("\n    缺省 {name} {{ {} }}", outcome(result));
            }
            for exception in exceptions {
                text += &format!("\n    例外 {}", exception.name);
                if !exception.beats.is_empty() {
                    text += &format!(" 优先于 {}", exception.beats.join(", "));
                }
                let condition = expression(&exception.when);
                text += &format!(" {{ 当 {condition} {} }}", outcome(&exception.outcome));
            }
            text + "\n  }"
        }
    }
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Value(value) => format!("则 {}", expression(value)),
        Outcome::Review { reason, suggestion: None } => format!("则 复核 \"{reason}\""),
        Outcome::Review { reason, suggestion: Some(value) } => {
            format!("则 复核 \"{reason}\" 建议 {}", expression(value))
        }
    }
}

fn collection(collection: &Collection) -> String {
    let mut text = format!("  收集 {} : {} {{", collection.name, kind(collection.kind));
    text += &applies(&collection.applies);
    for entry in &collection.entries {
        let value = expression(&entry.value);
        text += &format!("\n    项 {}{} 则 {value}", entry.name, when(&entry.when));
    }
    text + "\n  }"
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "阻断",
        Severity::Review => "复核",
        Severity::Warn => "提醒",
        Severity::Advise => "说明",
    }
}

fn check(check: &Check) -> String {
    let severity = severity(check.severity);
    let require = check.require.as_ref().map_or(String::new(), |it| format!(" 要求 {}", expression(it)));
    let condition = when(&check.when);
    format!("  检查 {} {severity} {{{condition}{require} 提示 \"请改\" }}", check.name)
}

fn process(process: &Process) -> String {
    let mut text = format!("  流程 {} {{{}", process.name, applies(&process.applies));
    for step in &process.steps {
        let done = expression(&step.done);
        text += &format!("\n    步骤 {}{} 完成 当 {done}", step.name, applies(&step.applies));
    }
    text + "\n  }"
}

pub(super) fn expression(whole: &Expression) -> String {
    match whole {
        Expression::Literal { value, bare } => literal(value, *bare),
        Expression::Name(name) => name.clone(),
        Expression::Today => "评估日".to_string(),
        Expression::And(operands) => format!("({})", joined(operands, " 且 ")),
        Expression::Or(operands) => format!("({})", joined(operands, " 或 ")),
        Expression::Not(operand) => format!("(非 {})", expression(operand)),
        Expression::Compare(relation, left, right) => binary(left, relation_sign(*relation), right),
        Expression::Belongs(left, right) => binary(left, "属于", right),
        Expression::Within(left, right) => binary(left, "位于", right),
        Expression::Arithmetic(Arithmetic::Plus, left, right) => binary(left, "+", right),
        Expression::Arithmetic(Arithmetic::Minus, left, right) => binary(left, "-", right),
        Expression::Arithmetic(Arithmetic::Times, left, right) => binary(left, "*", right),
        Expression::Shift { date, back, amount, unit } => {
            let sign = if *back { "-" } else { "+" };
            format!("({} {sign} {amount}{})", expression(date), unit_name(*unit))
        }
        Expression::If { condition, then, otherwise } => {
            format!("(若 {} 则 {} 否则 {})", expression(condition), expression(then), expression(otherwise))
        }
        Expression::Set(elements) => format!("{{{}}}", joined(elements, ", ")),
        Expression::Quantified(quantifier, such) => {
            let word = match quantifier {
                Quantifier::Any => "任一",
                Quantifier::All => "全部",
                Quantifier::Count => "计数",
            };
            format!("({word} {DETAIL}{})", such_that(such))
        }
        Expression::Selected { last, key, such, field } => {
            let word = if *last { "最后" } else { "最先" };
            format!("({word} {DETAIL} 按 {key}{} 的 {field})", such_that(such))
        }
        Expression::Gathered { such, field } => {
            format!("(汇总 {DETAIL}{} 的 {field})", such_that(such))
        }
        Expression::Call(function, arguments) => {
            format!("{}({})", function_name(*function), joined(arguments, ", "))
        }
        Expression::Fits(text, format) => format!("符合({}, {})", expression(text), FORMATS[*format].name),
    }
}

fn binary(left: &Expression, sign: &str, right: &Expression) -> String {
    format!("({} {sign} {})", expression(left), expression(right))
}

fn joined(operands: &[Expression], between: &str) -> String {
    operands.iter().map(expression).collect::<Vec<_>>().join(between)
}

fn such_that(condition: &Option<Box<Expression>>) -> String {
    condition.as_ref().map_or(String::new(), |it| format!(" 满足 ({})", expression(it)))
}

fn relation_sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "=",
        Relation::Different => "≠",
        Relation::Less => "<",
        Relation::AtMost => "≤",
        Relation::More => ">",
        Relation::AtLeast => "≥",
    }
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Days => "天",
        Unit::Weeks => "周",
        Unit::Months => "个月",
        Unit::Years => "年",
    }
}

fn function_name(function: Function) -> &'static str {
    match function {
        Function::Filled => "已填",
        Function::Unfilled => "未填",
        Function::LevelOf => "级别",
        Function::Parent => "上级",
        Function::HasLower => "有下级",
        Function::Successors => "后继",
        Function::Same => "同一",
        Function::Year => "年",
        Function::Month => "月",
        Function::DayOfMonth => "日",
        Function::Size => "计数",
        Function::Complete => "已完成",
        Function::CurrentStep => "当前步骤",
        Function::Settled => "已定",
        Function::NeedsReview => "须复核",
        Function::Pending => "待定",
    }
}

pub(super) fn literal(value: &Value, bare: bool) -> String {
    match value {
        Value::Member(of, member) if !bare => {
            let (name, members) = ENUMERATIONS[*of];
            format!("{name}.{}", members[*member])
        }
        Value::Text(text) => format!("\"{text}\""),
        Value::Integer(number) if *number < 0 => format!("({number})"),
        Value::Set(elements) => {
            let elements: Vec<_> = elements.iter().map(|one| literal(one, bare)).collect();
            format!("{{{}}}", elements.join(", "))
        }
        _ => plain(value),
    }
}

/// A value as a record or a verdict writes it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Boolean(true) => "是".to_string(),
        Value::Boolean(false) => "否".to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Date(day) => day.text(),
        Value::Place(name) => (*name).to_string(),
        Value::Level(level) => places::LEVELS[*level].to_string(),
        Value::Member(of, member) => ENUMERATIONS[*of].1[*member].to_string(),
        Value::Text(text) => text.clone(),
        Value::Set(elements) => {
            let elements: Vec<_> = elements.iter().map(plain).collect();
            elements.join("、")
        }
    }
}
