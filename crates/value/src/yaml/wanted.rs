//! Which part of a document the caller wants.

/// The part of a value that the caller wants.
///
/// The rest is read, too, and its faults are reported, but no values are made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    All,
    /// Of a map, the values under these keys, which may be written in any case; of anything else,
    /// only what it is.
    Keys(&'static [(&'static str, Wanted)]),
    /// None of it.
    Nothing,
}

impl Wanted {
    /// Gives what is wanted of the value under `key`.
    pub(super) fn under(self, key: &[u8]) -> Self {
        let Self::Keys(keys) = self else {
            return self;
        };
        keys.iter()
            .find(|(wanted, _)| wanted.as_bytes().eq_ignore_ascii_case(key))
            .map_or(Self::Nothing, |(_, below)| *below)
    }

    /// Gives what is wanted of the items of a list.
    pub(super) fn of_items(self) -> Self {
        match self {
            Self::All => Self::All,
            Self::Keys(_) | Self::Nothing => Self::Nothing,
        }
    }
}
