//! Quantities in Kubernetes' canonical form.

/// Reads a quantity and writes it back as Kubernetes does: `1000m` → `1`, `1024Mi` → `1Gi`.
///
/// # Errors
/// Kubernetes' text.
pub(crate) fn canonical(text: &str) -> Result<String, &'static str> {
    const WRONG_FORM: &str = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    const WRONG_SUFFIX: &str = "unable to parse quantity's suffix";
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let split = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(unsigned.len());
    let (digits, suffix) = unsigned.split_at(split);
    let letters = suffix.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
    let exponent = letters.strip_prefix(['+', '-']).unwrap_or(letters);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty())
        || fraction.contains('.')
        || !exponent.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(WRONG_FORM);
    }
    let unit = Unit::read(suffix).ok_or(WRONG_SUFFIX)?;
    // Nano-units hold every quantity that Kubernetes keeps; smaller parts are rounded up.
    let Some(nanos) = nanos(whole, fraction, unit) else {
        // Too large for exact arithmetic: left as it was written.
        return Ok(text.to_owned());
    };
    let sign = if negative && nanos != 0 { "-" } else { "" };
    Ok(format!("{sign}{}", write(nanos, unit)))
}

/// Says whether a quantity is zero; text that is none is not.
pub(crate) fn is_zero(text: &str) -> bool {
    canonical(text).is_ok_and(|canonical| canonical.bytes().next() == Some(b'0'))
}

#[derive(Clone, Copy)]
enum Unit {
    Binary(u32),
    Decimal(i32),
    Exponent(i32),
}

const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: [(&str, i32); 10] = [
    ("n", -9),
    ("u", -6),
    ("m", -3),
    ("", 0),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];

impl Unit {
    fn read(suffix: &str) -> Option<Self> {
        if let Some((_, power)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
            return Some(Self::Decimal(*power));
        }
        if let Some(power) = BINARY.iter().position(|name| *name == suffix) {
            return Some(Self::Binary(power as u32));
        }
        suffix
            .strip_prefix(['e', 'E'])?
            .parse()
            .ok()
            .map(Self::Exponent)
    }
}

fn nanos(whole: &str, fraction: &str, unit: Unit) -> Option<u128> {
    let fraction = fraction.trim_end_matches('0');
    let mantissa: u128 = match format!("{whole}{fraction}").trim_start_matches('0') {
        "" => 0,
        digits => digits.parse().ok()?,
    };
    let (factor, power) = match unit {
        Unit::Binary(power) => (1024u128.checked_pow(power)?, 0),
        Unit::Decimal(power) | Unit::Exponent(power) => (1, power),
    };
    let exponent = 9 + power - i32::try_from(fraction.len()).ok()?;
    let scaled = mantissa.checked_mul(factor)?;
    if exponent >= 0 {
        scaled.checked_mul(10u128.checked_pow(exponent as u32)?)
    } else {
        Some(scaled.div_ceil(10u128.checked_pow(exponent.unsigned_abs())?))
    }
}

fn write(nanos: u128, unit: Unit) -> String {
    const ONE: u128 = 1_000_000_000;
    if nanos == 0 {
        return "0".to_owned();
    }
    // COMPAT(kubernetes): binary form only for whole numbers of at least 1024.
    if matches!(unit, Unit::Binary(_)) && nanos.is_multiple_of(ONE) && nanos / ONE >= 1024 {
        let mut value = nanos / ONE;
        let mut power = 0;
        while value.is_multiple_of(1024) && power + 1 < BINARY.len() {
            value /= 1024;
            power += 1;
        }
        return format!("{value}{}", BINARY[power]);
    }
    let mut value = nanos;
    let mut power = -9;
    while value.is_multiple_of(1000) && power < 18 {
        value /= 1000;
        power += 3;
    }
    match unit {
        Unit::Exponent(_) if power == 0 => format!("{value}"),
        Unit::Exponent(_) => format!("{value}e{power}"),
        _ => {
            let suffix = DECIMAL
                .iter()
                .find(|(_, p)| *p == power)
                .map_or("", |(name, _)| name);
            format!("{value}{suffix}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_take_their_canonical_form() {
        for (given, want) in [
            ("1000m", "1"),
            ("1024Mi", "1Gi"),
            ("100000", "100k"),
            ("0.5", "500m"),
            ("8Gi", "8Gi"),
            ("1.5Gi", "1536Mi"),
            ("0", "0"),
            ("512Ki", "512Ki"),
            ("1e3", "1e3"),
            ("-1Gi", "-1Gi"),
            ("100", "100"),
        ] {
            assert_eq!(canonical(given).as_deref(), Ok(want), "{given}");
        }
        assert!(canonical("many").is_err());
        assert!(canonical("1K").is_err());
        assert!(is_zero("0Gi") && !is_zero("1"));
    }
}
