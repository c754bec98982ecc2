//! Rulebooks in several files: read once, told apart in messages, of one mind in their headers.

use std::collections::BTreeMap;

use candor::diagnostic::Code;
use candor::render::{self, Style};
use candor::source::{Files, NoFile};
use candor::{Date, Error, Outcome, Rulebook, suite};

type Texts = BTreeMap<&'static str, &'static str>;

const DESK: &str = r#"rulebook desk "Desk"
  edition   "2"
  currency  EUR

use "shared/roles.rulebook"
use "shared/law.rulebook"

fact amount "the amount": money

action refund "a refund" allowed unless restricted

restriction high "Too high" on refund
  when      amount is more than cap
  source    house policy "Handbook 1"
  tell customer "We refund up to {cap}."
  tell staff "Up to {cap}."
  override  by lead
"#;

const ROLES: &str = "role clerk \"the clerk\"\nrole lead \"the lead\" with all powers of clerk\n";

const LAW: &str = r#"rulebook law "The law"
  in force  from 2020-01-01 until 2027-12-31
  currency  EUR

use "roles.rulebook"

figure cap "the cap": money
  from 2020-01-01: 150 EUR, by law "Law 7"

example "the cap itself"
  today 2026-01-01
  given amount 150 EUR
  then  refund is allowed
"#;

fn texts(more: &[(&'static str, &'static str)]) -> Texts {
    let mut texts = Texts::from([
        ("desk/main.rulebook", DESK),
        ("desk/shared/roles.rulebook", ROLES),
        ("desk/shared/law.rulebook", LAW),
    ]);
    texts.extend(more.iter().copied());
    texts
}

fn codes(files: &dyn Files) -> Vec<Code> {
    Rulebook::check_files("desk/main.rulebook", files).1.diagnostics.iter().map(|d| d.code).collect()
}

fn told(files: &dyn Files) -> String {
    render::report(&Rulebook::check_files("desk/main.rulebook", files).1, Style::default())
}

#[test]
fn what_a_file_declares_all_can_read() {
    let rulebook = Rulebook::from_files("desk/main.rulebook", &texts(&[])).unwrap();
    let case = rulebook.case("case", "{today: 2026-11-21, facts: {amount: 150.01 EUR}}").unwrap();
    let answer = rulebook.why("refund", &case).unwrap();
    assert_eq!(answer.outcome, Outcome::Denied);
    assert_eq!(answer.rulebook.id, "desk");
    assert_eq!(answer.rulebook.edition, "2");
    assert!(render::text(&answer, Style::default()).contains("We refund up to 150.00 EUR"));
}

/// A file that two use is read once, by whatever path they come to it, and everything declared in it is declared once.
#[test]
fn a_file_is_read_once() {
    struct Counting(Texts, std::cell::RefCell<Vec<String>>);
    impl Files for Counting {
        fn find(&self, from: &str, path: &str) -> Result<String, NoFile> {
            self.0.find(from, path)
        }
        fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
            self.1.borrow_mut().push(name.to_owned());
            self.0.read(name)
        }
    }
    let law = "use \"../shared/./roles.rulebook\"\nuse \"roles.rulebook\"\n\nfigure cap \"the cap\": money\n  from 2020-01-01: 150 EUR, by law \"L\"\n";
    let files = Counting(texts(&[("desk/shared/law.rulebook", law)]), Default::default());
    Rulebook::from_files("desk/main.rulebook", &files).unwrap();
    assert_eq!(*files.1.borrow(), ["desk/main.rulebook", "desk/shared/roles.rulebook", "desk/shared/law.rulebook"]);
}

/// The digest is over all files: it changes with each, and not with what they are called.
#[test]
fn the_digest_is_over_all_files() {
    let digest = |files: &Texts| Rulebook::from_files("desk/main.rulebook", files).unwrap().digest().to_owned();
    let one = digest(&texts(&[]));
    assert_ne!(
        one,
        digest(&texts(&[("desk/shared/roles.rulebook", "role clerk \"a clerk\"\nrole lead \"the lead\"\n")]))
    );
    let elsewhere: Texts =
        texts(&[]).into_iter().map(|(name, text)| (name.strip_prefix("desk/").unwrap(), text)).collect();
    assert_eq!(one, Rulebook::from_files("main.rulebook", &elsewhere).unwrap().digest());
    // A text that uses no other has its own digest, however it was read.
    let alone = "rulebook a \"A\"\n  edition   \"1\"\n";
    let files = Texts::from([("a.rulebook", alone)]);
    let (read, given) = (Rulebook::from_files("a.rulebook", &files).unwrap(), Rulebook::from_text("a", alone).unwrap());
    assert_eq!(read.digest(), given.digest());
}

/// Read aloud: each fault is shown where it stands, in whatever file.
#[test]
fn a_fault_has_its_place_in_its_file() {
    let law = LAW.replace("by law \"Law 7\"", "by low \"Law 7\"").replace("amount 150", "amont 150");
    let law: &'static str = Box::leak(law.into_boxed_str());
    let roles =
        "role clerk \"the clerk {\"\nrole lead \"the lead\" with all powers of clerc\nfact amount \"again\": money\n";
    let files = texts(&[("desk/shared/law.rulebook", law), ("desk/shared/roles.rulebook", roles)]);
    insta::assert_snapshot!(told(&files));
    let report = Rulebook::check_files("desk/main.rulebook", &files).1;
    let data: serde_json::Value = serde_json::from_str(&render::reports_json(&[report])).unwrap();
    let files: Vec<_> =
        data["reports"][0]["diagnostics"].as_array().unwrap().iter().map(|d| d["file"].clone()).collect();
    assert!(files.contains(&"desk/shared/law.rulebook".into()), "{files:?}");
}

/// An example in a used file is held against the whole.
#[test]
fn examples_in_used_files_run() {
    let law: &'static str = Box::leak(LAW.replace("amount 150 EUR", "amount 151 EUR").into_boxed_str());
    assert_eq!(codes(&texts(&[("desk/shared/law.rulebook", law)])), [Code::Example]);
}

/// Read aloud: what cannot be used, and what to write instead.
#[test]
fn what_cannot_be_used_is_told() {
    let uses = [
        "missing.rulebook",
        "../../../above.rulebook",
        "/srv/rules/roles.rulebook",
        "https://example.org/roles.rulebook",
        "C:\\\\rules\\\\roles.rulebook",
        "shared\\\\roles.rulebook",
        "shared//roles.rulebook",
        "roles.txt",
        "",
        "main.rulebook",
        "round.rulebook",
        "bytes.rulebook",
        "empty.rulebook",
        "hidden.rulebook",
    ];
    struct Odd(Texts);
    impl Files for Odd {
        fn find(&self, from: &str, path: &str) -> Result<String, NoFile> {
            self.0.find(from, path)
        }
        fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
            if name.ends_with("bytes.rulebook") { Ok(vec![b'#', 0xff]) } else { self.0.read(name) }
        }
    }
    let lines: Vec<String> = uses.iter().map(|path| format!("use \"{path}\"\n")).collect();
    let main = "rulebook desk \"Desk\"\n  edition   \"2\"\n\n".to_owned() + &lines.concat();
    let main: &'static str = Box::leak(main.into_boxed_str());
    let files = Odd(texts(&[
        ("desk/main.rulebook", main),
        ("desk/round.rulebook", "use \"shared/back.rulebook\"\n"),
        ("desk/shared/back.rulebook", "use \"../main.rulebook\"\n"),
        ("desk/bytes.rulebook", ""),
        ("desk/empty.rulebook", "# nothing yet\n"),
        ("desk/hidden.rulebook", "role a \"a\u{202e}\"\n"),
    ]));
    insta::assert_snapshot!(told(&files));
}

#[test]
fn a_text_alone_uses_nothing() {
    let report = Rulebook::check("main.rulebook", DESK).1;
    let said = render::report(&report, Style::default());
    assert!(said.contains("only the text of this rulebook was given"), "{said}");
    assert!(report.diagnostics.iter().any(|d| d.code == Code::File));
    // It is formatted all the same: a file at a time.
    assert_eq!(Rulebook::format("main.rulebook", DESK).unwrap(), DESK);
    assert_eq!(Rulebook::format("roles.rulebook", ROLES).unwrap(), ROLES);
}

#[test]
fn files_agree_on_what_there_is_one_of() {
    let with = |clause: &str| -> &'static str { Box::leak(LAW.replace("  currency  EUR\n", clause).into_boxed_str()) };
    let of = |clause: &str| codes(&texts(&[("desk/shared/law.rulebook", with(clause))]));
    assert_eq!(of(""), []);
    assert!(of("  currency  CHF\n").contains(&Code::Currency));
    // What only one of them says holds for all.
    let bare: &'static str = Box::leak(DESK.replace("  currency  EUR\n", "").into_boxed_str());
    assert_eq!(codes(&texts(&[("desk/main.rulebook", bare)])), []);
    let feb: &'static str =
        Box::leak(DESK.replace("  currency  EUR\n", "  currency  EUR\n  feb29     28 feb\n").into_boxed_str());
    let law = with("  feb29     1 mar\n");
    assert_eq!(codes(&texts(&[("desk/main.rulebook", feb), ("desk/shared/law.rulebook", law)])), [Code::Duplicate]);
    let law = with("  feb29     28 feb\n");
    assert_eq!(codes(&texts(&[("desk/main.rulebook", feb), ("desk/shared/law.rulebook", law)])), []);
    // The header of the main file is its own affair.
    assert!(codes(&texts(&[("desk/main.rulebook", "use \"shared/law.rulebook\"\n")])).contains(&Code::MissingClause));
    // What a file that is missing would declare is not missed name by name.
    let without: Texts = texts(&[]).into_iter().filter(|(name, _)| !name.ends_with("law.rulebook")).collect();
    assert_eq!(codes(&without), [Code::File]);
}

/// In force while all files are.
#[test]
fn in_force_is_what_is_in_all() {
    let main: &'static str =
        Box::leak(DESK.replace("  currency  EUR\n", "  currency  EUR\n  in force  from 2025-01-01\n").into_boxed_str());
    let rulebook = Rulebook::from_files("desk/main.rulebook", &texts(&[("desk/main.rulebook", main)])).unwrap();
    let on = |today: &str| {
        let case = rulebook.case("case", &format!("{{today: {today}, facts: {{amount: 1 EUR}}}}")).unwrap();
        rulebook.why("refund", &case).unwrap().outcome
    };
    assert_eq!(on("2024-12-31"), Outcome::Undetermined);
    assert_eq!(on("2025-01-01"), Outcome::Allowed);
    assert_eq!(on("2027-12-31"), Outcome::Allowed);
    assert_eq!(on("2028-01-01"), Outcome::Undetermined);
    let late: &'static str = Box::leak(main.replace("from 2025-01-01", "from 2028-01-01").into_boxed_str());
    assert_eq!(codes(&texts(&[("desk/main.rulebook", late)])), [Code::Window]);
}

/// One file that uses another a thousand files deep, or a thousand side by side, ends at a limit and not the stack.
#[test]
fn files_without_end_end_at_a_limit() {
    struct Endless(bool);
    impl Files for Endless {
        fn find(&self, _: &str, path: &str) -> Result<String, NoFile> {
            Ok(path.to_owned())
        }
        fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
            let at: usize = name.trim_end_matches(".rulebook").parse().unwrap();
            let head = if at == 0 { "rulebook a \"A\"\n  edition   \"1\"\n" } else { "" };
            let next = match self.0 {
                true => format!("use \"{}.rulebook\"\n", at + 1),
                false if at == 0 => (1..1200).map(|n| format!("use \"{n}.rulebook\"\n")).collect(),
                false => format!("role r{at} \"r\"\n"),
            };
            Ok((head.to_owned() + &next).into_bytes())
        }
    }
    let thread = std::thread::Builder::new().stack_size(128 * 1024).spawn(|| {
        let deep = Rulebook::check_files("0.rulebook", &Endless(true)).1;
        assert_eq!(deep.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::TooDeep]);
        let wide = Rulebook::check_files("0.rulebook", &Endless(false)).1;
        assert!(wide.diagnostics.iter().all(|d| d.code == Code::TooBig) && wide.diagnostics.len() == 200);
    });
    thread.unwrap().join().unwrap();
}

/// What ships: the law layer answers for two departments, each with its own rules.
#[test]
fn a_law_layer_is_shared() {
    let load = |name: &str| crate::rulebooks::load(std::path::Path::new(name));
    let (goods, courses) = (load("rules/distance-sales/goods.rulebook"), load("rules/distance-sales/courses.rulebook"));
    assert!(goods.actions().eq(["voucher", "withdraw"]) && courses.actions().eq(["rebook", "withdraw"]));
    let facts =
        "{consumer: yes, at_a_distance: yes, bought: service, concluded: 2026-11-10, instructed: yes, performed: no}";
    for rulebook in [goods, courses] {
        let case = rulebook.case("case", &format!("{{today: 2026-11-24, facts: {facts}}}")).unwrap();
        let answer = rulebook.why("withdraw", &case).unwrap();
        assert_eq!((answer.outcome, answer.timeline.allowed_until), (Outcome::Allowed, Date::new(2026, 11, 24)));
    }
}

/// A suite runs against a rulebook in several files, and a wrong main file is an error as such.
#[test]
fn suites_and_names() {
    let rulebook = Rulebook::from_files("desk/main.rulebook", &texts(&[])).unwrap();
    let suite = "cases: [{name: low, today: 2026-11-21, facts: {amount: 1 EUR}, expect: {refund: {outcome: allowed}}}]";
    assert_eq!(suite::run(&rulebook, "x.cases.yaml", suite).unwrap().counts().passed, 1);
    let Err(Error::Text(report)) = Rulebook::from_files("desk/mine.rulebook", &texts(&[])) else { panic!() };
    assert_eq!(report.diagnostics[0].code, Code::File);
    assert!(render::report(&report, Style::default()).contains("desk/mine.rulebook"));
}
