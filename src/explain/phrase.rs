//! Conditions, values and wordings as they stand in this case, in pieces that a renderer puts into words.

use std::sync::Arc;

use super::{Named, Phrase, Relation, Segment, Typed, naming, place};
use crate::decide::{Evaluation, Reading, Situation, TermTrace, Trace};
use crate::model::expr::{
    Comparison, Expr, ExprKind, Over, OverWord, Quantifier, Rounding, Template, TemplatePart, UnitWord,
};
use crate::model::{ActionId, TermId};
use crate::value::{Truth, Type, Value};

/// A test as it stands here: a test that does not hold is told by its opposite, so that what is said is true.
pub(super) fn of_test(evaluation: &Evaluation<'_>, trace: &Trace<'_>) -> Phrase {
    let mut phrase = Phrase::default();
    let holds = trace.truth() != Truth::No;
    Writer { evaluation, in_full: false, out: &mut phrase.0 }.test(trace, holds);
    phrase
}

/// A calculation as it stands here, step by step and without what it comes to.
pub(super) fn of_value(evaluation: &Evaluation<'_>, trace: &Trace<'_>) -> Phrase {
    let mut phrase = Phrase::default();
    Writer { evaluation, in_full: true, out: &mut phrase.0 }.calculation(trace, Binds::Nothing);
    phrase
}

/// A wording with its holes filled.
pub(super) fn of_template<'m>(evaluation: &Evaluation<'m>, situation: &Situation, template: &'m Template) -> Phrase {
    // English is what is read without saying so.
    let english = template.language.is_english() && evaluation.model.header.language.is_english();
    let language = (!english).then(|| Segment::In(template.language.clone()));
    let parts = template.parts.iter().map(|part| match part {
        TemplatePart::Text(text) => Segment::Words(Arc::clone(text)),
        TemplatePart::Hole(expr) => {
            let trace = evaluation.read(situation, expr);
            trace.value().map_or(Segment::Unknown, |value| Segment::Value(typed(value, &expr.ty)))
        }
    });
    Phrase(language.into_iter().chain(parts).collect())
}

pub(super) fn typed(value: &Value, ty: &Type) -> Typed {
    Typed { value: value.clone(), ty: ty.clone() }
}

/// Up to this many amounts of a sum are written one by one.
const ADDED: usize = 12;

/// How closely a calculation has to hold together to stand without parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binds {
    Nothing,
    Sum,
    Product,
    One,
}

struct Writer<'a, 'm> {
    evaluation: &'a Evaluation<'m>,
    /// Whether every step is written, or of the longer ones only what they come to.
    in_full: bool,
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
            (ExprKind::Includes { .. }, [set, value]) => {
                self.value(set);
                self.out.push(Segment::Operator(if holds { "includes" } else { "does not include" }));
                self.value(value);
            }
            (ExprKind::Belongs { .. }, [who, group, by]) => {
                self.value(who);
                self.out.push(Segment::Operator(if holds { "belongs to" } else { "does not belong to" }));
                self.value(group);
                self.by_way_of(who, group, by);
            }
            // A list that nobody stated is not empty.
            (ExprKind::Over(_), [list]) if list.value().is_none() => self.value(list),
            (ExprKind::Over(_), [list]) if trace.value().is_none() => {
                self.out.push(Segment::Words(Arc::from(place::words(self.evaluation.model, list).label)));
                self.out.push(Segment::Unknown);
            }
            (ExprKind::Over(over), [list, ..]) if matches!(over.how, OverWord::Any | OverWord::Every) => {
                self.out.push(Segment::Words(Arc::from(place::words(self.evaluation.model, list).label)));
                self.out.push(Segment::Operator(match (over.how, holds, trace.parts.len()) {
                    (_, _, 1) => "has no entries",
                    (OverWord::Any, true, _) => "has one of this kind",
                    (OverWord::Any, false, _) => "has none of this kind",
                    (_, true, _) => "has only such",
                    (_, false, _) => "has others too",
                }));
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
        self.calculation(trace, Binds::Nothing);
    }

    /// A value; in parentheses where what stands around it binds more closely.
    fn calculation(&mut self, trace: &Trace<'_>, around: Binds) {
        let here = || trace.value().map(|value| typed(value, &trace.expr.ty));
        let binds = match &trace.expr.kind {
            ExprKind::Rescale { .. } => return trace.parts.iter().for_each(|part| self.calculation(part, around)),
            ExprKind::Add(..) | ExprKind::Subtract(..) | ExprKind::Move { .. } => Binds::Sum,
            ExprKind::Multiply(a, _) if is_percentage(a) => Binds::Nothing,
            ExprKind::Multiply(..) => Binds::Product,
            ExprKind::SpanOf { .. } | ExprKind::YearOf(_) | ExprKind::DateOf(_) | ExprKind::HourOf(_) => Binds::Nothing,
            ExprKind::Over(over) if self.in_full && over.how == OverWord::Sum => Binds::Sum,
            ExprKind::Round(_) | ExprKind::Pick { .. } | ExprKind::MonthStart(_) if self.in_full => Binds::Nothing,
            ExprKind::If { .. } if self.in_full => return self.chosen(trace, around),
            ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::OneOf { .. }
            | ExprKind::Includes { .. }
            | ExprKind::Belongs { .. }
            | ExprKind::Not(_)
            | ExprKind::Group { .. }
                if self.in_full =>
            {
                return self.test(trace, trace.truth() != Truth::No);
            }
            _ => return self.single(trace),
        };
        let within = around > binds;
        if within {
            self.out.push(Segment::Operator("("));
        }
        self.steps(trace);
        if within {
            self.out.push(Segment::Operator(")"));
        } else if !self.in_full
            && match &trace.expr.kind {
                ExprKind::SpanOf { .. } | ExprKind::Multiply(..) => true,
                // A time that is named is told with its day and hour.
                ExprKind::DateOf(of) | ExprKind::HourOf(of) => !of.parts().is_empty(),
                _ => false,
            }
            && binds == Binds::Nothing
            && let Some(here) = here()
        {
            // What a phrase comes to; of sums the parts say enough.
            self.out.extend([Segment::Operator("="), Segment::Value(here)]);
        }
    }

    /// A value that is no calculation, or of which only the result is told.
    fn single(&mut self, trace: &Trace<'_>) {
        let model = self.evaluation.model;
        let ty = &trace.expr.ty;
        let here = trace.value().map(|value| typed(value, ty));
        let named = |name: &str, label: &str| {
            Segment::Named(Named { name: name.to_owned(), label: label.to_owned() }, here.clone())
        };
        self.out.push(match &trace.expr.kind {
            ExprKind::Fact(id) => named(&model[*id].name, &model[*id].label),
            ExprKind::Term(id) if model[*id].table.is_some() => {
                self.out.push(named(&model[*id].name, &model[*id].label));
                return self.row(*id, self.evaluation.term(*id));
            }
            ExprKind::Term(id) => named(&model[*id].name, &model[*id].label),
            ExprKind::NoRow => Segment::Operator("no row"),
            ExprKind::Figure(id) => named(&model[*id].name, &model[*id].label),
            ExprKind::FigureOn { figure, .. } => {
                self.out.extend([named(&model[*figure].name, &model[*figure].label), Segment::Operator("on")]);
                return self.joined(&trace.parts, "", Binds::One, Binds::One);
            }
            ExprKind::Member(_) | ExprKind::Field { .. } | ExprKind::TermOf { .. } => {
                let Named { name, label } = place::words(model, trace);
                self.out.push(named(&name, &label));
                if let (ExprKind::TermOf { term, .. }, Some(inside)) = (&trace.expr.kind, &trace.inside) {
                    self.row(*term, inside);
                }
                return;
            }
            ExprKind::Over(over) => {
                let list = trace.parts.first().map(|list| place::words(model, list).label).unwrap_or_default();
                let label = naming::over_list(&model.header.language, over, &list);
                // A name of its own has only what is declared.
                named("", &label)
            }
            ExprKind::Allowed(id) => return self.allowed(*id, trace, trace.truth() != Truth::No),
            ExprKind::Today => Segment::Today,
            ExprKind::Constant(value) => Segment::Value(typed(value, ty)),
            _ => here.map_or(Segment::Unknown, Segment::Value),
        });
    }

    /// The row of a table from which its value comes. Where several go into one, they are told where that is explained.
    fn row(&mut self, id: TermId, trace: &TermTrace<'_>) {
        let rows = trace.lines.iter().zip(&self.evaluation.model[id].lines);
        let mut found =
            rows.filter(|(line, _)| line.holds == Truth::Yes).filter_map(|(_, line)| super::because::table_row(line));
        if let (Some(only), None, Reading::Known(_)) = (found.next(), found.next(), &trace.reading) {
            self.out.push(Segment::Row(only));
        }
    }

    /// The parts of a calculation with what stands between them.
    fn steps(&mut self, trace: &Trace<'_>) {
        let parts = trace.parts.as_slice();
        match &trace.expr.kind {
            ExprKind::Add(..) => self.joined(parts, "+", Binds::Sum, Binds::Product),
            ExprKind::Subtract(..) => self.joined(parts, "-", Binds::Sum, Binds::Product),
            ExprKind::Move { back, .. } => {
                self.joined(parts, if *back { "-" } else { "+" }, Binds::Sum, Binds::Product);
            }
            ExprKind::Multiply(a, _) if is_percentage(a) => self.joined(parts, "of", Binds::One, Binds::One),
            ExprKind::Multiply(..) => self.joined(parts, "×", Binds::Product, Binds::One),
            ExprKind::SpanOf { unit, .. } => {
                self.out.push(Segment::Operator(match unit {
                    UnitWord::Days => "days from",
                    UnitWord::Months => "months from",
                    UnitWord::Years => "years from",
                    UnitWord::Hours => "hours from",
                    UnitWord::Minutes => "minutes from",
                }));
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.out.push(Segment::Relation(Relation::To));
                    }
                    self.calculation(part, Binds::One);
                }
            }
            ExprKind::Round(round) => {
                self.joined(parts, "/", Binds::Product, Binds::One);
                self.out.push(Segment::Operator(match round.to.mode {
                    Rounding::Up => "rounded up in steps of",
                    Rounding::Down => "rounded down in steps of",
                    Rounding::HalfUp => "rounded half up in steps of",
                    Rounding::HalfEven => "rounded half even in steps of",
                }));
                self.out.push(Segment::Value(typed(&Value::Number(round.to.step), &trace.expr.ty)));
            }
            ExprKind::Pick { greater, .. } => {
                self.out.push(Segment::Operator(if *greater { "the greater of (" } else { "the lesser of (" }));
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.out.push(Segment::Operator(","));
                    }
                    self.calculation(part, Binds::Nothing);
                }
                self.out.push(Segment::Operator(")"));
            }
            ExprKind::MonthStart(_) => {
                self.out.push(Segment::Operator("the first day of the month of"));
                parts.iter().for_each(|part| self.calculation(part, Binds::One));
            }
            ExprKind::DateOf(_) | ExprKind::HourOf(_) => {
                let day = matches!(trace.expr.kind, ExprKind::DateOf(_));
                self.out.push(Segment::Operator(if day { "the date of" } else { "the hour of" }));
                parts.iter().for_each(|part| self.calculation(part, Binds::One));
            }
            ExprKind::YearOf(_) if self.in_full => {
                self.out.push(Segment::Operator("the year of"));
                parts.iter().for_each(|part| self.calculation(part, Binds::One));
            }
            ExprKind::YearOf(_) => {
                parts.iter().for_each(|part| self.calculation(part, Binds::One));
                // A year is no count: it is not grouped by thousands.
                let year = if let Some(Value::Number(year)) = trace.value() { year.to_string() } else { String::new() };
                self.out.extend([Segment::Operator("in the year"), Segment::Words(Arc::from(year))]);
            }
            ExprKind::Over(over) if over.how == OverWord::Sum => self.added(over, trace),
            _ => self.single(trace),
        }
    }

    /// What is added up over a list, member by member as long as they are few.
    fn added(&mut self, over: &Over, trace: &Trace<'_>) {
        let each = over.inside().count();
        let members: Vec<&[Trace<'_>]> = trace.parts.get(1..).unwrap_or_default().chunks(each.max(1)).collect();
        let counts = |member: &&[Trace<'_>]| member.len() < 2 || member[0].truth() == Truth::Yes;
        let counted: Vec<&Trace<'_>> = members.iter().filter(|m| counts(m)).filter_map(|m| m.last()).collect();
        let open = members.iter().any(|member| member.len() > 1 && member[0].truth() == Truth::Unknown);
        if open || counted.is_empty() || counted.len() > ADDED {
            return self.single(trace);
        }
        for (i, amount) in counted.into_iter().enumerate() {
            if i > 0 {
                self.out.push(Segment::Operator("+"));
            }
            self.calculation(amount, Binds::Product);
        }
    }

    /// The groups in between.
    fn by_way_of(&mut self, who: &Trace<'_>, group: &Trace<'_>, by: &Trace<'_>) {
        let (Some(who), Some(group), Some(by)) = (who.value(), group.value(), by.value()) else { return };
        if let Some(Some(chain)) = by.chain(who, group)
            && !chain.is_empty()
        {
            self.out.push(Segment::Operator("by way of"));
            self.out.push(Segment::Words(Arc::from(chain.join(", "))));
        }
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

    /// Of a choice what was chosen; as long as that is open, both.
    fn chosen(&mut self, trace: &Trace<'_>, around: Binds) {
        let [condition, then, otherwise] = trace.parts.as_slice() else { return };
        match condition.truth() {
            Truth::Yes => self.calculation(then, around),
            Truth::No => self.calculation(otherwise, around),
            Truth::Unknown => {
                self.calculation(then, Binds::One);
                self.out.push(Segment::Operator("or"));
                self.calculation(otherwise, Binds::One);
            }
        }
    }

    fn joined(&mut self, parts: &[Trace<'_>], operator: &'static str, first: Binds, rest: Binds) {
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.out.push(Segment::Operator(operator));
            }
            self.calculation(part, if i == 0 { first } else { rest });
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
    let date = matches!(ty, Type::Date | Type::Moment(_));
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
