//! PEM: base 64 between two lines that say what it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How many characters a line of base 64 has.
const LINE: usize = 64;

/// A block of a PEM text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// What it says it is, e.g. `CERTIFICATE`.
    pub label: String,
    /// What it holds.
    pub contents: Vec<u8>,
}

impl Block {
    /// Finds the first block of a text, whatever stands before it.
    pub fn first(text: &[u8]) -> Option<Self> {
        Self::all(text).next()
    }

    /// Finds all blocks of a text.
    pub fn all(text: &[u8]) -> impl Iterator<Item = Self> {
        let text = String::from_utf8_lossy(text).into_owned();
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let start = at + text[at..].find("-----BEGIN ")?;
                at = start + "-----BEGIN ".len();
                let at_line_start = start == 0 || text.as_bytes()[start - 1] == b'\n';
                let Some((block, end)) = parse(&text[at..]).filter(|_| at_line_start) else {
                    continue;
                };
                at += end;
                return Some(block);
            }
        })
    }
}

/// Reads a block from behind `-----BEGIN ` on; gives also how long it is.
fn parse(text: &str) -> Option<(Block, usize)> {
    let (label, body) = text.split_once("-----")?;
    if label.contains('\n') {
        return None;
    }
    let footer = format!("-----END {label}-----");
    let end = body.find(&footer)?;
    let mut lines = body[..end].lines().map(str::trim).peekable();
    // Headers are separated from the content by an empty line.
    while lines
        .next_if(|line| line.is_empty() || line.contains(':'))
        .is_some()
    {}
    let contents = STANDARD.decode(lines.collect::<String>()).ok()?;
    let length = text.len() - body.len() + end + footer.len();
    Some((
        Block {
            label: label.to_owned(),
            contents,
        },
        length,
    ))
}

/// Writes a block.
pub fn encode(label: &str, contents: &[u8]) -> String {
    let text = STANDARD.encode(contents);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push('\n');
        rest = tail;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}
