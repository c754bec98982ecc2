//! What has been used of limits: earlier decisions against the rule, counted in rolling periods.

use std::collections::BTreeMap;

use crate::model::Reach;
use crate::value::Moment;
use crate::value::moment::DAY;

/// Earlier decisions against one rulebook, as far as limits count them. Added in the order of their time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    series: BTreeMap<(String, Whose), Series>,
}

/// Over whom something is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    All,
    Person(String),
    Role(String),
}

/// The uses of one rule by everybody, one person or one role.
#[derive(Clone, Debug, Default)]
struct Series {
    at: Vec<Moment>,
    sums: BTreeMap<String, Running>,
}

/// A sum up to and with each use; and how many of these uses do not say the value.
#[derive(Clone, Debug, Default)]
struct Running {
    total: Vec<Option<i128>>,
    silent: Vec<u32>,
}

impl Tally {
    /// Counts a decision against a rule; `values` are those that limits add up, as the record writes them.
    pub(crate) fn add(&mut self, rule: &str, person: &str, role: &str, at: Moment, values: &BTreeMap<String, String>) {
        let counts: BTreeMap<String, i128> =
            values.iter().filter_map(|(name, text)| Some((key(name, text), count(text)?))).collect();
        for whose in [Whose::All, Whose::Person(person.to_owned()), Whose::Role(role.to_owned())] {
            self.series.entry((rule.to_owned(), whose)).or_default().add(at, &counts);
        }
    }

    fn series(&self, rule: &str, whose: Whose) -> Option<&Series> {
        self.series.get(&(rule.to_owned(), whose))
    }
}

impl Series {
    fn add(&mut self, at: Moment, counts: &BTreeMap<String, i128>) {
        let before = self.at.len();
        for name in counts.keys() {
            self.sums
                .entry(name.clone())
                .or_insert_with(|| Running { total: vec![Some(0); before], silent: (1..).take(before).collect() });
        }
        for (name, running) in &mut self.sums {
            let (last, silent) = match before.checked_sub(1) {
                None => (Some(0), 0),
                Some(i) => (running.total[i], running.silent[i]),
            };
            let now = counts.get(name);
            running.total.push(last.and_then(|sum| sum.checked_add(now.copied().unwrap_or(0))));
            running.silent.push(silent + u32::from(now.is_none()));
        }
        self.at.push(at);
    }

    /// The first use that still counts: one of exactly `days` × 24 hours ago no longer does.
    fn first(&self, now: Moment, days: u32) -> usize {
        let horizon = now.seconds().saturating_sub(i64::from(days) * DAY);
        self.at.partition_point(|at| at.seconds() <= horizon)
    }
}

/// What a limit is held against: the tally, the time and the person who would decide.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uses<'a> {
    pub(crate) tally: &'a Tally,
    pub(crate) now: Moment,
    /// `None` where it is not known who would decide: then nothing is counted per person.
    pub(crate) person: Option<&'a str>,
}

/// What a sum comes to over a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    Known(i128),
    /// A use in the period does not say the value, or the sum cannot be counted.
    NotKnown,
}

impl Uses<'_> {
    /// How often a rule was decided against in the period; `None` where it is not known for whom to count.
    pub(crate) fn times(&self, rule: &str, role: &str, reach: Reach, days: u32) -> Option<u64> {
        let Some(series) = self.tally.series(rule, self.whose(role, reach)?) else { return Some(0) };
        u64::try_from(series.at.len() - series.first(self.now, days)).ok()
    }

    /// What a value added up to in the period; `like` is a value of the kind that is added up, as records write it.
    pub(crate) fn sum(&self, rule: &str, role: &str, reach: Reach, days: u32, name: &str, like: &str) -> Option<Sum> {
        let Some(series) = self.tally.series(rule, self.whose(role, reach)?) else { return Some(Sum::Known(0)) };
        let first = series.first(self.now, days);
        if first == series.at.len() {
            return Some(Sum::Known(0));
        }
        let Some(running) = series.sums.get(&key(name, like)) else { return Some(Sum::NotKnown) };
        let upto = |end: usize| end.checked_sub(1).map_or((Some(0), 0), |i| (running.total[i], running.silent[i]));
        let ((before, silent_before), (all, silent)) = (upto(first), upto(series.at.len()));
        Some(match (before, all) {
            (Some(before), Some(all)) if silent == silent_before => {
                all.checked_sub(before).map_or(Sum::NotKnown, Sum::Known)
            }
            _ => Sum::NotKnown,
        })
    }

    fn whose(&self, role: &str, reach: Reach) -> Option<Whose> {
        Some(match reach {
            Reach::InAll => Whose::All,
            Reach::PerEmployee => Whose::Person(self.person?.to_owned()),
            Reach::PerRole => Whose::Role(role.to_owned()),
        })
    }
}

/// A value under its name, unit and number of decimals: only what is counted alike is added up.
fn key(name: &str, text: &str) -> String {
    let (digits, unit) = text.split_once(' ').unwrap_or((text, ""));
    let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    // `1 day` and `2 days` are counted alike.
    format!("{name} {} {decimals}", unit.trim_end_matches('s'))
}

/// Whether two values are counted alike.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    key("", one) == key("", other)
}

/// `120.00 EUR` counted in hundredths.
pub(crate) fn count(text: &str) -> Option<i128> {
    let digits = text.split_once(' ').map_or(text, |(digits, _)| digits);
    digits.replace('.', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_seconds(seconds).unwrap_or_else(|| unreachable!("a small number"))
    }

    fn paid(text: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("amount".to_owned(), text.to_owned())])
    }

    const MONEY: &str = "0.00 EUR";

    #[test]
    fn a_use_counts_until_the_second_at_which_the_period_is_over() {
        let mut tally = Tally::default();
        tally.add("late", "ana", "lead", at(0), &paid("10.00 EUR"));
        tally.add("late", "ben", "lead", at(0), &paid("5.50 EUR"));
        let uses = |now, person| Uses { tally: &tally, now: at(now), person };
        let (last, over) = (DAY * 30 - 1, DAY * 30);
        assert_eq!(uses(last, None).times("late", "lead", Reach::InAll, 30), Some(2));
        assert_eq!(uses(over, None).times("late", "lead", Reach::InAll, 30), Some(0));
        assert_eq!(uses(0, Some("ana")).times("late", "lead", Reach::PerEmployee, 30), Some(1));
        assert_eq!(uses(0, Some("Ana")).times("late", "lead", Reach::PerEmployee, 30), Some(0), "ids are exact");
        assert_eq!(uses(0, None).times("late", "lead", Reach::PerEmployee, 30), None);
        assert_eq!(uses(0, None).times("late", "manager", Reach::PerRole, 30), Some(0));
        assert_eq!(uses(0, None).times("other", "lead", Reach::InAll, 30), Some(0));
        let sum = |now| uses(now, None).sum("late", "lead", Reach::InAll, 30, "amount", MONEY);
        assert_eq!((sum(last), sum(over)), (Some(Sum::Known(1550)), Some(Sum::Known(0))));
    }

    #[test]
    fn what_a_record_does_not_say_is_not_taken_for_nothing() {
        let mut tally = Tally::default();
        tally.add("late", "ana", "lead", at(0), &BTreeMap::new());
        tally.add("late", "ana", "lead", at(DAY), &paid("10.00 EUR"));
        tally.add("late", "ana", "lead", at(DAY * 2), &paid("10 EUR"));
        tally.add("late", "ana", "lead", at(DAY * 5), &paid("2.00 EUR"));
        let uses = Uses { tally: &tally, now: at(DAY * 5), person: None };
        let sum = |days| uses.sum("late", "lead", Reach::InAll, days, "amount", MONEY);
        assert_eq!(sum(2), Some(Sum::Known(200)));
        assert_eq!(sum(4), Some(Sum::NotKnown), "counted in whole EUR");
        assert_eq!(sum(6), Some(Sum::NotKnown), "says no amount");
        assert_eq!(uses.sum("late", "lead", Reach::InAll, 2, "price", MONEY), Some(Sum::NotKnown));
    }
}
