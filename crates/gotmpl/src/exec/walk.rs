//! Nodes that print or steer.

use super::{Done, Exec, Operand, Place};
use crate::ast::{Branch, List, Node, TemplateCall};
use crate::layer::Layer;
use crate::node::NodeRef;
use crate::pointer::write_pointee;
use stator_value::{Value, gofmt};

/// How a node ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

impl<'t> Exec<'_, 't> {
    /// Executes nodes one after the other.
    pub(super) fn list(&mut self, dot: &Operand, list: &'t List) -> Done<Flow> {
        self.at(NodeRef::List(list));
        for node in &list.nodes {
            let flow = self.node(dot, node)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, dot: &Operand, node: &'t Node) -> Done<Flow> {
        self.spend()?;
        match node {
            Node::Text(text) => {
                self.at(NodeRef::Other(text.start));
                if self.run.recording.is_some() {
                    self.record(text.start, None);
                }
                self.out.extend_from_slice(&self.tree.text[text.range()]);
                self.check_output()?;
            }
            Node::Literal(source) => {
                self.at(NodeRef::Other(source.start));
                if self.run.recording.is_some() {
                    self.record(source.start, Some(self.ended()));
                }
                let inner = source.start as usize + 1..source.end as usize - 1;
                self.out.extend_from_slice(&self.tree.text[inner]);
                self.check_output()?;
            }
            Node::Action(action) => {
                self.at(NodeRef::Action(action));
                let ended = self.ended();
                let value = self.pipeline(dot, &action.pipe)?;
                if action.pipe.decls.is_empty() {
                    self.at(NodeRef::Action(action));
                    if self.run.recording.is_some() {
                        self.record(action.pos, Some(ended));
                    }
                    self.print(&value);
                    self.check_output()?;
                }
            }
            Node::Break(pos) => {
                self.at(NodeRef::Other(*pos));
                return Ok(Flow::Break);
            }
            Node::Continue(pos) => {
                self.at(NodeRef::Other(*pos));
                return Ok(Flow::Continue);
            }
            Node::If(branch) => {
                self.at(NodeRef::If(branch));
                return self.condition(dot, branch, false);
            }
            Node::With(branch) => {
                self.at(NodeRef::With(branch));
                return self.condition(dot, branch, true);
            }
            Node::Range(branch) => {
                self.at(NodeRef::Range(branch));
                return self.range(dot, branch);
            }
            Node::Template(call) => {
                self.at(NodeRef::Template(call));
                self.template(dot, call)?;
            }
        }
        Ok(Flow::Next)
    }

    fn condition(&mut self, dot: &Operand, branch: &'t Branch, with: bool) -> Done<Flow> {
        self.check_room()?;
        let value = self.pipeline(dot, &branch.pipe)?;
        let flow = if value.value.truth() {
            self.list(if with { &value } else { dot }, &branch.list)?
        } else if let Some(otherwise) = &branch.otherwise {
            self.list(dot, otherwise)?
        } else {
            Flow::Next
        };
        self.shrink(branch.vars_before);
        Ok(flow)
    }

    fn template(&mut self, dot: &Operand, call: &'t TemplateCall) -> Done<()> {
        let layer: &'t Layer<'t> = self.layer;
        let Some(tree) = layer.find(&call.name) else {
            let name = gofmt::quote(call.name.as_bytes());
            return Err(self.error(format!("template {name} not defined")));
        };
        if self.depth == self.run.limits.template_depth {
            return Err(self.too_deep());
        }
        self.check_room()?;
        let data = match &call.pipe {
            Some(pipe) => self.pipeline(dot, pipe)?,
            None => Operand::INVALID,
        };
        let caller = (self.tree, self.base);
        // The callee's variables lie above the caller's, of which it sees none.
        self.tree = tree;
        self.base = self.vars.len();
        self.vars.push(Some(data.clone()));
        self.depth += 1;
        self.list(&data, &tree.root)?;
        self.depth -= 1;
        self.vars.truncate(self.base);
        (self.tree, self.base) = caller;
        Ok(())
    }

    /// Prints the value of an action.
    fn print(&mut self, operand: &Operand) {
        match &operand.value {
            Value::Str(text) => self.out.extend_from_slice(text),
            Value::Invalid | Value::Nil => self.out.extend_from_slice(b"<no value>"),
            value @ Value::Object(object) => {
                let addressable = operand.place == Place::Addressable || object.kind() == "ptr";
                match object.output().filter(|_| addressable) {
                    Some(text) => self.out.extend_from_slice(text.as_bytes()),
                    None => write_pointee(value, &mut self.out),
                }
            }
            value => gofmt::display(value, &mut self.out),
        }
    }
}
