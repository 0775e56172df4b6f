//! Base 64 and base 32.

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use GoType::Str as Text;
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "b64enc"[Text] = b64enc, "The text in base 64.";
    "b64dec"[Text] = b64dec, "The text out of base 64, or what is wrong with it.";
    "b32enc"[Text] = b32enc, "The text in base 32.";
    "b32dec"[Text] = b32dec, "The text out of base 32, or what is wrong with it.";
};

/// An encoding that writes a group of bytes as digits of `bits` bits each, padded with `=`.
pub(crate) struct Base {
    name: &'static str,
    digits: &'static [u8],
    bits: usize,
}

/// Standard base 64.
pub(crate) const BASE64: Base = Base {
    name: "base64",
    digits: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    bits: 6,
};

/// Standard base 32.
const BASE32: Base = Base {
    name: "base32",
    digits: b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    bits: 5,
};

impl Base {
    /// Bytes and digits in a full group.
    fn group(&self) -> (usize, usize) {
        if self.bits == 6 { (3, 4) } else { (5, 8) }
    }

    /// Encodes with padding.
    pub(crate) fn encode(&self, bytes: &[u8]) -> Vec<u8> {
        let (size, count) = self.group();
        let mut out = Vec::with_capacity(bytes.len().div_ceil(size) * count);
        for group in bytes.chunks(size) {
            let mut bits: u64 = 0;
            for at in 0..size {
                bits = bits << 8 | u64::from(group.get(at).copied().unwrap_or(0));
            }
            let used = (group.len() * 8).div_ceil(self.bits);
            for at in 0..count {
                let digit = (bits >> (size * 8 - self.bits * (at + 1))) as usize;
                out.push(if at < used {
                    self.digits[digit % (1 << self.bits)]
                } else {
                    b'='
                });
            }
        }
        out
    }

    /// Decodes; line breaks are skipped.
    ///
    /// # Errors
    /// The offset of the first byte that does not belong there, as Go counts it.
    pub(crate) fn decode(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        self.decode_groups(text)
            .map_err(|at| format!("illegal {} data at input byte {at}", self.name))
    }

    fn decode_groups(&self, text: &[u8]) -> Result<Vec<u8>, usize> {
        let (size, count) = self.group();
        let mut values = [255_u8; 256];
        for (value, digit) in (0_u8..).zip(self.digits) {
            values[usize::from(*digit)] = value;
        }
        // Base 32 drops line breaks before it looks at the rest, so its offsets do not count them.
        let stripped: Vec<u8>;
        let text = if self.bits == 5 && text.iter().any(|b| matches!(b, b'\r' | b'\n')) {
            stripped = text
                .iter()
                .copied()
                .filter(|b| !matches!(b, b'\r' | b'\n'))
                .collect();
            &stripped
        } else {
            text
        };
        let mut out = Vec::with_capacity(text.len() / count * size + size);
        let (mut bits, mut filled) = (0_u64, 0);
        let mut at = 0;
        while at < text.len() {
            let byte = text[at];
            at += 1;
            match byte {
                b'\r' | b'\n' => {}
                b'=' => {
                    return self.padding(text, at, bits, filled, &mut out).map(|()| out);
                }
                _ if values[usize::from(byte)] == 255 => return Err(at - 1),
                _ => {
                    bits = bits << self.bits | u64::from(values[usize::from(byte)]);
                    filled += 1;
                    if filled == count {
                        out.extend_from_slice(&bits.to_be_bytes()[8 - size..]);
                        (bits, filled) = (0, 0);
                    }
                }
            }
        }
        match filled {
            0 => Ok(out),
            _ => Err(at - filled),
        }
    }

    /// Takes the padding whose first byte is before `at`, and the incomplete group before it.
    fn padding(
        &self,
        text: &[u8],
        at: usize,
        bits: u64,
        filled: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), usize> {
        if self.bits == 5 {
            padding32(text, at, filled)?;
        } else {
            padding64(text, at, filled)?;
        }
        let (size, count) = self.group();
        let whole = filled * self.bits / 8;
        let shifted = bits << (self.bits * (count - filled));
        out.extend_from_slice(&shifted.to_be_bytes()[8 - size..8 - size + whole]);
        Ok(())
    }
}

/// Checks the rest of a base 64 text, whose first `=` is before `at` and follows `filled` digits.
fn padding64(text: &[u8], mut at: usize, filled: usize) -> Result<(), usize> {
    if filled < 2 {
        return Err(at - 1);
    }
    let after_breaks = |at: usize| {
        at + text[at..]
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count()
    };
    if filled == 2 {
        at = after_breaks(at);
        match text.get(at) {
            None => return Err(text.len()),
            Some(b'=') => at += 1,
            Some(_) => return Err(at - 1),
        }
    }
    at = after_breaks(at);
    if at < text.len() { Err(at) } else { Ok(()) }
}

/// Checks the padding of a base 32 text, whose first `=` is before `at` and follows `filled`
/// digits.
fn padding32(text: &[u8], at: usize, filled: usize) -> Result<(), usize> {
    let rest = &text[at..];
    if filled < 2 || rest.len() >= 8 {
        return Err(at - 1);
    }
    if rest.len() + filled < 7 {
        return Err(text.len());
    }
    // COMPAT(helm): what follows complete padding is not looked at.
    if let Some(ahead) = rest.iter().take(7 - filled).position(|b| *b != b'=') {
        return Err(at + ahead - 1);
    }
    if matches!(filled, 3 | 6) {
        Err(at - 1)
    } else {
        Ok(())
    }
}

fn encoded(args: &[Value], base: &Base) -> Outcome {
    Ok(Value::Str(base.encode(arg::text(args, 0)?).into()))
}

fn decoded(args: &[Value], base: &Base) -> Outcome {
    Ok(match base.decode(arg::text(args, 0)?) {
        Ok(bytes) => Value::Str(bytes.into()),
        Err(error) => Value::str(error),
    })
}

fn b64enc(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    encoded(args, &BASE64)
}

fn b64dec(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decoded(args, &BASE64)
}

fn b32enc(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    encoded(args, &BASE32)
}

fn b32dec(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decoded(args, &BASE32)
}
