//! `ask`: an interview on the terminal, from a script, or one question at a time for a form.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use inquire::{InquireError, Select, Text};
use shengyuan::records::{Format, Reader, RecordData};
use shengyuan::{AnswerKind, Depth, Interview, Options, Question};

use crate::args::{AskArguments, PlainFormat};
use crate::outcome::{FINE, Failure, Outcome};
use crate::{policies, records};

/// The entry of a list that leaves a field unfilled.
const UNSAID: &str = "不知道，先不填";
/// Entries of a list that are shown at once.
const SHOWN: usize = 12;
/// Names of decisions that are given as a reason.
const REASONS: usize = 3;

/// Where answers come from.
enum Source {
    Terminal,
    /// Lines, with how many were read.
    Lines(io::Lines<io::StdinLock<'static>>, usize),
}

/// How an interview went.
#[derive(PartialEq)]
enum End {
    Settled,
    /// Stopped by the user, or no more lines.
    Stopped,
}

pub(crate) fn run(arguments: AskArguments) -> Outcome {
    let policy = policies::compile(arguments.policy.as_deref())?;
    let judge = records::judge_of(&policy, arguments.record.as_deref(), Options::default().reveal(arguments.reveal))?;
    let date = records::day(arguments.date)?;
    let goals: Vec<&str> = arguments.decisions.iter().map(String::as_str).collect();
    let mut interview = match &arguments.from {
        Some(path) => judge.interview_from(&known(judge, path)?, date, &goals)?,
        None => judge.interview(date, &goals)?,
    };
    if arguments.format == PlainFormat::Json {
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &interview.next())?;
        writeln!(out)?;
        return Ok(ExitCode::from(FINE));
    }
    let mut source = if io::stdin().is_terminal() { Source::Terminal } else { Source::Lines(io::stdin().lock().lines(), 0) };
    let end = talk(&mut interview, &mut source)?;
    if let Some(path) = &arguments.output {
        keep(&interview, path)?;
    }
    let mut out = io::stdout().lock();
    if end == End::Stopped && interview.next().is_some() {
        writeln!(out, "还没有问完，下面按已经回答的判断\n")?;
    }
    let explanation = interview.verdict().explain_with(Depth::Short);
    match interview.decisions().as_slice() {
        [] => write!(out, "{explanation}")?,
        decisions => write!(out, "{}", explanation.only(decisions))?,
    }
    Ok(ExitCode::from(FINE))
}

/// The record that a file holds.
fn known(judge: shengyuan::Judge<'_>, path: &Path) -> Result<RecordData, Failure> {
    let fail = |why: &dyn std::fmt::Display| Failure::new(format!("无法使用记录文件「{}」：{why}", path.display()));
    let file = fs::File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => fail(&"没有这个文件"),
        _ => fail(&error),
    })?;
    let format = Format::of_name(&path.to_string_lossy());
    let mut rows = Reader::new(judge).format(format).read(file).map_err(|error| fail(&error))?;
    let first = rows.next().ok_or_else(|| fail(&"里面没有记录"))?;
    if rows.next().is_some() {
        return Err(fail(&"里面不止一条记录，这里只要一名学生的"));
    }
    first.record.map_err(|rejected| fail(&rejected.reason))
}

/// Asks until nothing is left.
fn talk(interview: &mut Interview<'_>, source: &mut Source) -> Result<End, Failure> {
    let mut err = io::stderr().lock();
    while let Some(question) = interview.next() {
        let Some((field, answer)) = source.answer(&question)? else { return Ok(End::Stopped) };
        match interview.answer(&field, &answer) {
            Ok(remarks) => remarks.iter().try_for_each(|remark| writeln!(err, "  {remark}"))?,
            Err(error) => match source {
                Source::Terminal => writeln!(err, "  {error}")?,
                Source::Lines(_, number) => return Err(Failure::new(format!("第 {number} 行：{error}"))),
            },
        }
    }
    Ok(End::Settled)
}

impl Source {
    /// The field that is answered and what is said; nothing when the user has had enough.
    fn answer(&mut self, question: &Question) -> Result<Option<(String, String)>, Failure> {
        match self {
            Self::Terminal => Ok(prompt(question)?.map(|answer| (question.field.clone(), answer))),
            Self::Lines(lines, number) => {
                for line in lines.by_ref() {
                    let line = line?;
                    *number += 1;
                    let text = line.trim_start_matches('\u{feff}').trim();
                    if text.is_empty() || text.starts_with('#') {
                        continue;
                    }
                    return Ok(Some(match text.split_once(" = ") {
                        Some((field, answer)) => (field.trim().to_string(), answer.trim().to_string()),
                        None => {
                            echo(question, text)?;
                            (question.field.clone(), text.to_string())
                        }
                    }));
                }
                Ok(None)
            }
        }
    }
}

/// Shows what a line without a field's name was the answer to.
fn echo(question: &Question, line: &str) -> Result<(), Failure> {
    let shown = if question.sensitive { "***" } else { line };
    writeln!(io::stdout().lock(), "问 {}\n答 {shown}", question.label)?;
    Ok(())
}

/// Asks on the terminal.
fn prompt(question: &Question) -> Result<Option<String>, Failure> {
    let message = if question.required { format!("{}（必填）", question.label) } else { question.label.clone() };
    let help = help(question);
    if let Some(refused) = &question.refused {
        writeln!(io::stderr().lock(), "  {refused}")?;
    }
    let answered = match &question.answer {
        AnswerKind::YesNo => select(&message, &help, vec!["是".to_string(), "否".to_string()]),
        AnswerKind::Choice { choices } => select(&message, &help, choices.iter().map(|choice| choice.name.clone()).collect()),
        _ => Text::new(&message).with_help_message(&help).prompt(),
    };
    match answered {
        Ok(answer) => Ok(Some(answer)),
        Err(InquireError::OperationCanceled | InquireError::OperationInterrupted) => Ok(None),
        Err(InquireError::IO(error)) => Err(error.into()),
        Err(error) => Err(Failure::new(format!("无法在这个终端提问：{error}"))),
    }
}

fn select(message: &str, help: &str, mut choices: Vec<String>) -> Result<String, InquireError> {
    choices.push(UNSAID.to_string());
    let chosen = Select::new(message, choices).with_page_size(SHOWN).with_help_message(help).prompt()?;
    Ok(if chosen == UNSAID { String::new() } else { chosen })
}

/// How to answer, what the field means and why it is asked.
fn help(question: &Question) -> String {
    let mut parts = vec![match &question.answer {
        AnswerKind::YesNo | AnswerKind::Choice { .. } => "上下键选择，打字筛选".to_string(),
        AnswerKind::Choices { choices } => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
            format!("{}；有：{}", question.hint, names.join("、"))
        }
        _ => format!("{}；空着表示不知道", question.hint),
    }];
    parts.extend(question.note.clone());
    parts.extend(question.assumed.as_ref().map(|assumed| format!("不填按「{assumed}」")));
    if !question.needed_by.is_empty() {
        let names: Vec<&str> = question.needed_by.iter().take(REASONS).map(String::as_str).collect();
        let more = if question.needed_by.len() > REASONS { "等" } else { "" };
        parts.push(format!("用来判断：{}{more}", names.join("、")));
    }
    parts.push(format!("最多还有 {} 题", question.left));
    parts.push("Esc 停止".to_string());
    parts.join("；")
}

/// Writes the record as YAML.
fn keep(interview: &Interview<'_>, path: &Path) -> Result<(), Failure> {
    let fail = |why: &dyn std::fmt::Display| Failure::new(format!("无法写「{}」：{why}", path.display()));
    let text = serde_yaml::to_string(&interview.record()).map_err(|error| fail(&error))?;
    fs::write(path, text).map_err(|error| fail(&error))
}
