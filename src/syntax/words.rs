//! The forms of statements and clauses: which words start them, which rule matches them, and how they are shown in errors.

use super::parse::Rule;
use super::tree::RuleWord;

/// What a statement is, by the word that starts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Rulebook,
    Use,
    Role,
    Fact,
    Term,
    Figure,
    Table,
    Type,
    Record,
    Action,
    Rule(RuleWord),
    Always,
    Example,
}

/// A form of statement.
pub(crate) struct StatementForm {
    pub(crate) word: &'static str,
    pub(crate) kind: Kind,
    pub(crate) rule: Rule,
    pub(crate) shape: &'static str,
}

/// A form of clause.
pub(crate) struct ClauseForm {
    pub(crate) word: &'static str,
    pub(crate) rule: Rule,
    /// The rule when bullets stand below it.
    pub(crate) block: Option<Rule>,
    pub(crate) shape: &'static str,
    /// Whether it may stand more than once.
    pub(crate) repeats: bool,
    pub(crate) of: fn(Kind) -> bool,
}

macro_rules! statements {
    ($($word:literal $kind:expr, $rule:ident, $shape:literal;)+) => {
        /// The statements.
        pub(crate) const STATEMENTS: &[StatementForm] = &[
            $(StatementForm { word: $word, kind: $kind, rule: Rule::$rule, shape: $shape },)+
        ];
    };
}

statements! {
    "rulebook"    Kind::Rulebook, h_rulebook, r#"rulebook NAME "what it is about""#;
    "use"         Kind::Use, h_use, r#"use "authority.rulebook", the path from this file to the other"#;
    "role"        Kind::Role, h_role, r#"role NAME "the words for it" [with all powers of ROLE]"#;
    "fact"        Kind::Fact, h_fact, r#"fact NAME "the words for it": yes/no | whole number | number with 2 decimals | money | date | date and time | days | months | years | hours | minutes | text | one of A, B | ranked A, B | list of R | set of TYPE | membership | a named TYPE"#;
    "term"        Kind::Term, h_term, r#"term NAME [of RECORD] "the words for it": TYPE"#;
    "figure"      Kind::Figure, h_figure, r#"figure NAME "the words for it": TYPE"#;
    "table"       Kind::Table, h_table, r#"table NAME "the words for it": TYPE"#;
    "type"        Kind::Type, h_type, "type NAME is one of A, B, or: type NAME is ranked A, B, the name with a capital letter";
    "record"      Kind::Record, h_record, r#"record NAME "the words for one", the name with a capital letter"#;
    "action"      Kind::Action, h_action, r#"action NAME "the words for it" allowed unless restricted | denied unless permitted"#;
    "restriction" Kind::Rule(RuleWord::Restriction), h_rule, r#"restriction NAME "title" on ACTION, ACTION"#;
    "requirement" Kind::Rule(RuleWord::Requirement), h_rule, r#"requirement NAME "title" for ACTION, ACTION"#;
    "permission"  Kind::Rule(RuleWord::Permission), h_rule, r#"permission NAME "title" to ACTION, ACTION"#;
    "right"       Kind::Rule(RuleWord::Right), h_rule, r#"right NAME "title" to ACTION, ACTION"#;
    "exception"   Kind::Rule(RuleWord::Exception), h_rule, r#"exception NAME "title" lifts RULE"#;
    "exclusion"   Kind::Rule(RuleWord::Exclusion), h_rule, r#"exclusion NAME "title" from RIGHT"#;
    "advice"      Kind::Rule(RuleWord::Advice), h_rule, r#"advice NAME "title" on ACTION, ACTION"#;
    "always"      Kind::Always, h_always, "always CONDITION";
    "example"     Kind::Example, h_example, r#"example "title" [like "title of another example"]"#;
}

fn any_rule(kind: Kind) -> bool {
    matches!(kind, Kind::Rule(_))
}

fn blocker(kind: Kind) -> bool {
    matches!(kind, Kind::Action | Kind::Rule(RuleWord::Restriction | RuleWord::Requirement))
}

fn sourced(kind: Kind) -> bool {
    any_rule(kind) || matches!(kind, Kind::Action | Kind::Table)
}

macro_rules! clauses {
    ($($word:literal $rule:ident $($block:ident)?, $repeats:ident, $of:expr, $shape:literal;)+) => {
        /// The clauses.
        pub(crate) const CLAUSES: &[ClauseForm] = &[
            $(ClauseForm { word: $word, rule: Rule::$rule, block: clauses!(@ $($block)?), shape: $shape, repeats: clauses!(# $repeats), of: $of },)+
        ];
    };
    (@ $block:ident) => { Some(Rule::$block) };
    (@) => { None };
    (# once) => { false };
    (# often) => { true };
}

clauses! {
    "when"      c_when c_when_block, once, any_rule, "when      CONDITION, or: when      all of  with bullets below";
    "required"  c_required c_required_block, once, |k| k == Kind::Rule(RuleWord::Requirement), "required  CONDITION";
    "source"    c_source, once, sourced, r#"source    law | regulation | contract | house policy "where it stands""#;
    "purpose"   c_purpose, once, sourced, r#"purpose   "why the rule is there""#;
    "tell"      c_tell, often, sourced, r#"tell customer | staff | auditor [in LANGUAGE] "what to say, with values in {…}""#;
    "instead"   c_instead, often, blocker, "instead   ACTION, ACTION [if CONDITION]";
    "shows"     c_shows, once, |k| k == Kind::Action, "shows     TERM, TERM";
    "refer"     c_refer, often, blocker, r#"refer to  "whom" at "how to reach them" [if CONDITION]"#;
    "override"  c_override, often, blocker, r#"override  by ROLE [if CONDITION] [, at most N times | AMOUNT of VALUE in D days per employee | per role | in all] [, with written reason] [, with evidence "what"] [, confirmed by another ROLE [if CONDITION]] [, not by who judged FACT] [, reviewed [by ROLE] within D days], or: override  by nobody"#;
    "prevails"  c_prevails, once, |k| k == Kind::Rule(RuleWord::Right), "prevails over house policy, contract";
    "may"       c_relaxed, once, any_rule, "may be relaxed by house policy";
    "remedy"    c_remedy, often, any_rule, "remedy by FACT, or: remedy not by FACT";
    "may"       c_stated, once, |k| k == Kind::Term, "may be stated";
    "in"        c_in_force, once, |k| any_rule(k) || k == Kind::Rulebook, "in force  from 2026-01-01 [until 2026-12-31]";
    "has"       c_has, often, |k| k == Kind::Record, r#"has NAME "the words for it": TYPE [, range at least A | at most B | A to B] [, if not stated, VALUE]"#;
    "ask"       c_ask, once, |k| k == Kind::Fact, r#"ask       "the question that asks for it""#;
    "asked"     c_asked, once, |k| k == Kind::Fact, "asked with FACT, FACT";
    "known"     c_known, once, |k| k == Kind::Fact, r#"known from "where its value is read""#;
    "judged"    c_judged, once, |k| k == Kind::Fact, "judged by ROLE";
    "range"     c_range, once, |k| matches!(k, Kind::Fact | Kind::Term), "range     at least A | at most B | A to B";
    "customer"  c_can, often, |k| k == Kind::Fact, r#"customer  can provide | lower | raise | choose | bring forward | put off | leave out [FIELD] "what it takes" [, effort small | medium | large] [, takes 3 days]"#;
    "staff"     c_can, often, |k| k == Kind::Fact, r#"staff     can provide | lower | raise | choose | bring forward | put off | leave out [FIELD] "what it takes" [, effort small | medium | large] [, takes 3 days]"#;
    "never"     c_never, once, |k| k == Kind::Fact, "never tell customer";
    "sensitive" c_sensitive, once, |k| k == Kind::Fact, "sensitive";
    "if"        c_default, once, |k| k == Kind::Fact, "if not stated, VALUE";
    "means"     c_means c_means_block, often, |k| k == Kind::Term, r#"means     VALUE [if CONDITION | otherwise] [, by house policy "where it stands"]"#;
    "from"      c_period, often, |k| k == Kind::Figure, r#"from 2026-01-01: VALUE, by law "where it stands""#;
    "by"        c_keys c_keys, once, |k| k == Kind::Table, "by        FACT, FACT  with rows below: - 1, eu: VALUE";
    "one"       c_matches c_matches, once, |k| k == Kind::Table, "one row may match";
    "first"     c_matches c_matches, once, |k| k == Kind::Table, "first match decides";
    "matches"   c_matches c_matches, once, |k| k == Kind::Table, "matches must agree";
    "sum"       c_matches c_matches, once, |k| k == Kind::Table, "sum of matches";
    "least"     c_matches c_matches, once, |k| k == Kind::Table, "least of matches [by FIELD]";
    "greatest"  c_matches c_matches, once, |k| k == Kind::Table, "greatest of matches [by FIELD]";
    "all"       c_matches c_matches, once, |k| k == Kind::Table, "all matches in order, or: all matches, greatest FIELD first";
    "number"    c_matches c_matches, once, |k| k == Kind::Table, "number of matches";
    "from"      c_part c_part, often, |k| k == Kind::Table, r#"from 2026-01-01, by law "where it stands"  with rows below, or: from file "limits.csv", by law "where it stands""#;
    "edition"   c_edition, once, |k| k == Kind::Rulebook, r#"edition   "2026.1""#;
    "owner"     c_owner, once, |k| k == Kind::Rulebook, r#"owner     "who answers for it""#;
    "approved"  c_approved, once, |k| k == Kind::Rulebook, r#"approved  2026-01-01 by "who approved it""#;
    "review"    c_review, once, |k| k == Kind::Rulebook, "review    by 2026-12-31";
    "currency"  c_currency, once, |k| k == Kind::Rulebook, "currency  EUR";
    "languages" c_languages, once, |k| k == Kind::Rulebook, "languages en, de";
    "feb29"     c_feb29, once, |k| k == Kind::Rulebook, "feb29     28 feb, or: feb29     1 mar";
    "time"      c_zone, once, |k| k == Kind::Rulebook, r#"time zone "Europe/Berlin""#;
    "serves"    c_serves, once, |k| k == Kind::Rulebook, r#"serves    "customers""#;
    "today"     c_today, once, |k| k == Kind::Example, "today 2026-01-31";
    "given"     c_given, often, |k| k == Kind::Example, "given FACT VALUE, FACT VALUE";
    "then"      c_then, often, |k| k == Kind::Example, "then  ACTION is allowed | denied by RULE, RULE | undetermined";
}

/// The words that the language keeps for itself; no fact, rule or value is named like this.
pub(crate) const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "at",
    "by",
    "days",
    "else",
    "every",
    "for",
    "from",
    "greater",
    "has",
    "if",
    "in",
    "is",
    "largest",
    "lesser",
    "list",
    "months",
    "no",
    "nobody",
    "not",
    "number",
    "of",
    "on",
    "or",
    "otherwise",
    "over",
    "per",
    "rounded",
    "set",
    "smallest",
    "sum",
    "than",
    "the",
    "then",
    "to",
    "today",
    "unless",
    "until",
    "when",
    "with",
    "years",
    "yes",
];

/// What people type where a statement starts, and the word of the language for it.
pub(crate) const FOREIGN_STATEMENTS: &[(&str, &str)] = &[
    ("allow", "permission"),
    ("attribute", "fact"),
    ("deny", "restriction"),
    ("except", "exception"),
    ("forbid", "restriction"),
    ("if", "restriction"),
    ("import", "use"),
    ("include", "use"),
    ("input", "fact"),
    ("must", "requirement"),
    ("permit", "permission"),
    ("policy", "rulebook"),
    ("prohibit", "restriction"),
    ("require", "requirement"),
    ("rule", "restriction"),
    ("test", "example"),
    ("unless", "exception"),
];
