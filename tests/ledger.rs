//! The ledger as its users see it, in each of the stores that the library has.

use std::path::PathBuf;

use candor::ledger::{JsonLines, Memory};

pub mod laws;

struct InMemory(Memory);

impl laws::Place for InMemory {
    type Store = Memory;

    fn new() -> InMemory {
        InMemory(Memory::new())
    }

    fn store(&self) -> Memory {
        self.0.clone()
    }
}

/// A ledger file in a folder of its own.
pub struct InFile {
    _folder: tempfile::TempDir,
    pub file: PathBuf,
}

impl laws::Place for InFile {
    type Store = JsonLines;

    fn new() -> InFile {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("overrides.jsonl");
        InFile { _folder: folder, file }
    }

    fn store(&self) -> JsonLines {
        JsonLines::new(&self.file)
    }
}

mod memory {
    crate::ledger::laws::laws!(super::InMemory);
}

mod file {
    crate::ledger::laws::laws!(super::InFile);
}
