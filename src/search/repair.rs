//! Where something does not hold at a point: the smaller boxes that have every point at which it does.

use std::collections::BTreeSet;

use super::eval::{can, may_fault};
use super::{At, COMPARED, Cell, Choice, Question, Taken, View, Want, World};
use crate::model::expr::Quantifier;
use crate::model::interval::{Op, Range};
use crate::program::{Holds, Id, Node, Row, Var};
use crate::stack::with_room;

/// A variable with so few values is tried value by value.
const FEW: i128 = 16;

/// So many stretches of one variable are cut out at once, on either side of the nearest point.
const STRETCHES: usize = 16;

/// So often a stretch is halved on either side to find where a test of one variable holds.
const HALVES: usize = 400;

/// Cuts one region, at whose nearest point something does not hold.
pub(super) struct Repair<'a, 'q, 'p> {
    pub(super) question: &'a Question<'q, 'p>,
    pub(super) world: usize,
    pub(super) cell: &'a Cell,
    /// What may be taken for granted.
    pub(super) choices: &'a [Choice],
    pub(super) point: &'a [i128],
    /// The same, as a region.
    pub(super) here: &'a [(i128, i128)],
}

impl Repair<'_, '_, '_> {
    fn world(&self) -> Option<&World> {
        self.question.worlds.get(self.world)
    }

    fn range(&self, id: Id, region: &[(i128, i128)]) -> Range {
        match self.world() {
            Some(world) => self.question.evaluator.range(
                id,
                &View { world, region, choices: self.choices, program: Some(self.question.evaluator.program) },
            ),
            None => Range::Never,
        }
    }

    /// What something comes to at the nearest point.
    fn here(&self, id: Id) -> Range {
        self.range(id, self.here)
    }

    fn anywhere(&self, id: Id) -> Range {
        self.range(id, &self.cell.region)
    }

    /// The smaller regions that together have every point at which a test comes to what is wanted. It does not at the
    /// nearest point.
    pub(super) fn of(&self, id: Id, want: Want) -> Vec<Cell> {
        match self.question.evaluator.program.node(id) {
            Node::Kept { of, .. } => with_room(|| self.of(*of, want)),
            Node::Stated { var, defined } if self.world().is_some_and(|world| world.get(*var) == At::Unstated) => {
                self.of(*defined, want)
            }
            Node::Calculate { op: Op::Not, of } => match of.as_ref() {
                [of] => self.of(*of, want.turned()),
                _ => Vec::new(),
            },
            Node::Maybe(of) if want.yes => self.of(*of, Want::NO.other()),
            Node::Maybe(of) if want.no => self.of(*of, Want::NO),
            Node::Maybe(_) => Vec::new(),
            Node::Group { how, of } => match how {
                Quantifier::All => self.group(of, of.len(), want),
                Quantifier::Any => self.group(of, 1, want),
                Quantifier::AtLeast(n) => self.group(of, *n, want),
                Quantifier::None => self.group(of, 1, want.turned()),
            },
            Node::Denied(action) => {
                let Some(action) = self.question.evaluator.program.action(*action) else { return Vec::new() };
                let Some(world) = self.world() else { return Vec::new() };
                // To be rid of what is there, only what can be there here matters; to bring it about, all that can be anywhere.
                let region = if want.no && !want.yes { self.here } else { &self.cell.region };
                let near = action.index.by.and_then(|var| super::eval::Bounds::of(&View::of(world, region), var));
                let near = near.unwrap_or((i128::MIN, i128::MAX));
                let blockers = action.index.within(near).filter_map(|i| action.blockers.get(i)).map(|(_, id)| *id);
                let all: Vec<Id> = blockers.chain(action.default_denial).collect();
                self.group(&all, 1, want)
            }
            Node::If { test, then, otherwise } => self.either(id, (*test, *then, *otherwise), want),
            Node::Lines { lines, .. } if want == Want::FAULT => {
                self.clash(lines).unwrap_or_else(|| self.test(id, want))
            }
            _ => self.test(id, want),
        }
    }

    /// Of a group of which so many have to hold.
    fn group(&self, of: &[Id], needed: usize, want: Want) -> Vec<Cell> {
        let here: Vec<Range> = of.iter().map(|id| self.here(*id)).collect();
        let yes = |range: &Range| can(*range, 1);
        let count = |test: &dyn Fn(&Range) -> bool| here.iter().filter(|range| test(range)).count();
        // At a point each is exactly one of yes, no and no value.
        let is_yes = count(&yes) >= needed;
        // To come to no, so many have to come to no.
        let dual = (of.len() + 1).saturating_sub(needed);
        match want {
            Want { yes: true, no: false, fault: true } => self.more(of, &here, needed, want),
            Want { yes: false, no: true, fault: true } => self.more(of, &here, dual, want),
            Want { fault: true, yes: false, no: false } if is_yes => self.more(of, &here, dual, Want::YES.other()),
            Want { fault: true, yes: false, no: false } => self.more(of, &here, needed, Want::NO.other()),
            Want { yes, no, .. } => {
                let mut regions = Vec::new();
                if yes {
                    regions.extend(self.more(of, &here, needed, Want::YES));
                }
                if no {
                    regions.extend(self.more(of, &here, dual, Want::NO));
                }
                regions
            }
        }
    }

    /// Regions in which at least so many come to what is wanted, where too few do at the nearest point.
    fn more(&self, of: &[Id], here: &[Range], needed: usize, want: Want) -> Vec<Cell> {
        let lacking: Vec<Id> = of.iter().zip(here).filter(|(_, range)| !want.may(**range)).map(|(id, _)| *id).collect();
        let have = of.len() - lacking.len();
        let Some(short) = needed.checked_sub(have).filter(|short| *short > 0) else {
            // Enough do, so it is something else that is amiss: nothing is ruled out.
            return self.halved(None);
        };
        if short > lacking.len() {
            return Vec::new();
        }
        // Of so many that lack it, at least one has to come to it.
        let enough = lacking.len() - short + 1;
        let possible: Vec<Id> = lacking.iter().copied().filter(|id| want.may(self.anywhere(*id))).collect();
        if possible.len() < short {
            return Vec::new();
        }
        if enough >= lacking.len() {
            return possible.into_iter().flat_map(|id| self.of(id, want)).collect();
        }
        // Those that never can are among them at no cost.
        let spared = lacking.len() - possible.len();
        let Some(enough) = enough.checked_sub(spared) else { return Vec::new() };
        if enough == 0 {
            return Vec::new();
        }
        if enough >= possible.len() {
            return possible.into_iter().flat_map(|id| self.of(id, want)).collect();
        }
        let mut ways: Vec<Vec<Cell>> = Vec::new();
        for id in possible.iter().take(COMPARED.max(enough)) {
            let way = self.of(*id, want);
            if way.is_empty() && enough == 1 {
                return way;
            }
            ways.push(way);
        }
        ways.sort_by_key(Vec::len);
        ways.into_iter().take(enough).flatten().collect()
    }

    /// Of a test that chooses between two others.
    fn either(&self, id: Id, (test, then, otherwise): (Id, Id, Id), want: Want) -> Vec<Cell> {
        let here = self.here(test);
        if may_fault(self.anywhere(test)) {
            return self.test(id, want);
        }
        let (side, at, other) = match can(here, 1) {
            true => (then, Want::NO, otherwise),
            false => (otherwise, Want::YES, then),
        };
        let mut regions = Vec::new();
        if want.may(self.anywhere(side)) {
            regions.extend(self.of(side, want));
        }
        if want.may(self.anywhere(other)) && at.may(self.anywhere(test)) {
            regions.extend(self.of(test, at));
        }
        regions
    }

    /// Of the lines of a term, which have one value at the nearest point and are to have none: none holds, two that differ do, or one
    /// has no value. `None` where it is not known which hold.
    fn clash(&self, lines: &[Row]) -> Option<Vec<Cell>> {
        let tests = || lines.iter().filter_map(|line| if let Holds::If(test) = line.holds { Some(test) } else { None });
        let none_holds = tests().all(|test| self.here(test) == Range::exactly(0));
        let holds = |line: &Row| match line.holds {
            Holds::Always => Some(true),
            Holds::Otherwise => Some(none_holds),
            Holds::If(test) => match self.here(test) {
                Range::Within { low, high, maybe_not: false } if low == high => Some(low == 1),
                _ => None,
            },
        };
        let all: Option<Vec<bool>> = lines.iter().map(holds).collect();
        let (here, others): (Vec<_>, Vec<_>) = lines.iter().zip(all?).partition(|(_, holds)| *holds);
        let to = |id: Id, want: Want| if want.may(self.anywhere(id)) { self.of(id, want) } else { Vec::new() };
        let mut cells = Vec::new();
        for (line, _) in others {
            if let Holds::If(test) = line.holds {
                cells.extend(to(test, Want::NO.other()));
            }
        }
        let is_one = here.len() == 1;
        for (i, (line, _)) in here.into_iter().enumerate() {
            // That none holds takes that the first does not.
            if let (0, Holds::If(test)) = (i, line.holds) {
                cells.extend(to(test, Want::YES.other()));
            }
            // One that is alone has to have no value; of several one has to have another.
            let other = match self.here(line.value) {
                _ if is_one => Want::FAULT,
                Range::Within { low: 0, high: 0, .. } if is_truth(self.anywhere(line.value)) => Want::NO.other(),
                Range::Within { low: 1, high: 1, .. } if is_truth(self.anywhere(line.value)) => Want::YES.other(),
                _ => return None,
            };
            cells.extend(to(line.value, other));
        }
        Some(cells)
    }

    /// Of a test that is not taken apart.
    fn test(&self, id: Id, want: Want) -> Vec<Cell> {
        if self.free(id).len() > 1
            && let Some(cells) = self.taken(id, want).or_else(|| self.lines(id, want))
        {
            return cells;
        }
        self.by_variable(id, want)
    }

    /// By one of the variables that a test reads: the stretches in which it holds if it is the only one.
    pub(super) fn by_variable(&self, id: Id, want: Want) -> Vec<Cell> {
        let free = self.free(id);
        match free.as_slice() {
            [] => Vec::new(),
            [slot] => self.stretches(id, want, *slot),
            several => {
                let width =
                    |slot: &usize| self.cell.region.get(*slot).map_or(0, |(low, high)| high.saturating_sub(*low));
                // A few values are tried first; of long stretches the longest is cut, so that none is taken to pieces alone.
                let few = several.iter().filter(|slot| width(slot) < FEW).min_by_key(|slot| (width(slot), **slot));
                let slot = few.or_else(|| several.iter().max_by_key(|slot| (width(slot), std::cmp::Reverse(**slot))));
                slot.map_or_else(Vec::new, |slot| self.split(id, want, *slot))
            }
        }
    }

    /// Of a comparison of values that are not known: that it comes to what is wanted is taken for granted first, so that whatever goes against it
    /// is seen at once. `None` where that was done.
    fn taken(&self, id: Id, want: Want) -> Option<Vec<Cell>> {
        if !matches!(self.question.evaluator.program.node(id), Node::Related { .. }) || want.yes == want.no {
            return None;
        }
        let taken = |is: Taken| Choice { world: self.world, node: id, is };
        let holds = taken(Taken::Holds(want.yes));
        if self.cell.choices.contains(&holds) {
            return None;
        }
        let mut choices = vec![holds];
        // Beyond all lines: that it has no value.
        choices.extend((want.fault && may_fault(self.anywhere(id))).then(|| taken(Taken::Line(usize::MAX))));
        let with = |choice: Choice| {
            let mut cell = self.cell.clone();
            cell.choices.push(choice);
            cell
        };
        Some(choices.into_iter().map(with).collect())
    }

    /// One cell for each line that can hold of a term that a test reads, so that each can be looked at by itself; `None` where there is no
    /// such term.
    fn lines(&self, id: Id, want: Want) -> Option<Vec<Cell>> {
        let program = self.question.evaluator.program;
        let mut seen = BTreeSet::new();
        let mut pending = vec![id];
        while let Some(at) = pending.pop() {
            let node = program.node(at);
            if matches!(node, Node::Kept { .. }) && !seen.insert(at) {
                continue;
            }
            let chosen = self.choices.iter().find_map(|choice| choice.line(at));
            // That it has no value is asked of this one itself.
            let is_asked = || self.cell.choices.iter().any(|c| c.world == self.world && c.line(at).is_some());
            match node {
                Node::If { .. } | Node::Lines { .. } if chosen.is_none() && is_asked() => pending.extend(node.parts()),
                Node::If { then, otherwise, .. } if chosen.is_some() => {
                    pending.push(if chosen == Some(0) { *then } else { *otherwise });
                }
                Node::Lines { lines, .. } if chosen.is_some() => {
                    pending.extend(chosen.and_then(|line| lines.get(line)).map(|line| line.value));
                }
                Node::If { test, then, otherwise } => {
                    let range = self.anywhere(*test);
                    match (can(range, 1), can(range, 0)) {
                        (true, true) if !may_fault(range) => return Some(self.chosen(at, &[0, 1])),
                        (true, false) => pending.push(*then),
                        (false, true) => pending.push(*otherwise),
                        _ => pending.extend(node.parts()),
                    }
                }
                Node::Lines { lines, .. } => {
                    let tests = || {
                        lines.iter().enumerate().filter_map(|(i, line)| match line.holds {
                            Holds::If(test) => Some((i, self.anywhere(test))),
                            _ => None,
                        })
                    };
                    if tests().any(|(_, range)| may_fault(range)) {
                        pending.extend(node.parts());
                        continue;
                    }
                    let is_certain = tests().any(|(_, range)| range == Range::exactly(1));
                    let mut open: Vec<usize> = tests().filter(|(_, range)| can(*range, 1)).map(|(i, _)| i).collect();
                    let rest = lines.iter().position(|line| !matches!(line.holds, Holds::If(_)));
                    open.extend(rest.filter(|_| !is_certain));
                    // Whether none holds, or two that differ, is asked where no value would be wanted.
                    if want.fault && may_fault(self.anywhere(at)) {
                        open.push(lines.len());
                    }
                    match open.as_slice() {
                        [only] => pending.extend(lines.get(*only).map(|line| line.value)),
                        several => return Some(self.chosen(at, several)),
                    }
                }
                node => pending.extend(node.parts()),
            }
        }
        None
    }

    fn chosen(&self, node: Id, lines: &[usize]) -> Vec<Cell> {
        let with = |line: &usize| {
            let mut cell = self.cell.clone();
            cell.choices.push(Choice { world: self.world, node, is: Taken::Line(*line) });
            cell
        };
        lines.iter().map(with).collect()
    }

    /// The whole cell in halves.
    pub(super) fn halves(&self) -> Vec<Cell> {
        self.halved(None)
    }

    /// The slots that a test reads and that are not single values here.
    fn free(&self, id: Id) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![id];
        let program = self.question.evaluator.program;
        let Some(world) = self.world() else { return Vec::new() };
        let mut see = |var: Var| {
            if let At::Slot(slot) = world.get(var)
                && self.cell.region.get(slot).is_some_and(|(low, high)| low < high)
            {
                found.insert(slot);
            }
        };
        let chosen = |id: Id| self.choices.iter().find_map(|choice| choice.line(id));
        while let Some(id) = pending.pop() {
            match program.node(id) {
                Node::If { then, otherwise, .. } if chosen(id).is_some() => {
                    pending.push(if chosen(id) == Some(0) { *then } else { *otherwise });
                }
                Node::Lines { lines, .. } if chosen(id).is_some() => {
                    pending.extend(chosen(id).and_then(|line| lines.get(line)).map(|line| line.value));
                }
                Node::Var(var) => see(*var),
                Node::Stated { var, defined } => match world.get(*var) {
                    At::Unstated => pending.push(*defined),
                    _ => see(*var),
                },
                Node::Denied(action) => {
                    let Some(action) = program.action(*action) else { continue };
                    pending.extend(action.blockers.iter().map(|(_, id)| *id).chain(action.default_denial));
                }
                node @ Node::Kept { .. } => {
                    if seen.insert(id) {
                        pending.extend(node.parts());
                    }
                }
                // Of what surely does not count here nothing is read.
                Node::If { test, then, otherwise } => {
                    let range = self.anywhere(*test);
                    pending.push(*test);
                    pending.extend((range != Range::exactly(0)).then_some(*then));
                    pending.extend((range != Range::exactly(1)).then_some(*otherwise));
                }
                Node::Lines { lines: rows, .. } | Node::Table { rows, .. } => {
                    if let Node::Table { day: Some(day), .. } = program.node(id) {
                        pending.push(*day);
                    }
                    for row in rows {
                        let counts = match row.holds {
                            Holds::If(test) => {
                                let counts = self.anywhere(test) != Range::exactly(0);
                                pending.extend(counts.then_some(test));
                                counts
                            }
                            Holds::Always | Holds::Otherwise => true,
                        };
                        pending.extend(counts.then_some(row.value));
                    }
                }
                node => pending.extend(node.parts()),
            }
        }
        found.into_iter().collect()
    }

    fn with(&self, slot: usize, ends: (i128, i128)) -> Cell {
        let mut region = self.cell.region.clone();
        if let Some(at) = region.get_mut(slot) {
            *at = ends;
        }
        Cell { region, choices: self.cell.choices.clone() }
    }

    /// The stretches of the only variable in which a test comes to what is wanted, outwards from the nearest point. What lies beyond the first
    /// of them is left as it is.
    fn stretches(&self, id: Id, want: Want, slot: usize) -> Vec<Cell> {
        let Some((low, high)) = self.cell.region.get(slot).copied() else { return Vec::new() };
        if let Some(set) = self.directly(id, want, slot, (low, high)) {
            return set.into_iter().map(|ends| self.with(slot, ends)).collect();
        }
        let at = self.point.get(slot).map_or(low, |at| (*at).clamp(low, high));
        let mut left = HALVES;
        let mut found: Vec<(i128, i128)> = Vec::new();
        // The last is the next: first upwards, then downwards.
        for (mut pending, upwards) in [(vec![(at, high)], true), (vec![(low, at - 1)], false)] {
            let most = found.len() + STRETCHES;
            while let Some((low, high)) = pending.pop().filter(|(low, high)| low <= high) {
                let range = self.range(id, &self.with(slot, (low, high)).region);
                if !want.may(range) {
                    continue;
                }
                let is_enough = left == 0 || found.len() >= most;
                if is_enough || want.surely(range) || low == high {
                    match found.last_mut() {
                        Some(last) if !is_enough && upwards && last.1 + 1 == low => last.1 = high,
                        Some(last) if !is_enough && !upwards && high + 1 == last.0 => last.0 = low,
                        _ => found.push((low, high)),
                    }
                    continue;
                }
                left -= 1;
                let middle = low + (high - low) / 2;
                let (lower, upper) = ((low, middle), (middle + 1, high));
                pending.extend(if upwards { [upper, lower] } else { [lower, upper] });
            }
            left = HALVES;
        }
        found.into_iter().map(|ends| self.with(slot, ends)).collect()
    }

    /// The same where the test is of the variable itself.
    fn directly(&self, id: Id, want: Want, slot: usize, (low, high): (i128, i128)) -> Option<Vec<(i128, i128)>> {
        let program = self.question.evaluator.program;
        let world = self.world()?;
        let is_it = |id: Id| match program.node(id) {
            Node::Var(var) | Node::Stated { var, .. } => world.get(*var) == At::Slot(slot),
            _ => false,
        };
        let inside: Vec<(i128, i128)> = match program.node(id) {
            Node::Within { value, set } if is_it(*value) => set
                .iter()
                .map(|(least, most)| ((*least).max(low), (*most).min(high)))
                .filter(|(least, most)| least <= most)
                .collect(),
            Node::Var(_) | Node::Stated { .. } if is_it(id) => {
                if low <= 1 && 1 <= high {
                    vec![(1, 1)]
                } else {
                    Vec::new()
                }
            }
            _ => return None,
        };
        Some(match (want.yes, want.no) {
            (true, true) => vec![(low, high)],
            (true, false) => inside,
            (false, true) => {
                let mut outside = Vec::new();
                let mut from = low;
                for (least, most) in inside {
                    if from < least {
                        outside.push((from, least - 1));
                    }
                    from = most + 1;
                }
                if from <= high {
                    outside.push((from, high));
                }
                outside
            }
            (false, false) => Vec::new(),
        })
    }

    /// Cuts one variable, and leaves out the parts in which the test cannot come to what is wanted.
    fn split(&self, id: Id, want: Want, slot: usize) -> Vec<Cell> {
        let parts = self.halved(Some(slot));
        parts.into_iter().filter(|cell| want.may(self.range(id, &cell.region))).collect()
    }

    /// The region cut along one variable: its values if they are few, else the nearest value and halves of the rest.
    fn halved(&self, slot: Option<usize>) -> Vec<Cell> {
        let open = || self.cell.region.iter().position(|(low, high)| low < high);
        let Some(slot) = slot.or_else(open) else { return Vec::new() };
        let (Some((low, high)), Some(at)) = (self.cell.region.get(slot).copied(), self.point.get(slot).copied()) else {
            return Vec::new();
        };
        if high - low < FEW {
            return (low..=high).map(|value| self.with(slot, (value, value))).collect();
        }
        let mut parts = vec![(at, at)];
        if at > low {
            let middle = low + (at - 1 - low) / 2;
            parts.extend([(middle + 1, at - 1), (low, middle)]);
        }
        if at < high {
            let middle = at + 1 + (high - at - 1) / 2;
            parts.extend([(at + 1, middle), (middle + 1, high)]);
        }
        parts.into_iter().filter(|(low, high)| low <= high).map(|ends| self.with(slot, ends)).collect()
    }
}

/// Whether something is yes, no or nothing.
fn is_truth(range: Range) -> bool {
    matches!(range, Range::Within { low: 0.., high: ..=1, .. } | Range::Never)
}
