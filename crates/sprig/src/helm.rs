//! Helm's own functions that need no chart: YAML, TOML, and Helm 4's durations.

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use crate::time::{Duration, DurationValue, HostTimes, as_duration};
use GoType::{Any, Str as Text};
use stator_gotmpl::Runtime;
use stator_value::json::Dialect;
use stator_value::toml::{self, EncodeError};
use stator_value::yaml::{self, Options};
use stator_value::{GoType, List, Map, Value};

/// The functions of both releases.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "toYaml"[Any] = to_yaml, "The value in YAML; empty where YAML cannot hold it.";
    "toYamlPretty"[Any] = to_yaml_pretty, "The value in YAML with indented lists.";
    "fromYaml"[Text] = from_yaml, "The dict in a YAML text, or one that holds the error.";
    "fromYamlArray"[Text] = from_yaml_array, "The list in a YAML text, or one that holds the error.";
    "toToml"[Any] = to_toml, "The value in TOML, or what is wrong with it.";
    "fromToml"[Text] = from_toml, "The dict in a TOML text, or one that holds the error.";
};

/// The functions that only Helm 4 has.
pub(crate) const HELM4_FUNCTIONS: &[Entry] = table! {
    "mustToYaml"[Any] = must_to_yaml, "The value in YAML.";
    "mustToToml"[Any] = must_to_toml, "The value in TOML.";
    "mustToDuration"[Any] = must_to_duration, "The duration in a text or a number of seconds.";
    "durationSeconds"[Any] = seconds, "The duration in seconds; 0 for what is none.";
    "durationMilliseconds"[Any] = milliseconds, "The whole milliseconds of a duration.";
    "durationMicroseconds"[Any] = microseconds, "The whole microseconds of a duration.";
    "durationNanoseconds"[Any] = nanoseconds, "The nanoseconds of a duration.";
    "durationMinutes"[Any] = minutes, "The duration in minutes; 0 for what is none.";
    "durationHours"[Any] = hours, "The duration in hours; 0 for what is none.";
    "durationDays"[Any] = days, "The duration in days of 24 hours; 0 for what is none.";
    "durationWeeks"[Any] = weeks, "The duration in weeks; 0 for what is none.";
    "durationRoundTo"[Any, Any] = round_to, "The duration rounded to a multiple of another.";
    "durationTruncateTo"[Any, Any] = truncate_to, "The duration cut to a multiple of another.";
};

/// The text without its last line break.
fn text(mut bytes: Vec<u8>) -> Value {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    Value::Str(bytes.into())
}

fn to_yaml(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::or_empty(yaml::to_yaml(arg::any(args, 0)).map(text))
}

fn must_to_yaml(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(text(yaml::to_yaml(arg::any(args, 0))?))
}

fn to_yaml_pretty(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let written = yaml::to_yaml_pretty(arg::any(args, 0)).map(text);
    // COMPAT(helm): the writer returns some faults, which are swallowed, and panics over this one.
    if let Err(fault) = &written
        && fault.starts_with("cannot marshal type: ")
    {
        return Err(fault.clone().into());
    }
    arg::or_empty(written)
}

/// Reads the first document; text made by a template has no source.
fn read(runtime: &dyn Runtime, args: &[Value]) -> Result<yaml::Parsed, yaml::YamlError> {
    let helm4 = !arg::hosts(runtime).is_ok_and(|hosts| !hosts.helm4);
    let options = Options {
        dialect: Dialect::of_helm(helm4),
        ..Options::default()
    };
    let text = args
        .first()
        .and_then(Value::as_str)
        .map_or(&b""[..], |text| text.as_bytes());
    yaml::read(text, stator_value::Origin::NONE.source, &options)
}

fn from_yaml(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::charge_text(runtime, args)?;
    let read = read(runtime, args).and_then(|parsed| match parsed.value {
        Value::Nil => Ok(Map::nil()),
        _ => parsed.into_map(),
    });
    Ok(Value::Map(read.unwrap_or_else(|error| {
        [("Error", Value::str(error.to_string()))]
            .into_iter()
            .collect()
    })))
}

fn from_yaml_array(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::charge_text(runtime, args)?;
    let read = read(runtime, args).and_then(|parsed| match parsed.value {
        Value::Nil => Ok(List::nil(stator_value::Elem::Any)),
        _ => parsed.into_list(),
    });
    Ok(Value::List(read.unwrap_or_else(|error| {
        List::new(vec![Value::str(error.to_string())])
    })))
}

fn written_toml(runtime: &dyn Runtime, args: &[Value]) -> Result<String, EncodeError> {
    let hosts = arg::hosts(runtime).map_err(|_| EncodeError::Panicked("no host".to_owned()))?;
    toml::encode(arg::any(args, 0), hosts.helm4, &HostTimes(&*hosts.effects))
}

fn to_toml(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    match written_toml(runtime, args) {
        Ok(text) | Err(EncodeError::Refused(text)) => Ok(Value::str(text)),
        Err(EncodeError::Panicked(text)) => Err(text.into()),
    }
}

fn must_to_toml(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    match written_toml(runtime, args) {
        Ok(text) => Ok(Value::str(text)),
        Err(EncodeError::Refused(text) | EncodeError::Panicked(text)) => Err(text.into()),
    }
}

fn from_toml(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    arg::charge_text(runtime, args)?;
    let hosts = arg::hosts(runtime)?;
    let read = toml::decode(
        arg::text(args, 0)?,
        hosts.helm4,
        &HostTimes(&*hosts.effects),
    );
    Ok(Value::Map(read.unwrap_or_else(|error| {
        [("Error", Value::str(error))].into_iter().collect()
    })))
}

fn must_to_duration(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(DurationValue::value(as_duration(arg::any(args, 0))?))
}

/// The duration in the first argument, none where it is no duration.
fn duration(args: &[Value]) -> Duration {
    as_duration(arg::any(args, 0)).unwrap_or(Duration(0))
}

fn seconds(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Float(duration(args).seconds()))
}

fn milliseconds(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int64(duration(args).0 / 1_000_000))
}

fn microseconds(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int64(duration(args).0 / 1000))
}

fn nanoseconds(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::int64(duration(args).0))
}

fn minutes(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Float(duration(args).minutes()))
}

fn hours(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Float(duration(args).hours()))
}

fn days(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Float(duration(args).hours() / 24.0))
}

fn weeks(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::Float(duration(args).hours() / 24.0 / 7.0))
}

/// Applies `operation` with the second argument; without a usable one the first stays as it is.
fn to_multiple(args: &[Value], operation: fn(Duration, Duration) -> Duration) -> Outcome {
    let duration = duration(args);
    let unit = as_duration(arg::any(args, 1)).unwrap_or(Duration(0));
    Ok(DurationValue::value(operation(duration, unit)))
}

fn round_to(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    to_multiple(args, Duration::round)
}

fn truncate_to(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    to_multiple(args, Duration::truncate)
}
