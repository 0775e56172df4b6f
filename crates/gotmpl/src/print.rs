//! The canonical text of nodes, as error messages quote them.

use crate::ast::{
    Action, Branch, Command, Expr, ExprKind, List, Node, Pipe, Slice, TemplateCall, Tree,
};
use stator_value::gofmt::quote;

/// Writes nodes of one tree.
pub(crate) struct Writer<'t> {
    text: &'t [u8],
    out: Vec<u8>,
}

impl<'t> Writer<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self::over(&tree.text)
    }

    pub(crate) fn over(text: &'t [u8]) -> Self {
        Self {
            text,
            out: Vec::new(),
        }
    }

    /// Gives what has been written; stray bytes are replaced.
    pub(crate) fn finish(self) -> String {
        String::from_utf8(self.out)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn list(&mut self, list: &List) {
        for node in &list.nodes {
            self.node(node);
        }
    }

    pub(crate) fn node(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.source(*text),
            Node::Literal(source) => {
                self.put("{{");
                self.source(*source);
                self.put("}}");
            }
            Node::Action(action) => self.action(action),
            Node::Break(_) => self.put("{{break}}"),
            Node::Continue(_) => self.put("{{continue}}"),
            Node::If(branch) => self.branch("if", branch),
            Node::With(branch) => self.branch("with", branch),
            Node::Range(branch) => self.branch("range", branch),
            Node::Template(call) => self.template(call),
        }
    }

    pub(crate) fn action(&mut self, action: &Action) {
        self.put("{{");
        self.pipe(&action.pipe);
        self.put("}}");
    }

    pub(crate) fn branch(&mut self, word: &str, branch: &Branch) {
        self.put("{{");
        self.put(word);
        self.put(" ");
        self.pipe(&branch.pipe);
        self.put("}}");
        self.list(&branch.list);
        if let Some(otherwise) = &branch.otherwise {
            self.put("{{else}}");
            self.list(otherwise);
        }
        self.put("{{end}}");
    }

    pub(crate) fn template(&mut self, call: &TemplateCall) {
        self.put("{{template ");
        self.put(&quote(call.name.as_bytes()));
        if let Some(pipe) = &call.pipe {
            self.put(" ");
            self.pipe(pipe);
        }
        self.put("}}");
    }

    pub(crate) fn pipe(&mut self, pipe: &Pipe) {
        for (i, decl) in pipe.decls.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.source(decl.name);
        }
        if !pipe.decls.is_empty() {
            self.put(if pipe.assigns { " = " } else { " := " });
        }
        self.command(&pipe.first);
        for command in &pipe.rest {
            self.put(" | ");
            self.command(command);
        }
    }

    pub(crate) fn command(&mut self, command: &Command) {
        self.word(&command.word);
        for arg in &command.args {
            self.put(" ");
            self.word(arg);
        }
    }

    fn word(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Pipe(pipe) => self.parenthesised(pipe),
            _ => self.expr(expr),
        }
    }

    fn parenthesised(&mut self, pipe: &Pipe) {
        self.put("(");
        self.pipe(pipe);
        self.put(")");
    }

    /// Writes what stands in the text.
    fn source(&mut self, source: Slice) {
        self.out.extend_from_slice(&self.text[source.range()]);
    }

    pub(crate) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bool(b) => self.put(if *b { "true" } else { "false" }),
            ExprKind::Dot => self.put("."),
            ExprKind::Nil => self.put("nil"),
            ExprKind::Number(number) => self.source(number.source),
            ExprKind::Str(source, _)
            | ExprKind::Field(source)
            | ExprKind::Variable(_, source)
            | ExprKind::Identifier(_, source) => self.source(*source),
            ExprKind::Pipe(pipe) => self.pipe(pipe),
            ExprKind::Chain(first, fields) => {
                if let ExprKind::Pipe(pipe) = &first.kind {
                    self.parenthesised(pipe);
                } else {
                    self.expr(first);
                }
                self.source(*fields);
            }
        }
    }
}
