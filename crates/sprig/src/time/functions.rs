//! The functions on times.

use super::duration::{Duration, SECOND, parse_duration};
use super::instant::{Instant, TIME, YEAR_ONE};
use super::zone::Zone;
use super::{format, parse};
use crate::arg::{self, Outcome};
use crate::convert::nearest_int;
use crate::host::Hosts;
use crate::table::{Entry, table};
use GoType::{Any, Str as Text};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{GoType, IntKind, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "now"[] = now, "The present time.";
    "date"[Text, Any] = date, "The time in a layout, in the local zone.";
    "dateInZone"[Text, Any, Text] = date_in_zone, "The time in a layout, in a zone.";
    "date_in_zone"[Text, Any, Text] = date_in_zone, "Old name of dateInZone.";
    "htmlDate"[Any] = html_date, "The date as HTML's date picker wants it, in the local zone.";
    "htmlDateInZone"[Any, Text] = html_date_in_zone,
        "The date as HTML's date picker wants it, in a zone.";
    "dateModify"[Text, TIME] = date_modify, "The time moved by a duration.";
    "date_modify"[Text, TIME] = date_modify, "Old name of dateModify.";
    "mustDateModify"[Text, TIME] = must_date_modify, "The time moved by a duration.";
    "must_date_modify"[Text, TIME] = must_date_modify, "Old name of mustDateModify.";
    "toDate"[Text, Text] = to_date, "The time that a text means in a layout.";
    "mustToDate"[Text, Text] = must_to_date, "The time that a text means in a layout.";
    "unixEpoch"[TIME] = unix_epoch, "The seconds since 1970.";
    "ago"[Any] = ago, "The duration from a time until now.";
    "duration"[Any] = duration, "Seconds as a duration.";
    "durationRound"[Any] = duration_round, "The duration in its largest unit.";
};

fn present(hosts: &Hosts) -> Instant {
    let now = hosts.effects.now();
    let total = now.as_nanosecond();
    let local = hosts.effects.local_zone();
    Instant {
        seconds: total.div_euclid(i128::from(SECOND)) as i64,
        nanoseconds: total.rem_euclid(i128::from(SECOND)) as u32,
        zone: Zone::Local(local.clone()),
        local,
    }
}

/// Takes a value for a time: seconds since 1970, or now for what is neither.
fn time_of(hosts: &Hosts, value: &Value) -> Instant {
    match value {
        Value::Int(IntKind::Int | IntKind::Int64 | IntKind::Int32, seconds) => Instant {
            seconds: *seconds,
            nanoseconds: 0,
            ..present(hosts)
        },
        _ => Instant::of(value)
            .cloned()
            .unwrap_or_else(|| present(hosts)),
    }
}

fn now(runtime: &mut dyn Runtime, _: &[Value]) -> Outcome {
    Ok(present(&*arg::hosts(runtime)?).value())
}

/// Prints a time in a zone by name; an unknown one is UTC.
fn printed(runtime: &dyn Runtime, layout: &[u8], time: &Value, zone: &str) -> Outcome {
    let hosts = arg::hosts(runtime)?;
    let mut time = time_of(&hosts, time);
    time.zone = match zone {
        "" | "UTC" => Zone::Utc,
        "Local" => Zone::Local(time.local.clone()),
        _ => match hosts.effects.zone(zone) {
            Some(found) => Zone::Named(found, zone.into()),
            None => Zone::Utc,
        },
    };
    Ok(Value::Str(format::format(&time, layout).into()))
}

fn date(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    printed(runtime, arg::text(args, 0)?, arg::any(args, 1), "Local")
}

fn date_in_zone(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    printed(
        runtime,
        arg::text(args, 0)?,
        arg::any(args, 1),
        &arg::utf8(args, 2)?,
    )
}

fn html_date(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    printed(runtime, b"2006-01-02", arg::any(args, 0), "Local")
}

fn html_date_in_zone(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    printed(
        runtime,
        b"2006-01-02",
        arg::any(args, 0),
        &arg::utf8(args, 1)?,
    )
}

fn time_argument(args: &[Value], at: usize) -> Result<&Instant, CallError> {
    Instant::of(arg::any(args, at)).ok_or_else(|| CallError::from("the argument is no time"))
}

fn must_date_modify(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(time_argument(args, 1)?
        .plus(parse_duration(arg::text(args, 0)?)?)
        .value())
}

fn date_modify(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let time = time_argument(args, 1)?;
    Ok(match parse_duration(arg::text(args, 0)?) {
        Ok(duration) => time.plus(duration).value(),
        Err(_) => time.clone().value(),
    })
}

fn must_to_date(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let local = arg::hosts(runtime)?.effects.local_zone();
    let here = Zone::Local(local.clone());
    Ok(parse::parse(arg::text(args, 0)?, arg::text(args, 1)?, &here, &local)?.value())
}

fn to_date(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let local = arg::hosts(runtime)?.effects.local_zone();
    let here = Zone::Local(local.clone());
    Ok(
        match parse::parse(arg::text(args, 0)?, arg::text(args, 1)?, &here, &local) {
            Ok(time) => time.value(),
            Err(_) => Instant {
                seconds: YEAR_ONE,
                nanoseconds: 0,
                zone: Zone::Utc,
                local,
            }
            .value(),
        },
    )
}

fn unix_epoch(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::str(time_argument(args, 0)?.seconds.to_string()))
}

fn ago(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let hosts = arg::hosts(runtime)?;
    let time = match arg::any(args, 0) {
        Value::Int(IntKind::Int32, _) => present(&hosts),
        other => time_of(&hosts, other),
    };
    let passed = present(&hosts).since(&time).round(Duration(SECOND));
    Ok(Value::str(passed.to_string()))
}

fn duration(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let seconds = match arg::any(args, 0) {
        Value::Str(text) => nearest_int(text),
        Value::Int(IntKind::Int64, seconds) => *seconds,
        // COMPAT(helm): a plain int counts for nothing.
        _ => 0,
    };
    Ok(Value::str(
        Duration(seconds.wrapping_mul(SECOND)).to_string(),
    ))
}

/// Units in nanoseconds, the largest first; a year has 365 days, a month 30.
const UNITS: &[(u64, &str)] = &[
    (365 * 24 * 3600 * SECOND as u64, "y"),
    (30 * 24 * 3600 * SECOND as u64, "mo"),
    (24 * 3600 * SECOND as u64, "d"),
    (3600 * SECOND as u64, "h"),
    (60 * SECOND as u64, "m"),
    (SECOND as u64, "s"),
];

fn duration_round(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let duration = match arg::any(args, 0) {
        Value::Str(text) => parse_duration(text).unwrap_or(Duration(0)),
        Value::Int(IntKind::Int64, nanoseconds) => Duration(*nanoseconds),
        other => match Instant::of(other) {
            Some(time) => present(&*arg::hosts(runtime)?).since(time),
            None => Duration(0),
        },
    };
    let size = duration.0.unsigned_abs();
    // COMPAT(helm): exactly one unit is shown in the next smaller one.
    let text = match UNITS.iter().find(|(unit, _)| size > *unit) {
        Some((unit, name)) => format!("{}{name}", size / unit),
        None => "0s".to_owned(),
    };
    Ok(Value::str(text))
}
