//! Further files that a rulebook names: the caller has them, since the library touches no disk.

use std::collections::BTreeMap;

/// Where the further files of a rulebook come from: a folder, a database, a map.
///
/// Paths are relative to the file that they stand in, with `/` between names and `..` for the folder above; others never
/// get here. A map of names and texts is such a place:
///
/// ```
/// use std::collections::BTreeMap;
///
/// use candor::Rulebook;
///
/// let files = BTreeMap::from([
///     ("desk/shop.rulebook", "rulebook shop \"A shop\"\n  edition   \"1\"\n\nuse \"../roles.rulebook\"\n"),
///     ("roles.rulebook", "role lead \"the lead\"\n"),
/// ]);
/// let rulebook = Rulebook::from_files("desk/shop.rulebook", &files)?;
/// assert_eq!(rulebook.labels()["lead"], "the lead");
/// # Ok::<(), candor::Error>(())
/// ```
pub trait Files {
    /// The name of the file that `path` leads to from the file `from`, or from the start if `from` is empty. A file has one
    /// name, by whatever path somebody comes to it: what has the same name is read once.
    ///
    /// # Errors
    /// Why there is no such file, in words.
    fn find(&self, from: &str, path: &str) -> Result<String, NoFile>;

    /// The bytes of the file of this name.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn read(&self, name: &str) -> Result<Vec<u8>, NoFile>;
}

/// Why a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoFile {
    /// What is wrong, to stand behind the path: `there is no such file`.
    pub why: String,
    /// What to write instead, if that can be told.
    pub help: Option<String>,
}

impl NoFile {
    /// A reason.
    #[must_use]
    pub fn new(why: impl Into<String>) -> NoFile {
        NoFile { why: why.into(), help: None }
    }

    /// With what to write instead.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> NoFile {
        NoFile { help: Some(help.into()), ..self }
    }
}

impl<K: AsRef<str> + Ord, V: AsRef<str>> Files for BTreeMap<K, V> {
    fn find(&self, from: &str, path: &str) -> Result<String, NoFile> {
        let name = join(from, path).ok_or_else(|| NoFile::new("it leads out of the folder of all files"))?;
        match self.keys().any(|key| key.as_ref() == name) {
            true => Ok(name),
            false => Err(NoFile::new("there is no such file")),
        }
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
        let found = self.iter().find(|(key, _)| key.as_ref() == name);
        found.map(|(_, text)| text.as_ref().into()).ok_or_else(|| NoFile::new("there is no such file"))
    }
}

/// Where a path leads from a file, by its letters alone; `None` if it leads out of the folder in which all names start.
///
/// ```
/// use candor::source::files::join;
///
/// assert_eq!(join("desk/shop.rulebook", "../law/civil.rulebook").as_deref(), Some("law/civil.rulebook"));
/// assert_eq!(join("shop.rulebook", "../civil.rulebook"), None);
/// ```
#[must_use]
pub fn join(from: &str, path: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    Some(root.to_owned() + &names.join("/"))
}

/// What is wrong with a path as a rulebook may write it, and what to write instead. It has to mean the same on every
/// machine, and a rulebook reads nothing but files beside it.
pub(crate) fn fault(path: &str, endings: &[&str]) -> Option<(&'static str, String)> {
    let said = |message, help: &str| Some((message, help.to_owned()));
    if path.is_empty() {
        return said("a path should stand here", "write the path from this file to the other");
    }
    if path.contains("://") {
        return said("nothing is fetched from a network", "put the file beside this one, and name it");
    }
    if path.starts_with(['/', '~']) || path.contains(':') {
        let help = "write the path from this file to the other, such as \"../law/civil.rulebook\"";
        return said("this path holds on one machine only", help);
    }
    if path.contains('\\') {
        return Some(("between folders stands `/`", format!("write: \"{}\"", path.replace('\\', "/"))));
    }
    if path.split('/').any(str::is_empty) || path.chars().any(char::is_control) {
        return said("this is no path", "write names with one `/` between them");
    }
    let known = endings.iter().any(|ending| path.ends_with(ending));
    (!known).then(|| ("this file has another ending", format!("name a file that ends in {}", endings.join(" or "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_where_they_say() {
        for (from, path, to) in [
            ("", "a.rulebook", Some("a.rulebook")),
            ("a.rulebook", "./b.rulebook", Some("b.rulebook")),
            ("x/a.rulebook", "y/../b.rulebook", Some("x/b.rulebook")),
            ("x/y/a.rulebook", "../../b.rulebook", Some("b.rulebook")),
            ("/x/a.rulebook", "../b.rulebook", Some("/b.rulebook")),
            ("x/a.rulebook", "../../b.rulebook", None),
        ] {
            assert_eq!(join(from, path).as_deref(), to, "{from} {path}");
        }
    }

    #[test]
    fn paths_that_would_not_travel_are_refused() {
        let endings = &[".rulebook", ".rulebook.md"];
        for path in ["a.rulebook", "../a.rulebook", "law/a b.rulebook.md", "ä/a.rulebook"] {
            assert_eq!(fault(path, endings), None, "{path}");
        }
        for path in [
            "",
            "/a.rulebook",
            "~/a.rulebook",
            "C:/a.rulebook",
            "https://example.org/a.rulebook",
            "a\\b.rulebook",
            "a//b.rulebook",
            "a\n.rulebook",
            "limits.csv",
            "..",
        ] {
            assert!(fault(path, endings).is_some(), "{path}");
        }
    }
}
