//! What readers see, for every case of every suite that ships: read these, they are the product.

use std::path::Path;

use candor::render::{self, Style};
use candor::{Audience, Case, Rulebook, suite};

use crate::rulebooks::{files, load};

/// One question of a suite.
pub struct Asked {
    pub suite: String,
    pub name: String,
    pub action: String,
    pub case: Case,
    pub rulebook: Rulebook,
}

/// Every case of every suite with every action that it expects something of.
pub fn asked() -> Vec<Asked> {
    let mut all = Vec::new();
    for path in files(".cases.yaml") {
        let text = std::fs::read_to_string(&path).unwrap();
        let suite = path.file_name().unwrap().to_string_lossy().into_owned();
        let rulebook = load(&path.with_file_name(suite::rulebook_of(&suite, &text).unwrap().unwrap()));
        let read: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        for case in read["cases"].as_sequence().unwrap() {
            let mut facts = read.get("given").and_then(|g| g.as_mapping()).cloned().unwrap_or_default();
            for (fact, value) in case.get("facts").and_then(|f| f.as_mapping()).into_iter().flatten() {
                facts.insert(fact.clone(), value.clone());
            }
            // `null` takes a given fact away.
            let facts = facts.iter().filter(|(_, value)| !value.is_null()).map(|(fact, value)| {
                let written = serde_yaml::to_string(value).unwrap();
                // What has parts goes below its name.
                let value = match value.is_mapping() || value.is_sequence() {
                    true => written.lines().map(|line| format!("\n    {line}")).collect(),
                    false => written.trim().to_owned(),
                };
                format!("  {}: {value}\n", fact.as_str().unwrap())
            });
            let text = format!("today: {}\nfacts:\n{}", case["today"].as_str().unwrap(), facts.collect::<String>());
            let actions: Vec<&str> = rulebook.actions().collect();
            let expected = case["expect"].as_mapping().unwrap().iter();
            // What is expected of terms is no answer.
            for (action, _) in expected.filter(|(name, _)| actions.contains(&name.as_str().unwrap())) {
                all.push(Asked {
                    suite: suite.clone(),
                    name: case["name"].as_str().unwrap().to_owned(),
                    action: action.as_str().unwrap().to_owned(),
                    case: rulebook.case("case", &text).unwrap_or_else(|error| panic!("{text}\n{error}")),
                    rulebook: rulebook.clone(),
                });
            }
        }
    }
    all
}

#[test]
fn staff_answers() {
    let mut pages = String::new();
    for Asked { suite, name, action, case, rulebook } in asked() {
        if suite.starts_with("returns") {
            let page = render::staff(&rulebook.why(&action, &case).unwrap(), Style::default());
            pages.push_str(&format!("######## {name}: {action}\n{page}\n"));
        }
    }
    insta::assert_snapshot!(pages);
}

/// An answer fits on a screen, leaves no blame, and says more than no.
#[test]
fn staff_answers_are_short_and_kind() {
    for Asked { suite, name, action, case, rulebook } in asked() {
        let answer = rulebook.why(&action, &case).unwrap();
        let page = render::staff(&answer, Style::default());
        let lines: Vec<&str> = page.lines().collect();
        if suite.starts_with("returns") {
            assert!(lines.len() <= 24, "{name}: {} lines\n{page}", lines.len());
        }
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{name}\n{page}");
        let lower = page.to_lowercase();
        for word in ["unfortunately", "policy does not", "invalid", "violation", "eligible"] {
            assert!(!lower.contains(word), "{name}: {word}\n{page}");
        }
        assert!(!page.contains('\u{1b}'), "{name}: color without being asked");
        let first = lines[0];
        let heads = ["YES   ", "YES IF   ", "ASK   ", "FROM ", "NO   ", "CANNOT TELL YET   "];
        assert!(heads.iter().any(|head| first.starts_with(head)), "{name}: {first}");
        if answer.outcome != candor::Outcome::Allowed {
            // Outside of its time a rulebook can only say where to look.
            let ways = ["Instead", "Decide", "Change", "If", "Refer", "When", "Ask", "Trouble  use the edition"];
            let asks = first.contains("One thing decides: ");
            assert!(
                asks || lines.iter().any(|line| ways.iter().any(|way| line.starts_with(way))),
                "{name}: a bare no\n{page}"
            );
        }
    }
}

#[test]
fn every_answer_conforms_to_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(render::SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for Asked { name, action, case, rulebook, .. } in asked() {
        for audience in [Audience::Auditor, Audience::Customer, Audience::Staff] {
            let answer = rulebook.why_for(audience, &action, &case).unwrap();
            let json: serde_json::Value = serde_json::from_str(&render::json(&answer)).unwrap();
            let faults: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{name} {action}: {faults:?}\n{json:#}");
            assert_eq!(json["format"], 1);
            let yaml: serde_json::Value = serde_yaml::from_str(&render::yaml(&answer)).unwrap();
            assert_eq!(yaml, json);
        }
    }
    // The schema is one that can fail.
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1 })));
}

/// The same question gives the same bytes, whatever thread or copy answers it.
#[test]
fn the_same_question_gives_the_same_bytes() {
    let rulebook = load(Path::new("rules/returns/returns.rulebook"));
    let text = std::fs::read_to_string("rules/returns/jacket.yaml").unwrap();
    let ask = move |rulebook: Rulebook| {
        let case = rulebook.case("case", &text).unwrap();
        render::json(&rulebook.why("refund", &case).unwrap())
    };
    let here = ask(rulebook.clone());
    let there = std::thread::spawn(move || ask(rulebook)).join().unwrap();
    assert_eq!(here, there);
}
