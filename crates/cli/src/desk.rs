//! Ledgers, keys and lists of staff, as commands name them.

use std::path::Path;

use candor::discretion::{self, DeskError, Event, Record, Staff};
use candor::ledger::{JsonLines, Ledger, LedgerError, PublicKey, SecretKey, Store};
use candor::value::Moment;
use clap::Args;

use crate::input::{self, Format, Stop};

/// A desk on a ledger, wherever that is kept.
pub type Desk = discretion::Desk<Box<dyn Store>>;

/// A ledger that is added to.
#[derive(Debug, Args)]
pub struct LedgerArgs {
    /// The ledger: a file that ends in `.jsonl`, or a database.
    #[arg(long, value_name = "FILE")]
    ledger: String,
    /// The file with the secret key by which the ledger is signed.
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// When, in UTC: 2026-01-31T10:15:00Z. The clock of this computer if nothing is said.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The form of the reply.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl LedgerArgs {
    /// The time that is stated, or that of this computer.
    pub fn at(&self) -> Result<Moment, Stop> {
        moment("--at", self.at.as_deref())
    }

    /// A desk that can add to the ledger.
    pub fn open(&self) -> Result<Desk, Stop> {
        let mut store = existing(&self.ledger)?;
        let origin = origin(&mut store)?;
        let ledger = Ledger::new(store, &origin)?;
        Ok(discretion::Desk::open(match &self.key {
            None => ledger,
            Some(path) => ledger.signed_by(Box::new(secret_key(path)?)),
        })?)
    }
}

/// A ledger that is only read.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// The ledger: a file that ends in `.jsonl`, or a database.
    #[arg(long, value_name = "FILE")]
    pub ledger: String,
    /// The key that the ledger must be signed with: a public key, or a file with a key.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

impl ReadArgs {
    pub fn open(&self) -> Result<Desk, Stop> {
        to_read(&self.ledger, self.key.as_deref())
    }
}

/// Who acts, and in which role.
#[derive(Debug, Args)]
pub struct Who {
    /// Who acts: an id, compared exactly.
    #[arg(long, value_name = "ID")]
    pub by: String,
    /// The role in which they act, by its name in the rulebook.
    #[arg(long)]
    pub role: String,
    #[command(flatten)]
    pub staff: StaffArg,
}

/// The list of staff.
#[derive(Debug, Args)]
pub struct StaffArg {
    /// Who holds which role, in YAML: a file or `-`. Without it a role is only asserted, and the record says so.
    #[arg(long, value_name = "FILE")]
    staff: Option<String>,
}

impl StaffArg {
    /// The desk, with the list of staff if there is one.
    pub fn at(&self, desk: Desk) -> Result<Desk, Stop> {
        match &self.staff {
            None => Ok(desk),
            Some(path) => {
                let (name, text) = input::text(path)?;
                Ok(desk.with_directory(Staff::from_text(&name, &text)?))
            }
        }
    }
}

/// A desk that can see everything and add nothing. Where no key is given, the ledger is held to its own word.
pub fn to_read(path: &str, key: Option<&str>) -> Result<Desk, Stop> {
    let mut store = existing(path)?;
    let (origin, named) = (origin(&mut store)?, named_key(&mut store));
    let key = key.map(public_key).transpose()?.or(named);
    let ledger = Ledger::new(store, &origin)?;
    Ok(discretion::Desk::read_only(match key {
        None => ledger,
        Some(key) => ledger.trusting(key),
    })?)
}

/// Where a ledger is kept. A database is made if there is none.
pub fn store(path: &str) -> Result<Box<dyn Store>, Stop> {
    if path == "-" {
        return Err(Stop::Usage("a ledger is a file and cannot be the standard input".to_owned()));
    }
    if path.ends_with(".jsonl") {
        Ok(Box::new(JsonLines::new(path)))
    } else {
        Ok(Box::new(candor_sqlite::Sqlite::open(path)?))
    }
}

/// Where a ledger is kept that has to be there.
pub fn existing(path: &str) -> Result<Box<dyn Store>, Stop> {
    // Lines that are gone and a checkpoint that is not are a finding, and no new ledger.
    if Path::new(path).exists() || path.ends_with(".jsonl") && Path::new(&format!("{path}.checkpoint")).exists() {
        store(path)
    } else {
        Err(Stop::Usage(format!("{path}: {}", DeskError::New)))
    }
}

/// The name of a ledger, as its checkpoint says; without one, as its first record does.
pub fn origin(store: &mut Box<dyn Store>) -> Result<String, DeskError> {
    if let Some(text) = store.checkpoint()? {
        return Ok(text.split('\n').next().unwrap_or_default().to_owned());
    }
    match opening(store) {
        Some(opened) => Ok(opened.ledger),
        None => Err(DeskError::New),
    }
}

/// The key that the first record names: the ledger's own word.
pub fn named_key(store: &mut Box<dyn Store>) -> Option<PublicKey> {
    opening(store)?.key?.parse().ok()
}

fn opening(store: &mut Box<dyn Store>) -> Option<discretion::Opened> {
    let mut opened = None;
    let read = store.read(0, 1, &mut |_, line| {
        if let Ok(Record { event: Event::Opened(first), .. }) = Record::parse(line) {
            opened = Some(first);
        }
        Ok(())
    });
    // Whatever is wrong with it comes out when the ledger is checked.
    read.ok().and(opened)
}

/// The time of a text, or that of this computer.
pub fn moment(option: &str, text: Option<&str>) -> Result<Moment, Stop> {
    match text {
        Some(text) => Moment::parse(text).ok_or_else(|| {
            Stop::Usage(format!("{option} {text}: there is no such time; write it in UTC: 2026-01-31T10:15:00Z"))
        }),
        None => Moment::from_seconds(jiff::Timestamp::now().as_second()).ok_or_else(|| {
            Stop::Usage("the clock of this computer cannot be read; say --at 2026-01-31T10:15:00Z".to_owned())
        }),
    }
}

/// 32 random bytes.
pub fn random() -> Result<[u8; 32], Stop> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Stop::Usage(format!("this computer gives no random bytes: {error}")))?;
    Ok(bytes)
}

fn secret_key(path: &str) -> Result<SecretKey, Stop> {
    let (name, text) = input::text(path)?;
    SecretKey::parse(text.trim()).map_err(|error| Stop::Usage(format!("{name}: {error}")))
}

/// A public key, as it is or in a file; of a secret key in a file the public part.
pub fn public_key(text: &str) -> Result<PublicKey, Stop> {
    if text.starts_with("PRIVATE+KEY+") {
        let said = "--key: this is a secret key, and what stands on a command line does not stay secret; name its file";
        return Err(Stop::Usage(said.to_owned()));
    }
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let (name, found) = input::text(text)?;
    let found = found.trim();
    let key: Result<PublicKey, LedgerError> = match SecretKey::parse(found) {
        Ok(secret) => Ok(secret.public_key().clone()),
        Err(_) => found.parse(),
    };
    key.map_err(|error| Stop::Usage(format!("{name}: {error}")))
}
