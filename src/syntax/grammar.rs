//! The parser generated from `grammar/policy.pest`, and nothing else.

#![allow(missing_docs, reason = "the generated rules are described in the grammar")]

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/policy.pest"]
pub(super) struct PolicyParser;
