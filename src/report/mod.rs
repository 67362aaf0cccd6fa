//! Tables for people: what is written into workbooks and forms. In: verdicts. Out: sheets, complete and masked. Never: a judgement.

mod sheet;

pub use sheet::{Content, Entry, Sheet};
