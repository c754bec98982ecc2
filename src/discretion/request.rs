//! What a person asks for, and which texts can be recorded.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use crate::source::scan::{is_hidden, is_invisible};
use crate::value::Moment;

/// A decision against the rule that somebody asks for, in a role.
///
/// ```
/// use candor::discretion::Request;
///
/// let request = Request::new("refund", "emp-17", "shift_lead")
///     .reason("The parcel was delivered to a neighbor who was away.")
///     .evidence("a photo of the article", "IMG_2031.jpg");
/// assert_eq!(request.by, "emp-17");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The name of the action.
    pub action: String,
    /// Who decides: an id, compared exactly.
    pub by: String,
    /// The name of the role.
    pub role: String,
    /// An id of the caller's, so that sending it twice grants once; else the ledger gives one.
    pub id: Option<String>,
    /// The reason, in words.
    pub reason: Option<String>,
    /// Which kind of reason it is, by its name.
    pub reason_code: Option<String>,
    /// What there is as evidence, by what is asked for.
    pub evidence: BTreeMap<String, String>,
    /// Who judged a fact.
    pub judged: BTreeMap<String, Vec<String>>,
    /// The first second at which it is too late to confirm or use it: a day after the request if nothing is said.
    pub until: Option<Moment>,
    /// Random bytes that nobody else knows; needed where the case states a sensitive fact.
    pub salt: Option<[u8; 32]>,
}

impl Request {
    /// A person who decides in a role on an action.
    #[must_use]
    pub fn new(action: &str, by: &str, role: &str) -> Request {
        Request { action: action.to_owned(), by: by.to_owned(), role: role.to_owned(), ..Request::default() }
    }

    /// An id of the caller's.
    #[must_use]
    pub fn id(mut self, id: &str) -> Request {
        self.id = Some(id.to_owned());
        self
    }

    /// The reason, in words.
    #[must_use]
    pub fn reason(mut self, reason: &str) -> Request {
        self.reason = Some(reason.to_owned());
        self
    }

    /// Which kind of reason it is.
    #[must_use]
    pub fn reason_code(mut self, code: &str) -> Request {
        self.reason_code = Some(code.to_owned());
        self
    }

    /// What there is as evidence, under the words by which the rulebook asks for it.
    #[must_use]
    pub fn evidence(mut self, what: &str, reference: &str) -> Request {
        self.evidence.insert(what.to_owned(), reference.to_owned());
        self
    }

    /// One of those who judged a fact.
    #[must_use]
    pub fn judged(mut self, fact: &str, person: &str) -> Request {
        self.judged.entry(fact.to_owned()).or_default().push(person.to_owned());
        self
    }

    /// The first second at which it is too late to confirm or use it, at most 30 days off.
    #[must_use]
    pub fn until(mut self, until: Moment) -> Request {
        self.until = Some(until);
        self
    }

    /// Random bytes that nobody else knows. The salt of a request may not be that of another.
    #[must_use]
    pub fn salt(mut self, salt: [u8; 32]) -> Request {
        self.salt = Some(salt);
        self
    }

    /// Every text of it can be recorded as it is.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        id("the id of the person", &self.by)?;
        id("the name of the role", &self.role)?;
        self.id.as_deref().map_or(Ok(()), |text| id("the id of the request", text))?;
        if let Some(reason) = &self.reason {
            words("the reason", reason).map_err(|refusal| match says_something(reason) {
                true => refusal,
                false => Refusal::NoReason,
            })?;
        }
        for (what, reference) in &self.evidence {
            words("the name of the evidence", what)?;
            words("the evidence", reference)?;
        }
        for person in self.judged.values().flatten() {
            id("the id of who judged a fact", person)?;
        }
        Ok(())
    }
}

/// An id is kept and compared exactly as it is, so it may hold nothing that cannot be seen.
pub(super) fn id(what: &str, text: &str) -> Result<(), Refusal> {
    let reason = if text.is_empty() {
        "it is empty"
    } else if text.chars().count() > 200 {
        "it has more than 200 characters"
    } else if text.trim() != text {
        "it starts or ends with a space"
    } else if text.chars().any(|c| c.is_control() || is_hidden(c) || is_invisible(c)) {
        "it holds a character that cannot be seen"
    } else {
        return Ok(());
    };
    Err(Refusal::Text { what: what.to_owned(), reason: reason.to_owned() })
}

/// Words say something: at least one letter or digit, and nothing that hides.
pub(super) fn words(what: &str, text: &str) -> Result<(), Refusal> {
    let reason = if !says_something(text) {
        "it says nothing"
    } else if text.chars().count() > 10_000 {
        "it has more than 10000 characters"
    } else if text.chars().any(|c| c != '\n' && (c.is_control() || is_hidden(c))) {
        "it holds a character that cannot be seen"
    } else {
        return Ok(());
    };
    Err(Refusal::Text { what: what.to_owned(), reason: reason.to_owned() })
}

/// At least one letter or digit that can be seen: the fillers of Hangul are letters without a shape.
fn says_something(text: &str) -> bool {
    const FILLERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];
    text.chars().any(|c| c.is_alphanumeric() && !is_invisible(c) && !FILLERS.contains(&c))
}
