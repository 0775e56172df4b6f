//! The order of keys on the way out: letters before digits in the middle, numbers by their size.

use crate::gofmt::{decode, is_digit, is_letter};
use std::cmp::Ordering;

/// Which of the two encoders orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    /// That of yaml v2.
    V2,
    /// That of yaml v3: behind an equal digit, a letter comes first.
    V3,
}

/// Sorts keys in the natural order.
///
/// A merge sort of our own, because the order is not a total one for every set of keys, which the
/// standard library may answer with a panic.
pub(super) fn sort<T>(keys: Vec<T>, order: Order, key: impl Fn(&T) -> &[u8] + Copy) -> Vec<T> {
    let in_order = |a: &T, b: &T| compare(key(a), key(b), order) != Ordering::Greater;
    if keys.windows(2).all(|pair| in_order(&pair[0], &pair[1])) {
        return keys;
    }
    let mut left = keys;
    let right = sort(left.split_off(left.len() / 2), order, key);
    let left = sort(left, order, key);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut right = right.into_iter().peekable();
    for item in left {
        while let Some(next) = right.next_if(|next| !in_order(&item, next)) {
            merged.push(next);
        }
        merged.push(item);
    }
    merged.extend(right);
    merged
}

/// Compares two keys.
pub(super) fn compare(a: &[u8], b: &[u8], order: Order) -> Ordering {
    let mut at = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    if at == a.len() || at == b.len() {
        return a.len().cmp(&b.len());
    }
    while at > 0 && (a[at] & 0xC0 == 0x80 || b[at] & 0xC0 == 0x80) {
        at -= 1;
    }
    let (x, y) = (rune(&a[at..]).0, rune(&b[at..]).0);
    let (x_letter, y_letter) = (is_letter(x), is_letter(y));
    if x_letter && y_letter {
        return x.cmp(&y);
    }
    if x_letter || y_letter {
        let letter_first = order == Order::V3 && last_rune(&a[..at]).is_some_and(is_digit);
        return if x_letter == letter_first {
            Ordering::Less
        } else {
            Ordering::Greater
        };
    }
    // After a digit other than zero, a zero is a digit like others: both sides count from one.
    let counts = (x == '0' || y == '0') && ends_in_a_number(&a[..at]);
    let start = i64::from(counts);
    let (x_number, x_digits) = number(&a[at..], start);
    let (y_number, y_digits) = number(&b[at..], start);
    x_number
        .cmp(&y_number)
        .then(x_digits.cmp(&y_digits))
        .then(x.cmp(&y))
}

fn rune(bytes: &[u8]) -> (char, usize) {
    if let [first @ 0..=0x7F, ..] = bytes {
        return (char::from(*first), 1);
    }
    let (c, width) = decode(bytes);
    (c.unwrap_or(char::REPLACEMENT_CHARACTER), width.max(1))
}

fn last_rune(bytes: &[u8]) -> Option<char> {
    let mut at = bytes.len().checked_sub(1)?;
    while at > 0 && bytes[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    Some(rune(&bytes[at..]).0)
}

/// Says whether the digits at the end of `bytes` are more than zeros.
fn ends_in_a_number(mut bytes: &[u8]) -> bool {
    while let Some(c) = last_rune(bytes).filter(|c| is_digit(*c)) {
        if c != '0' {
            return true;
        }
        bytes = &bytes[..bytes.len() - c.len_utf8()];
    }
    false
}

/// Reads the digits at the start of `bytes` and counts them.
fn number(mut bytes: &[u8], start: i64) -> (i64, usize) {
    let (mut value, mut digits) = (start, 0);
    while !bytes.is_empty() {
        let (c, width) = rune(bytes);
        if !is_digit(c) {
            break;
        }
        value = value
            .wrapping_mul(10)
            .wrapping_add(i64::from(u32::from(c)) - i64::from(b'0'));
        digits += 1;
        bytes = &bytes[width..];
    }
    (value, digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(keys: &[&str], order: Order) -> Vec<String> {
        let keys = keys.iter().map(|k| (*k).to_owned()).collect();
        sort(keys, order, |key: &String| key.as_bytes())
    }

    #[test]
    fn numbers_within_keys_count_by_size() {
        assert_eq!(
            sorted(
                &["a10", "a2", "a01", "a1", "_x", "1", "B", "a", "é"],
                Order::V2
            ),
            ["_x", "1", "B", "a", "a1", "a01", "a2", "a10", "é"]
        );
    }

    #[test]
    fn a_letter_behind_a_digit_comes_first_in_v3_only() {
        assert_eq!(sorted(&["a1b", "a10"], Order::V2), ["a10", "a1b"]);
        assert_eq!(sorted(&["a10", "a1b"], Order::V3), ["a1b", "a10"]);
    }
}
