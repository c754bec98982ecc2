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

/// What lies outside the provable core is told, and is no fault.
#[test]
fn what_lies_outside_the_provable_core() {
    let nothing = "everything lies in the provable core\n".to_owned();
    assert_eq!(told(&["check", "--proofs", "rules/returns"]), (0, nothing, String::new()));
    let (code, out, _) = told(&["check", "--proofs", "rules/travel"]);
    assert_eq!(code, 0);
    let place = "travel.rulebook:55:13: over_cap: (if rate is more than hotel_cap then (rate - hotel_cap) else 0 EUR) * nights\n";
    assert!(out.contains(place) && out.contains("\n    two values that can both be missing are multiplied\n"), "{out}");
    let (code, out, _) = told(&["check", "--proofs", "--format", "json", "rules/travel"]);
    assert_eq!(code, 0);
    assert!(out.contains("\"product\"") && out.contains("\"line\": 55"), "{out}");
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

/// What stands in several files is read as one rulebook by every command, from wherever the files are.
#[test]
fn several_files_are_one_rulebook() {
    let shop = "rules/distance-sales/goods.rulebook";
    let case = ["--set", "received=2026-08-07", "--set", "price=80 EUR", "--today", "2026-12-01"];
    let (code, out, err) = told(&[&["why", "voucher", "-r", shop][..], &case].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("the team lead"), "{out}");
    assert_eq!(told(&["test", "rules/distance-sales"]).0, 0);
    // What is only used is checked with what uses it, and by itself only in form.
    let (code, out, err) = told(&["check", "rules/distance-sales"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("2 rulebooks checked: nothing found"), "{out}");
    let (code, _, err) = told(&["check", "rules/distance-sales/shared"]);
    assert_eq!(code, 0);
    assert!(err.contains("no rulebook here uses"), "{err}");
    assert_eq!(told(&["check", "rules/distance-sales/shared/roles.rulebook"]).0, 1);
    assert_eq!(told(&["fmt", "--check", "rules/distance-sales"]).0, 0);
}

/// A fault in a file that two rulebooks use is shown where it stands, and in JSON with its file.
#[test]
fn a_fault_stands_in_its_file() {
    let folder = folder("used");
    std::fs::create_dir(folder.join("desk")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    for name in ["a", "b"] {
        let text = format!("rulebook {name} \"A\"\n  edition   \"1\"\n\nuse \"../roles.rulebook\"\n");
        write(&format!("desk/{name}.rulebook"), &text);
    }
    write("roles.rulebook", "role lead \"the lead\"\n");
    let path = folder.to_string_lossy().into_owned();
    assert_eq!(told(&["check", &path]).0, 0);
    // The rulebook of a folder is the one that is not there for others only.
    std::fs::remove_file(folder.join("desk/b.rulebook")).unwrap();
    write("roles.rulebook", "role lead \"the lead\"\n\naction go \"to go\" allowed unless restricted\n");
    let (code, out, err) = told(&["why", "go", "-r", &path, "--today", "2026-01-01"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    write("roles.rulebook", "role lead the lead\n");
    let (code, out, _) = told(&["check", &path, "--format", "json"]);
    assert_eq!(code, 1);
    let data: serde_json::Value = serde_json::from_str(&out).unwrap();
    let file = data["reports"][0]["diagnostics"][0]["file"].as_str().unwrap();
    assert!(file.ends_with("/used/roles.rulebook") && data["reports"].as_array().unwrap().len() == 1, "{out}");
    // From the standard input there are no files beside it.
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    let command = command.args(["check", "-"]).stdin(std::fs::File::open(folder.join("desk/a.rulebook")).unwrap());
    let output = command.output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("only the text of this rulebook was given"));
}

/// Links: a file counts once by whatever way, and nothing is read that is no rulebook.
#[cfg(unix)]
#[test]
fn links_lead_to_rulebooks_only() {
    use std::os::unix::fs::symlink;
    let folder = folder("links");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    std::fs::create_dir(folder.join("law")).unwrap();
    write("law/roles.rulebook", "use \"more.rulebook\"\n\nrole lead \"the lead\"\n");
    write("law/more.rulebook", "role clerk \"the clerk\"\n");
    write("secret.txt", "password: swordfish\n");
    write("page.rulebook.md", "# Page\n");
    symlink(folder.join("law/roles.rulebook"), folder.join("roles.rulebook")).unwrap();
    symlink(folder.join("law"), folder.join("linked")).unwrap();
    symlink(folder.join("secret.txt"), folder.join("secret.rulebook")).unwrap();
    symlink(folder.join("page.rulebook.md"), folder.join("page.rulebook")).unwrap();
    symlink(folder.join("loop.rulebook"), folder.join("loop.rulebook")).unwrap();
    std::fs::create_dir(folder.join("folder.rulebook")).unwrap();
    let main = folder.join("main.rulebook");
    let path = main.to_string_lossy().into_owned();
    let check = |uses: &[&str]| {
        let lines: String = uses.iter().map(|used| format!("use \"{used}\"\n")).collect();
        std::fs::write(&main, format!("rulebook a \"A\"\n  edition   \"1\"\n\n{lines}")).unwrap();
        told(&["check", &path])
    };
    symlink(folder.join("secret.txt"), folder.join("secret.csv")).unwrap();
    let table =
        "fact n \"n\": yes/no\n\ntable t \"t\": text\n  by        n\n  from file \"secret.csv\", by law \"L\"\n";
    std::fs::write(&main, format!("rulebook a \"A\"\n  edition   \"1\"\n\n{table}")).unwrap();
    let (code, _, err) = told(&["check", &path]);
    assert!(code == 1 && err.contains("a link to a file with another ending") && !err.contains("swordfish"), "{err}");
    // Four ways to one file; what it uses lies beside the file itself.
    let (code, _, err) =
        check(&["law/roles.rulebook", "roles.rulebook", "linked/roles.rulebook", "linked/../law/roles.rulebook"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for (used, said) in [
        ("secret.rulebook", "a link to a file with another ending"),
        ("page.rulebook", "a link to a file with another ending"),
        ("loop.rulebook", "cannot be used"),
        ("folder.rulebook", "this is no file"),
        ("law/rules.rulebook", "in that folder there are: more.rulebook, roles.rulebook"),
    ] {
        let (code, out, err) = check(&[used]);
        assert_eq!(code, 1, "{used}");
        assert!(err.contains(said) && !err.contains("swordfish") && !out.contains("swordfish"), "{used}: {err}");
    }
}
