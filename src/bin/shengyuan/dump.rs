//! `dump`: an intermediate form of a policy, for developers.

use std::io::{self, Write};
use std::process::ExitCode;

use shengyuan::Stage;

use crate::args::{DumpArguments, StageName};
use crate::outcome::Outcome;
use crate::policies;

pub(crate) fn run(arguments: DumpArguments) -> Outcome {
    let policy = policies::compile(arguments.policy.as_deref())?;
    let stage = match arguments.stage {
        StageName::Ast => Stage::Ast,
        StageName::Hir => Stage::Hir,
        StageName::Plan => Stage::Plan,
    };
    write!(io::stdout().lock(), "{}", policy.dump(stage))?;
    Ok(ExitCode::SUCCESS)
}
