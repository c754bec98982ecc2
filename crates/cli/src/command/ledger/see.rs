//! `candor ledger list, show, due, waiting, prove, checkpoint`: what is on record, read only.

use std::collections::BTreeMap;
use std::process::ExitCode;

use candor::discretion::{Event, Record};
use candor::render::{self, Labels, Selection, View};
use clap::{Args, ValueEnum};

use crate::desk::{self, ReadArgs};
use crate::input::{self, Audience, Format, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct List {
    /// For whom the list is.
    #[arg(long = "for", value_enum, default_value_t = Reader::Staff)]
    audience: Reader,
    /// Only what belongs to this rule.
    #[arg(long)]
    rule: Option<String>,
    /// Only what this person had a part in.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    #[command(flatten)]
    ledger: ReadArgs,
    /// The form of the list.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// A list is no matter for customers.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reader {
    /// Who reviews decisions: with the rules under which they were made.
    Auditor,
    /// Whoever decides.
    Staff,
}

impl List {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let records = self.ledger.open()?.records()?;
        let selection = Selection { rule: self.rule.as_deref(), person: self.person.as_deref() };
        let audience = match self.audience {
            Reader::Auditor => candor::Audience::Auditor,
            Reader::Staff => candor::Audience::Staff,
        };
        output::data(&match self.format {
            Format::Text => render::records(&records, selection, audience, &Labels::new(), output::style()),
            Format::Json => render::records_json(&records, selection, audience),
        });
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Debug, Args)]
pub struct Show {
    /// The request or grant.
    id: String,
    /// For whom it is shown.
    #[arg(long = "for", value_enum, default_value_t = Audience::Staff)]
    audience: Audience,
    /// The rulebook, for its words: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: Option<String>,
    #[command(flatten)]
    ledger: ReadArgs,
    /// Now, in UTC: 2026-01-31T10:15:00Z. The clock of this computer if nothing is said.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The form in which it is shown.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Show {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = self.rulebook.as_deref().map(input::rulebook).transpose()?;
        if rulebook.is_none() && self.audience == Audience::Customer {
            return Err(Stop::Usage("for a customer, name the rulebook with -r: its words are theirs".to_owned()));
        }
        let now = desk::moment("--at", self.at.as_deref())?;
        let mut desk = self.ledger.open()?;
        let records = desk.records()?;
        let named = records.iter().filter(|record| record.event.id() == Some(&self.id)).find_map(|r| r.event.ask());
        if let (Some(rulebook), Some(ask)) = (&rulebook, named)
            && rulebook.name() != ask.rulebook
        {
            let (id, own, other) = (&self.id, &ask.rulebook, rulebook.name());
            return Err(Stop::Usage(format!("`{id}` was decided under `{own}`, and -r is `{other}`")));
        }
        let sensitive = match self.audience {
            Audience::Auditor => desk.sensitive(&self.id)?,
            Audience::Customer | Audience::Staff => BTreeMap::new(),
        };
        let labels = rulebook.map(|rulebook| rulebook.labels()).unwrap_or_default();
        let view = View { audience: self.audience.reader(), labels: &labels, now, sensitive: &sensitive };
        let shown = match self.format {
            Format::Text => render::history(&records, &self.id, view, output::style()),
            Format::Json => render::history_json(&records, &self.id, view),
        };
        output::data(&shown.ok_or_else(|| unknown(&self.id))?);
        Ok(ExitCode::SUCCESS)
    }
}

fn unknown(id: &str) -> Stop {
    Stop::Usage(format!(
        "there is no request and no grant `{id}` in this ledger; candor ledger list shows what there is"
    ))
}

#[derive(Debug, Args)]
pub struct Prove {
    /// The id of a request or grant, or the number of a record.
    id: String,
    #[command(flatten)]
    ledger: ReadArgs,
    /// The evidence is data; as text only what it is.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

impl Prove {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let mut desk = self.ledger.open()?;
        let records = desk.records()?;
        let seq = record_of(&records, &self.id).or_else(|| self.id.parse().ok()).ok_or_else(|| unknown(&self.id))?;
        let proof = desk.ledger().prove(seq)?;
        output::data(&match self.format {
            Format::Text => render::proof(&proof, output::style()),
            Format::Json => render::proof_json(&proof),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// The record of a grant; of what was not granted, the first one.
fn record_of(records: &[Record], id: &str) -> Option<u64> {
    let own = || records.iter().filter(|record| record.event.id() == Some(id));
    own().find(|record| matches!(record.event, Event::Granted(_))).or_else(|| own().next()).map(|record| record.seq)
}

#[derive(Debug, Args)]
pub struct Checkpoint {
    #[command(flatten)]
    ledger: ReadArgs,
    /// The form of the checkpoint: the note itself, or as data.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Checkpoint {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let text = self.ledger.open()?.ledger().checkpoint()?.unwrap_or_default();
        output::data(&match self.format {
            Format::Text => text,
            Format::Json => render::checkpoint_json(&text),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// What somebody still has to do, as of now.
#[derive(Debug, Args)]
struct Todo {
    #[command(flatten)]
    ledger: ReadArgs,
    /// Now, in UTC: 2026-01-31T10:15:00Z. The clock of this computer if nothing is said.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The form of the list.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Args)]
pub struct Due {
    #[command(flatten)]
    list: Todo,
}

impl Due {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let Todo { ledger, at, format } = &self.list;
        let due = ledger.open()?.due(desk::moment("--at", at.as_deref())?)?;
        output::data(&match format {
            Format::Text => render::due(&due, output::style()),
            Format::Json => render::due_json(&due),
        });
        Ok(if due.iter().any(|due| due.overdue) { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }
}

#[derive(Debug, Args)]
pub struct Waiting {
    #[command(flatten)]
    list: Todo,
}

impl Waiting {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let Todo { ledger, at, format } = &self.list;
        let (waiting, now) = (ledger.open()?.waiting()?, desk::moment("--at", at.as_deref())?);
        output::data(&match format {
            Format::Text => render::waiting(&waiting, now, output::style()),
            Format::Json => render::waiting_json(&waiting, now),
        });
        Ok(ExitCode::SUCCESS)
    }
}
