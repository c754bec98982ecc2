//! What is certain although facts are missing, and which facts decide it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::eval::Evaluator;
use super::{At, BUDGET, Cheapest, Cost, Found, GaveUp, Goal, Question, Region, Take, Want, World, domain, has_parts};
use crate::decide::{Outcome, Situation};
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model};
use crate::program::{Id, Node, Place, Program, Var};
use crate::value::{Date, Truth, Type};

/// The oracle for one case.
#[derive(Debug)]
pub(crate) struct Oracle<'a> {
    pub(crate) model: &'a Model,
    pub(crate) situation: &'a Situation,
    pub(crate) evaluator: Evaluator<'a>,
    pub(crate) world: World,
    /// Whether nothing is missing at all, once that was looked at.
    is_whole: OnceCell<bool>,
}

/// Variables that vary together: a world in which they do, with all that they can be, and where they are in the case.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    pub(crate) world: World,
    pub(crate) region: Region,
    pub(crate) home: Vec<i128>,
    pub(crate) slots: Vec<Var>,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(model: &'a Model, program: &'a Program, situation: &'a Situation) -> Oracle<'a> {
        let world = World::of(program, model, situation);
        Oracle { model, situation, evaluator: Evaluator::new(program), world, is_whole: OnceCell::new() }
    }

    pub(crate) fn program(&self) -> &'a Program {
        self.evaluator.program
    }

    /// The variables that a node reads in this case, whatever the missing facts are.
    pub(crate) fn reads(&self, ids: impl IntoIterator<Item = Id>) -> BTreeSet<Var> {
        self.reads_where(ids, true)
    }

    /// The same where these vary.
    pub(crate) fn reads_moving(&mut self, ids: impl IntoIterator<Item = Id>, moving: &[Var]) -> BTreeSet<Var> {
        let as_it_is = self.world.clone();
        moving.iter().for_each(|var| self.world.set(*var, At::Slot(0)));
        let read = self.reads(ids);
        self.world = as_it_is;
        read
    }

    /// The same; `here` where only what is missing varies, so that of many rules only those are read that can matter.
    fn reads_where(&self, ids: impl IntoIterator<Item = Id>, here: bool) -> BTreeSet<Var> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending: Vec<Id> = ids.into_iter().collect();
        while let Some(id) = pending.pop() {
            match self.program().node(id) {
                Node::Var(var) => {
                    found.insert(*var);
                }
                Node::Stated { var, defined } => match self.world.get(*var) {
                    At::Unstated => pending.push(*defined),
                    _ => {
                        found.insert(*var);
                    }
                },
                Node::Denied(action) => {
                    let Some(nodes) = self.program().action(*action) else { continue };
                    let near = nodes.index.by.map(|var| (var, self.world.get(var)));
                    let ends = match near {
                        Some((var, At::Fixed(value))) if here && !self.is_missing(var) => {
                            found.insert(var);
                            (value, value)
                        }
                        _ => (i128::MIN, i128::MAX),
                    };
                    let blockers = nodes.index.within(ends).filter_map(|i| nodes.blockers.get(i)).map(|(_, id)| *id);
                    pending.extend(blockers.chain(nodes.default_denial));
                }
                // What a list that is as the case states it would be otherwise does not matter.
                Node::If { test, then, .. } if here && self.is_as_stated(*test) => pending.push(*then),
                // Nor does the day where it is too late to make a difference: no day before that of the case is asked about.
                Node::Figure { day, from }
                    if here && self.is_past(*day, from.iter().map(|(first, _)| (*first, i128::MAX))) => {}
                Node::Within { value, set } if here && self.is_past(*value, set.iter().copied()) => {}
                node @ Node::Kept { .. } => {
                    if seen.insert(id) {
                        pending.extend(node.parts());
                    }
                }
                node => pending.extend(node.parts()),
            }
        }
        found
    }

    /// Whether a test asks of a fact with parts whether it is as the case states it, and it is.
    fn is_as_stated(&self, test: Id) -> bool {
        let Node::Within { value, .. } = self.program().node(test) else { return false };
        let Node::Var(var) = self.program().node(*value) else { return false };
        let variable = self.program().variable(*var);
        has_parts(&variable.ty) && self.world.get(*var) == At::Fixed(0)
    }

    /// Whether a value is the day, and none of these stretches begins or ends on a day still to come.
    fn is_past(&self, value: Id, mut stretches: impl Iterator<Item = (i128, i128)>) -> bool {
        let today = i128::from(self.situation.today.days());
        let last = self.program().variable(Var::TODAY).high;
        let is_over = |(from, to)| (from < today || from > last) && (to < today || to >= last);
        matches!(self.program().node(value), Node::Var(Var::TODAY)) && stretches.all(is_over)
    }

    /// Whether the case says something of each variable.
    pub(crate) fn is_whole(&self) -> bool {
        *self.is_whole.get_or_init(|| !self.program().variables().any(|var| self.is_missing(var)))
    }

    /// Whether a variable is one of which the case says nothing.
    pub(crate) fn is_missing(&self, var: Var) -> bool {
        let variable = self.program().variable(var);
        match &variable.place {
            Place::Today | Place::Present(_) => false,
            Place::Unknown(_) => true,
            // What is said of a list that is not there has a variable of its own.
            Place::Fact(_) | Place::Part(_) if has_parts(&variable.ty) => false,
            Place::Fact(id) => self.situation.fact(*id).is_none() && self.world.get(var) != At::Unstated,
            Place::Part(path) => self.situation.part(path).is_none(),
        }
    }

    /// The same world, but these vary.
    pub(crate) fn space(&self, free: impl IntoIterator<Item = Var>) -> Space {
        let mut space = Space {
            world: self.world.clone(),
            region: Vec::new(),
            home: Vec::new(),
            slots: free.into_iter().collect(),
        };
        let texts = space.slots.iter().filter(|var| self.program().variable(**var).ty == Type::Text).count();
        let texts = i128::try_from(texts).unwrap_or(1);
        for (slot, var) in space.slots.iter().enumerate() {
            let (low, high) = domain(self.program(), *var, texts);
            space.home.push(match self.world.get(*var) {
                At::Fixed(value) => value,
                _ => low,
            });
            space.region.push((low, high));
            space.world.set(*var, At::Slot(slot));
        }
        space
    }

    /// What cannot be otherwise, as goals.
    pub(crate) fn always(&self, world: usize) -> impl Iterator<Item = Goal> + '_ {
        self.program().always().map(move |id| Goal { id, world, want: Want::NO.other() })
    }

    /// The missing variables on which these nodes depend, with those that must fit to them.
    pub(crate) fn missing_of(&self, ids: &[Id]) -> Vec<Var> {
        if self.is_whole() {
            return Vec::new();
        }
        let read = self.reads(ids.iter().copied().chain(self.program().always()));
        read.into_iter().filter(|var| self.is_missing(*var)).collect()
    }

    /// Whether something comes to this in every completion of the missing facts; `None` if the search gave up.
    pub(crate) fn always_comes_to(&self, id: Id, want: Want) -> Option<bool> {
        let space = self.space(self.missing_of(&[id]));
        let mut goals: Vec<Goal> = self.always(0).collect();
        goals.push(Goal::new(id, want.other()));
        match self.any(&space, &goals) {
            Found::Nowhere => Some(true),
            Found::At(_) => Some(false),
            Found::GaveUp => None,
        }
    }

    /// Whether a test is yes or no in every completion of the missing facts.
    pub(crate) fn truth(&self, id: Id) -> Truth {
        match self.always_comes_to(id, Want::YES) {
            Some(true) => Truth::Yes,
            _ if self.always_comes_to(id, Want::NO) == Some(true) => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// Any completion in which all this holds.
    pub(crate) fn any(&self, space: &Space, goals: &[Goal]) -> Found {
        let worlds = [space.world.clone()];
        let question =
            Question { evaluator: &self.evaluator, worlds: &worlds, goals, home: &space.home, budget: BUDGET };
        question.any(space.region.clone())
    }

    /// Whether an action is denied or allowed in every completion of the missing facts, and whether that was found out.
    pub(crate) fn outcome(&self, action: ActionId) -> (Outcome, bool) {
        let Some(nodes) = self.program().action(action) else { return (Outcome::Undetermined, false) };
        let allowed = self.always_comes_to(nodes.allowed, Want::YES);
        if allowed == Some(true) {
            return (Outcome::Allowed, true);
        }
        let denied = self.always_comes_to(nodes.allowed, Want::NO);
        match (allowed, denied) {
            (_, Some(true)) => (Outcome::Denied, true),
            (allowed, denied) => (Outcome::Undetermined, allowed.is_some() && denied.is_some()),
        }
    }

    /// The missing facts that belong to some smallest set of missing facts which settles a node: whose values alone decide what it comes to.
    /// Each with a pair of completions that differ in it and in what the node comes to, where there is one.
    pub(crate) fn needed(&self, id: Id) -> Needed {
        let missing = self.missing_of(&[id]);
        let mut needed = Needed { vars: Vec::new(), exact: true };
        let mut rest = Vec::new();
        for var in &missing {
            match self.differ(id, &missing, &BTreeSet::from([*var])) {
                Found::At(point) => needed.vars.push((*var, Some(self.pair(&missing, *var, &point)))),
                Found::Nowhere => rest.push(*var),
                Found::GaveUp => {
                    needed.exact = false;
                    needed.vars.push((*var, None));
                }
            }
        }
        // Facts that must fit to each other can settle it only for each other.
        let settled = |known: &BTreeSet<Var>| {
            let open: BTreeSet<Var> = missing.iter().copied().filter(|var| !known.contains(var)).collect();
            self.differ(id, &missing, &open) == Found::Nowhere
        };
        let first: BTreeSet<Var> = needed.vars.iter().map(|(var, _)| *var).collect();
        if rest.is_empty() || settled(&first) {
            return needed;
        }
        for var in &rest {
            // A smallest set with it: leave out all others that can be left out.
            let mut known: BTreeSet<Var> = missing.iter().copied().collect();
            for other in missing.iter().filter(|other| *other != var) {
                known.remove(other);
                if !settled(&known) {
                    known.insert(*other);
                }
            }
            let without: BTreeSet<Var> = known.iter().copied().filter(|known| known != var).collect();
            if !settled(&without) {
                needed.vars.push((*var, None));
            }
        }
        needed.vars.sort();
        needed
    }

    /// Two completions that differ in these facts only, and in what a node comes to.
    fn differ(&self, id: Id, missing: &[Var], vary: &BTreeSet<Var>) -> Found {
        let one = self.space(missing.iter().copied());
        let mut other = one.world.clone();
        let mut region = one.region.clone();
        let mut home = one.home.clone();
        for var in vary {
            if let At::Slot(slot) = one.world.get(*var) {
                other.set(*var, At::Slot(region.len()));
                region.push(one.region[slot]);
                home.push(one.home[slot]);
            }
        }
        let worlds = [one.world, other];
        let mut gave_up = false;
        for want in [Want::YES, Want::NO] {
            let mut goals: Vec<Goal> = self.always(0).chain(self.always(1)).collect();
            goals.push(Goal { id, world: 0, want });
            goals.push(Goal { id, world: 1, want: want.other() });
            let question =
                Question { evaluator: &self.evaluator, worlds: &worlds, goals: &goals, home: &home, budget: BUDGET };
            match question.any(region.clone()) {
                Found::Nowhere => {}
                Found::GaveUp => gave_up = true,
                found => return found,
            }
        }
        if gave_up { Found::GaveUp } else { Found::Nowhere }
    }

    /// The first day after that of the case on which all this holds, these variables being as they are and those free; `None` where there is no
    /// such day.
    pub(crate) fn first_day(
        &self,
        fixed: &[(Var, i128)],
        free: &[Var],
        goals: &[Goal],
    ) -> Result<Option<Date>, GaveUp> {
        let mut space = self.space([Var::TODAY].into_iter().chain(free.iter().copied()));
        for (var, at) in fixed {
            space.world.set(*var, At::Fixed(*at));
        }
        let tomorrow = i128::from(self.situation.today.days()) + 1;
        (space.region[0].0, space.home[0]) = (tomorrow, tomorrow);
        let worlds = [space.world.clone()];
        let question =
            Question { evaluator: &self.evaluator, worlds: &worlds, goals, home: &space.home, budget: BUDGET / 10 };
        let mut days = Cheapest::new(&question, [space.region.clone()], &Earliest);
        days.next(&Earliest).map_or(Ok(None), |day| day.map(|(_, point)| Date::from_days(point[0])))
    }

    fn pair(&self, missing: &[Var], var: Var, point: &[i128]) -> Pair {
        let at = missing.iter().position(|other| *other == var).unwrap_or_default();
        let (one, other) = (point.get(at).copied(), point.get(missing.len()).copied());
        let others = missing.iter().zip(point).filter(|(other, _)| **other != var).map(|(var, at)| (*var, *at));
        Pair { values: (one.unwrap_or_default(), other.unwrap_or_default()), others: others.collect() }
    }
}

/// What costs as much as its day is late, where that is the first variable.
pub(super) struct Earliest;

impl Cost for Earliest {
    type Key = i128;

    fn least(&self, _: &[(i128, i128)], point: &[i128]) -> i128 {
        point.first().copied().unwrap_or_default()
    }

    fn take(&self, _: &Region, _: &[i128]) -> Take {
        Take::Yes
    }
}

/// The missing facts that settle something, and whether these are surely all and no others.
#[derive(Clone, Debug)]
pub(crate) struct Needed {
    pub(crate) vars: Vec<(Var, Option<Pair>)>,
    pub(crate) exact: bool,
}

/// Two values of one fact between which the answer turns, the others being these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) values: (i128, i128),
    pub(crate) others: Vec<(Var, i128)>,
}

// --- Facts that decide --------------------------------------------------------------------

/// Facts that decide something, each with all that it may be.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub(crate) vars: Vec<(Var, (i128, i128))>,
    /// Whether surely none can be left out.
    pub(crate) exact: bool,
}

impl Oracle<'_> {
    /// Facts with which a node surely comes to yes, whatever all others are, and of which none can be left out; each
    /// as wide as it can be if that is asked for. `order` says which is left out first.
    pub(crate) fn reason(&self, id: Id, order: &[Var], wide: bool) -> Reason {
        let read = self.reads_where(self.program().always().chain([id]), false);
        let free: Vec<Var> = read
            .into_iter()
            .filter(|var| !matches!(self.program().variable(*var).place, Place::Today | Place::Present(_)))
            .filter(|var| self.world.get(*var) != At::Unstated)
            .collect();
        let space = self.space(free);
        let slot = |var: Var| space.slots.iter().position(|other| *other == var);
        let worlds = [space.world.clone()];
        let mut goals: Vec<Goal> = self.always(0).collect();
        goals.push(Goal::new(id, Want::YES.other()));
        let question = Question {
            evaluator: &self.evaluator,
            worlds: &worlds,
            goals: &goals,
            home: &space.home,
            budget: BUDGET / 10,
        };
        let mut exact = true;
        let mut forced = |region: &Region| match question.any(region.clone()) {
            Found::Nowhere => true,
            Found::At(_) => false,
            Found::GaveUp => {
                exact = false;
                false
            }
        };
        let mut region = space.region.clone();
        let kept: Vec<Var> = order.iter().copied().filter(|var| slot(*var).is_some()).collect();
        for var in &kept {
            if let Some(slot) = slot(*var) {
                region[slot] = (space.home[slot], space.home[slot]);
            }
        }
        // What was not enough to begin with is no reason.
        if !forced(&region) {
            return Reason {
                vars: kept.iter().filter_map(|var| Some((*var, region[slot(*var)?]))).collect(),
                exact: false,
            };
        }
        let mut found: Vec<(Var, usize)> = Vec::new();
        for var in &kept {
            let Some(slot) = slot(*var) else { continue };
            let before = region[slot];
            region[slot] = space.region[slot];
            if !forced(&region) {
                region[slot] = before;
                found.push((*var, slot));
            }
        }
        for (var, slot) in &found {
            let ty = &self.program().variable(*var).ty;
            let ordered = match ty {
                Type::Quantity(_) | Type::Date | Type::Moment(_) => true,
                Type::Choice(choices) => choices.ranked,
                _ => false,
            };
            if wide && ordered && !matches!(self.program().variable(*var).place, Place::Unknown(_)) {
                let turns = self.turns(id, *var);
                self.widen(&mut region, *slot, space.region[*slot], &turns, &mut forced);
            }
        }
        found.sort();
        Reason { vars: found.into_iter().map(|(var, slot)| (var, region[slot])).collect(), exact }
    }

    /// Moves the ends of one stretch outwards as far as the answer stays: to the end, or to where a test turns, or in between.
    fn widen(
        &self,
        region: &mut Region,
        slot: usize,
        (low, high): (i128, i128),
        turns: &BTreeSet<i128>,
        forced: &mut dyn FnMut(&Region) -> bool,
    ) {
        for upwards in [false, true] {
            let start = if upwards { region[slot].1 } else { region[slot].0 };
            let end = if upwards { high } else { low };
            let mut holds = |to: i128| {
                let before = region[slot];
                if upwards {
                    region[slot].1 = to
                } else {
                    region[slot].0 = to
                };
                let holds = forced(region);
                if !holds {
                    region[slot] = before;
                }
                holds
            };
            if start == end || holds(end) {
                continue;
            }
            // Outwards: how far it surely goes, and the nearest place where it surely does not.
            let mut near: Vec<i128> = match upwards {
                true => turns.range(start + 1..end).copied().collect(),
                false => turns.range(end + 1..start).rev().copied().collect(),
            };
            let (mut good, mut bad) = (start, end);
            while !near.is_empty() {
                let middle = near.len() / 2;
                if holds(near[middle]) {
                    good = near[middle];
                    near.drain(..=middle);
                } else {
                    bad = near[middle];
                    near.truncate(middle);
                }
            }
            // Where all tests are of single facts it turns right behind.
            while (bad - good).abs() > 1 {
                let next = if upwards { good + 1 } else { good - 1 };
                if !holds(next) {
                    break;
                }
                let middle = next + (bad - next) / 2;
                good = next;
                if middle != next {
                    if holds(middle) { good = middle } else { bad = middle }
                }
            }
        }
    }

    /// The values of a variable at which a test of it turns.
    fn turns(&self, id: Id, var: Var) -> BTreeSet<i128> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            let node = self.program().node(id);
            if let Node::Within { value, set } = node
                && let Node::Var(other) | Node::Stated { var: other, .. } = self.program().node(*value)
                && *other == var
            {
                let ends = set
                    .iter()
                    .flat_map(|(low, high)| [low.checked_sub(1), Some(*low), Some(*high), high.checked_add(1)]);
                found.extend(ends.flatten());
            }
            match node {
                Node::Kept { .. } => {
                    if seen.insert(id) {
                        pending.extend(node.parts());
                    }
                }
                Node::Stated { defined, .. } => pending.push(*defined),
                node => pending.extend(node.parts()),
            }
        }
        found
    }

    /// The variables of the case by which a node can be decided: what is stated, part by part.
    pub(crate) fn stated(&self, ids: impl IntoIterator<Item = Id>) -> Vec<Var> {
        let read = self.reads_where(ids, false).into_iter();
        read.filter(|var| {
            let place = &self.program().variable(*var).place;
            !matches!(place, Place::Today | Place::Present(_) | Place::Unknown(_))
                && !self.is_missing(*var)
                && self.world.get(*var) != At::Unstated
        })
        .collect()
    }

    /// The fact to which a variable belongs.
    pub(crate) fn fact_of(&self, var: Var) -> Option<FactId> {
        match &self.program().variable(var).place {
            Place::Fact(id) => Some(*id),
            Place::Part(path) | Place::Present(path) => Some(path.fact()),
            Place::Today | Place::Unknown(_) => None,
        }
    }
}
