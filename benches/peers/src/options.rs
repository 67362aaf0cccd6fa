//! The command line.

use std::str::FromStr;

use crate::USAGE;
use crate::engine::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    All,
    Check,
    Bench,
    Load,
    Memory,
    /// The memory of one engine in a process of its own, for [`Command::Memory`].
    MemoryOfOne,
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) command: Command,
    workload: Option<String>,
    peers: Option<Vec<String>>,
    records: Option<usize>,
    rounds: Option<usize>,
    /// Processor seconds for each measurement in a round.
    pub(crate) seconds: f64,
}

impl Options {
    pub(crate) fn read(arguments: &[&str]) -> Result<Self, Failure> {
        let mut arguments = arguments.iter().copied().peekable();
        let command = match arguments.next_if(|argument| !argument.starts_with("--")) {
            None | Some("all") => Command::All,
            Some("check") => Command::Check,
            Some("bench") => Command::Bench,
            Some("load") => Command::Load,
            Some("mem") => Command::Memory,
            Some("mem-of-one") => Command::MemoryOfOne,
            Some(_) => return Err(USAGE.into()),
        };
        let mut options = Self { command, workload: None, peers: None, records: None, rounds: None, seconds: 0.1 };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(USAGE)?;
            match name {
                "--workload" => options.workload = Some(value.to_string()),
                "--peers" => options.peers = Some(value.split(';').map(|name| name.trim().to_string()).collect()),
                "--records" => options.records = Some(number(value)?),
                "--rounds" => options.rounds = Some(number(value)?),
                "--seconds" => options.seconds = number(value)?,
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }

    pub(crate) fn wants_workload(&self, name: &str) -> bool {
        self.workload.as_ref().is_none_or(|wanted| wanted == name)
    }

    pub(crate) fn wants_peer(&self, name: &str) -> bool {
        self.peers.as_ref().is_none_or(|wanted| wanted.iter().any(|wanted| wanted == name))
    }

    pub(crate) fn records(&self, otherwise: usize) -> usize {
        self.records.unwrap_or(otherwise).max(1)
    }

    pub(crate) fn rounds(&self, otherwise: usize) -> usize {
        self.rounds.unwrap_or(otherwise).max(1)
    }
}

pub(crate) fn number<N: FromStr>(text: &str) -> Result<N, Failure> {
    text.parse().map_err(|_| format!("{text:?} is no number\n{USAGE}").into())
}
