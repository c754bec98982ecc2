//! Rows of tables: what they look for and what they give, as written.

use std::sync::Arc;

use super::layout::{RawBullet, RawClause};
use super::parse::{Cursor, Part, Reader, Rule};
use super::tree::{Citation, ClauseKind, Comparison, Node, Word};
use super::words::ClauseForm;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// What several matches of a table mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matches {
    /// There may be no two.
    One,
    /// The first in the order of the rows.
    First,
    /// They have to give the same.
    Agree,
    Sum,
    Least,
    Greatest,
    /// How many there are.
    Number,
    /// All of them, in the order of the rows.
    All,
    /// All of them, those with the greatest first.
    GreatestFirst,
    /// All of them, those with the least first.
    LeastFirst,
}

impl Matches {
    /// The words of the language.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Matches::One => "one row may match",
            Matches::First => "first match decides",
            Matches::Agree => "matches must agree",
            Matches::Sum => "sum of matches",
            Matches::Least => "least of matches",
            Matches::Greatest => "greatest of matches",
            Matches::Number => "number of matches",
            Matches::All => "all matches in order",
            Matches::GreatestFirst => "all matches, greatest first",
            Matches::LeastFirst => "all matches, least first",
        }
    }
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) letter: Option<Word>,
    pub(crate) label: Option<Word>,
    pub(crate) holds: RowHolds,
    pub(crate) gives: Gives,
    pub(crate) by: Option<Citation>,
    pub(crate) span: Span,
}

/// When a row matches.
#[derive(Clone, Debug)]
pub(crate) enum RowHolds {
    /// Each key has a value that its cell looks for.
    Cells(Vec<Cell>),
    When(Node),
    Otherwise,
}

/// What a row gives where it matches.
#[derive(Clone, Debug)]
pub(crate) enum Gives {
    Value(Node),
    /// `status approved, rate best`: the fields of a record.
    Made(Vec<(Word, Node)>, Span),
    /// `no row`: nothing, on purpose.
    NoRow(Span),
    /// So much more, or less, for each further one.
    Step {
        minus: bool,
        by: Node,
    },
    /// Rows that are only counted.
    Nothing,
    /// What stands in a file: a text where the table gives texts, else this.
    Read {
        text: Arc<str>,
        gives: Result<Box<Gives>, Diagnostic>,
        span: Span,
    },
}

/// What a row looks for in one key.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) kind: CellKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum CellKind {
    Any,
    /// Beyond the last number that the rows above have.
    Further,
    Is(Node),
    /// Both ends are in.
    From(Node, Node),
    Compare(Comparison, Node),
    OneOf(Vec<Node>),
    /// What stands in a file: a text where the key is one, else this.
    Read {
        text: Arc<str>,
        kind: Result<Box<CellKind>, Diagnostic>,
    },
}

const WHEN: &str =
    r#"- [LETTER ["label"]:] when CONDITION, then VALUE [, by law "where it stands"], or: - otherwise VALUE | no row"#;
pub(super) const CELLS: &str = r#"- CELL, CELL: VALUE [, by law "where it stands"], where a cell is a value, A to B, at least A, at most B, one of (A, B), any or each further"#;

impl<'t> Reader<'t> {
    /// A clause of a table, with the rows below it.
    pub(super) fn table_clause(&mut self, form: &ClauseForm, raw: &RawClause) -> Option<ClauseKind> {
        let mut parts = self.pairs(form.rule, raw.piece, form.shape)?;
        let rows = |reader: &mut Self| {
            // One slip in a row hides no other.
            let rows: Vec<Option<Row>> = raw.bullets.iter().map(|bullet| reader.row(bullet)).collect();
            rows.into_iter().collect::<Option<Vec<Row>>>()
        };
        Some(match form.rule {
            Rule::c_keys => {
                let mut keys = Vec::new();
                while parts.peek() == Some(Rule::operand) {
                    keys.push(self.operand(&mut parts)?);
                }
                ClauseKind::Keys { keys, rows: rows(self)? }
            }
            Rule::c_part => {
                let from = if parts.peek() == Some(Rule::date) { Some(self.date(&mut parts)?) } else { None };
                let path = match parts.optional(Rule::in_file) {
                    Some(part) => Some(self.string(&mut part.inner())?),
                    None => None,
                };
                let by = self.optional_citation(&mut parts);
                let rows = rows(self)?;
                match (from, path) {
                    (from, Some(path)) => ClauseKind::FromFile { from, path, by, rows },
                    (from, None) => ClauseKind::Part { from: from?, by, rows },
                }
            }
            _ => {
                let how = match parts.peek()? {
                    Rule::m_one => Matches::One,
                    Rule::m_first => Matches::First,
                    Rule::m_sum => Matches::Sum,
                    Rule::m_least => Matches::Least,
                    Rule::m_greatest => Matches::Greatest,
                    Rule::m_number => Matches::Number,
                    Rule::m_all => Matches::All,
                    _ => Matches::Agree,
                };
                let mut inner = parts.next()?.inner();
                let (mut how, mut by) = (how, None);
                match inner.next() {
                    Some(part) if part.rule == Rule::all_first => {
                        let mut part = part.inner();
                        let greatest = self.expect(&mut part, Rule::end_first)?.text == "greatest";
                        how = if greatest { Matches::GreatestFirst } else { Matches::LeastFirst };
                        by = Some(self.expect(&mut part, Rule::name)?.word());
                    }
                    Some(part) if part.rule == Rule::name => by = Some(part.word()),
                    _ => {}
                }
                ClauseKind::Matches { how, by, rows: rows(self)? }
            }
        })
    }

    fn row(&mut self, raw: &RawBullet) -> Option<Row> {
        if let Some(below) = raw.children.first() {
            let said = "a row has no bullets below it";
            let help = "put its conditions on one line: - when all of (a, b), then VALUE";
            self.diagnostics.push(Diagnostic::new(Code::Syntax, below.piece.span(), said).help(help));
            return None;
        }
        let span = raw.piece.span();
        if !self.starts_like(Rule::row_start, raw.piece) {
            return self.row_of_cells(raw, span);
        }
        let mut parts = self.pairs(Rule::row_when, raw.piece, WHEN)?;
        let (mut letter, mut label, mut cited) = (None, None, None);
        if let Some(part) = parts.optional(Rule::label) {
            let mut inner = part.inner();
            letter = inner.optional(Rule::name).map(|p| p.word());
            if inner.peek() == Some(Rule::said) {
                label = Some(self.said(&mut inner)?);
            }
            cited = self.optional_citation(&mut inner);
        }
        let holds = match parts.optional(Rule::otherwise) {
            Some(_) => RowHolds::Otherwise,
            None => RowHolds::When(self.condition(&mut parts)?),
        };
        let gives = self.gives(&mut parts)?;
        let by = self.optional_citation(&mut parts);
        if let (Some(first), Some(second)) = (&cited, &by) {
            let diagnostic = Diagnostic::new(Code::Duplicate, second.span, "this row says twice where it stands");
            self.diagnostics.push(diagnostic.other(first.span, "the first").help("keep one of them"));
            return None;
        }
        Some(Row { letter, label, holds, gives, by: cited.or(by), span })
    }

    fn row_of_cells(&mut self, raw: &RawBullet, span: Span) -> Option<Row> {
        let mut parts = self.pairs(Rule::row_cells, raw.piece, CELLS)?;
        let mut cells = Vec::new();
        while let Some(part) = parts.optional(Rule::cell) {
            cells.push(self.cell(part)?);
        }
        let gives = self.given(&mut parts)?;
        let by = self.optional_citation(&mut parts);
        Some(Row { letter: None, label: None, holds: RowHolds::Cells(cells), gives, by, span })
    }

    /// What a row of cells gives: a value, or so much more for each further one.
    pub(super) fn given(&mut self, parts: &mut Cursor<'t>) -> Option<Gives> {
        match parts.optional(Rule::step) {
            Some(part) => {
                let mut inner = part.inner();
                let minus = inner.next()?.rule == Rule::minus;
                Some(Gives::Step { minus, by: self.value(&mut inner)? })
            }
            None => self.gives(parts),
        }
    }

    fn gives(&mut self, parts: &mut Cursor<'t>) -> Option<Gives> {
        Some(match parts.peek() {
            Some(Rule::no_row) => Gives::NoRow(parts.next()?.span),
            Some(Rule::made) => {
                let part = parts.next()?;
                let span = part.span;
                let mut inner = part.inner();
                let mut fields = Vec::new();
                while inner.peek() == Some(Rule::name) {
                    fields.push((self.expect(&mut inner, Rule::name)?.word(), self.operand(&mut inner)?));
                }
                Gives::Made(fields, span)
            }
            Some(Rule::condition) => Gives::Value(self.condition(parts)?),
            _ => Gives::Nothing,
        })
    }

    pub(super) fn cell(&mut self, part: Part<'t>) -> Option<Cell> {
        let span = part.span;
        let part = part.inner().next()?;
        let rule = part.rule;
        let mut parts = part.inner();
        let mut values = Vec::new();
        while parts.peek().is_some() {
            values.push(self.value(&mut parts)?);
        }
        let how = match rule {
            Rule::any_cell => return Some(Cell { kind: CellKind::Any, span }),
            Rule::further => return Some(Cell { kind: CellKind::Further, span }),
            Rule::one_of_cell => return Some(Cell { kind: CellKind::OneOf(values), span }),
            Rule::at_least | Rule::on_or_after => Some(Comparison::AtLeast),
            Rule::at_most | Rule::on_or_before => Some(Comparison::AtMost),
            Rule::more | Rule::after => Some(Comparison::More),
            Rule::less | Rule::before => Some(Comparison::Less),
            _ => None,
        };
        let mut values = values.into_iter();
        let kind = match (how, values.next()?, values.next()) {
            (Some(how), value, _) => CellKind::Compare(how, value),
            (None, low, Some(high)) => CellKind::From(low, high),
            (None, value, None) => CellKind::Is(value),
        };
        Some(Cell { kind, span })
    }
}
