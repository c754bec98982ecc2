//! What a customer is told: nothing that would differ with a fact that is never told.
//!
//! A rule whose effect depends on such a fact keeps its words for the customer and nothing else. Everything beside
//! outcome, standing, words and offers is worked out as if nobody knew those facts, so that it cannot depend on them.

use std::collections::BTreeSet;

use super::because::Blocker;
use super::fair::rules_about;
use super::{
    Authority, Book, Explanation, Label, Later, Outcome, RuleRef, Standing, Stopped, Timeline, build, instead, options,
    sure, when, who,
};
use crate::decide::{Evaluation, Situation};
use crate::model::vocabulary::{Actor, FactId};
use crate::model::{ActionId, Model, Name, Reads, RuleId};
use crate::search::remedy::Doers;
use crate::value::Truth;

/// The same explanation for the customer.
pub(super) fn for_customer(book: Book<'_>, situation: &Situation, action: ActionId, full: Explanation) -> Explanation {
    let model = book.model;
    let evaluation = sure::decided(book, situation, action);
    let untold = untold(model, situation);
    let blockers = if evaluation.in_force { options::blockers(&evaluation, action) } else { Vec::new() };
    // Where what cannot be otherwise ties facts to an untold one, it may follow from that one that something stands in the way.
    let is_tied = always_hidden(model);
    let as_told = is_tied.then(|| sure::decided(book, &untold, action));
    let stands_as_told = |found: &(Blocker, Truth)| {
        as_told.as_ref().is_none_or(|as_told| options::blockers(as_told, action).contains(found))
    };
    let is_kept = |found: &(Blocker, Truth)| is_hidden(model, action, found.0) || !stands_as_told(found);
    let open: Vec<(Blocker, Truth)> = blockers.iter().copied().filter(|found| !is_kept(found)).collect();
    let mut told = Vec::new();
    let mut restrictions = Vec::new();
    for (restriction, found) in full.restrictions.into_iter().zip(&blockers) {
        if is_kept(found) {
            told.extend(restriction.tell_customer);
        } else {
            let mut restriction = restriction;
            restriction.tell_staff = None;
            restriction.overridable_by.clear();
            if is_tied {
                (restriction.facts, restriction.facts_label) =
                    build::deciding_facts(book, &untold, action, found.0, found.1 == Truth::Yes);
            }
            restrictions.push(restriction);
        }
    }
    let rule_hidden = |name: &str| match model.names.get(name) {
        Some(Name::Rule(id)) => depends_on_untold(model, &Reads::of_rule(model, *id)),
        _ => false,
    };
    // What a rule comes to may follow from an untold fact in the same way.
    let is_so_as_told = |name: &str, is_so: &dyn Fn(&Evaluation<'_>, RuleId) -> bool| match model.names.get(name) {
        Some(Name::Rule(id)) => as_told.as_ref().is_none_or(|as_told| is_so(as_told, *id)),
        _ => true,
    };
    let applies = |told: &Evaluation<'_>, id: RuleId| told.state(id).applies == Truth::Yes;
    let is_lifted = |told: &Evaluation<'_>, id: RuleId| told.state(id).lifted == Truth::Yes;
    let is_defeated = |told: &Evaluation<'_>, id: RuleId| told.defeated(id, action).0 == Truth::Yes;
    let mut advice = Vec::new();
    for item in full.advice {
        match rule_hidden(&item.rule.rule) {
            true => told.extend(item.tell_customer),
            false if !is_so_as_told(&item.rule.rule, &applies) => {}
            false if item.tell_customer.is_some() => advice.push(super::Advice { tell_staff: None, ..item }),
            false => {}
        }
    }
    // Which of two rules with the same words it was, and in which order they stand, is not to be seen.
    told.sort_by_cached_key(|phrase| format!("{phrase:?}"));
    told.dedup();
    let (changes, remedies_label) = match full.outcome {
        Outcome::Denied => remedies(book, situation, &untold, &evaluation, action),
        _ => (Vec::new(), full.remedies_label),
    };
    let days = when::timeline(book, &untold, action);
    let (later, later_label) = match full.outcome {
        Outcome::Denied if changes.is_empty() => later(book, &untold, action, &days),
        _ => (None, Label::GaveUp { budget: 0 }),
    };
    let is_final = later.is_none();
    let standing = match full.standing {
        // What only staff can change is no way out of one's own.
        Standing::YesIf if changes.is_empty() => {
            let may = full.authority.iter().any(|role| role.covers || !role.after.is_empty());
            match full.timeline.opens_on {
                _ if may => Standing::Ask,
                Some(_) => Standing::From,
                None => Standing::No,
            }
        }
        standing => standing,
    };
    let mut alternatives: Vec<_> = full
        .alternatives
        .into_iter()
        .filter_map(|mut alternative| {
            let id = model.names.get(&alternative.action.name);
            let Some(Name::Action(id)) = id.copied() else { return None };
            if alternative.outcome == Outcome::Allowed {
                return Some(alternative);
            }
            if action_hidden(model, id) {
                return None;
            }
            if is_tied {
                alternative.missing = sure::missing(book, &untold, &sure::decided(book, &untold, id), id).0;
                alternative.missing.iter_mut().for_each(|missing| missing.turn = None);
            }
            alternative.missing.retain(|missing| !missing.staff_only);
            // What only staff can change is no offer to the customer.
            if alternative.outcome == Outcome::Denied {
                alternative.remedies = remedies(book, situation, &untold, &sure::decided(book, situation, id), id).0;
                alternative.standing = Standing::YesIf;
                return (!alternative.remedies.is_empty()).then_some(alternative);
            }
            Some(alternative)
        })
        .collect();
    // The order in which rules name them would tell which rules they come from.
    alternatives.sort_by_key(|alternative| match model.names.get(&alternative.action.name) {
        Some(Name::Action(id)) => id.0,
        _ => usize::MAX,
    });
    // Every hidden rule in the way has words, and advice may have the same: naming a role would tell which it was.
    let authority = match standing {
        Standing::Ask if told.is_empty() => named_roles(model, action, &open, full.authority),
        _ => Vec::new(),
    };
    let (missing, missing_label) = match full.outcome {
        Outcome::Undetermined => {
            let (mut missing, label) = sure::missing(book, &untold, &sure::decided(book, &untold, action), action);
            // With which value it would turn depends on what is never told.
            missing.iter_mut().for_each(|missing| missing.turn = None);
            missing.retain(|missing| !missing.staff_only);
            (missing, label)
        }
        _ => (Vec::new(), Label::Proven),
    };
    Explanation {
        audience: super::Audience::Customer,
        language: full.language,
        sentences: full.sentences,
        restrictions,
        told,
        excepted: {
            let is_told = |s: &Stopped| !rule_hidden(&s.rule.rule) && is_so_as_told(&s.rule.rule, &is_lifted);
            full.excepted.into_iter().filter(is_told).collect()
        },
        defeated: {
            let is_told =
                |s: &Stopped| !defeat_hidden(model, action, &s.rule.rule) && is_so_as_told(&s.rule.rule, &is_defeated);
            full.defeated.into_iter().filter(is_told).collect()
        },
        granted_by: {
            let is_told = |rule: &RuleRef| !rule_hidden(&rule.rule) && is_so_as_told(&rule.rule, &applies);
            full.granted_by.into_iter().filter(is_told).collect()
        },
        alternatives,
        // Only those that hold whatever the untold facts are.
        referrals: options::referrals(&Evaluation::new(model, &untold), &untold, action, &open),
        remedies: changes,
        remedies_label,
        later,
        later_label,
        changeable: match full.outcome {
            Outcome::Denied => {
                let all = instead::changeable_facts(model, action, &open).into_iter();
                all.filter(|change| !change.by_staff).collect()
            }
            _ => Vec::new(),
        },
        timeline: timeline(days, full.outcome),
        authority,
        authority_label: full.authority_label,
        // What is kept from the customer could be a way out.
        dead_end: full.dead_end && is_final && !way_out_hidden(model, action),
        // Who is short of what is limits of authority.
        together: Vec::new(),
        missing,
        assumed: {
            let counts = told_facts(model, action, full.outcome, &open);
            // Of a part the fact in which it stands.
            let fact = |name: &str| name.split(['.', '[']).next().and_then(|name| model.vocabulary.find(name));
            let is_told = |name: &str| fact(name).is_some_and(|id| counts.contains(&id));
            full.assumed.into_iter().filter(|fact| !fact.never_told && is_told(&fact.fact)).collect()
        },
        missing_label,
        branches: Vec::new(),
        // By what a value reads, and not by what it came to: whether it is there must not tell either.
        values: full.values.into_iter().filter(|value| !value.never_told).collect(),
        advice,
        faults: Vec::new(),
        review_overdue_since: None,
        considered: Vec::new(),
        answer_id: full.answer_id,
        rulebook: full.rulebook,
        action: full.action,
        today: full.today,
        outcome: full.outcome,
        standing,
    }
}

/// The facts on which what the customer is told rests: nothing that only a hidden rule reads, nor who may decide on one.
fn told_facts(model: &Model, action: ActionId, outcome: Outcome, open: &[(Blocker, Truth)]) -> BTreeSet<FactId> {
    let rules = rules_about(model, action).map(|id| Reads::of_rule(model, id));
    let shown = model[action].shows.iter().map(|shown| shown.reads(model));
    let conditions = match outcome {
        Outcome::Denied => options::authority_reads(model, action, open),
        _ => Vec::new(),
    };
    let authority = conditions.into_iter().map(|condition| {
        let mut reads = Reads::default();
        reads.add(model, condition);
        reads
    });
    rules.chain(shown).chain(authority).filter(|reads| !depends_on_untold(model, reads)).flat_map(|r| r.facts).collect()
}

/// The situation as if nobody knew what customers are never told.
pub(crate) fn untold(model: &Model, situation: &Situation) -> Situation {
    let mut untold = situation.clone();
    for (id, _) in model.vocabulary.iter().filter(|(_, fact)| fact.never_tell_customer) {
        untold.forget(id);
    }
    untold
}

fn depends_on_untold(model: &Model, reads: &Reads) -> bool {
    reads.facts.iter().any(|id| model[*id].never_tell_customer)
}

/// Whether it depends on an untold fact that something stands in the way, by way of exceptions and rights too.
pub(crate) fn is_hidden(model: &Model, action: ActionId, blocker: Blocker) -> bool {
    depends_on_untold(model, &blocker.reads(model, action))
}

/// Whether a rule about an action is one that customers are not told of.
pub(crate) fn is_rule_hidden(model: &Model, action: ActionId, rule: RuleId) -> bool {
    is_hidden(model, action, Blocker::Rule(rule)) || depends_on_untold(model, &Reads::of_rule(model, rule))
}

fn defeat_hidden(model: &Model, action: ActionId, name: &str) -> bool {
    match model.names.get(name) {
        Some(Name::Rule(id)) => is_hidden(model, action, Blocker::Rule(*id)),
        _ => false,
    }
}

/// What the customer can change, leaving alone whatever a hidden rule reads: what comes of that would tell it.
fn remedies(
    book: Book<'_>,
    situation: &Situation,
    untold: &Situation,
    evaluation: &Evaluation<'_>,
    action: ActionId,
) -> (Vec<super::Remedy>, Label) {
    let model = book.model;
    let kept_out = kept_out(model, action);
    let doers = Doers { actors: &[Actor::Customer], kept_out: &kept_out, lead: 0 };
    let (found, label) = instead::remedies(book, situation, evaluation, action, doers);
    let left_alone = kept_out.iter().any(|id| instead::changeable(model, *id));
    let found: Vec<_> = found.into_iter().map(|remedy| dated(book, untold, action, remedy)).collect();
    let label = match (left_alone, found.is_empty()) {
        (false, _) => label,
        // Whether one of those would help is not told.
        (true, true) => Label::GaveUp { budget: 0 },
        (true, false) => Label::Verified,
    };
    (found, label)
}

/// What the customer can change on a later day, whatever the untold facts are.
fn later(book: Book<'_>, untold: &Situation, action: ActionId, days: &Timeline) -> (Option<Later>, Label) {
    let kept_out = kept_out(book.model, action);
    let doers = Doers { actors: &[Actor::Customer], kept_out: &kept_out, lead: 0 };
    let (found, label) = instead::later(book, untold, action, doers, days);
    let is_open = kept_out.iter().any(|id| instead::changeable(book.model, *id));
    (found, if is_open { Label::GaveUp { budget: 0 } } else { label })
}

/// What hidden rules read, and what has to fit to an untold fact.
fn kept_out(model: &Model, action: ActionId) -> BTreeSet<FactId> {
    let reads = rules_about(model, action).map(|id| Reads::of_rule(model, id));
    let mut out: BTreeSet<FactId> =
        reads.filter(|reads| depends_on_untold(model, reads)).flat_map(|reads| reads.facts).collect();
    if always_hidden(model) {
        let mut reads = Reads::default();
        model.always.iter().for_each(|always| reads.add(model, always));
        out.extend(reads.facts);
    }
    out
}

/// Whether what cannot be otherwise ties other facts to an untold one: what can be changed would tell it.
fn always_hidden(model: &Model) -> bool {
    model.always.iter().any(|always| {
        let mut reads = Reads::default();
        reads.add(model, always);
        depends_on_untold(model, &reads)
    })
}

/// Whether anything about an action depends on an untold fact.
fn action_hidden(model: &Model, action: ActionId) -> bool {
    rules_about(model, action).any(|id| depends_on_untold(model, &Reads::of_rule(model, id)))
}

/// Whether anything about an action, a way out of it or of what is offered instead depends on an untold fact.
fn way_out_hidden(model: &Model, action: ActionId) -> bool {
    let blockers = |action| {
        let rules = rules_about(model, action).map(Blocker::Rule);
        rules.chain(std::iter::once(Blocker::DefaultDenial)).map(|blocker| (blocker, Truth::Yes)).collect::<Vec<_>>()
    };
    let ways = |action| blockers(action).into_iter().map(move |(blocker, _)| who::way_out(model, action, blocker).0);
    let is_hidden = |action| {
        let instead = ways(action).flat_map(|way| way.instead.iter().filter_map(|instead| instead.condition.as_ref()));
        let referrals = ways(action).flat_map(|way| way.referrals.iter().filter_map(|other| other.condition.as_ref()));
        let authority = options::authority_reads(model, action, &blockers(action));
        let mut reads = Reads::default();
        instead.chain(referrals).chain(authority).for_each(|condition| reads.add(model, condition));
        action_hidden(model, action) || depends_on_untold(model, &reads)
    };
    always_hidden(model)
        || is_hidden(action)
        || ways(action).flat_map(|way| &way.instead).any(|instead| is_hidden(instead.action))
}

/// A remedy with a last day only if that day is the same whatever the untold facts are.
fn dated(book: Book<'_>, untold: &Situation, action: ActionId, mut remedy: super::Remedy) -> super::Remedy {
    let model = book.model;
    if remedy.allowed_until.is_some() {
        let mut changed = untold.on(remedy.on.unwrap_or(untold.today));
        let mut is_whole = true;
        for change in &remedy.changes {
            match model.vocabulary.find(&change.fact.name) {
                Some(id) => changed.set(id, change.to.value.clone()),
                // A part of a fact is not found by its name.
                None => is_whole = false,
            }
        }
        let days = || when::timeline(book, &changed, action);
        let until = is_whole.then(|| timeline(days(), Outcome::Allowed).allowed_until);
        remedy.allowed_until = until.flatten();
    }
    remedy
}

/// The dates that are the same whatever the untold facts are.
fn timeline(full: Timeline, outcome: Outcome) -> Timeline {
    let certain_today = full.stretches.first().is_some_and(|s| s.outcome == outcome);
    if !certain_today || outcome == Outcome::Undetermined {
        return Timeline::default();
    }
    // The first day on which it is another outcome, if that outcome is certain.
    let turn = full.stretches.iter().find(|s| s.outcome != outcome);
    let turn = turn.filter(|s| s.outcome != Outcome::Undetermined);
    let (mut allowed_until, mut opens_on) = (None, None);
    match outcome {
        Outcome::Allowed => allowed_until = turn.and_then(|s| s.from.yesterday()),
        _ => opens_on = turn.map(|s| s.from),
    }
    Timeline {
        stretches: Vec::new(),
        allowed_until,
        opens_on,
        was_allowed_until: full.was_allowed_until.filter(|_| full.was_certain),
        was_certain: true,
        gave_up: false,
        turns: Vec::new(),
    }
}

/// The roles that may decide otherwise, without their limits; none where a limit depends on an untold fact.
fn named_roles(
    model: &Model,
    action: ActionId,
    open: &[(Blocker, Truth)],
    authority: Vec<Authority>,
) -> Vec<Authority> {
    let limits_hidden = open.iter().any(|(blocker, _)| {
        let lines = who::way_out(model, action, *blocker).0.overrides.iter().flatten();
        lines.flat_map(|line| line.condition.iter().chain(line.counted())).any(|condition| {
            let mut reads = Reads::default();
            reads.add(model, condition);
            depends_on_untold(model, &reads)
        })
    });
    if limits_hidden {
        return Vec::new();
    }
    let covering = authority.into_iter().filter(|role| role.covers);
    covering.map(|role| Authority { conditions: Vec::new(), why_not: Vec::new(), ..role }).collect()
}
