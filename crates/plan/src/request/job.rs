//! The profiling Job of a request.

use super::config::{self, Prepared};
use super::{ProfilingMode, script};
use crate::error::PlanError;
use crate::labels::{Map, put};
use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, Container, EmptyDirVolumeSource, EnvVar, EnvVarSource, KeyToPath,
    LocalObjectReference, PersistentVolumeClaimVolumeSource, PodSecurityContext, PodSpec,
    PodTemplateSpec, SecretKeySelector, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value as Json;
use stator_api::dynamo::{DynamoGraphDeploymentRequest, ProfilingConfig};
use stator_api::{defaults, env, labels, names};

/// Gives the Job, and what of the user's settings was put right.
pub(super) fn job(
    request: &DynamoGraphDeploymentRequest,
    mode: ProfilingMode,
) -> Result<(Job, Vec<String>), PlanError> {
    let Prepared { text, warnings } = config::prepare(request)?;
    let name = request.metadata.name.as_deref().unwrap_or_default();
    let namespace = request.metadata.namespace.as_deref().unwrap_or_default();
    let profiling = &request.spec.profiling_config;
    let mut object_labels = Map::new();
    let app = match mode {
        ProfilingMode::Online => labels::APP_DYNAMO_PROFILER,
        ProfilingMode::Offline => labels::APP_AIC_PROFILER,
    };
    put(&mut object_labels, labels::APP, app);
    put(&mut object_labels, labels::DGDR, name);
    put(
        &mut object_labels,
        labels::MANAGED_BY,
        labels::MANAGED_BY_OPERATOR,
    );
    let storage = storage(profiling);
    let pod = PodSpec {
        containers: vec![
            profiler(
                request,
                text,
                storage.iter().map(|(_, mount)| mount.clone()).collect(),
            ),
            output_copier(name, namespace),
        ],
        image_pull_secrets: Some(vec![LocalObjectReference {
            name: defaults::PROFILING_PULL_SECRET.to_owned(),
        }]),
        restart_policy: Some("Never".to_owned()),
        security_context: Some(PodSecurityContext {
            run_as_non_root: Some(true),
            run_as_user: Some(defaults::PROFILING_USER),
            run_as_group: Some(defaults::PROFILING_USER),
            fs_group: Some(defaults::PROFILING_USER),
            ..PodSecurityContext::default()
        }),
        service_account_name: Some(names::PROFILING_SERVICE_ACCOUNT.to_owned()),
        tolerations: Some(profiling.tolerations.clone()).filter(|list| !list.is_empty()),
        volumes: Some(storage.into_iter().map(|(volume, _)| volume).collect()),
        ..PodSpec::default()
    };
    let job = Job {
        metadata: ObjectMeta {
            name: Some(names::profiling_job(name)),
            namespace: Some(namespace.to_owned()),
            labels: Some(object_labels),
            ..ObjectMeta::default()
        },
        spec: Some(JobSpec {
            backoff_limit: Some(defaults::PROFILING_BACKOFF_LIMIT),
            template: PodTemplateSpec {
                metadata: None,
                spec: Some(pod),
            },
            ..JobSpec::default()
        }),
        status: None,
    };
    Ok((job, warnings))
}

fn profiler(
    request: &DynamoGraphDeploymentRequest,
    config: String,
    mounts: Vec<VolumeMount>,
) -> Container {
    let words = |list: &[&str]| Some(list.iter().map(|&word| word.to_owned()).collect());
    let mut args = vec!["--profile-config".to_owned(), config];
    if request.spec.enable_gpu_discovery {
        args.push("--enable-gpu-discovery".to_owned());
    }
    Container {
        name: defaults::PROFILER_CONTAINER.to_owned(),
        image: Some(request.spec.profiling_config.profiler_image.clone()),
        command: words(&["python", "-m", "benchmarks.profiler.profile_sla"]),
        args: Some(args),
        env: Some(environment(request)),
        resources: request.spec.profiling_config.resources.clone(),
        volume_mounts: Some(mounts),
        ..Container::default()
    }
}

/// COMPAT(operator): the addresses follow from the namespace's name, whatever the operator was told.
fn environment(request: &DynamoGraphDeploymentRequest) -> Vec<EnvVar> {
    let metadata = &request.metadata;
    let namespace = metadata.namespace.as_deref().unwrap_or_default();
    let uid = metadata
        .uid
        .as_deref()
        .unwrap_or(crate::object::Owner::UNKNOWN_UID);
    let token = EnvVar {
        name: env::HUGGING_FACE_HUB_TOKEN.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: defaults::HF_TOKEN_SECRET.to_owned(),
                key: defaults::HF_TOKEN_KEY.to_owned(),
                optional: None,
            }),
            ..EnvVarSource::default()
        }),
    };
    let plain = [
        (env::NATS_SERVER, format!("nats://{namespace}-nats:4222")),
        (env::ETCD_ENDPOINTS, format!("{namespace}-etcd:2379")),
        (env::DGDR_NAME, metadata.name.clone().unwrap_or_default()),
        (env::DGDR_NAMESPACE, namespace.to_owned()),
        (env::DGDR_UID, uid.to_owned()),
    ];
    let plain = plain.map(|(name, value)| EnvVar {
        name: name.to_owned(),
        value: Some(value),
        value_from: None,
    });
    [token].into_iter().chain(plain).collect()
}

fn output_copier(request: &str, namespace: &str) -> Container {
    Container {
        name: defaults::OUTPUT_COPIER_CONTAINER.to_owned(),
        image: Some(defaults::OUTPUT_COPIER_IMAGE.to_owned()),
        command: Some(vec!["/bin/sh".to_owned(), "-c".to_owned()]),
        args: Some(vec![script::output_copier(request, namespace)]),
        volume_mounts: Some(vec![VolumeMount {
            name: defaults::PROFILING_OUTPUT_VOLUME.to_owned(),
            mount_path: defaults::PROFILING_OUTPUT_PATH.to_owned(),
            read_only: Some(true),
            ..VolumeMount::default()
        }]),
        ..Container::default()
    }
}

/// Volumes with where the profiler sees them.
fn storage(profiling: &ProfilingConfig) -> Vec<(Volume, VolumeMount)> {
    let mount = |name: &str, path: &str, read_only: bool| VolumeMount {
        name: name.to_owned(),
        mount_path: path.to_owned(),
        read_only: read_only.then_some(true),
        ..VolumeMount::default()
    };
    let claim = |name: &str, read_only: bool| PersistentVolumeClaimVolumeSource {
        claim_name: name.to_owned(),
        read_only: read_only.then_some(true),
    };
    let output = Volume {
        name: defaults::PROFILING_OUTPUT_VOLUME.to_owned(),
        persistent_volume_claim: (!profiling.output_pvc.is_empty())
            .then(|| claim(&profiling.output_pvc, false)),
        empty_dir: profiling
            .output_pvc
            .is_empty()
            .then(EmptyDirVolumeSource::default),
        ..Volume::default()
    };
    let folder = defaults::PROFILING_OUTPUT_PATH;
    let mut all = vec![(
        output,
        mount(defaults::PROFILING_OUTPUT_VOLUME, folder, false),
    )];
    if let Some(reference) = &profiling.config_map_ref {
        let file = defaults::PROFILING_CONFIG_KEY;
        let key = Some(reference.key.as_str())
            .filter(|key| !key.is_empty())
            .unwrap_or(file);
        let base = Volume {
            name: defaults::PROFILING_CONFIG_VOLUME.to_owned(),
            config_map: Some(ConfigMapVolumeSource {
                name: reference.name.clone(),
                items: Some(vec![KeyToPath {
                    key: key.to_owned(),
                    path: file.to_owned(),
                    mode: None,
                }]),
                ..ConfigMapVolumeSource::default()
            }),
            ..Volume::default()
        };
        let folder = defaults::PROFILING_CONFIG_PATH;
        all.push((base, mount(defaults::PROFILING_CONFIG_VOLUME, folder, true)));
    }
    if let Some(name) = model_cache(profiling) {
        let cache = Volume {
            name: defaults::PROFILING_MODEL_CACHE_VOLUME.to_owned(),
            persistent_volume_claim: Some(claim(name, true)),
            ..Volume::default()
        };
        let path = model_cache_text(profiling, "mountPath")
            .unwrap_or(defaults::PROFILING_MODEL_CACHE_PATH);
        all.push((
            cache,
            mount(defaults::PROFILING_MODEL_CACHE_VOLUME, path, true),
        ));
    }
    all
}

/// The claim with the model cache, where the settings name one.
pub(super) fn model_cache(profiling: &ProfilingConfig) -> Option<&str> {
    model_cache_text(profiling, "pvcName")
}

fn model_cache_text<'a>(profiling: &'a ProfilingConfig, key: &str) -> Option<&'a str> {
    let cache = profiling
        .config
        .as_ref()?
        .get("deployment")?
        .get("modelCache")?;
    cache
        .get(key)
        .and_then(Json::as_str)
        .filter(|text| !text.is_empty())
}
