//! The command as people and scripts meet it: exit codes, what goes where, and paths that are not what they seem.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs `candor` at the top of the repository.
fn candor(arguments: &[&str]) -> Output {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_candor")).args(arguments).current_dir(top).env("NO_COLOR", "1").output().unwrap()
}

/// The exit code, standard output and standard error.
fn told(arguments: &[&str]) -> (i32, String, String) {
    let output = candor(arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

const JACKET: [&str; 6] = ["why", "refund", "-r", "rules/returns", "-c", "rules/returns/jacket.yaml"];

#[test]
fn an_answer_is_data_and_succeeds() {
    let (code, out, err) = told(&JACKET);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("ASK   "), "{out}");
    let (code, out, _) = told(&[&JACKET[..], &["--format", "json", "--for", "customer"]].concat());
    assert_eq!(code, 0);
    assert!(out.contains("\"audience\": \"customer\"") && !out.contains("late_return\": \"13"), "{out}");
}

#[test]
fn what_was_looked_for_is_one_and_what_cannot_be_read_is_two() {
    let findings = "tests/syntax/bad/unworded.rulebook";
    assert_eq!(told(&["check", findings]).0, 1);
    assert_eq!(told(&["check", "rules"]).0, 0);
    assert_eq!(told(&["test", "rules"]).0, 0);
    assert_eq!(told(&["fmt", "--check", "rules"]).0, 0);
    for usage in [
        &["why", "refnud", "-r", "rules/returns", "--today", "2026-01-01"][..],
        &["why", "refund", "-r", findings, "--today", "2026-13-01"],
        &["why", "refund", "-r", "rules/returns", "--set", "receipt=maybe", "--today", "2026-01-01"],
        &[
            "why",
            "refund",
            "-r",
            "rules/returns",
            "--set",
            "receipt=no",
            "--set",
            "receipt=yes",
            "--today",
            "2026-01-01",
        ],
        &["why", "refund", "-r", "rules", "--today", "2026-01-01"],
        &["test", "rules/returns/returns.rulebook"],
        &["explain", "E_NOTHING"],
        &["frobnicate"],
    ] {
        let (code, out, err) = told(usage);
        assert_eq!((code, out.as_str()), (2, ""), "{usage:?}: {err}");
        assert!(!err.is_empty(), "{usage:?}");
    }
}

/// A path that is missing, a folder, a link to itself, or no text gets its name and a reason.
#[test]
fn paths_that_are_not_what_they_seem() {
    let folder = folder("paths");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    std::fs::write(path("latin.rulebook"), b"rulebook shop \"caf\xe9\"").unwrap();
    std::fs::create_dir(path("empty")).unwrap();
    let mut wrong = vec![path("missing.rulebook"), path("empty"), path("latin.rulebook")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(path("loop.rulebook"), path("loop.rulebook")).unwrap();
        wrong.push(path("loop.rulebook"));
    }
    for path in wrong {
        let (code, out, err) = told(&["why", "refund", "-r", &path, "--today", "2026-01-01"]);
        assert_eq!((code, out.as_str()), (2, ""), "{path}: {err}");
        assert!(err.contains(Path::new(&path).file_name().unwrap().to_str().unwrap()), "{path}: {err}");
    }
    let (code, _, err) = told(&["why", "refund", "-r", "rules/returns", "-c", "rules"]);
    assert_eq!(code, 2);
    assert!(err.contains("folder"), "{err}");
}

/// Formatting writes only what changes, and nothing with `--check`.
#[test]
fn formatting_writes_what_changes() {
    let folder = folder("fmt");
    let file = folder.join("messy.rulebook");
    let path = file.to_string_lossy().into_owned();
    let messy = "rulebook shop   \"A shop\"\n    edition  \"1\"   # first\n";
    std::fs::write(&file, messy).unwrap();
    assert_eq!(told(&["fmt", "--check", &path]).0, 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), messy);
    assert_eq!(told(&["fmt", &path]).0, 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "rulebook shop \"A shop\"\n  edition   \"1\"  # first\n");
    assert_eq!(told(&["fmt", "--check", &path]).0, 0);
}
