//! A language: its tag, and how numbers, days, lists and counts are written in it.
//!
//! Digits, plural forms, names of months and the word before the last of a list come from Unicode's CLDR, by ICU4X, for
//! every language that it has. The words for yes, no and the units of time stand in a table here, for fewer.

mod units;

use std::fmt;
use std::sync::Arc;

use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date as IcuDate;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_list::ListFormatter;
use icu_list::options::{ListFormatterOptions, ListLength};
use icu_locale::{Locale, LocaleCanonicalizer, LocaleExpander, TransformResult};
use icu_plurals::{PluralCategory as Plural, PluralRules};

use crate::value::{Date, Unit};

/// Languages in which Candor has sentences of its own: those around what a rulebook says.
const WITH_SENTENCES: &[&str] = &["de", "en"];

/// A language by its tag: `en`, `de`, `de-AT`, `zh-Hant`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(Arc<str>);

/// Why a text is no tag of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoLanguage {
    /// It is not written like one.
    Form,
    /// It is written otherwise: like this.
    Written(String),
    /// It is written like one, and there is no such language.
    Unknown,
}

impl Language {
    /// A tag as BCP 47 has it, in its canonical form, of a language that there is.
    ///
    /// ```
    /// use candor::language::{Language, NoLanguage};
    ///
    /// assert_eq!(Language::parse("pl").unwrap().tag(), "pl");
    /// assert_eq!(Language::parse("DE_at"), Err(NoLanguage::Written("de-AT".to_owned())));
    /// assert_eq!(Language::parse("xx"), Err(NoLanguage::Unknown));
    /// assert_eq!(Language::parse("no such"), Err(NoLanguage::Form));
    /// ```
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(tag: &str) -> Result<Language, NoLanguage> {
        let mut locale: Locale = tag.replace('_', "-").parse().map_err(|_| NoLanguage::Form)?;
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        if !locale.extensions.is_empty() || locale.id.language.is_unknown() {
            return Err(NoLanguage::Form);
        }
        // Unicode knows where a language is spoken, and in which script it is written, of every one that there is.
        let mut known = locale.id.clone();
        (known.script, known.region) = (None, None);
        known.variants.clear();
        if LocaleExpander::new_extended().maximize(&mut known) == TransformResult::Unmodified {
            return Err(NoLanguage::Unknown);
        }
        let canonical = locale.to_string();
        if canonical == tag { Ok(Language(canonical.into())) } else { Err(NoLanguage::Written(canonical)) }
    }

    /// English.
    #[must_use]
    pub fn english() -> Language {
        Language(Arc::from("en"))
    }

    /// Its tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// The part of its tag that names the language: `de` of `de-AT`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether it is English of whatever country.
    #[must_use]
    pub fn is_english(&self) -> bool {
        self.base() == "en"
    }

    /// Whether Candor has sentences of its own in it, so that a whole letter can be written.
    #[must_use]
    pub fn has_sentences(&self) -> bool {
        WITH_SENTENCES.contains(&self.base())
    }

    /// The languages in which it has.
    #[must_use]
    pub fn with_sentences() -> &'static [&'static str] {
        WITH_SENTENCES
    }

    /// The languages that have words for yes, no and the units of time.
    pub fn with_words() -> impl Iterator<Item = &'static str> {
        units::languages()
    }

    /// Whether it has words for yes, no and the units of time.
    #[must_use]
    pub fn has_words(&self) -> bool {
        units::of(self.base()).is_some()
    }

    /// The nearest of several: the same, or else the one that a longer tag starts with (`de` for `de-AT`).
    #[must_use]
    pub fn nearest<'l>(&self, among: &'l [Language]) -> Option<&'l Language> {
        let mut tag: &str = &self.0;
        loop {
            if let Some(found) = among.iter().find(|language| *language.0 == *tag) {
                return Some(found);
            }
            tag = tag.rsplit_once('-')?.0;
        }
    }

    fn locale(&self) -> Locale {
        self.0.parse().unwrap_or(Locale::UNKNOWN)
    }

    /// A number as the language writes it: of `-1120.50` in German `-1.120,50`.
    #[must_use]
    pub fn number(&self, digits: &str) -> String {
        let formatter = DecimalFormatter::try_new(self.locale().into(), Default::default());
        match (formatter, digits.parse::<Decimal>()) {
            (Ok(formatter), Ok(number)) => formatter.format(&number).to_string(),
            // Every language has numbers in the data; were it otherwise, the digits still say what is so.
            _ => digits.to_owned(),
        }
    }

    /// A day in words: `9. Oktober 2026`.
    #[must_use]
    pub fn date(&self, day: Date) -> String {
        let (year, month, of_month) = day.parts();
        let parts = (u8::try_from(month), u8::try_from(of_month));
        let formatter = FixedCalendarDateTimeFormatter::try_new(self.locale().into(), YMD::long());
        if let (Ok(formatter), (Ok(month), Ok(of_month))) = (formatter, parts)
            && let Ok(date) = IcuDate::try_new_gregorian(i32::from(year), month, of_month)
        {
            return formatter.format(&date).to_string();
        }
        day.to_string()
    }

    /// `a`, `a und b`, `a, b und c`.
    #[must_use]
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        let options = ListFormatterOptions::default().with_length(ListLength::Wide);
        let items = || items.iter().map(AsRef::as_ref);
        match ListFormatter::try_new_and(self.locale().into(), options) {
            Ok(formatter) => formatter.format(items()).to_string(),
            Err(_) => items().collect::<Vec<_>>().join(", "),
        }
    }

    /// A count of a unit: `1 Tag`, `43 Tage`; `None` where the language has no word for the unit here.
    #[must_use]
    pub fn counted(&self, digits: &str, unit: Unit) -> Option<String> {
        let number = self.number(digits);
        let words = || units::of(self.base());
        let forms = match unit {
            Unit::Plain => return Some(number),
            Unit::Money(currency) => return Some(format!("{number} {}", currency.code())),
            Unit::Days => words()?.days,
            Unit::Months => words()?.months,
            Unit::Years => words()?.years,
            Unit::Hours => words()?.hours,
            Unit::Minutes => words()?.minutes,
        };
        let said = units::form(forms, self.plural(digits));
        // A form that names the number in words is of that number only, and no fraction or other sign.
        let exactly = digits == "1" || digits == "2";
        let said = if exactly || said.contains("{}") { said } else { units::form(forms, Plural::Other) };
        Some(said.replace("{}", &number))
    }

    fn plural(&self, digits: &str) -> Plural {
        let rules = PluralRules::try_new_cardinal(self.locale().into());
        match (rules, digits.parse::<Decimal>()) {
            (Ok(rules), Ok(count)) => rules.category_for(&count),
            _ => Plural::Other,
        }
    }

    /// `ja`, `nein`; `None` where the language has no words for them here.
    #[must_use]
    pub fn yes_no(&self, yes: bool) -> Option<&'static str> {
        let words = units::of(self.base())?;
        Some(if yes { words.yes } else { words.no })
    }

    /// The numbers that stand in a text of this language, as they are written and in plain digits: of `1.000,50` in
    /// German `1000.50`.
    #[must_use]
    pub fn numbers<'t>(&self, text: &'t str) -> Vec<(&'t str, String)> {
        // Some languages put a space between thousands, which is else the end of a number.
        let spaced = self.number("1000000").chars().any(char::is_whitespace);
        let mut found = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(char::is_numeric) {
            let from = &rest[start..];
            let inside = |(at, c): (usize, char)| {
                let thousand = || from[at + c.len_utf8()..].chars().take_while(|c| c.is_numeric()).count() == 3;
                c.is_numeric()
                    || matches!(c, '.' | ',' | '\'' | '’' | '٫' | '٬')
                    || (c.is_whitespace() && (spaced || c != ' ') && thousand())
            };
            let end = from.char_indices().find(|place| !inside(*place)).map_or(from.len(), |(at, _)| at);
            let written = from[..end].trim_end_matches(|c: char| !c.is_numeric());
            found.push((written, self.read(written)));
            rest = &from[end..];
        }
        found
    }

    /// What is written as a number, in plain digits; what is no digit and no sign between digits is left out.
    fn read(&self, written: &str) -> String {
        // How it writes digits, and what it puts before a fraction, is seen from what it writes.
        let own: Vec<String> = (0..10).map(|digit| self.number(&digit.to_string())).collect();
        let point = self.number("0.5").chars().nth(1).unwrap_or('.');
        let digit = |c: char| match c.to_digit(10) {
            Some(digit) => char::from_digit(digit, 10),
            None => {
                let at = own.iter().position(|own| own.chars().eq([c]))?;
                char::from_digit(u32::try_from(at).ok()?, 10)
            }
        };
        written.chars().filter_map(|c| if c == point { Some('.') } else { digit(c) }).collect()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::value::Currency;

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        for (tag, written) in [
            ("de", "-1.120,50"),
            ("de-CH", "-1'120.50"),
            ("en", "-1,120.50"),
            ("fr", "-1\u{202f}120,50"),
            ("pl", "-1120,50"),
        ] {
            let language = language(tag);
            assert_eq!(language.number("-1120.50"), written, "{tag}");
            assert_eq!(language.read(written), "1120.50", "{tag}");
        }
        assert_eq!(language("ar-EG").read(&language("ar-EG").number("1120.50")), "1120.50");
        let euro = Currency::from_code("EUR").unwrap();
        assert_eq!(language("de").counted("1120.00", Unit::Money(euro)).unwrap(), "1.120,00 EUR");
    }

    #[test]
    fn numbers_are_found_in_a_text() {
        let found = |tag: &str, text: &str| {
            let numbers = language(tag).numbers(text).into_iter().map(|(written, plain)| format!("{written}={plain}"));
            numbers.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("de", "bis 1.000, also 12,5 am 9.10.2026."), "1.000=1000 12,5=12.5 9.10.2026=9102026");
        assert_eq!(found("en", "up to 1,000, i.e. 12.5 for 30 days"), "1,000=1000 12.5=12.5 30=30");
        assert_eq!(found("pl", "do 1 000, czyli 12,5 albo 2026 30"), "1 000=1000 12,5=12.5 2026=2026 30=30");
        assert_eq!(found("fr", "1\u{202f}000 et 2"), "1\u{202f}000=1000 2=2");
        assert_eq!(found("de", "keine"), "");
    }

    #[test]
    fn days_are_written_as_each_language_does() {
        let day = Date::new(2026, 10, 9).unwrap();
        for (tag, written) in [
            ("de", "9. Oktober 2026"),
            ("fr", "9 octobre 2026"),
            ("es", "9 de octubre de 2026"),
            ("pl", "9 października 2026"),
            ("nl", "9 oktober 2026"),
            // The calendar of a rulebook is the same in every language.
            ("th", "9 ตุลาคม ค.ศ. 2026"),
        ] {
            assert_eq!(language(tag).date(day), written, "{tag}");
        }
    }

    #[test]
    fn counts_take_the_form_that_goes_with_them() {
        let days = |tag: &str| {
            let said =
                ["0", "1", "2", "5", "11", "22", "43", "100"].map(|n| language(tag).counted(n, Unit::Days).unwrap());
            said.join(", ")
        };
        assert_eq!(days("de"), "0 Tage, 1 Tag, 2 Tage, 5 Tage, 11 Tage, 22 Tage, 43 Tage, 100 Tage");
        assert_eq!(days("fr"), "0 jour, 1 jour, 2 jours, 5 jours, 11 jours, 22 jours, 43 jours, 100 jours");
        assert_eq!(days("pl"), "0 dni, 1 dzień, 2 dni, 5 dni, 11 dni, 22 dni, 43 dni, 100 dni");
        assert_eq!(days("cs"), "0 dní, 1 den, 2 dny, 5 dní, 11 dní, 22 dní, 43 dní, 100 dní");
        assert_eq!(days("uk"), "0 днів, 1 день, 2 дні, 5 днів, 11 днів, 22 дні, 43 дні, 100 днів");
        assert_eq!(days("ar"), "0 يوم, يوم واحد, يومان, 5 أيام, 11 يومًا, 22 يومًا, 43 يومًا, 100 يوم");
        assert_eq!(language("pl").counted("22", Unit::Years).unwrap(), "22 lata");
        assert_eq!(language("pl").counted("25", Unit::Years).unwrap(), "25 lat");
        assert_eq!(language("hi").counted("25", Unit::Years), None);
    }

    #[test]
    fn every_plural_form_has_words() {
        for tag in Language::with_words() {
            for n in 0..200 {
                for unit in [Unit::Days, Unit::Months, Unit::Years, Unit::Hours, Unit::Minutes] {
                    let said = language(tag).counted(&n.to_string(), unit).unwrap();
                    assert!(n <= 2 || said.contains(&language(tag).number(&n.to_string())), "{tag} {n}: {said}");
                }
            }
        }
    }

    #[test]
    fn lists_end_in_the_word_of_the_language() {
        assert_eq!(language("de").list(&["a", "b", "c"]), "a, b und c");
        assert_eq!(language("pl").list(&["a", "b", "c"]), "a, b i c");
        assert_eq!(language("de").list(&["a"]), "a");
        // What sounds like the word takes another one.
        assert_eq!(language("es").list(&["padres", "hijos"]), "padres e hijos");
    }

    #[test]
    fn a_tag_is_one_that_there_is() {
        for tag in ["de", "de-AT", "zh-Hant", "gsw", "sr-Latn"] {
            assert_eq!(language(tag).tag(), tag);
        }
        for (tag, wrong) in [
            ("de_AT", NoLanguage::Written("de-AT".to_owned())),
            ("EN", NoLanguage::Written("en".to_owned())),
            ("xx", NoLanguage::Unknown),
            ("english", NoLanguage::Form),
            ("und", NoLanguage::Form),
            ("", NoLanguage::Form),
        ] {
            assert_eq!(Language::parse(tag), Err(wrong), "{tag}");
        }
    }

    #[test]
    fn the_nearest_is_the_one_that_a_tag_starts_with() {
        let among = [language("en"), language("de")];
        assert_eq!(language("de-AT").nearest(&among).map(Language::tag), Some("de"));
        assert_eq!(language("fr").nearest(&among), None);
    }
}
