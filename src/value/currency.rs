//! Currencies: the only file that names the currency crate.

use std::fmt;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency with this code, upper case, if there is one and it has a smallest unit.
    ///
    /// ```
    /// use candor::value::Currency;
    /// assert_eq!(Currency::from_code("JPY").unwrap().decimals(), 0);
    /// assert!(Currency::from_code("EURO").is_none());
    /// ```
    #[must_use]
    pub fn from_code(code: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(code).filter(|c| c.exponent().is_some()).map(Currency)
    }

    /// The three letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the smallest unit has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn decimals(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
