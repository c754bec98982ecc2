//! Laws of the formatter, over random rulebooks in random layouts and over every rulebook that is here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::super::words::CLAUSES;
use super::*;

mod book;

fn source(text: &str) -> Source {
    Source::new("a.rulebook", text)
}

#[track_caller]
fn formatted(text: &str) -> String {
    format(&source(text)).unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"))
}

/// What it says, wherever it stands.
#[track_caller]
fn erased(text: &str) -> String {
    let (statements, faults) = parse(&source(text));
    assert_eq!(faults, [], "{text}");
    format!("{statements:-#?}")
}

/// Every word and every comment, in order: kept apart from the code above, character by character.
fn words_and_comments(text: &str) -> (String, Vec<String>) {
    let (mut words, mut comments) = (String::new(), Vec::new());
    for line in text.trim_start_matches('\u{feff}').lines() {
        let (mut in_text, mut escaped) = (false, false);
        for (at, c) in line.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = in_text,
                '"' => in_text = !in_text,
                '#' if !in_text => {
                    comments.push(line[at..].trim_end().to_owned());
                    break;
                }
                ' ' if !in_text => continue,
                _ => {}
            }
            words.push(c);
        }
    }
    (words, comments)
}

/// What holds for every text that can be read.
#[track_caller]
fn hold_the_laws(text: &str) {
    let once = formatted(text);
    assert_eq!(erased(&once), erased(text), "it says the same\n{text}\n{once}");
    assert_eq!(words_and_comments(&once), words_and_comments(text), "nothing is lost, nothing moves\n{text}\n{once}");
    assert_eq!(formatted(&once), once, "once is enough\n{text}");
    assert!(once.ends_with('\n') && !once.ends_with("\n\n") && !once.starts_with('\n'), "{once}");
    assert!(once.lines().all(|line| line.trim_end() == line), "no line ends in blanks\n{once}");
    assert!(!once.contains("\n\n\n") && !once.contains(['\r', '\u{feff}']), "{once}");
}

/// The rulebooks below a folder, with their texts.
fn rulebooks(folder: &str) -> Vec<(String, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rulebook") {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn what_ships_is_canonical() {
    let books = rulebooks("rules");
    assert!(books.len() > 1);
    for (path, text) in books {
        assert_eq!(formatted(&text), text, "{path}");
        hold_the_laws(&text);
    }
}

#[test]
fn every_rulebook_that_can_be_read_keeps_the_laws() {
    let mut count = 0;
    for (_, text) in rulebooks("tests") {
        if parse(&source(&text)).1.is_empty() {
            hold_the_laws(&text);
            count += 1;
        }
    }
    assert!(count > 20, "only {count}");
}

#[test]
fn what_cannot_be_read_is_not_formatted() {
    for (path, text) in rulebooks("tests/syntax/bad") {
        let faults = parse(&source(&text)).1;
        match format(&source(&text)) {
            Ok(_) => assert_eq!(faults, [], "{path}"),
            Err(said) => assert_eq!(said, faults, "{path}"),
        }
    }
}

/// Line breaks that split what belongs together, and comments that keep them from being joined.
#[test]
fn awkward_breaks_keep_the_laws() {
    for text in [
        "fact a \"a\": yes/no\n  ask # why\n     \"b\"\n   # or\n     \"c\" # d\n",
        "term a \"a\": money\n  means (b\n    ) - c\n",
        "term a \"a\": money\n  means (b # x\n    # y\n    ) - # z\n    c\n",
        "term a \"a\": money\n  means the lesser of ( # x\n    b # y\n    , # z\n    c) # w\n",
        "fact a \"a\": yes/no\n  if\n    not\n    stated\n    ,\n    no\n",
        "fact a \"x\": yes/no\n range at least (a\n\n# left\n  )# c\n",
        "figure a \"a\": money\n  from\n   2024-01-01\n    : 1 EUR\n   , by law\n   \"b\"\n",
        "advice a \"a\" on b\n when any of # x\n   # y\n   - # z\n    c \"d\" # e\n     : # f\n     all of # g\n       # h\n         - d\n   # i\n",
    ] {
        hold_the_laws(text);
    }
}

/// However short the name of a field, its colon stands behind its words.
#[test]
fn a_field_is_one_space_from_has() {
    let text = "record A \"an A\"\n  has a \"a\": text\n  has longer_name \"b\": text,\n      if not stated, \"c\"\n";
    hold_the_laws(text);
    assert_eq!(formatted(text), text);
    assert_eq!(formatted("record A \"an A\"\n  has      a \"a\" : text\n"), "record A \"an A\"\n  has a \"a\": text\n");
}

/// A clause's shape in an error message is how the formatter would write it: that is where it takes the layout from.
#[test]
fn shapes_are_canonical() {
    for form in CLAUSES {
        let width = match form.word {
            "today" | "given" | "then" => 6,
            "has" => 4,
            _ => 10,
        };
        let (word, rest) = form.shape.split_at(form.word.len());
        let padded = word.len() + rest.len() - rest.trim_start().len();
        assert!(rest.is_empty() || padded == width || padded == word.len() + 1, "{}", form.shape);
    }
}

/// The net would hold: a text that says something else is noticed.
#[test]
fn another_meaning_is_noticed() {
    let read = |text: &str| parse(&source(text)).0;
    let one = read("always a is 1\nalways b\n");
    assert!(same(&one, &read("# more\n\nalways   a is 1\nalways b # c\n")));
    for other in ["always a is 1\n", "always a is 2\nalways b\n", "always b\nalways a is 1\n", "always a\nalways b\n"] {
        assert!(!same(&one, &read(other)), "{other}");
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..300)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_rulebook_in_any_layout_keeps_the_laws(words in bytes(), layout in bytes()) {
        let book = book::Book::random(&words);
        hold_the_laws(&book.plain());
        let messy = book.messy(&layout);
        prop_assert_eq!(erased(&messy), erased(&book.plain()), "{}", messy);
        hold_the_laws(&messy);
    }

    /// Blanks between words say nothing: however many there are, the canonical form is one.
    #[test]
    fn spaces_do_not_matter(words in bytes(), layout in bytes()) {
        let book = book::Book::random(&words);
        let spaced = book.spaced(&layout);
        prop_assert_eq!(formatted(&spaced), formatted(&book.plain()), "{}", spaced);
    }
}
