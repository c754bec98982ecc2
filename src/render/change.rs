//! What a change takes, from whom, how much and by when; and all that a fact may be with the answer staying.

use super::tongue::Tongue;
use super::words;
use crate::explain::{Change, Extent, Remedy, Typed};
use crate::value::{Choices, Date, Quantity, Type, Unit, Value};

/// Who asks. The one who is served does what a remedy says.
pub(super) const ASKER: &str = "the customer";

/// `the customer can show a photo ID, and staff can enter another group`: "can" fits before whatever the rulebook writes.
pub(super) fn doing(changes: &[Change]) -> String {
    let (staff, asker): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.by_staff);
    let part = |who: &str, changes: &[&Change]| {
        (!changes.is_empty()).then(|| format!("{who} can {}", each(Tongue::ENGLISH, changes)))
    };
    let both: Vec<String> = [part(ASKER, &asker), part("staff", &staff)].into_iter().flatten().collect();
    both.join(", and ")
}

/// The same with the day on which it is done, where it takes days.
pub(super) fn remedy(remedy: &Remedy, today: Date) -> String {
    doing(&remedy.changes) + &done(Tongue::ENGLISH, remedy, today)
}

/// What the reader of a letter can do.
pub(super) fn remedy_in(tongue: Tongue<'_>, remedy: &Remedy, today: Date) -> String {
    each(tongue, &remedy.changes.iter().collect::<Vec<_>>()) + &done(tongue, remedy, today)
}

/// ` (done in 3 days, on 24 November 2026)`.
fn done(tongue: Tongue<'_>, remedy: &Remedy, today: Date) -> String {
    let Some(day) = remedy.on.filter(|day| *day != today) else { return String::new() };
    let days = Typed {
        value: Value::Number((day.days() - today.days()).into()),
        ty: Type::Quantity(Quantity { unit: Unit::Days, decimals: 0 }),
    };
    tongue.fill(|says| says.done_on, &[&tongue.value(&days), &tongue.date(day)])
}

fn each(tongue: Tongue<'_>, changes: &[&Change]) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut rest = changes;
    while let Some(first) = rest.first() {
        // Members of a list that are left out together go in one piece.
        let alike = rest.iter().take_while(|c| is_left_out(c) && is_left_out(first) && c.how == first.how).count();
        let (these, others) = rest.split_at(alike.max(1));
        said.push(match alike {
            0 => change(tongue, first),
            _ => {
                let which: Vec<&str> = these.iter().map(|change| change.fact.label.as_str()).collect();
                format!("{}: {}", how(&first.how), tongue.list(&which))
            }
        });
        rest = others;
    }
    // "bring the receipt, or the card; and show a photo ID": what has parts of its own is kept apart.
    let has_parts = |said: &String| [",", ":", " or ", " oder "].iter().any(|mark| said.contains(mark));
    if said.len() > 1 && said.iter().any(has_parts) {
        return said.join(tongue.says().and_also);
    }
    tongue.list(&said)
}

/// Whether it is a member of a list that is not to be there.
fn is_left_out(change: &Change) -> bool {
    change.fact.name.ends_with(']') && change.to.value == Value::YesNo(false)
}

/// `show a photo ID`, `accept part of the amount: up to 20.00 EUR`, `take goods (goods instead of money)`.
fn change(tongue: Tongue<'_>, change: &Change) -> String {
    // What it takes is said of the whole fact; of a part it is to be said which.
    let is_part = change.fact.name.contains(['.', '[']);
    let how = how(&change.how);
    let head = if is_part { format!("{how}: {}", change.fact.label) } else { how.to_owned() };
    // "show a photo ID" says all there is.
    if matches!((&change.from.value, &change.to.value), (Value::YesNo(_), _) | (_, Value::YesNo(_))) {
        return head;
    }
    match change.range.as_ref().and_then(|range| enough(tongue, &change.to.ty, range)) {
        Some(range) => format!("{head}{} {range}", if is_part { "," } else { ":" }),
        None => tongue.fill(|says| says.instead_of, &[&head, &tongue.value(&change.to), &tongue.value(&change.from)]),
    }
}

/// What it takes, to go on in a sentence.
pub(super) fn how(how: &str) -> &str {
    how.trim().trim_end_matches('.')
}

/// `up to 20.00 EUR`, `on or after 24 November 2026`, `goods or services`: every value that does.
fn enough(tongue: Tongue<'_>, ty: &Type, range: &Extent) -> Option<String> {
    let says = tongue.says();
    let (least, most, between) = match ty {
        Type::Choice(choices) if !choices.ranked => return Some(tongue.either(&named(choices, range)?)),
        Type::Choice(_) | Type::Quantity(_) => (says.at_least, says.up_to, says.between),
        Type::Date => (says.on_or_after, says.on_or_before, says.between_days),
        Type::Moment(_) => (says.not_earlier, says.not_later, says.between),
        _ => return None,
    };
    let value = |end: &Typed| tongue.value(end);
    match (&range.from, &range.to) {
        (Some(from), None) => Some(tongue.fill(|_| least, &[&value(from)])),
        (None, Some(to)) => Some(tongue.fill(|_| most, &[&value(to)])),
        (Some(from), Some(to)) => Some(tongue.fill(|_| between, &[&value(from), &value(to)])),
        (None, None) => None,
    }
}

/// Every value from one to another of a list without ranks.
fn named(choices: &Choices, range: &Extent) -> Option<Vec<String>> {
    let place = |end: &Typed| if let Value::Choice(at) = &end.value { Some(*at) } else { None };
    let from = range.from.as_ref().map_or(Some(0), place)?;
    let to = range.to.as_ref().map_or(Some(choices.names.len()), |end| Some(place(end)? + 1))?;
    let all: Option<Vec<String>> = (from..to).map(|at| (at < choices.names.len()).then(|| choices.said(at))).collect();
    all.filter(|all| !all.is_empty())
}

// --- All that a fact may be ------------------------------------------------------------------

/// `any amount over 20.00 EUR`, `any day on or before 21 October 2026`, `silver or lower`.
pub(super) fn anything(value: &Typed, extent: &Extent) -> Option<String> {
    let ends = (&extent.from, &extent.to);
    let said = words::value;
    let stretch = |what: &str, after: &str, before: &str| match ends {
        (Some(from), Some(to)) => Some(format!("{what} from {} to {}", said(from), said(to))),
        (Some(from), None) => Some(format!("{what} {after} {}", said(from))),
        (None, Some(to)) => Some(format!("{what} {before} {}", said(to))),
        (None, None) => None,
    };
    match &value.ty {
        Type::Date => stretch("any day", "on or after", "on or before"),
        Type::Moment(_) => stretch("any time", "not earlier than", "not later than"),
        Type::Choice(choices) if !choices.ranked => {
            Some(format!("any of {}", words::list(&named(choices, extent)?, "and")))
        }
        Type::Choice(_) => match ends {
            (Some(from), None) => Some(format!("{} or higher", said(from))),
            (None, Some(to)) => Some(format!("{} or lower", said(to))),
            _ => stretch("any", "", ""),
        },
        Type::Quantity(quantity) => {
            let what = if matches!(quantity.unit, Unit::Money(_)) { "any amount" } else { "anything" };
            match ends {
                (Some(from), None) => Some(match rounder(from, -1) {
                    Some(end) => format!("{what} over {}", said(&end)),
                    None => format!("{what} from {} up", said(from)),
                }),
                (None, Some(to)) => Some(match rounder(to, 1) {
                    Some(end) => format!("{what} under {}", said(&end)),
                    None => format!("{what} up to {}", said(to)),
                }),
                _ => stretch(what, "", ""),
            }
        }
        _ => None,
    }
}

/// The number next to an end, if that is the one that people would name: of 20.01 and 20.00 the second.
fn rounder(end: &Typed, step: i128) -> Option<Typed> {
    let (Value::Number(count), Type::Quantity(quantity)) = (&end.value, &end.ty) else { return None };
    let zeros = |mut count: i128| {
        let mut zeros = if count == 0 { quantity.decimals } else { 0 };
        while count != 0 && count % 10 == 0 {
            (count, zeros) = (count / 10, zeros + 1);
        }
        zeros
    };
    let next = count.checked_add(step)?;
    (zeros(next) > zeros(*count)).then(|| Typed { value: Value::Number(next), ty: end.ty.clone() })
}
