//! The first later day on which a change helps, or the proof that there is none.
//!
//! What is looked for is the day alone: whether the change may be suggested, and what it is to be, is asked of that day.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::eval::Bounds;
use super::fair::{fair, kept_out, reads_about, stood};
use super::remedy::{Doers, Movable, has_untried, movables};
use super::sure::{Earliest, Oracle};
use super::{At, BUDGET, Cheapest, GaveUp, Goal, Question, Region, View, Want};
use crate::decide::Situation;
use crate::model::{ActionId, Model, RuleId};
use crate::program::{Id, Program, Var};
use crate::value::Date;

/// Whether another day can make a change enough: these people can change something that matters to the action, and the day matters too. And
/// whether what stands in the way on a day is known of all that matters then: nothing is missing, and no other action is asked for.
pub(crate) fn is_changeable(
    (model, base): (&Model, &Arc<Program>),
    situation: &Situation,
    action: ActionId,
    doers: Doers<'_>,
) -> (bool, bool) {
    let program = Program::for_case(base, model, situation);
    let Some(nodes) = program.action(action) else { return (false, false) };
    let mut oracle = Oracle::new(model, &program, situation);
    let vars: Vec<Var> = movables(model, &program, situation, doers).iter().map(|movable| movable.var).collect();
    let moving: Vec<Var> = vars.iter().copied().chain([Var::TODAY]).collect();
    let read = oracle.reads_moving(program.always().chain([nodes.allowed]), &moving);
    let is_changeable = vars.iter().any(|var| read.contains(var)) || has_untried(&oracle, &read, doers.actors);
    let is_dated = read.iter().any(|var| *var == Var::TODAY || program.is_loose(*var));
    let asks_of_others = !reads_about(model, action).actions.is_empty();
    (is_changeable && is_dated, oracle.missing_of(&[nodes.allowed]).is_empty() && !asks_of_others)
}

/// What may stand in the way of an action from the day of the case on, whatever is missing or can be changed.
pub(crate) struct MayStand {
    pub(crate) rules: Vec<RuleId>,
    pub(crate) default_denial: bool,
    /// Whether the day makes a difference.
    pub(crate) is_dated: bool,
}

/// Seen in one box, test by test: never too few.
pub(crate) fn may_stand(
    (model, base): (&Model, &Arc<Program>),
    situation: &Situation,
    action: ActionId,
) -> Option<MayStand> {
    let program = Program::for_case(base, model, situation);
    let nodes = program.action(action)?;
    let mut oracle = Oracle::new(model, &program, situation);
    let is_changeable = |var: &Var| oracle.fact_of(*var).is_some_and(|id| !model[id].changes.is_empty());
    let free: Vec<Var> = std::iter::once(Var::TODAY)
        .chain(program.variables().filter(|var| oracle.is_missing(*var) || is_changeable(var)))
        .collect();
    let read = oracle.reads_moving([nodes.allowed], &free);
    let mut space = oracle.space(free);
    if let Some((low, _)) = space.region.first_mut() {
        *low = i128::from(situation.today.days());
    }
    let view = View::of(&space.world, &space.region);
    let may = |id: Id| Want::NO.other().may(oracle.evaluator.range(id, &view));
    let near = nodes.index.by.and_then(|var| view.of(var)).unwrap_or((i128::MIN, i128::MAX));
    let all = nodes.index.within(near).filter_map(|i| nodes.blockers.get(i));
    Some(MayStand {
        rules: all.filter(|(_, id)| may(*id)).map(|(rule, _)| *rule).collect(),
        default_denial: nodes.default_denial.is_some_and(may),
        is_dated: read.iter().any(|var| *var == Var::TODAY || program.is_loose(*var)),
    })
}

/// The first day from that of the situation on, up to the last, on which changes that these people can make by then make it a yes and may be
/// suggested, at least with some values of the missing facts with which it is none without them. On all these days the same stands in the way.
pub(crate) fn first_day(
    (model, base): (&Model, &Arc<Program>),
    situation: &Situation,
    action: ActionId,
    doers: Doers<'_>,
    last: Date,
) -> Result<Option<Date>, GaveUp> {
    let mut program = Program::for_case(base, model, situation);
    let allowed = program.action(action).ok_or(GaveUp)?.allowed;
    let stood = stood(model, &program, situation, action);
    let mut kept_out = kept_out(model, &stood, action);
    kept_out.extend(doers.kept_out);
    let movables = movables(model, &program, situation, Doers { kept_out: &kept_out, ..doers });
    if movables.is_empty() {
        return Ok(None);
    }
    let fair = fair(model, &mut program, situation, &stood, action);
    let mut oracle = Oracle::new(model, &program, situation);
    let vars: Vec<Var> = movables.iter().map(|movable| movable.var).collect();
    let read = oracle.reads_moving(program.always().chain(fair.iter().copied()).chain([allowed]), &vars);
    let movables: Vec<Movable> = movables.into_iter().filter(|m| read.contains(&m.var)).collect();
    if movables.is_empty() {
        return Ok(None);
    }
    if read.iter().any(|var| program.is_loose(*var)) || has_untried(&oracle, &read, doers.actors) {
        return Err(GaveUp);
    }
    let missing: Vec<Var> = read.iter().copied().filter(|var| oracle.is_missing(*var)).collect();
    // The day comes first, then what is missing, then what changes.
    let space = oracle.space([Var::TODAY].into_iter().chain(missing).collect::<Vec<_>>());
    let fixed = space.slots.len();
    let mut changed = space.world.clone();
    for (i, movable) in movables.iter().enumerate() {
        changed.set(movable.var, At::Slot(fixed + i));
    }
    let worlds = [changed, space.world.clone()];
    let mut goals: Vec<Goal> = oracle.always(0).collect();
    // Where nothing can be impossible, a day on which it is a yes as it is is none that is looked for.
    if goals.is_empty() {
        goals.push(Goal { id: allowed, world: 1, want: Want::YES.other() });
    }
    goals.extend(fair.into_iter().chain([allowed]).map(|id| Goal::new(id, Want::YES)));
    let (first, last) = (i128::from(situation.today.days()), i128::from(last.days()));
    // What can be done by a day is the same between two numbers of days that changes take.
    let leads: BTreeSet<i128> =
        movables.iter().flat_map(|m| &m.options).map(|o| i128::from(o.days)).chain([0]).collect();
    let starts = leads.iter().filter_map(|lead| {
        let next = leads.range(lead + 1..).next();
        let from = first + lead;
        let to = next.map_or(last, |next| last.min(first + next - 1));
        let reach = movables.iter().map(|m| m.reach(*lead));
        let region: Region =
            [(from, to)].into_iter().chain(space.region.iter().skip(1).copied()).chain(reach).collect();
        (from <= to).then_some(region)
    });
    let mut home = space.home.clone();
    home.extend(movables.iter().map(|m| m.old));
    if let Some(day) = home.first_mut() {
        *day = first;
    }
    let question =
        Question { evaluator: &oracle.evaluator, worlds: &worlds, goals: &goals, home: &home, budget: BUDGET / 10 };
    let mut days = Cheapest::new(&question, starts.collect::<Vec<_>>(), &Earliest);
    days.next(&Earliest).map_or(Ok(None), |day| day.map(|(_, point)| Date::from_days(point[0])))
}
