//! The shape of a value and why on the wire: fields may be added, never renamed.

use serde::Serialize;

use super::super::tongue::Tongue;
use super::super::value as worded;
use super::{Fact, Fault, Missing, TermValue, Wire, fill};
use crate::explain as e;

wire! {
    /// The answer to what a value is, and why.
    ValueAnswer {
        format: u32,
        audience: e::Audience,
        language: &'a str,
        answer_id: &'a str,
        term: &'a str,
        today: String,
        rulebook: &'a e::RulebookRef,
        withheld: bool,
        because: Vec<String>,
        facts: Vec<Fact<'a>>,
        steps: Vec<Step<'a>>,
        missing: Vec<Missing<'a>>,
        assumed: Vec<Fact<'a>>,
        faults: Vec<Fault<'a>>,
        ? label: &'a str,
        ? value: Wire<'a>,
        ? never_told: bool,
        ? review_overdue_since: String,
    }
    /// A term or figure on the way to a value.
    Step { term: &'a str, label: &'a str, kind: e::ValueKind, lines: Vec<Line<'a>>, ? value: Wire<'a>, ? together: String, }
    /// A line of a term or a period of a figure.
    Line {
        state: e::LineState,
        because: Vec<String>,
        message: String,
        ? value: Wire<'a>,
        ? working: String,
        ? row: usize,
        ? letter: &'a str,
        ? row_label: &'a str,
        ? no_row: bool,
        ? from: String,
        ? force: e::Force,
        ? source: &'a str,
        ? file: &'a str,
        ? line: usize,
    }
}

impl<'a> ValueAnswer<'a> {
    pub(in crate::render) fn of(x: &'a e::ValueAnswer) -> ValueAnswer<'a> {
        let known = x.derivation.as_ref();
        let tongue = Tongue::for_reader(x.audience, &x.language);
        let steps = known.into_iter().flat_map(|derivation| &derivation.steps);
        ValueAnswer {
            format: 1,
            audience: x.audience,
            language: x.language.tag(),
            answer_id: &x.answer_id,
            term: &x.name,
            today: x.today.to_string(),
            rulebook: &x.rulebook,
            withheld: known.is_none(),
            because: known.map(|derivation| worded::because(tongue, derivation)).unwrap_or_default(),
            facts: known.into_iter().flat_map(|derivation| &derivation.facts).map(fill::fact).collect(),
            steps: steps.map(|each| step(tongue, each)).collect(),
            missing: x.missing.iter().map(fill::missing).collect(),
            assumed: x.assumed.iter().map(fill::fact).collect(),
            faults: x.faults.iter().map(|fault| fill::fault(tongue, fault, x.today)).collect(),
            label: known.map(|derivation| derivation.term.label.as_str()),
            value: known.and_then(|derivation| derivation.value.as_ref()).map(Wire),
            never_told: known.filter(|_| x.audience != e::Audience::Customer).map(|derivation| derivation.never_told),
            review_overdue_since: x.review_overdue_since.map(|day| day.to_string()),
        }
    }
}

fn step<'a>(tongue: Tongue<'_>, step: &'a e::Step) -> Step<'a> {
    Step {
        term: &step.term.name,
        label: &step.term.label,
        kind: step.kind,
        lines: step.lines.iter().map(|each| line(tongue, each)).collect(),
        value: step.value.as_ref().map(Wire),
        together: (!step.together.0.is_empty()).then(|| tongue.phrase(&step.together)),
    }
}

fn line<'a>(tongue: Tongue<'_>, line: &'a e::Line) -> Line<'a> {
    Line {
        state: line.state,
        because: line.because.iter().map(|ground| tongue.phrase(&ground.phrase)).collect(),
        message: worded::line(tongue, line),
        value: line.value.as_ref().map(Wire),
        working: (!line.working.0.is_empty()).then(|| super::super::reasons::calculation(tongue, &line.working)),
        row: line.row.as_ref().map(|row| row.position),
        letter: line.row.as_ref().and_then(|row| row.letter.as_deref()),
        row_label: line.row.as_ref().and_then(|row| row.label.as_deref()),
        no_row: line.no_row.then_some(true),
        from: line.from.map(|day| day.to_string()),
        force: line.by.as_ref().map(|by| by.force),
        source: line.by.as_ref().map(|by| by.citation.as_str()),
        file: line.at.as_ref().map(|at| at.file.as_str()),
        line: line.at.as_ref().map(|at| at.line),
    }
}

/// A value reported with an answer.
pub(super) fn shown<'a>(tongue: Tongue<'_>, derivation: &'a e::Derivation) -> TermValue<'a> {
    TermValue {
        term: &derivation.term.name,
        label: &derivation.term.label,
        because: worded::because(tongue, derivation),
        value: derivation.value.as_ref().map(Wire),
    }
}
