//! Cells of a table: what a row looks for in a key, as a condition; and rows that go on from the last number above.

use std::sync::Arc;

use super::build_expr::article;
use super::expr::{Comparison, Expr, ExprKind, Item, Quantifier};
use super::from_syntax::Builder;
use super::{Holds, Means};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{Cell, CellKind, Node, NodeKind, Word};
use crate::value::{Type, Value};

/// A row of cells that was read.
pub(super) struct Built {
    /// Each cell as written, wherever it stands.
    written: Vec<String>,
    /// The last number of each cell that names numbers.
    last: Vec<Option<i128>>,
    /// Of a row for each further one: which cell says so, and the number from which it goes on.
    further: Option<(usize, i128)>,
    tests: Vec<Expr>,
    pub(super) value: Option<Expr>,
    span: Span,
}

impl Built {
    pub(super) fn holds(&self) -> Holds {
        match self.tests.as_slice() {
            [] => Holds::Always,
            [only] => Holds::If(only.clone()),
            tests => {
                let bare = |test: &Expr| Item { letter: None, label: None, by: None, test: test.clone() };
                let kind = ExprKind::Group { how: Quantifier::All, items: tests.iter().map(bare).collect() };
                Holds::If(Expr { kind, ty: Type::YesNo, span: self.span })
            }
        }
    }

    /// Whether two rows say the same in all cells but one.
    fn is_beside(&self, other: &Built, but: usize) -> bool {
        let rest = |row: &Built| {
            row.written.iter().enumerate().filter(|(at, _)| *at != but).map(|(_, w)| w.clone()).collect::<Vec<_>>()
        };
        rest(self) == rest(other)
    }
}

impl Builder<'_> {
    /// The tests of a row; `above` are the rows before it.
    pub(super) fn cells(&mut self, cells: &[Cell], span: Span, keys: &[Expr], above: &[Built]) -> Option<Built> {
        if keys.is_empty() {
            let said = "this row looks values up, and the table does not say of what";
            let help = "add above the rows: by FACT, FACT, or write: - when CONDITION, then VALUE";
            self.report(Diagnostic::new(Code::MissingClause, span, said).help(help));
            return None;
        }
        if cells.len() != keys.len() {
            let count = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
            let said =
                format!("this row has {}, and the table has {}", count(cells.len(), "cell"), count(keys.len(), "key"));
            let help = "write one cell for each key, in their order; `any` fits every value";
            self.report(Diagnostic::new(Code::Syntax, span, said).help(help));
            return None;
        }
        let cells = &self.read_cells(cells, keys)?;
        let written = cells.iter().map(|cell| format!("{:-?}", cell.kind)).collect();
        let (last, tests) = (vec![None; cells.len()], Vec::new());
        let mut built = Built { written, last, further: None, tests, value: None, span };
        for (at, (cell, key)) in cells.iter().zip(keys).enumerate() {
            if let CellKind::Further = cell.kind {
                let last = self.goes_on(at, cell, key, &built, above)?;
                built.further = Some((at, last));
                let right = Expr::constant(Value::Number(last), key.ty.clone(), cell.span);
                built.tests.push(compare(Comparison::More, key.clone(), right, cell.span));
                continue;
            }
            if let Some(test) = self.cell(cell, key)? {
                built.last[at] = last_number(&test);
                built.tests.push(test);
            }
        }
        Some(built)
    }

    /// Cells of a file as what they are: a text as it stands where the key is one.
    fn read_cells(&mut self, cells: &[Cell], keys: &[Expr]) -> Option<Vec<Cell>> {
        let mut out = Vec::with_capacity(cells.len());
        for (cell, key) in cells.iter().zip(keys) {
            let kind = match &cell.kind {
                CellKind::Read { text, .. } if key.ty == Type::Text && text.as_ref() != "any" => {
                    CellKind::Is(Node { kind: NodeKind::Text(Arc::clone(text)), span: cell.span })
                }
                CellKind::Read { kind: Ok(kind), .. } => (**kind).clone(),
                CellKind::Read { kind: Err(diagnostic), .. } => {
                    self.report(diagnostic.clone());
                    return None;
                }
                kind => kind.clone(),
            };
            out.push(Cell { kind, span: cell.span });
        }
        Some(out)
    }

    /// The number after which each further one counts.
    fn goes_on(&mut self, at: usize, cell: &Cell, key: &Expr, row: &Built, above: &[Built]) -> Option<i128> {
        if key.ty.quantity().is_none_or(|quantity| quantity.decimals > 0) {
            let said = format!("`each further` counts whole numbers, and this key is {}", article(&key.ty));
            let help = "write: more than A, or: at least A";
            self.report(Diagnostic::new(Code::Type, cell.span, said).help(help));
            return None;
        }
        let before = above.iter().filter(|other| other.is_beside(row, at));
        let found = before.filter_map(|other| other.last[at]).max();
        if found.is_none() {
            let said = "no row above says from which number this one goes on";
            let help = "put a row with a number above it that says the same for the other keys: - 8: 4_000 EUR";
            self.report(Diagnostic::new(Code::Syntax, cell.span, said).help(help));
        }
        found
    }

    /// The test of one cell; `None` inside where it fits every value.
    #[expect(clippy::option_option, reason = "the outer one is a fault")]
    fn cell(&mut self, cell: &Cell, key: &Expr) -> Option<Option<Expr>> {
        let span = cell.span;
        Some(Some(match &cell.kind {
            // What stands in a file was read before.
            CellKind::Any | CellKind::Further | CellKind::Read { .. } => return Some(None),
            CellKind::Is(node) if key.ty == Type::YesNo => {
                let value = self.condition(node)?;
                match value.kind {
                    ExprKind::Constant(Value::YesNo(true)) => key.clone(),
                    ExprKind::Constant(Value::YesNo(false)) => {
                        Expr { kind: ExprKind::Not(Box::new(key.clone())), ty: Type::YesNo, span }
                    }
                    _ => {
                        let diagnostic = Diagnostic::new(Code::Type, span, "this key is yes or no");
                        self.report(diagnostic.help("write: yes, no or any"));
                        return None;
                    }
                }
            }
            CellKind::Is(node) => self.comparison(Comparison::Is, key, node, span)?,
            CellKind::Compare(how, node) => self.comparison(*how, key, node, span)?,
            CellKind::From(low, high) => {
                let (low, high) = (self.expr(low, Some(&key.ty))?, self.expr(high, Some(&key.ty))?);
                let (_, low) = self.align(key.clone(), low)?;
                let (_, high) = self.align(key.clone(), high)?;
                self.comparable(Comparison::AtLeast, &Expr { span, ..key.clone() }, &low)?;
                self.between(key.clone(), low, high, span)?
            }
            CellKind::OneOf(nodes) => {
                let options = nodes.iter().map(|node| self.value_of(node, &key.ty)).collect::<Option<Vec<_>>>()?;
                let kind = ExprKind::OneOf { value: Box::new(key.clone()), options };
                Expr { kind, ty: Type::YesNo, span }
            }
        }))
    }

    /// A value between two ends that are aligned with it: all three at the finest scale.
    pub(super) fn between(&mut self, value: Expr, low: Expr, high: Expr, span: Span) -> Option<Expr> {
        let decimals = |expr: &Expr| expr.ty.quantity().map(|q| q.decimals);
        let finest = [&value, &low, &high].into_iter().max_by_key(|expr| decimals(expr));
        let ty = finest.map_or(Type::YesNo, |expr| expr.ty.clone());
        let (value, low, high) = (self.fit(value, &ty)?, self.fit(low, &ty)?, self.fit(high, &ty)?);
        if let (ExprKind::Constant(a), ExprKind::Constant(b)) = (&low.kind, &high.kind)
            && a > b
        {
            self.report(
                Diagnostic::new(Code::EmptyDomain, span, "nothing lies between these ends")
                    .help("write the smaller one first"),
            );
            return None;
        }
        let kind = ExprKind::Between { value: Box::new(value), low: Box::new(low), high: Box::new(high) };
        Some(Expr { kind, ty: Type::YesNo, span })
    }

    fn comparison(&mut self, how: Comparison, key: &Expr, node: &Node, span: Span) -> Option<Expr> {
        let value = self.expr(node, Some(&key.ty))?;
        let (key, value) = self.align(key.clone(), value)?;
        // A cell without an order is wrong, not the key.
        self.comparable(how, &Expr { span, ..key.clone() }, &value)?;
        Some(compare(how, key, value, span))
    }

    /// `each further: + X`: what the last row above gives, and X for each one more.
    pub(super) fn step(
        &mut self,
        minus: bool,
        by: &Node,
        ty: &Type,
        (row, keys, above): (&Built, &[Expr], &[Built]),
        span: Span,
    ) -> Option<Expr> {
        let Some((at, last)) = row.further else {
            let said = "a row goes on from the ones above only for `each further`";
            let diagnostic = Diagnostic::new(Code::Syntax, by.span, said);
            self.report(diagnostic.help("write: - each further: + VALUE, or leave the sign out"));
            return None;
        };
        if ty.quantity().is_none() {
            let said = format!("{} cannot be calculated with", article(ty));
            let diagnostic = Diagnostic::new(Code::Type, by.span, said);
            self.report(diagnostic.help("use numbers, money or durations"));
            return None;
        }
        let by = self.value_of(by, ty)?;
        let base = above.iter().rev().find(|other| other.last[at] == Some(last) && other.is_beside(row, at))?;
        let start = base.value.clone()?;
        if matches!(start.kind, ExprKind::NoRow) {
            let diagnostic =
                Diagnostic::new(Code::Syntax, span, "the row above, from which this one goes on, has no value");
            self.report(diagnostic.other(base.span, "no row").help("give that row a value"));
            return None;
        }
        let key = &keys[at];
        let last = Expr::constant(Value::Number(last), key.ty.clone(), span);
        let count = ExprKind::Subtract(Box::new(key.clone()), Box::new(last));
        let count = Expr { kind: count, ty: Type::WHOLE, span };
        let more = Expr { kind: ExprKind::Multiply(Box::new(count), Box::new(by)), ty: ty.clone(), span };
        let (start, more) = (Box::new(start), Box::new(more));
        let kind = if minus { ExprKind::Subtract(start, more) } else { ExprKind::Add(start, more) };
        Some(Expr { kind, ty: ty.clone(), span })
    }
}

impl Builder<'_> {
    /// `status approved, rate best`: a record, all of whose fields are named.
    pub(super) fn made(&mut self, named: &[(Word, Node)], ty: &Type, span: Span) -> Option<Expr> {
        let Type::Record(record) = ty else {
            let said = format!("this names fields, and {} should stand here", article(ty));
            let help = format!("write a value of type {ty}");
            self.report(Diagnostic::new(Code::Type, span, said).help(help));
            return None;
        };
        let mut given: Vec<Option<Expr>> = vec![None; record.fields.len()];
        let mut whole = true;
        for (word, node) in named {
            let Some(at) = record.find(&word.text) else {
                let said = format!("`{}` has no field `{}`", record.name, word.text);
                let known = record.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
                let diagnostic = Diagnostic::new(Code::UnknownName, word.span, said);
                self.report(diagnostic.help(format!("its fields are {known}")));
                whole = false;
                continue;
            };
            let value = self.value_of(node, &record.fields[at].ty);
            whole &= value.is_some();
            if given[at].is_some() {
                let said = format!("`{}` is given twice", word.text);
                self.report(Diagnostic::new(Code::Duplicate, word.span, said).help("keep one of them"));
                whole = false;
            }
            given[at] = value;
        }
        if !whole {
            return None;
        }
        if let Some((field, _)) = record.fields.iter().zip(&given).find(|(_, value)| value.is_none()) {
            let diagnostic =
                Diagnostic::new(Code::MissingClause, span, format!("this does not say the `{}`", field.name));
            self.report(diagnostic.help(format!("add: , {} VALUE", field.name)));
            return None;
        }
        let fields: Vec<Expr> = given.into_iter().flatten().collect();
        let constant =
            |field: &Expr| if let ExprKind::Constant(value) = &field.kind { Some(value.clone()) } else { None };
        let kind = match fields.iter().map(|field| constant(field).map(Some)).collect::<Option<Vec<_>>>() {
            Some(values) => ExprKind::Constant(Value::Record(values.into())),
            None => ExprKind::Make(fields),
        };
        Some(Expr { kind, ty: ty.clone(), span })
    }
}

fn compare(how: Comparison, left: Expr, right: Expr, span: Span) -> Expr {
    let kind = ExprKind::Compare { how, left: Box::new(left), right: Box::new(right) };
    Expr { kind, ty: Type::YesNo, span }
}

/// The last number that a cell names one by one or as a range.
fn last_number(test: &Expr) -> Option<i128> {
    let last = match &test.kind {
        ExprKind::Compare { how: Comparison::Is, right, .. } => right,
        ExprKind::Between { high, .. } => high,
        _ => return None,
    };
    if let ExprKind::Constant(Value::Number(n)) = last.kind { Some(n) } else { None }
}

impl Means {
    /// Whether it is a row that says that there is none.
    pub(crate) fn is_no_row(&self) -> bool {
        matches!(self.value.kind, ExprKind::NoRow)
    }
}
