//! Interviews: what is asked and in which order, what is answered, and what comes out.
#![expect(clippy::float_arithmetic, clippy::print_stdout, reason = "how many questions are asked on average")]

mod asked;
mod laws;
mod small;
mod talks;
