//! Candor.
#![forbid(unsafe_code)]

mod case;
pub mod diagnostic;
mod model;
pub mod source;
pub mod value;

pub use value::Date;
