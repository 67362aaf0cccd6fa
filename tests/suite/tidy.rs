//! The order of the house: pages and fixtures for every code, short files, no input or output in the library,
//! stages that know only earlier stages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use shengyuan::CODES;

use crate::support::{file_name, files, in_crate, read};

/// Codes without a fixture: what a policy text of reasonable size cannot cause. `check.rs` and the tests of the program show them.
const WITHOUT_FIXTURE: &[&str] = &["E0001", "E0002", "E0004"];

/// Longest file of the library without its tests, in lines.
const LONGEST_FILE: usize = 600;

/// What the library must not touch. `src/bin` may.
const OUTSIDE_WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::io::stdin",
    "SystemTime",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "println!",
    "eprintln!",
];

/// The modules in the order of the pipeline. A module may use those of earlier lines and of its own line.
const LAYERS: &[&[&str]] = &[
    &["span", "ids", "error", "suggest"],
    &["source", "date", "division"],
    &["value", "identity", "diagnostic"],
    &["text_format"],
    &["syntax"],
    &["resolve", "hir"],
    &["built_in"],
    &["check"],
    &["plan"],
    &["input"],
    &["evaluate"],
    &["verdict"],
    &["explain"],
    &["report"],
    &["judge", "policy", "engine"],
    &["table"],
    &["analyze"],
    &["example", "case", "records"],
    &["site", "samples"],
    &["ask"],
    &["coverage"],
    &["mutate"],
];

/// Uses against that order, each with its reason.
const BACKWARD: &[(&str, &str)] = &[
    // A verdict borrows the judge that gave it: plan, options and record belong to the judge.
    ("verdict", "judge"),
];

#[test]
fn every_code_has_a_page_for_clerks() {
    for code in CODES {
        let mut lines = code.page.lines();
        assert_eq!(lines.next(), Some(format!("# {} {}", code.id, code.title).as_str()));
        assert!(code.page.lines().count() > 8, "the page of {} is too short", code.id);
        for heading in ["## 是什么意思", "## 例子", "## 怎样改"] {
            assert!(code.page.lines().any(|line| line == heading), "the page of {} lacks 「{heading}」", code.id);
        }
    }
    let pages: Vec<PathBuf> = files("src/diagnostic/pages", "md");
    assert_eq!(pages.len(), CODES.len(), "a page without a code");
}

#[test]
fn every_code_has_a_failing_fixture() {
    let paths = files("tests/fixtures/check/err", "policy");
    let shown: BTreeSet<String> =
        paths.iter().filter_map(|path| file_name(path).split_once('-')).map(|(code, _)| code.to_uppercase()).collect();
    let missing: Vec<&str> = CODES.iter().map(|code| code.id).filter(|id| !shown.contains(*id)).collect();
    assert_eq!(missing, WITHOUT_FIXTURE);
}

#[test]
fn codes_are_unique_and_in_order_of_their_kind() {
    let ids: Vec<&str> = CODES.iter().map(|code| code.id).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    for id in ids {
        let (kind, number) = id.split_at(1);
        assert!(["E", "W", "N"].contains(&kind) && number.len() == 4, "{id}");
    }
}

#[test]
fn every_snapshot_of_a_message_belongs_to_a_fixture() {
    for path in files("tests/suite/snapshots", "snap") {
        if let Some(fixture) = file_name(&path).strip_prefix("err@").and_then(|rest| rest.strip_suffix(".snap")) {
            assert!(in_crate("tests/fixtures/check/err").join(fixture).exists(), "{fixture} is gone, its snapshot is not");
        }
    }
}

#[test]
fn files_of_the_library_are_short() {
    let long: Vec<(String, usize)> = sources()
        .into_iter()
        .map(|path| (relative(&path), without_tests(&read(&path)).lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines: {long:?}");
}

#[test]
fn the_library_touches_no_file_network_clock_environment_or_terminal() {
    let mut found = Vec::new();
    for path in library_sources() {
        let text = read(&path);
        for (number, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            found.extend(
                OUTSIDE_WORLD
                    .iter()
                    .filter(|word| code.contains(**word))
                    .map(|word| format!("{}:{}: {word}", relative(&path), number + 1)),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn stages_know_only_earlier_stages() {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let (mut wrong, mut backward) = (BTreeSet::new(), BTreeSet::new());
    for path in library_sources() {
        let user = module_of(&path);
        if user == "lib" {
            continue;
        }
        let Some(own) = layer(&user) else {
            wrong.insert(format!("「{user}」 has no place in LAYERS"));
            continue;
        };
        for used in used_modules(without_tests(&read(&path))) {
            match layer(&used) {
                Some(theirs) if theirs <= own => {}
                Some(_) if BACKWARD.contains(&(user.as_str(), used.as_str())) => {
                    backward.insert((user.clone(), used));
                }
                Some(_) => {
                    wrong.insert(format!("{} uses {used}, which comes later", relative(&path)));
                }
                None => {
                    wrong.insert(format!("「{used}」, used by {}, has no place in LAYERS", relative(&path)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(backward.len(), BACKWARD.len(), "an exception of BACKWARD is no longer needed");
}

#[test]
fn no_file_names_a_folder_of_a_machine() {
    let fixtures = ["tests/fixtures/check/err", "tests/fixtures/check/ok"].into_iter().flat_map(|folder| files(folder, "policy"));
    let pages = files("src/diagnostic/pages", "md");
    let snapshots = files("tests/suite/snapshots", "snap");
    for path in sources().into_iter().chain(fixtures).chain(pages).chain(snapshots) {
        let text = read(&path);
        let machine = ["/home/", "/Users/", "C:\\"].into_iter().find(|folder| text.contains(folder));
        assert_eq!(machine, None, "{}", relative(&path));
    }
}

/// The modules that a text names after `crate::`, the facade's own re-exports excluded.
fn used_modules(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = BTreeSet::new();
    for (at, word) in code.match_indices("crate::") {
        let rest = &code[at + word.len()..];
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$') {
            continue;
        }
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or("").split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in names {
            let module: String = name.chars().take_while(|character| character.is_ascii_lowercase() || *character == '_').collect();
            if !module.is_empty() {
                used.insert(module);
            }
        }
    }
    used
}

/// A file up to its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

/// `syntax` for `src/syntax/guard.rs` and `src/syntax.rs`.
fn module_of(path: &Path) -> String {
    let relative = path.strip_prefix(in_crate("src")).unwrap_or(path);
    let first = relative.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    first.unwrap_or_default().trim_end_matches(".rs").to_string()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(in_crate("")).unwrap_or(path).display().to_string()
}

fn library_sources() -> Vec<PathBuf> {
    let bin = in_crate("src/bin");
    let tests = |path: &Path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"));
    sources().into_iter().filter(|path| !path.starts_with(&bin) && !tests(path)).collect()
}

fn sources() -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![in_crate("src")]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
