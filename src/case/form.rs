//! How a value is stated: an example of its form, and the ends of its range where somebody set them.

use std::fmt::Write as _;

use crate::case::say;
use crate::model::vocabulary::Fact;
use crate::value::Type;

/// A value as a case could state it: `yes`, `10.00 EUR`, `2026-11-21`, `[{price: 10.00 EUR, kind: book}]`.
pub(crate) fn example(ty: &Type) -> String {
    let mut out = String::new();
    put(ty, false, &mut out);
    out
}

fn put(ty: &Type, inside: bool, out: &mut String) {
    match ty {
        Type::YesNo => out.push_str("yes"),
        Type::Quantity(quantity) => out.push_str(&say::example(*quantity)),
        Type::Date => out.push_str("2026-11-21"),
        Type::Moment(_) => out.push_str("2026-11-21T10:15:00+01:00"),
        Type::Choice(choices) => out.push_str(choices.names.first().map_or("", String::as_str)),
        Type::Text if inside => out.push_str("\"…\""),
        Type::Text => out.push('…'),
        Type::Record(record) => {
            out.push('{');
            for (at, field) in record.fields.iter().enumerate() {
                let _ = write!(out, "{}{}: ", if at == 0 { "" } else { ", " }, field.name);
                put(&field.ty, true, out);
            }
            out.push('}');
        }
        Type::List(record) => {
            out.push('[');
            put(&Type::Record(record.clone()), true, out);
            out.push(']');
        }
        Type::Set(of) => {
            out.push('[');
            put(of, true, out);
            out.push(']');
        }
        Type::Membership => out.push_str("{ana: [staff], staff: [everybody]}"),
    }
}

/// The least and the greatest value of a fact, as a case states them; none where numbers or days end by themselves.
pub(crate) fn limits(fact: &Fact) -> (Option<String>, Option<String>) {
    let end = |at: i128| {
        let is_counted = matches!(fact.ty, Type::Quantity(_) | Type::Date | Type::Moment(_));
        (is_counted && !say::is_open(at, &fact.ty)).then(|| say::at(at, &fact.ty))
    };
    (end(fact.range.0), end(fact.range.1))
}
