//! Candor.
#![forbid(unsafe_code)]

mod decide;
pub mod diagnostic;
mod model;
mod syntax;
pub mod source;
pub mod value;

pub use value::Date;
