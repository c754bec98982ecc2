//! `candor check`: everything that is wrong with rulebooks.

use std::process::ExitCode;

use candor::diagnostic::Report;
use candor::source::Source;
use candor::{Error, Rulebook, render};
use clap::{Args, ValueEnum};

use crate::folder::Folder;
use crate::input::{self, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct Check {
    /// Rulebooks, folders that are searched for `*.rulebook` and `*.rulebook.md`, or `-`.
    #[arg(required = true)]
    paths: Vec<String>,
    /// The form of the findings.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Says instead which tests lie outside the provable core: about them a search may say less than could be said.
    #[arg(long)]
    proofs: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Check {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let paths = input::files(&self.paths, input::RULEBOOKS)?;
        if self.proofs {
            return self.proofs(&paths);
        }
        let mut reports: Vec<Report> = Vec::new();
        // A file that is there to be used is checked with those that use it.
        let (parts, whole): (Vec<&String>, Vec<&String>) = paths.iter().partition(|path| input::is_part(path));
        let files = Folder::default();
        let whole = whole.into_iter().map(|path| one(path, &files)).collect::<Result<Vec<_>, Stop>>();
        reports.extend(whole?);
        for path in parts {
            let is_it = |source: &Source| files.is(source.name(), path);
            if reports.iter().any(|report| report.sources.iter().any(is_it)) {
                continue;
            }
            if self.paths.contains(path) {
                reports.push(one(path, &files)?);
            } else {
                reports.push(form(path)?);
                output::note(&format!("no rulebook here uses {path}: only its form was checked"));
            }
        }
        let found = reports.iter().filter(|report| !report.diagnostics.is_empty()).count();
        if self.format == Format::Json {
            output::data(&render::reports_json(&reports));
        } else {
            output::reports(&reports.iter().collect::<Vec<_>>());
            let checked = match reports.len() {
                1 => "1 rulebook checked".to_owned(),
                n => format!("{n} rulebooks checked"),
            };
            let result = match found {
                0 => "nothing found, and all worked examples come out".to_owned(),
                1 => "something found in 1".to_owned(),
                n => format!("something found in {n}"),
            };
            output::data(&format!("{checked}: {result}\n"));
        }
        Ok(if found > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }

    /// What lies outside the provable core is no fault: there is a rulebook or there is none.
    fn proofs(&self, paths: &[String]) -> Result<ExitCode, Stop> {
        let mut unproven = Vec::new();
        // A file that is there to be used is told with those that use it.
        for path in paths.iter().filter(|path| self.paths.contains(path) || !input::is_part(path)) {
            unproven.extend(input::rulebook(path)?.proofs());
        }
        output::data(&match self.format {
            Format::Text => render::proofs(&unproven),
            Format::Json => render::proofs_json(&unproven),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// What there is to say of a file whose names others may declare.
fn form(path: &str) -> Result<Report, Stop> {
    let (name, text) = input::text(path)?;
    match Rulebook::format(&name, &text) {
        Ok(_) => Ok(Report::default()),
        Err(Error::Text(report)) => Ok(report),
        Err(error) => Err(error.into()),
    }
}

/// What there is to say of the rulebook in a file.
fn one(path: &str, files: &Folder) -> Result<Report, Stop> {
    let (name, bytes) = input::bytes(path)?;
    if path != "-" {
        return Ok(Rulebook::check_files(path, files).1);
    }
    Ok(match candor::diagnostic::text_of(&name, bytes) {
        Ok(text) => Rulebook::check(&name, &text).1,
        Err(report) => report,
    })
}
