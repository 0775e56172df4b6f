//! What needs a real API server: claims about the test control plane, and objects that it judges.

mod claims;
mod definitions;
mod planned;
mod rendered;
