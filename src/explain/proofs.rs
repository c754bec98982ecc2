//! What lies outside the provable core: tests that a search takes for one unknown as soon as a fact in them is missing.
//!
//! Inside are one value against a constant, linear sums with constant factors, days, months or years between two dates
//! against a constant, figures and tables by constants, and `any` and `every` with tests of one record.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::expr::{Comparison, Expr, ExprKind, Over, OverWord, UnitWord};
use crate::model::{Model, Reads};
use crate::source::Sources;
use crate::value::Type;

/// A test or value that lies outside the provable core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unproven {
    /// The name of the rule or term in which it stands; of what always holds `always`.
    pub name: String,
    /// The name of the file.
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    /// Counts characters from 1.
    pub column: usize,
    /// The words of the test.
    pub test: String,
    /// Why it lies outside.
    pub why: Vec<Outside>,
}

/// Why a test lies outside the provable core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outside {
    /// Two values that both vary are multiplied.
    Product,
    /// A value that varies is rounded or divided.
    Rounding,
    /// A date is moved by months or years and held against something that varies, or moved by a number of them that varies.
    MovedDate,
    /// Months or years between two dates are part of a sum, or held against something that varies.
    Span,
    /// The year, month, day or hour of something is held against something else.
    PartOfDate,
    /// The larger or smaller of some values is taken.
    Pick,
    /// Members of a list are counted, added up or compared.
    OverList,
    /// `any` or `every` stands within another.
    Nested,
    /// A part of a record is held against something outside it that varies.
    BeyondRecord,
    /// Two values that vary are compared, and neither is a number or a date.
    TwoValues,
    /// Whether a name is in a group is looked up.
    Group,
    /// Whether a set has a value in it that varies.
    InSet,
}

impl Outside {
    /// It in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Outside::Product => "two values that can both be missing are multiplied",
            Outside::Rounding => "it is rounded or divided",
            Outside::MovedDate => "a date is moved by months or years, and both sides can be missing",
            Outside::Span => "months or years between two dates are not held against a constant",
            Outside::PartOfDate => "it takes a part of a date or time",
            Outside::Pick => "it takes the larger or smaller of some values",
            Outside::OverList => "members of a list are counted, added up or compared",
            Outside::Nested => "`any` or `every` stands within another",
            Outside::BeyondRecord => "a part of a record is held against something outside it that can be missing",
            Outside::TwoValues => "two values that can both be missing are compared, and they are no numbers or dates",
            Outside::Group => "it looks up who is in a group",
            Outside::InSet => "what is looked for in a set can be missing itself",
        }
    }
}

/// All that lies outside, in the order of the rulebook: rules, terms, and what always holds.
pub(crate) fn unproven(model: &Model, sources: &Sources) -> Vec<Unproven> {
    let rules = model.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.required).map(|e| (&rule.name, e)));
    let terms = model.terms.iter().flat_map(|term| term.exprs().map(|e| (&term.name, e)));
    let always = "always".to_owned();
    let always = model.always.iter().map(|e| (&always, e));
    let mut found = Vec::new();
    for (name, expr) in rules.chain(terms).chain(always) {
        let mut tests = Vec::new();
        tests_of(expr, &mut tests);
        for test in tests {
            let mut why = BTreeSet::new();
            Look { model, why: &mut why }.test(test);
            let Some(source) = sources.get(test.span).filter(|_| !why.is_empty()) else { continue };
            let (line, column) = source.line_column(test.span.start);
            found.push((
                test.span.source,
                test.span.start,
                Unproven {
                    name: name.clone(),
                    file: source.name().to_owned(),
                    line,
                    column,
                    test: sources.snippet(test.span).split_whitespace().collect::<Vec<_>>().join(" "),
                    why: why.into_iter().collect(),
                },
            ));
        }
    }
    found.sort_by_key(|(source, start, _)| (*source, *start));
    // Cells of a table that are told apart in several ways stand in one place.
    let mut found: Vec<Unproven> = found.into_iter().map(|(_, _, unproven)| unproven).collect();
    found.dedup();
    found
}

/// The outermost tests of a condition; of a value the value itself.
fn tests_of<'e>(expr: &'e Expr, tests: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Not(of) => tests_of(of, tests),
        ExprKind::Group { items, .. } => items.iter().for_each(|item| tests_of(&item.test, tests)),
        ExprKind::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|part| tests_of(part, tests));
        }
        _ => tests.push(expr),
    }
}

/// Looks for what lies outside in one test.
struct Look<'a> {
    model: &'a Model,
    why: &'a mut BTreeSet<Outside>,
}

impl Look<'_> {
    /// Whether it can be otherwise while the day is the same: it reads a fact, or a member of a list.
    fn varies(&self, expr: &Expr) -> bool {
        let mut reads = Reads::default();
        reads.add(self.model, expr);
        !reads.facts.is_empty() || expr.is_open()
    }

    fn test(&mut self, test: &Expr) {
        match &test.kind {
            ExprKind::Compare { left, right, how } => self.pair(left, right, Some(*how)),
            ExprKind::Between { value, low, high } => {
                self.pair(value, low, None);
                self.pair(value, high, None);
            }
            ExprKind::OneOf { value, options } => options.iter().for_each(|option| self.pair(value, option, None)),
            ExprKind::Includes { set, value } => {
                if self.varies(set) && self.varies(value) {
                    self.why.insert(Outside::InSet);
                }
                self.value(value, false);
            }
            ExprKind::Belongs { .. } if self.varies(test) => {
                self.why.insert(Outside::Group);
            }
            ExprKind::Over(over) if matches!(over.how, OverWord::Any | OverWord::Every) => self.members(over),
            _ => self.value(test, false),
        }
    }

    fn members(&mut self, over: &Over) {
        for inside in over.inside() {
            let mut tests = Vec::new();
            tests_of(inside, &mut tests);
            for test in tests {
                let is_group = |expr: &Expr| {
                    let mut is = false;
                    expr.walk(&mut |part| is |= matches!(part.kind, ExprKind::Over(_)));
                    is
                };
                if is_group(test) {
                    self.why.insert(Outside::Nested);
                }
                let sides = test.parts();
                let beyond = |side: &&Expr| !side.is_open() && self.varies(side);
                if sides.iter().any(|side| side.is_open()) && sides.iter().any(beyond) {
                    self.why.insert(Outside::BeyondRecord);
                }
                self.test(test);
            }
        }
    }

    /// Two sides that are compared.
    fn pair(&mut self, left: &Expr, right: &Expr, how: Option<Comparison>) {
        let both = self.varies(left) && self.varies(right);
        let on_a_line = |expr: &Expr| matches!(expr.ty, Type::Quantity(_) | Type::Date | Type::Moment(_));
        let exact = matches!(how, None | Some(Comparison::Is | Comparison::IsNot));
        if both && !(on_a_line(left) && on_a_line(right)) && (exact || !matches!(left.ty, Type::YesNo)) {
            self.why.insert(Outside::TwoValues);
        }
        for side in [left, right] {
            if both && is_span(side) {
                self.why.insert(Outside::Span);
            }
            self.value(side, both);
        }
    }

    /// A value; `held` against something that varies, or part of a sum in which something else does.
    fn value(&mut self, expr: &Expr, held: bool) {
        if !self.varies(expr) {
            return;
        }
        let mut within = held;
        match &expr.kind {
            ExprKind::Multiply(a, b) if self.varies(a) && self.varies(b) => {
                self.why.insert(Outside::Product);
            }
            ExprKind::Round(_) => {
                self.why.insert(Outside::Rounding);
            }
            ExprKind::Move { date, by, unit: UnitWord::Months | UnitWord::Years, .. }
                if self.varies(by) || (held && self.varies(date)) =>
            {
                self.why.insert(Outside::MovedDate);
            }
            ExprKind::YearOf(_) | ExprKind::MonthStart(_) | ExprKind::DateOf(_) | ExprKind::HourOf(_) => {
                self.why.insert(Outside::PartOfDate);
            }
            ExprKind::Pick { .. } => {
                self.why.insert(Outside::Pick);
            }
            ExprKind::Over(over) if !matches!(over.how, OverWord::Any | OverWord::Every) => {
                self.why.insert(Outside::OverList);
            }
            ExprKind::Add(a, b) | ExprKind::Subtract(a, b) => {
                within = true;
                if is_span(a) || is_span(b) {
                    self.why.insert(Outside::Span);
                }
            }
            ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::OneOf { .. }
            | ExprKind::Includes { .. }
            | ExprKind::Belongs { .. } => return self.test(expr),
            _ => {}
        }
        expr.parts().into_iter().for_each(|part| self.value(part, within));
    }
}

/// Months or years between two dates; days go into linear sums.
fn is_span(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::SpanOf { unit: UnitWord::Months | UnitWord::Years, .. })
}
