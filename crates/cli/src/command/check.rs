//! `candor check`: everything that is wrong with rulebooks.

use std::process::ExitCode;

use candor::diagnostic::Report;
use candor::{Rulebook, render};
use clap::{Args, ValueEnum};

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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Check {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let paths = input::files(&self.paths, input::RULEBOOKS)?;
        let mut reports: Vec<Report> = Vec::new();
        for path in &paths {
            let (name, bytes) = input::bytes(path)?;
            reports.push(match candor::diagnostic::text_of(&name, bytes) {
                Ok(text) => Rulebook::check(&name, &text).1,
                Err(report) => report,
            });
        }
        let found = reports.iter().filter(|report| !report.diagnostics.is_empty()).count();
        if self.format == Format::Json {
            output::data(&render::reports_json(&reports));
        } else {
            output::reports(&reports.iter().collect::<Vec<_>>());
            let checked = match paths.len() {
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
}
