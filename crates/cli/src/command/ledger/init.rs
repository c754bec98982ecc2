//! `candor ledger init`: a new ledger, and the key by which it is signed.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use candor::discretion::{Desk, DeskError};
use candor::ledger::{Ledger, Memory, PublicKey, SecretKey, Store};
use candor::render;
use clap::Args;

use crate::input::{Format, Stop};
use crate::{desk, output};

#[derive(Debug, Args)]
pub struct Init {
    /// The ledger: a file that ends in `.jsonl`, or a database.
    file: String,
    /// The name that stands in its checkpoints, such as `returns.example/overrides`; the name of the file if nothing is said.
    #[arg(long, value_name = "ORIGIN")]
    name: Option<String>,
    /// Where to write the new secret key. Without one, nobody signs the ledger.
    #[arg(long, value_name = "KEYFILE")]
    key: Option<String>,
    /// Takes a key in the folder of the ledger: whoever can write there can then sign as well.
    #[arg(long, requires = "key")]
    key_beside_ledger: bool,
    /// When, in UTC: 2026-01-31T10:15:00Z. The clock of this computer if nothing is said.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The form of the reply.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Init {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let at = desk::moment("--at", self.at.as_deref())?;
        let origin = match &self.name {
            Some(name) => name.clone(),
            None => Path::new(&self.file).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        if let Some(key) = self.key.as_deref().filter(|_| !self.key_beside_ledger)
            && folder_of(key)? == folder_of(&self.file)?
        {
            return Err(Stop::Usage(format!(
                "{key}: a key in the folder of its ledger guards little, since whoever can write there can sign as well; put it elsewhere, or say --key-beside-ledger"
            )));
        }
        // Nothing is made before all that can be told is right: a name that cannot be one, files that are there already.
        Ledger::new(Memory::new(), &origin)?;
        let key = self.key.as_deref().map(|path| Ok::<_, Stop>((path, fresh(&origin)?))).transpose()?;
        if let Some((path, _)) = key.as_ref().filter(|(path, _)| Path::new(path).exists()) {
            return Err(taken(path));
        }
        let mut store = desk::store(&self.file)?;
        if store.checkpoint()?.is_some() || !is_empty(&mut store)? {
            return Err(DeskError::Exists.into());
        }
        let ledger = Ledger::new(store, &origin)?;
        let public = match key {
            None => {
                Desk::init(ledger, at)?;
                None
            }
            Some((path, key)) => {
                let public: PublicKey = key.public_key().clone();
                write_key(path, &key)?;
                if let Err(error) = Desk::init(ledger.signed_by(Box::new(key)), at) {
                    output::note(&format!("the key in {path} was written before this went wrong"));
                    return Err(error.into());
                }
                Some(public)
            }
        };
        output::data(&match self.format {
            Format::Text => render::opened(&origin, public.as_ref(), output::style()),
            Format::Json => render::opened_json(&origin, public.as_ref()),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// A new key for a ledger. The name of a key has no spaces.
fn fresh(origin: &str) -> Result<SecretKey, Stop> {
    Ok(SecretKey::from_seed(&origin.replace(char::is_whitespace, "-"), desk::random()?)?)
}

/// Whether no line is there: lines without a checkpoint are no new ledger.
fn is_empty(store: &mut Box<dyn Store>) -> Result<bool, Stop> {
    let mut lines = 0;
    store.read(0, 1, &mut |_, _| {
        lines += 1;
        Ok(())
    })?;
    Ok(lines == 0)
}

fn taken(path: &str) -> Stop {
    Stop::Usage(format!("{path}: there is a file here already, and a key is never written over another"))
}

/// The folder in which a file stands or will stand.
fn folder_of(path: &str) -> Result<PathBuf, Stop> {
    let path = Path::new(path);
    // A link leads to where the file really stands.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(folder).map_err(|error| Stop::Usage(format!("{}: {error}", folder.display())))
}

/// Writes a key where no file is yet, readable by its owner only.
fn write_key(path: &str, key: &SecretKey) -> Result<(), Stop> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(format!("{}\n", key.reveal()).as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => taken(path),
        _ => Stop::Usage(format!("{path}: {error}")),
    })
}
