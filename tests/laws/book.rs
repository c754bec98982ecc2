//! Random rulebooks: one small vocabulary of a lending desk, and every kind of rule over it.
//!
//! The vocabulary is fixed so that the generators stay readable; what terms mean, which rules there are, where they come
//! from, whom they name and when they hold is random. [`Book::statements`] gives text that loads without an error.

use std::fmt;
use std::fmt::Write as _;

use super::tables::{self, Matches};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

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
    clauses: &'static str,
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
const FLAGS: std::ops::Range<usize> = 0..4;
const COPIES: usize = 4;
const MONEY: std::ops::Range<usize> = 5..7;
const DAYS: std::ops::Range<usize> = 7..9;
const KIND: usize = 9;
const LEVEL: usize = 10;
pub const STATED_CAP: usize = 11;
const MOMENTS: std::ops::Range<usize> = 12..14;

/// Each may read those before it.
pub const TERMS: &[(&str, Kind)] = &[("held", Kind::Whole), ("cap", Kind::Money), ("good", Kind::YesNo)];
const HELD: usize = 0;
const CAP: usize = 1;
const GOOD: usize = 2;

pub const FIGURES: &[(&str, Kind)] = &[("fee", Kind::Money), ("grace", Kind::Whole)];
const FEE: usize = 0;
const GRACE: usize = 1;

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

    fn words(self) -> &'static str {
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

    fn words(self) -> (&'static str, &'static str) {
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

// --- Text ---------------------------------------------------------------------------------

/// The year, month and day of a count of days since 1970.
pub fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

pub fn day_text(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Told in turn by clocks in UTC, east and west of it.
pub fn moment_text(seconds: i64) -> String {
    let (away, zone) =
        [(0, "Z"), (5 * 3600 + 1800, "+05:30"), (-8 * 3600, "-08:00")][usize::try_from(seconds.rem_euclid(3)).unwrap()];
    let (day, second) = ((seconds + away).div_euclid(86_400), (seconds + away).rem_euclid(86_400));
    format!("{}T{:02}:{:02}:{:02}{zone}", day_text(day), second / 3600, second / 60 % 60, second % 60)
}

fn cents_text(cents: i64) -> String {
    if cents % 100 == 0 { format!("{} EUR", cents / 100) } else { format!("{}.{:02} EUR", cents / 100, cents % 100) }
}

/// A value as a case states it.
pub fn value_text(kind: Kind, value: i64) -> String {
    match kind {
        Kind::YesNo => if value == 1 { "yes" } else { "no" }.to_owned(),
        Kind::Whole => value.to_string(),
        Kind::Money => cents_text(value),
        Kind::Day => day_text(value),
        Kind::Moment => moment_text(value),
        Kind::Choice(names) => usize::try_from(value).map_or("", |at| names[at]).to_owned(),
    }
}

impl Val {
    /// Names and literals as they are, everything else in parentheses.
    pub fn text(&self) -> String {
        let list = |values: &[Val]| values.iter().map(Val::text).collect::<Vec<_>>().join(", ");
        match self {
            Val::Fact(at) => FACTS[*at].name.to_owned(),
            Val::Term(at) => TERMS[*at].0.to_owned(),
            Val::Figure(at) => FIGURES[*at].0.to_owned(),
            Val::FigureOn(at, day) => format!("({} on {})", FIGURES[*at].0, day.text()),
            Val::Today => "today".to_owned(),
            Val::Whole(n) => n.to_string(),
            Val::Cents(n) => cents_text(*n),
            Val::Days(n) => format!("{n} days"),
            Val::Day(n) => day_text(*n),
            Val::Choice(names, at) => names[*at].to_owned(),
            Val::Truth(cond) => format!("({})", cond.text()),
            Val::Add(a, b) | Val::Later(a, b) => format!("({} + {})", a.text(), b.text()),
            Val::Subtract(a, b) => format!("({} - {})", a.text(), b.text()),
            Val::Times(a, b) => format!("({} * {})", a.text(), b.text()),
            Val::Percent(n, of) => format!("({n}% of {})", of.text()),
            Val::MoveDays(day, by) => {
                format!("({} {} {} days)", day.text(), if *by < 0 { "-" } else { "+" }, by.abs())
            }
            Val::MoveMonths(day, by) => {
                format!("({} {} {} months)", day.text(), if *by < 0 { "-" } else { "+" }, by.abs())
            }
            Val::DaysFrom(a, b) => format!("(days from {} to {})", a.text(), b.text()),
            Val::Moment(n) => moment_text(*n),
            Val::Hours(n) => format!("{n} hours"),
            Val::Minutes(n) => format!("{n} minutes"),
            Val::MoveHours(at, by) => format!("({} {} {} hours)", at.text(), if *by < 0 { "-" } else { "+" }, by.abs()),
            Val::HoursFrom(a, b) => format!("(hours from {} to {})", a.text(), b.text()),
            Val::MinutesFrom(a, b) => format!("(minutes from {} to {})", a.text(), b.text()),
            Val::DateOf(at) => format!("(the date of {})", at.text()),
            Val::HourOf(at) => format!("(the hour of {})", at.text()),
            Val::Lesser(values) => format!("(the lesser of ({}))", list(values)),
            Val::Greater(values) => format!("(the greater of ({}))", list(values)),
            Val::If(cond, a, b) => format!("(if {} then {} else {})", cond.text(), a.text(), b.text()),
        }
    }
}

impl Cond {
    pub fn text(&self) -> String {
        match self {
            Cond::Flag(val) => val.text(),
            Cond::Not(cond) => format!("not {}", cond.one_test()),
            Cond::Compare(a, how, b, days) => format!("{} {} {}", a.text(), how.words(*days), b.text()),
            Cond::From(value, low, high) => format!("{} is from {} to {}", value.text(), low.text(), high.text()),
            Cond::OneOf(value, options, not) => {
                let options: Vec<String> = options.iter().map(Val::text).collect();
                let not = if *not { "not " } else { "" };
                format!("{} is {not}one of ({})", value.text(), options.join(", "))
            }
            Cond::Allowed(action, is) => format!("{} is {}allowed", ACTIONS[*action], if *is { "" } else { "not " }),
            Cond::And(parts) => parts.iter().map(Cond::part).collect::<Vec<_>>().join(" and "),
            Cond::Or(parts) => parts.iter().map(Cond::part).collect::<Vec<_>>().join(" or "),
            Cond::Group(how, parts) => {
                format!("{} ({})", how.words(), parts.iter().map(Cond::text).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Without questions about actions of which the answer would wait for itself: each waits for later ones only.
    fn only_later(&mut self, about: usize) {
        match self {
            Cond::Allowed(action, _) if *action <= about => *self = Cond::Flag(Val::Fact(0)),
            Cond::Not(cond) => cond.only_later(about),
            Cond::And(parts) | Cond::Or(parts) | Cond::Group(_, parts) => {
                parts.iter_mut().for_each(|part| part.only_later(about));
            }
            _ => {}
        }
    }

    /// Beside `and` or `or`.
    fn part(&self) -> String {
        if matches!(self, Cond::And(_) | Cond::Or(_)) { format!("({})", self.text()) } else { self.text() }
    }

    /// After `not`, which binds one test.
    fn one_test(&self) -> String {
        if matches!(self, Cond::And(_) | Cond::Or(_) | Cond::Not(_)) {
            format!("({})", self.text())
        } else {
            self.text()
        }
    }

    /// As a clause: an outermost group in bullets, one below the other.
    fn clause(&self, word: &str) -> String {
        match self {
            Cond::Group(how, parts) => {
                let mut out = format!("  {word:<10}{}", how.words());
                parts.iter().for_each(|part| part.bullet(12, &mut out));
                out
            }
            _ => format!("  {word:<10}{}", self.text()),
        }
    }

    fn bullet(&self, indent: usize, out: &mut String) {
        let _ = match self {
            Cond::Group(how, parts) => {
                let written = write!(out, "\n{:indent$}- {}", "", how.words());
                parts.iter().for_each(|part| part.bullet(indent + 2, out));
                written
            }
            _ => write!(out, "\n{:indent$}- {}", "", self.text()),
        };
    }
}

impl Cmp {
    fn words(self, days: bool) -> &'static str {
        match (self, days) {
            (Cmp::Is, _) => "is",
            (Cmp::IsNot, _) => "is not",
            (Cmp::More, false) => "is more than",
            (Cmp::Less, false) => "is less than",
            (Cmp::AtLeast, false) => "is at least",
            (Cmp::AtMost, false) => "is at most",
            (Cmp::More, true) => "is after",
            (Cmp::Less, true) => "is before",
            (Cmp::AtLeast, true) => "is on or after",
            (Cmp::AtMost, true) => "is on or before",
        }
    }
}

impl How {
    fn words(self) -> String {
        match self {
            How::All => "all of".to_owned(),
            How::Any => "any of".to_owned(),
            How::None => "none of".to_owned(),
            How::AtLeast(n) => format!("at least {n} of"),
        }
    }
}

impl WayOut {
    fn clauses(&self, source: Source, out: &mut String) {
        if let Some((actions, condition)) = &self.instead {
            let names: Vec<&str> = actions.iter().map(|at| ACTIONS[*at]).collect();
            let condition = condition.as_ref().map(|c| format!(" if {}", c.text())).unwrap_or_default();
            let _ = write!(out, "\n  instead   {}{condition}", names.join(", "));
        }
        if source.is_imposed() {
            return;
        }
        for (role, condition) in &self.overrides {
            let condition = condition.as_ref().map(|c| format!(" if {}", c.text())).unwrap_or_default();
            let _ = write!(out, "\n  override  by {}{condition}", ROLES[*role].0);
        }
        if self.overrides.is_empty() {
            out.push_str("\n  override  by nobody");
        }
    }
}

fn in_force_text(window: Window) -> String {
    let from = window.0.map(|day| format!(" from {}", day_text(day))).unwrap_or_default();
    let until = window.1.map(|day| format!(" until {}", day_text(day))).unwrap_or_default();
    if from.is_empty() && until.is_empty() { String::new() } else { format!("\n  in force {from}{until}") }
}

/// The name of a rule by its place.
pub fn rule_name(at: usize) -> String {
    format!("rule_{at}")
}

impl Book {
    /// The text, one statement to an entry, the header first; `name` gives the rules their names.
    pub fn statements(&self, name: &dyn Fn(usize) -> String) -> Vec<String> {
        let mut all = vec![format!(
            "rulebook desk \"Desk\"\n  edition   \"1\"\n  currency  EUR\n  time zone \"Europe/Berlin\"{}",
            in_force_text(self.in_force)
        )];
        all.push(format!("type Level is ranked {}", LEVELS.join(", ")));
        for (at, (role, _)) in ROLES.iter().enumerate() {
            let powers =
                if at == 1 || at == 2 { format!(" with all powers of {}", ROLES[at - 1].0) } else { String::new() };
            all.push(format!("role {role} \"the {role}\"{powers}"));
        }
        for (at, fact) in FACTS.iter().enumerate().filter(|(at, _)| *at != STATED_CAP) {
            let ty = match fact.kind {
                Kind::YesNo => "yes/no".to_owned(),
                Kind::Whole => "whole number".to_owned(),
                Kind::Money => "money".to_owned(),
                Kind::Day => "date".to_owned(),
                Kind::Moment => "date and time".to_owned(),
                Kind::Choice(_) if at == LEVEL => "Level".to_owned(),
                Kind::Choice(names) => format!("one of {}", names.join(", ")),
            };
            all.push(format!("fact {} \"the {}\": {ty}{}", fact.name, fact.name, fact.clauses));
        }
        for (((name, kind), lines), table) in TERMS.iter().zip(&self.terms).zip(&self.tables) {
            let ty = if *kind == Kind::Money {
                "money"
            } else if *kind == Kind::YesNo {
                "yes/no"
            } else {
                "days"
            };
            if let Some(head) = table {
                all.push(format!("table {name} \"the {name}\": {ty}{}", tables::text(head, lines)));
                continue;
            }
            let mut out = format!("term {name} \"the {name}\": {ty}");
            for (value, holds) in lines {
                let holds = match holds {
                    Holds::Always => String::new(),
                    Holds::If(cond) => format!(" if {}", cond.text()),
                    Holds::Otherwise => " otherwise".to_owned(),
                };
                let _ = write!(out, "\n  means     {}{holds}, by house policy \"H\"", value.text());
            }
            if *name == FACTS[STATED_CAP].name {
                out.push_str("\n  may be stated");
            }
            all.push(out);
        }
        for ((name, kind), periods) in FIGURES.iter().zip(&self.figures) {
            let money = *kind == Kind::Money;
            let mut out = format!("figure {name} \"the {name}\": {}", if money { "money" } else { "days" });
            for (from, value) in periods {
                let value = if money { cents_text(*value) } else { format!("{value} days") };
                let _ = write!(out, "\n  from {}: {value}, by law \"L\"", day_text(*from));
            }
            all.push(out);
        }
        for (action, label) in self.actions.iter().zip(ACTIONS) {
            let mut out = format!("action {label} \"to {label}\" ");
            match &action.closed {
                None => out.push_str("allowed unless restricted"),
                Some((source, way_out)) => {
                    let _ = write!(out, "denied unless permitted\n  source    {} \"A\"", source.words());
                    way_out.clauses(*source, &mut out);
                }
            }
            all.push(out);
        }
        for condition in &self.always {
            all.push(format!("always {}", condition.text()));
        }
        for at in 0..self.rules.len() {
            all.push(self.rule_text(at, name));
        }
        all
    }

    fn rule_text(&self, at: usize, name: &dyn Fn(usize) -> String) -> String {
        let rule = &self.rules[at];
        let (word, preposition) = rule.word.words();
        let targets = match rule.touches {
            Some(touched) => name(touched),
            None => rule.actions.iter().map(|a| ACTIONS[*a]).collect::<Vec<_>>().join(", "),
        };
        let mut out = format!("{word} {} \"Rule\" {preposition} {targets}", name(at));
        for (word, condition) in [("when", &rule.when), ("required", &rule.required)] {
            if let Some(condition) = condition {
                let _ = write!(out, "\n{}", condition.clause(word));
            }
        }
        let _ = write!(out, "\n  source    {} \"S\"", rule.source.words());
        if !rule.prevails_over.is_empty() {
            let kinds: Vec<&str> = rule.prevails_over.iter().map(|kind| kind.words()).collect();
            let _ = write!(out, "\n  prevails over {}", kinds.join(", "));
        }
        // A weaker source may touch a rule only where that rule says so.
        let weaker = self.rules.iter().filter(|r| r.touches == Some(at) && r.source.rank() < rule.source.rank());
        let mut relaxed: Vec<&str> = weaker.map(|r| r.source.words()).collect();
        relaxed.sort_unstable();
        relaxed.dedup();
        if !relaxed.is_empty() {
            let _ = write!(out, "\n  may be relaxed by {}", relaxed.join(", "));
        }
        for (words, facts) in [("remedy by", &rule.remedy_by), ("remedy not by", &rule.remedy_not_by)] {
            for fact in facts {
                let _ = write!(out, "\n  {words} {}", FACTS[*fact].name);
            }
        }
        out.push_str(&in_force_text(rule.in_force));
        if rule.word.blocks() {
            rule.way_out.clauses(rule.source, &mut out);
        }
        out
    }

    pub fn print(&self) -> String {
        self.statements(&rule_name).join("\n\n") + "\n"
    }

    /// The actions a rule is about; of an exception those of what it touches.
    pub fn about(&self, at: usize) -> &[usize] {
        match self.rules[at].touches {
            Some(touched) => self.about(touched),
            None => &self.rules[at].actions,
        }
    }
}

impl Question {
    /// The case as YAML, with these facts.
    pub fn case_of(&self, facts: &[Option<i64>]) -> String {
        let mut out = format!("today: {}\n", day_text(self.today));
        if facts.iter().any(Option::is_some) {
            out.push_str("facts:\n");
        }
        for (fact, value) in FACTS.iter().zip(facts) {
            if let Some(value) = value {
                let _ = writeln!(out, "  {}: {}", fact.name, value_text(fact.kind, *value));
            }
        }
        out
    }
}

impl fmt::Debug for Question {
    /// What failed, ready to be run again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}--- case\n{}", self.book.print(), self.case_of(&self.facts))
    }
}

// --- Generators ---------------------------------------------------------------------------

fn amounts() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![0, 1_000, 2_000, 2_001, 3_000, 5_000, 9_999])
}

fn some_day() -> impl Strategy<Value = i64> {
    FIRST_DAY..=LAST_DAY
}

/// Some of them where the clocks of Berlin are put forward, or the day changes there.
fn some_moment() -> impl Strategy<Value = i64> {
    let hour = (FIRST_DAY * 24..=LAST_DAY * 24).prop_map(|hour| hour * 3600);
    let forward = Just((FIRST_DAY + 56) * 86_400 + 3600);
    (prop_oneof![3 => hour, 1 => forward], prop::sample::select(vec![-1_i64, 0, 0, 1, 1799]))
        .prop_map(|(hour, by)| hour + by)
}

/// A point in time, some hours later or earlier.
fn moment() -> BoxedStrategy<Val> {
    let plain = prop_oneof![4 => MOMENTS.prop_map(Val::Fact), 1 => some_moment().prop_map(Val::Moment)].boxed();
    prop_oneof![3 => plain.clone(), 1 => (boxed(plain), -30..=30i64).prop_map(|(at, n)| Val::MoveHours(at, n))].boxed()
}

fn boxed(val: impl Strategy<Value = Val>) -> impl Strategy<Value = Box<Val>> {
    val.prop_map(Box::new)
}

/// A value that a case may state.
fn fact_value(kind: Kind) -> BoxedStrategy<i64> {
    match kind {
        Kind::YesNo => (0..=1i64).boxed(),
        Kind::Whole => (0..=6i64).boxed(),
        Kind::Money => amounts().boxed(),
        Kind::Day => some_day().boxed(),
        Kind::Moment => some_moment().boxed(),
        Kind::Choice(_) => (0..=2i64).boxed(),
    }
}

/// An amount of money in whole cents; `terms` is how many terms may be read.
fn money(terms: usize) -> BoxedStrategy<Val> {
    let plain = prop_oneof![
        4 => MONEY.prop_map(Val::Fact),
        2 => amounts().prop_map(Val::Cents),
        2 => Just(Val::Figure(FEE)),
        2 => Just(if terms > CAP { Val::Term(CAP) } else { Val::Figure(FEE) }),
        1 => boxed(day(true)).prop_map(|day| Val::FigureOn(FEE, day)),
    ]
    .boxed();
    let two = || (boxed(plain.clone()), boxed(plain.clone()));
    prop_oneof![
        8 => plain.clone(),
        1 => two().prop_map(|(a, b)| Val::Add(a, b)),
        1 => two().prop_map(|(a, b)| Val::Subtract(a, b)),
        1 => (1..=3i64, boxed(plain.clone())).prop_map(|(n, a)| Val::Times(Box::new(Val::Whole(n)), a)),
        1 => boxed(plain.clone()).prop_map(|a| Val::Times(Box::new(Val::Fact(COPIES)), a)),
        1 => prop::collection::vec(plain.clone(), 2..=3).prop_map(Val::Lesser),
        1 => prop::collection::vec(plain.clone(), 2..=3).prop_map(Val::Greater),
        1 => (FLAGS, two()).prop_map(|(f, (a, b))| Val::If(Box::new(Cond::Flag(Val::Fact(f))), a, b)),
    ]
    .boxed()
}

/// An amount for one side of a comparison: also a share, which counts finer than cents.
fn share(terms: usize) -> BoxedStrategy<Val> {
    prop_oneof![
        4 => money(terms),
        1 => (prop::sample::select(vec![10, 30, 150]), boxed(money(terms))).prop_map(|(n, of)| Val::Percent(n, of)),
    ]
    .boxed()
}

/// A day; `moving` ones may go with the day of the request.
fn day(moving: bool) -> BoxedStrategy<Val> {
    let today = if moving { Val::Today } else { Val::Fact(DAYS.start) };
    let plain =
        prop_oneof![3 => DAYS.prop_map(Val::Fact), 3 => Just(today), 1 => some_day().prop_map(Val::Day)].boxed();
    prop_oneof![
        4 => plain.clone(),
        1 => (boxed(plain.clone()), -20..=20i64).prop_map(|(d, n)| Val::MoveDays(d, n)),
        1 => (boxed(plain.clone()), -2..=2i64).prop_map(|(d, n)| Val::MoveMonths(d, n)),
        1 => boxed(moment()).prop_map(Val::DateOf),
        1 => boxed(plain).prop_map(|d| Val::Later(d, Box::new(Val::Figure(GRACE)))),
    ]
    .boxed()
}

/// A number of days: since or until something, or `fixed` by the rulebook.
fn days(terms: usize, fixed: bool) -> BoxedStrategy<Val> {
    let plain = prop_oneof![2 => (0..=40i64).prop_map(Val::Days), 2 => Just(Val::Figure(GRACE))].boxed();
    if fixed {
        return plain;
    }
    let since = DAYS.prop_map(|f| Val::DaysFrom(Box::new(Val::Fact(f)), Box::new(Val::Today)));
    let two = || (boxed(plain.clone()), boxed(plain.clone()));
    prop_oneof![
        1 => plain.clone(),
        1 => boxed(day(true)).prop_map(|day| Val::FigureOn(GRACE, day)),
        2 => Just(if terms > HELD { Val::Term(HELD) } else { Val::Figure(GRACE) }),
        2 => since,
        1 => (boxed(day(true)), boxed(day(false))).prop_map(|(a, b)| Val::DaysFrom(a, b)),
        1 => (boxed(day(false)), boxed(day(true))).prop_map(|(a, b)| Val::DaysFrom(a, b)),
        1 => two().prop_map(|(a, b)| Val::Add(a, b)),
        1 => two().prop_map(|(a, b)| Val::Subtract(a, b)),
    ]
    .boxed()
}

fn cmp() -> impl Strategy<Value = Cmp> {
    prop::sample::select(vec![Cmp::Is, Cmp::IsNot, Cmp::More, Cmp::Less, Cmp::AtLeast, Cmp::AtMost])
}

/// A single test.
fn test(terms: usize) -> BoxedStrategy<Cond> {
    let flag = prop_oneof![
        6 => FLAGS.prop_map(Val::Fact),
        2 => Just(if terms > GOOD { Val::Term(GOOD) } else { Val::Fact(0) })
    ];
    // Terms are read by rules about any action, so they ask about none.
    let asked = if terms > GOOD {
        (0..ACTIONS.len(), any::<bool>()).prop_map(|(action, is)| Cond::Allowed(action, is)).boxed()
    } else {
        FLAGS.prop_map(|at| Cond::Flag(Val::Fact(at))).boxed()
    };
    let kind = || (0..KINDS.len()).prop_map(|at| Val::Choice(KINDS, at));
    prop_oneof![
        6 => flag.prop_map(Cond::Flag),
        2 => asked,
        2 => (cmp(), 0..=6i64).prop_map(|(how, n)| Cond::Compare(Val::Fact(COPIES), how, Val::Whole(n), false)),
        1 => (0..=3i64, 0..=3i64)
            .prop_map(|(low, more)| Cond::From(Val::Fact(COPIES), Val::Whole(low), Val::Whole(low + more))),
        1 => (MONEY, amounts(), 0..=2_000i64)
            .prop_map(|(f, low, more)| Cond::From(Val::Fact(f), Val::Cents(low), Val::Cents(low + more))),
        4 => (share(terms), cmp(), share(terms)).prop_map(|(a, how, b)| Cond::Compare(a, how, b, false)),
        3 => (day(true), cmp(), day(false)).prop_map(|(a, how, b)| Cond::Compare(a, how, b, true)),
        2 => (moment(), cmp(), moment()).prop_map(|(a, how, b)| Cond::Compare(a, how, b, true)),
        1 => (boxed(moment()), boxed(moment()), cmp(), -30..=30i64)
            .prop_map(|(a, b, how, n)| Cond::Compare(Val::HoursFrom(a, b), how, Val::Hours(n), false)),
        1 => (boxed(moment()), boxed(moment()), cmp(), -90..=90i64)
            .prop_map(|(a, b, how, n)| Cond::Compare(Val::MinutesFrom(a, b), how, Val::Minutes(n), false)),
        1 => (boxed(moment()), 0..=22i64, 0..=8i64)
            .prop_map(|(at, low, more)| Cond::From(Val::HourOf(at), Val::Whole(low), Val::Whole(low + more))),
        1 => (DAYS, some_day(), 0..=20i64)
            .prop_map(|(f, low, more)| Cond::From(Val::Fact(f), Val::Day(low), Val::Day(low + more))),
        3 => (days(terms, false), cmp(), days(terms, true)).prop_map(|(a, how, b)| Cond::Compare(a, how, b, false)),
        1 => (kind(), any::<bool>())
            .prop_map(|(k, is)| Cond::Compare(Val::Fact(KIND), if is { Cmp::Is } else { Cmp::IsNot }, k, false)),
        1 => (prop::collection::vec(kind(), 1..=3), any::<bool>()).prop_map(|(ks, not)| Cond::OneOf(Val::Fact(KIND), ks, not)),
        2 => (cmp(), 0..LEVELS.len())
            .prop_map(|(how, at)| Cond::Compare(Val::Fact(LEVEL), how, Val::Choice(LEVELS, at), false)),
    ]
    .boxed()
}

/// A condition: a test, or tests joined in any way, two deep.
fn condition(terms: usize) -> BoxedStrategy<Cond> {
    test(terms)
        .prop_recursive(2, 8, 3, |inner| {
            let some = || prop::collection::vec(inner.clone(), 2..=3);
            let how = prop_oneof![Just(How::All), Just(How::Any), Just(How::None), Just(How::AtLeast(2))];
            prop_oneof![
                2 => inner.clone().prop_map(|c| Cond::Not(Box::new(c))),
                2 => some().prop_map(Cond::And),
                2 => some().prop_map(Cond::Or),
                3 => (how, some()).prop_map(|(how, parts)| Cond::Group(how, parts)),
            ]
        })
        .boxed()
}

/// One line that always holds, or lines under conditions with or without an `otherwise`.
fn term(value: BoxedStrategy<Val>, terms: usize) -> BoxedStrategy<Vec<(Val, Holds)>> {
    let lines = prop::collection::vec((value.clone(), condition(terms).prop_map(Holds::If)), 1..=3);
    prop_oneof![
        2 => value.clone().prop_map(|v| vec![(v, Holds::Always)]),
        3 => (lines, prop::option::weighted(0.7, value)).prop_map(|(mut lines, otherwise)| {
            lines.extend(otherwise.map(|v| (v, Holds::Otherwise)));
            lines
        }),
    ]
    .boxed()
}

fn figure(value: BoxedStrategy<i64>) -> BoxedStrategy<Vec<(i64, i64)>> {
    // Now and then the first period starts so late that there is no value yet.
    (prop_oneof![4 => Just(FIRST_DAY - 400), 1 => some_day()], prop::collection::vec((1..=40i64, value), 1..=3))
        .prop_map(|(first, periods)| {
            let mut from = first;
            periods
                .into_iter()
                .map(|(after, value)| {
                    let this = from;
                    from = from.max(FIRST_DAY) + after;
                    (this, value)
                })
                .collect()
        })
        .boxed()
}

fn window() -> BoxedStrategy<Window> {
    prop_oneof![
        6 => Just((None, None)),
        1 => some_day().prop_map(|from| (Some(from), None)),
        1 => some_day().prop_map(|until| (None, Some(until))),
        1 => (some_day(), 0..=40i64).prop_map(|(from, more)| (Some(from), Some(from + more))),
    ]
    .boxed()
}

pub fn source() -> BoxedStrategy<Source> {
    prop_oneof![4 => Just(Source::House), 1 => Just(Source::Contract), 1 => Just(Source::Regulation), 1 => Just(Source::Law)]
        .boxed()
}

fn way_out() -> BoxedStrategy<WayOut> {
    let actions: Vec<usize> = (0..ACTIONS.len()).collect();
    let instead = (subsequence(actions, 1..=2), prop::option::weighted(0.3, condition(3)));
    let overrides = (0..ROLES.len(), prop::option::weighted(0.5, condition(3)));
    (prop::option::weighted(0.6, instead), prop::collection::vec(overrides, 0..=2))
        .prop_map(|(instead, overrides)| WayOut { instead, overrides })
        .boxed()
}

/// What the customer can provide or choose.
pub fn provided() -> BoxedStrategy<Cond> {
    let (paid, signed) = (|| Cond::Flag(Val::Fact(2)), || Cond::Flag(Val::Fact(3)));
    prop_oneof![
        2 => Just(paid()),
        1 => Just(signed()),
        1 => Just(Cond::And(vec![paid(), signed()])),
        1 => Just(Cond::Not(Box::new(signed()))),
        1 => Just(Cond::Not(Box::new(paid()))),
    ]
    .boxed()
}

/// A rule as drawn, before it is made to keep the rules for rules: the rule, and picks for what it touches and prevails over.
fn rule() -> BoxedStrategy<(Rule, Index, Index)> {
    let word = prop_oneof![
        4 => Just(Word::Restriction),
        3 => Just(Word::Requirement),
        2 => Just(Word::Permission),
        2 => Just(Word::Right),
        4 => Just(Word::Exception),
        2 => Just(Word::Exclusion),
    ];
    let actions: Vec<usize> = (0..ACTIONS.len()).collect();
    (
        word,
        subsequence(actions, 1..=2),
        prop::option::weighted(0.85, condition(3)),
        prop_oneof![4 => provided(), 1 => condition(3)],
        source(),
        window(),
        way_out(),
        any::<Index>(),
        any::<Index>(),
        (subsequence(vec![2, 3], 0..=2), prop::option::weighted(0.1, 2..4usize)),
    )
        .prop_map(|(word, actions, when, required, source, in_force, way_out, touched, over, (by, not_by))| {
            let required = (word == Word::Requirement).then_some(required);
            let rule = Rule {
                word,
                actions,
                touches: None,
                when,
                required,
                source,
                prevails_over: Vec::new(),
                remedy_by: by.into_iter().filter(|fact| Some(*fact) != not_by).collect(),
                remedy_not_by: not_by.into_iter().collect(),
                in_force,
                way_out,
            };
            (rule, touched, over)
        })
        .boxed()
}

/// Makes what was drawn keep what the language asks of rules.
fn settle(drawn: Vec<(Rule, Index, Index)>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (mut rule, touched, over) in drawn {
        if matches!(rule.word, Word::Exception | Word::Exclusion) {
            let fits = |r: &Rule| r.word.permits() == (rule.word == Word::Exclusion);
            let touchable: Vec<usize> = (0..rules.len()).filter(|at| fits(&rules[*at])).collect();
            if touchable.is_empty() {
                rule.word = Word::Restriction;
            } else {
                rule.touches = Some(touchable[touched.index(touchable.len())]);
                rule.actions.clear();
            }
        }
        if rule.word == Word::Right {
            if rule.source == Source::House {
                rule.source = Source::Contract;
            }
            let sets: &[&[Source]] = match rule.source {
                Source::Contract => &[&[Source::House]],
                _ => &[&[Source::House], &[Source::Contract], &[Source::House, Source::Contract]],
            };
            rule.prevails_over = sets[over.index(sets.len())].to_vec();
        }
        if !rule.source.is_imposed() || !(rule.word == Word::Restriction || rule.word.permits()) {
            rule.remedy_by.clear();
        }
        let about = match rule.touches {
            Some(mut touched) => loop {
                match rules[touched].touches {
                    Some(further) => touched = further,
                    None => break rules[touched].actions.clone(),
                }
            },
            None => rule.actions.clone(),
        };
        let last = about.iter().copied().max().unwrap_or(0);
        rule.when.iter_mut().chain(&mut rule.required).for_each(|cond| cond.only_later(last));
        let about = rule.actions.clone();
        keep_clear(&mut rule.way_out, &about);
        rules.push(rule);
    }
    rules
}

/// What a rule is about is not offered instead.
fn keep_clear(way_out: &mut WayOut, about: &[usize]) {
    if let Some((actions, _)) = &mut way_out.instead {
        actions.retain(|action| !about.contains(action));
        if actions.is_empty() {
            way_out.instead = None;
        }
    }
}

pub fn book() -> BoxedStrategy<Book> {
    let truth = prop_oneof![condition(2).prop_map(|c| Val::Truth(Box::new(c)))].boxed();
    let holds = |terms: usize| condition(terms).prop_map(Holds::If).boxed();
    let every: &[Matches] = &[Matches::First, Matches::Sum, Matches::Least, Matches::Greatest];
    let held = days(HELD, false);
    let terms = (
        tables::maybe(term(held.clone(), HELD), &held, &holds(HELD), every),
        term(money(CAP), CAP),
        tables::maybe(term(truth.clone(), GOOD), &truth, &holds(GOOD), &[Matches::First]),
    );
    let figures = (figure(amounts().boxed()), figure((0..=30i64).boxed()));
    let action = || prop::option::weighted(0.4, (source(), way_out()));
    let always = prop_oneof![
        3 => Just(Vec::new()),
        1 => Just(vec![Cond::Compare(Val::Fact(7), Cmp::AtMost, Val::Today, true)]),
        1 => Just(vec![Cond::Or(vec![Cond::Flag(Val::Fact(0)), Cond::Not(Box::new(Cond::Flag(Val::Fact(1))))])]),
    ];
    let actions = (action(), action(), action());
    (window(), terms, figures, actions, prop::collection::vec(rule(), 1..=8), always)
        .prop_map(
            |(in_force, ((held, held_table), cap, (good, good_table)), (fee, grace), (a, b, c), drawn, always)| {
                let actions = [a, b, c].into_iter().enumerate().map(|(at, mut closed)| {
                    if let Some((_, way_out)) = &mut closed {
                        keep_clear(way_out, &[at]);
                    }
                    Action { closed }
                });
                Book {
                    in_force,
                    terms: vec![held, cap, good],
                    tables: vec![held_table, None, good_table],
                    figures: vec![fee, grace],
                    actions: actions.collect(),
                    rules: settle(drawn),
                    always,
                }
            },
        )
        .boxed()
}

/// A rulebook with a case that states each fact with so many chances in ten.
pub fn question(chances: u32) -> BoxedStrategy<Question> {
    let stated = |fact: &Fact| (fact_value(fact.kind), 0..10u32).prop_map(move |(v, n)| (n < chances).then_some(v));
    let facts: Vec<_> = FACTS.iter().map(stated).collect();
    (book(), FIRST_DAY + 10..=LAST_DAY + 10, facts, prop::bool::weighted(0.3))
        .prop_map(|(book, today, mut facts, stated)| {
            // More often a term means what its definition says.
            facts[STATED_CAP] = facts[STATED_CAP].filter(|_| stated);
            Question { book, today, facts }
        })
        .boxed()
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
