//! `stator presets`: values for a purpose.

use crate::exit::Exit;
use crate::printer::Printer;
use anyhow::{Context as _, Result};
use clap::Args;
use clap::builder::PossibleValuesParser;
use stator_platform::{PRESET_NAMES, PRESETS, preset};
use std::fmt::Write as _;

// Arguments of `stator presets`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  stator presets\n  stator presets ha > values.yaml\n  \
    stator template dyn platform --preset ha --preset istio -f values.yaml"
)]
pub(crate) struct PresetsArgs {
    /// Print this preset with its reasons instead of the list
    #[arg(value_parser = PossibleValuesParser::new(PRESET_NAMES), hide_possible_values = true)]
    name: Option<String>,
}

/// Writes the list, or one preset.
pub(crate) fn run(args: &PresetsArgs, printer: Printer) -> Result<Exit> {
    let text = match &args.name {
        Some(name) => preset(name)
            .map(|preset| preset.text.to_owned())
            .with_context(|| format!("no preset: {name}"))?,
        None => list(),
    };
    printer.data(text.as_bytes())?;
    Ok(Exit::Fine)
}

fn list() -> String {
    let widest = PRESET_NAMES.iter().map(|name| name.len()).max();
    let width = widest.unwrap_or_default();
    let mut out = String::new();
    for preset in PRESETS {
        let _ = writeln!(out, "{:width$}  {}", preset.name, preset.summary());
    }
    out
}
