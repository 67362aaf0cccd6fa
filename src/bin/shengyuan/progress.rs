//! How far a long run has come: a bar on a terminal, nothing on a pipe.

use std::io::{self, IsTerminal, Read, Seek, SeekFrom, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shown only if the run takes longer.
const PATIENCE: Duration = Duration::from_millis(100);

/// The bar of one run.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    records: u64,
}

impl Progress {
    /// A bar over the bytes of a file; without a length, records are counted only.
    pub(crate) fn over(bytes: Option<u64>) -> Self {
        let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(bytes, target);
        let template = match bytes {
            Some(_) => "{bar:30} {percent:>3}%  {msg}  还要 {eta}",
            None => "{spinner} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(PATIENCE);
        Self { bar, records: 0 }
    }

    /// Counts judged records and shows the speed.
    pub(crate) fn judged(&mut self, records: usize) {
        self.records += records as u64;
        let seconds = self.bar.elapsed().as_secs_f64();
        if !self.bar.is_hidden() && seconds > 0.0 {
            #[allow(clippy::cast_precision_loss, reason = "a speed for people")]
            let speed = self.records as f64 / seconds;
            self.bar.set_message(format!("已判断 {} 条，每秒 {speed:.0} 条", self.records));
        }
    }

    /// A line on standard error that the bar does not disturb.
    pub(crate) fn say(&self, line: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(io::stderr(), "{line}");
        });
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// An input whose reading moves the bar.
    pub(crate) fn watch<R>(&self, input: R) -> Watched<R> {
        Watched { input, bar: self.bar.clone() }
    }
}

/// An input that tells the bar how far it was read.
pub(crate) struct Watched<R> {
    input: R,
    bar: ProgressBar,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.input.seek(to)?;
        self.bar.set_position(position);
        Ok(position)
    }
}
