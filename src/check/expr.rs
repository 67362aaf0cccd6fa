//! Expressions: names to meanings, operators to types. A wrong part becomes `Wrong`, so that one mistake gives one message.

use super::ty::{comparable, fits, ordered};
use super::{Checker, Row};
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{Comparison, Expr, ExprKind, Type};
use crate::ids::DetailId;
use crate::span::Span;
use crate::syntax::ast;
use crate::value::{Arithmetic, Value};

impl Checker<'_, '_, '_> {
    /// A condition: an expression of type 是否.
    pub(super) fn condition(&mut self, expr: &ast::Expr<'_>, row: Row) -> Expr {
        let checked = self.expr(expr, Some(&Type::Bool), row);
        if !fits(&checked.ty, &Type::Bool) {
            let found = self.type_name(&checked.ty);
            self.report(
                Diagnostic::new(diagnostic::NOT_CONDITION, checked.span, "这里要写条件")
                    .label(format!("这里是{found}，不是条件"))
                    .help("写成比较，例如 学历 = 本科；或用 已填(…)"),
            );
            return wrong(checked.span);
        }
        checked
    }

    /// An expression that must have a type.
    pub(super) fn expr_of(&mut self, expr: &ast::Expr<'_>, wanted: &Type, row: Row) -> Expr {
        let checked = self.expr(expr, Some(wanted), row);
        self.require(checked, wanted)
    }

    pub(super) fn require(&mut self, checked: Expr, wanted: &Type) -> Expr {
        if fits(&checked.ty, wanted) {
            return checked;
        }
        let (found, wanted_name) = (self.type_name(&checked.ty), self.type_name(wanted));
        let cure = match (wanted, &checked.ty) {
            (Type::Percent, Type::Integer | Type::Decimal) => "百分比要带百分号，例如 60%".to_string(),
            (Type::Set(_), _) => "集合写在花括号里，例如 {甲, 乙}".to_string(),
            (Type::Date, Type::Month) => "写到日，例如 2023-10-13".to_string(),
            (Type::Text, _) => "文字写在引号里".to_string(),
            (Type::Bool, _) => "写成 是 或 否，或一个条件".to_string(),
            _ => format!("改成{wanted_name}的值或字段"),
        };
        self.report(
            Diagnostic::new(diagnostic::TYPE_MISMATCH, checked.span, format!("类型不符：这里要{wanted_name}"))
                .label(format!("这里是{found}"))
                .help(cure),
        );
        wrong(checked.span)
    }

    /// Checks an expression; `expected` only helps to read bare names, a misfit is for the caller to report.
    pub(super) fn expr(&mut self, expr: &ast::Expr<'_>, expected: Option<&Type>, row: Row) -> Expr {
        use ast::ExprKind as Ast;
        let span = expr.span;
        let literal = |value: Value, ty: Type| Expr { kind: ExprKind::Const(value), ty, span };
        match &expr.kind {
            Ast::Or(parts) => {
                self.warn_mixed(parts);
                let parts = parts.iter().map(|part| self.condition(part, row)).collect();
                Expr { kind: ExprKind::Or(parts), ty: Type::Bool, span }
            }
            Ast::And(parts) => {
                let parts = parts.iter().map(|part| self.condition(part, row)).collect();
                Expr { kind: ExprKind::And(parts), ty: Type::Bool, span }
            }
            Ast::Not(inner) => {
                let inner = self.condition(inner, row);
                Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::Bool, span }
            }
            Ast::Compare { op, left, right } => self.compare(*op, left, right, span, row),
            Ast::Arithmetic { first, rest } => self.arithmetic(first, rest, expected, row),
            Ast::Negative(inner) => self.negative(inner, span, row),
            Ast::Set(parts) => self.set(parts, expected, span, row),
            Ast::Text(text) => literal(Value::Text(text.as_ref().into()), Type::Text),
            Ast::Date(text) => self.parsed(text.parse().ok().map(Value::Date), Type::Date, span),
            Ast::Month(text) => self.parsed(text.parse().ok().map(Value::Month), Type::Month, span),
            Ast::Duration(length) => literal(Value::Duration(*length), Type::Duration),
            Ast::Percent(text) => self.parsed(text.parse().ok().map(Value::Percent), Type::Percent, span),
            Ast::Number(text) if text.contains('.') => self.parsed(text.parse().ok().map(Value::Decimal), Type::Decimal, span),
            Ast::Number(text) => self.parsed(text.parse().ok().map(Value::Integer), Type::Integer, span),
            Ast::Bool(value) => literal(Value::Bool(*value), Type::Bool),
            Ast::Choice { arms, otherwise } => self.choice(arms, otherwise, expected, span, row),
            Ast::Quantified { kind, detail, such_that } => {
                let ty = if *kind == ast::Quantifier::Count { Type::Integer } else { Type::Bool };
                match self.detail(detail) {
                    Some(detail) => {
                        let such_that = self.such_that(such_that.as_deref(), detail);
                        Expr { kind: ExprKind::Quantified { kind: *kind, detail, such_that }, ty, span }
                    }
                    None => wrong(span),
                }
            }
            Ast::Selected { last, detail, order, such_that, field } => {
                self.selected(*last, detail, order, such_that.as_deref(), field, span)
            }
            Ast::Gathered { detail, such_that, field } => {
                let Some(detail) = self.detail(detail) else { return wrong(span) };
                let such_that = self.such_that(such_that.as_deref(), detail);
                let Some((field, ty)) = self.row_field(field, detail) else { return wrong(span) };
                Expr { kind: ExprKind::Gathered { detail, such_that, field }, ty: Type::Set(Box::new(ty)), span }
            }
            Ast::Call { name, args } => self.call(name, args, span, row),
            Ast::Path(path) => self.path(path, expected, span, row),
            Ast::Error => wrong(span),
        }
    }

    fn parsed(&mut self, value: Option<Value>, ty: Type, span: Span) -> Expr {
        let Some(value) = value else {
            let (what, cure) = match ty {
                Type::Date => ("没有这一天", "改成实际存在的日期"),
                Type::Month => ("没有这个月", "月份写 1 到 12"),
                _ => ("这个数太大，无法精确表示", "改成小一些的数"),
            };
            let message = format!("「{}」不成立", self.slice(span));
            self.report(Diagnostic::new(diagnostic::BAD_LITERAL, span, message).label(what).help(cure));
            return wrong(span);
        };
        Expr { kind: ExprKind::Const(value), ty, span }
    }

    fn warn_mixed(&mut self, parts: &[ast::Expr<'_>]) {
        let bare =
            parts.iter().find(|part| matches!(part.kind, ast::ExprKind::And(_)) && !self.slice(part.span).starts_with(['(', '（']));
        if let Some(part) = bare {
            self.report(
                Diagnostic::new(diagnostic::MIXED_AND_OR, part.span, "「且」和「或」写在一起，没有用括号分开")
                    .label("这一部分会先算")
                    .help("给用「且」连接的部分加上括号，写明先后"),
            );
        }
    }

    fn compare(&mut self, op: Comparison, left: &ast::Expr<'_>, right: &ast::Expr<'_>, span: Span, row: Row) -> Expr {
        let (left, right) = match op {
            Comparison::In => self.membership(left, right, row),
            Comparison::Within => (self.expr_of(left, &Type::Place, row), self.expr_of(right, &Type::Place, row)),
            _ => self.pair(left, right, row),
        };
        if left.ty == Type::Wrong || right.ty == Type::Wrong {
            return wrong(span);
        }
        let problem = match op {
            Comparison::Eq | Comparison::Ne if !comparable(&left.ty, &right.ty) => Some("这两个值不能比较是否相等"),
            Comparison::Lt | Comparison::Le | Comparison::Gt | Comparison::Ge if !comparable(&left.ty, &right.ty) => {
                Some("这两个值不能比较大小")
            }
            Comparison::Lt | Comparison::Le | Comparison::Gt | Comparison::Ge if !self.has_order(&left.ty) => {
                Some("这种值没有大小先后")
            }
            _ => None,
        };
        if let Some(message) = problem {
            let (left_name, right_name) = (self.type_name(&left.ty), self.type_name(&right.ty));
            let cure = comparison_cure(&left.ty, &right.ty);
            self.report(
                Diagnostic::new(diagnostic::BAD_OPERANDS, right.span, message)
                    .label(format!("这里是{right_name}"))
                    .also(left.span, format!("这里是{left_name}"))
                    .help(cure),
            );
            return wrong(span);
        }
        Expr { kind: ExprKind::Compare { op, left: Box::new(left), right: Box::new(right) }, ty: Type::Bool, span }
    }

    fn has_order(&self, ty: &Type) -> bool {
        match ty {
            Type::Enum(number) => self.program.enumerations.get(usize::from(*number)).is_some_and(|one| one.ordered),
            other => ordered(other),
        }
    }

    /// Both sides of a comparison; a bare word on one side is read by the type of the other.
    fn pair(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>, row: Row) -> (Expr, Expr) {
        if self.is_bare_word(left, row) && !self.is_bare_word(right, row) {
            let right = self.expr(right, None, row);
            let left = self.expr(left, Some(&right.ty), row);
            return (left, right);
        }
        let left = self.expr(left, None, row);
        let right = self.expr(right, Some(&left.ty), row);
        (left, right)
    }

    fn membership(&mut self, left: &ast::Expr<'_>, right: &ast::Expr<'_>, row: Row) -> (Expr, Expr) {
        let (left, right) = if self.is_bare_word(left, row) {
            let right = self.expr(right, None, row);
            let element = match &right.ty {
                Type::Set(element) => Some(element.as_ref().clone()),
                _ => None,
            };
            (self.expr(left, element.as_ref(), row), right)
        } else {
            let left = self.expr(left, None, row);
            let wanted = Type::Set(Box::new(left.ty.clone()));
            let right = self.expr(right, Some(&wanted), row);
            (left, right)
        };
        if left.ty == Type::Wrong || right.ty == Type::Wrong {
            return (left, right);
        }
        let span = right.span;
        let right = match &right.ty {
            Type::Set(element) if comparable(&left.ty, element) => right,
            Type::Set(element) => {
                let (left_name, element_name) = (self.type_name(&left.ty), self.type_name(element));
                self.report(
                    Diagnostic::new(diagnostic::BAD_OPERANDS, left.span, "左边的值不会在右边的集合里")
                        .label(format!("这里是{left_name}"))
                        .also(span, format!("这里是{element_name}的集合"))
                        .help("两边改成同一类型"),
                );
                wrong(span)
            }
            _ => {
                self.report(
                    Diagnostic::new(diagnostic::BAD_OPERANDS, span, "「属于」右边要写集合")
                        .label(format!("这里是{}", self.type_name(&right.ty)))
                        .help(match right.ty {
                            Type::Place => "一个地方在另一个地方之内用「位于」；几个地方写成 {甲, 乙}",
                            _ => "写成 {甲, 乙}，或用「=」比较单个值",
                        }),
                );
                wrong(span)
            }
        };
        (left, right)
    }

    fn arithmetic(
        &mut self,
        first: &ast::Expr<'_>,
        rest: &[(Arithmetic, ast::Expr<'_>)],
        expected: Option<&Type>,
        row: Row,
    ) -> Expr {
        let mut left = self.expr(first, expected, row);
        for (op, operand) in rest {
            let hint = matches!(left.ty, Type::Set(_)).then(|| left.ty.clone());
            let right = self.expr(operand, hint.as_ref(), row);
            let span = left.span.to(right.span);
            if left.ty == Type::Wrong || right.ty == Type::Wrong {
                left = wrong(span);
                continue;
            }
            if *op == Arithmetic::Div && is_zero(&right.kind) {
                self.report(
                    Diagnostic::new(diagnostic::BAD_OPERANDS, right.span, "不能除以 0").label("这里是 0").help("改成不是 0 的数"),
                );
                left = wrong(span);
                continue;
            }
            match arithmetic_type(*op, &left.ty, &right.ty) {
                Some(ty) => {
                    left = Expr { kind: ExprKind::Arithmetic { op: *op, left: Box::new(left), right: Box::new(right) }, ty, span }
                }
                None => {
                    let (left_name, right_name) = (self.type_name(&left.ty), self.type_name(&right.ty));
                    self.report(
                        Diagnostic::new(diagnostic::BAD_OPERANDS, right.span, "这两个值不能这样运算")
                            .label(format!("这里是{right_name}"))
                            .also(left.span, format!("这里是{left_name}"))
                            .help(self.arithmetic_cure(&left, &right)),
                    );
                    left = wrong(span);
                }
            }
        }
        left
    }

    fn arithmetic_cure(&self, left: &Expr, right: &Expr) -> String {
        match (&left.ty, &right.ty) {
            (Type::Date, Type::Integer) => format!("时间长度要带单位，例如 {}天", self.slice(right.span)),
            (Type::Month, Type::Integer) => format!("时间长度要带单位，例如 {}个月", self.slice(right.span)),
            (Type::Text, _) | (_, Type::Text) => "文字不能运算；要算的字段把类型改成 整数 或 小数".into(),
            _ => "数与数可以加减乘除；日期可以加减时间长度（如 14天），两个日期可以相减；集合可以用 + 合并、用 - 去掉".into(),
        }
    }

    fn negative(&mut self, inner: &ast::Expr<'_>, span: Span, row: Row) -> Expr {
        let inner = self.expr(inner, None, row);
        match (&inner.ty, &inner.kind) {
            (_, ExprKind::Const(Value::Integer(number))) => {
                let value = Value::Integer(number.wrapping_neg());
                Expr { kind: ExprKind::Const(value), ty: Type::Integer, span }
            }
            (_, ExprKind::Const(Value::Decimal(number))) => {
                Expr { kind: ExprKind::Const(Value::Decimal(-*number)), ty: Type::Decimal, span }
            }
            (_, ExprKind::Const(Value::Percent(number))) => {
                Expr { kind: ExprKind::Const(Value::Percent(-*number)), ty: Type::Percent, span }
            }
            (Type::Integer | Type::Decimal, _) => {
                let ty = inner.ty.clone();
                let zero = Expr { kind: ExprKind::Const(Value::Integer(0)), ty: Type::Integer, span };
                Expr { kind: ExprKind::Arithmetic { op: Arithmetic::Sub, left: Box::new(zero), right: Box::new(inner) }, ty, span }
            }
            (Type::Wrong, _) => wrong(span),
            _ => {
                let found = self.type_name(&inner.ty);
                self.report(
                    Diagnostic::new(diagnostic::BAD_OPERANDS, span, "只有数前面可以加负号")
                        .label(format!("这里是{found}"))
                        .help("去掉负号"),
                );
                wrong(span)
            }
        }
    }

    fn set(&mut self, parts: &[ast::Expr<'_>], expected: Option<&Type>, span: Span, row: Row) -> Expr {
        let mut element = match expected {
            Some(Type::Set(element)) => Some(element.as_ref().clone()),
            _ => None,
        };
        let mut checked = Vec::new();
        for part in parts {
            let part = self.expr(part, element.as_ref(), row);
            match &element {
                Some(wanted) if !comparable(&part.ty, wanted) => {
                    let wanted = wanted.clone();
                    let part = self.require(part, &wanted);
                    checked.push(part);
                }
                _ => {
                    if element.is_none() && part.ty != Type::Wrong {
                        element = Some(part.ty.clone());
                    }
                    checked.push(part);
                }
            }
        }
        let ty = Type::Set(Box::new(element.unwrap_or(Type::Wrong)));
        if checked.iter().any(|part| part.ty == Type::Wrong) {
            return wrong(span);
        }
        let constants: Option<Vec<Value>> = checked.iter().map(|part| constant(&part.kind)).collect();
        let kind = constants.map_or(ExprKind::Set(checked), |values| ExprKind::Const(Value::set(values)));
        Expr { kind, ty, span }
    }

    fn choice(
        &mut self,
        arms: &[(ast::Expr<'_>, ast::Expr<'_>)],
        otherwise: &ast::Expr<'_>,
        expected: Option<&Type>,
        span: Span,
        row: Row,
    ) -> Expr {
        let mut ty: Option<Type> = expected.cloned();
        let mut checked = Vec::new();
        for (condition, value) in arms {
            let condition = self.condition(condition, row);
            let value = self.expr(value, ty.as_ref(), row);
            if ty.is_none() && value.ty != Type::Wrong {
                ty = Some(value.ty.clone());
            }
            checked.push((condition, value));
        }
        let otherwise = self.expr(otherwise, ty.as_ref(), row);
        let ty = match checked.first() {
            Some((_, first)) if first.ty != Type::Wrong && !fits(&first.ty, &otherwise.ty) => first.ty.clone(),
            _ => otherwise.ty.clone(),
        };
        let arms = checked.into_iter().map(|(condition, value)| (condition, self.require(value, &ty))).collect();
        let otherwise = Box::new(self.require(otherwise, &ty));
        Expr { kind: ExprKind::Choice { arms, otherwise }, ty, span }
    }

    fn such_that(&mut self, condition: Option<&ast::Expr<'_>>, detail: DetailId) -> Option<Box<Expr>> {
        condition.map(|condition| Box::new(self.condition(condition, Some(detail))))
    }

    fn selected(
        &mut self,
        last: bool,
        detail: &ast::Name<'_>,
        order: &ast::Name<'_>,
        such_that: Option<&ast::Expr<'_>>,
        field: &ast::Name<'_>,
        span: Span,
    ) -> Expr {
        let Some(detail) = self.detail(detail) else { return wrong(span) };
        let such_that = self.such_that(such_that, detail);
        let key = self.row_field(order, detail);
        let value = self.row_field(field, detail);
        let (Some((order_field, order_type)), Some((field, ty))) = (key, value) else { return wrong(span) };
        if !ordered(&order_type) {
            let found = self.type_name(&order_type);
            self.report(
                Diagnostic::new(diagnostic::BAD_OPERANDS, order.span, "「按」后面的字段要有先后")
                    .label(format!("这里是{found}"))
                    .help("改用日期、年月或数的字段"),
            );
            return wrong(span);
        }
        Expr { kind: ExprKind::Selected { last, detail, order: order_field, such_that, field }, ty, span }
    }
}

fn comparison_cure(left: &Type, right: &Type) -> &'static str {
    match (left, right) {
        (Type::Percent, Type::Integer | Type::Decimal) => "右边写成百分比，例如 60%",
        (Type::Set(_), _) | (_, Type::Set(_)) => "判断是否在集合里用「属于」",
        (Type::Place, Type::Place) => "判断一个地方是否在另一个地方之内用「位于」",
        (Type::Date | Type::Month, Type::Text) => "日期不加引号，例如 2023-09-01",
        (Type::Text, Type::Integer | Type::Decimal) => "文字写在引号里；要比较大小的字段把类型改成 整数 或 小数",
        (_, Type::Text) => "去掉引号",
        _ if comparable(left, right) => "这种值只能用 =、≠ 或「属于」比较",
        _ => "两边改成同一类型的值",
    }
}

fn arithmetic_type(op: Arithmetic, left: &Type, right: &Type) -> Option<Type> {
    use Arithmetic::{Add, Div, Sub};
    Some(match (op, left, right) {
        (Add | Sub, Type::Set(_), Type::Set(_)) if comparable(left, right) => left.clone(),
        (Add | Sub, Type::Date, Type::Duration) => Type::Date,
        (Add | Sub, Type::Month, Type::Duration) => Type::Month,
        (Sub, Type::Date, Type::Date) => Type::Integer,
        (Add | Sub, Type::Percent, Type::Percent) => Type::Percent,
        (Div, Type::Integer | Type::Decimal, Type::Integer | Type::Decimal) => Type::Decimal,
        (_, Type::Integer, Type::Integer) => Type::Integer,
        (_, Type::Integer | Type::Decimal, Type::Integer | Type::Decimal) => Type::Decimal,
        _ => return None,
    })
}

fn is_zero(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Const(Value::Integer(number)) => *number == 0,
        ExprKind::Const(Value::Decimal(number)) => number.is_zero(),
        _ => false,
    }
}

fn constant(kind: &ExprKind) -> Option<Value> {
    match kind {
        ExprKind::Const(value) => Some(value.clone()),
        _ => None,
    }
}

pub(super) fn wrong(span: Span) -> Expr {
    Expr { kind: ExprKind::Wrong, ty: Type::Wrong, span }
}
