//! What columns a record may have: names of fields, their aliases, columns of a detail's rows. In: a record of the policy. Out: look-ups.

use std::collections::HashMap;

use crate::hir::{self, Type};
use crate::ids::{DetailId, FieldId};
use crate::suggest;

/// The fields of a record as input sees them.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    pub(crate) fields: Vec<FieldSchema>,
    pub(crate) details: Vec<DetailSchema>,
    /// By normalised name or alias.
    targets: HashMap<String, Target>,
    pub(crate) enumerations: Vec<EnumerationSchema>,
    names: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct FieldSchema {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) detail: Option<DetailId>,
    pub(crate) placeholders: Vec<String>,
    /// Its text tells one person or thing from others, so that not a digit of it may be lost.
    pub(crate) identifies: bool,
    /// Its text may be a number of 18 characters with a check character.
    pub(crate) has_check_character: bool,
}

#[derive(Debug)]
pub(crate) struct DetailSchema {
    pub(crate) name: String,
    pub(crate) fields: Vec<FieldId>,
    by_name: HashMap<String, usize>,
}

/// The words of an enumeration.
#[derive(Debug, Default)]
pub(crate) struct EnumerationSchema {
    pub(crate) name: String,
    /// Names, aliases and codes.
    pub(crate) words: HashMap<String, crate::value::Member>,
    /// Name and code of each member.
    pub(crate) members: Vec<(String, Option<String>)>,
}

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Field(FieldId),
    Detail(DetailId),
    /// Row (from 0) and the number of the cell in it: `工作经历1工作地`.
    Row(DetailId, usize, usize),
}

impl Schema {
    pub(crate) fn new(record: &hir::Record, enumerations: &[hir::Enumeration]) -> Self {
        let mut schema = Schema::default();
        for (number, field) in record.fields.iter().enumerate() {
            let is_key = record.key == Some(FieldId::new(number));
            schema.fields.push(FieldSchema {
                name: field.name.clone(),
                ty: field.ty.clone(),
                detail: field.detail,
                placeholders: field.placeholders.clone(),
                identifies: is_key || field.sensitive || !field.formats.is_empty(),
                has_check_character: field.formats.iter().any(|used| used.format.has_check_character()),
            });
            if field.detail.is_none() {
                schema.add(&field.name, &field.columns, Target::Field(FieldId::new(number)));
            }
        }
        for (number, detail) in record.details.iter().enumerate() {
            schema.add(&detail.name, &detail.columns, Target::Detail(DetailId::new(number)));
            let mut by_name = HashMap::new();
            for (cell, field) in detail.fields.iter().enumerate() {
                let field = record.field(*field);
                for name in std::iter::once(&field.name).chain(&field.columns) {
                    by_name.entry(normalised(name)).or_insert(cell);
                }
            }
            schema.details.push(DetailSchema { name: detail.name.clone(), fields: detail.fields.clone(), by_name });
        }
        for (number, enumeration) in enumerations.iter().enumerate() {
            let mut words = HashMap::new();
            for (index, member) in enumeration.members.iter().enumerate() {
                let (Ok(enumeration), Ok(index)) = (u16::try_from(number), u16::try_from(index)) else { continue };
                let value = crate::value::Member { enumeration, index };
                for word in std::iter::once(&member.name).chain(&member.aliases).chain(&member.code) {
                    words.entry(word.clone()).or_insert(value);
                }
            }
            let members = enumeration.members.iter().map(|member| (member.name.clone(), member.code.clone())).collect();
            schema.enumerations.push(EnumerationSchema { name: enumeration.name.clone(), words, members });
        }
        schema
    }

    fn add(&mut self, name: &str, aliases: &[String], target: Target) {
        self.names.push(name.to_string());
        for word in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
            self.targets.entry(normalised(word)).or_insert(target);
        }
    }

    /// What a column stands for.
    pub(crate) fn target(&self, column: &str) -> Option<Target> {
        // Most names are written as declared.
        if let Some(target) = self.targets.get(column) {
            return Some(*target);
        }
        self.plain_target(&normalised(column)).or_else(|| self.plain_target(&normalised(without_remark(column)?)))
    }

    fn plain_target(&self, column: &str) -> Option<Target> {
        self.targets.get(column).copied().or_else(|| self.code_column(column)).or_else(|| self.numbered(column))
    }

    /// `学历代码`: the codes of the field `学历`, whose values have codes.
    fn code_column(&self, column: &str) -> Option<Target> {
        let name = ["代码", "编码", "码"].iter().find_map(|ending| column.strip_suffix(ending))?;
        let target = *self.targets.get(name)?;
        match target {
            Target::Field(field) => self.has_codes(&self.fields.get(field.index())?.ty).then_some(target),
            Target::Detail(_) | Target::Row(..) => None,
        }
    }

    fn has_codes(&self, ty: &Type) -> bool {
        match ty {
            Type::Place => true,
            Type::Enum(number) => {
                let table = self.enumerations.get(usize::from(*number));
                table.is_some_and(|table| table.members.iter().any(|(_, code)| code.is_some()))
            }
            _ => false,
        }
    }

    /// The field that a target is, as findings write it: `生源地`, `工作经历[0].工作地`; for a whole detail its name.
    pub(crate) fn target_name(&self, target: Target) -> String {
        let field = |id: FieldId| self.fields.get(id.index()).map_or("", |field| field.name.as_str());
        match target {
            Target::Field(id) => field(id).to_string(),
            Target::Detail(id) => self.details.get(id.index()).map_or_else(String::new, |detail| detail.name.clone()),
            Target::Row(id, row, number) => self.details.get(id.index()).map_or_else(String::new, |detail| {
                let cell = detail.fields.get(number).map_or("", |id| field(*id));
                format!("{}[{row}].{cell}", detail.name)
            }),
        }
    }

    /// The cell of a detail's row that a name stands for.
    pub(crate) fn row_cell(&self, detail: DetailId, name: &str) -> Option<usize> {
        self.details.get(detail.index())?.by_name.get(&normalised(name)).copied()
    }

    /// `工作经历1工作地`: the field of the first row.
    fn numbered(&self, column: &str) -> Option<Target> {
        for (number, detail) in self.details.iter().enumerate() {
            let Some(rest) = column.strip_prefix(normalised(&detail.name).as_str()) else { continue };
            let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
            let (row, field) = rest.split_at(digits);
            let Some(row) = row.parse::<usize>().ok().filter(|row| (1..=999).contains(row)) else { continue };
            if let Some(&cell) = detail.by_name.get(field.trim_start_matches(['.', '_', '-'])) {
                return Some(Target::Row(DetailId::new(number), row - 1, cell));
            }
        }
        None
    }

    /// The name most like a column that nothing matches.
    pub(crate) fn nearest(&self, column: &str) -> Option<String> {
        suggest::nearest(column, self.names.iter().map(String::as_str)).map(str::to_string)
    }

    /// The nearest field of a detail.
    pub(crate) fn nearest_in(&self, detail: DetailId, name: &str) -> Option<String> {
        let fields = &self.details.get(detail.index())?.fields;
        let names = fields.iter().filter_map(|field| self.fields.get(field.index())).map(|field| field.name.as_str());
        suggest::nearest(name, names).map(str::to_string)
    }

    /// An empty record.
    pub(crate) fn blank(&self) -> super::Slots {
        super::Slots {
            cells: vec![super::Cell::Absent; self.fields.len()],
            details: vec![None; self.details.len()],
            ..super::Slots::default()
        }
    }
}

/// `生源地（省市县）`, `手机号（11位）`: the name without the remark that ends it.
fn without_remark(name: &str) -> Option<&str> {
    let name = name.trim_end();
    let open = match name.chars().next_back()? {
        '）' | ')' => name.rfind(['（', '(']),
        '】' | ']' => name.rfind(['【', '[']),
        _ => None,
    };
    name.get(..open?)
}

/// Column names compare without regard to width, blanks, line breaks and brackets.
fn normalised(name: &str) -> String {
    let skipped = |character: &char| !character.is_whitespace() && !"「」()[]{}（）【】*＊\u{feff}".contains(*character);
    let narrow = |character: char| match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        other => other,
    };
    name.chars().filter(skipped).map(narrow).collect()
}
