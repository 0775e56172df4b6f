//! `stator version`.

use crate::exit::Exit;
use crate::printer::Printer;
use anyhow::Result;
use clap::{Args, ValueEnum};

// Arguments of `stator version`.
#[derive(Debug, Args)]
#[command(after_help = "Example: stator version -o json")]
pub(crate) struct VersionArgs {
    /// Form of the output
    #[arg(short, long, value_enum, default_value = "text")]
    output: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    Text,
    Json,
}

/// The surfaces this command implements, and the version of each.
const SURFACES: [(&str, &str); 4] = [
    ("platform", env!("CARGO_PKG_VERSION")),
    ("crds", stator_api::groups::DYNAMO_API_VERSION),
    ("helm 4", "4.3.1"),
    ("helm 3", "3.17.3"),
];

/// Writes the versions.
pub(crate) fn run(args: &VersionArgs, printer: Printer) -> Result<Exit> {
    let text = match args.output {
        Output::Text => {
            let lines = SURFACES
                .iter()
                .map(|(name, version)| format!("  {name}: {version}\n"));
            let lines: String = lines.collect();
            format!("stator {}\nimplements\n{lines}", env!("CARGO_PKG_VERSION"))
        }
        Output::Json => {
            let surfaces: serde_json::Map<String, serde_json::Value> = SURFACES
                .iter()
                .map(|(name, version)| ((*name).into(), (*version).into()))
                .collect();
            let value =
                serde_json::json!({"version": env!("CARGO_PKG_VERSION"), "implements": surfaces});
            format!("{}\n", serde_json::to_string_pretty(&value)?)
        }
    };
    printer.data(text.as_bytes())?;
    Ok(Exit::Fine)
}
