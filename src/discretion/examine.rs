//! The bounds of one request: what the rulebook, the directory and the ledger together allow.

use std::collections::BTreeMap;

use super::directory::Vouching;
use super::history::History;
use super::record::{Ask, Granted, LimitUse, Overridden, Per, Person, ReasonCode, ReviewDue, Stated, Vouched};
use super::refusal::{NotCoveredRule, Refusal};
use super::request::Request;
use super::secret;
use crate::case::Case;
use crate::decide::{Evaluation, Outcome, Situation};
use crate::error::Error;
use crate::explain::uses::{Tally, Uses};
use crate::explain::who::{self, Asked, Cover};
use crate::explain::{self, Book, Counted, NotCovered, Reach};
use crate::model::vocabulary::RoleId;
use crate::model::{ActionId, Model, Name, Override};
use crate::rulebook::Rulebook;
use crate::value::Moment;

/// How long a request or grant is good if nothing is said, and at most.
const GOOD_FOR: u32 = 1;
pub(super) const GOOD_AT_MOST: u32 = 30;

/// Everything that a request is held against.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) case: &'a Case,
    pub(super) situation: &'a Situation,
    pub(super) action: ActionId,
    pub(super) directory: Option<&'a Vouching<'a>>,
    pub(super) at: Moment,
}

/// A request within all bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Within {
    pub(super) ask: Ask,
    /// Of which roles another person has to agree.
    pub(super) needs: Vec<String>,
    pub(super) reviews: Vec<ReviewDue>,
    /// Facts that the case states: nobody who alone judged one of them may decide or agree.
    pub(super) not_by_judge_of: Vec<String>,
}

impl Within {
    /// Nobody decides, or agrees, on a fact that they alone judged.
    pub(super) fn no_judge(&self, person: &str) -> Result<(), Refusal> {
        self.not_by_judge_of.iter().try_for_each(|fact| no_judge(fact, &self.ask.judged, person))
    }

    pub(super) fn grant(self, confirmed_by: Vec<Person>) -> Granted {
        Granted { ask: self.ask, confirmed_by, reviews: self.reviews }
    }
}

/// A request that is not within its bounds. It is recorded where it was beyond somebody's authority.
pub(super) struct Beyond {
    pub(super) refusal: Refusal,
    pub(super) ask: Option<Box<Ask>>,
}

impl From<Refusal> for Beyond {
    fn from(refusal: Refusal) -> Beyond {
        Beyond { refusal, ask: None }
    }
}

impl<'a> Bounds<'a> {
    pub(super) fn new(
        rulebook: &'a Rulebook,
        case: &'a Case,
        situation: &'a Situation,
        action: &str,
        directory: Option<&'a Vouching<'a>>,
        at: Moment,
    ) -> Result<Bounds<'a>, Error> {
        Ok(Bounds { rulebook, case, situation, action: rulebook.action(action)?, directory, at })
    }

    fn model(&self) -> &'a Model {
        self.rulebook.model()
    }

    /// Holds a request against all bounds, as the ledger stands.
    pub(super) fn examine(&self, request: &Request, history: &History) -> Result<Within, Beyond> {
        let model = self.model();
        request.check()?;
        let reason_code = reason_code(request)?;
        let until = self.until(request)?;
        if let Some(id) = request.id.as_ref().filter(|id| history.knows(id)) {
            return Err(Refusal::Replayed { id: id.clone() }.into());
        }
        let book = Book { model, program: self.rulebook.program() };
        let evaluation = explain::sure::decided(book, self.situation, self.action);
        let blockers = explain::blockers(&evaluation, self.action);
        match evaluation.outcome(self.action) {
            Outcome::Denied => {}
            Outcome::Allowed => return Err(Refusal::NotDenied.into()),
            Outcome::Undetermined => return Err(self.undetermined(&evaluation).into()),
        }
        let role = self.role(&request.role)?;
        let by = Person { id: request.by.clone(), acts_as: Some(request.role.clone()), role: Vouched::Asserted };
        let mut ask = self.ask(request, by, reason_code, until);
        let beyond = |refusal, ask: &Ask| Beyond { refusal, ask: Some(Box::new(ask.clone())) };
        ask.by.role = Vouched::NotHeld;
        ask.by.role =
            vouch(model, self.directory, (&request.by, &request.role)).map_err(|refusal| beyond(refusal, &ask))?;
        self.judges(request)?;
        edition(self.rulebook, history).map_err(|refusal| beyond(refusal, &ask))?;
        let nothing = Tally::default();
        let tally = history.tally(&model.header.name).unwrap_or(&nothing);
        let uses = Uses { tally, now: self.at, person: Some(&request.by) };
        let uses = Some(uses);
        let asked = Asked { evaluation: &evaluation, situation: self.situation, action: self.action, uses, book };
        let suits = |line: &Override| self.suits(request, line);
        let (covers, why_not) = who::powers_for(asked, &blockers, role, &suits);
        if !why_not.is_empty() {
            let short = |why: &explain::WhyNot| NotCoveredRule {
                rule: why.rule.rule.clone(),
                reason: reason(&why.reason).to_owned(),
            };
            let rules = why_not.iter().map(short).collect();
            return Err(beyond(Refusal::NotCovered { role: request.role.clone(), rules }, &ask));
        }
        ask.overrides = covers.iter().map(|cover| self.overridden(cover)).collect();
        covers.iter().try_for_each(|cover| duties(request, cover.line))?;
        let mut not_by_judge_of: Vec<String> =
            covers.iter().flat_map(|cover| self.judged_facts(cover.line)).map(str::to_owned).collect();
        not_by_judge_of.sort();
        not_by_judge_of.dedup();
        let mut needs: Vec<String> =
            covers.iter().flat_map(|c| &c.confirmed_by).map(|role| model[*role].name.clone()).collect();
        needs.sort();
        needs.dedup();
        let mut reviews: Vec<ReviewDue> = Vec::new();
        for review in covers.iter().filter_map(|cover| cover.line.review) {
            let by = review.by.map_or(&request.role, |role| &model[role].name);
            let due = self.at.plus_days(review.days);
            match reviews.iter_mut().find(|other| other.by == *by) {
                Some(other) => other.due = other.due.min(due),
                None => reviews.push(ReviewDue { by: by.clone(), due }),
            }
        }
        let within = Within { ask, needs, reviews, not_by_judge_of };
        within.no_judge(&request.by).map_err(|refusal| match refusal {
            Refusal::OwnJudgment { .. } => beyond(refusal, &within.ask),
            slip => slip.into(),
        })?;
        Ok(within)
    }

    fn until(&self, request: &Request) -> Result<Moment, Refusal> {
        let until = request.until.unwrap_or_else(|| self.at.plus_days(GOOD_FOR));
        match until > self.at && until <= self.at.plus_days(GOOD_AT_MOST) {
            true => Ok(until),
            false => Err(Refusal::Until { until }),
        }
    }

    fn undetermined(&self, evaluation: &Evaluation<'_>) -> Refusal {
        let book = Book { model: self.model(), program: self.rulebook.program() };
        let (missing, _) = explain::sure::missing(book, self.situation, evaluation, self.action);
        Refusal::Undetermined { missing: missing.into_iter().map(|missing| missing.fact.label).collect() }
    }

    pub(super) fn role(&self, name: &str) -> Result<RoleId, Refusal> {
        role(self.model(), name)
    }

    /// What is recorded of a request, without an id and what it overrides.
    fn ask(&self, request: &Request, by: Person, reason_code: Option<ReasonCode>, until: Moment) -> Ask {
        let model = self.model();
        let salt = request.salt.as_ref();
        let facts = self.case.facts.iter().map(|(id, stated)| {
            let fact = &model[*id];
            let value = fact.ty.write(&stated.value);
            let value = match fact.sensitive {
                true => Stated::Committed { committed: secret::commit(salt, &fact.name, &value) },
                false => Stated::Plain(value),
            };
            (fact.name.clone(), value)
        });
        Ask {
            id: request.id.clone().unwrap_or_default(),
            by,
            rulebook: model.header.name.clone(),
            edition: model.header.edition.clone(),
            digest: self.rulebook.digest().to_owned(),
            action: model[self.action].name.clone(),
            today: self.situation.today,
            facts: facts.collect(),
            case: self.rulebook.case_digest(&model[self.action].name, self.case, salt),
            overrides: Vec::new(),
            reason: request.reason.clone(),
            reason_code,
            evidence: request.evidence.clone(),
            judged: request.judged.clone(),
            until,
        }
    }

    /// What is recorded of a rule that is decided against.
    fn overridden(&self, cover: &Cover<'_>) -> Overridden {
        let model = self.model();
        let (_, source) = who::way_out(model, self.action, cover.blocker);
        let values = cover.values.iter().map(|(of, here)| (of.name.clone(), here.ty.write(&here.value)));
        Overridden {
            rule: who::blocker_ref(model, self.action, cover.blocker).rule,
            source: source.map_or_else(String::new, |by| format!("{} \"{}\"", by.kind.words(), by.text)),
            power_of: model[cover.line.role].name.clone(),
            limits: cover.limits.iter().map(limit_use).collect(),
            values: values.collect(),
        }
    }

    /// Whether somebody brings what a line asks for, and did not alone judge what they would decide on.
    fn suits(&self, request: &Request, line: &Override) -> bool {
        let judged = |fact| no_judge(fact, &request.judged, &request.by).is_ok();
        duties(request, line).is_ok() && self.judged_facts(line).all(judged)
    }

    /// The facts of which a line says that whoever alone judged them does not decide. What nobody stated, nobody judged.
    fn judged_facts(&self, line: &Override) -> impl Iterator<Item = &'a str> {
        let (model, case) = (self.model(), self.case);
        let facts = line.not_by_judge_of.iter().filter(move |id| case.facts.contains_key(id));
        facts.map(move |id| model[*id].name.as_str())
    }

    /// Whoever is said to have judged a fact holds the role that judges it, as far as a directory can tell.
    fn judges(&self, request: &Request) -> Result<(), Refusal> {
        let model = self.model();
        for (fact, judges) in &request.judged {
            let judged_by = model.vocabulary.find(fact).and_then(|id| model[id].judged_by);
            let Some(role) = judged_by else {
                let reason = "the rulebook does not say who judges it".to_owned();
                return Err(Refusal::Text { what: format!("who judged `{}`", fact.escape_debug()), reason });
            };
            for judge in judges {
                vouch(model, self.directory, (judge, &model[role].name))?;
            }
        }
        Ok(())
    }
}

/// Reason and evidence, where the line asks for them.
fn duties(request: &Request, line: &Override) -> Result<(), Refusal> {
    if line.written_reason && request.reason.is_none() {
        return Err(Refusal::NoReason);
    }
    let missing: Vec<String> =
        line.evidence.iter().filter(|what| !request.evidence.contains_key(*what)).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::NoEvidence { missing }) }
}

fn no_judge(fact: &str, judged: &BTreeMap<String, Vec<String>>, person: &str) -> Result<(), Refusal> {
    match judged.get(fact).map(Vec::as_slice) {
        None | Some([]) => Err(Refusal::JudgeNotStated { fact: fact.to_owned() }),
        Some(judges) if judges.iter().all(|judge| judge == person) => {
            Err(Refusal::OwnJudgment { person: person.to_owned(), fact: fact.to_owned() })
        }
        Some(_) => Ok(()),
    }
}

fn role(model: &Model, name: &str) -> Result<RoleId, Refusal> {
    match model.names.get(name) {
        Some(Name::Role(id)) => Ok(*id),
        _ => Err(Refusal::UnknownRole {
            role: name.to_owned(),
            roles: model.roles.iter().map(|role| role.name.clone()).collect(),
        }),
    }
}

/// Whether somebody holds a role, or one that has all its powers.
pub(super) fn vouch(
    model: &Model,
    directory: Option<&Vouching<'_>>,
    (person, name): (&str, &str),
) -> Result<Vouched, Refusal> {
    let role = role(model, name)?;
    let Some(directory) = directory else { return Ok(Vouched::Asserted) };
    for holder in model.roles.iter().filter(|holder| holder.powers.contains(&role)) {
        match directory.holds(person, &holder.name) {
            Ok(true) => return Ok(Vouched::Vouched),
            Ok(false) => {}
            Err(because) => return Err(Refusal::NoDirectory { because }),
        }
    }
    Err(Refusal::RoleNotHeld { person: person.to_owned(), role: name.to_owned() })
}

/// Once an edition of any rulebook was adopted, nothing is decided under a text that was not.
pub(super) fn edition(rulebook: &Rulebook, history: &History) -> Result<(), Refusal> {
    match history.in_use(rulebook.name(), rulebook.digest()) {
        Ok(()) => Ok(()),
        Err(adopted) => {
            let adopted = adopted.map(|adopted| adopted.edition.clone());
            Err(Refusal::OtherEdition { rulebook: rulebook.name().to_owned(), adopted })
        }
    }
}

fn reason_code(request: &Request) -> Result<Option<ReasonCode>, Refusal> {
    match &request.reason_code {
        None => Ok(None),
        Some(name) => match ReasonCode::from_name(name) {
            Some(code) => Ok(Some(code)),
            None => Err(Refusal::UnknownReasonCode { code: name.clone() }),
        },
    }
}

fn limit_use(limit: &explain::Limit) -> LimitUse {
    let per = match limit.reach {
        Reach::InAll => Per::All,
        Reach::PerEmployee => Per::Employee,
        Reach::PerRole => Per::Role,
    };
    let used = limit.used.as_ref().map_or_else(String::new, |used| used.ty.write(&used.value));
    let (of, most) = match &limit.what {
        Counted::Times(times) => (None, times.to_string()),
        Counted::Of { most, value, .. } => (Some(value.name.clone()), most.ty.write(&most.value)),
    };
    LimitUse { of, most, days: limit.days, per, used }
}

fn reason(reason: &NotCovered) -> &'static str {
    match reason {
        NotCovered::Imposed => "imposed",
        NotCovered::Nobody => "nobody",
        NotCovered::OtherRoles(_) => "other_roles",
        NotCovered::Condition(_) => "condition",
        NotCovered::NotKnown(_) => "not_known",
        NotCovered::LimitReached(_) => "limit_reached",
        NotCovered::NotCounted(_) => "not_counted",
        NotCovered::Negative(..) => "negative",
    }
}
