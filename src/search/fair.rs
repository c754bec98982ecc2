//! Which changes may be suggested, and what they have to bring about, as tests of the compiled form.
//!
//! [`crate::explain`] says the same of what is found, by the plain evaluator.

use std::collections::BTreeSet;

use super::sure::Oracle;
use super::{At, View, Want, World};
use crate::decide::{Evaluation, Situation};
use crate::model::expr::Quantifier;
use crate::model::interval::{Op, Range};
use crate::model::vocabulary::{FactId, RoleId};
use crate::model::{ActionId, Model, Override, Reads, RuleId, RuleWord};
use crate::program::{Id, Node, Place, Program, Var};

/// What stood in the way, or may have.
pub(super) struct Stood {
    rules: Vec<(ActionId, RuleId, Id)>,
    denials: BTreeSet<ActionId>,
}

pub(super) fn stood(model: &Model, program: &Program, situation: &Situation, action: ActionId) -> Stood {
    let oracle = Oracle::new(model, program, situation);
    let mut stood = Stood { rules: Vec::new(), denials: BTreeSet::new() };
    // Rules about other actions count where a condition asks whether these are allowed.
    let others = (0..model.actions.len()).map(ActionId).filter(|other| *other == action || model.reads_actions);
    for action in others {
        let Some(nodes) = program.action(action) else { continue };
        let missing = oracle.missing_of(&[nodes.denied]);
        let space = oracle.space(missing);
        let view = View::of(&space.world, &space.region);
        // What no completion brings about never stood in the way, however its tests read one by one.
        let may = |id: Id| match oracle.evaluator.range(id, &view) {
            range if range == Range::exactly(0) => false,
            range if range == Range::exactly(1) => true,
            _ => oracle.always_comes_to(id, Want::NO) != Some(true),
        };
        let near = nodes.index.by.and_then(|var| super::eval::Bounds::of(&view, var)).unwrap_or((i128::MIN, i128::MAX));
        let all = nodes.index.within(near).filter_map(|i| nodes.blockers.get(i));
        stood.rules.extend(all.filter(|(_, id)| may(*id)).map(|(rule, id)| (action, *rule, *id)));
        if nodes.default_denial.is_some_and(may) {
            stood.denials.insert(action);
        }
    }
    stood
}

/// Facts that may not be suggested: kept out by a rule, or read by what law or regulation restricts and not named there.
pub(super) fn kept_out(model: &Model, stood: &Stood, action: ActionId) -> BTreeSet<FactId> {
    let mut out = model.about(action).kept_out.clone();
    for rule in &reads_about(model, action).rules {
        out.extend(&model[*rule].remedy_not_by);
    }
    let imposed = stood.rules.iter().filter(|(other, ..)| *other == action).map(|(_, id, _)| *id).filter(|id| {
        let rule = &model[*id];
        rule.kind == RuleWord::Restriction && rule.source.kind.is_imposed()
    });
    // Whoever may decide on the rest: it has to go, and only what it names may be changed.
    for id in imposed {
        let reads = reads_of(model, id, action);
        out.extend(reads.facts.iter().filter(|fact| !model[id].remedy_by.contains(fact)));
    }
    out
}

/// What the rules about an action read where that may be of other actions; else nothing.
pub(super) fn reads_about(model: &Model, action: ActionId) -> Reads {
    let mut reads = Reads::default();
    if model.reads_actions {
        model.about(action).rules.iter().for_each(|rule| reads.add_rule(model, *rule));
    }
    reads
}

/// All that decides whether a rule stands in the way.
fn reads_of(model: &Model, id: RuleId, action: ActionId) -> Reads {
    let mut reads = Reads::of_rule(model, id);
    for right in rights_over(model, action, id) {
        reads.add_rule(model, right);
    }
    reads
}

/// The tests that keep a change from being evasion: [`crate::explain`] says the same of what is found, by the plain evaluator.
pub(super) fn fair(
    model: &Model,
    program: &mut Program,
    situation: &Situation,
    stood: &Stood,
    action: ActionId,
) -> Vec<Id> {
    let mut actions = vec![action];
    actions.extend(reads_about(model, action).actions.into_iter().filter(|other| *other != action));
    let mut tests = Vec::new();
    for action in actions {
        let Some(nodes) = program.action(action) else { continue };
        let default_denial = nodes.default_denial;
        let blockers: Vec<(RuleId, Id)> =
            stood.rules.iter().filter(|(other, ..)| *other == action).map(|(_, id, blocks)| (*id, *blocks)).collect();
        for (id, blocks) in blockers {
            let Some(rule_nodes) = program.rule(id) else { continue };
            let rule = &model[id];
            let met: Vec<Id> = match rule.kind {
                RuleWord::Restriction if rule.source.kind.is_imposed() => {
                    let reads = reads_of(model, id, action);
                    vec![unchanged(model, program, situation, &reads, &rule.remedy_by)]
                }
                RuleWord::Requirement if rule.source.kind.is_imposed() => {
                    rule_nodes.when.into_iter().chain(rule_nodes.required).collect()
                }
                _ => Vec::new(),
            };
            let over = std::iter::once(program_not(program, rule_nodes.applies)).chain(met).collect();
            let is_over = program.add(Node::Group { how: Quantifier::All, of: over });
            // It still stands in the way, or may; it does not hold, and is met; or what it names itself prevails over it.
            let mut rights = Vec::new();
            for right in rights_over(model, action, id) {
                rights.extend(named(model, program, situation, right));
            }
            let may_apply = program.add(Node::Maybe(rule_nodes.applies));
            let prevails = program.add(Node::Group { how: Quantifier::Any, of: rights.into() });
            let is_right = program.add(Node::Group { how: Quantifier::All, of: Box::new([may_apply, prevails]) });
            let ways = [program.add(Node::Maybe(blocks)), is_over, is_right];
            tests.push(program.add(Node::Group { how: Quantifier::Any, of: ways.into() }));
        }
        if let Some(node) = default_denial.filter(|_| stood.denials.contains(&action)) {
            let mut ways = vec![program.add(Node::Maybe(node))];
            let permits: Vec<RuleId> = ways_in(model, action).collect();
            for id in permits {
                ways.extend(named(model, program, situation, id));
            }
            tests.push(program.add(Node::Group { how: Quantifier::Any, of: ways.into() }));
        }
    }
    tests
}

pub(super) fn program_not(program: &mut Program, of: Id) -> Id {
    program.add(Node::Calculate { op: Op::Not, of: Box::new([of]) })
}

fn rights_over(model: &Model, action: ActionId, blocker: RuleId) -> Vec<RuleId> {
    let kind = model[blocker].source.kind;
    let others = model.about(action).others.iter().copied();
    others.filter(|id| model[*id].prevails_over.contains(&kind)).collect()
}

fn ways_in(model: &Model, action: ActionId) -> impl Iterator<Item = RuleId> {
    model.about(action).others.iter().copied().filter(|id| model[*id].permits())
}

/// Whether a right or permission applies and is our own, or nothing was changed of what it reads but what it names.
fn named(model: &Model, program: &mut Program, situation: &Situation, id: RuleId) -> Option<Id> {
    let applies = program.rule(id)?.applies;
    if !model[id].source.kind.is_imposed() {
        return Some(applies);
    }
    let reads = Reads::of_rule(model, id);
    let same = unchanged(model, program, situation, &reads, &model[id].remedy_by);
    Some(program.add(Node::Group { how: Quantifier::All, of: Box::new([applies, same]) }))
}

/// Whether nothing of what is read was changed but these. What is missing is changed by nobody.
fn unchanged(model: &Model, program: &mut Program, situation: &Situation, reads: &Reads, but: &[FactId]) -> Id {
    let world = World::of(program, model, situation);
    let counts = |id: FactId| reads.facts.contains(&id) && !but.contains(&id) && !model[id].changes.is_empty();
    let vars: Vec<Var> = program
        .variables()
        .filter(|var| match &program.variable(*var).place {
            Place::Fact(id) => situation.fact(*id).is_some() && counts(*id),
            Place::Part(path) => situation.part(path).is_some() && counts(path.fact()),
            Place::Present(path) => counts(path.fact()),
            Place::Today | Place::Unknown(_) => false,
        })
        .collect();
    let mut tests = Vec::new();
    for var in vars {
        if let At::Fixed(old) = world.get(var) {
            let value = program.add(Node::Var(var));
            tests.push(program.add(Node::Within { value, set: Box::new([(old, old)]) }));
        }
    }
    program.add(Node::Group { how: Quantifier::All, of: tests.into() })
}

/// Whether a role may decide otherwise on all that stands in the way.
pub(super) fn covered<'m>(
    model: &'m Model,
    program: &mut Program,
    case: (&Situation, &Evaluation<'m>),
    action: ActionId,
    role: RoleId,
) -> Id {
    let Some(nodes) = program.action(action) else { return program.add(Node::Constant(0)) };
    let blockers = nodes.blockers.clone();
    let default_denial = nodes.default_denial;
    let mut left = Vec::new();
    for (id, blocks) in blockers {
        let rule = &model[id];
        let may = if rule.source.kind.is_imposed() { None } else { rule.way_out.overrides.as_deref() };
        left.push(beyond(model, program, case, (blocks, may), role));
    }
    if let Some(denial) = default_denial {
        let imposed = model[action].source.as_ref().is_some_and(|source| source.kind.is_imposed());
        let may = if imposed { None } else { model[action].way_out.overrides.as_deref() };
        left.push(beyond(model, program, case, (denial, may), role));
    }
    program.add(Node::Group { how: Quantifier::None, of: left.into() })
}

/// Whether something stands in the way on which the role may not decide.
fn beyond<'m>(
    model: &'m Model,
    program: &mut Program,
    case: (&Situation, &Evaluation<'m>),
    (blocks, lines): (Id, Option<&'m [Override]>),
    role: RoleId,
) -> Id {
    let own: Vec<_> = lines.unwrap_or(&[]).iter().filter(|line| model[role].powers.contains(&line.role)).collect();
    if own.is_empty() {
        return blocks;
    }
    let mut ways = Vec::new();
    for line in own {
        match &line.condition {
            None => return program.add(Node::Constant(0)),
            Some(condition) => ways.extend(program.condition(model, case, condition)),
        }
    }
    let nobody = program.add(Node::Group { how: Quantifier::None, of: ways.into() });
    program.add(Node::Group { how: Quantifier::All, of: Box::new([blocks, nobody]) })
}
