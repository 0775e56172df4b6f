//! Definitions of other projects' custom resources, which our charts and plans hold objects of.
//!
//! Each project publishes them inside a Go module. They are copied out of the pinned version, whose
//! checksum is pinned too, so that a test API server can judge those objects.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use stator_testkit::FOREIGN_CRDS;

use crate::control_plane::Missing;
use crate::process;
use crate::workspace::Workspace;

/// A module and the files in it that are wanted.
#[derive(Debug)]
struct Source {
    module: &'static str,
    version: &'static str,
    /// What Go's checksum database says of that version.
    sum: &'static str,
    folder: &'static str,
    files: &'static [&'static str],
}

const SOURCES: &[Source] = &[
    Source {
        module: "github.com/NVIDIA/grove/operator/api",
        version: "v0.1.0-alpha.3",
        sum: "h1:PJtjCaruH09GVPHxi0Cjdos6h/8fGUmAVB3QMjP0uUI=",
        folder: "core/v1alpha1/crds",
        files: &[
            "grove.io_podcliques.yaml",
            "grove.io_podcliquescalinggroups.yaml",
            "grove.io_podcliquesets.yaml",
        ],
    },
    Source {
        module: "sigs.k8s.io/lws",
        version: "v0.6.1",
        sum: "h1:cWiRmMSflo8hQPBrmIIZtoaX3XuVkmAgFKkmjxlPULI=",
        folder: "config/crd/bases",
        files: &["leaderworkerset.x-k8s.io_leaderworkersets.yaml"],
    },
    Source {
        module: "sigs.k8s.io/gateway-api-inference-extension",
        version: "v1.2.0",
        sum: "h1:7H+ijrUImnW2ubcTakNgV723xDIdQx1Umv4vDVB+tTk=",
        folder: "config/crd/bases",
        files: &["inference.networking.k8s.io_inferencepools.yaml"],
    },
    Source {
        module: "sigs.k8s.io/gateway-api",
        version: "v1.3.0",
        sum: "h1:q6okN+/UKDATola4JY7zXzx40WO4VISk7i9DIfOvr9M=",
        folder: "config/crd/standard",
        files: &["gateway.networking.k8s.io_httproutes.yaml"],
    },
    Source {
        module: "istio.io/api",
        version: "v1.23.1",
        sum: "h1:bm2XF0j058FfzWVHUfpmMj4sFDkcD1X609qs5AU97Pc=",
        folder: "kubernetes",
        files: &["customresourcedefinitions.gen.yaml"],
    },
    Source {
        module: "github.com/cert-manager/cert-manager",
        version: "v1.19.1",
        sum: "h1:Txh8L/nLWTDcb7ZnXuXbTe15BxQnLbLirXmbNk0fGgY=",
        folder: "deploy/crds",
        files: &[
            "cert-manager.io_certificates.yaml",
            "cert-manager.io_issuers.yaml",
        ],
    },
    Source {
        module: "github.com/prometheus-operator/prometheus-operator",
        version: "v0.85.0",
        sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
        folder: "example/prometheus-operator-crd",
        files: &[
            "monitoring.coreos.com_podmonitors.yaml",
            "monitoring.coreos.com_prometheusrules.yaml",
            "monitoring.coreos.com_servicemonitors.yaml",
        ],
    },
];

/// Copies what is not there yet, or all with `force`.
pub(crate) fn provide(workspace: &Workspace, force: bool) -> Result<(), Missing> {
    let folder = workspace.path(FOREIGN_CRDS);
    let stamp_file = folder.join("stamp");
    let stamp = format!("{SOURCES:#?}\n");
    let is_current = fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp);
    if is_current && !force {
        println!("{:<24} {} projects are there", "definitions", SOURCES.len());
        return Ok(());
    }
    if process::on_path("go").is_none() {
        return Err(Missing::NoGo);
    }
    copy_all(&folder).map_err(Missing::Failed)?;
    fs::write(stamp_file, stamp)
        .context("cannot note what was copied")
        .map_err(Missing::Failed)?;
    println!("{:<24} of {} projects copied", "definitions", SOURCES.len());
    Ok(())
}

fn copy_all(folder: &std::path::Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for source in SOURCES {
        let module = source.fetch()?.join(source.folder);
        for name in source.files {
            let from = module.join(name);
            let text = fs::read(&from).with_context(|| format!("no {}", from.display()))?;
            // The module's files are read-only; ours have to go away again.
            fs::write(folder.join(name), text)?;
        }
    }
    Ok(())
}

impl Source {
    /// Has Go fetch the module and gives its folder.
    fn fetch(&self) -> Result<PathBuf> {
        let named = format!("{}@{}", self.module, self.version);
        // Outside of any module, so that nothing but the name decides.
        let scratch = tempfile::tempdir()?;
        let mut go = Command::new("go");
        go.args(["mod", "download", "-json", &named])
            .current_dir(scratch.path())
            .env("GOWORK", "off")
            .env("GOFLAGS", "-mod=mod");
        let answer = process::output(&mut go).with_context(|| format!("cannot fetch {named}"))?;
        let answer: Value = serde_json::from_str(&answer)?;
        ensure!(
            answer["Sum"] == self.sum,
            "{named} has the checksum {}, not {}",
            answer["Sum"],
            self.sum
        );
        let folder = answer["Dir"].as_str().context("go names no folder")?;
        Ok(folder.into())
    }
}
