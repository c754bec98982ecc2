//! Everything about one request or grant, oldest first, for one reader.
//!
//! A customer is told what was decided, when, in which role and until when: nobody's name, no reason, no rule, no fact and
//! no limit. Staff see who decided and why; the auditor sees everything that is on record.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::pretty;
use super::layout::clean;
use super::leeway::{Labels, label, review};
use super::notice::Notice;
use super::records::{asserted, what};
use super::style::{Style, Tone};
use super::words;
use crate::discretion::{Ask, Event, Finding, Overridden, Per, Person, ReasonCode, Record, ReviewDue, Stated, Vouched};
use crate::explain::Audience;
use crate::value::Moment;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waits,
    Granted,
    Used,
    Revoked,
    Over,
    Declined,
    Refused,
}

impl State {
    fn of(records: &[&Record], now: Moment) -> State {
        let until = records.iter().find_map(|record| record.event.ask()).map(|ask| ask.until);
        let mut state = State::Waits;
        for record in records {
            state = match &record.event {
                Event::Requested(_) => State::Waits,
                Event::Granted(_) => State::Granted,
                Event::Used(_) => State::Used,
                Event::Revoked(_) => State::Revoked,
                Event::Lapsed(_) => State::Over,
                Event::Refused(refused) if refused.by.is_some() => State::Declined,
                Event::Refused(_) => State::Refused,
                _ => state,
            };
        }
        match state {
            State::Waits | State::Granted if until.is_some_and(|until| now >= until) => State::Over,
            state => state,
        }
    }

    fn word(self) -> (Tone, &'static str) {
        match self {
            State::Waits => (Tone::Question, "WAITS"),
            State::Granted => (Tone::Open, "GRANTED"),
            State::Used => (Tone::Good, "USED"),
            State::Revoked => (Tone::Bad, "REVOKED"),
            State::Over => (Tone::Bad, "OVER"),
            State::Declined => (Tone::Bad, "DECLINED"),
            State::Refused => (Tone::Bad, "REFUSED"),
        }
    }

    fn name(self) -> String {
        self.word().1.to_lowercase()
    }
}

/// For whom something is told, and when.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The reader.
    pub audience: Audience,
    /// The words for names.
    pub labels: &'a Labels,
    /// Now: what was good until earlier is over.
    pub now: Moment,
    /// Facts that the records hold as commitments only, as long as they are kept: shown to the auditor alone.
    pub sensitive: &'a BTreeMap<String, String>,
}

fn about<'r>(records: &'r [Record], id: &str) -> Vec<&'r Record> {
    records.iter().filter(|record| record.event.id() == Some(id)).collect()
}

/// Everything about one request or grant; `None` if the ledger has none of this id.
#[must_use]
pub fn history(records: &[Record], id: &str, view: View<'_>, style: Style) -> Option<String> {
    let records = about(records, id);
    let ask = records.iter().find_map(|record| record.event.ask())?;
    let state = State::of(&records, view.now);
    Some(match view.audience {
        Audience::Customer => customer(&records, ask, state, view.labels).text(style),
        Audience::Staff | Audience::Auditor => full(&records, ask, state, view).text(style),
    })
}

/// What a customer is told.
fn customer(records: &[&Record], ask: &Ask, state: State, labels: &Labels) -> Notice {
    let (tone, word) = state.word();
    let action = label(labels, &ask.action);
    let at = |is: fn(&Event) -> bool| records.iter().rev().find(|r| is(&r.event)).map(|r| words::moment(r.at));
    let granted = at(|event| matches!(event, Event::Granted(_)));
    let role = ask.by.acts_as.as_deref().map_or_else(String::new, |role| format!(", by {}", label(labels, role)));
    let mut notice = match (&granted, state) {
        (Some(when), _) => Notice::new(tone, word, format!("{action}{role}, on {when}.")),
        (None, State::Waits) => {
            Notice::new(tone, word, format!("{action}: another person still has to agree. Nothing is granted yet."))
        }
        (None, State::Over) => {
            Notice::new(tone, word, format!("{action}: it was asked for and not agreed to in time."))
        }
        (None, _) => Notice::new(tone, word, format!("{action}: it was asked for and not granted.")),
    };
    let until = words::moment(ask.until);
    let last = records.iter().rev().find(|r| matches!(r.event, Event::Used(_) | Event::Revoked(_) | Event::Refused(_)));
    let when = last.map(|record| words::moment(record.at)).unwrap_or_default();
    match state {
        State::Granted => {
            notice.line("This was decided for this one case.");
            notice.line(format!("It is good until {until}, once."));
        }
        State::Waits => notice.line(format!("It can be agreed to until {until}.")),
        State::Over => notice.line(format!("It was good until {until}. Please ask again.")),
        State::Used => notice.line(format!("This was decided for this one case. It was used on {when}.")),
        State::Revoked => notice.line(format!("It was taken back on {when}. Please ask what is possible instead.")),
        State::Declined | State::Refused => {
            notice.line(format!("That was on {when}. Please ask what is possible instead."));
        }
    }
    notice
}

/// What staff and auditors are told.
fn full(records: &[&Record], ask: &Ask, state: State, view: View<'_>) -> Notice {
    let (tone, word) = state.word();
    let kind = if records.iter().any(|r| matches!(r.event, Event::Granted(_))) { "grant" } else { "request" };
    let first =
        format!("{kind} {}: {}, under {} {}.", ask.id, label(view.labels, &ask.action), ask.rulebook, ask.edition);
    let mut notice = Notice::new(tone, word, first);
    match state {
        State::Waits => notice.line(format!("It waits until {}.", words::moment(ask.until))),
        State::Granted => notice.line(format!("Good until {}, once.", words::moment(ask.until))),
        State::Over => notice.line(format!("It was good until {}.", words::moment(ask.until))),
        State::Used | State::Revoked | State::Declined | State::Refused => {}
    }
    let mut told = false;
    for record in records {
        let number =
            if view.audience == Audience::Auditor { format!("record {}, ", record.seq) } else { String::new() };
        let mark = if asserted(&record.event) { "  role: asserted" } else { "" };
        let when = words::moment(record.at);
        notice.item(format!("{number}{when}: {}{mark}", what(&record.event, view.labels)));
        // A grant repeats what was asked for, so that is told once.
        if let Some(ask) = record.event.ask().filter(|_| !std::mem::replace(&mut told, true)) {
            asked(ask, view, &mut notice);
        }
        after(&record.event, view, &mut notice);
    }
    notice
}

/// What was asked for, and why.
fn asked(ask: &Ask, view: View<'_>, notice: &mut Notice) {
    let mut line = |text: String| notice.detail(text);
    for overridden in &ask.overrides {
        line(format!(
            "{}: {}, by the powers of {}",
            overridden.rule,
            overridden.source,
            label(view.labels, &overridden.power_of)
        ));
    }
    if let Some(reason) = &ask.reason {
        line(format!("reason: \"{reason}\""));
    }
    if let Some(code) = ask.reason_code {
        line(format!("kind of reason: {}", code.name().replace('_', " ")));
    }
    for (what, reference) in &ask.evidence {
        line(format!("evidence: {what} = {reference}"));
    }
    for (fact, people) in &ask.judged {
        line(format!("judged by {}: {}", people.join(" and "), label(view.labels, fact)));
    }
    if view.audience != Audience::Auditor {
        return;
    }
    line(format!("today: {}", ask.today));
    for (fact, stated) in &ask.facts {
        line(match (stated, view.sensitive.get(fact)) {
            (Stated::Plain(value), _) => format!("{fact}: {value}"),
            (Stated::Committed { committed }, Some(value)) => {
                format!("{fact}: {value} (kept privately; on record as {committed})")
            }
            (Stated::Committed { committed }, None) => format!("{fact}: not kept any more (on record as {committed})"),
        });
    }
    for overridden in &ask.overrides {
        limits(overridden).into_iter().for_each(&mut line);
    }
    line(format!("rules: {}", ask.digest));
    line(format!("case: {}", ask.case));
}

fn limits(overridden: &Overridden) -> Vec<String> {
    let values = overridden.values.iter().map(|(name, value)| format!("{}: {name} counts as {value}", overridden.rule));
    let limits = overridden.limits.iter().map(|limit| {
        let of = limit.of.as_ref().map_or_else(|| " times".to_owned(), |of| format!(" of {of}"));
        let per = match limit.per {
            Per::All => "in all",
            Per::Employee => "per employee",
            Per::Role => "per role",
        };
        let (most, days, used) = (&limit.most, limit.days, &limit.used);
        format!("{}: at most {most}{of} in {days} days {per}, {used} used before", overridden.rule)
    });
    limits.chain(values).collect()
}

/// What comes after an event: who still has to agree, who reviews, by whom it was agreed.
fn after(event: &Event, view: View<'_>, notice: &mut Notice) {
    match event {
        Event::Requested(requested) => {
            let needs: Vec<&str> = requested.needs.iter().map(|role| label(view.labels, role)).collect();
            notice.detail(format!("another person has to agree, as {}", words::list(&needs, "and")));
        }
        Event::Granted(granted) => {
            granted.reviews.iter().for_each(|due| notice.detail(review(view.labels, due)));
        }
        _ => {}
    }
}

/// One record as data for one reader.
#[derive(Debug, Default, Serialize)]
pub(super) struct Step<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    at: Option<Moment>,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agreed: Vec<By<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'r [String]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<ReasonCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'r BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "<[ReviewDue]>::is_empty")]
    reviews: &'r [ReviewDue],
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    role_asserted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'r Record>,
}

/// Who did something, in which role where one is needed, and how that is known.
#[derive(Debug, Serialize)]
struct By<'r> {
    id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    acts_as: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Vouched>,
}

impl<'r> By<'r> {
    fn of(person: &'r Person) -> By<'r> {
        By { id: &person.id, acts_as: person.acts_as.as_deref(), role: person.acts_as.as_ref().map(|_| person.role) }
    }

    fn id(id: &'r str) -> By<'r> {
        By { id, acts_as: None, role: None }
    }
}

/// `None` for what a reader is not told at all.
pub(super) fn step(record: &Record, audience: Audience) -> Option<Step<'_>> {
    let event = &record.event;
    let asked = event.ask();
    let bare = Step {
        at: Some(record.at),
        event: event.name(),
        id: event.id(),
        action: asked.map(|ask| ask.action.as_str()),
        until: asked.map(|ask| ask.until),
        ..Step::default()
    };
    if audience == Audience::Customer {
        return match event {
            Event::Granted(granted) => Some(Step { role: granted.ask.by.acts_as.as_deref(), ..bare }),
            Event::Requested(_) | Event::Refused(_) | Event::Used(_) | Event::Revoked(_) | Event::Lapsed(_) => {
                Some(bare)
            }
            _ => None,
        };
    }
    let rules = asked.map(|ask| ask.overrides.iter().map(|o| o.rule.as_str()).collect()).unwrap_or_default();
    let full = Step {
        seq: Some(record.seq),
        by: asked.map(|ask| By::of(&ask.by)),
        rules,
        reason: asked.and_then(|ask| ask.reason.as_deref()),
        reason_code: asked.and_then(|ask| ask.reason_code),
        evidence: asked.map(|ask| &ask.evidence).filter(|evidence| !evidence.is_empty()),
        told: Some(clean(&what(event, &Labels::new()))),
        role_asserted: asserted(event),
        record: (audience == Audience::Auditor).then_some(record),
        ..bare
    };
    Some(match event {
        Event::Adopted(adopted) => Step { by: Some(By::of(&adopted.by)), ..full },
        Event::Requested(requested) => Step { needs: Some(&requested.needs), ..full },
        Event::Granted(granted) => {
            Step { agreed: granted.confirmed_by.iter().map(By::of).collect(), reviews: &granted.reviews, ..full }
        }
        Event::Refused(refused) => Step {
            by: Some(By::of(refused.by.as_ref().unwrap_or(&refused.ask.by))),
            reason: Some(&refused.because),
            ..full
        },
        Event::Confirmed(confirmed) => Step { by: Some(By::of(&confirmed.by)), ..full },
        Event::Used(used) => Step { by: Some(By::id(&used.by)), ..full },
        Event::Revoked(remark) | Event::Erased(remark) => {
            Step { by: Some(By::of(&remark.by)), reason: Some(&remark.reason), ..full }
        }
        Event::Reviewed(reviewed) => Step {
            by: Some(By::of(&reviewed.by)),
            reason: Some(&reviewed.note),
            finding: Some(reviewed.finding),
            ..full
        },
        Event::Feedback(feedback) => {
            Step { by: Some(By::id(&feedback.by)), rules: vec![&feedback.rule], reason: Some(&feedback.text), ..full }
        }
        Event::Opened(_) | Event::Lapsed(_) | Event::SetAside(_) => full,
    })
}

#[derive(Serialize)]
struct Wire<'r> {
    format: u32,
    id: &'r str,
    state: String,
    action: &'r str,
    label: &'r str,
    until: Moment,
    steps: Vec<Step<'r>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sensitive: BTreeMap<&'r str, &'r str>,
}

/// The same as JSON.
#[must_use]
pub fn history_json(records: &[Record], id: &str, view: View<'_>) -> Option<String> {
    let records = about(records, id);
    let ask = records.iter().find_map(|record| record.event.ask())?;
    let opened = view.sensitive.iter().filter(|_| view.audience == Audience::Auditor);
    Some(pretty(&Wire {
        format: 1,
        id: &ask.id,
        state: State::of(&records, view.now).name(),
        action: &ask.action,
        label: label(view.labels, &ask.action),
        until: ask.until,
        steps: records.iter().filter_map(|record| step(record, view.audience)).collect(),
        sensitive: opened.map(|(fact, value)| (fact.as_str(), value.as_str())).collect(),
    }))
}
