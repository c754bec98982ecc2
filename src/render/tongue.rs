//! Values and statements in the language of the reader.

use std::sync::Arc;

use super::messages::{self, Messages, fill};
use super::words;
use crate::explain::{Audience, Named, Phrase, Relation, Segment, TableRow, Typed};
use crate::language::Language;
use crate::value::{Date, Quantity, Type, Unit, Value, number};

/// Up to this many members are named one by one.
const FEW: usize = 12;

/// The language of one reader; English has its own way with values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tongue<'l>(Option<&'l Language>);

impl<'l> Tongue<'l> {
    pub(super) const ENGLISH: Tongue<'static> = Tongue(None);

    pub(super) fn of(language: &'l Language) -> Tongue<'l> {
        Tongue((!language.is_english()).then_some(language))
    }

    /// Pages for staff and auditors are in English.
    pub(super) fn for_reader(audience: Audience, language: &'l Language) -> Tongue<'l> {
        if audience == Audience::Customer { Tongue::of(language) } else { Tongue::ENGLISH }
    }

    pub(super) fn is_english(self) -> bool {
        self.0.is_none()
    }

    /// The sentences of Candor's own.
    pub(super) fn says(self) -> &'static Messages {
        self.0.map_or(messages::ENGLISH, messages::of)
    }

    pub(super) fn date(self, day: Date) -> String {
        self.0.map_or_else(|| words::date(day), |language| language.date(day))
    }

    /// `a, b and c`.
    pub(super) fn list<S: AsRef<str>>(self, items: &[S]) -> String {
        self.0.map_or_else(|| words::list(items, "and"), |language| language.list(items))
    }

    /// `a, b or c`.
    pub(super) fn either<S: AsRef<str>>(self, items: &[S]) -> String {
        words::list(items, self.says().or)
    }

    /// `1.120,00 EUR`, `43 Tage`, `9. Oktober 2026`, `ja`.
    pub(super) fn value(self, typed: &Typed) -> String {
        let Some(language) = self.0 else { return words::value(typed) };
        match (&typed.value, &typed.ty) {
            (Value::YesNo(yes), _) => {
                // A wording whose values have no words here was refused when the rulebook was read.
                language.yes_no(*yes).unwrap_or(if *yes { "+" } else { "-" }).to_owned()
            }
            (Value::Date(day), _) => language.date(*day),
            (Value::Moment(at), Type::Moment(zone)) => words::on_the_clock(*at, Some(zone), |day| language.date(day)),
            (Value::Moment(at), _) => words::on_the_clock(*at, None, |day| language.date(day)),
            (Value::Text(text), _) => text.as_ref().to_owned(),
            (Value::Choice(at), Type::Choice(choices)) => choices.said(*at),
            (Value::Number(count), Type::Quantity(q)) => {
                let digits = number::print(*count, q.decimals);
                let digits = words::rounded(&digits, q.unit);
                language.counted(digits, q.unit).unwrap_or_else(|| language.number(digits))
            }
            (Value::Record(fields), Type::Record(record)) => {
                let stated = record.fields.iter().zip(fields.iter()).filter_map(|(field, value)| {
                    let value = self.value(&Typed { value: value.clone()?, ty: field.ty.clone() });
                    Some(format!("{}: {value}", field.label))
                });
                stated.collect::<Vec<_>>().join(", ")
            }
            (Value::List(members), ty) => {
                let of = match ty {
                    Type::Set(of) => of.as_ref().clone(),
                    Type::List(record) => Type::Record(Arc::clone(record)),
                    other => other.clone(),
                };
                let each = members.iter().take(FEW);
                let each: Vec<String> =
                    each.map(|member| self.value(&Typed { value: member.clone(), ty: of.clone() })).collect();
                // Signs that need no word: nothing, and more of the same.
                match (members.len(), &of) {
                    (0, _) => "–".to_owned(),
                    (n, _) if n > FEW => format!("{}, … ({})", each.join(", "), language.number(&n.to_string())),
                    (_, Type::Record(_)) => each.join("; "),
                    _ => language.list(&each),
                }
            }
            (Value::Membership(groups), _) => format!("… ({})", language.number(&groups.len().to_string())),
            (Value::Record(_), _) => String::new(),
            // A value is made together with its type; a stray pair still shows what it holds.
            (Value::Choice(at), _) => at.to_string(),
            (Value::Number(count), _) => language.number(&count.to_string()),
        }
    }

    /// A text of the rulebook with its values, or a statement as it stands here.
    pub(super) fn phrase(mut self, phrase: &'l Phrase) -> String {
        let segments = phrase.0.as_slice();
        // A yes/no fact by itself reads as an entry on a form.
        if let [Segment::Named(name, value_here), rest @ ..] = segments
            && matches!(rest, [] | [Segment::Row(_)])
        {
            let said = value_here.as_ref().map_or_else(|| self.says().not_known.to_owned(), |v| self.value(v));
            let from =
                if let [Segment::Row(here)] = rest { format!(" ({})", self.cited_row(here)) } else { String::new() };
            return format!("{}: {said}{from}", name.label);
        }
        let mut out = String::new();
        for (i, segment) in segments.iter().enumerate() {
            let piece = match segment {
                Segment::In(language) => {
                    self = Tongue::of(language);
                    continue;
                }
                Segment::Words(words) => words.to_string(),
                Segment::Value(typed) => match segments.get(i + 1) {
                    // A share is counted in hundredths or finer, and said in percent.
                    Some(Segment::Operator("of")) => self.percent(typed),
                    _ => self.value(typed),
                },
                Segment::Named(name, None) => format!("{} ({})", name.label, self.not_known()),
                // "the kind of article (hygiene) is hygiene" says it twice.
                Segment::Named(name, Some(here)) if words::is_echo(segments.get(i + 1..), here) => {
                    self.named_row(name, None, segments.get(i + 1))
                }
                Segment::Named(name, Some(here)) => self.named_row(name, Some(self.value(here)), segments.get(i + 1)),
                // Told with the name before it.
                Segment::Row(_) => continue,
                Segment::Relation(relation) => self.relation(*relation).to_owned(),
                Segment::Today => self.says().today.to_owned(),
                Segment::Unknown => format!("({})", self.not_known()),
                Segment::Operator(sign) => self.operator(sign).to_owned(),
            };
            if words::wants_space(&out, &piece, segment, i.checked_sub(1).and_then(|p| segments.get(p))) {
                out.push(' ');
            }
            out.push_str(&piece);
        }
        out.trim().to_owned()
    }

    /// A name with its value, and the row of a table from which that comes.
    fn named_row(self, name: &Named, value: Option<String>, next: Option<&Segment>) -> String {
        let from = if let Some(Segment::Row(here)) = next { Some(self.cited_row(here)) } else { None };
        let told: Vec<String> = value.into_iter().chain(from).collect();
        if told.is_empty() { name.label.clone() } else { format!("{} ({})", name.label, told.join(", ")) }
    }

    /// The row with where it stands.
    pub(super) fn cited_row(self, here: &TableRow) -> String {
        let by = here.by.as_ref().map(|by| by.citation.clone()).filter(|citation| !citation.is_empty());
        std::iter::once(self.row(here)).chain(by).collect::<Vec<_>>().join(", ")
    }

    /// `row 2`, `row b`, `row "an applicant under 18"`.
    pub(super) fn row(self, row: &TableRow) -> String {
        // A letter is `b`; a longer name speaks for itself in its label.
        let letter = row.letter.as_ref().filter(|letter| letter.chars().count() <= 3 || row.label.is_none());
        let which = match (letter, &row.label) {
            (Some(letter), Some(label)) => format!("{letter} \"{label}\""),
            (Some(letter), None) => letter.replace('_', " "),
            (None, Some(label)) => format!("\"{label}\""),
            (None, None) => row.position.to_string(),
        };
        self.fill(|says| says.row, &[&which])
    }

    /// In the language of a wording; a sign where Candor has no word in it.
    fn not_known(self) -> &'static str {
        if self.0.is_none_or(Language::has_sentences) { self.says().not_known } else { "?" }
    }

    pub(super) fn relation(self, relation: Relation) -> &'static str {
        (self.says().relation)(relation)
    }

    fn operator(self, english: &'static str) -> &'static str {
        let own = self.says().operators.iter().find(|(word, _)| *word == english);
        own.map_or(english, |(_, said)| said)
    }

    /// `12.5%` for 0.125; in German `12,5 %`.
    fn percent(self, typed: &Typed) -> String {
        match (&typed.value, typed.ty.quantity()) {
            (Value::Number(count), Some(Quantity { unit: Unit::Plain, decimals })) if decimals >= 2 => {
                let digits = number::print(*count, decimals - 2);
                let digits =
                    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
                match self.0 {
                    None => format!("{}%", words::grouped(digits)),
                    Some(language) => format!("{}\u{a0}%", language.number(digits)),
                }
            }
            _ => self.value(typed),
        }
    }

    /// A sentence of Candor's own with its holes filled.
    pub(super) fn fill(self, sentence: impl Fn(&Messages) -> &'static str, with: &[&str]) -> String {
        fill(sentence(self.says()), with)
    }
}
