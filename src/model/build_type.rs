//! Named types: one list of values that facts, terms and figures share.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::from_syntax::Builder;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{Head, Statement, Word};
use crate::value::{Choices, Type};

/// The types of a rulebook by their names; `None` where the declaration is at fault.
#[derive(Default)]
pub(super) struct Types(BTreeMap<String, (Option<Arc<Choices>>, Span)>);

impl Types {
    /// The lists of values with the places of their names.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&Arc<Choices>, Span)> {
        self.0.values().filter_map(|(choices, span)| Some((choices.as_ref()?, *span)))
    }
}

impl Builder<'_> {
    pub(super) fn declare_types(&mut self, statements: &[Statement]) {
        for statement in statements {
            let Head::Type { name, ty } = &statement.head else { continue };
            if let Some((_, first)) = self.types.0.get(&name.text) {
                let said = format!("`{}` is already the name of a type", name.text);
                let diagnostic = Diagnostic::new(Code::Duplicate, name.span, said).other(*first, "declared here");
                self.report(diagnostic.help("choose another name"));
                continue;
            }
            let choices = match self.type_of(ty) {
                Some(Type::Choice(choices)) => Some(choices),
                _ => None,
            };
            self.types.0.insert(name.text.clone(), (choices, name.span));
        }
    }

    pub(super) fn named_type(&mut self, name: &Word) -> Option<Type> {
        if let Some((choices, _)) = self.types.0.get(&name.text) {
            // What is wrong with the type was reported where it is declared.
            self.failed |= choices.is_none();
            return choices.clone().map(Type::Choice);
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
