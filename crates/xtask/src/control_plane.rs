//! `cargo xtask control-plane`: the programs that tests run against, built from Go modules.
//!
//! Versions and checksums are pinned by the modules under `tools/control-plane/`. A program is
//! built once: beside it lies a stamp with everything that it was built from.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use stator_testkit::Program;

use crate::foreign_crds;
use crate::process;
use crate::workspace::Workspace;

/// Where the Go modules lie.
const MODULES: &str = "tools/control-plane";

/// How to build one program.
#[derive(Debug)]
pub(crate) struct Recipe {
    program: Program,
    /// The set it belongs to.
    set: Set,
    /// Its folder under [`MODULES`].
    module: &'static str,
    /// What `go build` is given.
    package: &'static str,
    /// The module whose pinned version is the program's.
    version_of: &'static str,
    /// Whether the version has to be linked in, as Kubernetes' own release scripts do.
    links_version: bool,
}

/// Programs that are wanted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    /// etcd and kube-apiserver
    Api,
    /// kube-controller-manager, for garbage collection and the deletion of namespaces
    ControllerManager,
    /// nats-server, which accepts or refuses rendered configurations
    Nats,
    /// Definitions of other projects' resources, such as Grove's and cert-manager's
    Crds,
}

/// Everything that can be built; a further program is a line here and an import in its module.
pub(crate) const RECIPES: &[Recipe] = &[
    Recipe {
        program: Program::Etcd,
        set: Set::Api,
        module: "etcd",
        package: "go.etcd.io/etcd/server/v3",
        version_of: "go.etcd.io/etcd/server/v3",
        links_version: false,
    },
    Recipe {
        program: Program::ApiServer,
        set: Set::Api,
        module: "kubernetes",
        package: "k8s.io/kubernetes/cmd/kube-apiserver",
        version_of: "k8s.io/kubernetes",
        links_version: true,
    },
    Recipe {
        program: Program::ControllerManager,
        set: Set::ControllerManager,
        module: "kubernetes",
        package: "k8s.io/kubernetes/cmd/kube-controller-manager",
        version_of: "k8s.io/kubernetes",
        links_version: true,
    },
    Recipe {
        program: Program::NatsServer,
        set: Set::Nats,
        module: "nats",
        package: "github.com/nats-io/nats-server/v2",
        version_of: "github.com/nats-io/nats-server/v2",
        links_version: false,
    },
];

/// Build what tests run against: etcd and kube-apiserver, once, into target/control-plane
///
/// The programs are built with Go from pinned modules, which takes about six minutes on two cores
/// and is not repeated until the pins change. A program that the folder named by KUBEBUILDER_ASSETS
/// holds is used from there.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Build this set, too (may be repeated)
    #[arg(long, value_name = "SET")]
    with: Vec<Set>,
    /// Build this set instead (may be repeated)
    #[arg(long, value_name = "SET", conflicts_with = "with")]
    only: Vec<Set>,
    /// Packages that are compiled at the same time [default: the number of cores, at most 4]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Build again, whatever is there
    #[arg(long)]
    force: bool,
}

/// Why a program could not be had.
#[derive(Debug)]
pub(crate) enum Missing {
    /// There is no Go to build it with.
    NoGo,
    /// The build failed.
    Failed(anyhow::Error),
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    let sets = if arguments.only.is_empty() {
        [&[Set::Api], arguments.with.as_slice()].concat()
    } else {
        arguments.only.clone()
    };
    provide(workspace, &sets, arguments.jobs, arguments.force).map_err(Missing::into_error)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the task for the one set with this name.
pub(crate) fn run_one(workspace: &Workspace, set: &str) -> Result<ExitCode> {
    let set = Set::from_str(set, false).map_err(anyhow::Error::msg)?;
    provide(workspace, &[set], None, false).map_err(Missing::into_error)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds what is not there yet of some sets.
pub(crate) fn provide(
    workspace: &Workspace,
    sets: &[Set],
    jobs: Option<usize>,
    force: bool,
) -> Result<(), Missing> {
    let folder = workspace.path(Program::FOLDER);
    let lock = lock(&folder).map_err(Missing::Failed)?;
    for recipe in RECIPES.iter().filter(|recipe| sets.contains(&recipe.set)) {
        let built = Built::new(workspace, recipe).map_err(Missing::Failed)?;
        match recipe.program.find() {
            Some(given) if given != built.file => {
                println!("{:<24} given: {}", built.name, given.display());
            }
            _ if built.is_current() && !force => {
                println!("{:<24} {} is built", built.name, built.version);
            }
            _ => built.build(workspace, recipe, jobs)?,
        }
    }
    if sets.contains(&Set::Crds) {
        foreign_crds::provide(workspace, force)?;
    }
    drop(lock);
    Ok(())
}

impl Missing {
    fn into_error(self) -> anyhow::Error {
        match self {
            Self::Failed(error) => error,
            Self::NoGo => anyhow::anyhow!("{}", self.reason()),
        }
    }

    /// Why, in one line, and what to do.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Failed(error) => format!("{error:#}"),
            Self::NoGo => {
                "no `go` on the search path: install Go, or name a folder that holds etcd \
                           and kube-apiserver in KUBEBUILDER_ASSETS"
                    .to_owned()
            }
        }
    }
}

/// A program as its pins say it has to be.
struct Built {
    name: &'static str,
    version: String,
    file: PathBuf,
    stamp_file: PathBuf,
    /// What it is built from: the package, linker options, `go.mod` and `go.sum`.
    stamp: String,
    linker: String,
}

impl Built {
    fn new(workspace: &Workspace, recipe: &Recipe) -> Result<Self> {
        let module = format!("{MODULES}/{}", recipe.module);
        let pins = workspace.read(format!("{module}/go.mod"))?;
        let sums = workspace.read(format!("{module}/go.sum"))?;
        let version = pinned_version(&pins, recipe.version_of)
            .with_context(|| format!("{module}/go.mod does not pin {}", recipe.version_of))?;
        let linker = if recipe.links_version {
            linked(&version)?
        } else {
            "-s -w".to_owned()
        };
        let name = recipe.program.file_name();
        let folder = workspace.path(Program::FOLDER);
        Ok(Self {
            name,
            file: folder.join(name),
            stamp_file: folder.join(format!("{name}.stamp")),
            stamp: format!("{} {version} {linker}\n\n{pins}\n{sums}", recipe.package),
            version,
            linker,
        })
    }

    fn is_current(&self) -> bool {
        self.file.is_file()
            && fs::read_to_string(&self.stamp_file).is_ok_and(|stamp| stamp == self.stamp)
    }

    fn build(
        &self,
        workspace: &Workspace,
        recipe: &Recipe,
        jobs: Option<usize>,
    ) -> Result<(), Missing> {
        if process::on_path("go").is_none() {
            return Err(Missing::NoGo);
        }
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let jobs = jobs.unwrap_or(cores.min(4));
        println!(
            "{:<24} {} is built now, once; this takes minutes",
            self.name, self.version
        );
        let began = Instant::now();
        self.compile(workspace, recipe, jobs)
            .map_err(Missing::Failed)?;
        println!(
            "{:<24} {} built in {} s",
            self.name,
            self.version,
            began.elapsed().as_secs()
        );
        Ok(())
    }

    fn compile(&self, workspace: &Workspace, recipe: &Recipe, jobs: usize) -> Result<()> {
        // Under another name first: who finds the file finds a whole one.
        let unfinished = self.file.with_extension("new");
        let mut go = if process::on_path("nice").is_some() {
            let mut nice = Command::new("nice");
            nice.args(["-n", "10", "go"]);
            nice
        } else {
            Command::new("go")
        };
        go.current_dir(workspace.path(MODULES).join(recipe.module))
            .args(["build", "-trimpath", "-buildvcs=false", "-p"])
            .arg(jobs.to_string())
            .args(["-ldflags", &self.linker, "-o"])
            .arg(&unfinished)
            .arg(recipe.package)
            // A workspace file or vendoring of the developer's is none of our business.
            .env("GOWORK", "off");
        process::run(&mut go).with_context(|| format!("cannot build {}", self.name))?;
        fs::rename(&unfinished, &self.file)?;
        fs::write(&self.stamp_file, &self.stamp)?;
        Ok(())
    }
}

/// The linker options that make a Kubernetes program tell its version.
fn linked(version: &str) -> Result<String> {
    let mut parts = version.trim_start_matches('v').split('.');
    let (Some(major), Some(minor)) = (parts.next(), parts.next()) else {
        bail!("`{version}` is not a version");
    };
    let package = "k8s.io/component-base/version";
    Ok(format!(
        "-s -w -X {package}.gitVersion={version} -X {package}.gitMajor={major} -X {package}.gitMinor={minor}"
    ))
}

/// The version that a `go.mod` requires of a module.
fn pinned_version(pins: &str, module: &str) -> Option<String> {
    pins.lines().find_map(|line| {
        let line = line.trim().trim_start_matches("require ");
        let version = line.strip_prefix(module)?.strip_prefix(' ')?;
        let version = version.split_whitespace().next()?;
        version.starts_with('v').then(|| version.to_owned())
    })
}

/// Waits until no other task builds into the folder.
fn lock(folder: &std::path::Path) -> Result<File> {
    fs::create_dir_all(folder)?;
    let file = File::create(folder.join(".lock"))?;
    file.lock()
        .with_context(|| format!("cannot lock {}", folder.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_has_a_module_that_pins_its_version() {
        let workspace = Workspace::find().unwrap();
        for recipe in RECIPES {
            let built = Built::new(&workspace, recipe).unwrap();
            assert!(built.version.starts_with('v'), "{}", built.version);
            let imports = workspace
                .read(format!("{MODULES}/{}/tools.go", recipe.module))
                .unwrap();
            assert!(
                imports.contains(&format!("_ \"{}\"", recipe.package)),
                "{}",
                built.name
            );
        }
    }

    #[test]
    fn replacements_are_not_taken_for_versions() {
        let pins = "module m\n\nrequire k8s.io/kubernetes v1.34.4\n\nreplace (\n\tk8s.io/api => k8s.io/api v0.34.4\n)\n";
        assert_eq!(
            pinned_version(pins, "k8s.io/kubernetes").as_deref(),
            Some("v1.34.4")
        );
        assert_eq!(pinned_version(pins, "k8s.io/api"), None);
        assert_eq!(pinned_version(pins, "k8s.io"), None);
    }

    #[test]
    fn kubernetes_programs_tell_their_version() {
        let options = linked("v1.34.4").unwrap();
        assert!(options.contains("gitVersion=v1.34.4"));
        assert!(options.ends_with("gitMinor=34"));
    }

    #[test]
    fn changed_pins_make_a_program_stale() {
        let scratch = tempfile::tempdir().unwrap();
        let mut built = Built {
            name: "x",
            version: "v1".into(),
            file: scratch.path().join("x"),
            stamp_file: scratch.path().join("x.stamp"),
            stamp: "one".into(),
            linker: String::new(),
        };
        assert!(!built.is_current());
        fs::write(&built.file, "").unwrap();
        fs::write(&built.stamp_file, "one").unwrap();
        assert!(built.is_current());
        built.stamp = "two".into();
        assert!(!built.is_current());
    }
}
