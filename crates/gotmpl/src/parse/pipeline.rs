//! Pipelines, commands and operands.

use super::{Parsed, Parser, number};
use crate::ast::{Command, Decl, Expr, ExprKind, Pipe, Slice, Slots, Variable};
use crate::lex::{Kind, Token};
use stator_value::Value;
use stator_value::gofmt::{quote, unquote};
use std::rc::Rc;

/// Go's bound on nested parentheses.
const MAX_PARENS: u32 = 10_000;

impl Parser<'_> {
    /// Parses declarations and commands up to `end`.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let mut pipe = Pipe {
            pos: self.peek_non_space().start,
            assigns: false,
            decls: Vec::new(),
            commands: Vec::new(),
        };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawStr
                | Kind::Str
                | Kind::Variable
                | Kind::LeftParen => {
                    self.back_up();
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return Err(self.unexpected(token, context)),
            }
        }
        if pipe.commands.is_empty() {
            return Err(self.error(format!("missing value for {context}")));
        }
        for (i, command) in pipe.commands.iter().enumerate().skip(1) {
            if matches!(
                command.args[0].kind,
                ExprKind::Bool(_)
                    | ExprKind::Dot
                    | ExprKind::Nil
                    | ExprKind::Number(_)
                    | ExprKind::Str(..)
            ) {
                let stage = i + 1;
                let message = format!("non executable command in pipeline stage {stage}");
                return Err(self.error(message));
            }
        }
        for decl in &mut pipe.decls {
            decl.slots = if pipe.assigns {
                self.frame.scope.find(&decl.name)
            } else {
                self.frame.scope.declare(Rc::clone(&decl.name))
            };
        }
        Ok(pipe)
    }

    /// Parses `$x :=`, `$x =`, and before a `range` pipeline also `$i, $x :=`.
    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Parsed<()> {
        loop {
            let variable = self.peek_non_space();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            self.next();
            // A blank is a token, so that "$x foo" needs three of them: without `:=` or `=` the
            // variable is an operand and everything goes back.
            let after = self.peek();
            let next = self.peek_non_space();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    pipe.assigns = next.kind == Kind::Assign;
                    self.next_non_space();
                    self.add_decl(pipe, variable);
                    return Ok(());
                }
                Kind::Char if self.lexer.bytes(next) == b"," => {
                    self.next_non_space();
                    self.add_decl(pipe, variable);
                    if context != "range" || pipe.decls.len() >= 2 {
                        let message = format!("too many declarations in {context}");
                        return Err(self.error(message));
                    }
                    let follows = self.peek_non_space().kind;
                    if !matches!(
                        follows,
                        Kind::Variable | Kind::RightDelim | Kind::RightParen
                    ) {
                        return Err(self.error("range can only initialize variables"));
                    }
                }
                _ => {
                    if after.kind == Kind::Space {
                        self.back_up_three(variable, after);
                    } else {
                        self.back_up_two(variable);
                    }
                    return Ok(());
                }
            }
        }
    }

    fn add_decl(&mut self, pipe: &mut Pipe, variable: Token) {
        let bytes = self.lexer.bytes(variable);
        let name = self.name(bytes);
        self.frame.scope.introduce(Rc::clone(&name));
        pipe.decls.push(Decl {
            name,
            slots: Slots::None,
        });
    }

    /// Parses operands up to a pipe, which is consumed, or to the end, which is not.
    fn command(&mut self) -> Parsed<Command> {
        let mut command = Command {
            pos: self.peek_non_space().start,
            args: Vec::new(),
        };
        let mut lazy = false;
        loop {
            self.peek_non_space();
            // Arguments of `and` and `or` after the first may stay unevaluated.
            if command.args.len() >= 2 && !lazy && is_and_or(&command.args[0]) {
                lazy = true;
                self.frame.scope.enter_lazy();
            }
            if let Some(operand) = self.operand()? {
                command.args.push(operand);
            }
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.back_up(),
                Kind::Pipe => {}
                _ => return Err(self.unexpected(token, "operand")),
            }
            break;
        }
        if lazy {
            self.frame.scope.leave_lazy();
        }
        if command.args.is_empty() {
            return Err(self.error("empty command"));
        }
        command.args.shrink_to_fit();
        Ok(command)
    }

    /// Parses a term with the fields that follow it.
    fn operand(&mut self) -> Parsed<Option<Expr>> {
        let Some(term) = self.term()? else {
            return Ok(None);
        };
        let first = self.peek();
        if first.kind != Kind::Field {
            return Ok(Some(term));
        }
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            let token = self.next();
            let bytes = self.lexer.bytes(token);
            fields.push(self.name(&bytes[1..]));
        }
        // The position becomes that of the first field after the term.
        let pos = first.start;
        let kind = match term.kind {
            ExprKind::Field(names) => {
                let mut names = names.into_vec();
                names.append(&mut fields);
                ExprKind::Field(names.into())
            }
            ExprKind::Variable(mut variable) => {
                variable.fields = fields.into();
                ExprKind::Variable(variable)
            }
            ExprKind::Bool(_)
            | ExprKind::Str(..)
            | ExprKind::Number(_)
            | ExprKind::Nil
            | ExprKind::Dot => {
                let mut writer = crate::print::Writer::over(self.text);
                writer.expr(&term);
                let shown = quote(writer.finish().as_bytes());
                return Err(self.error(format!("unexpected . after term {shown}")));
            }
            _ => ExprKind::Chain(Box::new(term), fields.into()),
        };
        Ok(Some(Expr { pos, kind }))
    }

    /// Parses a term; gives nothing where the next token begins none.
    fn term(&mut self) -> Parsed<Option<Expr>> {
        let token = self.next_non_space();
        let bytes = self.lexer.bytes(token);
        let source = Slice {
            start: token.start,
            end: token.end,
        };
        let kind = match token.kind {
            Kind::Identifier => {
                let name = self.name(bytes);
                let Some(id) = self.functions.find(&name) else {
                    let shown = quote(bytes);
                    return Err(self.error(format!("function {shown} not defined")));
                };
                ExprKind::Identifier(name, id)
            }
            Kind::Dot => ExprKind::Dot,
            Kind::Nil => ExprKind::Nil,
            Kind::Variable => {
                let name = self.name(bytes);
                if !self.frame.scope.knows(&name) {
                    return Err(self.error(format!("undefined variable {}", quote(bytes))));
                }
                let slots = self.frame.scope.find(&name);
                ExprKind::Variable(Box::new(Variable {
                    name,
                    slots,
                    fields: Box::default(),
                }))
            }
            Kind::Field => ExprKind::Field(Box::new([self.name(&bytes[1..])])),
            Kind::Bool => ExprKind::Bool(bytes == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                match number::number(source, bytes, token.kind) {
                    Ok(number) => ExprKind::Number(Box::new(number)),
                    Err(message) => return Err(self.error(message)),
                }
            }
            Kind::LeftParen => {
                if self.frame.parens >= MAX_PARENS {
                    return Err(self.error("max expression depth exceeded"));
                }
                self.check_room()?;
                self.frame.parens += 1;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.frame.parens -= 1;
                return Ok(Some(Expr {
                    pos: pipe.pos,
                    kind: ExprKind::Pipe(Box::new(pipe)),
                }));
            }
            Kind::Str | Kind::RawStr => match unquote(bytes) {
                Some(text) => ExprKind::Str(source, Value::str(text)),
                None => return Err(self.error("invalid syntax")),
            },
            _ => {
                self.back_up();
                return Ok(None);
            }
        };
        Ok(Some(Expr {
            pos: token.start,
            kind,
        }))
    }
}

fn is_and_or(function: &Expr) -> bool {
    matches!(&function.kind, ExprKind::Identifier(name, _) if matches!(&**name, "and" | "or"))
}
