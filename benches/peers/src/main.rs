//! One policy, many engines: agreement record by record, then time, load and memory as ratios to the hand-written policy.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` runs everything; see the README.

mod check;
mod engine;
mod engines;
mod files;
#[path = "../../origin-24/lines.rs"]
mod lines;
mod graduates;
mod load;
mod memory;
mod options;
mod origin_24;
mod runner;
mod speed;
mod workload;

use std::process::ExitCode;

use ::origin_24::measure::CountingAllocator;

use crate::engine::Failure;
use crate::options::{Command, Options};
use crate::workload::Workload;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const WORKLOADS: [&Workload; 2] = [&origin_24::WORKLOAD, &graduates::WORKLOAD];

const USAGE: &str =
    "peers [all|check|bench|load|mem] [--workload NAME] [--peers NAME;NAME] [--records N] [--rounds N] [--seconds S]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let agree = match arguments.as_slice() {
        ["rows", count, path] => options::number(count).and_then(|count| files::write_rows(count, path)).map(|()| true),
        ["where"] => program().map(|()| true),
        ["by-hand", from, to] => files::judge_by_hand(from, to).map(|()| true),
        ["by-engine", from, to] => files::judge_by_engine(from, to).map(|()| true),
        options => Options::read(options).and_then(|options| run(&options)),
    };
    match agree {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every engine agrees.
fn run(options: &Options) -> Result<bool, Failure> {
    let workloads = WORKLOADS.into_iter().filter(|workload| options.wants_workload(workload.name));
    let workloads: Vec<&Workload> = workloads.collect();
    if workloads.is_empty() {
        return Err(format!("no such workload\n{USAGE}").into());
    }
    for workload in &workloads {
        if !workload.peers.iter().any(|peer| options.wants_peer(peer.name)) {
            let names: Vec<&str> = workload.peers.iter().map(|peer| peer.name).collect();
            return Err(format!("no such engine in {}; there are: {}", workload.name, names.join(";")).into());
        }
    }
    let mut agree = true;
    for workload in workloads {
        if matches!(options.command, Command::All | Command::Check) {
            agree &= check::run(workload, options)?;
        }
        if matches!(options.command, Command::All | Command::Bench) {
            speed::run(workload, options)?;
        }
        if matches!(options.command, Command::All | Command::Load) {
            load::run(workload, options)?;
        }
        if matches!(options.command, Command::All | Command::Memory) {
            memory::run(workload, options)?;
        }
        if options.command == Command::MemoryOfOne {
            memory::run_one(workload, options)?;
        }
    }
    Ok(agree)
}

/// Says where this program is, for the script that runs it.
fn program() -> Result<(), Failure> {
    println!("{}", std::env::current_exe()?.display());
    Ok(())
}
