//! Facts that are asked together: what stands on one paper, or is read off one screen.

use super::Name;
use super::from_syntax::Builder;
use super::vocabulary::FactId;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::{ClauseKind, Statement};

impl Builder<'_> {
    pub(super) fn asked_with(&mut self, statement: &Statement, id: FactId) {
        for clause in &statement.clauses {
            let ClauseKind::AskedWith(others) = &clause.kind else { continue };
            for word in others {
                let pick = |name| if let Name::Fact(other) = name { Some(other) } else { None };
                let Some(other) = self.find(word, "a fact", pick) else { continue };
                if other == id {
                    let said = "a fact is asked with itself anyway";
                    self.report(Diagnostic::new(Code::Cycle, word.span, said).help("name another fact"));
                    continue;
                }
                let (this, that) = (&self.model[id], &self.model[other]);
                if this.never_tell_customer != that.never_tell_customer {
                    let (never, asked) = if this.never_tell_customer { (this, that) } else { (that, this) };
                    let said = format!(
                        "`{}` is never told to customers, so it cannot be asked of them with `{}`",
                        never.name, asked.name
                    );
                    let help = "ask it by itself, or say of both: never tell customer";
                    self.report(Diagnostic::new(Code::NeverTell, word.span, said).help(help));
                    continue;
                }
                self.model.vocabulary.ask_together(id, other);
            }
        }
    }
}
