//! Kubernetes quantities, as far as rules look at them.

use serde_json::Value as Json;

/// Text of Kubernetes for a quantity of the wrong form.
const WRONG_FORM: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/// Text of Kubernetes for a quantity with an unknown suffix.
const WRONG_SUFFIX: &str = "unable to parse quantity's suffix";

/// A quantity that can be read: its sign, and an approximate value for comparing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Quantity {
    pub(crate) value: f64,
    /// Whether every digit is zero.
    pub(crate) is_zero: bool,
}

impl Quantity {
    /// Reads a text or number as Kubernetes does.
    ///
    /// # Errors
    /// The text of Kubernetes.
    pub(crate) fn read(value: &Json) -> Result<Self, &'static str> {
        match value {
            Json::String(text) => Self::parse(text),
            Json::Number(number) => Self::parse(&number.to_string()),
            _ => Err(WRONG_FORM),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let digits_end = unsigned
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(unsigned.len());
        let (digits, suffix) = unsigned.split_at(digits_end);
        let after_letters = suffix.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
        let exponent = after_letters
            .strip_prefix(['+', '-'])
            .unwrap_or(after_letters);
        let has_form = !digits.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit());
        if !has_form || digits.matches('.').count() > 1 || digits == "." {
            return Err(WRONG_FORM);
        }
        let scale = scale(suffix).ok_or(WRONG_SUFFIX)?;
        let magnitude: f64 = digits.parse().map_err(|_| WRONG_FORM)?;
        let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
        Ok(Self {
            value: sign * magnitude * scale,
            is_zero: digits.bytes().all(|b| matches!(b, b'0' | b'.')),
        })
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.value < 0.0
    }
}

fn scale(suffix: &str) -> Option<f64> {
    Some(match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024f64.powi(2),
        "Gi" => 1024f64.powi(3),
        "Ti" => 1024f64.powi(4),
        "Pi" => 1024f64.powi(5),
        "Ei" => 1024f64.powi(6),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            10f64.powi(exponent)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_and_refused_as_kubernetes_does() {
        for (text, value) in [
            ("1", 1.0),
            ("-1Gi", -1024f64.powi(3)),
            ("1.5", 1.5),
            ("2e3", 2000.0),
        ] {
            assert_eq!(Quantity::parse(text).unwrap().value, value, "{text}");
        }
        for text in ["0Gi", "0e5", "-0", "0"] {
            assert!(Quantity::parse(text).unwrap().is_zero, "{text}");
        }
        for text in ["", " ", "8 Gi", "8GiB", "lots", "1,5Gi", "50%", "1.5e3Mi"] {
            assert_eq!(Quantity::parse(text).unwrap_err(), WRONG_FORM, "{text}");
        }
        assert_eq!(Quantity::parse("1K").unwrap_err(), WRONG_SUFFIX);
    }
}
