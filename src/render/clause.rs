//! Pieces of sentences: where a rule comes from, what is still to be asked, what decides about authority, what went wrong.

use super::messages;
use super::tongue::Tongue;
use super::words;
use crate::explain::{
    Condition, Counted, Fault, FaultCode, Force, Label, Limit, MissingFact, NotCovered, Outcome, Reach, RuleKind,
    RuleRef, Turn, Typed,
};
use crate::value::{Date, Value};

/// `our own rule (Returns handbook 2.1)`: our own choice is told apart from what is imposed.
pub(super) fn source(rule: &RuleRef) -> String {
    source_in(Tongue::ENGLISH, rule)
}

/// The same in the language of the reader.
pub(super) fn source_in(tongue: Tongue<'_>, rule: &RuleRef) -> String {
    let says = tongue.says();
    let force = match (rule.source.force, rule.kind) {
        (Force::HousePolicy, _) => says.source_own,
        (Force::Contract, _) => says.source_contract,
        (Force::Law, _) => says.source_law,
        // What permits or excepts is no duty.
        (Force::Regulation, RuleKind::Restriction | RuleKind::Requirement | RuleKind::DefaultDenial) => {
            says.source_duty
        }
        (Force::Regulation, _) => says.source_regulation,
    };
    match rule.source.citation.as_str() {
        "" => force.to_owned(),
        citation => format!("{force} ({citation})"),
    }
}

/// `Return window: our own rule (Returns handbook 2.1)`.
pub(super) fn rule(rule: &RuleRef) -> String {
    format!("{}: {}", title(rule), source(rule))
}

/// The title; of a default denial what nothing permits.
pub(super) fn title(rule: &RuleRef) -> String {
    title_in(Tongue::ENGLISH, rule)
}

/// The same in the language of the reader.
pub(super) fn title_in(tongue: Tongue<'_>, rule: &RuleRef) -> String {
    match rule.kind {
        RuleKind::DefaultDenial => tongue.fill(|says| says.nothing_permits, &[&rule.title]),
        _ if rule.title.is_empty() => rule.rule.replace('_', " "),
        _ => rule.title.clone(),
    }
}

/// What a label adds where it is not `proven`.
pub(super) fn not_proven(label: Label) -> &'static str {
    match label {
        Label::Proven => "",
        Label::Verified => "there may be an easier way; that was not worked out",
        Label::GaveUp { .. } => "whether there are other ways was not worked out",
    }
}

/// `, until 6 December 2026`.
pub(super) fn until(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| format!(", until {}", words::date(day)))
}

/// What is asked together: it stands together.
pub(super) fn asked_together<'m>(missing: impl IntoIterator<Item = &'m MissingFact>) -> Vec<Vec<&'m MissingFact>> {
    let mut groups: Vec<Vec<&MissingFact>> = Vec::new();
    for one in missing {
        match groups.last_mut() {
            Some(group) if group.iter().any(|other| other.asked_with.contains(&one.fact.name)) => group.push(one),
            _ => groups.push(vec![one]),
        }
    }
    groups
}

/// `which street? Which town?`, to go on after a colon.
pub(super) fn questions(group: &[&MissingFact]) -> String {
    let each = group.iter().enumerate().map(|(at, one)| if at == 0 { question(one) } else { whole_question(one) });
    each.collect::<Vec<_>>().join(" ")
}

/// `Do you have the receipt?`
pub(super) fn whole_question(missing: &MissingFact) -> String {
    missing.ask.clone().unwrap_or_else(|| format!("{}?", words::sentence_start(&missing.fact.label)))
}

/// `do you have the receipt?`, to go on after a colon.
pub(super) fn question(missing: &MissingFact) -> String {
    question_in(Tongue::ENGLISH, missing)
}

/// The same in the language of the reader.
pub(super) fn question_in(tongue: Tongue<'_>, missing: &MissingFact) -> String {
    match &missing.ask {
        Some(ask) if tongue.is_english() => lower_question(ask),
        Some(ask) => ask.clone(),
        None => format!("{}?", missing.fact.label),
    }
}

/// `with 20.00 EUR it is open; with 20.01 EUR it is not`: what a missing fact changes, where nothing else does.
pub(super) fn turn(missing: &MissingFact) -> Option<String> {
    let Turn { one, with_one, other, with_other, .. } = missing.turn.as_ref().filter(|turn| turn.alone)?;
    let side = |value: &Typed, outcome: Outcome| {
        let if_so = match &value.value {
            Value::YesNo(yes) => if *yes { "if yes" } else { "if no" }.to_owned(),
            _ => format!("with {}", words::value(value)),
        };
        let then = match outcome {
            Outcome::Allowed => "it is open",
            Outcome::Denied => "it is not",
            Outcome::Undetermined => "it is not settled",
        };
        format!("{if_so} {then}")
    };
    let mut sides = [(*with_one, one), (*with_other, other)];
    // What is open stands first.
    sides.sort_by_key(|(outcome, _)| *outcome != Outcome::Allowed);
    Some(sides.map(|(outcome, value)| side(value, outcome)).join("; "))
}

/// Whatever starts with a word of asking may go on in lower case; names keep their capitals.
fn lower_question(ask: &str) -> String {
    const STARTS: [&str; 23] = [
        "Are", "Can", "Could", "Did", "Do", "Does", "For", "Has", "Have", "How", "If", "In", "Is", "On", "Was", "Were",
        "What", "When", "Where", "Which", "Who", "Why", "Will",
    ];
    let first = ask.split(' ').next().unwrap_or_default();
    if STARTS.contains(&first) {
        first.to_lowercase() + ask.get(first.len()..).unwrap_or_default()
    } else {
        ask.to_owned()
    }
}

/// `with a written reason`, `confirmed by another store manager`.
pub(super) fn condition(condition: &Condition) -> String {
    match condition {
        Condition::WrittenReason => "with a written reason".to_owned(),
        Condition::Evidence(what) => format!("with evidence ({what})"),
        Condition::ConfirmedByAnother(role) => format!("confirmed by another {}", without_article(&role.label)),
        Condition::NotByWhoJudged(fact) => format!("not by whoever alone judged \"{}\"", fact.label),
        Condition::AtMost(limit) => limits(&[limit]),
        Condition::Reviewed { by: Some(by), days } => format!("reviewed by {} within {}", by.label, in_days(*days)),
        Condition::Reviewed { by: None, days } => format!("reviewed within {}", in_days(*days)),
    }
}

/// `at most 3 times in 30 days per person`, `at most 500.00 EUR of the amount in 30 days per person`.
pub(super) fn at_most(limit: &Limit) -> String {
    let most = match &limit.what {
        Counted::Times(1) => "1 time".to_owned(),
        Counted::Times(times) => format!("{times} times"),
        Counted::Of { most, value, .. } => format!("{} of {}", words::value(most), value.label),
    };
    let reach = match limit.reach {
        Reach::InAll => "in all",
        Reach::PerEmployee => "per person",
        Reach::PerRole => "per role",
    };
    format!("at most {most} in {} {reach}", in_days(limit.days))
}

/// All limits in one parenthesis, each with what is left of it: `(at most 3 times in 30 days per person, 2 left)`. Where
/// nobody looked at any of them, that is said once.
pub(super) fn limits(limits: &[&Limit]) -> String {
    if limits.iter().all(|limit| limit.left().is_none()) {
        let each: Vec<String> = limits.iter().map(|limit| at_most(limit)).collect();
        return format!("({}: not checked here)", each.join("; "));
    }
    let each: Vec<String> = limits.iter().map(|limit| format!("{}, {}", at_most(limit), left(limit))).collect();
    format!("({})", each.join("; "))
}

/// What is left of a limit, as far as anybody looked.
fn left(limit: &Limit) -> String {
    limit.left().map_or_else(|| "not checked here".to_owned(), |left| format!("{} left", words::value(&left)))
}

/// What a role is short of in this case; `None` where the rule gives it no part in this at all.
pub(super) fn short_of(reason: &NotCovered) -> Option<String> {
    Some(match reason {
        NotCovered::Condition(phrase) | NotCovered::NotKnown(phrase) => words::phrase(phrase),
        NotCovered::LimitReached(limit) => {
            let this = match &limit.what {
                Counted::Times(_) => String::new(),
                Counted::Of { this, .. } => format!(", and this is {}", words::value(this)),
            };
            format!("{}: {}{this}", at_most(limit), left(limit))
        }
        NotCovered::NotCounted(limit) => {
            format!("{}, and earlier records of these days do not say how much", at_most(limit))
        }
        NotCovered::Negative(value, here) => format!("{} ({}) is less than nothing", value.label, words::value(here)),
        NotCovered::Imposed | NotCovered::Nobody | NotCovered::OtherRoles(_) => return None,
    })
}

fn in_days(days: u32) -> String {
    format!("{days} {}", if days == 1 { "day" } else { "days" })
}

/// `store manager` for `the store manager`.
pub(super) fn without_article(label: &str) -> &str {
    ["the ", "a ", "an "].iter().find_map(|article| label.strip_prefix(article)).unwrap_or(label)
}

/// A fault in plain words.
pub(super) fn fault(fault: &Fault, today: Date) -> String {
    fault_in(Tongue::ENGLISH, fault, today)
}

/// The same in the language of the reader.
pub(super) fn fault_in(tongue: Tongue<'_>, fault: &Fault, today: Date) -> String {
    let (at, today) = (fault.at.trim(), tongue.date(today));
    let says = tongue.says();
    let (sentence, with) = match fault.kind {
        FaultCode::BeforeFirstDate => (says.before_first_date, at),
        FaultCode::Contradiction => (says.contradiction, at),
        FaultCode::DivisionByZero => (says.division_by_zero, at),
        FaultCode::NoMember => (says.no_member, at),
        FaultCode::TooMany => (says.too_many, at),
        FaultCode::NoLine => (says.no_line, at),
        FaultCode::NoRow => (says.no_row_fits, at),
        FaultCode::SeveralRows => (says.several_rows, at),
        FaultCode::NotInForce => (says.not_in_force, today.as_str()),
        FaultCode::Overflow => (says.overflow, at),
    };
    messages::fill(sentence, &[with])
}
