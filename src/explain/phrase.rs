//! Conditions, values and wordings as they stand in this case, in pieces that a renderer puts into words.

use std::sync::Arc;

use super::{Named, Phrase, Relation, Segment, Typed};
use crate::decide::{Evaluation, Situation, Trace};
use crate::model::ActionId;
use crate::model::expr::{Comparison, Expr, ExprKind, Quantifier, Template, TemplatePart, UnitWord};
use crate::value::{Truth, Type, Value};

/// A test as it stands here: a test that does not hold is told by its opposite, so that what is said is true.
pub(super) fn of_test(evaluation: &Evaluation<'_>, trace: &Trace<'_>) -> Phrase {
    let mut phrase = Phrase::default();
    let holds = trace.truth() != Truth::No;
    Writer { evaluation, out: &mut phrase.0 }.test(trace, holds);
    phrase
}

/// A wording with its holes filled.
pub(super) fn of_template<'m>(evaluation: &Evaluation<'m>, situation: &Situation, template: &'m Template) -> Phrase {
    let parts = template.parts.iter().map(|part| match part {
        TemplatePart::Text(text) => Segment::Words(Arc::clone(text)),
        TemplatePart::Hole(expr) => {
            let trace = evaluation.read(situation, expr);
            trace.value().map_or(Segment::Unknown, |value| Segment::Value(typed(value, &expr.ty)))
        }
    });
    Phrase(parts.collect())
}

pub(super) fn typed(value: &Value, ty: &Type) -> Typed {
    Typed { value: value.clone(), ty: ty.clone() }
}

struct Writer<'a, 'm> {
    evaluation: &'a Evaluation<'m>,
    out: &'a mut Vec<Segment>,
}

impl Writer<'_, '_> {
    fn test(&mut self, trace: &Trace<'_>, holds: bool) {
        match (&trace.expr.kind, trace.parts.as_slice()) {
            (ExprKind::Compare { how, .. }, [left, right]) => {
                self.value(left);
                let how = if holds { *how } else { opposite(*how) };
                self.out.push(Segment::Relation(relation(how, &left.expr.ty)));
                self.value(right);
            }
            (ExprKind::Between { .. }, [value, low, high]) => {
                self.value(value);
                self.out.push(Segment::Relation(if holds { Relation::From } else { Relation::NotFrom }));
                self.value(low);
                self.out.push(Segment::Relation(Relation::To));
                self.value(high);
            }
            (ExprKind::OneOf { .. }, [value, options @ ..]) => {
                self.value(value);
                self.out.push(Segment::Relation(if holds { Relation::OneOf } else { Relation::NotOneOf }));
                self.list(options);
            }
            (ExprKind::Not(_), [inner]) => self.test(inner, !holds),
            (ExprKind::Allowed(id), _) => self.allowed(*id, trace, holds),
            (ExprKind::Group { how, .. }, parts) => {
                let word = match how {
                    Quantifier::All => "all of (",
                    Quantifier::Any => "any of (",
                    Quantifier::None => "none of (",
                    Quantifier::AtLeast(_) => "enough of (",
                };
                self.out.push(Segment::Operator(word));
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.out.push(Segment::Operator(","));
                    }
                    self.test(part, part.truth() != Truth::No);
                }
                self.out.push(Segment::Operator(")"));
            }
            _ => self.value(trace),
        }
    }

    fn list(&mut self, parts: &[Trace<'_>]) {
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.out.push(Segment::Operator(","));
            }
            self.value(part);
        }
    }

    fn value(&mut self, trace: &Trace<'_>) {
        let model = self.evaluation.model;
        let ty = &trace.expr.ty;
        let here = trace.value().map(|value| typed(value, ty));
        let named = |name: &str, label: &str| {
            Segment::Named(Named { name: name.to_owned(), label: label.to_owned() }, here.clone())
        };
        let segment = match &trace.expr.kind {
            ExprKind::Fact(id) => named(&model[*id].name, &model[*id].label),
            ExprKind::Term(id) => named(&model[*id].name, &model[*id].label),
            ExprKind::Figure(id) => named(&model[*id].name, &model[*id].label),
            ExprKind::FigureOn { figure, .. } => {
                self.out.extend([named(&model[*figure].name, &model[*figure].label), Segment::Operator("on")]);
                return self.joined(&trace.parts, "");
            }
            ExprKind::Allowed(id) => return self.allowed(*id, trace, trace.truth() != Truth::No),
            ExprKind::Today => Segment::Today,
            ExprKind::Rescale { .. } => return trace.parts.iter().for_each(|part| self.value(part)),
            ExprKind::Constant(value) => Segment::Value(typed(value, ty)),
            ExprKind::Add(..) => return self.joined(&trace.parts, "+"),
            ExprKind::Subtract(..) => return self.joined(&trace.parts, "-"),
            ExprKind::Move { back, .. } => return self.joined(&trace.parts, if *back { "-" } else { "+" }),
            ExprKind::Multiply(a, _) if is_percentage(a) => return self.percent_of(trace),
            ExprKind::Multiply(..) => return self.joined(&trace.parts, "×"),
            ExprKind::SpanOf { unit, .. } => {
                self.out.push(Segment::Operator(match unit {
                    UnitWord::Days => "days from",
                    UnitWord::Months => "months from",
                    UnitWord::Years => "years from",
                }));
                for (i, part) in trace.parts.iter().enumerate() {
                    if i > 0 {
                        self.out.push(Segment::Relation(Relation::To));
                    }
                    self.value(part);
                }
                return self.result(here);
            }
            // A year is no count: it is not grouped by thousands.
            ExprKind::YearOf(_) => {
                self.joined(&trace.parts, "");
                let year = if let Some(Value::Number(year)) = trace.value() { year.to_string() } else { String::new() };
                self.out.extend([Segment::Operator("in the year"), Segment::Words(Arc::from(year))]);
                return;
            }
            _ => here.map_or(Segment::Unknown, Segment::Value),
        };
        self.out.push(segment);
    }

    fn allowed(&mut self, action: ActionId, trace: &Trace<'_>, holds: bool) {
        self.out.extend([
            Segment::Words(Arc::from(self.evaluation.model[action].label.as_str())),
            Segment::Operator(match (trace.truth(), holds) {
                (Truth::Unknown, _) => "is allowed (not known)",
                (_, true) => "is allowed",
                (_, false) => "is not allowed",
            }),
        ]);
    }

    fn joined(&mut self, parts: &[Trace<'_>], operator: &'static str) {
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.out.push(Segment::Operator(operator));
            }
            self.value(part);
        }
    }

    fn percent_of(&mut self, trace: &Trace<'_>) {
        self.joined(&trace.parts, "of");
        self.result(trace.value().map(|value| typed(value, &trace.expr.ty)));
    }

    /// What a calculation comes to.
    fn result(&mut self, here: Option<Typed>) {
        if let Some(here) = here {
            self.out.extend([Segment::Operator("="), Segment::Value(here)]);
        }
    }
}

/// Whether a number was written with a percent sign.
pub(super) fn is_percentage(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Constant(_))
        && expr.ty.quantity().is_some_and(|q| q.decimals >= 2 && q.unit == crate::value::Unit::Plain)
}

fn opposite(how: Comparison) -> Comparison {
    match how {
        Comparison::AtLeast => Comparison::Less,
        Comparison::AtMost => Comparison::More,
        Comparison::Is => Comparison::IsNot,
        Comparison::IsNot => Comparison::Is,
        Comparison::Less => Comparison::AtLeast,
        Comparison::More => Comparison::AtMost,
    }
}

fn relation(how: Comparison, ty: &Type) -> Relation {
    let date = *ty == Type::Date;
    match how {
        Comparison::AtLeast if date => Relation::OnOrAfter,
        Comparison::AtLeast => Relation::AtLeast,
        Comparison::AtMost if date => Relation::OnOrBefore,
        Comparison::AtMost => Relation::AtMost,
        Comparison::Is => Relation::Is,
        Comparison::IsNot => Relation::IsNot,
        Comparison::Less if date => Relation::Before,
        Comparison::Less => Relation::LessThan,
        Comparison::More if date => Relation::After,
        Comparison::More => Relation::MoreThan,
    }
}
