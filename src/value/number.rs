//! Numbers as text: the only file that names the decimal crate. Arithmetic is done on integers, elsewhere.

use rust_decimal::Decimal;

/// Why a text is not a number of the declared kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// Not of the form `12`, `-12` or `12.50`.
    Form,
    /// More decimals than are counted.
    Decimals,
    /// Too large to be counted.
    Range,
}

/// Reads `12`, `-12` or `12.50` as a count of units with this many decimals: `12.5` with 2 decimals is 1250.
///
/// No sign but `-`, no separators, no exponent, no leading zero, and never more decimals than are counted.
///
/// ```
/// use candor::value::number::{parse, NumberFault};
/// assert_eq!(parse("12.5", 2), Ok(1250));
/// assert_eq!(parse("12.505", 2), Err(NumberFault::Decimals));
/// assert_eq!(parse("1e3", 2), Err(NumberFault::Form));
/// ```
///
/// # Errors
/// Says which of the three ways of being wrong it is.
pub fn parse(text: &str, decimals: u32) -> Result<i128, NumberFault> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if !all_digits(whole) || leading_zero || !fraction.is_none_or(all_digits) {
        return Err(NumberFault::Form);
    }
    if fraction.is_some_and(|f| f.len() > usize::try_from(decimals).unwrap_or(0)) {
        return Err(NumberFault::Decimals);
    }
    let number = Decimal::from_str_exact(text).map_err(|_| NumberFault::Range)?;
    let factor = power_of_ten(decimals.saturating_sub(number.scale())).ok_or(NumberFault::Range)?;
    number.mantissa().checked_mul(factor).ok_or(NumberFault::Range)
}

/// How many decimals a number as text carries.
#[must_use]
pub fn decimals_of(text: &str) -> u32 {
    text.split_once('.').and_then(|(_, f)| u32::try_from(f.len()).ok()).unwrap_or(0)
}

/// Prints a count of units: 1250 with 2 decimals is `12.50`.
#[must_use]
pub fn print(count: i128, decimals: u32) -> String {
    match Decimal::try_from_i128_with_scale(count, decimals) {
        Ok(number) => number.to_string(),
        // Wider than the decimal crate counts: place the point by hand.
        Err(_) => {
            let digits = format!("{:0>width$}", count.unsigned_abs(), width = decimals as usize + 1);
            let (whole, fraction) = digits.split_at(digits.len() - decimals as usize);
            let sign = if count < 0 { "-" } else { "" };
            if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
        }
    }
}

/// 10 to the power of `n`, if it can be counted.
#[must_use]
pub fn power_of_ten(n: u32) -> Option<i128> {
    10_i128.checked_pow(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_exactly_or_says_why_not() {
        for (text, decimals, expected) in [
            ("1.10", 2, Ok(110)),
            ("-0", 0, Ok(0)),
            ("-0.00", 2, Ok(0)),
            ("0.5", 1, Ok(5)),
            ("9223372036854775808", 0, Ok(9_223_372_036_854_775_808)),
            ("1.005", 2, Err(NumberFault::Decimals)),
            ("1.000", 2, Err(NumberFault::Decimals)),
            ("+5", 0, Err(NumberFault::Form)),
            (".5", 1, Err(NumberFault::Form)),
            ("5.", 1, Err(NumberFault::Form)),
            ("1_000", 0, Err(NumberFault::Form)),
            ("1,000", 0, Err(NumberFault::Form)),
            ("١٢", 0, Err(NumberFault::Form)),
            ("017", 0, Err(NumberFault::Form)),
            ("0x10", 0, Err(NumberFault::Form)),
            ("NaN", 0, Err(NumberFault::Form)),
            ("", 0, Err(NumberFault::Form)),
            ("-", 0, Err(NumberFault::Form)),
            (&"9".repeat(400), 0, Err(NumberFault::Range)),
        ] {
            assert_eq!(parse(text, decimals), expected, "{text}");
        }
    }

    #[test]
    fn prints_what_it_reads() {
        assert_eq!(print(1250, 2), "12.50");
        assert_eq!(print(-5, 3), "-0.005");
        assert_eq!(print(7, 0), "7");
        assert_eq!(print(i128::MAX, 2), "1701411834604692317316873037158841057.27");
    }
}
