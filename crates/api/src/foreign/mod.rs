//! Kinds of other projects, as far as a graph deployment becomes one of them or is judged by one.

pub mod grove;
pub mod inference_pool;
pub mod istio;
pub mod kai;
pub mod leader_worker_set;
pub mod volcano;
