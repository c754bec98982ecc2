//! Authority on paper only: `override` clauses that can never be used.

use std::collections::BTreeMap;

use super::expr::{Comparison, Expr, ExprKind, Quantifier};
use super::interval::{Parts, Range, range};
use super::vocabulary::FactId;
use super::{Counted, FigureId, Model, Override, TermId, WayOut};
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Type;

/// One finding for each clause of which it is proven that it can never be used.
pub(super) fn idle(model: &Model, parts: &dyn Parts, diagnostics: &mut Vec<Diagnostic>) {
    for rule in &model.rules {
        let blocks = (rule.when.as_ref(), rule.required.as_ref());
        of_way_out(&rule.way_out, blocks, model, parts, diagnostics);
    }
    for action in &model.actions {
        of_way_out(&action.way_out, (None, None), model, parts, diagnostics);
    }
}

/// When a rule blocks: its condition is true, and what it requires is not.
type Blocks<'e> = (Option<&'e Expr>, Option<&'e Expr>);

fn of_way_out(
    way_out: &WayOut,
    blocks: Blocks<'_>,
    model: &Model,
    parts: &dyn Parts,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for line in way_out.overrides.iter().flatten() {
        if let Some(why) = why_idle(line, blocks, model, parts) {
            diagnostics.push(
                Diagnostic::new(Code::IdleAuthority, line.span, "this authority can never be used")
                    .label(why)
                    .help("widen it until it can be, or write: override  by nobody"),
            );
        }
    }
}

fn why_idle(line: &Override, (when, required): Blocks<'_>, model: &Model, parts: &dyn Parts) -> Option<&'static str> {
    let mut bounds = Bounds::default();
    model.always.iter().for_each(|always| bounds.add(always, parts));
    if bounds.empty {
        // Then no case is possible at all, which is no matter of authority.
        return None;
    }
    line.condition.iter().for_each(|condition| bounds.add(condition, parts));
    if bounds.empty {
        return Some("its condition is never true");
    }
    when.into_iter().for_each(|when| bounds.add(when, parts));
    required.into_iter().for_each(|required| bounds.add_not(required, parts));
    if bounds.empty && line.condition.is_some() {
        return Some("its condition is never true where the rule applies");
    }
    let reached = line.limits.iter().any(|limit| match &limit.what {
        Counted::Times(times) => *times == 0,
        Counted::Of { most, value } => bounds.least(value, parts).is_some_and(|least| least > *most),
    });
    reached.then_some("its limit is reached before the first time")
}

/// What a fact or term has to be for a condition to hold: tests that all must hold, one value against a constant each.
#[derive(Default)]
struct Bounds {
    of: BTreeMap<Subject, (i128, i128)>,
    empty: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Fact(FactId),
    Figure(FigureId),
    Term(TermId),
}

impl Bounds {
    fn add(&mut self, condition: &Expr, parts: &dyn Parts) {
        // Never true by itself, whatever it is made of.
        self.empty |= matches!(range(condition, parts), Range::Within { high: 0, .. });
        match &condition.kind {
            ExprKind::Group { how: Quantifier::All, items } => {
                items.iter().for_each(|item| self.add(&item.test, parts))
            }
            ExprKind::Not(inner) => self.add_not(inner, parts),
            ExprKind::Between { value, low, high } => {
                if let (Range::Within { low, .. }, Range::Within { high, .. }) = (range(low, parts), range(high, parts))
                {
                    self.narrow(value, (low, high), parts);
                }
            }
            ExprKind::Compare { how, left, right } => {
                if let Range::Within { low, high, .. } = range(right, parts)
                    && let Some(bounds) = side(*how, low, high)
                {
                    self.narrow(left, bounds, parts);
                }
            }
            _ => self.narrow(condition, (1, 1), parts),
        }
    }

    /// The same for a condition that does not hold.
    fn add_not(&mut self, condition: &Expr, parts: &dyn Parts) {
        match &condition.kind {
            ExprKind::Not(inner) => self.add(inner, parts),
            ExprKind::Group { how: Quantifier::Any, items } => {
                items.iter().for_each(|item| self.add_not(&item.test, parts));
            }
            ExprKind::Compare { how, left, right } => {
                let not = match how {
                    Comparison::Is | Comparison::IsNot => return,
                    Comparison::Less => Comparison::AtLeast,
                    Comparison::AtMost => Comparison::More,
                    Comparison::More => Comparison::AtMost,
                    Comparison::AtLeast => Comparison::Less,
                };
                if let Range::Within { low, high, .. } = range(right, parts)
                    && let Some(bounds) = side(not, low, high)
                {
                    self.narrow(left, bounds, parts);
                }
            }
            _ => self.narrow(condition, (0, 0), parts),
        }
    }

    fn narrow(&mut self, value: &Expr, (low, high): (i128, i128), parts: &dyn Parts) {
        // A text has no order.
        let (Some(subject), false) = (subject(value), value.ty == Type::Text) else { return };
        let Range::Within { low: least, high: greatest, .. } = range(value, parts) else { return };
        let bounds = self.of.entry(subject).or_insert((least, greatest));
        *bounds = (bounds.0.max(low), bounds.1.min(high));
        self.empty |= bounds.0 > bounds.1;
    }

    /// The least that a value can be here.
    fn least(&self, value: &Expr, parts: &dyn Parts) -> Option<i128> {
        let known = subject(value).and_then(|subject| self.of.get(&subject)).map(|bounds| bounds.0);
        known.or(match range(value, parts) {
            Range::Within { low, .. } => Some(low),
            Range::Never | Range::Overflow => None,
        })
    }
}

fn subject(value: &Expr) -> Option<Subject> {
    Some(match &value.kind {
        ExprKind::Fact(id) => Subject::Fact(*id),
        ExprKind::Figure(id) => Subject::Figure(*id),
        ExprKind::Term(id) => Subject::Term(*id),
        _ => return None,
    })
}

/// What the left side is at least and at most where the right side lies from `low` to `high`.
fn side(how: Comparison, low: i128, high: i128) -> Option<(i128, i128)> {
    Some(match how {
        Comparison::Is => (low, high),
        Comparison::IsNot => return None,
        Comparison::Less => (i128::MIN, high.checked_sub(1)?),
        Comparison::AtMost => (i128::MIN, high),
        Comparison::More => (low.checked_add(1)?, i128::MAX),
        Comparison::AtLeast => (low, i128::MAX),
    })
}
