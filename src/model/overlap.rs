//! Whether some row of a table always matches, and whether two can together: proven, or shown by a case.
//!
//! Between the constants that the rows name nothing changes, so a few values of each thing that they test stand for all of
//! them. A search over these sets one after the other and gives up what can no longer matter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expr::{Comparison, Expr, ExprKind, Quantifier};
use super::interval::{self, Parts, Range};
use super::table::{Matches, Part, adds_up, is_list};
use super::{Holds, Means, Model, Term};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Date, Moment, Truth, Type, Value};

/// Steps that one part of a table may take.
const BUDGET: usize = 2_000_000;

/// What is proven of a part of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proven {
    pub(super) is_complete: bool,
    pub(super) is_disjoint: bool,
}

/// Looks at every part of every table, by the position of the term and of the part. Says what is wrong with the tables
/// themselves; of one that is read for other keys only what is proven counts.
pub(super) fn check(
    model: &Model,
    parts: &dyn Parts,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(usize, usize, Proven)> {
    let mut out = Vec::new();
    for (at, term) in model.terms.iter().enumerate() {
        let Some(table) = &term.table else { continue };
        for (number, part) in table.parts.iter().enumerate() {
            let mut search = Search::new(model, parts, &term.lines[part.rows.clone()], table.how);
            search.run();
            out.push((at, number, search.proven()));
            if !table.is_reading {
                search.report(term, part, !table.keys.is_empty(), diagnostics);
            }
        }
    }
    out
}

/// Something that rows test, with the values that stand for all others.
struct Thing<'m> {
    expr: &'m Expr,
    name: Option<&'m str>,
    values: Vec<Value>,
}

/// A condition by the numbers of the things that it tests.
enum Test {
    Known(bool),
    /// By the value of one thing.
    One {
        thing: usize,
        holds: Vec<bool>,
    },
    Not(Box<Test>),
    Group {
        how: Quantifier,
        of: Vec<Test>,
    },
    /// It compares what is not fixed by one value.
    Opaque,
}

/// The values of some things, by their numbers.
type Witness = Vec<(usize, Value)>;

struct Search<'m> {
    things: Vec<Thing<'m>>,
    rows: Vec<(&'m Means, Test)>,
    /// What cannot be otherwise.
    always: Vec<Test>,
    how: Matches,
    set: Vec<Option<usize>>,
    steps: usize,
    gap: Option<Witness>,
    overlap: Option<(usize, usize, Witness)>,
    /// What could neither be proven nor shown.
    gap_is_open: bool,
    overlap_is_open: bool,
}

impl<'m> Search<'m> {
    fn new(model: &'m Model, parts: &dyn Parts, rows: &'m [Means], how: Matches) -> Search<'m> {
        let mut things = Things::default();
        let condition = |row: &'m Means| if let Holds::If(condition) = &row.holds { Some(condition) } else { None };
        rows.iter().filter_map(condition).for_each(|condition| things.find(condition));
        // Of what cannot be otherwise only that which is about the same things.
        let own: Vec<String> = things.by_text.keys().cloned().collect();
        let mut always: Vec<&'m Expr> = Vec::new();
        for condition in &model.always {
            let mut others = Things::default();
            others.find(condition);
            if others.by_text.keys().any(|thing| own.contains(thing)) {
                things.find(condition);
                always.push(condition);
            }
        }
        let made = things.made(model, parts);
        let test = |row: &'m Means| match &row.holds {
            Holds::Always => Test::Known(true),
            Holds::If(condition) => things.test(condition, &made),
            // It leaves no gap, and matches with no other.
            Holds::Otherwise => Test::Known(false),
        };
        let compiled = rows.iter().map(|row| (row, test(row))).collect();
        let always = always.into_iter().map(|condition| things.test(condition, &made)).collect();
        Search {
            set: vec![None; made.len()],
            things: made,
            rows: compiled,
            always,
            how,
            steps: 0,
            gap: None,
            overlap: None,
            gap_is_open: false,
            overlap_is_open: false,
        }
    }

    fn run(&mut self) {
        let rows: Vec<usize> =
            (0..self.rows.len()).filter(|at| !matches!(self.rows[*at].0.holds, Holds::Otherwise)).collect();
        self.go(&rows);
    }

    fn has_otherwise(&self) -> bool {
        self.rows.iter().any(|(row, _)| matches!(row.holds, Holds::Otherwise))
    }

    fn proven(&self) -> Proven {
        Proven {
            is_complete: self.has_otherwise() || self.gap.is_none() && !self.gap_is_open,
            is_disjoint: self.overlap.is_none() && !self.overlap_is_open,
        }
    }

    /// Whether two rows may not match together.
    fn clash(&self, a: usize, b: usize) -> bool {
        match self.how {
            Matches::One => true,
            Matches::Agree => match (&self.rows[a].0.value.kind, &self.rows[b].0.value.kind) {
                (ExprKind::Constant(a), ExprKind::Constant(b)) => a != b,
                (ExprKind::NoRow, ExprKind::Constant(_)) | (ExprKind::Constant(_), ExprKind::NoRow) => true,
                _ => false,
            },
            _ => false,
        }
    }

    /// Two of these rows that may not match together. What a row gives that clashes with any clashes with the first that
    /// clashes with something, or with what that clashes with.
    fn pair(&self, rows: &[usize]) -> Option<(usize, usize)> {
        let fixed = |at: &&usize| matches!(self.rows[**at].0.value.kind, ExprKind::Constant(_) | ExprKind::NoRow);
        let first = rows.iter().find(|at| self.how != Matches::Agree || fixed(at))?;
        rows.iter().find(|at| *at != first && self.clash(*first, **at)).map(|at| (*first, *at))
    }

    fn go(&mut self, rows: &[usize]) {
        let wants_gap = self.gap.is_none() && !self.has_otherwise();
        let wants_pair = self.overlap.is_none();
        if !wants_gap && !wants_pair {
            return;
        }
        if self.steps > BUDGET {
            (self.gap_is_open, self.overlap_is_open) = (true, true);
            return;
        }
        self.steps += rows.len() + self.always.len() + 1;
        let always = Truth::all(self.always.iter().map(|test| self.truth(test)));
        if always == Truth::No {
            return;
        }
        let truths: Vec<(usize, Truth)> =
            rows.iter().map(|at| (*at, self.truth(&self.rows[*at].1))).filter(|(_, t)| *t != Truth::No).collect();
        let left: Vec<usize> = truths.iter().map(|(at, _)| *at).collect();
        let yes: Vec<usize> = truths.iter().filter(|(_, truth)| *truth == Truth::Yes).map(|(at, _)| *at).collect();
        let pair = if wants_pair { self.pair(&left) } else { None };
        let open_gap = wants_gap && yes.is_empty();
        if pair.is_none() && !open_gap {
            return;
        }
        if always == Truth::Yes {
            if wants_pair && let Some((a, b)) = self.pair(&yes) {
                self.overlap = Some((a, b, self.witness()));
                if !open_gap {
                    return;
                }
            }
            if open_gap && left.is_empty() {
                self.gap = Some(self.witness());
                return;
            }
        }
        let next = left.iter().find_map(|at| self.next(&self.rows[*at].1));
        let next = next.or_else(|| self.always.iter().find_map(|test| self.next(test)));
        // Of what has no value to try nothing is proven.
        let next = next.filter(|next| !self.things[*next].values.is_empty());
        let Some(next) = next else {
            self.gap_is_open |= open_gap;
            self.overlap_is_open |= pair.is_some() && self.overlap.is_none();
            return;
        };
        for value in 0..self.things[next].values.len() {
            self.set[next] = Some(value);
            self.go(&left);
        }
        self.set[next] = None;
    }

    fn truth(&self, test: &Test) -> Truth {
        match test {
            Test::Known(known) => (*known).into(),
            Test::One { thing, holds } => match self.set[*thing] {
                Some(value) => holds.get(value).copied().map_or(Truth::Unknown, Truth::from),
                None => Truth::Unknown,
            },
            Test::Not(test) => !self.truth(test),
            Test::Group { how, of } => {
                let truths: Vec<Truth> = of.iter().map(|test| self.truth(test)).collect();
                let count = |wanted: Truth| truths.iter().filter(|truth| **truth == wanted).count();
                let at_least = |n: usize| match () {
                    () if count(Truth::Yes) >= n => Truth::Yes,
                    () if count(Truth::Yes) + count(Truth::Unknown) < n => Truth::No,
                    () => Truth::Unknown,
                };
                match how {
                    Quantifier::All => at_least(truths.len()),
                    Quantifier::Any => at_least(1),
                    Quantifier::AtLeast(n) => at_least(*n),
                    Quantifier::None => !at_least(1),
                }
            }
            Test::Opaque => Truth::Unknown,
        }
    }

    /// A thing on which a test still depends.
    fn next(&self, test: &Test) -> Option<usize> {
        match test {
            Test::One { thing, .. } => self.set[*thing].is_none().then_some(*thing),
            Test::Not(test) => self.next(test),
            Test::Group { of, .. } => of.iter().find_map(|test| self.next(test)),
            Test::Known(_) | Test::Opaque => None,
        }
    }

    fn witness(&self) -> Witness {
        let set = self.set.iter().enumerate();
        set.filter_map(|(at, value)| Some((at, self.things[at].values.get((*value)?)?.clone()))).collect()
    }

    // --- What is said of it ---------------------------------------------------------------

    fn report(&self, term: &Term, part: &Part, keyed: bool, diagnostics: &mut Vec<Diagnostic>) {
        if let Some((a, b, witness)) = &self.overlap {
            let (first, second) = (self.rows[*a].0, self.rows[*b].0);
            // What follows from other facts may never come to these values together.
            let sure = keyed || witness.iter().all(|(at, _)| matches!(self.things[*at].expr.kind, ExprKind::Fact(_)));
            let code = if sure { Code::RowsOverlap } else { Code::RowsMayOverlap };
            let (here, places) = self.told(witness);
            let when = if here.is_empty() { String::new() } else { format!(" for {here}") };
            let said = match sure {
                true => format!("two rows of `{}` match{when}", term.name),
                false => format!("two rows of `{}` would match{when}, if that can be", term.name),
            };
            let help = match self.how {
                Matches::One => {
                    "let only one of them match, or say what several matches mean: first match decides, matches must agree"
                }
                _ => "let them give the same there, or let only one of them match",
            };
            let mut diagnostic = Diagnostic::new(code, second.span, said).other(first.span, "the other");
            for (span, value) in places {
                diagnostic = diagnostic.other(span, value);
            }
            diagnostics.push(diagnostic.help(help));
        }
        // Nothing is added up where no row matches, and of what is counted there are none.
        if matches!(self.how, Matches::Sum | Matches::Number) || is_list(self.how) || self.has_otherwise() {
            return;
        }
        let help = if adds_up(self.how) {
            "add a row for it, or: - otherwise no row"
        } else {
            "add a row for it, or a last one: - otherwise VALUE, or: - otherwise no row"
        };
        let from = part.from.map_or_else(String::new, |from| format!(" from {from} on"));
        if let Some(witness) = &self.gap {
            let (here, places) = self.told(witness);
            let said = match here.is_empty() {
                true => format!("no row of `{}`{from} matches", term.name),
                false => format!("no row of `{}`{from} is for {here}", term.name),
            };
            let mut diagnostic = Diagnostic::new(Code::RowGap, term.span, said);
            for (span, value) in places {
                diagnostic = diagnostic.other(span, value);
            }
            diagnostics.push(diagnostic.help(help));
        } else if self.gap_is_open {
            let said = format!("it cannot be proven that a row of `{}`{from} always matches", term.name);
            diagnostics.push(
                Diagnostic::new(Code::RowGap, term.span, said)
                    .help("add a last row: - otherwise VALUE, or: - otherwise no row"),
            );
        }
    }

    /// The case in words, and the places of what has no name.
    fn told(&self, witness: &Witness) -> (String, Vec<(Span, String)>) {
        let (mut words, mut places) = (Vec::new(), Vec::new());
        for (at, value) in witness {
            let thing = &self.things[*at];
            let written = thing.expr.ty.write(value);
            match &thing.name {
                Some(name) => words.push(format!("{name} {written}")),
                None => {
                    words.push(written.clone());
                    places.push((thing.expr.span, format!("is {written}")));
                }
            }
        }
        (words.join(", "), places)
    }
}

// --- Things -------------------------------------------------------------------------------

/// The things that conditions test, each once, with the constants that they are compared with.
#[derive(Default)]
struct Things<'m> {
    by_text: BTreeMap<String, usize>,
    found: Vec<(&'m Expr, Vec<Value>)>,
}

/// What a test compares with constants: the thing, and how many of its units one of the constants' units is.
fn thing(expr: &Expr) -> (&Expr, i128) {
    match &expr.kind {
        ExprKind::Rescale { value, factor } => (value, *factor),
        _ => (expr, 1),
    }
}

fn constant(expr: &Expr) -> Option<&Value> {
    if let ExprKind::Constant(value) = &expr.kind { Some(value) } else { None }
}

/// A test of one value against constants, as a comparison that the value is put into.
enum Leaf<'m> {
    Compare(&'m Expr, Comparison, &'m Value),
    Between(&'m Expr, &'m Value, &'m Value),
    OneOf(&'m Expr, Vec<&'m Value>),
    Flag(&'m Expr),
}

fn leaf(expr: &Expr) -> Option<Leaf<'_>> {
    match &expr.kind {
        ExprKind::Compare { how, left, right } => match (constant(left), constant(right)) {
            (None, Some(value)) => Some(Leaf::Compare(left, *how, value)),
            (Some(value), None) => Some(Leaf::Compare(right, turned(*how), value)),
            _ => None,
        },
        ExprKind::Between { value, low, high } if constant(value).is_none() => {
            Some(Leaf::Between(value, constant(low)?, constant(high)?))
        }
        ExprKind::OneOf { value, options } if constant(value).is_none() => {
            Some(Leaf::OneOf(value, options.iter().map(constant).collect::<Option<_>>()?))
        }
        ExprKind::Over(_)
        | ExprKind::Includes { .. }
        | ExprKind::Belongs { .. }
        | ExprKind::Field { .. }
        | ExprKind::TermOf { .. }
        | ExprKind::Fact(_)
        | ExprKind::Term(_)
        | ExprKind::Figure(_)
        | ExprKind::FigureOn { .. }
        | ExprKind::Allowed(_) => Some(Leaf::Flag(expr)),
        _ => None,
    }
}

fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Less => Comparison::More,
        Comparison::More => Comparison::Less,
        Comparison::Is | Comparison::IsNot => how,
    }
}

impl<'m> Things<'m> {
    fn find(&mut self, expr: &'m Expr) {
        match &expr.kind {
            ExprKind::Not(inner) => self.find(inner),
            ExprKind::Group { items, .. } => items.iter().for_each(|item| self.find(&item.test)),
            _ => match leaf(expr) {
                Some(Leaf::Compare(of, _, value)) => self.add(of, &[value]),
                Some(Leaf::Between(of, low, high)) => self.add(of, &[low, high]),
                Some(Leaf::OneOf(of, values)) => self.add(of, &values),
                Some(Leaf::Flag(of)) => self.add(of, &[]),
                None => {}
            },
        }
    }

    fn add(&mut self, of: &'m Expr, constants: &[&Value]) {
        let (of, factor) = thing(of);
        let next = self.found.len();
        let at = *self.by_text.entry(format!("{of:-?}")).or_insert(next);
        if at == next {
            self.found.push((of, Vec::new()));
        }
        for constant in constants {
            match constant {
                Value::Number(n) => {
                    let n = n.div_euclid(factor);
                    self.found[at].1.extend([n, n.saturating_add(1), n.saturating_sub(1)].map(Value::Number));
                }
                Value::Moment(time) => {
                    let n = i128::from(time.seconds());
                    self.found[at]
                        .1
                        .extend([n, n + 1, n - 1].into_iter().filter_map(interval::moment).map(Value::Moment));
                }
                Value::Date(date) => {
                    self.found[at].1.extend(
                        [Some(*date), date.tomorrow(), date.yesterday()].into_iter().flatten().map(Value::Date),
                    );
                }
                other => self.found[at].1.push((*other).clone()),
            }
        }
    }

    /// The things with the values that stand for all.
    fn made(&self, model: &'m Model, parts: &dyn Parts) -> Vec<Thing<'m>> {
        let named = |expr: &Expr| match &expr.kind {
            ExprKind::Fact(id) => Some(model[*id].name.as_str()),
            ExprKind::Term(id) => Some(model[*id].name.as_str()),
            ExprKind::Figure(id) => Some(model[*id].name.as_str()),
            _ => None,
        };
        let found = self.found.iter();
        found
            .map(|(expr, constants)| Thing { expr, name: named(expr), values: values(expr, constants, parts) })
            .collect()
    }

    fn test(&self, expr: &Expr, things: &[Thing<'_>]) -> Test {
        let one = |of: &Expr, holds: &dyn Fn(&Value) -> bool| {
            let (of, factor) = thing(of);
            let Some(at) = self.by_text.get(&format!("{of:-?}")) else { return Test::Opaque };
            let scaled = |value: &Value| match value {
                Value::Number(n) => Value::Number(n.saturating_mul(factor)),
                other => other.clone(),
            };
            let holds = things[*at].values.iter().map(|value| holds(&scaled(value))).collect();
            Test::One { thing: *at, holds }
        };
        match &expr.kind {
            ExprKind::Constant(Value::YesNo(known)) => Test::Known(*known),
            ExprKind::Not(inner) => Test::Not(Box::new(self.test(inner, things))),
            ExprKind::Group { how, items } => {
                Test::Group { how: *how, of: items.iter().map(|item| self.test(&item.test, things)).collect() }
            }
            _ => match leaf(expr) {
                Some(Leaf::Compare(of, how, constant)) => one(of, &|value| compare(how, value, constant)),
                Some(Leaf::Between(of, low, high)) => one(of, &|value| low <= value && value <= high),
                Some(Leaf::OneOf(of, options)) => one(of, &|value| options.contains(&value)),
                Some(Leaf::Flag(of)) => one(of, &|value| *value == Value::YesNo(true)),
                None => Test::Opaque,
            },
        }
    }
}

fn compare(how: Comparison, value: &Value, constant: &Value) -> bool {
    let order = value.cmp(constant);
    match how {
        Comparison::AtLeast => order.is_ge(),
        Comparison::AtMost => order.is_le(),
        Comparison::Is => order.is_eq(),
        Comparison::IsNot => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::More => order.is_gt(),
    }
}

/// Values that stand for all that a thing can have.
fn values(expr: &Expr, constants: &[Value], parts: &dyn Parts) -> Vec<Value> {
    let mut found: Vec<Value> = match &expr.ty {
        Type::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Type::Choice(choices) => (0..choices.names.len()).map(Value::Choice).collect(),
        Type::Text => {
            // A text that none of them is, and one more for what is left.
            let longest = constants.iter().map(|c| if let Value::Text(text) = c { text.len() } else { 0 }).max();
            let other = Value::Text(Arc::from("x".repeat(longest.unwrap_or(0) + 1)));
            constants.iter().cloned().chain([other]).collect()
        }
        // Only yes/no values of these are tested.
        Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => Vec::new(),
        Type::Quantity(_) | Type::Date | Type::Moment(_) => {
            let of = |ordinal: i128| match &expr.ty {
                Type::Date => Date::from_days(ordinal).map(Value::Date),
                Type::Moment(_) => interval::moment(ordinal).map(Value::Moment),
                _ => Some(Value::Number(ordinal)),
            };
            let (low, high) = match interval::range(expr, parts) {
                Range::Within { low, high, .. } => (low, high),
                _ if matches!(expr.ty, Type::Moment(_)) => {
                    (i128::from(Moment::MIN.seconds()), i128::from(Moment::MAX.seconds()))
                }
                _ if expr.ty == Type::Date => (i128::from(Date::MIN.days()), i128::from(Date::MAX.days())),
                _ => (i128::MIN / 4, i128::MAX / 4),
            };
            let inside = |value: &&Value| value.ordinal().is_some_and(|n| low <= n && n <= high);
            // Those near the constants come first, since they tell more than the ends of a range.
            constants.iter().filter(inside).cloned().chain(of(low)).chain(of(high)).collect()
        }
    };
    let mut seen = BTreeSet::new();
    found.retain(|value| seen.insert(value.clone()));
    found
}
