//! A worked example inside a rulebook beside what comes out.

use std::collections::BTreeSet;

use crate::decide::{Evaluation, Outcome, Reading};
use crate::explain;
use crate::model::ExampleTarget;

/// What came out instead of what an example says; `None` if it came out.
pub(super) fn differs(evaluation: &Evaluation<'_>, target: &ExampleTarget) -> Option<String> {
    let model = evaluation.model;
    let (action, outcome) = match target {
        ExampleTarget::Allowed(action) => (*action, Outcome::Allowed),
        ExampleTarget::Denied(action, _) => (*action, Outcome::Denied),
        ExampleTarget::Undetermined(action) => (*action, Outcome::Undetermined),
        ExampleTarget::Value(term, value) => {
            let reading = &evaluation.term(*term).reading;
            let same = matches!(reading, Reading::Known(v) if v == value);
            return (!same).then(|| match reading {
                Reading::Known(v) => format!("it is {}", model[*term].ty.write(v)),
                _ => "it has no value".to_owned(),
            });
        }
    };
    let came_out = evaluation.outcome(action);
    let because = explain::certain_blockers(evaluation, action);
    let same_rules = match target {
        ExampleTarget::Denied(_, rules) => {
            rules.is_empty() || rules.iter().collect::<BTreeSet<_>>() == because.iter().collect()
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
