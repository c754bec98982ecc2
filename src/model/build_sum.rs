//! Calculations: units that fit, decimals that add up, and division that says how it is rounded.

use super::build_expr::article;
use super::expr::{self, Expr, ExprKind, Quotient, Round};
use super::from_syntax::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{Node, NodeKind, Operator, UnitWord};
use crate::value::number::{decimals_of, power_of_ten};
use crate::value::{Quantity, Type, Unit, Value};

impl Builder<'_> {
    pub(super) fn calculate(
        &mut self,
        how: Operator,
        left: &Node,
        right: &Node,
        expected: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        match how {
            Operator::Divide => {
                self.report(
                    Diagnostic::new(Code::Rounding, span, "this division does not say how it is rounded")
                        .help("write: (a / b) rounded to 0.01 half_up"),
                );
                None
            }
            Operator::Times => {
                let (left, right) = (self.expr(left, None)?, self.expr(right, None)?);
                self.multiply(left, right, span)
            }
            Operator::Plus | Operator::Minus => {
                let (a, b) = if self.takes_its_type_from_the_other(left) && self.takes_its_type_from_the_other(right) {
                    (self.expr(left, expected)?, self.expr(right, expected)?)
                } else {
                    self.operands(left, right)?
                };
                self.add(how == Operator::Minus, a, b, span)
            }
        }
    }

    /// The operands of `+` and `-`, which may be a date and a duration.
    fn operands(&mut self, left: &Node, right: &Node) -> Option<(Expr, Expr)> {
        if self.takes_its_type_from_the_other(left) {
            let b = self.expr(right, None)?;
            Some((self.expr(left, Some(&b.ty))?, b))
        } else {
            let a = self.expr(left, None)?;
            let b = self.expr(right, Some(&a.ty))?;
            Some((a, b))
        }
    }

    fn add(&mut self, minus: bool, a: Expr, b: Expr, span: Span) -> Option<Expr> {
        let duration = |e: &Expr| match e.ty.quantity().map(|q| q.unit) {
            Some(Unit::Days) => Some(UnitWord::Days),
            Some(Unit::Months) => Some(UnitWord::Months),
            Some(Unit::Years) => Some(UnitWord::Years),
            Some(Unit::Hours) => Some(UnitWord::Hours),
            Some(Unit::Minutes) => Some(UnitWord::Minutes),
            _ => None,
        };
        if matches!(a.ty, Type::Moment(_)) || matches!(b.ty, Type::Moment(_)) {
            return self.move_moment(minus, a, b, duration, span);
        }
        if a.ty == Type::Date || b.ty == Type::Date {
            let by = duration(&b).filter(|unit| expr::seconds_of(*unit).is_none());
            if let (Type::Date, Some(unit)) = (&a.ty, by) {
                let kind = ExprKind::Move { date: Box::new(a), by: Box::new(b), unit, back: minus };
                return Some(Expr { kind, ty: Type::Date, span });
            }
            let help = if a.ty == b.ty {
                "for the time between two days, write: days from A to B"
            } else {
                "write: DATE + 30 days, DATE + 2 months or DATE - 1 years"
            };
            self.report(
                Diagnostic::new(Code::Type, span, "a day can only be moved by days, months or years").help(help),
            );
            return None;
        }
        let (a, b) = self.align(a, b)?;
        let Some(quantity) = a.ty.quantity() else {
            self.report(
                Diagnostic::new(Code::Type, span, format!("{} cannot be calculated with", article(&a.ty)))
                    .help("use numbers, money or durations"),
            );
            return None;
        };
        let (a, b) = (Box::new(a), Box::new(b));
        let kind = if minus { ExprKind::Subtract(a, b) } else { ExprKind::Add(a, b) };
        Some(Expr { kind, ty: Type::Quantity(quantity), span })
    }

    /// A point in time is moved by what always takes as long: days do not, where clocks are put forward and back.
    fn move_moment(
        &mut self,
        minus: bool,
        a: Expr,
        b: Expr,
        duration: impl Fn(&Expr) -> Option<UnitWord>,
        span: Span,
    ) -> Option<Expr> {
        let by = duration(&b).filter(|unit| expr::seconds_of(*unit).is_some());
        if let (Type::Moment(_), Some(unit)) = (&a.ty, by) {
            let ty = a.ty.clone();
            let kind = ExprKind::Move { date: Box::new(a), by: Box::new(b), unit, back: minus };
            return Some(Expr { kind, ty, span });
        }
        let help = match (a.ty == b.ty, duration(&b).or(duration(&a))) {
            (true, _) => "for the time between two of them, write: hours from A to B",
            (_, Some(UnitWord::Days | UnitWord::Months | UnitWord::Years)) => {
                "move its day, (the date of TIME) + 2 days, or write hours: TIME + 48 hours"
            }
            _ => "write: TIME + 2 hours, or TIME - 30 minutes",
        };
        let said = "a date and time can only be moved by hours or minutes";
        self.report(Diagnostic::new(Code::Type, span, said).help(help));
        None
    }

    pub(super) fn multiply(&mut self, a: Expr, b: Expr, span: Span) -> Option<Expr> {
        let (Some(x), Some(y)) = (a.ty.quantity(), b.ty.quantity()) else {
            self.report(
                Diagnostic::new(Code::Type, span, "only numbers, money and durations can be multiplied")
                    .help("use values of these types"),
            );
            return None;
        };
        let unit = match (x.unit, y.unit) {
            (Unit::Plain, unit) | (unit, Unit::Plain) => unit,
            _ => {
                let said = format!("{} cannot be multiplied by {}", article(&a.ty), article(&b.ty));
                self.report(Diagnostic::new(Code::Type, span, said).help("multiply by a plain number or a percentage"));
                return None;
            }
        };
        let quantity = Quantity { unit, decimals: x.decimals + y.decimals };
        if quantity.decimals > 24 {
            self.too_fine(span);
            return None;
        }
        Some(Expr { kind: ExprKind::Multiply(Box::new(a), Box::new(b)), ty: Type::Quantity(quantity), span })
    }

    pub(super) fn pick(&mut self, greater: bool, of: &[Node], span: Span) -> Option<Expr> {
        let mut typed: Option<Type> = None;
        let mut values = Vec::new();
        for node in of {
            let value = self.expr(node, typed.as_ref())?;
            typed.get_or_insert_with(|| value.ty.clone());
            values.push(value);
        }
        let finest = values.iter().filter_map(|v| v.ty.quantity()).map(|q| q.decimals).max();
        let ty = match (typed?, finest) {
            (Type::Quantity(q), Some(decimals)) => Type::Quantity(Quantity { decimals, ..q }),
            (ty, _) => ty,
        };
        if !super::build_expr::is_ordered(&ty) {
            self.report(
                Diagnostic::new(Code::Type, span, format!("{} has no order", article(&ty)))
                    .help("compare numbers, money, durations, dates or ranked values"),
            );
            return None;
        }
        let of = values.into_iter().map(|v| self.fit(v, &ty)).collect::<Option<Vec<_>>>()?;
        Some(Expr { kind: ExprKind::Pick { greater, of }, ty, span })
    }

    pub(super) fn round(&mut self, value: &Node, step: &Node, mode: expr::Rounding, span: Span) -> Option<Expr> {
        let (dividend, divisor) = match &value.kind {
            NodeKind::Calculate { how: Operator::Divide, left, right } => {
                // A number that is written out divides as it stands: a third of an amount is an amount.
                (self.expr(left, None)?, Some(self.expr(right, None)?))
            }
            _ => (self.expr(value, None)?, None),
        };
        let Some(above) = dividend.ty.quantity() else {
            self.report(
                Diagnostic::new(Code::Type, dividend.span, format!("{} cannot be rounded", article(&dividend.ty)))
                    .help("round a number, money or a duration"),
            );
            return None;
        };
        let below = divisor.as_ref().map_or(Some(Quantity { unit: Unit::Plain, decimals: 0 }), |d| d.ty.quantity());
        let unit = match below.map(|b| b.unit) {
            Some(Unit::Plain) => above.unit,
            Some(unit) if unit == above.unit => Unit::Plain,
            _ => {
                self.report(
                    Diagnostic::new(Code::Type, span, "these two cannot be divided")
                        .help("divide by a plain number, or by a value of the same unit"),
                );
                return None;
            }
        };
        // The step is read in the finest decimals that it is written with.
        let NodeKind::Amount { number, .. } = &step.kind else { return None };
        let least = if let Unit::Money(currency) = unit { currency.decimals() } else { 0 };
        let decimals = decimals_of(&number.text).max(least);
        let ty = Type::Quantity(Quantity { unit, decimals });
        let step_count = match self.literal(step, &ty)? {
            Value::Number(n) if n > 0 => n,
            _ => {
                self.report(
                    Diagnostic::new(Code::Range, step.span, "nothing can be rounded to this")
                        .help("round to a step such as 0.01 or 5"),
                );
                return None;
            }
        };
        let below_decimals = below.map_or(0, |b| b.decimals);
        let up = below_decimals + decimals;
        let (scale_up, scale_down) =
            match (power_of_ten(up.saturating_sub(above.decimals)), power_of_ten(above.decimals.saturating_sub(up))) {
                (Some(up), Some(down)) => (up, down),
                _ => {
                    self.too_fine(span);
                    return None;
                }
            };
        let to = Quotient { scale_up, scale_down, step: step_count, mode };
        let round = Round { dividend, divisor, to };
        Some(Expr { kind: ExprKind::Round(Box::new(round)), ty, span })
    }
}
