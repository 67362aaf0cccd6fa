//! Expressions: one function a level, the weakest operators first.

use super::super::ast::{Comparison, Expr, ExprKind, Name, Quantifier};
use super::super::guard::MAX_NESTING;
use super::super::lower_expr::MAX_CHAIN;
use super::reader::{COMMA, LPAREN, RPAREN, Reader};
use crate::value::Arithmetic;

/// Deeper expressions are left to the grammar, which minds its stack. In a file, brackets are counted before.
const DEEPEST: usize = 2 * MAX_NESTING;

type Level<'a> = fn(&mut Reader<'a>) -> Option<Expr<'a>>;

const COMPARISONS: [(&[&str], Comparison); 6] = [
    (&["≠", "!=", "！＝", "！=", "<>", "＜＞"], Comparison::Ne),
    (&["<=", "≤", "＜＝", "＜=", "<＝"], Comparison::Le),
    (&[">=", "≥", "＞＝", "＞=", ">＝"], Comparison::Ge),
    (&["==", "=", "＝"], Comparison::Eq),
    (&["<", "＜"], Comparison::Lt),
    (&[">", "＞"], Comparison::Gt),
];
const MINUS: &[&str] = &["-", "－"];

fn sum_sign(sign: char) -> Option<Arithmetic> {
    match sign {
        '+' | '＋' => Some(Arithmetic::Add),
        '-' | '－' => Some(Arithmetic::Sub),
        _ => None,
    }
}

fn product_sign(sign: char) -> Option<Arithmetic> {
    match sign {
        '*' | '＊' | '×' => Some(Arithmetic::Mul),
        '/' | '／' | '÷' => Some(Arithmetic::Div),
        _ => None,
    }
}

impl<'a> Reader<'a> {
    pub(super) fn expr(&mut self) -> Option<Expr<'a>> {
        self.depth += 1;
        let expr = (self.depth <= DEEPEST).then(|| self.joined("或", Self::conjunction, ExprKind::Or)).flatten();
        self.depth -= 1;
        expr
    }

    fn conjunction(&mut self) -> Option<Expr<'a>> {
        self.joined("且", Self::negation, ExprKind::And)
    }

    fn joined(&mut self, word: &str, part: Level<'a>, join: fn(Vec<Expr<'a>>) -> ExprKind<'a>) -> Option<Expr<'a>> {
        let start = self.at;
        let first = part(self)?;
        let mut others = Vec::new();
        self.many(|reader| {
            if !reader.take(word) {
                return Some(false);
            }
            reader.skip();
            others.push(part(reader)?);
            Some(true)
        })?;
        if others.is_empty() {
            return Some(first);
        }
        others.insert(0, first);
        Some(Expr { kind: join(others), span: self.trimmed(start) })
    }

    fn negation(&mut self) -> Option<Expr<'a>> {
        let start = self.at;
        let mut negative = false;
        while self.take("非") {
            negative = !negative;
            self.skip();
        }
        let inner = self.comparison()?;
        let kind = if negative { ExprKind::Not(Box::new(inner)) } else { return Some(inner) };
        Some(Expr { kind, span: self.trimmed(start) })
    }

    fn comparison(&mut self) -> Option<Expr<'a>> {
        let start = self.at;
        let left = self.sum()?;
        let mut compared = None;
        self.many(|reader| {
            let Some(op) = reader.comparator() else { return Some(false) };
            reader.skip();
            let right = reader.sum()?;
            // A second one is a mistake.
            compared.replace((op, right)).is_none().then_some(true)
        })?;
        let Some((op, right)) = compared else { return Some(left) };
        let kind = ExprKind::Compare { op, left: Box::new(left), right: Box::new(right) };
        Some(Expr { kind, span: self.trimmed(start) })
    }

    fn comparator(&mut self) -> Option<Comparison> {
        // Most words and signs begin none.
        if !self.rest().starts_with(['=', '属', '位', '<', '>', '≠', '≤', '≥', '!', '＝', '＜', '＞', '！']) {
            return None;
        }
        if let Some((_, op)) = COMPARISONS.iter().find(|(signs, _)| self.sign(signs)) {
            return Some(*op);
        }
        if self.take("属于") {
            return Some(Comparison::In);
        }
        self.take("位于").then_some(Comparison::Within)
    }

    fn sum(&mut self) -> Option<Expr<'a>> {
        self.chain(sum_sign, Self::product)
    }

    fn product(&mut self) -> Option<Expr<'a>> {
        self.chain(product_sign, Self::operand)
    }

    fn chain(&mut self, operator: fn(char) -> Option<Arithmetic>, part: Level<'a>) -> Option<Expr<'a>> {
        let start = self.at;
        let first = part(self)?;
        let mut rest = Vec::new();
        self.many(|reader| {
            let sign = reader.rest().chars().next();
            let Some((sign, op)) = sign.and_then(|sign| Some((sign, operator(sign)?))) else { return Some(false) };
            reader.at += sign.len_utf8();
            reader.skip();
            rest.push((op, part(reader)?));
            (rest.len() <= MAX_CHAIN).then_some(true)
        })?;
        if rest.is_empty() {
            return Some(first);
        }
        Some(Expr { kind: ExprKind::Arithmetic { first: Box::new(first), rest }, span: self.trimmed(start) })
    }

    fn operand(&mut self) -> Option<Expr<'a>> {
        let start = self.at;
        let mut negative = false;
        while self.sign(MINUS) {
            negative = !negative;
            self.skip();
        }
        let inner = self.atom()?;
        let kind = if negative { ExprKind::Negative(Box::new(inner)) } else { return Some(inner) };
        Some(Expr { kind, span: self.trimmed(start) })
    }

    fn atom(&mut self) -> Option<Expr<'a>> {
        let start = self.at;
        let kind = match self.rest().chars().next()? {
            '(' | '（' => {
                self.expect_sign(LPAREN)?;
                let inner = self.expr()?;
                self.skip();
                self.sign(RPAREN).then_some(inner.kind)?
            }
            '{' | '｛' => self.set()?,
            '"' | '“' | '＂' => ExprKind::Text(self.string()?.node),
            '0'..='9' | '０'..='９' => self.numeral()?,
            '「' => self.named()?,
            _ => match self.word() {
                "是" | "否" => {
                    let value = self.take("是");
                    let _ = value || self.take("否");
                    ExprKind::Bool(value)
                }
                "若" => self.choice()?,
                "任一" => self.quantified("任一", Quantifier::Any)?,
                "全部" => self.quantified("全部", Quantifier::All)?,
                "计数" => match self.counted() {
                    true => self.quantified("计数", Quantifier::Count)?,
                    false => self.named()?,
                },
                "最后" => self.selected("最后", true)?,
                "最先" => self.selected("最先", false)?,
                "汇总" => self.gathered()?,
                _ => self.named()?,
            },
        };
        Some(Expr { kind, span: self.trimmed(start) })
    }

    fn set(&mut self) -> Option<ExprKind<'a>> {
        let mut elements = Vec::new();
        let mut open = true;
        self.block(|reader| {
            if !open || reader.rest().starts_with(['}', '｝']) {
                return Some(false);
            }
            elements.push(reader.expr()?);
            reader.skip();
            open = reader.sign(COMMA);
            Some(true)
        })?;
        Some(ExprKind::Set(elements))
    }

    /// A call or a path.
    fn named(&mut self) -> Option<ExprKind<'a>> {
        let start = self.at;
        let name = self.name()?;
        self.skip();
        if !self.sign(LPAREN) {
            self.at = start;
            return Some(ExprKind::Path(self.path()?.node));
        }
        self.skip();
        let mut args = Vec::new();
        if self.sign(RPAREN) {
            return Some(ExprKind::Call { name, args });
        }
        args.push(self.expr()?);
        self.many(|reader| {
            if !reader.sign(COMMA) {
                return Some(false);
            }
            reader.skip();
            args.push(reader.expr()?);
            Some(true)
        })?;
        self.skip();
        self.sign(RPAREN).then_some(ExprKind::Call { name, args })
    }

    fn choice(&mut self) -> Option<ExprKind<'a>> {
        let mut arms = Vec::new();
        while self.take("若") {
            self.skip();
            let condition = self.expr()?;
            self.skip();
            self.expect("则")?;
            arms.push((condition, self.expr()?));
            self.skip();
            self.expect("否则")?;
        }
        let otherwise = Box::new(self.expr()?);
        Some(ExprKind::Choice { arms, otherwise })
    }

    /// Whether `计数` is followed by a name and no bracket, so that it counts rows.
    fn counted(&mut self) -> bool {
        let start = self.at;
        let counted = self.take("计数") && {
            self.skip();
            self.begins_name()
        };
        self.at = start;
        counted
    }

    fn quantified(&mut self, word: &str, kind: Quantifier) -> Option<ExprKind<'a>> {
        self.expect(word)?;
        let detail = self.name()?;
        self.skip();
        let such_that = self.such_that()?;
        Some(ExprKind::Quantified { kind, detail, such_that })
    }

    fn such_that(&mut self) -> Option<Option<Box<Expr<'a>>>> {
        if !self.take("满足") {
            return Some(None);
        }
        self.skip();
        self.expect_sign(LPAREN)?;
        let condition = self.expr()?;
        self.skip();
        self.sign(RPAREN).then(|| Some(Box::new(condition)))
    }

    fn selected(&mut self, word: &str, last: bool) -> Option<ExprKind<'a>> {
        self.expect(word)?;
        let detail = self.name()?;
        self.skip();
        self.expect("按")?;
        let order = self.name()?;
        let (such_that, field) = self.such_that_of()?;
        Some(ExprKind::Selected { last, detail, order, such_that, field })
    }

    fn gathered(&mut self) -> Option<ExprKind<'a>> {
        self.expect("汇总")?;
        let detail = self.name()?;
        let (such_that, field) = self.such_that_of()?;
        Some(ExprKind::Gathered { detail, such_that, field })
    }

    /// `满足 (…) 的 字段`
    fn such_that_of(&mut self) -> Option<(Option<Box<Expr<'a>>>, Name<'a>)> {
        self.skip();
        let such_that = self.such_that()?;
        self.skip();
        self.expect("的")?;
        Some((such_that, self.name()?))
    }

    /// One expression and others after commas.
    pub(super) fn exprs(&mut self) -> Option<Vec<Expr<'a>>> {
        self.listed(|reader| !reader.rest().starts_with(['}', '｝']), Self::expr)
    }

    /// `当 条件`
    pub(super) fn condition(&mut self) -> Option<Option<Expr<'a>>> {
        if !self.take("当") {
            return Some(None);
        }
        self.skip();
        self.expr().map(Some)
    }
}
