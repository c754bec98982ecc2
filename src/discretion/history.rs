//! What a ledger says happened: its records one by one, each held against those before it.
//!
//! The desk decides on it and `verify` checks with it, so what the desk would not have granted does not verify.

use std::collections::BTreeMap;

use super::record::{
    Adopted, Ask, Event, Finding, Granted, LimitUse, Opened, Overridden, Per, Person, Record, Requested, ReviewDue,
};
use crate::explain::uses::{self, Sum, Tally, Uses};
use crate::model::Reach;
use crate::value::Moment;

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
    pub(super) until: Moment,
    /// Reviews that nobody has done yet.
    pub(super) reviews: Vec<ReviewDue>,
    pub(super) used: bool,
    pub(super) revoked: bool,
    pub(super) lapsed: bool,
    pub(super) reviewed: Option<Finding>,
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
        match &record.event {
            Event::Opened(opened) if opened.format == 1 => self.opened = Some(opened.clone()),
            Event::Opened(opened) => return Err(format!("its form, {}, is not known here", opened.format)),
            Event::Adopted(adopted) => {
                self.adopted.insert(adopted.rulebook.clone(), adopted.clone());
            }
            Event::Requested(requested) => {
                self.new_ask(&requested.ask, at)?;
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
                pending.confirmed_by.push(confirmed.by.clone());
            }
            Event::Granted(granted) => self.granted(record.seq, at, granted)?,
            Event::Refused(refused) => {
                if self.grants.contains_key(&refused.ask.id) {
                    return Err(format!("`{}` was granted before", refused.ask.id));
                }
                self.pending.remove(&refused.ask.id);
                self.ids.entry(refused.ask.id.clone()).or_insert(record.seq);
            }
            Event::Lapsed(about) => match self.pending.remove(&about.id) {
                Some(pending) if at < pending.requested.ask.until => {
                    return Err(format!("`{}` was still good", about.id));
                }
                Some(_) => {}
                None => {
                    let grant = self.grant(&about.id)?;
                    if grant.used || grant.revoked || at < grant.until {
                        return Err(format!("the grant `{}` did not lapse", about.id));
                    }
                    grant.lapsed = true;
                }
            },
            Event::Used(used) => {
                let grant = self.open_grant(&used.id)?;
                if at >= grant.until {
                    return Err(format!("the grant `{}` was used too late", used.id));
                }
                grant.used = true;
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
            }
            Event::Erased(remark) => {
                if !self.knows(&remark.id) {
                    return Err(format!("there is no `{}` whose private part could be erased", remark.id));
                }
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
        if at >= ask.until {
            return Err(format!("`{}` was over before it was recorded", ask.id));
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
        let role = ask.by.acts_as.as_deref().unwrap_or_default();
        for overridden in &ask.overrides {
            for limit in &overridden.limits {
                self.count(ask, at, role, overridden, limit)?;
            }
        }
        Ok(())
    }

    fn count(
        &self,
        ask: &Ask,
        at: Moment,
        role: &str,
        overridden: &Overridden,
        limit: &LimitUse,
    ) -> Result<(), String> {
        let nothing = Tally::default();
        let tally = self.tally(&ask.rulebook).unwrap_or(&nothing);
        let uses = Uses { tally, now: at, person: Some(&ask.by.id) };
        let held = holds(uses, role, overridden, limit);
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
            tally.add(&overridden.rule, &ask.by.id, &role, at, &overridden.values);
        }
        let grant = Grant {
            by: ask.by.id.clone(),
            acts_as: role,
            confirmed_by: granted.confirmed_by.iter().map(|person| person.id.clone()).collect(),
            rulebook: ask.rulebook.clone(),
            action: ask.action.clone(),
            digest: ask.digest.clone(),
            case: ask.case.clone(),
            until: ask.until,
            reviews: granted.reviews.clone(),
            used: false,
            revoked: false,
            lapsed: false,
            reviewed: None,
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
        if grant.used || grant.revoked || grant.lapsed {
            return Err(format!("the grant `{id}` is not open"));
        }
        Ok(grant)
    }
}

impl Grant {
    pub(super) fn had_a_part(&self, person: &str) -> bool {
        self.by == person || self.confirmed_by.iter().any(|id| id == person)
    }
}

/// Whether a limit holds with this decision; `None` if what the record says was used is not what it comes to.
fn holds(uses: Uses<'_>, role: &str, overridden: &Overridden, limit: &LimitUse) -> Option<bool> {
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
