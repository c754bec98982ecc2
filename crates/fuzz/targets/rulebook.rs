//! Fuzz target: see `checks::rulebook`.
#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::rulebook(bytes));
