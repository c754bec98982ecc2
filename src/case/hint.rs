//! What somebody meant who wrote a number or a date in another way: guesses, which are only ever shown.

use crate::value::{Currency, Date, Moment, Quantity, Unit, number};

pub(crate) enum Hint {
    /// What to write instead.
    Write(String),
    /// What is wrong, where we cannot tell what was meant.
    Say(&'static str),
}

/// For a text that is not of the form of a number.
pub(crate) fn number(text: &str, quantity: Quantity) -> Option<Hint> {
    let lower = text.to_ascii_lowercase();
    let bare = lower.trim_start_matches(['+', '-', '.']);
    if matches!(bare, "nan" | "inf" | "infinity") {
        return Some(Hint::Say("write a number; there is no other value"));
    }
    if ["0x", "0o", "0b"].iter().any(|p| bare.starts_with(p)) {
        return Some(Hint::Say("write it with the digits 0 to 9, in tens"));
    }
    if text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
        return Some(Hint::Say("write it with the digits 0 to 9"));
    }
    if let Unit::Money(currency) = quantity.unit {
        let amount = text.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || "€$£¥₹".contains(c));
        if amount != text && number::parse(amount, quantity.decimals).is_ok() {
            let own = text.replace(amount, "").trim().to_uppercase();
            let same = own == currency.code() || is_sign_of(&own, currency);
            return Some(if same {
                Hint::Write(format!("{amount} {currency}"))
            } else {
                Hint::Say("write the number, a space and the currency")
            });
        }
    }
    if text.contains(':') {
        return Some(Hint::Say("a time of day is not a number; write the number alone"));
    }
    if text.split_once(['e', 'E']).is_some_and(|(m, _)| number::parse(m.trim_start_matches('+'), 18).is_ok()) {
        return Some(Hint::Say("write all its digits, without an exponent"));
    }
    let tidy = tidy(text)?;
    number::parse(&tidy, quantity.decimals).is_ok().then_some(Hint::Write(tidy))
}

/// Without separators, plus sign and leading zeros, with a point for a decimal comma.
fn tidy(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let separators = ['_', '\'', ' ', '\u{A0}', '\u{202F}'];
    let thousands = |s: &str, by: char| {
        let mut parts = s.split(by);
        parts.next().is_some_and(|first| (1..=3).contains(&first.len())) && parts.all(|p| p.len() == 3)
    };
    let mut digits = digits.replace(separators, "");
    match (digits.find(','), digits.find('.')) {
        (Some(comma), Some(point)) if comma > point => digits = digits.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => digits = digits.replace(',', ""),
        (Some(_), None) if thousands(&digits, ',') => digits = digits.replace(',', ""),
        (Some(_), None) => digits = digits.replacen(',', ".", 1),
        _ => {}
    }
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits.as_str(), ""),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Whether a word after a number is meant as its unit.
pub(crate) fn is_unit(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || "€$£¥₹".contains(c)) && word.len() <= 24
}

/// Whether people write this currency with this sign, whatever else they write with it.
pub(crate) fn is_sign_of(sign: &str, currency: Currency) -> bool {
    matches!((sign, currency.code()), ("€", "EUR") | ("£", "GBP") | ("$", "USD") | ("¥", "JPY") | ("₹", "INR"))
}

/// For a text that is no date: whether it is merely written otherwise, and what to write.
pub(crate) fn date(text: &str) -> (bool, String) {
    const FORM: &str = "write the day as year, month and day: `2026-11-21`";
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    if let Some(day) = text.get(..10).and_then(Date::parse) {
        return (true, format!("write `{day}`, without a time of day"));
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    match parts[..] {
        [y, m, d] if digits(y, 4) && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            match Date::parse(&format!("{y}-{m:0>2}-{d:0>2}")) {
                Some(day) => (true, format!("write `{day}`")),
                None => (false, last_day(y, m)),
            }
        }
        [_, _, y] if digits(y, 4) => (true, FORM.to_owned()),
        _ => (true, FORM.to_owned()),
    }
}

/// For a text that is no date and time: what is missing in it.
pub(crate) fn time(text: &str) -> String {
    const FORM: &str = "`2026-11-21T10:15:00+01:00`, or with `Z` for UTC";
    let head = text.get(..10).unwrap_or_default();
    let Some(day) = Date::parse(head) else {
        return match date(head) {
            (false, help) => help,
            (true, _) => format!("write day, `T`, time and the distance from UTC: {FORM}"),
        };
    };
    let rest = text.get(10..).unwrap_or_default().trim_start_matches(['T', 't', ' ']);
    if rest.is_empty() {
        return format!("a time of day is missing: write {day}T10:15:00+01:00, with the distance from UTC");
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && !":.,".contains(c)).unwrap_or(rest.len());
    let (clock, zone) = (&rest[..end], rest[end..].trim().to_ascii_uppercase());
    let digits = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    let clock = match parts[..] {
        [h, m] if digits(h) && digits(m) => format!("{h}:{m}:00"),
        [h, m, s] if digits(h) && digits(m) && digits(s) => clock.to_owned(),
        [h, m, s] if digits(h) && digits(m) && s.contains(['.', ',']) => return format!("write whole seconds: {FORM}"),
        _ => return format!("write hour, minute and second with two digits each: {FORM}"),
    };
    if zone.is_empty() {
        return format!("say how far the clock is from UTC: {day}T{clock}+01:00, or {day}T{clock}Z in UTC");
    }
    if Moment::parse(&format!("{day}T{clock}{zone}")).is_some() {
        return format!("write `{day}T{clock}{zone}`");
    }
    match zone.starts_with(['+', '-']) || zone == "Z" {
        true => format!("write it as {FORM}; hours go to 23, minutes and seconds to 59"),
        false => format!("write how far the clock is from UTC, and not the name of its zone: {day}T{clock}+01:00"),
    }
}

/// What the month ends on, if there is such a month.
fn last_day(year: &str, month: &str) -> String {
    let first = Date::parse(&format!("{year}-{month:0>2}-01"));
    match first.and_then(|first| first.add_months(1)?.yesterday()) {
        Some(last) => format!("the last day of that month is `{last}`"),
        None => "the months are 01 to 12, and the years 0001 to 9999".to_owned(),
    }
}
