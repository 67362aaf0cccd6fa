//! The messages of the checker as a catalogue: every faulty policy of `fixtures/check/err` with what is said of it;
//! every policy of `fixtures/check/ok` is taken without a word.

use shengyuan::{MAX_ITEMS, MAX_SOURCE_BYTES, Policy, Severity, Source, Stage};

use crate::support::{codes, compile, file_name, files, problems, read};

const ERR: &str = "tests/fixtures/check/err";
const OK: &str = "tests/fixtures/check/ok";

#[test]
fn every_faulty_policy_is_answered_as_in_the_catalogue() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("../fixtures/check/err", "*.policy", |path| {
            let text = read(path);
            let messages = problems(file_name(path), &text).render(false);
            insta::assert_snapshot!("err", format!("SOURCE\n{text}\nMESSAGES\n{messages}"));
        });
    });
}

#[test]
fn a_faulty_policy_gives_the_code_that_its_file_is_named_after() {
    for path in files(ERR, "policy") {
        let found = codes(&problems(file_name(&path), &read(&path)));
        let (first, _) = file_name(&path).split_once('-').expect("a fixture has a name");
        let wanted = first.to_uppercase();
        if wanted.len() == 5 && wanted.chars().skip(1).all(|character| character.is_ascii_digit()) {
            assert!(found.contains(&wanted.as_str()), "{}: {found:?}", file_name(&path));
        }
        assert!(!found.is_empty(), "{} is taken without a word", file_name(&path));
    }
}

#[test]
fn every_problem_has_one_line_a_place_words_beside_it_and_a_cure() {
    for path in files(ERR, "policy") {
        let text = read(&path);
        let problems = problems(file_name(&path), &text);
        for problem in &problems {
            let shown = format!("{} {}", file_name(&path), problem.message());
            assert!(!problem.message().is_empty() && !problem.message().contains('\n'), "{shown}");
            assert!(problem.labels().first().is_some_and(|label| !label.text.is_empty()), "{shown}: nothing beside the place");
            assert!(problem.help_text().is_some_and(|help| !help.is_empty()), "{shown}: no cure");
            for label in problem.labels() {
                let (start, end) = (label.span.start as usize, label.span.end as usize);
                assert!(text.get(start..end).is_some(), "{shown}: {start}..{end} is no piece of the text");
                assert!(problems.locate(label.span).is_some(), "{shown}: no line and column");
            }
        }
    }
}

#[test]
fn problems_come_in_the_order_of_their_places() {
    for path in files(ERR, "policy") {
        let problems = problems(file_name(&path), &read(&path));
        let places: Vec<_> = problems.iter().map(|problem| problem.span()).collect();
        assert!(places.is_sorted(), "{}", file_name(&path));
    }
}

#[test]
fn ten_mistakes_in_one_file_are_all_reported_each_at_its_line() {
    let text = read(&crate::support::in_crate(ERR).join("ten-mistakes.policy"));
    let problems = problems("ten-mistakes.policy", &text);
    let errors = problems.iter().filter(|problem| problem.code().severity == Severity::Error);
    let found: Vec<(&str, usize)> =
        errors.map(|problem| (problem.code().id, problems.locate(problem.span()).expect("a place").1.line)).collect();
    let wanted = [
        ("E0105", 8),
        ("E0206", 14),
        ("E0201", 21),
        ("E0305", 22),
        ("E0204", 23),
        ("E0101", 24),
        ("E0208", 29),
        ("E0205", 31),
        ("E0107", 35),
        ("E0207", 36),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn one_mistake_of_writing_gives_one_message() {
    for path in files(ERR, "policy") {
        let wanted = match file_name(&path) {
            "e0101-broken-rule-used-elsewhere.policy" => 3,
            "e0101-semicolon.policy" => 2,
            name if name.starts_with("e0101-") || name.starts_with("e0102-") || name.starts_with("e0103-") => 1,
            _ => continue,
        };
        let found = problems(file_name(&path), &read(&path));
        assert_eq!(found.iter().count(), wanted, "{}: {found}", file_name(&path));
    }
}

#[test]
fn a_place_counts_characters_whatever_their_width_or_bytes() {
    let text = read(&crate::support::in_crate(ERR).join("place-after-wide-characters.policy"));
    let problems = problems("place-after-wide-characters.policy", &text);
    let found: Vec<(usize, usize, usize)> = problems
        .iter()
        .map(|problem| problems.locate(problem.span()).expect("a place"))
        .map(|(_, start, end)| (start.line, start.column, end.column))
        .collect();
    assert_eq!(found, [(7, 24, 26), (8, 16, 21), (9, 2, 4)]);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_move_no_place() {
    let text = "\u{FEFF}记录 学生 {\r\n  学号 : 文字\r\n}\r\n";
    let problems = problems("一.policy", text);
    let (_, start, end) = problems.iter().next().and_then(|problem| problems.locate(problem.span())).expect("a problem");
    assert_eq!((codes(&problems), start.line, start.column, end.column), (vec!["E0206"], 2, 8, 10));
}

#[test]
fn sound_policies_are_taken_without_a_word_and_their_examples_hold() {
    for path in files(OK, "policy") {
        let name = file_name(&path);
        let policy = compile(name, &read(&path)).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(policy.remarks().is_empty(), "{}", policy.remarks());
        let report = policy.run_examples();
        assert!(report.failures.is_empty(), "{name}: {:?}", report.failures);
    }
}

#[test]
fn plans_of_small_policies_stay_as_they_are() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for name in ["choices", "collections", "formats", "several-rules-blocks", "tables"] {
            let path = crate::support::in_crate(OK).join(format!("{name}.policy"));
            let policy = compile(file_name(&path), &read(&path)).unwrap_or_else(|problems| panic!("{problems}"));
            insta::assert_snapshot!(format!("plan-{name}"), policy.dump(Stage::Plan));
        }
    });
}

#[test]
fn the_same_text_is_always_answered_in_the_same_words() {
    for path in files(ERR, "policy") {
        let text = read(&path);
        let once = problems(file_name(&path), &text).render(false);
        assert_eq!(once, problems(file_name(&path), &text).render(false), "{}", file_name(&path));
    }
    for path in files(OK, "policy") {
        let text = read(&path);
        let plan = || compile(file_name(&path), &text).map(|policy| policy.dump(Stage::Plan)).ok();
        assert_eq!(plan(), plan(), "{}", file_name(&path));
    }
}

#[test]
fn files_of_one_policy_are_one_namespace_and_their_order_does_not_matter() {
    let record = Source::new("字段.policy", "记录 学生 { 学号 : 文本 学历 : 学历种类 }");
    let values = Source::new("名单.policy", "枚举 学历种类 { 专科 本科 }");
    let rules = Source::new("规则.policy", "规则 学生 { 判定 本科生 = 学历 = 本科 }");
    let shuffled = [rules.clone(), values.clone(), record.clone()];
    let sources = [record, values, rules];
    let names = |policy: &Policy| policy.records().map(str::to_string).collect::<Vec<_>>();
    let one = Policy::compile(sources).expect("a sound policy");
    let other = Policy::compile(shuffled).expect("a sound policy");
    assert_eq!(names(&one), names(&other));
}

#[test]
fn a_name_used_twice_in_two_files_shows_both_places() {
    let one = Source::new("一.policy", "记录 学生 { 学号 : 文本 }\n");
    let other = Source::new("二.policy", "\n记录 学生 { 姓名 : 文本 }\n");
    let problems = Policy::compile([one, other]).expect_err("a duplicate");
    let problem = problems.iter().next().expect("a problem");
    let places: Vec<(String, usize, usize)> = problem
        .labels()
        .iter()
        .filter_map(|label| problems.locate(label.span))
        .map(|(name, start, _)| (name.to_string(), start.line, start.column))
        .collect();
    assert_eq!(problem.code().id, "E0202");
    assert_eq!(places, [("二.policy".to_string(), 2, 4), ("一.policy".to_string(), 1, 4)]);
}

// The codes that no fixture of reasonable size can show.

#[test]
fn a_file_over_the_size_limit_is_refused_before_it_is_read() {
    let text = "# 说明\n".repeat(MAX_SOURCE_BYTES / 9 + 1);
    assert!(text.len() > MAX_SOURCE_BYTES);
    let problems = problems("大.policy", &text);
    assert_eq!(codes(&problems), ["E0002"]);
    assert!(problems.iter().all(|problem| problem.help_text().is_some()));
}

#[test]
fn a_file_of_too_many_items_is_refused() {
    let text = "参数 甲 = 1\n".repeat(MAX_ITEMS + 1);
    assert!(codes(&problems("多.policy", &text)).contains(&"E0004"));
}

#[test]
fn no_file_at_all_is_no_policy() {
    let problems = Policy::compile([]).expect_err("nothing is no policy");
    assert_eq!(codes(&problems), ["E0005"]);
    assert!(problems.render(false).contains("E0005"));
}
