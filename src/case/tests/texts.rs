//! The text of a case as a whole: its form, places, duplicates, and facts that are set from outside.

use super::*;

#[test]
fn a_wrong_text_is_told_where() {
    for (text, expected) in [
        ("", "[]"),
        ("# nothing\n", "[]"),
        ("---\n", "[]"),
        ("facts:\n", "[]"),
        ("--- # a case\nfacts: {waited: 1}\n...\n", "[Number(1)]"),
        ("\u{feff}facts: {waited: 1}", "[Number(1)]"),
        ("facts:\r\n  waited: 1\r\n  age: 2  # years  \r\n", "[Number(1), Number(2)]"),
        ("{\n\t\"facts\": {\n\t\t\"waited\": 1\n\t}\n}\n", "[Number(1)]"),
        ("{facts: {waited: 1}}", "[Number(1)]"),
        (
            "facts: {waited: x}\r\n\r\nfacta: 1\r\n",
            "E_NUMBER 1:17 `x` is not written as a number is; write a number of days such as `10 days`\nE_KEY 3:1 `facta` does not belong in a case; did you mean `facts`? there are `today`, `facts`",
        ),
        ("waited: 1", "E_KEY 1:1 `waited` does not belong in a case; `waited` is a fact; write it under `facts:`"),
        ("- waited: 1", "E_TYPE 1:1 a case is a mapping, and a list stands here; write `name: value`, one to a line"),
        (
            "facts: waited",
            "E_TYPE 1:8 this part is a mapping, and a value stands here; write `name: value`, one to a line",
        ),
        (
            "today: tomorrow",
            "E_DATE 1:8 `tomorrow` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        ("today:", "E_NULL 1:1 `today` has no value; write the day as `2026-11-21`, or leave `today` out"),
        ("facts:\n  waited: 1\n  waited: 2\n", "E_DUPLICATE 3:3 `waited` is stated twice; keep the one that is true"),
        (
            "{\"facts\": {\"waited\": 1, \"waited\": 1}}",
            "E_DUPLICATE 1:25 `waited` is stated twice; keep the one that is true",
        ),
        (
            "facts:\n  1: 2",
            "E_KEY 2:3 `1` is not a name; a key is a name, which starts with a letter; what does not goes in quotes",
        ),
        (
            "facts:\n  true: 2",
            "E_KEY 2:3 `true` is not a name; a key is a name, which starts with a letter; what does not goes in quotes",
        ),
        ("facts:\n  ? [a]\n  : 2", "E_KEY 2:5 a key must be a name; write `name: value`"),
        ("facts:\n  : 2", "E_KEY 2:3 a key is missing before this colon; write `name: value`"),
        (
            "facts:\n  <<: {waited: 1}",
            "E_YAML_ALIAS 2:3 `<<` merges another mapping into this one, and a case says everything where it stands; write the facts out",
        ),
        (
            "facts: &all {waited: 1}",
            "E_YAML_ALIAS 1:8 a case says everything where it stands, without `&` and `*`; write the value itself; a text that starts with `&` or `*` goes in quotes",
        ),
        (
            "facts: !map {waited: 1}",
            "E_YAML_TAG 1:8 a tag; the type of a value is the one that the rulebook declares; delete the tag; a text that starts with `!` goes in quotes",
        ),
        (
            "facts: {}\n---\nfacts: {}",
            "E_YAML_DOCS 2:1 a second document starts here; write one document per file; in a suite, the cases are a list under `cases:`",
        ),
        ("%YAML 1.1\n---\nfacts: {}", "E_YAML_DOCS 1:1 a directive, which a case has no use for; delete this line"),
        ("facts:\n\twaited: 1", "E_YAML 2:2 a tab stands where the line is indented; indent with spaces"),
        (
            "facts:\n   waited: 1\n  age: 2",
            "E_YAML 3:3 this line is not in the column of the names above it; put names in one column",
        ),
        (
            "facts:\n  waited: 1\n   age: 2",
            "E_YAML 3:7 a second colon, or a line indented more than its neighbors; put names in one column with a colon after each, and a text that has `: ` in it in quotes",
        ),
        ("facts: {waited: 1\n", "E_YAML 2:1 a bracket is opened and never closed; close it with `]` or `}`"),
        ("facts: {note: \"é", "E_YAML 1:15 the quote that opens here is never closed; close it on the same line"),
        ("facts: {note: @é}", "E_YAML 1:15 a value cannot start with `@`; put the value in quotes"),
        (
            "facts: {note: \"\\q\"}",
            "E_YAML 1:15 a backslash before a character that needs none; write `\\\\` for a backslash, or use single quotes",
        ),
        (
            "{\"facts\": {\"note\": \"\\ud83d\"}}",
            "E_YAML 1:20 an escape that stands for no character; write the character itself",
        ),
        (
            "facts:\n  é: ä\n  note: \u{85}",
            "E_CONTROL_CHAR 3:9 the line break U+0085 is not one that all programs see; end lines in LF or in CR LF",
        ),
        (
            "facts: {}\u{2028}",
            "E_CONTROL_CHAR 1:10 the line break U+2028 is not one that all programs see; end lines in LF or in CR LF",
        ),
        ("facts: {}\rtoday: 2026-01-01", "E_CONTROL_CHAR 1:10 a line ends in CR alone; end lines in LF or in CR LF"),
        (
            "facts: {} # \u{feff}",
            "E_CONTROL_CHAR 1:13 a byte order mark inside the text; delete it; it may only be the very first character",
        ),
        (
            "facts: {} # \0\u{7f}",
            "E_CONTROL_CHAR 1:13 the control character U+0000; delete it\nE_CONTROL_CHAR 1:14 the control character U+007F; delete it",
        ),
        (
            "# \u{202e}",
            "E_BIDI 1:3 the character U+202E changes the direction of writing and so hides what the text says; delete it",
        ),
        (
            "facts:\n  waited: |\n    3\n",
            "E_TYPE 3:5 `waited` is not a text of several lines; write a number of days such as `10 days`",
        ),
        (
            "facts:\n  faulty:   # not known\n  waited: 1\n",
            "E_NULL 2:3 `faulty` has no value; leave `faulty` out if it is not known, or `no` if it is known not to be so",
        ),
    ] {
        assert_eq!(told(text), expected, "{text:?}");
    }
}

#[test]
fn a_duplicate_shows_both_places() {
    let report = from_text("x", "facts: {waited: 1, age: 2, waited: 3, waited: 4}", &vocabulary()).unwrap_err();
    let places: Vec<_> = report.diagnostics.iter().map(|d| (d.span.unwrap().start, d.others[0].0.start)).collect();
    assert_eq!(places, [(27, 8), (38, 8)]);
}

#[test]
fn places_are_bytes_whatever_the_characters() {
    for text in ["# é😀\nfacts: {note: \"ü\" , faulty: yes}  # ö", "\u{feff}facts: {note: \"ü\", faulty: yes}"] {
        let case = from_text("x", text, &vocabulary()).unwrap();
        let words: Vec<_> = case.facts.values().map(|s| case.sources.snippet(s.span.unwrap())).collect();
        assert_eq!(words, ["yes", "\"ü\""]);
    }
}

#[test]
fn json_and_yaml_are_read_alike() {
    let text = r#"{"a" : [1, -2.50, "x\n\"y\" \\ \/ \u00e9", true , null, {}, []], "b":{"c":"d" }, "" :1}"#;
    let (json, faults) = text::read(text, 0);
    assert_eq!(faults, []);
    // A comment makes it YAML.
    let (yaml, faults) = text::read(&format!("{text} # yaml"), 0);
    assert_eq!(faults, []);
    assert_eq!(json, yaml);
    assert!(json.is_some());
}

#[test]
fn no_more_than_fifty_complaints() {
    let text: String = (0..1000).map(|i| format!("  fact_{i}: 1\n")).collect();
    assert_eq!(from_text("x", &format!("facts:\n{text}"), &vocabulary()).unwrap_err().diagnostics.len(), 50);
}

#[test]
fn options_state_facts() {
    let vocabulary = vocabulary();
    let mut case = from_text("case.yaml", "today: 2026-11-21\nfacts: {member: silver}", &vocabulary).unwrap();
    assert_eq!(case.today(), Date::parse("2026-11-21"));
    for (option, value) in [
        ("member=gold", Value::Choice(2)),
        ("price = 12.50 EUR", Value::Number(1250)),
        ("note=a: [b] # c", Value::Text("a: [b] # c".into())),
        ("note=\"\"", Value::Text("".into())),
        ("receipt=yes", Value::YesNo(true)),
    ] {
        case.set("--set", option, &vocabulary).unwrap();
        let id = vocabulary.find(option.split_once('=').unwrap().0.trim()).unwrap();
        let stated = &case.facts[&id];
        assert_eq!(stated.value, value, "{option}");
        assert_eq!(case.sources.snippet(stated.span.unwrap()), option.split_once('=').unwrap().1.trim());
    }
    for (option, expected) in [
        ("member", "E_KEY 1:1 `member` is not of the form `FACT=VALUE`; write the name of a fact, `=` and its value"),
        ("membr=gold", "E_UNKNOWN_FACT 1:1 the rulebook declares no fact `membr`; did you mean `member`?"),
        (
            "member= bronze",
            "E_CHOICE 1:9 `bronze` is not one of the values of `member`; write one of `none`, `silver`, `gold`",
        ),
        ("member=", "E_NULL 1:8 `member` has no value; leave `member` out if it is not known"),
        ("note=\"a", "E_YAML 1:6 the quote that opens here is never closed; close it on the same line"),
        (
            "note=\u{202e}",
            "E_BIDI 1:6 the character U+202E changes the direction of writing and so hides what the text says; delete it",
        ),
    ] {
        let before = case.facts.clone();
        let report = case.set("--set", option, &vocabulary).unwrap_err();
        assert_eq!(report.diagnostics.iter().map(|d| line(&report, d)).collect::<Vec<_>>(), [expected]);
        assert_eq!(case.facts, before);
    }
    let later = Date::new(2027, 1, 1).unwrap();
    assert_eq!(case.with_today(later).today(), Some(later));
}
