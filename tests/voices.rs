//! One answer in three voices: read each aloud, they are the product.

use std::path::{Path, PathBuf};

use candor::render::{self, Style};
use candor::{Audience, Case, Explanation, Outcome, Rulebook};

use crate::answers::asked;
use crate::rulebooks::{files, load};

const AUDIENCES: [Audience; 3] = [Audience::Customer, Audience::Staff, Audience::Auditor];

/// The jacket of the suite.
const JACKET: &str = "received: 2026-10-09, article: apparel, channel: store, region: us, seal_broken: no, faulty: no, \
    price: 120 EUR, amount: 120 EUR, receipt: yes, id_shown: no, member: none, returns_last_90_days: 1";
/// A reader with nothing against them.
const READER: &str = "card_since: 2026-01-10, fragile: no, protected: no, cannot_read_print: no, fees: 0 EUR, books: 2";

/// Rulebooks of the repository and of these tests.
pub fn all_rulebooks() -> Vec<PathBuf> {
    let mut all = files(".rulebook");
    let own = std::fs::read_dir("tests/voices").unwrap().map(|file| file.unwrap().path());
    let mut own: Vec<PathBuf> = own.filter(|path| path.extension().is_some_and(|e| e == "rulebook")).collect();
    own.sort();
    all.extend(own);
    all
}

/// `base` with other facts in place of its own; `?` takes one away.
fn case(rulebook: &Rulebook, today: &str, base: &str, other: &str) -> Case {
    let read = |text: &str| -> Vec<(String, String)> {
        let pairs = text.split(", ").filter_map(|pair| pair.split_once(": "));
        pairs.map(|(fact, value)| (fact.trim().to_owned(), value.to_owned())).collect()
    };
    let other = read(other);
    let kept = read(base).into_iter().filter(|(fact, _)| !other.iter().any(|(o, _)| o == fact));
    let facts: Vec<String> = kept
        .chain(other.clone())
        .filter(|(_, value)| value != "?")
        .map(|(fact, value)| format!("{fact}: {value}"))
        .collect();
    let text = format!("{{today: {today}, facts: {{{}}}}}", facts.join(", "));
    rulebook.case("case", &text).unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// Every standing, and every kind of reason.
fn scenes() -> Vec<(&'static str, Rulebook, &'static str, Case)> {
    let returns = load(Path::new("rules/returns/returns.rulebook"));
    let library = load(Path::new("tests/voices/library.rulebook"));
    let refund = |other: &str| case(&returns, "2026-11-21", JACKET, other);
    let reader = |other: &str| case(&library, "2026-11-21", READER, other);
    let holidays = case(&returns, "2027-01-25", JACKET, "received: 2026-12-20");
    let hygiene = "received: 2026-11-16, article: hygiene, channel: web, region: eu, seal_broken: yes";
    let scene = |name, rulebook: &Rulebook, action, case| (name, rulebook.clone(), action, case);
    vec![
        scene("yes", &returns, "refund", refund("received: 2026-10-07, member: gold")),
        scene("cannot_tell", &returns, "refund", refund("received: 2026-11-11, amount: 60 EUR, receipt: ?")),
        scene(
            "cannot_tell_for_staff_to_look_up",
            &returns,
            "refund",
            refund("received: 2026-11-11, returns_last_90_days: ?"),
        ),
        scene("yes_if", &returns, "refund", refund("received: 2026-11-11, price: 600 EUR, amount: 600 EUR")),
        scene("ask", &returns, "refund", refund("")),
        scene("ask_never_told", &returns, "refund", refund("received: 2026-11-11, returns_last_90_days: 12")),
        scene("from", &library, "loan", reader("card_since: 2026-11-18")),
        scene("no", &library, "copy", reader("protected: yes")),
        scene("two_reasons", &returns, "refund", refund("receipt: no")),
        scene("a_right_that_defeats", &library, "copy", reader("fragile: yes, cannot_read_print: yes")),
        scene("an_exception_that_lifts", &returns, "refund", holidays),
        scene("an_exclusion", &returns, "refund", refund(hygiene)),
        scene("a_default_denial", &returns, "repair", refund("")),
        scene("a_fault", &library, "renewal", reader("books: 0")),
        scene("advice_only", &library, "seat", reader("")),
        scene("an_assumption", &library, "renewal", reader("")),
        scene("a_conditional_alternative", &returns, "refund", refund("receipt: no, returns_last_90_days: 12")),
    ]
}

#[test]
fn three_voices() {
    for (name, rulebook, action, case) in scenes() {
        let mut page = String::new();
        for audience in AUDIENCES {
            let mut answer = rulebook.why_for(audience, action, &case).unwrap();
            (answer.answer_id, answer.rulebook.digest) = ("sha256:1".to_owned(), "sha256:0".to_owned());
            page.push_str(&format!("######## {audience:?}\n{}\n", render::text(&answer, Style::default())));
        }
        insta::assert_snapshot!(format!("voices_{name}"), page);
    }
}

/// Markdown and data come from the same pages; one answer shows them.
#[test]
fn other_formats() {
    let rulebook = load(Path::new("rules/returns/returns.rulebook"));
    let case = case(&rulebook, "2026-11-21", JACKET, "returns_last_90_days: 12");
    let mut page = String::new();
    for audience in AUDIENCES {
        let mut answer = rulebook.why_for(audience, "refund", &case).unwrap();
        answer.answer_id = "sha256:1".to_owned();
        answer.rulebook.digest = "sha256:0".to_owned();
        page.push_str(&format!("######## {audience:?}\n{}\n", render::markdown(&answer)));
        if audience == Audience::Customer {
            page.push_str(&format!("{}\n", render::json(&answer)));
        }
    }
    insta::assert_snapshot!(page);
}

/// Every case of every suite and every scene, for the customer, with the whole answer beside it.
fn letters() -> Vec<(String, Explanation, Explanation)> {
    let suites = asked().into_iter().map(|a| (a.name, a.rulebook, a.action, a.case));
    let scenes =
        scenes().into_iter().map(|(name, rulebook, action, case)| (name.to_owned(), rulebook, action.to_owned(), case));
    suites
        .chain(scenes)
        .map(|(name, rulebook, action, case)| {
            let for_reader = |audience| rulebook.why_for(audience, &action, &case).unwrap();
            (name, for_reader(Audience::Customer), for_reader(Audience::Auditor))
        })
        .collect()
}

#[test]
fn letters_are_kind_and_never_a_bare_no() {
    let dead_ends =
        ["Nothing that you or we can do here changes this.", "We know of nothing that you or we can do here"];
    for (name, answer, _) in letters() {
        let letter = render::text(&answer, Style { width: 10_000, color: true });
        let lower = letter.to_lowercase();
        for word in ["unfortunately", "policy", "eligible", "invalid", "violat", "your fault", "you failed", "sorry"] {
            assert!(!lower.contains(word), "{name}: {word}\n{letter}");
        }
        assert!(!letter.contains('\u{1b}'), "{name}: a letter has no color");
        for page in [&letter, &render::markdown(&answer)] {
            // What stands behind a colon is a value of the case, not a name of the rulebook.
            let value = |word: &str| word.trim_end_matches(':').contains(':') || word.contains('@');
            let is_name = |word: &str| word.contains('_') && !value(word);
            assert!(!page.split_whitespace().any(is_name), "{name}: a name\n{page}");
        }
        for line in render::text(&answer, Style::default()).lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
        if answer.outcome == Outcome::Denied {
            let way = !answer.alternatives.is_empty()
                || !answer.remedies.is_empty()
                || letter.contains("Something can be done about it. Please ask")
                || letter.contains("It becomes possible")
                || letter.contains("What may help")
                || letter.contains("may decide otherwise. Please ask.")
                || !answer.referrals.is_empty();
            let end = dead_ends.iter().any(|end| letter.contains(end));
            assert!(way != end, "{name}: a way out or the plain end of it\n{letter}");
            for said in
                answer.alternatives.iter().map(|a| &a.action.label).chain(answer.referrals.iter().map(|r| &r.contact))
            {
                assert!(letter.contains(said), "{name}: {said}\n{letter}");
            }
        }
    }
}

/// Nothing of a rule that customers are never told stands anywhere in their answer, unless an open rule says the same.
#[test]
fn nothing_of_a_hidden_rule_shows() {
    let mut hidden = 0;
    for (name, answer, full) in letters() {
        let pages = [
            render::text(&answer, Style { width: 10_000, color: false }),
            render::markdown(&answer),
            render::json(&answer),
            render::yaml(&answer),
        ];
        let (secret, open): (Vec<_>, Vec<_>) = full.considered.iter().partition(|c| c.rule.never_told);
        let about = |c: &&candor::explain::Considered| {
            [c.rule.rule.clone(), c.rule.title.clone(), c.rule.source.citation.clone()]
        };
        let purposes = full.restrictions.iter().filter(|r| r.rule.never_told).filter_map(|r| r.purpose.clone());
        let said =
            full.restrictions.iter().filter_map(|r| r.tell_staff.as_ref()).map(|text| format!("{:?}", text.0.first()));
        let open: Vec<String> = open.iter().flat_map(about).collect();
        for word in secret.iter().flat_map(about).chain(purposes).filter(|word| !open.iter().any(|o| o.contains(word)))
        {
            hidden += 1;
            for page in &pages {
                assert!(!page.contains(&word), "{name}: {word}\n{page}");
            }
        }
        for text in said {
            let words = text.split('"').nth(1).unwrap_or_default().trim().to_owned();
            for page in pages.iter().filter(|_| words.len() > 12) {
                assert!(!page.contains(&words), "{name}: for staff: {words}\n{page}");
            }
        }
        assert!(
            !pages.iter().any(|page| page.contains("never_told") || page.contains("message_for_customer")),
            "{name}"
        );
    }
    assert!(hidden > 50, "there is something to hide: {hidden}");
}

#[test]
fn the_auditor_sees_every_rule() {
    for (name, _, full) in letters() {
        let sheet = render::text(&full, Style::default());
        for considered in &full.considered {
            let rule = &considered.rule.rule;
            assert!(sheet.lines().any(|line| line.trim_start().starts_with(rule.as_str())), "{name}: {rule}\n{sheet}");
        }
        for width in [20, 40, 80, 140] {
            let sheet = render::text(&full, Style { width, color: false });
            for line in sheet.lines() {
                let fits = line.chars().count() <= width || line.split_whitespace().count() <= 2;
                assert!(fits, "{name} at {width}: {line}");
            }
        }
    }
}
