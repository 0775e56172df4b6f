//! Trimming and searching byte strings as Go's `strings` package does.

/// Cuts Unicode white space off the front.
pub(crate) fn trim_start(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some((c, length)) = first_char(rest)
        && c.is_whitespace()
    {
        rest = &rest[length..];
    }
    rest
}

/// Cuts Unicode white space off the end.
pub(crate) fn trim_end(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some((c, length)) = last_char(rest)
        && c.is_whitespace()
    {
        rest = &rest[..rest.len() - length];
    }
    rest
}

/// Cuts Unicode white space off both ends.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    trim_end(trim_start(text))
}

/// Says whether there is nothing but white space.
pub(crate) fn is_blank(text: &[u8]) -> bool {
    trim_start(text).is_empty()
}

fn first_char(text: &[u8]) -> Option<(char, usize)> {
    let first = *text.first()?;
    if first.is_ascii() {
        return Some((char::from(first), 1));
    }
    (2..=4.min(text.len())).find_map(|n| whole_char(&text[..n]))
}

fn last_char(text: &[u8]) -> Option<(char, usize)> {
    let last = *text.last()?;
    if last.is_ascii() {
        return Some((char::from(last), 1));
    }
    (2..=4.min(text.len())).find_map(|n| whole_char(&text[text.len() - n..]))
}

fn whole_char(bytes: &[u8]) -> Option<(char, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut chars = text.chars();
    let c = chars.next()?;
    chars.next().is_none().then_some((c, bytes.len()))
}

/// Finds `needle` at or after `from`.
pub(crate) fn find(text: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    memchr::memmem::find(text.get(from..)?, needle).map(|at| from + at)
}

/// Gives the text without every `needle`.
pub(crate) fn without(text: Vec<u8>, needle: &[u8]) -> Vec<u8> {
    let Some(first) = find(&text, needle, 0) else {
        return text;
    };
    let mut out = text[..first].to_vec();
    let mut at = first;
    while let Some(found) = find(&text, needle, at) {
        out.extend_from_slice(&text[at..found]);
        at = found + needle.len();
    }
    out.extend_from_slice(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unicode_blanks_are_trimmed_and_broken_bytes_stay() {
        assert_eq!(trim(" \u{a0}\n\u{2028}a b\u{3000}\r\n".as_bytes()), b"a b");
        assert_eq!(trim(b" \xFFa\xFF "), b"\xFFa\xFF");
        assert!(is_blank(b" \t\n"));
        assert!(!is_blank(b" \x00"));
    }

    #[test]
    fn every_needle_is_removed() {
        assert_eq!(without(b"a<x>b<x><x>".to_vec(), b"<x>"), b"ab");
        assert_eq!(without(b"<<x>".to_vec(), b"<x>"), b"<");
    }
}
