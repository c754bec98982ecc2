//! The answer for the customer: a short, kind letter with what is possible in it.

use super::letter::Letter;
use super::{clause, reasons, value, ways, words};
use crate::explain::{
    Alternative, Explanation, FactValue, Force, Label, Outcome, Restriction, RuleKind, RuleRef, Standing, Stopped,
};
use crate::value::Value;

/// The letter. It is made from an explanation for the customer, which holds nothing that they are never told.
pub(super) fn letter(explanation: &Explanation) -> Letter {
    let mut letter = Letter::default();
    letter.sentences(&answer(explanation));
    match explanation.outcome {
        Outcome::Allowed => granted(explanation, &mut letter),
        Outcome::Denied => refused(explanation, &mut letter),
        Outcome::Undetermined => open(explanation, &mut letter),
    }
    for shown in &explanation.values {
        // A value as an entry on a form, and how it came about.
        let head = format!("{}: {}", words::sentence_start(&shown.term.label), value::known(shown));
        letter.list(&head, value::because(shown));
    }
    for advice in explanation.advice.iter().filter_map(|advice| advice.tell_customer.as_ref()) {
        letter.sentences(&[words::phrase(advice)]);
    }
    took_for_granted(&explanation.assumed, &mut letter);
    letter
}

/// What was asked, and the answer.
fn answer(explanation: &Explanation) -> Vec<String> {
    let label = &explanation.action.label;
    let start = words::sentence_start(label);
    let not_open = format!("{start} is not open for this as it stands.");
    match explanation.standing {
        Standing::Yes => vec![format!("Yes: {label} is open for this{}", until(explanation.timeline.allowed_until))],
        Standing::CannotTell => vec![format!("We cannot tell yet whether {label} is open for this")],
        Standing::YesIf => match explanation.remedies.first() {
            Some(first) => {
                vec![
                    format!("{start} is open for this if you can {}", clause::changes(&first.changes)),
                    first.allowed_until.map_or_else(String::new, |day| {
                        format!("With that done, it stays open until {}", words::date(day))
                    }),
                ]
            }
            None => vec![not_open, "Something can be done about it. Please ask us what".to_owned()],
        },
        Standing::From => vec![
            format!("{start} is not open for this yet"),
            match explanation.timeline.opens_on {
                Some(day) => format!("It becomes possible on {}, if nothing else changes", words::date(day)),
                None => "It becomes possible on a later day. Please ask us when".to_owned(),
            },
        ],
        Standing::Ask | Standing::No => vec![not_open],
    }
}

fn until(day: Option<crate::value::Date>) -> String {
    // A day that is said is one on which it is still open.
    day.map_or_else(String::new, |day| format!(", until and including {}", words::date(day)))
}

// --- A yes ----------------------------------------------------------------------------------

fn granted(explanation: &Explanation, letter: &mut Letter) {
    for rule in &explanation.granted_by {
        let (title, cited) = (clause::title(rule), cited(rule));
        letter.sentences(&[match (rule.kind, rule.source.force) {
            (RuleKind::Right, Force::Law | Force::Regulation) => format!("This is your right by law: {title}{cited}"),
            (RuleKind::Right, _) => format!("This is your right, as agreed: {title}{cited}"),
            _ => format!("It is allowed by \"{title}\", {}", clause::source(rule)),
        }]);
    }
    for stopped in explanation.excepted.iter().filter(|stopped| !grants(&stopped.rule)) {
        letter.sentences(&[does_not(stopped, "does not apply to this, because of")]);
    }
    for stopped in &explanation.defeated {
        letter.sentences(&[does_not(stopped, "gives way to")]);
    }
    told(explanation, letter);
}

fn grants(rule: &RuleRef) -> bool {
    matches!(rule.kind, RuleKind::Right | RuleKind::Permission)
}

/// `"Return window" gives way to "Right of withdrawal", law (Directive 2011/83/EU art. 9)`.
fn does_not(stopped: &Stopped, how: &str) -> String {
    let by: Vec<String> =
        stopped.by.iter().map(|by| format!("\"{}\", {}", clause::title(by), clause::source(by))).collect();
    format!("\"{}\" {how} {}", clause::title(&stopped.rule), words::list(&by, "and"))
}

fn cited(rule: &RuleRef) -> String {
    match rule.source.citation.as_str() {
        "" => String::new(),
        citation => format!(" ({citation})"),
    }
}

fn told(explanation: &Explanation, letter: &mut Letter) {
    for phrase in &explanation.told {
        letter.sentences(&[words::phrase(phrase)]);
    }
}

// --- A no -----------------------------------------------------------------------------------

fn refused(explanation: &Explanation, letter: &mut Letter) {
    for restriction in explanation.restrictions.iter().filter(|r| r.certain) {
        reason(restriction, letter);
    }
    told(explanation, letter);
    // A right that people expect, and that does not reach this.
    for stopped in explanation.excepted.iter().filter(|stopped| grants(&stopped.rule)) {
        letter.sentences(&[does_not(stopped, "does not cover this:")]);
    }
    offers(explanation, letter);
    changes(explanation, letter);
    if explanation.standing != Standing::From
        && let Some(day) = explanation.timeline.opens_on
    {
        letter.sentences(&[format!("It becomes possible by itself on {}, if nothing else changes", words::date(day))]);
    }
    letter.sentences(&people(explanation));
    referrals(explanation, letter);
    facts(explanation, letter);
}

/// What the rule says in its own words, and whether it is law or our own choice.
fn reason(restriction: &Restriction, letter: &mut Letter) {
    let rule = &restriction.rule;
    let words_of_rule = match &restriction.tell_customer {
        Some(phrase) => words::phrase(phrase),
        None => clause::title(rule),
    };
    letter.sentences(&[words_of_rule, force(restriction)]);
    let Some(nearest) = restriction.not_granted.first() else { return };
    let mut lacks: Vec<String> =
        nearest.unmet.iter().map(|ground| reasons::ground(ground, &nearest.rule.source)).collect();
    lacks.extend(nearest.excluded_by.iter().map(|by| format!("{}{}", clause::title(by), cited(by))));
    let title = clause::title(&nearest.rule);
    letter.list(&format!("What comes nearest is \"{title}\"{}. In its way:", cited(&nearest.rule)), lacks);
}

fn force(restriction: &Restriction) -> String {
    let cited = cited(&restriction.rule);
    let purpose = restriction.purpose.as_deref().unwrap_or_default();
    match (restriction.rule.source.force, purpose) {
        (Force::HousePolicy, "") => "This is our own rule, not a law".to_owned(),
        (Force::HousePolicy, purpose) => {
            format!("This is our own rule, not a law: {}", lower_start(purpose))
        }
        (Force::Contract, _) => format!("This is what was agreed, not a law{cited}"),
        (Force::Law | Force::Regulation, _) => format!("This is law: nobody here can change it{cited}"),
    }
}

/// To go on after a colon: a common first word in lower case; a name keeps its capital.
fn lower_start(text: &str) -> String {
    const STARTS: [&str; 36] = [
        "A",
        "After",
        "All",
        "An",
        "As",
        "Because",
        "Before",
        "Each",
        "Every",
        "Everybody",
        "Everyone",
        "For",
        "From",
        "If",
        "In",
        "It",
        "Many",
        "Most",
        "No",
        "Nobody",
        "On",
        "Only",
        "People",
        "So",
        "Some",
        "That",
        "The",
        "There",
        "These",
        "They",
        "This",
        "To",
        "We",
        "What",
        "When",
        "Without",
    ];
    let first = text.split(' ').next().unwrap_or_default();
    match STARTS.contains(&first) {
        true => first.to_lowercase() + text.get(first.len()..).unwrap_or_default(),
        false => text.to_owned(),
    }
}

fn offers(explanation: &Explanation, letter: &mut Letter) {
    let (now, later): (Vec<_>, Vec<_>) = explanation.alternatives.iter().partition(|a| a.standing == Standing::Yes);
    letter.list("What you can have now", now.into_iter().map(|a| a.action.label.clone()));
    letter.list("What may be possible as well", later.into_iter().map(offer));
}

fn offer(alternative: &Alternative) -> String {
    match ways::offer(alternative, "you") {
        text if text.is_empty() => format!("{}; please ask us first", alternative.action.label),
        text => text,
    }
}

/// What would make it a yes, beyond what the first sentence says; where that is not worked out, what it depends on.
fn changes(explanation: &Explanation, letter: &mut Letter) {
    let other = explanation.remedies.iter().skip(1);
    letter.list("It is possible as well if you can", other.map(|remedy| clause::changes(&remedy.changes)));
    if explanation.remedies.is_empty() && matches!(explanation.remedies_label, Label::GaveUp { .. }) {
        let within_reach = ways::within_reach(explanation).into_iter().map(str::to_owned);
        letter.list("What may help (whether it is enough is not worked out)", within_reach);
    }
}

/// Who may decide otherwise, or that nobody may.
fn people(explanation: &Explanation) -> Vec<String> {
    let who = explanation.authority.first().map(|first| words::sentence_start(&first.role.label));
    match explanation.standing {
        Standing::Ask => {
            let who = who.unwrap_or_else(|| "Somebody here".to_owned());
            vec![format!("{who} may decide otherwise"), "Please ask".to_owned()]
        }
        Standing::No => nobody(explanation),
        _ => Vec::new(),
    }
}

/// Where nobody here may decide otherwise, nobody is sent round to ask; where nothing else is left, that is said.
fn nobody(explanation: &Explanation) -> Vec<String> {
    let open = !explanation.alternatives.is_empty()
        || !explanation.referrals.is_empty()
        || explanation.timeline.opens_on.is_some()
        || !explanation.remedies.is_empty();
    // What rests on something that nobody stated is not the last word.
    let proven = explanation.remedies_label == Label::Proven && explanation.assumed.is_empty();
    let untried = !proven && !explanation.changeable.is_empty();
    vec![match (open || untried, proven) {
        (true, true) => "There is nothing you can change about this, and nobody here may decide otherwise".to_owned(),
        (true, false) => "Nobody here may decide otherwise".to_owned(),
        (false, true) => "Nothing that you or we can do here changes this".to_owned(),
        (false, false) => "We know of nothing that you or we can do here to change this".to_owned(),
    }]
}

fn referrals(explanation: &Explanation, letter: &mut Letter) {
    let each: Vec<String> = explanation.referrals.iter().map(|r| format!("{}, {}", r.title, r.contact)).collect();
    if !each.is_empty() {
        // No full stop: it could be taken for a part of an address.
        letter.words(format!("Outside help: {}", each.join(" · ")));
    }
}

// --- Not known yet ----------------------------------------------------------------------------

fn open(explanation: &Explanation, letter: &mut Letter) {
    match explanation.missing.as_slice() {
        [] => letter.words("We have to look into something ourselves first. Please ask us."),
        [one] => letter.words(format!("One thing decides. {}", clause::whole_question(one))),
        all => {
            let together = clause::asked_together(all).into_iter();
            let each = |group: Vec<_>| group.into_iter().map(clause::whole_question).collect::<Vec<_>>().join(" ");
            letter.list("What we need to know", together.map(each).collect::<Vec<_>>());
        }
    }
    told(explanation, letter);
    offers(explanation, letter);
    referrals(explanation, letter);
}

// --- Facts that may be wrong --------------------------------------------------------------------

/// The facts that decide, who established them, and how to correct one.
fn facts(explanation: &Explanation, letter: &mut Letter) {
    let changes = || explanation.remedies.iter().flat_map(|remedy| &remedy.changes);
    let mut decisive: Vec<&FactValue> = Vec::new();
    for fact in explanation.restrictions.iter().filter(|r| r.certain).flat_map(|r| &r.facts) {
        // What is to be changed is known to be so.
        let settled = changes().any(|change| change.fact.name == fact.fact);
        if fact.value.is_some() && !settled && !decisive.iter().any(|before| before.fact == fact.fact) {
            decisive.push(fact);
        }
    }
    go_by(decisive.into_iter(), letter);
}

/// What was gone by, who established it, and whom to tell if it is wrong.
pub(super) fn go_by<'f>(facts: impl Iterator<Item = &'f FactValue>, letter: &mut Letter) {
    let (established, stated): (Vec<_>, Vec<_>) =
        facts.partition(|fact| fact.known_from.is_some() || fact.judged_by.is_some());
    for fact in &established {
        letter.sentences(&established_by(fact));
    }
    let stated: Vec<String> = stated.into_iter().map(said).collect();
    if !stated.is_empty() {
        let also = if established.is_empty() { "" } else { "also " };
        let wrong = if stated.len() == 1 { "If that is wrong, tell us" } else { "If any of it is wrong, tell us" };
        letter.sentences(&[format!("We {also}go by {}", words::list(&stated, "and")), wrong.to_owned()]);
    }
}

fn established_by(fact: &FactValue) -> Vec<String> {
    let by = match (&fact.known_from, &fact.judged_by) {
        (Some(from), Some(by)) => format!(", as {from} says, and as judged by {by}"),
        (Some(from), None) => format!(", as {from} says"),
        (None, Some(by)) => format!(", as judged by {by}"),
        (None, None) => String::new(),
    };
    let wrong =
        if fact.judged_by.is_some() { "If you see it differently, tell us" } else { "If that is wrong, tell us" };
    vec![format!("We go by {}{by}", said(fact)), wrong.to_owned()]
}

/// `the day it was delivered, 9 October 2026`; what can be yes or no as an entry on a form.
fn said(fact: &FactValue) -> String {
    let value = fact.value.as_ref().map(words::value).unwrap_or_default();
    match fact.value.as_ref().map(|typed| &typed.value) {
        Some(Value::YesNo(_)) => format!("\"{}: {value}\"", fact.label),
        _ => format!("{} ({value})", fact.label),
    }
}

/// What nobody stated, and what it was taken for.
pub(super) fn took_for_granted(facts: &[FactValue], letter: &mut Letter) {
    let assumed: Vec<String> = facts.iter().map(said).collect();
    if !assumed.is_empty() {
        let list = words::list(&assumed, "and");
        letter.sentences(&[
            format!("Nobody told us otherwise, so we took for granted {list}"),
            "If that is wrong, tell us".to_owned(),
        ]);
    }
}
