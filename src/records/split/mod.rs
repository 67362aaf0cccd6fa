//! Separated values at the speed of vector instructions. In: UTF-8 text. Out: pieces of whole rows; rows as borrowed cells, or read
//! strictly, or rejected, each with the number of its first line.
//!
//! ```text
//! bytes ─ Pieces::next ─→ Piece ─ Piece::rows ─→ PieceRow::Plain(Fields)   cells borrowed from the piece
//!         one thread      any thread             PieceRow::Odd(RawRow)     odd quotes, several lines, or no row: read strictly
//! ```
//!
//! [`Pieces`] reads into the buffers of a [`Piece`], which can be used again. It cuts behind the last row that is whole, counts lines,
//! and decides what a quote means that is left open at the end of a line; a piece without quotes is not looked into further. All
//! that is left is done by [`Piece::rows`], on whichever thread has the piece: the ends of cells, the check of UTF-8 (once for the
//! piece, row by row only if that fails), and rows with quotes. Rows come in order, blank ones are passed over, and the failure to
//! read on is the last row of the last piece.
//!
//! With one thread only, [`Pieces::alone`] finds rows while cutting and saves the counting.
//!
//! What a row is does not depend on where pieces are cut, nor on the vectors of a machine: tests compare both with
//! `line_by_line`, which says the same in plain words.
//!
//! To judge on several threads with the output in order, hand each thread its pieces in turn and collect in the same turn; the test
//! `pieces_are_read_on_several_threads_in_order` shows how.

mod dialect;
mod quoted;
mod scan;
mod piece;
mod pieces;
mod utf8;
#[cfg(test)]
mod line_by_line;
#[cfg(test)]
mod tests;

pub(crate) use piece::{Fields, Piece, PieceRow};
pub(crate) use pieces::Pieces;
