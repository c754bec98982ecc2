//! What people type where something is said of the members of lists, sets and groups.

use super::Habit;
use super::words::{Words, is_name};

/// The first habit about members in a piece that could not be read.
pub(super) fn find(words: &Words<'_>) -> Option<Habit> {
    (0..words.len()).find_map(|at| words.habit(at))
}

impl Words<'_> {
    fn habit(&self, at: usize) -> Option<Habit> {
        let next = self.at(at + 1);
        match self.at(at) {
            "any" | "every" if is_name(next) && next != "of" => self.member(at),
            "each" | "some" | "all" if is_name(next) && matches!(self.at(at + 2), "in" | "has" | "have") => {
                let said = "of members one says that any or that every one has something";
                self.say(at, at, said, "write: any x in LIST has (x.FIELD …), or: every x in LIST has (x.FIELD …)")
            }
            "for" if matches!(next, "all" | "each" | "every" | "any") => {
                let said = "of members one says that any or that every one has something";
                self.say(at, at + 1, said, "write: every x in LIST has (x.FIELD …)")
            }
            "the" if matches!(next, "number" | "sum" | "largest" | "smallest") => {
                self.say(at, at + 1, "`the` does not stand in front of this", format!("write: {next} of …"))
            }
            "count" if next == "of" => {
                self.say(at, at + 1, "`count of` is written in other words", "write: number of LIST")
            }
            "sum" | "largest" | "smallest" => self.total(at),
            "with" if is_name(next) && self.before(at, "of") && self.counts(at) => {
                self.say(at, at + 1, "what is counted stands in parentheses", "write: with (CONDITION)")
            }
            word @ ("contains" | "contain" | "include") => {
                self.say(at, at, &format!("`{word}` is written in other words"), "write: SET includes VALUE")
            }
            "includes" if matches!(next, "one" | "any" | "all") => {
                let said = "of a set each value is asked for by itself";
                self.say(at, at + 2, said, "write: any of (SET includes a, SET includes b), or: all of (…)")
            }
            "member" if next == "of" => {
                let said = "`member of` is written in other words";
                self.say(at, at + 1, said, "write: NAME belongs to GROUP in MEMBERSHIP")
            }
            "belongs" if next == "to" && !self.behind(at, "in") => {
                let said = "the fact that says who belongs to which group is missing";
                self.say(at, at + 1, said, "write: NAME belongs to GROUP in MEMBERSHIP")
            }
            "in" if self.is_test(at) => {
                let said = "`in` alone is no test";
                self.say(at, at, said, "write: SET includes VALUE, or: x is one of (a, b)")
            }
            "list" if next == "of" && is_name(self.at(at + 2)) => {
                let help = "declare a record, and write its name: list of NAME; of plain values: set of TYPE";
                self.say(at, at + 2, "a list is one of records", help)
            }
            _ => None,
        }
    }

    /// Whether something is counted or added up in front of this.
    fn counts(&self, at: usize) -> bool {
        ["number", "sum", "largest", "smallest"].iter().any(|word| self.before(at, word))
    }

    /// `any x in LIST has (…)`, and what is left out of it.
    fn member(&self, at: usize) -> Option<Habit> {
        let (how, name) = (self.at(at), self.at(at + 1));
        if matches!(self.at(at + 2), "has" | "have") {
            let help = format!("write: {how} x in {name} has (x.FIELD …)");
            return self.say(at, at + 2, "the member has no name here", help);
        }
        if self.at(at + 2) != "in" {
            return None;
        }
        let list = self.at(at + 3);
        let help = format!("write: {how} {name} in {list} has ({name}.FIELD …)");
        match (self.at(at + 4), self.at(at + 5)) {
            ("has", "(" | "all" | "any" | "none" | "at") => None,
            ("has", "") => self.say(at + 4, at + 4, "what a member has is missing", help),
            ("has", _) => self.say(at + 5, at + 5, "what a member has stands in parentheses", help),
            _ => self.say(at, at + 3, "what is said of a member stands behind `has`", help),
        }
    }

    /// `sum of x.FIELD for x in LIST`, and what is left out of it.
    fn total(&self, at: usize) -> Option<Habit> {
        let how = self.at(at);
        let value = at + if self.at(at + 1) == "of" { 2 } else { 1 };
        if !is_name(self.at(value)) || (self.at(value + 1) == "for" && self.at(value + 3) == "in") {
            return None;
        }
        let help = match self.at(value).split_once('.') {
            Some((list, field)) if self.at(value + 1) != "in" => format!("write: {how} of x.{field} for x in {list}"),
            _ => format!("write: {how} of x.FIELD for x in LIST"),
        };
        self.say(at, value, "this does not say of which members", help)
    }

    /// `in` between two names, where none of the phrases with `in` stands.
    fn is_test(&self, at: usize) -> bool {
        let heads = ["tell", "override", "in"];
        let of_a_phrase = at >= 2 && matches!(self.at(at - 2), "any" | "every" | "for" | "of");
        at >= 1
            && !heads.contains(&self.at(0))
            && !of_a_phrase
            && !self.before(at, "belongs")
            && is_name(self.at(at - 1))
            && is_name(self.at(at + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;

    #[test]
    fn each_habit_gets_its_own_answer() {
        for (piece, help) in [
            ("when any p in people is child", "write: any p in people has (p.FIELD …)"),
            ("when every people has (child)", "write: every x in people has (x.FIELD …)"),
            ("when any p in people has p.child", "write: any p in people has (p.FIELD …)"),
            (
                "when all people have (child)",
                "write: any x in LIST has (x.FIELD …), or: every x in LIST has (x.FIELD …)",
            ),
            ("when for all p in people has (p.child)", "write: every x in LIST has (x.FIELD …)"),
            ("when (number of people with child) is 2", "write: with (CONDITION)"),
            ("when the number of people is 2", "write: number of …"),
            ("means sum of people.fare", "write: sum of x.fare for x in people"),
            ("means sum of fare for people", "write: sum of x.FIELD for x in LIST"),
            ("means largest p.fare in people", "write: largest of x.FIELD for x in LIST"),
            ("when tags contains vip", "write: SET includes VALUE"),
            (
                "when tags includes one of (vip, staff)",
                "write: any of (SET includes a, SET includes b), or: all of (…)",
            ),
            ("when vip in tags", "write: SET includes VALUE, or: x is one of (a, b)"),
            ("when asker belongs to \"board\"", "write: NAME belongs to GROUP in MEMBERSHIP"),
            (
                "fact x \"x\": list of money",
                "declare a record, and write its name: list of NAME; of plain values: set of TYPE",
            ),
        ] {
            assert_eq!(find(piece).map(|habit| habit.help).as_deref(), Some(help), "{piece}");
        }
    }

    #[test]
    fn what_is_written_well_has_no_habit() {
        for piece in [
            "when any p in people has (p.child) nonsense",
            "when any p in people has all of",
            "when any of (a, b) nonsense",
            "means sum of p.fare for p in people with (child) nonsense",
            "when asker belongs to \"board\" in groups nonsense",
            "tell customer in de nonsense",
            "override by clerk, at most 5 times in 30 days in all nonsense",
            "in force from nonsense",
            "number of p in people with (child) nonsense",
        ] {
            assert!(find(piece).is_none(), "{piece}");
        }
    }
}
