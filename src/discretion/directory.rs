//! Who holds which role: vouched for by the app, never by a request.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::case::staff;
use crate::error::Error;
use crate::value::moment::DAY;
use crate::value::{Date, Moment};

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
    /// the rulebook and no matter here. Two roles are none of a rulebook: `adopter` approves editions, and `eraser`
    /// erases what is kept privately.
    ///
    /// # Errors
    /// Why it cannot be told, in words. Nothing is granted then.
    fn holds(&self, person: &str, role: &str, at: Moment) -> Result<bool, String>;
}

/// A directory during one call: each question is put to it once, so that what was vouched for before the turn at the ledger is vouched for in it, and
/// the ledger waits for no directory that was asked before. One that panics cannot tell.
pub(super) struct Vouching<'d> {
    directory: &'d dyn Directory,
    at: Moment,
    answers: RefCell<BTreeMap<(String, String), Result<bool, String>>>,
}

impl<'d> Vouching<'d> {
    pub(super) fn new(directory: &'d dyn Directory, at: Moment) -> Vouching<'d> {
        Vouching { directory, at, answers: RefCell::default() }
    }

    pub(super) fn holds(&self, person: &str, role: &str) -> Result<bool, String> {
        let question = (person.to_owned(), role.to_owned());
        if let Some(answer) = self.answers.borrow().get(&question) {
            return answer.clone();
        }
        let asked = catch_unwind(AssertUnwindSafe(|| self.directory.holds(person, role, self.at)));
        let answer = asked.unwrap_or_else(|_| Err("it panicked".to_owned()));
        self.answers.borrow_mut().insert(question, answer.clone());
        answer
    }
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

    /// Reads a list of staff, in YAML or JSON; `name` is the name by which people know the text, usually its path.
    /// Days are those of UTC, and the last one is included.
    ///
    /// ```
    /// use candor::discretion::{Directory, Staff};
    /// use candor::value::Moment;
    ///
    /// let text = "staff:\n  emp-02: {roles: [store_manager], from: 2026-01-01, until: 2026-12-31}\n";
    /// let staff = Staff::from_text("staff.yaml", text)?;
    /// let at = |text| Moment::parse(text).unwrap();
    /// assert_eq!(staff.holds("emp-02", "store_manager", at("2026-12-31T23:59:59Z")), Ok(true));
    /// assert_eq!(staff.holds("emp-02", "store_manager", at("2027-01-01T00:00:00Z")), Ok(false));
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] with everything that is wrong with it.
    pub fn from_text(name: &str, text: &str) -> Result<Staff, Error> {
        let held = staff::from_text(name, text).map_err(Error::Text)?;
        Ok(held.into_iter().fold(Staff::new(), |staff, held| {
            // A day after the last one that can be counted never comes: from then on is never, until then is for good.
            match held.from.map(midnight) {
                Some(None) => staff,
                from => {
                    let until = held.until.and_then(Date::tomorrow).and_then(midnight);
                    staff.with_period(&held.person, &held.role, from.flatten(), until)
                }
            }
        }))
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

/// The first second of a day.
fn midnight(day: Date) -> Option<Moment> {
    Moment::from_seconds(i64::from(day.days()) * DAY)
}

impl Directory for Staff {
    fn holds(&self, person: &str, role: &str, at: Moment) -> Result<bool, String> {
        let held = self.people.get(person).into_iter().flatten();
        Ok(held
            .filter(|held| held.role == role)
            .any(|held| held.from.is_none_or(|from| from <= at) && held.until.is_none_or(|until| at < until)))
    }
}
