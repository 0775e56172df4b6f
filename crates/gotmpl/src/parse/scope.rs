//! Which variables there are, at parse time and at run time.

use crate::ast::Slots;
use std::sync::Arc;

/// The variables of one template.
///
/// Go keeps two lists that differ: the parser's, which only says whether a name may be used, and
/// the executor's stack, on which a variable gets a place when its pipeline has been evaluated.
/// The parser's list also takes in names that are merely assigned to, and those of a first
/// branch while the second one is parsed.
pub(super) struct Scope {
    known: Vec<Arc<str>>,
    stack: Vec<Place>,
    lazy: u32,
}

struct Place {
    name: Arc<str>,
    /// Declared inside an argument that may not be evaluated.
    doubtful: bool,
}

impl Scope {
    pub(super) fn new() -> Self {
        let dollar: Arc<str> = "$".into();
        Self {
            known: vec![Arc::clone(&dollar)],
            stack: vec![Place {
                name: dollar,
                doubtful: false,
            }],
            lazy: 0,
        }
    }

    /// Makes a name usable in what follows.
    pub(super) fn introduce(&mut self, name: Arc<str>) {
        self.known.push(name);
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.known.iter().any(|known| **known == *name)
    }

    /// Gives a mark for [`Scope::forget`].
    pub(super) fn known(&self) -> usize {
        self.known.len()
    }

    /// Forgets the names introduced since the mark.
    pub(super) fn forget(&mut self, mark: usize) {
        self.known.truncate(mark);
    }

    /// Gives the height of the stack.
    pub(super) fn height(&self) -> u32 {
        self.stack.len() as u32
    }

    /// Drops what is above the height.
    pub(super) fn shrink(&mut self, height: u32) {
        self.stack.truncate(height as usize);
    }

    /// Puts a variable on the stack.
    pub(super) fn declare(&mut self, name: Arc<str>) -> Slots {
        let slot = self.height();
        self.stack.push(Place {
            name,
            doubtful: self.lazy > 0,
        });
        Slots::One(slot)
    }

    /// Finds the places where a variable may be, innermost first.
    pub(super) fn find(&self, name: &str) -> Slots {
        let mut found = Vec::new();
        for (slot, place) in self.stack.iter().enumerate().rev() {
            if *place.name == *name {
                found.push(slot as u32);
                if !place.doubtful {
                    break;
                }
            }
        }
        match found[..] {
            [] => Slots::None,
            [slot] => Slots::One(slot),
            _ => Slots::Many(found.into()),
        }
    }

    /// Enters an argument that may not be evaluated.
    pub(super) fn enter_lazy(&mut self) {
        self.lazy += 1;
    }

    pub(super) fn leave_lazy(&mut self) {
        self.lazy -= 1;
    }
}
