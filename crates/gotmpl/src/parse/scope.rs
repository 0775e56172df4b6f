//! Which variables there are, at parse time and at run time.

use crate::ast::Slots;

/// The variable that every template begins with.
const DOLLAR: &[u8] = b"$";

/// The variables of one template besides the first one, `$`.
///
/// Go keeps two lists that differ: the parser's, which only says whether a name may be used, and
/// the executor's stack, on which a variable gets a place when its pipeline has been evaluated.
/// The parser's list also takes in names that are merely assigned to, and those of a first
/// branch while the second one is parsed.
#[derive(Default)]
pub(super) struct Scope<'a> {
    known: Vec<&'a [u8]>,
    stack: Vec<Place<'a>>,
    lazy: u32,
}

struct Place<'a> {
    name: &'a [u8],
    /// Declared inside an argument that may not be evaluated.
    doubtful: bool,
}

impl<'a> Scope<'a> {
    /// Makes a name usable in what follows.
    pub(super) fn introduce(&mut self, name: &'a [u8]) {
        self.known.push(name);
    }

    pub(super) fn knows(&self, name: &[u8]) -> bool {
        name == DOLLAR || self.known.iter().rev().any(|known| *known == name)
    }

    /// Gives a mark for [`Scope::forget`].
    pub(super) fn known(&self) -> usize {
        self.known.len()
    }

    /// Forgets the names introduced since the mark.
    pub(super) fn forget(&mut self, mark: usize) {
        self.known.truncate(mark);
    }

    /// Gives the height of the stack, whose lowest place is that of `$`.
    pub(super) fn height(&self) -> u32 {
        1 + self.stack.len() as u32
    }

    /// Drops what is above the height.
    pub(super) fn shrink(&mut self, height: u32) {
        self.stack.truncate(height as usize - 1);
    }

    /// Puts a variable on the stack.
    pub(super) fn declare(&mut self, name: &'a [u8]) -> Slots {
        let slot = self.height();
        self.stack.push(Place {
            name,
            doubtful: self.lazy > 0,
        });
        Slots::One(slot)
    }

    /// Finds the places where a variable may be, innermost first.
    pub(super) fn find(&self, name: &[u8]) -> Slots {
        let mut doubtful = Vec::new();
        for (below, place) in self.stack.iter().enumerate().rev() {
            if place.name == name {
                let slot = 1 + below as u32;
                if !place.doubtful {
                    return slots(doubtful, Some(slot));
                }
                doubtful.push(slot);
            }
        }
        slots(doubtful, (name == DOLLAR).then_some(0))
    }

    /// Enters an argument that may not be evaluated.
    pub(super) fn enter_lazy(&mut self) {
        self.lazy += 1;
    }

    pub(super) fn leave_lazy(&mut self) {
        self.lazy -= 1;
    }
}

/// Gives the places that may hold nothing, and then the one that does not.
fn slots(mut places: Vec<u32>, last: Option<u32>) -> Slots {
    if let (true, Some(slot)) = (places.is_empty(), last) {
        return Slots::One(slot);
    }
    places.extend(last);
    match places[..] {
        [] => Slots::None,
        [slot] => Slots::One(slot),
        _ => Slots::Many(places.into()),
    }
}
