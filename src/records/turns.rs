//! Pieces of work done on several threads, with their results in order: each thread has its pieces in turn. In: what gives pieces, and
//! what works on one. Out: the results, one after another, on the thread that asked.

use std::sync::mpsc::sync_channel;

/// Who does what.
pub(super) struct Turns<New, Next, Worker> {
    pub(super) threads: usize,
    /// An empty piece.
    pub(super) new: New,
    /// Fills a piece; false after the last.
    pub(super) next: Next,
    /// Makes what works on pieces, once for each thread.
    pub(super) worker: Worker,
}

/// Works on all pieces, or until `take` says that it wants no more. With one thread everything is done on this one, piece by piece.
pub(super) fn in_turn<P: Send, T: Send, Work: FnMut(&mut P) -> T>(
    turns: Turns<impl Fn() -> P, impl FnMut(&mut P) -> bool, impl Fn() -> Work + Sync>,
    take: &mut impl FnMut(T) -> bool,
) {
    let Turns { threads, new, mut next, worker } = turns;
    if threads <= 1 {
        let (mut piece, mut work) = (new(), worker());
        while next(&mut piece) && take(work(&mut piece)) {}
        return;
    }
    std::thread::scope(|scope| {
        let worker = &worker;
        let start = |_| {
            let (give, given) = sync_channel::<P>(1);
            let (done, output) = sync_channel(1);
            scope.spawn(move || {
                let mut work = worker();
                for mut piece in given {
                    if done.send((work(&mut piece), piece)).is_err() {
                        break;
                    }
                }
            });
            (give, output)
        };
        let (gives, outputs): (Vec<_>, Vec<_>) = (0..threads).map(start).unzip();
        let mut turn = 0;
        loop {
            // Buffers come back with the result of the piece that was in them.
            let mut piece = None;
            let output = outputs.get(turn % threads).filter(|_| turn >= threads);
            if let Some((result, used)) = output.and_then(|output| output.recv().ok()) {
                if !take(result) {
                    return;
                }
                piece = Some(used);
            }
            let mut piece = piece.unwrap_or_else(&new);
            if !next(&mut piece) || gives.get(turn % threads).is_none_or(|give| give.send(piece).is_err()) {
                break;
            }
            turn += 1;
        }
        drop(gives);
        for last in turn + 1..turn + threads {
            let output = outputs.get(last % threads).and_then(|output| output.recv().ok());
            if output.is_some_and(|(result, _)| !take(result)) {
                return;
            }
        }
    });
}
