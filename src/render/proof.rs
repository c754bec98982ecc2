//! What checking a ledger came to, and what that is worth: a ledger that vouches for itself is said to.

use serde::Serialize;

use super::json::pretty;
use super::leeway::plural;
use super::notice::Notice;
use super::records::short_key;
use super::style::{Style, Tone};
use super::words;
use crate::discretion::DeskError;
use crate::ledger::{Hash, LedgerError, Proof, PublicKey, Verified};

/// By which key the signature of a checkpoint was checked.
#[derive(Clone, Copy, Debug)]
pub enum Trust<'a> {
    /// One that was configured.
    Key(&'a PublicKey),
    /// The one that the ledger itself names.
    OwnWord(&'a PublicKey),
    /// None: the ledger is not signed.
    Unsigned,
}

/// That a ledger is whole. `earlier` is how many records the earlier checkpoint counts that it continues.
#[must_use]
pub fn verified(verified: &Verified, trust: Trust<'_>, earlier: Option<u64>, style: Style) -> String {
    let many =
        |count: u64| format!("{} {}", words::count(count), plural(usize::try_from(count).unwrap_or(2), "record"));
    let signed = match trust {
        Trust::Key(key) | Trust::OwnWord(key) => format!("signed by {}", short_key(&key.to_string())),
        Trust::Unsigned => "unsigned".to_owned(),
    };
    let mut notice = Notice::new(Tone::Good, "VERIFIED", format!("{}, {signed}.", many(verified.size)));
    match trust {
        Trust::Key(_) => {}
        Trust::OwnWord(_) => notice.line(
            "That key is the ledger's own word: whoever can rewrite the ledger can name another. Check it with a key that you keep outside.",
        ),
        Trust::Unsigned => notice.line(
            "Nobody signs this ledger: whoever can write it can rewrite it as a whole. Only an earlier checkpoint that was kept outside would show that.",
        ),
    }
    match earlier {
        Some(count) => notice.line(format!("It continues the earlier checkpoint of {}.", many(count))),
        None if matches!(trust, Trust::Unsigned) => {}
        None => {
            notice.line("Records cut off at its end show only against an earlier checkpoint that was kept outside.")
        }
    }
    if verified.unacknowledged > 0 {
        notice.line(format!(
            "{} bytes stand behind its last record: what is being added now, or what a crash left. They do not count.",
            words::count(verified.unacknowledged)
        ));
    }
    notice.text(style)
}

/// What is wrong with a ledger.
#[must_use]
pub fn broken(error: &DeskError, style: Style) -> String {
    Notice::new(Tone::Bad, "BROKEN", sentence(error)).text(style)
}

/// What is wrong, with its code behind it.
fn sentence(error: &DeskError) -> String {
    match error {
        // A fault that was found in a record brings its code along.
        DeskError::Ledger(LedgerError::Record { .. }) => error.to_string(),
        other => match code(other) {
            Some(code) => format!("{other} [{code}]"),
            None => other.to_string(),
        },
    }
}

fn code(error: &DeskError) -> Option<&'static str> {
    match error {
        DeskError::Ledger(error) => Some(error.code()),
        DeskError::Record { .. } => Some("L_RECORD"),
        _ => None,
    }
}

#[derive(Serialize)]
struct WireVerified<'a> {
    format: u32,
    result: &'static str,
    size: u64,
    root: Hash,
    signed_by: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    own_word: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<u64>,
    unacknowledged: u64,
    checkpoint: Option<&'a str>,
}

/// That a ledger is whole, as JSON.
#[must_use]
pub fn verified_json(verified: &Verified, trust: Trust<'_>, earlier: Option<u64>) -> String {
    let (signed_by, own_word) = match trust {
        Trust::Key(key) => (Some(key.to_string()), false),
        Trust::OwnWord(key) => (Some(key.to_string()), true),
        Trust::Unsigned => (None, false),
    };
    pretty(&WireVerified {
        format: 1,
        result: "verified",
        size: verified.size,
        root: verified.root,
        signed_by,
        own_word,
        continues: earlier,
        unacknowledged: verified.unacknowledged,
        checkpoint: verified.checkpoint.as_deref(),
    })
}

#[derive(Serialize)]
struct WireBroken {
    format: u32,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    message: String,
}

/// What is wrong with a ledger, as JSON.
#[must_use]
pub fn broken_json(error: &DeskError) -> String {
    let record = match error {
        DeskError::Ledger(error) => error.record(),
        DeskError::Record { seq, .. } => Some(*seq),
        _ => None,
    };
    pretty(&WireBroken { format: 1, result: "broken", record, code: code(error), message: error.to_string() })
}

/// The evidence for one record, in words: what it is, and what to do with it. The evidence itself is [`proof_json`].
#[must_use]
pub fn proof(proof: &Proof, style: Style) -> String {
    let mut lines = proof.checkpoint.lines();
    let (origin, size) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let first = format!("record {} is in the ledger {origin} of {size} records.", proof.seq);
    let mut notice = Notice::new(Tone::Good, "PROVEN", first);
    notice.line("Take the evidence along as data (--format json): it can be checked without the ledger.");
    notice.text(style)
}

/// The evidence for one record, as JSON: [`verify_proof`](crate::ledger::verify_proof) checks it without the ledger.
#[must_use]
pub fn proof_json(proof: &Proof) -> String {
    pretty(proof)
}

#[derive(Serialize)]
struct WireCheckpoint<'a> {
    format: u32,
    checkpoint: &'a str,
}

/// A checkpoint, to be kept outside, as JSON.
#[must_use]
pub fn checkpoint_json(checkpoint: &str) -> String {
    pretty(&WireCheckpoint { format: 1, checkpoint })
}

/// A new ledger; `key` is the one by which it is signed.
#[must_use]
pub fn opened(origin: &str, key: Option<&PublicKey>, style: Style) -> String {
    let mut notice = match key {
        Some(_) => Notice::new(Tone::Good, "OPENED", format!("the ledger {origin}, signed.")),
        None => {
            Notice::new(Tone::Open, "OPENED", format!("the ledger {origin}, unsigned: nobody signs its checkpoints."))
        }
    };
    if let Some(key) = key {
        notice.line(format!("Its public key, for those who check it: {key}"));
    }
    notice.line("Keep a checkpoint outside, regularly: without one, nobody can tell whether its end was cut off.");
    notice.text(style)
}

#[derive(Serialize)]
struct WireOpened<'a> {
    format: u32,
    result: &'static str,
    ledger: &'a str,
    public_key: Option<String>,
}

/// The same as JSON.
#[must_use]
pub fn opened_json(origin: &str, key: Option<&PublicKey>) -> String {
    pretty(&WireOpened { format: 1, result: "opened", ledger: origin, public_key: key.map(ToString::to_string) })
}
