//! `candor ledger`: what is on record, what that is worth, and what else is put there.

mod add;
mod init;
mod see;
mod verify;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::input::Stop;

#[derive(Debug, Args)]
pub struct Ledger {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens a new ledger; with a key, its checkpoints are signed.
    Init(init::Init),
    /// Approves an edition of a rulebook: from then on nothing is granted under any other.
    Adopt(add::Adopt),
    /// Checks every record, and against an earlier checkpoint that nothing before it was changed.
    Verify(verify::Verify),
    /// Lists the records, and how often each rule was decided against.
    List(see::List),
    /// Shows everything about one request or grant.
    Show(see::Show),
    /// Gives the evidence that a record is in the ledger.
    Prove(see::Prove),
    /// Prints the checkpoint, to be kept outside.
    Checkpoint(see::Checkpoint),
    /// Says what came of looking at a grant afterwards.
    Review(add::Review),
    /// Lists the reviews that somebody still has to do.
    Due(see::Due),
    /// Lists the requests that wait for another person.
    Waiting(see::Waiting),
    /// Says of requests and grants that nobody agreed to or used in time that they lapsed.
    Lapse(add::Lapse),
    /// Tells the owner of the rules something about one of them.
    Feedback(add::Feedback),
    /// Removes what is kept privately with a request or grant; no proof breaks.
    Erase(add::Erase),
}

impl Ledger {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        match &self.command {
            Command::Init(init) => init.run(),
            Command::Adopt(adopt) => adopt.run(),
            Command::Verify(verify) => verify.run(),
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
            Command::Prove(prove) => prove.run(),
            Command::Checkpoint(checkpoint) => checkpoint.run(),
            Command::Review(review) => review.run(),
            Command::Due(due) => due.run(),
            Command::Waiting(waiting) => waiting.run(),
            Command::Lapse(lapse) => lapse.run(),
            Command::Feedback(feedback) => feedback.run(),
            Command::Erase(erase) => erase.run(),
        }
    }
}
