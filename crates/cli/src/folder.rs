//! The files that a rulebook uses, from the disk: real files that are rulebooks, each under one name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use candor::source::files::join;
use candor::source::{Files, NoFile};

use crate::input::MOST_BYTES;

/// How the names of files end that are read: rulebooks, and rows of tables.
const ENDINGS: &[&str] = &[".rulebook", ".rulebook.md", ".csv"];

/// Files by the names under which they are shown. A file that is reached by two paths keeps the name of the first.
///
/// A path may lead above the folder of the main rulebook: what departments share lies beside their folders. Nothing but
/// rulebooks and rows of tables is read, by whatever link, so that a rulebook of a stranger shows nothing else of this computer.
#[derive(Debug, Default)]
pub struct Folder {
    real: RefCell<BTreeMap<String, PathBuf>>,
}

impl Folder {
    /// Whether a name that was given out is that of this file.
    pub fn is(&self, name: &str, path: &str) -> bool {
        let real = self.real.borrow();
        real.get(name).is_some_and(|known| fs::canonicalize(path).is_ok_and(|path| path == *known))
    }

    fn known_as(&self, file: &Path) -> Option<String> {
        self.real.borrow().iter().find(|(_, known)| *known == file).map(|(name, _)| name.clone())
    }
}

impl Files for Folder {
    fn find(&self, from: &str, path: &str) -> Result<String, NoFile> {
        // Relative to where the file really is, as its author sees it, by whatever link somebody came to it.
        let above = self.real.borrow().get(from).and_then(|file| file.parent()).map(Path::to_path_buf);
        let there = above.map_or_else(|| PathBuf::from(path), |folder| folder.join(path));
        let file = fs::canonicalize(&there).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => no_such_file(&there),
            _ => NoFile::new(error.to_string()),
        })?;
        let metadata = fs::metadata(&file).map_err(|error| NoFile::new(error.to_string()))?;
        if !metadata.is_file() {
            return Err(NoFile::new("this is no file").help("name a file with a rulebook in it"));
        }
        let ending =
            |path: &str| ENDINGS.iter().copied().filter(|ending| path.ends_with(ending)).max_by_key(|e| e.len());
        // The name says whether a text is Markdown, so that a link may not say otherwise.
        let (real, written) = (ending(&file.to_string_lossy()), ending(path));
        if !from.is_empty() && (real != written || real.is_none()) {
            return Err(NoFile::new("it is a link to a file with another ending").help("name that file itself"));
        }
        if let Some(name) = self.known_as(&file) {
            return Ok(name);
        }
        let written = if from.is_empty() { Some(path.to_owned()) } else { join(from, path) };
        let leads_there = |name: &String| fs::canonicalize(name).is_ok_and(|found| found == file);
        let name = written.filter(leads_there).unwrap_or_else(|| file.to_string_lossy().into_owned());
        self.real.borrow_mut().insert(name.clone(), file);
        Ok(name)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
        let file = self.real.borrow().get(name).cloned().ok_or_else(|| NoFile::new("there is no such file"))?;
        let mut bytes = Vec::new();
        fs::File::open(file)
            .and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
            .map_err(|error| NoFile::new(error.to_string()))?;
        Ok(bytes)
    }
}

/// With the rulebooks that are there, where there are few.
fn no_such_file(path: &Path) -> NoFile {
    let none = NoFile::new("there is no such file");
    let Some(entries) = path.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return none };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| ENDINGS.iter().any(|ending| name.ends_with(ending))).collect();
    names.sort();
    match names.len() {
        0 => none,
        1..=8 => none.help(format!("in that folder there are: {}", names.join(", "))),
        n => none.help(format!("in that folder there are {n} files; look for one that is named otherwise")),
    }
}
