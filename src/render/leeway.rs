//! What came of a decision against the rule, in words for staff and as data. A grant is never called a yes of the rules.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::pretty;
use super::layout::{Keep, Row};
use super::notice::Notice;
use super::style::{Style, Tone};
use super::wire::Answer;
use super::{clause, ways, words};
use crate::discretion::{Adopted, Due, Finding, Grant, Pending, Person, Refusal, Reply, ReviewDue, Vouched};
use crate::explain::{Explanation, NotCovered, WhyNot};
use crate::value::Moment;

/// The words for names: what [`Rulebook::labels`](crate::Rulebook::labels) gives. A name without words stands as it is.
pub type Labels = BTreeMap<String, String>;

/// The words for a name.
pub(super) fn label<'n>(labels: &'n Labels, name: &'n str) -> &'n str {
    labels.get(name).map_or(name, String::as_str)
}

/// `another store manager`.
pub(super) fn another(labels: &Labels, role: &str) -> String {
    format!("another {}", clause::without_article(label(labels, role)))
}

/// `emp-17 as the shift lead`.
pub(super) fn person(labels: &Labels, person: &Person) -> String {
    match &person.acts_as {
        Some(role) => format!("{} as {}", person.id, label(labels, role)),
        None => person.id.clone(),
    }
}

/// `review by the controller due 5 December 2026, 10:15 UTC`.
pub(super) fn review(labels: &Labels, review: &ReviewDue) -> String {
    let by = label(labels, &review.by);
    format!("review by {by} due {}", words::moment(review.due))
}

/// Whether somebody's role is only asserted.
pub(super) fn is_asserted(person: &Person) -> bool {
    person.acts_as.is_some() && person.role == Vouched::Asserted
}

const ASSERTED: &str = "role: asserted (no staff list was given)";

/// What came of a request, for staff. `answer` is what the rules say to the same case: of a refusal it tells what the role
/// is short of, who can decide, and what there is instead.
///
/// ```
/// use candor::discretion::{Refusal, Reply};
/// use candor::render::{self, Labels, Style};
///
/// let reply = Reply::Refused(Refusal::NoReason);
/// let text = render::reply(&reply, &Labels::new(), None, Style::default());
/// assert!(text.starts_with("REFUSED   nothing was granted: this needs a reason in writing"));
/// ```
#[must_use]
pub fn reply(reply: &Reply, labels: &Labels, answer: Option<&Explanation>, style: Style) -> String {
    match reply {
        Reply::Granted(grant) => granted(grant, labels),
        Reply::NeedsAnother(pending) => waits(pending, labels),
        Reply::Refused(refusal) => refused("nothing was granted", refusal, labels, answer),
    }
    .text(style)
}

fn granted(grant: &Grant, labels: &Labels) -> Notice {
    let ask = &grant.ask;
    let (action, by) = (label(labels, &ask.action), person(labels, &ask.by));
    let mut notice = Notice::new(Tone::Open, "GRANTED", format!("{action}, by {by} (grant {}).", grant.id));
    let rules: Vec<&str> = ask.overrides.iter().map(|overridden| overridden.rule.as_str()).collect();
    notice.line(format!(
        "The rules still say no; this is a decision against {}, on record as number {}.",
        words::list(&rules, "and"),
        grant.seq
    ));
    for other in &grant.confirmed_by {
        notice.line(format!("{} agreed.", person(labels, other)));
    }
    let due = grant.reviews.iter().map(|due| format!(" {}.", words::sentence_start(&review(labels, due))));
    notice.line(format!("Good until {}, once.{}", words::moment(ask.until), due.collect::<String>()));
    if is_asserted(&ask.by) || grant.confirmed_by.iter().any(is_asserted) {
        notice.line(ASSERTED);
    }
    notice
}

fn waits(pending: &Pending, labels: &Labels) -> Notice {
    let ask = &pending.ask;
    let needs: Vec<String> = pending.needs.iter().map(|role| another(labels, role)).collect();
    let first = format!("for {} to agree (request {}).", words::list(&needs, "and"), pending.id);
    let mut notice = Notice::new(Tone::Question, "WAITS", first);
    let (action, by) = (label(labels, &ask.action), person(labels, &ask.by));
    notice.line(format!("Asked for: {action}, by {by}. Nothing is granted yet."));
    notice.line(format!("It waits until {}.", words::moment(ask.until)));
    if is_asserted(&ask.by) {
        notice.line(ASSERTED);
    }
    notice
}

fn refused(nothing: &str, refusal: &Refusal, labels: &Labels, answer: Option<&Explanation>) -> Notice {
    let said = said(refusal, labels);
    let mut notice = Notice::new(Tone::Bad, "REFUSED", words::sentence_end(&format!("{nothing}: {said}")));
    let beyond = matches!(
        refusal,
        Refusal::NotCovered { .. }
            | Refusal::RoleNotHeld { .. }
            | Refusal::OwnJudgment { .. }
            | Refusal::UnknownRole { .. }
            | Refusal::Hook { .. }
    );
    let Some(answer) = answer.filter(|_| beyond) else { return notice };
    if let Refusal::NotCovered { role, .. } = refusal {
        let mut row = Row::new("Why not");
        let own = answer.authority.iter().filter(|authority| authority.role.name == *role);
        own.flat_map(|authority| &authority.why_not).for_each(|why| row.line(Keep::Always, short_of(why)));
        notice.row(row);
    }
    for row in [ways::decide(answer), ways::instead(answer), ways::when(answer), ways::refer(answer)] {
        notice.row(row);
    }
    notice
}

/// The sentence of a refusal. Times are said as people say them.
fn said(refusal: &Refusal, labels: &Labels) -> String {
    match refusal {
        Refusal::NotCovered { role, .. } => format!("{} may not decide on this", label(labels, role)),
        Refusal::TooLate { until } => format!("it was good until {} and is over; ask again", words::moment(*until)),
        Refusal::Until { until } => format!(
            "it cannot be good until {}: choose a time after now, and at most 30 days off",
            words::moment(*until)
        ),
        Refusal::ClockBackwards { at, last } => format!(
            "the time {} lies before the last record ({}); check the clock",
            words::moment(*at),
            words::moment(*last)
        ),
        other => other.to_string(),
    }
}

/// What a role lacks to decide on one rule.
fn short_of(why: &WhyNot) -> String {
    let rule = clause::title(&why.rule);
    match &why.reason {
        NotCovered::Imposed => format!("{}, and nobody may waive it", clause::rule(&why.rule)),
        NotCovered::Nobody => format!("{}, and nobody here may decide on it", clause::rule(&why.rule)),
        NotCovered::OtherRoles(roles) => {
            let roles: Vec<&str> = roles.iter().map(|role| role.label.as_str()).collect();
            format!("{rule}: only {} may decide on it", words::list(&roles, "or"))
        }
        reason => format!("{rule}: {}", clause::short_of(reason).unwrap_or_default()),
    }
}

/// Something else that was put on record.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Done<'a> {
    /// A request was declined, by this person.
    Declined(&'a str, &'a str),
    /// A grant was used.
    Used(&'a str),
    /// A grant was taken back.
    Revoked(&'a str),
    /// A grant was reviewed.
    Reviewed(&'a str, Finding),
    /// The owner of the rules was told something about a rule.
    Noted(&'a str),
    /// What was kept privately with a request or grant was removed.
    Erased(&'a str),
    /// An edition was approved.
    Adopted(&'a Adopted),
    /// These requests and grants lapsed, if any did.
    Lapsed(&'a [String]),
}

/// That something was put on record, or why not.
///
/// ```
/// use candor::discretion::Refusal;
/// use candor::render::{self, Done, Style};
///
/// let text = render::done(Ok(Done::Used("3")), Style::default());
/// assert_eq!(text, "USED      grant 3. It cannot be used again.\n");
/// let text = render::done(Err(&Refusal::UsedAlready { id: "3".into() }), Style::default());
/// assert_eq!(text, "REFUSED   nothing was recorded: the grant `3` was used already.\n");
/// ```
#[must_use]
pub fn done(done: Result<Done<'_>, &Refusal>, style: Style) -> String {
    let done = match done {
        Ok(done) => done,
        Err(refusal) => return refused("nothing was recorded", refusal, &Labels::new(), None).text(style),
    };
    let notice = match done {
        Done::Declined(id, by) => {
            Notice::new(Tone::Bad, "DECLINED", format!("request {id}, by {by}. Nothing was granted."))
        }
        Done::Used(id) => Notice::new(Tone::Good, "USED", format!("grant {id}. It cannot be used again.")),
        Done::Revoked(id) => Notice::new(Tone::Bad, "REVOKED", format!("grant {id}. It cannot be used any more.")),
        Done::Reviewed(id, finding) => {
            Notice::new(Tone::Good, "REVIEWED", format!("grant {id}: {}.", finding.name().replace('_', " ")))
        }
        Done::Noted(rule) => {
            Notice::new(Tone::Good, "NOTED", format!("what you say about `{rule}`, for the owner of the rules."))
        }
        Done::Erased(id) => {
            let mut notice = Notice::new(
                Tone::Good,
                "ERASED",
                format!("what was kept privately with {id}. Its records stay, and every proof still fits."),
            );
            notice.line("Copies and backups are not reached from here.");
            notice
        }
        Done::Adopted(adopted) => self::adopted(adopted),
        Done::Lapsed([]) => Notice::new(Tone::Good, "NONE", "Nothing more lapsed."),
        Done::Lapsed(ids) => {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            Notice::new(Tone::Bad, "LAPSED", format!("{}: not used or agreed to in time.", words::list(&ids, "and")))
        }
    };
    notice.text(style)
}

fn adopted(adopted: &Adopted) -> Notice {
    let Adopted { rulebook, edition, changes, .. } = adopted;
    let first =
        format!("edition {edition} of `{rulebook}`. From now on nothing is granted under any other text of it.");
    let mut notice = Notice::new(Tone::Good, "ADOPTED", first);
    if changes.is_empty() {
        notice.line("Who may decide is as in the edition before.");
    } else {
        notice.line("What changes of who may decide (+ new, - gone):");
        changes.iter().for_each(|change| notice.item(change));
    }
    notice
}

#[derive(Serialize)]
struct WireReply<'a> {
    format: u32,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant: Option<&'a Grant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<&'a Pending>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<WireRefusal<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer<'a>>,
}

#[derive(Serialize)]
struct WireRefusal<'a> {
    code: &'static str,
    message: String,
    details: &'a Refusal,
}

fn wire(refusal: &Refusal) -> WireRefusal<'_> {
    WireRefusal { code: refusal.code(), message: said(refusal, &Labels::new()), details: refusal }
}

/// What came of a request, as JSON: `granted`, `waits` or `refused`; of a refusal with the answer of the rules.
#[must_use]
pub fn reply_json(reply: &Reply, answer: Option<&Explanation>) -> String {
    let none = WireReply { format: 1, result: "", grant: None, request: None, refusal: None, answer: None };
    pretty(&match reply {
        Reply::Granted(grant) => WireReply { result: "granted", grant: Some(grant), ..none },
        Reply::NeedsAnother(pending) => WireReply { result: "waits", request: Some(pending), ..none },
        Reply::Refused(refusal) => {
            WireReply { result: "refused", refusal: Some(wire(refusal)), answer: answer.map(Answer::of), ..none }
        }
    })
}

#[derive(Serialize)]
struct WireDone<'a> {
    format: u32,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adopted: Option<&'a Adopted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lapsed: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<WireRefusal<'a>>,
}

/// That something was put on record, or why not, as JSON.
#[must_use]
pub fn done_json(done: Result<Done<'_>, &Refusal>) -> String {
    let none = WireDone {
        format: 1,
        result: "",
        id: None,
        rule: None,
        finding: None,
        adopted: None,
        lapsed: None,
        refusal: None,
    };
    pretty(&match done {
        Ok(Done::Declined(id, _)) => WireDone { result: "declined", id: Some(id), ..none },
        Ok(Done::Used(id)) => WireDone { result: "used", id: Some(id), ..none },
        Ok(Done::Revoked(id)) => WireDone { result: "revoked", id: Some(id), ..none },
        Ok(Done::Reviewed(id, finding)) => {
            WireDone { result: "reviewed", id: Some(id), finding: Some(finding), ..none }
        }
        Ok(Done::Noted(rule)) => WireDone { result: "noted", rule: Some(rule), ..none },
        Ok(Done::Erased(id)) => WireDone { result: "erased", id: Some(id), ..none },
        Ok(Done::Adopted(adopted)) => WireDone { result: "adopted", adopted: Some(adopted), ..none },
        Ok(Done::Lapsed(ids)) => WireDone { result: "lapsed", lapsed: Some(ids), ..none },
        Err(refusal) => WireDone { result: "refused", refusal: Some(wire(refusal)), ..none },
    })
}

/// The reviews that somebody still has to do, the most urgent first.
#[must_use]
pub fn due(due: &[Due], style: Style) -> String {
    let overdue = due.iter().filter(|due| due.overdue).count();
    let mut notice = match (due.len(), overdue) {
        (0, _) => Notice::new(Tone::Good, "NONE", "No review is due."),
        (1, 0) => Notice::new(Tone::Open, "DUE", "1 review, none overdue."),
        (n, 0) => Notice::new(Tone::Open, "DUE", format!("{n} reviews, none overdue.")),
        (n, late) => Notice::new(Tone::Bad, "OVERDUE", format!("{late} of {n} {}.", plural(n, "review"))),
    };
    for due in due {
        let over = if due.overdue { ", overdue" } else { "" };
        let review = review(&Labels::new(), &due.review);
        notice.item(format!(
            "grant {}: {} of {}, decided by {}; {review}{over}",
            due.id, due.action, due.rulebook, due.by
        ));
    }
    notice.text(style)
}

#[derive(Serialize)]
struct WireDue<'a> {
    format: u32,
    overdue: usize,
    due: &'a [Due],
}

/// The same as JSON.
#[must_use]
pub fn due_json(due: &[Due]) -> String {
    pretty(&WireDue { format: 1, overdue: due.iter().filter(|due| due.overdue).count(), due })
}

/// The requests that wait for another person, as [`Desk::waiting`](crate::discretion::Desk::waiting) gives them.
#[must_use]
pub fn waiting(waiting: &[Pending], now: Moment, style: Style) -> String {
    let late = waiting.iter().filter(|pending| now >= pending.ask.until).count();
    let mut notice = match (waiting.len(), late) {
        (0, _) => Notice::new(Tone::Good, "NONE", "No request waits."),
        (n, 0) => Notice::new(Tone::Question, "WAITS", format!("{n} {}.", plural(n, "request"))),
        (n, late) => Notice::new(Tone::Question, "WAITS", format!("{n} {}, {late} too late.", plural(n, "request"))),
    };
    for Pending { id, ask, needs } in waiting {
        let needs: Vec<String> = needs.iter().map(|role| another(&Labels::new(), role)).collect();
        let (needs, until) = (words::list(&needs, "and"), words::moment(ask.until));
        let late = if now >= ask.until { ", too late" } else { "" };
        notice.item(format!(
            "request {id}: {} of {}, asked for by {}; waits for {needs} until {until}{late}",
            ask.action, ask.rulebook, ask.by.id
        ));
    }
    notice.text(style)
}

#[derive(Serialize)]
struct WireWaiting<'a> {
    format: u32,
    waiting: Vec<WirePending<'a>>,
}

#[derive(Serialize)]
struct WirePending<'a> {
    id: &'a str,
    by: &'a str,
    rulebook: &'a str,
    action: &'a str,
    needs: &'a [String],
    until: Moment,
    too_late: bool,
}

/// The same as JSON.
#[must_use]
pub fn waiting_json(waiting: &[Pending], now: Moment) -> String {
    let waiting = waiting.iter().map(|Pending { id, ask, needs }| WirePending {
        id,
        by: &ask.by.id,
        rulebook: &ask.rulebook,
        action: &ask.action,
        needs,
        until: ask.until,
        too_late: now >= ask.until,
    });
    pretty(&WireWaiting { format: 1, waiting: waiting.collect() })
}

/// `record` for one, `records` otherwise.
pub(super) fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
