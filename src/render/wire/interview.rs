//! The shape of an interview on the wire: what is asked next, or the answer with what it was concluded from.

use serde::Serialize;

use super::fill;
use super::{Answer, Fact, Rule};
use crate::explain as e;
use crate::interview as i;

wire! {
    /// Everything that a page needs which keeps no state.
    Interview {
        format: u32,
        audience: e::Audience,
        action: &'a str,
        today: String,
        rulebook: e::RulebookRef,
        stated: Vec<Fact<'a>>,
        skipped: Vec<&'a str>,
        next: Step<'a>,
    }
    /// Questions that stand together.
    Page { step: &'a str, open: usize, questions: Vec<Question<'a>>, }
    /// One question.
    Question {
        fact: &'a str,
        label: &'a str,
        audience: &'a str,
        answer: Answered<'a>,
        because: Vec<Rule<'a>>,
        ? ask: &'a str,
        ? asked_with: &'a [String],
        ? known_from: &'a str,
        ? judged_by: &'a str,
        ? sensitive: bool,
        ? assumed: &'a str,
        ? lacking: Vec<Part<'a>>,
    }
    /// What can be answered.
    Answered {
        kind: i::AnswerKind,
        example: &'a str,
        ? choices: Vec<Choice<'a>>,
        ? unit: &'a str,
        ? decimals: u32,
        ? least: &'a str,
        ? greatest: &'a str,
    }
    /// One of several answers.
    Choice { value: &'a str, label: &'a str, }
    /// A fact, or a part of one.
    Part { fact: &'a str, label: &'a str, }
    /// The end.
    Conclusion { step: &'a str, from: Vec<Fact<'a>>, not_known: Vec<Part<'a>>, answer: Answer<'a>, }
}

/// What comes next.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(in crate::render) enum Step<'a> {
    Ask(Page<'a>),
    Done(Box<Conclusion<'a>>),
}

impl<'a> Step<'a> {
    pub(in crate::render) fn of(step: &'a i::Step) -> Step<'a> {
        match step {
            i::Step::Ask(page) => {
                let questions = page.questions.iter().map(question).collect();
                Step::Ask(Page { step: "ask", open: page.open, questions })
            }
            i::Step::Done(end) => Step::Done(Box::new(Conclusion {
                step: "done",
                from: end.from.iter().map(fill::fact).collect(),
                not_known: end.not_known.iter().map(named).collect(),
                answer: Answer::of(&end.answer),
            })),
        }
    }
}

impl<'a> Interview<'a> {
    /// `stated` and `skipped` are what the interview says of itself.
    pub(in crate::render) fn of(
        interview: &'a i::Interview,
        stated: &'a [e::FactValue],
        skipped: &'a [e::Named],
        step: &'a i::Step,
    ) -> Interview<'a> {
        Interview {
            format: 1,
            audience: interview.reader().audience,
            action: interview.action(),
            today: interview.case().today().map(|day| day.to_string()).unwrap_or_default(),
            rulebook: interview.rulebook().reference(),
            stated: stated.iter().map(fill::fact).collect(),
            skipped: skipped.iter().map(|fact| fact.name.as_str()).collect(),
            next: Step::of(step),
        }
    }
}

fn question(q: &i::Question) -> Question<'_> {
    Question {
        fact: &q.fact.name,
        label: &q.fact.label,
        audience: if q.staff_only { "staff" } else { "customer" },
        answer: answered(&q.answer),
        because: q.because.iter().map(fill::rule).collect(),
        ask: q.ask.as_deref(),
        asked_with: (!q.asked_with.is_empty()).then_some(q.asked_with.as_slice()),
        known_from: q.known_from.as_deref(),
        judged_by: q.judged_by.as_deref(),
        sensitive: q.sensitive.then_some(true),
        assumed: q.assumed.as_deref(),
        lacking: (!q.lacking.is_empty()).then(|| q.lacking.iter().map(named).collect()),
    }
}

fn named(fact: &e::Named) -> Part<'_> {
    Part { fact: &fact.name, label: &fact.label }
}

fn answered(a: &i::Answer) -> Answered<'_> {
    let choices = a.choices.iter().map(|choice| Choice { value: &choice.value, label: &choice.label });
    Answered {
        kind: a.kind,
        example: &a.example,
        choices: (!a.choices.is_empty()).then(|| choices.collect()),
        unit: a.unit.as_deref(),
        decimals: a.decimals,
        least: a.least.as_deref(),
        greatest: a.greatest.as_deref(),
    }
}
