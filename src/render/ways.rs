//! What can be done: instead, by a change, by whom, when, and outside.

use super::change::{self, ASKER};
use super::clause;
use super::layout::{Keep, Row};
use super::tongue::Tongue;
use super::words;
use crate::explain::{
    Alternative, Authority, Condition, Explanation, Label, MissingFact, NotCovered, Outcome, Remedy, Segment, Standing,
};
use crate::value::Date;

/// What may be had now, and what may be had if something is done or known first.
pub(super) fn instead(explanation: &Explanation) -> Row {
    let mut row = Row::new("Instead");
    // Where each answer to the one question is spelled out, what there is instead stands there.
    if !explanation.branches.is_empty() {
        return row;
    }
    for alternative in &explanation.alternatives {
        let asked = |missing: &MissingFact| explanation.missing.contains(missing);
        let same = alternative.standing == Standing::CannotTell && alternative.missing.iter().all(asked);
        if same && !alternative.missing.is_empty() {
            row.line(Keep::Always, format!("{}, perhaps: it depends on the same", alternative.action.label));
        } else {
            row.line(Keep::Always, offer(alternative, explanation.today));
        }
    }
    row
}

/// The alternative in one line; empty if it is no way out.
pub(super) fn offer(alternative: &Alternative, today: Date) -> String {
    let label = &alternative.action.label;
    match alternative.standing {
        Standing::Yes => label.clone(),
        Standing::YesIf => match alternative.remedies.first() {
            Some(remedy) => format!("{label}, if {}", change::remedy(remedy, today)),
            None => String::new(),
        },
        Standing::CannotTell => match alternative.missing.first() {
            Some(missing) => format!("{label}, perhaps; first ask: {}", clause::question(missing)),
            None => String::new(),
        },
        Standing::Ask | Standing::From | Standing::No => String::new(),
    }
}

/// The same for the customer, in their language.
pub(super) fn offer_in(tongue: Tongue<'_>, alternative: &Alternative, today: Date) -> String {
    let label = alternative.action.label.as_str();
    let said = match alternative.standing {
        Standing::Yes => Some(label.to_owned()),
        Standing::YesIf => alternative.remedies.first().map(|remedy| {
            let changes = change::remedy_in(tongue, remedy, today);
            tongue.fill(|says| says.offer_if, &[label, &changes])
        }),
        Standing::CannotTell => alternative.missing.first().map(|missing| {
            let question = clause::question_in(tongue, missing);
            tongue.fill(|says| says.offer_perhaps, &[label, &question])
        }),
        Standing::Ask | Standing::From | Standing::No => None,
    };
    said.unwrap_or_default()
}

/// The alternatives that are open now, as part of a sentence.
pub(super) fn offers_now(explanation: &Explanation) -> Option<String> {
    let open: Vec<&str> = explanation
        .alternatives
        .iter()
        .filter(|a| a.standing == Standing::Yes)
        .map(|a| a.action.label.as_str())
        .collect();
    (!open.is_empty()).then(|| words::list(&open, "or"))
}

/// Every other change that would do, where the first stands in the answer.
pub(super) fn or(explanation: &Explanation) -> Row {
    let mut row = Row::new("Or if");
    for remedy in explanation.remedies.iter().skip(1) {
        row.line(Keep::Always, change::remedy(remedy, explanation.today));
    }
    row
}

/// Where no change was found: what is known about that, and no more.
pub(super) fn change(explanation: &Explanation) -> Row {
    let mut row = Row::new("Change");
    if explanation.outcome != Outcome::Denied {
        return row;
    }
    if !explanation.remedies.is_empty() {
        row.line(Keep::Extra, clause::not_proven(explanation.remedies_label));
        return row;
    }
    match explanation.remedies_label {
        Label::Proven => {
            let always = explanation.later.is_none() && explanation.later_label == Label::Proven;
            let today = if always { "" } else { " today" };
            row.line(Keep::Always, format!("nothing {ASKER} can change makes it a yes{today} (proven)"));
        }
        _ if explanation.changeable.is_empty() => {
            row.line(Keep::Useful, format!("not worked out whether something {ASKER} can change makes it a yes"));
        }
        Label::Verified | Label::GaveUp { .. } => {
            let hows = within_reach(explanation);
            let more = match explanation.changeable.len().saturating_sub(hows.len()) {
                0 => String::new(),
                n => format!(" (and {n} more for other ways in)"),
            };
            let hows = hows.join("; or ");
            let who = match explanation.changeable.iter().all(|change| change.by_staff) {
                true => "staff",
                false => ASKER,
            };
            row.line(
                Keep::Always,
                format!("{who} can change what it depends on; whether that is enough is not worked out: {hows}{more}"),
            );
        }
    }
    row
}

/// What it depends on and the asker can change: of an action that must be permitted, what its nearest way in lacks; otherwise all that counts.
pub(super) fn within_reach(explanation: &Explanation) -> Vec<&str> {
    let nearest = explanation.restrictions.iter().filter_map(|r| r.not_granted.first());
    let lacking: Vec<&str> = nearest
        .flat_map(|way| &way.unmet)
        .flat_map(|ground| &ground.phrase.0)
        .filter_map(|segment| match segment {
            Segment::Named(named, _) => Some(named.name.as_str()),
            _ => None,
        })
        .collect();
    let all = || explanation.changeable.iter();
    let near: Vec<&str> =
        all().filter(|c| lacking.contains(&c.fact.name.as_str())).map(|c| change::how(&c.how)).collect();
    if near.is_empty() { all().map(|c| change::how(&c.how)).collect() } else { near }
}

/// Those who may decide otherwise as it stands, the least powerful first.
pub(super) fn deciders(explanation: &Explanation) -> Vec<&Authority> {
    explanation.authority.iter().filter(|a| a.covers && a.after.is_empty()).collect()
}

/// Those who may once something is done, the least powerful first.
pub(super) fn later_deciders(explanation: &Explanation) -> Vec<&Authority> {
    explanation.authority.iter().filter(|a| !a.after.is_empty()).collect()
}

/// `the store manager, if the customer can show a photo ID`.
pub(super) fn once(authority: &Authority) -> String {
    format!("{}, if {}", authority.role.label, change::doing(&authority.after))
}

/// Who may decide otherwise, or that nobody may and why.
pub(super) fn decide(explanation: &Explanation) -> Row {
    let mut row = Row::new("Decide");
    if explanation.outcome != Outcome::Denied {
        return row;
    }
    let now = deciders(explanation);
    let mut rest = now.as_slice();
    while let Some(first) = rest.first() {
        // Roles under the same conditions go in one line.
        let alike = rest.iter().take_while(|a| a.conditions == first.conditions).count();
        let (these, others) = rest.split_at(alike);
        let roles: Vec<&str> = these.iter().map(|a| a.role.label.as_str()).collect();
        row.line(Keep::Always, format!("{}{}", roles.join(", or "), conditions(&first.conditions)));
        rest = others;
    }
    if !now.is_empty() {
        return row;
    }
    for authority in later_deciders(explanation) {
        row.line(Keep::Always, format!("{}{}", once(authority), conditions(&authority.conditions)));
    }
    if later_deciders(explanation).is_empty() {
        nobody(explanation, &mut row);
    }
    row
}

/// `, with a written reason (at most 3 times in 30 days per person, 2 left)`: first what is to be done, then the limits.
pub(super) fn conditions(conditions: &[Condition]) -> String {
    let mut out = String::new();
    let mut limits = Vec::new();
    for condition in conditions {
        match condition {
            Condition::AtMost(limit) => limits.push(limit),
            other => out.push_str(&format!(", {}", clause::condition(other))),
        }
    }
    if !limits.is_empty() {
        out.push_str(&format!(" {}", clause::limits(&limits)));
    }
    out
}

fn nobody(explanation: &Explanation, row: &mut Row) {
    let certain = || explanation.restrictions.iter().filter(|r| r.certain);
    let mut imposed: Vec<&str> =
        certain().filter(|r| r.rule.source.force.is_imposed()).map(|r| r.rule.source.citation.as_str()).collect();
    imposed.dedup();
    if !imposed.is_empty() {
        let cited = words::list(&imposed, "and");
        row.line(Keep::Always, format!("nobody may waive this: it is a legal duty ({cited}). Don't call."));
        return;
    }
    let reasons = || explanation.authority.iter().flat_map(|a| &a.why_not);
    let by_nobody = certain().find(|r| {
        reasons().any(|why| why.rule.rule == r.rule.rule && why.reason == NotCovered::Nobody)
            || r.overridable_by.is_empty()
    });
    if let Some(restriction) = by_nobody {
        let source = clause::source(&restriction.rule);
        row.line(Keep::Always, format!("nobody here may decide otherwise: {source}"));
        return;
    }
    match (explanation.together.is_empty(), explanation.authority_label) {
        (false, _) => {}
        (true, Label::Proven) => row.line(Keep::Always, "nobody here covers this"),
        (true, _) => {
            row.line(Keep::Always, "nobody here covers this as it stands; after which change was not worked out")
        }
    }
    for roles in explanation.together.iter().take(2) {
        let roles: Vec<&str> = roles.iter().map(|role| role.label.as_str()).collect();
        row.line(Keep::Always, format!("nobody alone: {} may each decide a part of it", words::list(&roles, "and")));
    }
}

/// Where nobody covers it: what each role is short of. Limits of authority are no matter for customers.
pub(super) fn limits(explanation: &Explanation, row: &mut Row) {
    if explanation.authority.iter().any(|a| a.covers || !a.after.is_empty()) {
        return;
    }
    for authority in &explanation.authority {
        let role = &authority.role.label;
        for why in &authority.why_not {
            let said = match (&why.reason, clause::short_of(&why.reason)) {
                (NotCovered::NotKnown(_), Some(short)) => format!("Perhaps {role}; it depends: {short}."),
                (_, Some(short)) => format!("Not {role}: {short}."),
                (_, None) => continue,
            };
            row.line(Keep::Useful, said);
        }
    }
}

/// The days on which the answer changes by itself.
pub(super) fn when(explanation: &Explanation) -> Row {
    let mut row = Row::new("When");
    let timeline = &explanation.timeline;
    if explanation.standing == Standing::YesIf
        && let Some(day) = explanation.remedies.first().and_then(|remedy| remedy.allowed_until)
    {
        row.line(Keep::Useful, format!("with this done, until {}", words::date(day)));
    }
    if explanation.outcome == Outcome::Allowed && timeline.gave_up && timeline.allowed_until.is_none() {
        row.line(Keep::Always, "for how long was not worked out");
    }
    if explanation.outcome != Outcome::Denied {
        return row;
    }
    // Where something can be done as well, the day stands beside it in the answer.
    let answered = matches!(explanation.standing, Standing::From | Standing::YesIf);
    if let Some(day) = timeline.opens_on.filter(|_| !answered) {
        row.line(
            Keep::Always,
            format!("opens by itself on {}{}", words::date(day), clause::until(open_until(explanation))),
        );
    }
    // Where nothing else does, the first stands in the answer.
    let is_answer = explanation.standing == Standing::No && offers_now(explanation).is_none();
    for said in later(explanation).into_iter().skip(usize::from(is_answer)) {
        row.line(Keep::Always, said);
    }
    let is_denied = timeline.stretches.iter().all(|stretch| stretch.outcome == Outcome::Denied);
    let closed_for_good =
        timeline.opens_on.is_none() && !timeline.gave_up && is_denied && !timeline.stretches.is_empty();
    match timeline.was_allowed_until {
        Some(day) if closed_for_good => row.line(
            Keep::Always,
            format!("on these facts it was open until {}; it will not open again by itself", words::date(day)),
        ),
        Some(day) => row.line(Keep::Useful, format!("on these facts it was open until {}", words::date(day))),
        None if closed_for_good && explanation.remedies.is_empty() && explanation.later.is_none() => {
            row.line(Keep::Extra, "it will not open by itself");
        }
        None => {}
    }
    if timeline.gave_up {
        row.line(Keep::Extra, "later days were not all worked out");
    }
    row
}

/// `from 3 March 2026, if the customer can show a photo ID, until and including 31 March 2026`; every other one begins with `or`.
pub(super) fn later(explanation: &Explanation) -> Vec<String> {
    let Some(later) = &explanation.later else { return Vec::new() };
    let from = words::date(later.on);
    let said = |(i, remedy): (usize, &Remedy)| {
        let or = if i > 0 { "or " } else { "" };
        let until = clause::until(remedy.allowed_until);
        format!("{or}from {from}, if {}{until}", change::remedy(remedy, explanation.today))
    };
    later.remedies.iter().enumerate().map(said).collect()
}

/// The last day of the stretch that begins on the day on which it opens.
pub(super) fn open_until(explanation: &Explanation) -> Option<Date> {
    let opens = explanation.timeline.opens_on?;
    explanation.timeline.stretches.iter().find(|s| s.from == opens && s.outcome == Outcome::Allowed)?.to
}

/// Whom to turn to outside.
pub(super) fn refer(explanation: &Explanation) -> Row {
    let mut row = Row::new("Refer");
    for referral in &explanation.referrals {
        row.line(Keep::Always, format!("{}, {}", referral.title, referral.contact));
    }
    // Where nobody here may decide and nobody outside is named, somebody still answers for the rules.
    let stuck = explanation.standing == Standing::No && explanation.referrals.is_empty();
    if let Some(owner) = explanation.rulebook.owner.as_deref().filter(|_| stuck) {
        row.line(Keep::Always, format!("{owner}, who answers for these rules"));
    }
    row
}
