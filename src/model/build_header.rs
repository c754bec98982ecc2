//! The header: what the main file says of the rulebook, held against what the files say that it uses.

use super::from_syntax::Builder;
use super::{Header, Window};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseKind, Head, Statement, Word};
use crate::value::date::LeapDay;
use crate::value::{Currency, Zone};

/// What all files of a rulebook have in common, with where it was said first.
#[derive(Default)]
struct Shared {
    currency: Option<(Currency, Span)>,
    leap_day: Option<(LeapDay, Span)>,
    in_force: Option<(Window, Span)>,
    zone: Option<(Zone, Span)>,
}

impl Builder<'_> {
    /// The main file names the rulebook. The header of another one may be left out; where it is there, the main one does
    /// not speak for it: both have to agree.
    pub(super) fn header(&mut self, statements: &[Statement]) {
        let heads = || statements.iter().filter(|s| matches!(s.head, Head::Rulebook { .. }));
        // The main file is read first.
        let Some(first) = heads().find(|s| s.span.source == 0) else {
            if let Some(statement) = statements.first() {
                let at = Span { end: statement.span.start + 1, ..statement.span };
                self.report(
                    Diagnostic::new(Code::MissingClause, at, "the rulebook has no header")
                        .help("start with: rulebook NAME \"what it is about\""),
                );
            }
            return;
        };
        let Head::Rulebook { name, title } = &first.head else { return };
        let mut header = Header { name: name.text.clone(), title: title.text.clone(), ..Header::default() };
        let mut shared = Shared::default();
        let mut seen: Vec<Span> = Vec::new();
        for head in std::iter::once(first).chain(heads().filter(|head| head.span != first.span)) {
            if let Some(earlier) = seen.iter().find(|span| span.source == head.span.source) {
                let said = Diagnostic::new(Code::Duplicate, head.span, "a file has one rulebook");
                self.report(said.other(*earlier, "the first").help("put this one in a file of its own"));
                continue;
            }
            seen.push(head.span);
            for clause in &head.clauses {
                self.header_clause(clause, &mut header, &mut shared);
            }
        }
        if header.edition.is_empty() && !first.damaged {
            self.report(
                Diagnostic::new(Code::MissingClause, first.span, "the rulebook does not say which edition it is")
                    .help("add: edition   \"2026.1\""),
            );
        }
        header.currency = shared.currency.map(|(currency, _)| currency);
        header.leap_day = shared.leap_day.map(|(day, _)| day);
        header.zone = shared.zone.map(|(zone, _)| zone);
        header.in_force = shared.in_force.map(|(window, _)| window).unwrap_or_default();
        self.model.header = header;
        self.settle_languages();
    }

    fn header_clause(&mut self, clause: &Clause, header: &mut Header, shared: &mut Shared) {
        let is_main = clause.span.source == 0;
        match &clause.kind {
            ClauseKind::Edition(word) if is_main => header.edition.clone_from(&word.text),
            ClauseKind::Owner(word) if is_main => header.owner = Some(word.text.clone()),
            ClauseKind::Serves(word) if is_main => header.serves.clone_from(&word.text),
            ClauseKind::InForce { from, until } => {
                let window = self.window(*from, *until, clause.span);
                self.in_both(window, clause.span, shared);
            }
            // The earliest: from then on some part of it should have been looked at.
            ClauseKind::ReviewBy(date) => {
                header.review_by = Some(header.review_by.map_or(*date, |earlier| earlier.min(*date)));
            }
            ClauseKind::Currency(word) => {
                let Some(currency) = Currency::from_code(&word.text) else {
                    self.report(
                        Diagnostic::new(Code::Currency, word.span, format!("there is no currency `{}`", word.text))
                            .help("write its three letters, such as EUR"),
                    );
                    return;
                };
                match shared.currency {
                    Some((first, at)) if first != currency => self.report(
                        Diagnostic::new(
                            Code::Currency,
                            word.span,
                            "two files of this rulebook count in two currencies",
                        )
                        .other(at, "the first")
                        .help(format!("write: currency  {first}, or use another file")),
                    ),
                    _ => shared.currency = shared.currency.or(Some((currency, word.span))),
                }
            }
            ClauseKind::Languages(words) => self.list_languages(words, clause.span.source),
            ClauseKind::LeapDay(day) => match shared.leap_day {
                Some((first, at)) if first != *day => self.report(
                    Diagnostic::new(Code::Duplicate, clause.span, "two files of this rulebook differ on 29 February")
                        .other(at, "the first")
                        .help("let both say the same, or use another file"),
                ),
                _ => shared.leap_day = shared.leap_day.or(Some((*day, clause.span))),
            },
            ClauseKind::TimeZone(word) => self.zone(word, shared),
            _ => {}
        }
    }

    fn zone(&mut self, word: &Word, shared: &mut Shared) {
        let Some(zone) = Zone::from_name(&word.text) else {
            let help = match nearest(&word.text, Zone::names()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "name it by continent and city, such as \"Europe/Berlin\"".to_owned(),
            };
            let said = format!("there is no time zone \"{}\"", word.text);
            return self.report(Diagnostic::new(Code::TimeZone, word.span, said).help(help));
        };
        match &shared.zone {
            Some((first, at)) if *first != zone => {
                let said = "two files of this rulebook go by the clocks of two time zones";
                let help = format!("write: time zone \"{first}\", or use another file");
                let diagnostic = Diagnostic::new(Code::TimeZone, word.span, said).other(*at, "the first");
                self.report(diagnostic.help(help));
            }
            Some(_) => {}
            None => shared.zone = Some((zone, word.span)),
        }
    }

    /// A rulebook is in force while all its files are.
    fn in_both(&mut self, window: Window, span: Span, shared: &mut Shared) {
        let Some((other, at)) = shared.in_force else {
            shared.in_force = Some((window, span));
            return;
        };
        // No start is before every day, no end after every day.
        let from = window.from.max(other.from);
        let until = [window.until, other.until].into_iter().flatten().min();
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.report(
                Diagnostic::new(Code::Window, span, "there is no day on which this file and another one are in force")
                    .other(at, "in force while this is")
                    .help("use an edition of the file that is in force in the same period"),
            );
            return;
        }
        shared.in_force = Some((Window { from, until }, span));
    }
}
