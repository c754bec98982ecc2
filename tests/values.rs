//! Why a value is what it is: for each reader, down to the facts and the lines that decide, and nothing that is never told.

use std::fmt::Write as _;

use candor::explain::{FaultCode, LineState};
use candor::render::{self, Style};
use candor::{Audience, Date, Rulebook};

const READERS: [Audience; 3] = [Audience::Staff, Audience::Customer, Audience::Auditor];

fn pool() -> Rulebook {
    Rulebook::from_text("values.rulebook", include_str!("values/values.rulebook")).unwrap()
}

fn case(facts: &str) -> String {
    format!("{{today: 2026-11-21, facts: {{{facts}}}}}")
}

/// Read aloud: a value in each voice, known, unknown, at fault, and withheld.
#[test]
fn values_in_three_voices() {
    let rulebook = pool();
    let mut out = String::new();
    for (name, facts) in [
        ("hourly", ""),
        ("fee", "age: 30 years, member: gold, hours: 3"),
        ("fee", "age: 30 years, hours: 3"),
        ("discount", "age: 10 years, member: gold"),
        ("per_head", "age: 30 years, member: none, hours: 0, school: yes"),
        ("deposit", "age: 30 years, member: gold, hours: 3, flagged: yes"),
        ("grown", "age: 12 years"),
    ] {
        let case = rulebook.case("case", &case(facts)).unwrap();
        for reader in READERS {
            let answer = rulebook.why_value(reader, name, &case).unwrap();
            let _ = writeln!(out, "##### {name} for {reader:?}, {facts}\n{}", render::value(&answer, Style::default()));
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_value_as_markdown_and_as_data() {
    let rulebook = pool();
    let case = rulebook.case("case", &case("age: 30 years, member: gold, hours: 3")).unwrap();
    let answer = rulebook.why_value(Audience::Auditor, "fee", &case).unwrap();
    insta::assert_snapshot!(format!("{}\n{}", render::value_markdown(&answer), render::value_json(&answer)));
}

#[test]
fn values_keep_to_their_schema() {
    let schema: serde_json::Value = serde_json::from_str(render::VALUE_SCHEMA).unwrap();
    let checked = jsonschema::validator_for(&schema).unwrap();
    let rulebook = pool();
    for facts in ["", "age: 30 years, member: gold, hours: 3, flagged: no", "age: 10 years, member: gold, hours: 0"] {
        let case = rulebook.case("case", &case(facts)).unwrap();
        for (name, reader) in rulebook.values().flat_map(|name| READERS.map(|reader| (name, reader))) {
            let answer = rulebook.why_value(reader, name, &case).unwrap();
            let data: serde_json::Value = serde_json::from_str(&render::value_json(&answer)).unwrap();
            let errors: Vec<String> =
                checked.iter_errors(&data).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{name}: {errors:#?}");
            let from_yaml: serde_json::Value = serde_yaml::from_str(&render::value_yaml(&answer)).unwrap();
            assert_eq!(from_yaml, data, "{name}");
            for field in data.as_object().unwrap().keys() {
                assert!(schema["properties"].get(field).is_some(), "{field}");
            }
        }
    }
}

/// What a customer is told of a value does not differ with a fact that is never told.
#[test]
fn what_is_never_told_cannot_show_in_a_value() {
    let rulebook = pool();
    for facts in ["age: 30 years, member: gold, hours: 3", "hours: 2", "age: 3 years, member: gold, hours: 2"] {
        let told = |flagged: &str| -> Vec<String> {
            let case = rulebook.case("case", &case(&format!("{facts}{flagged}"))).unwrap();
            rulebook
                .values()
                .map(|name| {
                    let answer = rulebook.why_value(Audience::Customer, name, &case).unwrap();
                    render::value_json(&answer) + &render::value(&answer, Style::default())
                })
                .collect()
        };
        assert_eq!(told(", flagged: yes"), told(", flagged: no"));
        assert_eq!(told(", flagged: yes"), told(""));
        assert!(told(", flagged: yes").iter().all(|text| !text.contains("complaint") && !text.contains("Fees 9")));
    }
}

#[test]
fn what_is_missing_and_what_is_at_fault_have_names() {
    let rulebook = pool();
    let ask = |name: &str, facts: &str| {
        rulebook.why_value(Audience::Staff, name, &rulebook.case("case", &case(facts)).unwrap()).unwrap()
    };
    let open = ask("fee", "age: 30 years, hours: 3");
    assert_eq!(open.missing.iter().map(|m| m.fact.name.as_str()).collect::<Vec<_>>(), ["member"]);
    assert!(open.derivation.unwrap().value.is_none());
    let two = ask("discount", "age: 10 years, member: gold");
    assert_eq!(two.faults.iter().map(|f| f.kind).collect::<Vec<_>>(), [FaultCode::Contradiction]);
    assert_eq!(two.derivation.unwrap().steps[0].lines.len(), 2);
    // A branch that is not taken is not at fault, and its facts decide nothing.
    let free = ask("fee", "age: 10 years, member: gold, hours: 2, school: yes");
    assert!(free.faults.is_empty());
    let free = free.derivation.unwrap();
    assert_eq!(free.facts.iter().map(|f| f.fact.as_str()).collect::<Vec<_>>(), ["school"]);
    assert!(free.steps[0].lines.iter().all(|line| line.state == LineState::Holds));
    // On a day before the first of a figure, and on one on which nothing is in force.
    let early = rulebook.case("case", "today: 2024-06-01").unwrap();
    let early = rulebook.why_value(Audience::Staff, "hourly", &early).unwrap();
    assert_eq!(early.faults[0].kind, FaultCode::BeforeFirstDate);
    let text = include_str!("values/values.rulebook")
        .replace("  currency  EUR", "  in force  from 2027-01-01\n  currency  EUR");
    let later = Rulebook::from_text("later", &text).unwrap();
    let case = later.case_builder(Date::new(2026, 1, 1).unwrap()).set("school", true).build().unwrap();
    let later = later.why_value(Audience::Staff, "fee", &case).unwrap();
    assert_eq!(later.faults[0].kind, FaultCode::NotInForce);
    assert!(later.derivation.unwrap().value.is_none());
}

/// Read aloud: what an action shows, in each voice, of a yes and of a no.
#[test]
fn what_an_action_shows() {
    let rulebook = pool();
    let mut out = String::new();
    for facts in ["age: 30 years, member: gold, hours: 3, flagged: no", "age: 12 years, hours: 3"] {
        let case = rulebook.case("case", &case(facts)).unwrap();
        for reader in READERS {
            let answer = rulebook.why_for(reader, "swim", &case).unwrap();
            let _ = writeln!(out, "##### {reader:?}, {facts}\n{}", render::text(&answer, Style::default()));
        }
        let answer = rulebook.why_for(Audience::Customer, "swim", &case).unwrap();
        let data: serde_json::Value = serde_json::from_str(&render::json(&answer)).unwrap();
        let _ = writeln!(out, "{}", serde_json::to_string_pretty(&data["values"]).unwrap());
    }
    insta::assert_snapshot!(out);
}

/// What an action shows customers does not differ with a fact that is never told, and keeps to the schema.
#[test]
fn what_an_action_shows_is_redacted() {
    let schema: serde_json::Value = serde_json::from_str(render::SCHEMA).unwrap();
    let checked = jsonschema::validator_for(&schema).unwrap();
    let rulebook = pool();
    for facts in ["age: 30 years, member: gold, hours: 3", "age: 30 years", "age: 3 years, member: gold, hours: 2"] {
        let told = |reader: Audience, flagged: &str| {
            let case = rulebook.case("case", &case(&format!("{facts}{flagged}"))).unwrap();
            let answer = rulebook.why_for(reader, "swim", &case).unwrap();
            let data = render::json(&answer);
            let errors: Vec<String> =
                checked.iter_errors(&serde_json::from_str(&data).unwrap()).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{errors:#?}");
            data + &render::text(&answer, Style::default()) + &render::markdown(&answer)
        };
        assert_eq!(told(Audience::Customer, ", flagged: yes"), told(Audience::Customer, ", flagged: no"));
        assert_eq!(told(Audience::Customer, ", flagged: yes"), told(Audience::Customer, ""));
        assert!(!told(Audience::Customer, ", flagged: yes").contains("deposit"));
        assert!(told(Audience::Staff, ", flagged: yes").contains("deposit"));
    }
}

#[test]
fn a_suite_holds_what_is_shown() {
    let suite = "rulebook: values.rulebook\ncases:\n  - name: shown\n    today: 2026-11-21\n    facts: {age: 30 years, member: gold, hours: 3}\n    \
        expect: {swim: {values: {fee: 8.80 EUR, hourly: 5.50 EUR}}}\n  - name: other\n    today: 2026-11-21\n    facts: {age: 30 years}\n    \
        expect: {swim: {values: {hourly: 5 EUR}}}\n";
    let report = candor::suite::run(&pool(), "shown.cases.yaml", suite).unwrap();
    assert_eq!((report.counts().passed, report.counts().failed), (1, 1));
}
