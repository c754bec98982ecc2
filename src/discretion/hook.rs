//! The last word: a hook of the app, which decides within the bounds that the rulebook declares.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::record::{Ask, Person};
use crate::explain::Explanation;
use crate::value::Moment;

/// What a hook is asked.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Proposal<'a> {
    /// The answer as staff see it: what stands in the way, why, and what there is instead.
    pub explanation: &'a Explanation,
    /// Who asks for what, and why. Its id is empty where the ledger is to give one.
    pub ask: &'a Ask,
    /// Of which roles another person still has to agree.
    pub needs: &'a [String],
    /// Who has agreed.
    pub confirmed_by: &'a [Person],
    /// Now.
    pub at: Moment,
}

/// What a hook says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Yes, within the bounds: whoever else has to agree still has to.
    Grant,
    /// Yes, to be used before this time; no later than the request asked for.
    GrantUntil(Moment),
    /// No, with a reason to be told.
    Refuse(String),
    /// Another person of this role has to agree first.
    AskAnother(String),
}

/// What went wrong in a hook. Then nothing is granted.
pub type HookError = Box<dyn Error + Send + Sync>;

/// The last word of the app. A closure will do.
///
/// ```
/// use candor::discretion::{Hook, HookError, Proposal, Verdict};
///
/// fn is_hook(_: impl Hook) {}
/// is_hook(|proposal: &Proposal<'_>| -> Result<Verdict, HookError> {
///     match proposal.ask.reason.as_deref() {
///         Some("because") => Ok(Verdict::Refuse("Please say what happened.".into())),
///         _ => Ok(Verdict::Grant),
///     }
/// });
/// ```
pub trait Hook {
    /// Decides one request that is within all bounds. It is asked outside of any lock, and the bounds are checked again
    /// after it; it is asked again once another person has agreed, and when something changed meanwhile on which the
    /// request depends.
    ///
    /// # Errors
    /// What went wrong. Nothing is granted then, nor if it panics.
    fn decide(&self, proposal: &Proposal<'_>) -> Result<Verdict, HookError>;
}

impl<F> Hook for F
where
    F: Fn(&Proposal<'_>) -> Result<Verdict, HookError>,
{
    fn decide(&self, proposal: &Proposal<'_>) -> Result<Verdict, HookError> {
        self(proposal)
    }
}

/// Asks a hook. What it breaks is its own: whatever it held is not touched again by the library.
pub(super) fn ask(hook: &dyn Hook, proposal: &Proposal<'_>) -> Result<Verdict, String> {
    match catch_unwind(AssertUnwindSafe(|| hook.decide(proposal))) {
        Ok(Ok(verdict)) => Ok(verdict),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("it panicked".to_owned()),
    }
}
