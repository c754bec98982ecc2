//! What happens to a grant afterwards, and what else a desk puts on record: used, revoked, reviewed, erased; feedback and editions.

use std::collections::BTreeMap;

use super::DeskError;
use super::book::{Adds, private_name};
use super::desk::{Desk, has_powers, same_rules};
use super::history::still_needed;
use super::record::{About, Adopted, Event, Feedback, Finding, Record, Remark, Reviewed, Used};
use super::refusal::{Changed, Refusal};
use super::reply::{Due, Pending};
use super::request;
use crate::case::Case;
use crate::ledger::{MOST_LINES, Store};
use crate::model::{Name, Role};
use crate::rulebook::Rulebook;
use crate::value::{Date, Moment};

/// The case as it was decided: a grant may be used on a later day, on the same facts.
fn same_day(case: &Case, today: Date) -> Case {
    case.clone().with_today(today)
}

impl<S: Store> Desk<S> {
    /// Uses a grant, once: for the same action, facts and rules, on the day of the case or a later one.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn use_grant(
        &mut self,
        rulebook: &Rulebook,
        case: &Case,
        id: &str,
        by: &str,
        at: Moment,
    ) -> Result<Result<(), Refusal>, DeskError> {
        self.book.catch_up()?;
        if let Err(refusal) = request::id("the id of the person", by) {
            return Ok(Err(refusal));
        }
        if rulebook.fits(case).is_err() {
            return Ok(Err(Refusal::Stale { what: Changed::Edition }));
        }
        let salt = self.book.salt(id)?;
        let (reply, _) = self.book.turn(at, |history, _| {
            let Some(grant) = history.grants.get(id) else {
                return Ok(Adds::nothing(Err(Refusal::NoGrant { id: id.to_owned() })));
            };
            let refusal = if grant.used.is_some() {
                Refusal::UsedAlready { id: id.to_owned() }
            } else if grant.revoked {
                Refusal::Revoked { id: id.to_owned() }
            } else if grant.lapsed {
                Refusal::TooLate { until: grant.until }
            } else if at >= grant.until {
                let late = Refusal::TooLate { until: grant.until };
                return Ok(Adds::one(Event::Lapsed(About { id: id.to_owned() }), Err(late)));
            } else if grant.digest != rulebook.digest() || history.in_use(&grant.rulebook, &grant.digest).is_err() {
                Refusal::Stale { what: Changed::Edition }
            } else if grant.reviewers.iter().any(|reviewer| reviewer == by) {
                Refusal::OwnReview { person: by.to_owned() }
            } else if case.today().is_none_or(|today| today < grant.today) {
                Refusal::Stale { what: Changed::Facts }
            } else if history.erased.contains(id) {
                Refusal::Erased { id: id.to_owned() }
            } else if grant.case != rulebook.case_digest(&grant.action, &same_day(case, grant.today), salt.as_ref()) {
                Refusal::Stale { what: Changed::Facts }
            } else {
                return Ok(Adds::one(Event::Used(Used { id: id.to_owned(), by: by.to_owned() }), Ok(())));
            };
            Ok(Adds::nothing(Err(refusal)))
        })?;
        Ok(reply)
    }

    /// Takes back a grant that was not used yet: whoever may act in the role that granted it.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn revoke(
        &mut self,
        rulebook: &Rulebook,
        id: &str,
        by: &str,
        role: &str,
        reason: &str,
        at: Moment,
    ) -> Result<Result<(), Refusal>, DeskError> {
        let person = match self.speaker(rulebook, (by, role), ("the reason", reason), at) {
            Ok(person) => person,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (reply, _) = self.book.turn(at, |history, _| {
            let Some(grant) = history.grants.get(id) else {
                return Ok(Adds::nothing(Err(Refusal::NoGrant { id: id.to_owned() })));
            };
            let refusal = if grant.used.is_some() {
                Refusal::UsedAlready { id: id.to_owned() }
            } else if grant.revoked {
                Refusal::Revoked { id: id.to_owned() }
            } else if grant.lapsed || at >= grant.until {
                Refusal::TooLate { until: grant.until }
            } else if let Err(refusal) = same_rules(rulebook, history, &grant.rulebook, &grant.digest) {
                refusal
            } else if !has_powers(rulebook, role, &grant.acts_as) {
                Refusal::NotTheirs { role: role.to_owned(), who: format!("`{}`", grant.acts_as) }
            } else {
                let remark = Remark { id: id.to_owned(), by: person.clone(), reason: reason.to_owned() };
                return Ok(Adds::one(Event::Revoked(remark), Ok(())));
            };
            Ok(Adds::nothing(Err(refusal)))
        })?;
        Ok(reply)
    }

    /// Says what came of looking at a grant afterwards: somebody who had no part in it, in the role that the rulebook
    /// names, or in one that could have decided it.
    ///
    /// # Errors
    /// As [`Desk::request`].
    #[expect(clippy::too_many_arguments, reason = "each is a field of the record; a struct would only rename them")]
    pub fn review(
        &mut self,
        rulebook: &Rulebook,
        id: &str,
        by: &str,
        role: &str,
        finding: Finding,
        note: &str,
        at: Moment,
    ) -> Result<Result<(), Refusal>, DeskError> {
        let person = match self.speaker(rulebook, (by, role), ("the note", note), at) {
            Ok(person) => person,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (reply, _) = self.book.turn(at, |history, _| {
            let Some(grant) = history.grants.get(id) else {
                return Ok(Adds::nothing(Err(Refusal::NoGrant { id: id.to_owned() })));
            };
            let refusal = if grant.had_a_part(by) {
                Refusal::OwnReview { person: by.to_owned() }
            } else if let Err(refusal) = same_rules(rulebook, history, &grant.rulebook, &grant.digest) {
                refusal
            } else if grant.reviews.is_empty() && grant.reviewed.is_some() {
                Refusal::ReviewedAlready { id: id.to_owned() }
            } else {
                let open = grant.reviews.iter().map(|due| due.by.as_str());
                let due: Vec<String> =
                    open.clone().filter(|reviewer| has_powers(rulebook, role, reviewer)).map(str::to_owned).collect();
                // Where no review is due, whoever could have decided it may look at it all the same.
                if due.is_empty() && (!grant.reviews.is_empty() || !has_powers(rulebook, role, &grant.acts_as)) {
                    let who = if grant.reviews.is_empty() { vec![grant.acts_as.as_str()] } else { open.collect() };
                    let who = format!("`{}`", who.join("` or `"));
                    return Ok(Adds::nothing(Err(Refusal::NotTheirs { role: role.to_owned(), who })));
                }
                let (id, note) = (id.to_owned(), note.to_owned());
                let reviewed = Reviewed { id, by: person.clone(), due, finding, note };
                return Ok(Adds::one(Event::Reviewed(reviewed), Ok(())));
            };
            Ok(Adds::nothing(Err(refusal)))
        })?;
        Ok(reply)
    }

    /// A word to the owner of the rules, about one of them.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn feedback(
        &mut self,
        rulebook: &Rulebook,
        rule: &str,
        by: &str,
        text: &str,
        at: Moment,
    ) -> Result<Result<(), Refusal>, DeskError> {
        let known = matches!(rulebook.model().names.get(rule), Some(Name::Rule(_) | Name::Action(_)));
        let checked = request::id("the id of the person", by).and_then(|()| request::words("the text", text));
        let checked = checked.and(if known { Ok(()) } else { Err(Refusal::UnknownRule { rule: rule.to_owned() }) });
        if let Err(refusal) = checked {
            return Ok(Err(refusal));
        }
        let feedback = Feedback {
            by: by.to_owned(),
            rulebook: rulebook.name().to_owned(),
            rule: rule.to_owned(),
            text: text.to_owned(),
        };
        let (reply, _) = self.book.turn(at, |_, _| Ok(Adds::one(Event::Feedback(feedback.clone()), Ok(()))))?;
        Ok(reply)
    }

    /// The requests that wait for another person, oldest first, with the roles that still have to agree.
    ///
    /// # Errors
    /// [`DeskError::Ledger`] if the ledger cannot be read.
    pub fn waiting(&mut self) -> Result<Vec<Pending>, DeskError> {
        self.book.catch_up()?;
        let mut waiting: Vec<Pending> = self
            .book
            .history
            .pending
            .values()
            .map(|pending| {
                let open = still_needed(&pending.requested.needs, &pending.confirmed_by);
                let ask = pending.requested.ask.clone();
                Pending { id: ask.id.clone(), ask, needs: open.into_iter().cloned().collect() }
            })
            .collect();
        waiting.sort_by_key(|pending| self.book.history.first_of(&pending.id));
        Ok(waiting)
    }

    /// Records that requests and grants lapsed which nobody confirmed or used in time. They are refused without it too;
    /// with it the ledger says so. At most eight at once; gives their ids.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn lapse(&mut self, at: Moment) -> Result<Result<Vec<String>, Refusal>, DeskError> {
        let (reply, _) = self.book.turn(at, |history, _| {
            let over: Vec<String> = history.over(at).take(MOST_LINES - 1).map(str::to_owned).collect();
            let events = over.iter().map(|id| (Event::Lapsed(About { id: id.clone() }), None)).collect();
            Ok(Adds { events, reply: Ok(over) })
        })?;
        Ok(reply)
    }

    /// Removes what is kept privately beside a grant or request: its sensitive facts can then not be read by
    /// anybody, and no proof breaks. First it is removed, then the record says so: a record never claims what was not done.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn erase(&mut self, id: &str, by: &str, reason: &str, at: Moment) -> Result<Result<(), Refusal>, DeskError> {
        self.book.catch_up()?;
        self.book.may_write()?;
        let by = match self.officer(by, Role::ERASER, at) {
            Ok(person) => person,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let checked = request::words("the reason", reason);
        let checked = checked.and(match self.book.history.last {
            Some(last) if at < last => Err(Refusal::ClockBackwards { at, last }),
            _ if !self.book.history.knows(id) => Err(Refusal::NoGrant { id: id.to_owned() }),
            _ => Ok(()),
        });
        if let Err(refusal) = checked {
            return Ok(Err(refusal));
        }
        if let Some(seq) = self.book.history.first_of(id) {
            self.book.ledger.store().erase(&private_name(seq))?;
        }
        let (reply, _) = self.book.turn(at, |_, _| {
            let remark = Remark { id: id.to_owned(), by: by.clone(), reason: reason.to_owned() };
            Ok(Adds::one(Event::Erased(remark), Ok(())))
        })?;
        Ok(reply)
    }

    /// Approves an edition: from now on nothing is granted under any other text of this rulebook. Gives what changed of
    /// who may decide since the edition before.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn adopt(&mut self, rulebook: &Rulebook, by: &str, at: Moment) -> Result<Result<Adopted, Refusal>, DeskError> {
        let person = match self.officer(by, Role::ADOPTER, at) {
            Ok(person) => person,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let reference = rulebook.reference();
        let authority = rulebook.authority();
        let (reply, _) = self.book.turn(at, |history, _| {
            let adopted = Adopted {
                by: person.clone(),
                rulebook: reference.id.clone(),
                edition: reference.edition.clone(),
                digest: reference.digest.clone(),
                authority: authority.clone(),
                changes: history.changes(&reference.id, &authority),
            };
            Ok(Adds::one(Event::Adopted(adopted.clone()), Ok(adopted)))
        })?;
        Ok(reply)
    }

    /// The reviews that somebody still has to do, the most urgent first.
    ///
    /// # Errors
    /// [`DeskError::Ledger`] if the ledger cannot be read.
    pub fn due(&mut self, at: Moment) -> Result<Vec<Due>, DeskError> {
        self.book.catch_up()?;
        let open = self.book.history.grants.iter().flat_map(|(id, grant)| {
            grant.reviews.iter().map(move |review| Due {
                id: id.clone(),
                by: grant.by.clone(),
                rulebook: grant.rulebook.clone(),
                action: grant.action.clone(),
                review: review.clone(),
                overdue: at > review.due,
            })
        });
        let mut due: Vec<Due> = open.collect();
        due.sort_by_key(|due| due.review.due);
        Ok(due)
    }

    /// All records, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Ledger`] if the ledger cannot be read, [`DeskError::Record`] for a line that is no record.
    pub fn records(&mut self) -> Result<Vec<Record>, DeskError> {
        self.book.catch_up()?;
        let (mut records, size) = (Vec::new(), self.book.history.size);
        let mut wrong = None;
        self.book.ledger.store().read(0, size, &mut |seq, line| {
            match Record::parse(line) {
                Ok(record) => records.push(record),
                Err(because) => wrong = wrong.take().or(Some(DeskError::Record { seq, because })),
            }
            Ok(())
        })?;
        wrong.map_or(Ok(records), Err)
    }

    /// The sensitive facts of a request or grant, as long as they are kept.
    ///
    /// # Errors
    /// [`DeskError::Ledger`] or [`DeskError::Private`] if they cannot be read.
    pub fn sensitive(&mut self, id: &str) -> Result<BTreeMap<String, String>, DeskError> {
        Ok(self.book.opening(id)?.map(|opening| opening.facts).unwrap_or_default())
    }
}
