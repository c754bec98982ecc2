//! Ed25519 keys in the forms of C2SP signed-note and Go's note package: the only file that names the signature crate.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::{Hash, LedgerError};

/// Ed25519 in the key forms of signed-note.
const ED25519: u8 = 1;
const SECRET: &str = "PRIVATE+KEY+";

/// Who signs checkpoints. [`SecretKey`] does; a module that guards keys in hardware can.
pub trait Signer {
    /// The key that the signatures are checked with.
    fn public(&self) -> &PublicKey;

    /// The Ed25519 signature of exactly these bytes.
    ///
    /// # Errors
    /// [`LedgerError::Signer`] if there is none to be had; nothing is added then.
    fn sign(&self, text: &[u8]) -> Result<[u8; 64], LedgerError>;
}

/// A key that signatures are checked with, and the name that they carry. Its text is `name+id+base64`, as in
/// [C2SP signed-note](https://c2sp.org/signed-note).
///
/// ```
/// use candor::ledger::PublicKey;
/// let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
/// let key: PublicKey = text.parse()?;
/// assert_eq!(key.name(), "PeterNeumann");
/// assert_eq!(key.to_string(), text);
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl PublicKey {
    fn new(name: &str, key: VerifyingKey) -> Result<PublicKey, LedgerError> {
        if !is_name(name) {
            return bad("its name is empty or holds a space, a `+` or a control character");
        }
        let hash = Hash::of(&[name.as_bytes(), b"\n", &[ED25519], key.as_bytes()].concat());
        let [a, b, c, d, ..] = hash.0;
        Ok(PublicKey { name: name.to_owned(), id: [a, b, c, d], key })
    }

    /// The name that stands in front of its signatures.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256 over name and key: they tell keys of one name apart.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Whether this is a signature of these bytes. Strict: keys and signatures that fit many texts are refused.
    #[must_use]
    pub fn verify(&self, text: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(text, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    /// `name+c74f20a3+ARpc…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, &self.name, self.id, self.key.as_bytes())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = LedgerError;

    /// Reads exactly the form that is written.
    fn from_str(text: &str) -> Result<PublicKey, LedgerError> {
        let (name, bytes) = read_key(text)?;
        let key = VerifyingKey::from_bytes(&bytes);
        let key = PublicKey::new(name, key.or_else(|_| bad("it is no Ed25519 public key"))?)?;
        if key.key.is_weak() {
            return bad("it is a weak Ed25519 key: signatures of it fit any text");
        }
        if key.to_string() == text { Ok(key) } else { bad("its id does not belong to its name and bytes") }
    }
}

/// A key that signs. Made from 32 bytes that the caller took from a good source of random bytes; the library has none.
///
/// ```
/// use candor::ledger::SecretKey;
/// let key = SecretKey::from_seed("returns.example", [7; 32])?;
/// assert_eq!(SecretKey::parse(&key.reveal())?.reveal(), key.reveal());
/// assert_eq!(format!("{key:?}"), format!("SecretKey({})", key.public_key()));
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
pub struct SecretKey {
    public: PublicKey,
    key: SigningKey,
}

impl SecretKey {
    /// The key of this name with these 32 random bytes.
    ///
    /// # Errors
    /// [`LedgerError::KeyText`] if the name is empty or holds a space, a `+` or a control character.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<SecretKey, LedgerError> {
        let key = SigningKey::from_bytes(&seed);
        Ok(SecretKey { public: PublicKey::new(name, key.verifying_key())?, key })
    }

    /// Reads `PRIVATE+KEY+name+id+base64`, the form of Go's note package.
    ///
    /// # Errors
    /// [`LedgerError::KeyText`] for anything else; the error never shows the text.
    pub fn parse(text: &str) -> Result<SecretKey, LedgerError> {
        let Some(rest) = text.strip_prefix(SECRET) else { return bad("a secret key starts with `PRIVATE+KEY+`") };
        let (name, seed) = read_key(rest)?;
        let key = SecretKey::from_seed(name, seed)?;
        if key.reveal() == text { Ok(key) } else { bad("its id does not belong to its name and bytes") }
    }

    /// Its text, with the secret in it. Not `Display`, so that it is never printed by accident.
    #[must_use]
    pub fn reveal(&self) -> String {
        struct Text<'k>(&'k SecretKey);
        impl fmt::Display for Text<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(SECRET)?;
                write_key(f, &self.0.public.name, self.0.public.id, self.0.key.as_bytes())
            }
        }
        Text(self).to_string()
    }

    /// The key that its signatures are checked with.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }
}

impl fmt::Debug for SecretKey {
    /// The public part; never the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.public)
    }
}

impl FromStr for SecretKey {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<SecretKey, LedgerError> {
        SecretKey::parse(text)
    }
}

impl Signer for SecretKey {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, text: &[u8]) -> Result<[u8; 64], LedgerError> {
        Ok(self.key.sign(text).to_bytes())
    }
}

/// Whether a key may have this name (signed-note: no spaces, no plus; and no control characters).
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

fn write_key(f: &mut fmt::Formatter<'_>, name: &str, id: [u8; 4], bytes: &[u8; 32]) -> fmt::Result {
    let base64 = Base64::encode_string(&[&[ED25519], &bytes[..]].concat());
    write!(f, "{name}+{:08x}+{base64}", u32::from_be_bytes(id))
}

/// The name and the 32 bytes of `name+id+base64`. Whether the id is theirs shows when they are written again.
fn read_key(text: &str) -> Result<(&str, [u8; 32]), LedgerError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(_), Some(base64)) = (parts.next(), parts.next(), parts.next()) else {
        return bad("a key is `name+id+base64`");
    };
    let bytes = Base64::decode_vec(base64).or_else(|_| bad("its last part is not base64"))?;
    match bytes.split_first() {
        Some((&ED25519, key)) => Ok((name, key.try_into().or_else(|_| bad("an Ed25519 key has 32 bytes"))?)),
        _ => bad("it is not of the kind Ed25519"),
    }
}

fn bad<T>(reason: &'static str) -> Result<T, LedgerError> {
    Err(LedgerError::KeyText { reason })
}
