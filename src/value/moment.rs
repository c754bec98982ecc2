//! Points in time, to the second, in UTC: when a record was made, or what a case states. Never reads a clock.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

/// A second, written as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) has it: `2026-11-21T10:15:00Z`.
///
/// ```
/// use candor::value::Moment;
///
/// let moment = Moment::parse("2026-11-21T11:15:00+01:00").unwrap();
/// assert_eq!(moment.to_string(), "2026-11-21T10:15:00Z");
/// assert!(Moment::parse("2026-11-21 10:15").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// The last second that the date crate can write: 9999-12-30T22:00:00Z.
const LAST: i64 = 253_402_207_200;

/// Seconds in a day of UTC: a leap second is none of its own.
pub(crate) const DAY: i64 = 86_400;

impl Moment {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Moment = Moment(-62_135_596_800);
    /// The last one that is the same day wherever somebody is: 9999-12-30T22:00:00Z.
    pub const MAX: Moment = Moment(LAST);

    /// Reads a date, `T`, a time with seconds, and `Z` or an offset such as `+01:00`; and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let (clock, offset) = text.split_at_checked(19)?;
        let b = clock.as_bytes();
        let shape = b.iter().enumerate().all(|(i, c)| match i {
            4 | 7 => *c == b'-',
            10 => *c == b'T',
            13 | 16 => *c == b':',
            _ => c.is_ascii_digit(),
        });
        let zone = offset == "Z"
            || matches!(offset.as_bytes(), [b'+' | b'-', a, b, b':', c, d] if [a, b, c, d].iter().all(|c| c.is_ascii_digit()));
        // The date crate takes a 60th second for the 59th.
        if !shape || !zone || b.ends_with(b"60") {
            return None;
        }
        Moment::from_seconds(text.parse::<Timestamp>().ok()?.as_second())
    }

    /// The second so many seconds after 1970-01-01T00:00:00Z, from the year 1 to 30 December 9999.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Option<Moment> {
        (Moment::MIN.0..=LAST).contains(&seconds).then_some(Moment(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// So many days of 24 hours later, at most 30 December 9999.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Moment {
        Moment((self.0 + i64::from(days) * DAY).min(LAST))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.0) {
            Ok(timestamp) => write!(f, "{timestamp}"),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Moment::parse(&text).ok_or_else(|| D::Error::custom("a time is written 2026-11-21T10:15:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn only_whole_seconds_with_a_zone() {
        let good =
            ["2026-11-21T10:15:00Z", "2024-02-29T00:00:00-05:00", "0001-01-01T00:00:00Z", "9999-12-30T22:00:00Z"];
        assert!(good.iter().all(|text| Moment::parse(text).is_some_and(|m| m.to_string().ends_with('Z'))));
        for text in [
            "2026-11-21",
            "2026-11-21T10:15Z",
            "2026-11-21T10:15:00",
            "2026-11-21T10:15:00.5Z",
            "2026-11-21t10:15:00z",
            "2026-02-29T10:15:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T23:59:60Z",
            "2026-11-21T10:15:00+0100",
            "2026-11-21T10:15:00[Europe/Berlin]",
            "",
            "\u{661}026-11-21T10:15:00Z",
            "2026-11-21T10:15:00+99:99",
            "9999-12-31T00:00:00Z",
        ] {
            assert!(Moment::parse(text).is_none(), "{text}");
        }
    }
}
