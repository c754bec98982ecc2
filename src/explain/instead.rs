//! What would make it a yes, as far as no search is needed: to provide what blocking requirements require.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::because::Blocker;
use super::fair::{is_fair, is_restricted_by_law, rules_about};
use super::phrase::typed;
use super::when;
use super::{Changeable, Label, Named, Outcome, Remedy};
use crate::decide::{Evaluation, Situation, Trace, impossible};
use crate::model::expr::{ExprKind, Quantifier};
use crate::model::vocabulary::{Actor, Change, FactId, Manner};
use crate::model::{ActionId, Model, RuleId, RuleWord};
use crate::value::{Date, Truth, Value};

/// Facts to set, each to a yes or no.
pub(super) type Changes = BTreeMap<FactId, bool>;

/// The remedy that needs no search, if there is one, and how sure it is that there is none.
pub(super) fn remedies(
    model: &Model,
    situation: &Situation,
    action: ActionId,
    blockers: &[(Blocker, Truth)],
) -> (Vec<Remedy>, Label) {
    let requirements: Vec<RuleId> = blockers.iter().filter_map(|(blocker, _)| requirement(model, *blocker)).collect();
    // Anything else that stands in the way stays whatever is provided, unless it depends on it: the evaluator tells.
    let allowed = |changes: &Changes| {
        let (changed, _) = apply(model, situation, changes, &requirements)?;
        let allowed = Evaluation::new(model, &changed).outcome(action) == Outcome::Allowed;
        let changed_facts = changes.keys().copied().collect();
        (allowed && is_fair(model, situation, &changed, &changed_facts, action)).then_some(changed)
    };
    if let Some(changes) = provide(model, situation, &requirements)
        && allowed(&changes).is_some()
        && let changes = needed(model, changes, &|fewer| allowed(fewer).is_some())
        && let Some(changed) = allowed(&changes)
    {
        let remedy = Remedy {
            changes: describe(model, situation, &changes),
            label: Label::Verified,
            allowed_until: when::timeline(model, &changed, action).allowed_until,
        };
        return (vec![remedy], Label::Verified);
    }
    let everybody = [Actor::Customer, Actor::Staff];
    let proven = stays(model, situation, action, blockers, &everybody);
    (Vec::new(), if proven { Label::Proven } else { Label::GaveUp { budget: 0 } })
}

/// Whether something stays in the way whatever these people change, which proves that no remedy exists.
pub(super) fn stays(
    model: &Model,
    situation: &Situation,
    action: ActionId,
    blockers: &[(Blocker, Truth)],
    actors: &[Actor],
) -> bool {
    let of_them = |change: &&Change| actors.contains(&change.actor);
    // A change may take days, and what stands in the way today may be over by then.
    let changes = model.vocabulary.iter().flat_map(|(_, fact)| &fact.changes);
    let takes: BTreeSet<u32> = changes.filter(of_them).map(|change| change.takes_days).collect();
    let days = takes.iter().filter_map(|n| Date::from_days(i128::from(situation.today.days()) + i128::from(*n)));
    let then: Vec<Evaluation<'_>> = days.map(|day| Evaluation::new(model, &situation.on(day))).collect();
    blockers.iter().any(|(blocker, blocks)| {
        let reads = blocker.reads(model, action);
        *blocks == Truth::Yes
            && !reads.facts.iter().any(|id| model[*id].changes.iter().any(|change| of_them(&change)))
            && then.iter().all(|evaluation| blocker.blocks(evaluation, action) == Truth::Yes)
    })
}

/// The facts that somebody can change and that a blocker depends on: what a search would try.
pub(super) fn changeable_facts(model: &Model, action: ActionId, blockers: &[(Blocker, Truth)]) -> Vec<Changeable> {
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
    let facts = model.vocabulary.iter().filter(|(id, _)| read(*id) && !kept_out(id));
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

pub(super) fn requirement(model: &Model, blocker: Blocker) -> Option<RuleId> {
    match blocker {
        Blocker::Rule(id) if model[id].kind == RuleWord::Requirement => Some(id),
        _ => None,
    }
}

/// What to set so that all these requirements have what they require; `None` if the asker cannot provide all of it.
pub(super) fn provide(model: &Model, situation: &Situation, requirements: &[RuleId]) -> Option<Changes> {
    let evaluation = Evaluation::new(model, situation);
    let mut changes = Changes::new();
    for id in requirements {
        let required = evaluation.state(*id).required.as_ref()?;
        lacking(model, required, true, &mut changes)?;
    }
    (!changes.is_empty()).then_some(changes)
}

/// The changes without those that can be left out, the dearest first: what one requirement asks for may lift another.
pub(super) fn needed(model: &Model, mut changes: Changes, suffice: &dyn Fn(&Changes) -> bool) -> Changes {
    let cost = |id: &FactId| {
        let dearest =
            model[*id].changes.iter().filter(|c| c.actor == Actor::Customer).map(|c| (c.effort, c.takes_days));
        (Reverse(dearest.max()), model[*id].name.as_str())
    };
    let mut order: Vec<FactId> = changes.keys().copied().collect();
    order.sort_by(|a, b| cost(a).cmp(&cost(b)));
    for id in order {
        let mut fewer = changes.clone();
        fewer.remove(&id);
        if !fewer.is_empty() && suffice(&fewer) {
            changes = fewer;
        }
    }
    changes
}

/// Collects the yes/no facts that must turn for a condition to become `wanted`; `None` where that needs more than that.
fn lacking(model: &Model, trace: &Trace<'_>, wanted: bool, changes: &mut Changes) -> Option<()> {
    if trace.truth() == Truth::from(wanted) {
        return Some(());
    }
    match (&trace.expr.kind, wanted) {
        (ExprKind::Fact(id), _) => {
            // A missing fact is asked for, never changed.
            trace.value()?;
            let can =
                |manner| matches!(manner, Manner::Provide | Manner::Choose) && (wanted || manner == Manner::Choose);
            let provides = model[*id].changes.iter().any(|c| c.actor == Actor::Customer && can(c.manner));
            let conflicting = changes.insert(*id, wanted).is_some_and(|before| before != wanted);
            (provides && !conflicting).then_some(())
        }
        (ExprKind::Not(_), _) => lacking(model, &trace.parts[0], !wanted, changes),
        (ExprKind::Group { how: Quantifier::All, .. }, true) => {
            trace.parts.iter().try_for_each(|part| lacking(model, part, true, changes))
        }
        (ExprKind::Group { how: Quantifier::None, .. }, true) => {
            trace.parts.iter().try_for_each(|part| lacking(model, part, false, changes))
        }
        _ => None,
    }
}

/// How the asker can turn a yes/no fact to this value.
fn used(model: &Model, id: FactId, to: bool) -> Option<&Change> {
    let turns = |manner| manner == Manner::Choose || (to && manner == Manner::Provide);
    model[id].changes.iter().find(|change| change.actor == Actor::Customer && turns(change.manner))
}

/// The situation with the changes made, on the day on which they are done; `None` if that cannot be or would be evasion.
pub(super) fn apply(
    model: &Model,
    situation: &Situation,
    changes: &Changes,
    requirements: &[RuleId],
) -> Option<(Situation, Date)> {
    let takes = changes.iter().filter_map(|(id, to)| used(model, *id, *to)).map(|change| change.takes_days).max();
    let day = Date::from_days(i128::from(situation.today.days()) + i128::from(takes.unwrap_or(0)))?;
    let mut changed = situation.on(day);
    for (id, value) in changes {
        changed.set(*id, Value::YesNo(*value));
    }
    if impossible(model, &changed).is_some() {
        return None;
    }
    let evaluation = Evaluation::new(model, &changed);
    // Never evasion: a duty imposed from outside still holds, and is now met.
    let met = requirements.iter().filter(|id| model[**id].source.kind.is_imposed()).all(|id| {
        let state = evaluation.state(*id);
        let yes = |trace: &Option<Trace<'_>>| trace.as_ref().is_none_or(|t| t.truth() == Truth::Yes);
        yes(&state.when) && yes(&state.required)
    });
    met.then_some((changed, day))
}

pub(super) fn describe(model: &Model, situation: &Situation, changes: &Changes) -> Vec<super::Change> {
    let mut described: Vec<(FactId, super::Change)> = changes
        .iter()
        .filter_map(|(id, to)| {
            let fact = &model[*id];
            let from = situation.fact(*id)?;
            let how = used(model, *id, *to)?;
            let change = super::Change {
                fact: Named { name: fact.name.clone(), label: fact.label.clone() },
                from: typed(from, &fact.ty),
                to: typed(&Value::YesNo(*to), &fact.ty),
                how: how.how.clone(),
            };
            Some((*id, change))
        })
        .collect();
    described.sort_by_key(|(id, _)| *id);
    described.into_iter().map(|(_, change)| change).collect()
}
