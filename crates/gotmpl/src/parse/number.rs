//! Constants.

use crate::ast::{Number, Slice};
use crate::lex::Kind;
use stator_value::gofmt::{parse_float, parse_int, parse_uint, quote, unquote_char};

const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

/// Reads a constant; the error is Go's message.
pub(super) fn number(source: Slice, text: &[u8], kind: Kind) -> Result<Number, String> {
    let mut number = Number {
        source,
        int: None,
        uint: None,
        float: None,
        complex: None,
    };
    match kind {
        Kind::CharConstant => {
            let (c, width) =
                unquote_char(&text[1..], text[0]).ok_or_else(|| "invalid syntax".to_owned())?;
            if text[1 + width..] != *b"'" {
                let shown = String::from_utf8_lossy(text);
                return Err(format!("malformed character constant: {shown}"));
            }
            let code = c.code();
            number.int = Some(i64::from(code));
            number.uint = Some(u64::from(code));
            number.float = Some(f64::from(code));
            Ok(number)
        }
        Kind::Complex => {
            let parts = complex(text).ok_or("syntax error scanning complex number")?;
            set_complex(&mut number, parts);
            Ok(number)
        }
        _ => {
            if let Some(imaginary) = text.strip_suffix(b"i").and_then(|t| parse_float(t).ok()) {
                set_complex(&mut number, (0.0, imaginary));
                return Ok(number);
            }
            real(&mut number, text)?;
            Ok(number)
        }
    }
}

fn illegal(text: &[u8]) -> String {
    format!("illegal number syntax: {}", quote(text))
}

fn real(number: &mut Number, text: &[u8]) -> Result<(), String> {
    number.uint = parse_uint(text, 0).ok();
    number.int = parse_int(text, 0).ok();
    if number.int == Some(0) && number.uint.is_none() {
        number.uint = Some(0);
    }
    number.float = match (number.int, number.uint) {
        (Some(int), _) => Some(int as f64),
        (None, Some(uint)) => Some(uint as f64),
        (None, None) => {
            let float = parse_float(text).map_err(|_| illegal(text))?;
            if !text.iter().any(|b| b".eEpP".contains(b)) {
                return Err(format!("integer overflow: {}", quote(text)));
            }
            from_float(number, float);
            Some(float)
        }
    };
    Ok(())
}

fn from_float(number: &mut Number, float: f64) {
    if float.trunc() == float {
        number.int = (-TWO_63..TWO_63).contains(&float).then_some(float as i64);
        number.uint = (0.0..TWO_64).contains(&float).then_some(float as u64);
    }
}

/// Reads `1+2i`.
fn complex(text: &[u8]) -> Option<(f64, f64)> {
    let body = text.strip_suffix(b"i")?;
    let sign = (1..body.len()).rev().find(|&i| {
        let exponent = body[i - 1].is_ascii_alphabetic() && !body.starts_with(b"0x")
            || matches!(body[i - 1], b'p' | b'P');
        matches!(body[i], b'+' | b'-') && !exponent
    })?;
    Some((
        parse_float(&body[..sign]).ok()?,
        parse_float(&body[sign..]).ok()?,
    ))
}

fn set_complex(number: &mut Number, (re, im): (f64, f64)) {
    number.complex = Some((re, im));
    if im == 0.0 {
        number.float = Some(re);
        from_float(number, re);
    }
}
