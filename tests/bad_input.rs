//! Bad input is told by name, never guessed at: a table of it, each row under a watchdog and on a small stack.
//!
//! The numbers are those of the list of bad inputs on which the project was planned. Where the charter or the language
//! rules otherwise they win, and a comment that starts with `Ruled otherwise` says so. From 46 on they came later.

use std::collections::BTreeSet;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use candor::diagnostic::{self, Code, Report};
use candor::discretion::Staff;
use candor::render::{self, Style};
use candor::source::limits;
use candor::{Error, Rulebook, suite};

mod rows;

/// Every fact has a term that shows what was read.
const HEAD: &str = r#"rulebook bad "Bad inputs"
  edition   "1"
  currency  EUR
  feb29     28 feb
  time zone "Europe/Berlin"

record Part "a part"
  has n "the number": whole number

record Entry "an entry"
  has n "the number": whole number
  has parts "the parts": list of Part

fact flag "a flag": yes/no
fact count "a number": whole number
  range     -1000 to 1000
fact score "a score": number with 2 decimals
fact price "a price": money
fact waited "the wait": days
fact day "a day": date
fact tier "a level": one of low, high
fact note "a note": text
fact moment "a time": date and time
fact entries "the entries": list of Entry

term seen_flag "the flag": yes/no
  means     flag
term seen_count "the number": whole number
  means     count
term seen_score "the score": number with 2 decimals
  means     score
term seen_price "the price": money
  means     price
term seen_waited "the wait": days
  means     waited
term seen_day "the day": date
  means     day
term seen_tier "the level": one of low, high
  means     tier
term seen_note "whether the note is as written": yes/no
  means     note is "5" or note is "" or note is "no" or note is "null"

action go "go" allowed unless restricted

"#;

const REST: &str =
    "  source    house policy \"x\"\n  tell customer \"x\"\n  tell staff \"x\"\n  override  by nobody\n\n";

/// A day on which all cases are asked about.
const TODAY: &str = "today: 2026-06-30\n";

enum Text {
    /// A rulebook.
    Book(String),
    /// More statements behind those of [`HEAD`].
    More(String),
    /// A restriction with this condition.
    When(String),
    /// A case.
    Case(String),
    /// A case that states one fact.
    Fact(&'static str, String),
    /// What stands behind `--set`.
    Set(String),
    /// A suite.
    Suite(String),
    /// A list of staff.
    Staff(String),
    /// The bytes of a file.
    Bytes(Vec<u8>),
    /// More statements, and the case in which `go` is asked for.
    Ask(String, &'static str),
}

enum Must {
    /// It is refused with these codes and no others.
    Be(&'static [Code]),
    /// It is read without a complaint.
    Read,
    /// It is read, and the term that shows the fact has this value.
    Show(&'static str),
    /// The answer: the outcome and the faults.
    Answer(&'static str),
}

struct Row {
    row: usize,
    what: &'static str,
    text: Text,
    must: Must,
}

fn row(row: usize, what: &'static str, text: Text, must: Must) -> Row {
    Row { row, what, text, must }
}

/// What came of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    codes: Vec<Code>,
    answer: String,
    words: String,
}

fn read(answer: impl Into<String>) -> Told {
    Told { codes: Vec::new(), answer: answer.into(), words: String::new() }
}

fn refused(report: &Report) -> Told {
    let codes: BTreeSet<Code> = report.diagnostics.iter().map(|d| d.code).collect();
    assert!(report.diagnostics.len() <= limits::DIAGNOSTICS, "{} diagnostics", report.diagnostics.len());
    for d in &report.diagnostics {
        assert!(d.message.len() < 200, "a long message: {}", d.message);
        assert!(d.help.is_some(), "no help for: {}", d.message);
    }
    let words = render::report(report, Style::default());
    // What is hidden in the text is not hidden in what is told of it.
    let hidden = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    assert!(!words.contains(hidden), "{words:?}");
    let longest = words.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(longest <= 260, "a line of {longest} characters");
    Told { codes: codes.into_iter().collect(), answer: String::new(), words }
}

fn failed(error: &Error) -> Told {
    match error {
        Error::Text(report) => refused(report),
        other => panic!("{other}"),
    }
}

fn book(text: &str) -> Told {
    let (rulebook, report) = Rulebook::check("bad.rulebook", text);
    assert_eq!(rulebook.is_none(), report.has_errors());
    if report.diagnostics.is_empty() { read("") } else { refused(&report) }
}

fn head() -> Rulebook {
    Rulebook::from_text("head.rulebook", HEAD).unwrap()
}

fn with(more: &str) -> String {
    format!("{HEAD}{more}")
}

fn when(condition: &str) -> String {
    with(&format!("restriction r \"R\" on go\n  when      {condition}\n{REST}"))
}

fn case_in(rulebook: &Rulebook, text: &str) -> Told {
    match rulebook.case("bad.yaml", text) {
        Ok(_) => read(""),
        Err(error) => failed(&error),
    }
}

fn suite_in(text: &str) -> Told {
    match suite::run(&head(), "bad.cases.yaml", text) {
        Ok(report) => {
            let counts = report.counts();
            read(format!("{} passed, {} failed", counts.passed, counts.failed))
        }
        Err(error) => failed(&error),
    }
}

fn run(text: &Text, must: &Must) -> Told {
    match (text, must) {
        (Text::Book(text), _) => book(text),
        (Text::More(more), _) => book(&with(more)),
        (Text::When(condition), _) => book(&when(condition)),
        (Text::Case(text), _) => case_in(&head(), text),
        (Text::Fact(fact, written), Must::Show(value)) => suite_in(&format!(
            "cases:\n  - name: a\n    today: 2026-06-30\n    facts:\n      {fact}: {written}\n    expect:\n      seen_{fact}: {{value: {value}}}\n"
        )),
        (Text::Fact(fact, written), _) => case_in(&head(), &format!("{TODAY}facts:\n  {fact}: {written}\n")),
        (Text::Set(option), _) => {
            let rulebook = head();
            let mut case = rulebook.case("empty.yaml", TODAY).unwrap();
            match rulebook.set(&mut case, "--set", option) {
                Ok(()) => read(""),
                Err(error) => failed(&error),
            }
        }
        (Text::Suite(text), _) => suite_in(text),
        (Text::Staff(text), _) => match Staff::from_text("bad.yaml", text) {
            Ok(_) => read(""),
            Err(error) => failed(&error),
        },
        (Text::Bytes(bytes), _) => match diagnostic::text_of("bad.rulebook", bytes.clone()) {
            Ok(text) => book(&text),
            Err(report) => refused(&report),
        },
        (Text::Ask(more, case), _) => {
            let rulebook = match Rulebook::from_text("ask.rulebook", &with(more)) {
                Ok(rulebook) => rulebook,
                Err(error) => return failed(&error),
            };
            let case = match rulebook.case("case.yaml", case) {
                Ok(case) => case,
                Err(error) => return failed(&error),
            };
            let answer = match rulebook.why("go", &case) {
                Ok(answer) => answer,
                Err(error) => return failed(&error),
            };
            let faults = answer.faults.iter().map(|fault| format!(" {:?}", fault.kind)).collect::<String>();
            read(format!("{:?}{faults}", answer.outcome))
        }
    }
}

/// What is wrong with how a row came out.
fn verdict(told: &Told, must: &Must) -> Option<String> {
    let wanted = match must {
        Must::Be(codes) => {
            let codes: BTreeSet<&Code> = codes.iter().collect();
            return (!told.codes.iter().eq(codes.iter().copied()))
                .then(|| format!("wanted {codes:?}, came {:?} {}\n{}", told.codes, told.answer, told.words));
        }
        Must::Read => "",
        Must::Show(_) => "1 passed, 0 failed",
        Must::Answer(answer) => answer,
    };
    let right = told.codes.is_empty() && told.answer == wanted;
    (!right).then(|| format!("wanted `{wanted}`, came `{}` {:?}\n{}", told.answer, told.codes, told.words))
}

/// As the words of several rows are written: a fact, as it was written, and what must come of it.
fn facts(row: usize, fact: &'static str, all: &[(&'static str, &'static [Code])]) -> Vec<Row> {
    all.iter().map(|(text, codes)| self::row(row, text, Text::Fact(fact, (*text).into()), Must::Be(codes))).collect()
}

/// Rows that are no text which is read here, and why.
const EXCUSED: &[(usize, &str)] = &[
    (42, "no text of a rulebook or case: `leeway::bytes` and `leeway::forged` hold it, and the laws of ledgers"),
    (43, "no text of a rulebook or case: `leeway` holds it"),
    (44, "the library reads no path; the command line does, and waits for a FIFO as every reader of files does"),
    (45, "no rulebook is ever replaced: it is immutable and shared, which `public` holds"),
];

#[test]
fn every_row_is_covered_or_excused() {
    let mut rows: BTreeSet<usize> = rows::all().iter().map(|row| row.row).collect();
    for (row, why) in EXCUSED {
        assert!(rows.insert(*row), "row {row} is excused and covered");
        assert!(!why.is_empty());
    }
    assert!(rows.into_iter().eq(1..=46));
}

/// On a small stack, twice, and never for long.
#[test]
fn bad_input_is_told_by_name() {
    let mut wrong = Vec::new();
    for Row { row, what, text, must } in rows::all() {
        let (done, came) = mpsc::channel();
        let small = thread::Builder::new().stack_size(128 * 1024);
        let thread = small.spawn(move || {
            let told = run(&text, &must);
            assert_eq!(told, run(&text, &must), "not the same twice");
            // Nobody waits any more if it took too long.
            let _ = done.send(verdict(&told, &must));
        });
        match came.recv_timeout(Duration::from_secs(10)) {
            Ok(None) => {}
            Ok(Some(fault)) => wrong.push(format!("row {row}, {what}: {fault}")),
            Err(RecvTimeoutError::Timeout) => wrong.push(format!("row {row}, {what}: it hangs")),
            Err(RecvTimeoutError::Disconnected) => {
                let panic = thread.unwrap().join().unwrap_err();
                let words = panic.downcast::<String>().map_or_else(|_| "a panic".to_owned(), |words| *words);
                wrong.push(format!("row {row}, {what}: {words}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
