//! Worked examples, held against what comes out.

use super::Rulebook;
use crate::decide::{Evaluation, Outcome, Situation, impossible};
use crate::diagnostic::{Code, Diagnostic};
use crate::explain;
use crate::model::ExampleTarget;

impl Rulebook {
    /// Holds the worked examples against what comes out.
    pub(super) fn examples(&self, diagnostics: &mut Vec<Diagnostic>) {
        let model = self.model();
        for example in &model.examples {
            let Some(today) = example.today else { continue };
            let stated = example.given.iter().map(|(id, (value, _))| (*id, value.clone())).collect();
            let situation = Situation::new(model, today, &stated);
            if let Some((id, (_, span))) = example.given.iter().find(|(id, (value, _))| {
                let (low, high) = model[**id].range;
                value.ordinal().is_some_and(|n| !(low..=high).contains(&n))
            }) {
                let fact = &model[*id].name;
                diagnostics.push(
                    Diagnostic::new(Code::Range, *span, format!("this lies outside the range of `{fact}`"))
                        .help("give a value inside its range"),
                );
                continue;
            }
            if impossible(model, &situation).is_some() {
                diagnostics.push(
                    Diagnostic::new(Code::Always, example.span, "the example states what the rulebook says cannot be")
                        .help("correct its facts or its day"),
                );
                continue;
            }
            let evaluation = Evaluation::new(model, &situation);
            for (target, span) in &example.then {
                if let Some(came_out) = differs(&evaluation, target) {
                    diagnostics.push(
                        Diagnostic::new(
                            Code::Example,
                            *span,
                            format!("the example \"{}\" does not come out like this", example.title),
                        )
                        .label(came_out)
                        .help("correct the example, or the rules if it is right"),
                    );
                }
            }
        }
    }
}

/// What came out instead of what an example says; `None` if it came out.
fn differs(evaluation: &Evaluation<'_>, target: &ExampleTarget) -> Option<String> {
    let model = evaluation.model;
    let (action, outcome) = match target {
        ExampleTarget::Allowed(action) => (*action, Outcome::Allowed),
        ExampleTarget::Denied(action, _) => (*action, Outcome::Denied),
        ExampleTarget::Undetermined(action) => (*action, Outcome::Undetermined),
        ExampleTarget::Value(term, value) => {
            let reading = &evaluation.term(*term).reading;
            let same = matches!(reading, crate::decide::Reading::Known(v) if v == value);
            return (!same).then(|| match reading {
                crate::decide::Reading::Known(v) => format!("it is {}", model[*term].ty.write(v)),
                _ => "it has no value".to_owned(),
            });
        }
    };
    let came_out = evaluation.outcome(action);
    let because = explain::certain_blockers(evaluation, action);
    let same_rules = match target {
        ExampleTarget::Denied(_, rules) => {
            rules.is_empty() || rules.iter().collect::<std::collections::BTreeSet<_>>() == because.iter().collect()
        }
        _ => true,
    };
    if came_out == outcome && same_rules {
        return None;
    }
    Some(match came_out {
        Outcome::Allowed => "it is allowed".to_owned(),
        Outcome::Undetermined => "it is undetermined".to_owned(),
        Outcome::Denied => format!("it is denied by {}", because.join(", ")),
    })
}
