//! The records of a ledger, one to a line, and how often each rule was decided against and what reviews came to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::history::{Step, step};
use super::json::pretty;
use super::layout::clean;
use super::leeway::{Labels, is_asserted, label, person, plural};
use super::style::{Style, Tone};
use super::words;
use crate::discretion::{Ask, Event, Finding, Granted, Person, Record, Refused, Requested};
use crate::explain::Audience;

/// Which records are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection<'a> {
    /// Only what belongs to decisions against this rule, and what was said about it.
    pub rule: Option<&'a str>,
    /// Only what this person had a part in.
    pub person: Option<&'a str>,
}

impl Selection<'_> {
    fn chosen(self, records: &[Record]) -> Vec<&Record> {
        let against = |ask: &Ask| self.rule.is_none_or(|rule| ask.overrides.iter().any(|o| o.rule == rule));
        let ids: BTreeSet<&str> =
            records.iter().filter_map(|r| r.event.ask()).filter(|a| against(a)).map(|a| a.id.as_str()).collect();
        let about = |event: &Event| match event {
            Event::Feedback(feedback) => self.rule.is_none_or(|rule| feedback.rule == rule),
            event => self.rule.is_none() || event.id().is_some_and(|id| ids.contains(id)),
        };
        let part = |event: &Event| self.person.is_none_or(|person| people(event).contains(&person));
        records.iter().filter(|record| about(&record.event) && part(&record.event)).collect()
    }
}

/// Everybody that a record names.
fn people(event: &Event) -> Vec<&str> {
    match event {
        Event::Requested(Requested { ask, .. }) => vec![&ask.by.id],
        Event::Granted(granted) => {
            std::iter::once(&granted.ask.by).chain(&granted.confirmed_by).map(|by| by.id.as_str()).collect()
        }
        Event::Refused(refused) => {
            std::iter::once(&refused.ask.by).chain(&refused.by).map(|by| by.id.as_str()).collect()
        }
        Event::Adopted(adopted) => vec![&adopted.by.id],
        Event::Confirmed(confirmed) => vec![&confirmed.by.id],
        Event::Used(used) => vec![&used.by],
        Event::Revoked(remark) | Event::Erased(remark) => vec![&remark.by.id],
        Event::Reviewed(reviewed) => vec![&reviewed.by.id],
        Event::Feedback(feedback) => vec![&feedback.by],
        Event::Opened(_) | Event::Lapsed(_) | Event::SetAside(_) => Vec::new(),
    }
}

/// Whether a role in a record is only asserted.
pub(super) fn asserted(event: &Event) -> bool {
    let one = |by: &Person| is_asserted(by);
    match event {
        Event::Requested(Requested { ask, .. }) => one(&ask.by),
        Event::Granted(granted) => one(&granted.ask.by) || granted.confirmed_by.iter().any(one),
        // A list of staff said that they do not hold it.
        Event::Refused(refused) if refused.code == "role_not_held" => false,
        Event::Refused(refused) => one(&refused.ask.by) || refused.by.as_ref().is_some_and(one),
        Event::Confirmed(confirmed) => one(&confirmed.by),
        Event::Revoked(remark) | Event::Erased(remark) => one(&remark.by),
        Event::Reviewed(reviewed) => one(&reviewed.by),
        Event::Adopted(adopted) => one(&adopted.by),
        Event::Opened(_) | Event::Used(_) | Event::Lapsed(_) | Event::Feedback(_) | Event::SetAside(_) => false,
    }
}

/// The records, one to a line, oldest first; then each rule that was decided against, the most often first. Lines are not
/// wrapped. A ledger is no matter for customers, who see none of it.
#[must_use]
pub fn records(
    records: &[Record],
    selection: Selection<'_>,
    audience: Audience,
    labels: &Labels,
    style: Style,
) -> String {
    let chosen = match audience {
        Audience::Customer => Vec::new(),
        Audience::Staff | Audience::Auditor => selection.chosen(records),
    };
    let total = words::count(records.len() as u64);
    let head = match chosen.len() == records.len() {
        true => format!("{total} {}", plural(records.len(), "record")),
        false => format!("{} of {total} {}", words::count(chosen.len() as u64), plural(records.len(), "record")),
    };
    let granted = chosen.iter().filter(|record| matches!(record.event, Event::Granted(_))).count();
    let mut out = format!("{}    {head}, {granted} granted.\n", style.paint(Tone::Label, "LEDGER"));
    if !chosen.is_empty() {
        out.push('\n');
    }
    let width = records.len().saturating_sub(1).to_string().len();
    let whens: Vec<String> = chosen.iter().map(|record| words::moment(record.at)).collect();
    let widest = whens.iter().map(String::len).max().unwrap_or(0);
    for (record, when) in chosen.iter().zip(&whens) {
        let line = clean(&line(record, audience, labels));
        out.push_str(&format!("{:>width$}  {when:<widest$}  {line}\n", record.seq));
    }
    let tallies = tallies(&chosen, records);
    if !tallies.is_empty() {
        out.push_str(&format!("\n{}\n", style.paint(Tone::Label, "Decided against, the most often first")));
        let widest = tallies.iter().map(|tally| tally.rule.chars().count()).max().unwrap_or(0);
        for tally in &tallies {
            let rule = clean(tally.rule);
            out.push_str(&format!("  {rule:<widest$}  {}\n", tally.words()));
        }
    }
    out
}

/// What happened, in one line.
fn line(record: &Record, audience: Audience, labels: &Labels) -> String {
    let mut line = what(&record.event, labels);
    if let (Audience::Auditor, Some(ask)) = (audience, record.event.ask()) {
        let digest: String = ask.digest.chars().take("sha256:".len() + 12).collect();
        line.push_str(&format!("  under {} {} ({digest})", ask.rulebook, ask.edition));
    }
    if asserted(&record.event) {
        line.push_str("  role: asserted");
    }
    line
}

/// What an event says, with names as they are recorded unless there are words for them.
pub(super) fn what(event: &Event, labels: &Labels) -> String {
    let against = |ask: &Ask| {
        let rules: Vec<&str> = ask.overrides.iter().map(|o| o.rule.as_str()).collect();
        if rules.is_empty() { String::new() } else { format!(", against {}", words::list(&rules, "and")) }
    };
    match event {
        Event::Opened(opened) => match &opened.key {
            Some(key) => format!("opened the ledger {}, signed by {}", opened.ledger, short_key(key)),
            None => format!("opened the ledger {}, unsigned", opened.ledger),
        },
        Event::Adopted(adopted) => {
            format!("{} adopted edition {} of {}", adopted.by.id, adopted.edition, adopted.rulebook)
        }
        Event::Requested(Requested { ask, .. }) => {
            format!(
                "{} asked for {} (request {}){}",
                person(labels, &ask.by),
                label(labels, &ask.action),
                ask.id,
                against(ask)
            )
        }
        Event::Granted(Granted { ask, confirmed_by, .. }) => {
            let agreed: Vec<String> = confirmed_by.iter().map(|by| person(labels, by)).collect();
            let agreed =
                if agreed.is_empty() { String::new() } else { format!("; {} agreed", words::list(&agreed, "and")) };
            let (by, action) = (person(labels, &ask.by), label(labels, &ask.action));
            format!("{by} granted {action} (grant {}){}{agreed}", ask.id, against(ask))
        }
        Event::Refused(Refused { ask, by: Some(by), because, .. }) => {
            // The sentence says once more who it was.
            let said = format!("`{}` said no: ", by.id);
            let because = because.strip_prefix(&said).unwrap_or(because);
            format!("{} declined request {}: {because}", person(labels, by), ask.id)
        }
        Event::Refused(Refused { ask, because, .. }) => {
            format!("{} was refused {} ({}): {because}", person(labels, &ask.by), label(labels, &ask.action), ask.id)
        }
        Event::Lapsed(about) => format!("{} lapsed: it was not used or agreed to in time", about.id),
        Event::Confirmed(confirmed) => format!("{} agreed to request {}", person(labels, &confirmed.by), confirmed.id),
        Event::Used(used) => format!("{} used grant {}", used.by, used.id),
        Event::Revoked(remark) => {
            format!("{} took grant {} back: {}", person(labels, &remark.by), remark.id, remark.reason)
        }
        Event::Reviewed(reviewed) => format!(
            "{} reviewed grant {}, {}: {}",
            person(labels, &reviewed.by),
            reviewed.id,
            finding(reviewed.finding),
            reviewed.note
        ),
        Event::Feedback(feedback) => {
            format!("{} said of {} ({}): {}", feedback.by, feedback.rule, feedback.rulebook, feedback.text)
        }
        Event::Erased(remark) => format!(
            "{} erased what was kept privately with {}: {}",
            person(labels, &remark.by),
            remark.id,
            remark.reason
        ),
        Event::SetAside(left) => format!("{} bytes that a crash had left behind were set aside", left.bytes),
    }
}

/// `upheld with advice`.
fn finding(finding: Finding) -> String {
    finding.name().replace('_', " ")
}

/// `returns.example+1a2b3c4d`: name and id of a key, without its bytes.
pub(super) fn short_key(key: &str) -> String {
    key.splitn(3, '+').take(2).collect::<Vec<_>>().join("+")
}

/// How often a rule was decided against, and what came of looking at it.
#[derive(Debug, Default, Serialize)]
struct Tally<'r> {
    rule: &'r str,
    granted: usize,
    reviews: BTreeMap<&'static str, usize>,
    not_reviewed: usize,
    feedback: usize,
}

impl Tally<'_> {
    fn words(&self) -> String {
        let times = if self.granted == 1 { "time" } else { "times" };
        let mut out = format!("{} {times}", self.granted);
        for (finding, count) in &self.reviews {
            out.push_str(&format!(", {count} {}", finding.replace('_', " ")));
        }
        if self.not_reviewed > 0 {
            out.push_str(&format!(", {} not reviewed", self.not_reviewed));
        }
        if self.feedback > 0 {
            out.push_str(&format!(", {} {} to the owner", self.feedback, plural(self.feedback, "word")));
        }
        out
    }
}

/// Each rule that was decided against or spoken of, the most often first.
fn tallies<'r>(chosen: &[&'r Record], records: &'r [Record]) -> Vec<Tally<'r>> {
    let mut by_rule: BTreeMap<&str, Tally<'r>> = BTreeMap::new();
    let reviews: BTreeMap<&str, Finding> = records
        .iter()
        .filter_map(|record| match &record.event {
            Event::Reviewed(reviewed) => Some((reviewed.id.as_str(), reviewed.finding)),
            _ => None,
        })
        .collect();
    for record in chosen {
        match &record.event {
            Event::Granted(Granted { ask, .. }) => {
                for rule in ask.overrides.iter().map(|o| o.rule.as_str()) {
                    let tally = by_rule.entry(rule).or_insert_with(|| Tally { rule, ..Tally::default() });
                    tally.granted += 1;
                    match reviews.get(ask.id.as_str()) {
                        Some(finding) => *tally.reviews.entry(finding.name()).or_default() += 1,
                        None => tally.not_reviewed += 1,
                    }
                }
            }
            Event::Feedback(feedback) => {
                let rule = feedback.rule.as_str();
                by_rule.entry(rule).or_insert_with(|| Tally { rule, ..Tally::default() }).feedback += 1;
            }
            _ => {}
        }
    }
    let mut all: Vec<Tally<'r>> = by_rule.into_values().collect();
    all.sort_by(|a, b| b.granted.cmp(&a.granted).then(a.rule.cmp(b.rule)));
    all
}

#[derive(Serialize)]
struct Wire<'r> {
    format: u32,
    size: usize,
    records: Vec<Step<'r>>,
    rules: Vec<Tally<'r>>,
}

/// The same as JSON.
#[must_use]
pub fn records_json(records: &[Record], selection: Selection<'_>, audience: Audience) -> String {
    let chosen = match audience {
        Audience::Customer => Vec::new(),
        Audience::Staff | Audience::Auditor => selection.chosen(records),
    };
    let steps = chosen.iter().filter_map(|record| step(record, audience)).collect();
    pretty(&Wire { format: 1, size: records.len(), records: steps, rules: tallies(&chosen, records) })
}
