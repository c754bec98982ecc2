//! Evidence that leaves the house: that a record is in the ledger, and that a ledger continues an earlier checkpoint; checked without the ledger.

use serde::{Deserialize, Serialize};

use super::tree::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
use super::{Checkpoint, Frontier, Hash, Ledger, LedgerError, PublicKey, Store};

/// That a record is in the ledger that a checkpoint tells of. Plain data; [`verify_proof`] checks it.
///
/// ```
/// use candor::ledger::{Checkpoint, Hash, Proof, verify_proof};
/// let checkpoint = Checkpoint { origin: "returns.example/overrides".into(), size: 1, root: Hash::leaf(b"one") };
/// let proof = Proof { seq: 0, line: "one".into(), path: vec![], checkpoint: checkpoint.to_string() };
/// verify_proof(&proof, "returns.example/overrides", &[])?;
/// let forged = Proof { line: "two".into(), ..proof };
/// assert_eq!(verify_proof(&forged, "returns.example/overrides", &[]).unwrap_err().code(), "L_PROOF");
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The number of the record.
    pub seq: u64,
    /// Its line.
    pub line: String,
    /// The hashes beside its way up to the root, from the bottom (RFC 6962, 2.1.1).
    pub path: Vec<Hash>,
    /// The text of the checkpoint, with its signatures.
    pub checkpoint: String,
}

/// That the ledger of a checkpoint begins with that of an earlier one. Plain data; [`verify_consistency_proof`] checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyProof {
    /// The hashes that lead from the earlier root to the later (RFC 6962, 2.1.2).
    pub path: Vec<Hash>,
    /// The text of the later checkpoint, with its signatures.
    pub checkpoint: String,
}

/// Checks a proof on its own: it needs only the name of the ledger and the keys that must have signed (none are required if there are none).
/// Gives the checkpoint that it leads to.
///
/// # Errors
/// [`LedgerError::Proof`], or what is wrong with the checkpoint.
pub fn verify_proof(proof: &Proof, origin: &str, keys: &[PublicKey]) -> Result<Checkpoint, LedgerError> {
    let checkpoint = Checkpoint::open(&proof.checkpoint, origin, keys)?;
    let leaf = Hash::leaf(proof.line.as_bytes());
    if verify_inclusion(leaf, proof.seq, checkpoint.size, &proof.path, checkpoint.root) {
        Ok(checkpoint)
    } else {
        Err(LedgerError::Proof { reason: "this line is not that record of the ledger that the checkpoint tells of" })
    }
}

/// Checks on its own that a ledger continues an earlier checkpoint, which the caller has kept. Gives the later checkpoint.
///
/// # Errors
/// [`LedgerError::Proof`], or what is wrong with the later checkpoint.
pub fn verify_consistency_proof(
    proof: &ConsistencyProof,
    old: &Checkpoint,
    keys: &[PublicKey],
) -> Result<Checkpoint, LedgerError> {
    let new = Checkpoint::open(&proof.checkpoint, &old.origin, keys)?;
    if verify_consistency(old.size, old.root, new.size, new.root, &proof.path) {
        Ok(new)
    } else {
        Err(LedgerError::Proof { reason: "the later checkpoint does not continue the earlier one" })
    }
}

impl<S: Store> Ledger<S> {
    /// The evidence that a record is in the ledger. The whole ledger is read and checked on the way.
    ///
    /// # Errors
    /// [`LedgerError::NoRecord`], or why the ledger cannot be trusted or read.
    pub fn prove(&mut self, seq: u64) -> Result<Proof, LedgerError> {
        let mut line = None;
        let (checkpoint, text, leaves) = self.leaves(None, &mut |at, bytes| {
            if at == seq {
                line = String::from_utf8(bytes.to_vec()).ok();
            }
        })?;
        let path = usize::try_from(seq).ok().and_then(|at| inclusion_proof(&leaves, at));
        match (path, line) {
            (Some(path), Some(line)) => Ok(Proof { seq, line, path, checkpoint: text }),
            _ => Err(LedgerError::NoRecord { record: seq, size: checkpoint.size }),
        }
    }

    /// The evidence that the ledger continues an earlier checkpoint. The whole ledger is read and checked on the way.
    ///
    /// # Errors
    /// [`LedgerError::Truncated`] or [`LedgerError::History`] if it does not; or why the ledger cannot be trusted or read.
    pub fn prove_consistency(&mut self, old: &Checkpoint) -> Result<ConsistencyProof, LedgerError> {
        if old.origin != self.handle.origin {
            let (expected, found) = (self.handle.origin.clone(), old.origin.clone());
            return Err(LedgerError::Origin { expected, found });
        }
        let (checkpoint, text, leaves) = self.leaves(Some(old), &mut |_, _| ())?;
        let path = usize::try_from(old.size).ok().and_then(|size| consistency_proof(&leaves, size));
        let path = path.ok_or(LedgerError::Truncated { old: old.size, new: checkpoint.size })?;
        Ok(ConsistencyProof { path, checkpoint: text })
    }

    /// The leaf hashes of the whole ledger, checked.
    fn leaves(
        &mut self,
        old: Option<&Checkpoint>,
        each: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<(Checkpoint, String, Vec<Hash>), LedgerError> {
        let text = self.store.checkpoint()?;
        let checkpoint = self.handle.accept(text.as_deref())?;
        if let Some(old) = old.filter(|old| checkpoint.size < old.size) {
            return Err(LedgerError::Truncated { old: old.size, new: checkpoint.size });
        }
        let mut leaves = Vec::new();
        let store = &mut self.store;
        self.handle.examine(
            Frontier::new(),
            &checkpoint,
            old,
            &mut |from, to, each| store.read(from, to, each),
            &mut |seq, line, leaf| {
                each(seq, line);
                leaves.push(leaf);
                Ok(())
            },
        )?;
        self.handle.remember(&checkpoint);
        let text = text.unwrap_or_else(|| checkpoint.to_string());
        Ok((checkpoint, text, leaves))
    }
}
