//! When: how the answer changes by itself, all facts as they are.
//!
//! The days on which a test can change are found by interval arithmetic over stretches of days, halved until a test is
//! the same throughout; between two of them the plain evaluator answers once.

use std::collections::BTreeSet;

use super::options::certain_blockers;
use super::{Outcome, Stretch, Timeline};
use crate::decide::{Evaluation, Situation, impossible};
use crate::model::expr::{Expr, ExprKind};
use crate::model::interval::{self, Parts, Range};
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, FigureId, Holds, Model, Reads, RuleId, TermId, Window};
use crate::value::{Date, Type};

/// Steps that finding the days of one test may take.
const BUDGET: u32 = 20_000;

pub(super) fn timeline(model: &Model, situation: &Situation, action: ActionId) -> Timeline {
    let today = situation.today;
    let days = Days::of(model, situation, action);
    let mut timeline = Timeline { gave_up: days.known_until.is_some(), was_certain: true, ..Timeline::default() };
    // What lies beyond the days that were worked out is not told.
    let beyond = days.known_until.and_then(Date::tomorrow);
    let mut starts = days.starts.range(today..).copied().filter(|day| *day > today && beyond.is_none_or(|b| *day < b));
    let mut from = today;
    loop {
        let next = starts.next();
        let to = next.and_then(Date::yesterday).or(days.known_until);
        let Some((outcome, because)) = answer(model, &situation.on(from), action) else { break };
        match timeline.stretches.last_mut() {
            Some(last) if last.outcome == outcome && last.because == because => last.to = to,
            _ => timeline.stretches.push(Stretch { from, to, outcome, because }),
        }
        match next {
            Some(day) => from = day,
            None => break,
        }
    }
    let stretches = &timeline.stretches;
    let turn = stretches.iter().position(|s| s.outcome != Outcome::Allowed);
    let open = turn.unwrap_or(stretches.len());
    if open > 0 && (turn.is_some() || days.known_until.is_none()) {
        timeline.allowed_until = stretches[open - 1].to;
    }
    timeline.opens_on = stretches.iter().skip(open).find(|s| s.outcome == Outcome::Allowed).map(|s| s.from);
    if open == 0 {
        (timeline.was_allowed_until, timeline.was_certain) = was_allowed_until(model, situation, action, &days);
    }
    timeline
}

/// The last day before today on which it was allowed, while the edition was in force and the facts could be; and whether
/// it surely was not on every day since.
fn was_allowed_until(model: &Model, situation: &Situation, action: ActionId, days: &Days) -> (Option<Date>, bool) {
    let first = model.header.in_force.from.unwrap_or(Date::MIN).max(days.known_from);
    let mut certain = true;
    let mut end = situation.today.yesterday();
    while let Some(day) = end.filter(|day| *day >= first) {
        let start = days.starts.range(..=day).next_back().copied().unwrap_or(first).max(first);
        match answer(model, &situation.on(start), action) {
            None => break,
            Some((Outcome::Allowed, _)) => return (Some(day), certain),
            Some((outcome, _)) => certain &= outcome == Outcome::Denied,
        }
        end = start.yesterday();
    }
    (None, certain)
}

/// The outcome of one day and what stands in the way; `None` where the facts cannot be.
fn answer(model: &Model, situation: &Situation, action: ActionId) -> Option<(Outcome, Vec<String>)> {
    if impossible(model, situation).is_some() {
        return None;
    }
    let evaluation = Evaluation::new(model, situation);
    let outcome = evaluation.outcome(action);
    let because = if outcome == Outcome::Denied { certain_blockers(&evaluation, action) } else { Vec::new() };
    Some((outcome, because))
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
    fn of(model: &Model, situation: &Situation, action: ActionId) -> Days {
        let mut days = Days { starts: BTreeSet::new(), known_until: None, known_from: Date::MIN };
        days.window(model.header.in_force);
        let mut reads = Reads::default();
        let mut tests: Vec<&Expr> = Vec::new();
        for (i, rule) in model.rules.iter().enumerate().filter(|(_, rule)| rule.actions.contains(&action)) {
            days.window(rule.in_force);
            reads.add_rule(model, RuleId(i));
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
        let moving = moving_terms(model);
        for test in tests {
            test.walk(&mut |expr| {
                if is_test(expr) && reads_today(expr, &moving) {
                    days.test(model, situation, expr);
                }
            });
        }
        days
    }

    fn window(&mut self, window: Window) {
        self.starts.extend(window.from);
        self.starts.extend(window.until.and_then(Date::tomorrow));
    }

    /// Adds the days on which one test changes.
    fn test(&mut self, model: &Model, situation: &Situation, test: &Expr) {
        let mut reads = Reads::default();
        reads.add(model, test);
        let terms: Vec<TermId> = model.term_order.iter().copied().filter(|id| reads.terms.contains(id)).collect();
        let range = |low: i128, high: i128| {
            Within { model, situation, today: Range::between(low, high), terms: Vec::new() }.range(test, &terms)
        };
        let day = |date: Date| i128::from(date.days());
        let today = day(situation.today);
        // Outward from today, so that giving up leaves the near days right.
        if let Some(last) = self.search(today, day(Date::MAX), false, &range) {
            self.known_until = Some(self.known_until.map_or(last, |known| known.min(last)));
        }
        let first = model.header.in_force.from.map_or(day(Date::MIN), day).min(today);
        if let Some(last) = self.search(first, today, true, &range) {
            self.known_from = self.known_from.max(last);
        }
    }

    /// Adds the days in a stretch on which a test changes, backwards from its end or forwards from its start. Gives the last
    /// day up to which all are found, unless all are.
    fn search(&mut self, low: i128, high: i128, backwards: bool, range: &dyn Fn(i128, i128) -> Range) -> Option<Date> {
        let mut budget = BUDGET;
        // The neighbor that was settled last: its range, and its near end.
        let mut before: Option<Range> = None;
        let mut stretches = vec![(low, high)];
        while let Some((low, high)) = stretches.pop() {
            if budget == 0 {
                return Date::from_days(if backwards { high + 1 } else { low - 1 });
            }
            budget -= 1;
            let here = range(low, high);
            if low < high && !here.is_settled() {
                let middle = low + (high - low) / 2;
                let (near, far) = ((low, middle), (middle + 1, high));
                stretches.extend(if backwards { [near, far] } else { [far, near] });
                continue;
            }
            if before.is_some_and(|before| before != here) {
                self.starts.extend(Date::from_days(if backwards { high + 1 } else { low }));
            }
            before = Some(here);
        }
        None
    }
}

/// By the position of a term, whether its value depends on the day of the request.
fn moving_terms(model: &Model) -> Vec<bool> {
    let mut moving = vec![false; model.terms.len()];
    for id in &model.term_order {
        let lines = &model[*id].lines;
        moving[id.0] = lines.iter().any(|line| {
            let condition = if let Holds::If(condition) = &line.holds { Some(condition) } else { None };
            std::iter::once(&line.value).chain(condition).any(|expr| reads_today(expr, &moving))
        });
    }
    moving
}

fn reads_today(expr: &Expr, moving: &[bool]) -> bool {
    let mut found = false;
    expr.walk(&mut |e| {
        found |= match &e.kind {
            ExprKind::Today | ExprKind::Figure(_) => true,
            ExprKind::Term(id) => moving[id.0],
            _ => false,
        };
    });
    found
}

/// Whether an expression is a yes/no value of its own: a comparison, or a leaf.
fn is_test(expr: &Expr) -> bool {
    expr.ty == Type::YesNo && !matches!(expr.kind, ExprKind::Group { .. } | ExprKind::Not(_))
}

/// The facts of a case on any day of a stretch.
struct Within<'a> {
    model: &'a Model,
    situation: &'a Situation,
    today: Range,
    terms: Vec<(TermId, Range)>,
}

impl Within<'_> {
    fn range(mut self, test: &Expr, terms: &[TermId]) -> Range {
        for id in terms {
            let range = self.term_range(*id);
            self.terms.push((*id, range));
        }
        interval::range(test, &self)
    }

    /// The values of all lines that may hold.
    fn term_range(&self, id: TermId) -> Range {
        let lines = &self.model[id].lines;
        let conditions: Vec<Option<Range>> = lines
            .iter()
            .map(|line| match &line.holds {
                Holds::Always => Some(Range::exactly(1)),
                Holds::If(condition) => Some(interval::range(condition, self)),
                Holds::Otherwise => None,
            })
            .collect();
        let stated: Vec<Range> = conditions.iter().copied().flatten().collect();
        let none = interval::group(crate::model::expr::Quantifier::None, &stated);
        let mut values = Vec::new();
        let mut certain = 0;
        let mut settled = true;
        for (line, condition) in lines.iter().zip(conditions) {
            let holds = condition.unwrap_or(none);
            if holds == Range::exactly(0) {
                continue;
            }
            certain += usize::from(holds == Range::exactly(1));
            settled &= holds.is_settled();
            values.push(interval::range(&line.value, self));
        }
        match values.as_slice() {
            [] => Range::Never,
            [only] if certain == 1 => *only,
            values => {
                let same = values.iter().all(|v| *v == values[0] && v.is_settled());
                if same && (certain > 0 || lines.iter().any(|l| matches!(l.holds, Holds::Otherwise))) {
                    return values[0];
                }
                // Settled and not agreed: a missing fact or a contradiction, on every day of the stretch.
                if settled && values.iter().all(|v| v.is_settled()) {
                    return Range::Never;
                }
                let hull = values.iter().copied().reduce(|a, b| interval::choose(Range::between(0, 1), a, b));
                match hull {
                    Some(Range::Within { low, high, .. }) => Range::Within { low, high, maybe_not: true },
                    Some(other) => other,
                    None => Range::Never,
                }
            }
        }
    }
}

impl Parts for Within<'_> {
    fn fact(&self, id: FactId) -> Range {
        match self.situation.fact(id) {
            Some(value) => value.ordinal().map_or(Range::between(0, 1), Range::exactly),
            None => Range::Never,
        }
    }

    fn term(&self, id: TermId) -> Range {
        self.terms.iter().find(|(known, _)| *known == id).map_or(Range::Never, |(_, range)| *range)
    }

    fn figure(&self, id: FigureId, on: Range) -> Range {
        let Range::Within { low, high, maybe_not } = on else { return Range::Never };
        let periods = &self.model[id].periods;
        let day = |d: Date| i128::from(d.days());
        let before_first = periods.first().is_none_or(|p| low < day(p.from));
        let mut range: Option<(i128, i128)> = None;
        for (i, period) in periods.iter().enumerate() {
            let until = periods.get(i + 1).map_or(i128::MAX, |next| day(next.from) - 1);
            if day(period.from) <= high && until >= low {
                // A text has no order: which one it is stays open.
                let (least, most) = period.value.ordinal().map_or((0, 1), |n| (n, n));
                range = Some(range.map_or((least, most), |(a, b)| (a.min(least), b.max(most))));
            }
        }
        match range {
            None => Range::Never,
            Some((low, high)) => Range::Within { low, high, maybe_not: maybe_not || before_first },
        }
    }

    fn today(&self) -> Range {
        self.today
    }
}
