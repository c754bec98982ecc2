//! Why nothing was granted: one variant for each reason, each with a code that stays and a sentence for staff.

use serde::{Deserialize, Serialize};

use crate::value::Moment;

/// Why nothing was granted, used, reviewed or taken back. It never stands for a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// Nothing stands in the way.
    #[error("nothing stands in the way here, so there is nothing to decide against")]
    NotDenied,
    /// The answer depends on what is not known.
    #[error("it cannot be told yet what stands in the way; find out first: {}", .missing.join(", "))]
    Undetermined {
        /// The facts to ask for.
        missing: Vec<String>,
    },
    /// The rulebook has no such role.
    #[error("the rulebook has no role `{role}`; it has: {}", .roles.join(", "))]
    UnknownRole {
        /// What was asked for.
        role: String,
        /// What there is.
        roles: Vec<String>,
    },
    /// The person does not hold the role now.
    #[error("`{person}` does not hold the role `{role}` now; ask somebody who does")]
    RoleNotHeld {
        /// Who.
        person: String,
        /// Which role.
        role: String,
    },
    /// Who holds which role could not be told.
    #[error("it could not be looked up who holds which role ({because}); try again")]
    NoDirectory {
        /// What went wrong.
        because: String,
    },
    /// The role may not decide on all that stands in the way.
    #[error("`{role}` may not decide on this: {}", list(.rules))]
    NotCovered {
        /// Which role.
        role: String,
        /// What it may not decide on, and why.
        rules: Vec<NotCoveredRule>,
    },
    /// A reason is asked for.
    #[error("this needs a reason in writing: say what happened, in words")]
    NoReason,
    /// No such kind of reason.
    #[error("`{code}` is no kind of reason; write one of: our_mistake, rule_does_not_fit, hardship, goodwill, other")]
    UnknownReasonCode {
        /// What was written.
        code: String,
    },
    /// Evidence is asked for.
    #[error("this needs evidence: {}", .missing.join(", "))]
    NoEvidence {
        /// What is missing.
        missing: Vec<String>,
    },
    /// A text that cannot be kept as it is.
    #[error("{what} cannot be recorded as it is: {reason}")]
    Text {
        /// Which text.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nobody decides on a fact that they alone judged.
    #[error("`{person}` alone judged `{fact}`, so somebody else has to decide")]
    OwnJudgment {
        /// Who.
        person: String,
        /// Which fact.
        fact: String,
    },
    /// It is not said who judged a fact.
    #[error("say who judged `{fact}`: whoever did so alone may not decide")]
    JudgeNotStated {
        /// Which fact.
        fact: String,
    },
    /// Another edition was adopted, or none of this rulebook.
    #[error("{}; decide under adopted rules, or have these adopted", edition(.rulebook, .adopted.as_deref()))]
    OtherEdition {
        /// The rulebook.
        rulebook: String,
        /// The edition that was adopted, if one was.
        adopted: Option<String>,
    },
    /// The id was used before.
    #[error("`{id}` is in the ledger already; nothing is granted twice")]
    Replayed {
        /// Which.
        id: String,
    },
    /// The time lies before the last record.
    #[error("the time {at} lies before the last record ({last}); check the clock")]
    ClockBackwards {
        /// What the caller said.
        at: Moment,
        /// The time of the last record.
        last: Moment,
    },
    /// The time up to which it would be good is over, or too far off.
    #[error("it cannot be good until {until}: choose a time after now, and at most 30 days off")]
    Until {
        /// Until when.
        until: Moment,
    },
    /// No request of this id waits for anybody.
    #[error("no request `{id}` waits for another person")]
    NotPending {
        /// Which.
        id: String,
    },
    /// Nobody confirms their own request.
    #[error("`{person}` asked for it, so another person has to confirm it")]
    OwnRequest {
        /// Who.
        person: String,
    },
    /// The person agreed before.
    #[error("`{person}` has agreed already; somebody else has to as well")]
    AgreedAlready {
        /// Who.
        person: String,
    },
    /// The role is none of those that have to agree.
    #[error("`{role}` is not asked to agree; it needs: {}", .needs.join(", "))]
    NotAsked {
        /// Which role.
        role: String,
        /// The roles that are.
        needs: Vec<String>,
    },
    /// Something changed since the request was made.
    #[error("{} since this was asked for; ask again", .what.words())]
    Stale {
        /// What.
        what: Changed,
    },
    /// It was not confirmed or used in time.
    #[error("it was good until {until} and is over; ask again")]
    TooLate {
        /// The first second at which it is too late.
        until: Moment,
    },
    /// The app refused it.
    #[error("{reason}")]
    Hook {
        /// Its reason.
        reason: String,
    },
    /// The app could not decide.
    #[error("nothing is granted, since the last check failed: {because}")]
    HookFailed {
        /// What went wrong.
        because: String,
    },
    /// The app said more than the bounds allow.
    #[error("nothing is granted, since the last check allowed more than the rules do: {because}")]
    TooGenerous {
        /// What.
        because: String,
    },
    /// Another person refused it.
    #[error("`{person}` said no: {reason}")]
    Declined {
        /// Who.
        person: String,
        /// Why.
        reason: String,
    },
    /// There is no such grant.
    #[error("there is no grant `{id}`")]
    NoGrant {
        /// Which.
        id: String,
    },
    /// A grant is used once.
    #[error("the grant `{id}` was used already")]
    UsedAlready {
        /// Which.
        id: String,
    },
    /// Its sensitive facts were erased.
    #[error(
        "what was kept of the sensitive facts of `{id}` was erased, so it cannot be held against this case any more; ask again"
    )]
    Erased {
        /// Which.
        id: String,
    },
    /// It was taken back.
    #[error("the grant `{id}` was taken back")]
    Revoked {
        /// Which.
        id: String,
    },
    /// Nobody reviews what they decided, asked for or agreed to.
    #[error("`{person}` had a part in it, so somebody else has to review it")]
    OwnReview {
        /// Who.
        person: String,
    },
    /// The role does not review this, or may not take it back.
    #[error("`{role}` is not the one for this; {who} is")]
    NotTheirs {
        /// Which role.
        role: String,
        /// Who is.
        who: String,
    },
    /// It was reviewed before.
    #[error("the grant `{id}` was reviewed already")]
    ReviewedAlready {
        /// Which.
        id: String,
    },
    /// The rulebook has no such rule.
    #[error("the rulebook has no rule `{rule}`")]
    UnknownRule {
        /// What was asked for.
        rule: String,
    },
}

/// A rule that a role may not decide on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCoveredRule {
    /// Its name.
    pub rule: String,
    /// Why: `imposed`, `nobody`, `other_roles`, `condition`, `not_known`, `limit_reached`, `not_counted`, `negative`.
    pub reason: String,
}

/// What makes a state stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// The rulebook.
    Edition,
    /// The facts of the case, or its day.
    Facts,
    /// What was used of a limit.
    Counts,
    /// What stands in the way, or who may decide on it.
    Bounds,
}

impl Changed {
    fn words(self) -> &'static str {
        match self {
            Changed::Edition => "the rules changed",
            Changed::Facts => "the facts of the case changed",
            Changed::Counts => "something else was decided and the limits changed",
            Changed::Bounds => "what stands in the way, or who may decide on it, changed",
        }
    }
}

fn edition(rulebook: &str, adopted: Option<&str>) -> String {
    match adopted {
        Some(adopted) => {
            format!(
                "the ledger has adopted edition {adopted} of `{rulebook}`, and these rules are not that edition to the letter"
            )
        }
        None => format!("the ledger has adopted editions, and none of `{rulebook}`"),
    }
}

fn list(rules: &[NotCoveredRule]) -> String {
    rules.iter().map(|rule| format!("{} ({})", rule.rule, rule.reason.replace('_', " "))).collect::<Vec<_>>().join(", ")
}

impl Refusal {
    /// Its name in data.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotDenied => "not_denied",
            Refusal::Undetermined { .. } => "undetermined",
            Refusal::UnknownRole { .. } => "unknown_role",
            Refusal::RoleNotHeld { .. } => "role_not_held",
            Refusal::NoDirectory { .. } => "no_directory",
            Refusal::NotCovered { .. } => "not_covered",
            Refusal::NoReason => "no_reason",
            Refusal::UnknownReasonCode { .. } => "unknown_reason_code",
            Refusal::NoEvidence { .. } => "no_evidence",
            Refusal::Text { .. } => "text",
            Refusal::OwnJudgment { .. } => "own_judgment",
            Refusal::JudgeNotStated { .. } => "judge_not_stated",
            Refusal::OtherEdition { .. } => "other_edition",
            Refusal::Replayed { .. } => "replayed",
            Refusal::ClockBackwards { .. } => "clock_backwards",
            Refusal::Until { .. } => "until",
            Refusal::NotPending { .. } => "not_pending",
            Refusal::OwnRequest { .. } => "own_request",
            Refusal::AgreedAlready { .. } => "agreed_already",
            Refusal::NotAsked { .. } => "not_asked",
            Refusal::Stale { .. } => "stale",
            Refusal::TooLate { .. } => "too_late",
            Refusal::Hook { .. } => "hook",
            Refusal::HookFailed { .. } => "hook_failed",
            Refusal::TooGenerous { .. } => "too_generous",
            Refusal::Declined { .. } => "declined",
            Refusal::NoGrant { .. } => "no_grant",
            Refusal::UsedAlready { .. } => "used_already",
            Refusal::Erased { .. } => "erased",
            Refusal::Revoked { .. } => "revoked",
            Refusal::OwnReview { .. } => "own_review",
            Refusal::NotTheirs { .. } => "not_theirs",
            Refusal::ReviewedAlready { .. } => "reviewed_already",
            Refusal::UnknownRule { .. } => "unknown_rule",
        }
    }

    /// Whether the ledger keeps it: an attempt beyond somebody's authority, or a no that somebody said. A slip of the
    /// pen is no record.
    pub(super) fn is_recorded(&self) -> bool {
        matches!(
            self,
            Refusal::RoleNotHeld { .. }
                | Refusal::NotCovered { .. }
                | Refusal::OwnJudgment { .. }
                | Refusal::OtherEdition { .. }
                | Refusal::Hook { .. }
                | Refusal::HookFailed { .. }
                | Refusal::TooGenerous { .. }
        )
    }
}
