//! `stator plan`: what the operator will create, without a cluster.

mod against;
mod apis;
mod observed;
mod origin;
mod output;
mod picture;
mod svg;
mod text;

use crate::graph_input::{self, Around};
use crate::manifest::{self, Document};
use crate::printer::Printer;
use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::Value as Json;
use stator_api::config::{self, OperatorConfig};
use stator_api::dynamo::{DynamoComponentDeployment, DynamoGraphDeployment};
use stator_api::groups;
use stator_diag::{Collector, Diagnostic, Severity, Sources};
use stator_plan::{GraphPlan, PlanError, Planned, World, plan_component, plan_graph};
use stator_rules::admission::Kind;
use std::process::ExitCode;

/// Arguments of `stator plan`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  stator plan graph.yaml -n team-a -o tree\n  stator plan graph.yaml --apis grove,kai -o svg > graph.svg\n  stator plan graph.yaml -o yaml --show-origin\n  kubectl get dcd,deploy,svc,ing -n team-a -o yaml | stator plan graph.yaml -n team-a --against -"
)]
pub(crate) struct PlanArgs {
    /// Files with graph deployments; `-` is standard input
    #[arg(required = true, value_name = "GRAPH")]
    files: Vec<String>,
    /// Namespace of the graphs
    #[arg(short, long, default_value = "default", env = "HELM_NAMESPACE")]
    namespace: String,
    /// Optional APIs that the cluster serves
    #[arg(
        long,
        value_delimiter = ',',
        value_enum,
        default_value = "grove,inference"
    )]
    apis: Vec<apis::Api>,
    /// A flag of the operator, as on its command line; repeatable
    #[arg(long = "operator-arg", value_name = "FLAG", allow_hyphen_values = true)]
    operator_args: Vec<String>,
    /// Objects that exist already: Secrets, Queues, claims, children with their status
    #[arg(long, value_name = "FILE")]
    observed: Option<String>,
    /// Give every field its reason: a line of the graph, an operator flag, a rule; with yaml or json
    #[arg(long)]
    show_origin: bool,
    /// Say what would change of the objects in this file: created, changed, restarted, deleted
    #[arg(long, value_name = "FILE", conflicts_with = "show_origin")]
    against: Option<String>,
    /// Form of the output [default: tree; yaml with --show-origin; text with --against]
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

/// What became of one resource.
pub(super) enum Outcome {
    Graph(Box<DynamoGraphDeployment>, GraphPlan),
    Component(
        Box<DynamoComponentDeployment>,
        Vec<Planned>,
        Option<PlanError>,
    ),
}

impl Outcome {
    fn objects(&self) -> Box<dyn Iterator<Item = &Planned> + '_> {
        match self {
            Self::Graph(_, plan) => Box::new(plan.all_objects()),
            Self::Component(_, objects, _) => Box::new(objects.iter()),
        }
    }

    /// Errors with the component that they stop; the graph's own has none.
    fn errors(&self) -> Vec<(Option<&str>, &PlanError)> {
        match self {
            Self::Graph(_, plan) => {
                let own = plan.error.iter().map(|error| (None, error));
                let below = plan.components.iter().filter_map(|(service, component)| {
                    Some((Some(service.as_str()), component.error.as_ref()?))
                });
                own.chain(below).collect()
            }
            Self::Component(_, _, error) => error.iter().map(|error| (None, error)).collect(),
        }
    }
}

/// What became of one resource, with the resource.
pub(super) struct Planning<'d> {
    document: &'d Document,
    written: Json,
    stored: Json,
    outcome: Outcome,
}

/// Plans every resource of the files and writes the result; findings end with 1.
pub(crate) fn run(args: &PlanArgs, printer: Printer) -> Result<ExitCode> {
    let config = operator_config(args)?;
    let apis = apis::resolve(&args.apis);
    let mut sources = Sources::new();
    let mut found = Collector::default();
    let mut documents = Vec::new();
    for file in &args.files {
        documents.extend(manifest::load(file, &mut sources, &mut found)?);
    }
    let mut known = match &args.observed {
        Some(file) => manifest::load(file, &mut sources, &mut Collector::default())?,
        None => Vec::new(),
    };
    let existing = match &args.against {
        Some(file) => Some(existing_objects(file, &mut sources, printer)?),
        None => None,
    };
    // Objects that the files bring along exist as well.
    let (resources, others): (Vec<_>, Vec<_>) = documents.into_iter().partition(is_planned_kind);
    let nothing_to_plan = resources.is_empty();
    if nothing_to_plan && found.is_empty() {
        for document in &others {
            found.push(graph_input::not_a_graph(document));
        }
    }
    known.extend(others);
    let seen = known.iter().chain(existing.iter().flatten());
    let mut observed = observed::gather(seen, &args.namespace, &config);
    if args.observed.is_none() {
        observed::assume(&mut observed, &resources, &config);
    }
    let world = World {
        config: &config,
        apis,
        observed: &observed,
    };
    let mut plannings = Vec::new();
    for document in &resources {
        plannings.extend(plan_document(document, args, &world, &mut found));
    }
    let found = found.into_sorted();
    let worst = printer.findings(&found, &sources);
    let mut is_different = false;
    if !nothing_to_plan {
        let data = match &existing {
            Some(existing) => {
                let is_whole = worst != Some(Severity::Error);
                let difference = against::compare(&plannings, existing, &args.namespace, is_whole);
                is_different = !difference.is_empty();
                match args.output {
                    None => against::text(&difference).into_bytes(),
                    Some(Form::Json) => against::json(&difference)?,
                    Some(_) => bail!("--against writes text, or data with `-o json`"),
                }
            }
            None => render(args, &plannings, &world, &sources)?,
        };
        printer.data(&data)?;
    }
    Ok(if worst == Some(Severity::Error) || is_different {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn render(
    args: &PlanArgs,
    plannings: &[Planning<'_>],
    world: &World<'_>,
    sources: &Sources,
) -> Result<Vec<u8>> {
    let default = if args.show_origin {
        Form::Yaml
    } else {
        Form::Tree
    };
    match (args.show_origin, args.output.unwrap_or(default)) {
        (false, form) => output::write(plannings, form),
        (true, Form::Yaml) => origin::yaml(plannings, world, sources),
        (true, Form::Json) => origin::json(plannings, world, sources),
        (true, _) => bail!("--show-origin goes with `-o yaml` and `-o json`"),
    }
}

/// Reads the objects that exist, which must be readable to the last one.
fn existing_objects(file: &str, sources: &mut Sources, printer: Printer) -> Result<Vec<Document>> {
    let mut found = Collector::default();
    let documents = manifest::load(file, sources, &mut found)?;
    if found.worst() == Some(Severity::Error) {
        printer.findings(&found.into_sorted(), sources);
        bail!("`{file}` does not say what exists");
    }
    Ok(documents)
}

/// The release that operator settings are those of, where none are given.
const RELEASE: &str = "dynamo-platform";

fn operator_config(args: &PlanArgs) -> Result<OperatorConfig> {
    let parsed = config::parse(args.operator_args.iter().map(String::as_str))
        .context("reading --operator-arg")?;
    let mut config = parsed.config;
    if args.operator_args.is_empty() {
        // The names that the platform chart gives to a release of its own name.
        let role = |part: &str| format!("{RELEASE}-dynamo-operator-{part}");
        config.planner_cluster_role_name = role("planner");
        config.epp_cluster_role_name = role("epp");
        config.dgdr_profiling_cluster_role_name = role("dgdr-profiling");
        "mpi-run-ssh-secret".clone_into(&mut config.mpi_run_ssh_secret_name);
        "dynamo-system".clone_into(&mut config.mpi_run_ssh_secret_namespace);
    } else if let Some(problem) = config.problems().first() {
        bail!("the operator would not start with these --operator-arg: {problem}");
    }
    Ok(config)
}

fn is_planned_kind(document: &Document) -> bool {
    [
        groups::DYNAMO_GRAPH_DEPLOYMENT,
        groups::DYNAMO_COMPONENT_DEPLOYMENT,
    ]
    .contains(&document.kind())
}

fn plan_document<'d>(
    document: &'d Document,
    args: &PlanArgs,
    world: &World<'_>,
    found: &mut Collector,
) -> Option<Planning<'d>> {
    let around = Around {
        config: world.config,
        has_inference: world.apis.inference,
        namespace: &args.namespace,
    };
    let judged = graph_input::judge(document, &around, found)?;
    if !judged.accepted {
        return None;
    }
    let stored = judged.stored?;
    let outcome = if judged.kind == Kind::GraphDeployment {
        let graph: DynamoGraphDeployment = graph_input::decode(document, stored.clone(), found)?;
        let plan = plan_graph(&graph, world);
        Outcome::Graph(Box::new(graph), plan)
    } else {
        let component: DynamoComponentDeployment =
            graph_input::decode(document, stored.clone(), found)?;
        let plan = plan_component(&component, world);
        Outcome::Component(Box::new(component), plan.objects, plan.error)
    };
    for (service, error) in outcome.errors() {
        let place = service.map_or_else(|| "spec".to_owned(), |s| format!("spec.services[{s}]"));
        found.push(
            Diagnostic::error("DYN0305", error.to_string())
                .label(document.locate(&place), "")
                .note("the operator stops here; objects that it makes before are shown"),
        );
    }
    Some(Planning {
        document,
        written: judged.written,
        stored,
        outcome,
    })
}
