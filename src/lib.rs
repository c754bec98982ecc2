//! Candor.
#![forbid(unsafe_code)]

mod case;
mod decide;
pub mod diagnostic;
mod error;
pub mod explain;
mod model;
mod rulebook;
pub mod source;
mod syntax;
pub mod value;

pub use case::Case;
pub use error::Error;
pub use rulebook::Rulebook;
pub use value::Date;
