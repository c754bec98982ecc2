//! "Did you mean": the nearest known name.

/// The known name that is most like what was written, if one is like it at all.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Identifiers are limited to 128 bytes, so this stays small whatever was written.
    if written.len() > 128 {
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

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["refund", "repair", "exchange"];
        assert_eq!(nearest("refnud", known), Some("refund"));
        assert_eq!(nearest("exchnage", known), Some("exchange"));
        assert_eq!(nearest("holiday", known), None);
    }
}
