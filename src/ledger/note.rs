//! C2SP signed notes: a text, and lines with signatures of it behind an empty line. <https://c2sp.org/signed-note>

use base64ct::{Base64, Encoding};

use super::key::is_name;
use super::{LedgerError, PublicKey, Signer};

/// The longest note that is read; a checkpoint has some hundred bytes.
pub(super) const LONGEST_NOTE: usize = 64 * 1024;
const MOST_SIGNATURES: usize = 100;

/// A text and its signatures, read but not yet trusted.
///
/// ```
/// use candor::ledger::{Note, SecretKey};
/// let key = SecretKey::from_seed("returns.example", [7; 32])?;
/// let signed = Note::sign("A text of one line.\n", &key)?;
/// let note = Note::parse(&signed)?;
/// assert_eq!(note.text(), "A text of one line.\n");
/// note.require(&[key.public_key().clone()])?;
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl Note {
    /// Reads a note byte by byte strictly. One without signatures is a text that ends in a line feed and has no empty line.
    ///
    /// # Errors
    /// [`LedgerError::Checkpoint`] with what is wrong.
    pub fn parse(note: &str) -> Result<Note, LedgerError> {
        if note.len() > LONGEST_NOTE {
            return bad("it is longer than 64 KiB");
        }
        if note.contains(|c: char| c != '\n' && c.is_control()) {
            return bad("it holds a control character, such as a carriage return");
        }
        if !note.ends_with('\n') {
            return bad("its last line has no line feed");
        }
        let Some(empty_line) = note.rfind("\n\n") else {
            return Ok(Note { text: note.to_owned(), signatures: Vec::new() });
        };
        let (text, lines) = (&note[..=empty_line], &note[empty_line + 2..]);
        let signatures: Vec<_> = lines.split_terminator('\n').map(signature).collect::<Option<_>>().unwrap_or_default();
        match signatures.len() {
            0 => bad("a line behind its empty line is not a signature"),
            1..=MOST_SIGNATURES => Ok(Note { text: text.to_owned(), signatures }),
            _ => bad("it has more than 100 signatures"),
        }
    }

    /// The note of this text with one signature.
    ///
    /// # Errors
    /// What the signer says; [`LedgerError::Signature`] if its signature does not fit.
    pub fn sign(text: &str, signer: &dyn Signer) -> Result<String, LedgerError> {
        let (key, signature) = (signer.public(), signer.sign(text.as_bytes())?);
        if !key.verify(text.as_bytes(), &signature) {
            return Err(LedgerError::Signature { key: key.name().to_owned() });
        }
        let base64 = Base64::encode_string(&[&key.id()[..], &signature].concat());
        Ok(format!("{text}\n— {} {base64}\n", key.name()))
    }

    /// The text that is signed, with its last line feed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Requires a good signature of one of these keys, and none of them that is bad. Without keys nothing is required.
    ///
    /// # Errors
    /// [`LedgerError::Unsigned`], [`LedgerError::Key`] or [`LedgerError::Signature`].
    pub fn require(&self, keys: &[PublicKey]) -> Result<(), LedgerError> {
        let Some(first) = keys.first() else { return Ok(()) };
        let mut is_signed = false;
        for signature in &self.signatures {
            let key = keys.iter().find(|key| key.name() == signature.name && key.id() == signature.id);
            let Some(key) = key else { continue };
            let bytes = <&[u8; 64]>::try_from(signature.bytes.as_slice());
            if !bytes.is_ok_and(|bytes| key.verify(self.text.as_bytes(), bytes)) {
                return Err(LedgerError::Signature { key: key.name().to_owned() });
            }
            is_signed = true;
        }
        let key = first.name().to_owned();
        match (is_signed, self.signatures.is_empty()) {
            (true, _) => Ok(()),
            (false, true) => Err(LedgerError::Unsigned { key }),
            (false, false) => Err(LedgerError::Key { key }),
        }
    }
}

/// `— name base64(4 bytes of key id, signature)`.
fn signature(line: &str) -> Option<Signature> {
    let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = Base64::decode_vec(base64).ok().filter(|_| is_name(name))?;
    let (id, bytes) = bytes.split_first_chunk::<4>().filter(|(_, signature)| !signature.is_empty())?;
    Some(Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
}

fn bad<T>(reason: &str) -> Result<T, LedgerError> {
    Err(LedgerError::Checkpoint { reason: reason.to_owned() })
}

#[cfg(test)]
mod tests;
