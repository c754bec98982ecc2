//! Decision to explanation: plain data, without the words of one reader.
//!
//! An [`Explanation`] holds what applies, why, and every way out. It is made from a decision only, and what it offers was
//! decided by the plain evaluator in this very case.

mod authority;
mod because;
mod build;
mod considered;
mod fair;
mod grounds;
mod instead;
mod lines;
mod meanwhile;
mod naming;
mod options;
mod phrase;
mod place;
pub(crate) mod proofs;
mod reasons;
mod redact;
pub(crate) mod sure;
pub(crate) mod uses;
mod value;
mod when;
pub(crate) mod who;
mod within;

use std::sync::Arc;

use serde::Serialize;

pub use self::authority::{Authority, Condition, Counted, Limit, NotCovered, Reach, WhyNot};
pub use self::proofs::{Outside, Unproven};
pub use self::value::{Derivation, Line, LineState, Place, Step, ValueAnswer, ValueKind};
pub use self::when::{Stretch, Timeline};
pub use crate::decide::Outcome;
use crate::language::Language;
use crate::model::Model;
use crate::program::Program;
use crate::value::{Date, Type, Value};
pub(crate) use because::{fact_value, rule_ref};
pub(crate) use build::{deciding_of, explain, remedies_of};
pub(crate) use options::{blockers, certain_blockers, waiting};
pub(crate) use redact::{is_rule_hidden, untold};
pub(crate) use value::value_answer;

/// A rulebook as it is meant and as it is compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Book<'m> {
    pub(crate) model: &'m Model,
    pub(crate) program: &'m Arc<Program>,
}

/// What the first line of an answer says: the first of these that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is allowed.
    Yes,
    /// It depends on what is not known.
    CannotTell,
    /// A change that the asker can make turns it into a yes.
    YesIf,
    /// Somebody may decide otherwise.
    Ask,
    /// It becomes possible by itself on a later day.
    From,
    /// None of these.
    No,
}

impl Standing {
    /// Its name in data: `yes`, `cannot_tell`, `yes_if`, `ask`, `from`, `no`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Standing::Yes => "yes",
            Standing::CannotTell => "cannot_tell",
            Standing::YesIf => "yes_if",
            Standing::Ask => "ask",
            Standing::From => "from",
            Standing::No => "no",
        }
    }
}

/// For whom an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Who reviews rulebooks and answers: everything.
    Auditor,
    /// Whoever is served: nothing that would differ with a fact that is never told.
    Customer,
    /// Whoever serves them.
    Staff,
}

/// How far a result of search can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Nothing better exists.
    Proven,
    /// Correct, and not proven to be the least.
    Verified,
    /// The search ended without a result after so many steps; zero steps is no search.
    GaveUp {
        /// Steps that were taken at most.
        budget: u64,
    },
}

/// The answer to "may they, and if not, why not and what then?", for one action in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// For whom it is.
    pub audience: Audience,
    /// In which language customers are told what the rules say.
    pub language: Language,
    /// In which language everything else stands: names, statements, and the sentences that a renderer puts around them.
    pub sentences: Language,
    /// A digest of rulebook, action and case: the same question gives the same id.
    pub answer_id: String,
    /// Which edition of which rulebook answered.
    pub rulebook: RulebookRef,
    /// What was asked for.
    pub action: Named,
    /// The day of the request.
    pub today: Date,
    /// May they?
    pub outcome: Outcome,
    /// What the first line says.
    pub standing: Standing,
    /// What stands in the way: what is imposed from outside first, then in the order of the rulebook.
    pub restrictions: Vec<Restriction>,
    /// What is said to the customer without the rule that it comes from: the rule depends on a fact that is never told.
    pub told: Vec<Phrase>,
    /// Rules whose condition is true and which only an exception or exclusion stops.
    pub excepted: Vec<Stopped>,
    /// Rules that apply and over which a right prevails.
    pub defeated: Vec<Stopped>,
    /// The permissions and rights that apply; empty unless allowed.
    pub granted_by: Vec<RuleRef>,
    /// What may be done instead.
    pub alternatives: Vec<Alternative>,
    /// Whom to turn to outside.
    pub referrals: Vec<Referral>,
    /// What would make it a yes, the cheapest first.
    pub remedies: Vec<Remedy>,
    /// Whether these are all and the least, or none exists.
    pub remedies_label: Label,
    /// Where nothing would today: the first later day on which something would.
    pub later: Option<Later>,
    /// Whether there is surely no such day before that one, or none at all before it opens by itself.
    pub later_label: Label,
    /// Facts that the asker or staff can change and that a restriction depends on: what a search would try.
    pub changeable: Vec<Changeable>,
    /// How the answer changes by itself.
    pub timeline: Timeline,
    /// Every role and whether it may decide otherwise.
    pub authority: Vec<Authority>,
    /// Whether these are surely all who may decide otherwise, also once something is changed.
    pub authority_label: Label,
    /// Whether surely nothing leads out of a denial: no offer, no change, no later day, nobody who may decide, nobody
    /// outside. Customers are told only where a rulebook keeps nothing from them.
    pub dead_end: bool,
    /// Where no role covers everything: the smallest sets of roles that do together.
    pub together: Vec<Vec<Named>>,
    /// What is still to be asked.
    pub missing: Vec<MissingFact>,
    /// Whether that is surely all that settles the answer, and nothing else.
    pub missing_label: Label,
    /// What was taken for granted because nobody stated it.
    pub assumed: Vec<FactValue>,
    /// What each answer to the one missing yes/no question would give; empty otherwise.
    pub branches: Vec<Branch>,
    /// What the action says that it shows, with why; for customers without what depends on what they are never told.
    pub values: Vec<Derivation>,
    /// What to bear in mind; never in the way.
    pub advice: Vec<Advice>,
    /// What could not be calculated.
    pub faults: Vec<Fault>,
    /// The day by which the rulebook was to be reviewed, if it has passed.
    pub review_overdue_since: Option<Date>,
    /// Every rule about the action and its state; for auditors only.
    pub considered: Vec<Considered>,
}

/// A rule and its state in this case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The rule.
    pub rule: RuleRef,
    /// Of an exception or exclusion, the name of the rule that it touches.
    pub touches: Option<String>,
    /// Its state.
    pub state: RuleState,
    /// The tests on which its state rests, and behind each what that rests on.
    pub because: Vec<Ground>,
    /// What stops it although its condition is true.
    pub stopped_by: Vec<RuleRef>,
    /// The terms and figures that it reads.
    pub values: Vec<TermValue>,
}

/// What became of a rule in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// In force, its condition true, and nothing lifts it.
    Applies,
    /// A right prevails over it.
    Defeated,
    /// Its condition is not true.
    DoesNotApply,
    /// An exception or exclusion stops it.
    Lifted,
    /// It depends on what is not known.
    MayApply,
    /// The rule is not in force on the day.
    NotInForce,
}

/// A term or figure with its value and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermValue {
    /// Which.
    pub term: Named,
    /// Its value; `None` if it is not known.
    pub value: Option<Typed>,
    /// Where the value stands.
    pub by: Option<Source>,
    /// Of a figure that is read on another day than the day of the request, that day.
    pub on: Option<Date>,
    /// Whether the case states it, so that it was not worked out.
    pub stated: bool,
}

/// Which edition of which rulebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RulebookRef {
    /// Its name.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The edition.
    pub edition: String,
    /// A digest of its text.
    pub digest: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// A name and the words for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The name in the rulebook.
    pub name: String,
    /// The words for it.
    pub label: String,
}

/// What kind of rule something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Bears in mind; never in the way.
    Advice,
    /// Nothing permits an action that is denied unless permitted.
    DefaultDenial,
    /// Lifts one rule.
    Exception,
    /// Takes a case out of one right or permission.
    Exclusion,
    /// Permits.
    Permission,
    /// Stands in the way until something is there.
    Requirement,
    /// Stands in the way.
    Restriction,
    /// Permits, and prevails over weaker rules.
    Right,
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// Our own choice.
    HousePolicy,
    /// What was agreed.
    Contract,
    /// Imposed from outside.
    Regulation,
    /// Imposed from outside.
    Law,
}

impl Force {
    /// Whether nobody here can decide otherwise.
    #[must_use]
    pub fn is_imposed(self) -> bool {
        matches!(self, Force::Law | Force::Regulation)
    }
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its kind.
    pub force: Force,
    /// The citation.
    pub citation: String,
}

/// A rule with its kind and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRef {
    /// The name in the rulebook.
    pub rule: String,
    /// The title.
    pub title: String,
    /// Its kind.
    pub kind: RuleKind,
    /// Where it comes from.
    pub source: Source,
    /// Whether it depends on a fact that the customer is never told: then nothing of it stands where customers look on.
    pub never_told: bool,
}

/// A value with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The value.
    pub value: Value,
    /// What kind of value it is.
    pub ty: Type,
}

/// A text or a statement in pieces: the words of the rulebook, with values that a renderer formats.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Phrase(pub Vec<Segment>);

/// One piece of a [`Phrase`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Words of the rulebook.
    Words(Arc<str>),
    /// A value.
    Value(Typed),
    /// Something with a name, and its value here; `None` if it is not known.
    Named(Named, Option<Typed>),
    /// The row of a table from which the value named before comes.
    Row(TableRow),
    /// How two values stand to each other.
    Relation(Relation),
    /// The day of the request.
    Today,
    /// A value that is not known.
    Unknown,
    /// Words and values behind this are in this language; without it, in that of the answer.
    In(Language),
    /// An operator between values: `+`, `-`, `×`, `/`, or a comma or parenthesis.
    Operator(&'static str),
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Its place, from 1.
    pub position: usize,
    /// Its letter, or a longer name.
    pub letter: Option<String>,
    /// Its words.
    pub label: Option<String>,
    /// Where it stands.
    pub by: Option<Source>,
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same.
    Is,
    /// Not the same.
    IsNot,
    /// Greater.
    MoreThan,
    /// Smaller.
    LessThan,
    /// Greater or the same.
    AtLeast,
    /// Smaller or the same.
    AtMost,
    /// An earlier day.
    Before,
    /// A later day.
    After,
    /// An earlier day or the same.
    OnOrBefore,
    /// A later day or the same.
    OnOrAfter,
    /// Within two ends, both in.
    From,
    /// Outside two ends.
    NotFrom,
    /// The other end.
    To,
    /// One of several.
    OneOf,
    /// None of several.
    NotOneOf,
}

/// A fact, its value here, and who established it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactValue {
    /// The name in the rulebook.
    pub fact: String,
    /// The words for it.
    pub label: String,
    /// Its value; `None` if it is missing.
    pub value: Option<Typed>,
    /// Of a fact that decides: all that it may be without that changing, where that is more than its value.
    pub extent: Option<Extent>,
    /// Where the value is read.
    pub known_from: Option<String>,
    /// The words for the role that judges it.
    pub judged_by: Option<String>,
    /// Whether customers are never told it.
    pub never_told: bool,
    /// Whether it is a term that is stated here, so that it was not worked out from other facts.
    pub stated_term: bool,
}

/// Something that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// Which rule; of a default denial the action.
    pub rule: RuleRef,
    /// Whether it applies whatever the missing facts are.
    pub certain: bool,
    /// What to say to the customer.
    pub tell_customer: Option<Phrase>,
    /// What staff need to know.
    pub tell_staff: Option<Phrase>,
    /// Why the rule is there.
    pub purpose: Option<String>,
    /// The tests that decide it, as they stand here, and behind each what it rests on.
    pub because: Vec<Ground>,
    /// The facts that decide it: with these it stands in the way whatever all others are, and none of them can be left out.
    pub facts: Vec<FactValue>,
    /// Whether surely none can be left out.
    pub facts_label: Label,
    /// The roles that may decide otherwise on this one, under some condition.
    pub overridable_by: Vec<String>,
    /// Of a default denial: every way in with what is unmet, the nearest first.
    pub not_granted: Vec<WayIn>,
}

/// The facts that decide that one rule stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Which rule; of a default denial the action.
    pub rule: RuleRef,
    /// The facts.
    pub facts: Vec<FactValue>,
    /// Whether surely none can be left out.
    pub label: Label,
}

/// A test that decides, with the letter under which the law or rulebook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The letter.
    pub letter: Option<String>,
    /// The words for the condition.
    pub label: Option<String>,
    /// Where the condition stands.
    pub by: Option<Source>,
    /// How it stands here.
    pub phrase: Phrase,
    /// Whether it depends on a missing fact.
    pub open: bool,
    /// Whether it is a term that the case states, so that it was not worked out.
    pub stated: bool,
    /// How deep it stands: what a test rests on follows it, one deeper. A term or another action that several tests read
    /// is told once.
    pub depth: usize,
}

/// A permission or right that could have permitted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayIn {
    /// Which.
    pub rule: RuleRef,
    /// What is not met, and behind each test what it rests on.
    pub unmet: Vec<Ground>,
    /// What takes the case out of it although its conditions are met.
    pub excluded_by: Vec<RuleRef>,
}

/// A rule that does not get its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The rule.
    pub rule: RuleRef,
    /// What stops it.
    pub by: Vec<RuleRef>,
}

/// Another action, decided in this case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The action.
    pub action: Named,
    /// May it be done here?
    pub outcome: Outcome,
    /// Its standing here.
    pub standing: Standing,
    /// What would make it a yes.
    pub remedies: Vec<Remedy>,
    /// What is missing to tell.
    pub missing: Vec<MissingFact>,
}

/// Somebody outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Referral {
    /// Who.
    pub title: String,
    /// How to reach them.
    pub contact: String,
}

/// Changes that together make it a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The changes.
    pub changes: Vec<Change>,
    /// How far it can be relied on.
    pub label: Label,
    /// The day on which all of it is done; `None` if that is today.
    pub on: Option<Date>,
    /// The last day of the unbroken stretch on which it is a yes with them; `None` if endless.
    pub allowed_until: Option<Date>,
}

/// A later day on which changes make it a yes that do not before; none of them is enough without waiting, nor waiting without one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// The first such day. What takes time is begun by the day of the request.
    pub on: Date,
    /// What makes it a yes on that day, the cheapest first.
    pub remedies: Vec<Remedy>,
}

/// A fact and what it has to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The fact.
    pub fact: Named,
    /// What it is.
    pub from: Typed,
    /// What it has to become: of several values that do, the nearest.
    pub to: Typed,
    /// All that it may become instead, where that is a stretch of values.
    pub range: Option<Extent>,
    /// What it takes.
    pub how: String,
    /// Whether staff can; else the asker.
    pub by_staff: bool,
}

/// A stretch of values; both ends are in, and an end that is not said is that of the range of the fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The least.
    pub from: Option<Typed>,
    /// The greatest.
    pub to: Option<Typed>,
}

/// A fact that somebody can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changeable {
    /// The fact.
    pub fact: Named,
    /// What it takes.
    pub how: String,
    /// Whether staff can; else the asker.
    pub by_staff: bool,
}

/// A fact that is still to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFact {
    /// The fact.
    pub fact: Named,
    /// The question.
    pub ask: Option<String>,
    /// Whether only staff may be asked.
    pub staff_only: bool,
    /// The names of others here that are asked together with it; they stand next to it.
    pub asked_with: Vec<String>,
    /// Two of its values between which the answer turns.
    pub turn: Option<Turn>,
}

/// Two values of a missing fact, and the outcome with each, all other facts being the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// One value.
    pub one: Typed,
    /// The outcome with it.
    pub with_one: Outcome,
    /// Another.
    pub other: Typed,
    /// The outcome with that.
    pub with_other: Outcome,
    /// Whether nothing else is missing: then these are the outcomes here.
    pub alone: bool,
}

/// What one answer to a missing yes/no question would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The answer.
    pub answer: bool,
    /// The whole explanation with it.
    pub then: Box<Explanation>,
}

/// Something to bear in mind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Which rule says so.
    pub rule: RuleRef,
    /// What staff need to know.
    pub tell_staff: Option<Phrase>,
    /// What to say to the customer.
    pub tell_customer: Option<Phrase>,
}

/// Something that could not be calculated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// What.
    pub kind: FaultCode,
    /// The words of the rulebook where it happened, or the rulebook.
    pub at: String,
}

/// Why something could not be calculated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// A figure before its first date.
    BeforeFirstDate,
    /// Two lines of a term hold, with different values.
    Contradiction,
    /// A division by zero.
    DivisionByZero,
    /// No line of a term holds.
    NoLine,
    /// No row of a table matches, or one that says that there is none.
    NoRow,
    /// The largest or smallest value is asked for, and nothing counts.
    NoMember,
    /// Lists within lists have more members than are gone through for one condition: 100,000.
    TooMany,
    /// The rulebook is not in force on the day.
    NotInForce,
    /// A number that cannot be counted, or a day outside the calendar.
    Overflow,
    /// More rows of a table match than its head allows.
    SeveralRows,
}
