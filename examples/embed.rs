//! Candor inside a program: its own structs in, an answer as data and as words out, on two threads.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use std::thread;

use candor::{Audience, Date, Outcome, Rulebook, render};
use serde::Serialize;

/// What the shop's own program knows of a return. The names are those of the rulebook, or renamed to them.
#[derive(Clone, Serialize)]
struct Return {
    received: Date,
    article: Article,
    channel: &'static str,
    region: &'static str,
    faulty: bool,
    /// `None` while nobody has looked: a fact that is not stated is unknown, never "no".
    seal_broken: Option<bool>,
    price: String,
    amount: String,
    #[serde(rename = "receipt")]
    has_receipt: bool,
    id_shown: bool,
    member: Member,
    returns_last_90_days: u32,
    #[serde(skip)]
    ticket: u64,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Article {
    Apparel,
    Hygiene,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Member {
    None,
    Gold,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = include_str!("../rules/returns/returns.rulebook");
    let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    let today = Date::new(2026, 11, 21).ok_or("a day of the calendar")?;

    let jacket = Return {
        received: Date::new(2026, 10, 9).ok_or("a day of the calendar")?,
        article: Article::Apparel,
        channel: "store",
        region: "us",
        faulty: false,
        seal_broken: Some(false),
        price: "120.00 EUR".into(),
        amount: "120.00 EUR".into(),
        has_receipt: true,
        id_shown: false,
        member: Member::None,
        returns_last_90_days: 1,
        ticket: 4711,
    };
    let cream =
        Return { article: Article::Hygiene, seal_broken: None, member: Member::Gold, ticket: 4712, ..jacket.clone() };

    // A rulebook is immutable: threads share it by cloning, which copies a pointer.
    let desks = [jacket, cream].map(|goods| {
        let rulebook = rulebook.clone();
        thread::spawn(move || -> Result<_, candor::Error> {
            let case = rulebook.case_from(today, &goods)?;
            Ok((goods.ticket, rulebook.why("refund", &case)?, rulebook.why_for(Audience::Customer, "refund", &case)?))
        })
    });
    for desk in desks {
        let (ticket, answer, for_customer) = desk.join().map_err(|_| "a thread ended early")??;
        assert_ne!(answer.outcome, Outcome::Allowed);
        println!("Ticket {ticket}\n{}", render::staff(&for_customer, render::Style::default()));
        // The same answer as data, for a log or another program.
        println!("{}\n", serde_json::to_string(&for_customer)?);
    }

    // A binary fraction is no exact amount, so it is refused, and the message names the field.
    #[derive(Serialize)]
    struct Sloppy {
        amount: f64,
        recieved: Date,
    }
    if let Err(candor::Error::Text(report)) = rulebook.case_from(today, &Sloppy { amount: 119.99, recieved: today }) {
        println!("{}", render::report(&report, render::Style::default()));
    }
    Ok(())
}
