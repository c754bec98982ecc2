//! Candor.
#![forbid(unsafe_code)]

mod case;
mod decide;
pub mod diagnostic;
pub mod explain;
mod model;
pub mod source;
mod syntax;
pub mod value;

pub use case::Case;
pub use value::Date;
