//! Small rulebooks that can be tried out completely: a few facts with few values each, and every kind of rule over them.

use std::fmt::Write as _;

use crate::laws::print::day_text;

/// What kind of value a fact has. A value is a whole number: cents, days since 1970, a place in a list, 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    YesNo,
    Choice,
    Ranked,
    Whole,
    Money,
    Day,
    /// A number of days; of terms only.
    Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Provide,
    Choose,
    Lower,
    Raise,
    BringForward,
    PutOff,
}

#[derive(Clone, Debug)]
pub struct Change {
    pub by_staff: bool,
    pub manner: Manner,
    /// 1, 2 or 4.
    pub effort: i64,
    pub days: i64,
}

/// Its values are all from `low` to `high`.
#[derive(Clone, Debug)]
pub struct Fact {
    pub kind: Kind,
    pub low: i64,
    pub high: i64,
    pub changes: Vec<Change>,
}

/// A number, an amount, a day or a place in a list.
#[derive(Clone, Debug)]
pub enum Num {
    Fact(usize),
    Term(usize),
    Figure,
    Today,
    Const(i64),
    Add(Box<Num>, Box<Num>),
    Subtract(Box<Num>, Box<Num>),
    Times(i64, Box<Num>),
    /// From a day to today.
    DaysSince(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cmp {
    Is,
    More,
    Less,
    AtLeast,
    AtMost,
}

#[derive(Clone, Debug)]
pub enum Cond {
    /// A fact that is yes or no.
    Flag(usize),
    /// A term that is yes or no.
    Good(usize),
    OneOf(usize, Vec<i64>),
    /// Two values of one kind.
    Compare(Num, Cmp, Num, Kind, usize),
    /// Whether the second action is allowed.
    Allowed,
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
}

/// What a term means: a number, or yes where something holds.
#[derive(Clone, Debug)]
pub enum Meaning {
    Num(Num),
    Cond(Cond),
}

#[derive(Clone, Debug)]
pub struct Term {
    pub kind: Kind,
    pub lines: Vec<(Meaning, Cond)>,
    pub otherwise: Option<Meaning>,
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
}

/// 0 is house policy, 1 contract, 2 law.
pub type Source = usize;
pub const LAW: Source = 2;
const SOURCES: [&str; 3] = ["house policy", "contract", "law"];

#[derive(Clone, Debug)]
pub struct Rule {
    pub word: Word,
    pub actions: Vec<usize>,
    pub touches: Option<usize>,
    pub when: Option<Cond>,
    pub required: Option<Cond>,
    pub source: Source,
    /// Of a right, the kinds that are weaker than its own.
    pub over: Vec<Source>,
    pub remedy_by: Vec<usize>,
    pub remedy_not_by: Vec<usize>,
    /// The last day on which it is in force, or the first.
    pub until: Option<i64>,
    pub from: Option<i64>,
    pub overrides: Vec<(usize, Option<Cond>)>,
}

/// An action that is denied unless permitted: its source, and who may override.
pub type Closed = Option<(Source, Vec<(usize, Option<Cond>)>)>;

#[derive(Clone, Debug)]
pub struct Book {
    pub facts: Vec<Fact>,
    pub terms: Vec<Term>,
    /// First days and cents.
    pub figure: Vec<(i64, i64)>,
    /// By action.
    pub closed: [Closed; 2],
    pub rules: Vec<Rule>,
    pub always: Vec<Cond>,
}

pub const ACTIONS: [&str; 2] = ["lend", "extend"];
/// Each with the roles whose powers it has.
pub const ROLES: [(&str, &[usize]); 3] = [("clerk", &[0]), ("lead", &[0, 1]), ("counsel", &[2])];

pub fn fact_name(at: usize) -> String {
    format!("f{at}")
}

pub fn rule_name(at: usize) -> String {
    format!("rule_{at}")
}

/// What is said of a change, by which it is known in an answer.
pub fn how(fact: usize, change: usize) -> String {
    format!("change f{fact} by way {change}")
}

pub fn value_text(kind: Kind, fact: usize, value: i64) -> String {
    match kind {
        Kind::YesNo => if value == 1 { "yes" } else { "no" }.to_owned(),
        Kind::Choice | Kind::Ranked => format!("v{fact}_{value}"),
        Kind::Whole => value.to_string(),
        Kind::Money if value < 0 => format!("-{}.{:02} EUR", -value / 100, -value % 100),
        Kind::Money => format!("{}.{:02} EUR", value / 100, value % 100),
        Kind::Day => day_text(value),
        Kind::Span => format!("{value} days"),
    }
}

impl Num {
    fn text(&self, kind: Kind, fact: usize) -> String {
        match self {
            Num::Fact(at) => fact_name(*at),
            Num::Term(at) => format!("t{at}"),
            Num::Figure => "fee".to_owned(),
            Num::Today => "today".to_owned(),
            Num::Const(value) => value_text(kind, fact, *value),
            Num::Add(a, b) => format!("({} + {})", a.text(kind, fact), b.text(kind, fact)),
            Num::Subtract(a, b) => format!("({} - {})", a.text(kind, fact), b.text(kind, fact)),
            Num::Times(n, a) => format!("({n} * {})", a.text(kind, fact)),
            Num::DaysSince(at) => format!("(days from {} to today)", fact_name(*at)),
        }
    }
}

impl Cond {
    pub fn text(&self) -> String {
        let list = |parts: &[Cond]| parts.iter().map(Cond::text).collect::<Vec<_>>().join(", ");
        match self {
            Cond::Flag(at) => fact_name(*at),
            Cond::Good(at) => format!("t{at}"),
            Cond::OneOf(at, values) => {
                let values: Vec<String> = values.iter().map(|value| value_text(Kind::Choice, *at, *value)).collect();
                format!("{} is one of ({})", fact_name(*at), values.join(", "))
            }
            Cond::Compare(a, cmp, b, kind, fact) => {
                let words = match (cmp, kind) {
                    (Cmp::Is, _) => "is",
                    (Cmp::More, Kind::Day) => "is after",
                    (Cmp::Less, Kind::Day) => "is before",
                    (Cmp::AtLeast, Kind::Day) => "is on or after",
                    (Cmp::AtMost, Kind::Day) => "is on or before",
                    (Cmp::More, _) => "is more than",
                    (Cmp::Less, _) => "is less than",
                    (Cmp::AtLeast, _) => "is at least",
                    (Cmp::AtMost, _) => "is at most",
                };
                format!("{} {words} {}", a.text(*kind, *fact), b.text(*kind, *fact))
            }
            Cond::Allowed => format!("{} is allowed", ACTIONS[1]),
            Cond::Not(cond) => format!("not ({})", cond.text()),
            Cond::All(parts) => format!("all of ({})", list(parts)),
            Cond::Any(parts) => format!("any of ({})", list(parts)),
        }
    }

    /// As a clause: an outermost group in bullets.
    fn clause(&self, word: &str) -> String {
        let (how, parts) = match self {
            Cond::All(parts) => ("all of", parts),
            Cond::Any(parts) => ("any of", parts),
            other => return format!("\n  {word:<10}{}", other.text()),
        };
        parts.iter().fold(format!("\n  {word:<10}{how}"), |mut out, part| {
            let _ = write!(out, "\n            - {}", part.text());
            out
        })
    }
}

impl Meaning {
    fn text(&self, kind: Kind) -> String {
        match self {
            Meaning::Num(num) => num.text(kind, 0),
            Meaning::Cond(cond) => format!("({})", cond.text()),
        }
    }
}

fn overrides(source: Source, lines: &[(usize, Option<Cond>)]) -> String {
    if source == LAW {
        return String::new();
    }
    if lines.is_empty() {
        return "\n  override  by nobody".to_owned();
    }
    let line = |(role, cond): &(usize, Option<Cond>)| {
        let cond = cond.as_ref().map(|cond| format!(" if {}", cond.text())).unwrap_or_default();
        format!("\n  override  by {}{cond}", ROLES[*role].0)
    };
    lines.iter().map(line).collect()
}

impl Book {
    pub fn text(&self) -> String {
        let mut out = "rulebook desk \"Desk\"\n  edition   \"1\"\n  currency  EUR\n".to_owned();
        for (at, (role, _)) in ROLES.iter().enumerate() {
            let powers = if at == 1 { " with all powers of clerk" } else { "" };
            let _ = write!(out, "\nrole {role} \"the {role}\"{powers}");
        }
        out.push('\n');
        for (at, fact) in self.facts.iter().enumerate() {
            let _ = write!(out, "\n{}\n", fact.text(at));
        }
        if !self.figure.is_empty() {
            out.push_str("\nfigure fee \"the fee\": money");
            for (from, value) in &self.figure {
                let value = value_text(Kind::Money, 0, *value);
                let _ = write!(out, "\n  from {}: {value}, by house policy \"H\"", day_text(*from));
            }
            out.push('\n');
        }
        for (at, term) in self.terms.iter().enumerate() {
            let ty = match term.kind {
                Kind::YesNo => "yes/no",
                Kind::Money => "money",
                Kind::Span => "days",
                _ => "whole number",
            };
            let _ = write!(out, "\nterm t{at} \"the term {at}\": {ty}");
            for (meaning, cond) in &term.lines {
                let _ = write!(out, "\n  means     {} if {}", meaning.text(term.kind), cond.text());
                out.push_str(", by house policy \"H\"");
            }
            if let Some(meaning) = &term.otherwise {
                let word = if term.lines.is_empty() { "" } else { " otherwise" };
                let _ = write!(out, "\n  means     {}{word}, by house policy \"H\"", meaning.text(term.kind));
            }
            out.push('\n');
        }
        for (name, closed) in ACTIONS.iter().zip(&self.closed) {
            let _ = match closed {
                None => write!(out, "\naction {name} \"to {name}\" allowed unless restricted\n"),
                Some((source, lines)) => {
                    let way_out = overrides(*source, lines);
                    let from = SOURCES[*source];
                    write!(
                        out,
                        "\naction {name} \"to {name}\" denied unless permitted\n  source    {from} \"A\"{way_out}\n"
                    )
                }
            };
        }
        for cond in &self.always {
            let _ = write!(out, "\nalways {}\n", cond.text());
        }
        for at in 0..self.rules.len() {
            let _ = write!(out, "\n{}\n", self.rule_text(at));
        }
        out
    }

    fn rule_text(&self, at: usize) -> String {
        let rule = &self.rules[at];
        let (word, preposition) = match rule.word {
            Word::Restriction => ("restriction", "on"),
            Word::Requirement => ("requirement", "for"),
            Word::Permission => ("permission", "to"),
            Word::Right => ("right", "to"),
            Word::Exception => ("exception", "lifts"),
            Word::Exclusion => ("exclusion", "from"),
        };
        let about = match rule.touches {
            Some(touched) => rule_name(touched),
            None => rule.actions.iter().map(|action| ACTIONS[*action]).collect::<Vec<_>>().join(", "),
        };
        let mut out = format!("{word} {} \"Rule {at}\" {preposition} {about}", rule_name(at));
        for (word, cond) in [("when", &rule.when), ("required", &rule.required)] {
            out.push_str(&cond.as_ref().map(|cond| cond.clause(word)).unwrap_or_default());
        }
        let _ = write!(out, "\n  source    {} \"S\"", SOURCES[rule.source]);
        if !rule.over.is_empty() {
            let over: Vec<&str> = rule.over.iter().map(|source| SOURCES[*source]).collect();
            let _ = write!(out, "\n  prevails over {}", over.join(", "));
        }
        // A weaker source may touch a rule only where that rule says so.
        for (source, name) in SOURCES.iter().enumerate().take(rule.source) {
            if self.rules.iter().any(|other| other.touches == Some(at) && other.source == source) {
                let before = if out.contains("may be relaxed") { ", " } else { "\n  may be relaxed by " };
                let _ = write!(out, "{before}{name}");
            }
        }
        for (words, facts) in [("remedy by", &rule.remedy_by), ("remedy not by", &rule.remedy_not_by)] {
            for fact in facts {
                let _ = write!(out, "\n  {words} {}", fact_name(*fact));
            }
        }
        match (rule.from, rule.until) {
            (None, None) => {}
            (from, until) => {
                let from = from.map(|day| format!(" from {}", day_text(day))).unwrap_or_default();
                let until = until.map(|day| format!(" until {}", day_text(day))).unwrap_or_default();
                let _ = write!(out, "\n  in force {from}{until}");
            }
        }
        if rule.word.blocks() {
            out.push_str(&overrides(rule.source, &rule.overrides));
        }
        out
    }

    pub fn case_text(&self, today: i64, facts: &[Option<i64>]) -> String {
        let mut out = format!("today: {}\nfacts:", day_text(today));
        if facts.iter().all(Option::is_none) {
            out.push_str(" {}");
        }
        for (at, (fact, value)) in self.facts.iter().zip(facts).enumerate() {
            if let Some(value) = value {
                let _ = write!(out, "\n  {}: {}", fact_name(at), value_text(fact.kind, at, *value));
            }
        }
        out.push('\n');
        out
    }
}

impl Fact {
    fn text(&self, at: usize) -> String {
        let names = || (self.low..=self.high).map(|v| value_text(self.kind, at, v)).collect::<Vec<_>>().join(", ");
        let ty = match self.kind {
            Kind::YesNo => "yes/no".to_owned(),
            Kind::Choice => format!("one of {}", names()),
            Kind::Ranked => format!("ranked {}", names()),
            Kind::Whole | Kind::Span => "whole number".to_owned(),
            Kind::Money => "money".to_owned(),
            Kind::Day => "date".to_owned(),
        };
        let mut out = format!("fact {} \"the fact {at}\": {ty}", fact_name(at));
        if matches!(self.kind, Kind::Whole | Kind::Money | Kind::Day) {
            let [low, high] = [self.low, self.high].map(|end| value_text(self.kind, at, end));
            let _ = write!(out, "\n  range     {low} to {high}");
        }
        for (way, change) in self.changes.iter().enumerate() {
            let actor = if change.by_staff { "staff   " } else { "customer" };
            let manner = match change.manner {
                Manner::Provide => "provide",
                Manner::Choose => "choose",
                Manner::Lower => "lower",
                Manner::Raise => "raise",
                Manner::BringForward => "bring forward",
                Manner::PutOff => "put off",
            };
            let effort = ["small", "small", "medium", "", "large"][usize::try_from(change.effort).unwrap()];
            let days = if change.days > 0 { format!(", takes {} days", change.days) } else { String::new() };
            let _ = write!(out, "\n  {actor}  can {manner} \"{}\", effort {effort}{days}", how(at, way));
        }
        out
    }
}
