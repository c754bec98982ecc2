//! Interviews: an action is answered by asking only what can still change the answer, the best question first.
//!
//! An [`Interview`] begins with whatever a case states and says what comes next, as a [`Step`]: questions that stand on one
//! page, or the answer. It stops the moment the outcome is certain, lets one go back, and takes "don't know" for an
//! answer. What comes next follows from the facts so far and from what nobody knows, and from nothing else: so a page that keeps no
//! state states these and gets the same step.
//!
//! ```
//! use candor::interview::Step;
//! use candor::{Audience, Outcome, Rulebook};
//!
//! let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/lido/lido.rulebook"));
//! let rulebook = Rulebook::from_text("lido.rulebook", text)?;
//! let known = rulebook.case("known", "{today: 2026-07-01, facts: {trouble: no}}")?;
//! let mut interview = rulebook.interview(Audience::Customer, "swim", &known)?;
//!
//! while let Step::Ask(page) = interview.step()? {
//!     let question = &page.questions[0];
//!     match question.fact.name.as_str() {
//!         "age" => interview.answer("age", "9")?,
//!         _ => interview.skip(&question.fact.name)?,
//!     }
//! }
//! let Step::Done(conclusion) = interview.step()? else { unreachable!() };
//! assert_eq!(conclusion.answer.outcome, Outcome::Undetermined);
//! assert_eq!(conclusion.not_known[0].name, "with_adult");
//!
//! interview.back();
//! interview.answer("with_adult", "yes")?;
//! let Step::Done(conclusion) = interview.step()? else { unreachable!() };
//! assert_eq!(conclusion.answer.outcome, Outcome::Allowed);
//! # Ok::<(), candor::Error>(())
//! ```

mod cells;
mod choose;
mod oracle;
mod question;

use std::collections::BTreeSet;

use self::choose::{Chooser, pages};
use self::oracle::Oracle;
pub use self::question::{Answer, AnswerKind, Choice, Question};
use crate::case::{Case, CaseBuilder};
use crate::decide::{Evaluation, Outcome, Reading, Situation};
use crate::diagnostic::nearest::nearest;
use crate::error::Error;
use crate::explain::{Audience, Book, Explanation, FactValue, Named, fact_value, sure, untold};
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, TermId};
use crate::rulebook::{Reader, Rulebook};
use crate::stack::with_room;

/// Questions about one action, for one reader, and the answers so far. See [the module](self).
#[derive(Clone, Debug)]
pub struct Interview {
    rulebook: Rulebook,
    reader: Reader,
    action: String,
    id: ActionId,
    now: State,
    /// What was before each answer, the last at the end.
    before: Vec<State>,
}

/// All that decides what comes next.
#[derive(Clone, Debug)]
struct State {
    case: Case,
    not_known: BTreeSet<FactId>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something is to be asked.
    Ask(Page),
    /// Nothing that may be asked can change the answer any more.
    Done(Box<Conclusion>),
}

/// Questions that stand together: the best one, and what is asked with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// In the order of the declarations.
    pub questions: Vec<Question>,
    /// How many facts can still change the answer, those on this page among them.
    pub open: usize,
}

/// The end of an interview.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conclusion {
    /// The facts from which it follows: of a certain outcome some from which none can be left out, else all that are stated.
    pub from: Vec<FactValue>,
    /// Questions that nobody knew the answer to.
    pub not_known: Vec<Named>,
    /// The answer, the same as [`Rulebook::why_for`] gives in this case.
    pub answer: Explanation,
}

impl Rulebook {
    /// Begins to ask for what decides an action, with the facts that a case states. Of customers nothing is asked that they are
    /// never told, and which questions they are asked does not depend on it.
    ///
    /// ```
    /// # use candor::{Audience, Rulebook, interview::Step};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// let case = rulebook.case("case", "{today: 2026-11-21, facts: {amount: 10 EUR, price: 10 EUR, article: apparel}}")?;
    /// let mut interview = rulebook.interview(Audience::Customer, "exchange", &case)?;
    /// let Step::Done(conclusion) = interview.step()? else { unreachable!() };
    /// assert_eq!(conclusion.from.len(), 3);
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Rulebook::why_for`].
    pub fn interview(&self, reader: impl Into<Reader>, action: &str, case: &Case) -> Result<Interview, Error> {
        let reader = reader.into();
        let id = self.action(action)?;
        self.model_for(&reader)?;
        with_room(|| self.situation_for(reader.audience, case))?;
        let now = State { case: case.clone(), not_known: BTreeSet::new() };
        Ok(Interview { rulebook: self.clone(), reader, action: action.to_owned(), id, now, before: Vec::new() })
    }
}

impl Interview {
    /// What is asked next, or the answer.
    ///
    /// # Errors
    /// None that [`Rulebook::interview`] and [`Interview::answer`] would not have told before.
    pub fn step(&self) -> Result<Step, Error> {
        with_room(|| self.step_here())
    }

    /// The facts that are stated so far, in the order of their declaration; of customers those that they may be told.
    #[must_use]
    pub fn stated(&self) -> Vec<FactValue> {
        let model = self.words();
        let stated = |situation: &Situation| {
            let ids = self.now.case.facts.keys().filter(|id| self.is_told(**id));
            ids.map(|id| fact_value(model, situation, *id)).collect()
        };
        self.rulebook.situation(&self.now.case).map_or_else(|_| Vec::new(), |situation| stated(&situation))
    }

    /// The facts that nobody knows, in the order of their declaration.
    #[must_use]
    pub fn not_known(&self) -> Vec<Named> {
        let model = self.words();
        let named = |id: &FactId| Named { name: model[*id].name.clone(), label: model[*id].label.clone() };
        self.now.not_known.iter().map(named).collect()
    }

    /// The case with all answers: with [`Interview::not_known`] it is what an interview goes on from.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.now.case
    }

    /// The name of the action that is asked for.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The rulebook that it goes by.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// For whom it is, and in which language.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Answers a question: with a text, read as that of a fact in a case is. Whatever was answered before is replaced.
    ///
    /// ```
    /// # use candor::{Audience, Rulebook};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// let mut interview = rulebook.interview(Audience::Staff, "refund", &rulebook.case("case", "today: 2026-11-21")?)?;
    /// assert!(interview.answer("receipt", "maybe").unwrap_err().to_string().contains("is neither"));
    /// assert!(interview.answer("received", "2026-12-24").unwrap_err().to_string().contains("this cannot be"));
    /// interview.answer("receipt", "yes")?;
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] if the value is not one of its values, or cannot be beside what is stated; [`Error::UnknownFact`] if there
    /// is no such fact, or the customer is not asked for it. The interview then stands as before.
    pub fn answer(&mut self, fact: &str, text: &str) -> Result<(), Error> {
        let id = self.fact(fact)?;
        let mut case = self.now.case.clone();
        self.rulebook.set(&mut case, "the answer", &format!("{fact}={text}"))?;
        self.go_on(id, case)
    }

    /// Answers a question with a value of the embedding program, read as by [`Rulebook::case_from`].
    ///
    /// # Errors
    /// As [`Interview::answer`].
    pub fn state(&mut self, fact: &str, value: impl serde::Serialize) -> Result<(), Error> {
        let id = self.fact(fact)?;
        let Some(today) = self.now.case.today() else { return Err(Error::NoToday) };
        let mut stated = CaseBuilder::new(&self.rulebook.model().vocabulary, today).set(fact, value).build()?;
        let mut case = self.now.case.clone();
        match stated.facts.remove(&id) {
            Some(stated) => case.facts.insert(id, stated),
            None => return self.skip(fact),
        };
        self.go_on(id, case)
    }

    /// Nobody knows: the fact stays missing and is not asked for again. What is assumed where nobody states it counts then.
    ///
    /// # Errors
    /// [`Error::UnknownFact`].
    pub fn skip(&mut self, fact: &str) -> Result<(), Error> {
        let id = self.fact(fact)?;
        let before = self.now.clone();
        self.now.not_known.insert(id);
        // Of a value with parts what is stated stays.
        if !self.has_parts(id) {
            self.now.case.facts.remove(&id);
        }
        self.before.push(before);
        Ok(())
    }

    /// Takes back the last answer, or that it was not known; `false` if there is none.
    pub fn back(&mut self) -> bool {
        match self.before.pop() {
            Some(before) => {
                self.now = before;
                true
            }
            None => false,
        }
    }

    /// What can be said now, whatever is still open: where nobody answers any more.
    ///
    /// # Errors
    /// As [`Interview::step`].
    pub fn so_far(&self) -> Result<Conclusion, Error> {
        with_room(|| self.conclude(&self.known(self.rulebook.model())?))
    }

    // --- What comes next -------------------------------------------------------------------

    fn step_here(&self) -> Result<Step, Error> {
        let model = self.rulebook.model();
        let situation = self.known(model)?;
        let book = self.book();
        if sure::decided(book, &situation, self.id).outcome(self.id) != Outcome::Undetermined {
            return self.done(&situation);
        }
        let mut oracle = Oracle::new(book, self.id, &situation, []);
        let facts: Vec<FactId> = oracle.open().iter().copied().filter(|id| self.may_ask(*id)).collect();
        let open = facts.len();
        let (sensitive, plain): (Vec<FactId>, Vec<FactId>) = facts.into_iter().partition(|id| model[*id].sensitive);
        let candidates = if plain.is_empty() { sensitive } else { plain };
        let pages = match candidates.is_empty() {
            true => {
                // Nobody knows what a term follows from, but somebody may know the term.
                let terms: Vec<FactId> = self.unstated_terms(model, &situation).collect();
                oracle = Oracle::new(book, self.id, &situation, terms.iter().copied());
                pages(model, terms.into_iter().filter(|id| settles(&oracle, &situation, *id)))
            }
            false => pages(model, candidates),
        };
        if pages.is_empty() {
            return self.done(&situation);
        }
        // A page that was begun is finished first.
        let begun = |page: &&Vec<FactId>| {
            let group = page.first().map(|first| model.vocabulary.asked_in(*first));
            let answered = self.now.case.facts.keys().chain(&self.now.not_known);
            answered.into_iter().any(|id| !page.contains(id) && Some(model.vocabulary.asked_in(*id)) == group)
        };
        let begun: Vec<Vec<FactId>> = pages.iter().filter(begun).cloned().collect();
        let pages = if begun.is_empty() { pages } else { begun };
        let may_ask = |id| self.may_ask(id);
        let best = Chooser { model, oracle: &oracle, may_ask: &may_ask }.best(&situation, &pages);
        let Some(page) = pages.get(best) else { return self.done(&situation) };
        let spoken = Book { model: self.words(), ..book };
        let questions = question::page(spoken, &situation, self.id, self.reader.audience, page);
        Ok(Step::Ask(Page { open: open.max(questions.len()), questions }))
    }

    /// The situation as far as somebody knows it: a fact that is only assumed is still to be asked, and for customers
    /// nobody knows what they are never told.
    fn known(&self, model: &Model) -> Result<Situation, Error> {
        let mut situation = self.rulebook.situation(&self.now.case)?;
        for id in situation.assumed.clone() {
            if !self.now.not_known.contains(&id) && self.is_told(id) {
                situation.forget(id);
            }
        }
        match self.reader.audience {
            Audience::Customer => Ok(untold(model, &situation)),
            Audience::Staff | Audience::Auditor => Ok(situation),
        }
    }

    fn done(&self, situation: &Situation) -> Result<Step, Error> {
        Ok(Step::Done(Box::new(self.conclude(situation)?)))
    }

    fn conclude(&self, situation: &Situation) -> Result<Conclusion, Error> {
        let answer = self.rulebook.why_for(self.reader.clone(), &self.action, &self.now.case)?;
        let mut stated: Vec<FactId> = self.now.case.facts.keys().copied().filter(|id| self.is_told(*id)).collect();
        let oracle = |situation: &Situation| sure::outcome(self.book(), situation, self.id);
        let outcome = oracle(situation);
        if outcome != Outcome::Undetermined {
            let mut with = situation.clone();
            for id in stated.clone().into_iter().rev() {
                let mut without = with.clone();
                without.forget(id);
                if oracle(&without) == outcome {
                    with = without;
                    stated.retain(|kept| *kept != id);
                }
            }
        }
        let full = self.rulebook.situation(&self.now.case)?;
        let from = stated.iter().map(|id| fact_value(self.words(), &full, *id)).collect();
        Ok(Conclusion { from, not_known: self.not_known(), answer })
    }

    /// Terms that may be stated, are not, and have no value: neither did somebody say that they do not know them.
    fn unstated_terms<'a>(&'a self, model: &'a Model, situation: &'a Situation) -> impl Iterator<Item = FactId> + 'a {
        let evaluation = Evaluation::new(model, situation);
        model.terms.iter().enumerate().filter_map(move |(at, term)| {
            let id = term.stated.filter(|id| situation.fact(*id).is_none() && self.may_ask(*id))?;
            let reading = &evaluation.term(TermId(at)).reading;
            (!matches!(reading, Reading::Known(_))).then_some(id)
        })
    }

    // --- Facts -----------------------------------------------------------------------------

    /// The fact of a name, if this reader may state it. For customers what they are never told has no name at all.
    fn fact(&self, name: &str) -> Result<FactId, Error> {
        let vocabulary = &self.rulebook.model().vocabulary;
        vocabulary.find(name).filter(|id| self.is_told(*id)).ok_or_else(|| {
            let told = vocabulary.names().filter(|name| vocabulary.find(name).is_some_and(|id| self.is_told(id)));
            Error::UnknownFact { name: name.to_owned(), nearest: nearest(name, told).map(str::to_owned) }
        })
    }

    fn is_told(&self, id: FactId) -> bool {
        self.reader.audience != Audience::Customer || !self.rulebook.model()[id].never_tell_customer
    }

    fn may_ask(&self, id: FactId) -> bool {
        self.is_told(id) && !self.now.not_known.contains(&id)
    }

    fn has_parts(&self, id: FactId) -> bool {
        use crate::value::Type::{List, Record};
        matches!(self.rulebook.model()[id].ty, Record(_) | List(_))
    }

    fn book(&self) -> Book<'_> {
        Book { model: self.rulebook.model(), program: self.rulebook.program() }
    }

    /// The model in the language of the reader, which was checked at the beginning.
    fn words(&self) -> &Model {
        self.rulebook.model_for(&self.reader).unwrap_or_else(|_| self.rulebook.model())
    }

    /// With one more answer, if that can be.
    fn go_on(&mut self, id: FactId, case: Case) -> Result<(), Error> {
        with_room(|| self.rulebook.situation_for(self.reader.audience, &case))?;
        let mut not_known = self.now.not_known.clone();
        not_known.remove(&id);
        self.before.push(std::mem::replace(&mut self.now, State { case, not_known }));
        Ok(())
    }
}

/// Whether some value of a term would make the outcome certain.
fn settles(oracle: &Oracle<'_>, situation: &Situation, id: FactId) -> bool {
    oracle.cells(id).iter().any(|value| {
        let mut stated = situation.clone();
        stated.set(id, value.clone());
        oracle.outcome(&stated) != Outcome::Undetermined
    })
}
