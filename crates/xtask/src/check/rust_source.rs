//! Just enough of Rust's syntax to find string literals outside comments and tests.

use std::ops::Range;

/// A string literal of a source file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// The line it starts on, from 1.
    pub(super) line: usize,
    /// What is between its quotes, with escapes as written.
    pub(super) text: String,
}

/// The string literals of a source file, without those in comments and under `#[cfg(test)]`.
pub(super) fn literals(source: &str) -> Vec<Literal> {
    let scanned = scan(source);
    let tests = test_items(&scanned.code);
    scanned
        .literals
        .into_iter()
        .filter(|range| !tests.iter().any(|test| test.contains(&range.start)))
        .map(|range| Literal {
            line: source[..range.start].matches('\n').count() + 1,
            text: source[range].to_owned(),
        })
        .collect()
}

struct Scanned {
    /// The source with comments and the insides of literals blanked, byte for byte.
    code: Vec<u8>,
    literals: Vec<Range<usize>>,
}

fn scan(source: &str) -> Scanned {
    let bytes = source.as_bytes();
    let mut code = bytes.to_vec();
    let mut literals = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (literal, end) = if rest.starts_with(b"//") {
            (None, at + line_end(rest))
        } else if rest.starts_with(b"/*") {
            (None, at + block_comment(rest))
        } else if let Some(hashes) = raw_string(bytes, at) {
            let open = at + 2 + hashes;
            let close = closing(source, open, &format!("\"{}", "#".repeat(hashes)));
            (Some(open..close), (close + 1 + hashes).min(bytes.len()))
        } else if rest[0] == b'"' {
            let close = at + 1 + string_end(&rest[1..]);
            (Some(at + 1..close), (close + 1).min(bytes.len()))
        } else if let Some(length) = character(rest) {
            (None, at + length)
        } else {
            at += 1;
            continue;
        };
        code[at..end].fill(b' ');
        literals.extend(literal);
        at = end;
    }
    Scanned { code, literals }
}

fn line_end(rest: &[u8]) -> usize {
    rest.iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(rest.len())
}

/// The length of a block comment; they nest.
fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The number of hashes of a raw string that starts here.
fn raw_string(bytes: &[u8], at: usize) -> Option<usize> {
    // The `r` of a longer word does not count, but for `br` and `cr`.
    let before = |back: usize| at.checked_sub(back).map(|index| bytes[index]);
    let is_word = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_prefixed = matches!(before(1), Some(b'b' | b'c')) && !is_word(before(2));
    if bytes[at] != b'r' || (is_word(before(1)) && !is_prefixed) {
        return None;
    }
    let hashes = bytes[at + 1..]
        .iter()
        .take_while(|&&byte| byte == b'#')
        .count();
    (bytes.get(at + 1 + hashes) == Some(&b'"')).then_some(hashes)
}

fn closing(source: &str, open: usize, end: &str) -> usize {
    source[open..]
        .find(end)
        .map_or(source.len(), |found| open + found)
}

fn string_end(rest: &[u8]) -> usize {
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a character literal that starts here; a lifetime is none.
fn character(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'\'' {
        return None;
    }
    let text = std::str::from_utf8(rest).unwrap_or_default();
    let mut characters = text.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        return rest
            .get(3..)?
            .iter()
            .position(|&byte| byte == b'\'')
            .map(|found| 3 + found + 1);
    }
    let (index, next) = characters.next()?;
    (next == '\'').then_some(index + 1)
}

/// The items of blanked code that exist only in test builds.
fn test_items(code: &[u8]) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let attribute = b"#[cfg(test)]";
    let mut at = 0;
    while let Some(found) = find(&code[at..], attribute) {
        let start = at + found;
        let end = item_end(code, start + attribute.len());
        items.push(start..end);
        at = end;
    }
    items
}

fn find(code: &[u8], wanted: &[u8]) -> Option<usize> {
    code.windows(wanted.len())
        .position(|window| window == wanted)
}

/// The end of the item after an attribute: its semicolon or its closing brace.
fn item_end(code: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    for (index, byte) in code.iter().enumerate().skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return index + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return index + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        literals(source)
            .into_iter()
            .map(|literal| literal.text)
            .collect()
    }

    #[test]
    fn comments_are_no_literals() {
        assert_eq!(
            texts("// \"a\"\n/* \"b\" /* \"c\" */ \"d\" */ \"e\" /// \"f\"\n"),
            ["e"]
        );
    }

    #[test]
    fn all_forms_of_strings_are_read() {
        let source = r##"f("a\"b", b"c", r"d\", r#"e"f"#, br#"g"#, bar, r)"##;
        assert_eq!(texts(source), [r#"a\"b"#, "c", r"d\", "e\"f", "g"]);
    }

    #[test]
    fn quotes_in_characters_and_lifetimes_start_no_string() {
        assert_eq!(
            texts("'\"' '\\'' '\\\\' &'a str '\\u{22}' 'é' \"x\""),
            ["x"]
        );
    }

    #[test]
    fn test_modules_are_left_out_and_what_follows_is_not() {
        let source = "\"a\"\n#[cfg(test)]\nmod tests { fn f() { \"}\"; \"b\" } }\nfn g() { \"c\" }\n\
                      #[cfg(test)]\nmod more;\n\"d\"";
        assert_eq!(texts(source), ["a", "c", "d"]);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let found = literals("\n\"a\n\"\n  \"b\"");
        assert_eq!(
            found.iter().map(|literal| literal.line).collect::<Vec<_>>(),
            [2, 4]
        );
    }

    #[test]
    fn unfinished_source_does_not_panic() {
        for source in [
            "\"a",
            "r#\"a",
            "/* a",
            "'",
            "'\\",
            "b\"\\",
            "#[cfg(test)]",
            "r",
            "'\\x",
        ] {
            literals(source);
        }
    }
}
