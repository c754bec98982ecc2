//! The library as its users see it: what can be named, shared, copied, handed in and taken out.

use std::collections::BTreeMap;

use candor::diagnostic::Report;
use candor::{Audience, Case, CaseBuilder, Date, Error, Explanation, Interview, Rulebook, render};
use serde::{Serialize, Serializer};

fn returns() -> Rulebook {
    crate::rulebooks::load(std::path::Path::new("rules/returns/returns.rulebook"))
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn today() -> Date {
    day("2026-11-21")
}

/// A new name is a promise: it is added here on purpose or not at all.
#[test]
fn the_names_at_the_root() {
    let lib = std::fs::read_to_string("src/lib.rs").unwrap();
    let mut names: Vec<String> = Vec::new();
    for line in lib.lines() {
        if let Some(room) = line.strip_prefix("pub mod ") {
            names.push(room.trim_end_matches(';').into());
        }
        if let Some(path) = line.strip_prefix("pub use ") {
            let list = path.rsplit("::").next().unwrap();
            names.extend(
                list.trim_matches(['{', '}', ';']).split(", ").map(|name| name.trim_matches(['{', '}', ';']).into()),
            );
        }
    }
    names.sort();
    insta::assert_snapshot!(names.join(" "), @"Audience Case CaseBuilder Date Error Explanation Interview Outcome Reader Rulebook Standing diagnostic discretion explain interview language ledger reference render source suite value");
}

#[test]
fn what_is_public_can_be_shared_and_copied() {
    fn shared<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    shared::<Rulebook>();
    shared::<Case>();
    shared::<CaseBuilder<'static>>();
    shared::<Explanation>();
    shared::<Interview>();
    shared::<Error>();
    shared::<Report>();
}

#[test]
fn a_clone_of_a_rulebook_is_the_same_rulebook() {
    let rulebook = returns();
    assert!(std::ptr::eq(rulebook.digest(), rulebook.clone().digest()));
}

#[test]
fn the_example_in_the_readme_is_the_example() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let file = std::fs::read_to_string("examples/why_not.rs").unwrap();
    let (_, block) = readme.split_once("```rust\n").unwrap();
    let (block, rest) = block.split_once("```").unwrap();
    assert_eq!(block, &file[file.find("use candor").unwrap()..]);
    assert!(!rest.contains("```rust\n"), "one block is held against one file");
}

#[test]
fn an_answer_serializes_as_the_published_shape() {
    let rulebook = returns();
    let case = rulebook.case("case", &std::fs::read_to_string("rules/returns/jacket.yaml").unwrap()).unwrap();
    for audience in [Audience::Staff, Audience::Customer, Audience::Auditor] {
        let answer = rulebook.why_for(audience, "refund", &case).unwrap();
        assert_eq!(serde_json::to_string_pretty(&answer).unwrap() + "\n", render::json(&answer));
    }
}

#[test]
fn a_day_is_text_in_and_out() {
    assert_eq!(serde_json::to_string(&today()).unwrap(), "\"2026-11-21\"");
    assert_eq!(serde_json::from_str::<Date>("\"2026-11-21\"").unwrap(), today());
    for bad in ["\"2026-02-29\"", "\"21.11.2026\"", "20261121", "null"] {
        assert!(serde_json::from_str::<Date>(bad).is_err(), "{bad}");
    }
}

#[derive(Clone, Serialize)]
struct Jacket {
    received: Date,
    article: Article,
    channel: &'static str,
    region: Option<String>,
    seal_broken: Option<bool>,
    price: u64,
    amount: &'static str,
    #[serde(rename = "receipt")]
    has_receipt: bool,
    #[serde(flatten)]
    more: BTreeMap<&'static str, bool>,
    #[serde(skip)]
    _ticket: u64,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Article {
    MadeToOrder,
}

/// The same case as a struct, a map, by the builder and as text: the same answer, down to its id.
#[test]
fn a_struct_states_what_a_text_states() {
    let rulebook = returns();
    let jacket = Jacket {
        received: day("2026-10-09"),
        article: Article::MadeToOrder,
        channel: "store",
        region: Some("us".into()),
        seal_broken: None,
        price: 120,
        amount: "119.50 EUR",
        has_receipt: true,
        more: [("faulty", false)].into(),
        _ticket: 4711,
    };
    let text = "{today: 2026-11-21, facts: {received: 2026-10-09, article: made_to_order, channel: store, region: us, price: 120.00 EUR, amount: 119.50 EUR, receipt: yes, faulty: no}}";
    let id = |case: Case| rulebook.why("refund", &case).unwrap().answer_id;
    let expected = id(rulebook.case("case", text).unwrap());
    assert_eq!(id(rulebook.case_from(today(), &jacket).unwrap()), expected);
    assert_eq!(id(rulebook.case_from(today(), &serde_json::to_value(&jacket).unwrap()).unwrap()), expected);
    let built = rulebook
        .case_builder(today())
        .set("received", jacket.received)
        .set("article", jacket.article)
        .set("channel", "store")
        .set("region", "us")
        .set("seal_broken", None::<bool>)
        .set("price", 120)
        .set("amount", String::from("119.50"))
        .set("receipt", true)
        .set("faulty", Some(false))
        .build();
    assert_eq!(id(built.unwrap()), expected);
    assert_eq!(rulebook.case_from(today(), &()).unwrap().today(), Some(today()));
}

struct Stubborn;

impl Serialize for Stubborn {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the lock is poisoned"))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Odd {
    Golden,
    Card(u8),
}

fn told(case: Result<Case, Error>) -> String {
    let Err(Error::Text(report)) = case else { panic!("this is refused: {case:?}") };
    render::report(&report, render::Style::default())
}

#[test]
fn what_is_wrong_is_told_all_at_once_and_by_name() {
    let rulebook = returns();
    let told = told(
        rulebook
            .case_builder(today())
            .set("recieved", None::<Date>)
            .set("price", 119.99)
            .set("amount", Some(119.99_f32))
            .set("receipt", "yes")
            .set("faulty", 1)
            .set("received", "21.11.2026")
            .set("member", Odd::Golden)
            .set("article", Odd::Card(3))
            .set("channel", ["store"])
            .set("region", "u\u{202e}s")
            .set("returns_last_90_days", u128::MAX)
            .set("id_shown", Stubborn)
            .set("id_shown", true)
            .build(),
    );
    insta::assert_snapshot!(told);
}

#[test]
fn amounts_are_read_as_in_a_text() {
    let told = |value: &str| told(returns().case_builder(today()).set("amount", value).build());
    for (value, code) in [
        ("1.005 EUR", "E_SCALE"),
        ("5 USD", "E_CURRENCY"),
        ("1,000.00", "E_NUMBER"),
        ("0", "E_RANGE"),
        ("-3 EUR", "E_RANGE"),
        ("", "E_NULL"),
        ("a lot", "E_NUMBER"),
    ] {
        let told = told(value);
        assert!(told.contains(&format!("error[{code}]")) && told.contains("`amount`"), "{value}: {told}");
    }
}

#[test]
fn facts_are_a_struct_or_a_map() {
    let rulebook = returns();
    let refused = [
        told(rulebook.case_from(today(), &[1, 2])),
        told(rulebook.case_from(today(), &true)),
        told(rulebook.case_from(today(), &BTreeMap::from([(1, true)]))),
        told(rulebook.case_from(today(), &Stubborn)),
        told(rulebook.case_from(today(), &BTreeMap::from([("receipt", BTreeMap::from([("shown", 0.5)]))]))),
    ];
    insta::assert_snapshot!(refused.join("\n"));
}
