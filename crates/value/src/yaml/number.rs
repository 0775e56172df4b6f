//! Numbers as Go's strconv reads and prints them, as far as YAML needs it.

/// Reads an unsigned integer with Go's prefixes: `0x`, `0o`, `0b`, and `0` for octal.
pub(super) fn go_uint(text: &[u8]) -> Option<u64> {
    let (digits, base) = match text {
        [b'0', b'b' | b'B', digits @ ..] if !digits.is_empty() => (digits, 2),
        [b'0', b'o' | b'O', digits @ ..] if !digits.is_empty() => (digits, 8),
        [b'0', b'x' | b'X', digits @ ..] if !digits.is_empty() => (digits, 16),
        [b'0'] => return Some(0),
        [b'0', digits @ ..] => (digits, 8),
        digits => (digits, 10),
    };
    uint_of_base(digits, base)
}

/// Reads a signed integer with Go's prefixes behind the sign.
pub(super) fn go_int(text: &[u8]) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    signed(negative, go_uint(digits)?)
}

/// Reads a signed integer of a base.
pub(super) fn int_of_base(text: &[u8], base: u32) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    signed(negative, uint_of_base(digits, base)?)
}

fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

fn signed(negative: bool, n: u64) -> Option<i64> {
    if negative {
        0i64.checked_sub_unsigned(n)
    } else {
        i64::try_from(n).ok()
    }
}

fn uint_of_base(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |n, b| {
        let digit = char::from(*b).to_digit(base)?;
        n.checked_mul(u64::from(base))?
            .checked_add(u64::from(digit))
    })
}

/// Says whether a text has the form of a YAML float: digits, at most one dot, an exponent.
pub(super) fn is_yaml_float(text: &[u8]) -> bool {
    let (_, text) = split_sign(text);
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(text);
    let mut rest = &text[whole..];
    if let [b'.', after @ ..] = rest {
        let fraction = digits(after);
        if whole == 0 && fraction == 0 {
            return false;
        }
        rest = &after[fraction..];
    } else if whole == 0 {
        return false;
    }
    match rest {
        [] => true,
        [b'e' | b'E', exponent @ ..] => {
            let (_, exponent) = split_sign(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        _ => false,
    }
}

/// Reads a decimal float; none where it is too large to be finite.
pub(super) fn parse_float(text: &[u8]) -> Option<f64> {
    let f: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    f.is_finite().then_some(f)
}

/// Reads what starts with a dot as Go's `ParseFloat` does, underscores between digits included.
pub(super) fn go_float(text: &[u8]) -> Option<f64> {
    if !text.contains(&b'_') {
        return is_yaml_float(text).then(|| parse_float(text)).flatten();
    }
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    let apart = text
        .iter()
        .enumerate()
        .all(|(at, b)| *b != b'_' || at > 0 && is_digit(at - 1) && is_digit(at + 1));
    let plain: Vec<u8> = text.iter().copied().filter(|b| *b != b'_').collect();
    (apart && is_yaml_float(&plain))
        .then(|| parse_float(&plain))
        .flatten()
}

/// Digits of a finite float without trailing zeros, and the power of ten of the first one.
fn shortest(text: &str) -> (Vec<u8>, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    (digits, exponent.parse().unwrap_or(0))
}

/// Writes digits with a decimal point, without an exponent.
fn write_fixed(digits: &[u8], exponent: i32, out: &mut Vec<u8>) {
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + (-exponent - 1) as usize, b'0');
        out.extend_from_slice(digits);
        return;
    }
    let whole = exponent as usize + 1;
    out.extend_from_slice(&digits[..whole.min(digits.len())]);
    if digits.len() > whole {
        out.push(b'.');
        out.extend_from_slice(&digits[whole..]);
    } else {
        out.resize(out.len() + whole - digits.len(), b'0');
    }
}

/// Writes a float in Go's shortest `%g` form: `1e+06`, `0.0001`, `.inf`.
pub(super) fn write_general(f: f64, out: &mut Vec<u8>) {
    write_general_text(
        f.is_sign_negative(),
        f.is_finite(),
        f.is_nan(),
        &format!("{:e}", f.abs()),
        out,
    );
}

/// Writes a float rounded to 32 bits in Go's shortest `%g` form, as keys of maps are.
pub(super) fn write_general_32(f: f64, out: &mut Vec<u8>) {
    let narrow = f as f32;
    let text = format!("{:e}", narrow.abs());
    write_general_text(
        f.is_sign_negative(),
        narrow.is_finite(),
        f.is_nan(),
        &text,
        out,
    );
}

fn write_general_text(negative: bool, finite: bool, nan: bool, text: &str, out: &mut Vec<u8>) {
    if nan {
        out.extend_from_slice(b".nan");
        return;
    }
    if negative {
        out.push(b'-');
    }
    if !finite {
        out.extend_from_slice(b".inf");
        return;
    }
    let (digits, exponent) = shortest(text);
    if (-4..6).contains(&exponent) {
        write_fixed(&digits, exponent, out);
        return;
    }
    out.push(digits[0]);
    if digits.len() > 1 {
        out.push(b'.');
        out.extend_from_slice(&digits[1..]);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    out.extend_from_slice(format!("e{sign}{:02}", exponent.abs()).as_bytes());
}

/// Writes a finite float as JSON does where it needs no exponent there; says whether it did.
pub(super) fn write_json_fixed(f: f64, out: &mut Vec<u8>) -> bool {
    let (digits, exponent) = shortest(&format!("{:e}", f.abs()));
    if f != 0.0 && !(-6..21).contains(&exponent) {
        return false;
    }
    if f.is_sign_negative() {
        out.push(b'-');
    }
    write_fixed(&digits, exponent, out);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn general(f: f64) -> String {
        let mut out = Vec::new();
        write_general(f, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn floats_print_as_go_prints_them() {
        for (f, text) in [
            (100_000.0, "100000"),
            (1e6, "1e+06"),
            (1_234_567.5, "1.2345675e+06"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (1e100, "1e+100"),
            (-0.0, "-0"),
            (0.5, "0.5"),
            (f64::NEG_INFINITY, "-.inf"),
        ] {
            assert_eq!(general(f), text);
        }
    }

    #[test]
    fn json_writes_twenty_one_digits_without_an_exponent() {
        let fixed = |f| {
            let mut out = Vec::new();
            write_json_fixed(f, &mut out).then(|| String::from_utf8(out).unwrap())
        };
        assert_eq!(fixed(1e20).as_deref(), Some("100000000000000000000"));
        assert_eq!(fixed(1e21), None);
        assert_eq!(
            fixed(9_223_372_036_854_775_808.0).as_deref(),
            Some("9223372036854776000")
        );
        assert_eq!(fixed(0.000_001).as_deref(), Some("0.000001"));
        assert_eq!(fixed(0.000_000_1), None);
        assert_eq!(fixed(-0.0).as_deref(), Some("-0"));
    }
}
