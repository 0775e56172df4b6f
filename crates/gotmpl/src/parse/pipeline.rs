//! Pipelines, commands and operands.

use super::{Parsed, Parser, number, take};
use crate::ast::{Command, Decl, Expr, ExprKind, Pipe, Slice, Slots};
use crate::lex::{Kind, Token};
use crate::table::FunctionTable;
use stator_value::Str;
use stator_value::gofmt::{quote, unquote};

/// Go's bound on nested parentheses.
const MAX_PARENS: u32 = 10_000;

impl Parser<'_> {
    /// Parses declarations and commands up to `end`.
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let token = self.next();
        self.pipeline_from(token, context, end)
    }

    /// Parses a pipeline that begins with a token that is consumed.
    pub(super) fn pipeline_from(
        &mut self,
        mut token: Token,
        context: &str,
        end: Kind,
    ) -> Parsed<Pipe> {
        let pos = token.start;
        let mut assigns = false;
        let mut decls = Vec::new();
        if token.kind == Kind::Variable {
            self.back_up();
            self.declarations(&mut decls, &mut assigns, context)?;
            token = self.next();
        }
        let mut first = None;
        // Commands collect on a shared stack and move to their own place once they are counted.
        let mark = self.buffers.commands.len();
        while token.kind != end {
            if !begins_command(token.kind) {
                return Err(self.unexpected(token, context));
            }
            let (command, last) = self.command(token)?;
            match first {
                None => first = Some(command),
                Some(_) => self.buffers.commands.push(command),
            }
            token = match last.kind {
                Kind::Pipe => self.next(),
                _ => last,
            };
        }
        let Some(first) = first else {
            return Err(self.error(format!("missing value for {context}")));
        };
        let rest = take(&mut self.buffers.commands, mark);
        for (i, command) in rest.iter().enumerate() {
            if is_plain_value(&command.word.kind) {
                let stage = i + 2;
                let message = format!("non executable command in pipeline stage {stage}");
                return Err(self.error(message));
            }
        }
        for decl in &mut decls {
            let name = &self.lexer.text()[decl.name.range()];
            decl.slots = if assigns {
                self.frame.scope.find(name)
            } else {
                self.frame.scope.declare(name)
            };
        }
        Ok(Pipe {
            pos,
            assigns,
            decls: decls.into(),
            first,
            rest,
        })
    }

    /// Parses `$x :=`, `$x =`, and before a `range` pipeline also `$i, $x :=`.
    fn declarations(
        &mut self,
        decls: &mut Vec<Decl>,
        assigns: &mut bool,
        context: &str,
    ) -> Parsed<()> {
        loop {
            let variable = self.peek();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            let start = self.at;
            self.next();
            let next = self.peek();
            match next.kind {
                Kind::Assign | Kind::Declare => {
                    *assigns = next.kind == Kind::Assign;
                    self.next();
                    self.add_decl(decls, variable);
                    return Ok(());
                }
                Kind::Char if self.lexer.bytes(next) == b"," => {
                    self.next();
                    self.add_decl(decls, variable);
                    if context != "range" || decls.len() >= 2 {
                        let message = format!("too many declarations in {context}");
                        return Err(self.error(message));
                    }
                    let follows = self.peek().kind;
                    if !matches!(
                        follows,
                        Kind::Variable | Kind::RightDelim | Kind::RightParen
                    ) {
                        return Err(self.error("range can only initialize variables"));
                    }
                }
                _ => {
                    // Without `:=` or `=` the variable is an operand.
                    self.go_back(start);
                    return Ok(());
                }
            }
        }
    }

    fn add_decl(&mut self, decls: &mut Vec<Decl>, variable: Token) {
        self.frame.scope.introduce(self.lexer.bytes(variable));
        decls.reserve_exact(1);
        decls.push(Decl {
            name: variable.slice(),
            slots: Slots::None,
        });
    }

    /// Parses operands, of which the first begins with a token that is consumed; also gives what
    /// ends them, a pipe or the end of the pipeline.
    fn command(&mut self, mut token: Token) -> Parsed<(Command, Token)> {
        let pos = token.start;
        let mut word = None;
        let mark = self.buffers.args.len();
        let mut lazy = false;
        while let Some(operand) = self.operand(token)? {
            match &word {
                None => word = Some(operand),
                Some(word) => {
                    self.buffers.args.push(operand);
                    // Arguments of `and` and `or` after the first may stay unevaluated.
                    if !lazy && is_and_or(word) {
                        lazy = true;
                        self.frame.scope.enter_lazy();
                    }
                }
            }
            token = self.next();
            if !token.spaced {
                break;
            }
        }
        if !matches!(token.kind, Kind::RightDelim | Kind::RightParen | Kind::Pipe) {
            return Err(self.unexpected(token, "operand"));
        }
        if lazy {
            self.frame.scope.leave_lazy();
        }
        let Some(word) = word else {
            return Err(self.error("empty command"));
        };
        let args = take(&mut self.buffers.args, mark);
        Ok((Command { pos, word, args }, token))
    }

    /// Parses the term that a token begins, where it does, with the fields that follow it.
    fn operand(&mut self, first: Token) -> Parsed<Option<Expr>> {
        if first.kind == Kind::Field {
            return Ok(Some(self.field_chain(first)));
        }
        let Some(term) = self.term(first)? else {
            return Ok(None);
        };
        let next = self.peek();
        if !next.continues_chain() {
            return Ok(Some(term));
        }
        // The position becomes that of the first field after the term.
        let pos = next.start;
        let end = self.skip_fields(next.start);
        let fields = Slice { start: pos, end };
        let kind = match term.kind {
            ExprKind::Variable(slots, name) => {
                let start = name.start;
                ExprKind::Variable(slots, Slice { start, end })
            }
            kind if is_plain_value(&kind) => {
                let mut writer = crate::print::Writer::over(self.text);
                writer.expr(&Expr {
                    pos: term.pos,
                    kind,
                });
                let shown = quote(writer.finish().as_bytes());
                let message = format!("unexpected . after term {shown}");
                // Go has read the space that follows, but not what comes behind it.
                let follows = self.peek();
                let read = if follows.spaced { end } else { follows.start };
                return Err(self.error_at(Some(read), message));
            }
            kind => ExprKind::Chain(
                Box::new(Expr {
                    pos: term.pos,
                    kind,
                }),
                fields,
            ),
        };
        Ok(Some(Expr { pos, kind }))
    }

    /// Parses `.a.b.c`, whose position is that of the second name where there is one.
    fn field_chain(&mut self, first: Token) -> Expr {
        let next = self.peek();
        let (pos, end) = if next.continues_chain() {
            (next.start, self.skip_fields(first.end))
        } else {
            (first.start, first.end)
        };
        let start = first.start;
        Expr {
            pos,
            kind: ExprKind::Field(Slice { start, end }),
        }
    }

    /// Steps over the fields that come next; gives where the last one ends.
    fn skip_fields(&mut self, mut end: u32) -> u32 {
        while self.peek().continues_chain() {
            end = self.next().end;
        }
        end
    }

    /// Parses the term that a token begins, where it does.
    fn term(&mut self, token: Token) -> Parsed<Option<Expr>> {
        let bytes = self.lexer.bytes(token);
        let source = token.slice();
        let kind = match token.kind {
            Kind::Identifier => {
                let Some(id) = self.functions.find_bytes(bytes) else {
                    let shown = quote(bytes);
                    return Err(self.error(format!("function {shown} not defined")));
                };
                ExprKind::Identifier(id, source)
            }
            Kind::Dot => ExprKind::Dot,
            Kind::Nil => ExprKind::Nil,
            Kind::Variable => {
                if !self.frame.scope.knows(bytes) {
                    return Err(self.error(format!("undefined variable {}", quote(bytes))));
                }
                ExprKind::Variable(self.frame.scope.find(bytes), source)
            }
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
            Kind::Str | Kind::RawStr => match string(bytes) {
                Some(text) => ExprKind::Str(source, text),
                None => return Err(self.error("invalid syntax")),
            },
            _ => return Ok(None),
        };
        Ok(Some(Expr {
            pos: token.start,
            kind,
        }))
    }
}

/// Reads a string constant.
fn string(source: &[u8]) -> Option<Str> {
    match plain_string(source) {
        Some(inner) => Some(inner.into()),
        None => unquote(source).map(Str::from),
    }
}

/// Gives what stands between the quotes, where that is what the constant stands for.
pub(super) fn plain_string(source: &[u8]) -> Option<&[u8]> {
    let inner = &source[1..source.len() - 1];
    let plain = if source[0] == b'`' {
        !inner.contains(&b'\r')
    } else {
        inner.is_ascii() && !inner.contains(&b'\\')
    };
    plain.then_some(inner)
}

/// Says whether an operand may begin with the token.
fn begins_command(kind: Kind) -> bool {
    matches!(
        kind,
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
            | Kind::LeftParen
    )
}

/// Says whether an operand is a constant or the dot, which nothing can be piped into and which
/// have no fields.
fn is_plain_value(kind: &ExprKind) -> bool {
    use ExprKind as E;
    matches!(
        kind,
        E::Bool(_) | E::Dot | E::Nil | E::Number(_) | E::Str(..)
    )
}

fn is_and_or(function: &Expr) -> bool {
    matches!(
        &function.kind,
        ExprKind::Identifier(FunctionTable::AND | FunctionTable::OR, _)
    )
}
