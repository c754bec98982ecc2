//! The façade: text to rulebook, case to answer. The only file that knows the whole chain.

mod examples;
mod load;
mod parts;
mod proofs;
mod reader;
mod reserved;
mod rows;
mod situation;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::case::{self, Case, CaseBuilder};
use crate::decide::Evaluation;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic, Report, text_of};
use crate::error::Error;
use crate::explain::uses::Uses;
use crate::explain::{self, Audience, Explanation, RulebookRef, ValueAnswer};
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, Name, Valued, from_syntax};
use crate::program::Program;
use crate::source::{Files, NoFile, Source, Sources};
use crate::stack::with_room;
use crate::syntax;
use crate::value::Date;
pub use reader::Reader;

/// A checked rulebook: immutable, shareable between threads, and cheap to clone.
#[derive(Clone, Debug)]
pub struct Rulebook {
    inner: Arc<Inner>,
}

impl Drop for Inner {
    /// A tree is dropped as deep as it is nested.
    fn drop(&mut self) {
        let models = (std::mem::take(&mut self.model), std::mem::take(&mut self.others));
        with_room(|| drop(models));
    }
}

#[derive(Debug)]
struct Inner {
    model: Model,
    /// The same with its texts in each other language.
    others: Vec<Model>,
    sources: Sources,
    digest: String,
    /// The compiled form, the same in every language.
    program: Arc<Program>,
}

impl Rulebook {
    /// Reads a rulebook; `name` is the name by which people know the text, usually its path.
    ///
    /// ```
    /// use candor::{Error, Rulebook, render};
    ///
    /// let Err(Error::Text(report)) = Rulebook::from_text("hours.rulebook", "rulebok hours") else { unreachable!() };
    /// assert!(render::report(&report, render::Style::default()).contains("hours.rulebook:1:1"));
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] with everything that is wrong with it. Findings alone are no error: see [`Rulebook::check`].
    pub fn from_text(name: &str, text: &str) -> Result<Rulebook, Error> {
        let (rulebook, report) = Rulebook::check(name, text);
        rulebook.ok_or(Error::Text(report))
    }

    /// Reads a rulebook and reports everything: errors, findings, and worked examples that do not come out as they say.
    ///
    /// There is a rulebook unless there are errors. An example that does not come out is an error.
    ///
    /// ```
    /// use candor::Rulebook;
    ///
    /// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// let (rulebook, report) = Rulebook::check("returns.rulebook", text);
    /// assert!(rulebook.is_some() && report.diagnostics.is_empty());
    /// ```
    #[must_use]
    pub fn check(name: &str, text: &str) -> (Option<Rulebook>, Report) {
        with_room(|| Rulebook::check_here(name, text, &load::TextAlone))
    }

    /// Reads a rulebook in several files: the main one, and those that it uses.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use candor::{Error, Rulebook};
    ///
    /// let files = BTreeMap::from([("shop.rulebook", "rulebook shop \"A shop\"\n  edition   \"1\"\n\nuse \"roles.rulebook\"\n")]);
    /// let missing = Rulebook::from_files("shop.rulebook", &files).unwrap_err();
    /// assert_eq!(missing.to_string(), "shop.rulebook:4:5: `roles.rulebook` cannot be used: there is no such file [E_FILE]");
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] with everything that is wrong with them. Findings alone are no error: see [`Rulebook::check_files`].
    pub fn from_files(main: &str, files: &dyn Files) -> Result<Rulebook, Error> {
        let (rulebook, report) = Rulebook::check_files(main, files);
        rulebook.ok_or(Error::Text(report))
    }

    /// Reads a rulebook in several files and reports everything, as [`Rulebook::check`] does of one text.
    #[must_use]
    pub fn check_files(main: &str, files: &dyn Files) -> (Option<Rulebook>, Report) {
        let no_file = |no: NoFile| {
            let help = no.help.unwrap_or_else(|| "name the file of the rulebook".to_owned());
            let said = Diagnostic::whole(Code::File, format!("`{main}` cannot be read: {}", no.why)).help(help);
            Report::new(Sources::one(Source::new(main, "")), vec![said])
        };
        let read = || {
            let name = files.find("", main).map_err(no_file)?;
            let text = text_of(&name, files.read(&name).map_err(no_file)?)?;
            Ok((name, text))
        };
        match read() {
            Ok((name, text)) => with_room(|| Rulebook::check_here(&name, &text, files)),
            Err(report) => (None, report),
        }
    }

    /// Whether a text is no rulebook by itself, since it does not say which edition of what it is: then it is only there to
    /// be used by others.
    ///
    /// ```
    /// use candor::Rulebook;
    ///
    /// assert!(Rulebook::is_part("roles.rulebook", "role lead \"the lead\"\n"));
    /// assert!(!Rulebook::is_part("shop.rulebook", "rulebook shop \"A shop\"\n  edition   \"1\"\n"));
    /// ```
    #[must_use]
    pub fn is_part(name: &str, text: &str) -> bool {
        with_room(|| load::is_part(&syntax::parse(&Source::new(name, text)).0))
    }

    fn check_here(name: &str, text: &str, files: &dyn Files) -> (Option<Rulebook>, Report) {
        let load::Loaded { sources, statements, mut diagnostics, whole } = load::load(name, text, files);
        if !whole {
            return (None, Report::new(sources, diagnostics));
        }
        let mut model = from_syntax::build(&statements, None, &mut diagnostics);
        model.vocabulary.signature = hex(&Sha256::digest(model.vocabulary.contents())).into();
        let mut others = Vec::new();
        for language in model.header.languages.iter().skip(1) {
            let mut found = Vec::new();
            let mut other = from_syntax::build(&statements, Some(language), &mut found);
            other.vocabulary.signature = model.vocabulary.signature.clone();
            others.push(other);
            // What is wrong in every language is told once.
            found.retain(|new| !diagnostics.iter().any(|old| old.says_the_same(new)));
            diagnostics.append(&mut found);
        }
        reserved::tell_once(&sources, &mut diagnostics);
        if diagnostics.iter().any(Diagnostic::is_error) {
            return (None, Report::new(sources, diagnostics));
        }
        let digest = digest(&sources);
        let program = Arc::new(Program::of(&model));
        let rulebook = Rulebook { inner: Arc::new(Inner { model, others, sources: sources.clone(), digest, program }) };
        rulebook.examples(&mut diagnostics);
        let whole = !diagnostics.iter().any(Diagnostic::is_error);
        (whole.then_some(rulebook), Report::new(sources, diagnostics))
    }

    /// The text of a rulebook in the canonical layout: the same words and comments, and what it says is the same.
    ///
    /// It need not be a rulebook that works: one that names what it does not declare is formatted as well.
    /// ```
    /// let text = candor::Rulebook::format("a", "action   refund\"a refund\"  allowed unless restricted # yet\r\n");
    /// assert!(text.is_err(), "a space is missing");
    /// let text = candor::Rulebook::format("a", "action   refund \"a refund\"  allowed unless restricted # yet\r\n");
    /// assert_eq!(text.unwrap(), "action refund \"a refund\" allowed unless restricted  # yet\n");
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] with everything that cannot be read.
    pub fn format(name: &str, text: &str) -> Result<String, Error> {
        with_room(|| {
            let source = Source::new(name, text);
            syntax::format(&source).map_err(|faults| Error::Text(Report::new(Sources::one(source), faults)))
        })
    }

    /// The name of the rulebook.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.model().header.name
    }

    /// The names of the actions that may be asked for, in the order of the rulebook.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.model().actions.iter().map(|action| action.name.as_str())
    }

    /// The words for whatever it names: the labels of roles, actions, facts, terms and figures, and the titles of rules.
    ///
    /// ```
    /// # use candor::Rulebook;
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// assert_eq!(rulebook.labels()["shift_lead"], "the shift lead");
    /// # Ok::<(), candor::Error>(())
    /// ```
    #[must_use]
    pub fn labels(&self) -> BTreeMap<String, String> {
        let model = self.model();
        let words = |name: &Name| match *name {
            Name::Action(id) => &model[id].label,
            Name::Fact(id) => &model[id].label,
            Name::Figure(id) => &model[id].label,
            Name::Role(id) => &model[id].label,
            Name::Rule(id) => &model[id].title,
            Name::Table(id) | Name::Term(id) => &model[id].label,
        };
        let said = model.names.iter().map(|(name, id)| (name.to_string(), words(id).clone()));
        said.filter(|(_, words)| !words.is_empty()).collect()
    }

    /// The names of its terms and figures, whose values can be asked for.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        // A term of a record has a value for each of them, and none by itself.
        let terms = self.model().terms.iter().filter(|term| term.of.is_none() && !term.is_reading());
        let terms = terms.map(|term| term.name.as_str());
        terms.chain(self.model().figures.iter().map(|figure| figure.name.as_str()))
    }

    /// The digest of its text: `sha256:` and 64 hexadecimal digits. Of several files it is that of a list of their digests,
    /// each on a line of its own, in the order in which they are used.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.inner.digest
    }

    /// Reads a case, in YAML or JSON.
    ///
    /// ```
    /// # use candor::{Date, Error, Rulebook};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// let case = rulebook.case("case.yaml", "{today: 2026-11-21, facts: {receipt: yes, amount: 120.00 EUR}}")?;
    /// assert_eq!(case.today(), Date::new(2026, 11, 21));
    ///
    /// let Err(Error::Text(report)) = rulebook.case("case.yaml", "facts: {reciept: yes}") else { unreachable!() };
    /// assert!(report.diagnostics[0].help.as_ref().is_some_and(|help| help.starts_with("did you mean `receipt`?")));
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] with everything that is wrong with it.
    pub fn case(&self, name: &str, text: &str) -> Result<Case, Error> {
        with_room(|| case::from_text(name, text, &self.model().vocabulary)).map_err(Error::Text)
    }

    /// The case that a value of your own states: the fields of a struct, or the entries of a map, are facts by name.
    ///
    /// | in Rust | states |
    /// | --- | --- |
    /// | `bool` | yes or no |
    /// | an integer | a number, days, months or years; of money, whole units of the currency |
    /// | text | a number with decimals, money (`"120.00 EUR"`), a duration, a day, one of a list, a text |
    /// | a variant without values | one of a list, by its name |
    /// | [`Date`] | a day |
    /// | `None`, `()` | nothing: the fact is missing, as if the field were not there |
    ///
    /// serde's attributes count: rename a field to the name of the fact, skip one that is none. In a case *text* a
    /// null is an error; here `None` is how Rust says that something is not known. No floating point number is let in,
    /// since none is exact.
    ///
    /// ```
    /// use candor::{Date, Rulebook, Standing};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize)]
    /// #[serde(rename_all = "snake_case")]
    /// enum Tier { Standard, Patron }
    ///
    /// #[derive(Serialize)]
    /// struct Loan { on_loan: u32, #[serde(rename = "membership")] tier: Option<Tier>, fees: String }
    ///
    /// # let text = r#"
    /// # rulebook library "Lending library"
    /// #   edition   "2026.1"
    /// #   currency  EUR
    /// # fact on_loan "books on loan": whole number
    /// # fact membership "the membership": one of standard, patron
    /// # fact fees "fees that are open": money
    /// # action borrow "borrow a book" allowed unless restricted
    /// # restriction too_many "Books on loan" on borrow
    /// #   when      on_loan is at least 5 and membership is standard
    /// #   source    house policy "Lending rules 3"
    /// #   tell customer "There is a limit."
    /// #   tell staff "There is a limit."
    /// #   override  by nobody
    /// # "#;
    /// let rulebook = Rulebook::from_text("library.rulebook", text)?;
    /// let today = Date::new(2026, 11, 21).unwrap();
    /// let loan = Loan { on_loan: 5, tier: None, fees: "2.50 EUR".into() };
    /// let case = rulebook.case_from(today, &loan)?;
    /// assert_eq!(rulebook.why("borrow", &case)?.standing, Standing::CannotTell);
    ///
    /// let case = rulebook.case_from(today, &Loan { tier: Some(Tier::Patron), ..loan })?;
    /// assert_eq!(rulebook.why("borrow", &case)?.standing, Standing::Yes);
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] with everything that is wrong; each message names its field, since there is no text to point into.
    pub fn case_from(&self, today: Date, facts: &(impl serde::Serialize + ?Sized)) -> Result<Case, Error> {
        self.case_builder(today).fields(facts).build()
    }

    /// A case fact by fact, where there is no struct that holds them all. Values are read as in [`Rulebook::case_from`].
    ///
    /// ```
    /// # use candor::{Date, Outcome, Rulebook};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// let today = Date::new(2026, 11, 21).unwrap();
    /// let case = rulebook
    ///     .case_builder(today)
    ///     .set("receipt", true)
    ///     .set("amount", "120.00 EUR")
    ///     .set("received", Date::new(2026, 10, 9))
    ///     .set("returns_last_90_days", 1)
    ///     .build()?;
    /// assert_eq!(case.today(), Some(today));
    ///
    /// let wrong = rulebook.case_builder(today).set("amount", 119.99).build().unwrap_err();
    /// assert_eq!(wrong.to_string(), "`amount` is given as a floating point number, which is not exact [E_TYPE]");
    /// # Ok::<(), candor::Error>(())
    /// ```
    pub fn case_builder(&self, today: Date) -> CaseBuilder<'_> {
        CaseBuilder::new(&self.model().vocabulary, today)
    }

    /// States one more fact of a case, or another value for one: `FACT=VALUE`. `name` says where the text comes from.
    ///
    /// ```
    /// # use candor::{Outcome, Rulebook};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// # let mut case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
    /// assert_eq!(rulebook.why("refund", &case)?.outcome, Outcome::Denied);
    /// rulebook.set(&mut case, "what if", "received=2026-11-15")?;
    /// assert_eq!(rulebook.why("refund", &case)?.outcome, Outcome::Allowed);
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Text`] if the fact is unknown or the value is not one of its values.
    pub fn set(&self, case: &mut Case, name: &str, text: &str) -> Result<(), Error> {
        case.set(name, text, &self.model().vocabulary).map_err(Error::Text)
    }

    /// Answers one action in one case, for staff.
    ///
    /// ```
    /// # use candor::{Outcome, Rulebook, Standing};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
    /// let answer = rulebook.why("refund", &case)?;
    /// assert_eq!((answer.outcome, answer.standing), (Outcome::Denied, Standing::Ask));
    /// assert_eq!(answer.restrictions[0].rule.rule, "late_return");
    ///
    /// let unknown = rulebook.why("refnud", &case).unwrap_err();
    /// assert_eq!(unknown.to_string(), "the rulebook has no action `refnud`; did you mean `refund`?");
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownAction`], [`Error::NoToday`], or [`Error::Text`] for a case that the rulebook says cannot be.
    pub fn why(&self, action: &str, case: &Case) -> Result<Explanation, Error> {
        self.why_for(Audience::Staff, action, case)
    }

    /// Answers one action in one case for one reader, in whichever language of the rulebook: `Audience::Customer`, or
    /// `Audience::Customer.in_language("de")`. What a customer is given holds nothing that would differ with a
    /// fact that is never told.
    ///
    /// ```
    /// # use candor::{Audience, Rulebook};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
    /// let answer = rulebook.why_for(Audience::Customer, "refund", &case)?;
    /// assert!(!serde_json::to_string(&answer).unwrap().contains("returns_last_90_days"));
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Rulebook::why`], and [`Error::UnknownLanguage`].
    pub fn why_for(&self, reader: impl Into<Reader>, action: &str, case: &Case) -> Result<Explanation, Error> {
        self.why_using(&reader.into(), action, case, None)
    }

    /// The value of a term or figure in one case, and why, for one reader: down to the facts and the lines that decide.
    /// What depends on a fact that customers are never told is withheld from them.
    ///
    /// ```
    /// # use candor::{Audience, Rulebook, render};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
    /// let answer = rulebook.why_value(Audience::Staff, "return_window", &case)?;
    /// assert!(render::value(&answer, render::Style::default()).starts_with("30 days "));
    ///
    /// let unknown = rulebook.why_value(Audience::Staff, "return_windou", &case).unwrap_err();
    /// assert_eq!(unknown.to_string(), "the rulebook has no term or figure `return_windou`; did you mean `return_window`?");
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownTerm`], [`Error::UnknownLanguage`], [`Error::NoToday`], or [`Error::Text`] for a case that the
    /// rulebook says cannot be.
    pub fn why_value(&self, reader: impl Into<Reader>, name: &str, case: &Case) -> Result<ValueAnswer, Error> {
        let reader = reader.into();
        with_room(|| {
            let audience = reader.audience;
            let spoken = self.spoken(&reader)?;
            let asked = match self.model().names.get(name) {
                Some(Name::Table(id)) => Valued::Term(*id),
                Some(Name::Term(id)) if self.model()[*id].of.is_none() => Valued::Term(*id),
                Some(Name::Figure(id)) => Valued::Figure(*id),
                _ => {
                    let nearest = nearest(name, self.values()).map(str::to_owned);
                    return Err(Error::UnknownTerm { name: name.to_owned(), nearest });
                }
            };
            let situation = self.situation_for(audience, case)?;
            let evaluation = Evaluation::new(self.model_in(spoken.sentences), &situation);
            let sources = &self.inner.sources;
            let mut answer = explain::value_answer(&evaluation, self.reference(), &situation, asked, audience, sources);
            answer.answer_id = self.answer_id(audience, name, situation.today, case);
            Ok(answer)
        })
    }

    /// The same, with what has been used of the limits of those who may decide otherwise.
    pub(crate) fn why_using(
        &self,
        reader: &Reader,
        action: &str,
        case: &Case,
        uses: Option<Uses<'_>>,
    ) -> Result<Explanation, Error> {
        with_room(|| self.why_here(reader, action, case, uses))
    }

    fn why_here(
        &self,
        reader: &Reader,
        action: &str,
        case: &Case,
        uses: Option<Uses<'_>>,
    ) -> Result<Explanation, Error> {
        let (audience, spoken) = (reader.audience, self.spoken(reader)?);
        let id = self.action(action)?;
        let situation = self.situation_for(audience, case)?;
        let answer = |language| {
            explain::explain(
                (self.model_in(language), self.program()),
                self.reference(),
                &situation,
                id,
                audience,
                uses,
            )
        };
        let mut explanation = answer(spoken.sentences);
        if spoken.told != spoken.sentences {
            reader::adopt(&mut explanation, answer(spoken.told));
        }
        explanation.answer_id = self.answer_id(audience, action, situation.today, case);
        Ok(explanation)
    }

    /// Which edition of which rulebook it is.
    pub(crate) fn reference(&self) -> RulebookRef {
        let header = &self.model().header;
        RulebookRef {
            id: header.name.clone(),
            title: header.title.clone(),
            edition: header.edition.clone(),
            digest: self.inner.digest.clone(),
            owner: header.owner.clone(),
        }
    }

    /// Who may decide otherwise, rule by rule, and the values on which that depends: in the words of the rulebook, one line each.
    pub(crate) fn authority(&self) -> Vec<String> {
        let model = self.model();
        let said = |span| self.inner.sources.snippet(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let rules = model.rules.iter().filter(|rule| rule.is_blocker()).map(|rule| (&rule.name, &rule.way_out));
        let actions = model.actions.iter().filter(|a| a.denied_unless_permitted).map(|a| (&a.name, &a.way_out));
        let (mut lines, mut reads) = (Vec::new(), crate::model::Reads::default());
        for (name, way_out) in rules.chain(actions) {
            for line in way_out.overrides.iter().flatten() {
                lines.push(format!("{name}: {}", said(line.span)));
                let confirmed = line.confirmed_by.iter().filter_map(|c| c.condition.as_ref());
                line.condition.iter().chain(confirmed).chain(line.counted()).for_each(|expr| reads.add(model, expr));
            }
        }
        for role in &model.roles {
            let powers: Vec<&str> = role.powers.iter().map(|id| model[*id].name.as_str()).collect();
            lines.push(format!("{}: has the powers of {}", role.name, powers.join(", ")));
        }
        for term in reads.terms.iter().map(|id| &model[*id]) {
            let head = term.table.iter().flat_map(|table| &table.said).copied();
            lines.extend(
                head.chain(term.lines.iter().map(|line| line.span)).map(|at| format!("{}: {}", term.name, said(at))),
            );
        }
        for rule in reads.rules.iter().map(|id| &model[*id]) {
            let conditions = rule.when.iter().chain(&rule.required).map(|expr| said(expr.span));
            lines.push(format!("{}: {}", rule.name, conditions.collect::<Vec<_>>().join("; ")));
        }
        for figure in reads.figures.iter().map(|id| &model[*id]) {
            let period =
                |p: &crate::model::Period| format!("{}: from {}: {}", figure.name, p.from, figure.ty.write(&p.value));
            lines.extend(figure.periods.iter().map(period));
        }
        lines
    }

    /// A digest of rulebook, action and case. Without a salt it says nothing of sensitive facts.
    pub(crate) fn case_digest(&self, action: &str, case: &Case, salt: Option<&[u8; 32]>) -> String {
        let today = case.today().map_or_else(String::new, |today| today.to_string());
        self.digest_of(action, &today, case, salt, |_| true)
    }

    pub(crate) fn model(&self) -> &Model {
        &self.inner.model
    }

    pub(crate) fn program(&self) -> &Arc<Program> {
        &self.inner.program
    }

    pub(crate) fn action(&self, name: &str) -> Result<ActionId, Error> {
        match self.model().names.get(name) {
            Some(Name::Action(id)) => Ok(*id),
            _ => Err(Error::UnknownAction {
                name: name.to_owned(),
                nearest: nearest(name, self.actions()).map(str::to_owned),
            }),
        }
    }

    /// Whether the facts of a case are those that this rulebook declares.
    pub(crate) fn fits(&self, case: &Case) -> Result<(), Error> {
        match case.vocabulary.is_empty() || case.vocabulary == self.model().vocabulary.signature {
            true => Ok(()),
            false => Err(Error::OtherFacts),
        }
    }

    /// The same rulebook, action, day and facts give the same id; for customers, of the facts that they may be told. A
    /// sensitive fact is part of it only where the case has a salt: else its value could be found by trying all.
    fn answer_id(&self, audience: Audience, action: &str, today: Date, case: &Case) -> String {
        let told = |id: FactId| audience != Audience::Customer || !self.model()[id].never_tell_customer;
        self.digest_of(action, &today.to_string(), case, case.salt.as_ref(), told)
    }

    fn digest_of(
        &self,
        action: &str,
        today: &str,
        case: &Case,
        salt: Option<&[u8; 32]>,
        told: impl Fn(FactId) -> bool,
    ) -> String {
        let mut canonical = format!("{}\n{action}\n{today}\n", self.inner.digest);
        let mut salted = false;
        for (id, stated) in case.facts.iter().filter(|(id, _)| told(**id)) {
            let fact = &self.model()[*id];
            let _ = match (fact.sensitive, salt) {
                // That it is stated counts, what it is does not.
                (true, None) => writeln!(canonical, "{} stated", fact.name),
                (sensitive, _) => {
                    salted |= sensitive;
                    writeln!(canonical, "{}={:?}", fact.name, stated.value)
                }
            };
        }
        let digest = Sha256::new_with_prefix(canonical.as_bytes());
        hex(&match salt.filter(|_| salted) {
            Some(salt) => digest.chain_update(salt).finalize(),
            None => digest.finalize(),
        })
    }
}

/// The digest of one text, or of the digests of several.
fn digest(sources: &Sources) -> String {
    let each: Vec<String> = sources.iter().map(|source| hex(&Sha256::digest(source.text().as_bytes()))).collect();
    match each.as_slice() {
        [one] => one.clone(),
        several => hex(&Sha256::digest(several.iter().map(|one| format!("{one}\n")).collect::<String>())),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("sha256:".to_owned(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
