//! The syntax tree: what stands in a rulebook and where, without meaning.

use std::sync::Arc;

pub(crate) use super::table::{Cell, CellKind, Gives, Matches, Row, RowHolds};
use crate::source::Span;
use crate::value::date::LeapDay;
use crate::value::{Date, Moment};

/// A name or a text with its place.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Word {
    /// Words that belong together, one space apart however they were written.
    pub(crate) fn squeezed(self) -> Word {
        Word { text: self.text.split_whitespace().collect::<Vec<_>>().join(" "), ..self }
    }
}

/// One statement: a head at the left edge and its clauses.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) head: Head,
    pub(crate) clauses: Vec<Clause>,
    /// What texts in it are in other languages.
    pub(crate) translations: Vec<Translation>,
    /// Whether a clause could not be read: what seems to be missing may stand in it.
    pub(crate) damaged: bool,
    /// The head.
    pub(crate) span: Span,
}

/// What a text is in another language.
#[derive(Clone, Debug)]
pub(crate) struct Translation {
    /// The place of the text.
    pub(crate) of: Span,
    pub(crate) language: Word,
    pub(crate) text: Word,
}

#[derive(Clone, Debug)]
pub(crate) enum Head {
    Rulebook {
        name: Word,
        title: Word,
    },
    /// `use "authority.rulebook"`.
    Use {
        path: Word,
    },
    Role {
        name: Word,
        label: Word,
        powers_of: Vec<Word>,
    },
    Fact {
        name: Word,
        label: Word,
        ty: TypeName,
    },
    Term {
        name: Word,
        /// The record of which it is a term.
        of: Option<Word>,
        label: Word,
        ty: TypeName,
    },
    /// `record Item "an item"`.
    Record {
        name: Word,
        label: Word,
    },
    Figure {
        name: Word,
        label: Word,
        ty: TypeName,
    },
    Table {
        name: Word,
        label: Word,
        ty: TypeName,
    },
    /// `type Region is one of eu, us`.
    Type {
        name: Word,
        ty: TypeName,
    },
    Action {
        name: Word,
        label: Word,
        denied_unless_permitted: bool,
    },
    Rule {
        kind: RuleWord,
        name: Word,
        label: Word,
        targets: Vec<Word>,
    },
    Always {
        condition: Node,
    },
    Example {
        title: Word,
        like: Option<Word>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleWord {
    Advice,
    Exception,
    Exclusion,
    Permission,
    Requirement,
    Restriction,
    Right,
}

/// A type as written.
#[derive(Clone, Debug)]
pub(crate) struct TypeName {
    pub(crate) kind: TypeKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    YesNo,
    Whole,
    Decimals(u32),
    Money,
    Date,
    Moment,
    Text,
    Unit(UnitWord),
    OneOf { ranked: bool, names: Vec<Word> },
    Named(Word),
    List(Word),
    Set(Box<TypeName>),
    Membership,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitWord {
    Days,
    Months,
    Years,
    Hours,
    Minutes,
}

#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) kind: ClauseKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum ClauseKind {
    // Rules and actions.
    When(Node),
    Required(Node),
    Source(Citation),
    Purpose(Word),
    Tell {
        audience: AudienceWord,
        language: Option<Word>,
        text: Template,
    },
    Instead {
        actions: Vec<Word>,
        condition: Option<Node>,
    },
    /// Of an action: values reported with its answer.
    Shows(Vec<Word>),
    Refer {
        title: Word,
        contact: Word,
        condition: Option<Node>,
    },
    /// `None` is `override by nobody`.
    Override(Option<Override>),
    PrevailsOver(Vec<(SourceKind, Span)>),
    MayBeRelaxedBy(Vec<SourceKind>),
    /// Facts that may be suggested to be changed, or may not.
    Remedy {
        not: bool,
        facts: Vec<Word>,
    },
    InForce {
        from: Option<Date>,
        until: Option<Date>,
    },
    // Records.
    Has(Box<Field>),
    // Facts.
    Ask(Word),
    /// Facts that are asked together with this one.
    AskedWith(Vec<Word>),
    KnownFrom(Word),
    JudgedBy(Word),
    Range {
        low: Option<Node>,
        high: Option<Node>,
    },
    Can(Box<Change>),
    NeverTellCustomer,
    Sensitive,
    IfNotStated(Node),
    // Terms and figures.
    MayBeStated,
    Means {
        value: Node,
        when: Holds,
        by: Option<Citation>,
    },
    Period {
        from: Date,
        value: Node,
        by: Option<Citation>,
    },
    // Tables: each with the rows below it.
    Keys {
        keys: Vec<Node>,
        rows: Vec<Row>,
    },
    Matches {
        how: Matches,
        /// The field of a record by which they are compared.
        by: Option<Word>,
        rows: Vec<Row>,
    },
    /// Rows in a file, which the loader reads; from a day on, if one stands there.
    FromFile {
        from: Option<Date>,
        path: Word,
        by: Option<Citation>,
        rows: Vec<Row>,
    },
    /// Rows that hold from a day on.
    Part {
        from: Date,
        by: Option<Citation>,
        rows: Vec<Row>,
    },
    // The header.
    Edition(Word),
    Owner(Word),
    Approved,
    ReviewBy(Date),
    Currency(Word),
    Languages(Vec<Word>),
    LeapDay(LeapDay),
    Serves(Word),
    TimeZone(Word),
    // Worked examples.
    Today(Date),
    Given(Vec<(Word, Node)>),
    Then(Vec<ExampleResult>),
}

/// `has NAME "…": TYPE`, a field of a record.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Word,
    pub(crate) label: Word,
    pub(crate) ty: TypeName,
    pub(crate) range: Option<(Option<Node>, Option<Node>, Span)>,
    pub(crate) default: Option<Node>,
}

/// `customer can MANNER [FIELD] "…"`, a way in which a fact, or a field of what it holds, can be changed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) actor: Word,
    pub(crate) manner: Word,
    pub(crate) field: Option<Word>,
    pub(crate) how: Word,
    pub(crate) effort: Option<Word>,
    pub(crate) takes_days: Option<Word>,
}

/// When a `means` line holds.
#[derive(Clone, Debug)]
pub(crate) enum Holds {
    Always,
    If(Node),
    Otherwise,
}

/// Where something comes from. The order is the order of strength: law and regulation are of one rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SourceKind {
    HousePolicy,
    Contract,
    Regulation,
    Law,
}

impl SourceKind {
    /// Whether it is imposed from outside, so that nobody here can override it.
    pub(crate) fn is_imposed(self) -> bool {
        matches!(self, SourceKind::Law | SourceKind::Regulation)
    }

    /// The rank by which sources are compared.
    pub(crate) fn rank(self) -> u8 {
        match self {
            SourceKind::HousePolicy => 0,
            SourceKind::Contract => 1,
            SourceKind::Regulation | SourceKind::Law => 2,
        }
    }

    /// The words of the language.
    pub(crate) fn words(self) -> &'static str {
        match self {
            SourceKind::HousePolicy => "house policy",
            SourceKind::Contract => "contract",
            SourceKind::Regulation => "regulation",
            SourceKind::Law => "law",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Citation {
    pub(crate) kind: SourceKind,
    pub(crate) text: String,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AudienceWord {
    Auditor,
    Customer,
    Staff,
}

/// `override by ROLE …`.
#[derive(Clone, Debug)]
pub(crate) struct Override {
    pub(crate) role: Word,
    pub(crate) condition: Option<Node>,
    pub(crate) terms: Vec<OverrideTerm>,
}

#[derive(Clone, Debug)]
pub(crate) enum OverrideTerm {
    AtMost { what: Counted, days: Word, reach: Reach },
    WrittenReason(Span),
    Evidence(Word),
    ConfirmedByAnother { role: Word, condition: Option<Node> },
    NotByWhoJudged(Word),
    Reviewed { by: Option<Word>, days: Word, span: Span },
}

/// What a limit counts.
#[derive(Clone, Debug)]
pub(crate) enum Counted {
    Times(Word),
    /// What a value adds up to.
    Of {
        most: Node,
        value: Word,
    },
}

/// Over whom a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    InAll,
    PerEmployee,
    PerRole,
}

#[derive(Clone, Debug)]
pub(crate) struct ExampleResult {
    pub(crate) about: Word,
    pub(crate) is: ExampleValue,
}

#[derive(Clone, Debug)]
pub(crate) enum ExampleValue {
    Allowed,
    Denied(Vec<Word>),
    Undetermined,
    Value(Node),
}

/// A text with holes.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) parts: Vec<TemplatePart>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum TemplatePart {
    Text(String),
    Hole(Node),
}

/// A condition or a value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    /// A number with the unit that follows it, if one does.
    Amount {
        number: Word,
        unit: Option<Word>,
    },
    /// `30%`, the number without the sign.
    Percent(Word),
    /// `FIGURE on DATE`.
    OnDay {
        figure: Box<Node>,
        day: Box<Node>,
    },
    /// `TABLE for (KEY, KEY) on DATE`.
    ForKeys {
        table: Box<Node>,
        keys: Vec<Node>,
        day: Option<Box<Node>>,
    },
    Date(Date),
    /// `2026-11-21T10:15:00+01:00`.
    Moment(Moment),
    Today,
    YesNo(bool),
    Text(Arc<str>),
    Name(String),
    /// `item.price`.
    Field {
        of: Box<Node>,
        field: Word,
    },
    /// `any item in items has (…)` and what is counted or added up over a list.
    Over(Box<Over>),
    Includes {
        set: Box<Node>,
        value: Box<Node>,
    },
    /// `A belongs to B in MEMBERSHIP`.
    Belongs {
        who: Box<Node>,
        group: Box<Node>,
        by: Box<Node>,
    },
    Not(Box<Node>),
    Group {
        how: Quantifier,
        items: Vec<Item>,
    },
    Compare {
        how: Comparison,
        left: Box<Node>,
        right: Box<Node>,
    },
    Between {
        value: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
    },
    OneOf {
        value: Box<Node>,
        options: Vec<Node>,
    },
    Calculate {
        how: Operator,
        left: Box<Node>,
        right: Box<Node>,
    },
    PercentOf {
        percent: Word,
        of: Box<Node>,
    },
    Rounded {
        value: Box<Node>,
        step: Box<Node>,
        mode: Rounding,
    },
    SpanOf {
        unit: UnitWord,
        from: Box<Node>,
        to: Box<Node>,
    },
    Pick {
        greater: bool,
        of: Vec<Node>,
    },
    YearOf(Box<Node>),
    MonthStart(Box<Node>),
    DateOf(Box<Node>),
    HourOf(Box<Node>),
    If {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Box<Node>,
    },
}

/// Something about the members of a list.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    pub(crate) how: OverWord,
    /// What a member is called in the test; where it is not, its fields stand there by their bare names.
    pub(crate) member: Option<Word>,
    pub(crate) list: Node,
    /// Which members count; all where there is none.
    pub(crate) test: Option<Node>,
    /// What is added up or compared.
    pub(crate) value: Option<Node>,
}

/// What is asked about the members of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OverWord {
    Any,
    Every,
    Largest,
    Number,
    Smallest,
    Sum,
}

/// How many of a group must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    All,
    Any,
    AtLeast(usize),
    None,
}

/// One member of a group, with the letter, label and citation that it may carry.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) letter: Option<Word>,
    pub(crate) label: Option<Word>,
    pub(crate) by: Option<Citation>,
    pub(crate) test: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    AtLeast,
    AtMost,
    Is,
    IsNot,
    Less,
    More,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Divide,
    Minus,
    Plus,
    Times,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    HalfEven,
    HalfUp,
    Up,
}
