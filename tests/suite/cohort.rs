//! The invented cohort meets every branch of the policy, and says the same in every format.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Cursor;

use shengyuan::records::{Format, Reader, RecordData, Records};
use shengyuan::{
    Conclusion, Date, Depth, Entry, FindingState, Judge, Options, Policy, RuleState, Source, Verdict, write_csv, write_xlsx,
};

use crate::support::{files, in_crate};

/// Checks that nothing can violate while a parameter of the policy is 未定.
const OUT_OF_REACH: &[&str] = &["提交不早于开始"];

fn policy() -> Policy {
    let sources = files("rules/2024", "policy");
    let sources = sources.iter().map(|file| Source::new(file.display().to_string(), crate::support::read(file)));
    Policy::compile(sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn date() -> Date {
    "2023-09-28".parse().expect("a day")
}

fn records(judge: Judge<'_>, name: &str, format: Option<Format>) -> Vec<RecordData> {
    let path = in_crate(&format!("tests/cohort/{name}"));
    let records = Reader::new(judge).format(format).open(move || File::open(&path)).expect("it is readable");
    records.map(|row| row.record.expect("every row is whole")).collect()
}

/// Some checks are about what has not happened by the deadline.
fn after_the_deadline() -> Date {
    "2023-10-14".parse().expect("a day")
}

fn each(judge: &Judge<'_>, records: &[RecordData], date: Date, mut visit: impl FnMut(&Verdict<'_>)) {
    let columns = judge.columns(records, date).expect("records");
    for verdict in judge.evaluate_batch(&columns, date) {
        visit(&verdict);
    }
}

#[test]
fn the_cohort_says_the_same_in_every_format_to_the_byte() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let verdicts = |records: &[RecordData]| {
        let mut lines = String::new();
        each(&judge, records, date(), |verdict| {
            lines.push_str(&serde_json::to_string(verdict).expect("it serialises"));
            lines.push('\n');
        });
        lines
    };
    let csv = verdicts(&records(judge, "graduates.csv", None));
    assert!(csv.lines().count() >= 300, "{} graduates", csv.lines().count());
    for name in ["graduates.gbk.csv", "graduates.xlsx", "graduates.ods", "graduates.jsonl"] {
        let other = verdicts(&records(judge, name, None));
        let different = csv.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert_eq!(different, None, "{name}");
        assert_eq!(csv.len(), other.len(), "{name}");
    }
    let lines = crate::support::read(&in_crate("tests/cohort/graduates.jsonl"));
    let json = format!("[{}]", lines.lines().collect::<Vec<_>>().join(","));
    let listed = Reader::new(judge).format(Some(Format::Json)).read(json.as_bytes()).expect("it is readable");
    let listed: Vec<RecordData> = listed.map(|row| row.record.expect("a record")).collect();
    assert_eq!(verdicts(&listed), csv, "as one list");
}

#[test]
fn a_table_read_again_has_the_same_cells() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there").with(Options::default().reveal(true));
    let mut report = judge.report("附表2", date()).expect("there");
    report.add(&judge.columns(records(judge, "graduates.jsonl", None), date()).expect("records"));
    let report = report.finish();
    assert!(report.sheets.len() > 1);
    for sheet in &report.sheets {
        let (mut workbook, mut csv) = (Vec::new(), Vec::new());
        write_xlsx(std::slice::from_ref(sheet), &mut workbook).expect("written");
        write_csv(sheet, &mut csv).expect("written");
        let from_workbook = Reader::new(judge).open(move || Ok(Cursor::new(workbook.clone()))).expect("it is readable");
        let from_csv = Reader::new(judge).read(csv.as_slice()).expect("it is readable");
        let written = |row: &[Entry]| -> BTreeMap<String, String> {
            let cells = sheet.headings.iter().zip(row).map(|(heading, entry)| (heading.clone(), entry.to_string()));
            cells.filter(|(heading, text)| READ_BACK.contains(&heading.as_str()) && !text.is_empty()).collect()
        };
        let expected: Vec<_> = sheet.rows.iter().map(|row| written(row)).collect();
        assert_eq!(read_back(judge, from_workbook), expected, "{}", sheet.name);
        assert_eq!(read_back(judge, from_csv), expected, "{}", sheet.name);
    }
}

/// Columns of 附表2 that are fields of the record.
const READ_BACK: [&str; 6] = ["培养单位", "学历", "姓名", "学号", "专业", "手机号码"];

fn read_back(judge: Judge<'_>, records: Records<'_>) -> Vec<BTreeMap<String, String>> {
    let rows = records.filter_map(|row| row.record.ok());
    let values = |record: RecordData| {
        let values = judge.evaluate(&record, date()).expect("a record").values();
        values.into_iter().filter(|(field, _)| READ_BACK.contains(&field.as_str())).collect()
    };
    rows.map(values).collect()
}

#[test]
fn the_cohort_meets_every_rule_check_step_and_conclusion() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there").with(Options::default().full(true));
    let mut rules: BTreeMap<String, bool> = BTreeMap::new();
    let mut checks: BTreeMap<String, bool> = BTreeMap::new();
    let mut conclusions: BTreeSet<Conclusion> = BTreeSet::new();
    let mut steps: BTreeSet<String> = BTreeSet::new();
    let mut total = 0;
    let records = records(judge, "graduates.jsonl", None);
    let mut note = |verdict: &Verdict<'_>| {
        conclusions.insert(verdict.conclusion());
        for finding in verdict.findings() {
            *checks.entry(finding.id).or_default() |= finding.state == FindingState::Violated;
        }
        for (_, process) in verdict.processes() {
            total = total.max(process.total);
            steps.extend(process.current);
        }
        for decision in verdict.explain_with(Depth::Full).decisions {
            for rule in decision.rules.into_iter().filter(|rule| !rule.rule.is_empty() && rule.rule != "适用范围") {
                *rules.entry(format!("{}·{}", decision.decision, rule.rule)).or_default() |= rule.state == RuleState::Won;
            }
        }
    };
    each(&judge, &records, date(), &mut note);
    each(&judge, &records, after_the_deadline(), &mut note);
    let missed = |met: &BTreeMap<String, bool>| -> Vec<String> {
        met.iter().filter(|(name, met)| !**met && !OUT_OF_REACH.contains(&name.as_str())).map(|(name, _)| name.clone()).collect()
    };
    assert!(rules.len() > 30 && checks.len() > 50, "{} rules, {} checks", rules.len(), checks.len());
    assert_eq!(missed(&rules), [] as [&str; 0]);
    assert_eq!(missed(&checks).iter().filter(|name| !name.contains('·')).count(), 0, "{:?}", missed(&checks));
    assert_eq!(conclusions.len(), Conclusion::ALL.len());
    assert_eq!(steps.len(), total, "{steps:?}");
}

#[test]
fn the_engine_says_the_same_as_the_verdicts() {
    let policy = policy();
    let judge = policy.record("毕业生").expect("there");
    let records = records(judge, "graduates.jsonl", None);
    for date in [date(), after_the_deadline()] {
        let direct = crate::engine::agree(judge, &records, date).unwrap_or_else(|told| panic!("{told}"));
        // The others have rows of details or contents that cannot be used, or conditions that hold the values apart.
        assert!(direct * 4 > records.len() * 3, "only {direct} of {} were settled by masks and tables", records.len());
        let revealing = judge.with(Options::default().reveal(true));
        assert_eq!(crate::engine::agree(revealing, &records, date), Ok(direct));
    }
}
