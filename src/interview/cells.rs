//! The cells of a fact: which of its values the tests of a rulebook tell apart, found in its compiled form.
//!
//! A stretch of values on which a test comes to one thing belongs to one cell; any other is cut in half, and so on.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::{Situation, impossible};
use crate::explain::Book;
use crate::model::ActionId;
use crate::model::interval::Range;
use crate::model::vocabulary::FactId;
use crate::program::{Id, Node, Program, Var};
use crate::search::sure::Oracle;
use crate::search::{At, View, World, domain, has_parts};
use crate::value::Value;

/// So many values of one fact are looked at; of more cells these are spread over all.
const MOST: usize = 12;
/// Of the other missing facts so many values each stand for all.
const SAMPLES: usize = 3;
/// So many stretches are looked at for one test.
const STRETCHES: usize = 1_000;

/// Where the tests about an action change.
pub(super) struct Cells<'m> {
    book: Book<'m>,
    situation: Situation,
    program: Program,
    /// The tests, each with the missing variables that it reads.
    tests: Vec<(Id, BTreeSet<Var>)>,
    /// Values of missing variables by themselves, which stand for all where a test reads several.
    samples: BTreeMap<Var, Vec<i128>>,
}

impl<'m> Cells<'m> {
    pub(super) fn new(book: Book<'m>, action: ActionId, situation: &Situation) -> Cells<'m> {
        let program = Program::for_case(book.program, book.model, situation);
        let oracle = Oracle::new(book.model, &program, situation);
        let allowed = program.action(action).map(|nodes| nodes.allowed);
        let tests = tests(&oracle, allowed.into_iter().chain(program.always()));
        Cells { book, situation: situation.clone(), program, tests, samples: BTreeMap::new() }
    }

    /// One possible value of each cell of a missing fact.
    pub(super) fn of(&mut self, id: FactId) -> Vec<Value> {
        let var = Program::fact(id);
        let ty = self.program.variable(var).ty.clone();
        if has_parts(&ty) {
            return Vec::new();
        }
        let others: BTreeSet<Var> =
            self.tests.iter().filter(|(_, reads)| reads.contains(&var)).flat_map(|(_, reads)| reads).copied().collect();
        for other in others.into_iter().filter(|other| *other != var) {
            if !self.samples.contains_key(&other) {
                let found = spread(self.find(other, &BTreeMap::new()), SAMPLES);
                self.samples.insert(other, found);
            }
        }
        let values = self.find(var, &self.samples).into_iter().filter_map(|at| self.program.value(&ty, at));
        let possible = values.filter(|value| {
            let mut with = self.situation.clone();
            with.set(id, value.clone());
            impossible(self.book.model, &with).is_none()
        });
        spread(possible.collect(), MOST)
    }

    /// One place of each cell of a variable; of tests that read others too, as far as there are samples of these.
    fn find(&self, var: Var, samples: &BTreeMap<Var, Vec<i128>>) -> Vec<i128> {
        let oracle = Oracle::new(self.book.model, &self.program, &self.situation);
        let (low, high) = domain(&self.program, var, 1);
        let mut starts = BTreeSet::from([low]);
        let mut lines: Vec<(Id, World)> = Vec::new();
        for (id, reads) in self.tests.iter().filter(|(_, reads)| reads.contains(&var)) {
            let mut at = vec![oracle.world.clone()];
            for other in reads.iter().filter(|other| **other != var) {
                let values = samples.get(other).map_or(&[][..], Vec::as_slice);
                let with = |world: &World, value: &i128| {
                    let mut world = world.clone();
                    world.set(*other, At::Fixed(*value));
                    world
                };
                at = at.iter().flat_map(|world| values.iter().map(|value| with(world, value))).take(MOST).collect();
            }
            lines.extend(at.into_iter().map(|mut world| {
                world.set(var, At::Slot(0));
                (*id, world)
            }));
        }
        let range = |(id, world): &(Id, World), ends| oracle.evaluator.range(*id, &View::of(world, &[ends]));
        for line in &lines {
            let mut stack = vec![(low, high)];
            for _ in 0..STRETCHES {
                let Some((from, to)) = stack.pop() else { break };
                if from == to || is_one(range(line, (from, to))) {
                    starts.insert(from);
                } else {
                    let middle = from + (to - from) / 2;
                    stack.extend([(from, middle), (middle + 1, to)]);
                }
            }
        }
        if self.program.variable(var).ty == crate::value::Type::YesNo {
            starts.extend([low, high]);
            return starts.into_iter().collect();
        }
        // Those that no test tells apart are the same, wherever they lie.
        let mut seen: Vec<Vec<Range>> = Vec::new();
        let mut places = Vec::new();
        let ends: Vec<i128> = starts.iter().skip(1).map(|next| next - 1).chain([high]).collect();
        for (from, to) in starts.into_iter().zip(ends) {
            let came: Vec<Range> = lines.iter().map(|line| range(line, (from, from))).collect();
            if !seen.contains(&came) {
                seen.push(came);
                // Of a stretch that begins nowhere the end is what people know.
                places.push(if from == low { to } else { from });
            }
        }
        places
    }
}

/// The tests below these nodes, with the missing variables that each reads.
fn tests(oracle: &Oracle<'_>, from: impl IntoIterator<Item = Id>) -> Vec<(Id, BTreeSet<Var>)> {
    let program = oracle.program();
    let parts = |id: Id| match program.node(id) {
        Node::Denied(action) => {
            let nodes = program.action(*action);
            nodes.map_or_else(Vec::new, |of| of.blockers.iter().map(|(_, id)| *id).chain(of.default_denial).collect())
        }
        node => node.parts(),
    };
    let mut found: BTreeSet<Id> = BTreeSet::new();
    let mut pending: Vec<Id> = from.into_iter().collect();
    while let Some(id) = pending.pop() {
        if found.insert(id) {
            pending.extend(parts(id));
        }
    }
    // Each stands after those that it reads.
    let mut reads: BTreeMap<Id, BTreeSet<Var>> = BTreeMap::new();
    for id in &found {
        let mut all: BTreeSet<Var> = parts(*id).iter().filter_map(|part| reads.get(part)).flatten().copied().collect();
        match program.node(*id) {
            Node::Var(var) if oracle.is_missing(*var) => all.extend([*var]),
            Node::Stated { var, .. } if oracle.is_missing(*var) || oracle.world.get(*var) == At::Unstated => {
                all.extend([*var]);
            }
            _ => {}
        }
        reads.insert(*id, all);
    }
    let is_test = |id: Id| {
        matches!(
            program.node(id),
            Node::Within { .. } | Node::Related { .. } | Node::Figure { .. } | Node::Belongs { .. }
        )
    };
    reads.into_iter().filter(|(id, reads)| is_test(*id) && !reads.is_empty()).collect()
}

/// Whether it is one value, or surely none.
fn is_one(range: Range) -> bool {
    match range {
        Range::Within { low, high, maybe_not } => low == high && !maybe_not,
        Range::Never => true,
        Range::Overflow => false,
    }
}

/// At most so many of some values, evenly from the first to the last.
fn spread<T: Clone>(values: Vec<T>, most: usize) -> Vec<T> {
    let last = values.len().saturating_sub(1);
    match values.len() > most && most > 1 {
        true => (0..most).filter_map(|i| values.get(i * last / (most - 1)).cloned()).collect(),
        false => values,
    }
}
