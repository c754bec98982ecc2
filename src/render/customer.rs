//! The answer for the customer: a short, kind letter with what is possible in it.

use super::letter::Letter;
use super::messages::Messages;
use super::tongue::Tongue;
use super::{change, clause, reasons, value, ways, words};
use crate::explain::{
    Alternative, Explanation, FactValue, Force, Label, Outcome, Restriction, RuleKind, RuleRef, Standing, Stopped,
};
use crate::value::{Date, Value};

/// The letter. It is made from an explanation for the customer, which holds nothing that they are never told.
pub(super) fn letter(explanation: &Explanation) -> Letter {
    let mut writer = Writer { letter: Letter::default(), tongue: Tongue::of(&explanation.sentences), explanation };
    writer.write();
    writer.letter
}

/// Writes one letter in the language of its reader.
struct Writer<'e> {
    explanation: &'e Explanation,
    tongue: Tongue<'e>,
    letter: Letter,
}

impl Writer<'_> {
    fn write(&mut self) {
        let (explanation, tongue) = (self.explanation, self.tongue);
        self.letter.sentences(&self.answer());
        match explanation.outcome {
            Outcome::Allowed => self.granted(),
            Outcome::Denied => self.refused(),
            Outcome::Undetermined => self.open(),
        }
        for shown in &explanation.values {
            // A value as an entry on a form, and how it came about.
            let head = format!("{}: {}", words::sentence_start(&shown.term.label), value::known(tongue, shown));
            self.letter.list(&head, value::because(tongue, shown));
        }
        for advice in explanation.advice.iter().filter_map(|advice| advice.tell_customer.as_ref()) {
            self.letter.sentences(&[tongue.phrase(advice)]);
        }
        took_for_granted(tongue, &explanation.assumed, &mut self.letter);
    }

    /// A sentence of our own with its holes filled.
    fn say(&self, sentence: impl Fn(&Messages) -> &'static str, with: &[&str]) -> String {
        words::sentence_start(&self.tongue.fill(sentence, with))
    }

    fn on(&self, sentence: impl Fn(&Messages) -> &'static str, day: Date) -> String {
        self.say(sentence, &[&self.tongue.date(day)])
    }

    /// What was asked, and the answer.
    fn answer(&self) -> Vec<String> {
        let explanation = self.explanation;
        let label = explanation.action.label.as_str();
        let says = self.tongue.says();
        let not_open = self.say(|says| says.not_open, &[label]);
        match explanation.standing {
            Standing::Yes => {
                // A day that is said is one on which it is still open.
                let until = explanation.timeline.allowed_until;
                let until = until.map(|day| self.tongue.fill(|says| says.until, &[&self.tongue.date(day)]));
                vec![self.say(|says| says.yes, &[label, &until.unwrap_or_default()])]
            }
            Standing::CannotTell => vec![self.say(|says| says.cannot_tell, &[label])],
            Standing::YesIf => match explanation.remedies.first() {
                Some(first) => {
                    let changes = change::remedy_in(self.tongue, first, explanation.today);
                    let until = first.allowed_until.map(|day| self.on(|says| says.with_that_done, day));
                    let wait = explanation.timeline.opens_on.map(|day| self.on(|says| says.without_that, day));
                    let open = self.say(|says| says.open_if, &[label, &changes]);
                    vec![open, until.unwrap_or_default(), wait.unwrap_or_default()]
                }
                None => vec![not_open, says.something_can_be_done.to_owned()],
            },
            Standing::From => vec![
                self.say(|says| says.not_open_yet, &[label]),
                match explanation.timeline.opens_on {
                    Some(day) => self.on(|says| says.possible_on, day),
                    None => says.possible_later.to_owned(),
                },
            ],
            Standing::Ask | Standing::No => vec![not_open],
        }
    }

    // --- A yes ------------------------------------------------------------------------------

    fn granted(&mut self) {
        let (explanation, tongue) = (self.explanation, self.tongue);
        for rule in &explanation.granted_by {
            let (title, cited) = (clause::title_in(tongue, rule), cited(rule));
            let said = match (rule.kind, rule.source.force) {
                (RuleKind::Right, Force::Law | Force::Regulation) => {
                    self.say(|says| says.right_by_law, &[&title, &cited])
                }
                (RuleKind::Right, _) => self.say(|says| says.right_agreed, &[&title, &cited]),
                _ => self.say(|says| says.allowed_by, &[&title, &clause::source_in(tongue, rule)]),
            };
            self.letter.sentences(&[said]);
        }
        for stopped in explanation.excepted.iter().filter(|stopped| !grants(&stopped.rule)) {
            self.stopped(stopped, |says| says.does_not_apply);
        }
        for stopped in &explanation.defeated {
            self.stopped(stopped, |says| says.gives_way);
        }
        self.told();
    }

    /// `"Return window" gives way to "Right of withdrawal", law (Directive 2011/83/EU art. 9)`.
    fn stopped(&mut self, stopped: &Stopped, how: impl Fn(&Messages) -> &'static str) {
        let tongue = self.tongue;
        let by = stopped.by.iter().map(|by| {
            tongue.fill(|says| says.rule_with_source, &[&clause::title_in(tongue, by), &clause::source_in(tongue, by)])
        });
        let by: Vec<String> = by.collect();
        let said = self.say(how, &[&clause::title_in(tongue, &stopped.rule), &tongue.list(&by)]);
        self.letter.sentences(&[said]);
    }

    fn told(&mut self) {
        for phrase in &self.explanation.told {
            self.letter.sentences(&[self.tongue.phrase(phrase)]);
        }
    }

    // --- A no -------------------------------------------------------------------------------

    fn refused(&mut self) {
        let explanation = self.explanation;
        for restriction in explanation.restrictions.iter().filter(|r| r.certain) {
            self.reason(restriction);
        }
        // Each is open, and together they leave no way.
        if explanation.restrictions.iter().all(|r| !r.certain) && explanation.outcome == Outcome::Denied {
            let each = explanation.restrictions.iter();
            let each: Vec<String> = each.map(|r| Letter::joined(&[self.words_of(r), self.force(r)])).collect();
            self.letter.list(self.tongue.says().one_of_these, each);
        }
        self.told();
        // A right that people expect, and that does not reach this.
        for stopped in explanation.excepted.iter().filter(|stopped| grants(&stopped.rule)) {
            self.stopped(stopped, |says| says.does_not_cover);
        }
        self.offers();
        self.changes();
        // In these two the first sentences say it.
        let answered = matches!(explanation.standing, Standing::From | Standing::YesIf);
        if let Some(day) = explanation.timeline.opens_on.filter(|_| !answered) {
            let said = self.on(|says| says.possible_by_itself, day);
            self.letter.sentences(&[said]);
        }
        self.later();
        let people = self.people();
        self.letter.sentences(&people);
        self.referrals();
        self.facts();
    }

    /// What the rule says in its own words, and whether it is law or our own choice.
    fn reason(&mut self, restriction: &Restriction) {
        let tongue = self.tongue;
        self.letter.sentences(&[self.words_of(restriction), self.force(restriction)]);
        let Some(nearest) = restriction.not_granted.first() else { return };
        let source = &nearest.rule.source;
        let mut lacks = reasons::told(tongue, &nearest.unmet, source);
        let excluded = nearest.excluded_by.iter();
        lacks.extend(excluded.map(|by| (0, format!("{}{}", clause::title_in(tongue, by), cited(by)))));
        let title = clause::title_in(tongue, &nearest.rule);
        let head = self.say(|says| says.comes_nearest, &[&title, &cited(&nearest.rule)]);
        self.letter.nested(&head, lacks);
    }

    fn words_of(&self, restriction: &Restriction) -> String {
        match &restriction.tell_customer {
            Some(phrase) => self.tongue.phrase(phrase),
            None => clause::title_in(self.tongue, &restriction.rule),
        }
    }

    fn force(&self, restriction: &Restriction) -> String {
        let cited = cited(&restriction.rule);
        let purpose = restriction.purpose.as_deref().unwrap_or_default();
        match (restriction.rule.source.force, purpose) {
            (Force::HousePolicy, "") => self.tongue.says().own_rule.to_owned(),
            (Force::HousePolicy, purpose) if self.tongue.is_english() => {
                self.say(|says| says.own_rule_because, &[&lower_start(purpose)])
            }
            (Force::HousePolicy, purpose) => self.say(|says| says.own_rule_because, &[purpose]),
            (Force::Contract, _) => self.say(|says| says.agreed, &[&cited]),
            (Force::Law | Force::Regulation, _) => self.say(|says| says.law, &[&cited]),
        }
    }

    fn offers(&mut self) {
        let says = self.tongue.says();
        let (now, later): (Vec<_>, Vec<_>) =
            self.explanation.alternatives.iter().partition(|a| a.standing == Standing::Yes);
        self.letter.list(says.offers_now, now.into_iter().map(|a| a.action.label.clone()));
        let later: Vec<String> = later.into_iter().map(|alternative| self.offer(alternative)).collect();
        self.letter.list(says.offers_later, later);
    }

    fn offer(&self, alternative: &Alternative) -> String {
        match ways::offer_in(self.tongue, alternative, self.explanation.today) {
            text if text.is_empty() => self.tongue.fill(|says| says.ask_first, &[&alternative.action.label]),
            text => text,
        }
    }

    /// What would make it a yes, beyond what the first sentence says; where that is not worked out, what it depends on.
    fn changes(&mut self) {
        let (explanation, says) = (self.explanation, self.tongue.says());
        let other = explanation.remedies.iter().skip(1);
        let other: Vec<String> =
            other.map(|remedy| change::remedy_in(self.tongue, remedy, explanation.today)).collect();
        self.letter.list(says.possible_if, other);
        let untried: Vec<String> = self.untried().into_iter().map(str::to_owned).collect();
        self.letter.list(says.may_help, untried);
    }

    /// What would make it a yes on a later day.
    fn later(&mut self) {
        let (explanation, tongue) = (self.explanation, self.tongue);
        let Some(later) = &explanation.later else { return };
        let each = later.remedies.iter().map(|remedy| {
            let until = remedy.allowed_until.map(|day| tongue.fill(|says| says.until, &[&tongue.date(day)]));
            change::remedy_in(tongue, remedy, explanation.today) + &until.unwrap_or_default()
        });
        let head = self.on(|says| says.possible_then, later.on);
        self.letter.list(&head, each.collect::<Vec<_>>());
    }

    /// What may help, where that was not worked out.
    fn untried(&self) -> Vec<&str> {
        let gave_up = matches!(self.explanation.remedies_label, Label::GaveUp { .. });
        if gave_up && self.explanation.remedies.is_empty() { ways::within_reach(self.explanation) } else { Vec::new() }
    }

    /// Who may decide otherwise, or that nobody may.
    fn people(&self) -> Vec<String> {
        let says = self.tongue.says();
        match self.explanation.standing {
            Standing::Ask => {
                let first = self.explanation.authority.first();
                let who = first.map_or(says.somebody, |first| first.role.label.as_str());
                vec![self.say(|says| says.may_decide, &[who]), says.please_ask.to_owned()]
            }
            Standing::No => self.nobody(),
            _ => Vec::new(),
        }
    }

    /// Where nobody here may decide otherwise, nobody is sent round to ask; where nothing else is left, that is said.
    fn nobody(&self) -> Vec<String> {
        let (explanation, says) = (self.explanation, self.tongue.says());
        let open = !explanation.alternatives.is_empty()
            || !explanation.referrals.is_empty()
            || explanation.timeline.opens_on.is_some()
            || !explanation.remedies.is_empty()
            || explanation.later.is_some();
        // What rests on something that nobody stated is not the last word.
        let labels = [explanation.remedies_label, explanation.later_label];
        let never = labels == [Label::Proven; 2] && explanation.later.is_none();
        let proven = never && explanation.assumed.is_empty();
        if explanation.dead_end {
            let owner = explanation.rulebook.owner.as_ref();
            let owner = owner.map(|owner| self.say(|says| says.answers_for_rules, &[owner]));
            return vec![says.nothing_helps.to_owned(), owner.unwrap_or_default()];
        }
        // What can be done on a later day is the last word.
        if explanation.later.is_some() {
            return Vec::new();
        }
        let said = match (open || !self.untried().is_empty(), proven) {
            (true, true) => says.nothing_to_change,
            (true, false) => says.nobody_decides,
            (false, _) => says.nothing_known,
        };
        vec![said.to_owned()]
    }

    fn referrals(&mut self) {
        let each: Vec<String> =
            self.explanation.referrals.iter().map(|r| format!("{}, {}", r.title, r.contact)).collect();
        if !each.is_empty() {
            // No full stop: it could be taken for a part of an address.
            self.letter.words(self.say(|says| says.outside_help, &[&each.join(" · ")]));
        }
    }

    // --- Not known yet ----------------------------------------------------------------------

    fn open(&mut self) {
        let says = self.tongue.says();
        let settled = self.explanation.missing_label == Label::Proven;
        match self.explanation.missing.as_slice() {
            [] => self.letter.words(says.look_into),
            [one] if settled => self.letter.words(self.say(|says| says.one_thing, &[&clause::whole_question(one)])),
            all => {
                let together = clause::asked_together(all).into_iter();
                let each = |group: Vec<_>| group.into_iter().map(clause::whole_question).collect::<Vec<_>>().join(" ");
                self.letter.list(says.need_to_know, together.map(each).collect::<Vec<_>>());
                if !settled {
                    self.letter.sentences(&[says.may_ask_more.to_owned()]);
                }
            }
        }
        self.told();
        self.offers();
        self.referrals();
    }

    // --- Facts that may be wrong ------------------------------------------------------------

    /// The facts that decide, who established them, and how to correct one.
    fn facts(&mut self) {
        let explanation = self.explanation;
        let changes = || explanation.remedies.iter().flat_map(|remedy| &remedy.changes);
        let mut decisive: Vec<&FactValue> = Vec::new();
        for fact in explanation.restrictions.iter().filter(|r| r.certain).flat_map(|r| &r.facts) {
            // What is to be changed is known to be so.
            let settled = changes().any(|change| change.fact.name == fact.fact);
            if fact.value.is_some() && !settled && !decisive.iter().any(|before| before.fact == fact.fact) {
                decisive.push(fact);
            }
        }
        go_by(self.tongue, decisive.into_iter(), &mut self.letter);
    }
}

fn grants(rule: &RuleRef) -> bool {
    matches!(rule.kind, RuleKind::Right | RuleKind::Permission)
}

fn cited(rule: &RuleRef) -> String {
    match rule.source.citation.as_str() {
        "" => String::new(),
        citation => format!(" ({citation})"),
    }
}

/// To go on after a colon: a common first word in lower case; a name keeps its capital.
fn lower_start(text: &str) -> String {
    const STARTS: [&str; 36] = [
        "A",
        "After",
        "All",
        "An",
        "As",
        "Because",
        "Before",
        "Each",
        "Every",
        "Everybody",
        "Everyone",
        "For",
        "From",
        "If",
        "In",
        "It",
        "Many",
        "Most",
        "No",
        "Nobody",
        "On",
        "Only",
        "People",
        "So",
        "Some",
        "That",
        "The",
        "There",
        "These",
        "They",
        "This",
        "To",
        "We",
        "What",
        "When",
        "Without",
    ];
    let first = text.split(' ').next().unwrap_or_default();
    match STARTS.contains(&first) {
        true => first.to_lowercase() + text.get(first.len()..).unwrap_or_default(),
        false => text.to_owned(),
    }
}

/// What was gone by, who established it, and whom to tell if it is wrong.
pub(super) fn go_by<'f>(tongue: Tongue<'_>, facts: impl Iterator<Item = &'f FactValue>, letter: &mut Letter) {
    let says = tongue.says();
    let (established, stated): (Vec<_>, Vec<_>) =
        facts.partition(|fact| fact.known_from.is_some() || fact.judged_by.is_some());
    for fact in &established {
        letter.sentences(&established_by(tongue, fact));
    }
    let stated: Vec<String> = stated.into_iter().map(|fact| said(tongue, fact)).collect();
    if !stated.is_empty() {
        let wrong = if stated.len() == 1 { says.if_wrong } else { says.if_any_wrong };
        let alone = established.is_empty();
        let said = tongue.fill(|says| if alone { says.go_by } else { says.also_go_by }, &[&tongue.list(&stated)]);
        letter.sentences(&[said, wrong.to_owned()]);
    }
}

fn established_by(tongue: Tongue<'_>, fact: &FactValue) -> Vec<String> {
    let by = match (&fact.known_from, &fact.judged_by) {
        (Some(from), Some(by)) => tongue.fill(|says| says.known_from_and_judged, &[from, by]),
        (Some(from), None) => tongue.fill(|says| says.known_from, &[from]),
        (None, Some(by)) => tongue.fill(|says| says.judged, &[by]),
        (None, None) => String::new(),
    };
    let says = tongue.says();
    let wrong = if fact.judged_by.is_some() { says.if_seen_differently } else { says.if_wrong };
    let gone_by = format!("{}{by}", said(tongue, fact));
    vec![tongue.fill(|says| says.go_by, &[&gone_by]), wrong.to_owned()]
}

/// `the day it was delivered, 9 October 2026`; what can be yes or no as an entry on a form.
fn said(tongue: Tongue<'_>, fact: &FactValue) -> String {
    let value = fact.value.as_ref().map(|value| tongue.value(value)).unwrap_or_default();
    match fact.value.as_ref().map(|typed| &typed.value) {
        Some(Value::YesNo(_)) => tongue.fill(|says| says.entry, &[&fact.label, &value]),
        _ => format!("{} ({value})", fact.label),
    }
}

/// What nobody stated, and what it was taken for.
pub(super) fn took_for_granted(tongue: Tongue<'_>, facts: &[FactValue], letter: &mut Letter) {
    let assumed: Vec<String> = facts.iter().map(|fact| said(tongue, fact)).collect();
    if !assumed.is_empty() {
        let taken = tongue.fill(|says| says.taken_for_granted, &[&tongue.list(&assumed)]);
        letter.sentences(&[taken, tongue.says().if_wrong.to_owned()]);
    }
}
