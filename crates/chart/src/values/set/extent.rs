//! How far a JSON value goes, as Go's decoder finds its end.

/// Gives how many bytes of `text` the JSON value at its start takes, blanks before it included; for
/// what is no JSON, some length that holds the fault.
pub(super) fn json_extent(text: &[u8]) -> usize {
    let mut at = text
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        .count();
    let mut depth = 0usize;
    while let Some(&b) = text.get(at) {
        at += 1;
        match b {
            b'"' => at = string_end(text, at),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                let word = if b.is_ascii_lowercase() {
                    word_end
                } else {
                    number_end
                };
                at = word(text, at - 1);
            }
            _ => {
                if depth == 0 {
                    return at;
                }
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

pub(super) fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(&b) = text.get(at) {
        at += 1;
        match b {
            b'\\' => at += 1,
            b'"' => break,
            _ => {}
        }
    }
    at.min(text.len())
}

/// `true`, `false` and `null` end with their last letter, whatever follows.
pub(super) fn word_end(text: &[u8], at: usize) -> usize {
    ["true", "false", "null"]
        .iter()
        .find(|w| text[at..].starts_with(w.as_bytes()))
        .map_or(at + 1, |w| at + w.len())
}

pub(super) fn number_end(text: &[u8], mut at: usize) -> usize {
    let digits = |mut at: usize| {
        while text.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    if text.get(at) == Some(&b'-') {
        at += 1;
    }
    at = if text.get(at) == Some(&b'0') {
        at + 1
    } else {
        digits(at)
    };
    if text.get(at) == Some(&b'.') {
        at = digits(at + 1);
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(text.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        at = digits(at);
    }
    at
}
