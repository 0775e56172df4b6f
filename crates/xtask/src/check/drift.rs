//! Generated files equal what their generators give.

use anyhow::Result;

use crate::generate::{self, GENERATORS};
use crate::workspace::Workspace;

pub(super) fn findings(workspace: &Workspace) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for generator in GENERATORS {
        for drift in generate::drift(workspace, generator)? {
            findings.push(format!(
                "{}: {} (`cargo xtask generate {}` writes it)",
                drift.path,
                drift.summary(),
                generator.name
            ));
        }
    }
    Ok(findings)
}
