//! Every seed of the fuzz targets, through the same functions: so that the targets cannot rot, and
//! what was once found stays mended.

#![expect(clippy::disallowed_methods, reason = "seeds are files")]

#[path = "../../../fuzz/src/targets.rs"]
#[expect(
    unreachable_pub,
    reason = "the package of the fuzzer has this file as its library"
)]
mod targets;

use std::path::Path;

fn replay(name: &str) {
    let (_, target) = targets::TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a target of this name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(name);
    let mut seeds = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder of seeds") {
        let path = entry.expect("a readable folder").path();
        let data = std::fs::read(&path).expect("a readable seed");
        let ended = std::panic::catch_unwind(|| stator_chart::with_big_stack(|_| target(&data)));
        assert!(ended.is_ok(), "{} does harm", path.display());
        seeds += 1;
    }
    assert!(seeds >= 5, "{name} has {seeds} seeds");
}

#[test]
fn yaml_seeds_do_no_harm() {
    replay("yaml");
}

#[test]
fn template_seeds_do_no_harm() {
    replay("template");
}

#[test]
fn set_seeds_do_no_harm() {
    replay("set");
}

#[test]
fn archive_seeds_do_no_harm() {
    replay("archive");
}

#[test]
fn render_seeds_do_no_harm() {
    replay("render");
}
