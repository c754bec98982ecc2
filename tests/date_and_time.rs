//! Points in time: stated with their distance from UTC, compared as such, told by the clocks of the rulebook.

use candor::render::{self, Style};
use candor::value::Moment;
use candor::{Audience, Case, Date, Error, Outcome, Rulebook};

const RULEBOOK: &str = r#"rulebook desk "Desk"
  edition   "1"
  time zone "Europe/Berlin"

fact asked_at "the time of the request": date and time
  range     2020-01-01T00:00:00+01:00 to 2030-01-01T00:00:00+01:00
  ask       "When was it asked for?"

fact opened_at "when the case was opened": date and time

fact secret_at "a secret time": date and time
  never tell customer

fact spent "the time it took": minutes
  range     0 minutes to 600 minutes

term waiting "how long they wait": hours
  means     hours from opened_at to asked_at

term waited "how long they wait": minutes
  means     minutes from opened_at to asked_at

term asked_on "the day of the request": date
  means     the date of asked_at

term asked_hour "the hour of the request": whole number
  means     the hour of asked_at

term due "when it is due": date and time
  means     asked_at + 36 hours, by house policy "H"

term before "an hour and a half before": date and time
  means     (asked_at - 1 hour) - 30 minutes, by house policy "H"

term grace "what is left": hours
  means     2 hours if today is before 2026-06-01, by house policy "H"
  means     30 hours otherwise, by house policy "H"

action close "to close" allowed unless restricted
action hide "to hide" allowed unless restricted

restriction early "Too early" on close
  when      waiting is less than 48 hours
  source    house policy "H"
  tell customer "Since {opened_at} only {waiting} have gone by."
  tell staff "Due {due}."
  override  by nobody

restriction night "At night" on close
  when      asked_hour is from 0 to 5
  source    house policy "H"
  tell customer "Not at night."
  tell staff "Not at night."
  override  by nobody

restriction moving "Past its day" on close
  when      today is after (the date of (asked_at + grace))
  source    house policy "H"
  tell customer "The day is over."
  tell staff "The day is over."
  override  by nobody

restriction hidden "Hidden" on hide
  when      secret_at is after asked_at
  source    house policy "H"
  tell customer "Not now."
  tell staff "Secret since {secret_at}."
  override  by nobody

example "the last second of a day in Berlin"
  today 2026-03-01
  given asked_at 2026-03-01T22:59:59Z, opened_at 2026-02-27T22:59:59Z
  then  asked_on is 2026-03-01, waiting is 48 hours, waited is 2880 minutes, close is allowed,
        due is 2026-03-03T10:59:59Z
"#;

fn load() -> Rulebook {
    Rulebook::from_text("desk", RULEBOOK).unwrap_or_else(|error| match error {
        Error::Text(report) => panic!("{}", render::report(&report, Style::default())),
        other => panic!("{other}"),
    })
}

fn case(rulebook: &Rulebook, facts: &str) -> Case {
    rulebook.case("case", &format!("{{today: 2026-03-29, facts: {{{facts}}}}}")).unwrap()
}

fn value(name: &str, facts: &str) -> Option<String> {
    let rulebook = load();
    let answer = rulebook.why_value(Audience::Staff, name, &case(&rulebook, facts)).unwrap();
    answer.derivation.unwrap().value.map(|typed| typed.ty.write(&typed.value))
}

/// Whole, completed, and the same in both directions; an hour is an hour when the clocks are put forward.
#[test]
fn hours_are_counted_whole() {
    for (from, to, hours, minutes) in [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:59:59Z", "0 hours", "59 minutes"),
        ("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", "1 hour", "60 minutes"),
        ("2026-03-01T11:00:00Z", "2026-03-01T10:00:01Z", "0 hours", "-59 minutes"),
        ("2026-03-01T11:00:00Z", "2026-03-01T09:59:59Z", "-1 hour", "-60 minutes"),
        ("2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00", "23 hours", "1380 minutes"),
        ("2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+01:00", "25 hours", "1500 minutes"),
    ] {
        let facts = format!("opened_at: {from}, asked_at: {to}");
        assert_eq!(value("waiting", &facts).as_deref(), Some(hours), "{facts}");
        assert_eq!(value("waited", &facts).as_deref(), Some(minutes), "{facts}");
    }
}

/// The day and the hour are those of the rulebook's clocks, whatever clock the case was stated by.
#[test]
fn day_and_hour_are_those_of_the_zone() {
    for (asked, day, hour) in [
        ("2026-03-01T22:59:59Z", "2026-03-01", "23"),
        ("2026-03-01T23:00:00Z", "2026-03-02", "0"),
        ("2026-07-01T21:59:59Z", "2026-07-01", "23"),
        ("2026-07-01T22:00:00Z", "2026-07-02", "0"),
        ("2026-07-02T11:00:00+13:00", "2026-07-02", "0"),
        ("2026-03-29T00:59:59Z", "2026-03-29", "1"),
        ("2026-03-29T01:00:00Z", "2026-03-29", "3"),
        ("2026-10-25T00:59:59Z", "2026-10-25", "2"),
        ("2026-10-25T01:00:00Z", "2026-10-25", "2"),
    ] {
        let facts = format!("asked_at: \"{asked}\"");
        assert_eq!(value("asked_on", &facts).as_deref(), Some(day), "{asked}");
        assert_eq!(value("asked_hour", &facts).as_deref(), Some(hour), "{asked}");
    }
    // What is worked out is told by the same clocks, and so are two hours that have one name.
    assert_eq!(value("due", "asked_at: 2026-03-28T00:00:00Z").as_deref(), Some("2026-03-29T14:00:00+02:00"));
    assert_eq!(value("before", "asked_at: 2026-10-25T02:00:00+01:00").as_deref(), Some("2026-10-25T01:30:00+02:00"));
}

/// A missing time is unknown, and so is what is worked out from it; nothing is no.
#[test]
fn a_missing_time_is_unknown() {
    let rulebook = load();
    let answer = rulebook.why("close", &case(&rulebook, "opened_at: 2026-03-01T00:00:00Z")).unwrap();
    assert_eq!(answer.outcome, Outcome::Undetermined);
    assert_eq!(answer.missing.iter().map(|m| m.fact.name.as_str()).collect::<Vec<_>>(), ["asked_at"]);
    assert_eq!(value("due", "opened_at: 2026-03-01T00:00:00Z"), None);
}

/// Behind the last time there is none: a fault, and never an answer.
#[test]
fn behind_the_last_time_there_is_none() {
    let text = RULEBOOK.replace("  range     2020-01-01T00:00:00+01:00 to 2030-01-01T00:00:00+01:00\n", "");
    let rulebook = Rulebook::from_text("desk", &text).unwrap();
    let facts = "asked_at: 9999-12-30T20:00:00Z, opened_at: 0001-01-01T00:00:00Z";
    let case = rulebook.case("case", &format!("{{today: 2026-03-29, facts: {{{facts}}}}}")).unwrap();
    let answer = rulebook.why_value(Audience::Staff, "due", &case).unwrap();
    assert!(answer.derivation.unwrap().value.is_none() && !answer.faults.is_empty());
    // In the year 1, west of Greenwich, it is still the year 0 there.
    let text = text.replace("Europe/Berlin", "America/New_York");
    let rulebook = Rulebook::from_text(
        "desk",
        &text.replace("given asked_at", "given spent 0 minutes, asked_at").replace("asked_on is 2026-03-01, ", ""),
    )
    .unwrap();
    let case = rulebook.case("case", "{today: 2026-03-29, facts: {asked_at: 0001-01-01T00:00:00Z}}").unwrap();
    let answer = rulebook.why_value(Audience::Staff, "asked_on", &case).unwrap();
    assert!(answer.derivation.unwrap().value.is_none() && !answer.faults.is_empty());
}

/// The timeline is what asking on each day would give, also where a moved time hangs on the day.
#[test]
fn the_timeline_agrees_with_asking_each_day() {
    let rulebook = load();
    let facts = "asked_at: \"2026-05-30T22:30:00Z\", opened_at: 2026-05-01T00:00:00Z";
    let on = |day: Date| {
        let case = rulebook.case("case", &format!("{{today: {day}, facts: {{{facts}}}}}")).unwrap();
        rulebook.why("close", &case).unwrap()
    };
    let mut day = Date::new(2026, 5, 20).unwrap();
    let answer = on(day);
    for _ in 0..30 {
        let stretch = answer.timeline.stretches.iter().find(|s| s.from <= day && s.to.is_none_or(|to| day <= to));
        assert_eq!(stretch.map(|s| s.outcome), Some(on(day).outcome), "{day}");
        day = day.tomorrow().unwrap();
    }
    assert_eq!(answer.timeline.allowed_until, None);
    assert_eq!(on(Date::new(2026, 6, 1).unwrap()).outcome, Outcome::Denied, "half past midnight is night");
}

/// Told in words and in data: the customer by the clocks of the rulebook, data with the distance from UTC.
#[test]
fn told_by_the_clocks_of_the_rulebook() {
    let rulebook = load();
    let facts = "asked_at: 2026-03-02T09:30:00Z, opened_at: 2026-03-02T09:00:00+01:00";
    let answer = rulebook.why_for(Audience::Customer, "close", &case(&rulebook, facts)).unwrap();
    let text = render::text(&answer, Style::default());
    assert!(text.contains("Since 2 March 2026, 09:00 CET only 1 hour have gone by."), "{text}");
    let data = render::json(&answer);
    assert!(data.contains("\"2026-03-02T09:00:00+01:00\""), "{data}");
    insta::assert_snapshot!(render::text(&rulebook.why("close", &case(&rulebook, facts)).unwrap(), Style::default()));
}

/// Without a time zone times are compared all the same, and told in UTC.
#[test]
fn without_a_zone_times_are_told_in_utc() {
    let text = "rulebook desk \"Desk\"\n  edition   \"1\"\n\nfact at \"the time\": date and time\n\nterm later \"later\": date and time\n  means     at + 1 hour, by law \"L\"\n";
    let rulebook =
        Rulebook::from_text("desk", &text.replace("fact at", "fact since").replace("means     at", "means     since"))
            .unwrap();
    let case = rulebook.case("case", "{today: 2026-03-29, facts: {since: 2026-03-02T09:30:00-05:00}}").unwrap();
    let answer = rulebook.why_value(Audience::Staff, "later", &case).unwrap();
    assert!(render::value(&answer, Style::default()).starts_with("2 March 2026, 15:30 UTC"));
}

/// A time that is never told shows in nothing that a customer is given.
#[test]
fn a_time_that_is_never_told_does_not_show() {
    let rulebook = load();
    let answer = |secret: &str| {
        let facts = format!("asked_at: 2026-03-02T09:30:00Z, secret_at: {secret}");
        let answer = rulebook.why_for(Audience::Customer, "hide", &case(&rulebook, &facts)).unwrap();
        assert_eq!(answer.outcome, Outcome::Denied);
        render::json(&answer)
    };
    assert_eq!(answer("2026-03-02T09:30:01Z"), answer("2029-12-24T18:00:00+01:00"));
}

/// From Rust a `Moment` or its text states a time; anything else is told what to give.
#[test]
fn a_program_gives_a_moment() {
    let rulebook = load();
    let today = Date::new(2026, 3, 29).unwrap();
    let moment = Moment::parse("2026-03-02T09:30:00Z").unwrap();
    let one = rulebook.case_builder(today).set("asked_at", moment).set("spent", 90).build().unwrap();
    let two = rulebook
        .case_builder(today)
        .set("asked_at", "2026-03-02T10:30:00+01:00")
        .set("spent", "90 minutes")
        .build()
        .unwrap();
    let id = |case: &Case| rulebook.why("close", case).unwrap().answer_id;
    assert_eq!(id(&one), id(&two));
    let wrong = rulebook.case_builder(today).set("asked_at", 1_772_443_800).build().unwrap_err();
    assert!(wrong.to_string().contains("`asked_at` is a date and time"), "{wrong}");
}

/// Read aloud: what people write where a time should stand, and what to write instead.
#[test]
fn times_that_are_not_written_as_times_are() {
    let rulebook = load();
    let mut out = String::new();
    for text in [
        "2026-03-02",
        "2026-03-02T10:15",
        "2026-03-02 10:15",
        "2026-03-02T10:15:00",
        "2026-03-02t10:15:00z",
        "2026-03-02 10:15:00+01:00",
        "2026-03-02T10:15+01:00",
        "2026-03-02T24:00:00Z",
        "2026-02-30T10:15:00Z",
        "2026-03-02T10:15:00 Europe/Berlin",
        "2026-03-02T10:15:00.5Z",
        "02.03.2026 10:15",
        "10:15",
        "tomorrow",
        "2031-01-01T00:00:00Z",
        "5",
    ] {
        let Err(Error::Text(report)) = rulebook.case("case", &format!("facts:\n  asked_at: {text}\n")) else {
            panic!("{text}")
        };
        let diagnostic = &report.diagnostics[0];
        out += &format!(
            "{text}\n  {}: {}\n  {}\n",
            diagnostic.code,
            diagnostic.message,
            diagnostic.help.as_deref().unwrap()
        );
    }
    insta::assert_snapshot!(out);
}

/// The formatter leaves times as they are.
#[test]
fn times_are_formatted_as_they_are() {
    assert_eq!(Rulebook::format("desk", RULEBOOK).unwrap(), RULEBOOK);
    let messy = RULEBOOK
        .replace("given asked_at 2026-03-01T22:59:59Z, opened_at", "given   asked_at   2026-03-01T22:59:59Z,opened_at");
    assert!(Rulebook::format("desk", &messy).is_err(), "behind a comma stands a space");
    let messy = RULEBOOK.replace(
        "given asked_at 2026-03-01T22:59:59Z, opened_at",
        "given   asked_at   2026-03-01T22:59:59Z  ,  opened_at",
    );
    assert_eq!(Rulebook::format("desk", &messy).unwrap(), RULEBOOK);
}
