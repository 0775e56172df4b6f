//! Statuses and requests against what the reference reported and wrote, and against goldens of our own.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod compare;
mod corpus;
mod goldens;
mod lifecycle;
mod objects;
mod planned;
mod requests;
