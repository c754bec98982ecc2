//! What people leave out or type otherwise at the start of statements and clauses: words for things, types, kinds of source.

use super::Habit;
use super::words::{Words, is_name};

/// What people call types elsewhere, and the type of the language.
const TYPES: &[(&str, &str)] = &[
    ("amount", "money"),
    ("bool", "yes/no"),
    ("boolean", "yes/no"),
    ("char", "text"),
    ("count", "whole number"),
    ("currency", "money"),
    ("datetime", "date and time"),
    ("day", "days"),
    ("decimal", "number with 2 decimals"),
    ("double", "number with 2 decimals"),
    ("duration", "days, months, years, hours or minutes"),
    ("enum", "one of a, b"),
    ("flag", "yes/no"),
    ("float", "number with 2 decimals"),
    ("hour", "hours"),
    ("int", "whole number"),
    ("integer", "whole number"),
    ("minute", "minutes"),
    ("month", "months"),
    ("no", "yes/no"),
    ("number", "whole number, or: number with 2 decimals"),
    ("percent", "number with 2 decimals"),
    ("percentage", "number with 2 decimals"),
    ("real", "number with 2 decimals"),
    ("str", "text"),
    ("string", "text"),
    ("time", "date and time"),
    ("timestamp", "date and time"),
    ("year", "years"),
    ("yes", "yes/no"),
];

/// What people call sources, and the kind of source of the language.
const SOURCES: &[(&str, &str)] = &[
    ("act", "law"),
    ("agreement", "contract"),
    ("constitution", "law"),
    ("decree", "regulation"),
    ("directive", "law"),
    ("guideline", "house policy"),
    ("handbook", "house policy"),
    ("internal", "house policy"),
    ("order", "regulation"),
    ("ordinance", "regulation"),
    ("policy", "house policy"),
    ("rule", "house policy"),
    ("statute", "law"),
    ("terms", "contract"),
];

/// What people type where a clause starts, and the clause of the language.
const CLAUSES: &[(&str, &str)] = &[
    ("alternative", "instead"),
    ("alternatives", "instead"),
    ("because", "purpose"),
    ("by", "source"),
    ("citation", "source"),
    ("condition", "when"),
    ("contact", "refer"),
    ("default", "if"),
    ("effective", "in"),
    ("explain", "purpose"),
    ("if", "when"),
    ("is", "means"),
    ("must", "required"),
    ("needs", "required"),
    ("overridable", "override"),
    ("question", "ask"),
    ("reason", "purpose"),
    ("require", "required"),
    ("requires", "required"),
    ("see", "refer"),
    ("show", "shows"),
    ("unknown", "if"),
    ("valid", "in"),
    ("value", "means"),
    ("version", "edition"),
    ("where", "when"),
    ("who", "override"),
];

const RULES: &[&str] = &["restriction", "requirement", "permission", "right", "exception", "exclusion", "advice"];

fn meant(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(foreign, _)| *foreign == word).map(|(_, own)| *own)
}

/// The word of the clause that somebody may have meant.
pub(crate) fn clause(word: &str) -> Option<&'static str> {
    meant(CLAUSES, word)
}

/// The first habit in a piece by how it starts.
pub(super) fn find(words: &Words<'_>) -> Option<Habit> {
    match words.at(0) {
        "fact" | "term" | "figure" => words.label("the words for it").or_else(|| words.typed()),
        "role" | "action" | "rulebook" => words.label("the words for it").or_else(|| words.open()),
        "has" if is_name(words.at(1)) => words.label("the words for it").or_else(|| words.typed()),
        "source" => words.source(),
        "if" => words.default(),
        "range" => words.range(),
        "customer" | "staff" if words.at(1) == "can" && words.find("\"").is_none() => words.say(
            0,
            2,
            "this does not say what it takes",
            "add it behind, in quotation marks: \"bring the receipt\"",
        ),
        "from" => words.day(),
        word if RULES.contains(&word) => words.label("the title").or_else(|| words.actions()),
        _ => None,
    }
}

impl Words<'_> {
    /// A name, and then a text for people.
    fn label(&self, what: &str) -> Option<Habit> {
        let (word, name) = (self.at(0), self.at(1));
        if name == "\"" {
            return self.say(0, 0, "the name is missing", format!("write: {word} NAME \"{what}\" …"));
        }
        let of = if word == "term" && self.at(2) == "of" { 4 } else { 2 };
        if !is_name(name) || self.at(of) == "\"" || (self.at(2) == "of" && of == 2) {
            return None;
        }
        let said =
            if what == "the title" { "the title for people is missing" } else { "the words for people are missing" };
        self.say(0, of - 1, said, format!("write: {word} {name} \"{what}\" …"))
    }

    /// The type behind the colon.
    fn typed(&self) -> Option<Habit> {
        let Some(colon) = self.find(":") else {
            let last = self.len().saturating_sub(1);
            let end = (0..self.len()).rev().find(|at| self.at(*at) == "\"")?;
            if end == last {
                return self.say(
                    last,
                    last,
                    "the type is missing",
                    "add behind it: a colon and the type, such as : yes/no",
                );
            }
            return self.say(
                end + 1,
                end + 1,
                "a colon stands in front of the type",
                format!("write: \"…\": {}", self.at(end + 1)),
            );
        };
        let word = self.at(colon + 1);
        if matches!(word, "one" | "ranked") {
            let first = if word == "one" { colon + 3 } else { colon + 2 };
            return (first..self.len()).find_map(|at| self.value(at));
        }
        let own = meant(TYPES, word)?;
        let whole = word != "number" || self.at(colon + 2) != "with";
        whole
            .then(|| self.say(colon + 1, colon + 1, &format!("`{word}` is no type"), format!("write: {own}")))
            .flatten()
    }

    /// A value of a list: a name.
    fn value(&self, at: usize) -> Option<Habit> {
        let word = self.at(at);
        match word.chars().next()? {
            '"' => self.say(at, at, "a value of a list is a name, without quotation marks", "write: one of low, high"),
            c if c.is_ascii_uppercase() => {
                let said = "a value of a list starts with a small letter";
                self.say(at, at, said, format!("write: {}", word.to_ascii_lowercase()))
            }
            _ if is_name(word) && is_name(self.at(at + 1)) => {
                let said = "a value of a list is one word";
                self.say(at, at + 1, said, format!("write: {word}_{}", self.at(at + 1)))
            }
            _ => None,
        }
    }

    /// What holds of an action where no rule speaks.
    fn open(&self) -> Option<Habit> {
        let whole = |first, last| self.behind(0, first) && self.behind(0, last);
        if self.at(0) != "action" || whole("unless", "restricted") || whole("unless", "permitted") {
            return None;
        }
        let help = "add: allowed unless restricted, or: denied unless permitted";
        let end = self.len().saturating_sub(1);
        self.say(end, end, "this does not say what holds where no rule speaks", help)
    }

    fn actions(&self) -> Option<Habit> {
        let end = (0..self.len()).rev().find(|at| self.at(*at) == "\"")?;
        let and = (end..self.len()).find(|at| self.at(*at) == "and")?;
        let help = format!("write: {}, {}", self.at(and - 1), self.at(and + 1));
        self.say(and, and, "between several stands a comma", help)
    }

    fn source(&self) -> Option<Habit> {
        if self.at(1) == "\"" {
            let help = "write one of: source    law \"…\", regulation \"…\", contract \"…\", house policy \"…\"";
            return self.say(0, 1, "this does not say what kind of source it is", help);
        }
        let word = self.at(1).to_ascii_lowercase();
        let own = meant(SOURCES, &word)?;
        self.say(
            1,
            1,
            &format!("`{}` is no kind of source", self.at(1)),
            format!("write: source    {own} \"where it stands\""),
        )
    }

    fn default(&self) -> Option<Habit> {
        let stated = self.at(1) == "not" && self.at(2) == "stated" && self.at(3) != ",";
        stated
            .then(|| self.say(2, 3, "a comma stands behind `stated`", format!("write: if not stated, {}", self.at(3))))
            .flatten()
    }

    fn range(&self) -> Option<Habit> {
        match (self.at(1), self.at(2)) {
            ("from", _) => self.say(1, 1, "`from` does not stand here", "write: range     A to B"),
            (_, "-") => self.say(2, 2, "a dash stands here", "write: range     A to B"),
            _ => None,
        }
    }

    /// A day in words.
    fn day(&self) -> Option<Habit> {
        let is_month = |word: &str| {
            let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            word.get(..3).is_some_and(|start| months.contains(&start.to_ascii_lowercase().as_str()))
        };
        let at = (1..3).find(|at| is_month(self.at(*at)))?;
        self.say(1, at, "a day is written as year, month and day", "write: 2026-01-31")
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn each_habit_gets_its_own_answer() {
        for (piece, help) in [
            ("fact x: yes/no", "write: fact x \"the words for it\" …"),
            ("fact \"it\": yes/no", "write: fact NAME \"the words for it\" …"),
            ("fact x \"it\" yes/no", "write: \"…\": yes/no"),
            ("fact x \"it\"", "add behind it: a colon and the type, such as : yes/no"),
            ("fact x \"it\": boolean", "write: yes/no"),
            ("fact x \"it\": number", "write: whole number, or: number with 2 decimals"),
            ("fact x \"it\": one of \"a\", \"b\"", "write: one of low, high"),
            ("fact x \"it\": one of Red, Green", "write: red"),
            ("fact x \"it\": one of a, other values", "write: other_values"),
            ("has weight: whole number", "write: has weight \"the words for it\" …"),
            ("role boss", "write: role boss \"the words for it\" …"),
            ("action repair allowed unless restricted", "write: action repair \"the words for it\" …"),
            ("action repair \"it\"", "add: allowed unless restricted, or: denied unless permitted"),
            ("restriction late on refund", "write: restriction late \"the title\" …"),
            ("restriction late \"Late\" on refund and gift", "write: refund, gift"),
            ("source statute \"Act 1\"", "write: source    law \"where it stands\""),
            (
                "source \"Act 1\"",
                "write one of: source    law \"…\", regulation \"…\", contract \"…\", house policy \"…\"",
            ),
            ("if not stated no", "write: if not stated, no"),
            ("range from 0 to 5", "write: range     A to B"),
            ("customer can provide", "add it behind, in quotation marks: \"bring the receipt\""),
            ("from 1 January 2024: 5 EUR, by law \"x\"", "write: 2026-01-31"),
        ] {
            assert_eq!(find(piece).map(|habit| habit.help).as_deref(), Some(help), "{piece}");
        }
    }

    #[test]
    fn what_is_written_well_has_no_habit() {
        for piece in [
            "fact x \"it\": number with 2 decimals nonsense",
            "fact x \"it\": one of a, b_c",
            "term x of Person \"it\": yes/no nonsense",
            "action repair \"it\" allowed unless restricted nonsense",
            "restriction late \"Late\" on refund, gift nonsense",
            "source law \"Act 1\" nonsense",
            "if not stated, no nonsense",
            "range 0 to 5 nonsense",
            "from 2024-01-01: 5 EUR, by law \"x\" nonsense",
        ] {
            assert!(find(piece).is_none(), "{piece}");
        }
    }
}
