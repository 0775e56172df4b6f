//! Executing templates.
//!
//! The executor keeps Go's notion of "the node last visited", because that is what errors name:
//! whenever Go moves it, so do we, and an error is made where it arises from the node of that
//! moment.

mod args;
mod call;
mod eval;
mod field;
mod range;
mod runtime;
mod walk;

pub(crate) use runtime::{Run, TextCache, unknown};

use crate::ast::{Decl, Slice, Slots, Tree};
use crate::error::{Cause, ExecError};
use crate::layer::Layer;
use crate::node::NodeRef;
use crate::record::{Piece, PieceKind};
use stator_value::Value;
use std::sync::Arc;

/// A value together with what is known of the place that it came from.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub(crate) value: Value,
    /// Where it was found.
    pub(crate) place: Place,
}

/// The places that values are found in, as far as they matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// Just a value: the result of a function, a constant.
    Nowhere,
    /// Something of type `interface {}` (a map entry, a list element), which is then its type in
    /// messages.
    Interface,
    /// A field that is reached through a pointer, so that the methods of a pointer to it count
    /// when it is printed.
    Addressable,
}

impl Operand {
    pub(crate) const INVALID: Self = Self {
        value: Value::Invalid,
        place: Place::Nowhere,
    };

    pub(crate) fn new(value: Value) -> Self {
        Self {
            value,
            place: Place::Nowhere,
        }
    }

    /// Takes an element out of a map or list.
    pub(crate) fn element(value: Value, interface: bool) -> Self {
        Self {
            value,
            place: if interface {
                Place::Interface
            } else {
                Place::Nowhere
            },
        }
    }

    /// Steps out of an interface, as the end of a command does.
    fn concrete(self) -> Self {
        match (self.value, self.place) {
            (Value::Nil, _) => Self::INVALID,
            (value, Place::Addressable) => Self {
                value,
                place: Place::Addressable,
            },
            (value, _) => Self::new(value),
        }
    }

    /// Gives the type as messages name it.
    fn type_name(&self) -> String {
        if self.place == Place::Interface || matches!(self.value, Value::Nil) {
            "interface {}".to_owned()
        } else {
            self.value.go_type().to_string()
        }
    }
}

/// How many variables and how much output there is room for before more memory is asked for: most
/// executions are of helpers, which need no more.
const VARIABLES: usize = 8;
const OUTPUT_BYTES: usize = 256;

/// A failed execution, boxed because it is rare and large.
pub(crate) type Fail = Box<ExecError>;

/// The result of everything that can fail.
pub(crate) type Done<T> = Result<T, Fail>;

/// One execution of one template and of those that it calls by `{{template}}`.
pub(crate) struct Exec<'r, 't> {
    run: &'r Run<'r>,
    layer: &'t Layer<'t>,
    tree: &'t Tree,
    node: NodeRef<'t>,
    /// The variables of the running template begin at `base`, those of its callers lie below.
    vars: Vec<Option<Operand>>,
    base: usize,
    depth: u32,
    out: Vec<u8>,
    /// What wrote the output, where that is recorded.
    pieces: Vec<Piece>,
}

impl<'r, 't> Exec<'r, 't> {
    /// Executes `tree` with `data` as dot.
    pub(crate) fn execute(
        run: &'r Run<'r>,
        layer: &'t Layer<'t>,
        tree: &'t Tree,
        data: Value,
    ) -> Done<Vec<u8>> {
        let dot = Operand::new(data).concrete();
        let mut vars = Vec::with_capacity(VARIABLES);
        vars.push(Some(dot.clone()));
        let mut exec = Exec {
            run,
            layer,
            tree,
            node: NodeRef::List(&tree.root),
            vars,
            base: 0,
            depth: 0,
            out: Vec::with_capacity(OUTPUT_BYTES),
            pieces: Vec::new(),
        };
        exec.check_room()?;
        exec.list(&dot, &tree.root)?;
        if let Some(recording) = run.recording {
            recording.borrow_mut().end(&exec.out, exec.pieces);
        }
        Ok(exec.out)
    }

    /// Says how many executions have ended, where that is recorded.
    fn ended(&self) -> usize {
        self.run.recording.map_or(0, |r| r.borrow().ended())
    }

    /// Records that the node at `offset` writes next; `ended` is from before it was evaluated.
    #[cold]
    fn record(&mut self, offset: u32, ended: Option<usize>) {
        self.pieces.push(Piece {
            start: self.out.len(),
            file: Arc::clone(&self.tree.file),
            offset,
            kind: ended.map_or(PieceKind::Text, |ended| {
                PieceKind::Value(ended..self.ended())
            }),
        });
    }

    fn at(&mut self, node: NodeRef<'t>) {
        self.node = node;
    }

    /// Makes an error at the node last visited.
    #[cold]
    fn error(&self, message: impl Into<String>) -> Fail {
        self.fail(message.into(), None)
    }

    #[cold]
    fn fail(&self, message: String, cause: Option<Cause>) -> Fail {
        Box::new(ExecError {
            location: Some(self.node.location(self.tree)),
            message,
            cause,
        })
    }

    /// Complains when calls have used up the stack.
    fn check_room(&self) -> Done<()> {
        if self.run.guard.has_room() {
            Ok(())
        } else {
            Err(self.too_deep())
        }
    }

    #[cold]
    fn too_deep(&self) -> Fail {
        let depth = self.run.limits.template_depth;
        self.error(format!("exceeded maximum template depth ({depth})"))
    }

    /// Counts one step.
    fn spend(&self) -> Done<()> {
        if self.run.spend() {
            return Ok(());
        }
        let fuel = self.run.limits.fuel;
        Err(self.error(format!("template takes too long: more than {fuel} steps")))
    }

    /// Complains when the output has outgrown its bound.
    fn check_output(&self) -> Done<()> {
        let limit = self.run.limits.output_bytes;
        if self.out.len() <= limit {
            return Ok(());
        }
        Err(self.error(format!(
            "template output is too large: more than {limit} bytes"
        )))
    }

    // Variables.

    fn slot(&self, slot: u32) -> Option<&Operand> {
        self.vars.get(self.base + slot as usize)?.as_ref()
    }

    fn variable(&self, name: Slice, slots: &Slots) -> Done<&Operand> {
        let found = match slots {
            Slots::One(slot) => self.slot(*slot),
            Slots::Many(slots) => slots.iter().find_map(|slot| self.slot(*slot)),
            Slots::None => None,
        };
        found.ok_or_else(|| self.undefined(name))
    }

    #[cold]
    fn undefined(&self, name: Slice) -> Fail {
        let name = String::from_utf8_lossy(&self.tree.text[name.range()]);
        self.error(format!("undefined variable: {name}"))
    }

    /// Gives a value to the variable that was declared last at this place.
    fn declare(&mut self, slots: &Slots, value: Operand) {
        if let Slots::One(slot) = slots {
            self.vars.resize_with(self.base + *slot as usize, || None);
            self.vars.push(Some(value));
        }
    }

    fn assign(&mut self, decl: &Decl, value: Operand) -> Done<()> {
        let found = match &decl.slots {
            Slots::One(slot) => self.slot(*slot).map(|_| *slot),
            Slots::Many(slots) => slots.iter().copied().find(|s| self.slot(*s).is_some()),
            Slots::None => None,
        };
        match found {
            Some(slot) => {
                self.vars[self.base + slot as usize] = Some(value);
                Ok(())
            }
            None => Err(self.undefined(decl.name)),
        }
    }

    /// Drops the variables above a height.
    fn shrink(&mut self, height: u32) {
        self.vars.truncate(self.base + height as usize);
    }
}
