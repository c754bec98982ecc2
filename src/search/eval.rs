//! What the nodes of a program can come to in a box of variables; in a box of one point, what they come to.
//!
//! Sound: every value that a node has at a point of the box lies in the range. At a single point it is exact: it is what
//! the plain evaluator makes of the same situation.

use std::cell::{Cell, RefCell};

use crate::model::expr::Quantifier;
use crate::model::interval::Range;
use crate::model::table::{self, Matches};
use crate::program::{Column, Holds, Id, Node, Program, Row, Var};
use crate::stack::with_room;
use crate::value::{Truth, Value};

const NO: i128 = 0;
const YES: i128 = 1;

/// Anything at all, and perhaps no value.
const WIDE: Range = Range::Within { low: i128::MIN, high: i128::MAX, maybe_not: true };

/// What the variables of a program can be.
pub(crate) trait Bounds {
    /// The ends of a variable; of a term that is not stated, nothing.
    fn of(&self, var: Var) -> Option<(i128, i128)>;

    /// The line of a node that is taken to hold; one beyond all of them where none is.
    fn line(&self, _: Id) -> Option<usize> {
        None
    }

    /// How two values are taken to stand to each other: whether the first may be less, the same and more.
    fn order(&self, _: Id, _: Id) -> Option<[bool; 3]> {
        None
    }
}

/// Evaluates a program, box after box.
#[derive(Debug)]
pub(crate) struct Evaluator<'p> {
    pub(crate) program: &'p Program,
    kept: RefCell<Vec<(u64, Range)>>,
    turn: Cell<u64>,
    /// How many nodes were looked at.
    pub(crate) looked_at: Cell<u64>,
    /// How many kept nodes are being looked at, each for the one before.
    deep: Cell<u32>,
}

/// After so many it is seen to that there is room on the stack.
const ROOM: u32 = 8;

impl<'p> Evaluator<'p> {
    pub(crate) fn new(program: &'p Program) -> Evaluator<'p> {
        let kept = RefCell::new(vec![(0, Range::Never); program.slots()]);
        Evaluator { program, kept, turn: Cell::new(0), looked_at: Cell::new(0), deep: Cell::new(0) }
    }

    /// What a node can come to in a box.
    pub(crate) fn range(&self, id: Id, at: &dyn Bounds) -> Range {
        self.turn.set(self.turn.get() + 1);
        self.node(id, at)
    }

    fn node(&self, id: Id, at: &dyn Bounds) -> Range {
        self.looked_at.set(self.looked_at.get() + 1);
        match self.program.node(id) {
            Node::Constant(value) => Range::exactly(*value),
            Node::Fault => Range::Never,
            Node::Var(var) => variable(*var, at),
            Node::Stated { var, defined } => match at.of(*var) {
                Some((low, high)) => Range::between(low, high),
                None => self.node(*defined, at),
            },
            Node::Within { value, set } => within(self.node(*value, at), set),
            Node::Calculate { op, of } => match of.as_ref() {
                [a] => wide(op.range(&[self.node(*a, at)])),
                [a, b] => wide(op.range(&[self.node(*a, at), self.node(*b, at)])),
                of => wide(op.range(&of.iter().map(|id| self.node(*id, at)).collect::<Vec<_>>())),
            },
            Node::Related { .. } if at.line(id).is_some() => Range::Never,
            Node::Related { left, right, cases } => {
                let (a, b) = (self.node(*left, at), self.node(*right, at));
                // Whatever it is, a value is the same as itself.
                if left == right {
                    return with_fault(Range::exactly(i128::from(cases[1])), may_fault(a));
                }
                related((a, b), *cases, at.order(*left, *right))
            }
            Node::Group { how, of } => group(*how, of.len(), of.iter().map(|id| self.node(*id, at))),
            Node::If { then, otherwise, .. } if at.line(id).is_some() => {
                self.node(if at.line(id) == Some(0) { *then } else { *otherwise }, at)
            }
            Node::If { test, then, otherwise } => {
                let test = self.node(*test, at);
                choose(test, || self.node(*then, at), || self.node(*otherwise, at))
            }
            Node::Figure { day, from } => figure(self.node(*day, at), from),
            Node::Lines { lines, .. } if at.line(id).is_some() => {
                let line = at.line(id).and_then(|line| lines.get(line));
                line.map_or(Range::Never, |line| self.node(line.value, at))
            }
            Node::Lines { lines, is_disjoint, is_complete } => self.lines(lines, (*is_disjoint, *is_complete), at),
            Node::Table { how, day, columns, rows } => self.table(*how, *day, columns, rows, at),
            Node::Count(tests) => self.count(tests, at),
            Node::Total(pairs) => self.total(pairs, at),
            Node::Extreme { largest, of } => self.extreme(*largest, of, at),
            Node::Belongs { who, group, names, by } => {
                let name = |range: Range| match range {
                    Range::Within { low, high, maybe_not: false } if low == high => Some(low),
                    _ => None,
                };
                let (who, group) = (self.node(*who, at), self.node(*group, at));
                if who == Range::Never || group == Range::Never {
                    return Range::Never;
                }
                match (name(who), name(group)) {
                    (Some(who), Some(group)) => match (names.get(&who), names.get(&group)) {
                        (Some(who), Some(group)) => by
                            .belongs(&Value::Text(who.clone()), &Value::Text(group.clone()))
                            .map_or(Range::Never, |yes| Range::exactly(i128::from(yes))),
                        // Whoever is named nowhere is in no group.
                        _ => Range::exactly(NO),
                    },
                    _ => Range::Within { low: NO, high: YES, maybe_not: may_fault(who) || may_fault(group) },
                }
            }
            Node::Denied(action) => {
                let Some(action) = self.program.action(*action) else { return WIDE };
                let near = action.index.by.and_then(|var| at.of(var)).unwrap_or((i128::MIN, i128::MAX));
                let blockers = action.index.within(near).filter_map(|i| action.blockers.get(i)).map(|(_, id)| *id);
                let (mut maybe, mut fault) = (false, false);
                for id in blockers.chain(action.default_denial) {
                    match self.node(id, at) {
                        Range::Within { low: YES, maybe_not: false, .. } => return Range::exactly(YES),
                        Range::Within { high: NO, maybe_not: false, .. } => {}
                        Range::Within { high, maybe_not, .. } => {
                            maybe |= high == YES;
                            fault |= maybe_not;
                        }
                        Range::Never => fault = true,
                        Range::Overflow => (maybe, fault) = (true, true),
                    }
                }
                match (maybe, fault) {
                    (false, false) => Range::exactly(NO),
                    (true, maybe_not) => Range::Within { low: NO, high: YES, maybe_not },
                    // Whether a fault is all that is left is told at a single point.
                    (false, true) => self.faulty(action, at),
                }
            }
            Node::Maybe(of) => {
                let range = self.node(*of, at);
                match (can(range, NO), can(range, YES) || may_fault(range)) {
                    (true, true) => Range::between(NO, YES),
                    (is_no, _) => Range::exactly(i128::from(!is_no)),
                }
            }
            Node::Kept { of, slot } => {
                let slot = *slot as usize;
                if let Some((turn, range)) = self.kept.borrow().get(slot)
                    && *turn == self.turn.get()
                {
                    return *range;
                }
                let deep = self.deep.get();
                self.deep.set(deep + 1);
                // A long chain of terms is as deep as it is long.
                let range = if deep % ROOM == ROOM - 1 { with_room(|| self.node(*of, at)) } else { self.node(*of, at) };
                self.deep.set(deep);
                if let Some(kept) = self.kept.borrow_mut().get_mut(slot) {
                    *kept = (self.turn.get(), range);
                }
                range
            }
        }
    }

    /// Nothing surely or possibly stands in the way, but something may have no value.
    fn faulty(&self, action: &crate::program::ActionNodes, at: &dyn Bounds) -> Range {
        let near = action.index.by.and_then(|var| at.of(var)).unwrap_or((i128::MIN, i128::MAX));
        let blockers = action.index.within(near).filter_map(|i| action.blockers.get(i)).map(|(_, id)| *id);
        let surely = blockers.chain(action.default_denial).any(|id| self.node(id, at) == Range::Never);
        if surely { Range::Never } else { Range::Within { low: NO, high: NO, maybe_not: true } }
    }

    fn holds(&self, rows: &[Row], at: &dyn Bounds) -> Vec<Range> {
        let tests: Vec<Option<Range>> = rows
            .iter()
            .map(|row| match row.holds {
                Holds::Always => Some(Range::exactly(YES)),
                Holds::If(test) => Some(self.node(test, at)),
                Holds::Otherwise => None,
            })
            .collect();
        let known = tests.iter().copied().flatten();
        let others = group(Quantifier::None, known.clone().count(), known);
        tests.into_iter().map(|test| test.unwrap_or(others)).collect()
    }

    /// The value on which all lines that hold agree.
    fn lines(&self, lines: &[Row], (is_disjoint, is_complete): (bool, bool), at: &dyn Bounds) -> Range {
        let holds = self.holds(lines, at);
        let open: Vec<(Range, Range)> = lines
            .iter()
            .zip(&holds)
            .filter(|(_, holds)| **holds != Range::exactly(NO))
            .map(|(line, holds)| (*holds, self.node(line.value, at)))
            .collect();
        let sure = open.iter().filter(|(holds, _)| *holds == Range::exactly(YES)).count();
        let Some((_, first)) = open.first() else { return Range::Never };
        let complete = is_complete || sure > 0;
        if open.iter().all(|(_, value)| value == first && is_one(*value)) && complete {
            return *first;
        }
        if open.iter().all(|(holds, value)| is_decided(*holds) && is_decided(*value)) {
            // The same everywhere in the box.
            if sure == open.len() && open.iter().all(|(_, value)| value == first) {
                return *first;
            }
            return Range::Never;
        }
        let (mut low, mut high, mut any) = (i128::MAX, i128::MIN, false);
        let mut fault = !complete;
        for (holds, value) in &open {
            fault |= may_fault(*holds) || may_fault(*value);
            if let Range::Within { low: least, high: most, .. } = value {
                // A line that has no truth value settles nothing by itself, but others may agree with it.
                (low, high, any) = (low.min(*least), high.max(*most), true);
            }
        }
        // Two that can hold together may differ; with `otherwise` one other never holds beside it.
        let stated = lines
            .iter()
            .zip(&holds)
            .filter(|(line, holds)| !matches!(line.holds, Holds::Otherwise) && can(**holds, YES));
        fault |= !is_disjoint && stated.count() > 1;
        if any { Range::Within { low, high, maybe_not: fault } } else { Range::Never }
    }

    fn table(&self, how: Matches, day: Option<Id>, columns: &[Column], rows: &[Row], at: &dyn Bounds) -> Range {
        let (low, high, mut fault) = match day.map(|day| self.node(day, at)) {
            None => (i128::MIN, i128::MAX, false),
            Some(Range::Within { low, high, maybe_not }) => (low, high, maybe_not),
            Some(other) => return wide(other),
        };
        let start = |column: &Column| column.from.unwrap_or(i128::MIN);
        fault |= columns.first().is_none_or(|column| low < start(column));
        let mut found: Vec<Range> = Vec::new();
        for (i, column) in columns.iter().enumerate() {
            let until = columns.get(i + 1).map_or(i128::MAX, |next| start(next).saturating_sub(1));
            // Without days all rows hold always.
            if day.is_none() || (start(column) <= high && until >= low) {
                found.push(self.column(how, column, &rows[column.rows.clone()], at));
            }
        }
        with_fault(hull(found.into_iter()), fault)
    }

    fn column(&self, how: Matches, column: &Column, rows: &[Row], at: &dyn Bounds) -> Range {
        let mut holds = self.holds(rows, at);
        if how == Matches::First {
            // A row counts where none before it matches.
            let mut before: Vec<Range> = Vec::new();
            for (row, holds) in rows.iter().zip(&mut holds) {
                if matches!(row.holds, Holds::Otherwise) {
                    continue;
                }
                let own = *holds;
                let free = group(Quantifier::None, before.len(), before.iter().copied());
                *holds = group(Quantifier::All, 2, [own, free].into_iter());
                before.push(own);
            }
        }
        let open: Vec<(Range, Range)> = rows
            .iter()
            .zip(&holds)
            .filter(|(_, holds)| **holds != Range::exactly(NO))
            .map(|(row, holds)| (*holds, self.node(row.value, at)))
            .collect();
        let has_otherwise = rows.iter().any(|row| matches!(row.holds, Holds::Otherwise));
        let sure = open.iter().filter(|(holds, _)| *holds == Range::exactly(YES)).count();
        let one_matches = has_otherwise || column.is_complete || sure > 0;
        let at_most_one = column.is_disjoint || how == Matches::First;
        if open.is_empty() {
            return if matches!(how, Matches::Sum | Matches::Number) { Range::exactly(NO) } else { Range::Never };
        }
        if let Some(range) = decided(how, &open, one_matches, at_most_one) {
            return range;
        }
        let fault = open.iter().any(|(holds, value)| may_fault(*holds) || may_fault(*value));
        let matching = open.iter().filter(|(holds, _)| can(*holds, YES)).count();
        match how {
            Matches::Sum | Matches::Number => {
                let each = open.iter().map(|(holds, value)| (*holds == Range::exactly(YES), *value));
                with_exact_fault(table::sum(each), fault)
            }
            _ => {
                let clash = match how {
                    Matches::First => false,
                    _ => !at_most_one && matching > 1,
                };
                let fault = fault || !one_matches || clash;
                with_exact_fault(hull(open.iter().map(|(_, value)| *value)), fault)
            }
        }
    }

    fn count(&self, tests: &[Id], at: &dyn Bounds) -> Range {
        let (mut low, mut high, mut fault) = (0, 0, false);
        for test in tests {
            match self.node(*test, at) {
                Range::Within { low: least, high: most, maybe_not } => {
                    (low, high, fault) = (low + least, high + most, fault || maybe_not);
                }
                Range::Never => return Range::Never,
                Range::Overflow => return WIDE,
            }
        }
        Range::Within { low, high, maybe_not: fault }
    }

    fn total(&self, pairs: &[(Id, Id)], at: &dyn Bounds) -> Range {
        let (mut low, mut high, mut fault) = (0_i128, 0_i128, false);
        for (test, value) in pairs {
            let test = self.node(*test, at);
            if test == Range::Never {
                return Range::Never;
            }
            fault |= may_fault(test);
            if !can(test, YES) {
                continue;
            }
            let sure = test == Range::exactly(YES);
            let (least, most) = match self.node(*value, at) {
                Range::Within { low, high, maybe_not } => {
                    fault |= maybe_not;
                    if sure { (low, high) } else { (low.min(0), high.max(0)) }
                }
                Range::Never if sure => return Range::Never,
                Range::Never => {
                    fault = true;
                    (0, 0)
                }
                Range::Overflow => return WIDE,
            };
            match (low.checked_add(least), high.checked_add(most)) {
                (Some(least), Some(most)) => (low, high) = (least, most),
                _ if is_one(Range::between(least, most)) && low == high => return Range::Never,
                _ => return WIDE,
            }
        }
        Range::Within { low, high, maybe_not: fault }
    }

    fn extreme(&self, largest: bool, pairs: &[(Id, Id)], at: &dyn Bounds) -> Range {
        let mut seen: Vec<(bool, Range)> = Vec::new();
        let mut fault = false;
        for (test, value) in pairs {
            let test = self.node(*test, at);
            if test == Range::Never {
                return Range::Never;
            }
            fault |= may_fault(test);
            if can(test, YES) {
                seen.push((test == Range::exactly(YES), self.node(*value, at)));
            }
        }
        if seen.iter().any(|(sure, value)| *sure && *value == Range::Never) {
            return Range::Never;
        }
        fault |= seen.iter().any(|(_, value)| may_fault(*value)) || !seen.iter().any(|(sure, _)| *sure);
        let ends = |value: &Range| if let Range::Within { low, high, .. } = value { Some((*low, *high)) } else { None };
        let all: Vec<(bool, (i128, i128))> =
            seen.iter().filter_map(|(sure, value)| ends(value).map(|ends| (*sure, ends))).collect();
        let pick = |a: i128, b: i128| if largest { a.max(b) } else { a.min(b) };
        let widest = all.iter().map(|(_, ends)| *ends).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let Some((least, most)) = widest else { return Range::Never };
        // Those that surely count bound it from one side.
        let bound =
            all.iter().filter(|(sure, _)| *sure).map(|(_, ends)| if largest { ends.0 } else { ends.1 }).reduce(pick);
        match (largest, bound) {
            (true, Some(bound)) => Range::Within { low: bound, high: most, maybe_not: fault },
            (false, Some(bound)) => Range::Within { low: least, high: bound, maybe_not: fault },
            (_, None) => Range::Within { low: least, high: most, maybe_not: fault },
        }
    }
}

fn variable(var: Var, at: &dyn Bounds) -> Range {
    at.of(var).map_or(Range::Never, |(low, high)| Range::between(low, high))
}

/// What a calculation that may leave the integers can come to is not known.
fn wide(range: Range) -> Range {
    if range == Range::Overflow { WIDE } else { range }
}

/// Whether a test can come to this.
pub(crate) fn can(range: Range, truth: i128) -> bool {
    matches!(range, Range::Within { low, high, .. } if low <= truth && truth <= high) || range == Range::Overflow
}

/// Whether it can have no value.
pub(crate) fn may_fault(range: Range) -> bool {
    !matches!(range, Range::Within { maybe_not: false, .. })
}

/// Whether it is one value everywhere in the box.
fn is_one(range: Range) -> bool {
    matches!(range, Range::Within { low, high, maybe_not: false } if low == high)
}

/// Whether it is one value, or surely none.
fn is_decided(range: Range) -> bool {
    is_one(range) || range == Range::Never
}

fn within(value: Range, set: &[(i128, i128)]) -> Range {
    let Range::Within { low, high, maybe_not } = value else { return wide(value) };
    let inside = set.iter().any(|(least, most)| *least <= low && high <= *most);
    let outside = !set.iter().any(|(least, most)| *least <= high && low <= *most);
    Range::Within { low: i128::from(inside), high: i128::from(!outside), maybe_not }
}

/// How two values may stand to each other, and with that whether a comparison holds.
fn related((a, b): (Range, Range), cases: [bool; 3], taken: Option<[bool; 3]>) -> Range {
    let (Range::Within { low: a, high: b, maybe_not: x }, Range::Within { low: c, high: d, maybe_not: y }) =
        (wide(a), wide(b))
    else {
        return Range::Never;
    };
    let possible = [a < d, a <= d && c <= b, b > c];
    let open = |i: usize| possible[i] && taken.is_none_or(|taken| taken[i]);
    let yes = (0..3).any(|i| open(i) && cases[i]);
    let no = (0..3).any(|i| open(i) && !cases[i]);
    // What is taken to stand in some way to each other has values.
    let fault = (x || y) && taken.is_none();
    match (yes, no) {
        // It cannot be as it is taken to be: whoever asks for that finds out.
        (false, false) => Range::Within { low: NO, high: YES, maybe_not: fault },
        _ => Range::Within { low: i128::from(!no), high: i128::from(yes), maybe_not: fault },
    }
}

/// A group of so many tests, each of which is yes, no or has no value. Once enough are known to decide it, the rest is not looked at.
fn group(how: Quantifier, len: usize, of: impl Iterator<Item = Range>) -> Range {
    let (needed, negate) = match how {
        Quantifier::All => (len, false),
        Quantifier::Any => (1, false),
        Quantifier::AtLeast(n) => (n, false),
        Quantifier::None => (1, true),
    };
    let (mut surely_yes, mut can_yes, mut surely_no, mut can_no, mut faults) = (0, 0, 0, 0, 0);
    let mut of = of;
    loop {
        if surely_yes >= needed {
            return Range::exactly(i128::from(!negate));
        }
        // Too few are left that are not no.
        if len - surely_no < needed {
            return Range::exactly(i128::from(negate));
        }
        let Some(range) = of.next() else { break };
        let (yes, no, fault) = (can(range, YES), can(range, NO), may_fault(range));
        can_yes += usize::from(yes);
        can_no += usize::from(no);
        faults += usize::from(fault);
        surely_yes += usize::from(yes && !no && !fault);
        surely_no += usize::from(no && !yes && !fault);
    }
    // So many are not no at most; so many are no at most.
    let can_be_yes = can_yes >= needed;
    let can_be_no = len - can_no < needed;
    let can_fault = faults > 0;
    match (can_be_yes, can_be_no) {
        (false, false) => Range::Never,
        (true, false) => {
            let at = i128::from(!negate);
            Range::Within { low: at, high: at, maybe_not: can_fault }
        }
        (false, true) => {
            let at = i128::from(negate);
            Range::Within { low: at, high: at, maybe_not: can_fault }
        }
        (true, true) => Range::Within { low: NO, high: YES, maybe_not: can_fault },
    }
}

fn choose(test: Range, then: impl Fn() -> Range, otherwise: impl Fn() -> Range) -> Range {
    match test {
        Range::Within { low: YES, maybe_not: false, .. } => then(),
        Range::Within { high: NO, maybe_not: false, .. } => otherwise(),
        test => {
            let (then, otherwise) = (then(), otherwise());
            if then == otherwise && is_one(then) {
                return then;
            }
            let fault = may_fault(test);
            match (can(test, YES), can(test, NO)) {
                // Where both sides say the same, it is known whatever the test says.
                (false, false) => match (then, otherwise) {
                    (Range::Within { low: a, high: b, .. }, Range::Within { low: c, high: d, .. })
                        if a <= d && c <= b =>
                    {
                        Range::Within { low: a.max(c), high: b.min(d), maybe_not: true }
                    }
                    _ => Range::Never,
                },
                _ => with_fault(hull([then, otherwise].into_iter()), fault),
            }
        }
    }
}

fn figure(day: Range, from: &[(i128, i128)]) -> Range {
    let Range::Within { low, high, maybe_not } = day else { return wide(day) };
    let mut found: Option<(i128, i128)> = None;
    for (i, (start, value)) in from.iter().enumerate() {
        let until = from.get(i + 1).map_or(i128::MAX, |(next, _)| next.saturating_sub(1));
        if *start <= high && until >= low {
            found = Some(found.map_or((*value, *value), |(a, b)| (a.min(*value), b.max(*value))));
        }
    }
    let before = from.first().is_none_or(|(start, _)| low < *start);
    found.map_or(Range::Never, |(low, high)| Range::Within { low, high, maybe_not: maybe_not || before })
}

/// Any of these values; what has none may be none.
fn hull(ranges: impl Iterator<Item = Range>) -> Range {
    let mut found: Option<(i128, i128)> = None;
    let mut fault = false;
    for range in ranges {
        fault |= may_fault(range);
        match range {
            Range::Within { low, high, .. } => {
                found = Some(found.map_or((low, high), |(a, b)| (a.min(low), b.max(high))));
            }
            Range::Overflow => return WIDE,
            Range::Never => {}
        }
    }
    found.map_or(Range::Never, |(low, high)| Range::Within { low, high, maybe_not: fault })
}

fn with_fault(range: Range, fault: bool) -> Range {
    match range {
        Range::Within { low, high, maybe_not } => Range::Within { low, high, maybe_not: maybe_not || fault },
        other => wide(other),
    }
}

fn with_exact_fault(range: Range, fault: bool) -> Range {
    match range {
        Range::Within { low, high, .. } => Range::Within { low, high, maybe_not: fault },
        other => wide(other),
    }
}

/// What rows come to that are the same everywhere in the box, as the plain evaluator has it; `None` where they are not.
fn decided(how: Matches, open: &[(Range, Range)], one_matches: bool, disjoint: bool) -> Option<Range> {
    use crate::decide::table::{Found, reading};
    use crate::decide::{FaultKind, Reading};
    if !open.iter().all(|(holds, value)| is_decided(*holds) && is_decided(*value)) {
        // Rows that all say the same say it wherever one of them matches.
        let (_, first) = open.first()?;
        let same = open.iter().all(|(_, value)| value == first) && is_one(*first);
        let adds = matches!(how, Matches::Sum | Matches::Number);
        let single = how != Matches::One || disjoint || open.len() == 1;
        return (same && one_matches && single && !adds).then_some(*first);
    }
    let truth = |range: Range| match range {
        Range::Within { low: YES, .. } => Truth::Yes,
        Range::Within { .. } => Truth::No,
        _ => Truth::Unknown,
    };
    let gives = |range: Range| match range {
        Range::Within { low, .. } => Reading::Known(Value::Number(low)),
        _ => Reading::Fault(FaultKind::NoRow),
    };
    let found: Vec<Found> =
        open.iter().map(|(holds, value)| Found { holds: truth(*holds), gives: gives(*value) }).collect();
    let part = table::Part { from: None, rows: 0..found.len(), is_complete: one_matches, is_disjoint: disjoint };
    Some(match reading((how, None), &found, false, &part) {
        Some(Reading::Known(Value::Number(n))) => Range::exactly(n),
        _ => Range::Never,
    })
}
