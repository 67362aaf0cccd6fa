//! Time: every round measures the hand-written policy and the engine in turn, and the ratio is taken in that round.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::Instant;

use origin_24::measure::Spread;

use crate::engine::Failure;
use crate::options::Options;
use crate::runner::Runner;
use crate::workload::Workload;

/// Passes over the same records for the latency of one: the best of them is the record, not the machine.
const PASSES: usize = 5;

pub(crate) fn run(workload: &Workload, options: &Options) -> Result<(), Failure> {
    let records = (workload.records)(options.records(4_000))?.leak();
    let count = records.len();
    let rounds = options.rounds(13);
    let mut base = workload.peers[0].start(records)?;
    base.prepare(count)?;
    let clock = clock_seconds();
    println!("\n## {}: time, {count} records, {rounds} rounds\n", workload.name);
    println!("Ratios to \"{}\" in the same round, least/median/greatest; processor time of one thread.\n", workload.peers[0].name);
    println!(
        "| engine | prepared: ratio | records/s | p50 µs | p99 µs | from JSON value: ratio | records/s | allocations (bytes) a prepared record | from JSON |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for peer in workload.peers.iter().filter(|peer| options.wants_peer(peer.name)) {
        let mut runner = peer.start(records)?;
        runner.prepare(count)?;
        // How many records fill the time of one measurement.
        let fill = |seconds: f64| ((options.seconds / seconds.max(1e-9)) as usize).clamp(50, 4_000_000);
        runner.prepared(0, count.min(200));
        let prepared_count = fill(runner.prepared(0, count.min(200)));
        let json_count = fill(runner.json(0, count.min(200)));
        let base_count = fill(base.prepared(0, count));
        let base_json_count = fill(base.json(0, count));
        runner.prepared(0, prepared_count);
        let mut measured = Measured::default();
        for round in 0..rounds {
            let from = round * 7919;
            let base_prepared = base.prepared(from, base_count);
            let prepared = runner.prepared(from, prepared_count);
            let base_json = base.json(from, base_json_count);
            let json = runner.json(from, json_count);
            measured.prepared.push(prepared);
            measured.prepared_ratio.push(prepared / base_prepared);
            measured.json.push(json);
            measured.json_ratio.push(json / base_json);
        }
        let watched = count.min((options.seconds * 4.0 / Spread::of(&measured.prepared).median) as usize).max(400);
        let latencies = latencies(runner.as_mut(), watched.min(count), clock);
        let [prepared, json] = runner.allocations(2_000);
        println!(
            "| {} | {} | {} | {latencies} | {} | {} | {:.1} ({:.0}) | {:.1} |",
            peer.name,
            ratio(&measured.prepared_ratio),
            per_second(&measured.prepared),
            ratio(&measured.json_ratio),
            per_second(&measured.json),
            prepared.allocations,
            prepared.bytes,
            json.allocations
        );
        io::stdout().flush()?;
        runner.forget();
    }
    println!("\np50, p99: each record's best of {PASSES}, less {:.0} ns for the clock.", clock * 1e9);
    Ok(())
}

/// Two cells: p50 and p99 of one record, in microseconds.
fn latencies(runner: &mut dyn Runner, count: usize, clock: f64) -> String {
    let mut best: Vec<f64> = runner.latencies(count);
    if best.is_empty() {
        return "- | -".to_string();
    }
    for _ in 1..PASSES {
        for (best, latency) in best.iter_mut().zip(runner.latencies(count)) {
            *best = best.min(latency);
        }
    }
    best.sort_by(f64::total_cmp);
    let micros = |percent: usize| ((best[best.len() * percent / 100] - clock) * 1e6).max(0.0);
    format!("{:.2} | {:.2}", micros(50), micros(99))
}

#[derive(Default)]
struct Measured {
    prepared: Vec<f64>,
    prepared_ratio: Vec<f64>,
    json: Vec<f64>,
    json_ratio: Vec<f64>,
}

fn ratio(ratios: &[f64]) -> String {
    let spread = Spread::of(ratios);
    let mut text = String::new();
    for (index, value) in [spread.least, spread.median, spread.greatest].into_iter().enumerate() {
        let separator = if index == 0 { "" } else { "/" };
        let digits = if spread.median < 20.0 { 2 } else { 0 };
        let _ = write!(text, "{separator}{value:.digits$}");
    }
    text
}

fn per_second(seconds: &[f64]) -> String {
    let per_second = 1.0 / Spread::of(seconds).median;
    if per_second >= 1e6 { format!("{:.2}M", per_second / 1e6) } else { format!("{:.1}k", per_second / 1e3) }
}

/// What it takes to look at the clock twice.
fn clock_seconds() -> f64 {
    let looks: Vec<f64> = (0..20_000)
        .map(|_| {
            let start = Instant::now();
            black_box(&start);
            start.elapsed().as_secs_f64()
        })
        .collect();
    Spread::of(&looks).median
}
