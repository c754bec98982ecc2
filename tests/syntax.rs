//! What authors get wrong: each file in `tests/syntax/bad` holds one idea, its snapshot the answer.

use std::collections::BTreeSet;

use candor::Rulebook;
use candor::diagnostic::Code;
use candor::render::{self, Style};

#[test]
fn bad_rulebooks_get_an_answer() {
    insta::glob!("syntax/bad/*.rulebook", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let (_, report) = Rulebook::check(&name, &text);
        assert!(!report.diagnostics.is_empty(), "{name} is not bad");
        for diagnostic in &report.diagnostics {
            assert!(diagnostic.help.is_some(), "{name}: no help for {}", diagnostic.message);
            assert!(diagnostic.message.len() < 200, "{name}: a long message");
        }
        insta::assert_snapshot!(render::report(&report, Style::default()));
    });
}

/// Every kind of diagnostic about a rulebook is shown by some file; the others concern cases or sizes.
#[test]
fn every_code_about_rulebooks_is_shown() {
    let mut shown = BTreeSet::new();
    for file in std::fs::read_dir("tests/syntax/bad").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "rulebook") {
            let text = std::fs::read_to_string(&path).unwrap();
            shown.extend(Rulebook::check("x", &text).1.diagnostics.iter().map(|d| d.code));
        }
    }
    let elsewhere = [
        Code::Utf8,
        Code::TooBig,
        Code::TooLong,
        Code::Yaml,
        Code::YamlAlias,
        Code::YamlTag,
        Code::YamlDocuments,
        Code::Key,
        Code::MissingKey,
        Code::UnknownFact,
        Code::Null,
        Code::Choice,
    ];
    let unseen: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| !shown.contains(code) && !elsewhere.contains(code)).collect();
    assert_eq!(unseen, []);
}

/// One slip in a clause hides nothing else, and what names the statement finds it declared.
#[test]
fn one_slip_does_not_cascade() {
    let good = std::fs::read_to_string("rules/returns/returns.rulebook").unwrap();
    for (from, to) in [
        ("  when      days_since is more than return_window", "  when      days_since is more then return_window"),
        (
            "  ask       \"Has the hygiene seal itself been broken?\"",
            "  ask       Has the hygiene seal itself been broken?",
        ),
        ("  means     days from received to today", "  means     days between received and today"),
        ("  from 2024-01-01: 20 EUR, by", "  from 2024-01-01: 20,00 EUR, by"),
        (
            "  override  by store_manager, with written reason\n\n#",
            "  override  by store_manager, with written reasons\n\n#",
        ),
        ("            - channel is web", "            - channel is wbe"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(good, bad, "{from}");
        let report = Rulebook::check("returns.rulebook", &bad).1;
        assert_eq!(report.diagnostics.len(), 1, "{to}: {:#?}", report.diagnostics);
    }
}

/// A word of the language as a name is told once: where it is declared, and not wherever it is read.
#[test]
fn a_reserved_name_does_not_cascade() {
    let good = std::fs::read_to_string("rules/returns/returns.rulebook").unwrap();
    for (name, reserved) in
        [("price", "number"), ("days_since", "days"), ("receipt", "yes"), ("store_manager", "eraser")]
    {
        assert!(good.matches(name).count() > 2, "{name}");
        let bad: Vec<&str> = good.split(name).collect();
        let report = Rulebook::check("returns.rulebook", &bad.join(reserved)).1;
        let codes: Vec<Code> = report.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::Reserved], "{reserved}: {:#?}", report.diagnostics);
    }
}

/// Line ends and a byte order mark change nothing.
#[test]
fn line_ends_do_not_matter() {
    let unix = std::fs::read_to_string("rules/returns/returns.rulebook").unwrap();
    for text in
        [unix.replace('\n', "\r\n"), format!("\u{feff}{unix}"), unix.trim_end().to_owned(), format!("{unix}   ")]
    {
        let report = Rulebook::check("returns.rulebook", &text).1;
        assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    }
}

/// Work is bounded and stack too: the deepest nesting that is allowed is read, asked and dropped on a small stack.
#[test]
fn deep_nesting_needs_no_deep_stack() {
    let deep = |levels: usize| {
        format!(
            "rulebook deep \"Deep\"\n  edition   \"1\"\n\nfact x \"x\": yes/no\n\naction go \"go\" allowed unless restricted\n\nrestriction r \"R\" on go\n  when      {}x{}\n  source    house policy \"x\"\n  tell customer \"x\"\n  tell staff \"x\"\n  override  by nobody\n",
            "(".repeat(levels),
            ")".repeat(levels)
        )
    };
    let thread = std::thread::Builder::new().stack_size(128 * 1024).spawn(move || {
        let rulebook = Rulebook::from_text("deep", &deep(64)).unwrap();
        let case = rulebook.case("case", "today: 2026-01-01\nfacts: {x: yes}").unwrap();
        assert_eq!(rulebook.why("go", &case).unwrap().outcome, candor::Outcome::Denied);
        for levels in [65, 100_000] {
            let report = Rulebook::check("deep", &deep(levels)).1;
            assert_eq!(report.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::TooDeep]);
        }
    });
    thread.unwrap().join().unwrap();
}
