//! What a part of a fact is called, where the rulebook has no words for it by itself: in the language of its texts.

use crate::language::Language;
use crate::model::expr::{Over, OverWord};
use crate::value::Type;

/// `the price of the first item`; what is yes or no is no part of something, it is said of it.
pub(super) fn part_of(language: &Language, label: &str, ty: &Type, whose: &str) -> String {
    if language.is_english() && *ty != Type::YesNo {
        return format!("{label} of {whose}");
    }
    // In other languages names would take another form behind a word for "of".
    format!("{whose}: {label}")
}

/// `the second traveler, Bo, among the guests`; in other languages `Gast 2, Bo (die Mitreisenden)`.
pub(super) fn member(language: &Language, list: &Type, at: usize, called: Option<&str>, among: Option<&str>) -> String {
    let called = called.map_or_else(String::new, |name| format!(", {name}"));
    if language.is_english() {
        let noun = if let Type::List(record) = list { record.noun() } else { "entry" };
        let among = among.map_or_else(String::new, |whose| format!(" among {whose}"));
        return format!("the {} {noun}{called}{among}", ordinal(at));
    }
    let noun = if let Type::List(record) = list { record.label.as_str() } else { "" };
    let noun = ["ein ", "eine ", "einen "].iter().find_map(|article| noun.strip_prefix(article)).unwrap_or(noun);
    let among = among.map_or_else(String::new, |whose| format!(" ({whose})"));
    format!("{noun} {}{called}{among}", at + 1).trim_start().to_owned()
}

/// What is counted or compared over a list.
pub(super) fn over_list(language: &Language, over: &Over, list: &str) -> String {
    if language.is_english() {
        let which = if over.test.is_some() { " that count" } else { "" };
        return match over.how {
            OverWord::Any | OverWord::Every => list.to_owned(),
            OverWord::Number => format!("the number of {list}{which}"),
            OverWord::Sum => format!("the sum over {list}{which}"),
            OverWord::Largest => format!("the largest of {list}{which}"),
            OverWord::Smallest => format!("the smallest of {list}{which}"),
        };
    }
    let which = if over.test.is_some() { ", soweit es zählt" } else { "" };
    match over.how {
        OverWord::Any | OverWord::Every => list.to_owned(),
        OverWord::Number => format!("die Anzahl ({list}{which})"),
        OverWord::Sum => format!("die Summe ({list}{which})"),
        OverWord::Largest => format!("der größte Wert ({list}{which})"),
        OverWord::Smallest => format!("der kleinste Wert ({list}{which})"),
    }
}

/// Of alike reasons beyond the first few.
pub(super) fn same_of(language: &Language, more: usize) -> String {
    if language.is_english() { format!("the same of {more} more") } else { format!("dasselbe bei {more} weiteren") }
}

/// Which of several rows of a table counts; `best` is `least` or `greatest`.
pub(super) fn best_of_rows(language: &Language, best: &str, field: Option<&str>) -> String {
    if language.is_english() {
        return format!("the one with the {best} in {} of the rows that fit", field.unwrap_or("it"));
    }
    let best = if best == "least" { "kleinsten" } else { "größten" };
    let field = field.map_or_else(String::new, |field| format!(" ({field})"));
    format!("von den Zeilen, die passen, die mit dem {best} Wert{field}")
}

/// Of a list of which nobody stated how long it is.
pub(super) fn how_many(language: &Language, label: &str) -> String {
    if language.is_english() { format!("how many: {label}") } else { format!("wie viele: {label}") }
}

/// `first`, `second`, `11th`, by position.
fn ordinal(at: usize) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let n = at + 1;
    WORDS.get(at).map_or_else(
        || {
            let ending = match (n % 10, n % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{n}{ending}")
        },
        |word| (*word).to_owned(),
    )
}
