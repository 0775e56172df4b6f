//! How a pass ended.

use crate::component::ComponentPlan;
use crate::error::PlanError;
use crate::graph::GraphPlan;

/// How a pass over a resource ended; `P` is its plan.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a, P> {
    /// The spec breaks rules, whose messages are given; nothing was planned.
    Invalid(&'a str),
    /// The finalizer could not be handled.
    FinalizerFailed(&'a str),
    /// Something outside the plan failed: a write that was refused, a read that did not succeed.
    Failed(&'a str),
    /// The plan was carried out, up to its own error where it has one.
    Planned(&'a P),
}

/// A plan that may stop before its end.
pub trait MayStop {
    /// Gives the reason why it stops, where it does.
    fn error(&self) -> Option<&PlanError>;
}

impl MayStop for GraphPlan {
    fn error(&self) -> Option<&PlanError> {
        self.error.as_ref()
    }
}

impl MayStop for ComponentPlan {
    fn error(&self) -> Option<&PlanError> {
        self.error.as_ref()
    }
}

/// The two ways a pass can end for a status: with a plan carried out to its end, or not.
pub(crate) enum End<'a, P> {
    Invalid(&'a str),
    FinalizerFailed(String),
    Failed(String),
    Done(&'a P),
}

impl<'a, P: MayStop> Outcome<'a, P> {
    pub(crate) fn end(&self) -> End<'a, P> {
        match self {
            Self::Invalid(text) => End::Invalid(text),
            Self::FinalizerFailed(text) => End::FinalizerFailed((*text).to_owned()),
            Self::Failed(text) => End::Failed((*text).to_owned()),
            Self::Planned(plan) => match plan.error() {
                Some(error) => End::Failed(error.to_string()),
                None => End::Done(plan),
            },
        }
    }
}
