//! One expectation against one answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Verdict;
use crate::case::expect::{Check, ExpectedOverride, Name, Said};
use crate::decide::{Evaluation, FaultKind, Outcome, Reading};
use crate::explain::{Explanation, FaultCode, Label, Remedy, Standing, Stopped};
use crate::model::{Model, Name as Declared};
use crate::value::number::parse;
use crate::value::{Date, Field, Moment, Type, Value};

/// The key of an expectation and whether it came out.
pub(super) fn check(
    check: &Check,
    about: &str,
    answer: Option<&Explanation>,
    evaluation: &Evaluation<'_>,
) -> (&'static str, Verdict) {
    let model = evaluation.model;
    if let Check::Value(expected) = check {
        return ("value", term_value(evaluation, about, expected));
    }
    let Some(answer) = answer else {
        return ("outcome", failed("an action", &format!("`{about}` is a term: it has a `value`")));
    };
    match check {
        Check::Outcome(expected) => ("outcome", same(expected, answer.outcome.name())),
        Check::Standing(expected) => ("standing", standing_check(expected, answer)),
        Check::Because(expected) => ("because", names(expected, restrictions(answer, true))),
        Check::CouldBlock(expected) => ("could_block", names(expected, restrictions(answer, false))),
        Check::GrantedBy(expected) => ("granted_by", names(expected, answer.granted_by.iter().map(|r| r.rule.clone()))),
        Check::Offers(expected) => {
            let offers = answer.alternatives.iter().filter(|a| a.outcome == Outcome::Allowed);
            ("offers", names(expected, offers.map(|a| a.action.name.clone())))
        }
        Check::Refer(expected) => ("refer", names(expected, answer.referrals.iter().map(|r| r.title.clone()))),
        Check::Advice(expected) => ("advice", names(expected, answer.advice.iter().map(|a| a.rule.rule.clone()))),
        Check::Faults(expected) => {
            let codes: BTreeSet<&str> = answer.faults.iter().map(|f| fault(f.kind)).collect();
            ("faults", names(expected, codes.into_iter().map(str::to_owned)))
        }
        Check::Ask(expected) => ("ask", ask(expected, answer)),
        Check::Excepted(expected) => ("excepted", stopped(expected, &answer.excepted)),
        Check::Defeated(expected) => ("defeated", stopped(expected, &answer.defeated)),
        Check::Remedies(expected) => ("remedies", remedies(model, expected, answer)),
        Check::Override(expected) => ("override", overrides(model, expected, answer)),
        Check::AllowedUntil(expected) => ("allowed_until", day(*expected, answer.timeline.allowed_until, answer)),
        Check::OpensOn(expected) => ("opens_on", day(*expected, answer.timeline.opens_on, answer)),
        Check::Assumed(expected) => ("assumed", assumed(model, expected, answer)),
        Check::Values(expected) => ("values", {
            let all = expected.iter().map(|(term, value)| {
                let shown = answer.values.iter().find(|shown| shown.term.name == term.text);
                match shown.and_then(|shown| shown.value.as_ref()) {
                    Some(here) if says(value, &here.value, &here.ty) => Verdict::Passed,
                    Some(here) => failed(&value.to_string(), &here.ty.write(&here.value)),
                    None => term_value(evaluation, &term.text, value),
                }
            });
            all.into_iter().find(|verdict| *verdict != Verdict::Passed).unwrap_or(Verdict::Passed)
        }),
        Check::Value(_) => ("value", Verdict::Passed),
    }
}

fn failed(expected: &str, came_out: &str) -> Verdict {
    Verdict::Failed { expected: expected.to_owned(), came_out: came_out.to_owned() }
}

fn same(expected: &str, came_out: &str) -> Verdict {
    if expected == came_out { Verdict::Passed } else { failed(expected, came_out) }
}

fn fault(code: FaultCode) -> &'static str {
    match code {
        FaultCode::BeforeFirstDate => "before_first_date",
        FaultCode::Contradiction => "contradiction",
        FaultCode::DivisionByZero => "division_by_zero",
        FaultCode::NoLine => "no_line",
        FaultCode::NoRow => "no_row",
        FaultCode::NoMember => "no_member",
        FaultCode::TooMany => "too_many",
        FaultCode::NotInForce => "not_in_force",
        FaultCode::Overflow => "overflow",
        FaultCode::SeveralRows => "several_rows",
    }
}

/// The standing of a denial rests on there being no better one.
fn standing_check(expected: &str, answer: &Explanation) -> Verdict {
    let came_out = answer.standing.name();
    let no_change = matches!(answer.standing, Standing::Ask | Standing::From | Standing::No);
    let nobody = matches!(answer.standing, Standing::From | Standing::No);
    let open = no_change && gave_up(answer.remedies_label) || nobody && gave_up(answer.authority_label);
    if open && !matches!(expected, "yes" | "cannot_tell") {
        return Verdict::NotChecked(format!("`{came_out}`, and the search for something better gave up"));
    }
    same(expected, came_out)
}

fn restrictions(answer: &Explanation, certain: bool) -> impl Iterator<Item = String> {
    answer.restrictions.iter().filter(move |r| r.certain == certain).map(|r| r.rule.rule.clone())
}

/// Lists are exact and order free.
fn names(expected: &[Name], came_out: impl Iterator<Item = String>) -> Verdict {
    let expected: BTreeSet<String> = expected.iter().map(|name| name.text.clone()).collect();
    let came_out: BTreeSet<String> = came_out.collect();
    if expected == came_out { Verdict::Passed } else { failed(&list(&expected), &list(&came_out)) }
}

fn list(names: &BTreeSet<String>) -> String {
    format!("[{}]", names.iter().cloned().collect::<Vec<_>>().join(", "))
}

fn stopped(expected: &[(Name, Vec<Name>)], came_out: &[Stopped]) -> Verdict {
    let map = |pairs: Vec<(String, BTreeSet<String>)>| pairs.into_iter().collect::<BTreeMap<_, _>>();
    let expected = map(expected
        .iter()
        .map(|(rule, by)| (rule.text.clone(), by.iter().map(|n| n.text.clone()).collect()))
        .collect());
    let came_out =
        map(came_out.iter().map(|s| (s.rule.rule.clone(), s.by.iter().map(|r| r.rule.clone()).collect())).collect());
    let show = |all: &BTreeMap<String, BTreeSet<String>>| {
        let each: Vec<String> = all.iter().map(|(rule, by)| format!("{rule}: {}", list(by))).collect();
        format!("{{{}}}", each.join(", "))
    };
    if expected == came_out { Verdict::Passed } else { failed(&show(&expected), &show(&came_out)) }
}

/// Exactly what settles it; where the search gave up some of it may be superfluous, and nothing is left out.
fn ask(expected: &[Name], answer: &Explanation) -> Verdict {
    let named: BTreeSet<String> = expected.iter().map(|name| name.text.clone()).collect();
    let came_out: BTreeSet<String> = answer.missing.iter().map(|m| m.fact.name.clone()).collect();
    if gave_up(answer.missing_label) && named.is_subset(&came_out) {
        return Verdict::NotChecked(format!("{}, perhaps with more than needed: the search gave up", list(&came_out)));
    }
    names(expected, came_out.into_iter())
}

fn gave_up(label: Label) -> bool {
    matches!(label, Label::GaveUp { .. })
}

fn changes(remedy: &Remedy) -> BTreeMap<String, Value> {
    remedy.changes.iter().map(|change| (change.fact.name.clone(), change.to.value.clone())).collect()
}

fn show_changes(model: &Model, changes: &BTreeMap<String, Value>) -> String {
    let each = changes.iter().map(|(fact, value)| match model.vocabulary.find(fact) {
        Some(id) => format!("{fact}: {}", model[id].ty.write(value)),
        None => fact.clone(),
    });
    format!("{{{}}}", each.collect::<Vec<_>>().join(", "))
}

fn remedies(model: &Model, expected: &[BTreeMap<String, Value>], answer: &Explanation) -> Verdict {
    let came_out: Vec<BTreeMap<String, Value>> = answer.remedies.iter().map(changes).collect();
    let show = |all: &[BTreeMap<String, Value>]| {
        format!("[{}]", all.iter().map(|c| show_changes(model, c)).collect::<Vec<_>>().join(", "))
    };
    let proven = answer.outcome != Outcome::Denied || answer.remedies_label == Label::Proven;
    // What was found is right; where the search gave up, there may be more and cheaper ones.
    if !proven && came_out.iter().all(|found| expected.contains(found)) {
        return Verdict::NotChecked(format!("{}, and the search gave up", show(&came_out)));
    }
    if expected == came_out { Verdict::Passed } else { failed(&show(expected), &show(&came_out)) }
}

fn overrides(model: &Model, expected: &[(Name, ExpectedOverride)], answer: &Explanation) -> Verdict {
    let authority = &answer.authority;
    let mut open = None;
    for (role, expected) in expected {
        let Some(came_out) = authority.iter().find(|a| a.role.name == role.text) else {
            if authority.is_empty() && *expected == ExpectedOverride::No && is_role(model, &role.text) {
                continue;
            }
            return failed(&format!("a role `{}`", role.text), "no such role has to decide here");
        };
        let after: BTreeMap<String, Value> =
            came_out.after.iter().map(|c| (c.fact.name.clone(), c.to.value.clone())).collect();
        let shown = match (came_out.covers, after.is_empty()) {
            (true, _) => "yes".to_owned(),
            (false, true) => "no".to_owned(),
            (false, false) => format!("after {}", show_changes(model, &after)),
        };
        let wanted = match expected {
            ExpectedOverride::Yes => "yes".to_owned(),
            ExpectedOverride::No => "no".to_owned(),
            ExpectedOverride::After(_) if !came_out.covers && gave_up(answer.authority_label) => {
                open.get_or_insert_with(|| format!("{}: {shown}, and the search gave up", role.text));
                continue;
            }
            ExpectedOverride::After(changes) => format!("after {}", show_changes(model, changes)),
        };
        if wanted != shown {
            return failed(&format!("{}: {wanted}", role.text), &format!("{}: {shown}", role.text));
        }
    }
    open.map_or(Verdict::Passed, Verdict::NotChecked)
}

fn is_role(model: &Model, name: &str) -> bool {
    matches!(model.names.get(name), Some(Declared::Role(_)))
}

fn day(expected: Option<Date>, came_out: Option<Date>, answer: &Explanation) -> Verdict {
    if came_out == expected && (came_out.is_some() || !answer.timeline.gave_up) {
        return Verdict::Passed;
    }
    if answer.timeline.gave_up {
        return Verdict::NotChecked("the days were not all worked out".to_owned());
    }
    let show = |day: Option<Date>| day.map_or("no such day".to_owned(), |d| d.to_string());
    failed(&show(expected), &show(came_out))
}

fn assumed(model: &Model, expected: &[(Name, Option<Value>)], answer: &Explanation) -> Verdict {
    let came_out: BTreeMap<&str, Option<&Value>> =
        answer.assumed.iter().map(|f| (f.fact.as_str(), f.value.as_ref().map(|v| &v.value))).collect();
    let all = expected.len() == came_out.len()
        && expected.iter().all(|(name, value)| {
            came_out.get(name.text.as_str()).is_some_and(|v| value.is_none() || *v == value.as_ref())
        });
    if all {
        return Verdict::Passed;
    }
    let show = |name: &str, value: Option<&Value>| match (model.vocabulary.find(name), value) {
        (Some(id), Some(value)) => format!("{name}: {}", model[id].ty.write(value)),
        _ => name.to_owned(),
    };
    let wanted = expected.iter().map(|(name, value)| show(&name.text, value.as_ref())).collect();
    failed(&list(&wanted), &list(&came_out.iter().map(|(name, value)| show(name, *value)).collect()))
}

fn term_value(evaluation: &Evaluation<'_>, name: &str, said: &Said) -> Verdict {
    let expected = &said.to_string();
    let model = evaluation.model;
    let Some(id) = model.names.get(name).and_then(|name| name.term()) else {
        return failed(&format!("a term `{name}`"), "no term has this name");
    };
    let ty = &model[id].ty;
    match &evaluation.term(id).reading {
        Reading::Known(value) if says(said, value, ty) => Verdict::Passed,
        Reading::Known(value) => failed(expected, &ty.write(value)),
        Reading::Missing => failed(expected, "not known: a fact is missing"),
        Reading::Fault(FaultKind::NoRow) if expected == "no row" => Verdict::Passed,
        Reading::Fault(FaultKind::NoRow) => failed(expected, "no row"),
        Reading::Fault(_) => failed(expected, "it cannot be calculated"),
    }
}

/// Whether something states a value, as a case would: of a record all of its fields, in any order.
fn says(said: &Said, value: &Value, ty: &Type) -> bool {
    match (said, value, ty) {
        (Said::Text(text), ..) => text_says(text, value, ty),
        (Said::Record(said), Value::Record(fields), Type::Record(record)) => {
            let stated = record.fields.iter().zip(fields.iter()).filter_map(|(f, value)| Some((f, value.as_ref()?)));
            let stated: Vec<_> = stated.collect();
            let each = |field: &Field| said.iter().find(|(name, _)| *name == field.name);
            stated.len() == said.len()
                && stated.iter().all(|(field, value)| each(field).is_some_and(|(_, s)| says(s, value, &field.ty)))
        }
        (Said::List(said), Value::List(members), Type::List(record)) => {
            let ty = Type::Record(Arc::clone(record));
            said.len() == members.len() && said.iter().zip(members.iter()).all(|(said, value)| says(said, value, &ty))
        }
        // A set has no order.
        (Said::List(said), Value::List(members), Type::Set(ty)) => {
            said.len() == members.len() && members.iter().all(|value| said.iter().any(|said| says(said, value, ty)))
        }
        _ => false,
    }
}

/// Whether a text states a value, as a case would.
fn text_says(text: &str, value: &Value, ty: &Type) -> bool {
    let written = ty.write(value);
    match (ty, value) {
        (Type::YesNo, Value::YesNo(true)) => matches!(text, "yes" | "true"),
        (Type::YesNo, Value::YesNo(false)) => matches!(text, "no" | "false"),
        // Whatever clock it is told by.
        (_, Value::Moment(moment)) => Moment::parse(text) == Some(*moment),
        (Type::Quantity(quantity), Value::Number(count)) => {
            let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
            let unit_fits = unit.is_empty()
                || written
                    .split_once(' ')
                    .is_some_and(|(_, own)| own.trim_end_matches('s') == unit.trim_end_matches('s'));
            unit_fits && parse(number, quantity.decimals) == Ok(*count)
        }
        _ => text == written,
    }
}
