//! Values and statements in English, as one would say them.

use std::sync::Arc;

use super::tongue::Tongue;
use crate::explain::{Phrase, Relation, Segment, Typed};
use crate::value::{Date, Moment, Type, Unit, Value, Zone, number};

/// Up to this many members are named one by one.
const FEW: usize = 6;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `1,120.00 EUR`, `43 days`, `9 October 2026`, `yes`, `made to order`.
pub(super) fn value(typed: &Typed) -> String {
    match (&typed.value, &typed.ty) {
        (Value::YesNo(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (Value::Date(day), _) => date(*day),
        (Value::Moment(at), Type::Moment(zone)) => on_the_clock(*at, Some(zone), date),
        (Value::Moment(at), _) => moment(*at),
        (Value::Text(text), _) => text.as_ref().to_owned(),
        (Value::Choice(at), Type::Choice(choices)) => choices.said(*at),
        (Value::Number(count), Type::Quantity(q)) => {
            let digits = grouped(rounded(&number::print(*count, q.decimals), q.unit));
            match unit(q.unit, *count == 1 && q.decimals == 0) {
                "" => digits,
                unit => format!("{digits} {unit}"),
            }
        }
        (Value::Record(fields), Type::Record(record)) => {
            let stated = record.fields.iter().zip(fields.iter()).filter_map(|(field, value)| {
                let value = self::value(&Typed { value: value.clone()?, ty: field.ty.clone() });
                Some(format!("{} {value}", field.name.replace('_', " ")))
            });
            stated.collect::<Vec<_>>().join(", ")
        }
        (Value::List(members), ty) => match (members.len(), ty) {
            (0, _) => "none".to_owned(),
            (1..=FEW, Type::Set(of)) => {
                let each = members.iter().map(|m| value(&Typed { value: m.clone(), ty: (**of).clone() }));
                list(&each.collect::<Vec<_>>(), "and")
            }
            (1..=FEW, Type::List(record)) => {
                let of = Type::Record(Arc::clone(record));
                let each = members.iter().map(|m| value(&Typed { value: m.clone(), ty: of.clone() }));
                each.collect::<Vec<_>>().join("; ")
            }
            (n, _) => format!("{} in all", grouped(&n.to_string())),
        },
        (Value::Membership(groups), _) => {
            format!("who belongs to what, of {} names", grouped(&groups.len().to_string()))
        }
        (Value::Record(_), _) => String::new(),
        // A value is made together with its type; a stray pair still shows what it holds.
        (Value::Choice(at), _) => at.to_string(),
        (Value::Number(count), _) => grouped(&count.to_string()),
    }
}

/// What a calculation comes to may be counted finer than its currency; zeros beyond that are not said.
pub(super) fn rounded(digits: &str, unit: Unit) -> &str {
    let Unit::Money(currency) = unit else { return digits };
    let Some(point) = digits.find('.') else { return digits };
    let decimals = usize::try_from(currency.decimals()).unwrap_or(0);
    let end = if decimals == 0 { point } else { point + 1 + decimals };
    match (digits.get(..end), digits.get(end..)) {
        (Some(said), Some(rest)) if rest.trim_start_matches('.').bytes().all(|digit| digit == b'0') => said,
        _ => digits,
    }
}

/// The word after a number.
fn unit(unit: Unit, one: bool) -> &'static str {
    match (unit, one) {
        (Unit::Plain, _) => "",
        (Unit::Money(currency), _) => currency.code(),
        (Unit::Days, true) => "day",
        (Unit::Days, false) => "days",
        (Unit::Months, true) => "month",
        (Unit::Months, false) => "months",
        (Unit::Years, true) => "year",
        (Unit::Years, false) => "years",
        (Unit::Hours, true) => "hour",
        (Unit::Hours, false) => "hours",
        (Unit::Minutes, true) => "minute",
        (Unit::Minutes, false) => "minutes",
    }
}

/// `9 October 2026`.
pub(super) fn date(day: Date) -> String {
    let (year, month, day) = day.parts();
    let name = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
    format!("{day} {name} {year}")
}

/// `22 November 2026, 11:15 CET`: as the clocks say in a time zone, in UTC without one.
pub(super) fn on_the_clock(at: Moment, zone: Option<&Zone>, date: impl Fn(Date) -> String) -> String {
    const DAY: i64 = 86_400;
    let (hour, minute, second, day, letters) = match zone.and_then(|zone| Some((zone, zone.date(at)?))) {
        Some((zone, day)) => {
            let (hour, minute, second) = zone.clock(at);
            (i64::from(hour), i64::from(minute), i64::from(second), date(day), zone.letters(at).to_string())
        }
        None => {
            let (days, seconds) = (at.seconds().div_euclid(DAY), at.seconds().rem_euclid(DAY));
            let day = Date::from_days(days.into()).map(&date).unwrap_or_default();
            (seconds / 3600, seconds / 60 % 60, seconds % 60, day, "UTC".to_owned())
        }
    };
    let second = if second == 0 { String::new() } else { format!(":{second:02}") };
    format!("{day}, {hour:02}:{minute:02}{second} {letters}")
}

/// `22 November 2026, 10:15 UTC`; with seconds where there are any.
pub(super) fn moment(moment: Moment) -> String {
    on_the_clock(moment, None, date)
}

/// `1,204`.
pub(super) fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// Thousands apart: `-1120.50` is `-1,120.50`.
pub(super) fn grouped(digits: &str) -> String {
    let (whole, fraction) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
    let mut out = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(items: &[S], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {and} {}", first.join(", "), last.as_ref())
        }
    }
}

/// A text of the rulebook with its values, or a statement as it stands here, in English.
pub(super) fn phrase(phrase: &Phrase) -> String {
    Tongue::ENGLISH.phrase(phrase)
}

/// Whether a name is followed by the same value again.
pub(super) fn is_echo(rest: Option<&[Segment]>, here: &Typed) -> bool {
    let rest = match rest {
        Some([Segment::Row(_), rest @ ..]) => Some(rest),
        rest => rest,
    };
    matches!(rest, Some([Segment::Relation(Relation::Is), Segment::Value(same), ..]) if same == here)
}

/// Whether a space goes between what is written and the next piece. Texts of the rulebook bring their own spaces; a word
/// next to a value gets one anyway, so that a statement may be put together from bare words.
pub(super) fn wants_space(out: &str, piece: &str, next: &Segment, previous: Option<&Segment>) -> bool {
    let (Some(end), Some(start)) = (out.chars().next_back(), piece.chars().next()) else { return false };
    if end.is_whitespace() || start.is_whitespace() || end == '(' || matches!(start, ')' | ',' | ';' | '.' | ':') {
        return false;
    }
    let bare = |segment: Option<&Segment>| matches!(segment, Some(Segment::Words(_)));
    match (bare(previous), bare(Some(next))) {
        (false, false) => true,
        (true, _) => end.is_alphanumeric() || matches!(end, ',' | ';' | ':' | ')'),
        (false, true) => start.is_alphanumeric() || start == '(',
    }
}

/// The first letter large: for the start of a sentence.
pub(super) fn sentence_start(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// One full stop at the end, unless the text ends in a mark of its own.
pub(super) fn sentence_end(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}
