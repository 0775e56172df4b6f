//! `stator check`: every fault of graphs and their neighbours, at once, before anything is applied.

mod sarif;

use crate::commands::plan::{Observations, apis, outcome};
use crate::exit::Exit;
use crate::graph_input::{self, Around};
use crate::manifest::{self, Document};
use crate::namespace::NamespaceFlag;
use crate::operator_args::OperatorFlags;
use crate::printer::Printer;
use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};
use stator_chart::Room;
use stator_diag::{Collector, Diagnostic, Severity, Sources};
use stator_rules::admission::Kind;
use stator_rules::consistency::{self, Remark, Resource, Weight};
use std::collections::BTreeMap;

// Arguments of `stator check`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  stator check graph.yaml\n  stator check graphs/*.yaml secrets.yaml \
    --fail-on warning\n  stator check graph.yaml -o sarif > stator.sarif\n  kubectl get secret,pvc,cm -n \
    team-a -o yaml | stator check graph.yaml -n team-a --observed -\n\nExit code 0: nothing found; 1: \
    findings at or above --fail-on; 2: a file that cannot be read, or wrong usage.\n`stator explain CODE` \
    tells more about a finding."
)]
pub(crate) struct CheckArgs {
    /// Files with graphs, components, models, adapters, requests and what they refer to; `-` is
    /// standard input
    #[arg(required = true, value_name = "GRAPH")]
    files: Vec<String>,
    #[command(flatten)]
    namespace: NamespaceFlag,
    /// Optional APIs that the cluster serves
    #[arg(
        long,
        value_delimiter = ',',
        value_enum,
        default_value = "grove,inference"
    )]
    apis: Vec<apis::Api>,
    /// Everything that exists beside the files: what is referred to must then be there
    #[arg(long, value_name = "FILE")]
    observed: Option<String>,
    /// Which findings end with exit code 1
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Form of the findings
    #[arg(short, long, value_enum, default_value = "text")]
    output: Form,
    #[command(flatten)]
    operator: OperatorFlags,
}

/// The mildest finding that counts as a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors only
    Error,
    /// Warnings, too
    Warning,
}

/// Forms of the findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Source lines with carets, for reading
    Text,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// Checks all files and writes what was found, on a thread with so much stack.
pub(crate) fn run(args: &CheckArgs, room: Room, printer: Printer) -> Result<Exit> {
    let mut sources = Sources::new();
    let mut found = Collector::default();
    let documents = manifest::load_all(&args.files, &mut sources, &mut found);
    let existing = match &args.observed {
        Some(file) => manifest::load(file, manifest::MOST_EXISTING, &mut sources, &mut found),
        None => Vec::new(),
    };
    let count = check(args, room, &documents, &existing, printer, &mut found)?;
    let found = found.into_sorted();
    match args.output {
        Form::Text => {
            printer.findings_as_data(&found, &sources)?;
            printer.say(&summary(&found, count));
        }
        Form::Json => {
            let findings: Vec<Json> = found.iter().map(|f| f.to_json(&sources)).collect();
            let all = json!({"resources": count, "findings": findings});
            printer.data(format!("{all:#}\n").as_bytes())?;
        }
        Form::Sarif => {
            let log = sarif::log(&found, &sources);
            printer.data(format!("{log:#}\n").as_bytes())?;
        }
    }
    let limit = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
    };
    let fails = found.iter().any(|d| d.severity >= limit);
    Ok(manifest::exit_code(&found, fails))
}

/// Judges, plans and compares all documents; gives how many of them are of our kinds.
fn check(
    args: &CheckArgs,
    room: Room,
    documents: &[Document],
    existing: &[Document],
    printer: Printer,
    found: &mut Collector,
) -> Result<usize> {
    let is_ours = |document: &&Document| Kind::from_name(document.kind()).is_some();
    let ours = documents.iter().filter(is_ours).count();
    for document in documents.iter().filter(|document| !is_ours(document)) {
        let has_no_kind = document.kind().is_empty();
        if has_no_kind || graph_input::is_misspelt(document) || ours == 0 {
            found.push(graph_input::not_a_graph(document));
        }
    }
    if ours == 0 {
        return Ok(0);
    }
    let config = args.operator.config(room, printer)?;
    let apis = apis::resolve(&args.apis);
    let seen: Vec<&Document> = documents.iter().chain(existing).collect();
    let is_assumed = args.observed.is_none();
    let observations = Observations::gather(&seen, documents, &args.namespace, &config, is_assumed);
    let worlds = observations.worlds(&config, apis);
    let mut stored: BTreeMap<usize, Json> = BTreeMap::new();
    for (nth, document) in documents.iter().enumerate() {
        let namespace = args.namespace.of(document);
        if outcome::is_planned_kind(document) {
            let world = &worlds[observations.of[nth]];
            let pass = outcome::plan_document(document, namespace, world, None, found);
            stored.extend(pass.planning.map(|planning| (nth, planning.stored)));
        } else {
            let around = Around {
                config: &config,
                has_inference: apis.inference,
                namespace,
            };
            let judged = graph_input::judge(document, &around, found);
            stored.extend(judged.and_then(|judged| Some((nth, judged.stored?))));
        }
    }
    let given: Vec<Resource<'_>> = documents
        .iter()
        .enumerate()
        .map(|(nth, document)| Resource {
            object: stored.get(&nth).unwrap_or(&document.json),
            namespace: args.namespace.of(document),
        })
        .collect();
    let beside: Vec<Resource<'_>> = existing
        .iter()
        .map(|document| Resource {
            object: &document.json,
            namespace: args.namespace.of(document),
        })
        .collect();
    let around = consistency::Around {
        existing: &beside,
        is_complete: args.observed.is_some(),
    };
    for remark in consistency::remarks(&given, &around) {
        found.push(diagnostic(&remark, &documents[remark.resource]));
    }
    Ok(ours)
}

fn diagnostic(remark: &Remark, document: &Document) -> Diagnostic {
    let severity = match remark.weight {
        Weight::Error => Severity::Error,
        Weight::Warning => Severity::Warning,
    };
    let diagnostic = Diagnostic::new(remark.code, severity, remark.message.as_str())
        .label(document.locate(&remark.path), "")
        .path(remark.path.as_str());
    match &remark.hint {
        Some(hint) => diagnostic.hint(hint.as_str()),
        None => diagnostic,
    }
}

/// `2 errors, 1 warning in 3 resources`.
fn summary(found: &[Diagnostic], resources: usize) -> String {
    let count = |severity: Severity| found.iter().filter(|d| d.severity == severity).count();
    let counted = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .map(|(severity, word)| (count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    let resources = counted(resources, "resource");
    if parts.is_empty() {
        format!("{resources}, nothing found")
    } else {
        format!("{} in {resources}", parts.join(", "))
    }
}
