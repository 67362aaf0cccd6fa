//! The straight way from text to tree, for files without a fault: one look at each character, no backtracking.
//! In: the text of a file. Out: the tree that the grammar gives, to the last place; or nothing, as soon as anything is unusual.
//! Never: a message. Whatever is not read here is read by the grammar, which says what is wrong with it.
//!
//! `grammar/policy.pest` stays the definition of the language: each function here reads one of its rules, and a test holds
//! the two against each other. The places follow the grammar's blanks: where a rule ends in parts that may be left out, and
//! are, blanks and comments after it still belong to it.

mod example;
mod expr;
mod item;
mod literal;
mod reader;
mod record;
mod rule;
mod table;

use super::ast::{Expr, File};
use super::cursor::Base;
use reader::Reader;

/// The whole file, unless something about it is unusual.
pub(super) fn file(text: &str, base: Base) -> Option<File<'_>> {
    let mut reader = Reader::new(text, base);
    let mut file = File::default();
    loop {
        reader.skip_noting(&mut file.comments);
        if reader.rest().is_empty() {
            return Some(file);
        }
        file.items.push(reader.item()?);
    }
}

/// One expression and nothing else, unless something about it is unusual.
pub(super) fn expression(text: &str, base: Base) -> Option<Expr<'_>> {
    let mut reader = Reader::new(text, base);
    reader.skip();
    let expr = reader.expr()?;
    reader.skip();
    reader.rest().is_empty().then_some(expr)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
#[path = "tests.rs"]
mod tests;
