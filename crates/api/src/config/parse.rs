//! Reading of the operator's arguments by the rules of Go's `flag` package.

use super::{FLAGS, Flag, FlagKind, OperatorConfig};

/// The outcome of reading arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What the flags set, over the defaults.
    pub config: OperatorConfig,
    /// Arguments from the first one on that is no flag; nothing of them had an effect.
    pub ignored: Vec<String>,
}

/// Arguments that the operator refuses with exit code 2, except for the request for help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlagError {
    /// A flag that is not in the table.
    #[error("flag provided but not defined: -{0}")]
    Unknown(String),
    /// The last argument is a flag that takes a value.
    #[error("flag needs an argument: -{0}")]
    MissingValue(String),
    /// Dashes that are not followed by a name.
    #[error("bad flag syntax: {0}")]
    Syntax(String),
    /// A value that is neither true nor false.
    #[error("invalid boolean value {value} for -{name}: parse error")]
    Bool {
        /// The value, quoted.
        value: String,
        /// The flag.
        name: String,
    },
    /// A value of the wrong kind.
    #[error("invalid value {value} for flag -{name}: {reason}")]
    Value {
        /// The value, quoted.
        value: String,
        /// The flag.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Not an error: `-h` or `-help` asks for the usage text, with exit code 0.
    #[error("flag: help requested")]
    Help,
}

/// Reads arguments, the program's name left out, over the defaults.
///
/// One dash and two are alike; a boolean takes a value only after `=`; the last of several wins; the first
/// argument that is no flag, or `--`, ends the reading.
pub fn parse<I>(arguments: I) -> Result<Parsed, FlagError>
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    let mut arguments = arguments.into_iter().map(Into::into);
    let mut parsed = Parsed::default();
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            parsed.ignored.extend(arguments);
            break;
        }
        if argument.len() < 2 || !argument.starts_with('-') {
            parsed.ignored.push(argument);
            parsed.ignored.extend(arguments);
            break;
        }
        let text = argument.strip_prefix("--").unwrap_or(&argument[1..]);
        if text.is_empty() || text.starts_with(['-', '=']) {
            return Err(FlagError::Syntax(argument));
        }
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let flag = FLAGS
            .iter()
            .find(|flag| flag.name == name)
            .ok_or_else(|| match name {
                "h" | "help" => FlagError::Help,
                _ => FlagError::Unknown(name.to_owned()),
            })?;
        let value = match (flag.kind, value) {
            (_, Some(value)) => value,
            (FlagKind::Bool(_), None) => "true".to_owned(),
            (_, None) => arguments
                .next()
                .ok_or_else(|| FlagError::MissingValue(name.to_owned()))?,
        };
        set(flag, &mut parsed.config, value)?;
    }
    Ok(parsed)
}

fn set(flag: &Flag, config: &mut OperatorConfig, value: String) -> Result<(), FlagError> {
    let refused = |value: &str, reason: String| FlagError::Value {
        value: format!("{value:?}"),
        name: flag.name.to_owned(),
        reason,
    };
    match flag.kind {
        FlagKind::Text(field) => *field(config) = value,
        FlagKind::Bool(field) => {
            *field(config) = boolean(&value).ok_or_else(|| FlagError::Bool {
                value: format!("{value:?}"),
                name: flag.name.to_owned(),
            })?;
        }
        FlagKind::Duration(field) => {
            *field(config) = value
                .parse()
                .map_err(|_| refused(&value, "parse error".to_owned()))?;
        }
        FlagKind::Number(field) => {
            *field(config) = value
                .parse()
                .map_err(|_| refused(&value, "parse error".to_owned()))?;
        }
        FlagKind::Choice(choose) => {
            choose(config, &value).map_err(|reason| refused(&value, reason))?;
        }
    }
    Ok(())
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}
