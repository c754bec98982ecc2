//! Commitments: what stands in a ledger in place of a sensitive fact, and what is kept beside it to open them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What opens the commitments of one record. It is kept beside the ledger and can be erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    /// In hexadecimal digits.
    pub(super) salt: String,
    pub(super) facts: BTreeMap<String, String>,
}

impl Opening {
    pub(super) fn salt(&self) -> Option<[u8; 32]> {
        let digits = self.salt.as_bytes();
        let mut salt = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in salt.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(salt)
    }
}

/// A digest from which nobody finds the value without the salt, not even by trying all values. Each fact has a salt of
/// its own, so that one can be opened without the others.
pub(super) fn commit(salt: Option<&[u8; 32]>, fact: &str, value: &str) -> String {
    let own = Sha256::new_with_prefix(b"candor fact salt\0").chain_update(salt.unwrap_or(&[0; 32])).chain_update(fact);
    let digest = Sha256::new_with_prefix(b"candor fact\0").chain_update(own.finalize()).chain_update(value).finalize();
    hex(&digest)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
