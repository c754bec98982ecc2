//! Who may decide otherwise, as data: what a role covers, what it has to observe, and what it is short of.

use super::{Change, Named, Phrase, RuleRef, Typed};
use crate::value::Value;

/// A role and whether it may decide otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The role.
    pub role: Named,
    /// Whether it may override everything that stands in the way.
    pub covers: bool,
    /// What has to change first so that it may.
    pub after: Vec<Change>,
    /// What it has to observe.
    pub conditions: Vec<Condition>,
    /// Why it may not.
    pub why_not: Vec<WhyNot>,
}

/// What a role has to observe when it decides otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Give the reason in writing.
    WrittenReason,
    /// Have this evidence.
    Evidence(String),
    /// Have another person of a role agree.
    ConfirmedByAnother(Named),
    /// Not be the one who alone judged a fact.
    NotByWhoJudged(Named),
    /// Stay within a limit.
    AtMost(Limit),
    /// Have it looked at afterwards.
    Reviewed {
        /// The role that reviews; `None` where the rulebook names none.
        by: Option<Named>,
        /// In how many days.
        days: u32,
    },
}

/// A limit in a rolling period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it counts.
    pub what: Counted,
    /// In how many days.
    pub days: u32,
    /// Over whom it counts.
    pub reach: Reach,
    /// What was used of it in the period that ends now; `None` where nobody looked, or it is not known for whom.
    pub used: Option<Typed>,
}

/// What a limit counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// How often; at most so many times.
    Times(u32),
    /// What a value adds up to.
    Of {
        /// At most.
        most: Typed,
        /// The value.
        value: Named,
        /// What it is in this case.
        this: Typed,
    },
}

impl Limit {
    /// What is left before this case is counted; never less than nothing. `None` where it is not known what was used.
    #[must_use]
    pub fn left(&self) -> Option<Typed> {
        let used = self.used.as_ref()?;
        let left = self.most().checked_sub(number(used))?;
        Some(Typed { value: Value::Number(left.max(0)), ty: used.ty.clone() })
    }

    /// Whether this case would go beyond it. What nobody looked up is taken for unused.
    #[must_use]
    pub fn reached(&self) -> bool {
        let this = match &self.what {
            Counted::Times(_) => 1,
            Counted::Of { this, .. } => number(this),
        };
        let after = number_or_zero(self.used.as_ref()).checked_add(this);
        after.is_none_or(|after| after > self.most())
    }

    fn most(&self) -> i128 {
        match &self.what {
            Counted::Times(times) => i128::from(*times),
            Counted::Of { most, .. } => number(most),
        }
    }
}

fn number(typed: &Typed) -> i128 {
    typed.value.ordinal().unwrap_or(i128::MAX)
}

fn number_or_zero(typed: Option<&Typed>) -> i128 {
    typed.map_or(0, number)
}

/// Over whom a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everybody together.
    InAll,
    /// Each person.
    PerEmployee,
    /// Each role.
    PerRole,
}

/// Why a role may not decide otherwise on one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// The rule.
    pub rule: RuleRef,
    /// The reason.
    pub reason: NotCovered,
}

/// A reason why a role may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCovered {
    /// It is imposed from outside.
    Imposed,
    /// The rule says that nobody may.
    Nobody,
    /// The rule names other roles.
    OtherRoles(Vec<Named>),
    /// The role may under a condition that does not hold here; as it stands.
    Condition(Phrase),
    /// The role may under a condition of which it is not known whether it holds here.
    NotKnown(Phrase),
    /// A limit leaves nothing, or less than this takes.
    LimitReached(Box<Limit>),
    /// A limit adds up a value that earlier records of the period do not state.
    NotCounted(Box<Limit>),
    /// A limit adds up a value that is less than nothing here.
    Negative(Named, Typed),
}
