//! An evaluator written a second time, from the language reference alone: slow, plain, and never shipped.
mod agreement;
mod calendar;
mod choices;
mod generate;
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
