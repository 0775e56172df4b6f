//! `stator template` where something is wrong: what it says, and where it does not write.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod failed;
mod output_dir;

use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder that holds the chart `c` of these files.
fn chart(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("c");
    put(
        &root.join("Chart.yaml"),
        "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    );
    for (name, text) in files {
        put(&root.join(name), text);
    }
    folder
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
