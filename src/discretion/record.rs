//! What stands in a ledger: one record a line, plain JSON with its fields in a fixed order.
//!
//! A record says what happened and never that the answer was another: the rules said no, and a person said yes. Records
//! are added and never changed. `format` in the first one is 1; fields may be added, never renamed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::value::{Date, Moment};

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its place: 0 for the first.
    pub seq: u64,
    /// The RFC 6962 leaf hash of the line before, in hexadecimal digits; zeros for the first.
    pub prev: String,
    /// When it was made, as the caller said.
    pub at: Moment,
    /// What happened.
    pub event: Event,
}

impl Record {
    /// The line of a ledger, as it was written: anything that would be written otherwise is none.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(line: &[u8]) -> Result<Record, String> {
        let record: Record = serde_json::from_slice(line).map_err(|e| format!("it is no record: {e}"))?;
        if record.line() != line {
            return Err("its bytes are not those that Candor writes: fields moved, or spaces added".to_owned());
        }
        Ok(record)
    }

    /// Its bytes, without a line feed.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        // Strings, numbers and lists of them always have a text.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The ledger was opened.
    Opened(Opened),
    /// An edition of a rulebook was approved: from now on decisions are made under it and no other of this rulebook.
    Adopted(Adopted),
    /// A decision against the rule was asked for that needs another person.
    Requested(Requested),
    /// It was granted.
    Granted(Granted),
    /// It was refused.
    Refused(Refused),
    /// A request or a grant was not used in time.
    Lapsed(About),
    /// Another person agreed.
    Confirmed(Confirmed),
    /// A grant was used: it can be used once.
    Used(Used),
    /// A grant was taken back before it was used.
    Revoked(Remark),
    /// Somebody looked at a grant afterwards.
    Reviewed(Reviewed),
    /// Somebody told the owner of the rules what they think of one.
    Feedback(Feedback),
    /// What was kept privately beside a record was removed.
    Erased(Remark),
    /// A crash had left bytes behind the last record; they were set aside.
    SetAside(LeftBehind),
}

impl Event {
    /// Its name in data.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::Opened(_) => "opened",
            Event::Adopted(_) => "adopted",
            Event::Requested(_) => "requested",
            Event::Granted(_) => "granted",
            Event::Refused(_) => "refused",
            Event::Lapsed(_) => "lapsed",
            Event::Confirmed(_) => "confirmed",
            Event::Used(_) => "used",
            Event::Revoked(_) => "revoked",
            Event::Reviewed(_) => "reviewed",
            Event::Feedback(_) => "feedback",
            Event::Erased(_) => "erased",
            Event::SetAside(_) => "set_aside",
        }
    }

    /// What was asked for, if it says so: of a request, a grant or a refusal.
    #[must_use]
    pub fn ask(&self) -> Option<&Ask> {
        match self {
            Event::Requested(Requested { ask, .. })
            | Event::Granted(Granted { ask, .. })
            | Event::Refused(Refused { ask, .. }) => Some(ask),
            _ => None,
        }
    }

    /// Those who did it, in their roles; nobody of what was refused by itself.
    pub(super) fn people(&self) -> impl Iterator<Item = &Person> {
        let (one, more): (Option<&Person>, &[Person]) = match self {
            Event::Adopted(adopted) => (Some(&adopted.by), &[]),
            Event::Requested(requested) => (Some(&requested.ask.by), &[]),
            Event::Granted(granted) => (Some(&granted.ask.by), &granted.confirmed_by),
            Event::Refused(refused) => (refused.by.as_ref(), &[]),
            Event::Confirmed(confirmed) => (Some(&confirmed.by), &[]),
            Event::Revoked(remark) | Event::Erased(remark) => (Some(&remark.by), &[]),
            Event::Reviewed(reviewed) => (Some(&reviewed.by), &[]),
            Event::Opened(_) | Event::Lapsed(_) | Event::Used(_) | Event::Feedback(_) | Event::SetAside(_) => {
                (None, &[])
            }
        };
        one.into_iter().chain(more)
    }

    /// The grant or request that it is about.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Event::Requested(_) | Event::Granted(_) | Event::Refused(_) => self.ask().map(|ask| ask.id.as_str()),
            Event::Lapsed(About { id })
            | Event::Confirmed(Confirmed { id, .. })
            | Event::Used(Used { id, .. })
            | Event::Revoked(Remark { id, .. })
            | Event::Reviewed(Reviewed { id, .. })
            | Event::Erased(Remark { id, .. }) => Some(id),
            Event::Opened(_) | Event::Adopted(_) | Event::Feedback(_) | Event::SetAside(_) => None,
        }
    }
}

/// How it is known that a person holds a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vouched {
    /// Nobody vouched for it: the request said so.
    Asserted,
    /// A directory said that they do not hold it.
    NotHeld,
    /// A directory said so.
    Vouched,
}

/// A person, acting in a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Who: an id, compared exactly.
    pub id: String,
    /// The name of the role; `None` where none is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acts_as: Option<String>,
    /// How it is known.
    pub role: Vouched,
}

/// The first record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The version of the form of records.
    pub format: u32,
    /// The name of the ledger: the origin of its checkpoints.
    pub ledger: String,
    /// The key by which its checkpoints are signed, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// An approved edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// Who adopted it.
    pub by: Person,
    /// The name of the rulebook.
    pub rulebook: String,
    /// The edition.
    pub edition: String,
    /// The digest of its text.
    pub digest: String,
    /// Who may decide otherwise, rule by rule, in the words of the rulebook.
    pub authority: Vec<String>,
    /// What changed of that since the edition before: `+` new, `-` gone.
    pub changes: Vec<String>,
}

/// What was asked for, by whom, on which facts and under which rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The id of the request and of its grant.
    pub id: String,
    /// Who decides.
    pub by: Person,
    /// The name of the rulebook.
    pub rulebook: String,
    /// The edition.
    pub edition: String,
    /// The digest of its text.
    pub digest: String,
    /// The name of the action.
    pub action: String,
    /// The day of the case.
    pub today: Date,
    /// The facts of the case; those that are sensitive as commitments.
    pub facts: BTreeMap<String, Stated>,
    /// A digest of rulebook, action and case, salted where a fact is sensitive.
    pub case: String,
    /// The rules decided against.
    pub overrides: Vec<Overridden>,
    /// The reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which kind of reason it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<ReasonCode>,
    /// What there is as evidence, by what was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub evidence: BTreeMap<String, String>,
    /// Who judged a fact.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub judged: BTreeMap<String, Vec<String>>,
    /// The first second at which it is too late to confirm or use it.
    pub until: Moment,
}

/// The value of a fact as a record holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stated {
    /// As cases write it.
    Plain(String),
    /// Of a sensitive fact: a salted SHA-256 digest that can be opened as long as salt and value are kept.
    Committed {
        /// In hexadecimal digits.
        committed: String,
    },
}

/// A rule that was decided against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overridden {
    /// Its name; of a default denial that of the action.
    pub rule: String,
    /// Where it comes from: `house policy "Returns handbook 2.1"`.
    pub source: String,
    /// The role whose power it is.
    pub power_of: String,
    /// The limits that it was held against.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub limits: Vec<LimitUse>,
    /// What limits add up, as cases write it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub values: BTreeMap<String, String>,
}

/// A limit and what was used of it before this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitUse {
    /// The value that is added up; `None` where times are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// At most.
    pub most: String,
    /// In how many days.
    pub days: u32,
    /// Over whom: `employee`, `role`, `all`.
    pub per: Per,
    /// Used before this in the period.
    pub used: String,
}

/// Over whom a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Everybody together.
    All,
    /// Each person.
    Employee,
    /// Each role.
    Role,
}

/// Which kind of reason it is, for those who look after the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// We did something wrong.
    OurMistake,
    /// The rule does not fit this case.
    RuleDoesNotFit,
    /// It would hit this person too hard.
    Hardship,
    /// To keep a good relation.
    Goodwill,
    /// Something else.
    Other,
}

impl ReasonCode {
    /// All of them.
    pub const ALL: [ReasonCode; 5] = [
        ReasonCode::OurMistake,
        ReasonCode::RuleDoesNotFit,
        ReasonCode::Hardship,
        ReasonCode::Goodwill,
        ReasonCode::Other,
    ];

    /// Its name in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ReasonCode::OurMistake => "our_mistake",
            ReasonCode::RuleDoesNotFit => "rule_does_not_fit",
            ReasonCode::Hardship => "hardship",
            ReasonCode::Goodwill => "goodwill",
            ReasonCode::Other => "other",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<ReasonCode> {
        ReasonCode::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// A request that needs another person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requested {
    /// What was asked for.
    pub ask: Ask,
    /// The roles of which another person has to agree.
    pub needs: Vec<String>,
}

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Granted {
    /// What was asked for.
    pub ask: Ask,
    /// Who agreed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub confirmed_by: Vec<Person>,
    /// Who has to look at it, and by when.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reviews: Vec<ReviewDue>,
}

/// A review that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewDue {
    /// The role that reviews: the one that the rulebook names, else the role that decided, in somebody else.
    pub by: String,
    /// The last second.
    pub due: Moment,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// What was asked for.
    pub ask: Ask,
    /// The code of the reason.
    pub code: String,
    /// The reason in words.
    pub because: String,
    /// Who refused it; `None` where its bounds did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
}

/// Something that happened to a request or grant by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Which.
    pub id: String,
}

/// Another person agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    /// Which request.
    pub id: String,
    /// Who.
    pub by: Person,
}

/// A grant was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// Which grant.
    pub id: String,
    /// By whom.
    pub by: String,
}

/// Somebody did something to a grant and says why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// Which grant.
    pub id: String,
    /// Who.
    pub by: Person,
    /// Why.
    pub reason: String,
}

/// What a review came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It was right.
    Upheld,
    /// It was right, and there is something to learn.
    UpheldWithAdvice,
    /// It was not right.
    Reversed,
    /// The rule should change.
    RuleToChange,
}

impl Finding {
    /// All of them.
    pub const ALL: [Finding; 4] =
        [Finding::Upheld, Finding::UpheldWithAdvice, Finding::Reversed, Finding::RuleToChange];

    /// Its name in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Finding::Upheld => "upheld",
            Finding::UpheldWithAdvice => "upheld_with_advice",
            Finding::Reversed => "reversed",
            Finding::RuleToChange => "rule_to_change",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Finding> {
        Finding::ALL.into_iter().find(|finding| finding.name() == name)
    }
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    /// Which grant.
    pub id: String,
    /// Who looked at it.
    pub by: Person,
    /// The roles whose review this is; none where none was due.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub due: Vec<String>,
    /// What it came to.
    pub finding: Finding,
    /// What there is to say.
    pub note: String,
}

/// A word to the owner of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// Who.
    pub by: String,
    /// The name of the rulebook.
    pub rulebook: String,
    /// The name of the rule.
    pub rule: String,
    /// What they say.
    pub text: String,
}

/// Bytes that a crash left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftBehind {
    /// How many.
    pub bytes: u64,
    /// Their SHA-256 digest.
    pub sha256: String,
}
