//! One value: characters and a declared type to a `Value`, or what to write instead.

mod parts;

use std::sync::Arc;

use crate::case::node::{Content, Node, Scalar, Style};
use crate::case::tree::quote;
use crate::case::{hint, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::vocabulary::Fact;
use crate::source::Span;
use crate::value::number::{self, NumberFault};
use crate::value::{Choices, Currency, Date, Moment, Quantity, Type, Unit, Value};

/// What is asked for: a fact, or a part of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sought<'a> {
    pub(crate) name: &'a str,
    pub(crate) ty: &'a Type,
    pub(crate) range: (i128, i128),
}

impl<'a> From<&'a Fact> for Sought<'a> {
    fn from(fact: &'a Fact) -> Sought<'a> {
        Sought { name: &fact.name, ty: &fact.ty, range: fact.range }
    }
}

/// What a node states. Complains of everything that is wrong with it; nothing then.
pub(crate) fn value(node: &Node, sought: Sought<'_>, complain: &mut dyn FnMut(Diagnostic)) -> Option<Value> {
    match sought.ty {
        Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => parts::value(node, sought, complain),
        _ => match single(node, sought) {
            Ok(value) => Some(value),
            Err(wrong) => {
                wrong.into_iter().for_each(complain);
                None
            }
        },
    }
}

/// One value without parts. No diagnostic if the node was already complained about.
fn single(node: &Node, sought: Sought<'_>) -> Result<Value, Option<Diagnostic>> {
    let scalar = match &node.content {
        Content::Scalar(scalar) => scalar,
        Content::Refused => return Err(None),
        Content::List(_) | Content::Map(_) => {
            let said = format!("`{}` is one value, and {} stands here", sought.name, node.kind());
            return Err(Some(Diagnostic::new(Code::Type, node.span, said).help(say::what_to_write(sought.ty))));
        }
    };
    let asked = Asked { scalar, span: node.span, fact: sought };
    let value = asked.value().map_err(Some)?;
    let (least, greatest) = sought.range;
    match value.ordinal() {
        Some(at) if at < least || at > greatest => Err(Some(asked.out_of_range(at < least))),
        _ => Ok(value),
    }
}

/// A date that is no fact, such as `today`.
pub(crate) fn date(node: &Node, name: &str) -> Result<Date, Option<Diagnostic>> {
    let wrong =
        |said: String| Err(Some(Diagnostic::new(Code::Date, node.span, said).help("write the day as `2026-11-21`")));
    match &node.content {
        Content::Refused => Err(None),
        Content::Scalar(s) if s.is_null() => Err(Some(
            Diagnostic::new(Code::Null, node.span, format!("`{name}` has no value"))
                .help(format!("write the day as `2026-11-21`, or leave `{name}` out")),
        )),
        Content::Scalar(s) => calendar_day(&s.text, node.span).map_err(Some),
        Content::List(_) | Content::Map(_) => wrong(format!("`{name}` is a day, and {} stands here", node.kind())),
    }
}

/// A value asked for, and what stands there.
struct Asked<'a> {
    scalar: &'a Scalar,
    span: Span,
    fact: Sought<'a>,
}

impl Asked<'_> {
    fn value(&self) -> Result<Value, Diagnostic> {
        if self.scalar.is_null() {
            return Err(self.null());
        }
        if self.scalar.style == Style::Block && *self.fact.ty != Type::Text {
            return Err(self
                .wrong(Code::Type, format!("`{}` is not a text of several lines", self.fact.name))
                .help(say::what_to_write(self.fact.ty)));
        }
        match self.fact.ty {
            Type::YesNo => self.yes_no(),
            Type::Quantity(quantity) => self.number(*quantity),
            Type::Date => calendar_day(&self.scalar.text, self.span).map(Value::Date),
            Type::Moment(_) => self.moment(),
            Type::Choice(choices) => self.choice(choices),
            // What has parts is never read from one scalar.
            Type::Text | Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => {
                Ok(Value::Text(Arc::from(self.scalar.text.as_str())))
            }
        }
    }

    fn wrong(&self, code: Code, said: String) -> Diagnostic {
        Diagnostic::new(code, self.span, said)
    }

    fn quoted(&self) -> bool {
        self.scalar.style == Style::Quoted
    }

    fn null(&self) -> Diagnostic {
        let name = self.fact.name;
        let otherwise = match self.fact.ty {
            Type::Text => ", `\"\"` if the text is empty, or the word in quotes",
            Type::YesNo => ", or `no` if it is known not to be so",
            Type::Quantity(_) => ", or `0` if it is known to be zero",
            _ => "",
        };
        self.wrong(Code::Null, format!("`{name}` has no value"))
            .help(format!("leave `{name}` out if it is not known{otherwise}"))
    }

    fn yes_no(&self) -> Result<Value, Diagnostic> {
        let text = self.scalar.text.as_str();
        let yes = match text {
            "yes" | "true" => true,
            "no" | "false" => false,
            _ => {
                let meant = match text.to_lowercase().as_str() {
                    "yes" | "true" | "on" | "y" | "t" | "1" => "write `yes`",
                    "no" | "false" | "off" | "n" | "f" | "0" => "write `no`",
                    _ => "write `yes` or `no`",
                };
                return Err(self
                    .wrong(Code::Type, format!("`{}` is yes or no, and {} is neither", self.fact.name, quote(text)))
                    .help(meant));
            }
        };
        if self.quoted() {
            return Err(self
                .wrong(
                    Code::Type,
                    format!("{} in quotes is a text, and `{}` is yes or no", quote(text), self.fact.name),
                )
                .help("write it without quotes"));
        }
        Ok(Value::YesNo(yes))
    }

    fn number(&self, quantity: Quantity) -> Result<Value, Diagnostic> {
        let text = self.scalar.text.as_str();
        let (digits, unit) = match text.rsplit_once(' ') {
            Some((digits, unit))
                if hint::is_unit(unit) && digits.starts_with(|c: char| c.is_numeric() || "+-.".contains(c)) =>
            {
                (digits.trim_end(), Some(unit))
            }
            _ => (text, None),
        };
        // A wrong unit is the greater mistake: the number in it counts something else.
        if let Some(unit) = unit {
            self.unit(digits, unit, quantity.unit)?;
        }
        let count = number::parse(digits, quantity.decimals)
            .map_err(|fault| self.not_a_number(fault, digits, unit, quantity))?;
        if self.quoted() && unit.is_none() {
            let with = match quantity.unit {
                Unit::Plain => String::new(),
                _ => format!(", or with its unit: `\"{}\"`", quantity.write(count)),
            };
            let said = format!("{} in quotes is a text, and `{}` is a number", quote(text), self.fact.name);
            return Err(self.wrong(Code::Type, said).help(format!("write it without quotes{with}")));
        }
        Ok(Value::Number(count))
    }

    /// Whether the unit that is written is the one that is counted.
    fn unit(&self, digits: &str, written: &str, counted: Unit) -> Result<(), Diagnostic> {
        let name = self.fact.name;
        let right = match counted {
            Unit::Plain => false,
            Unit::Money(currency) => written == currency.code(),
            Unit::Days => matches!(written, "day" | "days"),
            Unit::Months => matches!(written, "month" | "months"),
            Unit::Years => matches!(written, "year" | "years"),
            Unit::Hours => matches!(written, "hour" | "hours"),
            Unit::Minutes => matches!(written, "minute" | "minutes"),
        };
        if right {
            return Ok(());
        }
        Err(match counted {
            Unit::Plain => self
                .wrong(Code::Number, format!("`{name}` is a number without a unit, and {} stands here", quote(written)))
                .help(format!("write {}", quote(digits))),
            Unit::Money(currency) => {
                let known = Currency::from_code(written);
                let said = match known {
                    Some(other) => {
                        format!("`{name}` counts in {currency}, and this amount is in {other}")
                    }
                    None => format!("`{name}` counts in {currency}, and {} is no currency", quote(written)),
                };
                let same = written.eq_ignore_ascii_case(currency.code()) || hint::is_sign_of(written, currency);
                let help = if same {
                    format!("write `{digits} {currency}`")
                } else {
                    format!("state the amount in {currency}; nothing is converted")
                };
                self.wrong(Code::Currency, said).help(help)
            }
            Unit::Days | Unit::Months | Unit::Years | Unit::Hours | Unit::Minutes => {
                let units = say::unit(counted);
                self.wrong(Code::Type, format!("`{name}` counts {units}, and {} stands here", quote(written)))
                    .help(format!("state it in {units}; nothing is converted"))
            }
        })
    }

    fn not_a_number(&self, fault: NumberFault, digits: &str, unit: Option<&str>, quantity: Quantity) -> Diagnostic {
        let name = self.fact.name;
        match fault {
            NumberFault::Range => self.out_of_range(digits.starts_with('-')),
            NumberFault::Decimals => {
                let help = match quantity.decimals {
                    0 => "write a whole number".to_owned(),
                    1 => "write one decimal at most".to_owned(),
                    n => format!("write {n} decimals at most"),
                };
                self.wrong(Code::Scale, format!("{} has more decimals than `{name}` counts", quote(digits))).help(help)
            }
            NumberFault::Form => {
                let help = match hint::number(digits, quantity) {
                    Some(hint::Hint::Write(better)) => {
                        format!("write `{better}{}`", unit.map_or_else(String::new, |u| format!(" {u}")))
                    }
                    Some(hint::Hint::Say(help)) => help.to_owned(),
                    None => say::what_to_write(self.fact.ty),
                };
                let kind = if let Unit::Money(_) = quantity.unit { "an amount" } else { "a number" };
                self.wrong(Code::Number, format!("{} is not written as {kind} is", quote(&self.scalar.text))).help(help)
            }
        }
    }

    fn moment(&self) -> Result<Value, Diagnostic> {
        let text = self.scalar.text.as_str();
        Moment::parse(text).map(Value::Moment).ok_or_else(|| {
            let said = format!("{} is not a date and time as `{}` is stated", quote(text), self.fact.name);
            self.wrong(Code::Time, said).help(hint::time(text))
        })
    }

    fn choice(&self, choices: &Choices) -> Result<Value, Diagnostic> {
        let text = self.scalar.text.as_str();
        if let Some(at) = choices.names.iter().position(|name| name == text) {
            return Ok(Value::Choice(at));
        }
        let mut wrong =
            self.wrong(Code::Choice, format!("{} is not one of the values of `{}`", quote(text), self.fact.name));
        wrong.help = say::names(Some(text), choices.names.iter().map(String::as_str));
        Err(wrong)
    }

    fn out_of_range(&self, below: bool) -> Diagnostic {
        let (what, limits) = say::range(&self.fact, below);
        self.wrong(Code::Range, format!("{} is outside the range of `{}`", quote(&self.scalar.text), self.fact.name))
            .help(format!("write {what} {limits}"))
    }
}

fn calendar_day(text: &str, span: Span) -> Result<Date, Diagnostic> {
    Date::parse(text).ok_or_else(|| {
        let (exists, help) = hint::date(text);
        let said = if exists { "is not written as a day is" } else { "is not a day of the calendar" };
        Diagnostic::new(Code::Date, span, format!("{} {said}", quote(text))).help(help)
    })
}
