//! Points in time, as templates see them.

use super::civil::{Civil, days_from_date};
use super::duration::{DURATION, Duration, DurationValue, SECOND};
use super::zone::Zone;
use super::{format, units};
use crate::reflect;
use jiff::tz::TimeZone;
use stator_value::{GoType, Method, Object, Value};
use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;

/// A Go `time.Time`.
#[derive(Clone, Debug)]
pub(super) struct Instant {
    /// Seconds since 1970.
    pub(super) seconds: i64,
    /// Nanoseconds beyond the second.
    pub(super) nanoseconds: u32,
    /// Where it is looked at.
    pub(super) zone: Zone,
    /// The zone of the host, for `.Local`.
    pub(super) local: TimeZone,
}

/// The Go type.
pub(super) const TIME: GoType = GoType::Named("time.Time");

/// The layout in which a time prints.
const STRING: &[u8] = b"2006-01-02 15:04:05.999999999 -0700 MST";
/// The layout of a time in JSON.
const RFC3339: &[u8] = b"2006-01-02T15:04:05.999999999Z07:00";
/// Seconds since 1970 of the first of January of the year 1, from which Go counts.
pub(super) const YEAR_ONE: i64 = -62_135_596_800;

impl Instant {
    /// Makes the value.
    pub(super) fn value(self) -> Value {
        Value::Object(Rc::new(self))
    }

    /// Takes the time out of a value.
    pub(super) fn of(value: &Value) -> Option<&Self> {
        match value {
            Value::Object(object) => object.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// Moves the time.
    pub(super) fn plus(&self, duration: Duration) -> Self {
        let nanoseconds = i64::from(self.nanoseconds) + duration.0 % SECOND;
        Self {
            seconds: self
                .seconds
                .saturating_add(duration.0 / SECOND)
                .saturating_add(nanoseconds.div_euclid(SECOND)),
            nanoseconds: nanoseconds.rem_euclid(SECOND) as u32,
            ..self.clone()
        }
    }

    /// Nanoseconds since 1970.
    fn total(&self) -> i128 {
        i128::from(self.seconds) * i128::from(SECOND) + i128::from(self.nanoseconds)
    }

    /// The time from `earlier` on, as far as a duration goes.
    pub(super) fn since(&self, earlier: &Self) -> Duration {
        let distance = self.total() - earlier.total();
        Duration(distance.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
    }

    fn in_zone(&self, zone: Zone) -> Self {
        Self {
            zone,
            ..self.clone()
        }
    }

    fn civil(&self) -> Civil {
        Civil::of_seconds(
            self.seconds
                .saturating_add(self.zone.at(self.seconds).seconds),
        )
    }

    fn text(&self, layout: &[u8]) -> String {
        String::from_utf8_lossy(&format::format(self, layout)).into_owned()
    }

    /// Rounds the time since the year 1 to a multiple; `half_up` or down.
    fn rounded(&self, unit: Duration, half_up: bool) -> Self {
        if unit.0 <= 0 {
            return self.clone();
        }
        let since = self.total() - i128::from(YEAR_ONE) * i128::from(SECOND);
        let rest = since.rem_euclid(i128::from(unit.0)) as i64;
        if half_up && rest >= unit.0 - rest {
            self.plus(Duration(unit.0 - rest))
        } else {
            self.plus(Duration(-rest))
        }
    }

    fn plus_date(&self, years: i64, months: i64, days: i64) -> Self {
        let civil = self.civil();
        let date = days_from_date(
            civil.year.saturating_add(years),
            civil.month.saturating_add(months),
            civil.day.saturating_add(days),
        );
        let of_day = civil.hour * 3600 + civil.minute * 60 + civil.second;
        let clock = date
            .saturating_mul(super::civil::DAY)
            .saturating_add(of_day);
        Self {
            seconds: self.zone.to_universal(clock),
            ..self.clone()
        }
    }

    fn compared(&self, args: &[Value]) -> Result<Ordering, String> {
        match args.first().and_then(Self::of) {
            Some(other) => Ok(self.total().cmp(&other.total())),
            None => Err("the argument is no time".to_owned()),
        }
    }

    /// The Go expression that makes the time.
    fn go_string(&self) -> String {
        let Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.civil();
        let month = units::MONTHS[(month - 1) as usize];
        let location = match &self.zone {
            Zone::Utc => "time.UTC".to_owned(),
            Zone::Local(_) => "time.Local".to_owned(),
            other => format!(
                "time.Location({})",
                super::duration::quote(other.name().as_bytes())
            ),
        };
        format!(
            "time.Date({year}, time.{month}, {day}, {hour}, {minute}, {second}, {}, {location})",
            self.nanoseconds
        )
    }
}

impl Object for Instant {
    fn go_type(&self) -> GoType {
        TIME
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn method(&self, name: &str) -> Option<Method> {
        let params: &'static [GoType] = match name {
            "Year" | "Month" | "Day" | "Weekday" | "YearDay" | "Hour" | "Minute" | "Second"
            | "Nanosecond" | "Unix" | "UnixMilli" | "UnixMicro" | "UnixNano" | "IsZero"
            | "IsDST" | "UTC" | "Local" | "Location" | "String" | "GoString" | "MarshalJSON"
            | "MarshalText" => &[],
            "Format" => &[GoType::Str],
            "After" | "Before" | "Equal" | "Compare" | "Sub" => &[TIME],
            "Add" | "Round" | "Truncate" => &[DURATION],
            "AddDate" => &[GoType::Int, GoType::Int, GoType::Int],
            _ => return None,
        };
        Some(Method {
            params,
            variadic: false,
        })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let duration = || {
            args.first()
                .and_then(DurationValue::of)
                .unwrap_or(Duration(0))
        };
        let int = |at: usize| match args.get(at) {
            Some(Value::Int(_, n)) => *n,
            _ => 0,
        };
        let in_unit = |unit: i64| {
            (self.total() / i128::from(unit)).clamp(i128::from(i64::MIN), i128::from(i64::MAX))
                as i64
        };
        Ok(match name {
            "Year" => Value::int(self.civil().year),
            "Month" => units::month(self.civil().month),
            "Day" => Value::int(self.civil().day),
            "Weekday" => units::weekday(self.civil().weekday()),
            "YearDay" => Value::int(self.civil().day_of_year()),
            "Hour" => Value::int(self.civil().hour),
            "Minute" => Value::int(self.civil().minute),
            "Second" => Value::int(self.civil().second),
            "Nanosecond" => Value::int(i64::from(self.nanoseconds)),
            "Unix" => Value::int64(self.seconds),
            "UnixMilli" => Value::int64(
                self.seconds
                    .wrapping_mul(1000)
                    .wrapping_add(i64::from(self.nanoseconds) / 1_000_000),
            ),
            "UnixMicro" => Value::int64(in_unit(1000)),
            "UnixNano" => Value::int64(in_unit(1)),
            "IsZero" => Value::Bool(self.seconds == YEAR_ONE && self.nanoseconds == 0),
            "IsDST" => Value::Bool(self.zone.at(self.seconds).is_dst),
            "UTC" => self.in_zone(Zone::Utc).value(),
            "Local" => self.in_zone(Zone::Local(self.local.clone())).value(),
            "Location" => Value::Object(Rc::new(Location(self.zone.name().to_owned()))),
            "String" => Value::str(self.text(STRING)),
            "GoString" => Value::str(self.go_string()),
            "MarshalJSON" => Value::Bytes(format!("\"{}\"", self.text(RFC3339)).into()),
            "MarshalText" => Value::Bytes(self.text(RFC3339).into()),
            "Format" => {
                let layout = args.first().map_or_else(|| "".into(), reflect::text);
                Value::Str(format::format(self, &layout).into())
            }
            "After" => Value::Bool(self.compared(args)?.is_gt()),
            "Before" => Value::Bool(self.compared(args)?.is_lt()),
            "Equal" => Value::Bool(self.compared(args)?.is_eq()),
            "Compare" => Value::int(self.compared(args)? as i64),
            "Sub" => match args.first().and_then(Self::of) {
                Some(other) => DurationValue::value(self.since(other)),
                None => return Err("the argument is no time".to_owned()),
            },
            "Add" => self.plus(duration()).value(),
            "Round" => self.rounded(duration(), true).value(),
            "Truncate" => self.rounded(duration(), false).value(),
            "AddDate" => self.plus_date(int(0), int(1), int(2)).value(),
            _ => return Err(format!("no method {name}")),
        })
    }

    fn string(&self) -> Option<String> {
        Some(self.text(STRING))
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        let other = other.as_any().downcast_ref::<Self>()?;
        Some(self.total() == other.total() && self.zone.name() == other.zone.name())
    }

    fn plain(&self) -> String {
        self.text(STRING)
    }

    fn json(&self) -> Value {
        Value::str(self.text(RFC3339))
    }
}

/// A pointer to a Go `time.Location`.
#[derive(Debug)]
struct Location(String);

impl Object for Location {
    fn go_type(&self) -> GoType {
        GoType::Named("*time.Location")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "ptr"
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "String").then_some(Method {
            params: &[],
            variadic: false,
        })
    }

    fn call(&self, _name: &str, _args: &[Value]) -> Result<Value, String> {
        Ok(Value::str(self.0.as_str()))
    }

    fn string(&self) -> Option<String> {
        Some(self.0.clone())
    }

    fn plain(&self) -> String {
        self.0.clone()
    }

    fn json(&self) -> Value {
        Value::Map(stator_value::Map::new())
    }
}
