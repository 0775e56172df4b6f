//! Pipelines and commands.

use super::{Done, Exec, Operand};
use crate::ast::{Command, Expr, ExprKind, Number, Pipe, Slice, Slots};
use crate::node::NodeRef;
use stator_value::Value;

impl<'t> Exec<'_, 't> {
    /// Evaluates a pipeline and gives its result to the variables it declares.
    pub(super) fn pipeline(&mut self, dot: &Operand, pipe: &'t Pipe) -> Done<Operand> {
        self.at(NodeRef::Pipe(pipe));
        let mut value = self.command(dot, &pipe.first, None)?.concrete();
        for command in &pipe.rest {
            value = self.command(dot, command, Some(value))?.concrete();
        }
        for decl in &pipe.decls {
            if pipe.assigns {
                self.assign(decl, value.clone())?;
            } else {
                self.declare(&decl.slots, value.clone());
            }
        }
        Ok(value)
    }

    /// Evaluates a command; `last` is what the command before it in the pipeline gave.
    fn command(
        &mut self,
        dot: &Operand,
        command: &'t Command,
        last: Option<Operand>,
    ) -> Done<Operand> {
        let first = &command.word;
        let args = &command.args[..];
        match &first.kind {
            ExprKind::Field(fields) => self.field_node(dot, first, *fields, args, last),
            ExprKind::Chain(receiver, fields) => {
                self.chain(dot, first, receiver, *fields, args, last)
            }
            ExprKind::Identifier(id, _) => {
                self.at(NodeRef::Expr(first));
                self.function(dot, *id, NodeRef::Command(command), args, last)
            }
            ExprKind::Pipe(pipe) => {
                self.refuse_args(first, args, last.as_ref())?;
                self.check_room()?;
                self.pipeline(dot, pipe)
            }
            ExprKind::Variable(slots, source) => {
                self.variable_node(dot, first, slots, *source, args, last)
            }
            kind => {
                self.at(NodeRef::Expr(first));
                self.refuse_args(first, args, last.as_ref())?;
                match kind {
                    ExprKind::Bool(b) => Ok(Operand::new(Value::Bool(*b))),
                    ExprKind::Dot => Ok(dot.clone()),
                    ExprKind::Number(number) => Ok(Operand::new(self.constant(first, number)?)),
                    ExprKind::Str(_, text) => Ok(Operand::new(Value::Str(text.clone()))),
                    _ => Err(self.error("nil is not a command")),
                }
            }
        }
    }

    /// Complains about arguments to something that is no function.
    fn refuse_args(&self, word: &'t Expr, args: &'t [Expr], last: Option<&Operand>) -> Done<()> {
        if args.is_empty() && last.is_none() {
            return Ok(());
        }
        let word = NodeRef::Expr(word).text(self.tree);
        Err(self.error(format!("can't give argument to non-function {word}")))
    }

    /// Gives a constant the type that its form suggests where nothing else does.
    pub(super) fn constant(&mut self, expr: &'t Expr, number: &Number) -> Done<Value> {
        self.at(NodeRef::Expr(expr));
        if let Some((re, im)) = number.complex {
            return Ok(Value::Complex(re, im));
        }
        let source = &self.tree.text[number.source.range()];
        if let Some(float) = number.float
            && looks_like_float(source)
        {
            return Ok(Value::Float(float));
        }
        match number.int {
            Some(int) => Ok(Value::int(int)),
            None => {
                let shown = String::from_utf8_lossy(source);
                Err(self.error(format!("{shown} overflows int")))
            }
        }
    }

    #[inline]
    pub(super) fn variable_node(
        &mut self,
        dot: &Operand,
        expr: &'t Expr,
        slots: &'t Slots,
        source: Slice,
        args: &'t [Expr],
        last: Option<Operand>,
    ) -> Done<Operand> {
        self.at(NodeRef::Expr(expr));
        // Where there are fields, the first of them is where the operand is said to be.
        if expr.pos == source.start {
            let value = self.variable(source, slots)?.clone();
            self.refuse_args(expr, args, last.as_ref())?;
            return Ok(value);
        }
        let (start, end) = (source.start, expr.pos);
        let value = self.variable(Slice { start, end }, slots)?.clone();
        let fields = Slice {
            start: end,
            end: source.end,
        };
        self.fields(dot, &value, expr, fields, args, last)
    }
}

/// Says whether a constant is written as a float: not as a hexadecimal integer or a character.
fn looks_like_float(source: &[u8]) -> bool {
    let hex_int = source.len() > 2
        && source[0] == b'0'
        && matches!(source[1], b'x' | b'X')
        && !source.iter().any(|b| matches!(b, b'p' | b'P'));
    !hex_int && source.first() != Some(&b'\'') && source.iter().any(|b| b".eEpP".contains(b))
}
