//! The frame of an XLSX workbook: its sheets, where they lie, how it counts days. In: a zip file. Out: the sheets; then one sheet's rows.

use std::collections::HashMap;
use std::io::{Read, Seek};

use super::archive::{Archive, Source};
use super::failure::{damaged, too_big};
use super::limits::{SETTINGS_BYTES, SHEETS};
use super::markup::Piece;
use super::pipe::PipedRows;
use super::{Sheet, xlsx_cells, xlsx_scan};
use crate::error::Error;

/// The list of a package's parts.
const PACKAGE_RELATIONS: &str = "_rels/.rels";

/// An XLSX workbook whose sheets are known.
pub(super) struct XlsxBook {
    archive: Archive<Box<dyn Source>>,
    /// The folder of the workbook's part, with a slash at its end.
    folder: String,
    sheets: Vec<Sheet>,
    /// Where each sheet lies.
    paths: Vec<String>,
}

impl XlsxBook {
    /// Reads the list of sheets.
    pub(super) fn open(mut archive: Archive<Box<dyn Source>>) -> Result<Self, Error> {
        let target = main_part(&mut archive)?.ok_or_else(|| damaged("没有说明工作簿在哪里"))?;
        let (folder, name) = target.rsplit_once('/').map_or(("", target.as_str()), |(folder, name)| (folder, name));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let relations = relations(&mut archive, &format!("{folder}_rels/{name}.rels"))?;
        let (mut sheets, mut paths) = (Vec::new(), Vec::new());
        let mut markup = archive.markup(&target, SETTINGS_BYTES)?.ok_or_else(|| damaged("没有工作表清单"))?;
        while let Some(piece) = markup.next()? {
            let Piece::Start(element) = piece else { continue };
            if element.name() != "sheet" {
                continue;
            }
            let relation = element.attribute("id").and_then(|id| relations.get(id.as_ref()));
            let (Some(name), Some(relation)) = (element.attribute("name"), relation) else {
                return Err(damaged("工作表清单里有的表没有内容"));
            };
            if sheets.len() >= SHEETS {
                return Err(too_big(&format!("超过 {SHEETS} 张表")));
            }
            sheets.push(Sheet {
                name: name.into_owned(),
                is_hidden: element.attribute("state").is_some_and(|state| state != "visible"),
                has_cells: relation.kind == "worksheet",
            });
            paths.push(relation.target.strip_prefix('/').map_or_else(|| format!("{folder}{}", relation.target), str::to_owned));
        }
        drop(markup);
        Ok(Self { archive, folder, sheets, paths })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The rows of a sheet, after all that is read for them was looked through.
    pub(super) fn rows(mut self, place: usize) -> Result<PipedRows, Error> {
        let (Some(sheet), Some(path)) = (self.sheets.get(place), self.paths.get(place)) else {
            return Err(damaged("没有这张表"));
        };
        let name = sheet.name.clone();
        let is_listed_twice = self.sheets.iter().filter(|other| other.name == name).count() > 1;
        if is_listed_twice {
            return Err(damaged("有两张表同名"));
        }
        xlsx_scan::check_strings(&mut self.archive, &format!("{}sharedStrings.xml", self.folder))?;
        xlsx_scan::check_styles(&mut self.archive, &format!("{}styles.xml", self.folder))?;
        xlsx_scan::check_settings(&mut self.archive, &format!("{}theme/theme1.xml", self.folder))?;
        let facts = xlsx_scan::scan_sheet(&mut self.archive, path)?;
        let input = self.archive.into_input();
        Ok(PipedRows::start(move |sink| xlsx_cells::read(input, &name, facts, sink)))
    }
}

/// Where the main part of a package lies; nothing if the zip file is no package.
pub(super) fn main_part(archive: &mut Archive<impl Read + Seek>) -> Result<Option<String>, Error> {
    if !archive.has(PACKAGE_RELATIONS) {
        return Ok(None);
    }
    let relations = relations(archive, PACKAGE_RELATIONS)?;
    let main = relations.into_values().find(|relation| relation.kind == "officeDocument");
    Ok(main.map(|relation| relation.target.trim_start_matches('/').to_owned()))
}

struct Relation {
    /// The last word of its type: `worksheet`.
    kind: String,
    target: String,
}

fn relations(archive: &mut Archive<impl Read + Seek>, name: &str) -> Result<HashMap<String, Relation>, Error> {
    let mut relations = HashMap::new();
    let mut markup = archive.markup(name, SETTINGS_BYTES)?.ok_or_else(|| damaged(&format!("缺「{name}」")))?;
    while let Some(piece) = markup.next()? {
        let Piece::Start(element) = piece else { continue };
        if element.name() != "Relationship" {
            continue;
        }
        if let (Some(id), Some(kind), Some(target)) =
            (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.insert(id.into_owned(), Relation { kind, target: target.into_owned() });
        }
    }
    Ok(relations)
}
