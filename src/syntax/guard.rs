//! Limits that must hold before the parser runs: size, nesting, open quotes. In: text. Out: problems.
//! One linear pass, so that no text, however odd, can exhaust the stack or the time of the parser.

use std::collections::HashSet;

use crate::diagnostic::{self, Diagnostic, Diagnostics};
use crate::source::{MAX_SOURCE_BYTES, Source};
use crate::span::Span;

/// How deep brackets and conditional values may stand inside each other.
pub const MAX_NESTING: usize = 100;

/// After so many open quotes the rest of a text is not read: it is no policy, or one mistake has many consequences.
const MOST_OPEN_TEXTS: usize = 20;

/// Whether the text may be parsed. What forbids it is reported; open quotes are reported where they stand.
pub(super) fn allows(source: &Source, number: u16, problems: &mut Diagnostics) -> bool {
    let text = source.text();
    if text.len() > MAX_SOURCE_BYTES {
        let message = format!("「{}」有 {} 字节，超过一个政策文件的上限 {MAX_SOURCE_BYTES} 字节", source.name(), text.len());
        problems.push(
            Diagnostic::new(diagnostic::TOO_LARGE, Span::new(number, 0, 0), message)
                .help("把政策分成几个文件放在同一个文件夹里；若这不是政策文件，请换成正确的文件"),
        );
        return false;
    }
    scan(text, number, problems)
}

fn scan(text: &str, number: u16, problems: &mut Diagnostics) -> bool {
    let mut depth = 0usize;
    let mut conditionals = 0usize;
    let mut open_texts = 0usize;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '#' | '＃' => while characters.next_if(|&(_, next)| next != '\n').is_some() {},
            '"' | '＂' | '“' => {
                let close = if character == '“' { '”' } else { character };
                while characters.next_if(|&(_, next)| next != close && next != '\n').is_some() {}
                if characters.next_if(|&(_, next)| next == close).is_none() {
                    open_texts += 1;
                    if open_texts > MOST_OPEN_TEXTS {
                        return false;
                    }
                    let end = characters.peek().map_or(text.len(), |&(next, _)| next);
                    let inside = text.get(at + character.len_utf8()..end).unwrap_or("");
                    problems.push(open_text(Span::new(number, at, at + character.len_utf8()), end, inside, close));
                }
            }
            '(' | '（' | '{' | '｛' => depth += 1,
            ')' | '）' | '}' | '｝' => depth = depth.saturating_sub(1),
            '若' if !text.get(..at).is_some_and(ends_in_word) => conditionals += 1,
            '否' if text.get(at..).is_some_and(|rest| rest.starts_with("否则")) => conditionals = conditionals.saturating_sub(1),
            _ => {}
        }
        if depth + conditionals > MAX_NESTING {
            problems.push(
                Diagnostic::new(
                    diagnostic::TOO_DEEP,
                    Span::new(number, at, at + character.len_utf8()),
                    format!("括号或「若」一层套一层，超过了 {MAX_NESTING} 层"),
                )
                .label("到这里超过上限")
                .help("把里面的条件写成单独的「判定」，再用它的名称；也请检查前面是否漏了右括号"),
            );
            return false;
        }
    }
    true
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|character: char| character.is_alphanumeric() || character == '_' || character == '·')
}

/// A quote without its other half; `inside` runs to the end of the line.
fn open_text(span: Span, end: usize, inside: &str, close: char) -> Diagnostic {
    let other = inside.chars().find(|character| ['"', '＂', '”'].contains(character));
    let help = match other {
        Some(other) => format!("把后面的「{other}」改成「{close}」：左右引号要成对"),
        None => format!("在这段文字后面补上「{close}」；文字太长可以分成几段，每段各加引号、前后相接"),
    };
    Diagnostic::new(diagnostic::OPEN_TEXT, span, "引号没有配对")
        .label("到这一行结束也没有找到另一半引号")
        .also(Span::new(span.source, end, end), "这一行在这里结束")
        .help(help)
}

/// An open quote makes the rest of its line unreadable: what the parser says of that line is the same mistake.
pub(super) fn drop_beside_open_text(source: &Source, number: u16, problems: &mut Diagnostics) {
    let text = source.text();
    let line_start = |at: u32| text.get(..at as usize).and_then(|before| before.rfind('\n'));
    let open: HashSet<Option<usize>> = problems
        .iter()
        .filter(|problem| problem.code() == diagnostic::OPEN_TEXT && problem.span().source == number)
        .map(|problem| line_start(problem.span().start))
        .collect();
    if !open.is_empty() {
        problems.retain(|problem| {
            let is_syntax = problem.code() == diagnostic::SYNTAX && problem.span().source == number;
            !(is_syntax && open.contains(&line_start(problem.span().start)))
        });
    }
}
