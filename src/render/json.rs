//! The whole answer as data: JSON and YAML of one shape, held to a published schema.

use super::wire::Answer;
use super::wire::value::ValueAnswer as Valued;
use crate::explain::{Explanation, ValueAnswer};

/// The JSON Schema (draft 2020-12) of what [`json`] gives.
pub const SCHEMA: &str = include_str!("answer.schema.json");

/// The JSON Schema (draft 2020-12) of what [`value_json`] gives.
pub const VALUE_SCHEMA: &str = include_str!("value.schema.json");

impl serde::Serialize for ValueAnswer {
    /// In the shape of [`value_json`], in whichever format.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Valued::of(self).serialize(serializer)
    }
}

/// The value of a term or figure and why, as JSON, with a line break at the end.
#[must_use]
pub fn value_json(answer: &ValueAnswer) -> String {
    pretty(&Valued::of(answer))
}

/// The same as YAML.
#[must_use]
pub fn value_yaml(answer: &ValueAnswer) -> String {
    let text = serde_yaml::to_string(&Valued::of(answer));
    text.unwrap_or_else(|error| format!("not an answer: {error}\n"))
}

impl serde::Serialize for Explanation {
    /// In the shape of [`json`], in whichever format: the published one, which stays stable, and not that of the fields.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Answer::of(self).serialize(serializer)
    }
}

/// The answer as JSON, indented, with a line break at the end.
///
/// ```
/// # use candor::{Rulebook, render};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
/// let answer = rulebook.why("refund", &case)?;
/// assert!(render::json(&answer).contains(r#""standing": "ask""#));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn json(explanation: &Explanation) -> String {
    pretty(&Answer::of(explanation))
}

/// Data as JSON that people can read too.
pub(super) fn pretty(data: &impl serde::Serialize) -> String {
    // Plain structs always serialize; were it ever otherwise, no reader may take the text for an answer.
    serde_json::to_string_pretty(data).unwrap_or_else(|error| format!("not an answer: {error}")) + "\n"
}

/// The same as YAML.
///
/// ```
/// # use candor::{Rulebook, render};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
/// let answer = rulebook.why("refund", &case)?;
/// assert!(render::yaml(&answer).contains("standing: ask"));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn yaml(explanation: &Explanation) -> String {
    let text = serde_yaml::to_string(&Answer::of(explanation));
    text.unwrap_or_else(|error| format!("not an answer: {error}\n"))
}
