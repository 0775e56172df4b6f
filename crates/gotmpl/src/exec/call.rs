//! Calls of functions and methods.

use super::{Done, Exec, Operand};
use crate::ast::Expr;
use crate::error::Cause;
use crate::function::{CallError, Function};
use crate::limits::Limits;
use crate::node::NodeRef;
use crate::table::{FunctionId, FunctionTable};
use stator_value::{GoType, Method, Object, Value};
use std::rc::Rc;

/// What is called.
pub(super) enum Callee<'f> {
    Function(&'f Function),
    /// A method of a map type, with the map.
    MapMethod(&'f Function, Value),
    Method(Method, Rc<dyn Object>, &'f str),
}

impl Callee<'_> {
    #[inline]
    fn name(&self) -> &str {
        match self {
            Self::Function(function) | Self::MapMethod(function, _) => function.name,
            Self::Method(_, _, name) => name,
        }
    }

    /// Parameter types, and whether the last one repeats; a bound receiver is not among them.
    #[inline]
    fn signature(&self) -> (&'static [GoType], bool) {
        match self {
            Self::Function(function) => (function.params, function.variadic),
            Self::MapMethod(function, _) => (
                function.params.get(1..).unwrap_or_default(),
                function.variadic,
            ),
            Self::Method(method, ..) => (method.params, method.variadic),
        }
    }
}

impl<'r, 't> Exec<'r, 't> {
    /// Calls a function of the table; `node` is what a failure of it is reported at.
    #[inline]
    pub(super) fn function(
        &mut self,
        dot: &Operand,
        id: FunctionId,
        node: NodeRef<'t>,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let functions: &'r FunctionTable = self.run.functions;
        let function = functions.get(id);
        match id {
            FunctionTable::AND | FunctionTable::OR => {
                self.check_count(function.name, function.params, true, args, last.as_ref())?;
                self.first_deciding(dot, id == FunctionTable::OR, args, last)
            }
            FunctionTable::CALL => {
                self.check_count(function.name, function.params, true, args, last.as_ref())?;
                self.call_value(dot, node, args, last)
            }
            _ => self.call(dot, &Callee::Function(function), node, args, last),
        }
    }

    #[inline]
    fn check_count(
        &self,
        name: &str,
        params: &[GoType],
        variadic: bool,
        args: &[Expr],
        last: Option<&Operand>,
    ) -> Done<()> {
        let got = args.len() + usize::from(last.is_some());
        if variadic {
            let want = params.len() - 1;
            if got < want {
                let got = args.len();
                let message =
                    format!("wrong number of args for {name}: want at least {want} got {got}");
                return Err(self.error(message));
            }
        } else if got != params.len() {
            let want = params.len();
            return Err(self.error(format!(
                "wrong number of args for {name}: want {want} got {got}"
            )));
        }
        Ok(())
    }

    /// `and` and `or`: evaluates up to the first argument that decides.
    fn first_deciding(
        &mut self,
        dot: &Operand,
        decides: bool,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let mut value = Value::Invalid;
        for arg in args {
            value = self.argument(dot, GoType::ReflectValue, arg)?;
            if value.truth() == decides {
                return Ok(Operand::new(value));
            }
        }
        Ok(last.unwrap_or(Operand::new(value)))
    }

    /// `call`: there are no function values in the data of a template, so it always fails.
    fn call_value(
        &mut self,
        dot: &Operand,
        node: NodeRef<'t>,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let mut callee = None;
        for arg in args {
            let value = self.argument(dot, GoType::ReflectValue, arg)?;
            callee.get_or_insert(value);
        }
        let (value, name) = match (callee, args.first()) {
            (Some(value), Some(arg)) => (value, NodeRef::Expr(arg).text(self.tree)),
            _ => {
                let value = last.map_or(Value::Invalid, |l| l.value);
                let name = match &value {
                    Value::Str(text) => text.to_string(),
                    other => format!("<{} Value>", other.go_type()),
                };
                (value, name)
            }
        };
        let cause = if value.is_nil() {
            "call of nil".to_owned()
        } else {
            format!("non-function {name} of type {}", value.go_type())
        };
        self.at(node);
        Err(self.fail(
            "error calling call: ".to_owned(),
            Some(Cause::Message(cause)),
        ))
    }

    /// Evaluates and checks the arguments, and calls.
    pub(super) fn call(
        &mut self,
        dot: &Operand,
        callee: &Callee<'_>,
        node: NodeRef<'t>,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        let (params, variadic) = callee.signature();
        self.check_count(callee.name(), params, variadic, args, last.as_ref())?;
        let param = |i: usize| params[i.min(params.len() - 1)];
        match (callee, args, last) {
            (Callee::MapMethod(_, receiver), args, last) => {
                let mut values = vec![receiver.clone()];
                self.arguments(dot, params, args, last, &mut values)?;
                self.invoke(callee, node, &values)
            }
            // Most calls have few arguments, which need no list.
            (_, [arg], None) => {
                let values = [self.argument(dot, param(0), arg)?];
                self.invoke(callee, node, &values)
            }
            (_, [], Some(last)) => {
                let values = [self.validate(last, param(0))?];
                self.invoke(callee, node, &values)
            }
            (_, [first, second], None) => {
                let first = self.argument(dot, param(0), first)?;
                let values = [first, self.argument(dot, param(1), second)?];
                self.invoke(callee, node, &values)
            }
            (_, [first], Some(last)) => {
                let first = self.argument(dot, param(0), first)?;
                let values = [first, self.validate(last, param(1))?];
                self.invoke(callee, node, &values)
            }
            (_, args, last) => {
                let mut values = Vec::with_capacity(args.len() + usize::from(last.is_some()));
                self.arguments(dot, params, args, last, &mut values)?;
                self.invoke(callee, node, &values)
            }
        }
    }

    /// Evaluates and checks any number of arguments.
    fn arguments(
        &mut self,
        dot: &Operand,
        params: &[GoType],
        args: &'t [Expr],
        last: Option<Operand>,
        values: &mut Vec<Value>,
    ) -> Done<()> {
        let param = |i: usize| params[i.min(params.len() - 1)];
        for (i, arg) in args.iter().enumerate() {
            values.push(self.argument(dot, param(i), arg)?);
        }
        if let Some(last) = last {
            values.push(self.validate(last, param(args.len()))?);
        }
        Ok(())
    }

    /// Calls with arguments that have been checked.
    fn invoke(
        &mut self,
        callee: &Callee<'_>,
        node: NodeRef<'t>,
        values: &[Value],
    ) -> Done<Operand> {
        let result = match callee {
            Callee::Function(function) | Callee::MapMethod(function, _) => {
                (function.call)(self, values)
            }
            Callee::Method(_, object, name) => {
                object.call(name, values).map_err(CallError::Message)
            }
        };
        match result {
            Ok(value) => {
                if self.run.make(size(&value)) {
                    return Ok(Operand::new(value));
                }
                self.at(node);
                Err(self.error(self.run.made_too_much()))
            }
            Err(error) => {
                self.at(node);
                let message = format!("error calling {}: ", callee.name());
                Err(self.fail(message, Some(cause(error))))
            }
        }
    }
}

/// What a list takes besides its items, and its share of the stack when it is dropped: one list in
/// another, and so on, must not be deeper than the stack is.
const LIST_BYTES: usize = 896;

/// What a map takes, or what is added to one, since most functions give one that was there before.
const MAP_BYTES: usize = 1920;

/// What the result of a call counts for.
#[inline]
fn size(value: &Value) -> u64 {
    let bytes = match value {
        Value::Str(text) if text.len() > Limits::TEXT_BYTES => return u64::MAX,
        Value::Str(text) => text.len(),
        // Functions that would make a longer one stop there.
        Value::List(list) if list.len() >= Limits::LIST_ITEMS => return u64::MAX,
        Value::List(list) => LIST_BYTES + list.len() * size_of::<Value>(),
        Value::Map(_) => MAP_BYTES,
        _ => 0,
    };
    bytes as u64 + Limits::CALL_BYTES
}

fn cause(error: CallError) -> Cause {
    match error {
        CallError::Message(text) => Cause::Message(text),
        CallError::Parse { prefix, error } => Cause::Parse { prefix, error },
        CallError::Template { prefix, error } => Cause::Template { prefix, error },
    }
}
