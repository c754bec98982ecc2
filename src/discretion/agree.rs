//! Another person agrees: to what was asked for, to the letter, and never to their own.

use super::desk::has_powers;
use super::examine::{Bounds, Within, edition, vouch};
use super::history::{History, still_needed};
use super::record::Person;
use super::refusal::{Changed, Refusal};
use super::request::{self, Request};

/// A request that another person would agree to, if it still stands.
#[derive(PartialEq, Eq)]
pub(super) struct Agreeing {
    pub(super) within: Within,
    pub(super) person: Person,
    /// Everybody who has agreed, this person included.
    pub(super) all: Vec<Person>,
    /// The roles that then are still open.
    pub(super) open: Vec<String>,
}

pub(super) fn agreeing(
    bounds: &Bounds<'_>,
    original: &Request,
    history: &History,
    id: &str,
    (by, role): (&str, &str),
) -> Result<Agreeing, Refusal> {
    request::id("the id of the person", by)?;
    let Some(pending) = history.pending.get(id) else { return Err(Refusal::NotPending { id: id.to_owned() }) };
    let asked = &pending.requested.ask;
    if bounds.at >= asked.until {
        return Err(Refusal::TooLate { until: asked.until });
    }
    if by == asked.by.id {
        return Err(Refusal::OwnRequest { person: by.to_owned() });
    }
    if pending.confirmed_by.iter().any(|person| person.id == by) {
        return Err(Refusal::AgreedAlready { person: by.to_owned() });
    }
    // What they agree to is what was asked for, to the letter.
    if asked.digest != bounds.rulebook.digest() || edition(bounds.rulebook, history).is_err() {
        return Err(Refusal::Stale { what: Changed::Edition });
    }
    if asked.case != bounds.rulebook.case_digest(&asked.action, bounds.case, original.salt.as_ref()) {
        return Err(Refusal::Stale { what: Changed::Facts });
    }
    let mut within = bounds.examine(original, history).map_err(|beyond| match beyond.refusal {
        Refusal::NotCovered { .. } => Refusal::Stale { what: Changed::Counts },
        refusal @ (Refusal::RoleNotHeld { .. } | Refusal::NoDirectory { .. }) => refusal,
        _ => Refusal::Stale { what: Changed::Bounds },
    })?;
    within.ask.id = id.to_owned();
    if within.ask.overrides != asked.overrides {
        return Err(Refusal::Stale { what: Changed::Counts });
    }
    if within.ask != *asked {
        return Err(Refusal::Stale { what: Changed::Bounds });
    }
    let needs = still_needed(&pending.requested.needs, &pending.confirmed_by);
    bounds.role(role)?;
    // In their own role if that is asked for, so that the others stay open for those who hold no other.
    let exact = needs.iter().find(|needed| ***needed == role);
    let Some(agrees_as) = exact.or_else(|| needs.iter().find(|needed| has_powers(bounds.rulebook, role, needed)))
    else {
        return Err(Refusal::NotAsked { role: role.to_owned(), needs: needs.into_iter().cloned().collect() });
    };
    let vouched = vouch(bounds.rulebook.model(), bounds.directory, (by, agrees_as))?;
    within.no_judge(by)?;
    let person = Person { id: by.to_owned(), acts_as: Some((*agrees_as).clone()), role: vouched };
    let mut all = pending.confirmed_by.clone();
    all.push(person.clone());
    let open = still_needed(&pending.requested.needs, &all).into_iter().cloned().collect();
    Ok(Agreeing { within, person, all, open })
}
