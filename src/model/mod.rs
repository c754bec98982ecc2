//! What a rulebook means: names resolved, types checked, inert data.
//!
//! [`from_syntax::build`] makes a [`Model`] of the tree together with everything that is wrong with it.

mod authority;
mod build_amount;
mod build_asked;
mod build_cell;
mod build_example;
mod build_expr;
mod build_fact;
mod build_header;
mod build_language;
mod build_members;
mod build_override;
mod build_remedy;
mod build_rule;
mod build_sum;
mod build_table;
mod build_type;
mod check;
pub(crate) mod expr;
pub(crate) mod from_syntax;
pub(crate) mod interval;
mod order;
mod overlap;
mod reads;
pub(crate) mod table;
pub(crate) mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::language::Language;
use crate::source::Span;
pub(crate) use crate::syntax::tree::{Reach, RuleWord, SourceKind};
use crate::value::date::LeapDay;
use crate::value::{Currency, Date, RecordType, Type, Value, Zone};
use expr::{Citation, Expr, Template};
pub(crate) use reads::Reads;
use table::{RowMark, Table};
use vocabulary::{FactId, RoleId, Vocabulary};

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident of $thing:ident in $field:ident;)+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub(crate) struct $name(pub(crate) usize);

            impl std::ops::Index<$name> for Model {
                type Output = $thing;
                fn index(&self, id: $name) -> &$thing {
                    &self.$field[id.0]
                }
            }
        )+
    };
}

ids! {
    /// An action, by its position.
    ActionId of Action in actions;
    /// A figure, by its position.
    FigureId of Figure in figures;
    /// A rule, by its position.
    RuleId of Rule in rules;
    /// A term, by its position.
    TermId of Term in terms;
}

impl std::ops::Index<FactId> for Model {
    type Output = vocabulary::Fact;
    fn index(&self, id: FactId) -> &vocabulary::Fact {
        &self.vocabulary[id]
    }
}

impl std::ops::Index<RoleId> for Model {
    type Output = Role;
    fn index(&self, id: RoleId) -> &Role {
        &self.roles[id.0]
    }
}

/// A checked rulebook.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) header: Header,
    pub(crate) roles: Vec<Role>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) terms: Vec<Term>,
    /// The terms, each after those that it reads.
    pub(crate) term_order: Vec<TermId>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) actions: Vec<Action>,
    pub(crate) rules: Vec<Rule>,
    /// The exceptions and exclusions of each rule, by position.
    pub(crate) lifted_by: Vec<Vec<RuleId>>,
    /// What is about each action, by position.
    pub(crate) about: Vec<About>,
    /// The rules, each after its exceptions and exclusions.
    pub(crate) rule_order: Vec<RuleId>,
    /// By position, the place of a rule in that order.
    pub(crate) rule_rank: Vec<usize>,
    /// Terms, rules, and the actions that a condition reads, each after all that it needs.
    pub(crate) order: Vec<Step>,
    /// Whether a condition somewhere asks whether an action is allowed.
    pub(crate) reads_actions: bool,
    pub(crate) always: Vec<Expr>,
    pub(crate) examples: Vec<Example>,
    pub(crate) names: BTreeMap<String, Name>,
}

/// What is worked out, in its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Action(ActionId),
    Rule(RuleId),
    Term(TermId),
}

impl Model {
    /// The rules that say no or yes to an action by themselves; their exceptions and exclusions stand in `lifted_by`.
    pub(crate) fn deciding(&self, action: ActionId) -> impl Iterator<Item = RuleId> + '_ {
        let about = self.about(action).rules.iter().copied();
        about.filter(|id| self[*id].is_blocker() || self[*id].permits())
    }

    pub(crate) fn about(&self, action: ActionId) -> &About {
        &self.about[action.0]
    }
}

/// The rules about an action, by position.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    pub(crate) rules: Vec<RuleId>,
    /// Those that neither stand in the way nor touch another: permissions, rights and advice.
    pub(crate) others: Vec<RuleId>,
    /// Facts that one of them keeps out of what is suggested.
    pub(crate) kept_out: BTreeSet<FactId>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Action(ActionId),
    Fact(FactId),
    Figure(FigureId),
    Role(RoleId),
    Rule(RuleId),
    /// A table is read like a term.
    Table(TermId),
    Term(TermId),
}

impl Name {
    /// The word for what it stands for.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Name::Action(_) => "an action",
            Name::Fact(_) => "a fact",
            Name::Figure(_) => "a figure",
            Name::Role(_) => "a role",
            Name::Rule(_) => "a rule",
            Name::Table(_) => "a table",
            Name::Term(_) => "a term",
        }
    }
}

impl Name {
    /// What has lines, and a value by them.
    pub(crate) fn term(self) -> Option<TermId> {
        match self {
            Name::Term(id) | Name::Table(id) => Some(id),
            _ => None,
        }
    }
}

/// What has a value of its own: a term or a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Valued {
    Term(TermId),
    Figure(FigureId),
}

/// The head of the rulebook.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) edition: String,
    pub(crate) owner: Option<String>,
    pub(crate) in_force: Window,
    pub(crate) review_by: Option<Date>,
    pub(crate) currency: Option<Currency>,
    pub(crate) leap_day: Option<LeapDay>,
    pub(crate) zone: Option<Zone>,
    pub(crate) serves: String,
    /// The languages of the wording; the first is that of all texts that do not say another.
    pub(crate) languages: Vec<Language>,
    /// The language in which its texts stand here.
    pub(crate) language: Language,
}

impl Default for Header {
    fn default() -> Header {
        Header {
            name: String::new(),
            title: String::new(),
            edition: String::new(),
            owner: None,
            in_force: Window::default(),
            review_by: None,
            currency: None,
            leap_day: None,
            zone: None,
            serves: "customers".to_owned(),
            languages: vec![Language::english()],
            language: Language::english(),
        }
    }
}

impl Header {
    /// The type `date and time`: told in its zone, in UTC where it has none.
    pub(crate) fn moment(&self) -> Type {
        Type::Moment(self.zone.clone().unwrap_or_else(Zone::utc))
    }
}

/// A stretch of days; both ends are in, an end that is not stated is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

impl Window {
    pub(crate) fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) label: String,
    /// Itself and all roles whose powers it has.
    pub(crate) powers: BTreeSet<RoleId>,
}

impl Role {
    /// Who approves editions: a role of every ledger, in the directory, and none of a rulebook.
    pub(crate) const ADOPTER: &str = "adopter";
    /// Who erases what is kept privately beside records: likewise.
    pub(crate) const ERASER: &str = "eraser";
}

/// A derived value.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) name: String,
    pub(crate) label: String,
    /// The record of which it is a term; such a term has a value for each of them.
    pub(crate) of: Option<Arc<RecordType>>,
    pub(crate) ty: Type,
    pub(crate) lines: Vec<Means>,
    /// Where a case may state it: what it states.
    pub(crate) stated: Option<FactId>,
    /// Where it is a table: its lines are the rows.
    pub(crate) table: Option<Table>,
    pub(crate) span: Span,
}

impl Term {
    /// All that it reads.
    pub(crate) fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let day = self.table.iter().filter_map(|table| table.day.as_ref());
        self.lines.iter().flat_map(Means::exprs).chain(day)
    }

    /// Whether it is a table read for other keys or on another day, which has no name in the rulebook.
    pub(crate) fn is_reading(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.is_reading)
    }
}

/// A `means` line, or a row of a table.
#[derive(Debug)]
pub(crate) struct Means {
    pub(crate) value: Expr,
    pub(crate) holds: Holds,
    pub(crate) by: Option<Citation>,
    /// Of a row how it is told.
    pub(crate) row: Option<RowMark>,
    pub(crate) span: Span,
}

impl Means {
    /// Its value and its condition, if it has one.
    pub(crate) fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let condition = if let Holds::If(condition) = &self.holds { Some(condition) } else { None };
        std::iter::once(&self.value).chain(condition)
    }
}

#[derive(Debug)]
pub(crate) enum Holds {
    Always,
    If(Expr),
    Otherwise,
}

/// A value fixed by date.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) ty: Type,
    /// Earliest first.
    pub(crate) periods: Vec<Period>,
}

impl Figure {
    /// The period that holds on a day, unless the day is before the first.
    pub(crate) fn on(&self, day: Date) -> Option<&Period> {
        self.periods.iter().rev().find(|period| period.from <= day)
    }
}

#[derive(Debug)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) value: Value,
    pub(crate) by: Citation,
}

/// What may be asked for.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) denied_unless_permitted: bool,
    /// What is reported with its answer.
    pub(crate) shows: Vec<Valued>,
    /// Of its default denial.
    pub(crate) source: Option<Citation>,
    pub(crate) purpose: Option<String>,
    pub(crate) way_out: WayOut,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) kind: RuleWord,
    /// The actions it is about; of an exception or exclusion those of the rule that it touches.
    pub(crate) actions: Vec<ActionId>,
    /// What an exception lifts or an exclusion takes the case out of.
    pub(crate) touches: Option<RuleId>,
    pub(crate) when: Option<Expr>,
    pub(crate) required: Option<Expr>,
    pub(crate) source: Citation,
    pub(crate) purpose: Option<String>,
    pub(crate) prevails_over: Vec<SourceKind>,
    pub(crate) may_be_relaxed_by: Vec<SourceKind>,
    pub(crate) in_force: Window,
    /// Of a rule from law or regulation: the facts that may be suggested to be changed.
    pub(crate) remedy_by: Vec<FactId>,
    /// Facts that are never suggested to be changed where this rule is about the action.
    pub(crate) remedy_not_by: Vec<FactId>,
    pub(crate) way_out: WayOut,
    /// The name.
    pub(crate) span: Span,
}

impl Rule {
    /// Whether it can say no.
    pub(crate) fn is_blocker(&self) -> bool {
        matches!(self.kind, RuleWord::Restriction | RuleWord::Requirement)
    }

    /// Whether it can be the reason for a yes.
    pub(crate) fn permits(&self) -> bool {
        matches!(self.kind, RuleWord::Permission | RuleWord::Right)
    }
}

/// What a rule or a default denial says, and where it points.
#[derive(Debug, Default)]
pub(crate) struct WayOut {
    pub(crate) tell_customer: Option<Template>,
    pub(crate) tell_staff: Option<Template>,
    pub(crate) tell_auditor: Option<Template>,
    pub(crate) instead: Vec<Instead>,
    pub(crate) referrals: Vec<Referral>,
    /// `None` where no `override` clause stands; empty is `by nobody`.
    pub(crate) overrides: Option<Vec<Override>>,
}

#[derive(Debug)]
pub(crate) struct Instead {
    pub(crate) action: ActionId,
    pub(crate) condition: Option<Expr>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Referral {
    pub(crate) title: String,
    pub(crate) contact: String,
    pub(crate) condition: Option<Expr>,
}

#[derive(Debug)]
pub(crate) struct Override {
    pub(crate) role: RoleId,
    pub(crate) condition: Option<Expr>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) written_reason: bool,
    /// What has to be there as evidence.
    pub(crate) evidence: Vec<String>,
    pub(crate) confirmed_by: Vec<Confirmation>,
    /// Facts: nobody who alone judged one of them may decide.
    pub(crate) not_by_judge_of: Vec<FactId>,
    pub(crate) review: Option<Review>,
    /// The clause.
    pub(crate) span: Span,
}

impl Override {
    /// The values that its limits add up.
    pub(crate) fn counted(&self) -> impl Iterator<Item = &Expr> {
        self.limits
            .iter()
            .filter_map(|limit| if let Counted::Of { value, .. } = &limit.what { Some(value) } else { None })
    }
}

/// `confirmed by another ROLE [if CONDITION]`.
#[derive(Debug)]
pub(crate) struct Confirmation {
    pub(crate) role: RoleId,
    pub(crate) condition: Option<Expr>,
}

/// `reviewed [by ROLE] within D days`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Review {
    pub(crate) by: Option<RoleId>,
    pub(crate) days: u32,
}

/// A limit in a rolling period.
#[derive(Debug)]
pub(crate) struct Limit {
    pub(crate) what: Counted,
    pub(crate) days: u32,
    pub(crate) reach: Reach,
}

/// What a limit counts.
#[derive(Debug)]
pub(crate) enum Counted {
    Times(u32),
    /// What a value adds up to; `most` counts in the units of its type.
    Of {
        most: i128,
        value: Expr,
    },
}

/// A worked example in the rulebook.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) title: String,
    pub(crate) today: Option<Date>,
    pub(crate) given: BTreeMap<FactId, (Value, Span)>,
    pub(crate) then: Vec<(ExampleTarget, Span)>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum ExampleTarget {
    Allowed(ActionId),
    /// With the names of all that denies it; none if the example does not say.
    Denied(ActionId, Vec<String>),
    Undetermined(ActionId),
    Value(TermId, Value),
}
