//! What comes of a request, as plain data: refused, waiting for another person, or granted.

use serde::{Deserialize, Serialize};

use super::record::{Ask, Person, ReviewDue};
use super::refusal::Refusal;

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// A person said yes, and it is on record.
    Granted(Grant),
    /// Another person has to agree first.
    NeedsAnother(Pending),
    /// Nothing was granted.
    Refused(Refusal),
}

/// A yes that a person said. It is no answer of the rules: that stays no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its id.
    pub id: String,
    /// The number of its record.
    pub seq: u64,
    /// What was asked for.
    pub ask: Ask,
    /// Who agreed.
    pub confirmed_by: Vec<Person>,
    /// Who has to look at it, and by when.
    pub reviews: Vec<ReviewDue>,
    /// The checkpoint of the ledger that covers it. Whoever keeps it can prove later that the record was there.
    pub checkpoint: String,
}

/// A request that waits for another person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its id.
    pub id: String,
    /// What was asked for.
    pub ask: Ask,
    /// The roles of which another person still has to agree.
    pub needs: Vec<String>,
}

/// A review that somebody still has to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The grant.
    pub id: String,
    /// Who decided.
    pub by: String,
    /// The name of the rulebook.
    pub rulebook: String,
    /// The name of the action.
    pub action: String,
    /// Who reviews it, and the last second for it.
    pub review: ReviewDue,
    /// Whether that is over.
    pub overdue: bool,
}
