//! Durations in Go's notation (`15m`, `1h30m`, `-1.5s`), counted in nanoseconds.

use std::fmt;
use std::str::FromStr;

/// A signed span of time with nanosecond resolution, read and written as Go's `time.Duration`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    nanoseconds: i64,
}

/// The text is no duration in Go's notation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseDurationError {
    /// The text does not follow the grammar, or its value does not fit.
    #[error("time: invalid duration {0}")]
    Invalid(String),
    /// A number has no unit.
    #[error("time: missing unit in duration {0}")]
    MissingUnit(String),
    /// A number has a unit that Go does not know.
    #[error("time: unknown unit {unit} in duration {text}")]
    UnknownUnit {
        /// The unit, quoted.
        unit: String,
        /// The whole text, quoted.
        text: String,
    },
}

const NANOSECOND: u64 = 1;
const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

impl Duration {
    /// A duration of this many nanoseconds.
    pub const fn from_nanoseconds(nanoseconds: i64) -> Self {
        Self { nanoseconds }
    }

    /// A duration of this many whole seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self {
            nanoseconds: seconds * SECOND as i64,
        }
    }

    /// The number of nanoseconds.
    pub const fn nanoseconds(self) -> i64 {
        self.nanoseconds
    }

    /// The number of whole seconds, cut towards zero.
    pub const fn whole_seconds(self) -> i64 {
        self.nanoseconds / SECOND as i64
    }

    /// Whether the duration is greater than zero.
    pub const fn is_positive(self) -> bool {
        self.nanoseconds > 0
    }

    /// The same span as a standard duration; negative spans become zero.
    pub const fn to_std(self) -> std::time::Duration {
        if self.nanoseconds < 0 {
            std::time::Duration::ZERO
        } else {
            std::time::Duration::from_nanos(self.nanoseconds as u64)
        }
    }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// Splits leading decimal digits off and returns their value, or nothing on overflow.
fn leading_digits(text: &str) -> (Option<u64>, &str) {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let value = digits.bytes().try_fold(0u64, |sum, digit| {
        sum.checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))
            .filter(|v| *v <= 1 << 63)
    });
    (value, rest)
}

/// Splits a decimal fraction off: its digits as a number, the power of ten below it, and the rest.
fn leading_fraction(text: &str) -> (u64, f64, &str) {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let (mut value, mut scale) = (0u64, 1f64);
    for digit in digits.bytes() {
        let next = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(u64::from(digit - b'0')))
            .filter(|v| *v <= 1 << 63);
        // Further digits are below any precision that counts.
        let Some(next) = next else { break };
        value = next;
        scale *= 10.0;
    }
    (value, scale, rest)
}

impl FromStr for Duration {
    type Err = ParseDurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || ParseDurationError::Invalid(quoted(text));
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        if unsigned == "0" {
            return Ok(Self::default());
        }
        if unsigned.is_empty() {
            return Err(invalid());
        }
        let (mut rest, mut total) = (unsigned, 0u64);
        while !rest.is_empty() {
            if !rest.starts_with(|c: char| c == '.' || c.is_ascii_digit()) {
                return Err(invalid());
            }
            let before = rest.len();
            let (whole, after) = leading_digits(rest);
            let whole = whole.ok_or_else(invalid)?;
            let has_whole = after.len() < before;
            rest = after;
            let (mut fraction, mut scale, mut has_fraction) = (0, 1.0, false);
            if let Some(after) = rest.strip_prefix('.') {
                let length = after.len();
                (fraction, scale, rest) = leading_fraction(after);
                has_fraction = rest.len() < length;
            }
            if !has_whole && !has_fraction {
                return Err(invalid());
            }
            let end = rest
                .find(|c: char| c == '.' || c.is_ascii_digit())
                .unwrap_or(rest.len());
            if end == 0 {
                return Err(ParseDurationError::MissingUnit(quoted(text)));
            }
            let (unit, after) = rest.split_at(end);
            rest = after;
            let unit = match unit {
                "ns" => NANOSECOND,
                // Both the micro sign and the Greek letter.
                "us" | "\u{b5}s" | "\u{3bc}s" => MICROSECOND,
                "ms" => MILLISECOND,
                "s" => SECOND,
                "m" => MINUTE,
                "h" => HOUR,
                _ => {
                    return Err(ParseDurationError::UnknownUnit {
                        unit: quoted(unit),
                        text: quoted(text),
                    });
                }
            };
            let mut part = whole
                .checked_mul(unit)
                .filter(|v| *v <= 1 << 63)
                .ok_or_else(invalid)?;
            if fraction > 0 {
                part += (fraction as f64 * (unit as f64 / scale)) as u64;
            }
            total = total
                .checked_add(part)
                .filter(|v| part <= 1 << 63 && *v <= 1 << 63)
                .ok_or_else(invalid)?;
        }
        let nanoseconds = if negative {
            // The most negative value has no positive counterpart.
            0i64.checked_sub_unsigned(total)
        } else {
            i64::try_from(total).ok()
        };
        nanoseconds.map(Self::from_nanoseconds).ok_or_else(invalid)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.nanoseconds.unsigned_abs();
        if total == 0 {
            return f.write_str("0s");
        }
        if self.nanoseconds < 0 {
            f.write_str("-")?;
        }
        if total < SECOND {
            let (unit, name) = match total {
                0..MICROSECOND => (NANOSECOND, "ns"),
                MICROSECOND..MILLISECOND => (MICROSECOND, "\u{b5}s"),
                _ => (MILLISECOND, "ms"),
            };
            return write!(f, "{}{name}", decimal(total, unit));
        }
        let (hours, minutes) = (total / HOUR, total % HOUR / MINUTE);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        write!(f, "{}s", decimal(total % MINUTE, SECOND))
    }
}

/// Writes `value / unit` with as many decimal places as it needs.
fn decimal(value: u64, unit: u64) -> String {
    let (whole, fraction) = (value / unit, value % unit);
    if fraction == 0 {
        return whole.to_string();
    }
    let places = unit.ilog10() as usize;
    let digits = format!("{fraction:0places$}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}

impl serde::Serialize for Duration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Duration {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_print_as_go_prints_them() {
        for (text, printed) in [
            ("15m", "15m0s"),
            ("4h", "4h0m0s"),
            ("1h30m", "1h30m0s"),
            ("0", "0s"),
            ("1.5s", "1.5s"),
            ("-1.5h", "-1h30m0s"),
            ("100ms", "100ms"),
            ("1us", "1\u{b5}s"),
            ("1\u{3bc}s", "1\u{b5}s"),
            ("1500ns", "1.5\u{b5}s"),
            (".5s", "500ms"),
            ("1.s", "1s"),
            ("+3s2ms", "3.002s"),
            ("2562047h47m16.854775807s", "2562047h47m16.854775807s"),
            ("-2562047h47m16.854775808s", "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(
                text.parse::<Duration>().unwrap().to_string(),
                printed,
                "{text}"
            );
        }
    }

    #[test]
    fn text_that_go_refuses_is_refused_with_its_message() {
        for (text, message) in [
            ("", "time: invalid duration \"\""),
            ("30", "time: missing unit in duration \"30\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            (".s", "time: invalid duration \".s\""),
            ("s", "time: invalid duration \"s\""),
            ("3000000h", "time: invalid duration \"3000000h\""),
            (
                "2562047h47m16.854775808s",
                "time: invalid duration \"2562047h47m16.854775808s\"",
            ),
        ] {
            assert_eq!(text.parse::<Duration>().unwrap_err().to_string(), message);
        }
    }
}
