//! `candor ledger adopt, review, feedback, erase, lapse`: what else is put on record.

use std::process::ExitCode;

use candor::discretion::Finding;
use candor::render::Done;
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::command::override_::print_done;
use crate::desk::{LedgerArgs, StaffArg, Who};
use crate::input::{self, Stop};

#[derive(Debug, Args)]
pub struct Adopt {
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    rulebook: String,
    /// Who adopts it: in a list of staff somebody with the role `adopter`.
    #[arg(long, value_name = "ID")]
    by: String,
    #[command(flatten)]
    staff: StaffArg,
    #[command(flatten)]
    ledger: LedgerArgs,
}

impl Adopt {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let adopted = self.staff.at(self.ledger.open()?)?.adopt(&rulebook, &self.by, self.ledger.at()?)?;
        Ok(print_done(adopted.as_ref().map(Done::Adopted), self.ledger.format))
    }
}

#[derive(Debug, Args)]
pub struct Review {
    /// The grant.
    id: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    who: Who,
    /// What it came to.
    #[arg(long, value_parser = PossibleValuesParser::new(Finding::ALL.map(Finding::name)))]
    finding: String,
    /// What there is to say.
    #[arg(long)]
    note: String,
    #[command(flatten)]
    ledger: LedgerArgs,
}

impl Review {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let finding = Finding::from_name(&self.finding)
            .ok_or_else(|| Stop::Usage(format!("--finding {}: there is no such finding", self.finding)))?;
        let rulebook = input::rulebook(&self.rulebook)?;
        let mut desk = self.who.staff.at(self.ledger.open()?)?;
        let Who { by, role, .. } = &self.who;
        let done = desk.review(&rulebook, &self.id, by, role, finding, &self.note, self.ledger.at()?)?;
        Ok(print_done(done.as_ref().map(|()| Done::Reviewed(&self.id, finding)), self.ledger.format))
    }
}

#[derive(Debug, Args)]
pub struct Feedback {
    /// The rule, by its name.
    rule: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    /// Who says it.
    #[arg(long, value_name = "ID")]
    by: String,
    /// What there is to say.
    #[arg(long)]
    text: String,
    #[command(flatten)]
    ledger: LedgerArgs,
}

impl Feedback {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let done = self.ledger.open()?.feedback(&rulebook, &self.rule, &self.by, &self.text, self.ledger.at()?)?;
        Ok(print_done(done.as_ref().map(|()| Done::Noted(&self.rule)), self.ledger.format))
    }
}

#[derive(Debug, Args)]
pub struct Erase {
    /// The request or grant.
    id: String,
    /// Who erases it: in a list of staff somebody with the role `eraser`.
    #[arg(long, value_name = "ID")]
    by: String,
    #[command(flatten)]
    staff: StaffArg,
    /// Why, in words.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    ledger: LedgerArgs,
}

impl Erase {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let done = self.staff.at(self.ledger.open()?)?.erase(&self.id, &self.by, &self.reason, self.ledger.at()?)?;
        Ok(print_done(done.as_ref().map(|()| Done::Erased(&self.id)), self.ledger.format))
    }
}

#[derive(Debug, Args)]
pub struct Lapse {
    #[command(flatten)]
    ledger: LedgerArgs,
}

impl Lapse {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let (mut desk, at) = (self.ledger.open()?, self.ledger.at()?);
        let mut lapsed = Vec::new();
        // A few at once, until there are no more.
        loop {
            match desk.lapse(at)? {
                Ok(more) if more.is_empty() => break,
                Ok(more) => lapsed.extend(more),
                Err(refusal) => return Ok(print_done(Err(&refusal), self.ledger.format)),
            }
        }
        Ok(print_done(Ok(Done::Lapsed(&lapsed)), self.ledger.format))
    }
}
