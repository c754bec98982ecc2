//! The closed list of codes. A code keeps its name and meaning for good; a new meaning gets a new code.

use std::fmt;

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
    /// A string, a name or a list is longer than the limit.
    TooLong "E_TOO_LONG" error;
    /// Parentheses or bullets are nested deeper than the limit.
    TooDeep "E_TOO_DEEP" error;
    /// A control character, or a line break that is not LF or CRLF.
    ControlChar "E_CONTROL_CHAR" error;
    /// A character that changes the direction of writing and so hides what a text says.
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
    /// A word of the language is used as a name.
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
    /// A value has more decimals than its type counts.
    Scale "E_SCALE" error;
    /// A number is not written as numbers are.
    Number "E_NUMBER" error;
    /// A value lies outside its range, or a calculation can leave the numbers that are counted.
    Range "E_RANGE" error;
    /// A range, or a list of values, has nothing in it.
    EmptyDomain "E_EMPTY_DOMAIN" error;
    /// A date that does not exist or is not written `YYYY-MM-DD`.
    Date "E_DATE" error;
    /// A currency that is unknown, or is not the rulebook's.
    Currency "E_CURRENCY" error;
    /// Something is defined, or lifted, by way of itself.
    Cycle "E_CYCLE" error;
    /// A period that ends before it starts, or two that start on the same day.
    Window "E_WINDOW" error;
    /// A division that does not say how it is rounded.
    Rounding "E_ROUNDING" error;
    /// The rulebook counts years and does not say what holds on 29 February.
    LeapDay "E_FEB29" error;
    /// A rule touches one of stronger source that does not allow it.
    WeakSource "E_WEAK_SOURCE" error;
    /// A rule says who may override it and cannot be, or can be and does not say.
    Override "E_OVERRIDE" error;
    /// A rule offers instead what it forbids.
    Instead "E_INSTEAD" error;
    /// The customer would be told a fact that is never told.
    NeverTell "E_NEVER_TELL" error;
    /// A wording in a language that is not supported.
    Language "E_LANGUAGE" error;
    /// A worked example does not come out as it says.
    Example "E_EXAMPLE" error;
    // --- Case -----------------------------------------------------------------------
    /// The text is not YAML.
    Yaml "E_YAML" error;
    /// An alias, anchor or merge key in a case.
    YamlAlias "E_YAML_ALIAS" error;
    /// A tag in a case.
    YamlTag "E_YAML_TAG" error;
    /// More than one document in a case.
    YamlDocuments "E_YAML_DOCS" error;
    /// A key that is not a plain name, or not one that belongs here.
    Key "E_KEY" error;
    /// A key that must be there is not.
    MissingKey "E_MISSING_KEY" error;
    /// A case states a fact that the rulebook does not declare.
    UnknownFact "E_UNKNOWN_FACT" error;
    /// A case says null, or nothing, where a value should stand.
    Null "E_NULL" error;
    /// A value that is not in its list.
    Choice "E_CHOICE" error;
    /// A case that the rulebook says cannot be.
    Always "E_ALWAYS" error;
    /// A case without the day of the request.
    Today "E_TODAY" error;
    // --- Findings -------------------------------------------------------------------
    /// A rule that can say no has no words for the customer or for staff.
    Unworded "W_UNWORDED" finding;
    /// A wording repeats a number that the rule holds; the two can drift apart.
    TypedNumber "W_TYPED_NUMBER" finding;
    /// A term has conditions and does not say what holds otherwise.
    NoOtherwise "W_NO_OTHERWISE" finding;
    /// A rule of law or regulation depends on a number of our own.
    LawReadsHouse "W_LAW_READS_HOUSE" finding;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
