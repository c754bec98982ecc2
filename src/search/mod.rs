//! One oracle over boxes: find a point of this box where all this holds, the cheapest first, or prove that there is none.
//!
//! A box is a stretch for each variable that may vary; the others are fixed. The oracle takes the point of a box that is
//! nearest to the case, and where something does not hold there, cuts the box into smaller ones that together have every
//! point at which it does. So the first point that is found is the cheapest, and boxes that run out are a proof.
//! What is found is a point of the compiled form: whoever shows it asks the plain evaluator first.

pub(crate) mod eval;
mod fair;
pub(crate) mod later;
mod parts;
pub(crate) mod remedy;
mod repair;
pub(crate) mod sure;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeSet, BinaryHeap};

use crate::decide::Situation;
use crate::model::Model;
use crate::model::interval::Range;
use crate::model::vocabulary::FactId;
use crate::program::{Holds, Id, Node, Place, Program, Var};
use crate::value::{Type, Value};
use eval::{Bounds, Evaluator, can, may_fault};
use repair::Repair;

/// So many boxes are looked at for one question.
pub(crate) const BUDGET: u64 = 20_000;

/// So many points are looked at one by one.
const FEW: i128 = 128;

/// Of so many tests that do not hold the one with the fewest ways out is sought.
const COMPARED: usize = 16;

/// So many nodes of the program are looked at for one kind of answer: what a search costs is counted, never timed.
pub(crate) const NODES: u64 = 2_000_000;

/// So many of them for one of the questions that such an answer takes.
const NODES_EACH: u64 = 200_000;

/// What a test may come to, of yes, no and no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Want {
    pub(crate) yes: bool,
    pub(crate) no: bool,
    pub(crate) fault: bool,
}

impl Want {
    pub(crate) const YES: Want = Want { yes: true, no: false, fault: false };
    pub(crate) const NO: Want = Want { yes: false, no: true, fault: false };
    pub(crate) const FAULT: Want = Want { yes: false, no: false, fault: true };

    /// Anything but this.
    pub(crate) fn other(self) -> Want {
        Want { yes: !self.yes, no: !self.no, fault: !self.fault }
    }

    /// The same of what is the opposite.
    fn turned(self) -> Want {
        Want { yes: self.no, no: self.yes, fault: self.fault }
    }

    /// Whether something can come to it.
    pub(crate) fn may(self, range: Range) -> bool {
        (self.yes && can(range, 1)) || (self.no && can(range, 0)) || (self.fault && may_fault(range))
    }

    /// Whether something surely comes to it.
    pub(crate) fn surely(self, range: Range) -> bool {
        !self.other().may(range)
    }
}

/// Something that has to come to this, in one of the worlds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    pub(crate) id: Id,
    pub(crate) world: usize,
    pub(crate) want: Want,
}

impl Goal {
    pub(crate) fn new(id: Id, want: Want) -> Goal {
        Goal { id, world: 0, want }
    }
}

/// A stretch for each variable that may vary.
pub(crate) type Region = Vec<(i128, i128)>;

/// A part of the points: a box, and which line of a term is taken to hold, which then has to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub(crate) region: Region,
    pub(crate) choices: Vec<Choice>,
}

impl From<Region> for Cell {
    fn from(region: Region) -> Cell {
        Cell { region, choices: Vec::new() }
    }
}

/// What is taken to hold in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    pub(crate) world: usize,
    pub(crate) node: Id,
    pub(crate) is: Taken,
}

/// What is taken to hold of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Taken {
    /// Of several lines this one holds; beyond the last, that it has no value.
    Line(usize),
    /// A comparison of two values, neither of which need be known, holds or does not.
    Holds(bool),
}

impl Choice {
    /// The line that is taken of a node.
    pub(crate) fn line(&self, node: Id) -> Option<usize> {
        match self.is {
            Taken::Line(line) if self.node == node => Some(line),
            _ => None,
        }
    }
}

/// A point as a region of its own.
fn at(point: &[i128]) -> Region {
    point.iter().map(|at| (*at, *at)).collect()
}

/// What one variable is in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Fixed(i128),
    /// It varies: its place in a region.
    Slot(usize),
    /// A term that nobody stated: its definition says what it is.
    Unstated,
}

/// What the variables of a program are, or where they vary.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) at: Vec<At>,
}

impl World {
    /// The facts of a situation; what is missing is at the lower end of what it can be.
    pub(crate) fn of(program: &Program, model: &Model, situation: &Situation) -> World {
        let at = program.variables().map(|var| {
            let variable = program.variable(var);
            let value = match &variable.place {
                Place::Today => return At::Fixed(i128::from(situation.today.days())),
                Place::Present(_) => return At::Fixed(1),
                Place::Unknown(_) => return At::Fixed(variable.low),
                Place::Fact(id) if has_parts(&variable.ty) => {
                    return At::Fixed(i128::from(situation.fact(*id).is_none()));
                }
                Place::Fact(id)
                    if model[*id].is_term && situation.fact(*id).is_none() && !situation.is_forgotten(*id) =>
                {
                    return At::Unstated;
                }
                // A list within a fact that has nothing in it.
                Place::Part(_) if has_parts(&variable.ty) => return At::Fixed(0),
                Place::Fact(id) => situation.fact(*id),
                Place::Part(path) => situation.part(path),
            };
            At::Fixed(value.and_then(|value| program.ordinal(value)).unwrap_or(variable.low))
        });
        World { at: at.collect() }
    }

    pub(crate) fn get(&self, var: Var) -> At {
        self.at.get(var.0 as usize).copied().unwrap_or(At::Unstated)
    }

    pub(crate) fn set(&mut self, var: Var, at: At) {
        if let Some(slot) = self.at.get_mut(var.0 as usize) {
            *slot = at;
        }
    }
}

pub(crate) fn has_parts(ty: &Type) -> bool {
    matches!(ty, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership)
}

/// The ends of the variables of a world in a region.
pub(crate) struct View<'a> {
    pub(crate) world: &'a World,
    pub(crate) region: &'a [(i128, i128)],
    /// What is taken to hold, of this program.
    pub(crate) choices: &'a [Choice],
    pub(crate) program: Option<&'a Program>,
}

impl<'a> View<'a> {
    pub(crate) fn of(world: &'a World, region: &'a [(i128, i128)]) -> View<'a> {
        View { world, region, choices: &[], program: None }
    }
}

impl Bounds for View<'_> {
    fn of(&self, var: Var) -> Option<(i128, i128)> {
        match self.world.get(var) {
            At::Fixed(value) => Some((value, value)),
            At::Slot(slot) => self.region.get(slot).copied(),
            At::Unstated => None,
        }
    }

    fn line(&self, node: Id) -> Option<usize> {
        self.choices.iter().find_map(|choice| choice.line(node))
    }

    fn order(&self, left: Id, right: Id) -> Option<[bool; 3]> {
        let mut taken = None;
        for choice in self.choices {
            if let (Taken::Holds(holds), Node::Related { left: a, right: b, cases }) =
                (choice.is, self.program?.node(choice.node))
                && (*a, *b) == (left, right)
            {
                let before = taken.unwrap_or([true; 3]);
                taken = Some([0, 1, 2].map(|i| before[i] && cases[i] == holds));
            }
        }
        taken
    }
}

/// All that a variable can be: its range, and of a text one of those that are named, or another.
pub(crate) fn domain(program: &Program, var: Var, free_texts: i128) -> (i128, i128) {
    let variable = program.variable(var);
    match variable.ty {
        Type::Text => (0, program.texts() + free_texts.max(1) - 1),
        _ => (variable.low, variable.high),
    }
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A point at which all goals hold.
    At(Vec<i128>),
    /// There is none.
    Nowhere,
    /// The budget ran out.
    GaveUp,
}

/// A question: worlds, what varies, and what has to hold.
#[derive(Debug)]
pub(crate) struct Question<'q, 'p> {
    pub(crate) evaluator: &'q Evaluator<'p>,
    pub(crate) worlds: &'q [World],
    pub(crate) goals: &'q [Goal],
    /// The point from which nearness counts, by slot.
    pub(crate) home: &'q [i128],
    /// How many boxes may be looked at.
    pub(crate) budget: u64,
}

impl Question<'_, '_> {
    /// The point of a region that is nearest to home, each variable by itself.
    pub(crate) fn nearest(&self, region: &[(i128, i128)]) -> Vec<i128> {
        region
            .iter()
            .enumerate()
            .map(|(slot, (low, high))| self.home.get(slot).map_or(*low, |home| (*home).max(*low).min(*high)))
            .collect()
    }

    fn range(&self, goal: &Goal, region: &[(i128, i128)], choices: &[Choice]) -> Range {
        let Some(world) = self.worlds.get(goal.world) else { return Range::Never };
        let own: Vec<Choice> = choices.iter().filter(|choice| choice.world == goal.world).copied().collect();
        let program = if own.is_empty() { None } else { Some(self.evaluator.program) };
        self.evaluator.range(goal.id, &View { world, region, choices: &own, program })
    }

    /// Whether a goal holds where each variable is one value.
    fn is_met(&self, goal: &Goal, here: &[(i128, i128)], choices: &[Choice]) -> bool {
        goal.want.may(self.range(goal, here, choices))
    }

    /// What has to hold for a line to be taken.
    fn chosen(&self, choice: &Choice) -> Vec<Goal> {
        let goal = |id: &Id, want| Goal { id: *id, world: choice.world, want };
        let line = match choice.is {
            Taken::Line(line) => line,
            Taken::Holds(holds) => return vec![goal(&choice.node, if holds { Want::YES } else { Want::NO })],
        };
        match self.evaluator.program.node(choice.node) {
            Node::If { test, .. } => vec![goal(test, if line == 0 { Want::YES } else { Want::NO })],
            Node::Lines { lines, .. } => match lines.get(line).map(|line| line.holds) {
                Some(Holds::If(test)) => vec![goal(&test, Want::YES)],
                Some(Holds::Otherwise) => {
                    let tests = lines
                        .iter()
                        .filter_map(|line| if let Holds::If(test) = line.holds { Some(test) } else { None });
                    tests.map(|test| goal(&test, Want::NO)).collect()
                }
                Some(Holds::Always) => Vec::new(),
                None => vec![goal(&choice.node, Want::FAULT)],
            },
            _ => vec![goal(&choice.node, Want::FAULT)],
        }
    }

    /// Whether all goals hold at a point.
    pub(crate) fn holds(&self, point: &[i128]) -> bool {
        self.first_open(&at(point)).is_none()
    }

    /// The first goal that does not hold where each variable is one value.
    fn first_open(&self, here: &[(i128, i128)]) -> Option<Goal> {
        self.goals.iter().find(|goal| !self.is_met(goal, here, &[])).copied()
    }

    /// Whether two values cannot stand to each other as all that is taken of them says.
    fn contradicts(&self, cell: &Cell, choice: &Choice) -> bool {
        let Node::Related { left, right, .. } = self.evaluator.program.node(choice.node) else { return false };
        let Some(world) = self.worlds.get(choice.world) else { return false };
        let own: Vec<Choice> = cell.choices.iter().filter(|other| other.world == choice.world).copied().collect();
        let view = View { world, region: &cell.region, choices: &own, program: Some(self.evaluator.program) };
        view.order(*left, *right) == Some([false; 3])
    }

    /// Smaller cells that have every point of this one at which all goals hold. `None` where they all hold at its nearest point.
    pub(crate) fn cut(&self, cell: &Cell, point: &[i128]) -> Option<Vec<Cell>> {
        let here = at(point);
        // What is taken to hold has to, and is looked at where it is not itself taken for granted.
        let mut goals: Vec<(Goal, Cow<'_, [Choice]>)> = Vec::with_capacity(self.goals.len());
        goals.extend(self.goals.iter().map(|goal| (*goal, Cow::Borrowed(cell.choices.as_slice()))));
        // How values really stand to each other does not follow from what is taken of others.
        let lines: Vec<Choice> =
            cell.choices.iter().filter(|choice| matches!(choice.is, Taken::Line(_))).copied().collect();
        for choice in &cell.choices {
            let others: &[Choice] = match choice.is {
                Taken::Holds(_) if self.contradicts(cell, choice) => return Some(Vec::new()),
                Taken::Holds(_) => &lines,
                Taken::Line(_) => &cell.choices,
            };
            // That it has no value is asked of the node itself.
            let others = others.iter().filter(|other| other.node != choice.node || matches!(other.is, Taken::Holds(_)));
            let others: Cow<'_, [Choice]> = Cow::Owned(others.copied().collect());
            goals.extend(self.chosen(choice).into_iter().map(|goal| (goal, others.clone())));
        }
        // What surely holds in the whole region holds at its nearest point too.
        let mut open = Vec::new();
        for (goal, choices) in goals {
            let range = self.range(&goal, &cell.region, &choices);
            if !goal.want.may(range) {
                return Some(Vec::new());
            }
            open.extend((!goal.want.surely(range)).then_some((goal, choices)));
        }
        open.retain(|(goal, choices)| !self.is_met(goal, &here, choices));
        let Some((first, _)) = open.first() else {
            if cell.choices.is_empty() || self.first_open(&here).is_none() {
                return None;
            }
            // Two lines hold here that differ: what was taken for granted is of no use.
            return Some(self.repair(0, &Cell::from(cell.region.clone()), &[], (point, &here)).halves());
        };
        // A handful of points is looked at one by one: what is taken for granted would only be said again and again.
        let few = cell
            .region
            .iter()
            .try_fold(1_i128, |n, (low, high)| n.checked_mul(high - low + 1))
            .is_some_and(|n| n <= FEW);
        if few {
            let goal = if cell.choices.is_empty() { *first } else { self.first_open(&here)? };
            let whole = Cell::from(cell.region.clone());
            return Some(self.repair(goal.world, &whole, &[], (point, &here)).by_variable(goal.id, goal.want));
        }
        let mut best: Option<Vec<Cell>> = None;
        for (goal, choices) in open.iter().take(COMPARED) {
            let own: Vec<Choice> = choices.iter().filter(|choice| choice.world == goal.world).copied().collect();
            let children = self.repair(goal.world, cell, &own, (point, &here)).of(goal.id, goal.want);
            if best.as_ref().is_none_or(|best| children.len() < best.len()) {
                let done = children.len() <= 1;
                best = Some(children);
                if done {
                    break;
                }
            }
        }
        best
    }

    fn repair<'a>(
        &'a self,
        world: usize,
        cell: &'a Cell,
        choices: &'a [Choice],
        (point, here): (&'a [i128], &'a [(i128, i128)]),
    ) -> Repair<'a, 'a, 'a> {
        Repair { question: self, world, cell, choices, point, here }
    }

    /// Any point of a region at which all goals hold.
    pub(crate) fn any(&self, start: Region) -> Found {
        self.any_counting(start, &mut 0)
    }

    /// The same, with how many boxes were looked at.
    pub(crate) fn any_counting(&self, start: Region, steps: &mut u64) -> Found {
        let mut seen: BTreeSet<Cell> = BTreeSet::new();
        let mut stack = vec![Cell::from(start)];
        let most = NODES.min(self.evaluator.looked_at.get() + NODES_EACH);
        while let Some(cell) = stack.pop() {
            if cell.region.iter().any(|(low, high)| low > high) {
                continue;
            }
            *steps += 1;
            if *steps > self.budget || self.evaluator.looked_at.get() > most {
                return Found::GaveUp;
            }
            let point = self.nearest(&cell.region);
            let Some(children) = self.cut(&cell, &point) else { return Found::At(point) };
            // The first child is looked at first.
            for child in children.into_iter().rev() {
                if seen.insert(child.clone()) {
                    stack.push(child);
                }
            }
        }
        Found::Nowhere
    }
}

/// What a point costs, and a box at least: compared in the order of the charter.
pub(crate) trait Cost {
    type Key: Ord + Clone;
    /// The cost of the cheapest point of a region, as far as single variables tell.
    fn least(&self, region: &[(i128, i128)], point: &[i128]) -> Self::Key;
    /// What to do with the cheapest point of a region at which all goals hold: take it, or look at these instead.
    fn take(&self, region: &Region, point: &[i128]) -> Take;
}

/// Whether a point that was found counts.
pub(crate) enum Take {
    Yes,
    /// It does not; the points of these regions may.
    Instead(Vec<Region>),
}

struct Waiting<K> {
    key: K,
    turn: u64,
    cell: Cell,
    point: Vec<i128>,
}

impl<K: Ord> Ord for Waiting<K> {
    /// The cheapest is the greatest, and of several the one that came first.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&other.key, other.turn).cmp(&(&self.key, self.turn))
    }
}

impl<K: Ord> PartialOrd for Waiting<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> PartialEq for Waiting<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord> Eq for Waiting<K> {}

/// Goes through points by their cost, the cheapest first.
pub(crate) struct Cheapest<'a, 'q, 'p, C: Cost> {
    question: &'a Question<'q, 'p>,
    heap: BinaryHeap<Waiting<C::Key>>,
    seen: BTreeSet<Cell>,
    turn: u64,
    pub(crate) steps: u64,
}

impl<'a, 'q, 'p, C: Cost> Cheapest<'a, 'q, 'p, C> {
    pub(crate) fn new(question: &'a Question<'q, 'p>, starts: impl IntoIterator<Item = Region>, cost: &C) -> Self {
        let mut all = Cheapest { question, heap: BinaryHeap::new(), seen: BTreeSet::new(), turn: 0, steps: 0 };
        starts.into_iter().for_each(|start| all.push(Cell::from(start), cost));
        all
    }

    pub(crate) fn push(&mut self, cell: Cell, cost: &C) {
        if cell.region.iter().any(|(low, high)| low > high) || !self.seen.insert(cell.clone()) {
            return;
        }
        let point = self.question.nearest(&cell.region);
        let key = cost.least(&cell.region, &point);
        self.turn += 1;
        self.heap.push(Waiting { key, turn: self.turn, cell, point });
    }

    /// The next point, with the cell in which it is the cheapest.
    pub(crate) fn next(&mut self, cost: &C) -> Option<Result<(Cell, Vec<i128>), GaveUp>> {
        while let Some(Waiting { cell, point, .. }) = self.heap.pop() {
            self.steps += 1;
            if self.steps > self.question.budget || self.question.evaluator.looked_at.get() > NODES {
                return Some(Err(GaveUp));
            }
            // What counts may have changed since it was put there.
            if let Take::Instead(regions) = cost.take(&cell.region, &point) {
                for region in regions {
                    self.push(Cell { region, choices: cell.choices.clone() }, cost);
                }
                continue;
            }
            match self.question.cut(&cell, &point) {
                None => {
                    return Some(Ok((cell, point)));
                }
                Some(children) => children.into_iter().for_each(|child| self.push(child, cost)),
            }
        }
        None
    }
}

/// The budget ran out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GaveUp;

/// The situation at a point: the facts of another one, changed where they vary. `None` where a value is no value.
pub(crate) fn situation_at(
    program: &Program,
    from: &Situation,
    changes: impl Iterator<Item = (Var, i128)>,
) -> Option<Situation> {
    let mut situation = from.clone();
    let mut left_out: Vec<(FactId, usize)> = Vec::new();
    for (var, at) in changes {
        let variable = program.variable(var);
        match &variable.place {
            Place::Today => {
                let day = crate::value::Date::from_days(at)?;
                situation = situation.on(day);
            }
            Place::Fact(id) => situation.set(*id, program.value(&variable.ty, at)?),
            Place::Part(path) => situation.set_part(path, program.value(&variable.ty, at)?),
            Place::Present(path) => {
                if at == 0
                    && let crate::decide::Path::Member(of, i, _) = path.as_ref()
                {
                    left_out.push((of.fact(), *i));
                }
            }
            Place::Unknown(_) => return None,
        }
    }
    // From the last, so that the places of the others stay.
    left_out.sort_unstable();
    for (fact, at) in left_out.into_iter().rev() {
        if let Some(Value::List(members)) = situation.fact(fact).cloned() {
            let rest = members.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, member)| member.clone());
            situation.set(fact, Value::List(rest.collect()));
        }
    }
    Some(situation)
}
