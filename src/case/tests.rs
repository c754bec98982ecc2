//! What a case may say, what it may not, and in which words it is told so: facts of every type, and how a fault is shown.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::model::vocabulary::Fact;
use crate::value::{Choices, Currency, Quantity, Type, Unit};

mod hostile;
mod suites;
mod texts;
mod values;

const MOST: i128 = 1_000_000_000_000_000;

fn money(code: &str) -> Type {
    let currency = Currency::from_code(code).unwrap();
    Type::Quantity(Quantity { unit: Unit::Money(currency), decimals: currency.decimals() })
}

fn counted(unit: Unit, decimals: u32) -> Type {
    Type::Quantity(Quantity { unit, decimals })
}

fn one_of(names: &[&str], ranked: bool) -> Type {
    Type::Choice(Arc::new(Choices {
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        labels: Vec::new(),
        ranked,
    }))
}

fn vocabulary() -> Vocabulary {
    let mut all = Vocabulary::default();
    let wide = |ty: &Type| match ty {
        Type::YesNo => (0, 1),
        Type::Date => (Date::MIN.days().into(), Date::MAX.days().into()),
        Type::Choice(c) => (0, i128::try_from(c.names.len()).unwrap() - 1),
        _ => (-MOST, MOST),
    };
    for (name, ty, range) in [
        ("received", Type::Date, None),
        ("article", one_of(&["apparel", "electronics", "hygiene", "made_to_order"], false), None),
        ("channel", one_of(&["store", "web"], false), None),
        ("region", one_of(&["eu", "us", "elsewhere", "no"], false), None),
        ("seal_broken", Type::YesNo, None),
        ("faulty", Type::YesNo, None),
        ("price", money("EUR"), Some((1, MOST))),
        ("amount", money("EUR"), Some((1, MOST))),
        ("yen", money("JPY"), None),
        ("receipt", Type::YesNo, None),
        ("id_shown", Type::YesNo, None),
        ("member", one_of(&["none", "silver", "gold"], true), None),
        ("returns_last_90_days", Type::WHOLE, Some((0, 1000))),
        ("score", counted(Unit::Plain, 2), Some((-MOST, 10_000))),
        ("waited", counted(Unit::Days, 0), None),
        ("employed", counted(Unit::Months, 0), None),
        ("age", counted(Unit::Years, 0), Some((0, 130))),
        ("born", Type::Date, Some((0, 20_000))),
        ("note", Type::Text, None),
    ] {
        let range = range.unwrap_or_else(|| wide(&ty));
        all.declare(Fact::new(name, name.to_owned(), ty, range, Span::default()));
    }
    all
}

/// The one diagnostic, as `CODE line:column message; help`.
fn told(text: &str) -> String {
    match from_text("case.yaml", text, &vocabulary()) {
        Ok(case) => format!("{:?}", case.facts.values().map(|s| &s.value).collect::<Vec<_>>()),
        Err(report) => report.diagnostics.iter().map(|d| line(&report, d)).collect::<Vec<_>>().join("\n"),
    }
}

fn line(report: &Report, d: &Diagnostic) -> String {
    let at = d.span.map_or_else(String::new, |s| {
        let (line, column) = report.sources.get(s).unwrap().line_column(s.start);
        format!(" {line}:{column}")
    });
    let help = d.help.as_ref().map_or_else(String::new, |h| format!("; {h}"));
    format!("{}{at} {}{help}", d.code, d.message)
}

/// What `fact: value` is told, without its place.
fn said(fact: &str, value: &str) -> String {
    told(&format!("facts: {{{fact}: {value}}}")).replacen(&format!(" 1:{} ", fact.chars().count() + 11), " ", 1)
}

const ANSWERS: [&str; 6] = ["refund", "exchange", "store_credit", "repair", "days_since", "return_window"];

fn suite(text: &str) -> Result<suite::Suite, Report> {
    suite::from_text("returns.cases.yaml", text, &vocabulary(), &BTreeSet::from(ANSWERS))
}
