//! The ledger as a desk uses it: turns under its lock, each with everything known that happened before.

use super::DeskError;
use super::history::History;
use super::record::{Event, LeftBehind, Opened, Record};
use super::refusal::Refusal;
use super::reply::Reply;
use super::secret::Opening;
use super::verify::signed_as_it_says;
use crate::ledger::{Hash, Ledger, NewLine, Store, Tail, Writer};
use crate::value::Moment;

/// A ledger and what its records say.
pub(super) struct Book<S: Store> {
    pub(super) ledger: Ledger<S>,
    pub(super) history: History,
    /// Whether the history says more than the ledger: a record that it took could not be written.
    ahead: bool,
}

/// What is kept beside a record, and under which name.
type Private = (String, Vec<u8>);

/// What a turn at the ledger adds: events with what is kept privately beside them.
pub(super) struct Adds<R> {
    pub(super) events: Vec<(Event, Option<Private>)>,
    pub(super) reply: R,
}

impl<R> Adds<R> {
    pub(super) fn nothing(reply: R) -> Adds<R> {
        Adds { events: Vec::new(), reply }
    }

    pub(super) fn map<T>(self, of: impl FnOnce(R) -> T) -> Adds<T> {
        Adds { events: self.events, reply: of(self.reply) }
    }

    pub(super) fn one(event: Event, reply: R) -> Adds<R> {
        Adds { events: vec![(event, None)], reply }
    }
}

impl<S: Store> Book<S> {
    pub(super) fn new(ledger: Ledger<S>) -> Book<S> {
        Book { ledger, history: History::default(), ahead: false }
    }

    pub(super) fn salt(&mut self, id: &str) -> Result<Option<[u8; 32]>, DeskError> {
        Ok(self.opening(id)?.and_then(|opening| opening.salt()))
    }

    /// What is kept privately beside the first record of an id.
    pub(super) fn opening(&mut self, id: &str) -> Result<Option<Opening>, DeskError> {
        let Some(seq) = self.history.first_of(id) else { return Ok(None) };
        let Some(bytes) = self.ledger.store().private(&private_name(seq))? else { return Ok(None) };
        let opening = serde_json::from_slice(&bytes);
        opening.map(Some).map_err(|e| DeskError::Private { seq, because: e.to_string() })
    }

    pub(super) fn catch_up(&mut self) -> Result<(), DeskError> {
        if self.ahead {
            return Err(DeskError::OpenAnew);
        }
        self.ledger.catch_up(&mut Reader { history: &mut self.history })?;
        Ok(signed_as_it_says(&mut self.ledger, self.history.opened.as_ref())?)
    }

    /// One turn at the ledger: under its lock, with all records known, `work` says what to add.
    pub(super) fn turn<R>(
        &mut self,
        at: Moment,
        work: impl FnMut(&History, u64) -> Result<Adds<R>, DeskError>,
    ) -> Result<(R, String), DeskError>
    where
        R: FromRefusal,
    {
        self.turn_of(at, work, false)
    }

    /// The turn that opens the ledger.
    pub(super) fn open(
        &mut self,
        at: Moment,
        mut work: impl FnMut(&History) -> Result<Adds<()>, DeskError>,
    ) -> Result<(), DeskError> {
        self.turn_of(at, |history, _| work(history), true).map(|_| ())
    }

    /// A signed ledger takes nothing without its key, and a history that is not the ledger's decides nothing.
    pub(super) fn may_write(&self) -> Result<(), DeskError> {
        match (&self.history.opened, self.ledger.signer_key()) {
            _ if self.ahead => Err(DeskError::OpenAnew),
            (Some(Opened { key: Some(key), .. }), None) => Err(DeskError::KeyNeeded { key: key.clone() }),
            _ => Ok(()),
        }
    }

    fn turn_of<R: FromRefusal>(
        &mut self,
        at: Moment,
        work: impl FnMut(&History, u64) -> Result<Adds<R>, DeskError>,
        opens: bool,
    ) -> Result<(R, String), DeskError> {
        self.may_write()?;
        let mut turn = Turn { history: &mut self.history, at, work, reply: None, taken: false, opens };
        let done = self.ledger.append(&mut turn);
        let Turn { reply, taken, .. } = turn;
        // What the history took and the ledger did not, it cannot give back.
        self.ahead = taken && !matches!(done, Ok(Some(_)));
        let receipt = done?;
        let reply = reply.ok_or(DeskError::New)?;
        Ok((reply, receipt.map(|receipt| receipt.checkpoint).unwrap_or_default()))
    }
}

/// Under which name the private part of a record is kept.
pub(super) fn private_name(seq: u64) -> String {
    format!("{seq}.json")
}

/// A reply that can be a refusal.
pub(super) trait FromRefusal {
    fn from_refusal(refusal: Refusal) -> Self;
}

impl FromRefusal for Reply {
    fn from_refusal(refusal: Refusal) -> Reply {
        Reply::Refused(refusal)
    }
}

impl<T: FromRefusal> FromRefusal for Option<T> {
    fn from_refusal(refusal: Refusal) -> Option<T> {
        Some(T::from_refusal(refusal))
    }
}

impl<T> FromRefusal for Result<T, Refusal> {
    fn from_refusal(refusal: Refusal) -> Result<T, Refusal> {
        Err(refusal)
    }
}

impl FromRefusal for () {
    fn from_refusal(_: Refusal) {}
}

/// Takes what others added.
struct Reader<'h> {
    history: &'h mut History,
}

fn seen(history: &mut History, seq: u64, line: &[u8]) -> Result<(), DeskError> {
    let record = Record::parse(line).map_err(|because| DeskError::Record { seq, because })?;
    history.apply(&record).map_err(|because| DeskError::Record { seq, because })
}

impl Writer<DeskError> for Reader<'_> {
    fn seen(&mut self, seq: u64, line: &[u8]) -> Result<(), DeskError> {
        seen(self.history, seq, line)
    }

    fn write(&mut self, _: &Tail) -> Result<Vec<NewLine>, DeskError> {
        Ok(Vec::new())
    }
}

/// One turn at the ledger.
struct Turn<'h, R, F> {
    history: &'h mut History,
    at: Moment,
    work: F,
    reply: Option<R>,
    /// Whether the history has taken a record that is to be written.
    taken: bool,
    /// Whether it is the turn that opens the ledger.
    opens: bool,
}

impl<R: FromRefusal, F: FnMut(&History, u64) -> Result<Adds<R>, DeskError>> Writer<DeskError> for Turn<'_, R, F> {
    fn seen(&mut self, seq: u64, line: &[u8]) -> Result<(), DeskError> {
        seen(self.history, seq, line)
    }

    fn write(&mut self, tail: &Tail) -> Result<Vec<NewLine>, DeskError> {
        if !self.opens && self.history.opened.is_none() {
            return Err(DeskError::New);
        }
        if let Some(last) = self.history.last.filter(|last| self.at < *last) {
            self.reply = Some(R::from_refusal(Refusal::ClockBackwards { at: self.at, last }));
            return Ok(Vec::new());
        }
        let left = tail
            .set_aside
            .map(|left| Event::SetAside(LeftBehind { bytes: left.bytes, sha256: left.sha256.to_string() }));
        let first = tail.size + u64::from(left.is_some());
        if self.history.size != tail.size {
            let because = format!("{} records are known here", self.history.size);
            return Err(DeskError::Record { seq: tail.size, because });
        }
        let Adds { events, reply } = (self.work)(self.history, first)?;
        self.reply = Some(reply);
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let (mut prev, mut lines) = (tail.previous, Vec::new());
        for (event, private) in left.map(|event| (event, None)).into_iter().chain(events) {
            let seq = tail.size + lines.len() as u64;
            let record = Record { seq, prev: prev.to_string(), at: self.at, event };
            // Before it is written: a ledger with a record that cannot stand there is ruined for good.
            self.taken = true;
            self.history.apply(&record).map_err(|because| DeskError::Record { seq, because })?;
            let line = record.line();
            prev = Hash::leaf(&line);
            lines.push(NewLine { line, private: private.into_iter().collect() });
        }
        Ok(lines)
    }
}
