//! One rulebook in three languages: the same answers, each in words that its reader reads.

use std::path::Path;

use candor::render::{self, Style};
use candor::{Audience, Error, Explanation, Rulebook};

use crate::rulebooks::load;

const FACTS: &str = "trouble: no, ticket: season_ticket, bought: 2026-05-02, visits: 3";

fn lido() -> Rulebook {
    load(Path::new("rules/lido/lido.rulebook"))
}

fn ask(rulebook: &Rulebook, language: &str, action: &str, facts: &str) -> Explanation {
    let case = rulebook.case("case", &format!("{{today: 2026-06-14, facts: {{{FACTS}, {facts}}}}}")).unwrap();
    let mut answer = rulebook.why_for(Audience::Customer.in_language(language), action, &case).unwrap();
    (answer.answer_id, answer.rulebook.digest) = ("sha256:1".to_owned(), "sha256:0".to_owned());
    answer
}

/// What is asked, and with which facts beside the others.
const SCENES: [(&str, &str); 6] = [
    ("refund", "price: 950 EUR"),
    ("refund", "price: 150 EUR"),
    ("swim", "age: 9, with_adult: no"),
    ("swim", "age: 9"),
    ("tower", "age: 7, badge: none_yet"),
    ("tower", "age: 9, badge: silver"),
];

#[test]
fn letters_in_every_language() {
    let rulebook = lido();
    let mut page = String::new();
    for (action, facts) in SCENES {
        for language in rulebook.languages() {
            let answer = ask(&rulebook, language, action, facts);
            page.push_str(&format!(
                "######## {action}, {facts}: {language}\n{}\n",
                render::text(&answer, Style::default())
            ));
        }
    }
    insta::assert_snapshot!(page);
}

#[test]
fn other_formats_in_german() {
    let rulebook = lido();
    let answer = ask(&rulebook, "de", "refund", "price: 950 EUR");
    insta::assert_snapshot!(format!("{}\n{}", render::markdown(&answer), render::json(&answer)));
}

#[test]
fn values_in_german() {
    let rulebook = lido();
    let case = rulebook.case("case", &format!("{{today: 2026-06-14, facts: {{{FACTS}, price: 950 EUR}}}}")).unwrap();
    let mut page = String::new();
    for name in ["amount_back", "days_since", "refund_period"] {
        let answer = rulebook.why_value(Audience::Customer.in_language("de"), name, &case).unwrap();
        page.push_str(&format!("######## {name}\n{}\n", render::value(&answer, Style::default())));
    }
    let partly = rulebook.case("case", "{today: 2026-06-14, facts: {price: 20 EUR}}").unwrap();
    let answer = rulebook.why_value(Audience::Customer.in_language("de"), "amount_back", &partly).unwrap();
    page.push_str(&format!("######## not known\n{}\n", render::value(&answer, Style::default())));
    insta::assert_snapshot!(page);
}

/// Outcome, standing, offers, dates and reasons are the same whatever is read.
#[test]
fn a_language_changes_words_only() {
    let rulebook = lido();
    let decided = |answer: &Explanation| {
        let because: Vec<_> = answer.restrictions.iter().map(|r| (r.rule.rule.clone(), r.certain)).collect();
        let offers: Vec<_> = answer.alternatives.iter().map(|a| (a.action.name.clone(), a.standing)).collect();
        let changes: Vec<_> = answer.remedies.iter().flat_map(|r| &r.changes).map(|c| c.fact.name.clone()).collect();
        let missing: Vec<_> = answer.missing.iter().map(|m| m.fact.name.clone()).collect();
        let told = answer.advice.iter().filter(|a| a.tell_customer.is_some()).count();
        ((answer.outcome, answer.standing, because, offers), (changes, missing, told, answer.timeline.clone()))
    };
    for (action, facts) in SCENES {
        let english = decided(&ask(&rulebook, "en", action, facts));
        for language in ["de", "pl", "de-AT"] {
            assert_eq!(decided(&ask(&rulebook, language, action, facts)), english, "{action}, {facts}: {language}");
        }
    }
}

/// No word of Candor's own English stands in a German letter, in whichever format.
#[test]
fn a_german_letter_is_german() {
    let rulebook = lido();
    for (action, facts) in SCENES {
        let answer = ask(&rulebook, "de", action, facts);
        for page in [render::text(&answer, Style::default()), render::markdown(&answer)] {
            for word in page.split(|c: char| !c.is_alphabetic()) {
                let english = ["the", "is", "of", "and", "not", "you", "we", "this", "yes", "no", "days", "if", "by"];
                assert!(!english.contains(&word.to_lowercase().as_str()), "{word}\n{page}");
            }
        }
    }
}

/// Polish counts in three forms.
#[test]
fn plural_forms_are_those_of_the_language() {
    let rulebook = lido();
    let said = |language: &str, bought: &str| {
        let case = format!("{{today: 2026-06-14, facts: {{ticket: single, price: 9 EUR, bought: {bought}}}}}");
        let case = rulebook.case("case", &case).unwrap();
        let answer = rulebook.why_for(Audience::Customer.in_language(language), "refund", &case).unwrap();
        let letter = render::text(&answer, Style { width: 10_000, color: false });
        letter.lines().nth(2).unwrap().to_owned()
    };
    assert!(
        said("pl", "2026-05-30")
            .starts_with("Bilet (bilet jednorazowy, 9,00 EUR) kupiono 30 maja 2026; od tego czasu: 15 dni.")
    );
    assert!(said("de", "2026-05-30").contains("am 30. Mai 2026; seitdem sind es 15 Tage."));
    let rulebook = Rulebook::from_text("years.rulebook", &counting()).unwrap();
    let years = |n: u32| {
        let case = rulebook.case("case", &format!("{{today: 2026-06-14, facts: {{age: {n}}}}}")).unwrap();
        let answer = rulebook.why_for(Audience::Customer.in_language("pl"), "go", &case).unwrap();
        render::text(&answer, Style::default()).lines().nth(2).unwrap().to_owned()
    };
    let all: Vec<String> = [1, 2, 5, 12, 22, 25].into_iter().map(years).collect();
    assert_eq!(
        all,
        ["1 rok.", "2 lata.", "5 lat.", "12 lat.", "22 lata.", "25 lat."].map(|said| format!("Wiek: {said}"))
    );
}

fn counting() -> String {
    r#"rulebook counting "Years"
  edition   "1"
  languages en, pl

fact age "the age": years
  range     0 to 120

action go "going" allowed unless restricted

advice age_said "Age" on go
  source    house policy "x"
  tell customer "Age: {age}."
  tell customer in pl "Wiek: {age}."
"#
    .to_owned()
}

/// Staff speak to a customer in the customer's language; their page stays as it is.
#[test]
fn staff_are_given_the_words_to_say() {
    let rulebook = lido();
    let case = rulebook.case("case", &format!("{{today: 2026-06-14, facts: {{{FACTS}, price: 950 EUR}}}}")).unwrap();
    let page = |language: &str| {
        let answer = rulebook.why_for(Audience::Staff.in_language(language), "refund", &case).unwrap();
        render::text(&answer, Style { width: 200, color: false })
    };
    let (english, german) = (page("en"), page("de"));
    assert!(german.contains("seitdem sind es 43 Tage"), "{german}");
    let rest = |page: &str| {
        page.lines()
            .filter(|line| !line.starts_with("Say") && !line.starts_with("  "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(rest(&english), rest(&german));
}

#[test]
fn a_language_that_is_not_there_is_told() {
    let rulebook = lido();
    let case = rulebook.case("case", &format!("{{today: 2026-06-14, facts: {{{FACTS}}}}}")).unwrap();
    for language in ["ja", "no such", ""] {
        let error = rulebook.why_for(Audience::Customer.in_language(language), "refund", &case).unwrap_err();
        assert!(matches!(error, Error::UnknownLanguage { .. }), "{language}: {error}");
    }
    assert_eq!(rulebook.languages().collect::<Vec<_>>(), ["en", "de", "pl"]);
}
