//! When: how the answer changes by itself, all facts as they are.
//!
//! The days on which a test can change are found by interval arithmetic over stretches of days, halved until a test is
//! the same throughout; between two of them the plain evaluator answers once.

use std::collections::BTreeSet;

use super::because::Blocker;
use super::options::{blockers, certain_blockers};
use super::within::{self, Moving};
use super::{Book, Outcome, meanwhile, sure};
use crate::decide::{Situation, impossible};
use crate::model::expr::{Expr, ExprKind};
use crate::model::interval::Range;
use crate::model::{ActionId, Holds, Model, Reads, RuleId, Window};
use crate::program::Program;
use crate::search::sure::Oracle;
use crate::search::{GaveUp, Goal, Want};
use crate::value::{Date, Truth, Type};

/// How the answer changes by itself, all facts as they are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Timeline {
    /// From today on.
    pub stretches: Vec<Stretch>,
    /// The last day of the unbroken allowed stretch from today; `None` if endless or not allowed today.
    pub allowed_until: Option<Date>,
    /// The first day on which it is allowed after it was not.
    pub opens_on: Option<Date>,
    /// The last earlier day on which it was allowed, if it is not today.
    pub was_allowed_until: Option<Date>,
    /// Whether every day between that day and today surely was not allowed.
    pub was_certain: bool,
    /// Whether finding the days took more steps than allowed, so that later ones may be missing.
    pub gave_up: bool,
    /// Days within a stretch on which what only may stand in the way is no longer the same.
    pub(crate) turns: Vec<Date>,
}

/// Days on which the answer is the same for the same reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first day.
    pub from: Date,
    /// The last day; `None` if endless.
    pub to: Option<Date>,
    /// The outcome on each.
    pub outcome: Outcome,
    /// What stands in the way, by name.
    pub because: Vec<String>,
}

/// Steps that finding the days of one test may take; where long lists are read one costs more.
const BUDGET: u32 = 20_000;

/// So many stretches are looked at backwards.
const STRETCHES: usize = 1_000;

pub(super) fn timeline(book: Book<'_>, situation: &Situation, action: ActionId) -> Timeline {
    let (days, (stretches, gave_up)) = match meanwhile::stretches(book, situation, action, false) {
        Some(found) => (Days::of(book, situation, action, false), found),
        None => {
            let days = Days::of(book, situation, action, true);
            let found = stretches(book, situation, action, &days);
            // Where tests by themselves don't tell, all of them together may.
            let exact = if found.1 { meanwhile::stretches(book, situation, action, true) } else { None };
            (days, exact.filter(|(_, gave_up)| !gave_up).unwrap_or(found))
        }
    };
    let (stretches, turns) = merged(stretches);
    let mut timeline = Timeline { stretches, gave_up, turns, was_certain: true, ..Timeline::default() };
    let stretches = &timeline.stretches;
    let turn = stretches.iter().position(|s| s.outcome != Outcome::Allowed);
    let open = turn.unwrap_or(stretches.len());
    if open > 0 && (turn.is_some() || !timeline.gave_up) {
        timeline.allowed_until = stretches[open - 1].to;
    }
    timeline.opens_on = stretches.iter().skip(open).find(|s| s.outcome == Outcome::Allowed).map(|s| s.from);
    if open == 0 {
        (timeline.was_allowed_until, timeline.was_certain) = was_allowed_until(book, situation, action, &days);
    }
    timeline
}

/// The last day of the unbroken stretch on which an action that is allowed stays so.
pub(super) fn allowed_until(book: Book<'_>, situation: &Situation, action: ActionId) -> Option<Date> {
    match turn(book, situation, action) {
        Ok(turn) => turn.and_then(Date::yesterday),
        Err(GaveUp) => timeline(book, situation, action).allowed_until,
    }
}

/// The first day on which what is allowed no longer is, by search, if the plain evaluator says the same of it and of the day before.
fn turn(book: Book<'_>, situation: &Situation, action: ActionId) -> Result<Option<Date>, GaveUp> {
    let program = Program::for_case(book.program, book.model, situation);
    let oracle = Oracle::new(book.model, &program, situation);
    let nodes = program.action(action).ok_or(GaveUp)?;
    if !oracle.missing_of(&[nodes.allowed]).is_empty() {
        return Err(GaveUp);
    }
    let mut turn = oracle.first_day(&[], &[], &[Goal::new(nodes.allowed, Want::YES.other())])?;
    for goal in oracle.always(0) {
        let impossible = oracle.first_day(&[], &[], &[Goal { want: goal.want.other(), ..goal }])?;
        turn = turn.into_iter().chain(impossible).min();
    }
    let is_allowed = |day: Option<Date>| {
        let on = |day: Date| answer(book, &situation.on(day), action).map(|(outcome, ..)| outcome);
        day.and_then(on) == Some(Outcome::Allowed)
    };
    match turn {
        Some(_) if is_allowed(turn) || !is_allowed(turn.and_then(Date::yesterday)) => Err(GaveUp),
        turn => Ok(turn),
    }
}

/// The stretches from today on, on each of which the same stands or may stand in the way, and whether later ones are left out.
fn stretches(book: Book<'_>, situation: &Situation, action: ActionId, days: &Days) -> (Vec<Stretch>, bool) {
    let today = situation.today;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut before = Vec::new();
    // What lies beyond the days that were worked out is not told.
    let beyond = days.known_until.and_then(Date::tomorrow);
    let mut starts = days.starts.range(today..).copied().filter(|day| *day > today && beyond.is_none_or(|b| *day < b));
    let mut from = today;
    loop {
        let next = starts.next();
        let to = next.and_then(Date::yesterday).or(days.known_until);
        let Some((outcome, because, perhaps)) = answer(book, &situation.on(from), action) else { break };
        match stretches.last_mut() {
            Some(last) if last.outcome == outcome && last.because == because && before == perhaps => last.to = to,
            _ => stretches.push(Stretch { from, to, outcome, because }),
        }
        before = perhaps;
        match next {
            Some(day) => from = day,
            None => break,
        }
    }
    (stretches, days.known_until.is_some())
}

/// Those that are the same to a reader as one, and the days on which they are not quite.
fn merged(all: Vec<Stretch>) -> (Vec<Stretch>, Vec<Date>) {
    let (mut stretches, mut turns): (Vec<Stretch>, Vec<Date>) = (Vec::new(), Vec::new());
    for stretch in all {
        match stretches.last_mut() {
            Some(last) if last.outcome == stretch.outcome && last.because == stretch.because => {
                last.to = stretch.to;
                turns.push(stretch.from);
            }
            _ => stretches.push(stretch),
        }
    }
    (stretches, turns)
}

/// The last day before today on which it was allowed, while the edition was in force and the facts could be; and whether
/// it surely was not on every day since.
fn was_allowed_until(book: Book<'_>, situation: &Situation, action: ActionId, days: &Days) -> (Option<Date>, bool) {
    let first = book.model.header.in_force.from.unwrap_or(Date::MIN).max(days.known_from);
    let mut certain = true;
    let mut end = situation.today.yesterday();
    for _ in 0..STRETCHES {
        let Some(day) = end.filter(|day| *day >= first) else { return (None, certain) };
        let start = days.starts.range(..=day).next_back().copied().unwrap_or(first).max(first);
        match answer(book, &situation.on(start), action) {
            None => return (None, certain),
            Some((Outcome::Allowed, ..)) => return (Some(day), certain),
            Some((outcome, ..)) => certain &= outcome == Outcome::Denied,
        }
        end = start.yesterday();
    }
    (None, false)
}

/// The outcome of one day, as the plain evaluator reads it, and of a denial what stands in the way, and what may; `None` where the facts
/// cannot be.
fn answer(book: Book<'_>, situation: &Situation, action: ActionId) -> Option<(Outcome, Vec<String>, Vec<Blocker>)> {
    if impossible(book.model, situation).is_some() {
        return None;
    }
    let evaluation = sure::read(book, situation, action);
    let outcome = evaluation.outcome(action);
    let (mut because, mut perhaps) = (Vec::new(), Vec::new());
    if outcome == Outcome::Denied {
        because = certain_blockers(&evaluation, action);
        let open = blockers(&evaluation, action).into_iter().filter(|(_, blocks)| *blocks == Truth::Unknown);
        perhaps.extend(open.map(|(blocker, _)| blocker));
    }
    Some((outcome, because, perhaps))
}

/// The days on which something that matters to an action can change.
struct Days {
    starts: BTreeSet<Date>,
    /// The last day up to which all of them are known; `None` if to the end of the calendar.
    known_until: Option<Date>,
    /// The first day from which all of them are known.
    known_from: Date,
}

impl Days {
    fn of(book: Book<'_>, situation: &Situation, action: ActionId, onwards: bool) -> Days {
        let model = book.model;
        // What does not matter today by another fact than the day matters on no day.
        let near = sure::near(book, situation, action);
        let is_near = |id: &RuleId| near.as_ref().is_none_or(|near| near.binary_search(id).is_ok());
        let mut days = Days { starts: BTreeSet::new(), known_until: None, known_from: Date::MIN };
        days.window(model.header.in_force);
        let mut reads = Reads::default();
        let mut tests: Vec<&Expr> = Vec::new();
        for id in model.about(action).rules.iter().filter(|id| is_near(id)) {
            let rule = &model[*id];
            days.window(rule.in_force);
            reads.add_rule(model, *id);
            tests.extend(rule.when.iter().chain(&rule.required));
        }
        for condition in &model.always {
            reads.add(model, condition);
            tests.push(condition);
        }
        for line in reads.terms.iter().flat_map(|id| &model[*id].lines) {
            tests.push(&line.value);
            if let Holds::If(condition) = &line.holds {
                tests.push(condition);
            }
        }
        let moving = Moving::of(model);
        for test in tests {
            test.walk(&mut |expr| {
                // What is said of a list is one test, whatever it reads of each member.
                if is_test(expr) && moving.reads_today(expr) && !expr.is_open() {
                    days.test(model, situation, expr, onwards);
                }
            });
        }
        days
    }

    fn window(&mut self, window: Window) {
        self.starts.extend(window.from);
        self.starts.extend(window.until.and_then(Date::tomorrow));
    }

    /// Adds the days on which one test changes; those from today on only if these are asked for.
    fn test(&mut self, model: &Model, situation: &Situation, test: &Expr, onwards: bool) {
        let mut reads = Reads::default();
        reads.add(model, test);
        let steps = within::steps(model, &reads);
        let range = |low: i128, high: i128| within::range(model, situation, (low, high), test, &steps);
        let day = |date: Date| i128::from(date.days());
        let today = day(situation.today);
        // Outward from today, so that giving up leaves the near days right.
        if onwards && let Some(last) = self.search(today, day(Date::MAX), false, &range) {
            // What today brings is known from the plain evaluator.
            let last = last.max(situation.today);
            self.known_until = Some(self.known_until.map_or(last, |known| known.min(last)));
        }
        let first = model.header.in_force.from.map_or(day(Date::MIN), day).min(today);
        if let Some(last) = self.search(first, today, true, &range) {
            self.known_from = self.known_from.max(last);
        }
    }

    /// Adds the days in a stretch on which a test changes, backwards from its end or forwards from its start. Gives the last
    /// day up to which all are found, unless all are.
    fn search(
        &mut self,
        low: i128,
        high: i128,
        backwards: bool,
        range: &dyn Fn(i128, i128) -> (Range, u32),
    ) -> Option<Date> {
        let mut budget = BUDGET;
        // The neighbor that was settled last: its range, and its near end.
        let mut before: Option<Range> = None;
        let mut stretches = vec![(low, high)];
        while let Some((low, high)) = stretches.pop() {
            if budget == 0 {
                return Date::from_days(if backwards { high + 1 } else { low - 1 });
            }
            let (here, cost) = range(low, high);
            budget = budget.saturating_sub(cost);
            if low < high && !here.is_settled() {
                let middle = low + (high - low) / 2;
                let (near, far) = ((low, middle), (middle + 1, high));
                stretches.extend(if backwards { [near, far] } else { [far, near] });
                continue;
            }
            // What is not settled on a single day may be another on any.
            if before.is_some_and(|before| before != here || !here.is_settled()) {
                self.starts.extend(Date::from_days(if backwards { high + 1 } else { low }));
            }
            before = Some(here);
        }
        None
    }
}

/// Whether an expression is a yes/no value of its own: a comparison, or a leaf.
fn is_test(expr: &Expr) -> bool {
    expr.ty == Type::YesNo && !matches!(expr.kind, ExprKind::Group { .. } | ExprKind::Not(_))
}
