//! The naive evaluator: the charter's rulings read aloud, on the tree of [`super::book`], with no code of the engine.
//!
//! A truth that is not known is `None`, and so is a value that is missing or that cannot be calculated: both leave open
//! what depends on them.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{
    ACTIONS, Book, Cmp, Cond, FACTS, FIGURES, Holds, How, Kind, Question, ROLES, STATED_CAP, Source, TERMS, Val,
    WayOut, Word, domain,
};
use super::print::{civil, rule_name};
use super::tables;

/// Numbers count in ten-thousandths of their unit, so that a percentage of cents is exact.
const SCALE: i128 = 10_000;
const CENT: i128 = SCALE / 100;

type Truth = Option<bool>;

fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    let truths: Vec<Truth> = truths.into_iter().collect();
    if truths.contains(&Some(false)) {
        Some(false)
    } else if truths.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// Seconds since 1970 as the clocks in Berlin say: an hour before UTC, two from one in the morning (UTC) on the last Sunday of March
/// until the last of October.
fn in_berlin(at: i128) -> i128 {
    let here = i64::try_from(at.div_euclid(86_400)).unwrap();
    let change = |month: i64| {
        // The day 1970-01-04 was a Sunday; both months have 31 days.
        let is_it = |day: &i64| {
            let (year, its_month, its_day) = civil(*day);
            (year, its_month) == (civil(here).0, month) && its_day > 24 && (day - 3).rem_euclid(7) == 0
        };
        i128::from((here - 366..here + 366).find(is_it).unwrap()) * 86_400 + 3600
    };
    let summer = (change(3)..change(10)).contains(&at);
    at + if summer { 7200 } else { 3600 }
}

fn not(truth: Truth) -> Truth {
    truth.map(|b| !b)
}

fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    not(all(truths.into_iter().map(not)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Denied,
    Undetermined,
}

/// One rulebook, day and set of facts.
pub struct Oracle<'a> {
    book: &'a Book,
    today: i64,
    facts: &'a [Option<i64>],
}

impl<'a> Oracle<'a> {
    pub fn new(question: &'a Question) -> Oracle<'a> {
        Oracle { book: &question.book, today: question.today, facts: &question.facts }
    }

    pub fn with<'b>(&self, facts: &'b [Option<i64>]) -> Oracle<'b>
    where
        'a: 'b,
    {
        Oracle { book: self.book, today: self.today, facts }
    }

    pub fn on(&self, today: i64) -> Oracle<'a> {
        Oracle { today, ..*self }
    }

    // --- Values ---------------------------------------------------------------------------

    fn number(kind: Kind, value: i64) -> i128 {
        i128::from(value)
            * match kind {
                Kind::Whole => SCALE,
                Kind::Money => CENT,
                Kind::YesNo | Kind::Day | Kind::Moment | Kind::Choice(_) => 1,
            }
    }

    fn value(&self, val: &Val) -> Option<i128> {
        let two = |a: &Val, b: &Val| Some((self.value(a)?, self.value(b)?));
        match val {
            Val::Fact(at) => self.facts[*at].map(|value| Self::number(FACTS[*at].kind, value)),
            Val::Term(at) => self.term(*at),
            Val::Figure(at) => self.figure(*at, i128::from(self.today)),
            Val::FigureOn(at, day) => self.figure(*at, self.value(day)?),
            Val::Today => Some(i128::from(self.today)),
            Val::Whole(n) | Val::Days(n) => Some(i128::from(*n) * SCALE),
            Val::Cents(n) => Some(i128::from(*n) * CENT),
            Val::Day(n) => Some(i128::from(*n)),
            Val::Choice(_, at) => i128::try_from(*at).ok(),
            Val::Truth(cond) => self.truth(cond).map(i128::from),
            Val::Add(a, b) => two(a, b).map(|(a, b)| a + b),
            Val::Subtract(a, b) => two(a, b).map(|(a, b)| a - b),
            Val::Times(a, b) => two(a, b).map(|(a, b)| a * b / SCALE),
            Val::Percent(n, of) => self.value(of).map(|of| of * i128::from(*n) / 100),
            Val::MoveDays(day, by) => self.value(day).map(|day| day + i128::from(*by)),
            Val::MoveMonths(day, by) => self.value(day).map(|day| months_later(day, *by)),
            Val::Later(day, by) => two(day, by).map(|(day, by)| day + by / SCALE),
            Val::DaysFrom(a, b) => two(a, b).map(|(a, b)| (b - a) * SCALE),
            Val::Moment(n) => Some(i128::from(*n)),
            Val::Hours(n) | Val::Minutes(n) => Some(i128::from(*n) * SCALE),
            Val::MoveHours(at, by) => self.value(at).map(|at| at + i128::from(*by) * 3600),
            // Only what is completed counts, whichever way.
            Val::HoursFrom(a, b) => two(a, b).map(|(a, b)| (b - a) / 3600 * SCALE),
            Val::MinutesFrom(a, b) => two(a, b).map(|(a, b)| (b - a) / 60 * SCALE),
            Val::DateOf(at) => self.value(at).map(|at| in_berlin(at).div_euclid(86_400)),
            Val::HourOf(at) => self.value(at).map(|at| in_berlin(at).rem_euclid(86_400) / 3600 * SCALE),
            Val::Lesser(values) => self.values(values)?.into_iter().min(),
            Val::Greater(values) => self.values(values)?.into_iter().max(),
            Val::If(cond, a, b) => match self.truth(cond) {
                Some(true) => self.value(a),
                Some(false) => self.value(b),
                // Whichever it is, it is this.
                None => two(a, b).filter(|(a, b)| a == b).map(|(a, _)| a),
            },
        }
    }

    fn figure(&self, at: usize, day: i128) -> Option<i128> {
        let period = self.book.figures[at].iter().rfind(|(from, _)| i128::from(*from) <= day)?;
        Some(Self::number(FIGURES[at].1, period.1))
    }

    fn values(&self, values: &[Val]) -> Option<Vec<i128>> {
        values.iter().map(|value| self.value(value)).collect()
    }

    /// What all lines that may hold say, if it is sure that one holds.
    fn term(&self, at: usize) -> Option<i128> {
        if let Some(value) = self.facts[STATED_CAP].filter(|_| TERMS[at].0 == FACTS[STATED_CAP].name) {
            return Some(Self::number(FACTS[STATED_CAP].kind, value));
        }
        let lines = &self.book.terms[at];
        let stated = |holds: &Holds| match holds {
            Holds::Always => Some(true),
            Holds::If(cond) => self.truth(cond),
            Holds::Otherwise => Some(false),
        };
        if let Some(head) = &self.book.tables[at] {
            let mut start = 0;
            let mut part = None;
            for (from, count) in &head.parts {
                if from.is_none_or(|from| from <= self.today) {
                    part = Some(&lines[start..start + count]);
                }
                start += count;
            }
            let ((last, _), rows) = part?.split_last()?;
            let rows: Vec<_> = rows.iter().map(|(value, holds)| (stated(holds), self.value(value))).collect();
            return tables::value(head.how, &rows, self.value(last));
        }
        let otherwise = not(any(lines.iter().map(|(_, holds)| stated(holds))));
        let mut sure = any(lines.iter().map(|(_, holds)| stated(holds))) == Some(true);
        let mut said = BTreeSet::new();
        for (value, holds) in lines {
            let holds_here = if matches!(holds, Holds::Otherwise) { otherwise } else { stated(holds) };
            sure |= matches!(holds, Holds::Otherwise);
            if holds_here != Some(false) {
                said.insert(self.value(value)?);
            }
        }
        if sure && said.len() == 1 { said.pop_first() } else { None }
    }

    pub fn truth(&self, cond: &Cond) -> Truth {
        match cond {
            Cond::Flag(val) => self.value(val).map(|value| value == 1),
            Cond::Not(cond) => not(self.truth(cond)),
            Cond::Compare(a, how, b, _) => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                Some(match how {
                    Cmp::Is => a == b,
                    Cmp::IsNot => a != b,
                    Cmp::More => a > b,
                    Cmp::Less => a < b,
                    Cmp::AtLeast => a >= b,
                    Cmp::AtMost => a <= b,
                })
            }
            Cond::From(value, low, high) => {
                let (value, low, high) = (self.value(value)?, self.value(low)?, self.value(high)?);
                Some(low <= value && value <= high)
            }
            Cond::OneOf(value, options, negated) => {
                let value = self.value(value)?;
                Some(options.iter().any(|option| self.value(option) == Some(value)) != *negated)
            }
            Cond::And(parts) | Cond::Group(How::All, parts) => all(parts.iter().map(|part| self.truth(part))),
            Cond::Or(parts) | Cond::Group(How::Any, parts) => any(parts.iter().map(|part| self.truth(part))),
            Cond::Group(How::None, parts) => not(any(parts.iter().map(|part| self.truth(part)))),
            Cond::Allowed(action, is) => match self.outcome(*action) {
                Outcome::Allowed => Some(*is),
                Outcome::Denied => Some(!*is),
                Outcome::Undetermined => None,
            },
            Cond::Group(How::AtLeast(n), parts) => {
                let truths: Vec<Truth> = parts.iter().map(|part| self.truth(part)).collect();
                let yes = truths.iter().filter(|t| **t == Some(true)).count();
                let maybe = truths.iter().filter(|t| t.is_none()).count();
                if yes >= *n {
                    Some(true)
                } else if yes + maybe < *n {
                    Some(false)
                } else {
                    None
                }
            }
        }
    }

    /// Whether the rulebook says that this cannot be.
    pub fn is_impossible(&self) -> bool {
        self.book.always.iter().any(|cond| self.truth(cond) == Some(false))
    }

    // --- Rules ----------------------------------------------------------------------------

    fn in_window(&self, window: (Option<i64>, Option<i64>)) -> bool {
        window.0.is_none_or(|from| from <= self.today) && window.1.is_none_or(|until| self.today <= until)
    }

    pub fn is_in_force(&self) -> bool {
        self.in_window(self.book.in_force)
    }

    /// In force, its condition true, and what it requires not there.
    fn condition(&self, at: usize) -> Truth {
        let rule = &self.book.rules[at];
        let when = rule.when.as_ref().map_or(Some(true), |cond| self.truth(cond));
        let unmet = rule.required.as_ref().map_or(Some(true), |cond| not(self.truth(cond)));
        all([Some(self.in_window(rule.in_force)), when, unmet])
    }

    fn touching(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.book.rules.len()).filter(move |by| self.book.rules[*by].touches == Some(at))
    }

    fn applies(&self, at: usize) -> Truth {
        all([self.condition(at), not(any(self.touching(at).map(|by| self.applies(by))))])
    }

    /// The rights to an action that prevail over rules of this source.
    fn rights_over(&self, source: Source, action: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.book.rules.len()).filter(move |at| {
            let rule = &self.book.rules[*at];
            rule.word == Word::Right && rule.actions.contains(&action) && rule.prevails_over.contains(&source)
        })
    }

    fn blocks(&self, at: usize, action: usize) -> Truth {
        let rule = &self.book.rules[at];
        if !rule.word.blocks() || !rule.actions.contains(&action) {
            return Some(false);
        }
        let defeated = any(self.rights_over(rule.source, action).map(|right| self.applies(right)));
        all([self.applies(at), not(defeated)])
    }

    fn permitting(&self, action: usize) -> Vec<usize> {
        let rules = &self.book.rules;
        (0..rules.len()).filter(|at| rules[*at].word.permits() && rules[*at].actions.contains(&action)).collect()
    }

    /// Everything that stands in the way by name, or may, and whether it surely does. The default denial has the action's name.
    fn blockers(&self, action: usize) -> Vec<(String, bool, Source, &'a WayOut)> {
        let mut found = Vec::new();
        for (at, rule) in self.book.rules.iter().enumerate() {
            let blocks = self.blocks(at, action);
            if blocks != Some(false) {
                found.push((rule_name(at), blocks == Some(true), rule.source, &rule.way_out));
            }
        }
        if let Some((source, way_out)) = &self.book.actions[action].closed {
            let denied = not(any(self.permitting(action).into_iter().map(|at| self.applies(at))));
            if denied != Some(false) {
                found.push((ACTIONS[action].to_owned(), denied == Some(true), *source, way_out));
            }
        }
        found
    }

    pub fn outcome(&self, action: usize) -> Outcome {
        let blockers = self.blockers(action);
        if !self.is_in_force() {
            Outcome::Undetermined
        } else if blockers.iter().any(|(_, certain, ..)| *certain) {
            Outcome::Denied
        } else if blockers.is_empty() {
            Outcome::Allowed
        } else {
            Outcome::Undetermined
        }
    }

    pub fn certain(&self, action: usize) -> BTreeSet<String> {
        if self.is_in_force() { self.names(action, true) } else { BTreeSet::new() }
    }

    pub fn could_block(&self, action: usize) -> BTreeSet<String> {
        if self.is_in_force() { self.names(action, false) } else { BTreeSet::new() }
    }

    fn names(&self, action: usize, certain: bool) -> BTreeSet<String> {
        self.blockers(action).into_iter().filter(|(_, c, ..)| *c == certain).map(|(name, ..)| name).collect()
    }

    /// Rules whose condition is true and that an exception stops, each with those that stop it.
    pub fn excepted(&self, action: usize) -> BTreeMap<String, BTreeSet<String>> {
        let about = (0..self.book.rules.len()).filter(|at| self.book.about(*at).contains(&action));
        let stopped = about.filter(|at| self.condition(*at) == Some(true)).map(|at| {
            let by = self.touching(at).filter(|by| self.applies(*by) == Some(true)).map(rule_name).collect();
            (rule_name(at), by)
        });
        stopped.filter(|(_, by): &(_, BTreeSet<String>)| !by.is_empty()).collect()
    }

    /// Rules that apply and over which a right prevails, each with those rights.
    pub fn defeated(&self, action: usize) -> BTreeMap<String, BTreeSet<String>> {
        let rules = &self.book.rules;
        let applying = (0..rules.len()).filter(|at| {
            rules[*at].word.blocks() && rules[*at].actions.contains(&action) && self.applies(*at) == Some(true)
        });
        let stopped = applying.map(|at| {
            let rights = self.rights_over(rules[at].source, action).filter(|right| self.applies(*right) == Some(true));
            (rule_name(at), rights.map(rule_name).collect())
        });
        stopped.filter(|(_, by): &(_, BTreeSet<String>)| !by.is_empty()).collect()
    }

    pub fn granted_by(&self, action: usize) -> BTreeSet<String> {
        if self.outcome(action) != Outcome::Allowed {
            return BTreeSet::new();
        }
        self.permitting(action).into_iter().filter(|at| self.applies(*at) == Some(true)).map(rule_name).collect()
    }

    /// The actions that what stands in the way names instead and that are allowed here.
    pub fn offers(&self, action: usize) -> BTreeSet<String> {
        if self.outcome(action) == Outcome::Allowed || !self.is_in_force() {
            return BTreeSet::new();
        }
        let blockers = self.blockers(action);
        let named = blockers.iter().filter_map(|(.., way_out)| way_out.instead.as_ref());
        let holding = named.filter(|(_, cond)| cond.as_ref().is_none_or(|cond| self.truth(cond) == Some(true)));
        let actions: BTreeSet<usize> = holding.flat_map(|(actions, _)| actions).copied().collect();
        let open = actions.into_iter().filter(|other| self.outcome(*other) == Outcome::Allowed);
        open.map(|other| ACTIONS[other].to_owned()).collect()
    }

    /// Whether a role may decide otherwise on everything that stands in the way, or may.
    pub fn covers(&self, role: usize, action: usize) -> bool {
        let blockers = self.blockers(action);
        !blockers.is_empty()
            && blockers.iter().all(|(_, _, source, way_out)| {
                !source.is_imposed()
                    && way_out.overrides.iter().any(|(named, cond)| {
                        ROLES[role].1.contains(named) && cond.as_ref().is_none_or(|cond| self.truth(cond) == Some(true))
                    })
            })
    }

    // --- Facts that a rule reads ----------------------------------------------------------

    /// Rules that come from outside and are about an action, with whether each stands in the way or permits, and what it reads.
    pub fn imposed(&self, action: usize) -> Vec<(usize, Truth, BTreeSet<usize>)> {
        let rules = &self.book.rules;
        let about =
            (0..rules.len()).filter(|at| rules[*at].source.is_imposed() && rules[*at].actions.contains(&action));
        about
            .map(|at| {
                let state = if rules[at].word.blocks() { self.blocks(at, action) } else { self.applies(at) };
                let mut reads = BTreeSet::new();
                rules[at].when.iter().chain(&rules[at].required).for_each(|cond| self.reads(cond, &mut reads));
                (at, state, reads)
            })
            .collect()
    }

    fn reads(&self, cond: &Cond, found: &mut BTreeSet<usize>) {
        match cond {
            Cond::Flag(val) => self.reads_of(val, found),
            Cond::Not(cond) => self.reads(cond, found),
            Cond::Compare(a, _, b, _) => [a, b].into_iter().for_each(|val| self.reads_of(val, found)),
            Cond::From(a, b, c) => [a, b, c].into_iter().for_each(|val| self.reads_of(val, found)),
            Cond::OneOf(a, options, _) => {
                self.reads_of(a, found);
                options.iter().for_each(|val| self.reads_of(val, found));
            }
            Cond::Allowed(action, _) => {
                let about = (0..self.book.rules.len()).filter(|at| self.book.about(*at).contains(action));
                let rules = about.map(|at| &self.book.rules[at]);
                rules.flat_map(|r| r.when.iter().chain(&r.required)).for_each(|cond| self.reads(cond, found));
            }
            Cond::And(parts) | Cond::Or(parts) | Cond::Group(_, parts) => {
                parts.iter().for_each(|part| self.reads(part, found));
            }
        }
    }

    fn reads_of(&self, val: &Val, found: &mut BTreeSet<usize>) {
        match val {
            Val::Fact(at) => {
                found.insert(*at);
            }
            Val::Term(at) => {
                if TERMS[*at].0 == FACTS[STATED_CAP].name {
                    found.insert(STATED_CAP);
                }
                for (value, holds) in &self.book.terms[*at] {
                    self.reads_of(value, found);
                    if let Holds::If(cond) = holds {
                        self.reads(cond, found);
                    }
                }
            }
            Val::Truth(cond) => self.reads(cond, found),
            Val::HoursFrom(a, b) | Val::MinutesFrom(a, b) => {
                [a, b].into_iter().for_each(|val| self.reads_of(val, found))
            }
            Val::MoveHours(a, _) | Val::DateOf(a) | Val::HourOf(a) => self.reads_of(a, found),
            Val::Add(a, b) | Val::Subtract(a, b) | Val::Times(a, b) | Val::Later(a, b) | Val::DaysFrom(a, b) => {
                [a, b].into_iter().for_each(|val| self.reads_of(val, found));
            }
            Val::FigureOn(_, a) | Val::Percent(_, a) | Val::MoveDays(a, _) | Val::MoveMonths(a, _) => {
                self.reads_of(a, found)
            }
            Val::Lesser(values) | Val::Greater(values) => values.iter().for_each(|val| self.reads_of(val, found)),
            Val::If(cond, a, b) => {
                self.reads(cond, found);
                [a, b].into_iter().for_each(|val| self.reads_of(val, found));
            }
            Val::Figure(_)
            | Val::Today
            | Val::Whole(_)
            | Val::Cents(_)
            | Val::Days(_)
            | Val::Day(_)
            | Val::Moment(_)
            | Val::Hours(_)
            | Val::Minutes(_)
            | Val::Choice(..) => {}
        }
    }

    /// Whether a requirement's condition is true and it has what it requires.
    pub fn is_met(&self, at: usize) -> bool {
        let rule = &self.book.rules[at];
        let yes = |cond: &Option<Cond>| cond.as_ref().is_none_or(|cond| self.truth(cond) == Some(true));
        yes(&rule.when) && yes(&rule.required)
    }

    // --- Completions ----------------------------------------------------------------------

    /// Ways to fill in what is missing, at most so many, spread over all of them, without those that cannot be.
    pub fn completions(&self, at_most: usize) -> Vec<Vec<Option<i64>>> {
        let missing: Vec<usize> =
            (0..FACTS.len()).filter(|at| self.facts[*at].is_none() && *at != STATED_CAP).collect();
        let domains: Vec<Vec<i64>> = missing.iter().map(|at| domain(FACTS[*at].kind)).collect();
        let count: usize = domains.iter().map(Vec::len).product();
        // A step without a common factor with any domain visits all values of each.
        let step = if count <= at_most { 1 } else { (count / at_most) | 1 };
        let step = (step..).find(|s| [2, 3, 7, 13].iter().all(|p| s % p != 0) || *s == 1).unwrap_or(1);
        let filled = (0..count).step_by(step).map(|mut number| {
            let mut facts = self.facts.to_vec();
            for (at, values) in missing.iter().zip(&domains) {
                facts[*at] = Some(values[number % values.len()]);
                number /= values.len();
            }
            facts
        });
        filled.filter(|facts| !self.with(facts).is_impossible()).collect()
    }
}

/// Later by so many months, at most on the last day of the month.
fn months_later(day: i128, by: i64) -> i128 {
    let day = i64::try_from(day).unwrap_or(0);
    let (year, month, of_month) = civil(day);
    let months = year * 12 + (month - 1) + by;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    // Back from the first day of the next month until the month and the day fit.
    let near = day + by * 31 + 3;
    let fits = |d: &i64| {
        let (y, m, d) = civil(*d);
        (y, m) == (year, month) && d <= of_month
    };
    i128::from((near - 140..=near + 140).rev().find(fits).unwrap_or(near))
}
