//! The least changes that make it a yes, the cheapest first, or the proof that there is none.
//!
//! Ruling 10 of the charter: compared are the number of facts changed, the sum of effort, the days it takes, the distance
//! from the old values, and the names. What takes N days has to be allowed on the day in N days.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fair::{covered, fair, kept_out, program_not, stood};
use super::parts::parts;
use super::sure::Oracle;
use super::{At, BUDGET, Cell, Cheapest, Cost, Found, Goal, Question, Region, Take, View, Want, World};
use crate::decide::{Evaluation, Path, Situation};
use crate::model::expr::Quantifier;
use crate::model::vocabulary::{Actor, Effort, FactId, Manner, RoleId};
use crate::model::{ActionId, Model};
use crate::program::{Id, Node, Place, Program, Var};
use crate::value::{Date, Type};

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
}

/// A fact, or a part of one, that somebody can change.
#[derive(Debug)]
pub(super) struct Movable {
    pub(super) var: Var,
    pub(super) old: i128,
    /// Its place among the names.
    rank: usize,
    /// Whether one value is nearer than another.
    is_ordered: bool,
    pub(super) options: Vec<Opening>,
}

impl Movable {
    /// The changes that lead to some value of a stretch within so many days; of one that has to be used, it alone.
    fn open(&self, days: i128, pin: Option<Opening>, (low, high): (i128, i128)) -> impl Iterator<Item = &Opening> {
        let is_open = move |o: &&Opening| {
            i128::from(o.days) <= days && o.low <= high && o.high >= low && pin.is_none_or(|pin| pin.at == o.at)
        };
        self.options.iter().filter(is_open)
    }

    /// All that it can be within so many days.
    pub(super) fn reach(&self, days: i128) -> (i128, i128) {
        let open = self.open(days, None, (i128::MIN, i128::MAX));
        open.fold((self.old, self.old), |ends, option| (ends.0.min(option.low), ends.1.max(option.high)))
    }
}

/// What one declared change can make of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    /// Its position in the declaration.
    at: usize,
    low: i128,
    high: i128,
    effort: u32,
    pub(super) days: u32,
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

/// Who changes something: these people, who leave these facts alone, and have begun so many days ago.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doers<'a> {
    pub(crate) actors: &'a [Actor],
    /// Facts that stay as they are, besides those that the rules keep out.
    pub(crate) kept_out: &'a BTreeSet<FactId>,
    /// Days by which what takes time is done sooner.
    pub(crate) lead: u32,
}

/// What the changes of these people can bring about, for an action that is denied.
pub(crate) fn ways<'m>(
    (model, base): (&'m Model, &Arc<Program>),
    situation: &Situation,
    before: &Evaluation<'m>,
    action: ActionId,
    doers: Doers<'_>,
    target: Target,
) -> (Ways, Program) {
    let mut program = Program::for_case(base, model, situation);
    let stood = stood(model, &program, situation, action);
    let mut kept_out = kept_out(model, &stood, action);
    kept_out.extend(doers.kept_out);
    let movables = |program: &Program| movables(model, program, situation, Doers { kept_out: &kept_out, ..doers });
    if movables(&program).is_empty() {
        return (Ways { found: Vec::new(), exact: true }, program);
    }
    let mut goals = Vec::new();
    match target {
        Target::Allowed => goals.extend(program.action(action).map(|nodes| nodes.allowed)),
        Target::Covered(role) => goals.push(covered(model, &mut program, (situation, before), action, role)),
    }
    goals.extend(fair(model, &mut program, situation, &stood, action));
    let all = program.add(Node::Group { how: Quantifier::All, of: goals.into() });
    // Where what cannot be is assumed of what is missing, nothing has to hold.
    let (open, certain): (Vec<Id>, Vec<Id>) = {
        let oracle = Oracle::new(model, &program, situation);
        let is_open = |id: &Id| !oracle.is_whole() && oracle.reads([*id]).into_iter().any(|var| oracle.is_missing(var));
        program.always().partition(is_open)
    };
    let goal = match open.is_empty() {
        true => all,
        false => {
            let possible = program.add(Node::Group { how: Quantifier::All, of: open.into() });
            let not = program_not(&mut program, possible);
            program.add(Node::Group { how: Quantifier::Any, of: Box::new([not, all]) })
        }
    };
    let mut oracle = Oracle::new(model, &program, situation);
    let movables = movables(&program);
    let moving: Vec<Var> = movables.iter().map(|movable| movable.var).collect();
    let read = oracle.reads_moving(program.always().chain([goal]), &moving);
    let movables: Vec<Movable> = movables.into_iter().filter(|m| read.contains(&m.var)).collect();
    let missing: Vec<Var> = read.iter().copied().filter(|var| oracle.is_missing(*var)).collect();
    let is_loose = read.iter().any(|var| program.is_loose(*var));
    let exact = !is_loose && !has_untried(&oracle, &read, doers.actors);
    let ways = Search { oracle: &oracle, movables, missing, goal, certain, exact }.run(situation);
    (ways, program)
}

/// Whether these people can change something that is not tried out: what a set has in it.
pub(super) fn has_untried(oracle: &Oracle<'_>, read: &BTreeSet<Var>, actors: &[Actor]) -> bool {
    read.iter().filter_map(|var| oracle.fact_of(*var)).any(|id| {
        let fact = &oracle.model[id];
        matches!(fact.ty, Type::Set(_)) && fact.changes.iter().any(|change| actors.contains(&change.actor))
    })
}

/// All that these people can change.
pub(super) fn movables(model: &Model, program: &Program, situation: &Situation, doers: Doers<'_>) -> Vec<Movable> {
    let world = World::of(program, model, situation);
    let mut found = Vec::new();
    let mut names: Vec<(&str, Var)> = Vec::new();
    for var in program.variables() {
        let variable = program.variable(var);
        let (fact, changes) = match &variable.place {
            Place::Fact(id) => (*id, &model[*id].changes),
            Place::Present(path) => (path.fact(), &model[path.fact()].changes),
            Place::Part(path) => (path.fact(), &model[path.fact()].changes),
            Place::Today | Place::Unknown(_) => continue,
        };
        let is_present = matches!(variable.place, Place::Present(_));
        let field = match &variable.place {
            Place::Part(path) => match field_of(path) {
                Some(field) => Some(field),
                None => continue,
            },
            _ => None,
        };
        let At::Fixed(old) = world.get(var) else { continue };
        let stated = match &variable.place {
            Place::Part(path) => situation.part(path).is_some(),
            _ => situation.fact(fact).is_some() && !model[fact].is_term,
        };
        if !stated || doers.kept_out.contains(&fact) || (super::has_parts(&variable.ty) && !is_present) {
            continue;
        }
        let (low, high) = super::domain(program, var, 1);
        let options: Vec<Opening> = changes
            .iter()
            .enumerate()
            .filter(|(_, change)| doers.actors.contains(&change.actor) && change.field == field)
            .filter_map(|(at, change)| {
                let days = change.takes_days.saturating_sub(doers.lead);
                // What is begun before can be done before too.
                let begun = i128::from(situation.today.days()) - i128::from(doers.lead);
                let done = begun + i128::from(change.takes_days);
                let (low, high) = reach(change.manner, old, (low, high), done, is_present, &variable.ty)?;
                Some(Opening { at, low, high, effort: weight(change.effort), days })
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
        found.push(Movable { var, old, rank: 0, is_ordered, options });
    }
    names.sort();
    for movable in &mut found {
        movable.rank = names.iter().position(|(_, var)| *var == movable.var).unwrap_or_default();
    }
    found
}

/// The field of a record, or of a member of a list, that a part of a fact is; `None` for what lies deeper.
fn field_of(path: &Path) -> Option<usize> {
    let Path::Field(of, at) = path else { return None };
    let is_near = match of.as_ref() {
        Path::Fact(_) => true,
        Path::Member(of, ..) => matches!(of.as_ref(), Path::Fact(_)),
        Path::Field(..) => false,
    };
    is_near.then_some(*at)
}

/// The values to which a change leads from an old one, with the old one at an end or between; it is done on a day.
fn reach(
    manner: Manner,
    old: i128,
    (low, high): (i128, i128),
    done: i128,
    is_present: bool,
    ty: &Type,
) -> Option<(i128, i128)> {
    let earliest = match ty {
        Type::Date => done,
        // A point in time is brought forward to a later one than now; the day is all that is known of now.
        Type::Moment(_) => done.saturating_mul(i128::from(crate::value::moment::DAY)),
        _ => low,
    };
    let (low, high) = match manner {
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

// --- The search -----------------------------------------------------------------------------

struct Search<'a> {
    oracle: &'a Oracle<'a>,
    movables: Vec<Movable>,
    missing: Vec<Var>,
    goal: Id,
    /// What cannot be otherwise, and reads nothing that is missing.
    certain: Vec<Id>,
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
        let old = self.movables.iter().map(|m| m.old);
        let home: Vec<i128> = std::iter::once(today).chain(old).chain([0]).collect();
        // What takes so many days has a change in it that does: one after the other is the one that has to be used.
        let pins: Vec<Pin> = self
            .movables
            .iter()
            .enumerate()
            .flat_map(|(of, m)| m.options.iter().map(move |opening| Pin { of, opening: *opening }))
            .filter(|pin| days.contains(&pin.opening.days) && pin.opening.days > 0)
            .collect();
        let all = |days: i128, pin: usize| -> Region {
            let within = self.movables.iter().map(|m| m.reach(days));
            let number = i128::try_from(pin).unwrap_or(i128::MAX);
            [(today + days, today + days)].into_iter().chain(within).chain([(number, number)]).collect()
        };
        let mut starts: Vec<Region> = vec![all(0, 0)];
        for (at, Pin { of, opening }) in pins.iter().enumerate() {
            let old = self.movables[*of].old;
            for ends in [(opening.low, opening.high.min(old - 1)), (opening.low.max(old + 1), opening.high)] {
                let mut start = all(i128::from(opening.days), at + 1);
                start[of + 1] = ends;
                starts.extend((ends.0 <= ends.1).then_some(start));
            }
        }
        let (first, rest) = starts.split_first().map_or((Region::new(), &starts[..]), |(a, b)| (a.clone(), b));
        // The least box with all of them in it.
        let whole = rest
            .iter()
            .fold(first, |whole, start| whole.iter().zip(start).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1))).collect());
        let mut completions: Vec<World> = vec![world.clone()];
        if !self.missing.is_empty() {
            match self.completion(&world) {
                Some(first) => completions = vec![first],
                None => return Ways { found: Vec::new(), exact: false },
            }
        }
        'again: loop {
            let goals: Vec<Goal> =
                (0..completions.len()).map(|world| Goal { id: self.goal, world, want: Want::YES }).collect();
            let certain = self.certain.iter().map(|id| Goal::new(*id, Want::NO.other()));
            let evaluator = &self.oracle.evaluator;
            let goals = parts(evaluator, &completions, goals.into_iter().chain(certain), &whole);
            let question = Question { evaluator, worlds: &completions, goals: &goals, home: &home, budget: BUDGET };
            let price = Price { movables: &self.movables, pins: &pins, today, found: RefCell::new(Vec::new()) };
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
                    Some(Ok((cell, point))) => {
                        if !self.missing.is_empty() {
                            match self.counterexample(&point) {
                                Some(Found::Nowhere) => {}
                                // That cannot be, whatever is missing: every other point of the cell may.
                                None => {
                                    others(&cell, &point).into_iter().for_each(|cell| cheapest.push(cell, &price));
                                    continue;
                                }
                                Some(Found::At(values)) if completions.len() < WORLDS => {
                                    let mut other = world.clone();
                                    for (var, value) in self.missing.iter().zip(values) {
                                        other.set(*var, At::Fixed(value));
                                    }
                                    completions.push(other);
                                    continue 'again;
                                }
                                Some(Found::At(_) | Found::GaveUp) => {
                                    gave_up = true;
                                    break;
                                }
                            }
                        }
                        let changed: BTreeSet<usize> =
                            (0..self.movables.len()).filter(|i| point[i + 1] != self.movables[*i].old).collect();
                        // What is a yes on that day without one of the changes is no way of its own: waiting does it.
                        if let Some(fewer) = self.needless(&question, &point, &changed) {
                            price.found.borrow_mut().push((fewer, Some(point[DAY])));
                            if let Take::Instead(regions) = price.take(&cell.region, &point) {
                                let choices = &cell.choices;
                                let cells = regions.into_iter().map(|region| Cell { region, choices: choices.clone() });
                                cells.for_each(|cell| cheapest.push(cell, &price));
                            }
                            continue;
                        }
                        price.found.borrow_mut().push((changed.clone(), None));
                        found.push(self.way(&question, &price, &point, &changed));
                    }
                }
            }
            self.exact &= !gave_up;
            return Ways { found, exact: self.exact };
        }
    }

    /// Of changes that take days, those without one that is not needed on that day.
    fn needless(
        &self,
        question: &Question<'_, '_>,
        point: &[i128],
        changed: &BTreeSet<usize>,
    ) -> Option<BTreeSet<usize>> {
        if point[DAY] == i128::from(self.oracle.situation.today.days()) {
            return None;
        }
        let needed = |i: &usize| {
            let mut without = point.to_vec();
            without[i + 1] = self.movables[*i].old;
            // Whatever is missing, not only in the completions that were looked at so far.
            let is_spare = || self.missing.is_empty() || self.counterexample(&without) == Some(Found::Nowhere);
            !(question.holds(&without) && is_spare())
        };
        let spare = changed.iter().find(|i| !needed(i))?;
        Some(changed.iter().filter(|i| *i != spare).copied().collect())
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

    /// Values of what is missing with which a point is no way after all; `None` where it cannot be with any.
    fn counterexample(&self, point: &[i128]) -> Option<Found> {
        let mut space = self.oracle.space(self.missing.iter().copied());
        for (i, movable) in self.movables.iter().enumerate() {
            space.world.set(movable.var, At::Fixed(point[i + 1]));
        }
        space.world.set(Var::TODAY, At::Fixed(point[DAY]));
        let mut goals: Vec<Goal> = self.oracle.always(0).collect();
        // Some completion has to be possible at all.
        match self.oracle.any(&space, &goals) {
            Found::At(_) => {}
            Found::Nowhere => return None,
            Found::GaveUp => return Some(Found::GaveUp),
        }
        goals.push(Goal::new(self.goal, Want::YES.other()));
        Some(self.oracle.any(&space, &goals))
    }

    /// A point as changes, each as wide as it may be.
    fn way(&self, question: &Question<'_, '_>, price: &Price<'_>, point: &[i128], changed: &BTreeSet<usize>) -> Way {
        let takes = point[DAY] - i128::from(self.oracle.situation.today.days());
        let mut ordered = changed.iter().filter(|i| self.movables[**i].is_ordered);
        // Of two amounts that have to fit to each other no stretch can be told of one.
        let only = ordered.next().filter(|_| ordered.next().is_none());
        let mut moves: Vec<(usize, Move)> = changed
            .iter()
            .filter_map(|i| {
                let movable = &self.movables[*i];
                let to = point[i + 1];
                let open = movable.open(takes, price.pin(point, *i), (to, to));
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

/// The cell without one of its points.
fn others(cell: &Cell, point: &[i128]) -> Vec<Cell> {
    let mut rest = Vec::new();
    let mut region = cell.region.clone();
    for (slot, at) in point.iter().enumerate() {
        let (low, high) = region[slot];
        for ends in [(low, at - 1), (at + 1, high)] {
            if ends.0 <= ends.1 {
                let mut part = region.clone();
                part[slot] = ends;
                rest.push(Cell { region: part, choices: cell.choices.clone() });
            }
        }
        region[slot] = (*at, *at);
    }
    rest
}

/// What changes cost, and which sets of facts were found already.
struct Price<'a> {
    movables: &'a [Movable],
    pins: &'a [Pin],
    today: i128,
    /// With the day on which alone they count, if they do not count on all.
    found: RefCell<Vec<(BTreeSet<usize>, Option<i128>)>>,
}

/// A change that has to be used, for the days that it takes.
struct Pin {
    /// Of which movable.
    of: usize,
    opening: Opening,
}

impl Price<'_> {
    /// The change of a fact that has to be used at a point: its number stands behind the movables, and 0 is none.
    fn pin(&self, point: &[i128], of: usize) -> Option<Opening> {
        let number = point.last().and_then(|at| usize::try_from(*at).ok()?.checked_sub(1))?;
        self.pins.get(number).filter(|pin| pin.of == of).map(|pin| pin.opening)
    }
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
            let open = movable.open(days, self.pin(point, i), region[i + 1]);
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
        let here = |day: &Option<i128>| day.is_none_or(|day| day == point[DAY]);
        if let Some((found, _)) = self.found.borrow().iter().find(|(found, day)| here(day) && found.is_subset(&changed))
        {
            return Take::Instead(found.iter().filter_map(|i| pinned(*i)).collect());
        }
        let days = point[DAY] - self.today;
        // A value that is reached by a dearer change only, where the stretch has cheaper ones, is counted by itself.
        for i in &changed {
            let movable = &self.movables[*i];
            let (low, high) = region[i + 1];
            let open: Vec<&Opening> = movable.open(days, self.pin(point, *i), (low, high)).collect();
            let least = open.iter().map(|o| o.effort).min();
            let here = open.iter().filter(|o| o.reaches(point[i + 1])).map(|o| o.effort).min();
            if here > least {
                let at = point[i + 1];
                let cheap = open.iter().filter(|o| Some(o.effort) < here);
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
        Take::Yes
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
