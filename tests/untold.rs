//! The law of ruling 12: cases that differ in never-told facts only give byte-identical customer answers.

use std::collections::BTreeSet;

use candor::render::{self, Style};
use candor::{Audience, Explanation, Outcome, Rulebook};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::rulebooks::load;
use crate::voices::all_rulebooks;

/// A declared fact, as the rulebook writes it.
struct Fact {
    name: String,
    ty: String,
    least: i64,
    never_told: bool,
}

/// The facts of a rulebook and the numbers and days on which its rules turn.
struct Declared {
    facts: Vec<Fact>,
    numbers: Vec<i64>,
    currency: String,
}

fn declared(text: &str) -> Declared {
    let mut facts: Vec<Fact> = Vec::new();
    let mut in_fact = false;
    let mut numbers = BTreeSet::from([0, 1]);
    for line in text.lines() {
        let number = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).replace('_', "").parse::<i64>().ok();
        if !line.trim_start().starts_with('#') {
            numbers.extend(
                line.split_whitespace().filter(|word| !word.contains('-')).filter_map(number).filter(|n| *n < 2000),
            );
        }
        if let Some(rest) = line.strip_prefix("fact ") {
            let (name, rest) = rest.split_once(' ').unwrap();
            let ty = rest.rsplit_once("\": ").unwrap().1;
            // A named type stands elsewhere.
            let listed = text.lines().find_map(|line| line.strip_prefix(&format!("type {ty} is ")));
            let ty = listed.unwrap_or(ty).to_owned();
            facts.push(Fact { name: name.to_owned(), ty, least: 0, never_told: false });
            in_fact = true;
        } else if !line.starts_with(' ') {
            in_fact = false;
        } else if let Some(fact) = facts.last_mut().filter(|_| in_fact) {
            let words: Vec<&str> = line.split_whitespace().collect();
            fact.never_told |= words.starts_with(&["never", "tell", "customer"]);
            if words.first() == Some(&"range") && words.contains(&"0.01") {
                fact.least = 1;
            }
        }
    }
    let currency =
        text.lines().find_map(|line| line.trim().strip_prefix("currency")).unwrap_or("EUR").trim().to_owned();
    Declared { facts, numbers: numbers.into_iter().collect(), currency }
}

const TODAY: &str = "2026-11-21";

impl Declared {
    /// A value of a fact, most often one on which something turns; `None` is not stated.
    fn value(&self, fact: &Fact, seed: u32) -> Option<String> {
        let (pick, near) = ((seed >> 4) as usize, i64::from((seed >> 2) & 3) - 1);
        if seed.is_multiple_of(11) {
            return None;
        }
        let number = (self.numbers[pick % self.numbers.len()] + near).max(fact.least);
        Some(match fact.ty.as_str() {
            "yes/no" => if pick.is_multiple_of(2) { "yes" } else { "no" }.to_owned(),
            "money" => format!("{number} {}", self.currency),
            "days" => format!("{number} days"),
            "years" => format!("{} years", number.min(17)),
            "whole number" => number.min(20).to_string(),
            "date" => day(number * if pick.is_multiple_of(3) && fact.never_told { 1 } else { -1 }),
            choices => {
                let names = choices.trim_start_matches("one of ").trim_start_matches("ranked ");
                // Behind a value may stand what it is called in other languages.
                let names: Vec<&str> = names.split(", ").filter_map(|name| name.split(' ').next()).collect();
                names[pick % names.len()].to_owned()
            }
        })
    }
}

/// So many days after [`TODAY`]; months of 28 days are near enough for a test.
fn day(after: i64) -> String {
    let days = 2026 * 12 * 28 + 10 * 28 + 20 + after;
    format!("{:04}-{:02}-{:02}", days / (12 * 28), days / 28 % 12 + 1, days % 28 + 1)
}

fn pages(answer: &Explanation) -> [String; 4] {
    [render::text(answer, Style::default()), render::markdown(answer), render::json(answer), render::yaml(answer)]
}

/// What the answers have to have in common: outcome, standing, texts and offers. Of texts without a rule, only which.
fn told(answer: &Explanation) -> impl PartialEq + std::fmt::Debug + use<> {
    let open: Vec<_> = answer.restrictions.iter().map(|r| r.tell_customer.clone()).collect();
    let advice: Vec<_> = answer.advice.iter().map(|a| a.tell_customer.clone()).collect();
    let texts: BTreeSet<String> = answer.told.iter().map(|text| format!("{text:?}")).collect();
    let offers: BTreeSet<(String, String)> =
        answer.alternatives.iter().map(|a| (a.action.name.clone(), format!("{:?}", a.outcome))).collect();
    (answer.outcome, answer.standing, open, texts, advice, offers)
}

/// Both answers of a pair, unless one of the cases cannot be.
fn pair(rulebook: &Rulebook, action: &str, open: &str, one: &str, other: &str) -> Option<[Explanation; 2]> {
    pair_in(rulebook, rulebook.languages().next()?, action, open, one, other)
}

/// The same in one language of the rulebook.
fn pair_in(
    rulebook: &Rulebook,
    language: &str,
    action: &str,
    open: &str,
    one: &str,
    other: &str,
) -> Option<[Explanation; 2]> {
    let answer = |hidden: &str| {
        let case = rulebook.case("case", &format!("{{today: {TODAY}, facts: {{{open}{hidden}}}}}")).ok()?;
        rulebook.why_for(Audience::Customer.in_language(language), action, &case).ok()
    };
    Some([answer(one)?, answer(other)?])
}

#[test]
fn what_is_never_told_cannot_show() {
    for path in all_rulebooks() {
        let text = std::fs::read_to_string(&path).unwrap();
        let declared = declared(&text);
        if !declared.facts.iter().any(|fact| fact.never_told) {
            continue;
        }
        let rulebook = load(&path);
        let actions: Vec<String> = rulebook.actions().map(str::to_owned).collect();
        let seeds = || proptest::collection::vec(any::<u32>(), declared.facts.len());
        let (compared, denied) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
        // Seeded: the same pairs on every machine.
        let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let outcome = runner.run(&(any::<prop::sample::Index>(), seeds(), seeds()), |(action, one, other)| {
            let stated = |seeds: &[u32], never_told: bool| -> String {
                let facts = declared.facts.iter().zip(seeds).filter(|(fact, _)| fact.never_told == never_told);
                let lines = facts.filter_map(|(fact, seed)| Some((&fact.name, declared.value(fact, *seed)?)));
                lines.map(|(name, value)| format!("{name}: {value}, ")).collect()
            };
            let open = stated(&one, false);
            let action = &actions[action.index(actions.len())];
            let (one, other) = (stated(&one, true), stated(&other, true));
            // What is never told is told in no language.
            for language in rulebook.languages() {
                let Some([first, second]) = pair_in(&rulebook, language, action, &open, &one, &other) else {
                    return Ok(());
                };
                if told(&first) == told(&second) {
                    compared.set(compared.get() + 1);
                    denied.set(denied.get() + i32::from(first.outcome == Outcome::Denied));
                    let hint = format!("{language}: {action}: {open} | {one} | {other}");
                    for (one, other) in pages(&first).iter().zip(&pages(&second)) {
                        prop_assert!(one == other, "{hint}\n{one}\n---\n{other}");
                    }
                }
            }
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (compared, denied) = (compared.get(), denied.get());
        assert!(compared > 60 && denied > 20, "{}: only {compared} pairs, {denied} denials", path.display());
    }
}

/// Pairs that once differed.
#[test]
fn pairs_that_showed_what_is_never_told() {
    let rulebook = load(std::path::Path::new("tests/voices/tools.rulebook"));
    let member = "member_since: 2020-01-01, training: yes, resident: no, ";
    let pairs = [
        // A referral of an open rule under a condition that reads such a fact.
        (
            "deposit: no, tool_value: 101 EUR, ",
            "damage_reports: 1, watched: no, vouched: yes",
            "damage_reports: 1, watched: no, vouched: no",
        ),
        // The same words from advice and from a rule that stands in the way: a named role would tell which.
        (
            "deposit: yes, tool_value: 600 EUR, ",
            "damage_reports: 1, watched: no, vouched: no",
            "damage_reports: 0, watched: yes, vouched: no",
        ),
    ];
    for (open, one, other) in pairs {
        let [one, other] = pair(&rulebook, "power_tool", &format!("{member}{open}"), one, other).unwrap();
        assert_eq!(told(&one), told(&other));
        assert_eq!(pages(&one), pages(&other));
    }
}

/// Two hidden rules with the same words: who may decide on each, and on what that rests, tells nothing of which it was.
#[test]
fn what_is_assumed_of_authority_tells_no_hidden_rule() {
    let rule = |name: &str, test: &str, over: &str| {
        let said = "source    house policy \"H\"\n  tell customer \"We will look at this.\"\n  tell staff \"Hidden.\"";
        format!("restriction {name} \"{name}\" on loan\n  when      {test}\n  {said}\n  override  by {over}\n\n")
    };
    let fact = |name: &str, more: &str| format!("fact {name} \"the {name}\": yes/no\n  {more}\n\n");
    let text = [
        "rulebook desk \"Desk\"\n  edition   \"1\"\n\nrole lead \"the lead\"\n\n".to_owned(),
        fact("known", "if not stated, no"),
        fact("other", "if not stated, no"),
        "fact score \"the score\": whole number\n  range     0 to 9\n  never tell customer\n\n".to_owned(),
        "action loan \"a loan\" allowed unless restricted\n\n".to_owned(),
        rule("low", "score is less than 3", "lead if known"),
        rule("high", "score is more than 6", "lead if other"),
    ]
    .concat();
    let rulebook = Rulebook::from_text("desk.rulebook", &text).unwrap();
    let letters = ["0", "9"].map(|score| {
        let case = rulebook.case("case", &format!("{{today: {TODAY}, facts: {{score: {score}}}}}")).unwrap();
        let answer = rulebook.why_for(Audience::Customer, "loan", &case).unwrap();
        assert_eq!(answer.outcome, Outcome::Denied);
        assert!(answer.assumed.is_empty());
        (render::text(&answer, Style::default()), render::json(&answer).replace(&answer.answer_id, ""))
    });
    assert_eq!(letters[0], letters[1]);
}

/// What cannot be otherwise ties other facts to one that is never told: none of it shows, not by a reason, advice or a limit.
#[test]
fn what_is_tied_to_an_untold_fact_shows_nothing_of_it() {
    const DESK: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

role lead "the lead"

fact score "the score": whole number
  range     0 to 100
  never tell customer

fact guest "a guest": yes/no

fact visits "the visits": whole number
  range     0 to 100

fact amount "the amount": money
  range     0 EUR to 1_000 EUR
  customer  can raise "pay more", effort small

fact limit "the limit": money
  range     0 EUR to 1_000 EUR
  never tell customer

always (guest and score is less than 50) or (not guest and score is at least 50)

always visits is at least score

always amount is at most limit

action stay "reading here" allowed unless restricted

action lend "a loan" allowed unless restricted

restriction guests "Guests" on lend
  when      guest
  source    house policy "H"
  instead   stay
  override  by nobody

restriction shut "Shut" on lend
  source    house policy "H"
  override  by nobody

requirement fee "The fee" for stay
  required  amount is at least 300 EUR
  source    house policy "H"
  override  by lead if score is at least 90

advice often "Often" on lend
  when      visits is at least 5
  source    house policy "H"
  tell customer "Welcome back."
"#;
    let desk = Rulebook::from_text("desk", DESK).unwrap();
    let told = |facts: &str| {
        let case = desk.case("case", &format!("today: 2026-03-01\nfacts: {{amount: 100 EUR, {facts}}}\n")).unwrap();
        let answer = desk.why_for(Audience::Customer, "lend", &case).unwrap();
        serde_json::to_string(&answer).unwrap()
    };
    let first = told("score: 10, limit: 400 EUR");
    assert_eq!(first, told("score: 60, limit: 500 EUR"));
    for secret in ["score", "limit", "400.00", "Welcome", "guest"] {
        assert!(!first.contains(secret), "{secret}: {first}");
    }
}
