//! What tests share: a real control plane, fixtures, the corpus, the command harness.
//!
//! A dev-dependency only. Without features it knows files and processes: where the workspace and
//! the corpus are ([`workspace_root`], [`corpus`]), how to run the `stator` command ([`stator`]) and
//! where the programs are that judge our output ([`Program`], [`Helm`]). It renders charts in
//! process ([`Template`]) and compares objects as data ([`objects`], [`Deviations`]). The feature
//! `cluster` adds [`cluster::ControlPlane`], a real API server for one test binary.
//!
//! What is missing on a machine is never passed over in silence: [`not_run`] says so past the test
//! harness' capture, and fails under `CI=true`.

#![expect(clippy::panic, reason = "a fixture that fails is a test that fails")]

mod charts;
#[cfg(feature = "cluster")]
pub mod cluster;
mod command;
mod deviations;
mod missing;
pub mod objects;
mod places;
mod programs;
mod template;

pub use charts::{OurCharts, RecordedRender, recorded_renders, variants};
pub use command::{Finished, StatorCommand, stator};
pub use deviations::{Deviations, Rule};
pub use missing::{in_ci, not_run};
pub use places::{corpus, repository_corpus, workspace_root};
pub use programs::{FOREIGN_CRDS, Helm, Program, foreign_crds, helm};
pub use template::{Refused, Template};
