//! Numbers in schemas: comparing and printing them.

use stator_value::{IntKind, Value, gofmt};

/// Gives a number's value.
pub(super) fn of(value: &Value) -> Option<f64> {
    match value {
        Value::Float(f) => Some(*f),
        Value::Int(IntKind::Uint64, n) => Some(n.cast_unsigned() as f64),
        Value::Int(_, n) => Some(*n as f64),
        _ => None,
    }
}

/// Says whether a number counts as an integer, whatever its form: `1.0` does.
pub(super) fn is_integer(value: &Value) -> bool {
    of(value).is_some_and(|f| f.is_finite() && f.fract() == 0.0)
}

/// Says whether `value` is a whole multiple of `unit`, both taken as the decimals they are written as.
pub(super) fn is_multiple(value: f64, unit: f64) -> bool {
    match (decimal(value), decimal(unit)) {
        (Some((a, a_scale)), Some((b, b_scale))) if b != 0 => {
            let scale = a_scale.max(b_scale);
            let raised = |n: i128, from: u32| 10i128.checked_pow(scale - from)?.checked_mul(n);
            match (raised(a, a_scale), raised(b, b_scale)) {
                (Some(a), Some(b)) => a % b == 0,
                _ => (value / unit).fract() == 0.0,
            }
        }
        _ => (value / unit).fract() == 0.0,
    }
}

/// Gives a number as an integer and a count of decimals.
fn decimal(f: f64) -> Option<(i128, u32)> {
    let text = gofmt::format_float(f, b'f', -1, 64);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{part}");
    Some((digits.parse().ok()?, u32::try_from(part.len()).ok()?))
}

/// Prints a bound as Go's `big.Float` does, which Helm 3 shows.
pub(super) fn big_float(f: f64) -> String {
    let text = gofmt::format_float(f, b'g', 10, 64);
    trimmed(&text)
}

/// Cuts zeros off the end of a fraction.
fn trimmed(text: &str) -> String {
    let (digits, exponent) = match text.find('e') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    if !digits.contains('.') {
        return text.to_owned();
    }
    format!(
        "{}{exponent}",
        digits.trim_end_matches('0').trim_end_matches('.')
    )
}

/// Prints a count as an English text does: with commas.
pub(super) fn english_count(n: u64) -> String {
    grouped(&n.to_string())
}

/// Prints a number as an English text does, which Helm 4 shows: commas, and powers of ten in
/// superscript.
pub(super) fn english(f: f64) -> String {
    let text = gofmt::format_float(f, b'g', -1, 64);
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (digits, exponent) = text.split_once('e').unwrap_or((text, ""));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = format!("{sign}{}", grouped(whole));
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
    if !exponent.is_empty() {
        out.push_str("×10");
        out.extend(exponent.chars().filter_map(superscript));
    }
    out
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '-' => '⁻',
        _ => return None,
    })
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_decided_on_decimals() {
        assert!(is_multiple(0.3, 0.1));
        assert!(is_multiple(123_456.78, 0.01));
        assert!(!is_multiple(123_456.789, 0.01));
        assert!(!is_multiple(1.0, 0.0));
    }

    #[test]
    fn english_numbers_have_commas_and_superscripts() {
        assert_eq!(english(123_456.789_123), "123,456.789123");
        assert_eq!(english(1_234_567.25), "1.23456725×10⁰⁶");
        assert_eq!(english(1e21), "1×10²¹");
        assert_eq!(english(-1.0), "-1");
        assert_eq!(english_count(1200), "1,200");
    }

    #[test]
    fn bounds_print_with_ten_digits_at_most() {
        assert_eq!(big_float(70_000.5), "70000.5");
        assert_eq!(big_float(1e21), "1e+21");
        assert_eq!(big_float(1.0), "1");
    }
}
