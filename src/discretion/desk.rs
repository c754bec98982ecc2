//! The desk: requests come in, are held against their bounds, and become records.

use std::collections::BTreeMap;
use std::fmt;

use super::DeskError;
use super::agree::{Agreeing, agreeing};
use super::book::{Adds, Book, private_name};
use super::directory::{Directory, Vouching};
use super::examine::{Beyond, Bounds, Within, edition, vouch};
use super::history::History;
use super::hook::{self, Hook, Proposal, Verdict};
use super::record::{About, Ask, Confirmed, Event, Granted, Opened, Person, Refused, Requested, Stated, Vouched};
use super::refusal::{Changed, Refusal};
use super::reply::{Grant, Pending, Reply};
use super::request::{self, Request};
use super::secret::Opening;
use crate::case::Case;
use crate::explain::uses::{Tally, Uses};
use crate::explain::{Audience, Explanation};
use crate::ledger::{Ledger, Store};
use crate::model::Name;
use crate::rulebook::{Reader, Rulebook};
use crate::value::Moment;

/// Where people decide against a rule, within their authority and on the record.
///
/// A desk holds a [`Ledger`], and knows what happened from its records alone: two desks on one ledger, in two programs,
/// keep one limit together. It is synchronous, reads no clock and holds nothing that cannot be thrown away; a request
/// that needs another person is plain data, to be carried through any queue, database or chat.
pub struct Desk<S: Store> {
    pub(super) book: Book<S>,
    directory: Option<Box<dyn Directory + Send>>,
    hook: Option<Box<dyn Hook + Send>>,
}

impl<S: Store> Desk<S> {
    /// Opens a new ledger: its first record says what it is.
    ///
    /// # Errors
    /// [`DeskError::Exists`] if there is one already, [`DeskError::Ledger`] if it cannot be written.
    pub fn init(ledger: Ledger<S>, at: Moment) -> Result<Desk<S>, DeskError> {
        let mut desk = Desk { book: Book::new(ledger), directory: None, hook: None };
        let opened = Opened {
            format: 1,
            ledger: desk.book.ledger.origin().to_owned(),
            key: desk.book.ledger.signer_key().map(ToString::to_string),
        };
        desk.book.open(at, |history| match history.size {
            0 => Ok(Adds::one(Event::Opened(opened.clone()), ())),
            _ => Err(DeskError::Exists),
        })?;
        Ok(desk)
    }

    /// A desk on a ledger that was opened before.
    ///
    /// # Errors
    /// [`DeskError::New`] if there is none, [`DeskError::KeyNeeded`] if it is signed and `ledger` has not that key; the
    /// first thing that is wrong with its records.
    pub fn open(ledger: Ledger<S>) -> Result<Desk<S>, DeskError> {
        let mut desk = Desk { book: Book::new(ledger), directory: None, hook: None };
        desk.book.catch_up()?;
        let Some(opened) = &desk.book.history.opened else { return Err(DeskError::New) };
        match (&opened.key, desk.book.ledger.signer_key().map(ToString::to_string)) {
            (Some(key), None) => Err(DeskError::KeyNeeded { key: key.clone() }),
            _ => Ok(desk),
        }
    }

    /// The same for reading only: nothing can be added without the key of a signed ledger, but all can be seen.
    ///
    /// # Errors
    /// As [`Desk::open`], without the key.
    pub fn read_only(ledger: Ledger<S>) -> Result<Desk<S>, DeskError> {
        let mut desk = Desk { book: Book::new(ledger), directory: None, hook: None };
        desk.book.catch_up()?;
        if desk.book.history.opened.is_none() { Err(DeskError::New) } else { Ok(desk) }
    }

    /// Who holds which role. Without a directory every role is only asserted, and every record says so.
    #[must_use]
    pub fn with_directory(mut self, directory: impl Directory + Send + 'static) -> Desk<S> {
        self.directory = Some(Box::new(directory));
        self
    }

    /// The last word of the app.
    #[must_use]
    pub fn with_hook(mut self, hook: impl Hook + Send + 'static) -> Desk<S> {
        self.hook = Some(Box::new(hook));
        self
    }

    /// The ledger, for its checkpoint, proofs and verification.
    pub fn ledger(&mut self) -> &mut Ledger<S> {
        &mut self.book.ledger
    }

    /// Answers one action in one case, as [`Rulebook::why_for`] does, with what is left of the limits of those who may
    /// decide otherwise; where `person` is known, also of what is counted per employee.
    ///
    /// # Errors
    /// [`DeskError::Text`] for what is wrong with the question, [`DeskError::Ledger`] if the ledger cannot be read.
    pub fn why(
        &mut self,
        rulebook: &Rulebook,
        reader: impl Into<Reader>,
        action: &str,
        case: &Case,
        at: Moment,
        person: Option<&str>,
    ) -> Result<Explanation, DeskError> {
        self.book.catch_up()?;
        let nothing = Tally::default();
        let tally = self.book.history.tally(rulebook.name()).unwrap_or(&nothing);
        Ok(rulebook.why_using(&reader.into(), action, case, Some(Uses { tally, now: at, person }))?)
    }

    /// Asks for a decision against the rule.
    ///
    /// # Errors
    /// [`DeskError`] where it could not be decided at all. Then nothing is granted.
    pub fn request(
        &mut self,
        rulebook: &Rulebook,
        case: &Case,
        request: &Request,
        at: Moment,
    ) -> Result<Reply, DeskError> {
        self.book.catch_up()?;
        let situation = rulebook.situation(case)?;
        let private = opening(rulebook, case, request)?;
        let vouching = self.directory.as_deref().map(|directory| Vouching::new(directory, at));
        let bounds = Bounds::new(rulebook, case, &situation, &request.action, vouching.as_ref(), at)?;
        let model = rulebook.model();
        for _ in 0..LOOKS {
            // The hook is asked outside of the lock, on what is known now; the bounds are checked again under it.
            let seen = bounds.examine(request, &self.book.history).ok();
            let said = match &seen {
                Some(within) => self.ask_hook(rulebook, case, (within, &within.needs), &[], at)?,
                None => Said::Go,
            };
            let hooked = self.hook.is_some();
            let (reply, checkpoint) = self.book.turn(at, |history, seq| {
                let mut within = match bounds.examine(request, history) {
                    Ok(within) => within,
                    Err(Beyond { refusal, ask }) => return Ok(refuse(refusal, ask, seq, history).map(Some)),
                };
                // What the hook has not seen as it is now, it has not agreed to.
                if hooked && seen.as_ref() != Some(&within) {
                    return Ok(Adds::nothing(None));
                }
                match &said {
                    Said::Go => {}
                    Said::Until(until) => within.ask.until = *until,
                    Said::No(refusal) => {
                        return Ok(refuse(refusal.clone(), Some(Box::new(within.ask)), seq, history).map(Some));
                    }
                    Said::Another(role) if model.names.get(role).is_some_and(|n| matches!(n, Name::Role(_))) => {
                        if !within.needs.contains(role) {
                            within.needs.push(role.clone());
                            within.needs.sort();
                        }
                    }
                    Said::Another(role) => {
                        let because = format!("it asked for the role `{role}`, which the rulebook does not have");
                        let refusal = Refusal::HookFailed { because };
                        return Ok(refuse(refusal, Some(Box::new(within.ask)), seq, history).map(Some));
                    }
                }
                name(&mut within.ask, seq, history);
                let private = private.clone().map(|bytes| (private_name(seq), bytes));
                Ok(asked(within, seq, private).map(Some))
            })?;
            if let Some(reply) = reply {
                return Ok(sealed(reply, checkpoint));
            }
        }
        Ok(Reply::Refused(Refusal::Stale { what: Changed::Counts }))
    }

    /// Another person agrees to a request that waits. What they agree to has to be what was asked for: the same rules,
    /// facts, day and use of limits.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn confirm(
        &mut self,
        rulebook: &Rulebook,
        case: &Case,
        id: &str,
        by: &str,
        role: &str,
        at: Moment,
    ) -> Result<Reply, DeskError> {
        self.book.catch_up()?;
        let Some(pending) = self.book.history.pending.get(id).cloned() else {
            return Ok(Reply::Refused(Refusal::NotPending { id: id.to_owned() }));
        };
        if rulebook.fits(case).is_err() {
            return Ok(Reply::Refused(Refusal::Stale { what: Changed::Edition }));
        }
        let situation = rulebook.situation(case)?;
        let original = self.original(&pending.requested.ask)?;
        let vouching = self.directory.as_deref().map(|directory| Vouching::new(directory, at));
        let asked = &pending.requested.ask;
        if rulebook.name() != asked.rulebook || rulebook.digest() != asked.digest {
            return Ok(Reply::Refused(Refusal::Stale { what: Changed::Edition }));
        }
        let bounds = Bounds::new(rulebook, case, &situation, &asked.action, vouching.as_ref(), at)?;
        for _ in 0..LOOKS {
            let seen = agreeing(&bounds, &original, &self.book.history, id, (by, role)).ok();
            let said = match seen.as_ref().filter(|agreed| agreed.open.is_empty()) {
                Some(agreed) => self.ask_hook(rulebook, case, (&agreed.within, &[]), &agreed.all, at)?,
                None => Said::Go,
            };
            let hooked = self.hook.is_some();
            let (reply, checkpoint) = self.book.turn(at, |history, seq| {
                let agreed = match agreeing(&bounds, &original, history, id, (by, role)) {
                    Ok(agreed) => agreed,
                    Err(Refusal::TooLate { until }) => {
                        let lapsed = Event::Lapsed(About { id: id.to_owned() });
                        return Ok(Adds::one(lapsed, Some(Reply::Refused(Refusal::TooLate { until }))));
                    }
                    Err(refusal) => return Ok(Adds::nothing(Some(Reply::Refused(refusal)))),
                };
                if hooked && agreed.open.is_empty() && seen.as_ref() != Some(&agreed) {
                    return Ok(Adds::nothing(None));
                }
                let Agreeing { mut within, person, all, open } = agreed;
                let confirmed = Event::Confirmed(Confirmed { id: id.to_owned(), by: person });
                if !open.is_empty() {
                    let reply = Reply::NeedsAnother(Pending { id: id.to_owned(), ask: within.ask, needs: open });
                    return Ok(Adds::one(confirmed, Some(reply)));
                }
                let refusal = match &said {
                    Said::Go => None,
                    // The time stands in the request; a hook that would shorten it now says no instead.
                    Said::Until(until) if *until >= within.ask.until => None,
                    Said::Another(role) if all.iter().any(|p| p.acts_as.as_ref() == Some(role)) => None,
                    Said::No(refusal) => Some(refusal.clone()),
                    Said::Until(_) | Said::Another(_) => {
                        Some(Refusal::HookFailed { because: "it asked for more after everybody had agreed".to_owned() })
                    }
                };
                if let Some(refusal) = refusal {
                    let refused = refused(&refusal, within.ask, None);
                    return Ok(Adds {
                        events: vec![(confirmed, None), (Event::Refused(refused), None)],
                        reply: Some(Reply::Refused(refusal)),
                    });
                }
                within.ask.id = id.to_owned();
                let granted = within.grant(all);
                let reply = Some(Reply::Granted(slip(seq + 1, &granted)));
                Ok(Adds { events: vec![(confirmed, None), (Event::Granted(granted), None)], reply })
            })?;
            if let Some(reply) = reply {
                return Ok(sealed(reply, checkpoint));
            }
        }
        Ok(Reply::Refused(Refusal::Stale { what: Changed::Counts }))
    }

    /// Another person says no to a request that waits.
    ///
    /// # Errors
    /// As [`Desk::request`].
    pub fn decline(
        &mut self,
        rulebook: &Rulebook,
        id: &str,
        by: &str,
        role: &str,
        reason: &str,
        at: Moment,
    ) -> Result<Reply, DeskError> {
        let person = match self.speaker(rulebook, (by, role), ("the reason", reason), at) {
            Ok(person) => person,
            Err(refusal) => return Ok(Reply::Refused(refusal)),
        };
        let (reply, _) = self.book.turn(at, |history, _| {
            let Some(pending) = history.pending.get(id) else {
                return Ok(Adds::nothing(Reply::Refused(Refusal::NotPending { id: id.to_owned() })));
            };
            let asked = &pending.requested.ask;
            // Those who asked may withdraw, and those who are asked may say no.
            if asked.by.id != by {
                if let Err(refusal) = same_rules(rulebook, history, &asked.rulebook, &asked.digest) {
                    return Ok(Adds::nothing(Reply::Refused(refusal)));
                }
                let needs = &pending.requested.needs;
                if !needs.iter().any(|needed| has_powers(rulebook, role, needed)) {
                    let refusal = Refusal::NotAsked { role: role.to_owned(), needs: needs.clone() };
                    return Ok(Adds::nothing(Reply::Refused(refusal)));
                }
            }
            let refusal = Refusal::Declined { person: by.to_owned(), reason: reason.to_owned() };
            let refused = refused(&refusal, pending.requested.ask.clone(), Some(person.clone()));
            Ok(Adds::one(Event::Refused(refused), Reply::Refused(refusal)))
        })?;
        Ok(reply)
    }

    /// A person in a role, as far as the directory vouches for it.
    pub(super) fn person(&self, rulebook: &Rulebook, by: &str, role: &str, at: Moment) -> Result<Person, Refusal> {
        request::id("the id of the person", by)?;
        let vouching = self.directory.as_deref().map(|directory| Vouching::new(directory, at));
        let vouched = vouch(rulebook.model(), vouching.as_ref(), (by, role))?;
        Ok(Person { id: by.to_owned(), acts_as: Some(role.to_owned()), role: vouched })
    }

    /// The same for somebody who has to say something with it, such as the reason.
    pub(super) fn speaker(
        &self,
        rulebook: &Rulebook,
        (by, role): (&str, &str),
        (what, words): (&str, &str),
        at: Moment,
    ) -> Result<Person, Refusal> {
        request::words(what, words)?;
        self.person(rulebook, by, role, at)
    }

    /// Somebody who holds one of the roles that are none of a rulebook.
    pub(super) fn officer(&self, by: &str, role: &str, at: Moment) -> Result<Person, Refusal> {
        request::id("the id of the person", by)?;
        let vouched = match self.directory.as_deref().map(|d| Vouching::new(d, at).holds(by, role)) {
            None => Vouched::Asserted,
            Some(Ok(true)) => Vouched::Vouched,
            Some(Ok(false)) => {
                return Err(Refusal::RoleNotHeld { person: by.to_owned(), role: role.to_owned() });
            }
            Some(Err(because)) => return Err(Refusal::NoDirectory { because }),
        };
        Ok(Person { id: by.to_owned(), acts_as: Some(role.to_owned()), role: vouched })
    }

    fn ask_hook(
        &self,
        rulebook: &Rulebook,
        case: &Case,
        (within, needs): (&Within, &[String]),
        confirmed_by: &[Person],
        at: Moment,
    ) -> Result<Said, DeskError> {
        let Some(hook) = self.hook.as_deref() else { return Ok(Said::Go) };
        let nothing = Tally::default();
        let tally = self.book.history.tally(rulebook.name()).unwrap_or(&nothing);
        let uses = Uses { tally, now: at, person: Some(&within.ask.by.id) };
        let explanation = rulebook.why_using(&Audience::Staff.into(), &within.ask.action, case, Some(uses))?;
        let ask = &within.ask;
        let proposal = Proposal { explanation: &explanation, ask, needs, confirmed_by, at };
        Ok(match hook::ask(hook, &proposal) {
            Ok(Verdict::Grant) => Said::Go,
            // Once others have agreed, the time stands in the request, and is the stricter one.
            Ok(Verdict::GrantUntil(until)) if until > ask.until && confirmed_by.is_empty() => {
                let because = format!("it is good until {} at most, not until {until}", ask.until);
                Said::No(Refusal::TooGenerous { because })
            }
            Ok(Verdict::GrantUntil(until)) if until <= at => {
                Said::No(Refusal::HookFailed { because: format!("it would be over at {until}") })
            }
            Ok(Verdict::GrantUntil(until)) => Said::Until(until),
            Ok(Verdict::Refuse(reason)) => match request::words("the reason", &reason) {
                Ok(()) => Said::No(Refusal::Hook { reason }),
                Err(_) => Said::No(Refusal::HookFailed { because: "it refused without a reason".to_owned() }),
            },
            Ok(Verdict::AskAnother(role)) => Said::Another(role),
            Err(because) => Said::No(Refusal::HookFailed { because }),
        })
    }

    /// The request as it was made, from its record and what is kept beside it.
    fn original(&mut self, ask: &Ask) -> Result<Request, DeskError> {
        Ok(Request {
            action: ask.action.clone(),
            by: ask.by.id.clone(),
            role: ask.by.acts_as.clone().unwrap_or_default(),
            id: None,
            reason: ask.reason.clone(),
            reason_code: ask.reason_code.map(|code| code.name().to_owned()),
            evidence: ask.evidence.clone(),
            judged: ask.judged.clone(),
            until: Some(ask.until),
            salt: self.book.salt(&ask.id)?,
        })
    }
}

impl<S: Store> fmt::Debug for Desk<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("ledger", &self.book.ledger)
            .field("records", &self.book.history.size)
            .finish_non_exhaustive()
    }
}

/// How often a request is looked at anew while others change what it depends on.
const LOOKS: usize = 5;

/// What a hook came to.
enum Said {
    Go,
    Until(Moment),
    Another(String),
    No(Refusal),
}

/// Which role has which powers is a matter of the rules: a grant is looked after under the text that it was made under, or
/// under the edition that was adopted since.
pub(super) fn same_rules(rulebook: &Rulebook, history: &History, name: &str, digest: &str) -> Result<(), Refusal> {
    match rulebook.name() == name {
        // The text that the record names is nobody's own.
        true if rulebook.digest() == digest => Ok(()),
        true if history.adopted.contains_key(name) => edition(rulebook, history),
        _ => Err(Refusal::Stale { what: Changed::Edition }),
    }
}

/// Whether a role has the powers of another.
pub(super) fn has_powers(rulebook: &Rulebook, role: &str, of: &str) -> bool {
    let model = rulebook.model();
    let (Some(Name::Role(role)), Some(Name::Role(of))) = (model.names.get(role), model.names.get(of)) else {
        return false;
    };
    model[*role].powers.contains(of)
}

/// What a record keeps privately: salt and sensitive facts, where the case states any.
fn opening(rulebook: &Rulebook, case: &Case, request: &Request) -> Result<Option<Vec<u8>>, DeskError> {
    let model = rulebook.model();
    let sensitive = case.facts.iter().filter(|(id, _)| model[**id].sensitive);
    let facts: BTreeMap<String, String> =
        sensitive.map(|(id, stated)| (model[*id].name.clone(), model[*id].ty.write(&stated.value))).collect();
    if facts.is_empty() {
        return Ok(None);
    }
    let salt = request.salt.filter(|salt| salt.iter().any(|byte| *byte != 0)).ok_or(DeskError::NoSalt)?;
    let opening = Opening { salt: super::secret::hex(&salt), facts };
    Ok(Some(serde_json::to_vec(&opening).unwrap_or_default()))
}

/// The id of the caller, or the number of the record.
fn name(ask: &mut Ask, seq: u64, history: &History) {
    if ask.id.is_empty() {
        ask.id = seq.to_string();
        while history.knows(&ask.id) {
            ask.id.push('a');
        }
    }
}

/// What is recorded of a request within its bounds.
fn asked(within: Within, seq: u64, private: Option<(String, Vec<u8>)>) -> Adds<Reply> {
    if within.needs.is_empty() {
        let granted = within.grant(Vec::new());
        let reply = Reply::Granted(slip(seq, &granted));
        return Adds { events: vec![(Event::Granted(granted), private)], reply };
    }
    let Within { ask, needs, .. } = within;
    let reply = Reply::NeedsAnother(Pending { id: ask.id.clone(), ask: ask.clone(), needs: needs.clone() });
    Adds { events: vec![(Event::Requested(Requested { ask, needs }), private)], reply }
}

fn refuse(refusal: Refusal, ask: Option<Box<Ask>>, seq: u64, history: &History) -> Adds<Reply> {
    match ask.filter(|_| refusal.is_recorded()) {
        Some(mut ask) => {
            name(&mut ask, seq, history);
            // An attempt keeps no sensitive fact, not even a commitment that nobody could open.
            ask.facts.retain(|_, stated| matches!(stated, Stated::Plain(_)));
            let refused = refused(&refusal, *ask, None);
            Adds::one(Event::Refused(refused), Reply::Refused(refusal))
        }
        None => Adds::nothing(Reply::Refused(refusal)),
    }
}

fn refused(refusal: &Refusal, ask: Ask, by: Option<Person>) -> Refused {
    Refused { ask, code: refusal.code().to_owned(), because: refusal.to_string(), by }
}

fn slip(seq: u64, granted: &Granted) -> Grant {
    Grant {
        id: granted.ask.id.clone(),
        seq,
        ask: granted.ask.clone(),
        confirmed_by: granted.confirmed_by.clone(),
        reviews: granted.reviews.clone(),
        checkpoint: String::new(),
    }
}

/// The grant with the checkpoint that covers it.
fn sealed(reply: Reply, checkpoint: String) -> Reply {
    match reply {
        Reply::Granted(grant) => Reply::Granted(Grant { checkpoint, ..grant }),
        other => other,
    }
}
