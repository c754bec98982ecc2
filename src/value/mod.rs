//! Values: what a case can state and an expression can yield, counted in whole units.
//!
//! Nothing here is ever a binary floating point number. Money counts in its currency's smallest unit, `number with 2
//! decimals` in hundredths, a date in days. Imports nothing of ours.

pub mod currency;
pub mod date;
pub mod moment;
pub mod number;
pub mod record;
mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

pub use currency::Currency;
pub use date::Date;
pub use moment::Moment;
pub use record::{Field, RecordType};
pub use zone::Zone;

/// A value, without its type: read it together with a [`Type`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `yes` or `no`.
    YesNo(bool),
    /// A number, an amount of money or a duration, counted in the units of its [`Quantity`].
    Number(i128),
    /// A calendar day.
    Date(Date),
    /// A point in time.
    Moment(Moment),
    /// The position of a value in its list of [`Choices`].
    Choice(usize),
    /// A text, compared whole.
    Text(Arc<str>),
    /// The fields of a record in the order of its type; `None` is a field that is not stated.
    Record(Arc<[Option<Value>]>),
    /// The members of a list in their order, or of a set, each once and in the order of values.
    List(Arc<[Value]>),
    /// Which groups each name belongs to directly.
    Membership(Arc<BTreeMap<Arc<str>, BTreeSet<Arc<str>>>>),
}

impl Value {
    /// The value on a line of integers, on which its order is the order of values; a text, and what has parts, has no place on it.
    #[must_use]
    pub fn ordinal(&self) -> Option<i128> {
        match self {
            Value::YesNo(b) => Some(i128::from(*b)),
            Value::Number(n) => Some(*n),
            Value::Date(d) => Some(i128::from(d.days())),
            Value::Moment(m) => Some(i128::from(m.seconds())),
            Value::Choice(i) => i128::try_from(*i).ok(),
            Value::Text(_) | Value::Record(_) | Value::List(_) | Value::Membership(_) => None,
        }
    }
}

/// What kind of value something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `yes/no`.
    YesNo,
    /// `whole number`, `number with 2 decimals`, `money`, `days`, `months`, `years`, `hours`, `minutes`.
    Quantity(Quantity),
    /// `date`.
    Date,
    /// `date and time`, told as the clocks say in this zone.
    Moment(Zone),
    /// `one of a, b` or `ranked a, b`.
    Choice(Arc<Choices>),
    /// `text`.
    Text,
    /// The name of a record.
    Record(Arc<RecordType>),
    /// `list of Item`: in an order, what is stated is all there is.
    List(Arc<RecordType>),
    /// `set of` values that have no parts.
    Set(Box<Type>),
    /// `membership`: who belongs to which group, and which group to which other.
    Membership,
}

impl Type {
    /// `whole number`.
    pub const WHOLE: Type = Type::Quantity(Quantity { unit: Unit::Plain, decimals: 0 });

    /// The quantity this type counts, if it counts one.
    #[must_use]
    pub fn quantity(&self) -> Option<Quantity> {
        match self {
            Type::Quantity(q) => Some(*q),
            _ => None,
        }
    }
}

impl fmt::Display for Type {
    /// The type in the words of the rulebook language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::YesNo => f.write_str("yes/no"),
            Type::Quantity(q) => q.fmt(f),
            Type::Date => f.write_str("date"),
            Type::Moment(_) => f.write_str("date and time"),
            Type::Choice(c) => write!(f, "{} {}", if c.ranked { "ranked" } else { "one of" }, c.names.join(", ")),
            Type::Text => f.write_str("text"),
            Type::Record(record) => f.write_str(&record.name),
            Type::List(record) => write!(f, "list of {}", record.name),
            Type::Set(of) => write!(f, "set of {of}"),
            Type::Membership => f.write_str("membership"),
        }
    }
}

impl Type {
    /// A value of this type as a case states it: `yes`, `12`, `12.50 EUR`, `30 days`, `2026-01-31`, `gold`.
    #[must_use]
    pub fn write(&self, value: &Value) -> String {
        match (self, value) {
            (_, Value::YesNo(b)) => if *b { "yes" } else { "no" }.to_owned(),
            (_, Value::Date(date)) => date.to_string(),
            (Type::Moment(zone), Value::Moment(moment)) => zone.write(*moment),
            (_, Value::Moment(moment)) => moment.to_string(),
            (_, Value::Text(text)) => text.as_ref().to_owned(),
            (Type::Choice(choices), Value::Choice(at)) => choices.names.get(*at).cloned().unwrap_or_default(),
            (Type::Quantity(quantity), Value::Number(count)) => quantity.write(*count),
            (_, Value::Record(_) | Value::List(_) | Value::Membership(_)) => record::write(self, value),
            // A value of another type than it is read with; nothing in the crate pairs them.
            (_, Value::Choice(at)) => at.to_string(),
            (_, Value::Number(count)) => count.to_string(),
        }
    }
}

/// A unit and how many decimals of it are counted: a `Number(1250)` of EUR with 2 decimals is 12.50 EUR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// What is counted.
    pub unit: Unit,
    /// How many decimal digits the count carries.
    pub decimals: u32,
}

impl Quantity {
    /// A count as a case states it: `12`, `12.50 EUR`, `30 days`.
    #[must_use]
    pub fn write(self, count: i128) -> String {
        let digits = number::print(count, self.decimals);
        let unit = match self.unit {
            Unit::Plain => return digits,
            Unit::Money(currency) => return format!("{digits} {currency}"),
            Unit::Days => "day",
            Unit::Months => "month",
            Unit::Years => "year",
            Unit::Hours => "hour",
            Unit::Minutes => "minute",
        };
        let one = digits == "1" || digits == "-1";
        format!("{digits} {unit}{}", if one { "" } else { "s" })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.unit, self.decimals) {
            (Unit::Plain, 0) => f.write_str("whole number"),
            (Unit::Plain, n) => write!(f, "number with {n} decimals"),
            (Unit::Money(c), _) => write!(f, "money in {c}"),
            (Unit::Days, _) => f.write_str("days"),
            (Unit::Months, _) => f.write_str("months"),
            (Unit::Years, _) => f.write_str("years"),
            (Unit::Hours, _) => f.write_str("hours"),
            (Unit::Minutes, _) => f.write_str("minutes"),
        }
    }
}

/// What a quantity counts. Two units never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    Plain,
    /// Money of one currency.
    Money(Currency),
    /// Days: calendar days.
    Days,
    /// Months: never converted to days.
    Months,
    /// Years: never converted to days.
    Years,
    /// Hours of 60 minutes: never converted to days, which may have 23 or 25.
    Hours,
    /// Minutes.
    Minutes,
}

/// The values of a `one of` or `ranked` list, lowest first.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The names, in the order of the declaration.
    pub names: Vec<String>,
    /// The words for each in the language of the reader; where there are none, its name is said.
    pub labels: Vec<Option<String>>,
    /// Whether the order means anything.
    pub ranked: bool,
}

impl PartialEq for Choices {
    /// Lists are the same whatever their values are called to readers.
    fn eq(&self, other: &Choices) -> bool {
        (&self.names, self.ranked) == (&other.names, other.ranked)
    }
}

impl Eq for Choices {}

impl Choices {
    /// The words for a value: `made to order`.
    #[must_use]
    pub fn said(&self, at: usize) -> String {
        match self.labels.get(at) {
            Some(Some(label)) => label.clone(),
            _ => self.names.get(at).map_or_else(String::new, |name| name.replace('_', " ")),
        }
    }
}

/// Three-valued truth.
///
/// `Unknown` covers both a missing fact and a fault; which of them it was is told by what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// False in every completion of the missing facts that was looked at.
    No,
    /// True likewise.
    Yes,
    /// Neither is certain.
    Unknown,
}

impl Truth {
    /// `Yes` if all are, `No` if one is not, else `Unknown`. All are looked at.
    #[must_use]
    pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        truths.into_iter().fold(Truth::Yes, |a, b| match (a, b) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        })
    }

    /// `Yes` if one is, `No` if none is, else `Unknown`. All are looked at.
    #[must_use]
    pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        !Truth::all(truths.into_iter().map(|t| !t))
    }
}

impl From<bool> for Truth {
    fn from(b: bool) -> Truth {
        if b { Truth::Yes } else { Truth::No }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{No, Unknown, Yes};
    use super::*;

    #[test]
    fn truth_is_symmetric() {
        for (a, b, and, or) in [
            (Yes, Yes, Yes, Yes),
            (Yes, No, No, Yes),
            (Yes, Unknown, Unknown, Yes),
            (No, No, No, No),
            (No, Unknown, No, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            assert_eq!(Truth::all([a, b]), and);
            assert_eq!(Truth::all([b, a]), and);
            assert_eq!(Truth::any([a, b]), or);
            assert_eq!(Truth::any([b, a]), or);
        }
        assert_eq!(Truth::all([]), Yes);
        assert_eq!(Truth::any([]), No);
    }
}
