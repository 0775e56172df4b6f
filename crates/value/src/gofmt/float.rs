//! The text of floating-point numbers.

use std::fmt::Write;

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string succeeds");
}

/// No number has more digits than this, before or behind the point; all further ones are zeros.
const MOST_DIGITS: usize = 1_100;

/// The digits of a positive number: `0.d1d2d3… × 10^point`, without trailing zeros.
struct Digits {
    digits: Vec<u8>,
    point: i32,
}

impl Digits {
    /// Takes apart what Rust prints with `{:e}`: the shortest digits, or a fixed number of them.
    fn of(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let point = if digits.is_empty() { 0 } else { exponent + 1 };
        Self { digits, point }
    }

    fn shortest(f: f64, bits: u32) -> Self {
        if bits == 32 {
            Self::of(&format!("{:e}", f as f32))
        } else {
            Self::of(&format!("{f:e}"))
        }
    }

    /// Gives one digit before the point and `prec` behind it.
    fn rounded(f: f64, prec: i32) -> Self {
        let exact = (prec as usize).min(MOST_DIGITS);
        Self::of(&format!("{f:.exact$e}"))
    }

    fn len(&self) -> i32 {
        self.digits.len() as i32
    }

    fn at(&self, index: i32) -> u8 {
        usize::try_from(index)
            .ok()
            .and_then(|i| self.digits.get(i))
            .copied()
            .unwrap_or(b'0')
    }

    fn write_e(&self, prec: i32, letter: u8, out: &mut String) {
        out.push(char::from(self.at(0)));
        if prec > 0 {
            out.push('.');
            for i in 1..=prec {
                out.push(char::from(self.at(i)));
            }
        }
        let exponent = if self.digits.is_empty() {
            0
        } else {
            self.point - 1
        };
        out.push(char::from(letter));
        out.push(if exponent < 0 { '-' } else { '+' });
        push(out, format_args!("{:02}", exponent.unsigned_abs()));
    }

    fn write_f(&self, prec: i32, out: &mut String) {
        if self.point > 0 {
            for i in 0..self.point {
                out.push(char::from(self.at(i)));
            }
        } else {
            out.push('0');
        }
        if prec > 0 {
            out.push('.');
            for i in 0..prec {
                out.push(char::from(self.at(self.point + i)));
            }
        }
    }
}

/// Formats a number as Go's `strconv.FormatFloat` does; `prec` −1 asks for the shortest digits
/// that read back as the same number of `bits` (32 or 64) bits.
///
/// The forms are `e E f g G b x X`; another one gives Go's `%` and the letter.
pub fn format_float(f: f64, form: u8, prec: i32, bits: u32) -> String {
    let f = if bits == 32 { f64::from(f as f32) } else { f };
    if f.is_nan() {
        return "NaN".to_owned();
    }
    if f.is_infinite() {
        return if f > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let mut out = String::new();
    if f.is_sign_negative() {
        out.push('-');
    }
    let f = f.abs();
    match form {
        b'e' | b'E' => {
            let (digits, prec) = if prec < 0 {
                let digits = Digits::shortest(f, bits);
                let prec = (digits.len() - 1).max(0);
                (digits, prec)
            } else {
                (Digits::rounded(f, prec), prec)
            };
            digits.write_e(prec, form, &mut out);
        }
        b'f' => {
            if prec < 0 {
                let digits = Digits::shortest(f, bits);
                digits.write_f((digits.len() - digits.point).max(0), &mut out);
            } else {
                let exact = (prec as usize).min(MOST_DIGITS);
                push(&mut out, format_args!("{f:.exact$}"));
                out.extend(std::iter::repeat_n('0', prec as usize - exact));
            }
        }
        b'g' | b'G' => write_g(f, form, prec, bits, &mut out),
        b'b' => write_b(f, bits, &mut out),
        b'x' | b'X' => write_x(f, form, prec, bits, &mut out),
        _ => {
            out.clear();
            out.push('%');
            out.push(char::from(form));
        }
    }
    out
}

fn write_g(f: f64, form: u8, prec: i32, bits: u32, out: &mut String) {
    let shortest = prec < 0;
    let (digits, mut prec) = if shortest {
        let digits = Digits::shortest(f, bits);
        let len = digits.len();
        (digits, len)
    } else {
        let prec = prec.max(1);
        (Digits::rounded(f, prec - 1), prec)
    };
    let mut limit = prec;
    if limit > digits.len() && digits.len() >= digits.point {
        limit = digits.len();
    }
    if shortest {
        limit = 6;
    }
    let exponent = digits.point - 1;
    if exponent < -4 || exponent >= limit {
        digits.write_e(prec.min(digits.len()) - 1, form + b'e' - b'g', out);
    } else {
        if prec > digits.point {
            prec = digits.len();
        }
        digits.write_f((prec - digits.point).max(0), out);
    }
}

/// Mantissa, exponent of its lowest bit, and the number of mantissa bits stored.
fn parts(f: f64, bits: u32) -> (u64, i32, u32) {
    let (raw, stored, exp_bits, bias) = if bits == 32 {
        (u64::from((f as f32).to_bits()), 23, 8, -127)
    } else {
        (f.to_bits(), 52, 11, -1023)
    };
    let exponent = ((raw >> stored) & ((1 << exp_bits) - 1)) as i32;
    let fraction = raw & ((1 << stored) - 1);
    if exponent == 0 {
        (fraction, 1 + bias, stored)
    } else {
        (fraction | (1 << stored), exponent + bias, stored)
    }
}

fn write_b(f: f64, bits: u32, out: &mut String) {
    let (mantissa, exponent, stored) = parts(f, bits);
    push(
        out,
        format_args!("{mantissa}p{:+}", exponent - stored as i32),
    );
}

fn write_x(f: f64, form: u8, prec: i32, bits: u32, out: &mut String) {
    const ONE: u64 = 1 << 60;
    let (mut mantissa, mut exponent, stored) = parts(f, bits);
    if mantissa == 0 {
        exponent = 0;
    } else {
        mantissa <<= 60 - stored;
        while mantissa & ONE == 0 {
            mantissa <<= 1;
            exponent -= 1;
        }
    }
    if (0..15).contains(&prec) {
        // Round half to even at the last hexadecimal digit that is asked for.
        let keep = 4 * prec as u32;
        let rest = (mantissa << keep) & (ONE - 1);
        mantissa >>= 60 - keep;
        if rest | (mantissa & 1) > ONE / 2 {
            mantissa += 1;
        }
        mantissa <<= 60 - keep;
        if mantissa & (ONE << 1) != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let upper = form == b'X';
    let digit = |m: u64| {
        let c = char::from_digit((m >> 60) as u32 & 15, 16).unwrap_or('0');
        if upper { c.to_ascii_uppercase() } else { c }
    };
    out.push('0');
    out.push(char::from(form));
    out.push(if mantissa >> 60 & 1 == 1 { '1' } else { '0' });
    mantissa <<= 4;
    if prec < 0 && mantissa != 0 {
        out.push('.');
        while mantissa != 0 {
            out.push(digit(mantissa));
            mantissa <<= 4;
        }
    } else if prec > 0 {
        out.push('.');
        for _ in 0..prec {
            out.push(digit(mantissa));
            mantissa <<= 4;
        }
    }
    out.push(if upper { 'P' } else { 'p' });
    out.push(if exponent < 0 { '-' } else { '+' });
    push(out, format_args!("{:02}", exponent.unsigned_abs()));
}
