//! What would make it a yes: the least changes that somebody can make, or the proof that there are none.
//!
//! The search finds them; the plain evaluator says of each whether it is a yes, and whether it may be suggested.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::because::Blocker;
use super::fair::is_fair;
use super::phrase::typed;
use super::{Book, Changeable, Label, Later, Named, Outcome, Remedy, Timeline, place, sure, when};
use crate::decide::{Evaluation, Path, Situation, impossible};
use crate::model::vocabulary::{Actor, FactId};
use crate::model::{ActionId, Model};
use crate::program::{Place, Program};
use crate::search::later;
use crate::search::remedy::{self, Doers, Target, Way, Ways};
use crate::search::{BUDGET, GaveUp};
use crate::value::{Date, Truth, Type, Value};

/// Everybody, with nothing kept out.
pub(super) const ALL: Doers<'static> =
    Doers { actors: &[Actor::Customer, Actor::Staff], kept_out: &BTreeSet::new(), lead: 0 };

/// On so many later days it is tried what helps.
const DAYS: usize = 6;

/// What these people can change so that an action that is denied is allowed, the cheapest first.
pub(super) fn remedies(
    book: Book<'_>,
    situation: &Situation,
    evaluation: &Evaluation<'_>,
    action: ActionId,
    doers: Doers<'_>,
) -> (Vec<Remedy>, Label) {
    let ways = ways(book, situation, evaluation, action, doers, Target::Allowed);
    let allowed = |after: &Evaluation<'_>, _: &Situation| after.outcome(action) == Outcome::Allowed;
    let (found, all) = confirmed(book, evaluation, (situation, action), &ways, &allowed);
    let exact = ways.exact && all;
    let mut remedies = Vec::new();
    for (way, changed) in found {
        remedies.push(Remedy {
            changes: describe(book.model, &ways.program, situation, way),
            label: if exact { Label::Proven } else { Label::Verified },
            on: (changed.today != situation.today).then_some(changed.today),
            allowed_until: when::allowed_until(book, &changed, action),
        });
    }
    let label = match (exact, remedies.is_empty()) {
        (true, _) => Label::Proven,
        (false, true) => Label::GaveUp { budget: BUDGET },
        (false, false) => Label::Verified,
    };
    (remedies, label)
}

/// The first later day on which these people can change it to a yes, where they cannot before, and what does then. `Proven` where it is that
/// day, or there is none before it opens by itself.
pub(super) fn later(
    book: Book<'_>,
    situation: &Situation,
    action: ActionId,
    doers: Doers<'_>,
    timeline: &Timeline,
) -> (Option<Later>, Label) {
    let search = (book.model, book.program);
    let (is_changeable, is_known) = later::is_changeable(search, situation, action, doers);
    if !is_changeable {
        return (None, Label::Proven);
    }
    let gave_up = Label::GaveUp { budget: BUDGET };
    let mut label = if is_known { Label::Proven } else { gave_up };
    // Where the facts cannot be any more as they are, a change may be what makes them possible.
    let is_endless = timeline.stretches.last().is_some_and(|last| last.to.is_none());
    let mut tries = 0;
    // As long as the same stands in the way, the same may be suggested.
    for (outcome, from, last) in pieces(timeline) {
        match outcome {
            Outcome::Allowed => break,
            Outcome::Denied => {}
            Outcome::Undetermined => {
                label = gave_up;
                continue;
            }
        }
        let mut next = situation.today.tomorrow().map(|day| day.max(from)).filter(|day| *day <= last);
        while let Some(from) = next {
            let lead = u32::try_from(from.days() - situation.today.days()).unwrap_or_default();
            let day = match later::first_day(search, &situation.on(from), action, Doers { lead, ..doers }, last) {
                Ok(None) => break,
                Ok(Some(day)) if tries < DAYS => day,
                Ok(Some(_)) | Err(GaveUp) => return (None, gave_up),
            };
            tries += 1;
            if let Some(remedies) = remedies_then(book, situation, action, doers, day) {
                return (Some(Later { on: day, remedies }), label);
            }
            label = gave_up;
            next = day.tomorrow().filter(|day| *day <= last);
        }
    }
    (None, if timeline.gave_up || !is_endless { gave_up } else { label })
}

/// The stretches, each from one turn to the next.
fn pieces(timeline: &Timeline) -> impl Iterator<Item = (Outcome, Date, Date)> {
    timeline.stretches.iter().flat_map(|stretch| {
        let last = stretch.to.unwrap_or(Date::MAX);
        let turns = timeline.turns.iter().copied().filter(move |day| stretch.from < *day && *day <= last);
        let starts: Vec<Date> = std::iter::once(stretch.from).chain(turns).collect();
        let ends: Vec<Date> = starts.iter().skip(1).filter_map(|day| day.yesterday()).chain([last]).collect();
        starts.into_iter().zip(ends).map(|(from, to)| (stretch.outcome, from, to))
    })
}

/// What makes it a yes on a later day, begun by the day of the request.
fn remedies_then(
    book: Book<'_>,
    situation: &Situation,
    action: ActionId,
    doers: Doers<'_>,
    day: Date,
) -> Option<Vec<Remedy>> {
    let then = situation.on(day);
    let evaluation = sure::decided_near(book, &then, action);
    if impossible(book.model, &then).is_some() || evaluation.outcome(action) != Outcome::Denied {
        return None;
    }
    let lead = u32::try_from(day.days() - situation.today.days()).ok()?;
    let (mut remedies, _) = remedies(book, &then, &evaluation, action, Doers { lead, ..doers });
    remedies.retain(|remedy| remedy.on.is_none());
    (!remedies.is_empty()).then_some(remedies)
}

/// What the search found, with the compiled form that it speaks of.
pub(super) struct Searched {
    pub(super) program: Program,
    pub(super) ways: Ways,
}

impl std::ops::Deref for Searched {
    type Target = Ways;
    fn deref(&self) -> &Ways {
        &self.ways
    }
}

pub(super) fn ways(
    book: Book<'_>,
    situation: &Situation,
    evaluation: &Evaluation<'_>,
    action: ActionId,
    doers: Doers<'_>,
    target: Target,
) -> Searched {
    let (ways, program) = remedy::ways((book.model, book.program), situation, evaluation, action, doers, target);
    Searched { program, ways }
}

/// The ways that the plain evaluator confirms, each with the situation that it leads to, and whether these are all.
pub(super) fn confirmed<'w>(
    book: Book<'_>,
    before: &Evaluation<'_>,
    (situation, action): (&Situation, ActionId),
    searched: &'w Searched,
    holds: &dyn Fn(&Evaluation<'_>, &Situation) -> bool,
) -> (Vec<(&'w Way, Situation)>, bool) {
    let mut found = Vec::new();
    if searched.ways.found.is_empty() {
        return (found, true);
    }
    for way in &searched.ways.found {
        let moves = way.moves.iter().map(|change| (change.var, change.to));
        let Some(changed) = crate::search::situation_at(&searched.program, &situation.on(way.day), moves) else {
            continue;
        };
        let facts: BTreeSet<FactId> = remedy::facts(&searched.program, way).into_keys().collect();
        if impossible(book.model, &changed).is_some() {
            continue;
        }
        let mut after = sure::read(book, &changed, action);
        if is_fair(before, &after, &facts, action) {
            sure::settle(book, &changed, &mut after, action);
            if holds(&after, &changed) {
                found.push((way, changed));
            }
        }
    }
    let all = found.len() == searched.ways.found.len();
    (found, all)
}

/// The changes in the words of the rulebook, in the order of its facts.
pub(super) fn describe(model: &Model, program: &Program, situation: &Situation, way: &Way) -> Vec<super::Change> {
    let mut described: Vec<(FactId, super::Change)> = Vec::new();
    for change in &way.moves {
        let variable = program.variable(change.var);
        let path = match &variable.place {
            Place::Fact(id) => Arc::new(Path::Fact(*id)),
            Place::Part(path) | Place::Present(path) => Arc::clone(path),
            Place::Today | Place::Unknown(_) => continue,
        };
        let is_present = matches!(variable.place, Place::Present(_));
        let id = path.fact();
        let Some(declared) = model[id].changes.get(change.change) else { continue };
        let from = match is_present {
            true => Some(Value::YesNo(true)),
            false => situation.part(&path).cloned(),
        };
        let (Some(from), Some(to)) = (from, program.value(&variable.ty, change.to)) else { continue };
        let ty = if is_present { &Type::YesNo } else { &variable.ty };
        let end =
            |at: i128, open: i128| (at != open).then(|| program.value(ty, at)).flatten().map(|value| typed(&value, ty));
        let range = change
            .range
            .map(|(low, high)| super::Extent { from: end(low, variable.low), to: end(high, variable.high) });
        let name = match path.as_ref() {
            Path::Fact(id) => Named { name: model[*id].name.clone(), label: model[*id].label.clone() },
            path => place::named(model, path),
        };
        described.push((
            id,
            super::Change {
                fact: name,
                from: typed(&from, ty),
                to: typed(&to, ty),
                range,
                how: declared.how.clone(),
                by_staff: declared.actor == Actor::Staff,
            },
        ));
    }
    described.sort_by_key(|(id, _)| *id);
    described.into_iter().map(|(_, change)| change).collect()
}

/// The facts that somebody can change and that a blocker depends on: what the search tries.
pub(super) fn changeable_facts(model: &Model, action: ActionId, blockers: &[(Blocker, Truth)]) -> Vec<Changeable> {
    use super::fair::{is_restricted_by_law, rules_about};
    let read = |id| {
        blockers.iter().any(|(blocker, _)| {
            let named = match blocker {
                Blocker::Rule(rule) if is_restricted_by_law(model, *rule) => model[*rule].remedy_by.contains(&id),
                _ => true,
            };
            named && blocker.reads(model, action).facts.contains(&id)
        })
    };
    let kept_out = |id: &FactId| rules_about(model, action).any(|rule| model[rule].remedy_not_by.contains(id));
    let facts = model.vocabulary.iter().filter(|(id, fact)| !fact.changes.is_empty() && read(*id) && !kept_out(id));
    facts
        .flat_map(|(_, fact)| {
            fact.changes.iter().map(|change| Changeable {
                fact: Named { name: fact.name.clone(), label: fact.label.clone() },
                how: change.how.clone(),
                by_staff: change.actor == Actor::Staff,
            })
        })
        .collect()
}

/// Whether the asker can change a fact.
pub(super) fn changeable(model: &Model, id: FactId) -> bool {
    model[id].changes.iter().any(|change| change.actor == Actor::Customer)
}
