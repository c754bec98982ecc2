//! How the answer changes by itself where facts are missing: of a day it is asked what holds in every completion, and then until
//! which day that stays so.

use crate::decide::{Situation, impossible};
use crate::explain::options::certain_blockers;
use crate::explain::{Book, Outcome, Stretch, sure};
use crate::model::ActionId;
use crate::program::{ActionNodes, Id, Program, Var};
use crate::search::sure::Oracle;
use crate::search::{Found, GaveUp, Goal, Want};
use crate::value::{Date, Type};

/// So often it is asked until when.
const STEPS: usize = 24;

/// The stretches from today on, and whether later ones are left out; `None` where nothing is missing that matters, unless it is asked for.
pub(super) fn stretches(
    book: Book<'_>,
    situation: &Situation,
    action: ActionId,
    asked_for: bool,
) -> Option<(Vec<Stretch>, bool)> {
    let program = Program::for_case(book.program, book.model, situation);
    let nodes = program.action(action)?;
    let oracle = Oracle::new(book.model, &program, situation);
    let missing = oracle.missing_of(&[nodes.allowed]);
    // What could not be taken apart is known of the case as it is only, and of the day.
    let is_loose = |var: &Var| program.is_loose(*var);
    if missing.iter().all(is_loose) && !asked_for {
        return None;
    }
    let is_whole = !oracle.reads(program.always().chain([nodes.allowed])).iter().any(is_loose);
    let walk = Walk { book, situation, action, program: &program, nodes, missing };
    let mut found: Vec<Stretch> = Vec::new();
    let mut from = situation.today;
    for _ in 0..STEPS {
        let Some(here) = walk.on(from) else { return Some((found, false)) };
        let until = if is_whole { walk.until(&here) } else { Err(GaveUp) };
        let to = until.unwrap_or(Some(from));
        match found.last_mut() {
            Some(last) if last.outcome == here.outcome && last.because == here.because => last.to = to,
            _ => found.push(Stretch { to, ..here }),
        }
        match (until, to.and_then(Date::tomorrow)) {
            (Ok(_), None) => return Some((found, false)),
            (Err(GaveUp), _) => break,
            (Ok(_), Some(day)) => from = day,
        }
    }
    Some((found, true))
}

struct Walk<'a> {
    book: Book<'a>,
    situation: &'a Situation,
    action: ActionId,
    program: &'a Program,
    nodes: &'a ActionNodes,
    missing: Vec<Var>,
}

impl Walk<'_> {
    /// The answer on one day; `None` where the facts cannot be.
    fn on(&self, day: Date) -> Option<Stretch> {
        let situation = self.situation.on(day);
        if impossible(self.book.model, &situation).is_some() {
            return None;
        }
        let evaluation = sure::decided_near(self.book, &situation, self.action);
        let outcome = evaluation.outcome(self.action);
        let because = if outcome == Outcome::Denied { certain_blockers(&evaluation, self.action) } else { Vec::new() };
        Some(Stretch { from: day, to: Some(day), outcome, because })
    }

    /// The last day up to which it surely stays as on the first; `None` if there is none.
    fn until(&self, here: &Stretch) -> Result<Option<Date>, GaveUp> {
        let window = self.book.model.header.in_force;
        if !window.contains(here.from) {
            return Ok(window.from.filter(|from| here.from < *from).and_then(Date::yesterday));
        }
        let situation = self.situation.on(here.from);
        let oracle = Oracle::new(self.book.model, self.program, &situation);
        let allowed = self.nodes.allowed;
        let mut changes: Vec<Option<Date>> = Vec::new();
        match here.outcome {
            // One completion that is no yes and one that is no no, as long as they are.
            Outcome::Undetermined => {
                for want in [Want::YES.other(), Want::NO.other()] {
                    let one = self.completion(&oracle, Some(Goal::new(allowed, want)))?;
                    changes.push(self.impossible_from(&oracle, &one)?);
                    changes.push(oracle.first_day(&one, &[], &[Goal::new(allowed, want.other())])?);
                }
            }
            Outcome::Allowed | Outcome::Denied => {
                changes.push(self.impossible_from(&oracle, &self.completion(&oracle, None)?)?);
                let want = if here.outcome == Outcome::Allowed { Want::YES } else { Want::NO };
                let blockers: Vec<Goal> = here.because.iter().filter_map(|name| self.unblocked(name)).collect();
                // As long as one of them blocks it is denied.
                let others = blockers.is_empty().then(|| Goal::new(allowed, want.other()));
                for goal in blockers.into_iter().chain(others) {
                    let goals: Vec<Goal> = oracle.always(0).chain([goal]).collect();
                    changes.push(oracle.first_day(&[], &self.missing, &goals)?);
                }
            }
        }
        let ends = changes.into_iter().flatten().filter_map(Date::yesterday);
        Ok(ends.chain(window.until).min())
    }

    /// Some completion of the missing facts; dates near the day.
    fn completion(&self, oracle: &Oracle<'_>, goal: Option<Goal>) -> Result<Vec<(Var, i128)>, GaveUp> {
        let mut space = oracle.space(self.missing.iter().copied());
        for (var, home) in space.slots.iter().zip(&mut space.home) {
            match self.program.variable(*var).ty {
                Type::Date => *home = i128::from(oracle.situation.today.days()),
                Type::Moment(_) => *home = i128::from(oracle.situation.today.days()) * 86_400,
                _ => {}
            }
        }
        let goals: Vec<Goal> = oracle.always(0).chain(goal).collect();
        match oracle.any(&space, &goals) {
            Found::At(point) => Ok(space.slots.iter().copied().zip(point).collect()),
            Found::Nowhere | Found::GaveUp => Err(GaveUp),
        }
    }

    /// The first day on which a completion cannot be.
    fn impossible_from(&self, oracle: &Oracle<'_>, completion: &[(Var, i128)]) -> Result<Option<Date>, GaveUp> {
        let mut first: Option<Date> = None;
        for goal in oracle.always(0) {
            let day = oracle.first_day(completion, &[], &[Goal { want: goal.want.other(), ..goal }])?;
            first = first.into_iter().chain(day).min();
        }
        Ok(first)
    }

    /// That what stands in the way by this name does not.
    fn unblocked(&self, name: &str) -> Option<Goal> {
        let model = self.book.model;
        let rule = self.nodes.blockers.iter().find(|(id, _)| model[*id].name == name).map(|(_, node)| *node);
        let node: Option<Id> = rule.or(self.nodes.default_denial);
        node.map(|node| Goal::new(node, Want::YES.other()))
    }
}
