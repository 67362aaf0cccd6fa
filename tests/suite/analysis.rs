//! What the analysis finds: planted faults with their witnesses, nothing in sound policies, the same as looking at every record.

use std::path::Path;

use shengyuan::{ANALYSIS_CODES, Analysis, AnalysisOptions, Policy, Severity, Source, Weight};

use crate::pages::{completed, snippets};
use crate::support::{file_name, files, read};

pub(crate) fn compile(name: &str, text: &str) -> Policy {
    Policy::compile([Source::new(name, text)]).unwrap_or_else(|problems| panic!("{name}\n{problems}"))
}

fn analyzed(path: &Path) -> (String, Analysis) {
    let text = read(path);
    let analysis = compile(file_name(path), &text).analyze(&AnalysisOptions::default());
    (text, analysis)
}

/// Every witness is a 示例 that can be pasted and passes.
pub(crate) fn assert_witnesses_pass(name: &str, text: &str, record: &str, analysis: &Analysis) {
    let witnesses: Vec<&str> = analysis.findings.iter().filter_map(|finding| finding.witness.as_deref()).collect();
    let pasted = format!("{text}\n规则 {record} {{\n{}\n}}\n", witnesses.join("\n"));
    let report = compile(name, &pasted).run_examples();
    assert!(report.run >= witnesses.len() && report.failures.is_empty(), "{:#?}\n{pasted}", report.failures);
}

#[test]
fn every_planted_fault_is_found_with_a_witness_that_passes() {
    let planted = files("tests/policies/planted", "policy");
    assert!(planted.len() >= 40);
    let mut wrong = Vec::new();
    for path in planted {
        let name = file_name(&path);
        let code = name.split('-').next().unwrap_or("").to_uppercase();
        let (text, analysis) = analyzed(&path);
        let found = analysis.findings.iter().find(|finding| finding.code == code);
        let shows = |witness: Option<&String>| witness.is_some() || !["W0701", "W0702", "W0706", "N0709"].contains(&code.as_str());
        if !found.is_some_and(|finding| finding.certain && shows(finding.witness.as_ref())) {
            wrong.push(format!("{name}\n{}", analysis.to_text()));
        }
        assert_witnesses_pass(name, &text, "学生", &analysis);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sound_twins_give_nothing() {
    let sound = files("tests/policies/sound", "policy");
    assert_eq!(sound.len(), files("tests/policies/planted", "policy").len());
    let mut wrong = Vec::new();
    for path in sound {
        let (_, analysis) = analyzed(&path);
        if !analysis.findings.is_empty() {
            wrong.push(format!("{}\n{}", file_name(&path), analysis.to_text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_said_reads_well() {
    for path in files("tests/policies/planted", "policy") {
        let name = file_name(&path);
        if SHOWN.iter().any(|shown| name.contains(shown)) {
            let (text, analysis) = analyzed(&path);
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("analysis@{name}"), format!("{}\n────\n{}", text.trim_end(), analysis.to_text()));
            });
        }
    }
}

/// The findings whose text is kept.
const SHOWN: &[&str] = &[
    "分数正好六十",
    "地级市没有规则",
    "没填时没有规则",
    "少干和学历重叠",
    "值来自两个字段",
    "几段工作",
    "隔两周",
    "总被压过",
    "缺省轮不到",
    "三个日期绕圈",
    "命名条件永远",
    "日期要求颠倒",
    "两个检查说同一件事",
    "多余的下限",
    "等着未定",
];

#[test]
fn what_is_too_large_is_said_and_the_rest_goes_on() {
    let text = "记录 学生 { 分数 : 整数 必填 甲 : 整数 必填 乙 : 整数 必填 }
        规则 学生 {
          判定 大 : 整数 { 例外 一 { 当 甲 < 乙 且 乙 < 分数 则 1 } 例外 二 { 当 分数 < 甲 则 2 } }
          判定 小 : 整数 { 例外 一 { 当 分数 ≥ 60 则 1 } }
        }";
    let analysis = compile("大.policy", text).analyze(&AnalysisOptions::default().limit(6));
    let codes: Vec<(&str, &str)> = analysis.findings.iter().map(|finding| (finding.code, finding.about.as_str())).collect();
    assert!(codes.contains(&("N0713", "大")) && codes.contains(&("W0701", "小")), "{codes:?}");
}

#[test]
fn what_was_not_proved_is_named() {
    let text = "记录 学生 { 标识 学号 学号 : 文本 必填 明细 工作 视为 无 { 单位 : 文本 } }
        规则 学生 { 判定 多 = 计数 工作 满足 (单位 = \"甲\") > 5 }";
    let analysis = compile("例.policy", text).analyze(&AnalysisOptions::default());
    assert!(analysis.not_analysed.iter().any(|one| one.expression.contains("计数 工作")), "{analysis:#?}");
    let [finding] = analysis.findings.as_slice() else { panic!("{analysis:#?}") };
    assert!(!finding.certain && finding.severity == Weight::Hint && finding.message.starts_with("可能："), "{finding:#?}");
}

#[test]
fn the_pages_of_findings_keep_their_word() {
    for code in ANALYSIS_CODES.iter().filter(|code| code.id != "N0713") {
        assert_eq!(code.page.lines().next(), Some(format!("# {} {}", code.id, code.title).as_str()));
        let codes = |snippet: &str| -> Vec<String> {
            let problems = compile("例.policy", &completed(snippet)).analyze(&AnalysisOptions::default()).problems();
            problems.iter().map(|problem| problem.code().id.to_string()).collect()
        };
        for snippet in snippets(code.page, "## 例子") {
            let found = codes(&snippet);
            assert!(found.iter().any(|found| found == code.id), "{}: {found:?}\n{snippet}", code.id);
        }
        let mended = snippets(code.page, "## 怎样改");
        assert!(!mended.is_empty(), "{}", code.id);
        for snippet in mended.iter().filter(|_| code.severity != Severity::Note) {
            assert!(!codes(snippet).iter().any(|found| found == code.id), "{}\n{snippet}", code.id);
        }
    }
}

#[test]
fn every_kind_of_finding_has_a_planted_fault() {
    let planted: Vec<String> =
        files("tests/policies/planted", "policy").iter().map(|path| file_name(path).to_uppercase()).collect();
    for code in ANALYSIS_CODES.iter().filter(|code| !["N0713", "N0714"].contains(&code.id)) {
        assert!(planted.iter().any(|name| name.starts_with(code.id)), "{}", code.id);
    }
}

#[test]
fn a_large_policy_is_analysed_within_bounds() {
    let policy = compile("大.policy", &crate::large::policy());
    let analysis = policy.analyze(&AnalysisOptions::default().limit(20_000));
    // No decision of it is too large, and every rule of it can win.
    assert!(analysis.findings.is_empty(), "{}", analysis.to_text());
}
