//! The closed list of codes. A code keeps its name and meaning for good; a new meaning gets a new code.

use std::fmt;

use super::nearest::nearest;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $severity:ident;)+) => {
        /// The stable name of a kind of diagnostic: `E_…` for errors, `W_…` for findings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The name as printed.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// Whether it keeps a text from being used; the others are findings.
            #[must_use]
            pub fn is_error(self) -> bool {
                match self { $(Code::$variant => codes!(@ $severity),)+ }
            }

            /// What it means.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc,)+).trim_ascii(),)+ }
            }

            /// Its page, in Markdown: what it means, why it is checked, and an example, bad and mended.
            ///
            /// ```
            /// use candor::diagnostic::Code;
            ///
            /// let page = Code::MixedAndOr.page();
            /// assert!(page.starts_with("# `and` and `or` are mixed without parentheses\n"));
            /// assert!(page.contains("\n## Bad\n") && page.contains("\n## Mended\n"));
            /// ```
            #[must_use]
            pub fn page(self) -> &'static str {
                // A code without a page does not compile.
                match self { $(Code::$variant => include_str!(concat!("pages/", $name, ".md")),)+ }
            }
        }
    };
    (@ error) => { true };
    (@ finding) => { false };
}

codes! {
    // --- Text -----------------------------------------------------------------------
    /// The text is not UTF-8.
    Utf8 "E_UTF8" error;
    /// The text, or a part of it, is larger than the limit.
    TooBig "E_TOO_BIG" error;
    /// A text, a name or a list is longer than the limit.
    TooLong "E_TOO_LONG" error;
    /// Parentheses or bullets are nested deeper than the limit.
    TooDeep "E_TOO_DEEP" error;
    /// A character that cannot be seen, or an unusual line break.
    ControlChar "E_CONTROL_CHAR" error;
    /// A hidden character changes the direction of writing.
    Bidi "E_BIDI" error;
    /// The text has no statement.
    Empty "E_EMPTY" error;
    // --- Rulebook, form -------------------------------------------------------------
    /// A line is not indented as its neighbors are.
    Layout "E_LAYOUT" error;
    /// A statement or clause is not of the form it should have.
    Syntax "E_SYNTAX" error;
    /// A statement starts with a word that starts no statement.
    UnknownStatement "E_UNKNOWN_STATEMENT" error;
    /// A clause starts with a word that starts no clause of its statement.
    UnknownClause "E_UNKNOWN_CLAUSE" error;
    /// A clause that must be there is not.
    MissingClause "E_MISSING_CLAUSE" error;
    /// Something is stated twice that can be stated only once.
    Duplicate "E_DUPLICATE" error;
    /// A name that is kept for the language or the ledger.
    Reserved "E_RESERVED" error;
    /// `and` and `or` are mixed without parentheses.
    MixedAndOr "E_MIXED_AND_OR" error;
    // --- Rulebook, meaning ----------------------------------------------------------
    /// A name that nothing in the rulebook has.
    UnknownName "E_UNKNOWN_NAME" error;
    /// A name of the wrong kind of thing.
    WrongKind "E_WRONG_KIND" error;
    /// Two things meet that are not of the same type.
    Type "E_TYPE" error;
    /// A value has more decimals than are counted here.
    Scale "E_SCALE" error;
    /// A number is not written as numbers are.
    Number "E_NUMBER" error;
    /// A value lies outside its range, or a calculation could grow too large to count.
    Range "E_RANGE" error;
    /// A range with nothing in it.
    EmptyDomain "E_EMPTY_DOMAIN" error;
    /// A date that does not exist, or is not written as year, month and day.
    Date "E_DATE" error;
    /// A time that does not exist, or is not written with its day and its distance from UTC.
    Time "E_TIME" error;
    /// A time zone that is unknown, or is needed and not stated.
    TimeZone "E_TIME_ZONE" error;
    /// A currency that is unknown, or is not the rulebook's.
    Currency "E_CURRENCY" error;
    /// Something is defined, lifted or decided by way of itself.
    Cycle "E_CYCLE" error;
    /// A period that ends before it starts, or two that start on the same day.
    Window "E_WINDOW" error;
    /// Two rows of a table match together, and its head does not allow that.
    RowsOverlap "E_ROWS_OVERLAP" error;
    /// A division that does not say how it is rounded.
    Rounding "E_ROUNDING" error;
    /// The rulebook counts years and does not say what holds for 29 February.
    LeapDay "E_FEB29" error;
    /// A rule touches one of stronger source that does not allow it.
    WeakSource "E_WEAK_SOURCE" error;
    /// A rule says who may override it and cannot be, or can be and does not say.
    Override "E_OVERRIDE" error;
    /// A rule offers instead what it forbids.
    Instead "E_INSTEAD" error;
    /// The customer would be told a fact that is never told.
    NeverTell "E_NEVER_TELL" error;
    /// A language that there is not, that the header does not list, or in which something cannot be said.
    Language "E_LANGUAGE" error;
    /// A worked example does not come out as it says.
    Example "E_EXAMPLE" error;
    /// A file that a rulebook uses cannot be read, or is named in a way that does not travel.
    File "E_FILE" error;
    // --- Case -----------------------------------------------------------------------
    /// The text of a case cannot be read as names and values.
    Yaml "E_YAML" error;
    /// A case refers to another place instead of stating a value.
    YamlAlias "E_YAML_ALIAS" error;
    /// A value in a case is marked with an exclamation mark.
    YamlTag "E_YAML_TAG" error;
    /// More than one case in a file.
    YamlDocuments "E_YAML_DOCS" error;
    /// A name before a colon that does not belong here.
    Key "E_KEY" error;
    /// A line that must be there is not.
    MissingKey "E_MISSING_KEY" error;
    /// A case states a fact that the rulebook does not declare.
    UnknownFact "E_UNKNOWN_FACT" error;
    /// A case says nothing where a value should stand.
    Null "E_NULL" error;
    /// A value that is not one of those to choose from.
    Choice "E_CHOICE" error;
    /// A case that the rulebook says cannot be.
    Always "E_ALWAYS" error;
    // --- Findings -------------------------------------------------------------------
    /// A rule that can say no has no words for the customer or for staff.
    Unworded "W_UNWORDED" finding;
    /// Something that customers may read stands in one language of the rulebook and not in another.
    Untranslated "W_UNTRANSLATED" finding;
    /// A wording repeats a number that the rule holds.
    TypedNumber "W_TYPED_NUMBER" finding;
    /// A term has conditions and does not say what holds otherwise.
    NoOtherwise "W_NO_OTHERWISE" finding;
    /// A table has no row for some case, or it cannot be proven that it has one for all.
    RowGap "W_ROW_GAP" finding;
    /// Two rows of a table may match together, and its head does not allow that.
    RowsMayOverlap "W_ROWS_MAY_OVERLAP" finding;
    /// Somebody may decide otherwise, under a condition or limit that leaves no case.
    IdleAuthority "W_IDLE_AUTHORITY" finding;
    /// A rule of law or regulation depends on a number of our own.
    LawReadsHouse "W_LAW_READS_HOUSE" finding;
}

impl Code {
    /// The code of this name, in upper or lower case.
    ///
    /// ```
    /// use candor::diagnostic::Code;
    ///
    /// assert_eq!(Code::from_name("e_syntax"), Some(Code::Syntax));
    /// assert_eq!(Code::from_name("E_SYNTACKS"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name))
    }

    /// The code whose name is most like what was written, with or without `E_` and `W_`; `None` if none is like it.
    ///
    /// ```
    /// use candor::diagnostic::Code;
    ///
    /// assert_eq!(Code::nearest("sintax"), Some(Code::Syntax));
    /// assert_eq!(Code::nearest("weather"), None);
    /// ```
    #[must_use]
    pub fn nearest(written: &str) -> Option<Code> {
        let written = written.to_ascii_uppercase();
        let stem = |name| str::split_once(name, '_').map_or(name, |(_, stem)| stem);
        let bare = written.strip_prefix("E_").or(written.strip_prefix("W_")).unwrap_or(&written);
        let near = nearest(bare, Code::ALL.iter().map(|code| stem(code.name())))?;
        Code::ALL.iter().copied().find(|code| stem(code.name()) == near)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
