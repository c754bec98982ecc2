//! "Did you mean": the nearest known name.

/// Identifiers have so many bytes at most: what is longer is compared with none, so that this stays small whatever was written.
const LONGEST: usize = 128;

/// The known name that is most like what was written, if one is like it at all.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .filter(|(distance, name)| *distance <= allowed || *name == written.to_lowercase())
        .min()
        .map(|(_, name)| name)
}

/// So many known names, those first that are most like what was written, however little they are.
pub(crate) fn nearest_few<'a>(written: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let mut known: Vec<&str> = known.into_iter().collect();
    if written.len() <= LONGEST {
        known.sort_by_cached_key(|name| strsim::damerau_levenshtein(written, name));
    }
    known.truncate(most);
    known
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_few};

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["refund", "repair", "exchange"];
        assert_eq!(nearest("refnud", known), Some("refund"));
        assert_eq!(nearest("exchnage", known), Some("exchange"));
        assert_eq!(nearest("holiday", known), None);
        assert_eq!(nearest_few("repayment", known, 2), ["repair", "refund"]);
    }
}
