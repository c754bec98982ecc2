//! The few words that stand with a value: yes, no, and the units of time by plural form.

use super::Plural;

/// What a language says with values.
pub(super) struct Words {
    pub(super) language: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) days: Forms,
    pub(super) months: Forms,
    pub(super) years: Forms,
    pub(super) hours: Forms,
    pub(super) minutes: Forms,
}

/// A count with its unit, by plural form; `{}` is the count. What is not there is said like the last.
pub(super) type Forms = &'static [(Plural, &'static str)];

/// The form for a count.
pub(super) fn form(forms: Forms, plural: Plural) -> &'static str {
    let own = forms.iter().find(|(of, _)| *of == plural);
    own.or(forms.last()).map_or("{}", |(_, said)| said)
}

/// The words of a language, by the first part of its tag.
pub(super) fn of(language: &str) -> Option<&'static Words> {
    TABLE.iter().find(|words| words.language == language)
}

/// The languages that have words, in order.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|words| words.language)
}

use Plural::{Few, Many, One, Other, Two};

macro_rules! table {
    ($($language:literal $yes:literal $no:literal, $($unit:ident: [$($plural:ident $said:literal),+]),+;)+) => {
        const TABLE: &[Words] = &[$(Words {
            language: $language, yes: $yes, no: $no, $($unit: &[$(($plural, $said)),+],)+
        }),+];
    };
}

table! {
    "ar" "نعم" "لا",
        days: [One "يوم واحد", Two "يومان", Few "{} أيام", Many "{} يومًا", Other "{} يوم"],
        months: [One "شهر واحد", Two "شهران", Few "{} أشهر", Many "{} شهرًا", Other "{} شهر"],
        years: [One "سنة واحدة", Two "سنتان", Few "{} سنوات", Many "{} سنة", Other "{} سنة"],
        hours: [One "ساعة واحدة", Two "ساعتان", Few "{} ساعات", Many "{} ساعة", Other "{} ساعة"],
        minutes: [One "دقيقة واحدة", Two "دقيقتان", Few "{} دقائق", Many "{} دقيقة", Other "{} دقيقة"];
    "cs" "ano" "ne",
        days: [One "{} den", Few "{} dny", Many "{} dne", Other "{} dní"],
        months: [One "{} měsíc", Few "{} měsíce", Many "{} měsíce", Other "{} měsíců"],
        years: [One "{} rok", Few "{} roky", Many "{} roku", Other "{} let"],
        hours: [One "{} hodina", Few "{} hodiny", Many "{} hodiny", Other "{} hodin"],
        minutes: [One "{} minuta", Few "{} minuty", Many "{} minuty", Other "{} minut"];
    "da" "ja" "nej",
        days: [One "{} dag", Other "{} dage"],
        months: [One "{} måned", Other "{} måneder"],
        years: [Other "{} år"],
        hours: [One "{} time", Other "{} timer"],
        minutes: [One "{} minut", Other "{} minutter"];
    "de" "ja" "nein",
        days: [One "{} Tag", Other "{} Tage"],
        months: [One "{} Monat", Other "{} Monate"],
        years: [One "{} Jahr", Other "{} Jahre"],
        hours: [One "{} Stunde", Other "{} Stunden"],
        minutes: [One "{} Minute", Other "{} Minuten"];
    "en" "yes" "no",
        days: [One "{} day", Other "{} days"],
        months: [One "{} month", Other "{} months"],
        years: [One "{} year", Other "{} years"],
        hours: [One "{} hour", Other "{} hours"],
        minutes: [One "{} minute", Other "{} minutes"];
    "es" "sí" "no",
        days: [One "{} día", Other "{} días"],
        months: [One "{} mes", Other "{} meses"],
        years: [One "{} año", Other "{} años"],
        hours: [One "{} hora", Other "{} horas"],
        minutes: [One "{} minuto", Other "{} minutos"];
    "fi" "kyllä" "ei",
        days: [One "{} päivä", Other "{} päivää"],
        months: [One "{} kuukausi", Other "{} kuukautta"],
        years: [One "{} vuosi", Other "{} vuotta"],
        hours: [One "{} tunti", Other "{} tuntia"],
        minutes: [One "{} minuutti", Other "{} minuuttia"];
    "fr" "oui" "non",
        days: [One "{} jour", Other "{} jours"],
        months: [Other "{} mois"],
        years: [One "{} an", Other "{} ans"],
        hours: [One "{} heure", Other "{} heures"],
        minutes: [One "{} minute", Other "{} minutes"];
    "hu" "igen" "nem",
        days: [Other "{} nap"],
        months: [Other "{} hónap"],
        years: [Other "{} év"],
        hours: [Other "{} óra"],
        minutes: [Other "{} perc"];
    "it" "sì" "no",
        days: [One "{} giorno", Other "{} giorni"],
        months: [One "{} mese", Other "{} mesi"],
        years: [One "{} anno", Other "{} anni"],
        hours: [One "{} ora", Other "{} ore"],
        minutes: [One "{} minuto", Other "{} minuti"];
    "nl" "ja" "nee",
        days: [One "{} dag", Other "{} dagen"],
        months: [One "{} maand", Other "{} maanden"],
        years: [Other "{} jaar"],
        hours: [Other "{} uur"],
        minutes: [One "{} minuut", Other "{} minuten"];
    "pl" "tak" "nie",
        days: [One "{} dzień", Few "{} dni", Many "{} dni", Other "{} dnia"],
        months: [One "{} miesiąc", Few "{} miesiące", Many "{} miesięcy", Other "{} miesiąca"],
        years: [One "{} rok", Few "{} lata", Many "{} lat", Other "{} roku"],
        hours: [One "{} godzina", Few "{} godziny", Many "{} godzin", Other "{} godziny"],
        minutes: [One "{} minuta", Few "{} minuty", Many "{} minut", Other "{} minuty"];
    "pt" "sim" "não",
        days: [One "{} dia", Other "{} dias"],
        months: [One "{} mês", Other "{} meses"],
        years: [One "{} ano", Other "{} anos"],
        hours: [One "{} hora", Other "{} horas"],
        minutes: [One "{} minuto", Other "{} minutos"];
    "ro" "da" "nu",
        days: [One "{} zi", Few "{} zile", Other "{} de zile"],
        months: [One "{} lună", Few "{} luni", Other "{} de luni"],
        years: [One "{} an", Few "{} ani", Other "{} de ani"],
        hours: [One "{} oră", Few "{} ore", Other "{} de ore"],
        minutes: [One "{} minut", Few "{} minute", Other "{} de minute"];
    "ru" "да" "нет",
        days: [One "{} день", Few "{} дня", Many "{} дней", Other "{} дня"],
        months: [One "{} месяц", Few "{} месяца", Many "{} месяцев", Other "{} месяца"],
        years: [One "{} год", Few "{} года", Many "{} лет", Other "{} года"],
        hours: [One "{} час", Few "{} часа", Many "{} часов", Other "{} часа"],
        minutes: [One "{} минута", Few "{} минуты", Many "{} минут", Other "{} минуты"];
    "sk" "áno" "nie",
        days: [One "{} deň", Few "{} dni", Many "{} dňa", Other "{} dní"],
        months: [One "{} mesiac", Few "{} mesiace", Many "{} mesiaca", Other "{} mesiacov"],
        years: [One "{} rok", Few "{} roky", Many "{} roka", Other "{} rokov"],
        hours: [One "{} hodina", Few "{} hodiny", Many "{} hodiny", Other "{} hodín"],
        minutes: [One "{} minúta", Few "{} minúty", Many "{} minúty", Other "{} minút"];
    "sv" "ja" "nej",
        days: [One "{} dag", Other "{} dagar"],
        months: [One "{} månad", Other "{} månader"],
        years: [Other "{} år"],
        hours: [One "{} timme", Other "{} timmar"],
        minutes: [One "{} minut", Other "{} minuter"];
    "tr" "evet" "hayır",
        days: [Other "{} gün"],
        months: [Other "{} ay"],
        years: [Other "{} yıl"],
        hours: [Other "{} saat"],
        minutes: [Other "{} dakika"];
    "uk" "так" "ні",
        days: [One "{} день", Few "{} дні", Many "{} днів", Other "{} дня"],
        months: [One "{} місяць", Few "{} місяці", Many "{} місяців", Other "{} місяця"],
        years: [One "{} рік", Few "{} роки", Many "{} років", Other "{} року"],
        hours: [One "{} година", Few "{} години", Many "{} годин", Other "{} години"],
        minutes: [One "{} хвилина", Few "{} хвилини", Many "{} хвилин", Other "{} хвилини"];
}
