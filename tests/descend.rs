//! Why goes down: below a term stand the lines of its definition that decide, with letter and paragraph, down to the facts.

use std::fmt::Write as _;

use candor::render::{self, Style};
use candor::{Audience, Explanation, Outcome, Rulebook};

const READERS: [Audience; 3] = [Audience::Staff, Audience::Customer, Audience::Auditor];

fn nursery() -> Rulebook {
    Rulebook::from_text("nursery.rulebook", include_str!("descend/nursery.rulebook")).unwrap()
}

fn why(reader: Audience, action: &str, facts: &str) -> Explanation {
    let rulebook = nursery();
    let case = rulebook.case("case", &format!("{{today: 2026-11-22, facts: {{{facts}}}}}")).unwrap();
    rulebook.why_for(reader, action, &case).unwrap()
}

fn in_every_voice(asked: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (action, facts) in asked {
        for reader in READERS {
            let answer = render::text(&why(reader, action, facts), Style::default());
            let _ = writeln!(out, "##### {action} for {reader:?}, {facts}\n{answer}");
        }
    }
    out
}

/// The tests of the first reason as they are told, each with how deep it stands.
fn told(answer: &Explanation) -> Vec<String> {
    let data: serde_json::Value = serde_json::from_str(&render::json(answer)).unwrap();
    let key = if answer.outcome == Outcome::Undetermined { "could_block" } else { "restrictions" };
    let first = &data[key][0];
    let grounds = match first["not_granted"][0]["unmet"].as_array() {
        Some(unmet) => unmet,
        None => first["grounds"].as_array().unwrap(),
    };
    let line = |ground: &serde_json::Value| {
        let said = |key: &str| ground[key].as_str().map_or(String::new(), |said| format!("{said} | "));
        let indent = "  ".repeat(usize::try_from(ground["depth"].as_u64().unwrap_or(0)).unwrap());
        format!("{indent}{}{}{}", said("letter"), said("source"), ground["because"].as_str().unwrap())
    };
    grounds.iter().map(line).collect()
}

/// Read aloud: three terms deep, one of them read twice.
#[test]
fn terms_of_terms_in_every_voice() {
    insta::assert_snapshot!(in_every_voice(&[
        ("enroll", "lives_here: no, works_here: yes, hours: 12, studies: no, alone: no"),
        ("waiting_list", "lives_here: yes, hours: 0, studies: yes"),
    ]));
}

/// Read aloud: a fact is missing, and what nobody worked out was stated.
#[test]
fn what_is_missing_and_what_is_stated_in_every_voice() {
    insta::assert_snapshot!(in_every_voice(&[
        ("enroll", "lives_here: no, works_here: yes, studies: no, alone: yes"),
        ("enroll", "resident: no, lives_here: yes, alone: yes"),
    ]));
}

/// Read aloud: of each member the lines of its own.
#[test]
fn terms_of_members_in_every_voice() {
    let children = "children: [{name: Ada, born: 2019-05-01, has_passport: no}, {name: Bo, born: 2025-01-01, \
                    has_passport: yes}, {name: Cy, born: 2018-01-01, has_passport: yes}]";
    insta::assert_snapshot!(in_every_voice(&[("join_trip", children)]));
}

/// As data each test says how deep it stands; in Markdown lists stand in lists.
#[test]
fn as_data_and_as_markdown() {
    let facts = "lives_here: no, works_here: yes, hours: 12, studies: no, alone: no";
    let answers = READERS.map(|reader| why(reader, "enroll", facts));
    assert_eq!(told(&answers[0]), told(&answers[1]));
    let pages = answers.iter().map(render::markdown).collect::<Vec<_>>().join("\n#####\n");
    insta::assert_snapshot!(format!("{}\n#####\n{pages}", told(&answers[0]).join("\n")));
}

/// What is told of a term is told once in a reason: a second mention says only what it came to.
#[test]
fn a_term_that_is_read_twice_is_told_once() {
    let twice = why(Audience::Staff, "waiting_list", "lives_here: yes, hours: 0, studies: yes");
    let depths: Vec<(usize, bool)> = twice.restrictions[0]
        .because
        .iter()
        .map(|ground| (ground.depth, ground.by.as_ref().is_some_and(|by| by.citation == "Charter § 2(a)")))
        .collect();
    assert_eq!(depths.iter().filter(|(_, told)| *told).count(), 1, "{depths:?}");
    // However often terms read each other, what is told grows no faster than they do.
    for nested in [1, 8, 64] {
        let mut text =
            "rulebook deep \"Deep\"\n  edition   \"1\"\n\nfact wet \"it rains\": yes/no\n\nterm t0 \"t0\": yes/no\n  \
                        means     wet\n\n"
                .to_owned();
        for at in 1..=nested {
            let below = at - 1;
            let _ = write!(
                text,
                "term t{at} \"t{at}\": yes/no\n  means     any of\n            - a: t{below}\n            - b: t{below}\n\n"
            );
        }
        let _ = write!(
            text,
            "action swim \"to swim\" allowed unless restricted\n\nrestriction rain \"Rain\" on swim\n  when      t{nested}\n  source    \
             house policy \"H\"\n  tell customer \"It rains.\"\n  tell staff \"It rains.\"\n  override  by nobody\n"
        );
        let rulebook = Rulebook::from_text("deep.rulebook", &text).unwrap();
        let case = rulebook.case("case", "{today: 2026-11-22, facts: {wet: yes}}").unwrap();
        for reader in READERS {
            let answer = rulebook.why_for(reader, "swim", &case).unwrap();
            let told = &answer.restrictions[0].because;
            // The term itself, both lines of each below it, and the fact.
            assert_eq!(told.len(), 2 * nested + 2);
            assert_eq!(told.iter().map(|ground| ground.depth).max(), Some(nested + 1));
            let page = render::text(&answer, Style::default());
            assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
        }
    }
}

/// Facts that decide are those that decided before anybody was told through which terms.
#[test]
fn the_facts_that_decide_stay_the_same() {
    let facts = |action: &str, facts: &str| -> Vec<String> {
        why(Audience::Staff, action, facts).restrictions[0].facts.iter().map(|fact| fact.fact.clone()).collect()
    };
    assert_eq!(
        facts("enroll", "lives_here: no, works_here: yes, hours: 12, studies: no, alone: no"),
        ["lives_here", "hours"]
    );
    assert_eq!(facts("enroll", "resident: no, lives_here: yes, alone: yes"), ["resident"]);
    assert_eq!(facts("waiting_list", "lives_here: yes, hours: 0, studies: yes"), ["lives_here", "studies"]);
}

/// What was stated was not worked out: its definition is not told, whatever it would have come to.
#[test]
fn what_is_stated_is_not_explained() {
    let answer = why(Audience::Staff, "enroll", "resident: no, lives_here: yes, alone: yes");
    assert!(told(&answer).iter().all(|line| !line.contains("lives in the town")), "{:?}", told(&answer));
    assert!(render::staff(&answer, Style::default()).contains("of the town: no, as stated and not worked out"));
    let data: serde_json::Value = serde_json::from_str(&render::json(&answer)).unwrap();
    let unmet = data["restrictions"][0]["not_granted"][0]["unmet"].as_array().unwrap();
    assert_eq!(unmet.iter().filter(|ground| ground["stated"] == true).count(), 2, "{unmet:#?}");
}

/// Of a choice the condition is told and what was chosen; as long as that is open, what is not known.
#[test]
fn a_choice_is_told_by_what_was_chosen() {
    let owed = |facts: &str| told(&why(Audience::Staff, "reduced_fee", facts));
    assert_eq!(
        owed("alone: yes, works_here: yes")[1..],
        ["  Fees 2 | brings up the child alone: yes", "  Fees 2 | works in the town: yes"]
    );
    let others = "  Fees 2 | brings up the child alone: no";
    let at_work = ["  Fees 2 | at work: yes", "    Charter § 3(1) | the hours of work in a week (40) is at least 15"];
    assert_eq!(owed("alone: no, hours: 40")[1..], [others, at_work[0], at_work[1]]);
    assert_eq!(
        owed("hours: 25"),
        ["the full fee is owed: not known", "  Fees 2 | brings up the child alone: not known"]
    );
}

/// A term may rest on what customers are never told. Then they are told nothing of it, nor of what it rests on.
#[test]
fn what_is_never_told_stays_so_below_a_term() {
    let pages = |reader: Audience, facts: &str| {
        let answer = why(reader, "pay_later", facts);
        [render::text(&answer, Style::default()), render::markdown(&answer), render::json(&answer)].concat()
    };
    let customer = pages(Audience::Customer, "owes: yes");
    assert!(customer.contains("Please ask the head of the nursery."), "{customer}");
    for word in ["owe", "standing: no", "trusted", "Fees 1", "in_advance"] {
        assert!(!customer.contains(word), "{word}: {customer}");
    }
    assert!(
        pages(Audience::Staff, "owes: yes").contains("in good standing: no, since fees owed from an earlier year: yes")
    );
}
