//! Facts that are asked together: next to each other, in one question, and only as long as they are missing.

use candor::render::{self, Style};
use candor::{Audience, Explanation, Rulebook};

const RULEBOOK: &str = r#"rulebook parcels "Parcels"
  edition   "1"

fact street "the street": text
  ask       "Which street is it?"

fact insured "the parcel is insured": yes/no
  ask       "Is the parcel insured?"

fact town "the town": text
  ask       "Which town is it?"
  asked with street, code

fact code "the postal code": text

fact weight "the weight in grams": whole number
  range     0 to 30_000
  asked with length

fact length "the length in centimeters": whole number
  range     0 to 300

fact watched "the address is watched": yes/no
  never tell customer

fact reason "why it is watched": text
  never tell customer
  asked with watched

action send "to send" allowed unless restricted

restriction unknown "An address that we know" on send
  when      street is "" or town is "" or code is ""
  source    house policy "H"
  tell customer "An address is missing."
  tell staff "An address is missing."
  override  by nobody

restriction large "Too large" on send
  when      (weight is more than 20_000 or length is more than 200) and not insured
  source    house policy "H"
  tell customer "It is too large."
  tell staff "It is too large."
  override  by nobody

restriction watch "Watched" on send
  when      watched and reason is not ""
  source    house policy "H"
  tell customer "It has to be looked into."
  tell staff "Watched."
  override  by nobody
"#;

fn why(audience: Audience, facts: &str) -> Explanation {
    let rulebook = Rulebook::from_text("parcels", RULEBOOK).unwrap();
    let case = rulebook.case("case", &format!("{{today: 2026-11-21, facts: {{{facts}}}}}")).unwrap();
    rulebook.why_for(audience, "send", &case).unwrap()
}

fn asked(answer: &Explanation) -> Vec<(&str, Vec<&str>)> {
    answer.missing.iter().map(|m| (m.fact.name.as_str(), m.asked_with.iter().map(String::as_str).collect())).collect()
}

#[test]
fn what_belongs_together_stands_together() {
    let answer = why(Audience::Staff, "");
    assert_eq!(
        asked(&answer),
        [
            ("street", vec!["town", "code"]),
            ("town", vec!["street", "code"]),
            ("code", vec!["street", "town"]),
            ("insured", vec![]),
            ("weight", vec!["length"]),
            ("length", vec!["weight"]),
            ("watched", vec!["reason"]),
            ("reason", vec!["watched"]),
        ]
    );
}

/// What is known, or can change nothing, is not asked along.
#[test]
fn only_what_is_missing_is_asked() {
    let answer = why(Audience::Staff, "town: Bern, insured: yes, watched: no");
    assert_eq!(asked(&answer), [("street", vec!["code"]), ("code", vec!["street"])]);
}

/// Read aloud: at the counter, in a letter, and in the table.
#[test]
fn asked_in_one_question() {
    let staff = render::text(&why(Audience::Staff, ""), Style::default());
    let customer = render::text(&why(Audience::Customer, ""), Style::default());
    let auditor = render::text(&why(Audience::Auditor, ""), Style::default());
    insta::assert_snapshot!(format!("{staff}\n=====\n{customer}\n=====\n{auditor}"));
}

/// What is never told is not named beside what is asked.
#[test]
fn what_is_never_told_is_not_asked_along() {
    let answer = why(Audience::Customer, "");
    assert!(
        asked(&answer).iter().all(|(name, with)| !["watched", "reason"].contains(name) && !with.contains(&"reason"))
    );
    let data = render::json(&answer);
    assert!(data.contains("\"asked_with\"") && !data.contains("watched"), "{data}");
}
