//! Tree to model: declares every name first, then reads the clauses with all names known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build_language::Speech;
use super::build_members::Scope;
use super::build_table::Tables;
use super::build_type::Types;
use super::expr::Expr;
use super::vocabulary::RoleId;
use super::{
    Action, ActionId, Figure, FigureId, Holds, Means, Model, Name, Period, Role, Term, TermId, WayOut, Window,
};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::language::Language;
use crate::source::Span;
use crate::syntax::tree::{self, ClauseKind, Head, Statement, Word};
use crate::value::{Choices, Date, RecordType, Type};

/// Builds the model. It is whole only if there are no errors among the diagnostics.
/// Its texts stand in the language that is asked for, or in the first one.
pub(crate) fn build(statements: &[Statement], language: Option<&Language>, diagnostics: &mut Vec<Diagnostic>) -> Model {
    let mut builder = Builder {
        model: Model::default(),
        diagnostics,
        damaged_names: BTreeSet::new(),
        failed: false,
        types: Types::default(),
        tables: Tables::default(),
        scopes: Vec::new(),
        declared: BTreeMap::new(),
        build_for: language.cloned(),
        speech: Speech::default(),
    };
    builder.header(statements);
    builder.take_texts(statements);
    builder.declare_types(statements);
    builder.declare(statements);
    for (statement, id) in
        builder.declared_as(statements, |name| if let Name::Fact(id) = name { Some(id) } else { None })
    {
        builder.fact_defaults(statement, id);
        builder.asked_with(statement, id);
    }
    for (statement, id) in
        builder.declared_as(statements, |name| if let Name::Figure(id) = name { Some(id) } else { None })
    {
        builder.figure(statement, id);
    }
    for (_, id) in builder.declared_as(statements, |name| if let Name::Table(id) = name { Some(id) } else { None }) {
        builder.table(id);
    }
    for (statement, id) in
        builder.declared_as(statements, |name| if let Name::Term(id) = name { Some(id) } else { None })
    {
        builder.term(statement, id);
    }
    for statement in statements {
        if let Head::Always { condition } = &statement.head
            && let Some(condition) = builder.condition(condition)
        {
            builder.model.always.push(condition);
        }
    }
    builder.rules(statements);
    builder.examples(statements);
    if language.is_none() {
        builder.untranslated(statements);
    }
    let failed = builder.failed;
    let model = builder.model;
    if !failed && !diagnostics.iter().any(Diagnostic::is_error) {
        return super::check::check(model, diagnostics);
    }
    model
}

pub(super) struct Builder<'d> {
    pub(super) model: Model,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// Names whose declaration is there but at fault: what reads them is not at fault for it.
    pub(super) damaged_names: BTreeSet<String>,
    /// Whether something could not be built for a fault that was reported elsewhere.
    pub(super) failed: bool,
    pub(super) types: Types,
    pub(super) tables: Tables,
    /// The members that what is read is about, the outermost first.
    pub(super) scopes: Vec<Scope>,
    declared: BTreeMap<String, Span>,
    /// The language in which texts are to stand; the first one if nothing is said.
    pub(super) build_for: Option<Language>,
    pub(super) speech: Speech,
}

impl Builder<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Builds something whose faults are reported elsewhere.
    pub(super) fn quietly<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.diagnostics.len();
        let built = build(self);
        self.failed |= self.diagnostics.len() > before;
        self.diagnostics.truncate(before);
        built
    }

    // --- Header -----------------------------------------------------------------------

    pub(super) fn window(&mut self, from: Option<Date>, until: Option<Date>, span: Span) -> Window {
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.report(
                Diagnostic::new(Code::Window, span, "this ends before it starts").help("write the earlier day first"),
            );
        }
        Window { from, until }
    }

    // --- Names ------------------------------------------------------------------------

    fn declare(&mut self, statements: &[Statement]) {
        // Roles first: facts are judged by them.
        for statement in statements {
            if let Head::Role { name, label, powers_of } = &statement.head {
                let id = RoleId(self.model.roles.len());
                // Who holds it in the directory would hold both.
                if let Some(does) = match name.text.as_str() {
                    Role::ADOPTER => Some("approves editions"),
                    Role::ERASER => Some("erases what is kept privately"),
                    _ => None,
                } {
                    let said = format!("`{}` is a role of the ledger, held by whoever {does}", name.text);
                    let help = format!("choose another name, such as `{}_`", name.text);
                    self.report(Diagnostic::new(Code::Reserved, name.span, said).help(help));
                }
                if self.name(name, Name::Role(id)) {
                    let powers = BTreeSet::from([id]);
                    self.model.roles.push(Role { name: name.text.clone(), label: self.say(label), powers });
                }
                for other in powers_of.iter().filter(|other| other.text == name.text) {
                    self.report(
                        Diagnostic::new(Code::Cycle, other.span, "a role has its own powers anyway")
                            .help("leave this out"),
                    );
                }
            }
        }
        self.powers(statements);
        for statement in statements {
            match &statement.head {
                Head::Fact { name, label, ty } => self.declare_fact(statement, name, label, ty),
                Head::Term { name, of, label, ty } => {
                    let id = TermId(self.model.terms.len());
                    let of = match of {
                        None => None,
                        Some(word) => match self.record_of_term(name, word, statement) {
                            Some(record) => Some(record),
                            None => {
                                self.damaged_names.insert(name.text.clone());
                                continue;
                            }
                        },
                    };
                    if let Some(ty) = self.typed_name(name, ty, Name::Term(id)) {
                        let stated = match of {
                            None => self.stated_term(statement, name, label, &ty),
                            Some(_) => None,
                        };
                        self.model.terms.push(Term {
                            name: name.text.clone(),
                            label: self.say(label),
                            of,
                            ty,
                            lines: Vec::new(),
                            stated,
                            table: None,
                            span: name.span,
                        });
                    }
                }
                Head::Table { name, label, ty } => self.declare_table(statement, name, label, ty),
                Head::Figure { name, label, ty } => {
                    let id = FigureId(self.model.figures.len());
                    if let Some(ty) = self.typed_name(name, ty, Name::Figure(id)) {
                        self.model.figures.push(Figure {
                            name: name.text.clone(),
                            label: self.say(label),
                            ty,
                            periods: Vec::new(),
                        });
                    }
                }
                Head::Action { name, label, denied_unless_permitted } => {
                    let id = ActionId(self.model.actions.len());
                    if self.name(name, Name::Action(id)) {
                        self.model.actions.push(Action {
                            name: name.text.clone(),
                            label: self.say(label),
                            denied_unless_permitted: *denied_unless_permitted,
                            shows: Vec::new(),
                            source: None,
                            purpose: None,
                            way_out: WayOut::default(),
                            span: name.span,
                        });
                    }
                }
                _ => {}
            }
        }
        self.declare_rules(statements);
        self.values_are_no_names();
    }

    /// A name for something new; says whether it was free.
    pub(super) fn name(&mut self, word: &Word, stands_for: Name) -> bool {
        if let Some(earlier) = self.declared.get(&word.text) {
            let earlier = *earlier;
            self.report(
                Diagnostic::new(
                    Code::Duplicate,
                    word.span,
                    format!("`{}` is already the name of something", word.text),
                )
                .other(earlier, "declared here")
                .help("choose another name"),
            );
            return false;
        }
        self.declared.insert(word.text.clone(), word.span);
        self.model.names.insert(word.text.clone(), stands_for);
        true
    }

    pub(super) fn typed_name(&mut self, word: &Word, ty: &tree::TypeName, stands_for: Name) -> Option<Type> {
        let Some(ty) = self.type_of(ty) else {
            self.damaged_names.insert(word.text.clone());
            return None;
        };
        self.name(word, stands_for).then_some(ty)
    }

    fn values_are_no_names(&mut self) {
        let mut found = Vec::new();
        fn choices(ty: &Type) -> Option<&Arc<Choices>> {
            match ty {
                Type::Choice(choices) => Some(choices),
                Type::Set(of) => choices(of),
                _ => None,
            }
        }
        let of_facts = self.model.vocabulary.iter().map(|(_, fact)| (&fact.ty, fact.span));
        let fields = self.types.records().flat_map(|(record, at)| record.fields.iter().map(move |f| (&f.ty, at)));
        // What a named type lists is told once, at the type.
        let named = |list: &Arc<Choices>| self.types.lists().any(|(named, _)| Arc::ptr_eq(named, list));
        let of_facts = of_facts.chain(fields).filter_map(|(ty, span)| Some((choices(ty).filter(|c| !named(c))?, span)));
        for (choices, span) in of_facts.chain(self.types.lists()) {
            for value in &choices.names {
                if let Some(declared) = self.declared.get(value) {
                    found.push((span, value.clone(), *declared));
                }
            }
        }
        for (span, value, declared) in found {
            self.report(
                Diagnostic::new(Code::Duplicate, span, format!("its value `{value}` is also the name of something"))
                    .other(declared, "declared here")
                    .help("rename one of the two"),
            );
        }
    }

    fn powers(&mut self, statements: &[Statement]) {
        let mut direct: Vec<Vec<RoleId>> = vec![Vec::new(); self.model.roles.len()];
        for statement in statements {
            let Head::Role { name, powers_of, .. } = &statement.head else { continue };
            let Some(Name::Role(id)) = self.model.names.get(&name.text).copied() else { continue };
            for other in powers_of {
                if let Some(other) = self.role(other) {
                    direct[id.0].push(other);
                }
            }
        }
        match super::check::order(&direct.iter().map(|of| of.iter().map(|id| id.0).collect()).collect::<Vec<_>>()) {
            Err(cycle) => {
                let name = &self.model.roles[cycle[0]].name;
                let span = self.declared.get(name).copied().unwrap_or_default();
                let message = format!("`{name}` has its own powers by way of another role");
                let diagnostic = Diagnostic::new(Code::Cycle, span, message);
                self.report(diagnostic.help("let only the higher role have the powers of the lower"));
            }
            Ok(lowest_first) => {
                for at in lowest_first {
                    let mut powers: BTreeSet<RoleId> =
                        direct[at].iter().flat_map(|id| self.model.roles[id.0].powers.clone()).collect();
                    powers.insert(RoleId(at));
                    self.model.roles[at].powers = powers;
                }
            }
        }
    }

    pub(super) fn role(&mut self, word: &Word) -> Option<RoleId> {
        self.find(word, "a role", |name| if let Name::Role(id) = name { Some(id) } else { None })
    }

    pub(super) fn action(&mut self, word: &Word) -> Option<ActionId> {
        self.find(word, "an action", |name| if let Name::Action(id) = name { Some(id) } else { None })
    }

    /// What a name stands for, if it is of the right kind.
    pub(super) fn find<T>(&mut self, word: &Word, kind: &str, pick: impl Fn(Name) -> Option<T>) -> Option<T> {
        match self.model.names.get(&word.text).copied() {
            Some(name) => match pick(name) {
                Some(found) => Some(found),
                None => {
                    self.report(
                        Diagnostic::new(
                            Code::WrongKind,
                            word.span,
                            format!("`{}` is {}, and {kind} should stand here", word.text, name.kind()),
                        )
                        .help(format!("name {kind}")),
                    );
                    None
                }
            },
            None if self.damaged_names.contains(&word.text) => {
                self.failed = true;
                None
            }
            None => {
                let known: Vec<&str> = self
                    .model
                    .names
                    .iter()
                    .filter(|(_, n)| pick(**n).is_some())
                    .map(|(name, _)| name.as_str())
                    .collect();
                let help = match nearest(&word.text, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => format!("declare {kind} of this name"),
                    None if known.len() <= 12 => format!("there are: {}", known.join(", ")),
                    None => format!("name {kind} that is declared"),
                };
                self.report(
                    Diagnostic::new(
                        Code::UnknownName,
                        word.span,
                        format!("nothing is called `{}`, and {kind} should stand here", word.text),
                    )
                    .help(help),
                );
                None
            }
        }
    }

    /// The statements that declare names of one kind, with what they declared. A statement that lost its name to another is left out.
    fn declared_as<'s, T>(
        &self,
        statements: &'s [Statement],
        pick: impl Fn(Name) -> Option<T>,
    ) -> Vec<(&'s Statement, T)> {
        statements
            .iter()
            .filter_map(|statement| {
                let word = match &statement.head {
                    Head::Fact { name, .. }
                    | Head::Term { name, .. }
                    | Head::Figure { name, .. }
                    | Head::Table { name, .. } => name,
                    _ => return None,
                };
                let own = self.declared.get(&word.text) == Some(&word.span);
                let id = self.model.names.get(&word.text).copied().and_then(&pick)?;
                own.then_some((statement, id))
            })
            .collect()
    }

    // --- Terms and figures --------------------------------------------------------------

    fn term(&mut self, statement: &Statement, id: TermId) {
        let ty = self.model[id].ty.clone();
        let lines = match self.model[id].of.clone() {
            None => self.lines(statement, &ty),
            Some(record) => self.about(&record, |builder| builder.lines(statement, &ty)),
        };
        let meant = statement.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Means { .. }));
        if !meant && !statement.damaged {
            self.report(
                Diagnostic::new(Code::MissingClause, statement.span, "the term does not say what it means")
                    .help("add: means     VALUE"),
            );
        }
        let otherwise: Vec<Span> =
            lines.iter().filter(|l| matches!(l.holds, Holds::Otherwise)).map(|l| l.span).collect();
        if let [first, second, ..] = otherwise.as_slice() {
            self.report(
                Diagnostic::new(Code::Duplicate, *second, "two lines hold otherwise")
                    .other(*first, "the first")
                    .help("give one of them a condition"),
            );
        }
        self.model.terms[id.0].lines = lines;
    }

    fn lines(&mut self, statement: &Statement, ty: &Type) -> Vec<Means> {
        let mut lines = Vec::new();
        for clause in &statement.clauses {
            let ClauseKind::Means { value, when, by } = &clause.kind else { continue };
            let value = self.value_of(value, ty);
            let holds = match when {
                tree::Holds::Always => Some(Holds::Always),
                tree::Holds::If(node) => self.condition(node).map(Holds::If),
                tree::Holds::Otherwise => Some(Holds::Otherwise),
            };
            if let (Some(value), Some(holds)) = (value, holds) {
                let by = by.as_ref().map(|by| self.cited(by));
                lines.push(Means { value, holds, by, row: None, span: clause.span });
            }
        }
        lines
    }

    /// The record of a term of records. A case states facts, so no case may state such a term.
    fn record_of_term(&mut self, name: &Word, of: &Word, statement: &Statement) -> Option<Arc<RecordType>> {
        let record = self.record(of)?;
        if record.find(&name.text).is_some() {
            let said = format!("`{}` is already a field of `{}`", name.text, record.name);
            self.report(Diagnostic::new(Code::Duplicate, name.span, said).help("choose another name"));
            return None;
        }
        let stated = statement.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::MayBeStated));
        if let Some(clause) = stated {
            let said = "a term of a record has a value for each of them, and no case may state it";
            let help = format!("leave this out, or give `{}` a field for it", record.name);
            self.report(Diagnostic::new(Code::UnknownClause, clause.span, said).help(help));
            return None;
        }
        self.model.vocabulary.derive(&name.text);
        Some(record)
    }

    fn figure(&mut self, statement: &Statement, id: FigureId) {
        let ty = self.model[id].ty.clone();
        let mut periods: Vec<(Period, Span)> = Vec::new();
        for clause in &statement.clauses {
            let ClauseKind::Period { from, value, by } = &clause.kind else { continue };
            let value = self.literal(value, &ty);
            let Some(by) = by else {
                self.report(
                    Diagnostic::new(
                        Code::MissingClause,
                        clause.span,
                        "this period does not say where its value stands",
                    )
                    .help("add: , by law \"where it stands\""),
                );
                continue;
            };
            if let Some((_, earlier)) = periods.iter().find(|(p, _)| p.from == *from) {
                let earlier = *earlier;
                self.report(
                    Diagnostic::new(Code::Window, clause.span, "two periods start on this day")
                        .other(earlier, "the first")
                        .help("give each period a day of its own"),
                );
                continue;
            }
            if let Some(value) = value {
                periods.push((Period { from: *from, value, by: self.cited(by) }, clause.span));
            }
        }
        if statement.clauses.is_empty() && !statement.damaged {
            self.report(
                Diagnostic::new(Code::MissingClause, statement.span, "the figure has no value")
                    .help("add: from 2026-01-01: VALUE, by law \"where it stands\""),
            );
        }
        periods.sort_by_key(|(p, _)| p.from);
        self.model.figures[id.0].periods = periods.into_iter().map(|(p, _)| p).collect();
    }

    pub(super) fn own_name(&self, word: &Word) -> Option<Name> {
        if self.declared.get(&word.text) == Some(&word.span) { self.model.names.get(&word.text).copied() } else { None }
    }

    /// A condition that may be left out; the outer `None` is a fault.
    pub(super) fn optional_condition(&mut self, node: Option<&tree::Node>) -> Option<Option<Expr>> {
        match node {
            None => Some(None),
            Some(node) => self.condition(node).map(Some),
        }
    }
}
