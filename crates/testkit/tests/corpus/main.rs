//! Claims about whole charts: our engine and our charts against recorded answers and real programs.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod certificates;
mod composed_values;
mod engine;
mod etcd_members;
mod nats_config;
mod readme;
mod real_helm;
mod renders;
mod values_surface;
