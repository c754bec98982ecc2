//! Which facts may be suggested to be changed: `remedy by`, `remedy not by`.

use super::from_syntax::Builder;
use super::vocabulary::FactId;
use super::{Name, Rule, RuleWord};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::{ClauseKind, Statement, Word};

impl Builder<'_> {
    /// The facts that a rule lets be suggested, and those that it keeps out.
    pub(super) fn suggested(
        &mut self,
        statement: &Statement,
        rule: &Rule,
        sourced: bool,
    ) -> (Vec<FactId>, Vec<FactId>) {
        let mut by: Vec<(FactId, &Word)> = Vec::new();
        let mut not_by: Vec<(FactId, &Word)> = Vec::new();
        for clause in &statement.clauses {
            let ClauseKind::Remedy { not, facts } = &clause.kind else { continue };
            let wrong = match (rule.kind, not) {
                (RuleWord::Advice, _) => {
                    Some(("advice blocks nothing, so nothing is suggested for it", "leave this out"))
                }
                (RuleWord::Restriction | RuleWord::Right | RuleWord::Permission, false)
                    if sourced && !rule.source.kind.is_imposed() =>
                {
                    Some((
                        "for a rule of our own every fact that can be changed may be suggested",
                        "leave this out; what should not be suggested is said by: remedy not by FACT",
                    ))
                }
                (RuleWord::Requirement, false) => Some((
                    "what a requirement requires may always be suggested",
                    "leave this out; what should not be suggested is said by: remedy not by FACT",
                )),
                (RuleWord::Exception | RuleWord::Exclusion, false) => Some((
                    "which facts may be suggested is said by the rule that is touched",
                    "move this to the restriction, right or permission",
                )),
                _ => None,
            };
            if let Some((said, help)) = wrong {
                self.report(Diagnostic::new(Code::UnknownClause, clause.span, said).help(help));
                continue;
            }
            for word in facts {
                let fact = self.find(word, "a fact", |name| if let Name::Fact(id) = name { Some(id) } else { None });
                let Some(id) = fact else { continue };
                if let Some((_, first)) = by.iter().chain(&not_by).find(|(other, _)| *other == id) {
                    let said = format!("`{}` is named twice", word.text);
                    let diagnostic = Diagnostic::new(Code::Duplicate, word.span, said).other(first.span, "the first");
                    self.report(diagnostic.help("keep one of them"));
                    continue;
                }
                if *not { &mut not_by } else { &mut by }.push((id, word));
            }
        }
        let ids = |named: Vec<(FactId, &Word)>| named.into_iter().map(|(id, _)| id).collect();
        (ids(by), ids(not_by))
    }
}
