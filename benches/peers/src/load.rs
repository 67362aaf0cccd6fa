//! From the policy's text to an engine that is ready.

use origin_24::measure::{Spread, thread_seconds};

use crate::engine::Failure;
use crate::options::Options;
use crate::workload::Workload;

pub(crate) fn run(workload: &Workload, options: &Options) -> Result<(), Failure> {
    let rounds = options.rounds(21);
    println!("\n## {}: policy text to ready engine, {rounds} rounds\n", workload.name);
    println!("| engine | µs least/median/greatest | policy, KiB |");
    println!("|---|---|---|");
    for peer in workload.peers.iter().filter(|peer| options.wants_peer(peer.name) && peer.control.is_some()) {
        let policy = (peer.policy)()?;
        let mut seconds = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let start = thread_seconds();
            let runner = (peer.load)(&policy, &[])?;
            seconds.push(thread_seconds() - start);
            drop(runner);
        }
        let micros = Spread::of(&seconds).map(|seconds| seconds * 1e6);
        let size = policy.len() as f64 / 1024.0;
        println!("| {} | {:.0}/{:.0}/{:.0} | {size:.1} |", peer.name, micros.least, micros.median, micros.greatest);
    }
    Ok(())
}
