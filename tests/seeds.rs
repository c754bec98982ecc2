//! The seeds of the fuzz targets, on stable: what has to hold of any text holds of these.

use std::path::Path;

use crate::rulebooks::load;

#[path = "../crates/fuzz/checks.rs"]
mod checks;

fn seeds(target: &str, check: impl Fn(&[u8])) {
    let mut tried = 0;
    for seed in std::fs::read_dir(format!("crates/fuzz/seeds/{target}")).unwrap() {
        check(&std::fs::read(seed.unwrap().path()).unwrap());
        tried += 1;
    }
    assert!(tried > 2, "{target} has seeds");
}

#[test]
fn rulebooks() {
    seeds("rulebook", checks::rulebook);
}

#[test]
fn cases() {
    let rulebook = load(Path::new("rules/returns/returns.rulebook"));
    seeds("case", |bytes| checks::case(bytes, &rulebook));
}

#[test]
fn round_trips() {
    seeds("round_trip", checks::round_trip);
}
