//! What several modules need: fixtures, and compiling a text.

use std::fs;
use std::path::{Path, PathBuf};

use shengyuan::{Policy, Problems, Source};

/// A path below the crate's folder.
pub(crate) fn in_crate(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file as text.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a folder with an extension, by name.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(in_crate(folder)).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry is readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
}

/// `e0101-wrong-keyword.policy`.
pub(crate) fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("fixture names are ASCII")
}

/// One text as a policy.
pub(crate) fn compile(name: &str, text: &str) -> Result<Policy, Problems> {
    Policy::compile([Source::new(name, text)])
}

/// Everything said of a text, whether it can be used or not.
pub(crate) fn problems(name: &str, text: &str) -> Problems {
    match compile(name, text) {
        Ok(policy) => policy.remarks().clone(),
        Err(problems) => problems,
    }
}

/// The codes of the problems, in their order.
pub(crate) fn codes(problems: &Problems) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code().id).collect()
}
