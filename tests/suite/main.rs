//! One integration target, so one link. Each module tests one part through the public interface.
//!
//! Fixtures stand in `tests/fixtures`, what they give in `snapshots`.

// A test that cannot read its own fixture should stop there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod analysis;
mod brute;
#[cfg(all(feature = "analyze", feature = "records"))]
mod ask;
mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "records")]
mod cohort;
#[cfg(feature = "analyze")]
mod contest;
#[cfg(all(feature = "analyze", feature = "records"))]
mod coverage;
#[cfg(all(feature = "analyze", feature = "records"))]
mod diff;
mod engine;
#[cfg(feature = "analyze")]
mod every;
mod formats;
#[cfg(feature = "analyze")]
mod idle;
mod large;
mod library;
#[cfg(all(feature = "analyze", feature = "records"))]
mod mutate;
#[cfg(feature = "records")]
mod offices;
mod oracle;
mod pages;
mod policies;
mod readme;
#[cfg(feature = "records")]
mod records;
mod reports;
#[cfg(feature = "analyze")]
mod review;
#[cfg(feature = "records")]
mod results;
#[cfg(feature = "records")]
mod sheets;
mod support;
mod syntax;
#[cfg(feature = "records")]
mod talk;
#[cfg(feature = "cli")]
mod threads;
mod tidy;
