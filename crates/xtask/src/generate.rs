//! `cargo xtask generate`: files that a program writes and people only read.

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use similar::TextDiff;

use crate::charts;
use crate::layers;
use crate::workspace::Workspace;

/// A program that writes some files of the repository.
#[derive(Debug)]
pub(crate) struct Generator {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What it writes, in one line.
    pub(crate) about: &'static str,
    /// Folders in which every file is its own; what it does not write there is a leftover.
    pub(crate) owns: &'static [&'static str],
    /// Gives the files.
    pub(crate) run: fn(&Workspace) -> Result<Vec<Generated>>,
}

/// One file as a generator wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generated {
    /// Its path with slashes, relative to the workspace.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// Every generator; a new one is a line here. `cargo xtask check` compares what each gives with
/// what is in the repository.
pub(crate) const GENERATORS: &[Generator] = &[
    Generator {
        name: "layers",
        about: "docs/layers.md, the table of our crates",
        owns: &[],
        run: |_| {
            Ok(vec![Generated {
                path: "docs/layers.md".to_owned(),
                text: layers::page(),
            }])
        },
    },
    Generator {
        name: "crds",
        about: "charts/crds/templates, the definitions of the custom resources",
        owns: &["charts/crds/templates"],
        run: |_| Ok(charts::definitions()),
    },
    Generator {
        name: "schemas",
        about: "values.schema.json of every chart",
        owns: &[],
        run: charts::schemas,
    },
    Generator {
        name: "readmes",
        about: "the values tables in the charts' READMEs",
        owns: &[],
        run: charts::readmes,
    },
];

/// Write the generated files
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only what these generators write [default: all]
    #[arg(value_name = "GENERATOR", value_parser = names())]
    generators: Vec<String>,
    /// List the generators and what they write
    #[arg(long)]
    list: bool,
}

/// How the repository differs from what a generator gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Drift {
    pub(crate) path: String,
    /// The file as it has to be, or nothing where it has to go.
    wanted: Option<String>,
    found: Option<String>,
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<ExitCode> {
    if arguments.list {
        for Generator { name, about, .. } in GENERATORS {
            println!("{name:<16} {about}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let is_wanted = |generator: &&Generator| {
        arguments.generators.is_empty()
            || arguments
                .generators
                .iter()
                .any(|name| name == generator.name)
    };
    let mut changes = 0;
    for generator in GENERATORS.iter().filter(is_wanted) {
        for drift in drift(workspace, generator)? {
            drift.mend(workspace)?;
            let verb = if drift.wanted.is_some() {
                "wrote"
            } else {
                "removed"
            };
            println!("{verb} {}", drift.path);
            changes += 1;
        }
    }
    if changes == 0 {
        println!("all generated files are up to date");
    }
    Ok(ExitCode::SUCCESS)
}

/// What would change if the generator wrote its files now.
pub(crate) fn drift(workspace: &Workspace, generator: &Generator) -> Result<Vec<Drift>> {
    let generated = (generator.run)(workspace)
        .with_context(|| format!("the generator `{}` failed", generator.name))?;
    let mut drifts = Vec::new();
    let mut written = BTreeSet::new();
    for Generated { path, text } in generated {
        let found = fs::read(workspace.path(&path)).ok();
        let found = found.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        written.insert(path.clone());
        if found.as_ref() != Some(&text) {
            drifts.push(Drift {
                path,
                wanted: Some(text),
                found,
            });
        }
    }
    if !generator.owns.is_empty() {
        for path in workspace.files()? {
            let is_owned = generator.owns.iter().any(|folder| {
                path.strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
            });
            if is_owned && !written.contains(&path) {
                drifts.push(Drift {
                    path,
                    wanted: None,
                    found: None,
                });
            }
        }
    }
    Ok(drifts)
}

impl Drift {
    /// The first lines of the difference.
    pub(crate) fn summary(&self) -> String {
        match (&self.wanted, &self.found) {
            (None, _) => "no generator writes it any more".to_owned(),
            (Some(_), None) => "it does not exist".to_owned(),
            (Some(wanted), Some(found)) => {
                let diff = TextDiff::from_lines(found, wanted);
                let unified = diff.unified_diff().context_radius(1).to_string();
                let lines: Vec<&str> = unified.lines().take(12).collect();
                format!(
                    "
    {}",
                    lines.join(
                        "
    "
                    )
                )
            }
        }
    }

    fn mend(&self, workspace: &Workspace) -> Result<()> {
        let file = workspace.path(&self.path);
        let Some(text) = &self.wanted else {
            return fs::remove_file(&file).with_context(|| format!("cannot remove {}", self.path));
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, text).with_context(|| format!("cannot write {}", self.path))
    }
}

fn names() -> Vec<&'static str> {
    GENERATORS.iter().map(|generator| generator.name).collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// A generator of two files that owns the folder `made`.
    const SAMPLE: Generator = Generator {
        name: "sample",
        about: "",
        owns: &["made"],
        run: |_| {
            let file = |path: &str, text: &str| Generated {
                path: path.into(),
                text: text.into(),
            };
            Ok(vec![
                file("made/a.txt", "one\n"),
                file("beside.txt", "two\n"),
            ])
        },
    };

    fn repository() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new("git")
            .args(["init", "-q"])
            .current_dir(folder.path())
            .status();
        assert!(status.unwrap().success());
        let workspace = Workspace::at(folder.path()).unwrap();
        (folder, workspace)
    }

    #[test]
    fn missing_changed_and_left_over_files_are_drift_until_mended() {
        let (folder, workspace) = repository();
        fs::create_dir(folder.path().join("made")).unwrap();
        fs::write(folder.path().join("made/old.txt"), "").unwrap();
        fs::write(folder.path().join("beside.txt"), "edited\n").unwrap();
        fs::write(folder.path().join("made-by-hand.txt"), "").unwrap();

        let drifts = drift(&workspace, &SAMPLE).unwrap();
        let paths: Vec<&str> = drifts.iter().map(|drift| drift.path.as_str()).collect();
        assert_eq!(paths, ["made/a.txt", "beside.txt", "made/old.txt"]);
        assert!(
            drifts[1].summary().contains("-edited"),
            "{}",
            drifts[1].summary()
        );

        for drift in &drifts {
            drift.mend(&workspace).unwrap();
        }
        assert_eq!(super::drift(&workspace, &SAMPLE).unwrap(), []);
        assert!(folder.path().join("made-by-hand.txt").exists());
    }

    #[test]
    fn generators_have_names_of_their_own() {
        let unique: BTreeSet<_> = names().into_iter().collect();
        assert_eq!(unique.len(), GENERATORS.len());
    }
}
