//! Every point of a small rulebook, evaluated one by one: what is certain, what is missing, what would do, what suffices.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::book::{Book, Kind, LAW, Manner, ROLES, Word};
use super::naive::{At, Blocker, Truth};

/// How many facts change, how much effort, how many days, how far, and which.
pub type Cost = (usize, i64, i64, i64, Vec<usize>);

/// What is found at one point on one day; each bit of a mask is a blocker.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub is_possible: bool,
    pub allowed: Truth,
    pub surely: u32,
    pub maybe: u32,
    /// The same of the second action.
    maybe_other: u32,
}

/// All values of all facts.
pub struct Space<'a> {
    pub book: &'a Book,
    pub count: usize,
    pub blockers: Vec<Blocker>,
    pub asks_of_other: bool,
    days: RefCell<BTreeMap<i64, Rc<Vec<Point>>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Denied,
    Undetermined,
}

/// One fact that becomes another value by one of its changes.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub fact: usize,
    pub to: i64,
    pub effort: i64,
    pub days: i64,
}

impl<'a> Space<'a> {
    pub fn new(book: &'a Book) -> Space<'a> {
        let count = book.facts.iter().map(|fact| usize::try_from(fact.high - fact.low + 1).unwrap()).product();
        let rules = (0..book.rules.len()).filter(|at| book.root(*at).actions.contains(&0));
        let mut conds = rules.flat_map(|at| book.rules[at].when.iter().chain(&book.rules[at].required));
        let asks_of_other = conds.any(|cond| book.asks_of_actions(cond));
        Space { book, count, blockers: book.blockers(0), asks_of_other, days: RefCell::default() }
    }

    pub fn values(&self, mut index: usize) -> Vec<i64> {
        let digit = |fact: &super::book::Fact| {
            let size = usize::try_from(fact.high - fact.low + 1).unwrap();
            let value = fact.low + i64::try_from(index % size).unwrap();
            index /= size;
            value
        };
        self.book.facts.iter().map(digit).collect()
    }

    /// Every point on a day.
    pub fn on(&self, day: i64) -> Rc<Vec<Point>> {
        if let Some(known) = self.days.borrow().get(&day) {
            return Rc::clone(known);
        }
        let points = (0..self.count).map(|index| {
            let facts = self.values(index);
            let at = At { book: self.book, today: day, facts: &facts };
            let (mut surely, mut maybe, mut maybe_other) = (0, 0, 0);
            for (bit, blocker) in self.blockers.iter().enumerate() {
                let blocks = at.blocks(*blocker, 0);
                surely |= u32::from(blocks == Some(true)) << bit;
                maybe |= u32::from(blocks != Some(false)) << bit;
            }
            if self.asks_of_other {
                for (bit, blocker) in self.book.blockers(1).into_iter().enumerate() {
                    maybe_other |= u32::from(at.blocks(blocker, 1) != Some(false)) << bit;
                }
            }
            Point { is_possible: at.is_possible(), allowed: at.allowed(0), surely, maybe, maybe_other }
        });
        let points = Rc::new(points.collect::<Vec<_>>());
        self.days.borrow_mut().insert(day, Rc::clone(&points));
        points
    }

    /// The points that agree with what is stated and can be.
    pub fn completions(&self, day: i64, facts: &[Option<i64>]) -> Vec<usize> {
        let points = self.on(day);
        let mut found = vec![0];
        let mut step = 1;
        for (fact, stated) in self.book.facts.iter().zip(facts) {
            let range = stated.map_or(fact.low..=fact.high, |value| value..=value);
            let offsets: Vec<usize> = range.map(|v| usize::try_from(v - fact.low).unwrap() * step).collect();
            found = found.into_iter().flat_map(|at| offsets.iter().map(move |offset| at + offset)).collect();
            step *= usize::try_from(fact.high - fact.low + 1).unwrap();
        }
        found.retain(|at| points[*at].is_possible);
        found
    }

    // --- Certainty ------------------------------------------------------------------------

    pub fn outcome(&self, day: i64, facts: &[Option<i64>]) -> Outcome {
        let points = self.on(day);
        let all = self.completions(day, facts);
        let agree = |truth: bool| all.iter().all(|at| points[*at].allowed == Some(truth));
        match (agree(true), agree(false)) {
            (true, _) => Outcome::Allowed,
            (_, true) => Outcome::Denied,
            _ => Outcome::Undetermined,
        }
    }

    /// What surely stands in the way, and what may.
    pub fn blocking(&self, day: i64, facts: &[Option<i64>]) -> (u32, u32) {
        let points = self.on(day);
        let all = self.completions(day, facts);
        let both = all.iter().map(|at| (points[*at].surely, points[*at].maybe));
        both.fold((u32::MAX, 0), |(surely, maybe), (s, m)| (surely & s, maybe | m))
    }

    /// The facts of the smallest sets of missing facts that settle the outcome, and of which pairs of values turn it.
    pub fn needed(&self, day: i64, facts: &[Option<i64>]) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let points = self.on(day);
        let all: Vec<(Vec<i64>, Truth)> =
            self.completions(day, facts).into_iter().map(|at| (self.values(at), points[at].allowed)).collect();
        let missing: Vec<usize> = (0..facts.len()).filter(|at| facts[*at].is_none()).collect();
        // Whether these decide it alone.
        let settles = |known: &BTreeSet<usize>| {
            let mut seen: BTreeMap<Vec<i64>, Truth> = BTreeMap::new();
            all.iter().all(|(values, allowed)| {
                let key = known.iter().map(|at| values[*at]).collect();
                *seen.entry(key).or_insert(*allowed) == *allowed
            })
        };
        let sets = (0..1_usize << missing.len())
            .map(|mask| (0..missing.len()).filter(|i| mask >> i & 1 == 1).map(|i| missing[i]).collect())
            .filter(settles)
            .collect::<Vec<BTreeSet<usize>>>();
        let smallest = sets.iter().filter(|set| !sets.iter().any(|other| other != *set && other.is_subset(set)));
        let turns = missing.iter().copied().filter(|at| {
            let others = missing.iter().copied().filter(|other| other != at).collect();
            !settles(&others)
        });
        (smallest.flatten().copied().collect(), turns.collect())
    }

    // --- Changes --------------------------------------------------------------------------

    /// All values to which somebody can bring a stated fact who has begun so many days before.
    pub fn moves(&self, (today, lead): (i64, i64), at: usize, old: i64) -> Vec<Move> {
        let fact = &self.book.facts[at];
        let mut found = Vec::new();
        for change in &fact.changes {
            let days = (change.days - lead).max(0);
            let (low, high) = match change.manner {
                Manner::Provide if old == 0 => (1, 1),
                Manner::Provide => continue,
                Manner::Choose => (fact.low, fact.high),
                Manner::Lower => (fact.low, old),
                Manner::Raise | Manner::PutOff => (old, fact.high),
                Manner::BringForward => (fact.low.max(today - lead + change.days), old),
            };
            let reached = (low..=high).filter(|to| *to != old);
            found.extend(reached.map(|to| Move { fact: at, to, effort: change.effort, days }));
        }
        found
    }

    pub fn cost(&self, facts: &[Option<i64>], moves: &[Move]) -> Cost {
        let distance = |m: &Move| match self.book.facts[m.fact].kind {
            Kind::YesNo | Kind::Choice => 0,
            _ => facts[m.fact].map_or(0, |old| (m.to - old).abs()),
        };
        let mut names: Vec<usize> = moves.iter().map(|m| m.fact).collect();
        names.sort_unstable();
        let days = moves.iter().map(|m| m.days).max().unwrap_or(0);
        (moves.len(), moves.iter().map(|m| m.effort).sum(), days, moves.iter().map(distance).sum(), names)
    }

    /// Of each set of facts the cheapest change of which this holds, where `good` is asked of the day, the facts and what changed.
    fn cheapest(
        &self,
        (today, lead): (i64, i64),
        facts: &[Option<i64>],
        reads: &BTreeSet<usize>,
        good: &Good<'_>,
    ) -> Vec<(Cost, Vec<Move>)> {
        let mut all: Vec<Vec<Move>> = vec![Vec::new()];
        for (at, stated) in facts.iter().enumerate() {
            // To change what nothing reads would only pass the time.
            let Some(old) = stated.filter(|_| reads.contains(&at)) else { continue };
            let moves = self.moves((today, lead), at, old);
            let with = all
                .iter()
                .flat_map(|so_far| moves.iter().map(move |m| so_far.iter().chain([m]).copied().collect::<Vec<Move>>()));
            let with: Vec<_> = with.collect();
            all.extend(with);
        }
        let mut ways: Vec<(Cost, Vec<Move>)> =
            all.into_iter().skip(1).map(|moves| (self.cost(facts, &moves), moves)).collect();
        ways.sort_by(|a, b| a.0.cmp(&b.0));
        let mut found: Vec<(Cost, Vec<Move>)> = Vec::new();
        for (cost, moves) in ways {
            let is_known = |other: &(Cost, Vec<Move>)| other.0.4.iter().all(|fact| cost.4.contains(fact));
            if found.len() == 3 || found.iter().any(is_known) {
                continue;
            }
            let day = today + cost.2;
            let holds = |some: &[&Move]| {
                let mut changed = facts.to_vec();
                some.iter().for_each(|m| changed[m.fact] = Some(m.to));
                good(day, &changed, &some.iter().map(|m| m.fact).collect())
            };
            let all: Vec<&Move> = moves.iter().collect();
            // Where fewer of them do on the same day, the others only pass the time.
            let fewer =
                |set: usize| all.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1).map(|(_, m)| *m).collect();
            let only_waits = || (0..(1 << all.len()) - 1).any(|set| holds(Vec::<&Move>::as_slice(&fewer(set))));
            if holds(&all) && (day == today || !only_waits()) {
                found.push((cost, moves));
            }
        }
        found
    }

    /// What an answer depends on; with what decides who may override, where that is asked.
    pub fn reads(&self, with_overrides: bool) -> BTreeSet<usize> {
        let book = self.book;
        let mut found = BTreeSet::new();
        book.always.iter().for_each(|cond| book.reads_cond(cond, &mut found));
        book.deciding(0).into_iter().for_each(|at| book.reads_rule(at, &mut found));
        let lines = self.blockers.iter().flat_map(|blocker| book.overrides(*blocker, 0).1);
        let conds = lines.filter_map(|(_, cond)| cond.as_ref()).filter(|_| with_overrides);
        conds.for_each(|cond| book.reads_cond(cond, &mut found));
        found
    }

    /// The cheapest remedies: at most three.
    pub fn remedies(&self, today: i64, facts: &[Option<i64>]) -> Vec<Cost> {
        self.remedies_begun((today, 0), facts)
    }

    /// The first later day on which a change is enough that is not before, and what is cheapest then; none if it is a yes by itself sooner, or not
    /// within so many days.
    pub fn later(&self, today: i64, facts: &[Option<i64>], days: i64) -> Option<(i64, Vec<Cost>)> {
        for lead in 1..=days {
            let day = today + lead;
            let is_possible = !self.completions(day, facts).is_empty();
            match self.outcome(day, facts) {
                Outcome::Allowed if is_possible => return None,
                Outcome::Denied if is_possible => {
                    let mut found = self.remedies_begun((day, lead), facts);
                    found.retain(|cost| cost.2 == 0);
                    if !found.is_empty() {
                        return Some((day, found));
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn remedies_begun(&self, (today, lead): (i64, i64), facts: &[Option<i64>]) -> Vec<Cost> {
        let found = self.cheapest((today, lead), facts, &self.reads(false), &|day, changed, which| {
            self.is_remedy((today, facts), (day, changed), which)
        });
        found.into_iter().map(|(cost, _)| cost).collect()
    }

    /// Whether it is surely allowed on that day with these facts, and fair.
    pub fn is_remedy(
        &self,
        (today, facts): (i64, &[Option<i64>]),
        (day, changed): (i64, &[Option<i64>]),
        which: &BTreeSet<usize>,
    ) -> bool {
        !self.completions(day, changed).is_empty()
            && self.outcome(day, changed) == Outcome::Allowed
            && self.is_fair((today, facts), (day, changed), which)
    }

    /// Whether a role may decide otherwise on everything that stands in the way, or may.
    pub fn covers(&self, role: usize, day: i64, facts: &[Option<i64>]) -> bool {
        let (_, maybe) = self.blocking(day, facts);
        let all = self.completions(day, facts);
        let blockers = self.blockers.iter().enumerate().filter(|(bit, _)| maybe >> bit & 1 == 1);
        let mut blockers = blockers.map(|(_, blocker)| *blocker).peekable();
        let (source_lines, powers) = (|blocker| self.book.overrides(blocker, 0), ROLES[role].1);
        blockers.peek().is_some()
            && blockers.all(|blocker| {
                let (source, lines) = source_lines(blocker);
                let surely = |cond: &Option<super::book::Cond>| {
                    all.iter().all(|at| At { book: self.book, today: day, facts: &self.values(*at) }.yes(cond))
                };
                source != LAW && lines.iter().any(|(named, cond)| powers.contains(named) && surely(cond))
            })
    }

    /// The cheapest change after which a role covers what is still in the way. What is a yes with some changes needs nobody, whatever else is
    /// changed with them.
    pub fn after(&self, role: usize, today: i64, facts: &[Option<i64>]) -> Option<Cost> {
        let covered = |day: i64, changed: &[Option<i64>], which: &BTreeSet<usize>| {
            let settled = match self.outcome(day, changed) {
                Outcome::Allowed => true,
                Outcome::Denied => self.covers(role, day, changed),
                Outcome::Undetermined => false,
            };
            settled && !self.completions(day, changed).is_empty() && self.is_fair((today, facts), (day, changed), which)
        };
        let is_denied = |moves: &[Move]| {
            let mut changed = facts.to_vec();
            moves.iter().for_each(|m| changed[m.fact] = Some(m.to));
            let days = moves.iter().map(|m| m.days).max().unwrap_or(0);
            self.outcome(today + days, &changed) == Outcome::Denied
        };
        let found = self.cheapest((today, 0), facts, &self.reads(true), &covered);
        found.into_iter().find(|(_, moves)| is_denied(moves)).map(|(cost, _)| cost)
    }

    // --- Never evasion --------------------------------------------------------------------

    fn is_fair(
        &self,
        (today, facts): (i64, &[Option<i64>]),
        (day, changed): (i64, &[Option<i64>]),
        which: &BTreeSet<usize>,
    ) -> bool {
        let book = self.book;
        let actions: &[usize] = if self.asks_of_other { &[0, 1] } else { &[0] };
        let about = |at: &usize| actions.iter().any(|action| book.root(*at).actions.contains(action));
        let kept_out = |at: usize| book.rules[at].remedy_not_by.iter().any(|fact| which.contains(fact));
        if (0..book.rules.len()).filter(about).any(kept_out) {
            return false;
        }
        let before = self.on(today);
        let stood = self.completions(today, facts);
        actions.iter().all(|action| {
            let masks = stood.iter().map(|at| if *action == 0 { before[*at].maybe } else { before[*at].maybe_other });
            let stood = masks.fold(0, |all, mask| all | mask);
            let blockers = book.blockers(*action).into_iter().enumerate();
            let stood: Vec<Blocker> = blockers.filter(|(bit, _)| stood >> bit & 1 == 1).map(|(_, b)| b).collect();
            self.completions(day, changed).into_iter().all(|at| {
                let values = self.values(at);
                let after = At { book, today: day, facts: &values };
                stood.iter().all(|blocker| self.is_met(*blocker, *action, &after, which))
            })
        })
    }

    /// Whether what stood in the way still does, or was met and not evaded.
    fn is_met(&self, blocker: Blocker, action: usize, after: &At<'_>, which: &BTreeSet<usize>) -> bool {
        let book = self.book;
        if after.blocks(blocker, action) != Some(false) {
            return true;
        }
        // A rule from outside that helps does so by facts only that it names.
        let helps = |at: usize| {
            let mut reads = BTreeSet::new();
            book.reads_rule(at, &mut reads);
            let named = &book.rules[at].remedy_by;
            let named = which.intersection(&reads).all(|fact| named.contains(fact));
            after.applies(at) == Some(true) && (book.rules[at].source != LAW || named)
        };
        match blocker {
            Blocker::Default => book.permitting(action).any(helps),
            Blocker::Rule(at) if after.applies(at) != Some(false) => {
                book.rights_over(book.rules[at].source, action).any(helps)
            }
            Blocker::Rule(at) => {
                let rule = &book.rules[at];
                let reads = book.reads_blocker(at, action);
                rule.source != LAW
                    || match rule.word {
                        Word::Requirement => after.yes(&rule.when) && after.yes(&rule.required),
                        _ => which.intersection(&reads).all(|fact| rule.remedy_by.contains(fact)),
                    }
            }
        }
    }

    // --- Reasons --------------------------------------------------------------------------

    /// Whether a blocker surely stands in the way wherever facts are within these ends.
    pub fn suffices(&self, day: i64, blocker: usize, ends: &[Option<(i64, i64)>]) -> bool {
        let points = self.on(day);
        (0..self.count).filter(|at| points[*at].is_possible && points[*at].surely >> blocker & 1 == 0).all(|at| {
            let values = self.values(at);
            !values.iter().zip(ends).all(|(value, ends)| ends.is_none_or(|(low, high)| low <= *value && *value <= high))
        })
    }
}

/// Whether changes do, by the day, the facts and what changed.
type Good<'a> = dyn Fn(i64, &[Option<i64>], &BTreeSet<usize>) -> bool + 'a;

impl Book {
    /// The rule that an exception touches in the end; others themselves.
    pub fn root(&self, at: usize) -> &super::book::Rule {
        match self.rules[at].touches {
            Some(touched) => self.root(touched),
            None => &self.rules[at],
        }
    }
}
