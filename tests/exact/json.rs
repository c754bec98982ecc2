//! The books and cases of the enumeration as data, for an optimizer of others to judge: see `smt/README.md`.

use serde_json::{Value as Json, json};

use super::book::{Book, Cmp, Cond, Meaning, Num};
use super::brute::Outcome;
use super::hold::{Case, Desk};

fn num(of: &Num) -> Json {
    match of {
        Num::Fact(at) => json!(["fact", at]),
        Num::Term(at) => json!(["term", at]),
        Num::Figure => json!(["figure"]),
        Num::Today => json!(["today"]),
        Num::Const(value) => json!(["const", value]),
        Num::Add(a, b) => json!(["add", num(a), num(b)]),
        Num::Subtract(a, b) => json!(["subtract", num(a), num(b)]),
        Num::Times(n, a) => json!(["times", n, num(a)]),
        Num::DaysSince(at) => json!(["subtract", ["today"], ["fact", at]]),
    }
}

fn cond(of: &Cond) -> Json {
    let list = |parts: &[Cond]| parts.iter().map(cond).collect::<Vec<_>>();
    match of {
        Cond::Flag(at) => json!(["one of", at, [1]]),
        Cond::Good(at) => json!(["good", at]),
        Cond::OneOf(at, values) => json!(["one of", at, values]),
        Cond::Compare(a, cmp, b, ..) => {
            let cmp = match cmp {
                Cmp::Is => "==",
                Cmp::More => ">",
                Cmp::Less => "<",
                Cmp::AtLeast => ">=",
                Cmp::AtMost => "<=",
            };
            json!([cmp, num(a), num(b)])
        }
        Cond::Allowed => json!(["allowed"]),
        Cond::Not(of) => json!(["not", cond(of)]),
        Cond::All(parts) => json!(["all", list(parts)]),
        Cond::Any(parts) => json!(["any", list(parts)]),
    }
}

fn meaning(of: &Meaning) -> Json {
    match of {
        Meaning::Num(of) => json!(["num", num(of)]),
        Meaning::Cond(of) => json!(["cond", cond(of)]),
    }
}

/// A rulebook without faults: every term has an `otherwise`, and every figure a value.
pub fn book(of: &Book) -> Json {
    let facts =
        of.facts.iter().map(|fact| json!({"kind": format!("{:?}", fact.kind), "low": fact.low, "high": fact.high}));
    let terms = of.terms.iter().map(|term| {
        let lines = term.lines.iter().map(|(is, when)| json!([meaning(is), cond(when)]));
        let otherwise = term.otherwise.as_ref().map(meaning);
        json!({"lines": lines.collect::<Vec<_>>(), "otherwise": otherwise})
    });
    let rules = of.rules.iter().map(|rule| {
        json!({
            "word": format!("{:?}", rule.word), "actions": rule.actions, "touches": rule.touches, "source": rule.source,
            "when": rule.when.as_ref().map(cond), "required": rule.required.as_ref().map(cond),
            "over": rule.over, "from": rule.from, "until": rule.until,
        })
    });
    json!({
        "facts": facts.collect::<Vec<_>>(), "terms": terms.collect::<Vec<_>>(), "figure": of.figure,
        "rules": rules.collect::<Vec<_>>(), "closed": of.closed.each_ref().map(Option::is_some),
        "always": of.always.iter().map(cond).collect::<Vec<_>>(),
    })
}

/// A denied case: every value to which a change leads, and the costs of the remedies that Candor finds.
pub fn case(desk: &Desk<'_>, case: &Case) -> Option<Json> {
    let answer = desk.costs(case).ok()?;
    if desk.space.outcome(case.today, &case.facts) != Outcome::Denied {
        return None;
    }
    let moves = |(at, stated): (usize, &Option<i64>)| desk.space.moves((case.today, 0), at, stated.unwrap());
    let moves = case.facts.iter().enumerate().flat_map(moves);
    let reads = desk.space.reads(false);
    let moves = moves
        .filter(|m| reads.contains(&m.fact))
        .map(|m| json!({"fact": m.fact, "to": m.to, "effort": m.effort, "days": m.days}));
    Some(json!({"today": case.today, "facts": case.facts, "moves": moves.collect::<Vec<_>>(), "found": answer}))
}
