//! The frozen schemas of embedded Kubernetes types are those that the pinned library describes.
//!
//! `STATOR_BLESS=1 cargo test -p stator-api --test fragments` writes them anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test compares and writes files, and its helpers may fail it"
)]

mod canonical;
mod overlay;

use std::path::Path;

use canonical::{canonical, digest};
use k8s_openapi::api::{autoscaling::v2, core::v1};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

/// The schema of a type in the published form, without the required field named.
fn schema_of<T: JsonSchema>(relaxed: &str) -> Value {
    let mut settings = SchemaSettings::openapi3();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let mut schema = SchemaGenerator::new(settings)
        .into_root_schema_for::<T>()
        .to_value();
    overlay::apply(&mut schema, "");
    overlay::drop_required(&mut schema, relaxed);
    canonical(&schema)
}

/// File, schema and recorded digest of each embedded type.
fn fragments() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        (
            "pod_spec",
            schema_of::<v1::PodSpec>("containers"),
            "a8167357db78c1b5751f101b14ba80307a398499fe2de30abd7bc51b37d4e3ce",
        ),
        (
            "container",
            schema_of::<v1::Container>("name"),
            "88e32d4404fa09e0f52bac555b4a00e999ef45a166aaf5175fe073333df4ed8f",
        ),
        (
            "probe",
            schema_of::<v1::Probe>(""),
            "5a10f93c82c0ea986d8d0cb9418ecdd192400e4886d3294f55842f38fa368a32",
        ),
        (
            "env_var",
            schema_of::<v1::EnvVar>(""),
            "015ddaa53180755d8a15927d767cd3cd8d2ee376e510b1ea1bb50ee0bae5e715",
        ),
        (
            "metric_spec",
            schema_of::<v2::MetricSpec>(""),
            "3144aaa2534aa95c3a2482ef8e9c763a28aa963e29ed3b0a9ccf4c0dc9a21abf",
        ),
        (
            "autoscaler_behavior",
            schema_of::<v2::HorizontalPodAutoscalerBehavior>(""),
            "3fa26e126c05929cccd0d624fe5217523aa9dcc88644030ece24fb5abf4e322c",
        ),
        (
            "resource_requirements",
            schema_of::<v1::ResourceRequirements>(""),
            "966490bb234b9e3061703d9834807d8da030571955035c7de75a33fd0fc15505",
        ),
        (
            "toleration",
            schema_of::<v1::Toleration>(""),
            "3913bebd190c67590c8505f9c23f93683cb0c3653c3abccf86aa587cbde0c00b",
        ),
        (
            "resource_claim",
            schema_of::<v1::ResourceClaim>(""),
            "78154cec4d0a39eea4497f8ff04856b8da655ffe97527b48c29a8535a6f227b1",
        ),
        (
            "config_map_key_selector",
            schema_of::<v1::ConfigMapKeySelector>(""),
            "cc947466000f6222b8118a81e5a1567a1cb77e4ee23d140a28d58e5cf602a1ee",
        ),
    ]
}

#[test]
fn described_types_have_the_recorded_digests() {
    for (name, schema, recorded) in fragments() {
        assert_eq!(digest(&schema), recorded, "{name}");
    }
}

#[test]
fn frozen_fragments_are_what_the_library_describes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/crd/fragments");
    let bless = std::env::var_os("STATOR_BLESS").is_some();
    for (name, schema, _) in fragments() {
        let file = folder.join(format!("{name}.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if bless {
            std::fs::write(&file, &text).unwrap();
        }
        let frozen = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            frozen == text,
            "{name}.json is out of date: run with STATOR_BLESS=1"
        );
    }
}
