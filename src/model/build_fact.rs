//! Facts: their ranges, who can change them, and what they are when nobody states them.

use std::sync::Arc;

use super::Name;
use super::build_expr::article;
use super::from_syntax::Builder;
use super::vocabulary::{Actor, Change, Effort, Fact, FactId, Manner};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{self, ClauseKind, Statement, Word};
use crate::value::{Date, Moment, Type, Unit, Value};

impl Builder<'_> {
    pub(super) fn declare_fact(&mut self, statement: &Statement, name: &Word, label: &Word, ty: &tree::TypeName) {
        let next = FactId(self.model.vocabulary.len());
        let Some(ty) = self.typed_name(name, ty, Name::Fact(next)) else { return };
        let range = everything(&ty);
        let mut fact = Fact::new(&name.text, self.say(label), ty, range, name.span);
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::Ask(word) => fact.ask = Some(self.say(word)),
                ClauseKind::KnownFrom(word) => fact.known_from = Some(self.say(word)),
                ClauseKind::JudgedBy(word) => fact.judged_by = self.role(word),
                ClauseKind::NeverTellCustomer => fact.never_tell_customer = true,
                ClauseKind::Sensitive => fact.sensitive = true,
                ClauseKind::Range { low, high } => {
                    fact.range = self.range(&fact.ty, clause.span, low.as_ref(), high.as_ref()).unwrap_or(range);
                }
                ClauseKind::Can(change) => fact.changes.extend(self.change(&fact.ty, change)),
                _ => {}
            }
        }
        self.model.vocabulary.declare(fact);
    }

    pub(super) fn range(
        &mut self,
        ty: &Type,
        span: Span,
        low: Option<&tree::Node>,
        high: Option<&tree::Node>,
    ) -> Option<(i128, i128)> {
        if !matches!(ty, Type::Quantity(_) | Type::Date | Type::Moment(_)) {
            let said = "only numbers, money, durations and dates have a range";
            self.report(Diagnostic::new(Code::Type, span, said).help("leave the range out"));
            return None;
        }
        let (least, most) = everything(ty);
        let mut end = |node: Option<&tree::Node>, open: i128| match node {
            Some(node) => self.literal(node, ty).and_then(|v| v.ordinal()),
            None => Some(open),
        };
        let (low, high) = (end(low, least), end(high, most));
        let (low, high) = (low?, high?);
        if low > high {
            let diagnostic = Diagnostic::new(Code::EmptyDomain, span, "nothing lies in this range");
            self.report(diagnostic.help("write the smaller end first"));
        }
        Some((low, high))
    }

    /// What a case states of a term, where it may; the range belongs to what is stated.
    pub(super) fn stated_term(
        &mut self,
        statement: &Statement,
        name: &Word,
        label: &Word,
        ty: &Type,
    ) -> Option<FactId> {
        let range = statement.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Range { low, high } => Some((clause.span, low.as_ref(), high.as_ref())),
            _ => None,
        });
        if !statement.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::MayBeStated)) {
            if let (Some((span, ..)), false) = (range, statement.damaged) {
                let said = "a range holds for what a case states, and no case may state this term";
                self.report(
                    Diagnostic::new(Code::UnknownClause, span, said).help("leave the range out, or add: may be stated"),
                );
            }
            self.model.vocabulary.derive(&name.text);
            return None;
        }
        let range = range.and_then(|(span, low, high)| self.range(ty, span, low, high));
        let range = range.unwrap_or_else(|| everything(ty));
        let fact = Fact::new(&name.text, self.say(label), ty.clone(), range, name.span);
        Some(self.model.vocabulary.declare(Fact { is_term: true, ..fact }))
    }

    fn change(&mut self, ty: &Type, change: &tree::Change) -> Option<Change> {
        let tree::Change { actor, manner, field, how, effort, takes_days } = change;
        let (field, ty) = match field {
            None => (None, ty),
            Some(name) => {
                let (at, ty) = self.field_to_change(ty, name)?;
                (Some(at), ty)
            }
        };
        let (manner_, fits) = match manner.text.as_str() {
            "provide" => (Manner::Provide, *ty == Type::YesNo),
            "lower" => (Manner::Lower, matches!(ty, Type::Quantity(_))),
            "raise" => (Manner::Raise, matches!(ty, Type::Quantity(_)) || matches!(ty, Type::Choice(c) if c.ranked)),
            "bring forward" => (Manner::BringForward, matches!(ty, Type::Date | Type::Moment(_))),
            "put off" => (Manner::PutOff, matches!(ty, Type::Date | Type::Moment(_))),
            "leave out" => (Manner::LeaveOut, matches!(ty, Type::List(_)) && field.is_none()),
            _ => (Manner::Choose, !matches!(ty, Type::Record(_) | Type::List(_) | Type::Membership)),
        };
        if !fits {
            let help = match ty {
                Type::YesNo => "what is yes or no can be provided or chosen",
                Type::Quantity(_) => "a number can be lowered, raised or chosen",
                Type::Moment(_) => "a time can be brought forward, put off or chosen",
                Type::Date => "a day can be brought forward, put off or chosen",
                Type::List(_) if field.is_none() => {
                    "of a list, members can be left out: can leave out \"…\"; or name the field that changes: can lower FIELD \"…\""
                }
                Type::Record(_) => "name the field that changes: can lower FIELD \"…\"",
                Type::List(_) | Type::Membership => {
                    "leave the clause out: what stands in there cannot be changed one by one"
                }
                _ => "a value of a list can be chosen, a ranked one raised",
            };
            self.report(
                Diagnostic::new(Code::Type, manner.span, format!("{} cannot be changed like this", article(ty)))
                    .help(help),
            );
            return None;
        }
        let takes_days = match takes_days {
            None => 0,
            Some(word) => self.small(word)?,
        };
        Some(Change {
            actor: if actor.text == "customer" { Actor::Customer } else { Actor::Staff },
            manner: manner_,
            field,
            how: self.say(how),
            effort: match effort.as_ref().map(|w| w.text.as_str()) {
                Some("small") => Effort::Small,
                Some("large") => Effort::Large,
                _ => Effort::Medium,
            },
            takes_days,
        })
    }

    /// The field of a record, or of each member of a list, that a change is about.
    fn field_to_change<'t>(&mut self, ty: &'t Type, name: &Word) -> Option<(usize, &'t Type)> {
        let record = match ty {
            Type::Record(record) => Some(record),
            Type::List(record) => Some(record),
            _ => None,
        };
        let Some(record) = record else {
            let said = format!("{} has no fields", article(ty));
            self.report(Diagnostic::new(Code::Type, name.span, said).help("leave the name out"));
            return None;
        };
        let at = record.fields.iter().position(|field| field.name == name.text);
        if at.is_none() {
            let names = || record.fields.iter().map(|field| field.name.as_str());
            let help = match nearest(&name.text, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has: {}", names().collect::<Vec<_>>().join(", ")),
            };
            let said = format!("`{}` has no field `{}`", record.name, name.text);
            self.report(Diagnostic::new(Code::UnknownName, name.span, said).help(help));
        }
        at.map(|at| (at, &record.fields[at].ty))
    }

    /// A count that is no amount: of days, of times.
    pub(super) fn small(&mut self, word: &Word) -> Option<u32> {
        let (said, help) = match word.text.parse::<u32>() {
            Ok(n) if n <= 100_000 => return Some(n),
            _ if word.text.bytes().all(|b| b.is_ascii_digit()) => {
                ("this number is too large here", "write a number up to 100000")
            }
            _ => ("a count should stand here", "write a whole number without a unit: 3"),
        };
        self.report(Diagnostic::new(Code::Range, word.span, said).help(help));
        None
    }

    /// What something is where nobody states it: a value of its type and inside its range; what has members may be `none`.
    pub(super) fn default(&mut self, node: &tree::Node, ty: &Type, range: (i128, i128)) -> Option<Value> {
        match (&node.kind, ty) {
            (tree::NodeKind::Name(word), Type::List(_) | Type::Set(_)) if word == "none" => {
                return Some(Value::List(Arc::from([])));
            }
            (tree::NodeKind::Name(word), Type::Membership) if word == "none" => {
                return Some(Value::Membership(Arc::default()));
            }
            (_, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership) => {
                let said = format!("{} cannot be written here", article(ty));
                let help = match ty {
                    Type::Record(_) => "leave this out, and say it of single fields: has NAME … , if not stated, VALUE",
                    _ => "write: if not stated, none",
                };
                self.report(Diagnostic::new(Code::Type, node.span, said).help(help));
                return None;
            }
            _ => {}
        }
        let default = self.literal(node, ty)?;
        if default.ordinal().is_some_and(|n| !(range.0..=range.1).contains(&n)) {
            self.report(
                Diagnostic::new(Code::Range, node.span, "this lies outside the range of the fact")
                    .help("write a value inside its range"),
            );
        }
        Some(default)
    }

    pub(super) fn fact_defaults(&mut self, statement: &Statement, id: FactId) {
        for clause in &statement.clauses {
            if let ClauseKind::IfNotStated(node) = &clause.kind {
                let ty = self.model[id].ty.clone();
                let default = self.default(node, &ty, self.model[id].range);
                self.model.vocabulary.set_default(id, default);
            }
        }
    }
}

/// All values of a type, as ordinals; 10^15 units either side where a number has no range.
pub(in crate::model) fn everything(ty: &Type) -> (i128, i128) {
    const FAR: i128 = 1_000_000_000_000_000;
    match ty {
        Type::YesNo => (0, 1),
        Type::Date => (i128::from(Date::MIN.days()), i128::from(Date::MAX.days())),
        Type::Moment(_) => (i128::from(Moment::MIN.seconds()), i128::from(Moment::MAX.seconds())),
        Type::Choice(choices) => (0, i128::try_from(choices.names.len()).unwrap_or(i128::MAX) - 1),
        Type::Quantity(q) => match q.unit {
            Unit::Plain | Unit::Money(_) | Unit::Days | Unit::Months | Unit::Years | Unit::Hours | Unit::Minutes => {
                (-FAR, FAR)
            }
        },
        Type::Text | Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => (0, 0),
    }
}
