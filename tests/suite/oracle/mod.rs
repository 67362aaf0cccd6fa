//! An evaluator written a second time, from the language reference alone: slow, plain, and never shipped.
//!
//! `model` is what a policy and a record are; `generate` and `sentence` make them at random, `print` writes them down.
//! `walker`, `outcome` and `judgement` judge them, `subject` lets the library judge them, `summary` compares the two.
//! `words` lets the engine say what its verdicts say.

mod agreement;
mod calendar;
mod choices;
mod generate;
#[cfg(all(feature = "analyze", feature = "records"))]
mod interviews;
mod judgement;
mod laws;
mod model;
mod outcome;
mod places;
mod print;
mod ruling;
mod seen;
mod sentence;
mod subject;
mod summary;
mod walker;
mod words;
