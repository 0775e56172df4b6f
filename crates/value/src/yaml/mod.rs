//! YAML 1.1 in, and Go's YAML form out, as Helm reads and prints it.
//!
//! Reading behaves as sigs.k8s.io/yaml over yaml v2: the same documents are accepted, with the same
//! values and the same error texts. Writing gives the bytes of its `Marshal`, and for
//! [`to_yaml_pretty`] those of the yaml v3 encoder.
//!
//! Documents may nest 10,000 deep, as in Go. Values of that depth need 16 MiB of stack to be read
//! or dropped (more without optimisation), so that whoever reads what others wrote runs on a stack
//! of its own.
//!
//! A document passes `input` (encoding), `scan` (tokens), `compose` (nodes) and `build` (values);
//! `emit` goes the other way.

mod build;
mod chars;
mod compose;
mod documents;
mod duplicate;
mod emit;
mod error;
mod exact;
mod input;
mod locate;
mod number;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod timestamp;
mod tree;
mod wanted;

pub use documents::{documents, parse_all};
pub use duplicate::{Duplicate, DuplicateKind};
pub use error::{Place, YamlError};
pub use locate::{Location, Locator, Step};
pub use wanted::Wanted;

use crate::json::Dialect;
use crate::list::List;
use crate::map::Map;
use crate::value::Value;
use stator_diag::SourceId;

/// Reads the first document of `text`; map entries carry `source` and the offset of their key.
///
/// All numbers become floats, as they do in Helm; see [`parse_typed`] where that matters.
///
/// # Errors
/// Go's text for what is wrong, with the place of it.
pub fn parse(text: &[u8], source: SourceId) -> Result<Value, YamlError> {
    read(text, source, &Options::default()).map(|parsed| parsed.value)
}

/// Reads the first document of `text` and keeps integers apart from floats.
///
/// For targets that turn scalars into strings (`version: 10000000` in `Chart.yaml`).
///
/// # Errors
/// As for [`parse`].
pub fn parse_typed(text: &[u8], source: SourceId) -> Result<Value, YamlError> {
    let options = Options {
        keep_integers: true,
        ..Options::default()
    };
    read(text, source, &options).map(|parsed| parsed.value)
}

/// Reads the first document of `text` into a map; a null document gives an empty one.
///
/// # Errors
/// As for [`parse`]; another kind of document gives Go's text for decoding into a map.
pub fn parse_map(text: &[u8], source: SourceId) -> Result<Map, YamlError> {
    read(text, source, &Options::default())?.into_map()
}

/// Reads the first document of `text` into a list; a null document gives an empty one.
///
/// # Errors
/// As for [`parse`]; another kind of document gives Go's text for decoding into a slice.
pub fn parse_list(text: &[u8], source: SourceId) -> Result<List, YamlError> {
    read(text, source, &Options::default())?.into_list()
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Integers stay integers instead of becoming floats.
    pub keep_integers: bool,
    /// Added to every offset, for a document cut out of a larger text.
    pub base: u32,
    /// Collect keys that are written twice.
    pub find_duplicates: bool,
    /// Whose words are used where Helm's versions differ.
    pub dialect: Dialect,
    /// A bare `y` or `n`, in either case, is a text and no boolean, as most other readers have it.
    pub letters_are_texts: bool,
    /// What values are made of.
    pub wanted: Wanted,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            keep_integers: false,
            base: 0,
            find_duplicates: false,
            dialect: Dialect::Go127,
            letters_are_texts: false,
            wanted: Wanted::All,
        }
    }
}

/// What reading gives.
#[derive(Debug)]
pub struct Parsed {
    /// The value of the first document.
    pub value: Value,
    /// Keys that are written more than once in one map, where asked for.
    pub duplicates: Vec<Duplicate>,
}

impl Parsed {
    /// Gives the map that was read; null gives an empty one.
    ///
    /// # Errors
    /// Go's text for decoding another kind of document into a map.
    pub fn into_map(self) -> Result<Map, YamlError> {
        match self.value {
            Value::Map(map) => Ok(map),
            Value::Nil => Ok(Map::new()),
            other => Err(YamlError::cannot_unmarshal(
                &other,
                "map[string]interface {}",
            )),
        }
    }

    /// Gives the list that was read; null gives an empty one.
    ///
    /// # Errors
    /// Go's text for decoding another kind of document into a slice.
    pub fn into_list(self) -> Result<List, YamlError> {
        match self.value {
            Value::List(list) => Ok(list),
            Value::Nil => Ok(List::new(Vec::new())),
            other => Err(YamlError::cannot_unmarshal(&other, "[]interface {}")),
        }
    }
}

/// Reads the first document of `text` as `options` say.
///
/// # Errors
/// As for [`parse`].
pub fn read(text: &[u8], source: SourceId, options: &Options) -> Result<Parsed, YamlError> {
    check_length(text, options.base)?;
    let input = input::Input::new(text);
    let tree = compose::compose(input).map_err(|fault| fault.into_error(options.base))?;
    let built =
        build::build(&tree, source, *options).map_err(|fault| fault.into_error(options.base))?;
    if built.doubtful {
        exact::check(&tree, options.dialect)?;
    }
    Ok(Parsed {
        value: built.value,
        duplicates: built.duplicates,
    })
}

/// Refuses texts whose offsets, or what is put together of them, do not fit 32 bits.
fn check_length(text: &[u8], base: u32) -> Result<(), YamlError> {
    if text.len() > (u32::MAX / 2) as usize || base > u32::MAX / 2 {
        return Err(YamlError::plain(
            "yaml: the text is longer than 2 GiB".to_owned(),
        ));
    }
    Ok(())
}

/// Writes a value as `toYaml` does, with the final newline that Helm cuts off.
///
/// # Errors
/// Go's text; `toYaml` swallows it and gives an empty string.
pub fn to_yaml(value: &Value) -> Result<Vec<u8>, String> {
    emit::to_yaml(value)
}

/// Writes a value as `toYamlPretty` does, with the final newline that Helm cuts off.
///
/// # Errors
/// Go's text; `toYamlPretty` swallows it and gives an empty string.
pub fn to_yaml_pretty(value: &Value) -> Result<Vec<u8>, String> {
    emit::to_yaml_pretty(value)
}
