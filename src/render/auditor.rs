//! The answer for the auditor: every rule considered, what it read, and what came of it.

use super::sheet::{Line, Sheet};
use super::tongue::Tongue;
use super::{change, clause, reasons, value, ways, words};
use crate::explain::{
    Authority, Considered, Explanation, Force, Label, Named, NotCovered, Outcome, Remedy, Restriction, RuleKind,
    RuleRef, RuleState, Source, Standing, TermValue, WayIn,
};

/// The whole answer, with the names that the rulebook uses.
pub(super) fn sheet(explanation: &Explanation) -> Sheet {
    let rulebook = &explanation.rulebook;
    let mut sheet = Sheet::new(vec![
        explanation.outcome.name().to_uppercase(),
        explanation.action.name.clone(),
        explanation.today.to_string(),
        format!("{} {}", rulebook.id, rulebook.edition),
        short(&rulebook.digest),
        format!("standing {}", explanation.standing.name()),
    ]);
    for considered in in_order(&explanation.considered) {
        let depth = depth(considered, &explanation.considered);
        sheet.line(line(considered, depth));
        considered.values.iter().for_each(|value| sheet.line(read(value, depth + 1)));
    }
    for denial in explanation.restrictions.iter().filter(|r| r.rule.kind == RuleKind::DefaultDenial) {
        sheet.line(default_denial(denial));
    }
    sheet.section(
        "shows",
        explanation.values.iter().flat_map(|shown| {
            let withheld = if shown.never_told { " (withheld from the customer)" } else { "" };
            let head = format!(
                "{}  {}: {}{withheld}",
                shown.term.name,
                shown.term.label,
                value::known(Tongue::ENGLISH, shown)
            );
            std::iter::once(head).chain(value::because(Tongue::ENGLISH, shown))
        }),
    );
    sheet.section("decides it", explanation.restrictions.iter().map(decides));
    sheet.section("wording", explanation.restrictions.iter().flat_map(wording));
    sheet.section(
        "advice",
        explanation.advice.iter().flat_map(|a| {
            let said = [("staff", &a.tell_staff), ("customer", &a.tell_customer)];
            said.into_iter().filter_map(|(who, text)| spoken(&a.rule, who, text.as_ref())).collect::<Vec<_>>()
        }),
    );
    sheet.section(
        "alternatives",
        explanation.alternatives.iter().map(|a| {
            let how = match ways::offer(a, explanation.today) {
                text if text.is_empty() || a.standing == Standing::Yes => String::new(),
                text => format!(": {text}"),
            };
            format!("{}  {}, standing {}{how}", a.action.name, a.outcome.name(), a.standing.name())
        }),
    );
    sheet.section("referrals", explanation.referrals.iter().map(|r| format!("{}, {}", r.title, r.contact)));
    if explanation.outcome == Outcome::Denied {
        sheet.section("remedies", remedies(explanation));
        sheet.section("authority", explanation.authority.iter().flat_map(authority));
        sheet.section("only together", explanation.together.iter().map(|roles| names(roles)));
    }
    sheet.section("timeline", timeline(explanation));
    sheet.section(
        "missing",
        explanation.missing.iter().map(|m| {
            let who = if m.staff_only { "staff only" } else { "customer" };
            let with = match m.asked_with.as_slice() {
                [] => String::new(),
                others => format!(", with {}", others.join(", ")),
            };
            let turn = clause::turn(m).map_or_else(String::new, |turn| format!(" ({turn})"));
            format!("{}  asked of: {who}{with}; {}{turn}", m.fact.name, clause::question(m))
        }),
    );
    if !explanation.missing.is_empty() && explanation.missing_label != Label::Proven {
        sheet.section("missing label", [format!("whether that is all: {}", label(explanation.missing_label))]);
    }
    sheet.section("assumed", explanation.assumed.iter().map(|f| format!("{}  {}", f.fact, reasons::fact(f))));
    sheet.section("faults", explanation.faults.iter().map(|f| clause::fault(f, explanation.today)));
    sheet.section(
        "notes",
        explanation
            .review_overdue_since
            .map(|day| format!("the rulebook was due for review by {day}; the answer stands")),
    );
    sheet.section("record", [format!("answer {}", explanation.answer_id), format!("rulebook {}", rulebook.digest)]);
    sheet
}

/// Enough of a digest to tell editions apart; the whole stands at the end.
pub(super) fn short(digest: &str) -> String {
    const SHOWN: usize = "sha256:".len() + 8;
    match digest.get(..SHOWN) {
        Some(start) if digest.len() > SHOWN => format!("{start}…"),
        _ => digest.to_owned(),
    }
}

// --- The table ------------------------------------------------------------------------------

/// What touches a rule stands below it.
fn in_order(all: &[Considered]) -> Vec<&Considered> {
    let is_here = |name: &str| all.iter().any(|c| c.rule.rule == name);
    let mut pending: Vec<&Considered> =
        all.iter().rev().filter(|c| c.touches.as_deref().is_none_or(|name| !is_here(name))).collect();
    let mut ordered: Vec<&Considered> = Vec::new();
    while let Some(next) = pending.pop() {
        ordered.push(next);
        pending.extend(all.iter().rev().filter(|c| c.touches.as_ref() == Some(&next.rule.rule)));
    }
    ordered
}

/// How many rules stand above it; exceptions have no cycles.
fn depth(considered: &Considered, all: &[Considered]) -> usize {
    let mut depth = 0;
    let mut above = considered.touches.as_deref();
    while let Some(rule) = above.and_then(|name| all.iter().find(|c| c.rule.rule == name)) {
        depth += 1;
        above = rule.touches.as_deref().filter(|_| depth < all.len());
    }
    depth
}

fn line(considered: &Considered, depth: usize) -> Line {
    let source = &considered.rule.source;
    let stopped: Vec<&str> = considered.stopped_by.iter().map(|by| by.rule.as_str()).collect();
    let mut because = Vec::new();
    if !stopped.is_empty() {
        because.push((0, format!("by {}", words::list(&stopped, "and"))));
    }
    because.extend(reasons::told(Tongue::ENGLISH, &considered.because, source));
    Line {
        depth,
        name: considered.rule.rule.clone(),
        kind: kind(considered.rule.kind).to_owned(),
        state: state(considered.state).to_owned(),
        source: from(source),
        because,
    }
}

fn kind(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Advice => "advice",
        RuleKind::DefaultDenial => "default denial",
        RuleKind::Exception => "exception",
        RuleKind::Exclusion => "exclusion",
        RuleKind::Permission => "permission",
        RuleKind::Requirement => "requirement",
        RuleKind::Restriction => "restriction",
        RuleKind::Right => "right",
    }
}

fn state(state: RuleState) -> &'static str {
    match state {
        RuleState::Applies => "applies",
        RuleState::Defeated => "gives way",
        RuleState::DoesNotApply => "no",
        RuleState::Lifted => "lifted",
        RuleState::MayApply => "may apply",
        RuleState::NotInForce => "not in force",
    }
}

pub(super) fn from(source: &Source) -> String {
    let force = match source.force {
        Force::HousePolicy => "house policy",
        Force::Contract => "contract",
        Force::Regulation => "regulation",
        Force::Law => "law",
    };
    match source.citation.as_str() {
        "" => force.to_owned(),
        citation => format!("{force} ({citation})"),
    }
}

/// A term or figure below the rule that reads it: its value stands where a rule has its state.
fn read(value: &TermValue, depth: usize) -> Line {
    let here = value.value.as_ref().map_or_else(|| "not known".to_owned(), words::value);
    Line {
        depth,
        name: value.term.name.clone(),
        kind: "value".to_owned(),
        state: match value.on {
            Some(day) => format!("{here} on {}", words::date(day)),
            None if value.stated => format!("{here}, stated"),
            None => here,
        },
        source: value.by.as_ref().map(from).unwrap_or_default(),
        because: Vec::new(),
    }
}

fn default_denial(denial: &Restriction) -> Line {
    let state = if denial.certain { RuleState::Applies } else { RuleState::MayApply };
    Line {
        depth: 0,
        name: denial.rule.rule.clone(),
        kind: kind(denial.rule.kind).to_owned(),
        state: self::state(state).to_owned(),
        source: from(&denial.rule.source),
        because: denial.not_granted.iter().flat_map(way_in).collect(),
    }
}

/// In one line, unless something stands below something else.
fn way_in(way: &WayIn) -> Vec<(usize, String)> {
    let mut lacks = reasons::told(Tongue::ENGLISH, &way.unmet, &way.rule.source);
    lacks.extend(way.excluded_by.iter().map(|by| (0, format!("taken out by {}", by.rule))));
    let head = format!("{} lacks:", way.rule.rule);
    if lacks.iter().all(|(depth, _)| *depth == 0) {
        let lacks: Vec<String> = lacks.into_iter().map(|(_, lack)| lack).collect();
        return vec![(0, format!("{head} {}", lacks.join("; ")))];
    }
    std::iter::once((0, head)).chain(lacks.into_iter().map(|(depth, lack)| (depth + 1, lack))).collect()
}

// --- Below the table ------------------------------------------------------------------------

fn decides(restriction: &Restriction) -> String {
    let facts: Vec<String> = restriction.facts.iter().map(reasons::fact).collect();
    let rule = &restriction.rule.rule;
    match (facts.is_empty(), restriction.certain) {
        (true, true) => format!("{rule}  no fact: it applies whatever the case states"),
        (true, false) => format!("{rule}  may apply"),
        (false, true) => {
            let all = match restriction.facts_label {
                Label::Proven => "none can be left out, proven",
                Label::Verified | Label::GaveUp { .. } => "whether one can be left out was not worked out",
            };
            format!("{rule}  {} ({all})", facts.join("; "))
        }
        (false, false) => format!("{rule}  may apply; reads {}", facts.join("; ")),
    }
}

fn wording(restriction: &Restriction) -> Vec<String> {
    let rule = &restriction.rule;
    let mut said = vec![
        spoken(rule, "customer", restriction.tell_customer.as_ref()),
        spoken(rule, "staff", restriction.tell_staff.as_ref()),
    ];
    said.push(restriction.purpose.as_ref().map(|purpose| format!("{}  purpose: \"{purpose}\"", rule.rule)));
    if rule.never_told {
        said.push(Some(format!("{}  depends on a fact that the customer is never told", rule.rule)));
    }
    said.into_iter().flatten().collect()
}

fn spoken(rule: &RuleRef, to: &str, text: Option<&crate::explain::Phrase>) -> Option<String> {
    text.map(|phrase| format!("{}  to {to}: \"{}\"", rule.rule, words::phrase(phrase)))
}

fn remedies(explanation: &Explanation) -> Vec<String> {
    let shown = |remedy: &Remedy| {
        let until = remedy.allowed_until.map_or_else(String::new, |day| format!(", allowed until {day}"));
        let facts: Vec<&str> = remedy.changes.iter().map(|change| change.fact.name.as_str()).collect();
        let what = change::remedy(remedy, explanation.today);
        format!("{}  {what}{until} ({})", facts.join(", "), label(remedy.label))
    };
    let mut lines: Vec<String> = explanation.remedies.iter().map(shown).collect();
    if lines.is_empty() {
        lines.push(match explanation.remedies_label {
            Label::Proven if explanation.later.is_some() => "none exists today (proven)".to_owned(),
            Label::Proven => "none exists (proven)".to_owned(),
            other => format!("none found ({})", label(other)),
        });
    }
    for remedy in explanation.later.iter().flat_map(|later| &later.remedies) {
        let on = explanation.later.as_ref().map_or_else(String::new, |later| later.on.to_string());
        lines.push(format!("from {on} ({}): {}", label(explanation.later_label), shown(remedy)));
    }
    if explanation.remedies.is_empty() && explanation.later.is_none() && explanation.later_label != Label::Proven {
        lines.push(format!("on a later day: none found ({})", label(explanation.later_label)));
    }
    let settled = explanation.remedies_label == Label::Proven;
    if !settled && !explanation.changeable.is_empty() {
        let names: Vec<&str> = explanation.changeable.iter().map(|c| c.fact.name.as_str()).collect();
        lines.push(format!("can be changed: {}", names.join(", ")));
    }
    if explanation.dead_end {
        lines.push(
            "a dead end: no offer, no change, no later day, nobody who may decide, nobody outside (proven)".to_owned(),
        );
    }
    lines
}

fn label(label: Label) -> String {
    match label {
        Label::Proven => "proven".to_owned(),
        Label::Verified => "verified, not proven to be the least".to_owned(),
        Label::GaveUp { budget: 0 } => "not searched".to_owned(),
        Label::GaveUp { budget } => format!("gave up after {budget} steps"),
    }
}

fn names(roles: &[Named]) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
    words::list(&names, "and")
}

/// Whether a role may, under which conditions, or why not.
fn authority(authority: &Authority) -> Vec<String> {
    let role = &authority.role.name;
    let conditions = ways::conditions(&authority.conditions);
    if authority.covers {
        return vec![format!("{role}  covers it{conditions}")];
    }
    let mut lines = Vec::new();
    if !authority.after.is_empty() {
        lines.push(format!("{role}  covers it if {}{conditions}", change::doing(&authority.after)));
    }
    lines.extend(authority.why_not.iter().map(|why| {
        let reason = match &why.reason {
            NotCovered::Imposed => "imposed from outside".to_owned(),
            NotCovered::Nobody => "the rule says that nobody may".to_owned(),
            NotCovered::OtherRoles(roles) => {
                let roles: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
                format!("only {}", words::list(&roles, "or"))
            }
            NotCovered::NotKnown(phrase) => format!("not known: {}", words::phrase(phrase)),
            short => clause::short_of(short).unwrap_or_default(),
        };
        format!("{role}  not {}: {reason}", why.rule.rule)
    }));
    lines
}

fn timeline(explanation: &Explanation) -> Vec<String> {
    let timeline = &explanation.timeline;
    let stretches = timeline.stretches.iter().map(|stretch| {
        let to = stretch.to.map_or_else(|| "on".to_owned(), |day| format!("to {day}"));
        let by = match stretch.because.as_slice() {
            [] => String::new(),
            rules => format!(" by {}", rules.join(", ")),
        };
        format!("from {} {to}  {}{by}", stretch.from, stretch.outcome.name())
    });
    let mut lines: Vec<String> = stretches.collect();
    let certain = if timeline.was_certain { "" } else { ", and not certainly closed since" };
    lines.extend(timeline.was_allowed_until.map(|day| format!("allowed before, until {day}{certain}")));
    if timeline.gave_up {
        lines.push("later days were not all worked out".to_owned());
    }
    lines
}
