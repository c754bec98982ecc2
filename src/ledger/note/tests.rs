//! Notes and keys against the published examples of Go's note package and of C2SP, and against every small change.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Checkpoint, SecretKey};
use super::*;

/// From the examples of golang.org/x/mod/sumdb/note.
const SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_SIGNATURE: &str =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

fn key(text: &str) -> PublicKey {
    text.parse().unwrap()
}

fn open(note: &str, keys: &[PublicKey]) -> Result<String, LedgerError> {
    let note = Note::parse(note)?;
    note.require(keys)?;
    Ok(note.text().to_owned())
}

#[test]
fn the_known_answers_of_go() {
    let secret = SecretKey::parse(SECRET).unwrap();
    assert_eq!(secret.public_key().to_string(), PUBLIC);
    assert_eq!(secret.public_key().id(), [0xc7, 0x4f, 0x20, 0xa3]);
    assert_eq!(secret.reveal(), SECRET);
    let note = format!("{TEXT}\n{SIGNATURE}");
    assert_eq!(Note::sign(TEXT, &secret).unwrap(), note);
    assert_eq!(open(&note, &[key(PUBLIC)]).unwrap(), TEXT);
    // Two signatures: either key opens it, and both do.
    let both = format!("{TEXT}\n{SIGNATURE}{ENOCH_SIGNATURE}");
    for keys in [vec![key(PUBLIC)], vec![key(ENOCH)], vec![key(ENOCH), key(PUBLIC)]] {
        assert_eq!(open(&both, &keys).unwrap(), TEXT);
    }
    assert_eq!(open(&note, &[key(ENOCH)]).unwrap_err().code(), "L_KEY");
}

/// The example of c2sp.org/signed-note.
#[test]
fn the_known_answer_of_c2sp() {
    let public = key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    let note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    assert_eq!(open(note, &[public]).unwrap(), "This is an example message.\n");
}

/// Every change of one byte, and every piece, of a key is refused.
#[test]
fn a_key_that_was_touched_is_refused() {
    for (text, is_key) in [
        (PUBLIC, &(|text: &str| text.parse::<PublicKey>().is_ok()) as &dyn Fn(&str) -> bool),
        (SECRET, &|text: &str| SecretKey::parse(text).is_ok()),
    ] {
        assert!(is_key(text));
        for at in 0..text.len() {
            assert!(!is_key(&text[..at]) && (at == 0 || !is_key(&text[at..])), "{at}");
            for bit in 0..7 {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                assert!(!is_key(&String::from_utf8(bytes).unwrap()), "bit {bit} of byte {at} of {text}");
            }
        }
        for bad in [format!("{text}\n"), format!(" {text}"), format!("{text}=")] {
            assert!(!is_key(&bad), "{bad}");
        }
    }
    // From the tests of Go: a key too long, and a kind that nobody knows, each with the id that fits.
    for bad in [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert_eq!(bad.parse::<PublicKey>().unwrap_err().code(), "L_KEY_TEXT");
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{85}"] {
        assert_eq!(SecretKey::from_seed(name, [1; 32]).unwrap_err().code(), "L_KEY_TEXT", "{name:?}");
    }
    // The neutral point signs anything, so it is no key.
    let mut weak = [0; 33];
    (weak[0], weak[1]) = (1, 1);
    let hash = super::super::Hash::of(&[b"weak\n", &weak[..]].concat()).to_string();
    let weak = format!("weak+{}+{}", &hash[..8], Base64::encode_string(&weak));
    assert!(weak.parse::<PublicKey>().unwrap_err().to_string().contains("weak"));
}

/// No bit of a signed note can be flipped, whatever becomes of its UTF-8.
#[test]
fn a_note_that_was_touched_is_refused() {
    let note = format!("{TEXT}\n{SIGNATURE}");
    for at in 0..note.len() {
        for bit in 0..8 {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let touched = String::from_utf8(bytes).ok();
            assert!(touched.is_none_or(|text| open(&text, &[key(PUBLIC)]).is_err()), "bit {bit} of byte {at}");
        }
        if note.is_char_boundary(at) {
            assert!(open(&note[..at], &[key(PUBLIC)]).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_signature_has_its_name() {
    let (public, note) = ([key(PUBLIC)], format!("{TEXT}\n{SIGNATURE}"));
    let code = |note: &str| open(note, &public).unwrap_err().code();
    assert_eq!(code(TEXT), "L_UNSIGNED");
    assert_eq!(code(&format!("{TEXT}\n{ENOCH_SIGNATURE}")), "L_KEY");
    assert_eq!(code(&note.replace("problem is", "problem was")), "L_SIGNATURE");
    let twice = format!("{note}{}", SIGNATURE.replace("NIuG", "NIuH"));
    assert_eq!(code(&twice), "L_SIGNATURE", "one good signature does not excuse a bad one of the same key");
    for bad in [
        "",
        "no line feed",
        &note.replace('\n', "\r\n"),
        &format!("{note}\n"),
        &format!("{note} "),
        &format!("{TEXT}\nno signature\n"),
        &format!("{TEXT}\n- PeterNeumann x08go/ZJ\n"),
        &format!("{TEXT}\n— PeterNeumann x08go\n"),
        &format!("{TEXT}\n—  x08go/ZJ\n"),
        &format!("{TEXT}\n{SIGNATURE}rest"),
        &note.replace("nAM=", "nAN="),
        &note.replace("nAM=", "nAM"),
        &format!("{TEXT}\n{}", SIGNATURE.repeat(101)),
        &"x\n".repeat(40_000),
    ] {
        assert_eq!(code(bad), "L_CHECKPOINT", "{bad:.200}");
    }
}

#[test]
fn a_checkpoint_has_one_form() {
    let good = "returns.example/overrides\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    assert_eq!(Checkpoint::parse(good).unwrap().to_string(), good);
    for (from, to) in [
        ("\n12\n", "\n012\n"),
        ("\n12\n", "\n+12\n"),
        ("\n12\n", "\n-1\n"),
        ("\n12\n", "\n\n"),
        ("\n12\n", "\n12 \n"),
        ("\n12\n", "\n1_2\n"),
        ("\n12\n", "\n18446744073709551616\n"),
        ("\n12\n", "\r\n12\r\n"),
        ("\n12\n", "\n12\nmore\n"),
        ("uFU=\n", "uFU=\nmore\n"),
        ("uFU=\n", "uFU=\n\n"),
        ("uFU=\n", "uFU="),
        ("uFU=\n", "uFU\n"),
        ("uFU=\n", "uFV=\n"),
        ("47DEQ", "47DE-"),
        ("47DE", ""),
        ("returns.example/overrides", ""),
        ("returns.example", "returns+example"),
        ("returns.example", "returns\u{7f}example"),
        ("returns.example", "returns\u{85}example"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        assert_eq!(Checkpoint::parse(&bad).unwrap_err().code(), "L_CHECKPOINT", "{bad:?}");
    }
    for origin in ["", "a\nb", "a+b", "a\tb", "a\0b", "a\u{85}b", &"a".repeat(1001)] {
        let error = super::super::Ledger::new(super::super::Memory::new(), origin).unwrap_err();
        assert_eq!(error.code(), "L_ORIGIN_TEXT", "{origin:?}");
    }
}

#[test]
fn a_secret_is_never_shown() {
    let secret = SecretKey::parse(SECRET).unwrap();
    let seed = &SECRET[SECRET.len() - 40..];
    assert!(secret.reveal().contains(seed));
    assert!(!format!("{secret:?} {secret:#?}").contains(seed));
    let error = SecretKey::parse(&format!("{SECRET}x")).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&seed[..8]));
}
