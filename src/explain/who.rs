//! Who may decide otherwise, under which conditions, and why others may not.

use super::because::{Blocker, reads_never_told, rule_ref, source};
use super::instead;
use super::phrase;
use super::{Authority, Condition, Named, NotCovered, Reach, RuleKind, RuleRef, WhyNot};
use crate::decide::{Evaluation, Outcome, Situation};
use crate::model::expr::Citation;
use crate::model::vocabulary::RoleId;
use crate::model::{self, ActionId, Model, Override, RuleId, WayOut};
use crate::value::Truth;

/// Every role, in the order of the rulebook. Only where none may decide as it stands is it sought what could be provided first.
pub(super) fn authority(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    action: ActionId,
    blockers: &[(Blocker, Truth)],
) -> Vec<Authority> {
    let model = evaluation.model;
    let mut all: Vec<Authority> = (0..model.roles.len())
        .map(RoleId)
        .map(|role| {
            let (conditions, why_not) = powers(evaluation, situation, action, blockers, role);
            let covers = why_not.is_empty() && !blockers.is_empty();
            let named = Named { name: model[role].name.clone(), label: model[role].label.clone() };
            Authority { role: named, covers, after: Vec::new(), conditions, why_not }
        })
        .collect();
    if all.iter().any(|role| role.covers) {
        return all;
    }
    for (i, role) in all.iter_mut().enumerate() {
        if let Some((changes, conditions)) = after(model, situation, action, blockers, &role.why_not, RoleId(i)) {
            role.after = changes;
            role.conditions = conditions;
        }
    }
    all
}

/// What a role has to observe to override all these, or why it may not.
fn powers(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    action: ActionId,
    blockers: &[(Blocker, Truth)],
    role: RoleId,
) -> (Vec<Condition>, Vec<WhyNot>) {
    let (mut conditions, mut why_not) = (Vec::new(), Vec::new());
    for (blocker, _) in blockers {
        match covers(evaluation, situation, action, *blocker, role) {
            Ok(observed) => {
                for condition in observed {
                    if !conditions.contains(&condition) {
                        conditions.push(condition);
                    }
                }
            }
            Err(reason) => why_not.push(WhyNot { rule: blocker_ref(evaluation.model, action, *blocker), reason }),
        }
    }
    (conditions, why_not)
}

/// Whether a role may override one blocker: its conditions must be certain.
fn covers(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    action: ActionId,
    blocker: Blocker,
    role: RoleId,
) -> Result<Vec<Condition>, NotCovered> {
    let model = evaluation.model;
    let (way_out, citation) = way_out(model, action, blocker);
    if citation.is_some_and(|c| c.kind.is_imposed()) {
        return Err(NotCovered::Imposed);
    }
    let overrides = way_out.overrides.as_deref().unwrap_or(&[]);
    if overrides.is_empty() {
        return Err(NotCovered::Nobody);
    }
    let own: Vec<&Override> = overrides.iter().filter(|o| model[role].powers.contains(&o.role)).collect();
    let mut reason = None;
    for line in &own {
        let Some(condition) = &line.condition else { return Ok(observe(model, line)) };
        let trace = evaluation.read(situation, condition);
        let phrase = || phrase::of_test(evaluation, &trace);
        match trace.truth() {
            Truth::Yes => return Ok(observe(model, line)),
            Truth::No => reason = Some(NotCovered::Condition(phrase())),
            // What is not known may yet turn out; that is worth more than a condition that does not hold.
            Truth::Unknown => reason = Some(NotCovered::NotKnown(phrase())),
        }
    }
    Err(reason.unwrap_or_else(|| {
        let mut others: Vec<Named> = Vec::new();
        for line in overrides {
            let named = Named { name: model[line.role].name.clone(), label: model[line.role].label.clone() };
            if !others.contains(&named) {
                others.push(named);
            }
        }
        NotCovered::OtherRoles(others)
    }))
}

fn observe(model: &Model, line: &Override) -> Vec<Condition> {
    let limits = line.limits.iter().map(|limit| Condition::AtMostTimes {
        times: limit.times,
        days: limit.days,
        reach: match limit.reach {
            model::Reach::InAll => Reach::InAll,
            model::Reach::PerEmployee => Reach::PerEmployee,
            model::Reach::PerRole => Reach::PerRole,
        },
    });
    let reason = line.written_reason.then_some(Condition::WrittenReason);
    let confirmed = line.confirmed_by.map(|role| {
        Condition::ConfirmedByAnother(Named { name: model[role].name.clone(), label: model[role].label.clone() })
    });
    limits.chain(reason).chain(confirmed).collect()
}

/// What the asker can provide so that the rest is within the role's authority.
fn after(
    model: &Model,
    situation: &Situation,
    action: ActionId,
    blockers: &[(Blocker, Truth)],
    why_not: &[WhyNot],
    role: RoleId,
) -> Option<(Vec<super::Change>, Vec<Condition>)> {
    let uncovered: Vec<RuleId> = blockers
        .iter()
        .filter(|(blocker, _)| why_not.iter().any(|w| w.rule == blocker_ref(model, action, *blocker)))
        .map(|(blocker, _)| instead::requirement(model, *blocker))
        .collect::<Option<_>>()?;
    let changes = instead::provide(model, situation, &uncovered)?;
    let (changed, _) = instead::apply(model, situation, &changes, &uncovered)?;
    let evaluation = Evaluation::new(model, &changed);
    if evaluation.outcome(action) != Outcome::Denied {
        return None;
    }
    let (conditions, why_not) =
        powers(&evaluation, &changed, action, &super::options::blockers(&evaluation, action), role);
    why_not.is_empty().then(|| (instead::describe(model, situation, &changes), conditions))
}

pub(super) fn way_out(model: &Model, action: ActionId, blocker: Blocker) -> (&WayOut, Option<&Citation>) {
    match blocker {
        Blocker::Rule(id) => (&model[id].way_out, Some(&model[id].source)),
        Blocker::DefaultDenial => (&model[action].way_out, model[action].source.as_ref()),
    }
}

pub(super) fn blocker_ref(model: &Model, action: ActionId, blocker: Blocker) -> RuleRef {
    match blocker {
        Blocker::Rule(id) => rule_ref(model, id),
        Blocker::DefaultDenial => {
            let id = action;
            let action = &model[id];
            let source = action
                .source
                .as_ref()
                .map_or(super::Source { force: super::Force::HousePolicy, citation: String::new() }, source);
            let never_told = reads_never_told(model, &blocker.reads(model, id));
            RuleRef {
                rule: action.name.clone(),
                title: action.label.clone(),
                kind: RuleKind::DefaultDenial,
                source,
                never_told,
            }
        }
    }
}

/// The roles that a blocker's override clauses name, and those that have their powers.
pub(super) fn overridable_by(model: &Model, action: ActionId, blocker: Blocker) -> Vec<String> {
    let (way_out, _) = way_out(model, action, blocker);
    let named = |role: &model::Role| way_out.overrides.iter().flatten().any(|o| role.powers.contains(&o.role));
    model.roles.iter().filter(|role| named(role)).map(|role| role.name.clone()).collect()
}
