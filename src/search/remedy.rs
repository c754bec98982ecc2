//! The least changes that make it a yes, the cheapest first, or the proof that there is none.
//!
//! Ruling 10 of the charter: compared are the number of facts changed, the sum of effort, the days it takes, the distance
//! from the old values, and the names. What takes N days has to be allowed on the day in N days.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::sure::Oracle;
use super::{At, BUDGET, Cheapest, Cost, Found, Goal, Question, Region, Take, View, Want, World};
use crate::decide::{Evaluation, Situation};
use crate::model::expr::Quantifier;
use crate::model::vocabulary::{Actor, Change, Effort, FactId, Manner, RoleId};
use crate::model::{ActionId, Model, Reads, RuleId, RuleWord};
use crate::program::{Id, Node, Place, Program, Var};
use crate::value::{Date, Truth, Type};

/// So many remedies are shown at most.
const MOST: usize = 3;

/// So many completions of the missing facts are looked at side by side.
const WORLDS: usize = 24;

/// What the changes have to bring about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// The action is allowed.
    Allowed,
    /// A role may decide otherwise on all that is left in the way.
    Covered(RoleId),
}

/// One fact and what it has to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) var: Var,
    pub(crate) to: i128,
    /// All that it may become instead, as far as it is one stretch with more than one value.
    pub(crate) range: Option<(i128, i128)>,
    /// By which of the declared changes: its position.
    pub(crate) change: usize,
}

/// Changes that together bring it about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) moves: Vec<Move>,
    pub(crate) day: Date,
}

/// What came of the search.
#[derive(Clone, Debug)]
pub(crate) struct Ways {
    pub(crate) found: Vec<Way>,
    /// Whether these are the cheapest, and all up to the number that is shown.
    pub(crate) exact: bool,
    /// Whether the budget ran out.
    pub(crate) gave_up: bool,
}

/// A fact, or a part of one, that somebody can change.
#[derive(Debug)]
struct Movable {
    var: Var,
    fact: FactId,
    old: i128,
    /// Its place among the names.
    rank: usize,
    /// Whether one value is nearer than another.
    is_ordered: bool,
    options: Vec<Opening>,
}

/// What one declared change can make of it.
#[derive(Clone, Copy, Debug)]
struct Opening {
    /// Its position in the declaration.
    at: usize,
    low: i128,
    high: i128,
    effort: u32,
    days: u32,
}

impl Opening {
    fn reaches(&self, value: i128) -> bool {
        self.low <= value && value <= self.high
    }
}

/// How effort counts.
fn weight(effort: Effort) -> u32 {
    match effort {
        Effort::Small => 1,
        Effort::Medium => 2,
        Effort::Large => 4,
    }
}

/// What the changes of these people can bring about, for an action that is denied.
pub(crate) fn ways<'m>(
    (model, base): (&'m Model, &Arc<Program>),
    situation: &Situation,
    before: &Evaluation<'m>,
    action: ActionId,
    (actors, stays): (&[Actor], &BTreeSet<FactId>),
    target: Target,
) -> (Ways, Program) {
    let mut program = Program::for_case(base, model, situation);
    let mut kept_out = kept_out(model, before, action);
    kept_out.extend(stays);
    let movables = |program: &Program| movables(model, program, situation, actors, &kept_out);
    if movables(&program).is_empty() {
        return (Ways { found: Vec::new(), exact: true, gave_up: false }, program);
    }
    let mut goals = Vec::new();
    match target {
        Target::Allowed => goals.extend(program.action(action).map(|nodes| nodes.allowed)),
        Target::Covered(role) => goals.push(covered(model, &mut program, (situation, before), action, role)),
    }
    goals.extend(fair(model, &mut program, situation, before, action));
    let all = program.add(Node::Group { how: Quantifier::All, of: goals.into() });
    // Where what cannot be is assumed of what is missing, nothing has to hold.
    let impossible: Vec<Id> = program.always().collect();
    let possible =
        (!impossible.is_empty()).then(|| program.add(Node::Group { how: Quantifier::All, of: impossible.into() }));
    let goal = match possible {
        Some(possible) => {
            let not = program.add(Node::Calculate { op: crate::model::interval::Op::Not, of: Box::new([possible]) });
            program.add(Node::Group { how: Quantifier::Any, of: Box::new([not, all]) })
        }
        None => all,
    };
    let oracle = Oracle::new(model, &program, situation);
    let read = oracle.reads(program.always().chain([goal]));
    let movables: Vec<Movable> = movables(&program).into_iter().filter(|m| read.contains(&m.var)).collect();
    let missing: Vec<Var> = read.iter().copied().filter(|var| oracle.is_missing(*var)).collect();
    let is_loose = read.iter().any(|var| program.is_loose(*var));
    let ways = Search { oracle: &oracle, movables, missing, goal, exact: !is_loose }.run(situation);
    (ways, program)
}

/// Facts that may not be suggested: kept out by a rule, or read by what law or regulation restricts and not named there.
fn kept_out(model: &Model, before: &Evaluation<'_>, action: ActionId) -> BTreeSet<FactId> {
    let mut out = BTreeSet::new();
    let about: Vec<RuleId> =
        (0..model.rules.len()).map(RuleId).filter(|id| model[*id].actions.contains(&action)).collect();
    let mut others = Reads::default();
    if model.reads_actions() {
        about.iter().for_each(|rule| others.add_rule(model, *rule));
    }
    for rule in about.iter().chain(&others.rules) {
        out.extend(&model[*rule].remedy_not_by);
    }
    let imposed = about.iter().copied().filter(|id| {
        let rule = &model[*id];
        rule.kind == RuleWord::Restriction && rule.source.kind.is_imposed() && before.blocks(*id, action) != Truth::No
    });
    // Whoever may decide on the rest: it has to go, and only what it names may be changed.
    for id in imposed {
        let reads = reads_of(model, id, action);
        out.extend(reads.facts.iter().filter(|fact| !model[id].remedy_by.contains(fact)));
    }
    out
}

/// All that decides whether a rule stands in the way.
fn reads_of(model: &Model, id: RuleId, action: ActionId) -> Reads {
    let mut reads = Reads::of_rule(model, id);
    for (i, rule) in model.rules.iter().enumerate() {
        if rule.actions.contains(&action) && rule.prevails_over.contains(&model[id].source.kind) {
            reads.add_rule(model, RuleId(i));
        }
    }
    reads
}

fn movables(
    model: &Model,
    program: &Program,
    situation: &Situation,
    actors: &[Actor],
    kept_out: &BTreeSet<FactId>,
) -> Vec<Movable> {
    let world = World::of(program, model, situation);
    let mut found = Vec::new();
    let mut names: Vec<(&str, Var)> = Vec::new();
    for var in program.variables() {
        let variable = program.variable(var);
        let (fact, changes) = match &variable.place {
            Place::Fact(id) => (*id, &model[*id].changes),
            Place::Present(path) => (path.fact(), &model[path.fact()].changes),
            Place::Today | Place::Part(_) | Place::Unknown(_) => continue,
        };
        let is_present = matches!(variable.place, Place::Present(_));
        let At::Fixed(old) = world.get(var) else { continue };
        let stated = situation.fact(fact).is_some() && !model[fact].is_term;
        if !stated || kept_out.contains(&fact) || (super::has_parts(&variable.ty) && !is_present) {
            continue;
        }
        let (low, high) = super::domain(program, var, 1);
        let options: Vec<Opening> = changes
            .iter()
            .enumerate()
            .filter(|(_, change)| actors.contains(&change.actor))
            .filter_map(|(at, change)| {
                let (low, high) = reach(change, old, (low, high), situation.today, is_present, &variable.ty)?;
                Some(Opening { at, low, high, effort: weight(change.effort), days: change.takes_days })
            })
            .collect();
        if options.is_empty() {
            continue;
        }
        let is_ordered = match &variable.ty {
            Type::Quantity(_) | Type::Date | Type::Moment(_) => true,
            Type::Choice(choices) => choices.ranked,
            _ => false,
        };
        names.push((&model[fact].name, var));
        found.push(Movable { var, fact, old, rank: 0, is_ordered, options });
    }
    names.sort();
    for movable in &mut found {
        movable.rank = names.iter().position(|(_, var)| *var == movable.var).unwrap_or_default();
    }
    found
}

/// The values to which a change leads from an old one, with the old one at an end or between.
fn reach(
    change: &Change,
    old: i128,
    (low, high): (i128, i128),
    today: Date,
    is_present: bool,
    ty: &Type,
) -> Option<(i128, i128)> {
    let done = i128::from(today.days()) + i128::from(change.takes_days);
    let earliest = match ty {
        Type::Date => done,
        // A point in time is brought forward to a later one than now; the day is all that is known of now.
        Type::Moment(_) => done.saturating_mul(i128::from(crate::value::moment::DAY)),
        _ => low,
    };
    let (low, high) = match change.manner {
        Manner::Provide => (old, 1),
        Manner::Choose if !is_present => (low, high),
        Manner::LeaveOut if is_present => (0, old),
        Manner::Lower => (low, old),
        Manner::Raise | Manner::PutOff => (old, high),
        Manner::BringForward => (earliest.max(low), old),
        Manner::Choose | Manner::LeaveOut => return None,
    };
    (low < high).then_some((low, high))
}

// --- What may be suggested ------------------------------------------------------------------

/// The tests that keep a change from being evasion: [`crate::explain`] says the same of what is found, by the plain evaluator.
fn fair(
    model: &Model,
    program: &mut Program,
    situation: &Situation,
    before: &Evaluation<'_>,
    action: ActionId,
) -> Vec<Id> {
    let mut actions = vec![action];
    if model.reads_actions() {
        let mut reads = Reads::default();
        for id in (0..model.rules.len()).map(RuleId).filter(|id| model[*id].actions.contains(&action)) {
            reads.add_rule(model, id);
        }
        actions.extend(reads.actions.into_iter().filter(|other| *other != action));
    }
    let mut tests = Vec::new();
    for action in actions {
        let Some(nodes) = program.action(action) else { continue };
        let stood: Vec<(RuleId, Id)> =
            nodes.blockers.iter().copied().filter(|(id, _)| before.blocks(*id, action) != Truth::No).collect();
        let default_denial = nodes.default_denial;
        for (id, blocks) in stood {
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
            let mut ways = vec![blocks, is_over];
            let rights = rights_over(model, action, id);
            for right in rights {
                ways.extend(named(model, program, situation, right));
            }
            tests.push(program.add(Node::Group { how: Quantifier::Any, of: ways.into() }));
        }
        if let (Some(node), Some(Truth::Yes | Truth::Unknown)) = (default_denial, before.default_denial(action)) {
            let mut ways = vec![node];
            let permits: Vec<RuleId> = model.deciding(action).filter(|id| model[*id].permits()).collect();
            for id in permits {
                ways.extend(named(model, program, situation, id));
            }
            tests.push(program.add(Node::Group { how: Quantifier::Any, of: ways.into() }));
        }
    }
    tests
}

fn program_not(program: &mut Program, of: Id) -> Id {
    program.add(Node::Calculate { op: crate::model::interval::Op::Not, of: Box::new([of]) })
}

fn rights_over(model: &Model, action: ActionId, blocker: RuleId) -> Vec<RuleId> {
    let kind = model[blocker].source.kind;
    model.deciding(action).filter(|id| model[*id].prevails_over.contains(&kind)).collect()
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

/// Whether nothing of what is read was changed but these.
fn unchanged(model: &Model, program: &mut Program, situation: &Situation, reads: &Reads, but: &[FactId]) -> Id {
    let world = World::of(program, model, situation);
    let vars: Vec<Var> = program
        .variables()
        .filter(|var| match &program.variable(*var).place {
            Place::Fact(id) => reads.facts.contains(id) && !but.contains(id) && !model[*id].changes.is_empty(),
            Place::Present(path) => reads.facts.contains(&path.fact()) && !but.contains(&path.fact()),
            _ => false,
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
fn covered<'m>(
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
        let may = (!rule.source.kind.is_imposed()).then(|| rule.way_out.overrides.as_deref()).flatten();
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
    (blocks, lines): (Id, Option<&'m [crate::model::Override]>),
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

// --- The search -----------------------------------------------------------------------------

struct Search<'a> {
    oracle: &'a Oracle<'a>,
    movables: Vec<Movable>,
    missing: Vec<Var>,
    goal: Id,
    exact: bool,
}

/// The slot of the day.
const DAY: usize = 0;

impl Search<'_> {
    fn run(mut self, situation: &Situation) -> Ways {
        let today = i128::from(situation.today.days());
        let mut days: BTreeSet<u32> = self.movables.iter().flat_map(|m| &m.options).map(|o| o.days).collect();
        days.retain(|days| Date::from_days(today + i128::from(*days)).is_some());
        // The movables stand behind the day.
        let mut world = self.oracle.world.clone();
        world.set(Var::TODAY, At::Slot(DAY));
        for (i, movable) in self.movables.iter().enumerate() {
            world.set(movable.var, At::Slot(i + 1));
        }
        let home: Vec<i128> = std::iter::once(today).chain(self.movables.iter().map(|m| m.old)).collect();
        let starts: Vec<Region> = days
            .iter()
            .map(|days| {
                let day = today + i128::from(*days);
                let within = self.movables.iter().map(|movable| {
                    let open = movable.options.iter().filter(|option| option.days <= *days);
                    open.fold((movable.old, movable.old), |ends, option| {
                        (ends.0.min(option.low), ends.1.max(option.high))
                    })
                });
                std::iter::once((day, day)).chain(within).collect()
            })
            .collect();
        let mut completions: Vec<World> = vec![world.clone()];
        if !self.missing.is_empty() {
            match self.completion(&world) {
                Some(first) => completions = vec![first],
                None => return Ways { found: Vec::new(), exact: false, gave_up: true },
            }
        }
        'again: loop {
            let goals: Vec<Goal> =
                (0..completions.len()).map(|world| Goal { id: self.goal, world, want: Want::YES }).collect();
            let goals: Vec<Goal> = goals.into_iter().chain(self.always_here()).collect();
            let question = Question {
                evaluator: &self.oracle.evaluator,
                worlds: &completions,
                goals: &goals,
                home: &home,
                budget: BUDGET,
            };
            let price = Price { movables: &self.movables, today, found: RefCell::new(Vec::new()) };
            let mut cheapest = Cheapest::new(&question, starts.iter().cloned(), &price);
            let mut found = Vec::new();
            let mut gave_up = false;
            while found.len() < MOST {
                match cheapest.next(&price) {
                    None => break,
                    Some(Err(_)) => {
                        gave_up = true;
                        break;
                    }
                    Some(Ok((point, _))) => {
                        if !self.missing.is_empty() {
                            match self.counterexample(&point) {
                                Found::Nowhere => {}
                                Found::At(values) if completions.len() < WORLDS => {
                                    let mut other = world.clone();
                                    for (var, value) in self.missing.iter().zip(values) {
                                        other.set(*var, At::Fixed(value));
                                    }
                                    completions.push(other);
                                    continue 'again;
                                }
                                Found::At(_) | Found::GaveUp => {
                                    gave_up = true;
                                    break;
                                }
                            }
                        }
                        let changed: BTreeSet<usize> =
                            (0..self.movables.len()).filter(|i| point[i + 1] != self.movables[*i].old).collect();
                        price.found.borrow_mut().push(changed.clone());
                        found.push(self.way(&question, &point, &changed));
                    }
                }
            }
            self.exact &= !gave_up;
            return Ways { found, exact: self.exact, gave_up };
        }
    }

    /// What cannot be otherwise, where nothing is missing of it.
    fn always_here(&self) -> Vec<Goal> {
        if self.missing.is_empty() { self.oracle.always(0).collect() } else { Vec::new() }
    }

    /// A world in which what is missing has some values that can be.
    fn completion(&self, world: &World) -> Option<World> {
        let space = self.oracle.space(self.missing.iter().copied());
        let goals: Vec<Goal> = self.oracle.always(0).collect();
        let Found::At(values) = self.oracle.any(&space, &goals) else { return None };
        let mut found = world.clone();
        for (var, value) in self.missing.iter().zip(values) {
            found.set(*var, At::Fixed(value));
        }
        Some(found)
    }

    /// Values of what is missing with which a point is no way after all.
    fn counterexample(&self, point: &[i128]) -> Found {
        let mut space = self.oracle.space(self.missing.iter().copied());
        for (i, movable) in self.movables.iter().enumerate() {
            space.world.set(movable.var, At::Fixed(point[i + 1]));
        }
        space.world.set(Var::TODAY, At::Fixed(point[DAY]));
        let mut goals: Vec<Goal> = self.oracle.always(0).collect();
        // Some completion has to be possible at all.
        if !matches!(self.oracle.any(&space, &goals), Found::At(_)) {
            return Found::GaveUp;
        }
        goals.push(Goal::new(self.goal, Want::YES.other()));
        self.oracle.any(&space, &goals)
    }

    /// A point as changes, each as wide as it may be.
    fn way(&self, question: &Question<'_, '_>, point: &[i128], changed: &BTreeSet<usize>) -> Way {
        let takes = point[DAY] - i128::from(self.oracle.situation.today.days());
        let mut ordered = changed.iter().filter(|i| self.movables[**i].is_ordered);
        // Of two amounts that have to fit to each other no stretch can be told of one.
        let only = ordered.next().filter(|_| ordered.next().is_none());
        let mut moves: Vec<(usize, Move)> = changed
            .iter()
            .filter_map(|i| {
                let movable = &self.movables[*i];
                let to = point[i + 1];
                let open = movable.options.iter().filter(|o| i128::from(o.days) <= takes && o.reaches(to));
                let option = open.min_by_key(|o| (o.effort, o.days, o.at))?;
                let range = (Some(i) == only && self.missing.is_empty())
                    .then(|| self.extent(question, point, i + 1, (option.low, option.high)))
                    .filter(|(low, high)| low < high);
                Some((movable.rank, Move { var: movable.var, to, range, change: option.at }))
            })
            .collect();
        moves.sort_by_key(|(rank, _)| *rank);
        let day = Date::from_days(point[DAY]).unwrap_or(self.oracle.situation.today);
        Way { moves: moves.into_iter().map(|(_, way)| way).collect(), day }
    }

    /// All values of one fact around a point, as far as everything holds without a gap, the others being as they are.
    fn extent(
        &self,
        question: &Question<'_, '_>,
        point: &[i128],
        slot: usize,
        (low, high): (i128, i128),
    ) -> (i128, i128) {
        let (old, to) = (question.home[slot], point[slot]);
        let mut region: Region = point.iter().map(|at| (*at, *at)).collect();
        let end = if to < old { low } else { high };
        // Outward, halving what is not settled; the nearest stretch first.
        let mut pending = vec![if to < old { (end, to) } else { (to, end) }];
        let mut reached = to;
        let mut left = 500;
        while let Some((low, high)) = pending.pop() {
            left -= 1;
            region[slot] = (low, high);
            let holds = |want: Want, goal: &Goal| {
                question
                    .worlds
                    .get(goal.world)
                    .is_some_and(|world| want.surely(question.evaluator.range(goal.id, &View::of(world, &region))))
            };
            if question.goals.iter().all(|goal| holds(goal.want, goal)) {
                reached = if to < old { low } else { high };
                continue;
            }
            if low == high || left == 0 {
                break;
            }
            let middle = low + (high - low) / 2;
            if to < old {
                pending.extend([(low, middle), (middle + 1, high)]);
            } else {
                pending.extend([(middle + 1, high), (low, middle)]);
            }
        }
        (to.min(reached), to.max(reached))
    }
}

/// What changes cost, and which sets of facts were found already.
struct Price<'a> {
    movables: &'a [Movable],
    today: i128,
    found: RefCell<Vec<BTreeSet<usize>>>,
}

type Key = (usize, u32, i128, i128, Vec<usize>, Vec<i128>);

impl Cost for Price<'_> {
    type Key = Key;

    fn least(&self, region: &[(i128, i128)], point: &[i128]) -> Key {
        let days = point[DAY] - self.today;
        let (mut count, mut effort, mut distance) = (0, 0_u32, 0_i128);
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for (i, movable) in self.movables.iter().enumerate() {
            let at = point[i + 1];
            if at == movable.old {
                continue;
            }
            count += 1;
            let (low, high) = region[i + 1];
            let open = movable.options.iter().filter(|o| i128::from(o.days) <= days && o.low <= high && o.high >= low);
            effort = effort.saturating_add(open.map(|o| o.effort).min().unwrap_or_default());
            if movable.is_ordered {
                distance = distance.saturating_add((at - movable.old).abs());
            }
            names.push(movable.rank);
            values.push(at);
        }
        names.sort_unstable();
        (count, effort, days, distance, names, values)
    }

    fn take(&self, region: &Region, point: &[i128]) -> Take {
        let changed: BTreeSet<usize> =
            (0..self.movables.len()).filter(|i| point[i + 1] != self.movables[*i].old).collect();
        let pinned = |i: usize| {
            let mut region = region.clone();
            let (low, high) = region[i + 1];
            let old = self.movables[i].old;
            (low <= old && old <= high).then(|| {
                region[i + 1] = (old, old);
                region
            })
        };
        // No set of facts that contains another is shown.
        if let Some(found) = self.found.borrow().iter().find(|found| found.is_subset(&changed)) {
            return Take::Instead(found.iter().filter_map(|i| pinned(*i)).collect());
        }
        let days = point[DAY] - self.today;
        // A value that is reached by a dearer change only, where the stretch has cheaper ones, is counted by itself.
        for i in &changed {
            let movable = &self.movables[*i];
            let open: Vec<&Opening> = movable.options.iter().filter(|o| i128::from(o.days) <= days).collect();
            let (low, high) = region[i + 1];
            let least = open.iter().filter(|o| o.low <= high && o.high >= low).map(|o| o.effort).min();
            let here = open.iter().filter(|o| o.reaches(point[i + 1])).map(|o| o.effort).min();
            if here > least {
                let at = point[i + 1];
                let cheap = open.iter().filter(|o| Some(o.effort) < here && o.low <= high && o.high >= low);
                // What cheaper changes reach, and the rest; each is smaller than the whole.
                let (mut below, mut above) = (i128::MAX, i128::MIN);
                for option in cheap {
                    (below, above) = (below.min(option.low.max(low)), above.max(option.high.min(high)));
                }
                let cut = |ends: (i128, i128)| {
                    let mut region = region.clone();
                    region[i + 1] = ends;
                    region
                };
                let parts = [(low, (below - 1).min(high)), (below, above), ((above + 1).max(low), high)];
                let parts: Vec<Region> = parts.into_iter().filter(|(low, high)| low <= high).map(cut).collect();
                if parts.len() > 1 && !(below <= at && at <= above) {
                    return Take::Instead(parts);
                }
            }
        }
        if days == 0 {
            return Take::Yes;
        }
        // What takes so many days has something in it that does.
        let quick = |movable: &Movable| {
            let open = movable.options.iter().filter(|o| i128::from(o.days) < days);
            open.fold((movable.old, movable.old), |ends, o| (ends.0.min(o.low), ends.1.max(o.high)))
        };
        let is_slow = |i: &usize| {
            let (low, high) = quick(&self.movables[*i]);
            point[i + 1] < low || point[i + 1] > high
        };
        if changed.iter().any(is_slow) {
            return Take::Yes;
        }
        let mut instead = Vec::new();
        for (i, movable) in self.movables.iter().enumerate() {
            let (low, high) = quick(movable);
            for ends in
                [(region[i + 1].0, region[i + 1].1.min(low - 1)), (region[i + 1].0.max(high + 1), region[i + 1].1)]
            {
                if ends.0 <= ends.1 {
                    let mut region = region.clone();
                    region[i + 1] = ends;
                    instead.push(region);
                }
            }
        }
        Take::Instead(instead)
    }
}

/// The facts that changes are about.
pub(crate) fn facts(program: &Program, way: &Way) -> BTreeMap<FactId, Vec<Var>> {
    let mut found: BTreeMap<FactId, Vec<Var>> = BTreeMap::new();
    for change in &way.moves {
        let fact = match &program.variable(change.var).place {
            Place::Fact(id) => *id,
            Place::Part(path) | Place::Present(path) => path.fact(),
            Place::Today | Place::Unknown(_) => continue,
        };
        found.entry(fact).or_default().push(change.var);
    }
    found
}
