//! `candor why`: one action, or one value, in one case.

use std::process::ExitCode;

use candor::{Case, Date, Error, Explanation, render};
use clap::{Args, ValueEnum};

use crate::input::{self, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct Why {
    /// The action that is asked for, or a term or figure whose value is.
    name: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    /// The case, in YAML or JSON: a file or `-`.
    #[arg(short, long)]
    case: Option<String>,
    /// A fact, instead of what the case says.
    #[arg(long, value_name = "FACT=VALUE")]
    set: Vec<String>,
    /// The day of the request, as year, month and day: 2026-01-31.
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// For whom the answer is.
    #[arg(long = "for", value_enum, default_value_t = Audience::Staff)]
    audience: Audience,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Audience {
    /// Who reviews rules and answers: every rule considered.
    Auditor,
    /// The person who asks: nothing that they are never told.
    Customer,
    /// Whoever serves the person who asks.
    Staff,
}

impl Audience {
    fn reader(self) -> candor::Audience {
        match self {
            Audience::Auditor => candor::Audience::Auditor,
            Audience::Customer => candor::Audience::Customer,
            Audience::Staff => candor::Audience::Staff,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
    Yaml,
}

impl Why {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let mut case = match &self.case {
            None => Case::default(),
            Some(path) => {
                let (name, text) = input::text(path)?;
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
            let today = input::local_date()?;
            output::note(&format!(
                "neither the case nor --today says which day it is: taking {today}, the date of this computer"
            ));
            case = case.with_today(today);
        }
        let reader = self.audience.reader();
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
        let answer = rulebook.why_for(reader, &self.name, &case).map_err(|error| match error {
            Error::UnknownAction { .. } => {
                let list = |names: Vec<&str>| names.join(", ");
                let actions = list(rulebook.actions().collect());
                Stop::Usage(match list(rulebook.values().collect()) {
                    values if values.is_empty() => format!("{error}\nits actions are {actions}"),
                    values => format!("{error}\nits actions are {actions}\nits terms and figures are {values}"),
                })
            }
            other => Stop::Error(other),
        })?;
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
