//! What a case may say, what it may not, and in which words it is told so.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::expect::{Check, ExpectedOverride};
use super::*;
use crate::model::vocabulary::Fact;
use crate::value::{Choices, Currency, Quantity, Type, Unit};

const MOST: i128 = 1_000_000_000_000_000;

fn money(code: &str) -> Type {
    let currency = Currency::from_code(code).unwrap();
    Type::Quantity(Quantity { unit: Unit::Money(currency), decimals: currency.decimals() })
}

fn counted(unit: Unit, decimals: u32) -> Type {
    Type::Quantity(Quantity { unit, decimals })
}

fn one_of(names: &[&str], ranked: bool) -> Type {
    Type::Choice(Arc::new(Choices {
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        labels: Vec::new(),
        ranked,
    }))
}

fn vocabulary() -> Vocabulary {
    let mut all = Vocabulary::default();
    let wide = |ty: &Type| match ty {
        Type::YesNo => (0, 1),
        Type::Date => (Date::MIN.days().into(), Date::MAX.days().into()),
        Type::Choice(c) => (0, i128::try_from(c.names.len()).unwrap() - 1),
        _ => (-MOST, MOST),
    };
    for (name, ty, range) in [
        ("received", Type::Date, None),
        ("article", one_of(&["apparel", "electronics", "hygiene", "made_to_order"], false), None),
        ("channel", one_of(&["store", "web"], false), None),
        ("region", one_of(&["eu", "us", "elsewhere", "no"], false), None),
        ("seal_broken", Type::YesNo, None),
        ("faulty", Type::YesNo, None),
        ("price", money("EUR"), Some((1, MOST))),
        ("amount", money("EUR"), Some((1, MOST))),
        ("yen", money("JPY"), None),
        ("receipt", Type::YesNo, None),
        ("id_shown", Type::YesNo, None),
        ("member", one_of(&["none", "silver", "gold"], true), None),
        ("returns_last_90_days", Type::WHOLE, Some((0, 1000))),
        ("score", counted(Unit::Plain, 2), Some((-MOST, 10_000))),
        ("waited", counted(Unit::Days, 0), None),
        ("employed", counted(Unit::Months, 0), None),
        ("age", counted(Unit::Years, 0), Some((0, 130))),
        ("born", Type::Date, Some((0, 20_000))),
        ("note", Type::Text, None),
    ] {
        let range = range.unwrap_or_else(|| wide(&ty));
        all.declare(Fact::new(name, name.to_owned(), ty, range, Span::default()));
    }
    all
}

/// The one diagnostic, as `CODE line:column message; help`.
fn told(text: &str) -> String {
    match from_text("case.yaml", text, &vocabulary()) {
        Ok(case) => format!("{:?}", case.facts.values().map(|s| &s.value).collect::<Vec<_>>()),
        Err(report) => report.diagnostics.iter().map(|d| line(&report, d)).collect::<Vec<_>>().join("\n"),
    }
}

fn line(report: &Report, d: &Diagnostic) -> String {
    let at = d.span.map_or_else(String::new, |s| {
        let (line, column) = report.sources.get(s).unwrap().line_column(s.start);
        format!(" {line}:{column}")
    });
    let help = d.help.as_ref().map_or_else(String::new, |h| format!("; {h}"));
    format!("{}{at} {}{help}", d.code, d.message)
}

/// What `fact: value` is told, without its place.
fn said(fact: &str, value: &str) -> String {
    told(&format!("facts: {{{fact}: {value}}}")).replacen(&format!(" 1:{} ", fact.chars().count() + 11), " ", 1)
}

#[test]
fn values_are_read_as_declared() {
    for (fact, written, value) in [
        ("faulty", "yes", Value::YesNo(true)),
        ("faulty", "no", Value::YesNo(false)),
        ("faulty", "true", Value::YesNo(true)),
        ("faulty", "false", Value::YesNo(false)),
        ("returns_last_90_days", "12", Value::Number(12)),
        ("returns_last_90_days", "-0", Value::Number(0)),
        ("score", "-0.00", Value::Number(0)),
        ("score", "1.1", Value::Number(110)),
        ("score", "1.10", Value::Number(110)),
        ("score", "-3", Value::Number(-300)),
        ("price", "120.00 EUR", Value::Number(12_000)),
        ("price", "120 EUR", Value::Number(12_000)),
        ("price", "\"120.5 EUR\"", Value::Number(12_050)),
        ("price", "50000", Value::Number(5_000_000)),
        ("price", "0.01", Value::Number(1)),
        ("yen", "500 JPY", Value::Number(500)),
        ("waited", "30", Value::Number(30)),
        ("waited", "30 days", Value::Number(30)),
        ("waited", "1 day", Value::Number(1)),
        ("waited", "'30 days'", Value::Number(30)),
        ("employed", "18 months", Value::Number(18)),
        ("age", "17 years", Value::Number(17)),
        ("received", "2024-02-29", Value::Date(Date::new(2024, 2, 29).unwrap())),
        ("received", "\"2000-02-29\"", Value::Date(Date::new(2000, 2, 29).unwrap())),
        ("region", "no", Value::Choice(3)),
        ("region", "\"eu\"", Value::Choice(0)),
        ("member", "gold", Value::Choice(2)),
        ("note", "5", Value::Text("5".into())),
        ("note", "yes", Value::Text("yes".into())),
        ("note", "\"null\"", Value::Text("null".into())),
        ("note", "\"\"", Value::Text("".into())),
        ("note", "\"tab\\tand \\u00e9\"", Value::Text("tab\tand é".into())),
        ("note", "\"\\ud83d\\ude00 \\/\"", Value::Text("😀 /".into())),
    ] {
        // JSON where it is JSON; the pair of surrogates is JSON only.
        let text = format!("{{\"facts\": {{\"{fact}\": {written}}}}}");
        let case = from_text("x", &text, &vocabulary()).unwrap_or_else(|r| panic!("{text}: {:?}", r.diagnostics));
        let (id, stated) = case.facts.first_key_value().unwrap();
        assert_eq!((vocabulary()[*id].name.as_str(), &stated.value), (fact, &value), "{text}");
        assert_eq!(case.sources.snippet(stated.span.unwrap()), written, "{text}");
    }
}

#[test]
fn a_wrong_value_is_told_what_to_write() {
    for (fact, written, expected) in [
        ("faulty", "on", "E_TYPE `faulty` is yes or no, and `on` is neither; write `yes`"),
        ("faulty", "n", "E_TYPE `faulty` is yes or no, and `n` is neither; write `no`"),
        ("faulty", "True", "E_TYPE `faulty` is yes or no, and `True` is neither; write `yes`"),
        ("faulty", "maybe", "E_TYPE `faulty` is yes or no, and `maybe` is neither; write `yes` or `no`"),
        ("faulty", "\"yes\"", "E_TYPE `yes` in quotes is a text, and `faulty` is yes or no; write it without quotes"),
        ("faulty", "[yes]", "E_TYPE `faulty` is one value, and a list stands here; write `yes` or `no`"),
        (
            "faulty",
            "~",
            "E_NULL `faulty` has no value; leave `faulty` out if it is not known, or `no` if it is known not to be so",
        ),
        (
            "note",
            "null",
            "E_NULL `note` has no value; leave `note` out if it is not known, `\"\"` if the text is empty, or the word in quotes",
        ),
        (
            "returns_last_90_days",
            "1001",
            "E_RANGE `1001` is outside the range of `returns_last_90_days`; write a whole number from `0` to `1000`",
        ),
        (
            "returns_last_90_days",
            "9223372036854775808",
            "E_RANGE `9223372036854775808` is outside the range of `returns_last_90_days`; write a whole number from `0` to `1000`",
        ),
        (
            "returns_last_90_days",
            "\"5\"",
            "E_TYPE `5` in quotes is a text, and `returns_last_90_days` is a number; write it without quotes",
        ),
        (
            "returns_last_90_days",
            "1.5",
            "E_SCALE `1.5` has more decimals than `returns_last_90_days` counts; write a whole number",
        ),
        ("returns_last_90_days", "1_000", "E_NUMBER `1_000` is not written as a number is; write `1000`"),
        ("returns_last_90_days", "'1,000'", "E_NUMBER `1,000` is not written as a number is; write `1000`"),
        (
            "returns_last_90_days",
            "1e3",
            "E_NUMBER `1e3` is not written as a number is; write all its digits, without an exponent",
        ),
        ("returns_last_90_days", "+5", "E_NUMBER `+5` is not written as a number is; write `5`"),
        ("returns_last_90_days", "017", "E_NUMBER `017` is not written as a number is; write `17`"),
        (
            "returns_last_90_days",
            "0x10",
            "E_NUMBER `0x10` is not written as a number is; write it with the digits 0 to 9, in tens",
        ),
        (
            "returns_last_90_days",
            "0o17",
            "E_NUMBER `0o17` is not written as a number is; write it with the digits 0 to 9, in tens",
        ),
        (
            "returns_last_90_days",
            "12:30:45",
            "E_NUMBER `12:30:45` is not written as a number is; a time of day is not a number; write the number alone",
        ),
        ("returns_last_90_days", "١٢", "E_NUMBER `١٢` is not written as a number is; write it with the digits 0 to 9"),
        ("returns_last_90_days", "5.", "E_NUMBER `5.` is not written as a number is; write `5`"),
        (
            "returns_last_90_days",
            "many",
            "E_NUMBER `many` is not written as a number is; write a whole number such as `10`",
        ),
        (
            "returns_last_90_days",
            "5 EUR",
            "E_NUMBER `returns_last_90_days` is a number without a unit, and `EUR` stands here; write `5`",
        ),
        ("score", ".5", "E_NUMBER `.5` is not written as a number is; write `0.5`"),
        ("score", ".nan", "E_NUMBER `.nan` is not written as a number is; write a number; there is no other value"),
        ("score", "-.inf", "E_NUMBER `-.inf` is not written as a number is; write a number; there is no other value"),
        (
            "score",
            "Infinity",
            "E_NUMBER `Infinity` is not written as a number is; write a number; there is no other value",
        ),
        ("score", "'1,5'", "E_NUMBER `1,5` is not written as a number is; write `1.5`"),
        ("score", "100.01", "E_RANGE `100.01` is outside the range of `score`; write a number of at most `100.00`"),
        ("price", "1.005", "E_SCALE `1.005` has more decimals than `price` counts; write 2 decimals at most"),
        ("price", "0", "E_RANGE `0` is outside the range of `price`; write an amount of at least `0.01 EUR`"),
        ("price", "'1,000.00 EUR'", "E_NUMBER `1,000.00 EUR` is not written as an amount is; write `1000.00 EUR`"),
        ("price", "1 000 EUR", "E_NUMBER `1 000 EUR` is not written as an amount is; write `1000 EUR`"),
        (
            "price",
            "120 USD",
            "E_CURRENCY `price` counts in EUR, and this amount is in USD; state the amount in EUR; nothing is converted",
        ),
        ("price", "120 eur", "E_CURRENCY `price` counts in EUR, and `eur` is no currency; write `120 EUR`"),
        ("price", "120 €", "E_CURRENCY `price` counts in EUR, and `€` is no currency; write `120 EUR`"),
        ("price", "EUR 120", "E_NUMBER `EUR 120` is not written as an amount is; write `120 EUR`"),
        ("price", "$120", "E_NUMBER `$120` is not written as an amount is; write the number, a space and the currency"),
        (
            "price",
            "\"120\"",
            "E_TYPE `120` in quotes is a text, and `price` is a number; write it without quotes, or with its unit: `\"120.00 EUR\"`",
        ),
        ("yen", "500.0", "E_SCALE `500.0` has more decimals than `yen` counts; write a whole number"),
        (
            "waited",
            "2 months",
            "E_TYPE `waited` counts days, and `months` stands here; state it in days; nothing is converted",
        ),
        (
            "received",
            "2024-02-30",
            "E_DATE `2024-02-30` is not a day of the calendar; the last day of that month is `2024-02-29`",
        ),
        (
            "received",
            "1900-02-29",
            "E_DATE `1900-02-29` is not a day of the calendar; the last day of that month is `1900-02-28`",
        ),
        (
            "received",
            "2024-13-01",
            "E_DATE `2024-13-01` is not a day of the calendar; the months are 01 to 12, and the years 0001 to 9999",
        ),
        (
            "received",
            "0000-01-01",
            "E_DATE `0000-01-01` is not a day of the calendar; the months are 01 to 12, and the years 0001 to 9999",
        ),
        (
            "received",
            "10000-01-01",
            "E_DATE `10000-01-01` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        (
            "received",
            "24-1-1",
            "E_DATE `24-1-1` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        ("received", "2024/2/1", "E_DATE `2024/2/1` is not written as a day is; write `2024-02-01`"),
        (
            "received",
            "01/02/2024",
            "E_DATE `01/02/2024` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        (
            "received",
            "2024-02-29T00:00:00+14:00",
            "E_DATE `2024-02-29T00:00:00+14:00` is not written as a day is; write `2024-02-29`, without a time of day",
        ),
        (
            "born",
            "1969-12-31",
            "E_RANGE `1969-12-31` is outside the range of `born`; write a day from `1970-01-01` to `2024-10-04`",
        ),
        (
            "member",
            "glod",
            "E_CHOICE `glod` is not one of the values of `member`; did you mean `gold`? there are `none`, `silver`, `gold`",
        ),
        (
            "member",
            "Gold",
            "E_CHOICE `Gold` is not one of the values of `member`; did you mean `gold`? there are `none`, `silver`, `gold`",
        ),
        (
            "member",
            "go\u{200b}ld",
            "E_CHOICE `go\\u{200b}ld` is not one of the values of `member`; did you mean `gold`? there are `none`, `silver`, `gold`",
        ),
        ("member", "2", "E_CHOICE `2` is not one of the values of `member`; write one of `none`, `silver`, `gold`"),
        (
            "returns_last_90_day",
            "2",
            "E_UNKNOWN_FACT 1:9 the rulebook declares no fact `returns_last_90_day`; did you mean `returns_last_90_days`?",
        ),
        (
            "faulty",
            "*x",
            "E_YAML_ALIAS a case says everything where it stands, without `&` and `*`; write the value itself; a text that starts with `&` or `*` goes in quotes",
        ),
        (
            "faulty",
            "&x yes",
            "E_YAML_ALIAS a case says everything where it stands, without `&` and `*`; write the value itself; a text that starts with `&` or `*` goes in quotes",
        ),
        (
            "waited",
            "!!int 3",
            "E_YAML_TAG a tag; the type of a value is the one that the rulebook declares; delete the tag; a text that starts with `!` goes in quotes",
        ),
        (
            "waited",
            "!x!y 3",
            "E_YAML_TAG a tag; the type of a value is the one that the rulebook declares; delete the tag; a text that starts with `!` goes in quotes",
        ),
        (
            "note",
            "\"\\u202e\"",
            "E_BIDI the character U+202E changes the direction of writing and so hides what the text says; delete it",
        ),
        ("note", "\"\\0\"", "E_CONTROL_CHAR the control character U+0000; delete it"),
    ] {
        assert_eq!(said(fact, written), expected, "{fact}: {written}");
    }
    let long = said("returns_last_90_days", &"9".repeat(400));
    assert!(long.starts_with("E_RANGE `999") && long.len() < 250, "{long}");
}

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

/// Each of these is refused or read in little time on a small stack.
#[test]
fn hostile_texts_are_cheap() {
    let hostile = [
        ("[".repeat(100_000), Some("E_TOO_DEEP 1:65")),
        ("{\"a\":".repeat(100_000), Some("E_TOO_DEEP 1:321")),
        ("{a: ".repeat(100_000), Some("E_TOO_DEEP")),
        ("- ".repeat(100_000), Some("E_TOO_DEEP 1:129")),
        ("? ".repeat(100_000), Some("E_TOO_DEEP")),
        ((0..3000).map(|i| format!("{}a:\n", " ".repeat(i))).collect(), Some("E_TOO_DEEP 65:65")),
        (format!("facts: {}1{}", "[".repeat(63), "]".repeat(63)), Some("E_TYPE")),
        (format!("facts: {}1{}", "[".repeat(64), "]".repeat(64)), Some("E_TOO_DEEP 1:71")),
        (format!("facts: {{note: {}}}", "a".repeat(64 << 10)), None),
        (format!("facts: {{note: {}}}", "a".repeat((64 << 10) + 1)), Some("E_TOO_LONG 1:15")),
        ("a".repeat(10 << 20), Some("E_TOO_LONG")),
        ("#".repeat((16 << 20) + 1), Some("E_TOO_BIG")),
        ((0..100_001).map(|i| format!("k{i}: {i}\n")).collect(), Some("E_TOO_LONG")),
        (format!("a: [{}]", "1,".repeat(100_001)), Some("E_TOO_LONG")),
        (format!("[{}", ",".repeat(2_000_001)), Some("E_TOO_BIG")),
        ((0..100_000).map(|i| format!("[{i}]: 1\n")).collect(), Some("E_KEY")),
        (format!("a: &a [1]\nb: &b [{0}]\nc: [{1}]", "*a,".repeat(1000), "*b,".repeat(1000)), Some("E_YAML_ALIAS")),
        ("--- ".repeat(100_000), Some("E_")),
        ("%x\n".repeat(100_000), Some("E_YAML")),
    ];
    let run = move || {
        for (text, expected) in hostile {
            let start: String = text.chars().take(20).collect();
            let told = told(&text);
            match expected {
                Some(expected) => assert!(told.starts_with(expected), "{start}: {told}"),
                None => assert!(!told.starts_with("E_"), "{start}: {told}"),
            }
        }
    };
    std::thread::Builder::new().stack_size(128 << 10).spawn(run).unwrap().join().unwrap();
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

const SAMPLE: &str = include_str!("../../rules/returns/returns.cases.yaml");
const ANSWERS: [&str; 6] = ["refund", "exchange", "store_credit", "repair", "days_since", "return_window"];

fn suite(text: &str) -> Result<suite::Suite, Report> {
    suite::from_text("returns.cases.yaml", text, &vocabulary(), &BTreeSet::from(ANSWERS))
}

fn texts(names: &[expect::Name]) -> Vec<&str> {
    names.iter().map(|n| n.text.as_str()).collect()
}

#[test]
fn the_sample_suite_reads() {
    let vocabulary = vocabulary();
    let read = suite(SAMPLE).unwrap_or_else(|r| panic!("{:?}", r.diagnostics));
    assert_eq!(suite::rulebook_of("x", SAMPLE).unwrap().unwrap(), "returns.rulebook");
    assert_eq!(read.cases.len(), SAMPLE.matches("- name:").count());
    let case = |name: &str| read.cases.iter().find(|c| c.name.starts_with(name)).unwrap();
    let refund = |name: &str| &case(name).expect[0].what;

    let first = case("jacket");
    assert_eq!(first.case.sources.snippet(first.span), "jacket after 43 days");
    assert_eq!(first.case.today(), Date::parse("2026-11-21"));
    assert_eq!(first.case.facts.len(), 12);
    assert_eq!(
        first.expect.iter().map(|e| e.about.as_str()).collect::<Vec<_>>(),
        ["refund", "exchange", "store_credit", "repair"]
    );
    let checks: Vec<_> = first.expect[0].what.iter().map(|(_, check)| check).collect();
    assert!(
        matches!(checks[..], [Check::Outcome("denied"), Check::Because(rules), Check::Offers(offers), Check::Standing("ask"), Check::Remedies(none), Check::Override(roles)]
        if texts(rules) == ["late_return"] && texts(offers) == ["exchange", "store_credit"] && none.is_empty() && roles.len() == 3 && roles[0].1 == ExpectedOverride::No)
    );

    // Given facts hold unless the case states or takes away its own.
    let stated =
        |name: &str, fact: &str| case(name).case.facts.get(&vocabulary.find(fact).unwrap()).map(|s| s.value.clone());
    assert_eq!(stated("the same for 200", "amount"), Some(Value::Number(20_000)));
    assert_eq!(stated("the same for 200", "member"), Some(Value::Choice(0)));
    assert_eq!(stated("receipt not known and it matters", "receipt"), None);

    assert!(
        matches!(&refund("no receipt")[4].1, Check::Remedies(r) if r.len() == 2 && r[1]["amount"] == Value::Number(2000))
    );
    assert!(matches!(&refund("late and without")[4].1, Check::Override(o)
        if matches!(&o[1].1, ExpectedOverride::After(facts) if facts["id_shown"] == Value::YesNo(true))));
    assert!(
        matches!(&refund("a gift")[1].1, Check::Excepted(e) if e[0].0.text == "late_return" && texts(&e[0].1) == ["holiday_gifts"])
    );
    assert!(matches!(&refund("the threshold")[2].1, Check::OpensOn(d) if *d == Date::parse("2026-07-01")));
    assert!(
        matches!(&refund("receipt not known and it matters")[3].1, Check::Ask(facts) if texts(facts) == ["receipt"])
    );
}

#[test]
fn a_wrong_suite_is_told_where() {
    let answers = "did you mean `refund`? there are `days_since`, `exchange`, `refund`, `repair`, `return_window`, `store_credit`";
    let expecting = |what: &str| format!("cases: [{{name: a, expect: {{refund: {{{what}}}}}}}]");
    for (text, expected) in [
        (String::new(), "E_MISSING_KEY 1:1 a suite without `cases:`; list the cases under `cases:`, each with `name`, `facts` and `expect`".to_owned()),
        ("cases: []".into(), "E_EMPTY 1:8 the suite has no case; list at least one case under `cases:`".into()),
        ("case: []\ncases: [{name: a}]".into(), "E_KEY 1:1 `case` does not belong in a suite; did you mean `cases`? there are `rulebook`, `given`, `cases`".into()),
        ("cases: {}".into(), "E_TYPE 1:8 `cases` is a list, and a mapping stands here; write `[…]`, or lines that start with `- `".into()),
        ("cases:\n  - today: 2026-01-01".into(), "E_MISSING_KEY 2:5 a case without a name; write `name:` and what the case shows, in a few words".into()),
        ("cases: [{name: a}, {name: a}]".into(), "E_DUPLICATE 1:27 two cases are named `a`; say what is special about each".into()),
        (
            "given: {waited: null}\ncases: [{name: a}]".into(),
            "E_NULL 1:17 `waited` has no value; leave `waited` out if it is not known, or `0` if it is known to be zero".into(),
        ),
        ("cases: [{name: a, facts: {waitd: null}}]".into(), "E_UNKNOWN_FACT 1:27 the rulebook declares no fact `waitd`; did you mean `waited`?".into()),
        ("cases: [{name: a, expect: {refnd: {}}}]".into(), format!("E_UNKNOWN_NAME 1:28 the rulebook has no action or term `refnd`; {answers}")),
        (
            expecting("outcome: alowed"),
            "E_CHOICE 1:46 `outcome` cannot be `alowed`; did you mean `allowed`? there are `allowed`, `denied`, `undetermined`".into(),
        ),
        (expecting("standing: maybe"), "E_CHOICE 1:47 `standing` cannot be `maybe`; write one of `yes`, `cannot_tell`, `yes_if`, `ask`, `from`, `no`".into()),
        (expecting("becuase: x"), "E_KEY 1:37 `becuase` does not belong in what is expected; did you mean `because`?".into()),
        (expecting("because:"), "E_NULL 1:37 `because` has no value; write what is expected, `[]` for nothing, or leave it out".into()),
        (expecting("because: [[x]]"), "E_TYPE 1:47 a name is one text, and a list stands here; write one word or a text in quotes".into()),
        (expecting("ask: [recipt]"), "E_UNKNOWN_FACT 1:43 the rulebook declares no fact `recipt`; did you mean `receipt`?".into()),
        (
            expecting("remedies: [{amount: 1 USD}]"),
            "E_CURRENCY 1:57 `amount` counts in EUR, and this amount is in USD; state the amount in EUR; nothing is converted".into(),
        ),
        (
            expecting("remedies: [{receipt: ~}]"),
            "E_NULL 1:58 `receipt` has no value; leave `receipt` out if it is not known, or `no` if it is known not to be so".into(),
        ),
        (
            expecting("override: {lead: maybe}"),
            "E_CHOICE 1:54 a role may override, may not, or may after a change; write `yes`, `no` or `{after: {fact: value}}`".into(),
        ),
        (expecting("allowed_until: soon"), "E_DATE 1:52 `soon` is not written as a day is; write the day as year, month and day: `2026-11-21`".into()),
        (expecting("assumed: {waited: x}"), "E_NUMBER 1:55 `x` is not written as a number is; write a number of days such as `10 days`".into()),
    ] {
        let report = suite(&text).err().unwrap_or_default();
        assert_eq!(report.diagnostics.iter().map(|d| line(&report, d)).collect::<Vec<_>>().join("\n"), expected, "{text}");
    }
}

#[test]
fn everything_that_can_be_expected_is_read() {
    let read = suite(
        "cases: [{name: a, expect: {refund: {could_block: x, granted_by: [], refer: [\"A b\"], defeated: {x: [y, z]}, advice: x, \
         opens_on: \"2026-01-01\", assumed: [waited], faults: x}, days_since: {value: 43 days, values: {x: 1.50}, assumed: {waited: 3}}}}]",
    )
    .unwrap();
    let [refund, term] = &read.cases[0].expect[..] else { panic!("two are expected") };
    assert_eq!(refund.what.len(), 8);
    assert!(matches!(&refund.what[3].1, Check::Defeated(d) if texts(&d[0].1) == ["y", "z"]));
    assert!(matches!(&term.what[0].1, Check::Value(v) if v.to_string() == "43 days"));
    assert!(matches!(&term.what[1].1, Check::Values(v) if v[0].1.to_string() == "1.50"));
    assert!(matches!(&term.what[2].1, Check::Assumed(a) if a[0].1 == Some(Value::Number(3))));
}

/// Pieces of which texts are made that go as deep into the reader as possible.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "facts",
        "today",
        "cases",
        "given",
        "name",
        "expect",
        "refund",
        "remedies",
        "waited",
        "note",
        "price",
        "a",
        "é",
        "😀",
        " ",
        "  ",
        "\n",
        "\n ",
        "\n  ",
        "- ",
        "-",
        "? ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "|\n",
        ">\n",
        "#",
        " #",
        "---",
        "...",
        "\t",
        "&a",
        "*a",
        "!",
        "!!",
        "%TAG ! x",
        "%YAML 1.2\n",
        "\\",
        "\\ud83d",
        "<<",
        "\u{feff}",
        "1",
        "2026-01-01",
        "1.50 EUR",
        "~",
        "@",
        "\r\n",
        "\r",
        "\0",
        "null",
        "yes",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Whatever is told points into the text, on the boundaries of characters.
fn is_well_told(report: &Report) {
    assert!((1..=50).contains(&report.diagnostics.len()));
    for d in &report.diagnostics {
        for span in d.span.iter().chain(d.others.iter().map(|(span, _)| span)) {
            let text = report.sources.get(*span).unwrap().text();
            assert!(
                text.get(usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()).is_some(),
                "{d:?} in {text:?}"
            );
        }
        assert!(!d.message.ends_with('.') && !d.message.chars().any(char::is_control), "{}", d.message);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(text in prop_oneof![pieces(), any::<String>(), pieces().prop_map(|p| format!("facts:\n  note: {p}"))]) {
        let vocabulary = vocabulary();
        if let Err(report) = from_text("x", &text, &vocabulary) { is_well_told(&report); }
        if let Err(report) = suite(&text) { is_well_told(&report); }
        if let Err(report) = Case::default().set("--set", &format!("note={text}"), &vocabulary) { is_well_told(&report); }
        if let Err(report) = Case::default().set("--set", &text, &vocabulary) { is_well_told(&report); }
        let _ = suite::rulebook_of("x", &text);
    }

    #[test]
    fn any_text_comes_through_json(text in "[^\\p{Cc}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]*") {
        let json = serde_json::json!({ "facts": { "note": text } }).to_string();
        let case = from_text("x", &json, &vocabulary()).unwrap();
        prop_assert_eq!(&case.facts.first_key_value().unwrap().1.value, &Value::Text(text.as_str().into()));
    }

    #[test]
    fn any_number_comes_through(count in -MOST..10_000_i128, digits in 0_u32..=2) {
        let scale = 10_i128.pow(2 - digits);
        let written = crate::value::number::print(count / scale, digits);
        let case = from_text("x", &format!("facts: {{score: {written}}}"), &vocabulary()).unwrap();
        prop_assert_eq!(&case.facts.first_key_value().unwrap().1.value, &Value::Number(count / scale * scale));
    }

    #[test]
    fn any_value_of_any_fact_is_read_or_told(fact in 0_usize..19, text in prop_oneof!["[0-9+.,_ eE:x-]{0,12}( ?(EUR|USD|€|days|years))?", "[0-9]{1,5}[-/.][0-9]{0,3}[-/.][0-9]{0,3}.{0,3}", any::<String>()]) {
        let vocabulary = vocabulary();
        let name = vocabulary[FactId(fact)].name.clone();
        if let Err(report) = Case::default().set("--set", &format!("{name}={text}"), &vocabulary) { is_well_told(&report); }
    }
}
