//! What the reference shows of the command is what it prints: each session on a page is run, in a folder with the page's files.
//!
//! With `REFERENCE=write` in the environment the sessions are written anew. One that ends in `…` shows as many lines as it showed.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../../tests/reference/page.rs"]
mod page;

use std::path::Path;
use std::process::Command;

use page::Piece;

/// What a command prints, in this folder.
fn session(folder: &Path, command: &str) -> String {
    let mut words = Vec::new();
    for (at, piece) in command.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(piece.split_whitespace()),
            _ => words.push(piece),
        }
    }
    assert_eq!(words.remove(0), "candor", "{command}");
    let mut run = Command::new(env!("CARGO_BIN_EXE_candor"));
    let run = run.args(words).current_dir(folder).env("NO_COLOR", "1").env("COLUMNS", "80").output().unwrap();
    String::from_utf8([run.stdout, run.stderr].concat()).unwrap()
}

/// A session as it should stand on the page.
fn shown(folder: &Path, body: &str) -> String {
    let mut lines = body.lines();
    let command = lines.next().unwrap();
    let told = session(folder, command.strip_prefix("$ ").unwrap());
    match body.ends_with("…\n") {
        true => {
            let some: Vec<&str> = told.lines().take(lines.count() - 1).collect();
            format!("{command}\n{}\n…\n", some.join("\n"))
        }
        false => format!("{command}\n{told}"),
    }
}

#[test]
fn sessions_print_what_they_show() {
    let write = std::env::var("REFERENCE").is_ok_and(|how| how == "write");
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sessions = 0;
    for path in page::pages(&top) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("keys")).unwrap();
        let mut rulebook = page::Rulebook::default();
        let mut pieces = page::cut(&std::fs::read_to_string(&path).unwrap());
        let keep = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        for piece in &mut pieces {
            let Piece::Fence { info, body } = piece else { continue };
            let (language, file) = page::language(info);
            match language {
                "rulebook" if file.is_some() => keep(file.unwrap_or_default(), body),
                "rulebook" => {
                    rulebook.text = rulebook.with(body);
                    keep(&format!("{}.rulebook", page::Rulebook::name(&rulebook.text)), &rulebook.text);
                }
                "rulebook,bad" => keep("bad.rulebook", &rulebook.with(body)),
                "yaml" if body.starts_with("staff:") => keep("staff.yaml", body),
                "yaml" if body.lines().any(|line| line.starts_with("cases:")) => {
                    keep(&format!("{}.cases.yaml", page::Rulebook::name(&rulebook.text)), body);
                }
                "yaml" => keep("case.yaml", body),
                "console" => {
                    let told = shown(folder.path(), body);
                    match write {
                        true => *body = told,
                        false => assert_eq!(*body, told, "{}", path.display()),
                    }
                    sessions += 1;
                }
                _ => {}
            }
        }
        if write {
            std::fs::write(&path, page::join(&pieces)).unwrap();
        }
    }
    assert!(sessions > 0, "the reference shows the command");
}
