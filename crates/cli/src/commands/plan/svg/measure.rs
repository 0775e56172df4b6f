//! How much room text takes, whichever fonts the reader has.

/// A face of the picture's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Font {
    Sans,
    Bold,
    Mono,
}

/// The most room that a line takes, in pixels.
///
/// Nobody knows the reader's fonts: the numbers are those of DejaVu, the widest family in common use.
pub(super) fn width(text: &str, font: Font, size: usize) -> usize {
    let thousandths: usize = text.chars().map(|c| advance(c, font)).sum();
    (thousandths * size).div_ceil(1000)
}

/// The width of a character in thousandths of the font's size.
fn advance(c: char, font: Font) -> usize {
    let plain = match c {
        _ if font == Font::Mono && c.is_ascii() => return 610,
        'i' | 'j' | 'l' | '\'' => 280,
        ' ' | '.' | ',' | '·' => 320,
        ':' | ';' | '|' | '-' | 'f' | 'r' | 't' | 'I' | 'J' | '(' | ')' | '[' | ']' => 415,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 990,
        'A'..='Z' | '…' | '×' | '→' | '=' | '+' | '—' => 850,
        _ if c.is_ascii() => 640,
        // Wide scripts take a full square.
        _ => 1000,
    };
    if font == Font::Bold {
        plain * 112 / 100
    } else {
        plain
    }
}

/// Breaks text into lines that fit: at spaces, else after `-`, `.` and `/`, else anywhere.
pub(super) fn wrapped(text: &str, font: Font, size: usize, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let fits = |line: &str, more: &str| {
            width(&format!("{line}{}", more.trim_end()), font, size) <= room
        };
        let line = lines.last_mut().expect("there is always a line");
        if fits(line, piece) {
            line.push_str(piece);
            continue;
        }
        if !line.is_empty() {
            lines.push(String::new());
        }
        for c in piece.chars() {
            let line = lines.last_mut().expect("there is always a line");
            if line.is_empty() || fits(line, c.encode_utf8(&mut [0; 4])) {
                line.push(c);
            } else {
                lines.push(c.to_string());
            }
        }
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

/// Cuts text behind each place where a line may break.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-', '.', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_the_best_place_that_fits() {
        let wrap = |text: &str, room| wrapped(text, Font::Mono, 10, room);
        assert_eq!(wrap("one two", 70), ["one two"]);
        assert_eq!(wrap("one two three", 45), ["one two", "three"]);
        assert_eq!(wrap("chat-frontend-p", 70), ["chat-", "frontend-p"]);
        assert_eq!(wrap("abcdefghij", 25), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 25), [""]);
    }

    #[test]
    fn bold_and_wide_text_takes_more_room() {
        let sans = width("worker", Font::Sans, 12);
        assert!(width("worker", Font::Bold, 12) > sans);
        assert_eq!(width("漢字", Font::Sans, 12), 24);
        assert_eq!(width("漢字", Font::Mono, 12), 24);
    }
}
