//! Files in.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use candor::discretion::DeskError;
use candor::ledger::LedgerError;
use candor::{Case, Date, Error, Rulebook, diagnostic};
use clap::{Args, ValueEnum};

use crate::folder::Folder;
use crate::output;

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

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Stop {
        Stop::Usage(format!("{error} [{}]", error.code()))
    }
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Stop {
        match error {
            DeskError::Text(error) => error.into(),
            DeskError::Ledger(error) => error.into(),
            DeskError::KeyNeeded { .. } => Stop::Usage(format!("{error}: --key FILE")),
            other => Stop::Usage(other.to_string()),
        }
    }
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// For whom something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// Who reviews rules and answers: every rule considered.
    Auditor,
    /// The person who asks: nothing that they are never told.
    Customer,
    /// Whoever serves the person who asks.
    Staff,
}

impl Audience {
    pub fn reader(self) -> candor::Audience {
        match self {
            Audience::Auditor => candor::Audience::Auditor,
            Audience::Customer => candor::Audience::Customer,
            Audience::Staff => candor::Audience::Staff,
        }
    }
}

/// A case, as every command takes it.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// The case, in YAML or JSON: a file or `-`.
    #[arg(short, long)]
    case: Option<String>,
    /// A fact, instead of what the case says.
    #[arg(long, value_name = "FACT=VALUE")]
    set: Vec<String>,
    /// The day of the request, as year, month and day: 2026-01-31.
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
}

impl CaseArgs {
    /// The file of the case, if one is named.
    pub fn file(&self) -> Option<&String> {
        self.case.as_ref()
    }

    /// The case on its day; where nobody says which, on that of this computer.
    pub fn read(&self, rulebook: &Rulebook) -> Result<Case, Stop> {
        let mut case = match &self.case {
            None => Case::default(),
            Some(path) => {
                let (name, text) = text(path)?;
                rulebook.case(&name, &text)?
            }
        };
        for (i, fact) in self.set.iter().enumerate() {
            let name = |fact: &str| fact.split('=').next().unwrap_or_default().trim().to_owned();
            if self.set[..i].iter().any(|earlier| name(earlier) == name(fact)) {
                return Err(Stop::Usage(format!("--set {fact}: `{}` is set twice; keep one of them", name(fact))));
            }
            rulebook.set(&mut case, "--set", fact)?;
        }
        if let Some(text) = &self.today {
            let today = Date::parse(text).ok_or_else(|| {
                Stop::Usage(format!("--today {text}: there is no such day; write year, month, day: 2026-01-31"))
            })?;
            case = case.with_today(today);
        }
        if case.today().is_none() {
            let today = local_date()?;
            output::note(&format!(
                "neither the case nor --today says which day it is: taking {today}, the date of this computer"
            ));
            case = case.with_today(today);
        }
        Ok(case)
    }
}

/// Where an action is not known, the ones that are.
pub fn known_action(rulebook: &Rulebook, stop: Stop) -> Stop {
    match stop {
        Stop::Error(error @ Error::UnknownAction { .. }) => {
            let list = |names: Vec<&str>| names.join(", ");
            let actions = list(rulebook.actions().collect());
            Stop::Usage(match list(rulebook.values().collect()) {
                values if values.is_empty() => format!("{error}\nits actions are {actions}"),
                values => format!("{error}\nits actions are {actions}\nits terms and figures are {values}"),
            })
        }
        other => other,
    }
}
/// How the names of rulebooks end: text, and Markdown with rules in it.
pub const RULEBOOKS: &[&str] = &[".rulebook", ".rulebook.md"];

/// The largest file that any command reads; the library has tighter limits of its own.
pub const MOST_BYTES: u64 = 300 * 1024 * 1024;

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
            let whole: Vec<String> = found.iter().filter(|path| !is_part(path)).cloned().collect();
            match (whole.as_slice(), found.as_slice()) {
                ([one], _) | ([], [one]) => one.clone(),
                ([], several) | (several, _) => {
                    return Err(Stop::Usage(format!("{path}: which rulebook? there are {}", several.join(", "))));
                }
            }
        }
    };
    if path == "-" {
        let (name, text) = text(&path)?;
        return Ok(Rulebook::from_text(&name, &text)?);
    }
    // What is wrong with the file that was named is said as of any other file.
    bytes(&path)?;
    Ok(Rulebook::from_files(&path, &Folder::default())?)
}

/// Whether a file is there only to be used by other rulebooks.
pub fn is_part(path: &str) -> bool {
    path != "-" && text(path).is_ok_and(|(name, text)| Rulebook::is_part(&name, &text))
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
