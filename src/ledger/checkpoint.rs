//! C2SP checkpoints: which ledger, how many records, and the root over them. <https://c2sp.org/tlog-checkpoint>

use std::fmt;

use base64ct::{Base64, Encoding};

use super::{Hash, LedgerError, Note, PublicKey};

/// The state of a ledger in three lines: its origin, its size, its root.
///
/// ```
/// use candor::ledger::{Checkpoint, Hash};
/// let none = Checkpoint { origin: "returns.example/overrides".into(), size: 0, root: Hash::of(b"") };
/// let text = "returns.example/overrides\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
/// assert_eq!(none.to_string(), text);
/// assert_eq!(Checkpoint::parse(text)?, none);
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger: a name without line feed, `+` and control characters, such as `returns.example/overrides`.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root of the tree over them (RFC 6962).
    pub root: Hash,
}

impl Checkpoint {
    /// Reads the three lines and nothing else: no further line, no leading zero, no other base64.
    ///
    /// # Errors
    /// [`LedgerError::Checkpoint`] with what is wrong.
    pub fn parse(text: &str) -> Result<Checkpoint, LedgerError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return bad("it has to have three lines: origin, size, root");
        };
        check_origin(origin).or_else(|_| bad("its origin is empty or holds a `+` or a control character"))?;
        let number = size.parse::<u64>().ok().filter(|number| number.to_string() == size);
        let Some(size) = number else { return bad("its size is not a plain decimal number") };
        let bytes = Base64::decode_vec(root).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let Some(root) = bytes.map(Hash) else { return bad("its root is not the base64 of 32 bytes") };
        Ok(Checkpoint { origin: origin.to_owned(), size, root })
    }

    /// Reads a note, requires a signature of one of `keys` if there are any, and the checkpoint of this origin in it.
    ///
    /// # Errors
    /// [`LedgerError::Checkpoint`], [`LedgerError::Unsigned`], [`LedgerError::Key`], [`LedgerError::Signature`], [`LedgerError::Origin`].
    pub fn open(note: &str, origin: &str, keys: &[PublicKey]) -> Result<Checkpoint, LedgerError> {
        let note = Note::parse(note)?;
        note.require(keys)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin == origin {
            Ok(checkpoint)
        } else {
            Err(LedgerError::Origin { expected: origin.to_owned(), found: checkpoint.origin })
        }
    }
}

impl fmt::Display for Checkpoint {
    /// The three lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, Base64::encode_string(&self.root.0))
    }
}

/// Refuses an origin that would not come back from a checkpoint as it went in.
pub(super) fn check_origin(origin: &str) -> Result<(), LedgerError> {
    let reason = if origin.is_empty() {
        "it is empty; write a name such as `returns.example/overrides`"
    } else if origin.contains('+') {
        "it holds a `+`"
    } else if origin.contains(char::is_control) {
        "it holds a line feed or another control character"
    } else if origin.len() > 1000 {
        "it is longer than 1000 bytes"
    } else {
        return Ok(());
    };
    Err(LedgerError::OriginText { origin: origin.escape_debug().take(200).collect(), reason })
}

fn bad<T>(reason: &str) -> Result<T, LedgerError> {
    Err(LedgerError::Checkpoint { reason: reason.to_owned() })
}
