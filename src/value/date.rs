//! Calendar days: the only file that names the date crate. Never reads a clock.

use std::fmt;

use jiff::civil;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

/// A calendar day from 0001-01-01 to 9999-12-31, without time of day or time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// What happens on 29 February when years are counted: the header's `feb29`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeapDay {
    /// In a common year the anniversary is 28 February.
    February28,
    /// In a common year the anniversary is 1 March.
    March1,
}

impl Date {
    /// 0001-01-01.
    pub const MIN: Date = Date(-719_162);
    /// 9999-12-31.
    pub const MAX: Date = Date(2_932_896);

    /// The day with this year, month (1 to 12) and day of the month, if there is one.
    ///
    /// ```
    /// use candor::Date;
    /// assert_eq!(Date::new(2024, 2, 29).unwrap().to_string(), "2024-02-29");
    /// assert!(Date::new(2023, 2, 29).is_none());
    /// ```
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        if year < 1 {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Date::from_civil)
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let b = text.as_bytes();
        let shape = b.len() == 10
            && b.iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == b'-' } else { c.is_ascii_digit() });
        if !shape {
            return None;
        }
        Date::new(text.get(0..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?, text.get(8..10)?.parse().ok()?)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i32 {
        self.0
    }

    /// The day this many days after 1970-01-01, if it lies between [`Date::MIN`] and [`Date::MAX`].
    #[must_use]
    pub fn from_days(days: i128) -> Option<Date> {
        let days = i32::try_from(days).ok()?;
        (Date::MIN.0..=Date::MAX.0).contains(&days).then_some(Date(days))
    }

    /// The next day, if there is one.
    #[must_use]
    pub fn tomorrow(self) -> Option<Date> {
        Date::from_days(i128::from(self.0) + 1)
    }

    /// The day before, if there is one.
    #[must_use]
    pub fn yesterday(self) -> Option<Date> {
        Date::from_days(i128::from(self.0) - 1)
    }

    /// The day `months` months later (or earlier, if negative), at most the last day of its month.
    #[must_use]
    pub fn add_months(self, months: i128) -> Option<Date> {
        let (year, month, day) = self.parts();
        let month0 = i128::from(year) * 12 + i128::from(month) - 1 + months;
        let (year, month) = (month0.div_euclid(12), i8::try_from(month0.rem_euclid(12) + 1).ok()?);
        let first = Date::new(i16::try_from(year).ok()?, month, 1)?;
        let last = first.to_civil()?.days_in_month();
        Date::new(i16::try_from(year).ok()?, month, day.min(last))
    }

    /// Year, month (1 to 12) and day of the month.
    #[must_use]
    pub fn parts(self) -> (i16, i8, i8) {
        self.to_civil().map_or((1, 1, 1), |d| (d.year(), d.month(), d.day()))
    }

    /// Completed months from this day to `later`; negative if `later` is earlier.
    #[must_use]
    pub fn months_until(self, later: Date) -> i128 {
        if later < self {
            return -later.months_until(self);
        }
        let ((y1, m1, _), (y2, m2, _)) = (self.parts(), later.parts());
        let months = (i128::from(y2) - i128::from(y1)) * 12 + i128::from(m2) - i128::from(m1);
        // Completed once the same day, or the last of a shorter month, is reached.
        if self.add_months(months).is_none_or(|d| d > later) { months - 1 } else { months }
    }

    /// Completed years from this day to `later`; negative if `later` is earlier.
    #[must_use]
    pub fn years_until(self, later: Date, leap_day: LeapDay) -> i128 {
        if later < self {
            return -later.years_until(self, leap_day);
        }
        let ((y1, m1, d1), (y2, _, _)) = (self.parts(), later.parts());
        let anniversary = match (Date::new(y2, m1, d1), leap_day) {
            (Some(day), _) => Some(day),
            (None, LeapDay::February28) => Date::new(y2, 2, 28),
            (None, LeapDay::March1) => Date::new(y2, 3, 1),
        };
        let years = i128::from(y2) - i128::from(y1);
        if anniversary.is_none_or(|d| d > later) { years - 1 } else { years }
    }

    fn from_civil(date: civil::Date) -> Date {
        let epoch = civil::Date::constant(1970, 1, 1);
        // Both lie within the years -9999 to 9999, so the span in hours fits with room to spare.
        Date(i32::try_from(date.duration_since(epoch).as_hours() / 24).unwrap_or(0))
    }

    fn to_civil(self) -> Option<civil::Date> {
        civil::Date::constant(1970, 1, 1).checked_add(jiff::SignedDuration::from_hours(i64::from(self.0) * 24)).ok()
    }
}

impl fmt::Display for Date {
    /// `2026-11-21`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Date {
    /// As text, `2026-11-21`, in every format.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    /// From text of the form `2026-11-21` and from nothing else.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        Date::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not a day such as `2026-11-21`")))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn the_ends_are_the_ends() {
        assert_eq!(Date::MIN, d("0001-01-01"));
        assert_eq!(Date::MAX, d("9999-12-31"));
        assert_eq!(Date::MAX.tomorrow(), None);
        assert_eq!(Date::from_days(0), Some(d("1970-01-01")));
    }

    #[test]
    fn only_real_days_in_one_form() {
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "0000-01-01",
            "10000-01-01",
            "24-1-1",
            "",
            "2024-02-2é",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2000-02-29").is_some());
    }

    #[test]
    fn months_clamp_to_the_last_day() {
        assert_eq!(d("2026-01-31").add_months(1), Some(d("2026-02-28")));
        assert_eq!(d("2024-03-31").add_months(-1), Some(d("2024-02-29")));
        assert_eq!(d("2025-01-10").add_months(24), Some(d("2027-01-10")));
        assert_eq!(Date::MAX.add_months(1), None);
        assert_eq!(d("2026-01-31").months_until(d("2026-02-28")), 1);
        assert_eq!(d("2026-01-31").months_until(d("2026-02-27")), 0);
        assert_eq!(d("2026-02-27").months_until(d("2026-01-31")), 0);
    }

    #[test]
    fn years_follow_the_stated_leap_day() {
        let born = d("2024-02-29");
        assert_eq!(born.years_until(d("2026-02-28"), LeapDay::February28), 2);
        assert_eq!(born.years_until(d("2026-02-28"), LeapDay::March1), 1);
        assert_eq!(born.years_until(d("2026-03-01"), LeapDay::March1), 2);
        assert_eq!(born.years_until(d("2028-02-29"), LeapDay::March1), 4);
    }
}
