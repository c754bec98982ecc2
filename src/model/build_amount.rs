//! Amounts as they are written: numbers, percentages, and the units behind them.

use super::expr::Expr;
use super::from_syntax::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::Word;
use crate::value::number::{NumberFault, decimals_of, parse};
use crate::value::{Currency, Quantity, Type, Unit, Value};

impl Builder<'_> {
    pub(super) fn amount(
        &mut self,
        number: &Word,
        unit: Option<&Word>,
        expected: Option<&Type>,
        span: Span,
    ) -> Option<Expr> {
        let quantity = match unit {
            // A bare number takes the unit of the other side; with more decimals than are counted there it could never be met.
            None => match expected.and_then(Type::quantity) {
                Some(quantity) => quantity,
                None => Quantity { unit: Unit::Plain, decimals: decimals_of(&number.text) },
            },
            Some(word) => Quantity { unit: self.unit(word)?, decimals: 0 },
        };
        let quantity = match quantity.unit {
            Unit::Money(currency) if unit.is_some() => Quantity { decimals: currency.decimals(), ..quantity },
            _ => quantity,
        };
        let count = self.count(number, quantity.decimals)?;
        Some(Expr::constant(Value::Number(count), Type::Quantity(quantity), span))
    }

    fn unit(&mut self, word: &Word) -> Option<Unit> {
        Some(match word.text.as_str() {
            "days" | "day" => Unit::Days,
            "months" | "month" => Unit::Months,
            "years" | "year" => Unit::Years,
            "hours" | "hour" => Unit::Hours,
            "minutes" | "minute" => Unit::Minutes,
            code => {
                let Some(currency) = Currency::from_code(code) else {
                    self.report(
                        Diagnostic::new(Code::Currency, word.span, format!("there is no currency `{code}`"))
                            .help("write its three letters, such as EUR"),
                    );
                    return None;
                };
                match self.model.header.currency {
                    Some(ours) if ours == currency => Unit::Money(currency),
                    Some(ours) => {
                        self.report(
                            Diagnostic::new(
                                Code::Currency,
                                word.span,
                                format!("this rulebook counts in {ours}, not in {currency}"),
                            )
                            .help(format!("write the amount in {ours}")),
                        );
                        return None;
                    }
                    None => {
                        self.report(
                            Diagnostic::new(
                                Code::Currency,
                                word.span,
                                "the rulebook does not say in which currency it counts",
                            )
                            .help(format!("add to the header: currency  {currency}")),
                        );
                        return None;
                    }
                }
            }
        })
    }

    fn count(&mut self, number: &Word, decimals: u32) -> Option<i128> {
        let fault = match parse(&number.text, decimals) {
            Ok(count) => return Some(count),
            Err(fault) => fault,
        };
        let text = &number.text;
        self.report(match fault {
            NumberFault::Form => {
                Diagnostic::new(Code::Number, number.span, format!("`{text}` is not written as a number"))
                    .help("write digits without leading zeros: 1000 or 12.50")
            }
            NumberFault::Decimals => Diagnostic::new(
                Code::Scale,
                number.span,
                format!("`{text}` has more decimals than are counted here ({decimals})"),
            )
            .help("leave the further decimals out, or declare a number with more decimals"),
            NumberFault::Range => Diagnostic::new(Code::Range, number.span, "this number is too large to count")
                .help("write a smaller number"),
        });
        None
    }

    pub(super) fn percent(&mut self, number: &Word) -> Option<Expr> {
        let decimals = decimals_of(&number.text);
        let count = self.count(number, decimals)?;
        let ty = Type::Quantity(Quantity { unit: Unit::Plain, decimals: decimals + 2 });
        Some(Expr::constant(Value::Number(count), ty, number.span))
    }
}
