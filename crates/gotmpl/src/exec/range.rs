//! `{{range}}`.

use super::walk::Flow;
use super::{Done, Exec, Operand, Place};
use crate::ast::Branch;
use crate::pointer::show_pointee;
use crate::table::GoVersion;
use stator_value::{Elem, IntKind, MapType, Value};

impl<'t> Exec<'_, 't> {
    pub(super) fn range(&mut self, dot: &Operand, branch: &'t Branch) -> Done<Flow> {
        self.check_room()?;
        let over = self.pipeline(dot, &branch.pipe)?;
        let found = self.iterate(branch, &over.value)?;
        let mut flow = Flow::Next;
        if !found
            && let Some(otherwise) = &branch.otherwise
            && self.list(dot, otherwise)? == Flow::Continue
        {
            // COMPAT(helm): in the else part, `continue` goes to the loop around this one as it
            // should, but `break` ends only this one, which is over anyway.
            flow = Flow::Continue;
        }
        self.shrink(branch.vars_before);
        Ok(flow)
    }

    /// Runs the body for every element; says whether there was one.
    fn iterate(&mut self, branch: &'t Branch, over: &Value) -> Done<bool> {
        match over {
            Value::Invalid | Value::Nil => Ok(false),
            Value::List(list) => {
                let interface = matches!(list.elem(), Elem::Any);
                let len = list.len();
                for i in 0..len {
                    let Some(value) = list.get(i) else { break };
                    let elem = Operand::element(value, interface);
                    if self.iteration(branch, int(i), elem)? == Flow::Break {
                        break;
                    }
                }
                Ok(len > 0)
            }
            Value::Map(map) => {
                let interface = !matches!(map.map_type(), MapType::Str);
                let pairs = map.pairs();
                let found = !pairs.is_empty();
                for (key, value) in pairs {
                    let elem = Operand::element(value, interface);
                    if self.iteration(branch, Operand::new(Value::Str(key)), elem)? == Flow::Break {
                        break;
                    }
                }
                Ok(found)
            }
            Value::Bytes(bytes) => {
                for (i, byte) in bytes.iter().enumerate() {
                    let elem = Operand::new(Value::Int(IntKind::Uint8, i64::from(*byte)));
                    if self.iteration(branch, int(i), elem)? == Flow::Break {
                        break;
                    }
                }
                Ok(!bytes.is_empty())
            }
            Value::Object(object) => {
                let Some(pairs) = object.range() else {
                    return Err(self.cannot_iterate(over));
                };
                let found = !pairs.is_empty();
                // Elements of a slice have an address, those of a map do not.
                let place = if object.kind() == "map" {
                    Place::Nowhere
                } else {
                    Place::Addressable
                };
                for (key, value) in pairs {
                    if self.iteration(branch, Operand::new(key), Operand { value, place })?
                        == Flow::Break
                    {
                        break;
                    }
                }
                Ok(found)
            }
            Value::Int(kind, end) if self.run.functions.version() >= GoVersion::Go1_27 => {
                self.count(branch, over, *kind, *end)
            }
            _ => Err(self.cannot_iterate(over)),
        }
    }

    /// Runs the body for 0, 1, 2… up to `end`.
    fn count(&mut self, branch: &'t Branch, over: &Value, kind: IntKind, end: i64) -> Done<bool> {
        if branch.pipe.decls.len() > 1 {
            let shown = show_pointee(over);
            let message = format!("can't use {shown} to iterate over more than one variable");
            return Err(self.error(message));
        }
        for n in 0..end {
            let elem = Operand::new(Value::Int(kind, n));
            if self.iteration(branch, Operand::INVALID, elem)? == Flow::Break {
                break;
            }
        }
        Ok(end > 0)
    }

    #[cold]
    fn cannot_iterate(&self, over: &Value) -> super::Fail {
        self.error(format!("range can't iterate over {}", show_pointee(over)))
    }

    fn iteration(&mut self, branch: &'t Branch, index: Operand, elem: Operand) -> Done<Flow> {
        self.spend()?;
        let decls = &branch.pipe.decls;
        if let [first, rest @ ..] = &decls[..] {
            let (first_value, second_value) = if rest.is_empty() {
                (elem.clone(), None)
            } else {
                (index, Some(elem.clone()))
            };
            if branch.pipe.assigns {
                self.assign(first, first_value)?;
                if let (Some(second), Some(value)) = (rest.first(), second_value) {
                    self.assign(second, value)?;
                }
            } else {
                self.declare(&first.slots, first_value);
                if let (Some(second), Some(value)) = (rest.first(), second_value) {
                    self.declare(&second.slots, value);
                }
            }
        }
        self.shrink(branch.vars_inside);
        let flow = self.list(&elem, &branch.list)?;
        self.shrink(branch.vars_inside);
        Ok(flow)
    }
}

fn int(n: usize) -> Operand {
    Operand::new(Value::int(n as i64))
}
