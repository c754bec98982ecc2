//! Wording in several languages: which ones the rulebook lists, and what each text is in the one that is being built.

use std::collections::{BTreeMap, BTreeSet};

use super::WayOut;
use super::expr::{Citation, Template, TemplatePart};
use super::from_syntax::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::language::{Language, NoLanguage};
use crate::source::Span;
use crate::syntax::table::RowHolds;
use crate::syntax::tree::{
    self, AudienceWord, Clause, ClauseKind, Head, Node, NodeKind, Statement, TypeKind, TypeName, Word,
};
use crate::value::{Type, Unit};

/// What is said in which language.
#[derive(Default)]
pub(super) struct Speech {
    /// The languages of the main file, and those that other files list for their own texts.
    listed: BTreeMap<u32, Vec<(Language, Span)>>,
    /// What texts are in the language that is being built, by their place.
    texts: BTreeMap<(u32, u32), String>,
}

impl Speech {
    /// Whether texts of this file may be in a language.
    fn allows(&self, language: &Language, source: u32) -> bool {
        let lists = |source: u32| self.listed.get(&source).is_some_and(|all| all.iter().any(|(l, _)| l == language));
        lists(0) || lists(source)
    }
}

impl Builder<'_> {
    /// `languages en, de` in the header of a file.
    pub(super) fn list_languages(&mut self, words: &[Word], source: u32) {
        let mut listed: Vec<(Language, Span)> = Vec::new();
        for word in words {
            let Some(language) = self.language(word) else { continue };
            if let Some((_, first)) = listed.iter().find(|(earlier, _)| *earlier == language) {
                let said = format!("`{}` stands twice here", word.text);
                let diagnostic = Diagnostic::new(Code::Duplicate, word.span, said).other(*first, "the first");
                self.report(diagnostic.help("keep one of them"));
                continue;
            }
            listed.push((language, word.span));
        }
        self.speech.listed.insert(source, listed);
    }

    /// A language by its tag.
    fn language(&mut self, word: &Word) -> Option<Language> {
        let (said, help) = match Language::parse(&word.text) {
            Ok(language) => return Some(language),
            Err(NoLanguage::Written(canonical)) => (
                "a language is named by its tag in lower case, a country by two capitals",
                format!("write: {canonical}"),
            ),
            Err(_) => ("there is no such language", "write its tag, such as en, de or pt-BR".to_owned()),
        };
        self.report(Diagnostic::new(Code::Language, word.span, said).help(help));
        None
    }

    /// What the header came to: the first language is the one of all texts that do not say another.
    pub(super) fn settle_languages(&mut self) {
        let main: Vec<Language> =
            self.speech.listed.get(&0).into_iter().flatten().map(|(language, _)| language.clone()).collect();
        let languages = if main.is_empty() { vec![Language::english()] } else { main };
        let Some(first) = languages.first().cloned() else { return };
        for (source, listed) in self.speech.listed.clone() {
            let Some((own, span)) = listed.first() else { continue };
            if source != 0 && *own != first {
                let said = format!("this file is written in `{own}` first, and the rulebook that uses it in `{first}`");
                let help = format!("let both be written in the same language first: languages {first}, {own}");
                self.report(Diagnostic::new(Code::Language, *span, said).help(help));
            }
        }
        if let Some((_, span)) = self.speech.listed.get(&0).and_then(|all| all.first())
            && !languages.iter().any(Language::has_sentences)
        {
            let span = *span;
            let with = Language::with_sentences().join(" or ");
            let said = "letters need sentences around what the rules say, and Candor has none in these languages";
            let help = format!("list one more language, in which they can be written: {with}");
            self.report(Diagnostic::new(Code::Language, span, said).help(help));
        }
        self.model.header.languages = languages;
        self.model.header.language = self.build_for.clone().unwrap_or(first);
    }

    /// Takes the texts of the language that is being built.
    pub(super) fn take_texts(&mut self, statements: &[Statement]) {
        let first = self.model.header.languages.first().cloned().unwrap_or_else(Language::english);
        for statement in statements {
            let values = values_of(statement);
            let mut seen: BTreeSet<((u32, u32), String)> = BTreeSet::new();
            for translation in &statement.translations {
                let Some(language) = self.own_language(&translation.language) else { continue };
                let at = (translation.of.source, translation.of.start);
                // The name of a value is no text: in the first language too it may have words.
                let again = language == first && !values.contains(&at);
                if again || !seen.insert((at, language.tag().to_owned())) {
                    let said = format!("this text stands here in `{language}` already");
                    let diagnostic = Diagnostic::new(Code::Duplicate, translation.language.span, said);
                    self.report(diagnostic.other(translation.of, "here").help("keep one of the two"));
                    continue;
                }
                if language == self.model.header.language {
                    self.speech.texts.insert(at, translation.text.text.clone());
                }
            }
        }
    }

    /// A language that the header lists.
    fn own_language(&mut self, word: &Word) -> Option<Language> {
        let language = self.language(word)?;
        if self.speech.allows(&language, word.span.source) || self.model.header.languages.contains(&language) {
            return Some(language);
        }
        if self.model.header.name.is_empty() {
            // The header could not be read, and may list it.
            self.failed = true;
            return None;
        }
        let all: Vec<&str> = self.model.header.languages.iter().map(Language::tag).collect();
        let said = format!("the header does not list `{language}`");
        let help = format!("add it to the header: languages {}, {language}", all.join(", "));
        self.report(Diagnostic::new(Code::Language, word.span, said).help(help));
        None
    }

    /// What a text is in the language that is being built; where it is not there, as it stands.
    pub(super) fn say(&self, word: &Word) -> String {
        self.translated(word).unwrap_or_else(|| word.text.clone())
    }

    /// What stands for a text or a value of a list in the language that is being built.
    pub(super) fn translated(&self, word: &Word) -> Option<String> {
        self.speech.texts.get(&(word.span.source, word.span.start)).cloned()
    }

    /// Where something stands, in the language that is being built.
    pub(super) fn cited(&self, citation: &Citation) -> Citation {
        let own = self.speech.texts.get(&(citation.span.source, citation.span.start));
        Citation { text: own.unwrap_or(&citation.text).clone(), ..citation.clone() }
    }

    /// What readers are told: in the language that is being built, and where that is not there in the first one.
    pub(super) fn tells(&mut self, way_out: &mut WayOut, clauses: &[Clause]) {
        let first = self.model.header.languages.first().cloned().unwrap_or_else(Language::english);
        let mut told: Vec<(AudienceWord, Language, &tree::Template)> = Vec::new();
        for clause in clauses {
            let ClauseKind::Tell { audience, language, text } = &clause.kind else { continue };
            let language = match language {
                None => Some(first.clone()),
                Some(word) => self.own_language(word),
            };
            let Some(language) = language else { continue };
            if let Some((.., earlier)) = told.iter().find(|(a, l, _)| (*a, l) == (*audience, &language)) {
                let said = "these readers are told something already";
                let diagnostic = Diagnostic::new(Code::Duplicate, text.span, said).other(earlier.span, "here");
                self.report(diagnostic.help("join the two texts"));
                continue;
            }
            told.push((*audience, language, text));
        }
        for audience in [AudienceWord::Customer, AudienceWord::Staff, AudienceWord::Auditor] {
            let of = |language: &Language| told.iter().find(|(a, l, _)| (*a, l) == (audience, language));
            let Some((_, language, text)) = of(&self.model.header.language).or_else(|| of(&first)) else { continue };
            let template = self.template(text, language);
            if let Some(template) = &template {
                self.sayable(template);
            }
            let slot = match audience {
                AudienceWord::Customer => &mut way_out.tell_customer,
                AudienceWord::Staff => &mut way_out.tell_staff,
                AudienceWord::Auditor => &mut way_out.tell_auditor,
            };
            *slot = template;
        }
    }

    /// Every value in a wording can be written in its language.
    fn sayable(&mut self, template: &Template) {
        if template.language.has_words() {
            return;
        }
        for part in &template.parts {
            let TemplatePart::Hole(hole) = part else { continue };
            if let Some(what) = wordy(&hole.ty) {
                let said = format!("Candor has no words for {what} in `{}`", template.language);
                let help = "leave the value out in this language, or say it by a number, an amount or a day";
                self.report(Diagnostic::new(Code::Language, hole.span, said).help(help));
            }
        }
    }

    /// What customers may read in one language of the rulebook and not in another: one finding for each statement.
    pub(super) fn untranslated(&mut self, statements: &[Statement]) {
        let languages = self.model.header.languages.clone();
        let Some((first, others)) = languages.split_first() else { return };
        for statement in statements {
            let there = |word: &Word, language: &Language| {
                statement.translations.iter().any(|t| t.of == word.span && t.language.text == language.tag())
            };
            for language in others {
                let mut lacks: Vec<&str> = Vec::new();
                // Names stand in sentences of Candor's own only.
                if language.has_sentences() {
                    let texts = texts_of(statement);
                    lacks.extend(texts.iter().filter(|(word, _)| !there(word, language)).map(|(_, what)| *what));
                    lacks.dedup();
                }
                let mut help = format!("add behind each of these texts: in {language} \"…\"");
                let tells = |language: &Language| {
                    statement.clauses.iter().any(|clause| match &clause.kind {
                        ClauseKind::Tell { audience: AudienceWord::Customer, language: said, .. } => {
                            said.as_ref().map_or(language == first, |said| said.text == language.tag())
                        }
                        _ => false,
                    })
                };
                match (tells(first), tells(language)) {
                    (true, false) => {
                        if lacks.is_empty() {
                            help = format!("add: tell customer in {language} \"…\"");
                        }
                        lacks.push("what customers are told");
                    }
                    (false, true) => {
                        let said = format!("customers are told something in `{language}` and nothing in `{first}`");
                        let help = "add: tell customer \"…\"";
                        self.report(Diagnostic::new(Code::Untranslated, statement.span, said).help(help));
                    }
                    _ => {}
                }
                if !lacks.is_empty() {
                    let said = format!("in `{language}` this has no words for {}", joined(&lacks));
                    self.report(Diagnostic::new(Code::Untranslated, statement.span, said).help(help));
                }
            }
        }
    }
}

fn joined(items: &[&str]) -> String {
    match items {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => items.concat(),
    }
}

/// A value that is written with a word of the language.
fn wordy(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::YesNo => Some("yes and no"),
        Type::Quantity(quantity) => match quantity.unit {
            Unit::Days => Some("days"),
            Unit::Months => Some("months"),
            Unit::Years => Some("years"),
            Unit::Hours => Some("hours"),
            Unit::Minutes => Some("minutes"),
            Unit::Plain | Unit::Money(_) => None,
        },
        Type::Set(of) => wordy(of),
        Type::Record(record) | Type::List(record) => record.fields.iter().find_map(|field| wordy(&field.ty)),
        Type::Date | Type::Moment(_) | Type::Choice(_) | Type::Text | Type::Membership => None,
    }
}

/// The places of the names of values that a statement lists.
fn values_of(statement: &Statement) -> BTreeSet<(u32, u32)> {
    let lists = types_of(statement).into_iter().flat_map(names);
    lists.map(|word| (word.span.source, word.span.start)).collect()
}

fn types_of(statement: &Statement) -> Vec<&TypeName> {
    let head = match &statement.head {
        Head::Fact { ty, .. }
        | Head::Term { ty, .. }
        | Head::Figure { ty, .. }
        | Head::Table { ty, .. }
        | Head::Type { ty, .. } => Some(ty),
        _ => None,
    };
    let fields = statement.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Has(has) => Some(&has.ty),
        _ => None,
    });
    head.into_iter().chain(fields).collect()
}

fn names(ty: &TypeName) -> &[Word] {
    match &ty.kind {
        TypeKind::OneOf { names, .. } => names,
        TypeKind::Set(of) => names(of),
        _ => &[],
    }
}

/// The texts of a statement that a customer may come to read, with what they are.
fn texts_of(statement: &Statement) -> Vec<(&Word, &'static str)> {
    // Of what customers are never told nothing is shown to them.
    if statement.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::NeverTellCustomer)) {
        return Vec::new();
    }
    let mut texts = Vec::new();
    match &statement.head {
        Head::Role { label, .. }
        | Head::Fact { label, .. }
        | Head::Term { label, .. }
        | Head::Figure { label, .. }
        | Head::Table { label, .. }
        | Head::Record { label, .. }
        | Head::Action { label, .. } => texts.push((label, "its label")),
        Head::Rule { label, .. } => texts.push((label, "its title")),
        Head::Rulebook { .. } | Head::Use { .. } | Head::Type { .. } | Head::Always { .. } | Head::Example { .. } => {}
    }
    texts.extend(types_of(statement).into_iter().flat_map(names).map(|name| (name, "its values")));
    for clause in &statement.clauses {
        match &clause.kind {
            ClauseKind::Purpose(word) => texts.push((word, "its purpose")),
            ClauseKind::Ask(word) => texts.push((word, "its question")),
            ClauseKind::KnownFrom(word) => texts.push((word, "where it is known from")),
            ClauseKind::Has(has) => texts.push((&has.label, "the labels of its fields")),
            ClauseKind::Can(change) if change.actor.text == "customer" => {
                texts.push((&change.how, "what a change takes"))
            }
            ClauseKind::Refer { title, .. } => texts.push((title, "whom it refers to")),
            ClauseKind::When(node) | ClauseKind::Required(node) => bullets(node, &mut texts),
            ClauseKind::Means { value, .. } => bullets(value, &mut texts),
            ClauseKind::Keys { rows, .. }
            | ClauseKind::Matches { rows, .. }
            | ClauseKind::FromFile { rows, .. }
            | ClauseKind::Part { rows, .. } => {
                for row in rows {
                    texts.extend(row.label.as_ref().map(|label| (label, "the labels of its rows")));
                    if let RowHolds::When(node) = &row.holds {
                        bullets(node, &mut texts);
                    }
                }
            }
            _ => {}
        }
    }
    texts
}

/// The labels of the bullets below a condition, and of those below them.
fn bullets<'s>(node: &'s Node, texts: &mut Vec<(&'s Word, &'static str)>) {
    match &node.kind {
        NodeKind::Group { items, .. } => {
            for item in items {
                texts.extend(item.label.as_ref().map(|label| (label, "the labels of its bullets")));
                bullets(&item.test, texts);
            }
        }
        NodeKind::Over(over) => over.test.iter().for_each(|test| bullets(test, texts)),
        _ => {}
    }
}
