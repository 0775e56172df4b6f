//! Arguments and the types they must have.

use super::{Done, Exec, Operand};
use crate::ast::{Expr, ExprKind};
use crate::node::NodeRef;
use stator_value::{Elem, GoType, IntKind, List, Map, MapType, Value};

/// The kinds of parameter types that constants adapt to.
enum Wants {
    Bool,
    Str,
    Float,
    Complex,
    Int(IntKind),
    Uint(IntKind),
    Anything,
    Nothing,
}

fn wants(ty: GoType) -> Wants {
    match ty {
        GoType::Any | GoType::ReflectValue => Wants::Anything,
        GoType::Bool => Wants::Bool,
        GoType::Str => Wants::Str,
        GoType::Float64 => Wants::Float,
        GoType::Int => Wants::Int(IntKind::Int),
        GoType::Int64 => Wants::Int(IntKind::Int64),
        GoType::Named("int32") => Wants::Int(IntKind::Int32),
        GoType::Named("uint8") => Wants::Uint(IntKind::Uint8),
        GoType::Named("uint32") => Wants::Uint(IntKind::Uint32),
        GoType::Named("uint64") => Wants::Uint(IntKind::Uint64),
        GoType::Named("complex128") => Wants::Complex,
        _ => Wants::Nothing,
    }
}

/// Cuts a constant down to the width of its type, as Go does without a word.
fn truncated(n: i64, kind: IntKind) -> i64 {
    match kind {
        IntKind::Uint8 => i64::from(n as u8),
        IntKind::Int32 => i64::from(n as i32),
        IntKind::Uint32 => i64::from(n as u32),
        _ => n,
    }
}

/// Gives what nil becomes for a parameter type; `None` where the type has no nil.
fn nil_of(ty: GoType) -> Option<Value> {
    Some(match ty {
        GoType::Any => Value::Nil,
        GoType::ReflectValue => Value::Invalid,
        GoType::Map => Value::Map(Map::nil()),
        GoType::List => Value::List(List::nil(Elem::Any)),
        GoType::StrList => Value::List(List::nil(Elem::Str)),
        GoType::Bytes => Value::Bytes("".into()),
        GoType::Named("[]int") => Value::List(List::nil(Elem::Int)),
        GoType::Named("map[string]string") => Value::Map(Map::nil().seen_as(MapType::Str)),
        GoType::Named(name) if name.starts_with(['*', '[']) || name.starts_with("map[") => {
            Value::Nil
        }
        _ => return None,
    })
}

/// Gives the value as a parameter of another type sees it; `None` where Go does not allow it.
fn convert(value: &Value, ty: GoType) -> Option<Value> {
    match (value, value.go_type(), ty) {
        // A named map type goes in and out of its plain form.
        (Value::Map(map), GoType::Named(_), GoType::Map)
            if matches!(map.map_type(), MapType::Values(_)) =>
        {
            Some(Value::Map(map.seen_as(MapType::Any)))
        }
        (Value::Map(map), GoType::Map, GoType::Named(name)) if name.ends_with(".Values") => {
            Some(Value::Map(map.seen_as(MapType::Values(name))))
        }
        // One dereference is done for the caller.
        (Value::Object(_), GoType::Named(own), GoType::Named(wanted))
            if own.strip_prefix('*') == Some(wanted) =>
        {
            Some(value.clone())
        }
        _ => None,
    }
}

impl<'t> Exec<'_, 't> {
    /// Evaluates an operand whose type does not matter yet: the receiver of a chain.
    #[inline]
    pub(super) fn operand(&mut self, dot: &Operand, expr: &'t Expr) -> Done<Operand> {
        self.at(NodeRef::Expr(expr));
        match &expr.kind {
            ExprKind::Dot => Ok(dot.clone()),
            ExprKind::Field(fields) => self.field_node(dot, expr, *fields, &[], None),
            ExprKind::Variable(slots, source) => {
                self.variable_node(dot, expr, slots, *source, &[], None)
            }
            ExprKind::Pipe(pipe) => {
                self.check_room()?;
                self.pipeline(dot, pipe)
            }
            ExprKind::Identifier(id, _) => {
                self.at(NodeRef::Expr(expr));
                self.function(dot, *id, NodeRef::Expr(expr), &[], None)
            }
            ExprKind::Chain(receiver, fields) => {
                self.chain(dot, expr, receiver, *fields, &[], None)
            }
            ExprKind::Bool(b) => Ok(Operand::new(Value::Bool(*b))),
            ExprKind::Str(_, text) => Ok(Operand::new(Value::Str(text.clone()))),
            ExprKind::Number(number) => Ok(Operand::new(self.constant(expr, number)?)),
            ExprKind::Nil => Ok(Operand::INVALID),
        }
    }

    /// Evaluates an argument for a parameter of type `ty`.
    pub(super) fn argument(&mut self, dot: &Operand, ty: GoType, expr: &'t Expr) -> Done<Value> {
        match (&expr.kind, ty) {
            (ExprKind::Str(_, text), GoType::Any | GoType::ReflectValue | GoType::Str) => {
                self.at(NodeRef::Expr(expr));
                Ok(Value::Str(text.clone()))
            }
            (ExprKind::Nil | ExprKind::Bool(_) | ExprKind::Str(..) | ExprKind::Number(_), _) => {
                self.constant_argument(ty, expr)
            }
            (ExprKind::Variable(slots, source), _) if expr.pos == source.start => {
                self.at(NodeRef::Expr(expr));
                self.copy(self.variable(*source, slots)?, ty)
            }
            (ExprKind::Dot, _) => {
                self.at(NodeRef::Expr(expr));
                self.copy(dot, ty)
            }
            _ => {
                let operand = self.operand(dot, expr)?;
                self.validate(operand, ty)
            }
        }
    }

    /// Gives a copy of a value to a parameter of type `ty`.
    fn copy(&self, operand: &Operand, ty: GoType) -> Done<Value> {
        match (&operand.value, ty) {
            (Value::Invalid, _) => self.validate(Operand::INVALID, ty),
            (value, GoType::Any | GoType::ReflectValue) => Ok(value.clone()),
            _ => self.validate(operand.clone(), ty),
        }
    }

    /// Gives a constant the type of a parameter.
    fn constant_argument(&mut self, ty: GoType, expr: &'t Expr) -> Done<Value> {
        self.at(NodeRef::Expr(expr));
        let wrong = |this: &Self, kind: &str| {
            let shown = NodeRef::Expr(expr).text(this.tree);
            Err(this.error(format!("expected {kind}; found {shown}")))
        };
        match (wants(ty), &expr.kind) {
            (_, ExprKind::Nil) => {
                nil_of(ty).ok_or_else(|| self.error(format!("cannot assign nil to {ty}")))
            }
            (Wants::Anything, ExprKind::Number(number)) => self.constant(expr, number),
            (Wants::Anything | Wants::Bool, ExprKind::Bool(b)) => Ok(Value::Bool(*b)),
            (Wants::Anything | Wants::Str, ExprKind::Str(_, text)) => Ok(Value::Str(text.clone())),
            (Wants::Bool, _) => wrong(self, "bool"),
            (Wants::Str, _) => wrong(self, "string"),
            (Wants::Int(kind), ExprKind::Number(number)) => match number.int {
                Some(n) => Ok(Value::Int(kind, truncated(n, kind))),
                None => wrong(self, "integer"),
            },
            (Wants::Int(_), _) => wrong(self, "integer"),
            (Wants::Uint(kind), ExprKind::Number(number)) => match number.uint {
                Some(n) => Ok(Value::Int(kind, truncated(n as i64, kind))),
                None => wrong(self, "unsigned integer"),
            },
            (Wants::Uint(_), _) => wrong(self, "unsigned integer"),
            (Wants::Float, ExprKind::Number(number)) => match number.float {
                Some(f) => Ok(Value::Float(f)),
                None => wrong(self, "float"),
            },
            (Wants::Float, _) => wrong(self, "float"),
            (Wants::Complex, ExprKind::Number(number)) => match number.complex {
                Some((re, im)) => Ok(Value::Complex(re, im)),
                None => wrong(self, "complex"),
            },
            (Wants::Complex, _) => wrong(self, "complex"),
            _ => {
                let shown = NodeRef::Expr(expr).text(self.tree);
                Err(self.error(format!("can't handle {shown} for arg of type {ty}")))
            }
        }
    }

    /// Checks that a value may be given to a parameter of type `ty`.
    #[inline]
    pub(super) fn validate(&self, operand: Operand, ty: GoType) -> Done<Value> {
        match (operand.value, ty) {
            (Value::Invalid, _) => {
                nil_of(ty).ok_or_else(|| self.error(format!("invalid value; expected {ty}")))
            }
            (value, GoType::Any | GoType::ReflectValue) => Ok(value),
            (value @ Value::Str(_), GoType::Str) => Ok(value),
            (value, _) if value.go_type() == ty => Ok(value),
            (value, _) => convert(&value, ty).ok_or_else(|| {
                let own = value.go_type();
                self.error(format!("wrong type for value; expected {ty}; got {own}"))
            }),
        }
    }
}
