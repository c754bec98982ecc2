//! What Candor itself says to customers, sentence by sentence, in one table for each language.
//!
//! `{0}`, `{1}` stand for what is filled in: names as the rulebook writes them, so no sentence may want them in another form.

mod de;
mod en;

use crate::explain::Relation;
use crate::language::Language;

/// The table of a language; English where there is none.
pub(super) fn of(language: &Language) -> &'static Messages {
    match language.base() {
        "de" => &de::GERMAN,
        _ => &en::ENGLISH,
    }
}

/// The table of English.
pub(super) const ENGLISH: &Messages = &en::ENGLISH;

/// A sentence with its holes filled.
pub(super) fn fill(sentence: &str, with: &[&str]) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, hole)) = rest.split_once('{') {
        out.push_str(before);
        let (at, after) = hole.split_once('}').unwrap_or((hole, ""));
        out.push_str(at.parse::<usize>().ok().and_then(|at| with.get(at)).copied().unwrap_or_default());
        rest = after;
    }
    out + rest
}

macro_rules! messages {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// Every sentence and piece of one.
        #[derive(Debug)]
        pub(super) struct Messages {
            $($(#[doc = $doc])+ pub(super) $name: &'static str,)+
            /// How two values stand to each other.
            pub(super) relation: fn(Relation) -> &'static str,
            /// The words between values, by the English ones; signs stay.
            pub(super) operators: &'static [(&'static str, &'static str)],
        }

        #[cfg(test)]
        impl Messages {
            /// All of them with their names.
            fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name)),+]
            }
        }
    };
}

messages! {
    // --- The answer
    /// 0: what was asked for, 1: until when.
    yes,
    /// 0: a day.
    until,
    /// 0: what was asked for.
    cannot_tell,
    /// 0: what was asked for.
    not_open,
    /// 0: what was asked for, 1: what it takes.
    open_if,
    /// 0: a day.
    with_that_done,
    /// 0: a day.
    without_that,
    /// Where the change is not told.
    something_can_be_done,
    /// 0: what was asked for.
    not_open_yet,
    /// 0: a day.
    possible_on,
    /// Where the day is not told.
    possible_later,
    // --- A yes
    /// 0: a rule, 1: where it stands.
    right_by_law,
    /// 0: a rule, 1: where it stands.
    right_agreed,
    /// 0: a rule, 1: its source.
    allowed_by,
    /// 0: a rule, 1: its source.
    rule_with_source,
    /// 0: a rule, 1: what stops it.
    does_not_apply,
    /// 0: a rule, 1: what stops it.
    gives_way,
    /// 0: a rule, 1: what stops it.
    does_not_cover,
    // --- A no
    /// 0: a rule, 1: where it stands.
    comes_nearest,
    /// House policy.
    own_rule,
    /// 0: its purpose.
    own_rule_because,
    /// 0: where it stands.
    agreed,
    /// 0: where it stands.
    law,
    /// Above what is open now.
    offers_now,
    /// Above what may be open.
    offers_later,
    /// 0: another action.
    ask_first,
    /// Above further changes.
    possible_if,
    /// Above changes that may not be enough.
    may_help,
    /// Above rules of which surely one stands in the way, while it is not known which.
    one_of_these,
    /// 0: a day, above changes.
    possible_then,
    /// 0: a day.
    possible_by_itself,
    /// 0: a role.
    may_decide,
    /// Where no role is named.
    somebody,
    /// To whoever may decide.
    please_ask,
    /// Nothing to change, and something else left.
    nothing_to_change,
    /// Something else may be left.
    nobody_decides,
    /// Proven.
    nothing_helps,
    /// 0: who answers for the rules.
    answers_for_rules,
    /// Not proven.
    nothing_known,
    /// 0: who and how to reach them.
    outside_help,
    // --- Not known yet
    /// Where only staff may be asked.
    look_into,
    /// 0: the question.
    one_thing,
    /// Above questions.
    need_to_know,
    /// Where these may not be all questions.
    may_ask_more,
    // --- Facts
    /// 0: facts.
    go_by,
    /// 0: facts.
    also_go_by,
    /// Of one fact.
    if_wrong,
    /// Of several facts.
    if_any_wrong,
    /// Of what somebody judged.
    if_seen_differently,
    /// 0: where a fact is read.
    known_from,
    /// 0: where a fact is read, 1: who judged it.
    known_from_and_judged,
    /// 0: who judged a fact.
    judged,
    /// 0: a name, 1: yes or no.
    entry,
    /// 0: facts.
    taken_for_granted,
    // --- Pieces
    /// 0: an action.
    nothing_permits,
    /// House policy.
    source_own,
    /// A contract.
    source_contract,
    /// A law.
    source_law,
    /// A regulation that imposes something.
    source_duty,
    /// A regulation that permits or excepts.
    source_regulation,
    /// 0: what it takes, 1: to, 2: from.
    instead_of,
    /// Between changes that have commas of their own.
    and_also,
    /// 0: days, 1: the day on which it is done.
    done_on,
    /// 0: the most.
    up_to,
    /// 0: the least.
    at_least,
    /// 0: the least, 1: the most.
    between,
    /// 0: the last day.
    on_or_before,
    /// 0: the first day.
    on_or_after,
    /// 0: the first day, 1: the last.
    between_days,
    /// 0: the last point in time.
    not_later,
    /// 0: the first point in time.
    not_earlier,
    /// Between the last two of several.
    or,
    /// 0: another action, 1: what it takes.
    offer_if,
    /// 0: another action, 1: the question.
    offer_perhaps,
    /// A value that is not known.
    not_known,
    /// The day of the request.
    today,
    /// 0: which.
    row,
    /// Of a table that gives none.
    no_row,
    // --- A value
    /// What depends on what is never told.
    value_not_told,
    /// 0: a name.
    value_not_yet,
    /// 0: a name.
    value_not_worked_out,
    /// Above the reasons.
    comes_about,
    /// 0: a value.
    value_not,
    /// 0: tests that hold.
    since,
    /// 0: tests that are open.
    provided,
    /// Of what a case states.
    as_stated,
    /// 0: a day.
    from_day,
    // --- Faults
    /// 0: where.
    before_first_date,
    /// 0: where.
    contradiction,
    /// 0: where.
    division_by_zero,
    /// 0: where.
    no_member,
    /// 0: where.
    too_many,
    /// 0: where.
    no_line,
    /// 0: where.
    no_row_fits,
    /// 0: where.
    several_rows,
    /// 0: a day.
    not_in_force,
    /// 0: where.
    overflow,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn holes(sentence: &str) -> Vec<&str> {
        let mut holes: Vec<&str> = sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        holes.sort_unstable();
        holes
    }

    /// No language leaves out what another one says.
    #[test]
    fn every_language_fills_in_the_same() {
        for ((name, english), (_, german)) in en::ENGLISH.all().into_iter().zip(de::GERMAN.all()) {
            assert!(!german.trim().is_empty(), "{name}");
            assert_ne!(english, german, "{name}");
            assert_eq!(holes(english), holes(german), "{name}");
        }
    }

    #[test]
    fn every_language_with_sentences_has_a_table() {
        for tag in Language::with_sentences() {
            let language = Language::parse(tag).unwrap();
            assert_eq!(of(&language).yes == ENGLISH.yes, language.is_english(), "{tag}");
        }
    }

    /// A word between values that the explanation brings and the table does not know would stand there in English.
    #[test]
    fn every_word_between_values_is_there() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explain");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let all = text.split("Operator(").skip(1).flat_map(|rest| {
                // What is chosen among several stands in braces behind it.
                let end = rest.find("));").or(rest.find("),")).unwrap_or(rest.len()).min(600);
                let piece = rest.get(..end).unwrap_or(rest);
                piece.split('"').enumerate().filter(|(at, _)| at % 2 == 1).map(|(_, literal)| literal)
            });
            for word in all.filter(|word| word.chars().any(char::is_alphabetic)) {
                seen += 1;
                assert!(de::GERMAN.operators.iter().any(|(english, _)| *english == word), "{word:?}");
            }
        }
        assert!(seen > 20, "{seen}");
    }

    #[test]
    fn holes_are_filled() {
        assert_eq!(fill("{1} and {0}.", &["a", "{0}"]), "{0} and a.");
    }
}
