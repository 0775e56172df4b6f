//! Events that a pass tells people about.

use stator_api::events;

/// Whether an event is good news.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventType {
    /// Things go as they should.
    Normal,
    /// Somebody may have to look.
    Warning,
}

impl EventType {
    /// The type as Kubernetes writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => events::NORMAL,
            Self::Warning => events::WARNING,
        }
    }
}

/// An event on the resource that is reconciled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Whether it is good news.
    pub kind: EventType,
    /// Reason, one word.
    pub reason: &'static str,
    /// What happened.
    pub message: String,
}

impl Event {
    pub(crate) fn normal(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: EventType::Normal,
            reason,
            message: message.into(),
        }
    }

    pub(crate) fn warning(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: EventType::Warning,
            reason,
            message: message.into(),
        }
    }
}
