//! Short texts that come again and again, made once.

use crate::bytes::Str;

/// How many texts are remembered.
const SLOTS: usize = 128;

/// How long a text may be that is remembered.
const LONGEST: usize = 24;

/// Remembers short texts: the next same one shares their bytes.
pub(crate) struct Recent([Option<Str>; SLOTS]);

impl Recent {
    pub(crate) fn new() -> Self {
        Self([const { None }; SLOTS])
    }

    /// Gives the string of these bytes.
    pub(crate) fn text(&mut self, bytes: &[u8]) -> Str {
        let [first, .., last] = bytes else {
            return Str::from(bytes);
        };
        if bytes.len() > LONGEST {
            return Str::from(bytes);
        }
        let slot = &mut self.0[slot_of(*first, bytes[bytes.len() / 2], *last, bytes.len())];
        match slot {
            Some(text) if **text == *bytes => text.clone(),
            _ => slot.insert(Str::from(bytes)).clone(),
        }
    }
}

/// Spreads texts over the slots by some of their bytes.
fn slot_of(first: u8, middle: u8, last: u8, len: usize) -> usize {
    let word = u32::from_le_bytes([first, middle, last, len as u8]);
    word.wrapping_mul(0x9E37_79B1) as usize >> 8 & (SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_asked_for_and_short_ones_are_shared() {
        let mut recent = Recent::new();
        for round in 0..3 {
            for n in 0..1000 {
                let text = format!("text {n}");
                assert_eq!(recent.text(text.as_bytes()), text.as_str(), "{round}");
            }
        }
        for text in ["", "a", "ab", "a text that is not remembered as it is long"] {
            assert_eq!(recent.text(text.as_bytes()), text);
        }
        let (a, b) = (recent.text(b"type"), recent.text(b"type"));
        assert!(std::ptr::eq(a.as_bytes(), b.as_bytes()));
    }
}
