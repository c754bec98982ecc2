//! Questions in words: what is asked, how it is answered, where one finds it; and in the end what the answer was concluded from.

use super::json::pretty;
use super::layout::{clean, paragraph};
use super::style::{Style, Tone};
use super::wire::interview::{Interview as Wire, Step as Body};
use super::words;
use crate::explain::{FactValue, Outcome, Typed};
use crate::interview::{Answer, AnswerKind, Conclusion, Interview, Question, Step};
use crate::value::Type;

/// How far what stands below a question goes in.
const INDENT: &str = "    ";

impl serde::Serialize for Step {
    /// In the shape in which [`step_json`] has it under `next`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Body::of(self).serialize(serializer)
    }
}

/// The next step of an interview as JSON, with the facts so far and what nobody knows: everything that a page needs which
/// keeps no state.
///
/// ```
/// # use candor::{Audience, Rulebook, render};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// let interview = rulebook.interview(Audience::Staff, "refund", &rulebook.case("case", "today: 2026-11-21")?)?;
/// let data = render::step_json(&interview, &interview.step()?);
/// assert!(data.contains(r#""step": "ask""#));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn step_json(interview: &Interview, step: &Step) -> String {
    let (stated, not_known) = (interview.stated(), interview.not_known());
    pretty(&Wire::of(interview, &stated, &not_known, step))
}

/// One question in words, with how it is answered below it. Several lines, with a line break at the end.
#[must_use]
pub fn question(question: &Question, style: Style) -> String {
    let mut out = Vec::new();
    let asked =
        clean(&question.ask.clone().unwrap_or_else(|| format!("{}?", words::sentence_start(&question.fact.label))));
    out.extend(paragraph(&asked, "", "", style.width).into_iter().map(|line| style.paint(Tone::Question, &line)));
    let mut below = |text: String, tone: Tone| {
        let lines = paragraph(&clean(&text), INDENT, INDENT, style.width);
        out.extend(lines.into_iter().map(|line| style.paint(tone, &line)));
    };
    for line in how(&question.answer) {
        below(line, Tone::Label);
    }
    if !question.lacking.is_empty() {
        let parts: Vec<&str> = question.lacking.iter().map(|part| part.label.as_str()).collect();
        below(format!("still missing in it: {}", parts.join("; ")), Tone::Label);
    }
    // Customers look at the screen: a rule that they are not told of is named only where the question is none of theirs.
    let rules = question.because.iter().filter(|rule| question.staff_only || !rule.never_told);
    let rules: Vec<&str> = rules.map(|rule| rule.title.as_str()).collect();
    let asides = [
        question.known_from.as_ref().map(|from| format!("see {from}")),
        question.judged_by.as_ref().map(|role| format!("judged by {role}")),
        question.assumed.as_ref().map(|value| format!("as long as nobody says: {value}")),
        question.staff_only.then(|| "not to be asked of the customer: look it up".to_owned()),
        (!rules.is_empty()).then(|| format!("matters for: {}", rules.join("; "))),
    ];
    asides.into_iter().flatten().for_each(|aside| below(aside, Tone::Aside));
    out.join("\n") + "\n"
}

/// How a question is answered.
fn how(answer: &Answer) -> Vec<String> {
    let ends = match (&answer.least, &answer.greatest) {
        (Some(least), Some(greatest)) => format!(", from {least} to {greatest}"),
        (Some(least), None) => format!(", at least {least}"),
        (None, Some(greatest)) => format!(", at most {greatest}"),
        (None, None) => String::new(),
    };
    let days = match (&answer.least, &answer.greatest) {
        (Some(least), None) => format!(", not before {least}"),
        (None, Some(greatest)) => format!(", not after {greatest}"),
        _ => ends.clone(),
    };
    let such = format!("such as {}", answer.example);
    match answer.kind {
        AnswerKind::YesNo => vec!["yes or no".to_owned()],
        AnswerKind::OneOf => {
            let says_more = |choice: &crate::interview::Choice| choice.label != choice.value.replace('_', " ");
            match answer.choices.iter().any(says_more) {
                true => answer.choices.iter().map(|choice| format!("{} ({})", choice.value, choice.label)).collect(),
                false => {
                    let names: Vec<String> = answer.choices.iter().map(|choice| choice.value.clone()).collect();
                    vec![words::list(&names, "or")]
                }
            }
        }
        AnswerKind::Number => {
            let what = match (answer.unit.as_deref(), answer.decimals) {
                (None, Some(0)) => "a whole number".to_owned(),
                (None, _) => "a number".to_owned(),
                (Some(unit), _) if unit.chars().all(char::is_uppercase) => format!("an amount in {unit}"),
                (Some(unit), _) => format!("a number of {unit}"),
            };
            vec![if ends.is_empty() { format!("{what}, {such}") } else { what + &ends }]
        }
        AnswerKind::Date => vec![format!("a day, {such}{days}")],
        AnswerKind::DateAndTime => vec![format!("day, time and the distance from UTC, {such}{days}")],
        AnswerKind::Text => vec!["in words".to_owned()],
        AnswerKind::Structured => vec![format!("in brackets, {such}")],
    }
}

/// What an answer was concluded from, in a sentence with a line break at the end.
///
/// ```
/// # use candor::{Audience, Rulebook, interview::Step, render};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// let case = rulebook.case("case", "{today: 2026-11-21, facts: {amount: 90 EUR, price: 80 EUR}}")?;
/// let Step::Done(end) = rulebook.interview(Audience::Staff, "exchange", &case)?.step()? else { unreachable!() };
/// let said = render::conclusion(&end, render::Style { width: 100, color: false });
/// assert_eq!(said, "Concluded from: the price paid, 80.00 EUR; the value of what is given back to the customer, 90.00\nEUR.\n");
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn conclusion(conclusion: &Conclusion, style: Style) -> String {
    let said = |fact: &FactValue| match &fact.value {
        Some(Typed { value, ty: ty @ Type::YesNo }) => format!("{}: {}", fact.label, ty.write(value)),
        Some(typed) => format!("{}, {}", fact.label, words::value(typed)),
        None => fact.label.clone(),
    };
    // Customers look at the screen.
    let (untold, told): (Vec<&FactValue>, Vec<&FactValue>) = conclusion.from.iter().partition(|fact| fact.never_told);
    let mut from: Vec<String> = told.into_iter().map(said).collect();
    if !untold.is_empty() {
        from.push("what is known to staff only".to_owned());
    }
    let not_known: Vec<&str> = conclusion.not_known.iter().map(|fact| fact.label.as_str()).collect();
    let from = match (conclusion.answer.outcome, from.as_slice()) {
        (Outcome::Undetermined, []) => "Nothing is known yet.".to_owned(),
        (Outcome::Undetermined, some) => format!("All that is known: {}.", some.join("; ")),
        (_, []) => "No answer was needed: the rules alone say so.".to_owned(),
        (_, some) => format!("Concluded from: {}.", some.join("; ")),
    };
    let not_known = match not_known.as_slice() {
        [] => String::new(),
        some => format!(" Not known: {}.", some.join("; ")),
    };
    paragraph(&clean(&(from + &not_known)), "", "", style.width).join("\n") + "\n"
}
