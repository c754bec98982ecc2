//! Candor.
#![forbid(unsafe_code)]

mod case;
mod decide;
pub mod diagnostic;
mod error;
pub mod explain;
mod model;
pub mod render;
mod rulebook;
pub mod source;
mod stack;
pub mod suite;
mod syntax;
pub mod value;

pub use case::Case;
pub use error::Error;
pub use explain::{Explanation, Outcome, Standing};
pub use rulebook::Rulebook;
pub use value::Date;
