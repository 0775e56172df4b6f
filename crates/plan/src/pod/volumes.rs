//! Claims, shared memory and the mounts of both.

use crate::backend::Framework;
use crate::error::PlanError;
use k8s_openapi::api::core::v1::{
    Container, EmptyDirVolumeSource, PersistentVolumeClaimVolumeSource, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use stator_api::defaults;
use stator_api::dynamo::ServiceSpec;
use stator_api::quantity;

/// Mounts the service's claims and shared memory; gives the volumes that the pod needs for it.
pub(super) fn mount(
    main: &mut Container,
    service: &ServiceSpec,
    framework: Framework,
) -> Result<Vec<Volume>, PlanError> {
    let mut volumes = Vec::with_capacity(service.volume_mounts.len() + 1);
    let mut mounts = Vec::with_capacity(service.volume_mounts.len() + 1);
    for entry in &service.volume_mounts {
        if entry.name.is_empty() {
            return Err(PlanError::new(
                "volumeMount.name is required when volumeMounts is set",
            ));
        }
        let path = match entry.mount_point.as_str() {
            "" if !entry.use_as_compilation_cache => {
                return Err(PlanError::new(
                    "volumeMount.mountPoint is required when useAsCompilationCache is false",
                ));
            }
            "" => framework.cache_path().ok_or_else(|| {
                PlanError::new(format!(
                    "volumeMount with useAsCompilationCache=true requires an explicit mountPoint for backend framework {} (no default available)",
                    framework.as_str()
                ))
            })?,
            path => path,
        };
        volumes.push(Volume {
            name: entry.name.clone(),
            persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                claim_name: entry.name.clone(),
                read_only: None,
            }),
            ..Volume::default()
        });
        mounts.push(mount_at(&entry.name, path));
    }
    let memory = service.shared_memory.as_ref();
    if !memory.is_some_and(|memory| memory.disabled) {
        let asked = memory
            .and_then(|memory| memory.size.as_ref())
            .map(|size| size.0.as_str());
        let size = asked
            .filter(|size| !size.is_empty() && !quantity::is_zero(size))
            .map_or_else(
                || defaults::SHARED_MEMORY_SIZE.to_owned(),
                quantity::canonical_or_given,
            );
        volumes.push(Volume {
            name: defaults::SHARED_MEMORY_VOLUME.to_owned(),
            empty_dir: Some(EmptyDirVolumeSource {
                medium: Some("Memory".to_owned()),
                size_limit: Some(Quantity(size)),
            }),
            ..Volume::default()
        });
        mounts.push(mount_at(
            defaults::SHARED_MEMORY_VOLUME,
            defaults::SHARED_MEMORY_PATH,
        ));
    }
    if !mounts.is_empty() {
        main.volume_mounts.get_or_insert_default().extend(mounts);
    }
    Ok(volumes)
}

fn mount_at(name: &str, path: &str) -> VolumeMount {
    VolumeMount {
        name: name.to_owned(),
        mount_path: path.to_owned(),
        ..VolumeMount::default()
    }
}
