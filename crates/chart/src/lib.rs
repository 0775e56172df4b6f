//! Helm charts: loading, dependencies, values, rendering, manifests.
//!
//! Owns everything of `helm template` but the template language and its functions: [`load`] reads a
//! chart, [`ValueArgs`] the user's values, [`render`] turns both into documents, [`output`] into
//! what is printed. Everything but [`load`] is pure; effects come in through [`World`].

mod capabilities;
mod chart;
mod coalesce;
mod compat;
mod context;
mod decode;
mod dependency;
mod error;
mod glob;
mod gotext;
mod helper;
mod ignore;
pub mod load;
mod manifest;
mod metadata;
mod notice;
pub mod output;
mod pathmatch;
mod paths;
mod processor;
mod render;
mod schema;
mod session;
mod stack;
mod text;
mod trace;
mod tree;
mod values;

pub use capabilities::{KubeVersion, assumed_api_versions};
pub use chart::{Chart, File};
pub use compat::Compat;
pub use error::{Error, Fault, Phase, Place};
pub use manifest::{Content, Hook, HookEvent, Manifest};
pub use metadata::{Dependency, Maintainer, Metadata};
pub use notice::{Notice, Notices};
pub use render::{
    Absent, CrdFile, Rendered, Resolver, Settings, World, name_from_template, render,
};
pub use session::Session;
pub use stack::{Room, with_big_stack};
pub use trace::{Event, Pass, Trace, ValuesPath};
pub use values::{Reader, ValueArgs};
