//! Formats of texts: those that the policy names, and where a name of one stands. In: patterns and names. Out: formats.

use std::sync::Arc;

use super::Checker;
use crate::diagnostic::{self, Diagnostic};
use crate::identity;
use crate::suggest;
use crate::syntax::ast;
use crate::text_format::{Fault, FaultKind, MAX_PATTERN_BYTES, Pattern, TextFormat};

impl<'a> Checker<'_, '_, 'a> {
    pub(super) fn all_formats(&mut self) {
        for format in self.symbols.formats.values() {
            self.basis(&format.basis);
            let name = &format.name.node;
            if TextFormat::built_in(name).is_some() {
                self.report(
                    Diagnostic::new(diagnostic::DUPLICATE_NAME, format.name.span, format!("「{name}」是现成的格式"))
                        .label("这个名称已被使用")
                        .help("换一个名称；就要现成的，删去这一项，直接在栏目后面写它的名称"),
                );
            }
            let note = format.note.as_ref().map_or("", |note| note.node.trim());
            if note.is_empty() {
                self.report(
                    Diagnostic::new(diagnostic::BAD_FORMAT, format.name.span, format!("格式「{name}」没有写说明"))
                        .label("学生填得不对时，要告诉他应当怎样填")
                        .help(format!("写成例如 格式 {name} 匹配 \"…\" 说明 \"8到12位数字\"")),
                );
            }
            if format.pattern.node.is_empty() {
                self.report(
                    Diagnostic::new(diagnostic::BAD_FORMAT, format.pattern.span, format!("格式「{name}」的样式是空的"))
                        .label("什么也填不进去")
                        .help("写出样式，例如 匹配 \"[0-9]{8,12}\""),
                );
                continue;
            }
            match Pattern::new(name, &format.pattern.node, note) {
                Ok(pattern) => {
                    self.program.formats.insert(name.to_string(), TextFormat::Pattern(Arc::new(pattern)));
                }
                Err(fault) => self.pattern_fault(format, fault),
            }
        }
    }

    fn pattern_fault(&mut self, format: &ast::Format<'a>, fault: Fault) {
        let name = &format.name.node;
        let too_large = |label: String| {
            Diagnostic::new(diagnostic::PATTERN_TOO_LARGE, format.pattern.span, format!("格式「{name}」的样式太大"))
                .label(label)
                .help("把次数写小一些，或者用「长度」另写一条检查；几种写法可以分成几个格式")
        };
        let problem = match fault.kind {
            FaultKind::TooLong => too_large(format!("有 {} 字节，超过上限 {MAX_PATTERN_BYTES} 字节", format.pattern.node.len())),
            FaultKind::TooLarge => too_large("展开以后超过上限".into()),
            FaultKind::Wrong { what, cure } => {
                let place = self.places(&format.pattern).at(fault.at.start, fault.at.len());
                let before = format.pattern.node.get(..fault.at.start).unwrap_or("");
                let nth = before.chars().count() + 1;
                Diagnostic::new(diagnostic::BAD_FORMAT, place, format!("格式「{name}」的样式写错：{what}"))
                    .label(format!("样式的第 {nth} 个字符"))
                    .help(cure)
            }
        };
        self.report(problem);
    }

    /// The format of that name, one of the policy or a built-in one.
    pub(super) fn format(&mut self, name: &ast::Name<'_>) -> Option<TextFormat> {
        if let Some((own, _)) = self.symbols.formats.get_key_value(name.node.as_ref()) {
            self.used_formats.insert(own);
            // One that cannot be used has been reported.
            return self.program.formats.get(*own).cloned();
        }
        if let Some(format) = TextFormat::built_in(&name.node) {
            return Some(format);
        }
        let own = self.symbols.formats.keys().copied();
        let known: Vec<&str> = own.chain(identity::formats().iter().map(|format| format.name())).collect();
        let near = suggest::nearest(&name.node, known.iter().copied()).map(|near| format!("是不是要写「{near}」？"));
        let problem = Diagnostic::new(diagnostic::UNKNOWN_FORMAT, name.span, format!("没有名为「{}」的格式", name.node))
            .label("这里要格式的名称")
            .help(format!("可以写：{}；自己的格式先写「格式 名称 匹配 \"样式\" 说明 \"…\"」", known.join("、")))
            .help_if(near);
        self.report(problem);
        None
    }
}
