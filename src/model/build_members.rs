//! Fields of records, and what is said of the members of lists, sets and groups.

use std::sync::Arc;

use super::build_expr::{article, is_ordered};
use super::expr::{Expr, ExprKind, Over};
use super::from_syntax::Builder;
use super::{Name, TermId};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{self, Node, OverWord, Word};
use crate::value::{RecordType, Type};

/// What a member is called where a test is about it.
pub(super) struct Scope {
    /// Its name; where it has none, its fields stand by their bare names.
    member: Option<String>,
    ty: Type,
}

impl Scope {
    fn record(&self) -> Option<&Arc<RecordType>> {
        if let Type::Record(record) = &self.ty { Some(record) } else { None }
    }
}

impl Builder<'_> {
    /// Reads what is about one record, whose fields stand there by their bare names.
    pub(super) fn about<T>(&mut self, record: &Arc<RecordType>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.inside(Scope { member: None, ty: Type::Record(Arc::clone(record)) }, read)
    }

    fn inside<T>(&mut self, scope: Scope, read: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(scope);
        let found = read(self);
        self.scopes.pop();
        found
    }

    /// The number of the member that a name is about, the innermost first.
    fn level_of(&self, name: &str) -> Option<usize> {
        self.scopes.iter().rposition(|scope| match &scope.member {
            Some(member) => member == name,
            None => {
                scope.record().is_some_and(|record| record.find(name).is_some() || self.term_of(record, name).is_some())
            }
        })
    }

    pub(super) fn in_scope(&self, name: &str) -> bool {
        self.level_of(name).is_some()
    }

    /// The term of a record.
    fn term_of(&self, record: &RecordType, name: &str) -> Option<TermId> {
        match self.model.names.get(name) {
            Some(Name::Term(id)) if self.model[*id].of.as_deref() == Some(record) => Some(*id),
            _ => None,
        }
    }

    /// A member by its name, or a field by its bare name.
    pub(super) fn scoped(&mut self, name: &str, span: Span) -> Option<Expr> {
        let level = self.level_of(name)?;
        let scope = &self.scopes[level];
        let member = Expr { kind: ExprKind::Member(level), ty: scope.ty.clone(), span };
        if scope.member.is_some() {
            return Some(member);
        }
        let is_field = scope.record().is_some_and(|record| record.find(name).is_some());
        if let (true, Some(other)) = (is_field, self.model.names.get(name)) {
            let said = format!("`{name}` is a field of {} and also the name of {}", article(&scope.ty), other.kind());
            let help = format!("say which: number of x in LIST with (x.{name} …), or rename one of the two");
            self.report(Diagnostic::new(Code::Duplicate, span, said).help(help));
            return None;
        }
        self.field_of(member, &Word { text: name.to_owned(), span }, span)
    }

    pub(super) fn field(&mut self, of: &Node, field: &Word, span: Span) -> Option<Expr> {
        let of = self.expr(of, None)?;
        self.field_of(of, field, span)
    }

    /// A field of a record, or a term of it.
    fn field_of(&mut self, of: Expr, field: &Word, span: Span) -> Option<Expr> {
        let Type::Record(record) = of.ty.clone() else {
            let said = format!("this is {}, which has no fields", article(&of.ty));
            let help = match &of.ty {
                Type::List(_) => "say of which member: any x in LIST has (x.FIELD …), number of x in LIST with (…)",
                _ => "leave out the point and what follows it",
            };
            self.report(Diagnostic::new(Code::Type, of.span, said).help(help));
            return None;
        };
        if let Some(at) = record.find(&field.text) {
            let ty = record.fields[at].ty.clone();
            return Some(Expr { kind: ExprKind::Field { of: Box::new(of), at }, ty, span });
        }
        if let Some(term) = self.term_of(&record, &field.text) {
            let ty = self.model[term].ty.clone();
            return Some(Expr { kind: ExprKind::TermOf { term, of: Box::new(of) }, ty, span });
        }
        if self.damaged_names.contains(&field.text) {
            self.failed = true;
            return None;
        }
        let fields = || record.fields.iter().map(|field| field.name.as_str());
        let help = match nearest(&field.text, fields()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its fields are {}", fields().collect::<Vec<_>>().join(", ")),
        };
        let said = format!("`{}` has no field `{}`", record.name, field.text);
        self.report(Diagnostic::new(Code::UnknownName, field.span, said).help(help));
        None
    }

    pub(super) fn of_a_record(&mut self, name: &str, term: TermId, span: Span) {
        let record = self.model[term].of.as_ref().map_or("", |record| record.name.as_str());
        let said = format!("`{name}` is a term of `{record}`, and it is not said of which one");
        let help = format!("write: x.{name}, for a fact or a member x of type {record}");
        self.report(Diagnostic::new(Code::WrongKind, span, said).help(help));
    }

    pub(super) fn no_whole(&mut self, value: &Expr) {
        let said = format!("{} is not compared as a whole", article(&value.ty));
        let help = match &value.ty {
            Type::Record(record) => match record.fields.first() {
                Some(field) => format!("compare a field of it, such as its `{}`", field.name),
                None => "compare a field of it".to_owned(),
            },
            Type::List(_) => {
                "ask about its members: any x in LIST has (…), every x in LIST has (…), number of LIST".to_owned()
            }
            Type::Set(_) => "ask what is in it: SET includes VALUE, number of SET".to_owned(),
            _ => "ask who belongs to what: NAME belongs to GROUP in MEMBERSHIP".to_owned(),
        };
        self.report(Diagnostic::new(Code::Type, value.span, said).help(help));
    }

    pub(super) fn over(&mut self, over: &tree::Over, span: Span) -> Option<Expr> {
        let list = self.expr(&over.list, None)?;
        let member = match &list.ty {
            Type::List(record) => Type::Record(Arc::clone(record)),
            Type::Set(of) => (**of).clone(),
            other => {
                let said = format!("this is {}, and a list or set should stand here", article(other));
                let help = "name a fact of type `list of …` or `set of …`";
                self.report(Diagnostic::new(Code::Type, list.span, said).help(help));
                return None;
            }
        };
        if let Some(word) = &over.member {
            self.member_is_new(word)?;
        }
        let level = self.scopes.len();
        let scope = Scope { member: over.member.as_ref().map(|word| word.text.clone()), ty: member };
        let (test, value) = self.inside(scope, |builder| {
            let test = match &over.test {
                Some(node) => Some(builder.condition(node)?),
                None => None,
            };
            let value = match &over.value {
                Some(node) => Some(builder.expr(node, None)?),
                None => None,
            };
            Some((test, value))
        })?;
        let ty = match (over.how, &value) {
            (OverWord::Any | OverWord::Every, _) => Type::YesNo,
            (OverWord::Sum, Some(value)) => {
                if value.ty.quantity().is_none() {
                    let said = format!("{} cannot be added up", article(&value.ty));
                    self.report(
                        Diagnostic::new(Code::Type, value.span, said).help("add up numbers, money or durations"),
                    );
                    return None;
                }
                value.ty.clone()
            }
            (OverWord::Largest | OverWord::Smallest, Some(value)) => {
                if !is_ordered(&value.ty) {
                    let said = format!("{} has no order", article(&value.ty));
                    let help = "compare numbers, money, durations, dates or ranked values";
                    self.report(Diagnostic::new(Code::Type, value.span, said).help(help));
                    return None;
                }
                value.ty.clone()
            }
            _ => Type::WHOLE,
        };
        Some(Expr { kind: ExprKind::Over(Box::new(Over { how: over.how, level, list, test, value })), ty, span })
    }

    /// The name of a member may hide nothing: a reader would take it for what it hides.
    fn member_is_new(&mut self, word: &Word) -> Option<()> {
        let what = match self.model.names.get(&word.text) {
            Some(name) => name.kind(),
            None if self.in_scope(&word.text) => "something that stands around this",
            None => return Some(()),
        };
        let said = format!("`{}` is already the name of {what}", word.text);
        self.report(Diagnostic::new(Code::Duplicate, word.span, said).help("choose another name for the member"));
        None
    }

    pub(super) fn includes(&mut self, set: &Node, value: &Node, span: Span) -> Option<Expr> {
        let set = self.expr(set, None)?;
        let Type::Set(of) = &set.ty else {
            let said = format!("this is {}, and a set should stand here", article(&set.ty));
            let help = match &set.ty {
                Type::List(_) => "of a list, write: any x in LIST has (…)",
                _ => "write: … is …",
            };
            self.report(Diagnostic::new(Code::Type, set.span, said).help(help));
            return None;
        };
        let value = self.value_of(value, &of.clone())?;
        let kind = ExprKind::Includes { set: Box::new(set), value: Box::new(value) };
        Some(Expr { kind, ty: Type::YesNo, span })
    }

    pub(super) fn belongs(&mut self, who: &Node, group: &Node, by: &Node, span: Span) -> Option<Expr> {
        let (who, group) = (self.value_of(who, &Type::Text)?, self.value_of(group, &Type::Text)?);
        let by = self.value_of(by, &Type::Membership)?;
        let kind = ExprKind::Belongs { who: Box::new(who), group: Box::new(group), by: Box::new(by) };
        Some(Expr { kind, ty: Type::YesNo, span })
    }
}
