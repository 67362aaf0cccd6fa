//! Memory: each engine in a process of its own, less the same process with the hand-written policy.

use std::process::Command;

use origin_24::measure::{Spread, peak_memory_kib};

use crate::engine::Failure;
use crate::options::Options;
use crate::workload::Workload;

/// Processes of each kind: where the system puts a program decides how much of it is brought in.
const ROUNDS: usize = 9;
/// Records that stream through the engine, one in memory at a time.
const RECORDS: usize = 2_000;

pub(crate) fn run(workload: &Workload, options: &Options) -> Result<(), Failure> {
    println!("\n## {}: memory of an engine and its policy after {RECORDS} records\n", workload.name);
    println!("| engine | MiB above \"{}\": least | median | greatest of {ROUNDS} processes |", workload.peers[0].name);
    println!("|---|---|---|---|");
    for peer in workload.peers.iter().filter(|peer| options.wants_peer(peer.name)) {
        let mut above = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let without = measure(workload, workload.peers[0].name)?;
            above.push(measure(workload, peer.name)?.saturating_sub(without) as f64 / 1024.0);
        }
        let Spread { least, median, greatest } = Spread::of(&above);
        println!("| {} | {least:.1} | {median:.1} | {greatest:.1} |", peer.name);
    }
    Ok(())
}

fn measure(workload: &Workload, peer: &str) -> Result<u64, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(["mem-of-one", "--workload", workload.name, "--peers", peer]).output()?;
    if !output.status.success() {
        return Err(format!("{peer}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Prints the most memory that this process needs for one engine, in KiB.
pub(crate) fn run_one(workload: &Workload, options: &Options) -> Result<(), Failure> {
    let records = (workload.records)(RECORDS)?.leak();
    if let Some(peer) = workload.peers.iter().find(|peer| options.wants_peer(peer.name)) {
        let mut runner = peer.start(records)?;
        runner.prepare(1)?;
        for number in 0..records.len() {
            runner.json(number, 1);
        }
    }
    println!("{}", peak_memory_kib());
    Ok(())
}
