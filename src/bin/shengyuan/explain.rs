//! `explain`: one record, and why it is judged as it is.

use std::io::{self, Write};
use std::process::ExitCode;

use shengyuan::{Conclusion, Depth, Options, Verdict};

use crate::args::{ExplainArguments, PlainFormat};
use crate::outcome::{FINDINGS, FINE, Failure, Outcome};
use crate::{policies, records};

pub(crate) fn run(arguments: ExplainArguments) -> Outcome {
    let policy = policies::compile(arguments.records.policy.as_deref())?;
    let judge = records::judge(&policy, &arguments.records, Options::default().full(arguments.full))?;
    let date = records::date(&arguments.records)?;
    let mut found: Vec<Verdict<'_>> = Vec::new();
    let (rows, _) = records::open(judge, &arguments.records)?;
    for row in rows {
        let record = match row.record {
            Ok(record) => record,
            Err(rejected) => {
                let _ = writeln!(io::stderr(), "{}没有读：{}", row.origin.describe(), rejected.reason);
                continue;
            }
        };
        if arguments.id.is_none() || arguments.id == judge.id_of(&record, date)? {
            found.push(judge.evaluate(&record, date)?.at(row.origin));
        }
        if arguments.id.is_none() && found.len() > 1 {
            return Err(Failure::new("文件里不止一条记录，请用 --id 写明是哪一名学生"));
        }
    }
    let Some(verdict) = found.first() else {
        return Err(Failure::new(match &arguments.id {
            Some(id) => format!("记录里没有标识为「{id}」的学生"),
            None => "文件里没有记录".to_string(),
        }));
    };
    if found.len() > 1 {
        let _ = writeln!(io::stderr(), "有 {} 条记录的标识相同，下面说明第一条", found.len());
    }
    let depth = if arguments.full { Depth::Full } else { Depth::Short };
    let explanation = verdict.explain_with(depth);
    let mut out = io::stdout().lock();
    match arguments.format {
        PlainFormat::Text => write!(out, "{explanation}")?,
        PlainFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &explanation)?;
            writeln!(out)?;
        }
    }
    let work = matches!(verdict.conclusion(), Conclusion::MustFix | Conclusion::NeedsReview | Conclusion::Undetermined);
    Ok(ExitCode::from(if work { FINDINGS } else { FINE }))
}
