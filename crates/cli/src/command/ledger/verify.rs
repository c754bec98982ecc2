//! `candor ledger verify`: whether a ledger is whole, and how far that can be told.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use candor::discretion::{self, DeskError};
use candor::ledger::{Checkpoint, Ledger, LedgerError, Note, Store, Verified};
use candor::render::{self, Trust};
use clap::Args;

use crate::desk::{self, ReadArgs};
use crate::input::{self, Format, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    ledger: ReadArgs,
    /// A checkpoint that was kept outside: nothing before it may have changed.
    #[arg(long, value_name = "FILE")]
    earlier: Option<String>,
    /// Tells how far it is even where nobody seems to look.
    #[arg(long)]
    progress: bool,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Verify {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let configured = self.ledger.key.as_deref().map(desk::public_key).transpose()?;
        let earlier = self.earlier.as_deref().map(earlier).transpose()?;
        if let (Some(key), Some((_, text))) = (&configured, &earlier) {
            let signed = Note::parse(text).and_then(|note| note.require(std::slice::from_ref(key)));
            signed.map_err(|error| Stop::Usage(format!("--earlier: {error}")))?;
        }
        let mut store = desk::existing(&self.ledger.ledger)?;
        let named = desk::named_key(&mut store);
        let trust = match (&configured, &named) {
            (Some(key), _) => Trust::Key(key),
            (None, Some(key)) => Trust::OwnWord(key),
            (None, None) => Trust::Unsigned,
        };
        match self.check(store, trust, earlier.as_ref()) {
            Ok(verified) => Ok(self.whole(&verified, trust, earlier.as_ref().map(|(checkpoint, _)| checkpoint.size))),
            // What could not be read says nothing of the ledger.
            Err(DeskError::Ledger(error @ (LedgerError::Io { .. } | LedgerError::Locked { .. }))) => Err(error.into()),
            Err(error) => Ok(self.broken(&error)),
        }
    }

    fn check(
        &self,
        mut store: Box<dyn Store>,
        trust: Trust<'_>,
        earlier: Option<&(Checkpoint, String)>,
    ) -> Result<Verified, DeskError> {
        // What was kept outside says which ledger this has to be.
        let origin = match earlier {
            Some((checkpoint, _)) => checkpoint.origin.clone(),
            None => desk::origin(&mut store)?,
        };
        let mut ledger = Ledger::new(store, &origin)?;
        if let Trust::Key(key) | Trust::OwnWord(key) = trust {
            ledger = ledger.trusting(key.clone());
        }
        discretion::verify(&mut ledger, earlier.map(|(_, text)| text.as_str()), &mut |done, all| self.tell(done, all))
    }

    fn whole(&self, verified: &Verified, trust: Trust<'_>, earlier: Option<u64>) -> ExitCode {
        output::data(&match self.format {
            Format::Text => render::verified(verified, trust, earlier, output::style()),
            Format::Json => render::verified_json(verified, trust, earlier),
        });
        ExitCode::SUCCESS
    }

    fn broken(&self, error: &DeskError) -> ExitCode {
        output::data(&match self.format {
            Format::Text => render::broken(error, output::style()),
            Format::Json => render::broken_json(error),
        });
        ExitCode::from(1)
    }

    fn tell(&self, done: u64, all: u64) {
        let terminal = std::io::stderr().is_terminal();
        if terminal || self.progress {
            let (start, end) = match (terminal, done == all) {
                (true, false) => ("\r", ""),
                (true, true) => ("\r", "\n"),
                (false, _) => ("", "\n"),
            };
            output::diagnostics(&format!("{start}checked {done} of {all} records{end}"));
        }
    }
}

/// A checkpoint from a file, and its text.
fn earlier(path: &str) -> Result<(Checkpoint, String), Stop> {
    let (name, text) = input::text(path)?;
    let checkpoint = Note::parse(&text).and_then(|note| Checkpoint::parse(note.text()));
    Ok((checkpoint.map_err(|error| Stop::Usage(format!("{name}: {error}")))?, text))
}
