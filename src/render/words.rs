//! Values and statements in English, as one would say them.

use std::sync::Arc;

use crate::explain::{Named, Phrase, Relation, Segment, TableRow, Typed};
use crate::value::{Date, Moment, Quantity, Type, Unit, Value, Zone, number};

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
        (Value::Moment(at), Type::Moment(zone)) => zoned(*at, zone),
        (Value::Moment(at), _) => moment(*at),
        (Value::Text(text), _) => text.as_ref().to_owned(),
        (Value::Choice(at), Type::Choice(choices)) => {
            choices.names.get(*at).map_or_else(String::new, |name| name.replace('_', " "))
        }
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
fn rounded(digits: &str, unit: Unit) -> &str {
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

/// `22 November 2026, 11:15 CET`: as the clocks say in a time zone.
fn zoned(at: Moment, zone: &Zone) -> String {
    let Some(day) = zone.date(at) else { return moment(at) };
    let (hour, minute, second) = zone.clock(at);
    let second = if second == 0 { String::new() } else { format!(":{second:02}") };
    format!("{}, {hour:02}:{minute:02}{second} {}", date(day), zone.letters(at))
}

/// `22 November 2026, 10:15 UTC`; with seconds where there are any.
pub(super) fn moment(moment: Moment) -> String {
    const DAY: i64 = 86_400;
    let (days, seconds) = (moment.seconds().div_euclid(DAY), moment.seconds().rem_euclid(DAY));
    let day = Date::from_days(days.into()).map(date).unwrap_or_default();
    let clock = format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    match seconds % 60 {
        0 => format!("{day}, {clock} UTC"),
        second => format!("{day}, {clock}:{second:02} UTC"),
    }
}

/// `1,204`.
pub(super) fn count(count: u64) -> String {
    grouped(&count.to_string())
}

/// Thousands apart: `-1120.50` is `-1,120.50`.
fn grouped(digits: &str) -> String {
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

/// A text of the rulebook with its values, or a statement as it stands here.
pub(super) fn phrase(phrase: &Phrase) -> String {
    let segments = &phrase.0;
    // A yes/no fact by itself reads as an entry on a form.
    if let [Segment::Named(name, value_here), rest @ ..] = segments.as_slice()
        && matches!(rest, [] | [Segment::Row(_)])
    {
        let said = value_here.as_ref().map_or_else(|| "not known".to_owned(), value);
        let from = if let [Segment::Row(here)] = rest { format!(" ({})", cited_row(here)) } else { String::new() };
        return format!("{}: {said}{from}", name.label);
    }
    let mut out = String::new();
    for (i, segment) in segments.iter().enumerate() {
        let piece = match segment {
            Segment::Words(words) => words.to_string(),
            Segment::Value(typed) => match segments.get(i + 1) {
                // A share is counted in hundredths or finer, and said in percent.
                Some(Segment::Operator("of")) => percent(typed),
                _ => value(typed),
            },
            Segment::Named(name, None) => format!("{} (not known)", name.label),
            // "the kind of article (hygiene) is hygiene" says it twice.
            Segment::Named(name, Some(here)) if is_echo(segments.get(i + 1..), here) => {
                named_row(name, None, segments.get(i + 1))
            }
            Segment::Named(name, Some(here)) => named_row(name, Some(value(here)), segments.get(i + 1)),
            // Told with the name before it.
            Segment::Row(_) => continue,
            Segment::Relation(relation) => relation_words(*relation).to_owned(),
            Segment::Today => "today".to_owned(),
            Segment::Unknown => "(not known)".to_owned(),
            Segment::Operator(sign) => (*sign).to_owned(),
        };
        if wants_space(&out, &piece, segment, i.checked_sub(1).and_then(|p| segments.get(p))) {
            out.push(' ');
        }
        out.push_str(&piece);
    }
    out.trim().to_owned()
}

/// `12.5%` for 0.125.
fn percent(typed: &Typed) -> String {
    match (&typed.value, typed.ty.quantity()) {
        (Value::Number(count), Some(Quantity { unit: Unit::Plain, decimals })) if decimals >= 2 => {
            let digits = grouped(&number::print(*count, decimals - 2));
            let digits =
                if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
            format!("{digits}%")
        }
        _ => value(typed),
    }
}

fn is_echo(rest: Option<&[Segment]>, here: &Typed) -> bool {
    let rest = match rest {
        Some([Segment::Row(_), rest @ ..]) => Some(rest),
        rest => rest,
    };
    matches!(rest, Some([Segment::Relation(Relation::Is), Segment::Value(same), ..]) if same == here)
}

/// A name with its value, and the row of a table from which that comes.
fn named_row(name: &Named, value: Option<String>, next: Option<&Segment>) -> String {
    let from = if let Some(Segment::Row(here)) = next { Some(cited_row(here)) } else { None };
    let told: Vec<String> = value.into_iter().chain(from).collect();
    if told.is_empty() { name.label.clone() } else { format!("{} ({})", name.label, told.join(", ")) }
}

/// The row with where it stands.
pub(super) fn cited_row(here: &TableRow) -> String {
    let by = here.by.as_ref().map(|by| by.citation.clone()).filter(|citation| !citation.is_empty());
    std::iter::once(row(here)).chain(by).collect::<Vec<_>>().join(", ")
}

/// `row 2`, `row b`, `row "an applicant under 18"`.
pub(super) fn row(row: &TableRow) -> String {
    // A letter is `b`; a longer name speaks for itself in its label.
    let letter = row.letter.as_ref().filter(|letter| letter.chars().count() <= 3 || row.label.is_none());
    match (letter, &row.label) {
        (Some(letter), Some(label)) => format!("row {letter} \"{label}\""),
        (Some(letter), None) => format!("row {}", letter.replace('_', " ")),
        (None, Some(label)) => format!("row \"{label}\""),
        (None, None) => format!("row {}", row.position),
    }
}

/// Whether a space goes between what is written and the next piece. Texts of the rulebook bring their own spaces; a word
/// next to a value gets one anyway, so that a statement may be put together from bare words.
fn wants_space(out: &str, piece: &str, next: &Segment, previous: Option<&Segment>) -> bool {
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

/// How two values stand to each other.
pub(super) fn relation_words(relation: Relation) -> &'static str {
    match relation {
        Relation::Is => "is",
        Relation::IsNot => "is not",
        Relation::MoreThan => "is more than",
        Relation::LessThan => "is less than",
        Relation::AtLeast => "is at least",
        Relation::AtMost => "is at most",
        Relation::Before => "is before",
        Relation::After => "is after",
        Relation::OnOrBefore => "is on or before",
        Relation::OnOrAfter => "is on or after",
        Relation::From => "is from",
        Relation::NotFrom => "is not from",
        Relation::To => "to",
        Relation::OneOf => "is one of",
        Relation::NotOneOf => "is not one of",
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
