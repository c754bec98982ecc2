//! Files in.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use candor::{Date, Error, Rulebook, diagnostic};

/// Why a command stopped.
#[derive(Debug)]
pub enum Stop {
    /// The library could not answer.
    Error(Error),
    /// A file cannot be read, or the command was not used as it can be.
    Usage(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

/// How the names of rulebooks end: text, and Markdown with rules in it.
pub const RULEBOOKS: &[&str] = &[".rulebook", ".rulebook.md"];

/// The largest file that any command reads; the library has tighter limits of its own.
const MOST_BYTES: u64 = 300 * 1024 * 1024;

/// The name and bytes of a file, or of the standard input for `-`.
pub fn bytes(path: &str) -> Result<(String, Vec<u8>), Stop> {
    let fault = |error: std::io::Error| Stop::Usage(format!("{path}: {error}"));
    let mut bytes = Vec::new();
    if path == "-" {
        std::io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes).map_err(fault)?;
        return Ok(("standard input".to_owned(), bytes));
    }
    if Path::new(path).is_dir() {
        return Err(Stop::Usage(format!("{path}: this is a folder, and a file should stand here")));
    }
    fs::File::open(path).map_err(fault)?.take(MOST_BYTES).read_to_end(&mut bytes).map_err(fault)?;
    Ok((path.to_owned(), bytes))
}

/// The name and text of a file.
pub fn text(path: &str) -> Result<(String, String), Stop> {
    let (name, bytes) = bytes(path)?;
    let text = diagnostic::text_of(&name, bytes).map_err(|report| Stop::Error(Error::Text(report)))?;
    Ok((name, text))
}

/// The rulebook in a file, or the one rulebook in a folder.
pub fn rulebook(path: &str) -> Result<Rulebook, Stop> {
    let path = match Path::new(path).is_dir() {
        false => path.to_owned(),
        true => {
            let found = files(&[path.to_owned()], RULEBOOKS)?;
            match found.as_slice() {
                [one] => one.clone(),
                several => {
                    return Err(Stop::Usage(format!("{path}: which rulebook? there are {}", several.join(", "))));
                }
            }
        }
    };
    let (name, text) = text(&path)?;
    Ok(Rulebook::from_text(&name, &text)?)
}

/// The files that are named, and those with one of these endings in the folders that are named, in the order of their names.
pub fn files(paths: &[String], endings: &[&str]) -> Result<Vec<String>, Stop> {
    let mut found = Vec::new();
    for path in paths {
        if path == "-" || !Path::new(path).is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| Stop::Usage(error.to_string()))?;
            let name = entry.path().to_string_lossy();
            if entry.file_type().is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(name.into_owned());
            }
        }
        if found.len() == before {
            return Err(Stop::Usage(format!("{path}: there is no file here that ends in {}", endings.join(" or "))));
        }
    }
    Ok(found)
}

/// The date of this computer.
pub fn local_date() -> Result<Date, Stop> {
    let today = jiff::Zoned::now().date();
    Date::new(today.year(), today.month(), today.day())
        .ok_or_else(|| Stop::Usage("the date of this computer cannot be read; say --today 2026-01-31".to_owned()))
}
