//! `candor override`: a person decides against the rule, within their authority and on the record.

use std::process::ExitCode;

use candor::discretion::{Refusal, Reply, Request};
use candor::explain::Condition;
use candor::render::{self, Done, Labels};
use candor::{Explanation, Rulebook};
use clap::{Args, Subcommand};

use crate::desk::{self, LedgerArgs, Who};
use crate::input::{self, CaseArgs, Format, Stop};
use crate::output;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Override {
    #[command(subcommand)]
    then: Option<Then>,
    #[command(flatten)]
    ask: Option<Ask>,
}

#[derive(Debug, Subcommand)]
enum Then {
    /// Agrees to a request that waits for another person.
    Confirm(Confirm),
    /// Says no to a request that waits for another person.
    Decline(Decline),
    /// Uses a grant, once: for the same action, case and rules.
    Use(Use),
    /// Takes back a grant that was not used.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Ask {
    /// The action.
    // An optional group is there if one of its own is; what is flattened into it does not count.
    #[arg(group = "Ask")]
    action: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    who: Who,
    /// The reason, in words.
    #[arg(long)]
    reason: Option<String>,
    /// Which kind of reason it is: our_mistake, rule_does_not_fit, hardship, goodwill, other.
    #[arg(long, value_name = "CODE")]
    reason_code: Option<String>,
    /// Evidence: what is asked for and where it is; where only one thing is asked for, where it is.
    #[arg(long, value_name = "WHAT=REFERENCE")]
    evidence: Vec<String>,
    /// Who judged a fact.
    #[arg(long, value_name = "FACT=ID")]
    judged: Vec<String>,
    /// An id for the request, so that sending it twice grants once.
    #[arg(long)]
    id: Option<String>,
    /// Until when it is good, in UTC: a day from now if nothing is said, and at most 30.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    #[command(flatten)]
    ledger: LedgerArgs,
}

#[derive(Debug, Args)]
struct Confirm {
    /// The request.
    id: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    ledger: LedgerArgs,
}

#[derive(Debug, Args)]
struct Decline {
    /// The request.
    id: String,
    #[command(flatten)]
    why: Why,
}

/// Who ends it, and why.
#[derive(Debug, Args)]
struct Why {
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    who: Who,
    /// Why, in words.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    ledger: LedgerArgs,
}

#[derive(Debug, Args)]
struct Use {
    /// The grant.
    id: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    case: CaseArgs,
    /// Who uses it: an id, compared exactly.
    #[arg(long, value_name = "ID")]
    by: String,
    #[command(flatten)]
    ledger: LedgerArgs,
}

#[derive(Debug, Args)]
struct Revoke {
    /// The grant.
    id: String,
    #[command(flatten)]
    why: Why,
}

impl Override {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        match (&self.then, &self.ask) {
            (Some(Then::Confirm(confirm)), _) => confirm.run(),
            (Some(Then::Decline(decline)), _) => decline.run(),
            (Some(Then::Use(used)), _) => used.run(),
            (Some(Then::Revoke(revoke)), _) => revoke.run(),
            (None, Some(ask)) => ask.run(),
            (None, None) => Err(Stop::Usage("say which action: candor override ACTION".to_owned())),
        }
    }
}

impl Ask {
    fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let case = self.case.read(&rulebook)?;
        let at = self.ledger.at()?;
        let mut desk = self.who.staff.at(self.ledger.open()?)?;
        let answer = desk
            .why(&rulebook, candor::Audience::Staff, &self.action, &case, at, Some(&self.who.by))
            .map_err(|error| input::known_action(&rulebook, error.into()))?;
        let request = self.request(&answer)?;
        let reply = desk.request(&rulebook, &case, &request, at)?;
        Ok(print(&reply, &rulebook, Some(&answer), self.ledger.format))
    }

    fn request(&self, answer: &Explanation) -> Result<Request, Stop> {
        let mut request = Request::new(&self.action, &self.who.by, &self.who.role).salt(desk::random()?);
        request.id.clone_from(&self.id);
        request.reason.clone_from(&self.reason);
        request.reason_code.clone_from(&self.reason_code);
        request.until = self.until.as_deref().map(|until| desk::moment("--until", Some(until))).transpose()?;
        let own = answer.authority.iter().filter(|authority| authority.role.name == self.who.role);
        let asked: Vec<&str> = own
            .flat_map(|authority| &authority.conditions)
            .filter_map(|condition| match condition {
                Condition::Evidence(what) => Some(what.as_str()),
                _ => None,
            })
            .collect();
        for text in &self.evidence {
            let (what, reference) = evidence(text, &asked)?;
            if request.evidence.contains_key(what) {
                return Err(Stop::Usage(format!("--evidence {text}: there is evidence for \"{what}\" already")));
            }
            request = request.evidence(what, reference);
        }
        for text in &self.judged {
            let (fact, person) = text.split_once('=').ok_or_else(|| {
                Stop::Usage(format!("--judged {text}: write the fact, `=` and the id of who judged it"))
            })?;
            request = request.judged(fact.trim(), person.trim());
        }
        Ok(request)
    }
}

/// What some evidence is for, and where it is.
fn evidence<'t>(text: &'t str, asked: &[&'t str]) -> Result<(&'t str, &'t str), Stop> {
    let parts = text.split_once('=').map(|(what, reference)| (what.trim(), reference.trim()));
    match (parts, asked) {
        (Some((what, reference)), asked) if asked.contains(&what) => Ok((what, reference)),
        (_, [one]) => Ok((one, text.trim())),
        (Some(parts), _) => Ok(parts),
        (None, []) => {
            Err(Stop::Usage(format!("--evidence {text}: no evidence is asked for; say what it is: WHAT={text}")))
        }
        (None, several) => {
            let several: Vec<String> = several.iter().map(|what| format!("\"{what}={text}\"")).collect();
            Err(Stop::Usage(format!("--evidence {text}: which is it? write {}", several.join(" or "))))
        }
    }
}

impl Confirm {
    fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let case = self.case.read(&rulebook)?;
        let mut desk = self.who.staff.at(self.ledger.open()?)?;
        let reply = desk.confirm(&rulebook, &case, &self.id, &self.who.by, &self.who.role, self.ledger.at()?)?;
        Ok(print(&reply, &rulebook, None, self.ledger.format))
    }
}

impl Decline {
    fn run(&self) -> Result<ExitCode, Stop> {
        let Why { rulebook, who: Who { by, role, staff }, reason, ledger } = &self.why;
        let rulebook = input::rulebook(rulebook)?;
        let mut desk = staff.at(ledger.open()?)?;
        match desk.decline(&rulebook, &self.id, by, role, reason, ledger.at()?)? {
            // To say no is what was asked for here.
            Reply::Refused(Refusal::Declined { person, .. }) => {
                Ok(print_done(Ok(Done::Declined(&self.id, &person)), ledger.format))
            }
            other => Ok(print(&other, &rulebook, None, ledger.format)),
        }
    }
}

impl Use {
    fn run(&self) -> Result<ExitCode, Stop> {
        let rulebook = input::rulebook(&self.rulebook)?;
        let case = self.case.read(&rulebook)?;
        let mut desk = self.ledger.open()?;
        let done = desk.use_grant(&rulebook, &case, &self.id, &self.by, self.ledger.at()?)?;
        Ok(print_done(done.as_ref().map(|()| Done::Used(&self.id)), self.ledger.format))
    }
}

impl Revoke {
    fn run(&self) -> Result<ExitCode, Stop> {
        let Why { rulebook, who: Who { by, role, staff }, reason, ledger } = &self.why;
        let rulebook = input::rulebook(rulebook)?;
        let mut desk = staff.at(ledger.open()?)?;
        let done = desk.revoke(&rulebook, &self.id, by, role, reason, ledger.at()?)?;
        Ok(print_done(done.as_ref().map(|()| Done::Revoked(&self.id)), ledger.format))
    }
}

fn print(reply: &Reply, rulebook: &Rulebook, answer: Option<&Explanation>, format: Format) -> ExitCode {
    let labels: Labels = rulebook.labels();
    output::data(&match format {
        Format::Text => render::reply(reply, &labels, answer, output::style()),
        Format::Json => render::reply_json(reply, answer),
    });
    match reply {
        Reply::Granted(_) => ExitCode::SUCCESS,
        Reply::NeedsAnother(pending) => {
            if format == Format::Text {
                for role in &pending.needs {
                    let id = &pending.id;
                    output::data(&format!("          candor override confirm {id} --by … --role {role}\n"));
                }
            }
            ExitCode::SUCCESS
        }
        Reply::Refused(_) => ExitCode::from(1),
    }
}

/// Prints that something was put on record, or why not.
pub fn print_done(done: Result<Done<'_>, &Refusal>, format: Format) -> ExitCode {
    output::data(&match format {
        Format::Text => render::done(done, output::style()),
        Format::Json => render::done_json(done),
    });
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

#[cfg(test)]
mod tests {
    use super::{Stop, evidence};

    #[test]
    fn evidence_goes_to_what_is_asked_for() {
        let photo = ["a photo"];
        let both = ["a photo", "the bill"];
        assert!(matches!(evidence("a photo = IMG_1.jpg", &photo), Ok(("a photo", "IMG_1.jpg"))));
        // A reference may hold an equals sign of its own.
        assert!(matches!(evidence("https://x.example/?id=7", &photo), Ok(("a photo", "https://x.example/?id=7"))));
        assert!(matches!(evidence("the bill=12", &both), Ok(("the bill", "12"))));
        assert!(matches!(evidence("a note=kept", &[]), Ok(("a note", "kept"))));
        assert!(
            matches!(evidence("IMG_1.jpg", &both), Err(Stop::Usage(said)) if said.contains("\"the bill=IMG_1.jpg\""))
        );
        assert!(matches!(evidence("IMG_1.jpg", &[]), Err(Stop::Usage(_))));
    }
}
