//! The parsed form of a template.
//!
//! Positions are byte offsets into the text. Functions and variables are resolved to numbers while
//! parsing; their names stay for messages.

use crate::table::FunctionId;
use stator_value::Str;
use std::sync::Arc;

/// One template: the main one of a text, or one that a `define` or `block` in it makes.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The template's name.
    pub(crate) name: Arc<str>,
    /// The name under which the text was parsed.
    pub(crate) file: Arc<str>,
    /// The whole text.
    pub(crate) text: Arc<[u8]>,
    /// What it consists of.
    pub(crate) root: List,
}

impl Tree {
    /// Says whether there is nothing but space and comments.
    pub(crate) fn is_empty(&self) -> bool {
        self.root.nodes.iter().all(|node| match node {
            Node::Text(text) => std::str::from_utf8(&self.text[text.range()])
                .is_ok_and(|text| text.chars().all(char::is_whitespace)),
            _ => false,
        })
    }
}

/// A byte range of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slice {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Slice {
    #[inline]
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Nodes one after the other.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) pos: u32,
    pub(crate) nodes: Box<[Node]>,
}

/// What stands between two delimiters, or the text between actions.
#[derive(Debug)]
pub(crate) enum Node {
    Text(Slice),
    /// `{{"text"}}`, a string constant that stands for itself between its quotes: how charts write
    /// braces that are not theirs, and so frequent that it takes a short way.
    Literal(Slice),
    Action(Box<Action>),
    Break(u32),
    Continue(u32),
    If(Box<Branch>),
    With(Box<Branch>),
    Range(Box<Branch>),
    Template(Box<TemplateCall>),
}

/// `{{pipeline}}`
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) pos: u32,
    pub(crate) pipe: Pipe,
}

/// `{{if}}`, `{{with}}` or `{{range}}` up to its `{{end}}`.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) pos: u32,
    pub(crate) pipe: Pipe,
    pub(crate) list: List,
    pub(crate) otherwise: Option<List>,
    /// How many variables exist where it begins.
    pub(crate) vars_before: u32,
    /// How many exist once its pipeline has been evaluated.
    pub(crate) vars_inside: u32,
}

/// `{{template "name" pipeline}}`
#[derive(Debug)]
pub(crate) struct TemplateCall {
    pub(crate) pos: u32,
    pub(crate) name: Arc<str>,
    pub(crate) pipe: Option<Pipe>,
}

/// Commands joined by `|`, with variables that take the result.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) pos: u32,
    pub(crate) assigns: bool,
    pub(crate) decls: Box<[Decl]>,
    pub(crate) first: Command,
    /// What the result is piped into.
    pub(crate) rest: Box<[Command]>,
}

/// A variable that a pipeline declares or assigns to.
#[derive(Debug)]
pub(crate) struct Decl {
    /// The name, `$` included.
    pub(crate) name: Slice,
    pub(crate) slots: Slots,
}

/// Where the value of a variable is, seen from one place of the text.
///
/// Go looks variables up by name when the template runs. Their places are nearly always known
/// beforehand; only a declaration inside an argument of `and` or `or` may or may not have
/// happened. So there is a first place to look, and further ones should it hold nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Slots {
    /// No such variable exists at run time (Go's parser lets some of these through).
    None,
    One(u32),
    Many(Box<[u32]>),
}

/// An operand or a call with its arguments.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) pos: u32,
    pub(crate) word: Expr,
    pub(crate) args: Box<[Expr]>,
}

/// One operand.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) pos: u32,
    pub(crate) kind: ExprKind,
}

/// The kinds of operands.
#[derive(Debug)]
pub(crate) enum ExprKind {
    Bool(bool),
    Dot,
    Nil,
    Number(Box<Number>),
    /// The source with its quotes, and the value.
    Str(Slice, Str),
    /// `.a.b`
    Field(Slice),
    /// `$`, `$x.a.b`
    Variable(Slots, Slice),
    /// A function.
    Identifier(FunctionId, Slice),
    /// `(pipeline)`
    Pipe(Box<Pipe>),
    /// Anything else with fields: `(pipeline).a`, `f.a`
    Chain(Box<Expr>, Slice),
}

/// A numeric or character constant, which is every kind of number that it can be.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Number {
    pub(crate) source: Slice,
    pub(crate) int: Option<i64>,
    pub(crate) uint: Option<u64>,
    pub(crate) float: Option<f64>,
    pub(crate) complex: Option<(f64, f64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operand_is_five_words() {
        assert_eq!(size_of::<Expr>(), 40);
    }
}
