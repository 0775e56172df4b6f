//! Claims about whole charts: our engine and our charts against recorded answers and real programs.

mod certificates;
mod composed_values;
mod engine;
mod etcd_members;
mod nats_config;
mod real_helm;
mod renders;
mod values_surface;
