//! Tables of a policy: the four of 2024 over the cohort, and what each way of writing a table comes to.

use shengyuan::{Date, Entry, Judge, Options, Policy, Report, Sheet, Source};

use crate::support::{compile, files};

fn day() -> Date {
    "2023-09-28".parse().expect("a day")
}

fn policy_2024() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), crate::support::read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The cohort, in pieces as a reader would give it.
fn cohort() -> Vec<serde_json::Value> {
    let text = crate::support::read(&crate::support::in_crate("tests/cohort/graduates.jsonl"));
    text.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect()
}

fn filled(judge: Judge<'_>, table: &str, records: &[serde_json::Value], piece: usize) -> Report {
    let mut report = judge.report(table, day()).unwrap_or_else(|error| panic!("{error}"));
    for piece in records.chunks(piece.max(1)) {
        report.add(&judge.columns(piece, day()).expect("records"));
    }
    report.finish()
}

/// A row as a line; what is doubtful has a question mark.
fn line(row: &[Entry]) -> String {
    let entries = row.iter().map(|entry| format!("{entry}{}", if entry.is_doubtful { "？" } else { "" }));
    entries.collect::<Vec<_>>().join(" │ ")
}

fn shown(report: &Report, most: usize) -> String {
    let mut text = format!("{}，{:?}，{} 条记录，{} 张\n", report.table, report.split, report.records, report.sheets.len());
    for sheet in &report.sheets {
        text.push_str(&format!("\n〔{}〕{}\n{}\n", sheet.name, sheet.title, sheet.headings.join(" │ ")));
        let total = usize::from(sheet.has_total);
        for row in sheet.rows.iter().take(most) {
            text.push_str(&format!("{}\n", line(row)));
        }
        if sheet.rows.len() > most + total {
            text.push_str(&format!("…… 共 {} 行\n", sheet.rows.len() - total));
        }
        if let Some(row) = sheet.rows.last().filter(|_| sheet.has_total && sheet.rows.len() > most) {
            text.push_str(&format!("{}\n", line(row)));
        }
        sheet.remarks.iter().for_each(|remark| text.push_str(&format!("{remark}\n")));
    }
    text.push_str(&format!("\n未定 {} 处\n", report.undecided.len()));
    for one in report.undecided.iter().take(most * 2) {
        text.push_str(&format!("{one}\n"));
    }
    text
}

#[test]
fn the_tables_of_2024_over_the_cohort() {
    let policy = policy_2024();
    let judge = policy.record("毕业生").expect("there");
    let records = cohort();
    let names: Vec<&str> = judge.tables().collect();
    assert_eq!(names, ["附表1", "附表2", "待复核名单", "培养单位汇总"]);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for name in names {
            insta::assert_snapshot!(format!("report-{name}"), shown(&filled(judge, name, &records, 1000), 8));
        }
    });
}
