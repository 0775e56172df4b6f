//! `--output-dir` writes below its folder, whatever a chart calls itself.

use crate::chart;
use stator_testkit::stator;
use std::path::{Path, PathBuf};

const TEMPLATE: (&str, &str) = ("templates/a.yaml", "a: 1\n");

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// Renders into `work/out` and gives the exit code, standard error and the files in `work`.
fn written(chart_files: &[(&str, &str)], compat: &str) -> (i32, String, Vec<PathBuf>) {
    let folder = chart(chart_files);
    let work = folder.path().join("work");
    std::fs::create_dir_all(work.join("deep")).unwrap();
    let finished = stator(["template", "r", "c", "--helm-compat", compat])
        .arg("--output-dir")
        .arg(work.join("deep/out"))
        .cwd(folder.path())
        .run();
    (finished.code, finished.stderr().into_owned(), files(&work))
}

#[test]
fn files_stand_below_the_folder() {
    for compat in ["3", "4"] {
        let (code, _, files) = written(&[TEMPLATE], compat);
        assert_eq!(code, 0);
        assert_eq!(files, [PathBuf::from("deep/out/c/templates/a.yaml")]);
    }
}

#[test]
fn names_that_lead_outside_are_refused() {
    let named = |name: &str| format!("apiVersion: v2\nname: \"{name}\"\nversion: 1.0.0\n");
    for (name, helm3, helm4) in [
        (
            "..",
            "Error: refusing to write ../templates/a.yaml: it lies outside the output folder",
            "Error: validation: chart.metadata.name \"..\" is not allowed",
        ),
        (
            "../../x",
            "Error: validation: chart.metadata.name \"../../x\" is invalid",
            "Error: validation: chart.metadata.name \"../../x\" is invalid",
        ),
        (
            "/tmp",
            "Error: validation: chart.metadata.name \"/tmp\" is invalid",
            "Error: validation: chart.metadata.name \"/tmp\" is invalid",
        ),
    ] {
        for (compat, wanted) in [("3", helm3), ("4", helm4)] {
            let chart_file = named(name);
            let (code, stderr, files) = written(&[("Chart.yaml", &chart_file), TEMPLATE], compat);
            assert_eq!(code, 1, "{name}");
            assert!(stderr.starts_with(wanted), "{name}: {stderr}");
            assert!(files.is_empty(), "{name}: {files:?}");
        }
    }
}

#[test]
fn subcharts_cannot_lead_outside_either() {
    let dependency = |alias: &str| {
        format!(
            "apiVersion: v2\nname: c\nversion: 1.0.0\n\
             dependencies: [{{name: s, version: 1.0.0, alias: \"{alias}\"}}]\n"
        )
    };
    let chart_file = dependency("../../x");
    let files = [
        ("Chart.yaml", chart_file.as_str()),
        ("charts/s/Chart.yaml", "name: s\nversion: 1.0.0\n"),
        ("charts/s/templates/b.yaml", "b: 1\n"),
    ];
    for compat in ["3", "4"] {
        let (code, stderr, files) = written(&files, compat);
        assert_eq!(code, 1);
        let wanted = "Error: validation: dependency \"s\" has disallowed characters in the alias";
        assert!(stderr.starts_with(wanted), "{stderr}");
        assert!(files.is_empty(), "{files:?}");
    }
    // Helm 3 takes such a name, and stays in the folder.
    let files = [
        TEMPLATE,
        ("charts/s/Chart.yaml", "name: \"..\"\nversion: 1.0.0\n"),
        ("charts/s/templates/b.yaml", "b: 1\n"),
    ];
    let (code, _, files) = written(&files, "3");
    assert_eq!(code, 0);
    let inside = |name: &str| PathBuf::from("deep/out/c/templates").join(name);
    assert_eq!(files, [inside("a.yaml"), inside("b.yaml")]);
}
