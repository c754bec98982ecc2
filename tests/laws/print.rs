//! A random rulebook and its case as text.

use std::fmt;
use std::fmt::Write as _;

use super::book::*;
use super::tables;

/// The year, month and day of a count of days since 1970.
pub fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

pub fn day_text(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Told in turn by clocks in UTC, east and west of it.
pub fn moment_text(seconds: i64) -> String {
    let (away, zone) =
        [(0, "Z"), (5 * 3600 + 1800, "+05:30"), (-8 * 3600, "-08:00")][usize::try_from(seconds.rem_euclid(3)).unwrap()];
    let (day, second) = ((seconds + away).div_euclid(86_400), (seconds + away).rem_euclid(86_400));
    format!("{}T{:02}:{:02}:{:02}{zone}", day_text(day), second / 3600, second / 60 % 60, second % 60)
}

fn cents_text(cents: i64) -> String {
    if cents % 100 == 0 { format!("{} EUR", cents / 100) } else { format!("{}.{:02} EUR", cents / 100, cents % 100) }
}

/// A value as a case states it.
pub fn value_text(kind: Kind, value: i64) -> String {
    match kind {
        Kind::YesNo => if value == 1 { "yes" } else { "no" }.to_owned(),
        Kind::Whole => value.to_string(),
        Kind::Money => cents_text(value),
        Kind::Day => day_text(value),
        Kind::Moment => moment_text(value),
        Kind::Choice(names) => usize::try_from(value).map_or("", |at| names[at]).to_owned(),
    }
}

impl Val {
    /// Names and literals as they are, everything else in parentheses.
    pub fn text(&self) -> String {
        let list = |values: &[Val]| values.iter().map(Val::text).collect::<Vec<_>>().join(", ");
        match self {
            Val::Fact(at) => FACTS[*at].name.to_owned(),
            Val::Term(at) => TERMS[*at].0.to_owned(),
            Val::Figure(at) => FIGURES[*at].0.to_owned(),
            Val::FigureOn(at, day) => format!("({} on {})", FIGURES[*at].0, day.text()),
            Val::Today => "today".to_owned(),
            Val::Whole(n) => n.to_string(),
            Val::Cents(n) => cents_text(*n),
            Val::Days(n) => format!("{n} days"),
            Val::Day(n) => day_text(*n),
            Val::Choice(names, at) => names[*at].to_owned(),
            Val::Truth(cond) => format!("({})", cond.text()),
            Val::Add(a, b) | Val::Later(a, b) => format!("({} + {})", a.text(), b.text()),
            Val::Subtract(a, b) => format!("({} - {})", a.text(), b.text()),
            Val::Times(a, b) => format!("({} * {})", a.text(), b.text()),
            Val::Percent(n, of) => format!("({n}% of {})", of.text()),
            Val::MoveDays(day, by) => {
                format!("({} {} {} days)", day.text(), if *by < 0 { "-" } else { "+" }, by.abs())
            }
            Val::MoveMonths(day, by) => {
                format!("({} {} {} months)", day.text(), if *by < 0 { "-" } else { "+" }, by.abs())
            }
            Val::DaysFrom(a, b) => format!("(days from {} to {})", a.text(), b.text()),
            Val::Moment(n) => moment_text(*n),
            Val::Hours(n) => format!("{n} hours"),
            Val::Minutes(n) => format!("{n} minutes"),
            Val::MoveHours(at, by) => format!("({} {} {} hours)", at.text(), if *by < 0 { "-" } else { "+" }, by.abs()),
            Val::HoursFrom(a, b) => format!("(hours from {} to {})", a.text(), b.text()),
            Val::MinutesFrom(a, b) => format!("(minutes from {} to {})", a.text(), b.text()),
            Val::DateOf(at) => format!("(the date of {})", at.text()),
            Val::HourOf(at) => format!("(the hour of {})", at.text()),
            Val::Lesser(values) => format!("(the lesser of ({}))", list(values)),
            Val::Greater(values) => format!("(the greater of ({}))", list(values)),
            Val::If(cond, a, b) => format!("(if {} then {} else {})", cond.text(), a.text(), b.text()),
        }
    }
}

impl Cond {
    pub fn text(&self) -> String {
        match self {
            Cond::Flag(val) => val.text(),
            Cond::Not(cond) => format!("not {}", cond.one_test()),
            Cond::Compare(a, how, b, days) => format!("{} {} {}", a.text(), how.words(*days), b.text()),
            Cond::From(value, low, high) => format!("{} is from {} to {}", value.text(), low.text(), high.text()),
            Cond::OneOf(value, options, not) => {
                let options: Vec<String> = options.iter().map(Val::text).collect();
                let not = if *not { "not " } else { "" };
                format!("{} is {not}one of ({})", value.text(), options.join(", "))
            }
            Cond::Allowed(action, is) => format!("{} is {}allowed", ACTIONS[*action], if *is { "" } else { "not " }),
            Cond::And(parts) => parts.iter().map(Cond::part).collect::<Vec<_>>().join(" and "),
            Cond::Or(parts) => parts.iter().map(Cond::part).collect::<Vec<_>>().join(" or "),
            Cond::Group(how, parts) => {
                format!("{} ({})", how.words(), parts.iter().map(Cond::text).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Beside `and` or `or`.
    fn part(&self) -> String {
        if matches!(self, Cond::And(_) | Cond::Or(_)) { format!("({})", self.text()) } else { self.text() }
    }

    /// After `not`, which binds one test.
    fn one_test(&self) -> String {
        if matches!(self, Cond::And(_) | Cond::Or(_) | Cond::Not(_)) {
            format!("({})", self.text())
        } else {
            self.text()
        }
    }

    /// As a clause: an outermost group in bullets, one below the other.
    fn clause(&self, word: &str) -> String {
        match self {
            Cond::Group(how, parts) => {
                let mut out = format!("  {word:<10}{}", how.words());
                parts.iter().for_each(|part| part.bullet(12, &mut out));
                out
            }
            _ => format!("  {word:<10}{}", self.text()),
        }
    }

    fn bullet(&self, indent: usize, out: &mut String) {
        let _ = match self {
            Cond::Group(how, parts) => {
                let written = write!(out, "\n{:indent$}- {}", "", how.words());
                parts.iter().for_each(|part| part.bullet(indent + 2, out));
                written
            }
            _ => write!(out, "\n{:indent$}- {}", "", self.text()),
        };
    }
}

impl Cmp {
    fn words(self, days: bool) -> &'static str {
        match (self, days) {
            (Cmp::Is, _) => "is",
            (Cmp::IsNot, _) => "is not",
            (Cmp::More, false) => "is more than",
            (Cmp::Less, false) => "is less than",
            (Cmp::AtLeast, false) => "is at least",
            (Cmp::AtMost, false) => "is at most",
            (Cmp::More, true) => "is after",
            (Cmp::Less, true) => "is before",
            (Cmp::AtLeast, true) => "is on or after",
            (Cmp::AtMost, true) => "is on or before",
        }
    }
}

impl How {
    fn words(self) -> String {
        match self {
            How::All => "all of".to_owned(),
            How::Any => "any of".to_owned(),
            How::None => "none of".to_owned(),
            How::AtLeast(n) => format!("at least {n} of"),
        }
    }
}

impl WayOut {
    fn clauses(&self, source: Source, out: &mut String) {
        if let Some((actions, condition)) = &self.instead {
            let names: Vec<&str> = actions.iter().map(|at| ACTIONS[*at]).collect();
            let condition = condition.as_ref().map(|c| format!(" if {}", c.text())).unwrap_or_default();
            let _ = write!(out, "\n  instead   {}{condition}", names.join(", "));
        }
        if source.is_imposed() {
            return;
        }
        for (role, condition) in &self.overrides {
            let condition = condition.as_ref().map(|c| format!(" if {}", c.text())).unwrap_or_default();
            let _ = write!(out, "\n  override  by {}{condition}", ROLES[*role].0);
        }
        if self.overrides.is_empty() {
            out.push_str("\n  override  by nobody");
        }
    }
}

fn in_force_text(window: Window) -> String {
    let from = window.0.map(|day| format!(" from {}", day_text(day))).unwrap_or_default();
    let until = window.1.map(|day| format!(" until {}", day_text(day))).unwrap_or_default();
    if from.is_empty() && until.is_empty() { String::new() } else { format!("\n  in force {from}{until}") }
}

/// The name of a rule by its place.
pub fn rule_name(at: usize) -> String {
    format!("rule_{at}")
}

impl Book {
    /// The text, one statement to an entry, the header first; `name` gives the rules their names.
    pub fn statements(&self, name: &dyn Fn(usize) -> String) -> Vec<String> {
        let mut all = vec![format!(
            "rulebook desk \"Desk\"\n  edition   \"1\"\n  currency  EUR\n  time zone \"Europe/Berlin\"{}",
            in_force_text(self.in_force)
        )];
        all.push(format!("type Level is ranked {}", LEVELS.join(", ")));
        for (at, (role, _)) in ROLES.iter().enumerate() {
            let powers =
                if at == 1 || at == 2 { format!(" with all powers of {}", ROLES[at - 1].0) } else { String::new() };
            all.push(format!("role {role} \"the {role}\"{powers}"));
        }
        for (at, fact) in FACTS.iter().enumerate().filter(|(at, _)| *at != STATED_CAP) {
            let ty = match fact.kind {
                Kind::YesNo => "yes/no".to_owned(),
                Kind::Whole => "whole number".to_owned(),
                Kind::Money => "money".to_owned(),
                Kind::Day => "date".to_owned(),
                Kind::Moment => "date and time".to_owned(),
                Kind::Choice(_) if at == LEVEL => "Level".to_owned(),
                Kind::Choice(names) => format!("one of {}", names.join(", ")),
            };
            all.push(format!("fact {} \"the {}\": {ty}{}", fact.name, fact.name, fact.clauses));
        }
        for (((name, kind), lines), table) in TERMS.iter().zip(&self.terms).zip(&self.tables) {
            let ty = if *kind == Kind::Money {
                "money"
            } else if *kind == Kind::YesNo {
                "yes/no"
            } else {
                "days"
            };
            if let Some(head) = table {
                all.push(format!("table {name} \"the {name}\": {ty}{}", tables::text(head, lines)));
                continue;
            }
            let mut out = format!("term {name} \"the {name}\": {ty}");
            for (value, holds) in lines {
                let holds = match holds {
                    Holds::Always => String::new(),
                    Holds::If(cond) => format!(" if {}", cond.text()),
                    Holds::Otherwise => " otherwise".to_owned(),
                };
                let _ = write!(out, "\n  means     {}{holds}, by house policy \"H\"", value.text());
            }
            if *name == FACTS[STATED_CAP].name {
                out.push_str("\n  may be stated");
            }
            all.push(out);
        }
        for ((name, kind), periods) in FIGURES.iter().zip(&self.figures) {
            let money = *kind == Kind::Money;
            let mut out = format!("figure {name} \"the {name}\": {}", if money { "money" } else { "days" });
            for (from, value) in periods {
                let value = if money { cents_text(*value) } else { format!("{value} days") };
                let _ = write!(out, "\n  from {}: {value}, by law \"L\"", day_text(*from));
            }
            all.push(out);
        }
        for (action, label) in self.actions.iter().zip(ACTIONS) {
            let mut out = format!("action {label} \"to {label}\" ");
            match &action.closed {
                None => out.push_str("allowed unless restricted"),
                Some((source, way_out)) => {
                    let _ = write!(out, "denied unless permitted\n  source    {} \"A\"", source.words());
                    way_out.clauses(*source, &mut out);
                }
            }
            all.push(out);
        }
        for condition in &self.always {
            all.push(format!("always {}", condition.text()));
        }
        for at in 0..self.rules.len() {
            all.push(self.rule_text(at, name));
        }
        all
    }

    fn rule_text(&self, at: usize, name: &dyn Fn(usize) -> String) -> String {
        let rule = &self.rules[at];
        let (word, preposition) = rule.word.words();
        let targets = match rule.touches {
            Some(touched) => name(touched),
            None => rule.actions.iter().map(|a| ACTIONS[*a]).collect::<Vec<_>>().join(", "),
        };
        let mut out = format!("{word} {} \"Rule\" {preposition} {targets}", name(at));
        for (word, condition) in [("when", &rule.when), ("required", &rule.required)] {
            if let Some(condition) = condition {
                let _ = write!(out, "\n{}", condition.clause(word));
            }
        }
        let _ = write!(out, "\n  source    {} \"S\"", rule.source.words());
        if !rule.prevails_over.is_empty() {
            let kinds: Vec<&str> = rule.prevails_over.iter().map(|kind| kind.words()).collect();
            let _ = write!(out, "\n  prevails over {}", kinds.join(", "));
        }
        // A weaker source may touch a rule only where that rule says so.
        let weaker = self.rules.iter().filter(|r| r.touches == Some(at) && r.source.rank() < rule.source.rank());
        let mut relaxed: Vec<&str> = weaker.map(|r| r.source.words()).collect();
        relaxed.sort_unstable();
        relaxed.dedup();
        if !relaxed.is_empty() {
            let _ = write!(out, "\n  may be relaxed by {}", relaxed.join(", "));
        }
        for (words, facts) in [("remedy by", &rule.remedy_by), ("remedy not by", &rule.remedy_not_by)] {
            for fact in facts {
                let _ = write!(out, "\n  {words} {}", FACTS[*fact].name);
            }
        }
        out.push_str(&in_force_text(rule.in_force));
        if rule.word.blocks() {
            rule.way_out.clauses(rule.source, &mut out);
        }
        out
    }

    pub fn print(&self) -> String {
        self.statements(&rule_name).join("\n\n") + "\n"
    }

    /// The actions a rule is about; of an exception those of what it touches.
    pub fn about(&self, at: usize) -> &[usize] {
        match self.rules[at].touches {
            Some(touched) => self.about(touched),
            None => &self.rules[at].actions,
        }
    }
}

impl Question {
    /// The case as YAML, with these facts.
    pub fn case_of(&self, facts: &[Option<i64>]) -> String {
        let mut out = format!("today: {}\n", day_text(self.today));
        if facts.iter().any(Option::is_some) {
            out.push_str("facts:\n");
        }
        for (fact, value) in FACTS.iter().zip(facts) {
            if let Some(value) = value {
                let _ = writeln!(out, "  {}: {}", fact.name, value_text(fact.kind, *value));
            }
        }
        out
    }
}

impl fmt::Debug for Question {
    /// What failed, ready to be run again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}--- case\n{}", self.book.print(), self.case_of(&self.facts))
    }
}
