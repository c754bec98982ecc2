//! What a ledger says happened: its records one by one, each held against those before it.
//!
//! The desk decides on it and `verify` checks with it. What a record says of the rulebook (which rules stood in the way, which limits
//! hold) is not held against its text: for that the text is needed, whose digest the record names.

use std::collections::{BTreeMap, BTreeSet};

use super::examine::GOOD_AT_MOST;
use super::record::{
    Adopted, Ask, Event, Finding, Granted, LimitUse, Opened, Overridden, Per, Person, Record, Requested, ReviewDue,
    Vouched,
};
use crate::explain::uses::{self, Sum, Tally, Uses};
use crate::model::{Reach, Role};
use crate::value::{Date, Moment};

/// What has happened so far.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// How many records there are.
    pub(super) size: u64,
    /// The time of the last one.
    pub(super) last: Option<Moment>,
    pub(super) opened: Option<Opened>,
    /// The edition in use, by rulebook.
    pub(super) adopted: BTreeMap<String, Adopted>,
    tallies: BTreeMap<String, Tally>,
    /// Requests that wait for another person.
    pub(super) pending: BTreeMap<String, Pending>,
    pub(super) grants: BTreeMap<String, Grant>,
    /// Every id of a request, grant or refusal, with the number of its first record.
    ids: BTreeMap<String, u64>,
    /// Of these, those whose private part was removed.
    pub(super) erased: BTreeSet<String>,
}

/// A request that waits.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) requested: Requested,
    pub(super) confirmed_by: Vec<Person>,
}

/// A grant and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) by: String,
    pub(super) acts_as: String,
    pub(super) confirmed_by: Vec<String>,
    pub(super) rulebook: String,
    pub(super) action: String,
    pub(super) digest: String,
    pub(super) case: String,
    pub(super) today: Date,
    pub(super) until: Moment,
    /// Reviews that nobody has done yet.
    pub(super) reviews: Vec<ReviewDue>,
    /// By whom.
    pub(super) used: Option<String>,
    pub(super) revoked: bool,
    pub(super) lapsed: bool,
    pub(super) reviewed: Option<Finding>,
    pub(super) reviewers: Vec<String>,
}

impl History {
    /// What was used of the limits of a rulebook.
    pub(super) fn tally(&self, rulebook: &str) -> Option<&Tally> {
        self.tallies.get(rulebook)
    }

    /// Whether an id was used for a request, grant or refusal.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The record by which an id came into the ledger.
    pub(super) fn first_of(&self, id: &str) -> Option<u64> {
        self.ids.get(id).copied()
    }

    /// What changes of who may decide, from the edition in use to one with this authority.
    pub(super) fn changes(&self, rulebook: &str, authority: &[String]) -> Vec<String> {
        let before = self.adopted.get(rulebook).map_or(&[][..], |adopted| &adopted.authority);
        let gone = before.iter().filter(|line| !authority.contains(line)).map(|line| format!("- {line}"));
        let new = authority.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}"));
        gone.chain(new).collect()
    }

    /// The ids of what nobody confirmed or used in time.
    pub(super) fn over(&self, at: Moment) -> impl Iterator<Item = &str> {
        let pending = self.pending.iter().filter(move |(_, pending)| at >= pending.requested.ask.until);
        let grants = self
            .grants
            .iter()
            .filter(move |(_, grant)| at >= grant.until && grant.used.is_none() && !grant.revoked && !grant.lapsed);
        pending.map(|(id, _)| id.as_str()).chain(grants.map(|(id, _)| id.as_str()))
    }

    /// Takes one more record, or says why it cannot stand here.
    pub(super) fn apply(&mut self, record: &Record) -> Result<(), String> {
        if record.seq != self.size {
            return Err(format!("it says that it is record {} and stands at {}", record.seq, self.size));
        }
        if let Some(last) = self.last.filter(|last| record.at < *last) {
            return Err(format!("its time, {}, lies before that of the record above it, {last}", record.at));
        }
        if (self.size == 0) != matches!(record.event, Event::Opened(_)) {
            return Err("a ledger starts with one record that opens it, and has no other".to_owned());
        }
        self.event(record)?;
        self.size += 1;
        self.last = Some(record.at);
        Ok(())
    }

    fn event(&mut self, record: &Record) -> Result<(), String> {
        let at = record.at;
        if let Some(person) = record.event.people().find(|person| person.role == Vouched::NotHeld) {
            return Err(format!("`{}` does not hold the role in which they acted", person.id));
        }
        match &record.event {
            Event::Opened(opened) if opened.format == 1 => self.opened = Some(opened.clone()),
            Event::Opened(opened) => return Err(format!("its form, {}, is not known here", opened.format)),
            Event::Adopted(adopted) => {
                office(&adopted.by, Role::ADOPTER)?;
                if adopted.changes != self.changes(&adopted.rulebook, &adopted.authority) {
                    return Err("it does not say what changed of who may decide".to_owned());
                }
                self.adopted.insert(adopted.rulebook.clone(), adopted.clone());
            }
            Event::Requested(requested) => {
                self.new_ask(&requested.ask, at)?;
                if requested.needs.is_empty() {
                    return Err(format!("`{}` waits for nobody", requested.ask.id));
                }
                let pending = Pending { requested: requested.clone(), confirmed_by: Vec::new() };
                self.pending.insert(requested.ask.id.clone(), pending);
                self.ids.insert(requested.ask.id.clone(), record.seq);
            }
            Event::Confirmed(confirmed) => {
                let pending = self.waiting(&confirmed.id)?;
                if at >= pending.requested.ask.until {
                    return Err(format!("`{}` was confirmed too late", confirmed.id));
                }
                if confirmed.by.id == pending.requested.ask.by.id {
                    return Err(format!("`{}` confirmed their own request", confirmed.by.id));
                }
                if pending.confirmed_by.iter().any(|person| person.id == confirmed.by.id) {
                    return Err(format!("`{}` confirmed it twice", confirmed.by.id));
                }
                let open = still_needed(&pending.requested.needs, &pending.confirmed_by);
                if !open.iter().any(|role| confirmed.by.acts_as.as_ref() == Some(role)) {
                    return Err(format!("`{}` was not asked to confirm it in this role", confirmed.by.id));
                }
                pending.confirmed_by.push(confirmed.by.clone());
            }
            Event::Granted(granted) => self.granted(record.seq, at, granted)?,
            Event::Refused(refused) => {
                if self.grants.contains_key(&refused.ask.id) {
                    return Err(format!("`{}` was granted before", refused.ask.id));
                }
                if self.pending.get(&refused.ask.id).is_some_and(|pending| pending.requested.ask != refused.ask) {
                    return Err(format!("`{}` is not what was asked for", refused.ask.id));
                }
                // What was refused at once leaves its id to the next attempt.
                self.pending.remove(&refused.ask.id);
            }
            Event::Lapsed(about) => match self.pending.remove(&about.id) {
                Some(pending) if at < pending.requested.ask.until => {
                    return Err(format!("`{}` was still good", about.id));
                }
                Some(_) => {}
                None => {
                    let grant = self.grant(&about.id)?;
                    if grant.used.is_some() || grant.revoked || at < grant.until {
                        return Err(format!("the grant `{}` did not lapse", about.id));
                    }
                    grant.lapsed = true;
                }
            },
            Event::Used(used) => {
                let (rulebook, digest, until) = {
                    let grant = self.open_grant(&used.id)?;
                    (grant.rulebook.clone(), grant.digest.clone(), grant.until)
                };
                if at >= until {
                    return Err(format!("the grant `{}` was used too late", used.id));
                }
                if self.in_use(&rulebook, &digest).is_err() {
                    return Err(format!("the grant `{}` was used after another edition was adopted", used.id));
                }
                let grant = self.open_grant(&used.id)?;
                if grant.reviewers.contains(&used.by) {
                    return Err(format!("`{}` reviewed the grant `{}` and used it", used.by, used.id));
                }
                grant.used = Some(used.by.clone());
            }
            Event::Revoked(remark) => self.open_grant(&remark.id)?.revoked = true,
            Event::Reviewed(reviewed) => {
                let grant = self.grant(&reviewed.id)?;
                if grant.had_a_part(&reviewed.by.id) {
                    return Err(format!("`{}` reviewed what they had a part in", reviewed.by.id));
                }
                if reviewed.due.is_empty() && grant.reviewed.is_some() {
                    return Err(format!("the grant `{}` was reviewed before", reviewed.id));
                }
                for role in &reviewed.due {
                    let Some(at) = grant.reviews.iter().position(|due| due.by == *role) else {
                        return Err(format!("no review of `{}` by `{role}` is due", reviewed.id));
                    };
                    grant.reviews.remove(at);
                }
                grant.reviewed = Some(reviewed.finding);
                grant.reviewers.push(reviewed.by.id.clone());
            }
            Event::Erased(remark) => {
                office(&remark.by, Role::ERASER)?;
                if !self.knows(&remark.id) {
                    return Err(format!("there is no `{}` whose private part could be erased", remark.id));
                }
                self.erased.insert(remark.id.clone());
            }
            Event::Feedback(_) | Event::SetAside(_) => {}
        }
        Ok(())
    }

    /// A request or grant of a new id, under the edition in use.
    fn new_ask(&self, ask: &Ask, at: Moment) -> Result<(), String> {
        if self.knows(&ask.id) {
            return Err(format!("`{}` stands in the ledger before", ask.id));
        }
        if at >= ask.until || ask.until > at.plus_days(GOOD_AT_MOST) {
            return Err(format!("`{}` is good until a time that no request may ask for", ask.id));
        }
        let rules: BTreeSet<&str> = ask.overrides.iter().map(|overridden| overridden.rule.as_str()).collect();
        if rules.is_empty() || rules.len() != ask.overrides.len() {
            return Err(format!("`{}` names no rule that it decides against, or one twice", ask.id));
        }
        self.edition(ask)?;
        self.counts(ask, at)
    }

    fn edition(&self, ask: &Ask) -> Result<(), String> {
        self.in_use(&ask.rulebook, &ask.digest).map_err(|adopted| match adopted {
            Some(adopted) => {
                format!("`{}` rests on rules that are not the adopted edition {}", ask.id, adopted.edition)
            }
            None => format!("`{}` rests on rules of which no edition was adopted", ask.id),
        })
    }

    /// Whether a text of a rulebook may be decided under: the adopted one, or any as long as none of any rulebook was adopted. Else the edition
    /// that was, if one was.
    pub(super) fn in_use(&self, rulebook: &str, digest: &str) -> Result<(), Option<&Adopted>> {
        match self.adopted.get(rulebook) {
            Some(adopted) if adopted.digest == digest => Ok(()),
            None if self.adopted.is_empty() => Ok(()),
            other => Err(other),
        }
    }

    /// What a record says was used of each limit must be what the records before it come to, and the limit must hold.
    fn counts(&self, ask: &Ask, at: Moment) -> Result<(), String> {
        for overridden in &ask.overrides {
            if overridden.values.values().any(|value| uses::count(value).is_none_or(|count| count < 0)) {
                return Err(format!("`{}` counts less than nothing", ask.id));
            }
            for limit in &overridden.limits {
                self.count(ask, at, overridden, limit)?;
            }
        }
        Ok(())
    }

    fn count(&self, ask: &Ask, at: Moment, overridden: &Overridden, limit: &LimitUse) -> Result<(), String> {
        let nothing = Tally::default();
        let tally = self.tally(&ask.rulebook).unwrap_or(&nothing);
        let uses = Uses { tally, now: at, person: Some(&ask.by.id) };
        let held = holds(uses, overridden, limit);
        let per = match limit.per {
            Per::All => "in all",
            Per::Employee => "per employee",
            Per::Role => "per role",
        };
        let limited = || format!("the limit of {} in {} days {per} on `{}`", limit.most, limit.days, overridden.rule);
        match held {
            Some(true) => Ok(()),
            Some(false) => Err(format!("`{}` goes beyond {}", ask.id, limited())),
            None => Err(format!("`{}` miscounts what was used of {}", ask.id, limited())),
        }
    }

    fn granted(&mut self, seq: u64, at: Moment, granted: &Granted) -> Result<(), String> {
        let ask = &granted.ask;
        match self.pending.get(&ask.id) {
            Some(pending) => {
                if *ask != pending.requested.ask {
                    return Err(format!("`{}` is not what was asked for", ask.id));
                }
                if pending.confirmed_by != granted.confirmed_by {
                    return Err(format!("`{}` was not confirmed by those that it names", ask.id));
                }
                let open = still_needed(&pending.requested.needs, &pending.confirmed_by);
                if let Some(role) = open.first() {
                    return Err(format!("`{}` was not confirmed by `{role}`", ask.id));
                }
                if at >= ask.until {
                    return Err(format!("`{}` was granted too late", ask.id));
                }
                self.edition(ask)?;
                self.counts(ask, at)?;
            }
            None if !granted.confirmed_by.is_empty() => {
                return Err(format!("`{}` was never asked for", ask.id));
            }
            None => self.new_ask(ask, at)?,
        }
        self.pending.remove(&ask.id);
        let role = ask.by.acts_as.clone().unwrap_or_default();
        let tally = self.tallies.entry(ask.rulebook.clone()).or_default();
        for overridden in &ask.overrides {
            tally.add(&overridden.rule, &ask.by.id, &overridden.power_of, at, &overridden.values);
        }
        let grant = Grant {
            by: ask.by.id.clone(),
            acts_as: role,
            confirmed_by: granted.confirmed_by.iter().map(|person| person.id.clone()).collect(),
            rulebook: ask.rulebook.clone(),
            action: ask.action.clone(),
            digest: ask.digest.clone(),
            case: ask.case.clone(),
            today: ask.today,
            until: ask.until,
            reviews: granted.reviews.clone(),
            used: None,
            revoked: false,
            lapsed: false,
            reviewed: None,
            reviewers: Vec::new(),
        };
        self.grants.insert(ask.id.clone(), grant);
        self.ids.entry(ask.id.clone()).or_insert(seq);
        Ok(())
    }

    fn waiting(&mut self, id: &str) -> Result<&mut Pending, String> {
        self.pending.get_mut(id).ok_or_else(|| format!("no request `{id}` waits"))
    }

    fn grant(&mut self, id: &str) -> Result<&mut Grant, String> {
        self.grants.get_mut(id).ok_or_else(|| format!("there is no grant `{id}`"))
    }

    fn open_grant(&mut self, id: &str) -> Result<&mut Grant, String> {
        let grant = self.grant(id)?;
        if grant.used.is_some() || grant.revoked || grant.lapsed {
            return Err(format!("the grant `{id}` is not open"));
        }
        Ok(grant)
    }
}

impl Grant {
    pub(super) fn had_a_part(&self, person: &str) -> bool {
        let agreed = self.confirmed_by.iter().any(|id| id == person);
        self.by == person || agreed || self.used.as_deref() == Some(person)
    }
}

fn office(person: &Person, role: &str) -> Result<(), String> {
    match person.acts_as.as_deref() == Some(role) {
        true => Ok(()),
        false => Err(format!("`{}` did not act as {role}", person.id)),
    }
}

/// Whether a limit holds with this decision; `None` if what the record says was used is not what it comes to.
fn holds(uses: Uses<'_>, overridden: &Overridden, limit: &LimitUse) -> Option<bool> {
    let role = &overridden.power_of;
    let reach = match limit.per {
        Per::All => Reach::InAll,
        Per::Employee => Reach::PerEmployee,
        Per::Role => Reach::PerRole,
    };
    let Some(of) = &limit.of else {
        let used = uses.times(&overridden.rule, role, reach, limit.days)?;
        let most: u64 = limit.most.parse().ok()?;
        return (limit.used.parse() == Ok(used)).then_some(used < most);
    };
    let Sum::Known(used) = uses.sum(&overridden.rule, role, reach, limit.days, of, &limit.most)? else { return None };
    let this = overridden.values.get(of).filter(|this| uses::alike(this, &limit.most))?;
    let (most, said, this) = (uses::count(&limit.most)?, uses::count(&limit.used)?, uses::count(this)?);
    (said == used && this >= 0).then_some(used.checked_add(this).is_some_and(|after| after <= most))
}

/// The roles of which nobody has agreed yet. One person agrees for one role.
pub(super) fn still_needed<'n>(needs: &'n [String], confirmed_by: &[Person]) -> Vec<&'n String> {
    let mut agreed: Vec<&str> = confirmed_by.iter().filter_map(|person| person.acts_as.as_deref()).collect();
    needs
        .iter()
        .filter(|role| match agreed.iter().position(|agreed| agreed == role) {
            Some(at) => {
                agreed.remove(at);
                false
            }
            None => true,
        })
        .collect()
}
