//! Conditions that never hold together, or of which one always holds, as far as their words tell.
//!
//! A box cannot see that a day is either before another or not: along the line on which both are the same, either may be.

use super::build::{holding, joined, words};
use crate::model::expr::{Comparison, Expr, ExprKind, Quantifier};

/// Whether two conditions surely never hold together.
pub(super) fn are_apart(one: &Expr, other: &Expr) -> bool {
    let others = tests(other);
    tests(one).iter().any(|a| others.iter().any(|b| exclude(a, b)))
}

/// Whether of two conditions surely one holds, if both have a value.
pub(super) fn are_all(one: &Expr, other: &Expr) -> bool {
    match (tests(one).as_slice(), tests(other).as_slice()) {
        ([a], [b]) => cover(a, b),
        _ => false,
    }
}

/// The tests that all have to hold.
fn tests(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Group { how: Quantifier::All, items } => items.iter().flat_map(|item| tests(&item.test)).collect(),
        _ => vec![expr],
    }
}

/// Less, equal, greater: in which of these cases a comparison holds.
pub(super) fn cases(how: Comparison) -> [bool; 3] {
    match how {
        Comparison::AtLeast => [false, true, true],
        Comparison::AtMost => [true, true, false],
        Comparison::Is => [false, true, false],
        Comparison::IsNot => [true, false, true],
        Comparison::Less => [true, false, false],
        Comparison::More => [false, false, true],
    }
}

/// A comparison of two things by their words, the sides in a fixed order.
fn relation(expr: &Expr) -> Option<(String, String, [bool; 3])> {
    let ExprKind::Compare { how, left, right } = &expr.kind else { return None };
    let (left, right, [less, same, more]) = (words(left), words(right), cases(*how));
    Some(if left <= right { (left, right, [less, same, more]) } else { (right, left, [more, same, less]) })
}

/// The stretches in which the value of a test lies where it holds.
fn stretches(expr: &Expr) -> Option<(String, Vec<(i128, i128)>)> {
    let constant = |expr: &Expr| if let ExprKind::Constant(value) = &expr.kind { value.ordinal() } else { None };
    match &expr.kind {
        ExprKind::Compare { how, left, right } => Some((words(left), holding(*how, constant(right)?)?)),
        ExprKind::Between { value, low, high } => Some((words(value), vec![(constant(low)?, constant(high)?)])),
        ExprKind::OneOf { value, options } => {
            let all: Option<Vec<_>> = options.iter().map(|option| constant(option).map(|at| (at, at))).collect();
            Some((words(value), joined(all?)))
        }
        _ => None,
    }
}

fn negated(expr: &Expr) -> (String, bool) {
    match &expr.kind {
        ExprKind::Not(of) => {
            let (words, holds) = negated(of);
            (words, !holds)
        }
        _ => (words(expr), true),
    }
}

fn exclude(a: &Expr, b: &Expr) -> bool {
    if let (Some(a), Some(b)) = (relation(a), relation(b))
        && (&a.0, &a.1) == (&b.0, &b.1)
    {
        return a.2.iter().zip(b.2).all(|(a, b)| !(*a && b));
    }
    if let (Some(a), Some(b)) = (stretches(a), stretches(b))
        && a.0 == b.0
    {
        return a.1.iter().all(|one| b.1.iter().all(|other| one.1 < other.0 || other.1 < one.0));
    }
    let (a, b) = (negated(a), negated(b));
    a.0 == b.0 && a.1 != b.1
}

fn cover(a: &Expr, b: &Expr) -> bool {
    if let (Some(a), Some(b)) = (relation(a), relation(b))
        && (&a.0, &a.1) == (&b.0, &b.1)
    {
        return a.2.iter().zip(b.2).all(|(a, b)| *a || b);
    }
    if let (Some(a), Some(b)) = (stretches(a), stretches(b))
        && a.0 == b.0
    {
        let all = joined(a.1.into_iter().chain(b.1).collect());
        return all.as_slice() == [(i128::MIN, i128::MAX)];
    }
    let (a, b) = (negated(a), negated(b));
    a.0 == b.0 && a.1 != b.1
}
