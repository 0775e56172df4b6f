//! The function library of Helm templates.
