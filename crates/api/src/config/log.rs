//! How the operator logs, as its `zap-` flags say.

/// How to log; an absent setting follows from `development`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// Whether to log for a person at a terminal rather than for a collector.
    pub development: bool,
    /// How a line is written.
    pub encoder: Option<LogEncoder>,
    /// What is written.
    pub level: Option<LogLevel>,
    /// From which level on a stack trace is added.
    pub stacktrace_level: Option<LogLevel>,
    /// How times are written; absent means RFC 3339.
    pub time_encoding: Option<TimeEncoding>,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            development: true,
            encoder: None,
            level: None,
            stacktrace_level: None,
            time_encoding: None,
        }
    }
}

/// How a log line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogEncoder {
    /// A JSON object.
    Json,
    /// Text for people.
    Console,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing but what ends the process.
    Panic,
    /// What a person must act on.
    Error,
    /// What changed.
    Info,
    /// What was decided; the same as verbosity 1.
    Debug,
    /// As verbose as the number says.
    Verbosity(u32),
}

/// How times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeEncoding {
    /// Seconds since 1970.
    Epoch,
    /// Milliseconds since 1970.
    Millis,
    /// Nanoseconds since 1970.
    Nanos,
    /// ISO 8601 with milliseconds.
    Iso8601,
    /// RFC 3339 with seconds.
    Rfc3339,
    /// RFC 3339 with nanoseconds.
    Rfc3339Nano,
}

pub(super) fn encoder(text: &str) -> Result<LogEncoder, String> {
    match text.to_lowercase().as_str() {
        "json" => Ok(LogEncoder::Json),
        "console" => Ok(LogEncoder::Console),
        _ => Err(format!("invalid encoder value \"{text}\"")),
    }
}

pub(super) fn level(text: &str) -> Result<LogLevel, String> {
    match text.to_lowercase().as_str() {
        "debug" => Ok(LogLevel::Debug),
        "info" => Ok(LogLevel::Info),
        "error" => Ok(LogLevel::Error),
        "panic" => Ok(LogLevel::Panic),
        _ => text
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .map(LogLevel::Verbosity)
            .ok_or_else(|| format!("invalid log level \"{text}\"")),
    }
}

pub(super) fn stacktrace_level(text: &str) -> Result<LogLevel, String> {
    match text.to_lowercase().as_str() {
        "info" => Ok(LogLevel::Info),
        "error" => Ok(LogLevel::Error),
        "panic" => Ok(LogLevel::Panic),
        _ => Err(format!("invalid stacktrace level \"{text}\"")),
    }
}

pub(super) fn time_encoding(text: &str) -> Result<TimeEncoding, String> {
    match text.to_lowercase().as_str() {
        "epoch" => Ok(TimeEncoding::Epoch),
        "millis" => Ok(TimeEncoding::Millis),
        "nanos" => Ok(TimeEncoding::Nanos),
        "iso8601" => Ok(TimeEncoding::Iso8601),
        "rfc3339" => Ok(TimeEncoding::Rfc3339),
        "rfc3339nano" => Ok(TimeEncoding::Rfc3339Nano),
        _ => Err(format!("invalid time-encoding value \"{text}\"")),
    }
}
