//! Points in time, durations, zones, and the functions on them.
//!
//! Layouts are Go's: a picture of the reference time. Zones come from the host.

mod civil;
mod duration;
mod format;
mod functions;
mod instant;
mod layout;
mod parse;
#[cfg(test)]
mod tests;
mod toml;
mod units;
mod zone;

pub(crate) use duration::{Duration, DurationValue, as_duration};
pub(crate) use functions::FUNCTIONS;
pub(crate) use toml::HostTimes;
