//! Fields, map entries and methods.

use super::call::Callee;
use super::{Done, Exec, Operand, Place};
use crate::ast::{Expr, ExprKind, Slice};
use crate::node::NodeRef;
use memchr::memchr;
use stator_value::{MapType, Value};
use std::rc::Rc;

impl<'t> Exec<'_, 't> {
    /// `.a.b`
    pub(super) fn field_node(
        &mut self,
        dot: &Operand,
        expr: &'t Expr,
        fields: Slice,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        self.at(NodeRef::Expr(expr));
        self.fields(dot, dot, expr, fields, args, last)
    }

    /// `(pipeline).a.b`
    pub(super) fn chain(
        &mut self,
        dot: &Operand,
        expr: &'t Expr,
        receiver: &'t Expr,
        fields: Slice,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        self.at(NodeRef::Expr(expr));
        if matches!(receiver.kind, ExprKind::Nil) {
            let shown = NodeRef::Expr(expr).text(self.tree);
            return Err(self.error(format!("indirection through explicit nil in {shown}")));
        }
        let receiver = self.operand(dot, receiver)?;
        self.fields(dot, &receiver, expr, fields, args, last)
    }

    /// Walks along `.a.b`; the last name may be that of a method that takes the arguments.
    pub(super) fn fields(
        &mut self,
        dot: &Operand,
        receiver: &Operand,
        expr: &'t Expr,
        fields: Slice,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let text: &'t [u8] = &self.tree.text;
        let fields = fields.range();
        let mut start = fields.start + 1;
        let mut end = end_of_name(text, start, fields.end);
        let mut inner;
        let mut receiver = receiver;
        while end < fields.end {
            inner = self.field(dot, receiver, expr, &text[start..end], &[], None)?;
            receiver = &inner;
            start = end + 1;
            end = end_of_name(text, start, fields.end);
        }
        self.field(dot, receiver, expr, &text[start..end], args, last)
    }

    fn field(
        &mut self,
        dot: &Operand,
        receiver: &Operand,
        expr: &'t Expr,
        name: &'t [u8],
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let has_args = !args.is_empty() || last.is_some();
        match &receiver.value {
            Value::Invalid => Ok(Operand::INVALID),
            Value::Nil => {
                let name = word(name);
                Err(self.error(format!("nil pointer evaluating interface {{}}.{name}")))
            }
            Value::Map(map) => {
                let ty = map.map_type();
                if matches!(ty, MapType::Values(_))
                    && let Some(method) = self.run.functions.map_method(name)
                {
                    let callee = Callee::MapMethod(method, receiver.value.clone());
                    return self.call(dot, &callee, NodeRef::Expr(expr), args, last);
                }
                if has_args {
                    let name = word(name);
                    return Err(self.error(format!("{name} is not a method but has arguments")));
                }
                let interface = ty != MapType::Str;
                Ok(match map.get(name) {
                    Some(value) => Operand::element(value, interface),
                    None if interface => Operand::element(Value::Nil, true),
                    None => Operand::new(Value::from("")),
                })
            }
            Value::Object(object) => {
                let name = word(name);
                if let Some(method) = object.method(name) {
                    let callee = Callee::Method(method, Rc::clone(object), name);
                    return self.call(dot, &callee, NodeRef::Expr(expr), args, last);
                }
                let Some(value) = object.field(name) else {
                    return Err(self.no_field(receiver, name));
                };
                if has_args {
                    let why = if object.kind() == "map" {
                        "is not a method but has arguments"
                    } else {
                        "has arguments but cannot be invoked as function"
                    };
                    return Err(self.error(format!("{name} {why}")));
                }
                let through = receiver.place == Place::Addressable || object.kind() == "ptr";
                let addressable = through && object.kind() != "map";
                let place = if addressable {
                    Place::Addressable
                } else {
                    Place::Nowhere
                };
                Ok(Operand { value, place })
            }
            _ => Err(self.no_field(receiver, word(name))),
        }
    }

    #[cold]
    fn no_field(&self, receiver: &Operand, name: &str) -> super::Fail {
        self.error(format!(
            "can't evaluate field {name} in type {}",
            receiver.type_name()
        ))
    }
}

/// Gives where a name that begins at an offset ends: at a dot, at the latest where the fields do.
fn end_of_name(text: &[u8], at: usize, fields_end: usize) -> usize {
    memchr(b'.', &text[at..fields_end]).map_or(fields_end, |length| at + length)
}

/// Gives a name as text.
fn word(name: &[u8]) -> &str {
    std::str::from_utf8(name).expect("the lexer lets only letters, digits and _ into names")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_dots_or_with_the_fields() {
        let text = b"{{.a.long_name_of_a_field.b}}. and.so on";
        let ends = |mut at| {
            let mut found = Vec::new();
            while at < 27 {
                at = end_of_name(text, at, 27) + 1;
                found.push(at - 1);
            }
            found
        };
        assert_eq!(ends(3), [4, 25, 27]);
        assert_eq!(end_of_name(b".abc", 1, 4), 4);
        assert_eq!(end_of_name(b".abc.d", 1, 6), 4);
    }
}
