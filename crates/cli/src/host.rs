//! The real world: temporary until the function library's host comes.

use stator_chart::Resolver;
use stator_sprig::{FixedHost, Host};
use std::rc::Rc;

pub(crate) fn effects() -> Rc<dyn Host> {
    Rc::new(FixedHost::at(jiff::Timestamp::now()))
}

pub(crate) fn resolver() -> Resolver {
    Rc::new(|_| None)
}
