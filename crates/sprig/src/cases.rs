//! Words in camel, snake and kebab case.

use crate::arg::{self, Outcome};
use crate::runes;
use crate::table::{Entry, table};
use GoType::Str as Text;
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "snakecase"[Text] = snake_case, "The words in lower case with underscores between them.";
    "kebabcase"[Text] = kebab_case, "The words in lower case with hyphens between them.";
    "camelcase"[Text] = camel_case, "The words with capital letters and nothing between them.";
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Bytes that are not UTF-8, to the end.
    Invalid,
    Number,
    /// Capitals, or one capital and the small letters behind it.
    Upper,
    Small,
    /// Hyphens, underscores, white space.
    Connector,
    Punctuation,
    Other,
}

fn is_connector(character: char) -> bool {
    matches!(character, '-' | '_') || runes::is_space(character)
}

/// A letter, but none of Chinese, Japanese or Korean.
fn is_alphabet(character: char) -> bool {
    runes::is_letter(character)
        && !matches!(
            character,
            '\u{3400}'..='\u{4d85}' | '\u{4e00}'..='\u{9fcc}' | '\u{20000}'..='\u{2b81d}'
        )
}

fn is_small(character: char) -> bool {
    is_alphabet(character) && !runes::is_upper(character)
}

/// Decodes the next code point, skipping what is not UTF-8; where nothing else is left, `previous`
/// stands for it.
fn next_rune(text: &[u8], previous: char) -> (char, usize) {
    let mut width = 0;
    while width < text.len() {
        let (character, own) = runes::first(&text[width..]);
        width += own;
        if character != runes::ERROR {
            return (character, width);
        }
    }
    (previous, width)
}

/// Extends a word from `at` on while `belongs` holds; gives the end.
fn run(text: &[u8], mut at: usize, mut last: char, belongs: impl Fn(char) -> bool) -> usize {
    while at < text.len() {
        let (character, width) = next_rune(&text[at..], last);
        last = character;
        if !belongs(character) {
            break;
        }
        at += width;
    }
    at
}

/// Takes the first word of a text that is not empty: its kind and its length.
fn first_word(text: &[u8]) -> (Kind, usize) {
    let (first, width) = next_rune(text, runes::ERROR);
    let to = |belongs: fn(char) -> bool| run(text, width, first, belongs);
    if first == runes::ERROR {
        (Kind::Invalid, width)
    } else if is_connector(first) {
        (Kind::Connector, to(is_connector))
    } else if runes::is_punct(first) {
        (Kind::Punctuation, to(runes::is_punct))
    } else if runes::is_upper(first) {
        (Kind::Upper, upper_word(text, width, first))
    } else if is_alphabet(first) {
        (Kind::Small, to(is_small))
    } else if runes::is_number(first) {
        (Kind::Number, to(runes::is_number))
    } else {
        let other =
            |c| !is_connector(c) && !is_alphabet(c) && !runes::is_number(c) && !runes::is_punct(c);
        (Kind::Other, to(other))
    }
}

/// The end of a word that starts with a capital: `HTTP` of `HTTPStatus`, `Status` of it.
fn upper_word(text: &[u8], width: usize, first: char) -> usize {
    if width == text.len() {
        return width;
    }
    let (second, _) = next_rune(&text[width..], first);
    if !runes::is_upper(second) {
        return run(text, width, first, is_small);
    }
    let (mut at, mut before, mut last) = (width, width, first);
    while at < text.len() {
        let (character, own) = next_rune(&text[at..], last);
        last = character;
        if !runes::is_upper(character) {
            break;
        }
        before = at;
        at += own;
    }
    // The last capital belongs to the small letters behind it.
    if at < text.len() && is_alphabet(last) {
        before
    } else {
        at
    }
}

fn words(mut text: &[u8]) -> Vec<(Kind, &[u8])> {
    let mut words = Vec::new();
    while !text.is_empty() {
        let (kind, length) = first_word(text);
        let (word, rest) = text.split_at(length);
        words.push((kind, word));
        text = rest;
    }
    words
}

/// Writes words in lower case with connectors between them.
struct Writer<'a> {
    words: Vec<(Kind, &'a [u8])>,
    at: usize,
    out: Vec<u8>,
    connector: u8,
}

impl Writer<'_> {
    /// The kind of the present word; nothing behind the last one.
    fn kind(&self) -> Option<Kind> {
        self.words.get(self.at).map(|(kind, _)| *kind)
    }

    /// Writes the word at `at`.
    fn write(&mut self, at: usize) {
        let Some(&(kind, word)) = self.words.get(at) else {
            return;
        };
        if kind != Kind::Upper && kind != Kind::Connector {
            self.out.extend_from_slice(word);
            return;
        }
        for character in runes::all(word) {
            if is_connector(character) {
                self.out.push(self.connector);
            } else if runes::is_upper(character) {
                runes::push(&mut self.out, runes::to_lower(character));
            } else {
                runes::push(&mut self.out, character);
            }
        }
    }

    /// Writes numbers and small letters as long as they follow.
    fn write_tail(&mut self) {
        while let Some(Kind::Small | Kind::Number) = self.kind() {
            self.write(self.at);
            self.at += 1;
        }
        if self.kind() != Some(Kind::Invalid) {
            self.connect();
        }
    }

    /// Writes a connector unless the present word needs none.
    fn connect(&mut self) {
        if !matches!(
            self.kind(),
            None | Some(Kind::Connector | Kind::Punctuation)
        ) {
            self.out.push(self.connector);
        }
    }

    fn run(mut self) -> Vec<u8> {
        while self.at + 1 < self.words.len() {
            let previous = self.words[self.at].0;
            if previous != Kind::Connector {
                self.write(self.at);
            }
            self.at += 1;
            match previous {
                Kind::Number => self.write_tail(),
                Kind::Connector => self.write(self.at - 1),
                Kind::Punctuation => {}
                _ if self.kind() != Some(Kind::Number) => self.connect(),
                // A number at the very end belongs to the word before it.
                _ if self.at + 1 == self.words.len() => {}
                _ => {
                    self.at += 1;
                    if self.kind() == Some(Kind::Small) {
                        // Small letters behind a number make it a word of its own: http_2xx.
                        self.out.push(self.connector);
                        self.write(self.at - 1);
                        self.write_tail();
                    } else {
                        self.write(self.at - 1);
                        self.connect();
                    }
                }
            }
        }
        self.write(self.at);
        self.out
    }
}

fn lower_case(args: &[Value], connector: u8) -> Outcome {
    let words = words(arg::text(args, 0)?);
    let writer = Writer {
        words,
        at: 0,
        out: Vec::new(),
        connector,
    };
    Ok(Value::Str(writer.run().into()))
}

fn snake_case(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    lower_case(args, b'_')
}

fn kebab_case(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    lower_case(args, b'-')
}

fn camel_case(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let mut out = Vec::new();
    let mut rest = runes::all(arg::text(args, 0)?).peekable();
    // Connectors in front stay.
    let mut last = None;
    while let Some(character) = rest.next_if(|c| is_connector(*c)) {
        runes::push(&mut out, character);
        last = Some(character);
    }
    let Some(first) = rest.next() else {
        // COMPAT(helm): the last of nothing but connectors comes twice.
        if let Some(last) = last {
            runes::push(&mut out, last);
        }
        return Ok(Value::Str(out.into()));
    };
    let mut after_upper = runes::is_upper(first);
    let mut previous = runes::to_upper(first);
    for mut character in rest {
        match (is_connector(previous), is_connector(character)) {
            (true, true) => runes::push(&mut out, previous),
            (true, false) => {
                after_upper = runes::is_upper(character);
                character = runes::to_upper(character);
            }
            (false, _) => {
                // Capitals that follow a capital become small.
                if after_upper {
                    if runes::is_upper(character) {
                        character = runes::to_lower(character);
                    } else {
                        after_upper = false;
                    }
                }
                runes::push(&mut out, previous);
            }
        }
        previous = character;
    }
    runes::push(&mut out, previous);
    Ok(Value::Str(out.into()))
}
