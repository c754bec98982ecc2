//! What the parts of a rulebook can be on the days of a stretch, all facts as they are.
//!
//! Sound like the intervals that it is made of: on every day of the stretch the plain evaluator gives something that lies in the range.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::decide::table::{self as decided, Found};
use crate::decide::{Evaluation, Reading, Situation};
use crate::model::expr::{Expr, ExprKind, NESTED, Quantifier};
use crate::model::interval::{self, Held, Parts, Range};
use crate::model::table::{self as model_table, Matches, Part, Table, adds_up};
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, FigureId, Holds, Means, Model, Reads, RuleId, RuleWord, Step, TermId, Window};
use crate::value::{Date, Truth, Type, Value};

/// What depends on the day of the request.
pub(super) struct Moving {
    terms: Vec<bool>,
    actions: Vec<bool>,
}

impl Moving {
    pub(super) fn of(model: &Model) -> Moving {
        let mut moving = Moving { terms: vec![false; model.terms.len()], actions: vec![false; model.actions.len()] };
        let mut rules = vec![false; model.rules.len()];
        // Rules count only where a condition asks whether an action is allowed.
        let reads_actions = model.reads_actions;
        for step in &model.order {
            match *step {
                Step::Term(id) => {
                    let mut exprs = model[id].exprs();
                    moving.terms[id.0] = exprs.any(|expr| moving.reads_today(expr));
                }
                Step::Rule(_) if !reads_actions => {}
                Step::Rule(id) => {
                    let rule = &model[id];
                    rules[id.0] = rule.in_force != Window::default()
                        || rule.when.iter().chain(&rule.required).any(|expr| moving.reads_today(expr))
                        || model.lifted_by[id.0].iter().any(|by| rules[by.0]);
                }
                Step::Action(id) => {
                    moving.actions[id.0] =
                        model.header.in_force != Window::default() || model.deciding(id).any(|rule| rules[rule.0]);
                }
            }
        }
        moving
    }

    pub(super) fn reads_today(&self, expr: &Expr) -> bool {
        let mut found = false;
        expr.walk(&mut |e| {
            found |= match &e.kind {
                ExprKind::Today | ExprKind::Figure(_) => true,
                ExprKind::Term(id) | ExprKind::TermOf { term: id, .. } => self.terms[id.0],
                ExprKind::Allowed(id) => self.actions[id.0],
                _ => false,
            };
        });
        found
    }
}

/// What has to be worked out before an expression that reads all this, in its order.
pub(super) fn steps(model: &Model, reads: &Reads) -> Vec<Step> {
    let read = |step: &&Step| match step {
        Step::Term(id) => reads.terms.contains(id),
        Step::Rule(id) => reads.rules.contains(id),
        Step::Action(id) => reads.actions.contains(id),
    };
    model.order.iter().filter(read).copied().collect()
}

/// What an expression can be on the days from `low` to `high`, and what it costs to tell: 1, and more where long lists are read.
pub(super) fn range(
    model: &Model,
    situation: &Situation,
    (low, high): (i128, i128),
    expr: &Expr,
    steps: &[Step],
) -> (Range, u32) {
    let mut within = Within {
        model,
        situation,
        today: Range::between(low, high),
        terms: BTreeMap::new(),
        rules: BTreeMap::new(),
        actions: BTreeMap::new(),
        texts: RefCell::new(Vec::new()),
        held: RefCell::new(BTreeMap::new()),
        visited: Cell::new(0),
    };
    for step in steps {
        match *step {
            // A term of records is worked out for each of them, where it is read.
            Step::Term(id) if model[id].of.is_some() => {}
            Step::Term(id) => {
                let range = within.term_range(id, &[]);
                within.terms.insert(id, range);
            }
            Step::Rule(id) => {
                let range = within.applies(id);
                within.rules.insert(id, range);
            }
            Step::Action(id) => {
                let range = within.is_allowed(id);
                within.actions.insert(id, range);
            }
        }
    }
    let range = interval::range(expr, &within);
    (range, u32::try_from(within.visited.get() / AT_ONCE).map_or(u32::MAX, |more| more.saturating_add(1)))
}

/// So many members of lists cost as much as an expression without lists.
const AT_ONCE: usize = 100;

/// The facts of a case on any day of a stretch.
struct Within<'a> {
    model: &'a Model,
    situation: &'a Situation,
    today: Range,
    terms: BTreeMap<TermId, Range>,
    /// Whether a rule applies.
    rules: BTreeMap<RuleId, Range>,
    actions: BTreeMap<ActionId, Range>,
    /// Each text has a number of its own, its place here: all that is ever asked is whether two are the same.
    texts: RefCell<Vec<Arc<str>>>,
    /// Terms that have parts, as far as they were asked for.
    held: RefCell<BTreeMap<TermId, Held>>,
    /// How many members of lists were looked at.
    visited: Cell<usize>,
}

fn has_parts(ty: &Type) -> bool {
    matches!(ty, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership)
}

fn all(truths: &[Range]) -> Range {
    interval::group(Quantifier::All, truths)
}

fn any(truths: impl Iterator<Item = Range>) -> Range {
    interval::group(Quantifier::Any, &truths.collect::<Vec<_>>())
}

impl Within<'_> {
    fn window(&self, window: Window) -> Range {
        let Range::Within { low, high, .. } = self.today else { return Range::Never };
        let day = |date: Date| i128::from(date.days());
        let (from, until) = (window.from.map_or(low, day), window.until.map_or(high, day));
        match (from <= low && high <= until, until < low || high < from) {
            (true, _) => Range::exactly(1),
            (_, true) => Range::exactly(0),
            _ => Range::between(0, 1),
        }
    }

    fn applying(&self, id: RuleId) -> Range {
        self.rules.get(&id).copied().unwrap_or(Range::Never)
    }

    fn applies(&self, id: RuleId) -> Range {
        let rule = &self.model[id];
        let mut tests = vec![self.window(rule.in_force)];
        tests.extend(rule.when.iter().map(|expr| interval::range(expr, self)));
        if rule.kind == RuleWord::Requirement {
            tests.extend(rule.required.iter().map(|expr| interval::not(interval::range(expr, self))));
        }
        tests.push(interval::not(any(self.model.lifted_by[id.0].iter().map(|by| self.applying(*by)))));
        all(&tests)
    }

    fn is_allowed(&self, action: ActionId) -> Range {
        let model = self.model;
        let blocks = model.deciding(action).filter(|id| model[*id].is_blocker()).map(|id| {
            let kind = model[id].source.kind;
            let rights = model.deciding(action).filter(|right| model[*right].prevails_over.contains(&kind));
            all(&[self.applying(id), interval::not(any(rights.map(|right| self.applying(right))))])
        });
        let permits = model.deciding(action).filter(|id| model[*id].permits()).map(|id| self.applying(id));
        let default_denial = model[action].denied_unless_permitted.then(|| interval::not(any(permits)));
        let denied = any(blocks.chain(default_denial));
        // On a day on which the rulebook is not in force nothing is allowed and nothing denied.
        interval::choose(self.window(model.header.in_force), interval::not(denied), Range::Never)
    }

    /// The values of all lines that may hold.
    fn term_range(&self, id: TermId, members: &[Held]) -> Range {
        if let Some(fact) = self.model[id].stated
            && (self.situation.fact(fact).is_some() || self.situation.is_forgotten(fact))
        {
            return self.fact(fact);
        }
        if let Some(table) = &self.model[id].table {
            return self.table_range(&self.model[id].lines, table, members);
        }
        let lines = &self.model[id].lines;
        let conditions: Vec<Option<Range>> = lines
            .iter()
            .map(|line| match &line.holds {
                Holds::Always => Some(Range::exactly(1)),
                Holds::If(condition) => Some(interval::range_in(condition, self, members)),
                Holds::Otherwise => None,
            })
            .collect();
        let stated: Vec<Range> = conditions.iter().copied().flatten().collect();
        let none = interval::group(Quantifier::None, &stated);
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
            values.push(interval::range_in(&line.value, self, members));
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

impl Within<'_> {
    /// Whether a term that has parts surely is the same everywhere in the stretch.
    fn is_constant(&self, id: TermId) -> bool {
        let term = &self.model[id];
        let settled = |expr: &Expr| interval::range(expr, self).is_settled();
        let day = term.table.as_ref().and_then(|table| table.day.as_ref());
        let one_part = match (&term.table, day.map(|day| interval::range(day, self))) {
            (Some(table), Some(Range::Within { low, high, maybe_not: false })) => {
                let part = |day: i128| table.part_on(Date::from_days(day)).map(|part| part.from);
                part(low) == part(high)
            }
            (_, Some(range)) => range.is_settled(),
            (_, None) => true,
        };
        one_part
            && term.of.is_none()
            && term.lines.iter().all(|line| {
                let condition = if let Holds::If(condition) = &line.holds { Some(condition) } else { None };
                condition.is_none_or(settled) && self.is_same(&line.value)
            })
    }

    /// The same of a value.
    fn is_same(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Constant(_) | ExprKind::Fact(_) | ExprKind::NoRow => true,
            ExprKind::Make(fields) => fields.iter().all(|field| self.is_same(field)),
            ExprKind::Term(id) if has_parts(&value.ty) => self.is_constant(*id),
            ExprKind::Field { of, .. } => self.is_same(of),
            _ => !has_parts(&value.ty) && interval::range(value, self).is_settled(),
        }
    }

    /// The values of a table on any of the days whose rows may count.
    fn table_range(&self, lines: &[Means], table: &Table, members: &[Held]) -> Range {
        let (low, high, maybe_not) = match table.day.as_ref().map(|day| interval::range_in(day, self, members)) {
            None => (i128::MIN, i128::MAX, false),
            Some(Range::Within { low, high, maybe_not }) => (low, high, maybe_not),
            Some(other) => return other,
        };
        let start = |part: &Part| part.from.map_or(i128::MIN, |from| i128::from(from.days()));
        let before_first = table.parts.first().is_none_or(|part| low < start(part));
        let mut found: Option<Range> = None;
        for (at, part) in table.parts.iter().enumerate() {
            let until = table.parts.get(at + 1).map_or(i128::MAX, |next| start(next) - 1);
            if start(part) <= high && until >= low {
                let here = self.part_range(&lines[part.rows.clone()], part, table, members);
                // Two parts that give the same value everywhere are as good as one.
                found = Some(match found {
                    Some(range) if range == here && here.is_settled() => here,
                    Some(range) => interval::choose(Range::between(0, 1), range, here),
                    None => here,
                });
            }
        }
        match found {
            Some(Range::Within { low, high, maybe_not: never }) => {
                Range::Within { low, high, maybe_not: never || maybe_not || before_first }
            }
            Some(other) => other,
            None => Range::Never,
        }
    }

    fn part_range(&self, rows: &[Means], part: &Part, table: &Table, members: &[Held]) -> Range {
        let how = table.how;
        let own: Vec<Range> = rows
            .iter()
            .map(|row| {
                if let Holds::If(condition) = &row.holds {
                    interval::range_in(condition, self, members)
                } else {
                    Range::exactly(1)
                }
            })
            .collect();
        let values: Vec<Range> = rows.iter().map(|row| interval::range_in(&row.value, self, members)).collect();
        if own.contains(&Range::Overflow) {
            return Range::Overflow;
        }
        // A row that may match somewhere in the stretch may match; what all rows are sure of holds in all of it.
        let truth = |range: &Range| match range {
            Range::Within { low: 1, maybe_not: false, .. } => Truth::Yes,
            Range::Within { high: 0, maybe_not: false, .. } => Truth::No,
            _ => Truth::Unknown,
        };
        let holds: Vec<&Holds> = rows.iter().map(|row| &row.holds).collect();
        let truths = decided::counting(how, &holds, &own.iter().map(truth).collect::<Vec<_>>());
        let counts = || truths.iter().zip(&values).filter(|(truth, _)| **truth != Truth::No);
        if own.iter().all(|range| range.is_settled()) && counts().all(|(_, value)| value.is_settled()) {
            // It is the same everywhere in the stretch, so it is what the plain evaluator makes of it.
            let gives = |range: &Range| match range {
                Range::Within { low, .. } => Reading::Known(Value::Number(*low)),
                Range::Never | Range::Overflow => Reading::Missing,
            };
            let found = truths.iter().zip(&values).map(|(holds, value)| Found { holds: *holds, gives: gives(value) });
            let has_otherwise = rows.iter().any(|row| matches!(row.holds, Holds::Otherwise));
            return match decided::reading((how, table.by), &found.collect::<Vec<_>>(), has_otherwise, part) {
                Some(Reading::Known(Value::Number(n))) => Range::exactly(n),
                _ => Range::Never,
            };
        }
        if let ([(Truth::Yes, only)], false) = (counts().collect::<Vec<_>>().as_slice(), adds_up(how)) {
            return **only;
        }
        let each = counts().map(|(truth, value)| (*truth == Truth::Yes, *value));
        match how {
            Matches::Sum | Matches::Number => model_table::sum(each),
            _ => model_table::hull(each.map(|(_, value)| value)),
        }
    }
}

impl Parts for Within<'_> {
    fn fact(&self, id: FactId) -> Range {
        match self.situation.fact(id) {
            Some(Value::Text(text)) => self.text(text),
            Some(value) => value.ordinal().map_or(Range::between(0, 1), Range::exactly),
            None => Range::Never,
        }
    }

    fn term(&self, id: TermId) -> Range {
        self.terms.get(&id).copied().unwrap_or(Range::Never)
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
                let here = match &period.value {
                    Value::Text(text) => self.text(text),
                    value => value.ordinal().map_or(Range::between(0, 1), Range::exactly),
                };
                let Range::Within { low: least, high: most, .. } = here else { continue };
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

    fn visit(&self, members: usize, nested: bool) -> bool {
        self.visited.set(self.visited.get().saturating_add(members));
        !nested || self.visited.get() <= NESTED
    }

    fn held(&self, id: FactId) -> Held {
        self.situation.fact(id).map_or(Held::Absent, |value| Held::Known(value.clone()))
    }

    fn held_term(&self, id: TermId) -> Held {
        if let Some(held) = self.held.borrow().get(&id) {
            return held.clone();
        }
        let Range::Within { low, high, .. } = self.today else { return Held::Any };
        let held = match Date::from_days(low).filter(|_| low == high || self.is_constant(id)) {
            // The same on all of these days, so what it is on the first.
            Some(day) => match Evaluation::new(self.model, &self.situation.on(day)).term(id).reading.clone() {
                Reading::Known(value) => Held::Known(value),
                Reading::Missing | Reading::Fault(_) => Held::Absent,
            },
            None => Held::Any,
        };
        self.held.borrow_mut().insert(id, held.clone());
        held
    }

    fn term_of(&self, id: TermId, of: &Held) -> Range {
        self.term_range(id, std::slice::from_ref(of))
    }

    fn allowed(&self, id: ActionId) -> Range {
        self.actions.get(&id).copied().unwrap_or(Range::Never)
    }

    fn text(&self, text: &Arc<str>) -> Range {
        let mut known = self.texts.borrow_mut();
        let at = known.iter().position(|other| other == text).unwrap_or_else(|| {
            known.push(Arc::clone(text));
            known.len() - 1
        });
        i128::try_from(at).map_or(Range::between(0, 1), Range::exactly)
    }
}
