//! Candor.
#![forbid(unsafe_code)]

pub mod diagnostic;
mod model;
mod syntax;
pub mod source;
pub mod value;

pub use value::Date;
