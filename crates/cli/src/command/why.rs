//! `candor why`: one action, or one value, in one case.

use std::process::ExitCode;

use candor::explain::Condition;
use candor::{Explanation, Reader, render};
use clap::{Args, ValueEnum};

use crate::input::{self, Audience, CaseArgs, Stop};
use crate::{desk, output};

#[derive(Debug, Args)]
pub struct Why {
    /// The action that is asked for, or a term or figure whose value is.
    name: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    case: CaseArgs,
    /// For whom the answer is.
    #[arg(long = "for", value_enum, default_value_t = Audience::Staff)]
    audience: Audience,
    /// The language in which the customer is told: its tag, such as de. The first of the rulebook if nothing is said.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// The ledger of decisions against the rules: then the answer says what is left of each limit.
    #[arg(long, value_name = "FILE")]
    ledger: Option<String>,
    /// Who would decide: for limits that are counted per person.
    #[arg(long, value_name = "ID", requires = "ledger")]
    by: Option<String>,
    /// The key that the ledger must be signed with: a public key, or a file with a key.
    #[arg(long, value_name = "KEY", requires = "ledger")]
    key: Option<String>,
    /// When, in UTC: 2026-01-31T10:15:00Z. The clock of this computer if nothing is said.
    #[arg(long, value_name = "TIME", requires = "ledger")]
    at: Option<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
    Yaml,
}

/// Whether it is a limit of which nobody knows what is left.
fn is_open(condition: &Condition) -> bool {
    matches!(condition, Condition::AtMost(limit) if limit.used.is_none())
}

impl Why {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let case = self.case.read(&rulebook)?;
        let reader = Reader { audience: self.audience.reader(), language: self.language.clone() };
        if rulebook.values().any(|name| name == self.name) {
            let answer = rulebook.why_value(reader, &self.name, &case)?;
            output::data(&match self.format {
                Format::Text => render::value(&answer, output::style()),
                Format::Markdown => render::value_markdown(&answer),
                Format::Json => render::value_json(&answer),
                Format::Yaml => render::value_yaml(&answer),
            });
            return Ok(ExitCode::SUCCESS);
        }
        let answer = match &self.ledger {
            None => rulebook.why_for(reader, &self.name, &case).map_err(Stop::from),
            Some(ledger) => {
                let mut desk = desk::to_read(ledger, self.key.as_deref())?;
                let at = desk::moment("--at", self.at.as_deref())?;
                desk.why(&rulebook, reader, &self.name, &case, at, self.by.as_deref()).map_err(Stop::from)
            }
        };
        let answer = answer.map_err(|stop| input::known_action(&rulebook, stop))?;
        if self.ledger.is_some() && answer.authority.iter().flat_map(|role| &role.conditions).any(is_open) {
            output::note("what is left of a limit per person is told to whoever says --by ID");
        }
        output::data(&self.print(&answer));
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, answer: &Explanation) -> String {
        match self.format {
            Format::Text => render::text(answer, output::style()),
            Format::Markdown => render::markdown(answer),
            Format::Json => render::json(answer),
            Format::Yaml => render::yaml(answer),
        }
    }
}
