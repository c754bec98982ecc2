//! Pieces to statements and clauses: the only place, with `condition.rs`, where pest's pairs are seen.

use pest::Parser as _;
use pest::iterators::{Pair, Pairs};

use super::foreign;
use super::layout::{self, Piece, RawBullet, RawClause, RawStatement};
use super::tree::{
    Citation, Clause, Head, Node, RuleWord, SourceKind, Statement, Translation, TypeKind, TypeName, UnitWord, Word,
};
use super::words::{CLAUSES, FOREIGN_STATEMENTS, Kind, RESERVED, STATEMENTS};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::limits::NAME_BYTES;
use crate::source::{Source, Span};
use crate::value::{Date, Moment};

#[derive(pest_derive::Parser)]
#[grammar = "src/syntax/grammar.pest"]
pub(super) struct Grammar;

/// Reads a text that stands alone.
pub(crate) fn parse(source: &Source) -> (Vec<Statement>, Vec<Diagnostic>) {
    parse_numbered(source, 0)
}

/// Reads the text of this number, counted as the texts of a rulebook are. The diagnostics are all that was found; the
/// statements all that could be read.
pub(crate) fn parse_numbered(source: &Source, number: u32) -> (Vec<Statement>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let layout = layout::cut(source, number, &mut diagnostics);
    let mut reader = Reader { diagnostics, ..Reader::of(&layout.text) };
    let mut statements: Vec<Statement> = Vec::new();
    for raw in &layout.statements {
        match reader.statement(raw) {
            Some(statement) => statements.push(statement),
            // A clause that lost its indent is missing above it.
            None if CLAUSES.iter().any(|form| form.word == first_word(reader.slice(raw.head))) => {
                if let Some(above) = statements.last_mut() {
                    above.damaged = true;
                }
            }
            None => {}
        }
    }
    (statements, reader.diagnostics)
}

/// Reads pieces of one text. A `None` means that the fault is already among the diagnostics.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What texts of the statement that is being read are in other languages.
    pub(super) translations: Vec<Translation>,
    /// Where the piece that is being read ends.
    end: usize,
    /// How deep the tree is where it is being read.
    pub(super) depth: usize,
}

/// Pairs of one piece, with the place of the piece.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    pairs: Pairs<'t, Rule>,
    base: usize,
    span: Span,
}

/// A pair with the place of its piece.
#[derive(Clone)]
pub(super) struct Part<'t> {
    pub(super) rule: Rule,
    pub(super) text: &'t str,
    pub(super) span: Span,
    pair: Pair<'t, Rule>,
    base: usize,
}

impl<'t> Part<'t> {
    fn new(pair: Pair<'t, Rule>, source: u32, base: usize) -> Part<'t> {
        let (start, end) = (pair.as_span().start(), pair.as_span().end());
        let text = pair.as_str();
        // A rule may end in spaces it looked past; a caret should not.
        let end = end - (text.len() - text.trim_end().len());
        let span = Piece { source, start: base + start, end: base + end }.span();
        Part { rule: pair.as_rule(), text, span, pair, base }
    }

    pub(super) fn inner(self) -> Cursor<'t> {
        Cursor { pairs: self.pair.into_inner(), base: self.base, span: self.span }
    }

    pub(super) fn word(&self) -> Word {
        Word { text: self.text.to_owned(), span: self.span }
    }
}

impl<'t> Iterator for Cursor<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        self.pairs.next().map(|pair| Part::new(pair, self.span.source, self.base))
    }
}

impl<'t> Cursor<'t> {
    pub(super) fn peek(&self) -> Option<Rule> {
        self.pairs.peek().map(|pair| pair.as_rule())
    }

    /// The next part if it matches this rule.
    pub(super) fn optional(&mut self, rule: Rule) -> Option<Part<'t>> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }
}

impl<'t> Reader<'t> {
    /// Reads pieces of a text that was cut elsewhere.
    pub(super) fn of(text: &'t str) -> Reader<'t> {
        Reader { text, diagnostics: Vec::new(), end: 0, depth: 0, translations: Vec::new() }
    }

    fn statement(&mut self, raw: &RawStatement) -> Option<Statement> {
        let text = self.slice(raw.head);
        let first = first_word(text);
        let Some(form) = STATEMENTS.iter().find(|form| form.word == first) else {
            if !raw.damaged {
                self.unknown_statement(raw.head, first);
            }
            return None;
        };
        let head = if raw.damaged {
            None
        } else {
            self.pairs(form.rule, raw.head, form.shape).and_then(|parts| self.head(form.kind, parts))
        };
        let mut damaged = false;
        let mut seen: Vec<(&str, Span)> = Vec::new();
        let mut clauses = Vec::new();
        for raw_clause in &raw.clauses {
            match self.clause(form.kind, form.word, raw_clause, &mut seen) {
                Some(clause) => clauses.push(clause),
                None => damaged = true,
            }
        }
        let translations = std::mem::take(&mut self.translations);
        Some(Statement { head: head?, clauses, translations, damaged, span: raw.head.span() })
    }

    fn unknown_statement(&mut self, piece: Piece, first: &str) {
        let span = self.beginning(piece, first);
        let known = || STATEMENTS.iter().map(|form| form.word);
        let lower = first.to_ascii_lowercase();
        let foreign = FOREIGN_STATEMENTS.iter().find(|(word, _)| *word == lower).map(|(_, ours)| *ours);
        let help = match foreign.or_else(|| nearest(first, known())) {
            Some(word) => {
                let shape = STATEMENTS.iter().find(|form| form.word == word).map_or("", |form| form.shape);
                format!("write: {shape}")
            }
            None if CLAUSES.iter().any(|form| form.word == first) => {
                "indent it: a clause stands deeper than its statement".to_owned()
            }
            None => format!("a statement starts with one of {}", known().collect::<Vec<_>>().join(", ")),
        };
        let message = if first.is_empty() {
            "no statement starts like this".to_owned()
        } else {
            format!("no statement starts with `{}`", shorten(first))
        };
        self.diagnostics.push(Diagnostic::new(Code::UnknownStatement, span, message).help(help));
    }

    fn head(&mut self, kind: Kind, mut parts: Cursor<'t>) -> Option<Head> {
        Some(match kind {
            Kind::Rulebook => Head::Rulebook { name: self.declared(&mut parts)?, title: self.said(&mut parts)? },
            Kind::Use => Head::Use { path: self.string(&mut parts)? },
            Kind::Role => Head::Role {
                name: self.declared(&mut parts)?,
                label: self.said(&mut parts)?,
                powers_of: parts.optional(Rule::names).map(names).unwrap_or_default(),
            },
            Kind::Fact => Head::Fact {
                name: self.declared(&mut parts)?,
                label: self.said(&mut parts)?,
                ty: self.type_name(&mut parts)?,
            },
            Kind::Record => {
                let name = self.expect(&mut parts, Rule::type_word)?.word();
                self.check_name(&name)?;
                Head::Record { name, label: self.said(&mut parts)? }
            }
            Kind::Term => Head::Term {
                name: self.declared(&mut parts)?,
                of: parts.optional(Rule::type_word).map(|p| p.word()),
                label: self.said(&mut parts)?,
                ty: self.type_name(&mut parts)?,
            },
            Kind::Figure => Head::Figure {
                name: self.declared(&mut parts)?,
                label: self.said(&mut parts)?,
                ty: self.type_name(&mut parts)?,
            },
            Kind::Table => Head::Table {
                name: self.declared(&mut parts)?,
                label: self.said(&mut parts)?,
                ty: self.type_name(&mut parts)?,
            },
            Kind::Type => {
                let name = self.expect(&mut parts, Rule::type_word)?.word();
                self.check_name(&name)?;
                let values = parts.next()?;
                Head::Type { name, ty: self.choices(values)? }
            }
            Kind::Action => Head::Action {
                name: self.declared(&mut parts)?,
                label: self.said(&mut parts)?,
                denied_unless_permitted: parts.optional(Rule::closed).is_some(),
            },
            Kind::Rule(kind) => {
                parts.optional(Rule::rule_kind);
                let (name, label) = (self.declared(&mut parts)?, self.said(&mut parts)?);
                let preposition = self.expect(&mut parts, Rule::preposition)?.word();
                self.preposition(kind, &preposition)?;
                Head::Rule { kind, name, label, targets: names(self.expect(&mut parts, Rule::names)?) }
            }
            Kind::Always => Head::Always { condition: self.condition(&mut parts)? },
            Kind::Example => {
                let title = self.string(&mut parts)?;
                let like = if parts.peek() == Some(Rule::string) { Some(self.string(&mut parts)?) } else { None };
                Head::Example { title, like }
            }
        })
    }

    /// The wrong preposition changes what a reader takes the rule to say, so it names the right one.
    fn preposition(&mut self, kind: RuleWord, written: &Word) -> Option<()> {
        let (right, word) = match kind {
            RuleWord::Restriction => ("on", "restriction"),
            RuleWord::Advice => ("on", "advice"),
            RuleWord::Requirement => ("for", "requirement"),
            RuleWord::Permission => ("to", "permission"),
            RuleWord::Right => ("to", "right"),
            RuleWord::Exception => ("lifts", "exception"),
            RuleWord::Exclusion => ("from", "exclusion"),
        };
        if written.text == right {
            return Some(());
        }
        let place = match kind {
            RuleWord::Exception => "a rule",
            RuleWord::Exclusion => "a right or permission",
            _ => "an action",
        };
        self.diagnostics.push(
            Diagnostic::new(
                Code::Syntax,
                written.span,
                format!("between {word} and {place} stands `{right}`, not `{}`", written.text),
            )
            .help(format!("write: {right}")),
        );
        None
    }

    fn clause(
        &mut self,
        kind: Kind,
        statement: &'static str,
        raw: &RawClause,
        seen: &mut Vec<(&'static str, Span)>,
    ) -> Option<Clause> {
        if raw.damaged {
            return None;
        }
        let text = self.slice(raw.piece);
        let first = first_word(text);
        let span = self.beginning(raw.piece, first);
        let Some(form) = CLAUSES.iter().find(|form| form.word == first && (form.of)(kind)) else {
            self.unknown_clause(kind, statement, span, first, text);
            return None;
        };
        if !form.repeats {
            if let Some((_, earlier)) = seen.iter().find(|(word, _)| *word == form.word) {
                self.diagnostics.push(
                    Diagnostic::new(Code::Duplicate, span, format!("this {statement} has two `{first}` clauses"))
                        .other(*earlier, "the first")
                        .help("keep one of them"),
                );
                return None;
            }
            seen.push((form.word, span));
        }
        let kind = match form.rule {
            Rule::c_keys | Rule::c_part | Rule::c_matches => self.table_clause(form, raw)?,
            _ => self.clause_kind(form, raw, text)?,
        };
        Some(Clause { kind, span: raw.piece.span() })
    }

    /// The first word of a piece; its first character where that starts no word.
    fn beginning(&self, piece: Piece, first: &str) -> Span {
        let one = self.slice(piece).chars().next().map_or(0, char::len_utf8);
        Piece { end: piece.start + first.len().max(one), ..piece }.span()
    }

    fn unknown_clause(&mut self, kind: Kind, statement: &str, span: Span, first: &str, text: &str) {
        let known = || CLAUSES.iter().filter(|form| (form.of)(kind)).map(|form| form.word);
        let mut of: Vec<&str> = known().collect();
        of.dedup();
        let elsewhere = CLAUSES.iter().any(|form| form.word == first);
        let habit = foreign::find(text).filter(|habit| habit.start == 0 && !elsewhere);
        let meant = foreign::heads::clause(first).filter(|word| of.contains(word));
        // `whenfaulty`: a clause word that has lost its space.
        let glued = known().find(|word| first.len() > word.len() && first.starts_with(*word));
        let help = match (glued.or(meant).or_else(|| nearest(first, known())), habit) {
            (Some(word), _) if glued.is_some() => format!("put a space after `{word}`"),
            (Some(word), _) => CLAUSES
                .iter()
                .find(|form| form.word == word && (form.of)(kind))
                .map_or_else(String::new, |form| format!("write: {}", form.shape)),
            (None, Some(habit)) => habit.help,
            (None, None) if of.is_empty() => format!("{} has no clauses", with_article(statement)),
            (None, None) => format!("its clauses are {}", of.join(", ")),
        };
        let message = match (first.is_empty(), elsewhere) {
            (true, _) => format!("no clause of {} starts like this", with_article(statement)),
            (_, true) => format!("{} has no `{first}` clause", with_article(statement)),
            _ => format!("no clause of {} starts with `{}`", with_article(statement), shorten(first)),
        };
        self.diagnostics.push(Diagnostic::new(Code::UnknownClause, span, message).help(help));
    }

    pub(super) fn type_name(&mut self, parts: &mut Cursor<'t>) -> Option<TypeName> {
        let part = self.expect(parts, Rule::r#type)?;
        let span = part.span;
        let part = part.inner().next()?;
        self.type_part(part, span)
    }

    fn type_part(&mut self, part: Part<'t>, span: Span) -> Option<TypeName> {
        let (rule, text) = (part.rule, part.text);
        let kind = match rule {
            Rule::yes_no => TypeKind::YesNo,
            Rule::whole => TypeKind::Whole,
            Rule::decimals => {
                let count = self.expect(&mut part.inner(), Rule::count)?;
                let Some(n) = count.text.parse().ok().filter(|n| (1..=12).contains(n)) else {
                    self.diagnostics.push(
                        Diagnostic::new(Code::Range, count.span, "a number has from 1 to 12 decimals")
                            .help("without decimals, write: whole number"),
                    );
                    return None;
                };
                TypeKind::Decimals(n)
            }
            Rule::money => TypeKind::Money,
            Rule::t_date if part.clone().inner().peek() == Some(Rule::and_time) => TypeKind::Moment,
            Rule::t_date => TypeKind::Date,
            Rule::t_text => TypeKind::Text,
            Rule::t_unit => TypeKind::Unit(unit_word(text)),
            Rule::type_word => {
                let name = part.word();
                self.check_name(&name)?;
                TypeKind::Named(name)
            }
            Rule::list_of => {
                let name = self.expect(&mut part.inner(), Rule::type_word)?.word();
                self.check_name(&name)?;
                TypeKind::List(name)
            }
            Rule::set_of => {
                let of = self.expect(&mut part.inner(), Rule::set_type)?;
                let span = of.span;
                TypeKind::Set(Box::new(self.type_part(of.inner().next()?, span)?))
            }
            Rule::membership => TypeKind::Membership,
            _ => return self.choices(part),
        };
        Some(TypeName { kind, span })
    }

    /// A list of values.
    fn choices(&mut self, part: Part<'t>) -> Option<TypeName> {
        let (rule, span) = (part.rule, part.span);
        let mut names: Vec<Word> = Vec::new();
        for choice in part.inner() {
            let mut parts = choice.inner();
            let name = self.declared(&mut parts)?;
            self.in_languages(&name, &mut parts)?;
            names.push(name);
        }
        Some(TypeName { kind: TypeKind::OneOf { ranked: rule == Rule::ranked_names, names }, span })
    }

    pub(super) fn source_kinds(&mut self, parts: &mut Cursor<'t>) -> Option<Vec<(SourceKind, Span)>> {
        let part = self.expect(parts, Rule::source_kinds)?;
        Some(part.inner().map(|p| (source_kind(p.text), p.span)).collect())
    }

    pub(super) fn citation(&mut self, parts: &mut Cursor<'t>) -> Option<Citation> {
        let part = self.expect(parts, Rule::citation)?;
        let span = part.span;
        let mut inner = part.inner();
        let kind = source_kind(self.expect(&mut inner, Rule::source_kind)?.text);
        let said = self.said(&mut inner)?;
        // A citation is known by its own place.
        self.translations.iter_mut().filter(|t| t.of == said.span).for_each(|t| t.of = span);
        Some(Citation { kind, text: said.text, span })
    }

    pub(super) fn optional_citation(&mut self, parts: &mut Cursor<'t>) -> Option<Citation> {
        if parts.peek() == Some(Rule::citation) { self.citation(parts) } else { None }
    }

    /// The outer `None` is a fault.
    pub(super) fn optional_condition(&mut self, parts: &mut Cursor<'t>) -> Option<Option<Node>> {
        if parts.peek() == Some(Rule::condition) { self.condition(parts).map(Some) } else { Some(None) }
    }

    /// A name where something is declared.
    pub(super) fn declared(&mut self, parts: &mut Cursor<'t>) -> Option<Word> {
        let word = self.expect(parts, Rule::word)?.word();
        self.check_name(&word)?;
        Some(word)
    }

    /// A word of the language is told and declared all the same: who reads it has not named something that is not there.
    fn check_name(&mut self, word: &Word) -> Option<()> {
        if RESERVED.contains(&word.text.as_str()) {
            self.diagnostics.push(
                Diagnostic::new(Code::Reserved, word.span, format!("`{}` is a word of the language", word.text))
                    .help(format!("choose another name, such as `{}_`", word.text)),
            );
        }
        if word.text.len() > NAME_BYTES {
            self.diagnostics.push(
                Diagnostic::new(Code::TooLong, word.span, format!("a name has at most {NAME_BYTES} letters"))
                    .help("shorten it"),
            );
            return None;
        }
        Some(())
    }

    pub(super) fn date(&mut self, parts: &mut Cursor<'t>) -> Option<Date> {
        let part = self.expect(parts, Rule::date)?;
        let date = Date::parse(part.text);
        if date.is_none() {
            self.diagnostics.push(
                Diagnostic::new(Code::Date, part.span, format!("there is no day {}", part.text))
                    .help("write year, month, day: 2026-01-31"),
            );
        }
        date
    }

    pub(super) fn moment(&mut self, parts: &mut Cursor<'t>) -> Option<Moment> {
        let part = self.expect(parts, Rule::moment)?;
        let moment = Moment::parse(part.text);
        if moment.is_none() {
            let said = format!("`{}` is not written as a time is, or there is none like it", part.text);
            let help = "write day, `T`, hour, minute, second and the distance from UTC: 2026-01-31T18:30:00+01:00";
            self.diagnostics.push(Diagnostic::new(Code::Time, part.span, said).help(help));
        }
        moment
    }

    pub(super) fn expect(&mut self, parts: &mut Cursor<'t>, rule: Rule) -> Option<Part<'t>> {
        let found = parts.optional(rule);
        if found.is_none() {
            self.misread(parts.span);
        }
        found
    }

    /// The grammar and its reader disagree: a fault of ours, still answered with a place and never with a panic.
    pub(super) fn misread(&mut self, span: Span) {
        self.diagnostics.push(
            Diagnostic::new(Code::Syntax, span, "this could not be read")
                .help("please report it together with this line: the fault is in Candor"),
        );
    }

    /// Matches one piece against one anchored rule.
    pub(super) fn pairs(&mut self, rule: Rule, piece: Piece, shape: &str) -> Option<Cursor<'t>> {
        let text = self.slice(piece);
        self.end = piece.end;
        match Grammar::parse(rule, text) {
            Ok(mut pairs) => pairs.next().map(|pair| Part::new(pair, piece.source, piece.start).inner()),
            Err(error) => {
                let at = match error.location {
                    pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
                };
                self.unreadable(piece, text, at, shape);
                None
            }
        }
    }

    /// Whether a piece starts as a rule does.
    pub(super) fn starts_like(&self, rule: Rule, piece: Piece) -> bool {
        Grammar::parse(rule, self.slice(piece)).is_ok()
    }

    pub(super) fn bullet(&mut self, raw: &RawBullet) -> Option<Cursor<'t>> {
        if raw.children.is_empty() {
            self.pairs(Rule::bullet, raw.piece, "- [LETTER [\"label\"] [, by law \"where it stands\"]:] CONDITION")
        } else {
            self.pairs(
                Rule::bullet_block,
                raw.piece,
                "- [LETTER [\"label\"] [, by law \"where it stands\"]:] all of | any of | none of | at least 2 of",
            )
        }
    }

    fn unreadable(&mut self, piece: Piece, text: &str, at: usize, shape: &str) {
        if let Some(habit) = foreign::find(text) {
            let span = Piece { start: piece.start + habit.start, end: piece.start + habit.end, ..piece }.span();
            self.diagnostics.push(Diagnostic::new(Code::Syntax, span, habit.message).help(habit.help));
            return;
        }
        let rest = text.get(at..).unwrap_or("");
        let skipped = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let word = rest.split(' ').next().unwrap_or("");
        let start = piece.start + at + skipped;
        let (message, span) = if word.is_empty() {
            let said = text.trim_end();
            let (end, last) = (piece.start + said.len(), said.chars().next_back().map_or(0, char::len_utf8));
            (
                "something is missing at the end of this line".to_owned(),
                Piece { start: end - last, end, ..piece }.span(),
            )
        } else {
            let message = match start == piece.start && shape.starts_with(word) {
                // Its own first word is where it was expected: what stands behind it is not.
                true => format!("this `{word}` is not written as it should be"),
                false => format!("`{}` is not expected here", shorten(word)),
            };
            (message, Piece { start, end: start + word.len(), ..piece }.span())
        };
        self.diagnostics.push(Diagnostic::new(Code::Syntax, span, message).help(format!("write: {shape}")));
    }

    /// Whether nothing but a closing parenthesis follows in the piece.
    pub(super) fn is_last(&self, span: Span) -> bool {
        let rest = self.text.get(span.end as usize..self.end).unwrap_or("").trim_start();
        rest.is_empty() || rest.starts_with(')')
    }

    pub(super) fn slice(&self, piece: Piece) -> &'t str {
        self.text.get(piece.start..piece.end).unwrap_or("")
    }
}

pub(super) fn names(part: Part<'_>) -> Vec<Word> {
    part.inner().map(|p| p.word()).collect()
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

fn with_article(statement: &str) -> String {
    let article = if statement.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {statement}")
}

/// A word short enough for a message.
fn shorten(word: &str) -> String {
    match word.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &word[..at]),
        None => word.to_owned(),
    }
}

fn source_kind(text: &str) -> SourceKind {
    match text {
        "law" => SourceKind::Law,
        "regulation" => SourceKind::Regulation,
        "contract" => SourceKind::Contract,
        _ => SourceKind::HousePolicy,
    }
}

pub(super) fn unit_word(text: &str) -> UnitWord {
    match text {
        "days" | "day" => UnitWord::Days,
        "months" | "month" => UnitWord::Months,
        "hours" | "hour" => UnitWord::Hours,
        "minutes" | "minute" => UnitWord::Minutes,
        _ => UnitWord::Years,
    }
}
