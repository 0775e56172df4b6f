//! Fields of pods.

use super::container;
use super::path::{Step, Step::Index as I, Step::Key as K, at};
use super::reason::Origin;
use super::scope::{Given, Service, is_flag, is_name, is_text, made};
use crate::backend::Framework;
use crate::pod::Role;
use serde_json::Value as Json;
use stator_api::{annotations, defaults, names};

/// A pod spec with the service and role that it is made for.
pub(super) struct Pod<'a> {
    pub(super) given: &'a Given<'a>,
    pub(super) service: &'a Service<'a>,
    pub(super) role: Role,
    /// The pod spec itself.
    pub(super) spec: &'a Json,
}

impl<'a> Pod<'a> {
    /// What the user says in `extraPodSpec`.
    pub(super) fn extra(&self, below: &[Step<'a>], value: &Json) -> Option<Origin> {
        self.given.user(&self.extra_path(below), value)
    }

    pub(super) fn extra_path(&self, below: &[Step<'a>]) -> Vec<Step<'a>> {
        self.service.path(&[&[K("extraPodSpec")], below].concat())
    }

    /// What the user says of the service.
    pub(super) fn own(&self, below: &[Step<'a>], value: &Json) -> Option<Origin> {
        self.given.user(&self.service.path(below), value)
    }

    pub(super) fn is_multinode_of(&self, framework: Framework) -> bool {
        self.service.spec.is_multinode() && self.service.framework() == framework
    }

    /// Explains a field of the pod spec.
    pub(super) fn explain(&self, path: &[Step<'a>], value: &Json) -> Option<Origin> {
        match path {
            [K("containers"), I(index), below @ ..] => self.container(*index, below, value),
            [K("initContainers"), I(_), K("resources"), ..] => {
                self.given.amount(&self.extra_path(path), value)
            }
            [K("volumes"), I(index), below @ ..] => self.volume(*index, below, value),
            [K("imagePullSecrets"), ..] => self.extra(path, value).or(Some(Origin::Observed(
                "pull secret for the registry of the image",
            ))),
            [K("serviceAccountName")] => self.account(value),
            [K("schedulerName")] => self.scheduler(value),
            [K("securityContext"), K("fsGroup")] => self.extra(path, value).or_else(|| {
                (value.as_i64() == Some(defaults::POD_FS_GROUP)).then_some(Origin::Rule(
                    "group of the volumes where no securityContext is given",
                ))
            }),
            [K("shareProcessNamespace")] => self.extra(path, value).or_else(|| self.debugger()),
            _ => self
                .extra(path, value)
                .or_else(|| self.service.default(path, value)),
        }
    }

    fn container(&self, index: usize, below: &[Step<'a>], value: &Json) -> Option<Origin> {
        let beside = self.given.items(&self.extra_path(&[K("containers")])).len();
        if index < beside {
            let path = [&[K("containers"), I(index)], below].concat();
            return match below {
                [K("resources"), ..] => self.given.amount(&self.extra_path(&path), value),
                _ => self.extra(&path, value),
            };
        }
        if index > beside {
            return self.debugger();
        }
        let main = at(self.spec, &[K("containers"), I(index)])?;
        container::main(self, main, below, value)
    }

    /// The annotation that asks for the debugger.
    fn debugger(&self) -> Option<Origin> {
        let keys = [
            annotations::ENABLE_DEBUG_MODE,
            annotations::ENABLE_STEALING_TRAFFIC_DEBUG_MODE,
        ];
        let key = keys
            .into_iter()
            .find(|key| self.service.has_annotation(key))?;
        let path = self.service.path(&[K("annotations"), K(key)]);
        Some(made(&path, "debugger beside the main container"))
    }

    fn account(&self, value: &Json) -> Option<Origin> {
        let path = [K("serviceAccountName")];
        let found = &self.given.world.observed.component_service_account;
        let name = names::discovery_service_account(self.given.graph());
        self.extra(&path, value)
            .or_else(|| is_name(value, &name, "graph-k8s-service-discovery"))
            .or_else(|| self.service.default(&path, value))
            .or_else(|| {
                (found.is_some() && value.as_str() == found.as_deref()).then_some(Origin::Observed(
                    "account that is labelled for component pods",
                ))
            })
            .or_else(|| {
                let why = "account of pods for which nothing else is found";
                is_text(value, names::DEFAULT_SERVICE_ACCOUNT, why)
            })
    }

    fn scheduler(&self, value: &Json) -> Option<Origin> {
        let own = || self.extra(&[K("schedulerName")], value);
        let volcano = "Volcano places all nodes of a replica together";
        is_text(value, defaults::VOLCANO_SCHEDULER, volcano)
            .or_else(own)
            .or_else(|| is_text(value, defaults::KAI_SCHEDULER, "the cluster has KAI queues"))
    }

    fn volume(&self, index: usize, below: &[Step<'a>], value: &Json) -> Option<Origin> {
        let own = self.given.items(&self.extra_path(&[K("volumes")])).len();
        if index < own {
            let path = self.extra_path(&[&[K("volumes"), I(index)], below].concat());
            return self.given.amount(&path, value);
        }
        let volume = at(self.spec, &[K("volumes"), I(index)])?;
        let name = volume.get("name").and_then(Json::as_str)?;
        if let Some(claim) = volume.get("persistentVolumeClaim").and(self.mount_of(name)) {
            return self.own(&[K("volumeMounts"), I(claim), K("name")], value);
        }
        if name == defaults::SHARED_MEMORY_VOLUME {
            return self.shared_memory(below, value);
        }
        if name == self.given.config().mpi_run_ssh_secret_name
            && self.is_multinode_of(Framework::Trtllm)
        {
            return self.mpi_key(value);
        }
        // The user's volumes take the place of the defaults, so that these stand first.
        self.service
            .default(&[&[K("volumes"), I(index)], below].concat(), value)
    }

    /// The claim of the service with this name.
    pub(super) fn mount_of(&self, name: &str) -> Option<usize> {
        self.service
            .spec
            .volume_mounts
            .iter()
            .position(|mount| mount.name == name)
    }

    fn shared_memory(&self, below: &[Step<'a>], value: &Json) -> Option<Origin> {
        let size = [K("sharedMemory"), K("size")];
        match below {
            [K("emptyDir"), K("sizeLimit")] => self
                .given
                .amount(&self.service.path(&size), value)
                .or_else(|| {
                    let why = "size of the shared memory where none is given";
                    is_text(value, defaults::SHARED_MEMORY_SIZE, why)
                }),
            _ => Some(Origin::Rule("shared memory, unless sharedMemory.disabled")),
        }
    }

    /// What the shared key of MPI nodes needs.
    pub(super) fn mpi_key(&self, value: &Json) -> Option<Origin> {
        let secret = &self.given.config().mpi_run_ssh_secret_name;
        let named = is_flag("mpi-run-ssh-secret-name", secret, value);
        named.or_else(|| Some(self.service.backend("ssh key that the nodes share", None)))
    }
}
