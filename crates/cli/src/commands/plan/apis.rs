//! Which optional APIs the cluster is said to serve.

use clap::ValueEnum;
use stator_plan::Apis;

/// An optional API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Api {
    /// Grove
    Grove,
    /// LeaderWorkerSet
    Lws,
    /// Volcano
    Volcano,
    /// KAI scheduler
    Kai,
    /// InferencePool
    Inference,
    /// Istio
    Istio,
}

/// Turns the list into the set that a plan depends on.
pub(crate) fn resolve(list: &[Api]) -> Apis {
    let has = |api: Api| list.contains(&api);
    Apis {
        grove: has(Api::Grove),
        lws: has(Api::Lws),
        volcano: has(Api::Volcano),
        kai: has(Api::Kai),
        inference: has(Api::Inference),
        istio: has(Api::Istio),
    }
}
