//! `stator template`: renders a chart as `helm template` does.

use crate::chart_args::{self, ValueFlags};
use crate::exit::Exit;
use crate::host;
use crate::kubeconfig;
use crate::printer::Printer;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use stator_chart::output::{self, FileWrite, Selection, WriteMode};
use stator_chart::{
    Absent, Compat, Error, KubeVersion, Room, Session, Settings, World, name_from_template, render,
};
use std::fs;
use std::io::Write as _;
use std::path::Path;

// Arguments of `stator template`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  stator template dyn platform -f values.yaml --namespace dynamo\n  \
    stator template dyn platform --preset ha --preset istio -f values.yaml\n\n\
    CHART is a folder, a .tgz archive, or one of the built-in charts: platform, operator, crds, gaie.\n\
    Helm's flags about clusters, registries and waiting are accepted and do nothing here."
)]
pub(crate) struct TemplateArgs {
    /// Release name (default `release-name`) and chart
    #[arg(value_name = "[RELEASE] CHART", required = true, num_args = 1..)]
    names: Vec<String>,
    /// Whose output to give
    #[arg(long, value_enum, default_value = "4", env = "STATOR_HELM_COMPAT")]
    helm_compat: HelmCompat,
    /// Namespace of the release
    #[arg(short, long, env = "HELM_NAMESPACE", value_name = "NAMESPACE")]
    namespace: Option<String>,
    #[command(flatten)]
    values: ValueFlags,
    #[command(flatten)]
    rendering: RenderingFlags,
    #[command(flatten)]
    printing: PrintingFlags,
    #[command(flatten)]
    refused: RefusedFlags,
    #[command(flatten)]
    ignored: IgnoredFlags,
}

/// Which Helm to equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HelmCompat {
    /// Helm 3.17
    #[value(name = "3")]
    Helm3,
    /// Helm 4.3
    #[value(name = "4")]
    Helm4,
}

impl From<HelmCompat> for Compat {
    fn from(level: HelmCompat) -> Self {
        match level {
            HelmCompat::Helm3 => Self::Helm3,
            HelmCompat::Helm4 => Self::Helm4,
        }
    }
}

// Flags that change what templates see.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rendering")]
struct RenderingFlags {
    /// Kubernetes version that templates see [default: Helm's]
    #[arg(long, value_name = "VERSION")]
    kube_version: Option<String>,
    /// Further API versions that templates see; repeatable
    #[arg(short, long, value_name = "VERSIONS", value_delimiter = ',')]
    api_versions: Vec<String>,
    /// Set `.Release.IsUpgrade` instead of `.Release.IsInstall`
    #[arg(long)]
    is_upgrade: bool,
    /// Template that makes the release name
    #[arg(long, value_name = "TEMPLATE")]
    name_template: Option<String>,
    /// Accepted for Helm's sake; the name is `release-name`
    #[arg(short, long)]
    generate_name: bool,
    /// Do not check values against the charts' schemas
    #[arg(long)]
    skip_schema_validation: bool,
    /// Let `getHostByName` ask the name service
    #[arg(long)]
    enable_dns: bool,
}

// Flags that change what is printed.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
struct PrintingFlags {
    /// Print the files of `crds/`, too
    #[arg(long)]
    include_crds: bool,
    /// Accepted for Helm's sake; resource definitions are only printed with --include-crds
    #[arg(long)]
    skip_crds: bool,
    /// Leave out hooks that are tests
    #[arg(long)]
    skip_tests: bool,
    /// Leave out hooks
    #[arg(long)]
    no_hooks: bool,
    /// Print only what these templates give; repeatable, patterns allowed
    #[arg(short, long, value_name = "TEMPLATE")]
    show_only: Vec<String>,
    /// Write files to this folder instead of standard output
    #[arg(long, value_name = "FOLDER")]
    output_dir: Option<String>,
    /// With --output-dir: put the release's name into the path
    #[arg(long)]
    release_name: bool,
    /// Print what was rendered even where it is no YAML
    #[arg(long)]
    debug: bool,
}

// Flags of Helm that this command cannot serve.
#[derive(Clone, Debug, Args)]
struct RefusedFlags {
    #[arg(long, hide = true)]
    post_renderer: Option<String>,
    #[arg(long, hide = true)]
    post_renderer_args: Vec<String>,
    #[arg(long, hide = true)]
    validate: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    dry_run: Option<String>,
    #[arg(long, hide = true)]
    repo: Option<String>,
    #[arg(long, hide = true)]
    verify: bool,
    #[arg(long, hide = true)]
    dependency_update: bool,
}

// Flags of Helm that make no difference to a local render.
#[derive(Clone, Debug, Args)]
struct IgnoredFlags {
    #[arg(
        long = "version",
        aliases = [
            "kube-context", "kubeconfig", "kube-apiserver", "kube-as-group", "kube-as-user",
            "kube-ca-file", "kube-tls-server-name", "kube-token", "burst-limit", "qps",
            "registry-config", "repository-cache", "repository-config", "content-cache",
            "ca-file", "cert-file", "key-file", "keyring", "username", "password", "description",
            "labels", "timeout", "color", "colour", "server-side", "wait-timeout",
        ],
        hide = true,
        value_name = "VALUE"
    )]
    with_value: Vec<String>,
    #[arg(
        long = "create-namespace",
        aliases = [
            "kube-insecure-skip-tls-verify", "insecure-skip-tls-verify", "pass-credentials",
            "plain-http", "devel", "replace", "wait-for-jobs", "disable-openapi-validation",
            "render-subchart-notes", "hide-notes", "take-ownership", "force-conflicts",
            "force-replace", "rollback-on-failure", "atomic", "force",
        ],
        hide = true,
        action = clap::ArgAction::Count
    )]
    without_value: u8,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    wait: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &TemplateArgs, room: Room, printer: Printer) -> anyhow::Result<Exit> {
    room.rouse_helper();
    if let Some(text) = args.refused.refusal() {
        anyhow::bail!(text);
    }
    let mut session = Session::new(args.helm_compat.into()).in_room(room);
    let outcome = args.finish(&mut session);
    for line in session.warnings() {
        printer.say(&line);
    }
    match outcome {
        Ok(Finished::Stream(bytes)) => printer.data(&bytes).context("cannot write the output")?,
        Ok(Finished::Files(writes)) => args.write_files(&writes, printer)?,
        Err(error) => {
            let diagnostics = error.diagnostics(&mut session.sources);
            let text = error.helm_text();
            if args.printing.debug && text.ends_with(DEBUG_HINT) {
                printer.data(&output::failed_stream(error.partial()))?;
            }
            let hint = if args.printing.debug { DEBUG_HINT } else { "" };
            printer.say(text.strip_suffix(hint).unwrap_or(&text));
            printer.findings(&diagnostics, &session.sources);
            return Ok(Exit::Findings);
        }
    }
    // The process ends next and takes this with it.
    std::mem::forget(session);
    Ok(Exit::Fine)
}

const DEBUG_HINT: &str = "\n\nUse --debug flag to render out invalid YAML";

/// What a render gives to print or to write.
enum Finished {
    Stream(Vec<u8>),
    Files(Vec<FileWrite>),
}

impl RefusedFlags {
    fn refusal(&self) -> Option<String> {
        let text = if self.post_renderer.is_some() || !self.post_renderer_args.is_empty() {
            "--post-renderer is not supported: pipe the output into the program instead, \
             `stator template … | PROGRAM`"
        } else if self.validate || matches!(self.dry_run.as_deref(), Some("server")) {
            "templates are rendered without a cluster: leave out --validate and --dry-run=server, \
             and check the output with `kubectl apply --dry-run=server -f -`"
        } else if self.repo.is_some() {
            "charts are not fetched: run `helm pull CHART --repo URL` and name the file that it writes"
        } else if self.verify {
            "provenance is not checked: run `helm verify FILE` first"
        } else if self.dependency_update {
            "dependencies are not fetched: run `helm dependency update CHART` first"
        } else {
            return None;
        };
        Some(text.to_owned())
    }
}

impl TemplateArgs {
    /// Everything between the arguments and what is to be printed, in Helm's order.
    fn finish(&self, session: &mut Session) -> Result<Finished, Error> {
        let compat = session.compat;
        let world = World {
            effects: host::effects(),
            resolver: self.rendering.enable_dns.then(host::resolver),
        };
        let kube_version = match self.rendering.kube_version.as_deref() {
            None | Some("") => None,
            Some(text) => Some(KubeVersion::parse(text, compat)?),
        };
        let (release, chart_name) = self.release_and_chart(&world, compat)?;
        let place = chart_args::locate(&chart_name)?;
        let values = self.values.merge(session)?;
        let named = chart_args::load(&place, &chart_name, session)?;
        let settings = Settings {
            compat,
            release: release.clone(),
            namespace: self.namespace(),
            kube_version,
            api_versions: self.rendering.api_versions.clone(),
            is_upgrade: self.rendering.is_upgrade,
            skip_schema: self.rendering.skip_schema_validation,
            absent: if named.is_builtin {
                Absent::RefusedIfEnabled
            } else {
                Absent::Refused
            },
            is_last: true,
        };
        let rendered = render(&named.chart, &values, &settings, &world, session, None)?;
        let selection = Selection {
            include_crds: self.printing.include_crds,
            no_hooks: self.printing.no_hooks,
            skip_tests: self.printing.skip_tests,
            show_only: self.printing.show_only.clone(),
        };
        let finished = if self.printing.output_dir.is_some() {
            let folder = self.printing.release_name.then_some(&*release);
            output::files(&rendered, &selection, folder).map(Finished::Files)
        } else {
            output::stream(&rendered, &selection, compat).map(Finished::Stream)
        };
        // The process ends next and takes these with it.
        std::mem::forget((rendered, values, named));
        finished
    }

    fn release_and_chart(&self, world: &World, compat: Compat) -> Result<(String, String), Error> {
        let usage = |text: String| Err(Error::usage(text));
        match self.names.as_slice() {
            [chart] => match self.rendering.name_template.as_deref() {
                None | Some("") => Ok(("release-name".to_owned(), chart.clone())),
                Some(template) => Ok((name_from_template(template, world, compat)?, chart.clone())),
            },
            [_, _] if self.rendering.generate_name => {
                usage("cannot set --generate-name and also specify a name".to_owned())
            }
            [_, _]
                if self
                    .rendering
                    .name_template
                    .as_deref()
                    .is_some_and(|t| !t.is_empty()) =>
            {
                usage("cannot set --name-template and also specify a name".to_owned())
            }
            [release, chart] => Ok((release.clone(), chart.clone())),
            more => usage(format!(
                "expected at most two arguments, unexpected arguments: {}",
                more.get(2..).unwrap_or_default().join(", ")
            )),
        }
    }

    fn namespace(&self) -> String {
        let given = self.namespace.clone().filter(|n| !n.is_empty());
        given
            .or_else(kubeconfig::namespace)
            .unwrap_or_else(|| "default".to_owned())
    }

    /// Writes the files and says so on standard output, as Helm does.
    fn write_files(&self, writes: &[FileWrite], printer: Printer) -> anyhow::Result<()> {
        let root = self.printing.output_dir.as_deref().unwrap_or(".");
        for FileWrite {
            path,
            content,
            mode,
        } in writes
        {
            let shown = format!("{root}/{path}");
            write_file(Path::new(&shown), content, *mode)
                .with_context(|| format!("cannot write {shown}"))?;
            printer.data(format!("wrote {shown}\n").as_bytes())?;
        }
        printer.data(b"\n")?;
        Ok(())
    }
}

fn write_file(path: &Path, content: &[u8], mode: WriteMode) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let append = match mode {
        WriteMode::Create => false,
        WriteMode::Append => true,
        WriteMode::AppendIfPresent => path.exists(),
    };
    let mut options = fs::OpenOptions::new();
    options
        .create(true)
        .append(append)
        .write(true)
        .truncate(!append);
    options.open(path)?.write_all(content)
}
