//! Lists the policies that stand in this folder, a folder a year, so that the program carries them with it.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on its output")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let rules = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    println!("cargo::rerun-if-changed=rules");
    let mut list =
        String::from("/// Year, then name and text of each file.\npub const BUILT_IN: &[(&str, &[(&str, &str)])] = &[\n");
    for year in sorted(&rules)?.iter().filter(|path| path.is_dir()) {
        let name = year.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(list, "    ({name:?}, &[");
        for file in sorted(year)?.iter().filter(|file| file.extension().is_some_and(|extension| extension == "policy")) {
            let shown = format!("{name}/{}", file.file_name().unwrap_or_default().to_string_lossy());
            let _ = writeln!(list, "        ({shown:?}, include_str!({:?})),", file.display().to_string());
        }
        list.push_str("    ]),\n");
    }
    list.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("built_in.rs"), list)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    Ok(entries)
}
