//! Reading numbers as Go's strconv does.

/// Why a number does not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// Go's `invalid syntax`.
    Syntax,
    /// Go's `value out of range`.
    Range,
}

impl NumberError {
    /// Gives Go's words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Syntax => "invalid syntax",
            Self::Range => "value out of range",
        }
    }
}

/// Reads an unsigned integer as Go's `strconv.ParseUint(text, base, 64)` does; base 0 takes
/// `0x`, `0o`, `0b`, a leading `0`, and underscores between digits.
///
/// # Errors
/// Bad syntax or more than 64 bits.
pub fn parse_uint(text: &[u8], base: u32) -> Result<u64, NumberError> {
    let (digits, radix) = match (base, text) {
        (0, [b'0', b'x' | b'X', rest @ ..]) if !rest.is_empty() => (rest, 16),
        (0, [b'0', b'o' | b'O', rest @ ..]) if !rest.is_empty() => (rest, 8),
        (0, [b'0', b'b' | b'B', rest @ ..]) if !rest.is_empty() => (rest, 2),
        (0, [b'0', rest @ ..]) if !rest.is_empty() => (rest, 8),
        (0, _) => (text, 10),
        _ => (text, base),
    };
    if digits.is_empty() {
        return Err(NumberError::Syntax);
    }
    let mut value = 0_u64;
    let mut overflow = false;
    for &byte in digits {
        if byte == b'_' && base == 0 {
            continue;
        }
        let digit = char::from(byte).to_digit(36).filter(|d| *d < radix);
        let digit = digit.ok_or(NumberError::Syntax)?;
        match value
            .checked_mul(u64::from(radix))
            .and_then(|v| v.checked_add(u64::from(digit)))
        {
            Some(next) if !overflow => value = next,
            // COMPAT(helm): Go reports the overflow at once, even if bad digits follow.
            _ => {
                overflow = true;
                break;
            }
        }
    }
    if overflow {
        return Err(NumberError::Range);
    }
    if base == 0 && text.contains(&b'_') && !underscores_fit(text) {
        return Err(NumberError::Syntax);
    }
    Ok(value)
}

/// Reads a signed integer as Go's `strconv.ParseInt(text, base, 64)` does.
///
/// # Errors
/// Bad syntax or more than 64 bits.
pub fn parse_int(text: &[u8], base: u32) -> Result<i64, NumberError> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let value = parse_uint(digits, base)?;
    if negative {
        if value > 1 << 63 {
            return Err(NumberError::Range);
        }
        Ok((value as i64).wrapping_neg())
    } else {
        i64::try_from(value).map_err(|_| NumberError::Range)
    }
}

/// Says whether every underscore stands between digits or after a base prefix.
fn underscores_fit(text: &[u8]) -> bool {
    let text = text
        .strip_prefix(b"-")
        .or_else(|| text.strip_prefix(b"+"))
        .unwrap_or(text);
    let (mut after_digit, rest, hex) = match text {
        [b'0', p, rest @ ..] if matches!(p, b'b' | b'o' | b'x' | b'B' | b'O' | b'X') => {
            (true, rest, matches!(p, b'x' | b'X'))
        }
        _ => (false, text, false),
    };
    let mut after_underscore = false;
    for &byte in rest {
        let digit = byte.is_ascii_digit() || (hex && byte.is_ascii_hexdigit());
        if byte == b'_' {
            if !after_digit {
                return false;
            }
        } else if after_underscore && !digit {
            return false;
        }
        after_digit = digit;
        after_underscore = byte == b'_';
    }
    !after_underscore
}

/// Reads a floating-point number as Go's `strconv.ParseFloat(text, 64)` does: decimal or
/// hexadecimal, with underscores, `inf`, `infinity` and `nan`.
///
/// # Errors
/// Bad syntax, or a number beyond the largest one.
pub fn parse_float(text: &[u8]) -> Result<f64, NumberError> {
    if let Some(special) = special_float(text) {
        return Ok(special);
    }
    let cleaned: Vec<u8>;
    let digits = if text.contains(&b'_') {
        if !underscores_fit(text) {
            return Err(NumberError::Syntax);
        }
        cleaned = text.iter().copied().filter(|b| *b != b'_').collect();
        &cleaned[..]
    } else {
        text
    };
    let (negative, body) = match digits {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, digits),
    };
    let value = if let [b'0', b'x' | b'X', hex @ ..] = body {
        parse_hex_float(hex)?
    } else {
        // Rust takes a superset of what Go takes here: only digits, point and exponent may pass.
        let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
        if body.is_empty() || matches!(body[0], b'+' | b'-') || !body.iter().all(plain) {
            return Err(NumberError::Syntax);
        }
        let text = std::str::from_utf8(body).map_err(|_| NumberError::Syntax)?;
        text.parse().map_err(|_| NumberError::Syntax)?
    };
    if value.is_infinite() {
        return Err(NumberError::Range);
    }
    Ok(if negative { -value } else { value })
}

fn special_float(text: &[u8]) -> Option<f64> {
    let (sign, word) = match text {
        [b'-', rest @ ..] => (Some(-1.0), rest),
        [b'+', rest @ ..] => (Some(1.0), rest),
        _ => (None, text),
    };
    if word.eq_ignore_ascii_case(b"inf") || word.eq_ignore_ascii_case(b"infinity") {
        return Some(f64::INFINITY * sign.unwrap_or(1.0));
    }
    (sign.is_none() && word.eq_ignore_ascii_case(b"nan")).then_some(f64::NAN)
}

/// Reads what follows `0x`: hexadecimal digits with a point, and a mandatory binary exponent.
fn parse_hex_float(text: &[u8]) -> Result<f64, NumberError> {
    let split = text
        .iter()
        .position(|b| matches!(b, b'p' | b'P'))
        .ok_or(NumberError::Syntax)?;
    let (mantissa_text, exponent_text) = (&text[..split], &text[split + 1..]);
    let (exp_negative, exp_digits) = match exponent_text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, exponent_text),
    };
    if exp_digits.is_empty() || !exp_digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::Syntax);
    }
    let exponent = exp_digits
        .iter()
        .fold(0_i64, |e, d| (e * 10 + i64::from(d - b'0')).min(10_000));
    let mut exponent = if exp_negative { -exponent } else { exponent };
    let mut mantissa = 0_u64;
    let (mut point_seen, mut digit_seen, mut sticky) = (false, false, false);
    for &byte in mantissa_text {
        if byte == b'.' {
            if std::mem::replace(&mut point_seen, true) {
                return Err(NumberError::Syntax);
            }
            continue;
        }
        let digit = char::from(byte).to_digit(16).ok_or(NumberError::Syntax)?;
        digit_seen = true;
        if mantissa >> 58 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            exponent -= if point_seen { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            exponent += if point_seen { 0 } else { 4 };
        }
    }
    if !digit_seen {
        return Err(NumberError::Syntax);
    }
    Ok(scale(mantissa, sticky, exponent))
}

/// Gives `mantissa × 2^exponent` rounded to nearest even once, subnormals included.
fn scale(mantissa: u64, sticky: bool, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let shift = i64::from(mantissa.leading_zeros());
    let mantissa = mantissa << shift;
    let exponent = exponent - shift;
    // The value is mantissa × 2^exponent with bit 63 set; 53 bits are kept, fewer below 2^-1022.
    let drop = 11_i64.max(-1074 - exponent);
    if drop > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa);
    let kept = wide >> drop;
    let rest = wide & ((1_u128 << drop) - 1);
    let half = 1_u128 << (drop - 1);
    let up = rest > half || (rest == half && (sticky || kept & 1 == 1));
    let rounded = kept as u64 + u64::from(up);
    let power = exponent + drop;
    if power > 971 || (power == 971 && rounded >> 53 != 0) {
        return f64::INFINITY;
    }
    // Both factors are exact: the mantissa has at most 53 bits, the power is in range.
    let lower = power.max(-1022);
    let result = rounded as f64 * 2_f64.powi(lower as i32);
    if power < lower {
        result * 2_f64.powi((power - lower) as i32)
    } else {
        result
    }
}
