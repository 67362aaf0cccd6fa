//! Clocks, memory of the process, and an allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Seconds of processor time of this thread: other processes on the machine do not count.
#[cfg(unix)]
#[expect(clippy::cast_precision_loss, reason = "seconds with a fraction are meant")]
pub fn thread_seconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call only writes to the struct that it is given.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Seconds since the first call, where a thread has no clock of its own.
#[cfg(not(unix))]
pub fn thread_seconds() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}

/// Memory of this process now, in KiB; 0 where the system does not tell.
pub fn memory_kib() -> u64 {
    status("VmRSS:")
}

/// Memory of this process now that no file stands behind, in KiB: without the pages of the program itself.
pub fn private_memory_kib() -> u64 {
    status("RssAnon:")
}

/// The most memory that this process ever had, in KiB; 0 where the system does not tell.
pub fn peak_memory_kib() -> u64 {
    status("VmHWM:")
}

/// Memory of this process now by what it is for, in KiB: code and constants of the program, what it may write to, heap, stacks, and the
/// rest; nothing where the system does not tell.
pub fn resident_kib() -> BTreeMap<&'static str, u64> {
    let program = std::env::current_exe().unwrap_or_default();
    let (program, mut kind, mut kinds) = (program.to_string_lossy(), "other", BTreeMap::new());
    for line in std::fs::read_to_string("/proc/self/smaps").unwrap_or_default().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match *words {
            ["Rss:", kib, _] => *kinds.entry(kind).or_default() += kib.parse().unwrap_or(0),
            [range, rights, _, _, _, ref path @ ..] if range.contains('-') => {
                kind = match (path, rights) {
                    ([path], "r-xp") if *path == program => "program: code",
                    ([path], "r--p") if *path == program => "program: constants",
                    ([path], _) if *path == program => "program: written to",
                    (["[heap]"], _) => "heap",
                    (["[stack]"], _) => "stack",
                    _ => "other",
                }
            }
            _ => {}
        }
    }
    kinds
}

fn status(key: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// The system's allocator, counting. A plain load and store instead of a locked addition: exact for one thread, and next to
/// free.
pub struct CountingAllocator;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

fn count(size: usize) {
    ALLOCATIONS.store(ALLOCATIONS.load(Relaxed) + 1, Relaxed);
    BYTES.store(BYTES.load(Relaxed) + size as u64, Relaxed);
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// What [`CountingAllocator`] has counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// How many times.
    pub times: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// What was allocated so far; zero if the program does not use [`CountingAllocator`].
pub fn allocated() -> Allocated {
    Allocated { times: ALLOCATIONS.load(Relaxed), bytes: BYTES.load(Relaxed) }
}

/// Least, middle and greatest of several measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: f64,
    /// The one in the middle.
    pub median: f64,
    /// The greatest.
    pub greatest: f64,
}

impl Spread {
    /// The spread of measurements; all zero if there are none.
    pub fn of(measurements: &[f64]) -> Self {
        let mut sorted = measurements.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(0.0);
        Self { least: at(0), median: at(sorted.len() / 2), greatest: at(sorted.len().saturating_sub(1)) }
    }

    /// Each of the three changed in the same way.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self { least: change(self.least), median: change(self.median), greatest: change(self.greatest) }
    }
}
