//! Tables: rows to lines, cells to conditions on the keys; and the same table for other keys or on another day.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build_cell::Built;
use super::build_expr::{article, is_ordered};
use super::expr::{Citation, Comparison, Expr, ExprKind};
use super::from_syntax::Builder;
use super::table::{Matches, Part, RowMark, Table, adds_up, is_list};
use super::{Holds, Means, Name, Term, TermId};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{self, ClauseKind, Gives, Node, NodeKind, Row, RowHolds, Statement, Word};
use crate::value::{Date, Type, Value};

/// The tables of a rulebook as written, since one may be read in several ways.
#[derive(Default)]
pub(super) struct Tables {
    statements: BTreeMap<TermId, Arc<Statement>>,
    /// What is read for other keys or on another day, by how that is written.
    readings: BTreeMap<String, TermId>,
}

/// The lines of a table: its head, and the rows below each of its parts.
struct Frame<'s> {
    keys: &'s [Node],
    how: Option<Matches>,
    by: Option<&'s Word>,
    source: Option<&'s Citation>,
    parts: Vec<RawPart<'s>>,
    said: Vec<Span>,
    /// Whether a line of its head could not be read: what seems to be missing may stand there.
    damaged: bool,
}

struct RawPart<'s> {
    from: Option<Date>,
    by: Option<&'s Citation>,
    rows: Vec<&'s Row>,
    span: Span,
}

impl Builder<'_> {
    pub(super) fn declare_table(&mut self, statement: &Statement, name: &Word, label: &Word, ty: &tree::TypeName) {
        let id = TermId(self.model.terms.len());
        let Some(ty) = self.typed_name(name, ty, Name::Table(id)) else { return };
        self.model.vocabulary.derive(&name.text);
        self.model.terms.push(Term {
            name: name.text.clone(),
            label: self.say(label),
            ty,
            lines: Vec::new(),
            stated: None,
            of: None,
            table: None,
            span: name.span,
        });
        self.tables.statements.insert(id, Arc::new(statement.clone()));
    }

    /// The table as it stands: for its own keys, on the day of the request.
    pub(super) fn table(&mut self, id: TermId) {
        let Some(statement) = self.tables.statements.get(&id).cloned() else { return };
        let frame = self.frame(&statement);
        // What is wrong with its head was said, and makes no row of it wrong.
        if frame.damaged {
            self.failed = true;
            return;
        }
        let Some(keys) = self.keys(&frame) else { return };
        self.fill(id, &frame, keys, None, false);
    }

    /// The table before `on`, if it is one.
    pub(super) fn table_before(&self, node: &Node) -> Option<TermId> {
        let NodeKind::Name(name) = &node.kind else { return None };
        if let Some(Name::Table(id)) = self.model.names.get(name) { Some(*id) } else { None }
    }

    /// The table before `for`.
    pub(super) fn keyed_table(&mut self, node: &Node) -> Option<TermId> {
        let found = self.table_before(node);
        if found.is_none() {
            match &node.kind {
                NodeKind::Name(name) if !self.model.names.contains_key(name) => {
                    self.unknown_value(name, None, node.span)
                }
                _ => {
                    let said = "only a table is read `for` keys, and this is none";
                    let help = "name a table, or leave the keys out";
                    self.report(Diagnostic::new(Code::WrongKind, node.span, said).help(help));
                }
            }
        }
        found
    }

    /// The table `id` read for other keys or on another day: a term of its own, so that everything that is said of terms
    /// holds for it too. The same words mean the same term.
    pub(super) fn table_reading(
        &mut self,
        id: TermId,
        node: &Node,
        keys: Option<&[Node]>,
        day: Option<&Node>,
    ) -> Option<Expr> {
        let statement = self.tables.statements.get(&id).cloned()?;
        let frame = self.quietly(|builder| builder.frame(&statement));
        if frame.damaged {
            self.failed = true;
            return None;
        }
        let name = self.model[id].name.clone();
        if let Some(day) = day
            && frame.parts.iter().all(|part| part.from.is_none())
        {
            let said = format!("the rows of `{name}` hold on every day");
            let help = "leave the day out, or give the table rows from a day on: from 2026-01-01, by law \"…\"";
            self.report(Diagnostic::new(Code::WrongKind, day.span, said).help(help));
            return None;
        }
        if let Some(keys) = keys
            && keys.len() != frame.keys.len()
        {
            let said = match frame.keys.len() {
                0 => format!("`{name}` has no keys: each row has a condition of its own"),
                1 => format!("`{name}` has one key, and here stand {}", keys.len()),
                n => format!("`{name}` has {n} keys, and here stands {}", keys.len()),
            };
            let diagnostic = Diagnostic::new(Code::WrongKind, node.span, said).other(statement.span, "the table");
            self.report(diagnostic.help("name a value for each key, in the order of its `by` line"));
            return None;
        }
        let day = match day {
            Some(day) => Some(self.value_of(day, &Type::Date)?),
            None => None,
        };
        // The rows are about no member of a list, wherever the table is read.
        let scopes = std::mem::take(&mut self.scopes);
        let own = self.quietly(|builder| builder.keys(&frame));
        self.scopes = scopes;
        let mut own = own?;
        if let Some(keys) = keys {
            for (key, node) in own.iter_mut().zip(keys) {
                *key = self.value_of(node, &key.ty)?;
            }
        }
        let mut day = day;
        let member = self.one_member(own.iter_mut().chain(&mut day), node.span)?;
        let ty = self.model[id].ty.clone();
        let written = format!("{id:?} {own:-?} {day:-?}");
        let reading = match self.tables.readings.get(&written) {
            Some(reading) => *reading,
            None => {
                let reading = TermId(self.model.terms.len());
                self.tables.readings.insert(written, reading);
                let (said, label) = self.words(id, keys.map(|_| own.as_slice()), day.as_ref());
                let span = node.span;
                let ty = ty.clone();
                let of = member.as_ref().and_then(|member| {
                    if let Type::Record(record) = &member.ty { Some(Arc::clone(record)) } else { None }
                });
                let (lines, stated, table) = (Vec::new(), None, None);
                self.model.terms.push(Term { name: said, label, ty, lines, stated, of, table, span });
                // What is wrong with the rows was said of the table itself.
                let scopes = std::mem::take(&mut self.scopes);
                self.quietly(|builder| builder.fill(reading, &frame, own, day, true));
                self.scopes = scopes;
                reading
            }
        };
        let kind = match member {
            Some(member) => ExprKind::TermOf { term: reading, of: Box::new(member) },
            None => ExprKind::Term(reading),
        };
        Some(Expr { kind, ty, span: node.span })
    }

    /// The record that keys are about, where they are about a member of a list: a table read for it is a term of it. Inside,
    /// it is the only member. The outer `None` is a fault.
    #[expect(clippy::option_option, reason = "the outer one is a fault")]
    fn one_member<'e>(&mut self, exprs: impl Iterator<Item = &'e mut Expr>, span: Span) -> Option<Option<Expr>> {
        if self.scopes.is_empty() {
            return Some(None);
        }
        let mut found: Option<Expr> = None;
        for expr in exprs {
            let Some(inside) = only_member(expr, &mut found) else {
                let said = "a table is read for one member of a list, and more than that stands here";
                let help = "give a part of it a name, for one member: term NAME of RECORD \"the words for it\": TYPE";
                self.report(Diagnostic::new(Code::WrongKind, span, said).help(help));
                return None;
            };
            *expr = inside;
        }
        Some(found)
    }

    /// The name and the label of a table that is read for other keys or on another day.
    fn words(&self, id: TermId, keys: Option<&[Expr]>, day: Option<&Expr>) -> (String, String) {
        let term = &self.model[id];
        let (mut name, mut label) = (term.name.clone(), term.label.clone());
        if let Some(keys) = keys {
            let each = |label: bool| keys.iter().map(|key| self.word(key, label)).collect::<Vec<_>>().join(", ");
            name.push_str(&format!(" for ({})", each(false)));
            label.push_str(&format!(" for ({})", each(true)));
        }
        if let Some(day) = day {
            name.push_str(&format!(" on {}", self.word(day, false)));
            label.push_str(&format!(" on {}", self.word(day, true)));
        }
        (name, label)
    }

    fn word(&self, expr: &Expr, label: bool) -> String {
        let pick = |name: &str, words: &str| if label { words } else { name }.to_owned();
        let two = |a: &Expr, sign: &str, b: &Expr| format!("{} {sign} {}", self.word(a, label), self.word(b, label));
        let model = &self.model;
        match &expr.kind {
            ExprKind::Fact(id) => pick(&model[*id].name, &model[*id].label),
            ExprKind::Term(id) => pick(&model[*id].name, &model[*id].label),
            ExprKind::Figure(id) => pick(&model[*id].name, &model[*id].label),
            ExprKind::Today => "today".to_owned(),
            ExprKind::Field { of, at } => match &of.ty {
                Type::Record(record) => record.fields.get(*at).map_or_else(String::new, |f| pick(&f.name, &f.label)),
                _ => String::new(),
            },
            ExprKind::TermOf { term, .. } => pick(&model[*term].name, &model[*term].label),
            ExprKind::Constant(value) => expr.ty.write(value),
            ExprKind::Rescale { value, .. } => self.word(value, label),
            ExprKind::Add(a, b) | ExprKind::Move { date: a, by: b, back: false, .. } => two(a, "+", b),
            ExprKind::Subtract(a, b) | ExprKind::Move { date: a, by: b, back: true, .. } => two(a, "-", b),
            ExprKind::Compare { how, left, right } => {
                let is = match how {
                    Comparison::Is => "is",
                    Comparison::IsNot => "is not",
                    Comparison::AtLeast => "is at least",
                    Comparison::AtMost => "is at most",
                    Comparison::Less => "is less than",
                    Comparison::More => "is more than",
                };
                two(left, is, right)
            }
            _ if expr.ty == Type::Date => pick("day", "another day"),
            _ => pick("value", "another value"),
        }
    }

    // --- The head -------------------------------------------------------------------------

    fn frame<'s>(&mut self, statement: &'s Statement) -> Frame<'s> {
        let mut frame = Frame {
            keys: &[],
            how: None,
            by: None,
            source: None,
            parts: Vec::new(),
            said: Vec::new(),
            damaged: statement.damaged,
        };
        let mut always: Option<RawPart<'s>> = None;
        let mut meant: Option<Span> = None;
        for clause in &statement.clauses {
            frame.said.push(clause.span);
            let rows = match &clause.kind {
                ClauseKind::Keys { keys, rows } => {
                    frame.keys = keys;
                    rows
                }
                ClauseKind::Matches { how, by, rows } => {
                    if let Some(first) = meant {
                        let said = "the table says twice what several matches mean";
                        let diagnostic = Diagnostic::new(Code::Duplicate, clause.span, said).other(first, "the first");
                        self.report(diagnostic.help("keep one of them"));
                    }
                    meant = Some(clause.span);
                    frame.how = Some(*how);
                    frame.by = by.as_ref();
                    rows
                }
                ClauseKind::Source(citation) => {
                    frame.source = Some(citation);
                    continue;
                }
                ClauseKind::FromFile { from: None, rows, .. } => rows,
                ClauseKind::FromFile { from: Some(from), by, rows, .. } | ClauseKind::Part { from, by, rows } => {
                    if let Some(earlier) = frame.parts.iter().find(|part| part.from == Some(*from)).map(|p| p.span) {
                        let diagnostic = Diagnostic::new(Code::Window, clause.span, "two parts start on this day");
                        self.report(diagnostic.other(earlier, "the first").help("give each part a day of its own"));
                    }
                    if rows.is_empty() {
                        let diagnostic =
                            Diagnostic::new(Code::MissingClause, clause.span, "no rows stand below this line");
                        self.report(diagnostic.help("list them on deeper lines, each starting with `- `"));
                    }
                    let rows = rows.iter().collect();
                    frame.parts.push(RawPart { from: Some(*from), by: by.as_ref(), rows, span: clause.span });
                    continue;
                }
                _ => continue,
            };
            if rows.is_empty() {
                continue;
            }
            let part = always.get_or_insert(RawPart { from: None, by: None, rows: Vec::new(), span: clause.span });
            part.rows.extend(rows);
        }
        frame.parts.sort_by_key(|part| part.from);
        match (always, frame.parts.first()) {
            (Some(always), Some(dated)) => {
                let said = "some rows of this table hold from a day on, and others on every day";
                let diagnostic = Diagnostic::new(Code::Window, always.span, said).other(dated.span, "from a day on");
                self.report(diagnostic.help("put all rows below lines with `from`, or none"));
            }
            (Some(always), None) => frame.parts.push(always),
            (None, Some(_)) => {}
            (None, None) if statement.damaged => {}
            (None, None) => {
                let help =
                    "list them on deeper lines below `by …` or `one row may match`: - when CONDITION, then VALUE";
                self.report(Diagnostic::new(Code::MissingClause, statement.span, "the table has no rows").help(help));
            }
        }
        let conditions =
            frame.parts.iter().flat_map(|part| &part.rows).filter(|r| matches!(r.holds, RowHolds::When(_)));
        if frame.how.is_none() && frame.keys.is_empty() && conditions.count() > 1 && !statement.damaged {
            self.report(
                Diagnostic::new(Code::MissingClause, statement.span, "the table does not say what several matches mean").help(
                    "add above the rows: one row may match, or: first match decides, matches must agree, or: sum, least, greatest or number of matches",
                ),
            );
        }
        frame
    }

    fn keys(&mut self, frame: &Frame<'_>) -> Option<Vec<Expr>> {
        let mut keys = Vec::new();
        for node in frame.keys {
            let key = self.expr(node, None)?;
            if matches!(key.kind, ExprKind::Constant(_)) {
                let diagnostic = Diagnostic::new(Code::WrongKind, node.span, "this is the same in every case");
                self.report(diagnostic.help("look rows up by a fact or term, or by a condition in parentheses"));
                return None;
            }
            keys.push(key);
        }
        Some(keys)
    }

    // --- The rows -------------------------------------------------------------------------

    fn fill(&mut self, id: TermId, frame: &Frame<'_>, keys: Vec<Expr>, day: Option<Expr>, is_reading: bool) {
        let ty = self.model[id].ty.clone();
        let how = frame.how.unwrap_or(Matches::Agree);
        let Some((each, by)) = self.fits(how, &ty, frame) else { return };
        let dated = frame.parts.iter().any(|part| part.from.is_some());
        let today = || Expr { kind: ExprKind::Today, ty: Type::Date, span: self.model[id].span };
        let day = day.or_else(|| dated.then(today));
        let (mut lines, mut parts) = (Vec::new(), Vec::new());
        for raw in &frame.parts {
            let start = lines.len();
            self.part(raw, frame, &keys, &each, &mut lines);
            let rows = start..lines.len();
            parts.push(Part { from: raw.from, rows, is_complete: false, is_disjoint: false });
        }
        let said = frame.said.clone();
        let term = &mut self.model.terms[id.0];
        term.lines = lines;
        term.table = Some(Table { how, by, keys, day, parts, is_reading, said });
    }

    /// What each row gives so that the values come to this type, and the field by which they are compared.
    fn fits(&mut self, how: Matches, ty: &Type, frame: &Frame<'_>) -> Option<(Type, Option<usize>)> {
        let each = match ty {
            Type::List(record) if is_list(how) => Type::Record(Arc::clone(record)),
            other => other.clone(),
        };
        let by = match frame.by {
            Some(word) => Some(self.compared_by(word, &each)?),
            None => None,
        };
        let (fits, help) = match how {
            Matches::Sum => (ty.quantity().is_some(), "add up numbers, money or durations"),
            Matches::Least | Matches::Greatest => (
                by.is_some() || is_ordered(ty),
                "compare numbers, money, durations, dates or ranked values, lowest first; of records say by which field: greatest of matches by FIELD",
            ),
            Matches::Number => (*ty == Type::WHOLE, "write: whole number"),
            Matches::One | Matches::First | Matches::Agree => (true, ""),
            Matches::All | Matches::GreatestFirst | Matches::LeastFirst => {
                (matches!(ty, Type::List(_)), "declare what one row gives as a record, and write: list of RECORD")
            }
        };
        if fits {
            return Some((each, by));
        }
        let span = frame.parts.first().map_or(Span::default(), |part| part.span);
        let said = format!("`{}` is not {}", how.words(), article(ty));
        self.report(Diagnostic::new(Code::Type, span, said).help(help));
        None
    }

    /// The field by which records are compared.
    fn compared_by(&mut self, word: &Word, each: &Type) -> Option<usize> {
        let Type::Record(record) = each else {
            let said = format!("the rows of this table give {}, which has no fields", article(each));
            self.report(Diagnostic::new(Code::Type, word.span, said).help("leave out what follows `matches`"));
            return None;
        };
        match record.find(&word.text) {
            Some(at) if is_ordered(&record.fields[at].ty) => return Some(at),
            Some(at) => {
                let said = format!("{} has no order", article(&record.fields[at].ty));
                let help = "name a field with numbers, money, durations, dates or ranked values";
                self.report(Diagnostic::new(Code::Type, word.span, said).help(help));
            }
            None => {
                let said = format!("`{}` has no field `{}`", record.name, word.text);
                let fields = record.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ");
                let diagnostic = Diagnostic::new(Code::UnknownName, word.span, said);
                self.report(diagnostic.help(format!("its fields are {fields}")));
            }
        }
        None
    }

    fn part(&mut self, raw: &RawPart<'_>, frame: &Frame<'_>, keys: &[Expr], ty: &Type, lines: &mut Vec<Means>) {
        let how = frame.how.unwrap_or(Matches::Agree);
        let mut built: Vec<Built> = Vec::new();
        let mut letters: BTreeMap<&str, Span> = BTreeMap::new();
        let mut otherwise: Option<Span> = None;
        for (at, row) in raw.rows.iter().enumerate() {
            if let Some(letter) = &row.letter
                && let Some(first) = letters.insert(&letter.text, letter.span)
            {
                let said = format!("two rows here are called `{}`", letter.text);
                let diagnostic = Diagnostic::new(Code::Duplicate, letter.span, said).other(first, "the first");
                self.report(diagnostic.help("give each a letter of its own"));
            }
            if matches!(row.holds, RowHolds::Otherwise)
                && let Some(first) = otherwise.replace(row.span)
            {
                let diagnostic = Diagnostic::new(Code::Duplicate, row.span, "two rows hold otherwise");
                self.report(diagnostic.other(first, "the first").help("give one of them a condition"));
            }
            let (holds, value) = match &row.holds {
                RowHolds::Cells(cells) => {
                    let Some(mut row_built) = self.cells(cells, row.span, keys, &built) else { continue };
                    let value = self.given(row, how, ty, Some((&row_built, keys, built.as_slice())));
                    row_built.value.clone_from(&value);
                    let holds = row_built.holds();
                    built.push(row_built);
                    (Some(holds), value)
                }
                RowHolds::When(_) if !keys.is_empty() => {
                    let said = "this table looks its rows up by keys, and this row has a condition";
                    let help = "write: - CELL, CELL: VALUE, or leave the `by` line out";
                    self.report(Diagnostic::new(Code::Syntax, row.span, said).help(help));
                    continue;
                }
                RowHolds::When(condition) => (self.condition(condition).map(Holds::If), self.given(row, how, ty, None)),
                RowHolds::Otherwise => (Some(Holds::Otherwise), self.given(row, how, ty, None)),
            };
            if let (Some(holds), Some(value)) = (holds, value) {
                let by = row.by.as_ref().or(raw.by).or(frame.source).map(|by| self.cited(by));
                let text = |word: &Option<Word>| word.as_ref().map(|word| self.say(word));
                let mark = RowMark { position: at + 1, letter: text(&row.letter), label: text(&row.label) };
                lines.push(Means { value, holds, by, row: Some(mark), span: row.span });
            }
        }
    }

    /// What a row gives.
    fn given(
        &mut self,
        row: &Row,
        how: Matches,
        ty: &Type,
        looked_up: Option<(&Built, &[Expr], &[Built])>,
    ) -> Option<Expr> {
        match &row.gives {
            Gives::Read { text, span, .. } if *ty == Type::Text && text.as_ref() != "no row" => {
                Some(Expr::constant(Value::Text(Arc::clone(text)), Type::Text, *span))
            }
            Gives::Read { gives: Ok(gives), .. } => {
                self.given(&Row { gives: (**gives).clone(), ..row.clone() }, how, ty, looked_up)
            }
            Gives::Read { gives: Err(diagnostic), .. } => {
                self.report(diagnostic.clone());
                None
            }
            Gives::Value(Node { span, .. }) | Gives::Made(_, span) if how == Matches::Number => {
                let said = "rows that are only counted give no value of their own";
                let diagnostic = Diagnostic::new(Code::Syntax, *span, said);
                self.report(diagnostic.help("leave it out: - when CONDITION"));
                None
            }
            Gives::Value(node) => self.value_of(node, ty),
            Gives::Made(fields, span) => self.made(fields, ty, *span),
            Gives::NoRow(span) if adds_up(how) && !matches!(row.holds, RowHolds::Otherwise) => {
                let said = "all rows that match go into the value here, so that none can say that there is none";
                let diagnostic = Diagnostic::new(Code::Syntax, *span, said);
                self.report(diagnostic.help("leave the row out, or write: - otherwise no row"));
                None
            }
            Gives::NoRow(span) => Some(Expr { kind: ExprKind::NoRow, ty: ty.clone(), span: *span }),
            // How many match is the sum of one for each.
            Gives::Nothing if how == Matches::Number => Some(Expr::constant(Value::Number(1), ty.clone(), row.span)),
            Gives::Nothing => {
                let diagnostic = Diagnostic::new(Code::Syntax, row.span, "this row does not say what it gives");
                self.report(diagnostic.help("add: , then VALUE, or: , then no row"));
                None
            }
            Gives::Step { minus, by } => {
                let (built, keys, above) = looked_up?;
                self.step(*minus, by, ty, (built, keys, above), row.span)
            }
        }
    }
}

/// The same about the only member of a list that it reads; `None` where it reads several, or goes through a list itself.
fn only_member(expr: &Expr, found: &mut Option<Expr>) -> Option<Expr> {
    let mut inner = |e: &Expr| only_member(e, found).map(Box::new);
    let kind = match &expr.kind {
        ExprKind::Member(level) => {
            let same = |member: &Expr| matches!(member.kind, ExprKind::Member(other) if other == *level);
            if !matches!(expr.ty, Type::Record(_)) || !same(found.get_or_insert_with(|| expr.clone())) {
                return None;
            }
            ExprKind::Member(0)
        }
        ExprKind::Field { of, at } => ExprKind::Field { of: inner(of)?, at: *at },
        ExprKind::TermOf { term, of } => ExprKind::TermOf { term: *term, of: inner(of)? },
        ExprKind::Not(of) => ExprKind::Not(inner(of)?),
        ExprKind::Rescale { value, factor } => ExprKind::Rescale { value: inner(value)?, factor: *factor },
        ExprKind::Add(a, b) => ExprKind::Add(inner(a)?, inner(b)?),
        ExprKind::Subtract(a, b) => ExprKind::Subtract(inner(a)?, inner(b)?),
        ExprKind::Multiply(a, b) => ExprKind::Multiply(inner(a)?, inner(b)?),
        ExprKind::Compare { how, left, right } => {
            ExprKind::Compare { how: *how, left: inner(left)?, right: inner(right)? }
        }
        ExprKind::Move { date, by, unit, back } => {
            ExprKind::Move { date: inner(date)?, by: inner(by)?, unit: *unit, back: *back }
        }
        ExprKind::SpanOf { unit, from, to, leap_day } => {
            ExprKind::SpanOf { unit: *unit, from: inner(from)?, to: inner(to)?, leap_day: *leap_day }
        }
        other => {
            let mut plain = true;
            expr.walk(&mut |e| plain &= !matches!(e.kind, ExprKind::Member(_) | ExprKind::Over(_)));
            if !plain {
                return None;
            }
            other.clone()
        }
    };
    Some(Expr { kind, ty: expr.ty.clone(), span: expr.span })
}
