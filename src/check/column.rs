//! Headers of tables: which field a header means must be certain. In: the fields of a record. Out: headers of two fields.

use indexmap::IndexMap;

use super::Checker;
use crate::diagnostic::{self, Diagnostic};
use crate::resolve::RecordSymbols;
use crate::span::Span;
use crate::syntax::ast::{self, Attribute};

/// A word that may stand as a header: whose, whether it is its name, the word, and where.
type Header<'h> = (usize, bool, &'h str, Span);

impl<'t, 'a> Checker<'_, 't, 'a> {
    /// Headers of the record's own fields and details, then of the fields of each detail.
    pub(super) fn shared_columns(&mut self, symbols: &RecordSymbols<'t, 'a>) {
        let of_fields = |detail: Option<usize>| {
            let own = symbols.fields.iter().enumerate().filter(move |(_, field)| field.detail == detail);
            own.flat_map(|(number, field)| headers(number, field.field))
        };
        let details = symbols.details.iter().zip(symbols.fields.len()..).flat_map(|(detail, number)| {
            let columns = detail.columns.iter().map(move |text| (number, false, text.node.as_ref(), text.span));
            std::iter::once((number, true, detail.name.node.as_ref(), detail.name.span)).chain(columns)
        });
        self.distinct(of_fields(None).chain(details).collect());
        for number in 0..symbols.details.len() {
            self.distinct(of_fields(Some(number)).collect());
        }
    }

    fn distinct(&mut self, headers: Vec<Header<'_>>) {
        let mut seen: IndexMap<&str, Header<'_>> = IndexMap::new();
        for header in headers {
            let (owner, is_name, word, span) = header;
            let &mut (other, other_is_name, _, first) = seen.entry(word).or_insert(header);
            // Names that are used twice are told with the names.
            if other == owner || is_name && other_is_name {
                continue;
            }
            let (again, first) = if is_name { (first, span) } else { (span, first) };
            let what = if is_name || other_is_name { "已经是这个字段的名称" } else { "第一次在这里" };
            self.report(
                Diagnostic::new(diagnostic::DUPLICATE_NAME, again, format!("列名「{word}」有两个字段用"))
                    .label("读表格时分不清是哪一个字段")
                    .also(first, what)
                    .help("只留给其中一个字段，另一个换列名"),
            );
        }
    }
}

fn headers<'h>(number: usize, field: &'h ast::Field<'_>) -> impl Iterator<Item = Header<'h>> {
    let columns = field.attributes.iter().flat_map(|attribute| match attribute {
        Attribute::Columns(texts) => texts.as_slice(),
        _ => &[],
    });
    let columns = columns.map(move |text| (number, false, text.node.as_ref(), text.span));
    std::iter::once((number, true, field.name.node.as_ref(), field.name.span)).chain(columns)
}
