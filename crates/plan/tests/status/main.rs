//! Statuses against those that the reference reported, and against goldens of our own.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod corpus;
mod goldens;
mod lifecycle;
mod objects;
