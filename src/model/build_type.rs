//! Named types: one list of values that facts, terms and figures share, and records.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build_fact::everything;
use super::from_syntax::Builder;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{self, ClauseKind, Head, Statement, TypeKind, Word};
use crate::value::{Choices, Field, RecordType, Type};

/// The types of a rulebook by their names; `None` where the declaration is at fault.
#[derive(Default)]
pub(super) struct Types(BTreeMap<String, (Option<Type>, Span)>);

impl Types {
    /// The lists of values with the places of their names.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&Arc<Choices>, Span)> {
        self.0.values().filter_map(|(ty, span)| match ty {
            Some(Type::Choice(choices)) => Some((choices, *span)),
            _ => None,
        })
    }

    /// The records with the places of their names.
    pub(super) fn records(&self) -> impl Iterator<Item = (&Arc<RecordType>, Span)> {
        self.0.values().filter_map(|(ty, span)| match ty {
            Some(Type::Record(record)) => Some((record, *span)),
            _ => None,
        })
    }
}

impl Builder<'_> {
    /// Whether some list has a value of this name.
    pub(super) fn is_a_value(&self, name: &str) -> bool {
        let facts = self.model.vocabulary.iter().filter_map(|(_, fact)| match &fact.ty {
            Type::Choice(choices) => Some(choices),
            Type::Set(of) => {
                if let Type::Choice(choices) = &**of {
                    Some(choices)
                } else {
                    None
                }
            }
            _ => None,
        });
        let named = self.types.lists().map(|(choices, _)| choices);
        facts.chain(named).any(|choices| choices.names.iter().any(|value| value == name))
    }

    pub(super) fn declare_types(&mut self, statements: &[Statement]) {
        for statement in statements {
            let (Head::Type { name, .. } | Head::Record { name, .. }) = &statement.head else { continue };
            if let Some((_, first)) = self.types.0.get(&name.text) {
                let said = format!("`{}` is already the name of a type", name.text);
                let diagnostic = Diagnostic::new(Code::Duplicate, name.span, said).other(*first, "declared here");
                self.report(diagnostic.help("choose another name"));
                continue;
            }
            self.types.0.insert(name.text.clone(), (None, name.span));
            let Head::Type { ty, .. } = &statement.head else { continue };
            if let Some(choices @ Type::Choice(_)) = self.type_of(ty) {
                self.types.0.insert(name.text.clone(), (Some(choices), name.span));
            }
        }
        self.declare_records(statements);
    }

    /// Records, each after those that it has as fields.
    fn declare_records(&mut self, statements: &[Statement]) {
        let own = |name: &Word, types: &Types| types.0.get(&name.text).is_some_and(|(_, span)| *span == name.span);
        let records: Vec<(&Statement, &Word, &Word)> = statements
            .iter()
            .filter_map(|s| if let Head::Record { name, label } = &s.head { Some((s, name, label)) } else { None })
            .filter(|(_, name, _)| own(name, &self.types))
            .collect();
        let at: BTreeMap<&str, usize> =
            records.iter().enumerate().map(|(i, (_, name, _))| (name.text.as_str(), i)).collect();
        let needs: Vec<Vec<usize>> = records
            .iter()
            .map(|(statement, ..)| {
                let named = statement.clauses.iter().filter_map(|clause| match &clause.kind {
                    ClauseKind::Has(field) => match &field.ty.kind {
                        TypeKind::Named(word) | TypeKind::List(word) => at.get(word.text.as_str()).copied(),
                        _ => None,
                    },
                    _ => None,
                });
                named.collect()
            })
            .collect();
        match super::check::order(&needs) {
            Err(cycle) => {
                let (_, name, _) = records[cycle[0]];
                let said = format!("a record `{}` would hold another one, and that another, without end", name.text);
                let help =
                    "leave out the field that leads back; who belongs to whom can be said by a fact of type membership";
                self.report(Diagnostic::new(Code::Cycle, name.span, said).help(help));
            }
            Ok(order) => {
                for i in order {
                    let (statement, name, label) = records[i];
                    if let Some(fields) = self.fields(statement) {
                        let record = RecordType { name: name.text.clone(), label: self.say(label), fields };
                        self.types.0.insert(name.text.clone(), (Some(Type::Record(Arc::new(record))), name.span));
                    }
                }
            }
        }
    }

    fn fields(&mut self, statement: &Statement) -> Option<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::new();
        let mut places: BTreeMap<&str, Span> = BTreeMap::new();
        let mut whole = !statement.damaged;
        for clause in &statement.clauses {
            let ClauseKind::Has(field) = &clause.kind else { continue };
            let tree::Field { name, label, ty, range, default } = field.as_ref();
            if let Some(first) = places.insert(&name.text, name.span) {
                let said = format!("two fields here are called `{}`", name.text);
                let diagnostic = Diagnostic::new(Code::Duplicate, name.span, said).other(first, "the first");
                self.report(diagnostic.help("give each a name of its own"));
                whole = false;
                continue;
            }
            let Some(ty) = self.type_of(ty) else {
                whole = false;
                continue;
            };
            let range = match range {
                None => Some(everything(&ty)),
                Some((low, high, span)) => self.range(&ty, *span, low.as_ref(), high.as_ref()),
            };
            match range {
                Some(range) => {
                    let given = default.as_ref().map(|node| self.default(node, &ty, range));
                    whole &= !matches!(given, Some(None));
                    let default = given.flatten();
                    fields.push(Field { name: name.text.clone(), label: self.say(label), ty, range, default });
                }
                None => whole = false,
            }
        }
        if whole && fields.is_empty() {
            let help = "add: has NAME \"the words for it\": TYPE";
            self.report(
                Diagnostic::new(Code::MissingClause, statement.span, "the record does not say what it has").help(help),
            );
            return None;
        }
        whole.then_some(fields)
    }

    /// The record of this name.
    pub(super) fn record(&mut self, name: &Word) -> Option<Arc<RecordType>> {
        match self.named_type(name)? {
            Type::Record(record) => Some(record),
            other => {
                let said = format!("`{}` is {}, and the name of a record should stand here", name.text, other);
                let help = "name a record, or declare one: record NAME \"the words for one\"";
                self.report(Diagnostic::new(Code::WrongKind, name.span, said).help(help));
                None
            }
        }
    }

    pub(super) fn named_type(&mut self, name: &Word) -> Option<Type> {
        if let Some((ty, _)) = self.types.0.get(&name.text) {
            // What is wrong with the type was reported where it is declared.
            self.failed |= ty.is_none();
            return ty.clone();
        }
        let known = || self.types.0.keys().map(String::as_str);
        let help = match nearest(&name.text, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.types.0.is_empty() => format!("declare it: type {} is one of A, B", name.text),
            None => format!(
                "there are: {}; or declare it: type {} is one of A, B",
                known().collect::<Vec<_>>().join(", "),
                name.text
            ),
        };
        let said = format!("no type is called `{}`", name.text);
        self.report(Diagnostic::new(Code::UnknownName, name.span, said).help(help));
        None
    }
}
