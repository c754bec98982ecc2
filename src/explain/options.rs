//! What is open in this very case: alternatives, each decided, and whom to turn to outside.

use std::collections::BTreeSet;

use super::because::{self, Blocker};
use super::build::{self, Core};
use super::who::Asked;
use super::{Alternative, Label, MissingFact, Named, NotCovered, Outcome, Referral, sure};
use crate::decide::{Evaluation, Situation, Trace};
use crate::model::expr::Expr;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, Reads};
use crate::search::later;
use crate::value::Truth;

/// What stands in the way of an action, or may: imposed rules first, then by position, the default denial by its source.
pub(crate) fn blockers(evaluation: &Evaluation<'_>, action: ActionId) -> Vec<(Blocker, Truth)> {
    let mut found: Vec<(Blocker, Truth)> = evaluation
        .applying(action)
        .map(|state| (Blocker::Rule(state.id), evaluation.blocks(state.id, action)))
        .filter(|(_, blocks)| *blocks != Truth::No)
        .collect();
    if let Some(denial) = evaluation.default_denial(action).filter(|denial| *denial != Truth::No) {
        found.push((Blocker::DefaultDenial, denial));
    }
    let imposed = |blocker: &Blocker| {
        super::who::way_out(evaluation.model, action, *blocker).1.is_some_and(|c| c.kind.is_imposed())
    };
    found.sort_by_key(|(blocker, _)| !imposed(blocker));
    found
}

/// The names of all that surely stands in the way of an action.
pub(crate) fn certain_blockers(evaluation: &Evaluation<'_>, action: ActionId) -> Vec<String> {
    let certain = blockers(evaluation, action).into_iter().filter(|(_, blocks)| *blocks == Truth::Yes);
    certain
        .map(|(blocker, _)| match blocker {
            Blocker::Rule(id) => evaluation.model[id].name.clone(),
            Blocker::DefaultDenial => evaluation.model[action].name.clone(),
        })
        .collect()
}

/// Whether a condition that may be left out surely holds.
fn holds<'m>(evaluation: &Evaluation<'m>, situation: &Situation, condition: Option<&'m Expr>) -> bool {
    condition.is_none_or(|c| evaluation.read(situation, c).truth() == Truth::Yes)
}

/// The alternatives that the blockers name, without repeats, each decided here. What is closed with nothing to be done is left out.
pub(super) fn alternatives(asked: Asked<'_, '_>, blockers: &[(Blocker, Truth)]) -> Vec<Alternative> {
    let Asked { evaluation, situation, action, .. } = asked;
    let model = evaluation.model;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (blocker, _) in blockers {
        for instead in &super::who::way_out(model, action, *blocker).0.instead {
            if !holds(evaluation, situation, instead.condition.as_ref()) || !seen.insert(instead.action) {
                continue;
            }
            let core = build::core(Asked { action: instead.action, ..asked });
            if core.outcome == Outcome::Denied && core.remedies.is_empty() {
                continue;
            }
            found.push(Alternative {
                action: named(model, instead.action),
                outcome: core.outcome,
                standing: core.standing,
                remedies: core.remedies,
                missing: sure::missing(asked.book, situation, evaluation, instead.action).0,
            });
        }
    }
    found
}

pub(super) fn referrals(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    action: ActionId,
    blockers: &[(Blocker, Truth)],
) -> Vec<Referral> {
    let mut found: Vec<Referral> = Vec::new();
    for (blocker, _) in blockers {
        for referral in &super::who::way_out(evaluation.model, action, *blocker).0.referrals {
            let plain = Referral { title: referral.title.clone(), contact: referral.contact.clone() };
            if holds(evaluation, situation, referral.condition.as_ref()) && !found.contains(&plain) {
                found.push(plain);
            }
        }
    }
    found
}

/// Whether a denied action stays denied, and nobody comes to decide, whatever is not known, is changed, is used up, or waited for.
fn is_final(asked: Asked<'_, '_>, core: &Core, may: &[Blocker], is_dated: bool) -> bool {
    let Asked { evaluation, situation, action, .. } = asked;
    let model = evaluation.model;
    let both = || may.iter().map(|blocker| (*blocker, Truth::Yes)).collect::<Vec<_>>();
    // After which change a role may decide was sought; whether it may on another day, or were something assumed not so, was not.
    let conditions = authority_reads(model, action, &both());
    let turns = |condition: &&Expr| {
        let reads = reads_of(model, condition);
        let is_open = evaluation.read(situation, condition).truth() == Truth::Unknown;
        is_open || reads.today || reads.facts.iter().any(|id| situation.is_assumed(*id))
    };
    let comes_to_decide = |blocker: &Blocker| {
        let (way_out, source) = super::who::way_out(model, action, *blocker);
        !source.is_some_and(|source| source.kind.is_imposed())
            && way_out.overrides.as_ref().is_some_and(|lines| !lines.is_empty())
    };
    // What is used up comes back.
    let comes_back = core
        .authority
        .iter()
        .flat_map(|role| &role.why_not)
        .any(|why| matches!(why.reason, NotCovered::LimitReached(_) | NotCovered::NotCounted(_)));
    let rules = model.about(action).rules.iter().map(|rule| Reads::of_rule(model, *rule));
    let is_stated = !rules.flat_map(|reads| reads.facts).any(|id| situation.is_assumed(id));
    core.is_closed()
        && is_stated
        && !comes_back
        && !conditions.iter().any(turns)
        && !(is_dated && may.iter().any(comes_to_decide))
}

/// Whether nothing leads out of a denial: it is final, nothing is offered instead and nobody outside is named, whatever is not known, is
/// changed, or waited for.
pub(super) fn no_way_out(asked: Asked<'_, '_>, core: &Core) -> bool {
    let Asked { evaluation, situation, action, .. } = asked;
    let model = evaluation.model;
    // What nobody can change, what is not merely assumed, and what no day changes stays as it is.
    let may_turn = |condition: &Expr| {
        let reads = reads_of(model, condition);
        reads.today || reads.facts.iter().any(|id| !model[*id].changes.is_empty() || situation.is_assumed(*id))
    };
    let may_hold = |condition: Option<&Expr>| {
        condition.is_none_or(|c| evaluation.read(situation, c).truth() != Truth::No || may_turn(c))
    };
    let Some((may, is_dated)) = may_stand(asked) else { return false };
    let closed = |other: ActionId| {
        let asked = Asked { action: other, ..asked };
        let core = build::core(asked);
        may_stand(asked).is_some_and(|(may, is_dated)| is_final(asked, &core, &may, is_dated))
            && build::later(asked, &core) == (None, Label::Proven)
            && sure::missing(asked.book, situation, evaluation, other).0.is_empty()
    };
    is_final(asked, core, &may, is_dated)
        && may.iter().all(|blocker| {
            let way_out = super::who::way_out(model, action, *blocker).0;
            !way_out.referrals.iter().any(|referral| may_hold(referral.condition.as_ref()))
                && way_out.instead.iter().all(|i| !may_hold(i.condition.as_ref()) || closed(i.action))
        })
}

/// What may stand in the way from today on, and whether the day makes a difference.
fn may_stand(asked: Asked<'_, '_>) -> Option<(Vec<Blocker>, bool)> {
    let Asked { situation, action, book, .. } = asked;
    let may = later::may_stand((book.model, book.program), situation, action)?;
    let denial = may.default_denial.then_some(Blocker::DefaultDenial);
    Some((may.rules.into_iter().map(Blocker::Rule).chain(denial).collect(), may.is_dated))
}

fn reads_of(model: &Model, condition: &Expr) -> Reads {
    let mut reads = Reads::default();
    reads.add(model, condition);
    reads
}

pub(super) fn named(model: &Model, action: ActionId) -> Named {
    Named { name: model[action].name.clone(), label: model[action].label.clone() }
}

/// So many fields that nobody stated are looked at one by one.
const PARTS: usize = 100;

/// What is still to be asked: missing facts that settle the outcome, or that decide who may decide otherwise, and assumed
/// facts on which the outcome rests.
pub(super) fn to_ask(asked: Asked<'_, '_>, covered: bool) -> (Vec<MissingFact>, Label) {
    let Asked { evaluation, situation, action, book, .. } = asked;
    let model = evaluation.model;
    let mut needed = sure::needed(book, situation, evaluation, action);
    let outcome = evaluation.outcome(action);
    let authority = match outcome == Outcome::Denied && !covered {
        true => authority_reads(model, action, &blockers(evaluation, action)),
        false => Vec::new(),
    };
    let traces: Vec<Trace<'_>> = authority.iter().map(|condition| evaluation.read(situation, condition)).collect();
    because::missing(evaluation, &traces, &mut needed.missing);
    for id in &situation.assumed {
        let mut without = situation.clone();
        without.forget(*id);
        let other = sure::decided(book, &without, action);
        let decides =
            |(condition, trace): (&&Expr, &Trace<'_>)| other.read(&without, condition).reading != trace.reading;
        if other.outcome(action) != outcome || authority.iter().zip(&traces).any(decides) {
            needed.missing.fact(*id);
        }
    }
    for part in situation.assumed_parts.iter().take(PARTS) {
        let mut without = situation.clone();
        without.forget_parts(std::iter::once(part.as_ref()));
        if sure::decided(book, &without, action).outcome(action) != outcome {
            needed.missing.part(part);
        }
    }
    let label = needed.label;
    (needed.questions(book), label)
}

/// What decides who may decide otherwise on these blockers: conditions, and values that limits add up.
pub(super) fn authority_reads<'m>(model: &'m Model, action: ActionId, blockers: &[(Blocker, Truth)]) -> Vec<&'m Expr> {
    let lines = blockers
        .iter()
        .flat_map(|(blocker, _)| super::who::way_out(model, action, *blocker).0.overrides.iter().flatten());
    lines.flat_map(|line| line.condition.iter().chain(line.counted())).collect()
}

/// The missing facts that three-valued reading waits for, whether or not they can change the outcome: cheap, and never too few.
pub(crate) fn waiting(evaluation: &Evaluation<'_>, action: ActionId) -> BTreeSet<FactId> {
    let mut found = super::place::Missing::default();
    because::missing(evaluation, evaluation.open(action), &mut found);
    found.ids()
}
