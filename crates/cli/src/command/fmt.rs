//! `candor fmt`: rulebooks in their canonical layout.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use candor::Rulebook;
use clap::Args;

use crate::input::{self, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct Fmt {
    /// Rulebooks, folders that are searched for `*.rulebook` and `*.rulebook.md`, or `-`, whose result goes to the standard output.
    #[arg(required = true)]
    paths: Vec<String>,
    /// Changes nothing; lists the files that would change, and exits with 1 if there are any.
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let (mut changes, mut faults) = (false, false);
        for path in input::files(&self.paths, input::RULEBOOKS)? {
            match self.file(&path) {
                Ok(changed) => changes |= changed,
                // One bad file does not keep the others from being formatted.
                Err(stop) => {
                    output::complain(&stop);
                    faults = true;
                }
            }
        }
        Ok(match (faults, self.check && changes) {
            (true, _) => ExitCode::from(2),
            (false, true) => ExitCode::from(1),
            (false, false) => ExitCode::SUCCESS,
        })
    }

    /// Whether the text changed, or would.
    fn file(&self, path: &str) -> Result<bool, Stop> {
        let (name, text) = input::text(path)?;
        let formatted = Rulebook::format(&name, &text)?;
        let changed = formatted != text;
        if self.check {
            if changed {
                output::data(&format!("{name}\n"));
            }
        } else if path == "-" {
            output::data(&formatted);
        } else if changed {
            replace(path, &formatted).map_err(|error| Stop::Usage(format!("{path}: {error}")))?;
            output::note(&format!("formatted {path}"));
        }
        Ok(changed)
    }
}

/// Writes beside the file and renames, so that nobody ever sees half of it. A link stays, and what it names is replaced.
fn replace(path: &str, text: &str) -> std::io::Result<()> {
    let path = fs::canonicalize(path)?;
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written =
        write_new(&beside, text, fs::metadata(&path)?.permissions()).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, text: &str, permissions: fs::Permissions) -> std::io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.set_permissions(permissions)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
