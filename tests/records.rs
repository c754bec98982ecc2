//! Records, lists, sets and groups: what they mean, held against an evaluator of its own and against every completion.

mod book;

use book::{Book, Case};
use candor::render::{self, Style};
use candor::{Audience, Date, Outcome, Rulebook};
use proptest::prelude::*;

const PARCEL: &str = include_str!("records/parcel.rulebook");

const CASE: &str = "
today: 2026-11-22
facts:
  items:
    - {name: cream, kind: hygiene, price: 7 EUR, opened: yes}
    - {name: shirt, kind: garment, price: 20 EUR, opened: no}
    - {name: mug, kind: gift, price: 4 EUR}
  travelers:
    - {name: Ana, born: 1990-01-01, items: []}
    - name: Bo
      born: 2015-05-05
      items: [{name: drone}, {name: kite}]
  lead: {name: Ana, born: 1990-01-01}
  tags: [family]
  groups: {eve: [staff], staff: [managers], managers: [staff]}
  asker: eve
";

fn answer(case: &str, action: &str, audience: Audience) -> String {
    let rulebook = Rulebook::from_text("parcel.rulebook", PARCEL).unwrap();
    let case = rulebook.case("case.yaml", case).unwrap();
    let explanation = rulebook.why_for(audience, action, &case).unwrap();
    render::text(&explanation, Style::default())
}

#[test]
fn answers_name_the_member() {
    insta::assert_snapshot!(answer(CASE, "send_back", Audience::Staff));
}

#[test]
fn a_missing_field_is_asked_for_by_its_place() {
    let case = CASE.replace(", opened: yes", "").replace("      born: 2015-05-05\n", "");
    insta::assert_snapshot!(answer(&case, "send_back", Audience::Staff));
}

#[test]
fn groups_are_reached_by_way_of_others() {
    let rulebook = Rulebook::from_text("parcel.rulebook", PARCEL).unwrap();
    let outcome = |asker: &str| {
        let case = CASE.replace("asker: eve", &format!("asker: {asker}"));
        let case = rulebook.case("case.yaml", &case).unwrap();
        rulebook.why_for(Audience::Staff, "cancel", &case).unwrap().outcome
    };
    assert_eq!(outcome("eve"), Outcome::Allowed);
    // Members of each other belong to each other; nobody else belongs to anything.
    assert_eq!(outcome("managers"), Outcome::Allowed);
    assert_eq!(outcome("mallory"), Outcome::Denied);
}

#[test]
fn values_say_what_they_are_made_of() {
    let rulebook = Rulebook::from_text("parcel.rulebook", PARCEL).unwrap();
    let case = rulebook.case("case.yaml", CASE).unwrap();
    let said = ["total", "dearest", "gifts"].map(|term| {
        let value = rulebook.why_value(Audience::Staff, term, &case).unwrap();
        render::value(&value, Style::default())
    });
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn an_app_gives_its_own_structs() {
    #[derive(serde::Serialize)]
    struct Item {
        name: &'static str,
        kind: &'static str,
        price: &'static str,
        opened: Option<bool>,
    }
    let rulebook = Rulebook::from_text("parcel.rulebook", PARCEL).unwrap();
    let today = Date::new(2026, 11, 22).unwrap();
    let cream = Item { name: "cream", kind: "hygiene", price: "7 EUR", opened: Some(true) };
    let groups = std::collections::BTreeMap::from([("eve", vec!["managers"])]);
    let case = rulebook
        .case_builder(today)
        .set("items", vec![cream, Item { name: "mug", kind: "gift", price: "4", opened: None }])
        .set("groups", &groups)
        .set("tags", ["vip"])
        .build()
        .unwrap();
    assert_eq!(rulebook.why_for(Audience::Staff, "send_back", &case).unwrap().outcome, Outcome::Denied);
    let wrong =
        rulebook.case_builder(today).set("items", vec![Item { name: "x", kind: "y", price: "z", opened: None }]);
    insta::assert_snapshot!(wrong.set("tags", ["vip", "vip"]).build().unwrap_err());
}

#[test]
fn what_is_wrong_in_a_case_is_told_where_it_stands() {
    let rulebook = Rulebook::from_text("parcel.rulebook", PARCEL).unwrap();
    let facts = [
        "items: cream",
        "items: [{name: cream, prize: 7 EUR}]",
        "items: [{price: 7}, {price: 7, price: 8}]",
        "items: [{price: -1 EUR}]",
        "items: [cream]",
        "items:",
        "lead: [1]",
        "tags: [vip, vip]",
        "tags: [vib]",
        "groups: [eve]",
        "groups: {eve: staff}",
    ];
    let said = facts.map(|fact| {
        let text = format!("facts:\n  {fact}\n");
        rulebook.case("case.yaml", &text).unwrap_err().to_string()
    });
    insta::assert_snapshot!(said.join("\n"));
}

proptest! {
    /// A complete case is decided as the obvious evaluator decides it, on every day.
    #[test]
    fn every_case_is_decided_as_it_should(seed in any::<u64>()) {
        let mut book = Book::random(seed);
        let case = book.case(0);
        let rulebook = book.rulebook();
        for day in -1..6 {
            let expected = if book.applies(&case, day) { Outcome::Denied } else { Outcome::Allowed };
            let (outcome, _) = book.ask(&rulebook, &case, day);
            match book.has_value(&case, day) {
                true => prop_assert_eq!(outcome, expected, "{}\n{}", book.text(), case.text(day)),
                false => prop_assert_ne!(outcome, Outcome::Allowed, "{}\n{}", book.text(), case.text(day)),
            }
        }
    }

    /// With parts missing an answer that is certain is right in every completion, and none is certain by accident.
    #[test]
    fn what_is_certain_holds_in_every_completion(seed in any::<u64>()) {
        let mut book = Book::random(seed);
        let case = book.case(3);
        let rulebook = book.rulebook();
        let (outcome, _) = book.ask(&rulebook, &case, 1);
        for complete in case.completions() {
            if outcome == Outcome::Denied {
                prop_assert!(!book.has_value(&complete, 1) || book.applies(&complete, 1), "{}\n{}", book.text(), case.text(1));
            }
            if outcome == Outcome::Allowed {
                prop_assert!(book.has_value(&complete, 1) && !book.applies(&complete, 1), "{}\n{}", book.text(), case.text(1));
            }
        }
    }

    /// The days on which the answer changes are those on which it does.
    #[test]
    fn the_timeline_is_right_day_by_day(seed in any::<u64>()) {
        let mut book = Book::random(seed);
        let case = book.case(1);
        let rulebook = book.rulebook();
        let (_, explanation) = book.ask(&rulebook, &case, 0);
        for stretch in &explanation.timeline.stretches {
            for day in 0..6 {
                let date = Case::day(day);
                if stretch.from <= date && stretch.to.is_none_or(|to| date <= to) {
                    let (outcome, _) = book.ask(&rulebook, &case, day);
                    prop_assert_eq!(outcome, stretch.outcome, "{}\n{}", book.text(), case.text(day));
                }
            }
        }
    }

    /// The parts that are named suffice, and none of them can be left out.
    #[test]
    fn the_parts_that_are_told_decide(seed in any::<u64>()) {
        let mut book = Book::random(seed);
        let case = book.case(1);
        let rulebook = book.rulebook();
        let (outcome, explanation) = book.ask(&rulebook, &case, 1);
        if let (Outcome::Denied, Some(restriction)) = (outcome, explanation.restrictions.first()) {
            let told: Vec<&str> = restriction.facts.iter().map(|fact| fact.fact.as_str()).collect();
            let only = case.only(&told);
            prop_assert_eq!(book.ask(&rulebook, &only, 1).0, Outcome::Denied, "{:?}\n{}\n{}", told, book.text(), case.text(1));
            for left_out in told.iter().filter(|name| name.contains('.')) {
                let rest: Vec<&str> = told.iter().copied().filter(|name| name != left_out).collect();
                let less = case.only(&rest);
                prop_assert_ne!(book.ask(&rulebook, &less, 1).0, Outcome::Denied, "{:?} without {}\n{}\n{}", told, left_out, book.text(), case.text(1));
            }
        }
    }
}

/// A field may say what it is where nobody states it; the answer says so, and it is asked while that matters.
#[test]
fn a_field_that_is_not_stated_may_have_a_value() {
    let text = "rulebook r \"R\"\n  edition   \"1\"\n\nrecord Item \"an item\"\n  has name \"the name\": text\n  has fragile \"it is fragile\": yes/no, if not stated, no\n\
                \x20 has count \"the count\": whole number, range 1 to 9, if not stated, 1\n  has tags \"the tags\": set of text, if not stated, none\n\n\
                fact items \"the items\": list of Item\n\naction send \"sending\" allowed unless restricted\n\n\
                restriction padded \"Fragile\" on send\n  when      any item in items has (item.fragile and item.count is at least 1 and not (item.tags includes \"safe\"))\n\
                \x20 source    law \"L\"\n  tell customer \"It needs padding.\"\n  tell staff \"Padding.\"\n";
    let rulebook = Rulebook::from_text("r.rulebook", text).unwrap();
    let case =
        rulebook.case("case", "{today: 2026-11-22, facts: {items: [{name: mug}, {name: pan, fragile: no}]}}").unwrap();
    let answer = rulebook.why("send", &case).unwrap();
    assert_eq!(answer.outcome, Outcome::Allowed);
    let assumed: Vec<&str> = answer.assumed.iter().map(|fact| fact.fact.as_str()).collect();
    assert_eq!(assumed, ["items[0].fragile", "items[0].count", "items[0].tags", "items[1].count", "items[1].tags"]);
    let asked: Vec<&str> = answer.missing.iter().map(|missing| missing.fact.label.as_str()).collect();
    assert_eq!(asked, ["the first item, mug: it is fragile"]);
    let denied = rulebook.case("case", "{today: 2026-11-22, facts: {items: [{name: mug, fragile: yes}]}}").unwrap();
    assert_eq!(rulebook.why("send", &denied).unwrap().outcome, Outcome::Denied);
    let wrong = text
        .replace("if not stated, 1", "if not stated, 12")
        .replace("text, if not stated, none", "text, if not stated, no");
    insta::assert_snapshot!(Rulebook::from_text("r.rulebook", &wrong).unwrap_err());
}

/// What an audit by strangers found: a missing list is not empty, nothing is asked of what does not count, and lists within
/// lists end in a fault that says so.
#[test]
fn what_is_not_known_is_said_as_it_is() {
    let text = "rulebook l \"L\"\n  edition   \"1\"\n\nrecord P \"a person\"\n  has name \"the name\": text\n  has age \"the age\": whole number, range 0 to 1_000\n\
                \x20 has fare \"the fare\": whole number\n\nfact ps \"the persons\": list of P\n\nterm s \"the fares\": whole number\n\
                \x20 means     sum of p.fare for p in ps with (p.age is at least 18), by law \"L\"\n\naction go \"go\" allowed unless restricted\n\n\
                restriction r \"R\" on go\n  when      any p in ps has (any q in ps has (p.age is more than q.age + 2_000))\n  source    law \"L\"\n  tell customer \"No.\"\n  tell staff \"No.\"\n";
    let rulebook = Rulebook::from_text("l.rulebook", text).unwrap();
    let value = |facts: &str| {
        let case = rulebook.case("case", &format!("{{today: 2026-11-21, facts: {{{facts}}}}}")).unwrap();
        render::value(&rulebook.why_value(Audience::Staff, "s", &case).unwrap(), Style::default())
    };
    let page = |facts: &str| {
        let case = rulebook.case("case", &format!("{{today: 2026-11-21, facts: {{{facts}}}}}")).unwrap();
        render::text(&rulebook.why("go", &case).unwrap(), Style::default())
    };
    let many: Vec<String> = (0..400).map(|i| format!("{{name: N{i}, age: {i}}}")).collect();
    let lacking: Vec<String> = (0..30).map(|i| format!("{{name: N{i}}}")).collect();
    insta::assert_snapshot!(
        [
            value("ps: [{name: A, age: 20, fare: 5}, {name: B, fare: 50}, {age: 10}]"),
            page(""),
            page(&format!("ps: [{}]", many.join(", "))),
            page(&format!("ps: [{}]", lacking.join(", "))),
        ]
        .join("\n")
    );
}

/// Days on which members of long lists change the answer are found, or it is said from when on they are not; never is a
/// stretch told that ends before it starts.
#[test]
fn the_timeline_of_long_lists_is_right_or_says_where_it_ends() {
    let text = "rulebook l \"L\"\n  edition   \"1\"\n\nrecord Q \"a part\"\n  has d \"the day\": date\n\nrecord P \"a person\"\n  has qs \"the parts\": list of Q\n\n\
                fact ps \"the persons\": list of P\n\naction go \"go\" allowed unless restricted\n\nrestriction r \"R\" on go\n  when      any p in ps has (any q in p.qs has (q.d is before today))\n\
                \x20 source    law \"L\"\n  tell customer \"No.\"\n  tell staff \"No.\"\n";
    let rulebook = Rulebook::from_text("l.rulebook", text).unwrap();
    let today = Date::new(2026, 11, 22).unwrap();
    for (count, known) in [(20, true), (300, true), (60_000, false)] {
        let ps = vec!["{qs: [{d: 2027-01-15}]}"; count].join(", ");
        let case = rulebook.case("case", &format!("{{today: 2026-11-22, facts: {{ps: [{ps}]}}}}")).unwrap();
        let timeline = rulebook.why("go", &case).unwrap().timeline;
        assert!(timeline.stretches.iter().all(|stretch| stretch.to.is_none_or(|to| to >= stretch.from)), "{count}");
        assert_eq!(timeline.stretches[0].from, today);
        assert_eq!(timeline.gave_up, !known, "{count}");
        assert_eq!(timeline.allowed_until, Date::new(2027, 1, 15).filter(|_| known), "{count}");
    }
}
