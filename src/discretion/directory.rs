//! Who holds which role: vouched for by the app, never by a request.

use std::collections::BTreeMap;

use crate::value::Moment;

/// Knows who holds which role. An app implements it over its own accounts.
///
/// ```
/// use candor::discretion::Directory;
/// use candor::value::Moment;
///
/// struct Accounts;
///
/// impl Directory for Accounts {
///     fn holds(&self, person: &str, role: &str, _at: Moment) -> Result<bool, String> {
///         Ok(person == "emp-17" && role == "shift_lead")
///     }
/// }
/// ```
pub trait Directory {
    /// Whether this person holds exactly this role at this time. That one role has the powers of others is known from
    /// the rulebook and no matter here.
    ///
    /// # Errors
    /// Why it cannot be told, in words. Nothing is granted then.
    fn holds(&self, person: &str, role: &str, at: Moment) -> Result<bool, String>;
}

/// The people who hold roles, as a list: what the command reads with `--staff`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staff {
    people: BTreeMap<String, Vec<Held>>,
}

/// A role that is held for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    role: String,
    from: Option<Moment>,
    /// The first second at which it is over.
    until: Option<Moment>,
}

impl Staff {
    /// Nobody.
    #[must_use]
    pub fn new() -> Staff {
        Staff::default()
    }

    /// One more person who holds a role.
    ///
    /// ```
    /// use candor::discretion::{Directory, Staff};
    /// use candor::value::Moment;
    ///
    /// let staff = Staff::new().with("emp-17", "shift_lead");
    /// let now = Moment::parse("2026-11-21T10:15:00Z").unwrap();
    /// assert_eq!(staff.holds("emp-17", "shift_lead", now), Ok(true));
    /// assert_eq!(staff.holds("EMP-17", "shift_lead", now), Ok(false));
    /// ```
    #[must_use]
    pub fn with(self, person: &str, role: &str) -> Staff {
        self.with_period(person, role, None, None)
    }

    /// The same from a time on, and until another: at the second `until` it is over.
    #[must_use]
    pub fn with_period(mut self, person: &str, role: &str, from: Option<Moment>, until: Option<Moment>) -> Staff {
        self.people.entry(person.to_owned()).or_default().push(Held { role: role.to_owned(), from, until });
        self
    }
}

impl Directory for Staff {
    fn holds(&self, person: &str, role: &str, at: Moment) -> Result<bool, String> {
        let held = self.people.get(person).into_iter().flatten();
        Ok(held
            .filter(|held| held.role == role)
            .any(|held| held.from.is_none_or(|from| from <= at) && held.until.is_none_or(|until| at < until)))
    }
}
