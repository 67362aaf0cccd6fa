//! Rows read by a thread that owns the file. In: work that gives rows. Out: the rows, in order. Few wait at a time;
//! when nobody wants more, the work ends.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::super::grid::RawCell;
use super::draft::SourceRow;
use super::failure::damaged;
use crate::error::Error;

/// How many pieces wait.
const WAITING: usize = 2;
/// About how many bytes a piece has.
const PIECE_BYTES: usize = 256 * 1024;

enum Piece {
    Rows(Vec<SourceRow>),
    Failed(Error),
    Finished,
}

/// Where the work puts its rows.
pub(super) struct Sink {
    sender: SyncSender<Piece>,
    rows: Vec<SourceRow>,
    bytes: usize,
}

impl Sink {
    /// Hands a row on. False when nobody wants more.
    #[must_use]
    pub(super) fn push(&mut self, row: SourceRow) -> bool {
        self.bytes += row.row.cells.iter().map(cell_bytes).sum::<usize>();
        self.rows.push(row);
        self.bytes < PIECE_BYTES || self.flush()
    }

    fn flush(&mut self) -> bool {
        self.bytes = 0;
        self.sender.send(Piece::Rows(std::mem::take(&mut self.rows))).is_ok()
    }
}

fn cell_bytes(cell: &RawCell) -> usize {
    let text = if let RawCell::Text(text) = cell { text.len() } else { 0 };
    size_of::<RawCell>() + text
}

/// The rows that some work gives.
pub(super) struct PipedRows {
    receiver: Option<Receiver<Piece>>,
    rows: std::vec::IntoIter<SourceRow>,
}

impl PipedRows {
    /// Starts the work.
    pub(super) fn start(work: impl FnOnce(&mut Sink) -> Result<(), Error> + Send + 'static) -> Self {
        let (sender, receiver) = sync_channel(WAITING);
        std::thread::spawn(move || {
            let mut sink = Sink { sender, rows: Vec::new(), bytes: 0 };
            let result = work(&mut sink);
            let last = result.map_or_else(Piece::Failed, |()| Piece::Finished);
            // A failed send means that nobody listens any more.
            let _ = sink.flush() && sink.sender.send(last).is_ok();
        });
        Self { receiver: Some(receiver), rows: Vec::new().into_iter() }
    }
}

impl Iterator for PipedRows {
    type Item = Result<SourceRow, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            match self.receiver.as_ref()?.recv() {
                Ok(Piece::Rows(rows)) => self.rows = rows.into_iter(),
                Ok(Piece::Failed(error)) => {
                    self.receiver = None;
                    return Some(Err(error));
                }
                Ok(Piece::Finished) => self.receiver = None,
                Err(_) => {
                    self.receiver = None;
                    return Some(Err(damaged("读到一半停了")));
                }
            }
        }
    }
}
