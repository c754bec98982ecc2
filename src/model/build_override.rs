//! Who may decide otherwise: the `override` clauses and what they ask for.

use super::from_syntax::Builder;
use super::vocabulary::FactId;
use super::{Confirmation, Counted, Limit, Name, Override, Review, SourceKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{self, ClauseKind, OverrideTerm, Statement, Word};
use crate::value::Value;

impl Builder<'_> {
    /// What is imposed has no such clause; what is our own must have one.
    pub(super) fn check_override(&mut self, statement: &Statement, blocker: bool, source: Option<SourceKind>) {
        let clause = statement.clauses.iter().find(|c| matches!(c.kind, ClauseKind::Override(_)));
        match (source, clause) {
            (Some(kind), Some(clause)) if kind.is_imposed() => {
                self.report(
                    Diagnostic::new(
                        Code::Override,
                        clause.span,
                        format!("what {} imposes, nobody here can override", kind.words()),
                    )
                    .help("leave the clause out; where the law itself allows it, write an exception"),
                );
            }
            (Some(kind), None) if !kind.is_imposed() && blocker => {
                self.report(
                    Diagnostic::new(
                        Code::Override,
                        statement.span,
                        "this is our own rule, and it does not say who may decide otherwise",
                    )
                    .help("add: override  by ROLE, or: override  by nobody"),
                );
            }
            _ => {}
        }
    }

    pub(super) fn read_override(&mut self, written: &tree::Override, span: Span) -> Option<Override> {
        let mut line = Override {
            role: self.role(&written.role)?,
            condition: self.optional_condition(written.condition.as_ref())?,
            limits: Vec::new(),
            written_reason: false,
            evidence: Vec::new(),
            confirmed_by: Vec::new(),
            not_by_judge_of: Vec::new(),
            review: None,
            span,
        };
        for term in &written.terms {
            self.read_term(term, &mut line)?;
        }
        Some(line)
    }

    fn read_term(&mut self, term: &OverrideTerm, line: &mut Override) -> Option<()> {
        match term {
            OverrideTerm::AtMost { what, days, reach } => {
                let what = match what {
                    tree::Counted::Times(times) => Counted::Times(self.small(times)?),
                    tree::Counted::Of { most, value } => self.counted(most, value)?,
                };
                let period = self.small(days)?;
                if period == 0 {
                    self.report(
                        Diagnostic::new(Code::Range, days.span, "a period of 0 days counts nothing")
                            .help("write how many days back it counts: in 30 days"),
                    );
                }
                line.limits.push(Limit { what, days: period, reach: *reach });
            }
            OverrideTerm::WrittenReason(span) => {
                if std::mem::replace(&mut line.written_reason, true) {
                    self.twice(*span, "the written reason");
                }
            }
            OverrideTerm::Evidence(what) => {
                if what.text.trim().is_empty() {
                    self.report(
                        Diagnostic::new(Code::Syntax, what.span, "this does not say what the evidence is")
                            .help("write: with evidence \"a photo of the article\""),
                    );
                } else if line.evidence.contains(&what.text) {
                    self.twice(what.span, "this evidence");
                } else {
                    line.evidence.push(what.text.clone());
                }
            }
            OverrideTerm::ConfirmedByAnother { role, condition } => {
                let id = self.role(role)?;
                let condition = self.optional_condition(condition.as_ref())?;
                if line.confirmed_by.iter().any(|other| other.role == id) {
                    self.twice(role.span, "a confirmation by this role");
                }
                line.confirmed_by.push(Confirmation { role: id, condition });
            }
            OverrideTerm::NotByWhoJudged(word) => {
                let fact = self.judged_fact(word)?;
                if line.not_by_judge_of.contains(&fact) {
                    self.twice(word.span, "this fact");
                } else {
                    line.not_by_judge_of.push(fact);
                }
            }
            OverrideTerm::Reviewed { by, days, span } => {
                let by = match by {
                    Some(word) => Some(self.role(word)?),
                    None => None,
                };
                if by.is_none() && self.model.header.owner.is_none() {
                    self.report(
                        Diagnostic::new(Code::Override, *span, "nobody answers for this review")
                            .help("name who reviews, `reviewed by ROLE within 7 days`, or give the rulebook an owner"),
                    );
                }
                if line.review.is_some() {
                    self.twice(*span, "the review");
                }
                line.review = Some(Review { by, days: self.small(days)? });
            }
        }
        Some(())
    }

    /// `at most 500 EUR of amount`: what adds up must be a number that a ledger may hold.
    fn counted(&mut self, most: &tree::Node, value: &Word) -> Option<Counted> {
        let named = tree::Node { kind: tree::NodeKind::Name(value.text.clone()), span: value.span };
        let expr = self.expr(&named, None)?;
        if expr.ty.quantity().is_none() {
            self.report(
                Diagnostic::new(Code::Type, value.span, "only numbers, money and durations add up")
                    .help("name a fact or term that is a number: at most 500 EUR of amount in 30 days per employee"),
            );
            return None;
        }
        match self.literal(most, &expr.ty.clone())? {
            Value::Number(most) => Some(Counted::Of { most, value: expr }),
            _ => None,
        }
    }

    /// A fact of which the rulebook says who judges it.
    fn judged_fact(&mut self, word: &Word) -> Option<FactId> {
        let id = self.find(word, "a fact", |name| if let Name::Fact(id) = name { Some(id) } else { None })?;
        let fact = &self.model[id];
        if fact.judged_by.is_none() {
            let span = fact.span;
            self.report(
                Diagnostic::new(Code::Override, word.span, format!("nobody judges `{}`", word.text))
                    .other(span, "declared here, without `judged by`")
                    .help("say at the fact who judges it, `judged by ROLE`, or leave this out"),
            );
            return None;
        }
        Some(id)
    }

    fn twice(&mut self, span: Span, what: &str) {
        self.report(
            Diagnostic::new(Code::Duplicate, span, format!("{what} is asked for already")).help("keep one of them"),
        );
    }
}
