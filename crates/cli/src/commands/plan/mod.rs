//! `stator plan`: what the operator will create, without a cluster.

mod against;
pub(crate) mod apis;
mod observed;
mod origin;
pub(crate) mod outcome;
mod output;
mod picture;
mod status;
mod svg;
mod text;

use crate::exit::Exit;
use crate::graph_input;
use crate::manifest::{self, Document};
use crate::namespace::NamespaceFlag;
use crate::operator_args::OperatorFlags;
use crate::printer::Printer;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use outcome::Planning;
use stator_api::config::OperatorConfig;
use stator_chart::Room;
use stator_diag::{Collector, Diagnostic, Severity, Sources};
use stator_plan::{Apis, Observed, World};
use stator_rules::schema::Schema;
use std::collections::{BTreeMap, BTreeSet};

// Arguments of `stator plan`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  stator plan graph.yaml -n team-a -o tree\n  stator plan graph.yaml --apis grove,kai -o svg > graph.svg\n  stator plan graph.yaml -o yaml --show-origin\n  stator plan graph.yaml --preset ha -f values.yaml -o yaml\n  kubectl get dcd,deploy,svc,ing -n team-a -o yaml | stator plan graph.yaml -n team-a --against -"
)]
pub(crate) struct PlanArgs {
    /// Files with graphs, components or deployment requests; `-` is standard input
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
    #[command(flatten)]
    operator: OperatorFlags,
    /// Objects that exist already: Secrets, Queues, claims, children with their status
    #[arg(long, value_name = "FILE")]
    observed: Option<String>,
    /// Give every field its reason: a line of the graph, an operator flag, a rule; with yaml or json
    #[arg(long)]
    show_origin: bool,
    /// Write the status that the operator would report, for each resource
    #[arg(long, conflicts_with_all = ["show_origin", "against"])]
    status: bool,
    /// Say what would change of the objects in this file: created, changed, restarted, deleted
    #[arg(long, value_name = "FILE", conflicts_with = "show_origin")]
    against: Option<String>,
    /// Form of the output [default: tree; yaml with --show-origin and --status; text with --against]
    #[arg(short, long, value_enum)]
    output: Option<Form>,
}

/// Forms of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Manifests
    Yaml,
    /// A JSON list of manifests
    Json,
    /// What becomes of the graph, for reading
    Tree,
    /// A graph for Graphviz
    Dot,
    /// A picture
    Svg,
}

/// Plans every resource of the files and writes the result, on a thread with so much stack; findings
/// end with 1.
pub(crate) fn run(args: &PlanArgs, room: Room, printer: Printer) -> Result<Exit> {
    let mut sources = Sources::new();
    let mut found = Collector::default();
    let documents = manifest::load_all(&args.files, &mut sources, &mut found);
    // The schemas are made beside the operator's settings: each takes a third of a small plan.
    let kinds: BTreeSet<String> = documents.iter().map(|d| d.kind().to_owned()).collect();
    let config = std::thread::scope(|scope| {
        scope.spawn(|| kinds.iter().map(|k| Schema::of_kind(k)).for_each(drop));
        args.operator.config(room, printer)
    })?;
    let mut known = match &args.observed {
        Some(file) => existing_objects(file, &mut sources, printer)?,
        None => Vec::new(),
    };
    let existing = match &args.against {
        Some(file) => Some(existing_objects(file, &mut sources, printer)?),
        None => None,
    };
    // Objects that the files bring along exist as well.
    let (resources, others): (Vec<_>, Vec<_>) =
        documents.into_iter().partition(outcome::is_planned_kind);
    let nothing_to_plan = resources.is_empty();
    for document in &others {
        if nothing_to_plan && found.is_empty() || graph_input::is_misspelt(document) {
            found.push(graph_input::not_a_graph(document));
        }
    }
    known.extend(others);
    let seen: Vec<&Document> = known.iter().chain(existing.iter().flatten()).collect();
    let is_assumed = args.observed.is_none();
    let observations =
        Observations::gather(&seen, &resources, &args.namespace, &config, is_assumed);
    let worlds = observations.worlds(&config, apis::resolve(&args.apis));
    let clock = args.status.then(status::Clock::read);
    let (mut plannings, mut statuses) = (Vec::new(), Vec::new());
    for (document, world) in resources.iter().zip(&observations.of) {
        let namespace = args.namespace.of(document);
        let world = &worlds[*world];
        let pass = outcome::plan_document(document, namespace, world, clock.as_ref(), &mut found);
        plannings.extend(pass.planning);
        statuses.extend(pass.statuses);
    }
    let found = found.into_sorted();
    let worst = printer.findings(&found, &sources);
    let mut is_different = false;
    if !nothing_to_plan {
        let data = match &existing {
            Some(existing) => {
                let is_whole = worst != Some(Severity::Error);
                let namespace = args.namespace.name();
                let difference = against::compare(&plannings, existing, namespace, is_whole);
                is_different = !difference.is_empty();
                match args.output {
                    None => against::text(&difference).into_bytes(),
                    Some(Form::Json) => against::json(&difference)?,
                    Some(_) => bail!("--against writes text, or data with `-o json`"),
                }
            }
            None if args.status => match args.output {
                None | Some(Form::Yaml) => output::yaml(statuses.into_iter())?,
                Some(Form::Json) => output::json(statuses.into_iter())?,
                Some(_) => bail!("--status goes with `-o yaml` and `-o json`"),
            },
            None => render(args, &plannings, &sources)?,
        };
        printer.data(&data)?;
    }
    let has_findings = worst == Some(Severity::Error) || is_different;
    Ok(manifest::exit_code(&found, has_findings))
}

/// What was seen around each resource; resources of one namespace share it where they can.
pub(crate) struct Observations {
    distinct: Vec<Observed>,
    /// Which one, by resource.
    pub(crate) of: Vec<usize>,
}

impl Observations {
    /// Gathers what was seen; `is_assumed` takes for granted what resources refer to.
    pub(crate) fn gather(
        seen: &[&Document],
        resources: &[Document],
        namespaces: &NamespaceFlag,
        config: &OperatorConfig,
        is_assumed: bool,
    ) -> Self {
        let mut by_namespace: BTreeMap<&str, usize> = BTreeMap::new();
        let mut all = Self {
            distinct: Vec::new(),
            of: Vec::with_capacity(resources.len()),
        };
        for document in resources {
            let namespace = namespaces.of(document);
            let shared = *by_namespace.entry(namespace).or_insert_with(|| {
                let mut observed = observed::gather(seen.iter().copied(), namespace, config);
                if is_assumed {
                    observed::assume(&mut observed, resources, config);
                }
                all.distinct.push(observed);
                all.distinct.len() - 1
            });
            // Live objects say how far the restart of their own graph is.
            let children = &all.distinct[shared].children;
            if !children.components.is_empty() || !children.pod_clique_sets.is_empty() {
                let mut own = all.distinct[shared].clone();
                observed::add_restarts(&mut own, document);
                all.distinct.push(own);
                all.of.push(all.distinct.len() - 1);
            } else {
                all.of.push(shared);
            }
        }
        all
    }

    /// What each plan depends on, by the numbers in `of`.
    pub(crate) fn worlds<'a>(&'a self, config: &'a OperatorConfig, apis: Apis) -> Vec<World<'a>> {
        let world = |observed| World {
            config,
            apis,
            observed,
        };
        self.distinct.iter().map(world).collect()
    }
}

fn render(args: &PlanArgs, plannings: &[Planning<'_>], sources: &Sources) -> Result<Vec<u8>> {
    let default = if args.show_origin {
        Form::Yaml
    } else {
        Form::Tree
    };
    match (args.show_origin, args.output.unwrap_or(default)) {
        (false, form) => output::write(plannings, form),
        (true, Form::Yaml) => origin::yaml(plannings, sources),
        (true, Form::Json) => origin::json(plannings, sources),
        (true, _) => bail!("--show-origin goes with `-o yaml` and `-o json`"),
    }
}

/// Reads the objects that exist, which must be readable to the last one.
fn existing_objects(file: &str, sources: &mut Sources, printer: Printer) -> Result<Vec<Document>> {
    let mut found = Collector::default();
    let documents = manifest::load(file, manifest::MOST_EXISTING, sources, &mut found);
    let found = found.into_sorted();
    // A namespace may well be empty.
    let is_broken = |diagnostic: &Diagnostic| diagnostic.code != manifest::EMPTY;
    if found.iter().any(is_broken) {
        printer.findings(&found, sources);
        bail!("`{file}` does not say what exists");
    }
    Ok(documents)
}
