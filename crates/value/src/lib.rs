//! The value model of Helm templates: Go's dynamic values, with origins.
//!
//! Owns values, their reading (YAML 1.1, JSON, TOML) and their writing byte for byte as Go prints
//! them. Knows no template language and no Helm.

mod bytes;
mod entries;
mod frozen;
pub mod gofmt;
pub mod json;
mod limits;
mod list;
mod map;
mod object;
mod origin;
mod recent;
pub mod toml;
mod types;
mod value;
pub mod yaml;

pub use bytes::Str;
pub use entries::{Entries, Entry};
pub use frozen::Frozen;
pub use limits::TOO_LONG;
pub use list::{Elem, List};
pub use map::{Map, MapType};
pub use object::{Method, Object};
pub use origin::Origin;
pub use types::GoType;
pub use value::{IntKind, NamedInt, Value};
