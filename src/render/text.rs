//! The answer for staff: read at a counter, in seconds, with a customer waiting and looking on.

use super::layout::{Keep, Page, Row};
use super::style::{Style, Tone};
use super::{change, clause};
use super::{reasons, value, ways, words};
use crate::explain::{Branch, Explanation, FaultCode, Label, Outcome, Standing};

/// How many texts of rules one says in a row.
const SAID: usize = 3;

/// The answer for staff, as text: the answer in the first line, what to say, what to do, why; at the end, under a line,
/// what the customer need not read.
///
/// ```
/// # use candor::{Rulebook, render};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
/// let answer = rulebook.why("refund", &case)?;
/// let text = render::staff(&answer, render::Style { width: 60, color: false });
/// assert!(text.starts_with("ASK "));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn staff(explanation: &Explanation, style: Style) -> String {
    page(explanation).print(style)
}

/// The page for staff, to be printed in one form or another.
pub(super) fn page(explanation: &Explanation) -> Page {
    let (tone, answer) = answer(explanation);
    let mut page = Page::new(tone, &answer.0, &answer.1);
    // What is not settled is still to be looked at; what is proven can wait.
    let (first, last) = match explanation.remedies_label {
        Label::GaveUp { .. } => (ways::change(explanation), Row::new("")),
        Label::Proven | Label::Verified => (Row::new(""), ways::change(explanation)),
    };
    page.group(vec![
        say(explanation),
        questions(explanation),
        example(explanation),
        branch(explanation, true),
        branch(explanation, false),
        faults(explanation),
        assumed(explanation),
        ways::or(explanation),
        first,
        ways::instead(explanation),
        ways::decide(explanation),
        ways::when(explanation),
        last,
        ways::refer(explanation),
    ]);
    page.group(vec![
        value::shown(&explanation.values, false),
        reasons::why(explanation, false),
        advice(explanation),
        note(explanation),
    ]);
    page.staff_only(vec![
        look_up(explanation),
        value::shown(&explanation.values, true),
        reasons::why(explanation, true),
        staff_only(explanation),
    ]);
    page
}

/// The first line: the answer, and what to do with it.
fn answer(explanation: &Explanation) -> (Tone, (String, String)) {
    let label = &explanation.action.label;
    let until = clause::until(explanation.timeline.allowed_until);
    let (tone, word, sentence) = match explanation.standing {
        Standing::Yes if explanation.assumed.is_empty() => (Tone::Good, "YES", format!("{label}{until}.")),
        Standing::Yes => (Tone::Good, "YES", format!("{label}{until}, on what is assumed below.")),
        Standing::YesIf => {
            let first = explanation.remedies.first().map(|remedy| change::remedy(remedy, explanation.today));
            let wait = explanation.timeline.opens_on.map(|day| {
                format!("; or without that from {}{}", words::date(day), clause::until(ways::open_until(explanation)))
            });
            (Tone::Open, "YES IF", words::sentence_end(&(first.unwrap_or_default() + &wait.unwrap_or_default())))
        }
        Standing::Ask => (Tone::Open, "ASK", format!("Not open as it stands. {}", who(explanation))),
        Standing::From => {
            let sentence = format!("{label}{}, if nothing else changes.", clause::until(ways::open_until(explanation)));
            let day = explanation.timeline.opens_on.map_or_else(String::new, |day| format!(" {}", words::date(day)));
            return (Tone::Open, (format!("FROM{day}"), sentence));
        }
        Standing::No => (Tone::Bad, "NO", no(explanation)),
        Standing::CannotTell => (Tone::Question, "CANNOT TELL YET", cannot_tell(explanation)),
    };
    (tone, (word.to_owned(), sentence))
}

fn who(explanation: &Explanation) -> String {
    if let Some(first) = ways::deciders(explanation).first() {
        return format!("{} can decide.", words::sentence_start(&first.role.label));
    }
    match ways::later_deciders(explanation).first() {
        Some(first) => {
            format!("{} can decide if {}.", words::sentence_start(&first.role.label), change::doing(&first.after))
        }
        None => String::new(),
    }
}

fn no(explanation: &Explanation) -> String {
    if explanation.dead_end {
        return "Not open, and nothing leads out of it: no change, no later day, nobody who may decide (proven)."
            .to_owned();
    }
    if let Some(offers) = ways::offers_now(explanation) {
        return format!("Not open as it stands. Instead: {offers}.");
    }
    if let Some(first) = ways::later(explanation).first() {
        return format!("Not open as it stands. Open {first}.");
    }
    // As long as nothing is proven, this is no end.
    if explanation.remedies_label != Label::Proven {
        match ways::within_reach(explanation).as_slice() {
            [] => {}
            [one] => return format!("Not open as it stands. Whether this helps is not worked out: {one}."),
            _ => return "Not open as it stands. What it depends on: see Change.".to_owned(),
        }
    }
    if !explanation.missing.is_empty() {
        return "Not open on what is known. An answer may change that; see below.".to_owned();
    }
    match explanation.referrals.first() {
        Some(referral) => format!("Not open as it stands. {} may help.", words::sentence_start(&referral.title)),
        None => "Not open, and nobody here can decide otherwise.".to_owned(),
    }
}

fn cannot_tell(explanation: &Explanation) -> String {
    match explanation.missing.as_slice() {
        [] if explanation.faults.is_empty() => "It was not settled within the steps allowed.".to_owned(),
        [] => match explanation.faults.first() {
            Some(fault) => words::sentence_end(&words::sentence_start(&clause::fault(fault, explanation.today))),
            None => String::new(),
        },
        [one] if one.staff_only => "One thing decides, for staff to look up: see below.".to_owned(),
        [one] if settles(explanation) => format!("One thing decides: {}", clause::question(one)),
        all => match clause::asked_together(all.iter().filter(|missing| !missing.staff_only)).first() {
            Some(first) => format!("Ask first: {}", clause::questions(first)),
            None => "Some things decide, for staff to look up: see below.".to_owned(),
        },
    }
}

/// Whether the answer to the one question surely settles it.
fn settles(explanation: &Explanation) -> bool {
    let open = explanation.branches.iter().any(|branch| branch.then.outcome == Outcome::Undetermined);
    explanation.missing_label == Label::Proven && !open
}

/// With which answers it turns, where that is not spelled out for each.
fn example(explanation: &Explanation) -> Row {
    let mut row = Row::new("Example");
    if explanation.outcome != Outcome::Undetermined || !explanation.branches.is_empty() {
        return row;
    }
    let one = explanation.missing.len() == 1;
    for missing in explanation.missing.iter().filter(|missing| !missing.staff_only) {
        if let Some(turn) = clause::turn(missing) {
            row.line(Keep::Useful, if one { turn } else { format!("{}: {turn}", missing.fact.label) });
        }
    }
    row
}

/// What to say aloud: the words that each rule has for the customer.
fn say(explanation: &Explanation) -> Row {
    let mut row = Row::new("Say");
    let mut said: Vec<String> = Vec::new();
    for restriction in explanation.restrictions.iter().filter(|r| r.certain) {
        let text = restriction.tell_customer.as_ref().map(words::phrase).unwrap_or_default();
        if !text.is_empty() && !said.contains(&text) {
            said.push(text);
        }
    }
    said.truncate(SAID);
    if !said.is_empty() && explanation.standing != Standing::CannotTell {
        row.line(Keep::Always, format!("\"{}\"", said.join(" ")));
    }
    row
}

/// The questions after the first; of a no those that can change it, or who may decide otherwise.
fn questions(explanation: &Explanation) -> Row {
    let (word, told) = match explanation.standing {
        Standing::CannotTell => ("Then", 1),
        _ => ("Ask", 0),
    };
    let mut row = Row::new(word);
    if explanation.standing != Standing::Yes {
        let groups = clause::asked_together(explanation.missing.iter().filter(|m| !m.staff_only));
        for group in groups.iter().skip(told) {
            row.line(Keep::Always, clause::questions(group));
        }
    }
    row
}

/// What is missing and never told to customers: staff find it out by themselves.
fn look_up(explanation: &Explanation) -> Row {
    let mut row = Row::new("Look up");
    for group in clause::asked_together(explanation.missing.iter().filter(|m| m.staff_only)) {
        row.line(Keep::Always, clause::questions(&group));
    }
    row
}

/// What one answer to the question leads to.
fn branch(explanation: &Explanation, answer: bool) -> Row {
    let mut row = Row::new(if answer { "If yes" } else { "If no" });
    for branch in explanation.branches.iter().filter(|b| b.answer == answer) {
        row.line(Keep::Always, consequence(branch));
    }
    row
}

fn consequence(branch: &Branch) -> String {
    let then = &*branch.then;
    let label = &then.action.label;
    if then.standing == Standing::Yes {
        return format!("{label}{}", clause::until(then.timeline.allowed_until));
    }
    if then.standing == Standing::CannotTell {
        let next = then.missing.first().map(|m| format!(": {}", clause::question(m))).unwrap_or_default();
        return match then.faults.first() {
            Some(fault) => format!("cannot tell either: {}", clause::fault(fault, then.today)),
            None => format!("cannot tell yet either{next}"),
        };
    }
    let certain = then.restrictions.iter().filter(|r| r.certain && !r.rule.never_told);
    let why: Vec<String> = certain.map(|r| clause::title(&r.rule)).collect();
    let mut out = "not open".to_owned();
    if !why.is_empty() {
        out.push_str(&format!(" ({})", words::list(&why, "and")));
    }
    let unless: Vec<String> = then.remedies.iter().map(|remedy| change::remedy(remedy, then.today)).collect();
    if !unless.is_empty() {
        out.push_str(&format!(" unless {}", unless.join(", or ")));
    }
    let mut ways: Vec<String> = Vec::new();
    ways.extend(ways::offers_now(then).map(|offers| format!("{offers} instead")));
    if let Some(first) = ways::deciders(then).first() {
        ways.push(format!("{} can decide", first.role.label));
    } else if let Some(first) = ways::later_deciders(then).first() {
        ways.push(ways::once(first));
    }
    ways.extend(then.timeline.opens_on.map(|day| format!("it opens on {}", words::date(day))));
    for way in ways {
        out.push_str("; ");
        out.push_str(&way);
    }
    out
}

fn faults(explanation: &Explanation) -> Row {
    let mut row = Row::new("Trouble");
    // Where nothing is missing the first stands in the answer.
    let told = usize::from(explanation.standing == Standing::CannotTell && explanation.missing.is_empty());
    for fault in explanation.faults.iter().skip(told) {
        row.line(Keep::Always, clause::fault(fault, explanation.today));
    }
    let expired = explanation.faults.iter().all(|fault| fault.kind == FaultCode::NotInForce);
    if expired && !explanation.faults.is_empty() {
        row.line(Keep::Always, "use the edition that is in force on that day");
    } else if !explanation.faults.is_empty() {
        let rulebook = &explanation.rulebook;
        row.line(Keep::Always, format!("tell the owner of \"{}\", edition {}", rulebook.title, rulebook.edition));
    }
    row
}

fn assumed(explanation: &Explanation) -> Row {
    let mut row = Row::new("Assumed");
    for fact in &explanation.assumed {
        row.line(Keep::Always, format!("{} (nobody stated it)", reasons::fact(fact)));
    }
    row
}

fn advice(explanation: &Explanation) -> Row {
    let mut row = Row::new("Also");
    for advice in &explanation.advice {
        if let Some(text) = &advice.tell_customer {
            row.line(Keep::Useful, format!("\"{}\"", words::phrase(text)));
        }
    }
    row
}

fn note(explanation: &Explanation) -> Row {
    let mut row = Row::new("Note");
    if !explanation.missing.is_empty() && explanation.missing_label != Label::Proven {
        row.line(Keep::Useful, "whether these are all the questions was not worked out");
    }
    if let Some(day) = explanation.review_overdue_since {
        row.line(Keep::Useful, format!("these rules were due for review by {}; the answer stands", words::date(day)));
    }
    row
}

/// What staff need to know and customers need not read.
fn staff_only(explanation: &Explanation) -> Row {
    let mut row = Row::new("");
    for restriction in &explanation.restrictions {
        // The words of a rule take it that it applies; before that is known they could say what is not so.
        if restriction.certain {
            row.line(Keep::Always, restriction.tell_staff.as_ref().map(words::phrase).unwrap_or_default());
        }
    }
    if explanation.outcome == Outcome::Denied {
        ways::limits(explanation, &mut row);
    }
    for advice in &explanation.advice {
        match (&advice.tell_staff, &advice.tell_customer) {
            (Some(text), _) => row.line(Keep::Useful, words::phrase(text)),
            (None, None) => row.line(Keep::Useful, clause::title(&advice.rule)),
            (None, Some(_)) => {}
        }
    }
    row
}
