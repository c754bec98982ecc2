//! Nodes to typed expressions: names, units, scales.

use std::sync::Arc;

use super::expr::{Expr, ExprKind, Item, Template, TemplatePart, seconds_of};
use super::from_syntax::Builder;
use super::{ActionId, FigureId, Name};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::language::Language;
use crate::source::Span;
use crate::syntax::tree::{self, Comparison, Node, NodeKind, UnitWord};
use crate::value::date::LeapDay;
use crate::value::number::power_of_ten;
use crate::value::{Choices, Quantity, Type, Unit, Value};

impl Builder<'_> {
    /// A condition: a node of type yes/no.
    pub(super) fn condition(&mut self, node: &Node) -> Option<Expr> {
        let expr = self.expr(node, Some(&Type::YesNo))?;
        if expr.ty == Type::YesNo {
            return Some(expr);
        }
        let help = match &expr.ty {
            Type::Choice(choices) => format!("compare it: … is {}", choices.names.first().map_or("", String::as_str)),
            Type::Date => "compare it: … is on or before 2026-01-31".to_owned(),
            Type::Moment(_) => "compare it: … is before 2026-01-31T18:30:00+01:00".to_owned(),
            _ => "compare it: … is at least 5".to_owned(),
        };
        self.report(
            Diagnostic::new(
                Code::Type,
                node.span,
                format!("this is a value ({}), and a condition should stand here", expr.ty),
            )
            .help(help),
        );
        None
    }

    /// A value of this type, brought to its scale.
    pub(super) fn value_of(&mut self, node: &Node, ty: &Type) -> Option<Expr> {
        let expr = self.expr(node, Some(ty))?;
        self.fit(expr, ty)
    }

    /// A value that is written out: no fact or calculation in it.
    pub(super) fn literal(&mut self, node: &Node, ty: &Type) -> Option<Value> {
        let expr = self.value_of(node, ty)?;
        match expr.kind {
            ExprKind::Constant(value) => Some(value),
            _ => {
                self.report(
                    Diagnostic::new(Code::Type, node.span, "a plain value should stand here")
                        .help(format!("write a value of type {ty}")),
                );
                None
            }
        }
    }

    /// Brings an expression to a type of the same unit, without loss.
    pub(super) fn fit(&mut self, expr: Expr, ty: &Type) -> Option<Expr> {
        match (expr.ty.quantity(), ty.quantity()) {
            (Some(from), Some(to)) if from.unit == to.unit => {
                if from.decimals > to.decimals {
                    let digits = match to.decimals {
                        0 => "no decimals".to_owned(),
                        n => format!("{n} decimals"),
                    };
                    self.report(
                        Diagnostic::new(
                            Code::Scale,
                            expr.span,
                            format!("this has {} decimals, and {digits} are counted here", from.decimals),
                        )
                        .help(match expr.kind {
                            ExprKind::Multiply(..) => {
                                "multiplying adds up decimals, and a percentage has two: (…) rounded to 0.01 half_up"
                            }
                            _ => "round it where it stands: (…) rounded to 0.01 half_up",
                        }),
                    );
                    return None;
                }
                self.rescale(expr, to.decimals)
            }
            _ if &expr.ty == ty => Some(expr),
            _ => {
                let help = match (&expr.ty, ty) {
                    (Type::Moment(_), Type::Date) => "take its day: the date of TIME".to_owned(),
                    (Type::Date, Type::Moment(_)) => {
                        "a day has no time of day: count days, or use a date and time".to_owned()
                    }
                    _ => format!("write a value of type {ty}"),
                };
                self.report(
                    Diagnostic::new(
                        Code::Type,
                        expr.span,
                        format!("this is {}, and {} should stand here", article(&expr.ty), article(ty)),
                    )
                    .help(help),
                );
                None
            }
        }
    }

    pub(super) fn rescale(&mut self, value: Expr, decimals: u32) -> Option<Expr> {
        let quantity = value.ty.quantity()?;
        if quantity.decimals == decimals {
            return Some(value);
        }
        let (span, ty) = (value.span, Type::Quantity(Quantity { decimals, ..quantity }));
        let Some(factor) = power_of_ten(decimals.saturating_sub(quantity.decimals)) else {
            self.too_fine(span);
            return None;
        };
        if let ExprKind::Constant(Value::Number(n)) = value.kind {
            let Some(n) = n.checked_mul(factor) else {
                self.too_fine(span);
                return None;
            };
            return Some(Expr::constant(Value::Number(n), ty, span));
        }
        Some(Expr { kind: ExprKind::Rescale { value: Box::new(value), factor }, ty, span })
    }

    pub(super) fn too_fine(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::Range, span, "this has more digits than can be counted")
                .help("round a part of it: (…) rounded to 0.01 half_up"),
        );
    }

    pub(super) fn expr(&mut self, node: &Node, expected: Option<&Type>) -> Option<Expr> {
        let span = node.span;
        let yes_no = |kind| Some(Expr { kind, ty: Type::YesNo, span });
        match &node.kind {
            NodeKind::YesNo(b) => Some(Expr::constant(Value::YesNo(*b), Type::YesNo, span)),
            NodeKind::Date(date) => Some(Expr::constant(Value::Date(*date), Type::Date, span)),
            NodeKind::Moment(moment) => Some(Expr::constant(Value::Moment(*moment), self.model.header.moment(), span)),
            NodeKind::Text(text) => Some(Expr::constant(Value::Text(Arc::clone(text)), Type::Text, span)),
            NodeKind::Today => Some(Expr { kind: ExprKind::Today, ty: Type::Date, span }),
            NodeKind::Amount { number, unit } => self.amount(number, unit.as_ref(), expected, span),
            NodeKind::Percent(number) => self.percent(number),
            NodeKind::Name(name) => self.named_value(name, expected, span),
            NodeKind::Field { of, field } => self.field(of, field, span),
            NodeKind::Over(over) => self.over(over, span),
            NodeKind::Includes { set, value } => self.includes(set, value, span),
            NodeKind::Belongs { who, group, by } => self.belongs(who, group, by, span),
            NodeKind::Not(inner) => yes_no(ExprKind::Not(Box::new(self.condition(inner)?))),
            NodeKind::Group { how, items } => {
                let mut letters = std::collections::BTreeMap::new();
                for letter in items.iter().filter_map(|item| item.letter.as_ref()) {
                    if let Some(first) = letters.insert(&letter.text, letter.span) {
                        let said = format!("two conditions here are called `{}`", letter.text);
                        let diagnostic = Diagnostic::new(Code::Duplicate, letter.span, said).other(first, "the first");
                        self.report(diagnostic.help("give each a letter of its own"));
                        return None;
                    }
                }
                // One fault a clause: the first stops it.
                let items = items.iter().map(|item| self.item(item)).collect::<Option<_>>()?;
                yes_no(ExprKind::Group { how: *how, items })
            }
            NodeKind::Compare { how, left, right } => {
                if let Some(action) = self.action_before_is(left) {
                    let allowed = Expr { kind: ExprKind::Allowed(action), ty: Type::YesNo, span };
                    return match (how, &right.kind) {
                        (Comparison::Is, NodeKind::Name(word)) if word == "allowed" => Some(allowed),
                        (Comparison::IsNot, NodeKind::Name(word)) if word == "allowed" => {
                            yes_no(ExprKind::Not(Box::new(allowed)))
                        }
                        _ => {
                            self.only_allowed(left, right);
                            None
                        }
                    };
                }
                let (left, right) = self.sides(left, right)?;
                self.comparable(*how, &left, &right)?;
                yes_no(ExprKind::Compare { how: *how, left: Box::new(left), right: Box::new(right) })
            }
            NodeKind::Between { value, low, high } => {
                let (value1, low) = self.sides(value, low)?;
                let (value2, high) = self.sides(value, high)?;
                self.comparable(Comparison::AtLeast, &value1, &low)?;
                // The finer of the two scales comes with its end.
                let value = if value1.ty.quantity().map(|q| q.decimals) >= value2.ty.quantity().map(|q| q.decimals) {
                    value1
                } else {
                    value2
                };
                self.between(value, low, high, span)
            }
            NodeKind::OneOf { value, options } => {
                let value = self.expr(value, None)?;
                self.comparable(Comparison::Is, &value, &value)?;
                let options = options.iter().map(|o| self.value_of(o, &value.ty)).collect::<Option<Vec<_>>>()?;
                yes_no(ExprKind::OneOf { value: Box::new(value), options })
            }
            NodeKind::Calculate { how, left, right } => self.calculate(*how, left, right, expected, span),
            NodeKind::PercentOf { percent, of } => {
                let (percent, of) = (self.percent(percent)?, self.expr(of, None)?);
                self.multiply(percent, of, span)
            }
            NodeKind::Rounded { value, step, mode } => self.round(value, step, *mode, span),
            NodeKind::SpanOf { unit, from, to } => {
                let ty = if seconds_of(*unit).is_some() { self.model.header.moment() } else { Type::Date };
                let (from, to) = (self.value_of(from, &ty)?, self.value_of(to, &ty)?);
                let leap_day = match (unit, self.model.header.leap_day) {
                    (UnitWord::Years, None) => {
                        self.report(
                            Diagnostic::new(
                                Code::LeapDay,
                                span,
                                "years are counted here, and the rulebook does not say what holds for 29 February",
                            )
                            .help("add to the header: feb29     28 feb, or: feb29     1 mar"),
                        );
                        return None;
                    }
                    (_, leap_day) => leap_day.unwrap_or(LeapDay::March1),
                };
                let ty = Type::Quantity(Quantity { unit: unit_of(*unit), decimals: 0 });
                Some(Expr {
                    kind: ExprKind::SpanOf { unit: *unit, from: Box::new(from), to: Box::new(to), leap_day },
                    ty,
                    span,
                })
            }
            NodeKind::Pick { greater, of } => self.pick(*greater, of, span),
            NodeKind::YearOf(date) => {
                let date = Box::new(self.value_of(date, &Type::Date)?);
                Some(Expr { kind: ExprKind::YearOf(date), ty: Type::WHOLE, span })
            }
            NodeKind::OnDay { figure, day } => {
                if let Some(table) = self.table_before(figure) {
                    return self.table_reading(table, node, None, Some(day));
                }
                let id = self.figure_of(figure)?;
                let day = Box::new(self.value_of(day, &Type::Date)?);
                let ty = self.model[id].ty.clone();
                Some(Expr { kind: ExprKind::FigureOn { figure: id, day }, ty, span })
            }
            NodeKind::ForKeys { table, keys, day } => {
                let id = self.keyed_table(table)?;
                self.table_reading(id, node, Some(keys), day.as_deref())
            }
            NodeKind::MonthStart(date) => {
                let date = Box::new(self.value_of(date, &Type::Date)?);
                Some(Expr { kind: ExprKind::MonthStart(date), ty: Type::Date, span })
            }
            NodeKind::DateOf(moment) => {
                let moment = self.in_zone(moment, span)?;
                Some(Expr { kind: ExprKind::DateOf(moment), ty: Type::Date, span })
            }
            NodeKind::HourOf(moment) => {
                let moment = self.in_zone(moment, span)?;
                Some(Expr { kind: ExprKind::HourOf(moment), ty: Type::WHOLE, span })
            }
            NodeKind::If { condition, then, otherwise } => {
                let condition = Box::new(self.condition(condition)?);
                let (then, otherwise) = self.sides(then, otherwise)?;
                let ty = then.ty.clone();
                Some(Expr {
                    kind: ExprKind::If { condition, then: Box::new(then), otherwise: Box::new(otherwise) },
                    ty,
                    span,
                })
            }
        }
    }

    /// A date and time of which the day or the hour is asked for: that depends on where.
    fn in_zone(&mut self, node: &Node, span: Span) -> Option<Box<Expr>> {
        let moment = self.value_of(node, &self.model.header.moment())?;
        if self.model.header.zone.is_none() {
            let said =
                "it is not the same day and hour everywhere, and the rulebook does not say which clocks it goes by";
            let help = "add to the header: time zone \"Europe/Berlin\"";
            self.report(Diagnostic::new(Code::TimeZone, span, said).help(help));
            return None;
        }
        Some(Box::new(moment))
    }

    /// The action of `ACTION is …`.
    fn action_before_is(&self, node: &Node) -> Option<ActionId> {
        let NodeKind::Name(name) = &node.kind else { return None };
        if let Some(Name::Action(id)) = self.model.names.get(name) { Some(*id) } else { None }
    }

    /// The figure before `on`: only figures have a value for every day.
    fn figure_of(&mut self, node: &Node) -> Option<FigureId> {
        if let NodeKind::Name(name) = &node.kind {
            match self.model.names.get(name) {
                Some(Name::Figure(id)) => return Some(*id),
                Some(_) => {}
                None => {
                    self.unknown_value(name, None, node.span);
                    return None;
                }
            }
        }
        let said = "only a figure or table is read `on` a day, and this is none";
        let help = "name a figure or table, or leave the day out: a fact or term has one value";
        self.report(Diagnostic::new(Code::WrongKind, node.span, said).help(help));
        None
    }

    fn item(&mut self, item: &tree::Item) -> Option<Item> {
        Some(Item {
            letter: item.letter.as_ref().map(|w| w.text.clone()),
            label: item.label.as_ref().map(|w| self.say(w)),
            by: item.by.as_ref().map(|by| self.cited(by)),
            test: self.condition(&item.test)?,
        })
    }

    fn named_value(&mut self, name: &str, expected: Option<&Type>, span: Span) -> Option<Expr> {
        if self.in_scope(name) {
            return self.scoped(name, span);
        }
        let (kind, ty) = match self.model.names.get(name) {
            Some(Name::Term(id)) if self.model[*id].of.is_some() => {
                self.of_a_record(name, *id, span);
                return None;
            }
            Some(Name::Fact(id)) => (ExprKind::Fact(*id), self.model[*id].ty.clone()),
            Some(Name::Term(id) | Name::Table(id)) => (ExprKind::Term(*id), self.model[*id].ty.clone()),
            Some(Name::Figure(id)) => (ExprKind::Figure(*id), self.model[*id].ty.clone()),
            Some(other) => {
                let help = match other {
                    Name::Action(_) if expected == Some(&Type::YesNo) => format!("write: {name} is allowed"),
                    _ => "write a fact, term, figure or table".to_owned(),
                };
                let said = format!("`{name}` is {}, and a value should stand here", other.kind());
                self.report(Diagnostic::new(Code::WrongKind, span, said).help(help));
                return None;
            }
            None => {
                if let Some(Type::Choice(choices)) = expected
                    && let Some(at) = choices.names.iter().position(|n| n == name)
                {
                    return Some(Expr::constant(Value::Choice(at), Type::Choice(Arc::clone(choices)), span));
                }
                self.unknown_value(name, expected, span);
                return None;
            }
        };
        Some(Expr { kind, ty, span })
    }

    pub(super) fn unknown_value(&mut self, name: &str, expected: Option<&Type>, span: Span) {
        if self.damaged_names.contains(name) {
            // Its declaration was reported; this is no fault of its own.
            self.failed = true;
            return;
        }
        if let "true" | "false" = name {
            let word = if name == "true" { "yes" } else { "no" };
            let said = format!("`{name}` is written in other words");
            self.report(Diagnostic::new(Code::UnknownName, span, said).help(format!("write: {word}")));
            return;
        }
        let choices: &[String] = match expected {
            Some(Type::Choice(choices)) => &choices.names,
            _ => &[],
        };
        let values = self
            .model
            .names
            .iter()
            .filter(|(_, n)| matches!(n, Name::Fact(_) | Name::Term(_) | Name::Figure(_) | Name::Table(_)))
            .map(|(name, _)| name.as_str());
        let near = nearest(name, choices.iter().map(String::as_str)).or_else(|| nearest(name, values));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if !choices.is_empty() => format!("its values are {}", choices.join(", ")),
            None if self.is_a_value(name) => {
                format!(
                    "it is a value of a list; repeat what is tested: … is {name}, or write: … is one of (a, {name})"
                )
            }
            None => format!("declare it: fact {name} \"the words for it\": TYPE"),
        };
        let message = if choices.is_empty() {
            format!("nothing is called `{name}`")
        } else {
            format!("`{name}` is not one of the values")
        };
        self.report(Diagnostic::new(Code::UnknownName, span, message).help(help));
    }

    /// The two sides of a comparison or sum, each read with the other's type at hand, and brought to one scale.
    fn sides(&mut self, left: &Node, right: &Node) -> Option<(Expr, Expr)> {
        let (left, right) = if self.takes_its_type_from_the_other(left) && !self.takes_its_type_from_the_other(right) {
            let right = self.expr(right, None)?;
            let left = self.expr(left, Some(&right.ty))?;
            (left, right)
        } else {
            let left = self.expr(left, None)?;
            let right = self.expr(right, Some(&left.ty))?;
            (left, right)
        };
        self.align(left, right)
    }

    pub(super) fn takes_its_type_from_the_other(&self, node: &Node) -> bool {
        match &node.kind {
            NodeKind::Amount { unit, .. } => unit.is_none(),
            NodeKind::Name(name) => {
                !self.model.names.contains_key(name) && !self.damaged_names.contains(name) && !self.in_scope(name)
            }
            _ => false,
        }
    }

    pub(super) fn align(&mut self, left: Expr, right: Expr) -> Option<(Expr, Expr)> {
        match (left.ty.quantity(), right.ty.quantity()) {
            (Some(a), Some(b)) if a.unit == b.unit => {
                let decimals = a.decimals.max(b.decimals);
                Some((self.rescale(left, decimals)?, self.rescale(right, decimals)?))
            }
            _ if left.ty == right.ty => Some((left, right)),
            (a, b) => {
                let lasts = |unit: Unit| !matches!(unit, Unit::Plain | Unit::Money(_));
                let clock = |unit: Unit| matches!(unit, Unit::Hours | Unit::Minutes);
                let help = match (a.map(|q| q.unit), b.map(|q| q.unit)) {
                    (Some(a), Some(b)) if lasts(a) && lasts(b) && !clock(a) && !clock(b) => {
                        "days, months and years are never converted: use one of them on both sides"
                    }
                    (Some(a), Some(b)) if lasts(a) && lasts(b) => {
                        "hours and minutes are never converted, nor into days: use one of them on both sides"
                    }
                    _ if is_day_and_moment(&left.ty, &right.ty) => "compare its day: the date of TIME is …",
                    _ => "compare values of one type",
                };
                let (l, r) = (article(&left.ty), article(&right.ty));
                self.report(
                    Diagnostic::new(Code::Type, right.span, format!("this is {r}, and on the other side stands {l}"))
                        .other(left.span, l)
                        .help(help),
                );
                None
            }
        }
    }

    pub(super) fn comparable(&mut self, how: Comparison, left: &Expr, right: &Expr) -> Option<()> {
        if matches!(left.ty, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership) {
            self.no_whole(left);
            return None;
        }
        if is_ordered(&left.ty) || matches!(how, Comparison::Is | Comparison::IsNot) {
            return Some(());
        }
        let help = if matches!(left.ty, Type::Choice(_)) {
            "use `is` or `is one of`, or declare it as `ranked`, lowest first"
        } else {
            "use `is` or `is not`"
        };
        self.report(
            Diagnostic::new(Code::Type, left.span.to(right.span), format!("{} has no order", article(&left.ty)))
                .help(help),
        );
        None
    }

    pub(super) fn template(&mut self, template: &tree::Template, language: &Language) -> Option<Template> {
        let mut parts = Vec::new();
        for part in &template.parts {
            parts.push(match part {
                tree::TemplatePart::Text(text) => TemplatePart::Text(Arc::from(text.as_str())),
                tree::TemplatePart::Hole(node) => TemplatePart::Hole(self.expr(node, None)?),
            });
        }
        Some(Template { parts, language: language.clone(), span: template.span })
    }

    pub(super) fn type_of(&mut self, name: &tree::TypeName) -> Option<Type> {
        let plain = |unit, decimals| Some(Type::Quantity(Quantity { unit, decimals }));
        match &name.kind {
            tree::TypeKind::YesNo => Some(Type::YesNo),
            tree::TypeKind::Whole => Some(Type::WHOLE),
            tree::TypeKind::Decimals(n) => plain(Unit::Plain, *n),
            tree::TypeKind::Date => Some(Type::Date),
            tree::TypeKind::Moment => Some(self.model.header.moment()),
            tree::TypeKind::Text => Some(Type::Text),
            tree::TypeKind::Unit(unit) => plain(unit_of(*unit), 0),
            tree::TypeKind::Money => match self.model.header.currency {
                Some(currency) => plain(Unit::Money(currency), currency.decimals()),
                None => {
                    self.report(
                        Diagnostic::new(
                            Code::Currency,
                            name.span,
                            "the rulebook does not say in which currency it counts",
                        )
                        .help("add to the header: currency  EUR"),
                    );
                    None
                }
            },
            tree::TypeKind::Named(name) => self.named_type(name),
            tree::TypeKind::List(name) => self.record(name).map(Type::List),
            tree::TypeKind::Set(of) => match self.type_of(of)? {
                of @ (Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership) => {
                    let said = format!("a set holds single values, and {} has parts", article(&of));
                    let help = "for records, write: list of NAME";
                    self.report(Diagnostic::new(Code::Type, name.span, said).help(help));
                    None
                }
                of => Some(Type::Set(Box::new(of))),
            },
            tree::TypeKind::Membership => Some(Type::Membership),
            tree::TypeKind::OneOf { ranked, names } => {
                let mut seen = std::collections::BTreeMap::new();
                for word in names {
                    if let Some(first) = seen.insert(&word.text, word.span) {
                        self.report(
                            Diagnostic::new(
                                Code::Duplicate,
                                word.span,
                                format!("`{}` stands twice in this list", word.text),
                            )
                            .other(first, "the first")
                            .help("keep one of them"),
                        );
                        return None;
                    }
                }
                Some(Type::Choice(Arc::new(Choices {
                    names: names.iter().map(|w| w.text.clone()).collect(),
                    labels: names.iter().map(|w| self.translated(w)).collect(),
                    ranked: *ranked,
                })))
            }
        }
    }
}

pub(super) fn unit_of(word: UnitWord) -> Unit {
    match word {
        UnitWord::Days => Unit::Days,
        UnitWord::Months => Unit::Months,
        UnitWord::Years => Unit::Years,
        UnitWord::Hours => Unit::Hours,
        UnitWord::Minutes => Unit::Minutes,
    }
}

fn is_day_and_moment(a: &Type, b: &Type) -> bool {
    matches!((a, b), (Type::Date, Type::Moment(_)) | (Type::Moment(_), Type::Date))
}

/// Whether values of a type can be more or less than each other.
pub(super) fn is_ordered(ty: &Type) -> bool {
    match ty {
        Type::Choice(choices) => choices.ranked,
        Type::Quantity(_) | Type::Date | Type::Moment(_) => true,
        Type::YesNo | Type::Text | Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => false,
    }
}

/// The type in a sentence.
pub(super) fn article(ty: &Type) -> String {
    match ty {
        Type::YesNo => "a condition (yes/no)".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Moment(_) => "a date and time".to_owned(),
        Type::Text => "a text".to_owned(),
        Type::Choice(choices) => format!("a value of a list ({})", choices.names.join(", ")),
        Type::Record(record) => record.label.clone(),
        Type::List(record) => format!("a list of {}", record.name),
        Type::Set(_) => "a set".to_owned(),
        Type::Membership => "a membership".to_owned(),
        Type::Quantity(q) => match q.unit {
            Unit::Plain => "a number".to_owned(),
            Unit::Money(c) => format!("an amount in {c}"),
            Unit::Days => "a number of days".to_owned(),
            Unit::Months => "a number of months".to_owned(),
            Unit::Years => "a number of years".to_owned(),
            Unit::Hours => "a number of hours".to_owned(),
            Unit::Minutes => "a number of minutes".to_owned(),
        },
    }
}
