//! Rules and actions: what they are about, when they apply, what they say and where they point.

use super::expr::Citation;
use super::from_syntax::Builder;
use super::{ActionId, Instead, Name, Referral, Rule, RuleId, RuleWord, SourceKind, Valued, WayOut, Window};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{self, Clause, ClauseKind, Head, Statement, Word};

impl Builder<'_> {
    /// Gives every rule its name and place, so that rules can name each other.
    pub(super) fn declare_rules(&mut self, statements: &[Statement]) {
        for statement in statements {
            let Head::Rule { kind, name, label, .. } = &statement.head else { continue };
            let id = RuleId(self.model.rules.len());
            if self.name(name, Name::Rule(id)) {
                let source = Citation { kind: SourceKind::HousePolicy, text: String::new(), span: name.span };
                self.model.rules.push(Rule {
                    name: name.text.clone(),
                    title: self.say(label),
                    kind: *kind,
                    source,
                    span: name.span,
                    ..blank()
                });
            }
        }
    }

    pub(super) fn rules(&mut self, statements: &[Statement]) {
        for statement in statements {
            match &statement.head {
                Head::Rule { name, targets, .. } => {
                    if let Some(Name::Rule(id)) = self.own_name(name) {
                        self.rule(statement, id, targets);
                    }
                }
                Head::Action { name, denied_unless_permitted, .. } => {
                    if let Some(Name::Action(id)) = self.own_name(name) {
                        self.action_clauses(statement, id, *denied_unless_permitted);
                    }
                }
                _ => {}
            }
        }
    }

    fn rule(&mut self, statement: &Statement, id: RuleId, targets: &[Word]) {
        let kind = self.model[id].kind;
        let (actions, touches) = match kind {
            RuleWord::Exception | RuleWord::Exclusion => (Vec::new(), self.touched(kind, targets)),
            _ => (self.targets(targets), None),
        };
        let mut rule = std::mem::replace(&mut self.model.rules[id.0], blank());
        rule.actions = actions;
        rule.touches = touches;
        let mut sourced = false;
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::When(node) => rule.when = self.condition(node),
                ClauseKind::Required(node) => rule.required = self.condition(node),
                ClauseKind::Source(citation) => {
                    rule.source = self.cited(citation);
                    sourced = true;
                }
                ClauseKind::Purpose(word) => rule.purpose = Some(self.say(word)),
                ClauseKind::PrevailsOver(kinds) => {
                    rule.prevails_over = kinds.iter().map(|(kind, _)| *kind).collect();
                    self.prevails(&rule, statement, kinds);
                }
                ClauseKind::MayBeRelaxedBy(kinds) => rule.may_be_relaxed_by.clone_from(kinds),
                ClauseKind::InForce { from, until } => rule.in_force = self.window(*from, *until, clause.span),
                _ => {}
            }
        }
        self.when_comes_first(statement);
        (rule.remedy_by, rule.remedy_not_by) = self.suggested(statement, &rule, sourced);
        rule.way_out = self.way_out(&statement.clauses);
        if !statement.damaged {
            if !sourced {
                self.missing(
                    statement,
                    "does not say where it comes from",
                    "add: source    house policy \"where it stands\"",
                );
            }
            if kind == RuleWord::Requirement
                && rule.required.is_none()
                && !statement.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Required(_)))
            {
                self.missing(statement, "does not say what is required", "add: required  CONDITION");
            }
            self.check_override(statement, rule.is_blocker(), sourced.then_some(rule.source.kind));
        }
        if kind == RuleWord::Right && rule.source.kind == SourceKind::HousePolicy && sourced {
            self.report(
                Diagnostic::new(
                    Code::WeakSource,
                    rule.source.span,
                    "house policy gives no rights: there is nothing weaker that it could prevail over",
                )
                .help("write it as a permission, or as an exception to the rule that it should lift"),
            );
        }
        for instead in &rule.way_out.instead {
            if rule.actions.contains(&instead.action) {
                let action = self.model[instead.action].name.clone();
                self.report(
                    Diagnostic::new(
                        Code::Instead,
                        instead.span,
                        format!("`{action}` is offered instead, and this rule is about it too"),
                    )
                    .help("offer an action that the rule leaves open"),
                );
            }
        }
        self.model.rules[id.0] = rule;
    }

    fn when_comes_first(&mut self, statement: &Statement) {
        let mut required = None;
        for clause in &statement.clauses {
            match clause.kind {
                ClauseKind::Required(_) => required = Some(clause.span),
                ClauseKind::When(_) => {
                    if let Some(required) = required {
                        self.report(
                            Diagnostic::new(Code::Layout, required, "`required` stands before `when`")
                                .help("write first when it is required, then what"),
                        );
                    }
                }
                _ => {}
            }
        }
    }

    fn targets(&mut self, targets: &[Word]) -> Vec<ActionId> {
        let mut actions = Vec::new();
        for word in targets {
            if let Some(id) = self.action(word) {
                if actions.contains(&id) {
                    self.report(
                        Diagnostic::new(Code::Duplicate, word.span, format!("`{}` stands twice here", word.text))
                            .help("keep one of them"),
                    );
                } else {
                    actions.push(id);
                }
            }
        }
        actions
    }

    /// The one rule that an exception lifts, or an exclusion takes the case out of.
    fn touched(&mut self, kind: RuleWord, targets: &[Word]) -> Option<RuleId> {
        if let [_, second, ..] = targets {
            let what = if kind == RuleWord::Exception {
                "an exception lifts one rule"
            } else {
                "an exclusion is from one right or permission"
            };
            self.report(Diagnostic::new(Code::Syntax, second.span, what).help("write one for each rule"));
        }
        let word = targets.first()?;
        let id = self.find(word, "a rule", |name| if let Name::Rule(id) = name { Some(id) } else { None })?;
        let touched = &self.model[id];
        let fits = match kind {
            RuleWord::Exception => matches!(
                touched.kind,
                RuleWord::Restriction | RuleWord::Requirement | RuleWord::Exception | RuleWord::Exclusion
            ),
            _ => touched.permits(),
        };
        if fits {
            return Some(id);
        }
        let (message, help) = match (kind, touched.kind) {
            (RuleWord::Exception, RuleWord::Right | RuleWord::Permission) => (
                "an exception lifts a restriction or requirement, or another exception",
                "what takes a case out of a right or permission is an exclusion",
            ),
            (RuleWord::Exception, _) => {
                ("advice is never in the way, so nothing needs to lift it", "give the advice a narrower `when`")
            }
            _ => (
                "an exclusion takes a case out of a right or permission",
                "what lifts a restriction or requirement is an exception",
            ),
        };
        let touched_span = touched.span;
        self.report(
            Diagnostic::new(Code::WrongKind, word.span, message).other(touched_span, "declared here").help(help),
        );
        None
    }

    fn prevails(&mut self, rule: &Rule, statement: &Statement, kinds: &[(SourceKind, Span)]) {
        let own = statement
            .clauses
            .iter()
            .find_map(|c| if let ClauseKind::Source(citation) = &c.kind { Some(citation.kind) } else { None });
        let Some(own) = own else { return };
        for (kind, span) in kinds {
            if kind.rank() >= own.rank() {
                self.report(
                    Diagnostic::new(
                        Code::WeakSource,
                        *span,
                        format!(
                            "`{}` comes from {}, which does not prevail over {}",
                            rule.name,
                            own.words(),
                            kind.words()
                        ),
                    )
                    .help("name only kinds of rules that are weaker than its own source"),
                );
            }
        }
    }

    fn action_clauses(&mut self, statement: &Statement, id: ActionId, denied_unless_permitted: bool) {
        let mut source = None;
        let mut purpose = None;
        let mut shows = Vec::new();
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::Source(citation) => source = Some(self.cited(citation)),
                ClauseKind::Purpose(word) => purpose = Some(self.say(word)),
                ClauseKind::Shows(words) => shows = self.shows(words),
                _ => {}
            }
        }
        let way_out = self.way_out(&statement.clauses);
        if !statement.damaged {
            if denied_unless_permitted {
                if source.is_none() {
                    self.missing(
                        statement,
                        "is denied unless permitted, and does not say who decided that",
                        "add: source    house policy \"where it stands\"",
                    );
                }
                self.check_override(statement, true, source.as_ref().map(|s| s.kind));
            } else if let Some(clause) =
                statement.clauses.iter().find(|clause| !matches!(clause.kind, ClauseKind::Shows(_)))
            {
                self.report(
                    Diagnostic::new(
                        Code::UnknownClause,
                        clause.span,
                        "an action that is allowed unless restricted says no only through its rules",
                    )
                    .help("move this clause to the rule that says no"),
                );
            }
        }
        for instead in way_out.instead.iter().filter(|instead| instead.action == id) {
            self.report(
                Diagnostic::new(Code::Instead, instead.span, "the action is offered instead of itself")
                    .help("offer another action"),
            );
        }
        let action = &mut self.model.actions[id.0];
        action.shows = shows;
        action.source = source;
        action.purpose = purpose;
        action.way_out = way_out;
    }

    /// Of an action only one thing can be asked in a condition.
    pub(super) fn only_allowed(&mut self, action: &tree::Node, after: &tree::Node) {
        let tree::NodeKind::Name(name) = &action.kind else { return };
        let said = format!("`{name}` is an action, and of an action one can only ask whether it is allowed");
        let help = format!("write: {name} is allowed, or: {name} is not allowed");
        self.report(Diagnostic::new(Code::WrongKind, after.span, said).help(help));
    }

    /// The terms and figures that are reported with an answer, each once.
    fn shows(&mut self, words: &[Word]) -> Vec<Valued> {
        let mut found: Vec<(Valued, Span)> = Vec::new();
        for word in words {
            let valued = self.find(word, "a term or figure", |name| match name {
                Name::Table(id) | Name::Term(id) => Some(Valued::Term(id)),
                Name::Figure(id) => Some(Valued::Figure(id)),
                _ => None,
            });
            let Some(valued) = valued else { continue };
            match found.iter().find(|(earlier, _)| *earlier == valued) {
                Some((_, first)) => {
                    let said = format!("`{}` is shown twice", word.text);
                    let diagnostic = Diagnostic::new(Code::Duplicate, word.span, said);
                    self.report(diagnostic.other(*first, "the first").help("keep one of them"));
                }
                None => found.push((valued, word.span)),
            }
        }
        found.into_iter().map(|(valued, _)| valued).collect()
    }

    fn missing(&mut self, statement: &Statement, what: &str, help: &str) {
        self.report(Diagnostic::new(Code::MissingClause, statement.span, format!("this {what}")).help(help));
    }

    /// What is imposed from outside can never be overridden; all else says who may.
    fn way_out(&mut self, clauses: &[Clause]) -> WayOut {
        let mut way_out = WayOut::default();
        let mut nobody: Option<Span> = None;
        self.tells(&mut way_out, clauses);
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Instead { actions, condition } => {
                    let Some(condition) = self.optional_condition(condition.as_ref()) else { continue };
                    for word in actions {
                        if let Some(action) = self.action(word) {
                            if let Some(first) = way_out.instead.iter().find(|i| i.action == action).map(|i| i.span) {
                                let said = format!("`{}` is offered twice", word.text);
                                let diagnostic = Diagnostic::new(Code::Duplicate, word.span, said);
                                self.report(diagnostic.other(first, "the first").help("keep one of them"));
                                continue;
                            }
                            way_out.instead.push(Instead { action, condition: condition.clone(), span: word.span });
                        }
                    }
                }
                ClauseKind::Refer { title, contact, condition } => {
                    if let Some(condition) = self.optional_condition(condition.as_ref()) {
                        way_out.referrals.push(Referral {
                            title: self.say(title),
                            contact: self.say(contact),
                            condition,
                        });
                    }
                }
                ClauseKind::Override(None) => {
                    nobody = Some(clause.span);
                    way_out.overrides.get_or_insert_default();
                }
                ClauseKind::Override(Some(written)) => {
                    let read = self.read_override(written, clause.span);
                    way_out.overrides.get_or_insert_default().extend(read);
                }
                _ => {}
            }
        }
        if let (Some(span), Some([_, ..])) = (nobody, way_out.overrides.as_deref()) {
            self.report(
                Diagnostic::new(Code::Override, span, "nobody, and somebody in another clause")
                    .help("keep one of the two"),
            );
        }
        way_out
    }
}

/// A rule that says nothing yet.
fn blank() -> Rule {
    Rule {
        name: String::new(),
        title: String::new(),
        kind: RuleWord::Advice,
        actions: Vec::new(),
        touches: None,
        when: None,
        required: None,
        source: Citation { kind: SourceKind::HousePolicy, text: String::new(), span: Span::default() },
        purpose: None,
        prevails_over: Vec::new(),
        may_be_relaxed_by: Vec::new(),
        in_force: Window::default(),
        remedy_by: Vec::new(),
        remedy_not_by: Vec::new(),
        way_out: WayOut::default(),
        span: Span::default(),
    }
}
