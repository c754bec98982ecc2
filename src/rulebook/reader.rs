//! For whom an answer is, and in which language: one of those that the rulebook lists.

use super::{Error, Rulebook};
use crate::explain::{Audience, Explanation};
use crate::language::{Language, NoLanguage};
use crate::model::Model;

/// For whom an answer is, and in which language. An [`Audience`] by itself is a reader in the language of the rulebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// For whom.
    pub audience: Audience,
    /// The tag of the language in which customers are told what the rules say: `de`. The first of the rulebook if nothing is
    /// said. Of `de-AT` it is `de` where the rulebook lists no nearer one.
    pub language: Option<String>,
}

impl From<Audience> for Reader {
    fn from(audience: Audience) -> Reader {
        Reader { audience, language: None }
    }
}

impl Audience {
    /// This reader in another language than the first of the rulebook.
    ///
    /// ```
    /// use candor::{Audience, Rulebook, render};
    ///
    /// let rulebook = Rulebook::from_text("lido.rulebook", include_str!("../../rules/lido/lido.rulebook"))?;
    /// let case = rulebook.case("case", "{today: 2026-07-01, facts: {age: 9, with_adult: no}}")?;
    /// let answer = rulebook.why_for(Audience::Customer.in_language("de"), "swim", &case)?;
    /// assert!(render::text(&answer, render::Style::default()).starts_with("Das Schwimmen ist"));
    ///
    /// let unknown = rulebook.why_for(Audience::Customer.in_language("ja"), "swim", &case).unwrap_err();
    /// assert_eq!(unknown.to_string(), "the rulebook has no wording in `ja`; it has en, de, pl");
    /// # Ok::<(), candor::Error>(())
    /// ```
    #[must_use]
    pub fn in_language(self, tag: &str) -> Reader {
        Reader { audience: self, language: Some(tag.to_owned()) }
    }
}

/// In which language what stands.
pub(super) struct Spoken<'r> {
    /// What customers are told.
    pub(super) told: &'r Language,
    /// All else.
    pub(super) sentences: &'r Language,
}

impl Rulebook {
    /// The languages in which customers can be told what the rules say; the first is that of all texts that do not say
    /// another.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.model().header.languages.iter().map(Language::tag)
    }

    pub(super) fn spoken(&self, reader: &Reader) -> Result<Spoken<'_>, Error> {
        let listed = &self.model().header.languages;
        let first = &self.model().header.language;
        let told = match reader.language.as_deref() {
            None => first,
            Some(tag) => {
                let asked = match Language::parse(tag) {
                    Err(NoLanguage::Written(canonical)) => Language::parse(&canonical),
                    read => read,
                };
                asked.ok().and_then(|asked| asked.nearest(listed)).ok_or_else(|| Error::UnknownLanguage {
                    language: tag.to_owned(),
                    listed: self.languages().collect::<Vec<_>>().join(", "),
                })?
            }
        };
        let any = |fits: fn(&Language) -> bool| listed.iter().find(|language| fits(language)).unwrap_or(first);
        let sentences = match reader.audience {
            Audience::Customer if told.has_sentences() => told,
            Audience::Customer => any(Language::has_sentences),
            // Their pages are in English.
            Audience::Staff | Audience::Auditor => any(Language::is_english),
        };
        Ok(Spoken { told, sentences })
    }

    /// What the rulebook means, with its texts as a reader is asked: customers in their language, others in English if it has that.
    pub(crate) fn model_for(&self, reader: &Reader) -> Result<&Model, Error> {
        let spoken = self.spoken(reader)?;
        Ok(self.model_in(match reader.audience {
            Audience::Customer => spoken.told,
            Audience::Staff | Audience::Auditor => spoken.sentences,
        }))
    }

    /// What the rulebook means, with its texts in a language.
    pub(super) fn model_in(&self, language: &Language) -> &Model {
        let own = self.inner.others.iter().find(|model| model.header.language == *language);
        own.unwrap_or(&self.inner.model)
    }
}

/// Takes what customers are told from the same answer in another language.
pub(super) fn adopt(answer: &mut Explanation, told: Explanation) {
    answer.language = told.language;
    answer.told = told.told;
    for (own, theirs) in answer.restrictions.iter_mut().zip(told.restrictions) {
        own.tell_customer = theirs.tell_customer.or(own.tell_customer.take());
    }
    for theirs in told.advice {
        match answer.advice.iter_mut().find(|own| own.rule.rule == theirs.rule.rule) {
            Some(own) => own.tell_customer = theirs.tell_customer.or(own.tell_customer.take()),
            None => answer.advice.push(theirs),
        }
    }
    for (own, theirs) in answer.branches.iter_mut().zip(told.branches) {
        adopt(&mut own.then, *theirs.then);
    }
}
