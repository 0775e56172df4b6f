//! Fields, map entries and methods.

use super::call::Callee;
use super::{Done, Exec, Operand, Place};
use crate::ast::{Expr, ExprKind, Slice};
use crate::node::NodeRef;
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
        let fields = &self.tree.text[fields.range()];
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
        let fields = &self.tree.text[fields.range()];
        self.fields(dot, &receiver, expr, fields, args, last)
    }

    /// Walks along `.a.b`; the last name may be that of a method that takes the arguments.
    pub(super) fn fields(
        &mut self,
        dot: &Operand,
        receiver: &Operand,
        expr: &'t Expr,
        fields: &'t [u8],
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let (mut name, mut rest) = split_name(fields);
        let mut inner;
        let mut receiver = receiver;
        while !rest.is_empty() {
            inner = self.field(dot, receiver, expr, name, &[], None)?;
            receiver = &inner;
            (name, rest) = split_name(rest);
        }
        self.field(dot, receiver, expr, name, args, last)
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

/// Splits `.a.b.c` into `a` and `.b.c`.
fn split_name(fields: &[u8]) -> (&[u8], &[u8]) {
    let names = &fields[1..];
    let end = names.iter().position(|byte| *byte == b'.');
    names.split_at(end.unwrap_or(names.len()))
}

/// Gives a name as text.
fn word(name: &[u8]) -> &str {
    std::str::from_utf8(name).expect("the lexer lets only letters, digits and _ into names")
}
