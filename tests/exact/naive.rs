//! The naive evaluator: what a rulebook says where every fact is known, read aloud from the charter with no code of the engine.
//!
//! What cannot be calculated is `None`, and so is what depends on it.

use std::collections::BTreeSet;

use super::book::{Book, Cmp, Cond, LAW, Meaning, Num, Source, Word};

pub type Truth = Option<bool>;

pub fn not(truth: Truth) -> Truth {
    truth.map(|b| !b)
}

pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
    let truths: Vec<Truth> = truths.into_iter().collect();
    if truths.contains(&Some(false)) {
        Some(false)
    } else if truths.contains(&None) {
        None
    } else {
        Some(true)
    }
}

pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
    not(all(truths.into_iter().map(not)))
}

/// A rulebook, a day, and a value for each fact.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub book: &'a Book,
    pub today: i64,
    pub facts: &'a [i64],
}

/// What stands in the way: a rule, or that nothing permits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocker {
    Rule(usize),
    Default,
}

impl At<'_> {
    fn number(&self, num: &Num) -> Option<i64> {
        match num {
            Num::Fact(at) => Some(self.facts[*at]),
            Num::Term(at) => self.term(*at),
            Num::Figure => self.book.figure.iter().rfind(|(from, _)| *from <= self.today).map(|(_, value)| *value),
            Num::Today => Some(self.today),
            Num::Const(value) => Some(*value),
            Num::Add(a, b) => Some(self.number(a)? + self.number(b)?),
            Num::Subtract(a, b) => Some(self.number(a)? - self.number(b)?),
            Num::Times(n, a) => Some(n * self.number(a)?),
            Num::DaysSince(at) => Some(self.today - self.facts[*at]),
        }
    }

    /// What all lines that may hold say, if surely one holds.
    fn term(&self, at: usize) -> Option<i64> {
        let term = &self.book.terms[at];
        let value = |meaning: &Meaning| match meaning {
            Meaning::Num(num) => self.number(num),
            Meaning::Cond(cond) => self.truth(cond).map(i64::from),
        };
        let lines: Vec<(Truth, &Meaning)> =
            term.lines.iter().map(|(meaning, cond)| (self.truth(cond), meaning)).collect();
        let one_holds = any(lines.iter().map(|(holds, _)| *holds));
        let otherwise = term.otherwise.iter().map(|meaning| (not(one_holds), meaning));
        if one_holds != Some(true) && term.otherwise.is_none() {
            return None;
        }
        let mut said = None;
        for (_, meaning) in lines.into_iter().chain(otherwise).filter(|(holds, _)| *holds != Some(false)) {
            let value = value(meaning)?;
            if said.is_some_and(|said| said != value) {
                return None;
            }
            said = Some(value);
        }
        said
    }

    pub fn truth(&self, cond: &Cond) -> Truth {
        match cond {
            Cond::Flag(at) => Some(self.facts[*at] == 1),
            Cond::Good(at) => self.term(*at).map(|value| value == 1),
            Cond::OneOf(at, values) => Some(values.contains(&self.facts[*at])),
            Cond::Compare(a, cmp, b, ..) => {
                let (a, b) = (self.number(a)?, self.number(b)?);
                Some(match cmp {
                    Cmp::Is => a == b,
                    Cmp::More => a > b,
                    Cmp::Less => a < b,
                    Cmp::AtLeast => a >= b,
                    Cmp::AtMost => a <= b,
                })
            }
            Cond::Allowed => self.allowed(1),
            Cond::Not(cond) => not(self.truth(cond)),
            Cond::All(parts) => all(parts.iter().map(|part| self.truth(part))),
            Cond::Any(parts) => any(parts.iter().map(|part| self.truth(part))),
        }
    }

    /// Whether this can be at all.
    pub fn is_possible(&self) -> bool {
        self.book.always.iter().all(|cond| self.truth(cond) != Some(false))
    }

    // --- Rules ----------------------------------------------------------------------------

    pub fn yes(&self, cond: &Option<Cond>) -> bool {
        cond.as_ref().is_none_or(|cond| self.truth(cond) == Some(true))
    }

    fn condition(&self, at: usize) -> Truth {
        let rule = &self.book.rules[at];
        let in_force =
            rule.from.is_none_or(|from| from <= self.today) && rule.until.is_none_or(|until| self.today <= until);
        let when = rule.when.as_ref().map_or(Some(true), |cond| self.truth(cond));
        let unmet = rule.required.as_ref().map_or(Some(true), |cond| not(self.truth(cond)));
        all([Some(in_force), when, unmet])
    }

    pub fn applies(&self, at: usize) -> Truth {
        let lifted = any(self.book.touching(at).map(|by| self.applies(by)));
        all([self.condition(at), not(lifted)])
    }

    /// Whether one of the rights that may prevail does.
    pub fn defeated(&self, at: usize, action: usize) -> Truth {
        any(self.book.rights_over(self.book.rules[at].source, action).map(|right| self.applies(right)))
    }

    pub fn blocks(&self, blocker: Blocker, action: usize) -> Truth {
        match blocker {
            Blocker::Rule(at) => all([self.applies(at), not(self.defeated(at, action))]),
            Blocker::Default => not(any(self.book.permitting(action).map(|at| self.applies(at)))),
        }
    }

    pub fn allowed(&self, action: usize) -> Truth {
        not(any(self.book.blockers(action).into_iter().map(|blocker| self.blocks(blocker, action))))
    }
}

impl Book {
    pub fn touching(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.rules.len()).filter(move |by| self.rules[*by].touches == Some(at))
    }

    pub fn rights_over(&self, source: Source, action: usize) -> impl Iterator<Item = usize> + '_ {
        let about = move |at: &usize| self.rules[*at].actions.contains(&action);
        let over = move |at: &usize| self.rules[*at].over.contains(&source);
        (0..self.rules.len()).filter(move |at| self.rules[*at].word == Word::Right && about(at) && over(at))
    }

    pub fn permitting(&self, action: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.rules.len())
            .filter(move |at| self.rules[*at].word.permits() && self.rules[*at].actions.contains(&action))
    }

    /// All that could stand in the way of an action.
    pub fn blockers(&self, action: usize) -> Vec<Blocker> {
        let rules = (0..self.rules.len()).filter(|at| self.rules[*at].word.blocks());
        let about = rules.filter(|at| self.rules[*at].actions.contains(&action));
        about.map(Blocker::Rule).chain(self.closed[action].is_some().then_some(Blocker::Default)).collect()
    }

    pub fn overrides(&self, blocker: Blocker, action: usize) -> (Source, &[(usize, Option<Cond>)]) {
        match blocker {
            Blocker::Rule(at) => (self.rules[at].source, &self.rules[at].overrides),
            Blocker::Default => self.closed[action].as_ref().map_or((LAW, &[]), |(source, lines)| (*source, lines)),
        }
    }

    // --- What is read, through terms, exceptions and actions --------------------------------

    fn reads_num(&self, num: &Num, found: &mut BTreeSet<usize>) {
        match num {
            Num::Fact(at) | Num::DaysSince(at) => {
                found.insert(*at);
            }
            Num::Term(at) => self.reads_term(*at, found),
            Num::Add(a, b) | Num::Subtract(a, b) => [a, b].into_iter().for_each(|num| self.reads_num(num, found)),
            Num::Times(_, a) => self.reads_num(a, found),
            Num::Figure | Num::Today | Num::Const(_) => {}
        }
    }

    fn reads_term(&self, at: usize, found: &mut BTreeSet<usize>) {
        let term = &self.terms[at];
        term.lines.iter().for_each(|(_, cond)| self.reads_cond(cond, found));
        for meaning in term.lines.iter().map(|(meaning, _)| meaning).chain(&term.otherwise) {
            match meaning {
                Meaning::Num(num) => self.reads_num(num, found),
                Meaning::Cond(cond) => self.reads_cond(cond, found),
            }
        }
    }

    pub fn reads_cond(&self, cond: &Cond, found: &mut BTreeSet<usize>) {
        match cond {
            Cond::Flag(at) | Cond::OneOf(at, _) => {
                found.insert(*at);
            }
            Cond::Good(at) => self.reads_term(*at, found),
            Cond::Compare(a, _, b, ..) => [a, b].into_iter().for_each(|num| self.reads_num(num, found)),
            Cond::Allowed => self.deciding(1).into_iter().for_each(|at| self.reads_rule(at, found)),
            Cond::Not(cond) => self.reads_cond(cond, found),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| self.reads_cond(part, found)),
        }
    }

    /// Rules that name an action.
    pub fn deciding(&self, action: usize) -> Vec<usize> {
        (0..self.rules.len()).filter(|at| self.rules[*at].actions.contains(&action)).collect()
    }

    pub fn reads_rule(&self, at: usize, found: &mut BTreeSet<usize>) {
        let rule = &self.rules[at];
        rule.when.iter().chain(&rule.required).for_each(|cond| self.reads_cond(cond, found));
        self.touching(at).for_each(|by| self.reads_rule(by, found));
    }

    /// Facts on which it depends whether a rule stands in the way.
    pub fn reads_blocker(&self, at: usize, action: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        self.reads_rule(at, &mut found);
        self.rights_over(self.rules[at].source, action).for_each(|right| self.reads_rule(right, &mut found));
        found
    }

    pub fn asks_of_actions(&self, cond: &Cond) -> bool {
        match cond {
            Cond::Allowed => true,
            Cond::Not(cond) => self.asks_of_actions(cond),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|part| self.asks_of_actions(part)),
            _ => false,
        }
    }
}
