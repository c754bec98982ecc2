//! The compiled form against the plain evaluator, on all rulebooks that ship and random cases of them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::eval::Evaluator;
use super::{View, World};
use crate::decide::{Evaluation, Outcome, Situation};
use crate::model::interval::Range;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, RuleId};
use crate::program::Program;
use crate::rulebook::Rulebook;
use crate::value::{Date, Truth, Type, Value};

/// A small random number generator, so that a run is the same everywhere.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }
}

struct Folder;

impl crate::source::Files for Folder {
    fn find(&self, from: &str, path: &str) -> Result<String, crate::source::NoFile> {
        let from = Path::new(from).parent().unwrap_or(Path::new(""));
        Ok(from.join(path).to_str().unwrap().to_owned())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, crate::source::NoFile> {
        std::fs::read(name).map_err(|_| crate::source::NoFile { why: "not there".to_owned(), help: None })
    }
}

/// Every rulebook that ships.
fn rulebooks() -> Vec<(PathBuf, Rulebook)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if (name.ends_with(".rulebook") || name.ends_with(".rulebook.md"))
                && let (Some(rulebook), _) = Rulebook::check_files(&name, &Folder)
            {
                found.push((path, rulebook));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 8, "the rulebooks are where they were");
    found
}

fn constants(model: &Model) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut see = |expr: &crate::model::expr::Expr| {
        expr.walk(&mut |e| {
            if let crate::model::expr::ExprKind::Constant(value) = &e.kind {
                found.entry(e.ty.to_string()).or_default().push(value.clone());
            }
        });
    };
    model.terms.iter().flat_map(crate::model::Term::exprs).for_each(&mut see);
    model.rules.iter().flat_map(|r| r.when.iter().chain(&r.required)).for_each(&mut see);
    found
}

pub(super) fn random(
    ty: &Type,
    (low, high): (i128, i128),
    known: &BTreeMap<String, Vec<Value>>,
    chance: &mut Chance,
) -> Value {
    let around = known.get(&ty.to_string()).filter(|all| !all.is_empty());
    let near = |chance: &mut Chance| -> i128 {
        let at = around
            .map_or(0, |all| all[usize::try_from(chance.below(all.len() as u64)).unwrap()].ordinal().unwrap_or(0));
        (at + i128::from(chance.below(5)) - 2).clamp(low, high)
    };
    match ty {
        Type::YesNo => Value::YesNo(chance.below(2) == 1),
        Type::Quantity(_) => Value::Number(match chance.below(3) {
            0 => i128::from(chance.below(40)).clamp(low, high),
            _ => near(chance),
        }),
        Type::Date => Value::Date(Date::from_days((20_200 + i128::from(chance.below(900))).clamp(low, high)).unwrap()),
        Type::Moment(_) => Value::Moment(
            crate::value::Moment::from_seconds(1_760_000_000 + i64::try_from(chance.below(40_000_000)).unwrap())
                .unwrap(),
        ),
        Type::Choice(choices) => Value::Choice(usize::try_from(chance.below(choices.names.len() as u64)).unwrap()),
        Type::Text => match around {
            Some(all) if chance.below(3) > 0 => all[usize::try_from(chance.below(all.len() as u64)).unwrap()].clone(),
            _ => Value::Text(Arc::from(["ann", "bo", "cy"][usize::try_from(chance.below(3)).unwrap()])),
        },
        Type::Record(record) => Value::Record(
            record.fields.iter().map(|field| Some(random(&field.ty, field.range, known, chance))).collect(),
        ),
        Type::List(record) => {
            let of = Type::Record(Arc::clone(record));
            (0..chance.below(4)).map(|_| random(&of, (0, 0), known, chance)).collect::<Vec<_>>().into_list()
        }
        Type::Set(of) => {
            let mut all: Vec<Value> = (0..chance.below(4)).map(|_| random(of, (0, 0), known, chance)).collect();
            all.sort();
            all.dedup();
            all.into_list()
        }
        Type::Membership => Value::Membership(Arc::default()),
    }
}

trait IntoList {
    fn into_list(self) -> Value;
}

impl IntoList for Vec<Value> {
    fn into_list(self) -> Value {
        Value::List(self.into())
    }
}

fn truth(range: Range) -> Truth {
    match range {
        Range::Within { low: 1, maybe_not: false, .. } => Truth::Yes,
        Range::Within { high: 0, maybe_not: false, .. } => Truth::No,
        Range::Never => Truth::Unknown,
        other => panic!("not decided at a point: {other:?}"),
    }
}

#[test]
fn at_a_point_the_compiled_form_is_the_plain_evaluator() {
    let mut chance = Chance::new(1);
    let mut compared = 0;
    for (path, rulebook) in rulebooks() {
        let model = rulebook.model();
        let base = Arc::new(Program::of(model));
        let known = constants(model);
        for round in 0..150 {
            let today = Date::from_days(20_300 + i128::from(chance.below(700))).unwrap();
            let mut stated: BTreeMap<FactId, Value> = BTreeMap::new();
            for (id, fact) in model.vocabulary.iter() {
                if !fact.is_term || chance.below(5) == 0 {
                    stated.insert(id, random(&fact.ty, fact.range, &known, &mut chance));
                }
            }
            let situation = Situation::new(model, today, &stated);
            let plain = Evaluation::new(model, &situation);
            let program = Program::for_case(&base, model, &situation);
            let world = World::of(&program, model, &situation);
            let evaluator = Evaluator::new(&program);
            let view = View::of(&world, &[]);
            for id in (0..model.rules.len()).map(RuleId) {
                let nodes = program.rule(id).unwrap();
                let rule = &model[id];
                assert_eq!(
                    truth(evaluator.range(nodes.applies, &view)),
                    plain.state(id).applies,
                    "{path:?} round {round}: {}: {:?}",
                    rule.name,
                    program.node(nodes.applies),
                );
                compared += 1;
            }
            for id in (0..model.actions.len()).map(ActionId) {
                let nodes = program.action(id).unwrap();
                let outcome = match truth(evaluator.range(nodes.allowed, &view)) {
                    Truth::Yes => Outcome::Allowed,
                    Truth::No => Outcome::Denied,
                    Truth::Unknown => Outcome::Undetermined,
                };
                assert_eq!(outcome, plain.outcome(id), "{path:?} round {round}: {}", model[id].name);
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}
