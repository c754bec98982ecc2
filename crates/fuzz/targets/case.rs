//! Fuzz target: see `checks::case`, with the rulebook of the returns desk.
#![no_main]

#[path = "../checks.rs"]
mod checks;

use std::sync::LazyLock;

use candor::Rulebook;

static RETURNS: LazyLock<Rulebook> = LazyLock::new(|| {
    let text = include_str!("../../../rules/returns/returns.rulebook");
    Rulebook::from_text("returns.rulebook", text).expect("the rulebook that ships loads")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::case(bytes, &RETURNS));
