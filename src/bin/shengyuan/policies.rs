//! Finding a policy: a file, a folder, or the name of a built-in year.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use shengyuan::{MAX_SOURCE_BYTES, Policy, Problems, Source};

use crate::outcome::Failure;

mod built_in {
    //! The policies that the program carries, listed when it is built.
    #![allow(unreachable_pub, reason = "the list is generated")]
    include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
}

/// The sources of a policy, and the folder or file they come from.
pub(crate) struct Found {
    pub(crate) sources: Vec<Source>,
    /// The folder of a policy on disk; none for a built-in one.
    pub(crate) folder: Option<PathBuf>,
}

/// Reads the sources that an argument stands for; without one, those of the newest built-in year.
pub(crate) fn find(argument: Option<&Path>) -> Result<Found, Failure> {
    let Some(path) = argument else {
        return built_in::BUILT_IN
            .last()
            .map(|(_, files)| from_built_in(files))
            .ok_or_else(|| Failure::new("程序里没有内置的政策，请写明政策所在的文件夹"));
    };
    if path.is_dir() {
        return folder(path);
    }
    if path.is_file() {
        let source = read(path)?;
        return Ok(Found { sources: vec![source], folder: path.parent().map(Path::to_path_buf) });
    }
    let name = path.to_string_lossy();
    match built_in::BUILT_IN.iter().find(|(year, _)| *year == name) {
        Some((_, files)) => Ok(from_built_in(files)),
        None => {
            let years: Vec<&str> = built_in::BUILT_IN.iter().map(|(year, _)| *year).collect();
            Err(Failure::new(format!(
                "找不到政策「{name}」：没有这个文件或文件夹，也没有这个内置届别（内置：{}）",
                years.join("、")
            )))
        }
    }
}

fn from_built_in(files: &[(&str, &str)]) -> Found {
    let sources = files.iter().map(|(name, text)| Source::new(*name, *text)).collect();
    Found { sources, folder: None }
}

fn folder(path: &Path) -> Result<Found, Failure> {
    let mut files: Vec<PathBuf> = fs::read_dir(path)
        .map_err(|error| Failure::new(format!("无法打开文件夹「{}」：{error}", path.display())))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "policy"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(format!(
            "错误[E0005]: 文件夹「{}」里没有政策文件；政策文件的名称以 .policy 结尾",
            path.display()
        )));
    }
    let sources = files.iter().map(|file| read(file)).collect::<Result<_, _>>()?;
    Ok(Found { sources, folder: Some(path.to_path_buf()) })
}

fn read(path: &Path) -> Result<Source, Failure> {
    let shown = path.display();
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size > MAX_SOURCE_BYTES as u64 {
        return Err(Failure::new(format!(
            "错误[E0002]: 「{shown}」有 {size} 字节，超过一个政策文件的上限 {MAX_SOURCE_BYTES} 字节；这可能不是政策文件"
        )));
    }
    let bytes = fs::read(path).map_err(|error| Failure::new(format!("无法读取「{shown}」：{error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        Failure::new(format!("错误[E0001]: 「{shown}」第 {line} 行不是 UTF-8 文本；请用记事本打开，另存为 UTF-8 编码"))
    })?;
    Ok(Source::new(shown.to_string(), text))
}

/// Compiles; problems are printed on standard error and end the command.
pub(crate) fn compile(argument: Option<&Path>) -> Result<Policy, Failure> {
    Policy::compile(find(argument)?.sources).map_err(|problems| {
        let mut err = std::io::stderr().lock();
        let is_terminal = err.is_terminal();
        print(&problems, &mut err, is_terminal);
        Failure::new(format!("政策有 {} 处错误，没有判断任何记录", problems.count(shengyuan::Severity::Error)))
    })
}

/// Prints problems, in colour on a terminal that is not asked to do without.
pub(crate) fn print(problems: &Problems, out: &mut dyn Write, is_terminal: bool) {
    let colour = is_terminal && std::env::var_os("NO_COLOR").is_none();
    let _ = write!(out, "{}", problems.render(colour));
}
