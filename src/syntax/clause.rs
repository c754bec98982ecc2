//! Clauses: the words after a clause word, by the form that the word stands for.

use pest::Parser as _;

use super::foreign;
use super::layout::RawClause;
use super::parse::{Cursor, Grammar, Part, Reader, Rule, names};
use super::tree::{
    AudienceWord, Change, ClauseKind, Counted, ExampleResult, ExampleValue, Field, Holds, Node, Override, OverrideTerm,
    Reach,
};
use super::words::ClauseForm;
use crate::diagnostic::{Code, Diagnostic};
use crate::value::date::LeapDay;

impl<'t> Reader<'t> {
    pub(super) fn clause_kind(&mut self, form: &ClauseForm, raw: &RawClause, text: &str) -> Option<ClauseKind> {
        if !raw.bullets.is_empty() {
            return self.block_clause(form, raw);
        }
        let open_block = form.block.is_some() && [" of", "\u{20}of:"].iter().any(|end| text.ends_with(end));
        if open_block && Grammar::parse(form.block?, text).is_ok() {
            self.diagnostics.push(
                Diagnostic::new(Code::Syntax, raw.piece.span(), "no conditions stand below this line")
                    .help("list them on deeper lines, each starting with `- `"),
            );
            return None;
        }
        let mut parts = self.pairs(form.rule, raw.piece, form.shape)?;
        self.read_clause(form.rule, &mut parts)
    }

    fn block_clause(&mut self, form: &ClauseForm, raw: &RawClause) -> Option<ClauseKind> {
        let Some(rule) = form.block else {
            let first = raw.bullets.first().map_or(raw.piece, |b| b.piece);
            let is_row = [" when ", "- otherwise "].iter().any(|word| self.slice(first).contains(word));
            self.diagnostics.push(match is_row {
                true => Diagnostic::new(Code::Syntax, first.span(), "above rows stands what several matches mean")
                    .help("add a line above them: first match decides, or: one row may match, matches must agree, sum of matches"),
                false => {
                    Diagnostic::new(Code::Syntax, first.span(), format!("a `{}` clause has no bullets", form.word))
                        .help(format!("write: {}", form.shape))
                }
            });
            return None;
        };
        let shape = format!("{:<10}[any ITEM in LIST has] all of | any of | none of | at least 2 of", form.word);
        let text = self.slice(raw.piece);
        if Grammar::parse(rule, text).is_err() && foreign::find(text).is_none() {
            let said = "bullets stand below, so this line only says how many of them must hold";
            self.diagnostics
                .push(Diagnostic::new(Code::Syntax, raw.piece.span(), said).help(format!("write: {shape}")));
            return None;
        }
        let mut parts = self.pairs(rule, raw.piece, &shape)?;
        let group = self.group(&mut parts, raw.piece, &raw.bullets)?;
        Some(match form.rule {
            Rule::c_required => ClauseKind::Required(group),
            Rule::c_means => ClauseKind::Means { value: group, when: Holds::Always, by: None },
            _ => ClauseKind::When(group),
        })
    }

    /// The ends of a range, one of which may be left open.
    fn ends(&mut self, part: Part<'t>) -> Option<(Option<Node>, Option<Node>)> {
        let rule = part.rule;
        let mut ends = part.inner();
        let first = self.value(&mut ends)?;
        Some(match rule {
            Rule::at_least => (Some(first), None),
            Rule::at_most => (None, Some(first)),
            _ => (Some(first), Some(self.value(&mut ends)?)),
        })
    }

    fn read_clause(&mut self, rule: Rule, parts: &mut Cursor<'t>) -> Option<ClauseKind> {
        let parts = &mut *parts;
        Some(match rule {
            Rule::c_when => ClauseKind::When(self.condition(parts)?),
            Rule::c_required => ClauseKind::Required(self.condition(parts)?),
            Rule::c_source => ClauseKind::Source(self.citation(parts)?),
            Rule::c_purpose => ClauseKind::Purpose(self.said(parts)?),
            Rule::c_tell => {
                let audience = match self.expect(parts, Rule::audience)?.text {
                    "customer" => AudienceWord::Customer,
                    "staff" => AudienceWord::Staff,
                    _ => AudienceWord::Auditor,
                };
                let language = parts.optional(Rule::language).map(|p| p.word());
                ClauseKind::Tell { audience, language, text: self.template(parts)? }
            }
            Rule::c_shows => ClauseKind::Shows(names(self.expect(parts, Rule::names)?)),
            Rule::c_instead => ClauseKind::Instead {
                actions: names(self.expect(parts, Rule::names)?),
                condition: self.optional_condition(parts)?,
            },
            Rule::c_refer => ClauseKind::Refer {
                title: self.said(parts)?,
                contact: self.said(parts)?,
                condition: self.optional_condition(parts)?,
            },
            Rule::c_override => {
                if parts.optional(Rule::nobody).is_some() {
                    return Some(ClauseKind::Override(None));
                }
                let role = self.expect(parts, Rule::name)?.word();
                let condition = self.optional_condition(parts)?;
                let terms = parts.map(|part| self.override_term(part)).collect::<Option<Vec<_>>>()?;
                ClauseKind::Override(Some(Override { role, condition, terms: terms.into_iter().flatten().collect() }))
            }
            Rule::c_prevails => ClauseKind::PrevailsOver(self.source_kinds(parts)?),
            Rule::c_relaxed => {
                ClauseKind::MayBeRelaxedBy(self.source_kinds(parts)?.into_iter().map(|(kind, _)| kind).collect())
            }
            Rule::c_remedy => {
                let not = parts.optional(Rule::not).is_some();
                ClauseKind::Remedy { not, facts: names(self.expect(parts, Rule::names)?) }
            }
            Rule::c_stated => ClauseKind::MayBeStated,
            Rule::c_in_force => {
                let (mut from, mut until) = (None, None);
                for part in parts.by_ref() {
                    match part.rule {
                        Rule::from_date => from = Some(self.date(&mut part.inner())?),
                        Rule::until_date => until = Some(self.date(&mut part.inner())?),
                        _ => {}
                    }
                }
                ClauseKind::InForce { from, until }
            }
            Rule::c_ask => ClauseKind::Ask(self.said(parts)?),
            Rule::c_asked => ClauseKind::AskedWith(names(self.expect(parts, Rule::names)?)),
            Rule::c_known => ClauseKind::KnownFrom(self.said(parts)?),
            Rule::c_judged => ClauseKind::JudgedBy(self.expect(parts, Rule::name)?.word()),
            Rule::c_range => {
                let (low, high) = self.ends(parts.next()?)?;
                ClauseKind::Range { low, high }
            }
            Rule::c_has => {
                let (name, label) = (self.declared(parts)?, self.said(parts)?);
                let ty = self.type_name(parts)?;
                let range = match parts.peek() {
                    Some(Rule::at_least | Rule::at_most | Rule::range_to) => {
                        let part = parts.next()?;
                        let span = part.span;
                        let (low, high) = self.ends(part)?;
                        Some((low, high, span))
                    }
                    _ => None,
                };
                let default = match parts.optional(Rule::not_stated) {
                    Some(part) => Some(self.value(&mut part.inner())?),
                    None => None,
                };
                ClauseKind::Has(Box::new(Field { name, label, ty, range, default }))
            }
            Rule::c_can => {
                let actor = self.expect(parts, Rule::actor)?.word();
                let manner = self.expect(parts, Rule::manner)?.word().squeezed();
                let field = parts.optional(Rule::word).map(|part| part.word());
                let how = self.said(parts)?;
                let (mut effort, mut takes_days) = (None, None);
                for part in parts.by_ref() {
                    match part.rule {
                        Rule::effort => effort = part.inner().next().map(|p| p.word()),
                        Rule::takes => takes_days = part.inner().next().map(|p| p.word()),
                        _ => {}
                    }
                }
                ClauseKind::Can(Box::new(Change { actor, manner, field, how, effort, takes_days }))
            }
            Rule::c_never => ClauseKind::NeverTellCustomer,
            Rule::c_sensitive => ClauseKind::Sensitive,
            Rule::c_default => ClauseKind::IfNotStated(self.value(parts)?),
            Rule::c_means => {
                let value = self.condition(parts)?;
                let when = match parts.peek() {
                    Some(Rule::condition) => Holds::If(self.condition(parts)?),
                    Some(Rule::otherwise) => {
                        parts.next();
                        Holds::Otherwise
                    }
                    _ => Holds::Always,
                };
                ClauseKind::Means { value, when, by: self.optional_citation(parts) }
            }
            Rule::c_period => ClauseKind::Period {
                from: self.date(parts)?,
                value: self.value(parts)?,
                by: self.optional_citation(parts),
            },
            Rule::c_edition => ClauseKind::Edition(self.string(parts)?),
            Rule::c_owner => ClauseKind::Owner(self.string(parts)?),
            Rule::c_approved => {
                self.date(parts)?;
                ClauseKind::Approved
            }
            Rule::c_review => ClauseKind::ReviewBy(self.date(parts)?),
            Rule::c_currency => ClauseKind::Currency(self.expect(parts, Rule::currency)?.word()),
            Rule::c_languages => {
                ClauseKind::Languages(parts.filter(|p| p.rule == Rule::language).map(|p| p.word()).collect())
            }
            Rule::c_feb29 => ClauseKind::LeapDay(if parts.peek() == Some(Rule::feb28) {
                LeapDay::February28
            } else {
                LeapDay::March1
            }),
            Rule::c_serves => ClauseKind::Serves(self.string(parts)?),
            Rule::c_zone => ClauseKind::TimeZone(self.string(parts)?),
            Rule::c_today => ClauseKind::Today(self.date(parts)?),
            Rule::c_given => {
                let stated = parts.filter(|p| p.rule == Rule::stated).map(|p| {
                    let mut p = p.inner();
                    Some((self.expect(&mut p, Rule::name)?.word(), self.operand(&mut p)?))
                });
                ClauseKind::Given(stated.collect::<Option<Vec<_>>>()?)
            }
            Rule::c_then => {
                let results = parts.filter(|p| p.rule == Rule::result).map(|p| self.result(&mut p.inner()));
                ClauseKind::Then(results.collect::<Option<Vec<_>>>()?)
            }
            _ => return None,
        })
    }

    fn result(&mut self, parts: &mut Cursor<'t>) -> Option<ExampleResult> {
        let about = self.expect(parts, Rule::name)?.word();
        let is = match parts.peek() {
            Some(Rule::r_allowed) => ExampleValue::Allowed,
            Some(Rule::r_undetermined) => ExampleValue::Undetermined,
            Some(Rule::r_denied) => ExampleValue::Denied(parts.next()?.inner().map(|p| p.word()).collect()),
            _ => ExampleValue::Value(self.operand(parts)?),
        };
        Some(ExampleResult { about, is })
    }

    fn override_term(&mut self, part: Part<'t>) -> Option<Option<OverrideTerm>> {
        Some(Some(match part.rule {
            Rule::limit => {
                let mut parts = part.inner();
                let amount = self.expect(&mut parts, Rule::amount)?;
                let what = match parts.next()? {
                    counted if counted.rule == Rule::times_used => Counted::Times(amount.word()),
                    of => Counted::Of {
                        most: self.amount(amount)?,
                        value: self.expect(&mut of.inner(), Rule::name)?.word(),
                    },
                };
                let days = self.expect(&mut parts, Rule::count)?.word();
                let reach = match self.expect(&mut parts, Rule::reach)?.inner().peek() {
                    Some(Rule::per_employee) => Reach::PerEmployee,
                    Some(Rule::per_role) => Reach::PerRole,
                    _ => Reach::InAll,
                };
                OverrideTerm::AtMost { what, days, reach }
            }
            Rule::written_reason => OverrideTerm::WrittenReason(part.word().span),
            Rule::evidence => OverrideTerm::Evidence(self.string(&mut part.inner())?),
            Rule::confirmed => {
                let mut parts = part.inner();
                let role = self.expect(&mut parts, Rule::name)?.word();
                OverrideTerm::ConfirmedByAnother { role, condition: self.optional_condition(&mut parts)? }
            }
            Rule::not_by_judge => OverrideTerm::NotByWhoJudged(self.expect(&mut part.inner(), Rule::name)?.word()),
            Rule::reviewed => {
                let span = part.word().span;
                let mut parts = part.inner();
                let by = parts.optional(Rule::name).map(|p| p.word());
                OverrideTerm::Reviewed { by, days: self.expect(&mut parts, Rule::count)?.word(), span }
            }
            _ => return Some(None),
        }))
    }
}
