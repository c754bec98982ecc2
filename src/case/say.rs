//! Values, ranges and lists of names in the words in which a case states them.

use crate::case::read::Sought;
use crate::diagnostic::nearest::{nearest, nearest_few};
use crate::value::number::power_of_ten;
use crate::value::{Date, Moment, Quantity, Type, Unit};

/// Up to this many names are listed.
const FEW: usize = 12;
/// Of more than that, so many are listed that may be meant.
const SOME: usize = 5;

pub(crate) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Plain => "units",
        Unit::Money(_) => "money",
        Unit::Days => "days",
        Unit::Months => "months",
        Unit::Years => "years",
        Unit::Hours => "hours",
        Unit::Minutes => "minutes",
    }
}

/// `write …`, for a value of any form.
pub(crate) fn what_to_write(ty: &Type) -> String {
    match ty {
        Type::YesNo => "write `yes` or `no`".to_owned(),
        Type::Quantity(q) => format!("write {} such as `{}`", kind(*q), example(*q)),
        Type::Date => "write the day as `2026-11-21`".to_owned(),
        Type::Moment(_) => "write day, time and the distance from UTC as `2026-11-21T10:15:00+01:00`".to_owned(),
        Type::Choice(choices) => names(None, choices.names.iter().map(String::as_str))
            .unwrap_or_else(|| "write one of its values".to_owned()),
        Type::Text => "write a text, in quotes if it has signs in it".to_owned(),
        Type::Record(record) => match names(None, record.fields.iter().map(|field| field.name.as_str())) {
            Some(_) if record.fields.len() <= FEW => {
                let fields: Vec<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
                format!("write its fields: `{{{}: …}}`", fields.join(": …, "))
            }
            _ => "write its fields: `{name: value}`".to_owned(),
        },
        Type::List(record) => format!("write a list, each with the fields of `{}`: `[{{…}}, {{…}}]`", record.name),
        Type::Set(_) => "write its members as a list: `[…, …]`".to_owned(),
        Type::Membership => {
            "write each name with the groups it belongs to: `{ana: [staff], staff: [everybody]}`".to_owned()
        }
    }
}

/// Ten of what is counted.
pub(crate) fn example(quantity: Quantity) -> String {
    quantity.write(power_of_ten(quantity.decimals).map_or(10, |one| one * 10))
}

fn kind(quantity: Quantity) -> &'static str {
    match (quantity.unit, quantity.decimals) {
        (Unit::Plain, 0) => "a whole number",
        (Unit::Plain, _) => "a number",
        (Unit::Money(_), _) => "an amount",
        (Unit::Days, _) => "a number of days",
        (Unit::Months, _) => "a number of months",
        (Unit::Years, _) => "a number of years",
        (Unit::Hours, _) => "a number of hours",
        (Unit::Minutes, _) => "a number of minutes",
    }
}

/// What to write and within which limits, for a value below or above them.
pub(crate) fn range(fact: &Sought<'_>, below: bool) -> (&'static str, String) {
    let what = match fact.ty {
        Type::Quantity(q) => kind(*q),
        Type::Date => "a day",
        Type::Moment(_) => "a time",
        _ => "a value",
    };
    let (least, greatest) = (at(fact.range.0, fact.ty), at(fact.range.1, fact.ty));
    let limits = if fact.range.0 == fact.range.1 {
        format!("that is `{least}`, the only one possible")
    } else if below && is_open(fact.range.1, fact.ty) {
        format!("of at least `{least}`")
    } else if !below && is_open(fact.range.0, fact.ty) {
        format!("of at most `{greatest}`")
    } else {
        format!("from `{least}` to `{greatest}`")
    };
    (what, limits)
}

/// Whether nobody set this end: it is where numbers and dates end by themselves.
pub(crate) fn is_open(end: i128, ty: &Type) -> bool {
    match ty {
        Type::Quantity(_) => power_of_ten(15).is_some_and(|most| end.abs() >= most),
        Type::Date => end == i128::from(Date::MAX.days()) || end == i128::from(Date::MIN.days()),
        Type::Moment(_) => [Moment::MIN, Moment::MAX].iter().any(|at| end == i128::from(at.seconds())),
        _ => false,
    }
}

/// A place on the line of values of a type.
pub(crate) fn at(ordinal: i128, ty: &Type) -> String {
    match ty {
        Type::YesNo => if ordinal == 0 { "no" } else { "yes" }.to_owned(),
        Type::Quantity(q) => q.write(ordinal),
        Type::Date => Date::from_days(ordinal).map_or_else(String::new, |d| d.to_string()),
        Type::Moment(zone) => {
            i64::try_from(ordinal).ok().and_then(Moment::from_seconds).map_or_else(String::new, |at| zone.write(at))
        }
        Type::Choice(choices) => {
            usize::try_from(ordinal).ok().and_then(|i| choices.names.get(i)).cloned().unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// "Did you mean", and all the names when they are few; else some that are most like what was written.
pub(crate) fn names<'a>(written: Option<&str>, all: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let all: Vec<&str> = all.into_iter().collect();
    let near = written.and_then(|written| nearest(written, all.iter().copied()));
    let listed = (1..=FEW).contains(&all.len()).then(|| format!("`{}`", all.join("`, `")));
    Some(match (near, listed) {
        (Some(near), Some(listed)) if all.len() > 1 => format!("did you mean `{near}`? there are {listed}"),
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(listed)) => format!("write one of {listed}"),
        (None, None) if all.is_empty() => "write a name that is declared, or leave this out".to_owned(),
        (None, None) => {
            let count = all.len();
            let some: Vec<&str> = match written {
                Some(written) => nearest_few(written, all, SOME),
                None => all.into_iter().take(SOME).collect(),
            };
            let some = some.join("`, `");
            format!("write one of the {count} names that are declared, such as `{some}`, or leave this out")
        }
    })
}
