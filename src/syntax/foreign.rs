//! What people type instead of the language's own words, and the answer to each.

pub(crate) mod heads;
mod members;
mod words;

use words::Words;

use crate::source::scan::is_invisible;

/// A habit found in a piece: where, what is wrong, and what to write instead.
pub(crate) struct Habit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Wordings with one fixed answer. Tried in order; the longer before the shorter.
const WORDINGS: &[(&str, &str, &str)] = &[
    ("is not more than", "`is not more than` has a word of its own", "write: is at most"),
    ("is not less than", "`is not less than` has a word of its own", "write: is at least"),
    ("is not at least", "`is not at least` has a word of its own", "write: is less than"),
    ("is not at most", "`is not at most` has a word of its own", "write: is more than"),
    ("is not before", "`is not before` has a word of its own", "write: is on or after"),
    ("is not after", "`is not after` has a word of its own", "write: is on or before"),
    ("is not from", "`not` stands before the whole test", "write: not x is from A to B"),
    ("is between", "`is between` leaves open whether the ends are in", "write: is from A to B (both ends are in)"),
    ("is greater than", "`greater than` is written in other words", "write: is more than"),
    ("is equal to", "`is equal to` is written in other words", "write: is"),
    ("is larger than", "`larger than` is written in other words", "write: is more than"),
    ("is smaller than", "`smaller than` is written in other words", "write: is less than"),
    ("is over", "`is over` is written in other words", "write: is more than"),
    ("is under", "`is under` is written in other words", "write: is less than"),
    ("is either", "`is either` is written in other words", "write: is one of (a, b)"),
    ("is higher than", "`higher than` is written in other words", "write: is more than"),
    ("is lower than", "`lower than` is written in other words", "write: is less than"),
    ("is longer than", "`longer than` is written in other words", "write: is more than"),
    ("is shorter than", "`shorter than` is written in other words", "write: is less than"),
    ("is earlier than", "`earlier than` is written in other words", "write: is before"),
    ("is later than", "`later than` is written in other words", "write: is after"),
    (
        "is older than",
        "`older than` leaves open what is counted",
        "write: days from DATE to today is more than …, or: years from BORN to today is more than …",
    ),
    ("is younger than", "`younger than` leaves open what is counted", "write: years from BORN to today is less than …"),
    ("is within", "`within` is written by what is counted", "write: days from DATE to today is at most 14 days"),
    ("days after", "`days after` is written by what is counted", "write: days from A to B, or: A + 14 days"),
    ("days before", "`days before` is written by what is counted", "write: days from A to B, or: B - 14 days"),
    ("days since", "`days since` is written with both days", "write: days from DATE to today"),
    ("days of", "`days of` is written by what is counted", "write: days from DATE to today is at most 14 days"),
    ("number of days", "`number of` is not needed here", "write: days from A to B"),
    ("number of months", "`number of` is not needed here", "write: months from A to B"),
    ("number of years", "`number of` is not needed here", "write: years from A to B"),
    ("is in", "`is in` is written in other words", "write: is one of (a, b); of a set: SET includes a"),
    (
        "or less than",
        "the second half of `or` is a whole test of its own",
        "repeat what is tested: x is 1 or x is less than 2",
    ),
    (
        "or more than",
        "the second half of `or` is a whole test of its own",
        "repeat what is tested: x is 1 or x is more than 2",
    ),
    (
        "or at least",
        "the second half of `or` is a whole test of its own",
        "repeat what is tested: x is 1 or x is at least 2",
    ),
    (
        "or at most",
        "the second half of `or` is a whole test of its own",
        "repeat what is tested: x is 1 or x is at most 2",
    ),
    ("or is", "the second half of `or` is a whole test of its own", "repeat what is tested: x is 1 or x is 2"),
    (
        "and is",
        "the second half of `and` is a whole test of its own",
        "repeat what is tested: x is at least 2 and x is at most 9",
    ),
    (
        "and at least",
        "the second half of `and` is a whole test of its own",
        "repeat what is tested, or write: x is from A to B (both ends are in)",
    ),
    (
        "and at most",
        "the second half of `and` is a whole test of its own",
        "repeat what is tested, or write: x is from A to B (both ends are in)",
    ),
    (
        "and more than",
        "the second half of `and` is a whole test of its own",
        "repeat what is tested: x is less than 9 and x is more than 2",
    ),
    (
        "and less than",
        "the second half of `and` is a whole test of its own",
        "repeat what is tested: x is more than 2 and x is less than 9",
    ),
    (
        "unless",
        "`unless` is not part of a condition",
        "write the case in which the rule does not hold as an `exception` to it, or use `not`",
    ),
    (
        "except",
        "`except` is not part of a condition",
        "write the case in which the rule does not hold as an `exception` to it",
    ),
    ("equals", "`equals` is written in other words", "write: is"),
    ("must", "`must` is not part of a condition", "what must be there is a `requirement` with a `required` clause"),
    ("true", "`true` is written in other words", "write: yes"),
    ("false", "`false` is written in other words", "write: no"),
    (">=", "`>=` is written in words", "write: is at least"),
    ("<=", "`<=` is written in words", "write: is at most"),
    ("==", "`==` is written in words", "write: is"),
    ("!=", "`!=` is written in words", "write: is not"),
    ("<>", "`<>` is written in words", "write: is not"),
    ("&&", "`&&` is written in words", "write: and"),
    ("||", "`||` is written in words", "write: or"),
    (">", "`>` is written in words", "write: is more than"),
    ("<", "`<` is written in words", "write: is less than"),
    ("=", "`=` is written in words", "write: is"),
];

/// The first habit in a piece that could not be read.
pub(crate) fn find(piece: &str) -> Option<Habit> {
    let plain = without_strings(piece);
    let words = Words::of(&plain);
    // How a piece starts comes before its wordings: what holds "unless restricted" is no condition.
    characters(&plain)
        .or_else(|| numbers(&plain))
        .or_else(|| heads::find(&words))
        .or_else(|| if words.at(0) == "action" { None } else { wordings(&plain) })
        .or_else(|| members::find(&words))
}

/// The piece with the insides of its quoted texts blanked, at the same places.
fn without_strings(piece: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    piece
        .chars()
        .flat_map(|c| {
            let was_inside = inside;
            match c {
                _ if escaped => escaped = false,
                '\\' if inside => escaped = true,
                '"' => inside = !inside,
                _ => {}
            }
            let keep = !was_inside || c == '"';
            std::iter::repeat_n(if keep { c } else { ' ' }, if keep { 1 } else { c.len_utf8() })
        })
        .collect()
}

fn characters(plain: &str) -> Option<Habit> {
    plain.char_indices().find_map(|(at, c)| {
        let (message, help) = match c {
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' | '\u{ab}' | '\u{bb}' => {
                ("a curly quotation mark stands here", "write straight ones: \"…\"".to_owned())
            }
            c if is_invisible(c) => ("a character that nobody can see stands here", "delete it".to_owned()),
            '\'' => ("a text stands in double quotation marks", "write: \"…\"".to_owned()),
            '\u{2013}' | '\u{2014}' | '\u{2212}' => {
                ("a dash stands here", "write the minus sign of the keyboard: -".to_owned())
            }
            '\u{d7}' => ("a multiplication cross stands here", "write: *".to_owned()),
            '\u{2264}' => ("`≤` is written in words", "write: is at most".to_owned()),
            '\u{2265}' => ("`≥` is written in words", "write: is at least".to_owned()),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => {
                ("a space of an unusual kind stands here", "write a plain space".to_owned())
            }
            '€' | '$' | '£' | '¥' => {
                let number: String =
                    plain[at + c.len_utf8()..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
                let number = if number.is_empty() { "50" } else { &number };
                ("a currency stands after its number, by its three letters", format!("write: {number} {}", code_of(c)))
            }
            _ => return None,
        };
        Some(Habit { start: at, end: at + c.len_utf8(), message: message.to_owned(), help })
    })
}

fn code_of(sign: char) -> &'static str {
    match sign {
        '$' => "USD",
        '£' => "GBP",
        '¥' => "JPY",
        _ => "EUR",
    }
}

fn numbers(plain: &str) -> Option<Habit> {
    tokens(plain).find_map(|(start, word, before)| {
        let end = start + word.len();
        let trimmed = word.trim_end_matches([',', ':', ')']);
        let habit = |message: String, help: String| {
            Some(Habit { start, end: start + trimmed.len().max(1).min(end - start), message, help })
        };
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let groups: Vec<&str> = trimmed.split(',').collect();
        if groups.len() > 1 && digits(groups[0]) && groups[1..].iter().all(|g| g.get(..3).is_some_and(digits)) {
            let number = trimmed.replace(',', "");
            return habit(
                format!("`{trimmed}` has a comma inside the number"),
                format!("write: {number}, or {}", trimmed.replace(',', "_")),
            );
        }
        for separator in ['/', '.'] {
            let parts: Vec<&str> = trimmed.split(separator).collect();
            if parts.len() == 3 && parts.iter().all(|p| digits(p)) {
                return habit(
                    format!("`{trimmed}` can be read as two different days"),
                    "write year, month, day: 2026-01-31".to_owned(),
                );
            }
        }
        if let Some(code) = before.filter(|b| b.len() == 3 && b.bytes().all(|b| b.is_ascii_uppercase()))
            && trimmed.starts_with(|c: char| c.is_ascii_digit())
        {
            return habit("a currency stands after its number".to_owned(), format!("write: {trimmed} {code}"));
        }
        if trimmed == "%" && before.is_some_and(digits) {
            let number = before.unwrap_or_default();
            return habit("a percent sign stands apart from its number".to_owned(), format!("write: {number}%"));
        }
        if let Some(at) = trimmed.find(['+', '*', '/']).filter(|at| *at > 0 && trimmed.len() > at + 1) {
            let (left, right) = (&trimmed[..at], &trimmed[at + 1..]);
            let operator = &trimmed[at..=at];
            if trimmed != "yes/no" {
                return habit(
                    format!("`{trimmed}` has no spaces around `{operator}`"),
                    format!("write: {left} {operator} {right}"),
                );
            }
        }
        if let Some(rest) = trimmed.strip_prefix('+').filter(|r| digits(r)) {
            return habit(format!("`{trimmed}` has a plus sign"), format!("write: {rest}"));
        }
        if trimmed.strip_prefix('.').is_some_and(digits) {
            return habit(format!("`{trimmed}` starts with a point"), format!("write: 0{trimmed}"));
        }
        None
    })
}

fn wordings(plain: &str) -> Option<Habit> {
    let squeezed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    WORDINGS
        .iter()
        .filter_map(|(wording, message, help)| {
            let at = plain.match_indices(wording).map(|(at, _)| at).find(|at| {
                let word = wording.starts_with(squeezed);
                let before = plain[..*at].chars().next_back();
                let after = plain[at + wording.len()..].chars().next();
                !word || (!before.is_some_and(squeezed) && !after.is_some_and(squeezed))
            })?;
            Some(Habit { start: at, end: at + wording.len(), message: (*message).to_owned(), help: (*help).to_owned() })
        })
        // The one that starts first; among those the longest.
        .min_by_key(|h| (h.start, std::cmp::Reverse(h.end)))
}

/// The words of a piece with their places and the word before each.
fn tokens(plain: &str) -> impl Iterator<Item = (usize, &str, Option<&str>)> {
    let mut before = None;
    plain
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
        .map(move |(start, word)| {
            let result = (start, word, before);
            before = Some(word);
            result
        })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::find;

    #[test]
    fn each_habit_gets_its_own_answer() {
        for (piece, help) in [
            ("when amount is more than 1,000 EUR", "write: 1000, or 1_000"),
            ("when amount is more than €50", "write: 50 EUR"),
            ("when amount is more than EUR 50", "write: 50 EUR"),
            ("when received is before 1/2/2026", "write year, month, day: 2026-01-31"),
            ("when amount is between 1 EUR and 2 EUR", "write: is from A to B (both ends are in)"),
            ("when count is 1 or less than 2", "repeat what is tested: x is 1 or x is less than 2"),
            ("when count is more than –5", "write the minus sign of the keyboard: -"),
            ("tell customer “No”", "write straight ones: \"…\""),
            ("when amount is not more than 5 EUR", "write: is at most"),
            ("when amount >= 5 EUR", "write: is at least"),
            (
                "when faulty unless late",
                "write the case in which the rule does not hold as an `exception` to it, or use `not`",
            ),
        ] {
            assert_eq!(find(piece).unwrap().help, help, "{piece}");
        }
        assert!(find("tell customer \"1,000 – “unless” €5\"").is_none());
    }
}
