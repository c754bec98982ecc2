//! Verification of what the records say: each in its place, and none that a desk would not have made.

use super::DeskError;
use super::history::History;
use super::record::{Opened, Record};
use crate::ledger::{Checkpoint, Fault, Hash, Ledger, LedgerError, PublicKey, Store, Verified};

/// Checks a whole ledger: the bytes of its lines against its checkpoint and an earlier one, each record against those
/// before it, and every grant against the limits that it names. A ledger that says it is signed has to be, by the key that it names unless `ledger`
/// was given others: whoever can rewrite all of it can name another key, so give one from outside ([`Ledger::trusting`]). `progress` is told how many records of how many are done.
///
/// # Errors
/// The first thing that is wrong, with the number of the record where it can be told.
pub fn verify<S: Store>(
    ledger: &mut Ledger<S>,
    earlier: Option<&str>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, DeskError> {
    let mut history = History::default();
    let verified = ledger.verify(
        earlier,
        &mut |seen| {
            let record = Record::parse(seen.line).map_err(|because| Fault::new("L_RECORD", because))?;
            if record.seq != seen.seq {
                return Err(Fault::new("L_SEQ", format!("it says that it is record {}", record.seq)));
            }
            if Hash::parse(&record.prev) != Some(seen.previous) {
                let because =
                    "it does not follow the record above it: one of the two was changed, or one between them is gone";
                return Err(Fault::new("L_PREV", because));
            }
            history.apply(&record).map_err(|because| Fault::new("L_STATE", because))
        },
        progress,
    )?;
    signed_as_it_says(ledger, history.opened.as_ref())?;
    match &history.opened {
        Some(opened) if opened.ledger != ledger.origin() => {
            Err(LedgerError::Origin { expected: ledger.origin().to_owned(), found: opened.ledger.clone() }.into())
        }
        None => Err(DeskError::New),
        Some(_) => Ok(verified),
    }
}

/// Whether the checkpoint carries a signature of the key that the first record names. Where keys were configured, those were required already.
pub(super) fn signed_as_it_says<S: Store>(ledger: &mut Ledger<S>, opened: Option<&Opened>) -> Result<(), LedgerError> {
    let Some(key) = opened.and_then(|opened| opened.key.as_deref()).filter(|_| !ledger.requires_a_key()) else {
        return Ok(());
    };
    let key: PublicKey = key.parse()?;
    match ledger.checkpoint()? {
        Some(text) => Checkpoint::open(&text, ledger.origin(), &[key]).map(|_| ()),
        None => Ok(()),
    }
}
