//! As much DER as keys need: sequences, integers, octet strings.

use num_bigint::{BigInt, Sign};

/// Tag of an integer.
pub(crate) const INTEGER: u8 = 0x02;
/// Tag of an octet string.
pub(crate) const OCTETS: u8 = 0x04;
/// Tag of a sequence.
pub(crate) const SEQUENCE: u8 = 0x30;

/// Takes an element with this tag: its content, and what follows it.
pub(crate) fn take(text: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = text.split_first()?;
    let (first, rest) = rest.split_first()?;
    if *found != tag {
        return None;
    }
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let count = usize::from(*first & 0x7f);
        if count == 0 || count > 4 {
            return None;
        }
        let (digits, rest) = rest.split_at_checked(count)?;
        (
            digits
                .iter()
                .fold(0, |length, digit| length << 8 | usize::from(*digit)),
            rest,
        )
    };
    rest.split_at_checked(length)
}

/// Takes an integer.
pub(crate) fn take_integer(text: &[u8]) -> Option<(BigInt, &[u8])> {
    let (digits, rest) = take(text, INTEGER)?;
    Some((BigInt::from_signed_bytes_be(digits), rest))
}

/// Takes the private key out of PKCS#8.
pub(crate) fn inner_key(pkcs8: &[u8]) -> Option<&[u8]> {
    let (content, _) = take(pkcs8, SEQUENCE)?;
    let (_, rest) = take(content, INTEGER)?;
    let (_, rest) = take(rest, SEQUENCE)?;
    take(rest, OCTETS).map(|(key, _)| key)
}

/// Writes an element.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if content.len() < 0x80 {
        out.push(content.len() as u8);
    } else {
        let digits = content.len().to_be_bytes();
        let start = digits.iter().take_while(|digit| **digit == 0).count();
        out.push(0x80 | (digits.len() - start) as u8);
        out.extend_from_slice(&digits[start..]);
    }
    out.extend_from_slice(content);
    out
}

/// Writes a sequence of integers.
pub(crate) fn integers(numbers: &[&BigInt]) -> Vec<u8> {
    let mut content = Vec::new();
    for number in numbers {
        let digits = match number.sign() {
            Sign::NoSign => vec![0],
            _ => number.to_signed_bytes_be(),
        };
        content.extend(element(INTEGER, &digits));
    }
    element(SEQUENCE, &content)
}
