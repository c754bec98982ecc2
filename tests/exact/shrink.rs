//! The smallest rulebook and case on which a law does not hold: whatever can go goes.

use super::book::{Book, Cond, Fact, Num, Rule};
use super::hold::{Case, Desk, Law};

/// Cuts as long as the law stays broken, and says what is left.
pub fn smallest(book: &Book, case: &Case, law: Law) -> String {
    let broken = |book: &Book, case: &Case| -> Option<String> {
        let (rulebook, _) = candor::Rulebook::check("desk", &book.text());
        rulebook?;
        let desk = Desk::load(book)?;
        // What is missing has to be something.
        desk.space.completions(case.today, &case.facts).first()?;
        law(&desk, case).err().filter(|what| !what.contains("refused") && !what.contains("no answer"))
    };
    let (mut book, mut case) = (book.clone(), case.clone());
    let mut what = broken(&book, &case).unwrap_or_default();
    loop {
        let next = smaller(&book, &case).into_iter().find_map(|(book, case)| {
            let what = broken(&book, &case)?;
            Some((book, case, what))
        });
        match next {
            Some(found) => (book, case, what) = found,
            None => break,
        }
    }
    format!("{}\n---\n{}---\n{what}", book.text(), book.case_text(case.today, &case.facts))
}

/// The same with one thing less, each way.
fn smaller(book: &Book, case: &Case) -> Vec<(Book, Case)> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Book)| {
        let mut smaller = book.clone();
        change(&mut smaller);
        all.push((smaller, case.clone()));
    };
    for at in 0..book.rules.len() {
        with(&|book| remove_rule(book, at));
    }
    for at in 0..book.always.len() {
        with(&|book| drop(book.always.remove(at)));
        for simpler in simpler(&book.always[at]) {
            with(&|book| book.always[at] = simpler.clone());
        }
    }
    for action in 0..2 {
        with(&|book| book.closed[action] = None);
        with(&|book| book.closed[action].iter_mut().for_each(|closed| closed.1.truncate(closed.1.len().max(1) - 1)));
    }
    for at in 0..book.rules.len() {
        let rule = &book.rules[at];
        let mut cut = |change: &dyn Fn(&mut Rule)| with(&|book| change(&mut book.rules[at]));
        cut(&|rule| rule.overrides.truncate(rule.overrides.len().max(1) - 1));
        cut(&|rule| rule.overrides.iter_mut().for_each(|(_, cond)| *cond = None));
        cut(&|rule| (rule.from, rule.until) = (None, None));
        cut(&|rule| rule.when = None);
        cut(&|rule| rule.source = 0);
        cut(&|rule| rule.remedy_by.clear());
        cut(&|rule| rule.remedy_not_by.clear());
        cut(&|rule| rule.actions.retain(|action| *action == 0));
        for simpler in rule.when.iter().flat_map(simpler) {
            cut(&|rule| rule.when = Some(simpler.clone()));
        }
        for simpler in rule.required.iter().flat_map(simpler) {
            cut(&|rule| rule.required = Some(simpler.clone()));
        }
    }
    for at in 0..book.terms.len() {
        with(&|book| drop(book.terms[at].lines.pop()));
        for line in 0..book.terms[at].lines.len() {
            for simpler in simpler(&book.terms[at].lines[line].1) {
                with(&|book| book.terms[at].lines[line].1 = simpler.clone());
            }
        }
    }
    for at in 0..book.facts.len() {
        let mut cut = |change: &dyn Fn(&mut Fact)| with(&|book| change(&mut book.facts[at]));
        cut(&|fact| fact.changes.truncate(fact.changes.len().max(1) - 1));
        cut(&|fact| {
            fact.changes.drain(..fact.changes.len().min(1));
        });
        cut(&|fact| fact.changes.iter_mut().for_each(|change| change.days = 0));
        cut(&|fact| fact.changes.iter_mut().for_each(|change| change.effort = 1));
        cut(&|fact| fact.changes.iter_mut().for_each(|change| change.by_staff = false));
    }
    // What is cut from nothing is the same.
    let whole = format!("{book:?}");
    all.retain(|(smaller, _)| format!("{smaller:?}") != whole);
    if book.terms.len() == 1 || (book.terms.len() > 1 && !reads_term(book, book.terms.len() - 1)) {
        let mut smaller = book.clone();
        smaller.terms.pop();
        if !reads_term(book, smaller.terms.len()) {
            all.push((smaller, case.clone()));
        }
    }
    all
}

fn reads_term(book: &Book, at: usize) -> bool {
    let name = format!("t{at}");
    let text = book.text();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == name).count() > 1
}

/// Without a rule, and without what touches it.
fn remove_rule(book: &mut Book, at: usize) {
    book.rules.remove(at);
    let touching: Vec<usize> = (0..book.rules.len()).filter(|by| book.rules[*by].touches == Some(at)).collect();
    for rule in &mut book.rules {
        rule.touches = rule.touches.map(|touched| if touched > at { touched - 1 } else { touched });
    }
    for by in touching.into_iter().rev() {
        remove_rule(book, by);
    }
}

fn simpler(cond: &Cond) -> Vec<Cond> {
    match cond {
        Cond::Not(cond) => vec![cond.as_ref().clone()],
        Cond::All(parts) | Cond::Any(parts) => {
            let mut all = parts.clone();
            for (at, part) in parts.iter().enumerate() {
                let replaced = simpler(part).into_iter().map(|part| {
                    let mut parts = parts.clone();
                    parts[at] = part;
                    parts
                });
                let less: Vec<Cond> =
                    parts.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, p)| p.clone()).collect();
                let less = (less.len() > 1).then_some(less);
                let is_all = matches!(cond, Cond::All(_));
                all.extend(replaced.chain(less).map(|parts| if is_all { Cond::All(parts) } else { Cond::Any(parts) }));
            }
            all
        }
        Cond::Compare(Num::Add(a, b) | Num::Subtract(a, b), cmp, c, kind, fact) => {
            [a, b].into_iter().map(|a| Cond::Compare(a.as_ref().clone(), *cmp, c.clone(), *kind, *fact)).collect()
        }
        Cond::Compare(a, cmp, Num::Add(b, c) | Num::Subtract(b, c), kind, fact) => {
            [b, c].into_iter().map(|b| Cond::Compare(a.clone(), *cmp, b.as_ref().clone(), *kind, *fact)).collect()
        }
        _ => Vec::new(),
    }
}
