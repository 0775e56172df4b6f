//! Which node is being looked at, for the text of errors.

use crate::ast::{Action, Branch, Command, Expr, List, Pipe, TemplateCall, Tree};
use crate::error::Location;
use crate::print::Writer;
use std::sync::Arc;

/// A reference to any node; setting one costs nothing, printing it happens only on errors.
#[derive(Clone, Copy)]
pub(crate) enum NodeRef<'t> {
    List(&'t List),
    /// Text, `break` and `continue` cannot fail; only their position could ever show.
    Other(u32),
    Action(&'t Action),
    If(&'t Branch),
    With(&'t Branch),
    Range(&'t Branch),
    Template(&'t TemplateCall),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Expr(&'t Expr),
}

impl NodeRef<'_> {
    fn pos(self) -> u32 {
        match self {
            Self::List(list) => list.pos,
            Self::Other(pos) => pos,
            Self::Action(action) => action.pos,
            Self::If(branch) | Self::With(branch) | Self::Range(branch) => branch.pos,
            Self::Template(call) => call.pos,
            Self::Pipe(pipe) => pipe.pos,
            Self::Command(command) => command.pos,
            Self::Expr(expr) => expr.pos,
        }
    }

    /// Gives the canonical text.
    pub(crate) fn text(self, tree: &Tree) -> String {
        let mut writer = Writer::new(tree);
        match self {
            Self::List(list) => writer.list(list),
            Self::Other(_) => {}
            Self::Action(action) => writer.action(action),
            Self::If(branch) => writer.branch("if", branch),
            Self::With(branch) => writer.branch("with", branch),
            Self::Range(branch) => writer.branch("range", branch),
            Self::Template(call) => writer.template(call),
            Self::Pipe(pipe) => writer.pipe(pipe),
            Self::Command(command) => writer.command(command),
            Self::Expr(expr) => writer.expr(expr),
        }
        writer.finish()
    }

    /// Gives the place in the text of `tree`.
    pub(crate) fn location(self, tree: &Tree) -> Location {
        let offset = self.pos();
        let before = &tree.text[..(offset as usize).min(tree.text.len())];
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        let column = before.iter().rev().take_while(|b| **b != b'\n').count();
        Location {
            template: Arc::clone(&tree.name),
            file: Arc::clone(&tree.file),
            line: line as u32,
            column: column as u32,
            offset,
            node: self.text(tree),
        }
    }
}
