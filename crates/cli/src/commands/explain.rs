//! `stator explain CODE`: what a finding means, with examples.

use crate::codes::{self, Code};
use crate::exit::Exit;
use crate::printer::Printer;
use anyhow::{Result, bail};
use clap::Args;
use std::fmt::Write as _;

// Arguments of `stator explain`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  stator explain DYN0401\n  stator explain")]
pub(crate) struct ExplainArgs {
    /// A code as findings show it; without one, all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Writes the text of a code, or the list.
pub(crate) fn run(args: &ExplainArgs, printer: Printer) -> Result<Exit> {
    let text = match &args.code {
        None => list(),
        Some(wanted) => match codes::find(wanted.trim()) {
            Some(code) => long(&code),
            None => bail!("{}", unknown(wanted)),
        },
    };
    printer.data(text.as_bytes())?;
    Ok(Exit::Fine)
}

fn list() -> String {
    let mut out = String::new();
    for code in codes::all() {
        let _ = writeln!(out, "{}  {}", code.id, code.title);
    }
    out
}

fn long(code: &Code) -> String {
    let mut out = format!("{}: {}\n\n{}\n", code.id, code.title, code.text());
    for (heading, example) in [("Fails", code.failing()), ("Right", code.right())] {
        let Some(example) = example else { continue };
        let _ = write!(out, "\n{heading}:\n\n");
        for line in example.lines() {
            let line = format!("    {line}");
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

fn unknown(wanted: &str) -> String {
    let upper = wanted.to_uppercase();
    let near = codes::all()
        .map(|code| (stator_rules::distance(code.id, &upper), code.id))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    match near {
        Some((_, near)) => format!("no code `{wanted}`\nhint: did you mean `{near}`?"),
        None => format!("no code `{wanted}`\nhint: `stator explain` lists all codes"),
    }
}
