//! The command line for clerks: arguments in, one subcommand a file, exit status out. Holds no logic of policies.

mod analyze;
mod args;
mod ask;
mod check;
mod coverage;
mod diff;
mod dump;
mod evaluate;
mod explain;
mod intake;
mod mutate;
mod outcome;
mod policies;
mod progress;
mod records;
mod report;
mod test;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = match args::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return args::refuse(&error),
    };
    let result = match arguments.command {
        args::Command::Evaluate(arguments) => evaluate::run(arguments),
        args::Command::Explain(arguments) => explain::run(arguments),
        args::Command::Ask(arguments) => ask::run(arguments),
        args::Command::Report(arguments) => report::run(arguments),
        args::Command::Check(arguments) => check::run(arguments),
        args::Command::Analyze(arguments) => analyze::run(arguments),
        args::Command::Diff(arguments) => diff::run(arguments),
        args::Command::Test(arguments) => test::run(arguments),
        args::Command::Dump(arguments) => dump::run(arguments),
    };
    result.unwrap_or_else(|failure| failure.report())
}
