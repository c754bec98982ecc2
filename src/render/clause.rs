//! Pieces of sentences: where a rule comes from, what a change takes, what is still to be asked, what went wrong.

use super::words;
use crate::explain::{
    Audience, Change, Condition, Fault, FaultCode, Force, Label, MissingFact, Named, Reach, Remedy, RuleKind, RuleRef,
};
use crate::value::{Date, Value};

/// Who asks. The one who is served does what a remedy says.
pub(super) const ASKER: &str = "the customer";

/// The one who asks, to the reader.
pub(super) fn asker(audience: Audience) -> &'static str {
    match audience {
        Audience::Customer => "you",
        Audience::Staff | Audience::Auditor => ASKER,
    }
}

/// `our own rule (Returns handbook 2.1)`: our own choice is told apart from what is imposed.
pub(super) fn source(rule: &RuleRef) -> String {
    let force = match (rule.source.force, rule.kind) {
        (Force::HousePolicy, _) => "our own rule",
        (Force::Contract, _) => "a contract term",
        (Force::Law, _) => "law",
        // What permits or excepts is no duty.
        (Force::Regulation, RuleKind::Restriction | RuleKind::Requirement | RuleKind::DefaultDenial) => {
            "regulation, a legal duty"
        }
        (Force::Regulation, _) => "regulation",
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
    match rule.kind {
        RuleKind::DefaultDenial => format!("Nothing here permits {}", rule.title),
        _ if rule.title.is_empty() => rule.rule.replace('_', " "),
        _ => rule.title.clone(),
    }
}

/// `accept part of the amount (20.00 EUR instead of 60.00 EUR)`.
pub(super) fn change(change: &Change) -> String {
    let how = how(&change.how);
    match (&change.from.value, &change.to.value) {
        // "show a photo ID" says all there is.
        (Value::YesNo(_), _) | (_, Value::YesNo(_)) => how.to_owned(),
        _ => format!("{how} ({} instead of {})", words::value(&change.to), words::value(&change.from)),
    }
}

/// What it takes, to go on in a sentence.
pub(super) fn how(how: &str) -> &str {
    how.trim().trim_end_matches('.')
}

pub(super) fn changes(changes: &[Change]) -> String {
    let each: Vec<String> = changes.iter().map(change).collect();
    // "bring the receipt, or the card; and show a photo ID": what has parts of its own is kept apart.
    if each.len() > 1 && each.iter().any(|c| c.contains(',') || c.contains(" or ")) {
        return each.join("; and ");
    }
    words::list(&each, "and")
}

/// `the customer can show a photo ID`: "can" fits before whatever the rulebook writes.
pub(super) fn remedy(remedy: &Remedy) -> String {
    format!("{ASKER} can {}", changes(&remedy.changes))
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

/// `do you have the receipt?`, to go on after a colon.
pub(super) fn question(missing: &MissingFact) -> String {
    match &missing.ask {
        Some(ask) => lower_question(ask),
        None => format!("{}?", missing.fact.label),
    }
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
        Condition::ConfirmedByAnother(role) => format!("confirmed by another {}", without_article(role)),
        Condition::AtMostTimes { times, days, reach } => {
            let (times_word, days_word) =
                (if *times == 1 { "time" } else { "times" }, if *days == 1 { "day" } else { "days" });
            let reach = match reach {
                Reach::InAll => "in all",
                Reach::PerEmployee => "per person",
                Reach::PerRole => "per role",
            };
            format!("(at most {times} {times_word} in {days} {days_word} {reach}: not checked here)")
        }
    }
}

fn without_article(role: &Named) -> &str {
    ["the ", "a ", "an "].iter().find_map(|article| role.label.strip_prefix(article)).unwrap_or(&role.label)
}

/// A fault in plain words.
pub(super) fn fault(fault: &Fault, today: Date) -> String {
    let at = fault.at.trim();
    match fault.kind {
        FaultCode::BeforeFirstDate => format!("\"{at}\" has no value yet on this day"),
        FaultCode::Contradiction => format!("two lines of \"{at}\" hold here and do not agree"),
        FaultCode::DivisionByZero => format!("\"{at}\" divides by zero"),
        FaultCode::NoLine => format!("no line of \"{at}\" fits this case"),
        FaultCode::NotInForce => format!("these rules are not in force on {}", words::date(today)),
        FaultCode::Overflow => format!("\"{at}\" leaves the numbers or days that can be counted"),
    }
}
