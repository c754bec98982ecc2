//! The nearest yes of 300 denied cases: held against the 24 rules as data, by trying every change there is.
//!
//! `nearest_yes/cases.json` holds the rules and the cases, `nearest_yes/desk.rulebook` says the same in words. Nothing that
//! is expected here goes through Candor.

use std::collections::{BTreeMap, BTreeSet};

use candor::explain::{Label, Remedy};
use candor::value::Value;
use candor::{Explanation, Outcome, Rulebook, Standing};
use serde_json::Value as Json;

const DESK: &str = include_str!("nearest_yes/desk.rulebook");
const CASES: &str = include_str!("nearest_yes/cases.json");

type Facts = BTreeMap<String, Json>;

/// How many facts, how much effort, how many cents: as Candor compares changes.
type Cost = (usize, u32, i64);

// --- The rules as data --------------------------------------------------------------------

fn holds(test: &Json, facts: &Facts) -> bool {
    let fact = &facts[test["field"].as_str().unwrap()];
    if let Some(options) = test["in"].as_array() {
        return options.contains(fact);
    }
    if let Some(is) = test["is"].as_bool() {
        return fact.as_bool().unwrap() == is;
    }
    let (fact, value) = (fact.as_i64().unwrap(), test["value"].as_i64().unwrap());
    match test["op"].as_str().unwrap() {
        ">" => fact > value,
        ">=" => fact >= value,
        "<=" => fact <= value,
        other => panic!("{other}"),
    }
}

fn denied_by(rules: &Json, facts: &Facts) -> BTreeSet<String> {
    let denies = |rule: &&Json| {
        let (when, unless) = (rule["when"].as_array().unwrap(), rule["unless"].as_array().unwrap());
        let is_lifted = !unless.is_empty() && unless.iter().all(|test| holds(test, facts));
        when.iter().all(|test| holds(test, facts)) && !is_lifted
    };
    let denying = rules.as_array().unwrap().iter().filter(denies);
    denying.map(|rule| rule["id"].as_str().unwrap()[..3].to_owned()).collect()
}

/// Every amount at which a rule may turn, from the least to the one of the case.
fn amounts(rules: &Json, from: i64) -> Vec<i64> {
    let tests = |rule: &Json| [rule["when"].as_array().unwrap().clone(), rule["unless"].as_array().unwrap().clone()];
    let tests = rules.as_array().unwrap().iter().flat_map(tests).flatten();
    let cuts = tests.filter(|test| test["field"] == "amount_cents").map(|test| test["value"].as_i64().unwrap());
    let mut all: BTreeSet<i64> = cuts.flat_map(|cut| [cut - 1, cut, cut + 1]).chain([1, from]).collect();
    all.retain(|amount| (1..=from).contains(amount));
    all.into_iter().collect()
}

/// The case after every change that the customer can make, with its cost.
fn changes<'a>(rules: &'a Json, facts: &'a Facts) -> impl Iterator<Item = (Cost, Facts)> + 'a {
    let receipts: &[bool] = if facts["has_receipt"] == true { &[true] } else { &[false, true] };
    let amount = facts["amount_cents"].as_i64().unwrap();
    receipts.iter().flat_map(move |receipt| {
        ["card", "cash", "giftcard"].into_iter().flat_map(move |paid_by| {
            amounts(rules, amount).into_iter().map(move |to| {
                let mut changed = facts.clone();
                changed.insert("has_receipt".into(), (*receipt).into());
                changed.insert("paid_by".into(), paid_by.into());
                changed.insert("amount_cents".into(), to.into());
                (cost(facts, &changed), changed)
            })
        })
    })
}

fn cost(from: &Facts, to: &Facts) -> Cost {
    let changed = |name: &str| from[name] != to[name];
    let efforts = [("has_receipt", 1), ("amount_cents", 1), ("paid_by", 4)];
    let made: Vec<u32> = efforts.into_iter().filter(|(name, _)| changed(name)).map(|(_, effort)| effort).collect();
    let cents = |facts: &Facts| facts["amount_cents"].as_i64().unwrap();
    (made.len(), made.iter().sum(), cents(from) - cents(to))
}

// --- The same, asked ----------------------------------------------------------------------

fn answer(desk: &Rulebook, facts: &Facts) -> Explanation {
    let line = |(name, value): (&String, &Json)| {
        let cents = value.as_i64().unwrap_or_default();
        match (name.as_str(), value) {
            ("amount_cents", _) => format!("  amount: {}.{:02} EUR\n", cents / 100, cents % 100),
            ("prior_returns_90d", _) => format!("  prior_returns: {cents}\n"),
            (name, Json::String(text)) => format!("  {name}: {}\n", text.to_lowercase()),
            (name, other) => format!("  {name}: {other}\n"),
        }
    };
    let text = format!("today: 2026-03-01\nfacts:\n{}", facts.iter().map(line).collect::<String>());
    desk.why("give_back", &desk.case("case", &text).unwrap()).unwrap()
}

/// The case after a remedy.
fn applied(facts: &Facts, remedy: &Remedy) -> Facts {
    let mut changed = facts.clone();
    for change in &remedy.changes {
        let (name, to): (&str, Json) = match (change.fact.name.as_str(), &change.to.value) {
            ("amount", Value::Number(cents)) => ("amount_cents", i64::try_from(*cents).unwrap().into()),
            ("has_receipt", Value::YesNo(receipt)) => ("has_receipt", (*receipt).into()),
            ("paid_by", Value::Choice(at)) => ("paid_by", ["card", "cash", "giftcard"][*at].into()),
            other => panic!("{other:?} is nothing that the customer can change"),
        };
        changed.insert(name.into(), to);
    }
    changed
}

#[test]
fn three_hundred_cases_agree_on_yes_or_none_and_on_the_least_change() {
    let data: Json = serde_json::from_str(CASES).unwrap();
    let rules = &data["rules"];
    let desk = Rulebook::from_text("desk", DESK).unwrap();
    let (mut with, mut without) = (0, 0);
    for case in data["cases"].as_array().unwrap() {
        let number = &case["case"];
        let facts: Facts = serde_json::from_value(case["facts"].clone()).unwrap();
        let answer = answer(&desk, &facts);
        assert_eq!(answer.outcome, Outcome::Denied, "case {number}");
        let citations = answer.restrictions.iter().map(|r| r.rule.source.citation.clone());
        assert_eq!(citations.collect::<BTreeSet<_>>(), denied_by(rules, &facts), "case {number}");
        assert_eq!(answer.remedies_label, Label::Proven, "case {number}");

        // What the data says, and what an enumeration says.
        let least =
            changes(rules, &facts).filter(|(_, to)| denied_by(rules, to).is_empty()).map(|(cost, _)| cost).min();
        assert_eq!(least.is_none(), case["impossible"] == true, "case {number}: the data");
        assert_eq!(least.is_none(), answer.remedies.is_empty(), "case {number}");
        let (Some(least), Some(first)) = (least, answer.remedies.first()) else {
            assert_eq!(answer.standing, Standing::No, "case {number}");
            without += 1;
            continue;
        };
        with += 1;
        assert_eq!(answer.standing, Standing::YesIf, "case {number}");
        let changed = applied(&facts, first);
        assert!(denied_by(rules, &changed).is_empty(), "case {number}: {:?} is still denied", first.changes);
        assert_eq!(first.changes.len(), least.0, "case {number}: as few facts as any change that works");
        assert_eq!(cost(&facts, &changed), least, "case {number}: {:?}", first.changes);
        if changed["amount_cents"] != facts["amount_cents"] {
            let mut more = changed.clone();
            more.insert("amount_cents".into(), (changed["amount_cents"].as_i64().unwrap() + 1).into());
            assert!(!denied_by(rules, &more).is_empty(), "case {number}: a cent to spare");
        }
    }
    assert_eq!((with, without), (200, 100));
}
