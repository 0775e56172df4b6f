//! Durations in nanoseconds.

use stator_value::{GoType, Method, Object, Value, gofmt};
use std::any::Any;
use std::fmt::Write as _;
use std::rc::Rc;

/// A Go `time.Duration`: nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Duration(pub(crate) i64);

/// Nanoseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

const UNITS: &[(&[u8], u64)] = &[
    (b"ns", 1),
    (b"us", 1000),
    ("\u{b5}s".as_bytes(), 1000),
    ("\u{3bc}s".as_bytes(), 1000),
    (b"ms", 1_000_000),
    (b"s", SECOND as u64),
    (b"m", MINUTE as u64),
    (b"h", HOUR as u64),
];

/// The size of the smallest duration, one more than that of the largest.
const LIMIT: u64 = 1 << 63;

/// Reads a duration such as `1h2m3.5s`.
///
/// # Errors
/// Go's text.
pub(crate) fn parse_duration(text: &[u8]) -> Result<Duration, String> {
    let fault = |problem: &str| Err(format!("time: {problem} {}", quote(text)));
    let invalid = || fault("invalid duration");
    let (negative, mut rest) = match text.split_first() {
        Some((sign @ (b'-' | b'+'), rest)) => (*sign == b'-', rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(Duration(0));
    }
    if rest.is_empty() {
        return invalid();
    }
    let mut total: u64 = 0;
    while let Some(&first) = rest.first() {
        if first != b'.' && !first.is_ascii_digit() {
            return invalid();
        }
        let whole = digits(&mut rest);
        let Some(mut value) = leading_integer(whole) else {
            return invalid();
        };
        let mut fraction: &[u8] = b"";
        if let Some(tail) = rest.strip_prefix(b".") {
            rest = tail;
            fraction = digits(&mut rest);
        }
        if whole.is_empty() && fraction.is_empty() {
            return invalid();
        }
        let length = rest
            .iter()
            .take_while(|b| **b != b'.' && !b.is_ascii_digit())
            .count();
        if length == 0 {
            return fault("missing unit in duration");
        }
        let (name, tail) = rest.split_at(length);
        rest = tail;
        let Some((_, unit)) = UNITS.iter().find(|(known, _)| *known == name) else {
            return fault(&format!("unknown unit {} in duration", quote(name)));
        };
        if value > LIMIT / unit {
            return invalid();
        }
        value *= unit;
        let (part, scale) = leading_fraction(fraction);
        if part > 0 {
            value += (part as f64 * (*unit as f64 / scale)) as u64;
        }
        match total
            .checked_add(value)
            .filter(|sum| *sum <= LIMIT && value <= LIMIT)
        {
            Some(sum) => total = sum,
            None => return invalid(),
        }
    }
    if negative {
        return Ok(Duration(total.wrapping_neg().cast_signed()));
    }
    i64::try_from(total).map(Duration).or_else(|_| invalid())
}

fn digits<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, tail) = rest.split_at(length);
    *rest = tail;
    digits
}

fn leading_integer(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, digit| {
        let value = value
            .checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))?;
        (value <= LIMIT).then_some(value)
    })
}

/// The digits after a point, as many as fit, and by what they are to be divided.
fn leading_fraction(digits: &[u8]) -> (u64, f64) {
    let (mut value, mut scale) = (0_u64, 1.0);
    for digit in digits {
        if value > (LIMIT - 1) / 10 {
            break;
        }
        let next = value * 10 + u64::from(digit - b'0');
        if next > LIMIT {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    (value, scale)
}

/// Quotes as Go's package for times does: other characters than ASCII byte by byte.
pub(super) fn quote(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in text {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b' '..=0x7f => out.push(char::from(*byte)),
            _ => write!(out, "\\x{byte:02x}").expect("writing to memory cannot fail"),
        }
    }
    out.push('"');
    out
}

impl Duration {
    /// Whole units and the rest in floating point, as Go computes them.
    fn in_units(self, unit: i64) -> f64 {
        (self.0 / unit) as f64 + (self.0 % unit) as f64 / unit as f64
    }

    /// Gives the duration in hours.
    pub(crate) fn hours(self) -> f64 {
        self.in_units(HOUR)
    }

    /// Gives the duration in minutes.
    pub(crate) fn minutes(self) -> f64 {
        self.in_units(MINUTE)
    }

    /// Gives the duration in seconds.
    pub(crate) fn seconds(self) -> f64 {
        self.in_units(SECOND)
    }

    /// Cuts off what is beyond a multiple of `unit`.
    pub(crate) fn truncate(self, unit: Self) -> Self {
        if unit.0 <= 0 {
            self
        } else {
            Self(self.0 - self.0 % unit.0)
        }
    }

    /// Rounds to a multiple of `unit`, half away from zero; stays in range.
    pub(crate) fn round(self, unit: Self) -> Self {
        if unit.0 <= 0 {
            return self;
        }
        let rest = self.0 % unit.0;
        let cut = self.0 - rest;
        if rest.unsigned_abs() < unit.0.unsigned_abs() - rest.unsigned_abs() {
            return Self(cut);
        }
        Self(if self.0 < 0 {
            cut.saturating_sub(unit.0)
        } else {
            cut.saturating_add(unit.0)
        })
    }
}

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = self.0.unsigned_abs();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let second = SECOND.unsigned_abs();
        match size {
            0 => return f.write_str("0s"),
            1..1000 => return write!(f, "{size}ns"),
            1000..1_000_000 => {
                write_fraction(f, size, 1000)?;
                return f.write_str("µs");
            }
            _ if size < second => {
                write_fraction(f, size, 1_000_000)?;
                return f.write_str("ms");
            }
            _ => {}
        }
        let seconds = size / second;
        if seconds >= 3600 {
            write!(f, "{}h", seconds / 3600)?;
        }
        if seconds >= 60 {
            write!(f, "{}m", seconds / 60 % 60)?;
        }
        write_fraction(f, size % (60 * second), second)?;
        f.write_str("s")
    }
}

/// Writes `value / unit` without trailing zeros.
fn write_fraction(f: &mut std::fmt::Formatter<'_>, value: u64, unit: u64) -> std::fmt::Result {
    write!(f, "{}", value / unit)?;
    if !value.is_multiple_of(unit) {
        let digits = (unit + value % unit).to_string();
        write!(f, ".{}", digits[1..].trim_end_matches('0'))?;
    }
    Ok(())
}

/// A duration as templates see it.
#[derive(Debug)]
pub(crate) struct DurationValue(pub(crate) Duration);

/// The Go type.
pub(crate) const DURATION: GoType = GoType::Named("time.Duration");

impl DurationValue {
    /// Makes the value.
    pub(crate) fn value(duration: Duration) -> Value {
        Value::Object(Rc::new(Self(duration)))
    }

    /// Takes the duration out of a value.
    pub(crate) fn of(value: &Value) -> Option<Duration> {
        match value {
            Value::Object(object) => object.as_any().downcast_ref::<Self>().map(|d| d.0),
            Value::Int(_, n) => Some(Duration(*n)),
            _ => None,
        }
    }
}

impl Object for DurationValue {
    fn go_type(&self) -> GoType {
        DURATION
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "int64"
    }

    fn method(&self, name: &str) -> Option<Method> {
        let params: &'static [GoType] = match name {
            "Hours" | "Minutes" | "Seconds" | "Milliseconds" | "Microseconds" | "Nanoseconds"
            | "Abs" | "String" => &[],
            "Round" | "Truncate" => &[DURATION],
            _ => return None,
        };
        Some(Method {
            params,
            variadic: false,
        })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let unit = args.first().and_then(Self::of).unwrap_or(Duration(0));
        Ok(match name {
            "Hours" => Value::Float(self.0.hours()),
            "Minutes" => Value::Float(self.0.minutes()),
            "Seconds" => Value::Float(self.0.seconds()),
            "Milliseconds" => Value::int64(self.0.0 / 1_000_000),
            "Microseconds" => Value::int64(self.0.0 / 1000),
            "Nanoseconds" => Value::int64(self.0.0),
            "Abs" => Self::value(Duration(self.0.0.saturating_abs())),
            "Round" => Self::value(self.0.round(unit)),
            "Truncate" => Self::value(self.0.truncate(unit)),
            "String" => Value::str(self.0.to_string()),
            _ => return Err(format!("no method {name}")),
        })
    }

    fn string(&self) -> Option<String> {
        Some(self.0.to_string())
    }

    fn number(&self) -> Option<i64> {
        Some(self.0.0)
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        other
            .as_any()
            .downcast_ref::<Self>()
            .map(|other| self.0 == other.0)
    }

    fn plain(&self) -> String {
        self.0.0.to_string()
    }

    fn json(&self) -> Value {
        Value::int64(self.0.0)
    }
}

/// Reads anything that Helm 4 takes for a duration: durations, texts, numbers of seconds.
///
/// # Errors
/// Helm's text.
pub(crate) fn as_duration(value: &Value) -> Result<Duration, String> {
    let from_int = |seconds: i128, shown: String| {
        let nanoseconds = i64::try_from(seconds * i128::from(SECOND));
        match nanoseconds {
            Ok(nanoseconds) => Ok(Duration(nanoseconds)),
            Err(_) => Err(format!("duration seconds overflow: {shown}")),
        }
    };
    match value {
        Value::Nil | Value::Invalid => Err("invalid duration".to_owned()),
        Value::Str(text) => {
            let trimmed = text.trim_ascii();
            let trimmed = std::str::from_utf8(trimmed).map_or(trimmed, |t| t.trim().as_bytes());
            if trimmed.is_empty() {
                return Err("empty duration".to_owned());
            }
            if let Ok(duration) = parse_duration(trimmed) {
                return Ok(duration);
            }
            match gofmt::parse_float(trimmed) {
                Ok(seconds) => from_seconds(seconds),
                Err(_) => Err(format!("could not parse duration {}", gofmt::quote(text))),
            }
        }
        Value::Int(stator_value::IntKind::Uint64, n) => {
            let n = n.cast_unsigned();
            from_int(i128::from(n), n.to_string())
        }
        Value::Int(_, n) => from_int(i128::from(*n), n.to_string()),
        Value::Float(f) => from_seconds(*f),
        Value::Object(object) => match (DurationValue::of(value), object.number()) {
            (Some(duration), _) => Ok(duration),
            (None, Some(n)) => from_int(i128::from(n), n.to_string()),
            (None, None) => Err(format!("unsupported duration type {}", object.go_type())),
        },
        other => Err(format!("unsupported duration type {}", other.go_type())),
    }
}

fn from_seconds(seconds: f64) -> Result<Duration, String> {
    let shown = |f: f64| gofmt::format_float(f, b'g', -1, 64);
    if !seconds.is_finite() {
        return Err(format!("invalid duration seconds: {}", shown(seconds)));
    }
    let limit = i64::MAX as f64;
    if seconds.abs() > limit / SECOND as f64 {
        return Err(format!("duration seconds overflow: {}", shown(seconds)));
    }
    Ok(Duration(crate::convert::truncate(seconds * SECOND as f64)))
}
