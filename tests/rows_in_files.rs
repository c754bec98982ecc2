//! Tables whose rows stand in a file: the same answers as rows in the rulebook, and a place in the file for every fault.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use candor::diagnostic::Code;
use candor::render::{self, Style};
use candor::{Audience, Rulebook};

const HEAD: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

fact town "the town": text
fact size "the size": whole number
  range     0 to 100
fact member "a member": yes/no
fact kind "the kind": one of book, film

"#;

const INSIDE: &str = r#"table fee "the fee": money
  by        town, size, member, kind
            - "Bern", at most 3, yes, any: 10 EUR, by law "L"
            - "Bern", 4 to 9, any, book: 12.50 EUR, by law "L"
            - "Bern", each further, any, book: + 2 EUR, by law "L"
            - "a ""place""", any, no, film: no row, by law "L"
            - "Genf, Stadt", 5, any, one of (book, film): 7, by law "L"
  matches must agree
"#;

const FILE: &str = "town,kind,size,member,fee\r\nBern,any,at most 3,yes,10 EUR\r\nBern,book,4 to 9,any,12.50 EUR\r\nBern,book,each further,any,+ 2 EUR\r\n\"a \"\"place\"\"\",film,any,no,no row\r\n\"Genf, Stadt\",\"one of (book, film)\", 5 ,any,7\r\n";

fn table(clause: &str) -> String {
    format!(
        "{HEAD}table fee \"the fee\": money\n  by        town, size, member, kind\n  matches must agree\n  {clause}\n"
    )
}

fn check(clause: &str, csv: &str) -> (Option<Rulebook>, candor::diagnostic::Report) {
    let main = table(clause);
    let files = BTreeMap::from([("desk/main.rulebook", main.as_str()), ("desk/fees.csv", csv)]);
    Rulebook::check_files("desk/main.rulebook", &files)
}

fn load(csv: &str) -> Rulebook {
    let (rulebook, report) = check("from file \"fees.csv\", by law \"L\"", csv);
    rulebook.unwrap_or_else(|| panic!("{}", render::report(&report, Style::default())))
}

fn value(rulebook: &Rulebook, facts: &str) -> Option<String> {
    let case = rulebook.case("case", &format!("{{today: 2026-01-01, facts: {{{facts}}}}}")).unwrap();
    let answer = rulebook.why_value(Audience::Staff, "fee", &case).unwrap();
    answer.derivation.unwrap().value.map(|typed| typed.ty.write(&typed.value))
}

#[test]
fn rows_in_a_file_say_the_same() {
    let inside = INSIDE.replace("\"a \"\"place\"\"\"", "\"a \\\"place\\\"\"");
    let inside = Rulebook::from_text("desk", &format!("{HEAD}{inside}")).unwrap();
    let outside = load(FILE);
    for town in ["Bern", "\"Genf, Stadt\"", "'a \"place\"'", "elsewhere"] {
        for size in [0, 3, 4, 5, 9, 10, 12, 100] {
            for member in ["yes", "no"] {
                for kind in ["book", "film"] {
                    let facts = format!("town: {town}, size: {size}, member: {member}, kind: {kind}");
                    assert_eq!(value(&inside, &facts), value(&outside, &facts), "{facts}");
                }
            }
        }
    }
    assert_eq!(value(&outside, "town: Bern, size: 12, member: no, kind: book").as_deref(), Some("18.50 EUR"));
    assert_eq!(value(&outside, "town: Bern, size: 2, kind: film"), None, "a missing fact is unknown");
}

/// A row is cited by its line in the file, and a byte of the file changes the digest.
#[test]
fn a_row_is_cited_by_its_line() {
    let rulebook = load(FILE);
    let case =
        rulebook.case("case", "{today: 2026-01-01, facts: {town: Bern, size: 5, member: no, kind: book}}").unwrap();
    let answer = rulebook.why_value(Audience::Auditor, "fee", &case).unwrap();
    let data: serde_json::Value = serde_json::from_str(&render::value_json(&answer)).unwrap();
    let lines = data["steps"][0]["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["file"] == "desk/fees.csv" && line["line"] == 3), "{data:#}");
    assert_ne!(rulebook.digest(), load(&FILE.replace("12.50", "12.60")).digest());
    assert_eq!(
        value(&load(&format!("\u{feff}{FILE}\r\n\r\n")), "town: Bern, size: 5, member: no, kind: book"),
        Some("12.50 EUR".into())
    );
}

/// Rows from a day on, each part in a file of its own.
#[test]
fn parts_stand_in_files_of_their_own() {
    let main = format!(
        "{HEAD}table fee \"the fee\": money\n  by        size\n  from 2025-01-01 file \"old.csv\", by law \"L 1\"\n  from 2026-01-01 file \"new.csv\", by law \"L 2\"\n"
    );
    let files = BTreeMap::from([
        ("m.rulebook", main.as_str()),
        ("old.csv", "size,fee\nany,1 EUR\n"),
        ("new.csv", "size,fee\nany,2 EUR\n"),
    ]);
    let rulebook = Rulebook::from_files("m.rulebook", &files).unwrap();
    for (today, fee) in [("2025-12-31", "1.00 EUR"), ("2026-01-01", "2.00 EUR")] {
        let case = rulebook.case("case", &format!("{{today: {today}, facts: {{size: 1}}}}")).unwrap();
        let answer = rulebook.why_value(Audience::Staff, "fee", &case).unwrap();
        assert_eq!(answer.derivation.unwrap().value.map(|typed| typed.ty.write(&typed.value)).as_deref(), Some(fee));
    }
    assert_eq!(Rulebook::format("m.rulebook", &main).unwrap(), main);
}

/// Read aloud: what is wrong with a file, where, and what to write instead.
#[test]
fn faults_in_files_are_told() {
    let mut out = String::new();
    let head = "town,size,member,kind,fee\n";
    for csv in [
        String::new(),
        head.to_owned(),
        "town;size;member;kind;fee\nBern;1;yes;book;3\n".to_owned(),
        "town,size,member,kind\nBern,1,yes,book\n".to_owned(),
        "town,sise,member,kind,fee\nBern,1,yes,book,3\n".to_owned(),
        "town,size,size,kind,fee\nBern,1,yes,book,3\n".to_owned(),
        format!("{head}Bern,1,yes,book\n"),
        format!("{head}Bern,1,yes,book,1,200 EUR\n"),
        format!("{head}Bern,1,,book,3 EUR\n"),
        format!("{head}Bern,1,yes,book,\"3 EUR\n"),
        format!("{head}\"Bern\"x,1,yes,book,3 EUR\n"),
        format!("{head}Be\"rn,1,yes,book,3 EUR\n"),
        format!("{head}Bern,one,yes,book,3 EUR\n"),
        format!("{head}Bern,1 - 3,yes,book,3 EUR\n"),
        format!("{head}Bern,1,yes,book,1 EUR - 3 EUR\n"),
        format!("{head}Bern,1,yes,book,1 - 3\n"),
        format!("{head}Bern,1,yes,book,=B2*3\n"),
        format!("{head}Bern,\"=SUM(A1,A2)\",yes,book,3 EUR\n"),
        format!("{head}Bern,1,yes,bok,3 EUR\n"),
        format!("{head}Bern,1,yes,book,3 USD\n"),
        format!("{head}Bern,1,yes,book,\"1,200 EUR\"\n"),
        format!("{head}Bern,1,yes,book,3.005 EUR\n"),
        format!("{head}Be\u{202e}rn,1,yes,book,3 EUR\n"),
    ] {
        let (rulebook, report) = check("from file \"fees.csv\", by law \"L\"", &csv);
        assert!(rulebook.is_none(), "{csv}");
        let _ = writeln!(out, "{}", render::report(&report, Style::default()));
    }
    for clause in
        ["from file \"missing.csv\", by law \"L\"", "from file \"fees.txt\", by law \"L\"", "from file fees.csv"]
    {
        let (rulebook, report) = check(clause, FILE);
        assert!(rulebook.is_none(), "{clause}");
        let _ = writeln!(out, "{}", render::report(&report, Style::default()));
    }
    insta::assert_snapshot!(out);
}

/// Too many rows are an error, and as many as may be are read in time.
#[test]
fn rows_have_a_limit() {
    let rows = |n: usize| {
        (0..n).fold("town,size,member,kind,fee\n".to_owned(), |out, i| out + &format!("T{i},any,any,any,{i} EUR\n"))
    };
    let rulebook = load(&rows(5_000));
    assert_eq!(value(&rulebook, "town: T4711, size: 1, member: no, kind: book").as_deref(), Some("4711.00 EUR"));
    let codes: Vec<Code> =
        check("from file \"fees.csv\", by law \"L\"", &rows(5_001)).1.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::TooLong]);
}
