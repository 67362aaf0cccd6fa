//! Words without a meaning: what was probably meant. In: the word and where it stands. Out: a message.

use super::call::FUNCTIONS;
use super::expr::wrong;
use super::{Checker, Row};
use crate::built_in;
use crate::diagnostic::{self, Diagnostic};
use crate::division::{self, Division, Lookup};
use crate::hir::Expr;
use crate::suggest;
use crate::syntax::ast;

/// Words between which a space may be missing.
const OPERATORS: &[&str] = &["且", "或", "非", "属于", "位于", "满足"];
/// Longest word that is taken apart, in bytes.
const LONGEST_GLUED: usize = 180;
/// Places named at most.
const MOST_PLACES: usize = 3;
/// Members named at most.
const MOST_MEMBERS: usize = 12;

impl Checker<'_, '_, '_> {
    pub(super) fn unknown_member(&mut self, number: u16, name: &ast::Name<'_>) -> Expr {
        let Some(enumeration) = self.program.enumerations.get(usize::from(number)) else { return wrong(name.span) };
        let by_alias = enumeration.members.iter().find(|member| member.aliases.iter().any(|alias| *alias == name.node));
        let members = || enumeration.members.iter().map(|member| member.name.as_str());
        let near = by_alias.map(|member| member.name.as_str()).or_else(|| suggest::nearest(&name.node, members()));
        let label = by_alias.map_or_else(
            || "这里应是它的一个成员".to_string(),
            |member| format!("它是「{}」的别名，别名只用来读表格", member.name),
        );
        let all = || format!("可以写：{}", members().take(MOST_MEMBERS).collect::<Vec<_>>().join("、"));
        let problem =
            Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("枚举「{}」没有「{}」", enumeration.name, name.node))
                .label(label)
                .help(near.map_or_else(all, |near| format!("是不是要写「{near}」？")));
        let problem = self.missing_space(name).unwrap_or(problem);
        self.report(problem);
        wrong(name.span)
    }

    /// A word that is no name, no member and no place; `wants_place` if the type asked for is 行政区划.
    pub(super) fn unknown_name(&self, name: &ast::Name<'_>, row: Row, lookup: &Lookup, wants_place: bool) -> Diagnostic {
        if let Some(problem) = self.missing_space(name) {
            return problem;
        }
        let near = suggest::nearest(&name.node, self.names_in_reach(row));
        let as_place = match lookup {
            Lookup::Ambiguous(_) => true,
            Lookup::Unknown(places) => wants_place && !places.is_empty(),
            Lookup::Found(_) => false,
        };
        match near {
            Some(near) if !as_place => no_such_name(name).help(format!("是不是要写「{near}」？")),
            _ if as_place || looks_like_place(name, lookup) => unknown_place(name, lookup),
            _ if self.table.is_none() && built_in::is_word(&name.node) => {
                no_such_name(name).help(format!("「{}」只在「表格」里有意思", name.node))
            }
            _ if !self.source_field_names(row).is_empty() => no_such_name(name)
                .help(format!("这些行里有：{}；还可以写记录的字段和判定", self.source_field_names(row).join("、"))),
            _ if wants_place => no_such_name(name).help("检查是否写错；行政区划写全称，例如 广东省广州市番禺区"),
            _ => no_such_name(name).help("检查是否写错；文字要加引号；新的字段要先写进「记录」"),
        }
    }

    fn names_in_reach(&self, row: Row) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        if let (Some(symbols), Some(detail)) = (self.record, row) {
            let fields = symbols.fields.iter().filter(|field| field.detail == Some(detail.index()));
            names.extend(fields.map(|field| field.field.name.node.as_ref()));
        }
        if let Some(symbols) = self.record {
            let mut record: Vec<&str> = symbols.names.keys().copied().collect();
            record.sort_unstable();
            names.extend(record);
        }
        names.extend(self.symbols.parameters.keys().copied());
        names.extend(self.table_words(row));
        names.extend(self.enumerations_in_reach().iter().flat_map(|one| one.members.iter().map(|member| member.name.as_str())));
        names
    }

    /// `本科且已绑定`: known names glued together by operator words.
    pub(super) fn missing_space(&self, name: &ast::Name<'_>) -> Option<Diagnostic> {
        let spaced = self.spaced(&name.node)?;
        Some(
            Diagnostic::new(diagnostic::MISSING_SPACE, name.span, format!("「{}」里缺少空格", name.node))
                .label("这里被读成了一个名称")
                .help(format!("写成「{spaced}」")),
        )
    }

    /// The word with spaces around its operators, if all that is between them is known.
    fn spaced(&self, word: &str) -> Option<String> {
        if word.len() > LONGEST_GLUED {
            return None;
        }
        let parts = OPERATORS.iter().flat_map(|operator| word.match_indices(operator));
        parts.filter_map(|(at, operator)| Some((word.get(..at)?, operator, word.get(at + operator.len()..)?))).find_map(
            |(left, operator, right)| {
                let left = match left {
                    "" if operator == "非" => String::new(),
                    _ if self.is_known_word(left) => format!("{left} "),
                    _ => return None,
                };
                let right = match right {
                    "" if operator != "非" => String::new(),
                    _ if self.is_known_word(right) => format!(" {right}"),
                    _ => format!(" {}", self.spaced(right)?),
                };
                Some(format!("{left}{operator}{right}"))
            },
        )
    }

    fn is_known_word(&self, word: &str) -> bool {
        let in_record = self.record.is_some_and(|symbols| {
            symbols.names.contains_key(word) || symbols.fields.iter().any(|field| field.field.name.node == word)
        });
        let member = || self.enumerations_in_reach().iter().any(|one| one.members.iter().any(|member| member.name == word));
        let literal = matches!(word, "是" | "否");
        let place = || ends_like_place(word) && matches!(division::lookup(word, super::name::NEWEST), Lookup::Found(_));
        let parameter = || self.symbols.parameters.contains_key(word);
        let in_table = || self.table_words(None).contains(&word);
        !word.is_empty() && (literal || in_record || in_table() || parameter() || FUNCTIONS.contains(&word) || member() || place())
    }
}

fn no_such_name(name: &ast::Name<'_>) -> Diagnostic {
    Diagnostic::new(diagnostic::UNKNOWN_NAME, name.span, format!("没有「{}」这个名称", name.node))
        .label("字段、判定、参数、枚举成员和行政区划里都没有")
}

fn looks_like_place(name: &ast::Name<'_>, lookup: &Lookup) -> bool {
    let is_near = matches!(lookup, Lookup::Unknown(places) if !places.is_empty());
    name.node.chars().count() >= 3 && (is_near || ends_like_place(&name.node))
}

fn ends_like_place(word: &str) -> bool {
    word.ends_with(['省', '市', '区', '县', '州', '盟', '旗'])
}

fn unknown_place(name: &ast::Name<'_>, lookup: &Lookup) -> Diagnostic {
    let names = |places: &[Division], most: usize| {
        let names: Vec<String> = places.iter().take(most).map(|place| place.full_name()).collect();
        names.join("、")
    };
    let unknown = |help: String| {
        Diagnostic::new(diagnostic::UNKNOWN_PLACE, name.span, format!("没有「{}」这个行政区划", name.node))
            .label("行政区划表里没有")
            .help(help)
    };
    match lookup {
        Lookup::Ambiguous(places) => {
            Diagnostic::new(diagnostic::AMBIGUOUS_NAME, name.span, format!("「{}」不止一个地方", name.node))
                .label("看不出是哪一个")
                .help(format!("写全称，例如 {}", names(places, MOST_PLACES)))
        }
        Lookup::Unknown(near) if !near.is_empty() => unknown(match clearly_nearest(&name.node, near) {
            Some(place) if name.node.starts_with(&place) => format!("行政区划只到区县；是不是要写「{place}」？"),
            Some(place) => format!("是不是要写「{place}」？"),
            None => format!("是不是要写：{}", names(near, MOST_PLACES)),
        }),
        _ => unknown("写全称，例如 广东省广州市番禺区".into()),
    }
}

/// The first of the near places, if it is one character away, or all that was written before something unknown.
fn clearly_nearest(word: &str, near: &[Division]) -> Option<String> {
    let away = |place: &Division| suggest::distance(word, &place.full_name()).min(suggest::distance(word, place.name()));
    let first = near.first()?;
    let only = near.iter().skip(1).all(|other| away(other) > 1);
    (word.starts_with(&first.full_name()) || away(first) == 1 && only).then(|| first.full_name())
}
