//! A small vocabulary of a lending desk, and every kind of rule over it.
//!
//! The vocabulary is fixed so that what draws rulebooks stays readable; what terms mean, which rules there are, where they come
//! from, whom they name and when they hold is random. [`Book::statements`] gives text that loads without an error.

use super::tables;

// --- The vocabulary -----------------------------------------------------------------------

/// What kind of value a fact has; a value is a whole number: cents, days or seconds since 1970, a place in a list, 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    YesNo,
    Whole,
    Money,
    Day,
    Moment,
    Choice(&'static [&'static str]),
}

pub struct Fact {
    pub name: &'static str,
    pub kind: Kind,
    /// Further lines of its declaration.
    pub clauses: &'static str,
    /// How many days it takes the customer to turn it into a yes.
    pub takes: i64,
}

const fn fact(name: &'static str, kind: Kind, clauses: &'static str, takes: i64) -> Fact {
    Fact { name, kind, clauses, takes }
}

pub const KINDS: &[&str] = &["book", "film", "game"];
pub const LEVELS: &[&str] = &["bronze", "silver", "gold"];

pub const FACTS: &[Fact] = &[
    fact("member", Kind::YesNo, "", 0),
    fact("vip", Kind::YesNo, "", 0),
    fact("paid", Kind::YesNo, "\n  customer  can provide \"pay\", effort small", 0),
    fact(
        "signed",
        Kind::YesNo,
        "\n  customer  can choose \"sign, or take the signature back\", effort medium, takes 3 days",
        3,
    ),
    fact("copies", Kind::Whole, "\n  range     0 to 6", 0),
    fact("price", Kind::Money, "\n  range     0 EUR to 100 EUR", 0),
    fact("amount", Kind::Money, "\n  range     at least 0 EUR", 0),
    fact("received", Kind::Day, "\n  range     2026-02-01 to 2026-04-02", 0),
    fact("due", Kind::Day, "\n  range     at least 2026-02-01", 0),
    fact("kind", Kind::Choice(KINDS), "", 0),
    fact("level", Kind::Choice(LEVELS), "", 0),
    // A term that a case may state.
    fact("cap", Kind::Money, "", 0),
    fact("asked", Kind::Moment, "", 0),
    fact("closed", Kind::Moment, "\n  range     2026-01-30T00:00:00Z to 2026-04-05T00:00:00Z", 0),
];
pub const FLAGS: std::ops::Range<usize> = 0..4;
pub const COPIES: usize = 4;
pub const MONEY: std::ops::Range<usize> = 5..7;
pub const DAYS: std::ops::Range<usize> = 7..9;
pub const KIND: usize = 9;
pub const LEVEL: usize = 10;
pub const STATED_CAP: usize = 11;
pub const MOMENTS: std::ops::Range<usize> = 12..14;

/// Each may read those before it.
pub const TERMS: &[(&str, Kind)] = &[("held", Kind::Whole), ("cap", Kind::Money), ("good", Kind::YesNo)];
pub const HELD: usize = 0;
pub const CAP: usize = 1;
pub const GOOD: usize = 2;

pub const FIGURES: &[(&str, Kind)] = &[("fee", Kind::Money), ("grace", Kind::Whole)];
pub const FEE: usize = 0;
pub const GRACE: usize = 1;

pub const ACTIONS: &[&str] = &["lend", "extend", "waive"];
/// Each with the roles whose powers it has, itself first.
pub const ROLES: &[(&str, &[usize])] = &[("clerk", &[0]), ("lead", &[1, 0]), ("head", &[2, 1, 0]), ("counsel", &[3])];

/// 2026-02-01, the first day of the window in which things happen.
pub const FIRST_DAY: i64 = 20_485;
pub const LAST_DAY: i64 = FIRST_DAY + 60;

// --- The tree -----------------------------------------------------------------------------

/// A value: a number in its own unit, a day, or a yes or no.
#[derive(Clone, Debug)]
pub enum Val {
    Fact(usize),
    Term(usize),
    Figure(usize),
    /// A figure on a day.
    FigureOn(usize, Box<Val>),
    Today,
    Whole(i64),
    Cents(i64),
    Days(i64),
    Day(i64),
    Choice(&'static [&'static str], usize),
    Truth(Box<Cond>),
    Add(Box<Val>, Box<Val>),
    Subtract(Box<Val>, Box<Val>),
    Times(Box<Val>, Box<Val>),
    Percent(i64, Box<Val>),
    /// A day so many days later, or earlier if negative.
    MoveDays(Box<Val>, i64),
    MoveMonths(Box<Val>, i64),
    /// A day later by a calculated number of days.
    Later(Box<Val>, Box<Val>),
    DaysFrom(Box<Val>, Box<Val>),
    /// A point in time, in seconds since 1970.
    Moment(i64),
    Hours(i64),
    Minutes(i64),
    MoveHours(Box<Val>, i64),
    HoursFrom(Box<Val>, Box<Val>),
    MinutesFrom(Box<Val>, Box<Val>),
    /// In Berlin.
    DateOf(Box<Val>),
    HourOf(Box<Val>),
    Lesser(Vec<Val>),
    Greater(Vec<Val>),
    If(Box<Cond>, Box<Val>, Box<Val>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cmp {
    Is,
    IsNot,
    More,
    Less,
    AtLeast,
    AtMost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    All,
    Any,
    None,
    AtLeast(usize),
}

#[derive(Clone, Debug)]
pub enum Cond {
    Flag(Val),
    Not(Box<Cond>),
    /// Two values, and whether they are days.
    Compare(Val, Cmp, Val, bool),
    From(Val, Val, Val),
    OneOf(Val, Vec<Val>, bool),
    And(Vec<Cond>),
    Or(Vec<Cond>),
    Group(How, Vec<Cond>),
    /// Whether another action is allowed, or is not.
    Allowed(usize, bool),
}

/// Where a rule comes from, the weakest first. Law and regulation are of one rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    House,
    Contract,
    Regulation,
    Law,
}

impl Source {
    pub fn rank(self) -> u8 {
        match self {
            Source::House => 0,
            Source::Contract => 1,
            Source::Regulation | Source::Law => 2,
        }
    }

    pub fn is_imposed(self) -> bool {
        self.rank() == 2
    }

    pub fn words(self) -> &'static str {
        match self {
            Source::House => "house policy",
            Source::Contract => "contract",
            Source::Regulation => "regulation",
            Source::Law => "law",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Restriction,
    Requirement,
    Permission,
    Right,
    Exception,
    Exclusion,
}

impl Word {
    pub fn blocks(self) -> bool {
        matches!(self, Word::Restriction | Word::Requirement)
    }

    pub fn permits(self) -> bool {
        matches!(self, Word::Permission | Word::Right)
    }

    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Word::Restriction => ("restriction", "on"),
            Word::Requirement => ("requirement", "for"),
            Word::Permission => ("permission", "to"),
            Word::Right => ("right", "to"),
            Word::Exception => ("exception", "lifts"),
            Word::Exclusion => ("exclusion", "from"),
        }
    }
}

/// What a blocker points to.
#[derive(Clone, Debug)]
pub struct WayOut {
    /// The actions offered, and under which condition.
    pub instead: Option<(Vec<usize>, Option<Cond>)>,
    /// Roles that may decide otherwise, each under a condition; none is nobody.
    pub overrides: Vec<(usize, Option<Cond>)>,
}

/// Both ends are in.
pub type Window = (Option<i64>, Option<i64>);

#[derive(Clone, Debug)]
pub struct Rule {
    pub word: Word,
    /// None for exceptions and exclusions.
    pub actions: Vec<usize>,
    /// The earlier rule that an exception or exclusion touches.
    pub touches: Option<usize>,
    pub when: Option<Cond>,
    pub required: Option<Cond>,
    pub source: Source,
    pub prevails_over: Vec<Source>,
    /// Facts that may be suggested for it, and facts that never are.
    pub remedy_by: Vec<usize>,
    pub remedy_not_by: Vec<usize>,
    pub in_force: Window,
    pub way_out: WayOut,
}

#[derive(Clone, Debug)]
pub struct Action {
    /// Of an action that is denied unless permitted.
    pub closed: Option<(Source, WayOut)>,
}

/// When a `means` line holds.
#[derive(Clone, Debug)]
pub enum Holds {
    Always,
    If(Cond),
    Otherwise,
}

#[derive(Clone, Debug)]
pub struct Book {
    pub in_force: Window,
    pub terms: Vec<Vec<(Val, Holds)>>,
    /// Of each term that is a table what its rows mean.
    pub tables: Vec<Option<tables::Head>>,
    /// Of each the first days of its periods with their values, earliest first.
    pub figures: Vec<Vec<(i64, i64)>>,
    pub actions: Vec<Action>,
    pub rules: Vec<Rule>,
    pub always: Vec<Cond>,
}

/// A rulebook, a day and a value for some of the facts.
#[derive(Clone)]
pub struct Question {
    pub book: Book,
    pub today: i64,
    pub facts: Vec<Option<i64>>,
}

/// Values of a fact at and around the constants that occur.
pub fn domain(kind: Kind) -> Vec<i64> {
    match kind {
        Kind::YesNo => vec![0, 1],
        Kind::Whole => (0..=6).collect(),
        Kind::Money => vec![0, 1, 999, 1_000, 1_001, 2_000, 2_001, 2_999, 3_001, 5_000, 7_000, 9_999, 10_000],
        Kind::Day => (FIRST_DAY..=LAST_DAY).step_by(4).collect(),
        Kind::Moment => (FIRST_DAY * 24..=LAST_DAY * 24).step_by(89).map(|hour| hour * 3600 + hour % 2).collect(),
        Kind::Choice(_) => vec![0, 1, 2],
    }
}
