//! Worked examples: what is given and what has to come out.

use std::collections::{BTreeMap, BTreeSet};

use super::from_syntax::Builder;
use super::{Example, ExampleTarget, Name};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::{self, ClauseKind, ExampleValue, Head, Statement};

impl Builder<'_> {
    pub(super) fn examples(&mut self, statements: &[Statement]) {
        for statement in statements {
            let Head::Example { title, like } = &statement.head else { continue };
            let mut example = Example {
                title: title.text.clone(),
                today: None,
                given: BTreeMap::new(),
                then: Vec::new(),
                span: title.span,
            };
            if let Some(like) = like {
                match self.model.examples.iter().find(|e| e.title == like.text) {
                    Some(other) => {
                        example.today = other.today;
                        example.given.clone_from(&other.given);
                    }
                    None => {
                        let known: Vec<&str> = self.model.examples.iter().map(|e| e.title.as_str()).collect();
                        let help = nearest(&like.text, known).map_or_else(
                            || "name an example that stands above this one".to_owned(),
                            |near| format!("did you mean \"{near}\"?"),
                        );
                        self.report(
                            Diagnostic::new(Code::UnknownName, like.span, "no example above has this title").help(help),
                        );
                        continue;
                    }
                }
            }
            for clause in &statement.clauses {
                match &clause.kind {
                    ClauseKind::Today(date) => example.today = Some(*date),
                    ClauseKind::Given(stated) => {
                        let mut own = BTreeSet::new();
                        for (word, node) in stated {
                            let stated = self.model.vocabulary.find(&word.text);
                            let Some(id) = self.find(word, "a fact", |name| match name {
                                Name::Fact(id) => Some(id),
                                Name::Term(_) => stated,
                                _ => None,
                            }) else {
                                continue;
                            };
                            if !own.insert(id) {
                                self.report(
                                    Diagnostic::new(
                                        Code::Duplicate,
                                        word.span,
                                        format!("`{}` is given twice", word.text),
                                    )
                                    .help("keep one of them"),
                                );
                            }
                            let ty = self.model[id].ty.clone();
                            if let Some(value) = self.literal(node, &ty) {
                                example.given.insert(id, (value, node.span));
                            }
                        }
                    }
                    ClauseKind::Then(results) => {
                        for result in results {
                            if let Some(target) = self.example_target(result) {
                                example.then.push((target, result.about.span));
                            }
                        }
                    }
                    _ => {}
                }
            }
            if example.today.is_none() && !statement.damaged {
                self.report(
                    Diagnostic::new(Code::MissingClause, title.span, "the example does not say on which day")
                        .help("add: today 2026-01-31"),
                );
            }
            if example.then.is_empty()
                && !statement.damaged
                && !statement.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Then(_)))
            {
                self.report(
                    Diagnostic::new(Code::MissingClause, title.span, "the example does not say what comes out")
                        .help("add: then  ACTION is allowed"),
                );
            }
            self.model.examples.push(example);
        }
    }

    fn example_target(&mut self, result: &tree::ExampleResult) -> Option<ExampleTarget> {
        match &result.is {
            ExampleValue::Allowed => self.action(&result.about).map(ExampleTarget::Allowed),
            ExampleValue::Undetermined => self.action(&result.about).map(ExampleTarget::Undetermined),
            ExampleValue::Denied(rules) => {
                let action = self.action(&result.about)?;
                for rule in rules {
                    self.find(rule, "a rule", |name| matches!(name, Name::Rule(_) | Name::Action(_)).then_some(()))?;
                }
                Some(ExampleTarget::Denied(action, rules.iter().map(|w| w.text.clone()).collect()))
            }
            ExampleValue::Value(node) => {
                let term = self.find(&result.about, "a term or table", Name::term)?;
                let ty = self.model[term].ty.clone();
                let value = self.literal(node, &ty)?;
                Some(ExampleTarget::Value(term, value))
            }
        }
    }
}
