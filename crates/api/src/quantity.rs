//! Kubernetes quantities: what they are worth, and how Kubernetes writes them.

use std::borrow::Cow;

/// Text of Kubernetes for a quantity of the wrong form.
pub const WRONG_FORM: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/// Text of Kubernetes for a quantity with an unknown suffix.
pub const WRONG_SUFFIX: &str = "unable to parse quantity's suffix";

/// The largest amount with a binary suffix; larger ones are cut to it.
const MAX_BINARY: &str = "9223372036854775807";
/// The power of ten of the smallest amount that is kept.
const NANO: i32 = -9;
/// Digits that always fit a signed 64-bit number.
const SAFE_DIGITS: usize = 18;

const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: [(&str, i32); 10] = [
    ("", 0),
    ("m", -3),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
    ("u", -6),
    ("n", -9),
];

#[derive(Clone, Copy, PartialEq, Debug)]
enum Unit {
    /// A power of 1024, one or more.
    Binary(u32),
    /// A power of ten with a letter, or none.
    Decimal(i32),
    /// A power of ten behind an `e`.
    Exponent(i32),
}

impl Unit {
    fn read(suffix: &str) -> Option<Self> {
        if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
            return Some(Self::Decimal(*power));
        }
        if let Some(power) = BINARY.iter().position(|name| *name == suffix) {
            return Some(Self::Binary(power as u32));
        }
        let exponent = suffix.strip_prefix(['e', 'E'])?;
        exponent.parse().ok().map(Self::Exponent)
    }
}

/// A quantity as it was written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Quantity<'t> {
    text: &'t str,
    is_signed_negative: bool,
    /// Digits before the point, without leading zeros.
    whole: &'t str,
    /// Digits behind the point.
    fraction: &'t str,
    unit: Unit,
}

impl<'t> Quantity<'t> {
    /// Reads a quantity as Kubernetes does: a text without digits counts as zero.
    ///
    /// # Errors
    /// The text of Kubernetes.
    pub fn parse(text: &'t str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err(WRONG_FORM);
        }
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, rest) = digits(unsigned);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
        let letters = suffix.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
        let exponent = letters.strip_prefix(['+', '-']).unwrap_or(letters);
        if !exponent.bytes().all(|b| b.is_ascii_digit()) {
            return Err(WRONG_FORM);
        }
        Ok(Self {
            text,
            is_signed_negative: text.starts_with('-'),
            whole: whole.trim_start_matches('0'),
            fraction,
            unit: Unit::read(suffix).ok_or(WRONG_SUFFIX)?,
        })
    }

    /// Says whether every digit is zero.
    pub fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.bytes().all(|b| b == b'0')
    }

    /// Says whether the quantity is below zero.
    pub fn is_negative(&self) -> bool {
        self.is_signed_negative && !self.is_zero()
    }

    /// Gives roughly what the quantity is worth, for comparing.
    pub fn approximate(&self) -> f64 {
        let digits: f64 = format!("0{}.{}", self.whole, self.fraction)
            .parse()
            .unwrap_or_default();
        let scale = match self.unit {
            Unit::Binary(power) => 1024f64.powi(power as i32),
            Unit::Decimal(power) | Unit::Exponent(power) => 10f64.powi(power),
        };
        if self.is_signed_negative {
            -digits * scale
        } else {
            digits * scale
        }
    }

    /// Writes the quantity as Kubernetes does: `1000m` becomes `1`, `1024Mi` becomes `1Gi`.
    ///
    /// COMPAT(kubernetes): forms that its reader takes for canonical stay, among them `+1`, `007` and `1.500`. Amounts
    /// that exceed 128 bits as nano-units stay as well.
    pub fn canonical(&self) -> Cow<'t, str> {
        if self.text == "0" || self.is_kept() {
            return Cow::Borrowed(self.text);
        }
        if self.is_zero() {
            return Cow::Borrowed("0");
        }
        let sign = if self.is_signed_negative { "-" } else { "" };
        match (self.nanos(), self.unit) {
            (Some(nanos), unit) => Cow::Owned(write(sign, nanos, unit)),
            (None, Unit::Binary(power)) if power > 0 => Cow::Owned(format!("{sign}{MAX_BINARY}")),
            (None, _) => Cow::Borrowed(self.text),
        }
    }

    /// Whether Kubernetes' reader keeps the text, because it looks canonical.
    fn is_kept(&self) -> bool {
        let places = self.whole.len().max(1) + self.fraction.len();
        let last_three_are_zero = || {
            let end = |digits: &str, count: usize| {
                digits.len() >= count && digits.bytes().rev().take(count).all(|b| b == b'0')
            };
            match self.fraction.len() {
                0 => end(self.whole, 3),
                known @ 1..3 => end(self.fraction, known) && end(self.whole, 3 - known),
                _ => end(self.fraction, 3),
            }
        };
        match self.unit {
            Unit::Binary(power) if power > 0 => {
                // What is left of fifteen digits once the suffix has taken its own.
                let room = 14usize.checked_sub(3 * power as usize);
                let fits = room.is_some_and(|room| self.whole.len().max(1) <= room);
                let value: u64 = self.whole.parse().unwrap_or(0);
                fits && self.fraction.is_empty() && value & 7 != 0
            }
            Unit::Binary(_) => false,
            Unit::Decimal(power) | Unit::Exponent(power) => {
                let Some(scale) = power.checked_sub_unsigned(self.fraction.len() as u32) else {
                    return false;
                };
                places <= SAFE_DIGITS
                    && scale >= NANO
                    && scale % 3 == 0
                    && !self.whole.is_empty()
                    && !last_three_are_zero()
            }
        }
    }

    /// The amount without its sign in nano-units; smaller parts are rounded up.
    fn nanos(&self) -> Option<u128> {
        let fraction = self.fraction.trim_end_matches('0');
        let mut mantissa: u128 = 0;
        for digit in self.whole.bytes().chain(fraction.bytes()) {
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(u128::from(digit - b'0'))?;
        }
        let (factor, power) = match self.unit {
            Unit::Binary(power) => (1024u128.checked_pow(power)?, 0),
            Unit::Decimal(power) | Unit::Exponent(power) => (1, power),
        };
        let places = i32::try_from(fraction.len()).ok()?;
        let exponent = power.checked_add(-NANO)?.checked_sub(places)?;
        let scaled = mantissa.checked_mul(factor)?;
        match 10u128.checked_pow(exponent.unsigned_abs()) {
            Some(ten) if exponent >= 0 => scaled.checked_mul(ten),
            Some(ten) => Some(scaled.div_ceil(ten)),
            None if exponent < 0 => Some(u128::from(scaled > 0)),
            None => None,
        }
    }
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|b| !b.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

fn write(sign: &str, nanos: u128, unit: Unit) -> String {
    const ONE: u128 = 1_000_000_000;
    // Binary form only for whole numbers of at least 1024.
    if matches!(unit, Unit::Binary(power) if power > 0) {
        let mut value = nanos / ONE;
        if value > i64::MAX as u128 {
            return format!("{sign}{MAX_BINARY}");
        }
        if nanos.is_multiple_of(ONE) && value >= 1024 {
            let mut power = 0;
            while value.is_multiple_of(1024) && power + 1 < BINARY.len() {
                value /= 1024;
                power += 1;
            }
            return format!("{sign}{value}{}", BINARY[power]);
        }
    }
    let (mut value, mut power) = (nanos, NANO);
    let is_exponent = matches!(unit, Unit::Exponent(_));
    while value.is_multiple_of(1000) && (power < 18 || is_exponent) {
        value /= 1000;
        power += 3;
    }
    if is_exponent && power != 0 {
        return format!("{sign}{value}e{power}");
    }
    let found = DECIMAL.iter().find(|(_, known)| *known == power);
    let suffix = found.map_or("", |(name, _)| name);
    format!("{sign}{value}{suffix}")
}

/// Writes a quantity as Kubernetes does.
///
/// # Errors
/// The text of Kubernetes.
pub fn canonical(text: &str) -> Result<Cow<'_, str>, &'static str> {
    Quantity::parse(text).map(|quantity| quantity.canonical())
}

/// Writes a quantity as Kubernetes does, and what is none as it is.
pub fn canonical_or_given(text: &str) -> String {
    canonical(text).map_or_else(|_| text.to_owned(), Cow::into_owned)
}

/// Says whether a text is a quantity of zero; one that is no quantity is not.
pub fn is_zero(text: &str) -> bool {
    Quantity::parse(text).is_ok_and(|quantity| quantity.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = include_str!("../../../tests/corpus/quantities.txt");

    #[test]
    fn quantities_are_written_and_refused_as_kubernetes_does() {
        let mut count = 0;
        for line in RECORDED.lines().filter(|line| !line.starts_with('#')) {
            let (text, want) = line.split_once('\t').unwrap();
            let have = canonical(text);
            match want.strip_prefix('!') {
                Some(error) => assert_eq!(have, Err(error), "{text}"),
                None => assert_eq!(have.as_deref(), Ok(want), "{text}"),
            }
            count += 1;
        }
        assert!(count > 100, "{count}");
    }

    #[test]
    fn amounts_without_bounds_are_read_in_bounded_time() {
        for text in [
            "1e2147483647",
            "1e-2147483648",
            "-1e2147483647",
            "0.1e-2147483648",
        ] {
            assert!(canonical(text).is_ok(), "{text}");
        }
        assert!(canonical("1e99999999999999999999").is_err());
        let long = "9".repeat(100_000);
        assert_eq!(canonical(&long).as_deref(), Ok(long.as_str()));
        let small = format!("0.{}1", "0".repeat(100_000));
        assert_eq!(canonical(&small).as_deref(), Ok("1n"));
    }

    #[test]
    fn worth_and_sign_count_every_unit() {
        for (text, value) in [
            ("1", 1.0),
            ("-1Gi", -1024f64.powi(3)),
            ("1.5", 1.5),
            ("2e3", 2000.0),
        ] {
            assert_eq!(
                Quantity::parse(text).unwrap().approximate(),
                value,
                "{text}"
            );
        }
        for text in ["0Gi", "0e5", "-0", "0", "0.00"] {
            assert!(is_zero(text), "{text}");
            assert!(!Quantity::parse(text).unwrap().is_negative(), "{text}");
        }
        assert!(Quantity::parse("-1n").unwrap().is_negative());
        assert!(!is_zero("words"));
    }
}
