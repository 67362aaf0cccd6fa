//! Records: fields with their types and attributes, details, the key.

use super::{Checker, DecisionState, Row, constant};
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{self, Severity, Type};
use crate::ids::{DetailId, FieldId};
use crate::resolve::{DecisionSymbol, FieldSymbol, RecordSymbols, Symbol};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{self, Attribute};

impl<'s, 't, 'a> Checker<'s, 't, 'a> {
    pub(super) fn check_record(&mut self, symbols: &'s RecordSymbols<'t, 'a>) -> hir::Record {
        self.record = Some(symbols);
        self.field_types = symbols.fields.iter().map(|field| self.type_of(&field.field.ty)).collect();
        self.decisions = symbols.decisions.iter().map(|decision| self.declared(decision)).collect();
        let mut record = hir::Record { name: symbols.record.name.node.to_string(), ..hir::Record::default() };
        record.key = self.key(symbols);
        for (number, field) in symbols.fields.iter().enumerate() {
            record.fields.push(self.field(field, number));
        }
        for (number, detail) in symbols.details.iter().enumerate() {
            let own = symbols.fields.iter().enumerate().filter(|(_, field)| field.detail == Some(number));
            let fields = own.map(|(index, _)| FieldId::new(index)).collect();
            let applies = detail.applies.as_ref().map(|condition| self.condition(condition, None));
            self.basis(&detail.basis);
            record.details.push(hir::Detail {
                name: detail.name.node.to_string(),
                applies,
                none_if_absent: detail.none_if_absent,
                note: detail.note.as_ref().map(|text| text.node.to_string()),
                columns: detail.columns.iter().map(|text| text.node.to_string()).collect(),
                fields,
                span: detail.name.span,
            });
        }
        self.shared_columns(symbols);
        self.check_rules(symbols, &mut record);
        self.record = None;
        record
    }

    fn declared(&mut self, symbol: &DecisionSymbol<'t, 'a>) -> DecisionState {
        let ty = match symbol {
            DecisionSymbol::Decision(decision) => match &decision.body {
                ast::DecisionBody::Expr { .. } => return DecisionState::Unvisited,
                ast::DecisionBody::Cases { ty, .. } => ty.as_ref(),
            },
            DecisionSymbol::Collect(collect) => collect.ty.as_ref(),
        };
        match ty {
            Some(ty) => DecisionState::Declared(self.type_of(ty)),
            None => {
                let name = symbol.name();
                self.report(
                    Diagnostic::new(diagnostic::UNKNOWN_TYPE, name.span, format!("「{}」要写结果的类型", name.node))
                        .label("这里缺少类型")
                        .help(format!("写成例如 {} : 是否 {{ … }}", name.node)),
                );
                DecisionState::Declared(Type::Wrong)
            }
        }
    }

    fn key(&mut self, symbols: &RecordSymbols<'t, 'a>) -> Option<FieldId> {
        if let Some(extra) = symbols.keys.get(1) {
            self.report(
                Diagnostic::new(diagnostic::BAD_RECORD, extra.span, "标识只能有一个")
                    .label("这里又写了一个")
                    .help("留下能区分每个学生的那一个字段，通常是学号"),
            );
        }
        let name = symbols.keys.first()?;
        match symbols.names.get(name.node.as_ref()) {
            Some(Symbol::Field(number)) => Some(FieldId::new(*number)),
            _ => {
                let own = symbols.fields.iter().filter(|field| field.detail.is_none()).map(|field| field.field.name.node.as_ref());
                let near = suggest::nearest(&name.node, own).map(|near| format!("是不是要写「{near}」？"));
                let problem =
                    Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("标识「{}」不是这个记录的字段", name.node))
                        .label("这里要一个字段的名称")
                        .help("写记录里有的字段")
                        .help_if(near);
                self.report(problem);
                None
            }
        }
    }

    fn field(&mut self, symbol: &FieldSymbol<'t, 'a>, number: usize) -> hir::Field {
        let field = symbol.field;
        let ty = self.field_types.get(number).cloned().unwrap_or(Type::Wrong);
        let row: Row = symbol.detail.map(DetailId::new);
        let mut checked = hir::Field {
            name: field.name.node.to_string(),
            ty,
            detail: row,
            applies: None,
            required: None,
            formats: Vec::new(),
            locked: false,
            sensitive: false,
            placeholders: Vec::new(),
            assume: None,
            note: None,
            columns: Vec::new(),
            basis: Vec::new(),
            span: field.name.span,
        };
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for attribute in &field.attributes {
            if let Some((what, span)) = only_once(attribute) {
                match seen.iter().find(|(other, _)| *other == what) {
                    Some((_, first)) => self.repeated(&field.name, what, span, *first),
                    None => seen.push((what, span)),
                }
            }
            self.attribute(attribute, &mut checked, row);
        }
        checked
    }

    fn repeated(&mut self, field: &ast::Name<'a>, what: &str, again: Span, first: Span) {
        self.report(
            Diagnostic::new(diagnostic::REPEATED, again, format!("字段「{}」的「{what}」写了两次", field.node))
                .label("这里又写了一次")
                .also(first, "第一次在这里")
                .help(format!("只留一个「{what}」")),
        );
    }

    fn attribute(&mut self, attribute: &Attribute<'a>, field: &mut hir::Field, row: Row) {
        match attribute {
            Attribute::Required { condition, .. } => {
                let condition = condition.as_ref().map(|condition| self.condition(condition, row));
                field.required.get_or_insert(hir::Required { condition });
            }
            Attribute::Applies { condition, .. } => {
                let condition = self.condition(condition, row);
                field.applies.get_or_insert(condition);
            }
            Attribute::Locked { .. } => field.locked = true,
            Attribute::Sensitive { .. } => field.sensitive = true,
            Attribute::Assume { value, .. } => self.assume(value, field),
            Attribute::Placeholder(texts) => field.placeholders.extend(texts.iter().map(|text| text.node.to_string())),
            Attribute::Format { name, condition, severity } => {
                self.format_use(name, condition.as_ref(), *severity, field, row);
            }
            Attribute::Columns(texts) => field.columns.extend(texts.iter().map(|text| text.node.to_string())),
            // For who reads the policy or fills in the field; nothing is judged by it.
            Attribute::Note(text) => field.note = Some(text.node.to_string()),
            Attribute::Basis(basis) => field.basis.extend(self.basis(std::slice::from_ref(basis))),
        }
    }

    fn assume(&mut self, value: &ast::Expr<'a>, field: &mut hir::Field) {
        let ty = field.ty.clone();
        let checked = self.expr_of(value, &ty, None);
        match constant(&checked) {
            Some(value) => {
                field.assume.get_or_insert(value);
            }
            None if checked.ty == Type::Wrong => {}
            None => self.report(
                Diagnostic::new(diagnostic::NOT_CONSTANT, value.span, "「视为」只能是固定的值")
                    .label("这里不是固定的值")
                    .help("写出值本身，例如 视为 否"),
            ),
        }
    }

    fn format_use(
        &mut self,
        name: &ast::Name<'a>,
        condition: Option<&ast::Expr<'a>>,
        severity: Option<Severity>,
        field: &mut hir::Field,
        row: Row,
    ) {
        let format = self.format(name);
        let condition = condition.map(|condition| self.condition(condition, row));
        if !matches!(field.ty, Type::Text | Type::Wrong) {
            let found = self.type_name(&field.ty);
            self.report(
                Diagnostic::new(diagnostic::TYPE_MISMATCH, name.span, format!("字段「{}」不是文本，不能要求格式", field.name))
                    .label(format!("它的类型是{found}"))
                    .help("去掉「格式」，或把类型改成文本"),
            );
            return;
        }
        if let Some(format) = format {
            field.formats.push(hir::FormatUse { format, condition, severity: severity.unwrap_or(Severity::Block) });
        }
    }
}

/// The word and place of an attribute that a field has at most once.
fn only_once(attribute: &Attribute<'_>) -> Option<(&'static str, Span)> {
    Some(match attribute {
        Attribute::Required { span, .. } => ("必填", *span),
        Attribute::Applies { span, .. } => ("适用", *span),
        Attribute::Locked { span } => ("锁定", *span),
        Attribute::Sensitive { span } => ("敏感", *span),
        Attribute::Assume { span, .. } => ("视为", *span),
        Attribute::Note(text) => ("说明", text.span),
        Attribute::Placeholder(_) | Attribute::Format { .. } | Attribute::Columns(_) | Attribute::Basis(_) => return None,
    })
}
