//! One question as plain data: what is asked, how it is answered, of whom, and what still depends on it.

use crate::case::form;
use crate::decide::{Evaluation, Situation};
use crate::explain::{Audience, Book, Named, RuleRef, is_rule_hidden, rule_ref, sure};
use crate::model::vocabulary::{Fact, FactId};
use crate::model::{ActionId, Reads, RuleWord};
use crate::value::{Truth, Type, Unit};

/// A question: which fact is asked for, in which words, and what can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// The fact that is asked for.
    pub fact: Named,
    /// The question, if the rulebook words it; else the words for the fact have to do.
    pub ask: Option<String>,
    /// What can be answered.
    pub answer: Answer,
    /// Whether only staff are asked.
    pub staff_only: bool,
    /// Whether the answer is something that people keep to themselves.
    pub sensitive: bool,
    /// The names of others on this page that it is asked with.
    pub asked_with: Vec<String>,
    /// Where the answer is read.
    pub known_from: Option<String>,
    /// The words for the role that judges it.
    pub judged_by: Option<String>,
    /// What is assumed as long as nobody answers, as a case states it.
    pub assumed: Option<String>,
    /// Of a fact with parts that is stated, the parts that are missing in it.
    pub lacking: Vec<Named>,
    /// The rules about the action that still depend on it; for customers without those that they are not told of.
    pub because: Vec<RuleRef>,
}

/// What can be answered to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The kind of answer.
    pub kind: AnswerKind,
    /// Of one of several what there is to choose from, in the order of the rulebook.
    pub choices: Vec<Choice>,
    /// Of a number what it counts: `EUR`, `days`.
    pub unit: Option<String>,
    /// Of a number how many decimals it may have.
    pub decimals: Option<u32>,
    /// The least that can be answered, if the rulebook sets it.
    pub least: Option<String>,
    /// The greatest.
    pub greatest: Option<String>,
    /// An answer, to show how it is written.
    pub example: String,
}

/// The kind of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// `yes` or `no`.
    YesNo,
    /// One of several.
    OneOf,
    /// A number, an amount or a duration.
    Number,
    /// A day.
    Date,
    /// A point in time.
    DateAndTime,
    /// A text.
    Text,
    /// A value with parts, in brackets.
    Structured,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is answered.
    pub value: String,
    /// The words for it.
    pub label: String,
}

impl Answer {
    fn of(fact: &Fact) -> Answer {
        let (least, greatest) = form::limits(fact);
        let kind = match &fact.ty {
            Type::YesNo => AnswerKind::YesNo,
            Type::Choice(_) => AnswerKind::OneOf,
            Type::Quantity(_) => AnswerKind::Number,
            Type::Date => AnswerKind::Date,
            Type::Moment(_) => AnswerKind::DateAndTime,
            Type::Text => AnswerKind::Text,
            Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => AnswerKind::Structured,
        };
        let choices = match &fact.ty {
            Type::Choice(choices) => {
                let each = choices.names.iter().enumerate();
                each.map(|(at, name)| Choice { value: name.clone(), label: choices.said(at) }).collect()
            }
            _ => Vec::new(),
        };
        let quantity = fact.ty.quantity();
        Answer {
            kind,
            choices,
            unit: quantity.and_then(|quantity| unit(quantity.unit)),
            decimals: quantity.map(|quantity| quantity.decimals),
            least,
            greatest,
            example: form::example(&fact.ty),
        }
    }
}

fn unit(unit: Unit) -> Option<String> {
    let word = match unit {
        Unit::Plain => return None,
        Unit::Money(currency) => return Some(currency.code().to_owned()),
        Unit::Days => "days",
        Unit::Months => "months",
        Unit::Years => "years",
        Unit::Hours => "hours",
        Unit::Minutes => "minutes",
    };
    Some(word.to_owned())
}

/// The questions of one page, in the words of a model. The situation is the one in which they matter.
pub(super) fn page(
    book: Book<'_>,
    situation: &Situation,
    action: ActionId,
    audience: Audience,
    facts: &[FactId],
) -> Vec<Question> {
    let model = book.model;
    let evaluation = sure::decided(book, situation, action);
    let questions = facts.iter().map(|id| {
        let fact = &model[*id];
        let others = facts.iter().filter(|other| *other != id);
        Question {
            fact: Named { name: fact.name.clone(), label: fact.label.clone() },
            ask: fact.ask.clone(),
            answer: Answer::of(fact),
            staff_only: fact.never_tell_customer,
            sensitive: fact.sensitive,
            asked_with: others.map(|other| model[*other].name.clone()).collect(),
            known_from: fact.known_from.clone(),
            judged_by: fact.judged_by.map(|role| model[role].label.clone()),
            assumed: fact.default.as_ref().map(|value| fact.ty.write(value)),
            lacking: lacking(book, &evaluation, situation, action, *id),
            because: because(&evaluation, action, audience, *id),
        }
    });
    questions.collect()
}

/// What is missing in a fact that is stated in part.
fn lacking(
    book: Book<'_>,
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    action: ActionId,
    id: FactId,
) -> Vec<Named> {
    if situation.fact(id).is_none() {
        return Vec::new();
    }
    let name = &evaluation.model[id].name;
    let of = |part: &str| {
        part.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let (missing, _) = sure::missing(book, situation, evaluation, action);
    missing.into_iter().map(|missing| missing.fact).filter(|part| of(&part.name)).collect()
}

/// The rules about an action of which nobody can tell yet whether they apply, and that read a fact themselves.
fn because(evaluation: &Evaluation<'_>, action: ActionId, audience: Audience, id: FactId) -> Vec<RuleRef> {
    let model = evaluation.model;
    let open = evaluation.rules_about(action).into_iter().filter(|state| {
        let rule = &model[state.id];
        let mut reads = Reads::default();
        rule.when.iter().chain(&rule.required).for_each(|expr| reads.add(model, expr));
        rule.kind != RuleWord::Advice && state.applies == Truth::Unknown && reads.facts.contains(&id)
    });
    let told = |rule| audience != Audience::Customer || !is_rule_hidden(model, action, rule);
    open.filter(|state| told(state.id)).map(|state| rule_ref(model, state.id)).collect()
}
