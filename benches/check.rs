//! How long a reader waits: one rulebook read and checked, one question answered.
#![expect(clippy::unwrap_used, reason = "a benchmark without its input has nothing to measure")]

use std::hint::black_box;

use candor::Rulebook;
use criterion::{Criterion, criterion_group, criterion_main};

const RULEBOOK: &str = include_str!("../rules/returns/returns.rulebook");
/// A jacket, 43 days after it was bought: denied, and every way out is looked at.
const CASE: &str = "
today: 2026-11-21
facts:
  received: 2026-10-09
  article: apparel
  channel: store
  region: us
  seal_broken: no
  faulty: no
  price: 120.00 EUR
  amount: 120.00 EUR
  receipt: yes
  id_shown: no
  member: none
  returns_last_90_days: 1
";

fn check(criterion: &mut Criterion) {
    criterion.bench_function("check", |b| {
        b.iter(|| Rulebook::from_text("returns.rulebook", black_box(RULEBOOK)).unwrap());
    });
}

fn why(criterion: &mut Criterion) {
    let rulebook = Rulebook::from_text("returns.rulebook", RULEBOOK).unwrap();
    let case = rulebook.case("case.yaml", CASE).unwrap();
    criterion.bench_function("why", |b| b.iter(|| rulebook.why("refund", black_box(&case)).unwrap()));
}

criterion_group!(benches, check, why);
criterion_main!(benches);
