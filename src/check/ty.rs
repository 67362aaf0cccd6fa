//! Types: from their names, to words, and which fit which.

use super::Checker;
use crate::diagnostic::{self, Diagnostic};
use crate::hir::{Enumeration, Type};
use crate::suggest;
use crate::syntax::ast;

const BUILT_IN: &[(&str, Type)] = &[
    ("文本", Type::Text),
    ("整数", Type::Integer),
    ("小数", Type::Decimal),
    ("百分比", Type::Percent),
    ("日期", Type::Date),
    ("年月", Type::Month),
    ("是否", Type::Bool),
    ("行政区划", Type::Place),
];

impl<'a> Checker<'_, '_, 'a> {
    /// The type that a name stands for.
    pub(super) fn type_of(&mut self, name: &ast::TypeName<'a>) -> Type {
        match (&name.element, name.name.node.as_ref()) {
            (Some(element), "集合") => Type::Set(Box::new(self.scalar(element))),
            (None, "集合") => {
                self.report(
                    Diagnostic::new(diagnostic::UNKNOWN_TYPE, name.name.span, "「集合」要写明是什么的集合")
                        .label("缺少元素的类型")
                        .help("写成例如 集合<材料>"),
                );
                Type::Wrong
            }
            (Some(element), other) => {
                self.report(
                    Diagnostic::new(diagnostic::UNKNOWN_TYPE, element.span, format!("「{other}」后面不能写尖括号"))
                        .label("只有集合有元素类型")
                        .help("写成 集合<…>，或去掉尖括号"),
                );
                Type::Wrong
            }
            (None, _) => self.scalar(&name.name),
        }
    }

    fn scalar(&mut self, name: &ast::Name<'a>) -> Type {
        if let Some((_, ty)) = BUILT_IN.iter().find(|(word, _)| *word == name.node) {
            return ty.clone();
        }
        if let Some(number) = self.enumeration(&name.node) {
            return Type::Enum(number);
        }
        let known = BUILT_IN.iter().map(|(word, _)| *word).chain(self.enumerations_in_reach().iter().map(|one| one.name.as_str()));
        let near = suggest::nearest(&name.node, known).map(|near| format!("是不是要写「{near}」？"));
        let problem = Diagnostic::new(diagnostic::UNKNOWN_TYPE, name.span, format!("没有名为「{}」的类型", name.node))
            .label("这里应是 文本、整数、小数、百分比、日期、年月、是否、行政区划、集合<…> 或一个枚举")
            .help("用上面的类型之一，或先写「枚举 名称 { … }」")
            .help_if(near);
        self.report(problem);
        Type::Wrong
    }

    /// All enumerations that a word may be of: some only tables know.
    pub(super) fn enumerations_in_reach(&self) -> &[Enumeration] {
        let all = self.program.enumerations.as_slice();
        match self.table {
            Some(_) => all,
            None => all.get(..usize::from(self.program.table_enumerations)).unwrap_or(all),
        }
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<u16> {
        self.enumerations_in_reach().iter().position(|one| one.name == name).and_then(|number| u16::try_from(number).ok())
    }

    /// The type in the clerk's words, in 「」.
    pub(super) fn type_name(&self, ty: &Type) -> String {
        format!("「{}」", self.bare_type_name(ty))
    }

    fn bare_type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Duration => "时间长度".into(),
            Type::Wrong => "未知".into(),
            Type::Enum(number) => {
                self.program.enumerations.get(usize::from(*number)).map_or_else(String::new, |one| one.name.clone())
            }
            Type::Set(element) => format!("集合<{}>", self.bare_type_name(element)),
            plain => BUILT_IN.iter().find(|(_, ty)| ty == plain).map_or_else(String::new, |(word, _)| (*word).to_string()),
        }
    }
}

/// Whether a value of type `found` may stand where `wanted` is asked for.
pub(super) fn fits(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::Wrong, _) | (_, Type::Wrong) => true,
        (Type::Integer, Type::Decimal) => true,
        (Type::Set(found), Type::Set(wanted)) => fits(found, wanted),
        _ => found == wanted,
    }
}

/// Whether two values can be compared with `=`.
pub(super) fn comparable(left: &Type, right: &Type) -> bool {
    fits(left, right) || fits(right, left)
}

/// Whether values of the type have an order.
pub(super) fn ordered(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Decimal | Type::Percent | Type::Date | Type::Month | Type::Wrong)
}
