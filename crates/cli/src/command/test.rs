//! `candor test`: suites of worked cases.

use std::path::Path;
use std::process::ExitCode;

use candor::render;
use candor::suite::{self, SuiteReport};
use clap::{Args, ValueEnum};

use crate::input::{self, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct Test {
    /// Suites, or folders that are searched for `*.cases.yaml`.
    #[arg(required = true)]
    paths: Vec<String>,
    /// The form of the results.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Test {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let mut reports: Vec<SuiteReport> = Vec::new();
        for path in input::files(&self.paths, &[".cases.yaml"])? {
            let (name, text) = input::text(&path)?;
            let named = suite::rulebook_of(&name, &text)?.ok_or_else(|| {
                Stop::Usage(format!("{name}: the suite does not name its rulebook; add: rulebook: NAME.rulebook"))
            })?;
            let folder = Path::new(&path).parent().unwrap_or(Path::new(""));
            let rulebook = input::rulebook(&folder.join(named).to_string_lossy())?;
            reports.push(suite::run(&rulebook, &name, &text)?);
        }
        output::data(&match self.format {
            Format::Text => render::suites(&reports, output::style()),
            Format::Json => render::suites_json(&reports),
        });
        let failed = reports.iter().any(|report| report.counts().failed > 0);
        Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }
}
