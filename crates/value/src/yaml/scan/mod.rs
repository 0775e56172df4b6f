//! From characters to tokens, in the manner of libyaml.
//!
//! Tokens are made only when the composer asks for them: where a text is wrong in two places, how
//! far the scanner has looked ahead decides which of them Helm reports. The keys of block mappings
//! and of flow pairs are known only once their `:` comes; until then the scanner keeps their place
//! and puts the missing tokens in there afterwards.

mod keys;
mod queue;
mod scalar;
mod token;
mod word;

pub(super) use token::{Kind, Mark, Piece, Token};

use super::chars::{break_len, byte, class, is_blank, is_blank_or_end, is_break_or_end, width};
use super::error::{Fault, Stage};
use super::input::{Blocks, Input};
use queue::Queue;
use std::collections::VecDeque;

/// How deep brackets, and indented blocks, may nest.
const MAX_DEPTH: usize = 10_000;
/// How many characters a key without `?` may have, up to its `:`.
const MAX_KEY: u32 = 1024;

/// A place where a key may have started whose `:` has not come yet.
#[derive(Clone, Copy, Default)]
struct Candidate {
    possible: bool,
    /// Nothing but a key can stand there.
    required: bool,
    /// Number of its first token, from the start of the text.
    number: usize,
    mark: Mark,
    index: u32,
    column: i32,
}

/// The scanner.
pub(super) struct Scanner<'t> {
    text: &'t [u8],
    blocks: Option<Blocks>,
    at: usize,
    line: u32,
    /// Bytes before `at` that continue a character; makes bytes out of characters.
    wide: usize,
    /// Number of the character that the line starts with.
    line_index: u32,
    /// Texts that are not in the input as they stand.
    scratch: Vec<u8>,

    flow_level: usize,
    indent: i32,
    indents: Vec<i32>,
    /// One for the block context and one for each open bracket.
    candidates: Vec<Candidate>,
    /// Token numbers of candidates with their level: those tokens wait for the `:`.
    waiting: VecDeque<(usize, usize)>,
    key_allowed: bool,

    queue: Queue,
    taken: usize,
    /// The first token of the queue needs no further look ahead.
    head_is_final: bool,
    started: bool,
}

type Scanned<T> = Result<T, Fault>;

impl<'t> Scanner<'t> {
    /// Starts at the beginning of `input`, whose text is given apart.
    pub(super) fn new(text: &'t [u8], start: usize, blocks: Option<Blocks>) -> Self {
        Self {
            text,
            blocks,
            at: start,
            line: 0,
            wide: start,
            line_index: 0,
            scratch: Vec::new(),
            flow_level: 0,
            indent: -1,
            indents: Vec::new(),
            candidates: Vec::new(),
            waiting: VecDeque::new(),
            key_allowed: false,
            queue: Queue::default(),
            taken: 0,
            head_is_final: false,
            started: false,
        }
    }

    /// Gives the text that is scanned.
    pub(super) fn text(&self) -> &'t [u8] {
        self.text
    }

    /// Gives the scratch buffer that pieces point into, at the end.
    pub(super) fn into_scratch(self) -> Vec<u8> {
        self.scratch
    }

    /// Gives the bytes of a piece.
    pub(super) fn bytes(&self, piece: Piece) -> &[u8] {
        piece.get(self.text, &self.scratch)
    }

    /// Puts a text into the scratch buffer.
    pub(super) fn keep(&mut self, parts: [&[u8]; 2]) -> Piece {
        let start = self.scratch.len();
        self.scratch.extend_from_slice(parts[0]);
        self.scratch.extend_from_slice(parts[1]);
        Piece::of_scratch(start, self.scratch.len())
    }

    /// Looks at the next token.
    #[inline]
    pub(super) fn peek(&mut self) -> Scanned<Token> {
        if !self.head_is_final {
            self.fill()?;
            self.head_is_final = true;
        }
        Ok(self.queue.first())
    }

    /// Takes the token that was looked at.
    #[inline]
    pub(super) fn skip(&mut self) {
        self.queue.pop();
        self.taken += 1;
        self.head_is_final = false;
    }

    /// Makes tokens until it is sure what the first one is.
    fn fill(&mut self) -> Scanned<()> {
        loop {
            if !self.queue.is_empty() {
                while self
                    .waiting
                    .front()
                    .is_some_and(|(number, _)| *number < self.taken)
                {
                    self.waiting.pop_front();
                }
                match self.waiting.front() {
                    Some((number, level)) if *number == self.taken => {
                        let level = *level;
                        if !self.is_still_possible(level)? {
                            return Ok(());
                        }
                    }
                    _ => return Ok(()),
                }
            }
            self.fetch()?;
        }
    }

    // ---- position ----

    #[inline]
    fn mark(&self) -> Mark {
        Mark {
            at: self.at as u32,
            line: self.line,
        }
    }

    /// Number of the character at the position.
    #[inline]
    fn index(&self) -> u32 {
        (self.at - self.wide) as u32
    }

    #[inline]
    fn column(&self) -> i32 {
        (self.index() - self.line_index) as i32
    }

    #[inline]
    fn byte(&self) -> u8 {
        byte(self.text, self.at)
    }

    /// Says that `count` characters from the position on are going to be looked at.
    #[inline]
    fn ensure(&mut self, count: usize) -> Scanned<()> {
        match &mut self.blocks {
            None => Ok(()),
            Some(blocks) => blocks.ensure(self.text, self.at, count).map_err(|fault| {
                Fault::new(
                    Stage::Reader,
                    fault,
                    Mark {
                        at: self.at as u32,
                        line: self.line,
                    },
                )
            }),
        }
    }

    /// Goes past a character that is no line break.
    #[inline]
    fn step(&mut self) {
        let width = width(self.byte()).max(1);
        self.at += width;
        self.wide += width - 1;
    }

    /// Goes past `count` ASCII characters.
    #[inline]
    fn step_ascii(&mut self, count: usize) {
        self.at += count;
    }

    /// Goes past the line break at the position, if any, and gives what it stands for.
    fn step_break(&mut self) -> &'static [u8] {
        let len = break_len(self.text, self.at);
        if len == 0 {
            return b"";
        }
        let meaning: &[u8] = match self.text[self.at..self.at + len] {
            [0xE2, _, 0xA8] => b"\xE2\x80\xA8",
            [0xE2, _, _] => b"\xE2\x80\xA9",
            _ => b"\n",
        };
        let first = self.byte();
        self.at += len;
        if first >= 0x80 {
            self.wide += len - 1;
        }
        self.line += 1;
        self.line_index = self.index();
        meaning
    }

    /// Goes to the end of the line.
    fn skip_line_rest(&mut self) -> Scanned<()> {
        if self.blocks.is_none() {
            self.skip_plain_line();
        }
        while !is_break_or_end(self.text, self.at) {
            self.step();
            self.run(class::SPACE);
            self.space_run(usize::MAX);
            self.ensure(1)?;
        }
        Ok(())
    }

    /// Goes to the end of the line where nothing but ASCII is left of it.
    fn skip_plain_line(&mut self) {
        let rest = &self.text[self.at..];
        let len = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        if rest[..len].is_ascii() {
            self.at += len;
        }
    }

    /// Goes past spaces, at most so many, where nothing has to be read for it.
    #[inline]
    fn space_run(&mut self, most: usize) {
        if self.blocks.is_none() {
            let ahead = self.text[self.at..].iter().take(most);
            self.at += ahead.take_while(|b| **b == b' ').count();
        }
    }

    fn skip_blanks(&mut self) -> Scanned<()> {
        self.ensure(1)?;
        while is_blank(self.byte()) {
            self.step_ascii(1);
            self.ensure(1)?;
        }
        Ok(())
    }

    /// Says whether `---` or `...` stands at the start of a line here.
    fn at_document_indicator(&self) -> bool {
        self.column() == 0
            && matches!(self.text.get(self.at..self.at + 3), Some(b"---" | b"..."))
            && is_blank_or_end(self.text, self.at + 3)
    }

    fn fault<T>(&self, problem: &'static str) -> Scanned<T> {
        Err(Fault::new(Stage::Scanner, problem, self.mark()))
    }

    /// Complains about a text that stands where a key has to, without a colon.
    fn no_colon<T>(&self, candidate: &Candidate) -> Scanned<T> {
        let fault = Fault::new(Stage::Scanner, "could not find expected ':'", self.mark());
        Err(fault.wrong_at(candidate.mark))
    }

    // ---- tokens ----

    #[inline]
    fn push(&mut self, kind: Kind, start: Mark) {
        let token = Token::new(kind, start, self.mark());
        self.queue.push(token);
    }

    /// Puts a token at the place of token `number`, counted from the start of the text.
    ///
    /// COMPAT(helm): where that token is gone already, the new one comes last.
    fn insert(&mut self, kind: Kind, number: usize, mark: Mark) {
        let token = Token::new(kind, mark, mark);
        match number.checked_sub(self.taken) {
            Some(place) if place <= self.queue.len() => self.queue.insert(place, token),
            _ => self.queue.push(token),
        }
    }

    /// Goes past `count` ASCII characters and makes a token of them.
    #[inline]
    fn indicator(&mut self, kind: Kind, count: usize) {
        let start = self.mark();
        self.step_ascii(count);
        self.push(kind, start);
    }

    /// Makes the next token, with those that have to come before it.
    fn fetch(&mut self) -> Scanned<()> {
        self.ensure(1)?;
        if !self.started {
            self.started = true;
            self.candidates.push(Candidate::default());
            self.key_allowed = true;
            let mark = self.mark();
            self.push(Kind::StreamStart, mark);
            return Ok(());
        }
        self.skip_to_token()?;
        self.close_blocks(self.column());
        self.ensure(4)?;

        let first = self.byte();
        let flow = self.flow_level > 0;
        let apart = is_blank_or_end(self.text, self.at + 1);
        match first {
            0 => self.fetch_stream_end(),
            b'%' if self.column() == 0 => {
                self.leave_blocks()?;
                let token = self.directive()?;
                self.queue.push(token);
                Ok(())
            }
            b'-' | b'.' if self.at_document_indicator() => {
                self.leave_blocks()?;
                let kind = if first == b'-' {
                    Kind::DocumentStart
                } else {
                    Kind::DocumentEnd
                };
                self.indicator(kind, 3);
                Ok(())
            }
            b'[' => self.fetch_flow_start(Kind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(Kind::FlowMappingStart),
            b']' => self.fetch_flow_end(Kind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(Kind::FlowMappingEnd),
            b',' => {
                self.drop_candidate()?;
                self.key_allowed = true;
                self.indicator(Kind::FlowEntry, 1);
                Ok(())
            }
            b'-' if apart => self.fetch_block_entry(),
            b'?' if flow || apart => self.fetch_key(),
            b':' if flow || apart => self.fetch_value(),
            b'*' => self.fetch_word(|s| s.name(Kind::Alias)),
            b'&' => self.fetch_word(|s| s.name(Kind::Anchor)),
            b'!' => self.fetch_word(Self::tag),
            b'|' | b'>' if !flow => {
                self.drop_candidate()?;
                self.key_allowed = true;
                let token = self.block_scalar(first == b'|')?;
                self.queue.push(token);
                Ok(())
            }
            b'\'' | b'"' => self.fetch_word(|s| s.quoted_scalar(first)),
            _ if self.may_start_plain(first) => {
                if self.fetch_plain_key()? {
                    return Ok(());
                }
                self.fetch_word(Self::plain_scalar)
            }
            _ => self.fault("found character that cannot start any token"),
        }
    }

    fn may_start_plain(&self, first: u8) -> bool {
        match first {
            b'-' => !is_blank(byte(self.text, self.at + 1)),
            b'?' | b':' => self.flow_level == 0 && !is_blank_or_end(self.text, self.at + 1),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => false,
            _ => !is_blank_or_end(self.text, self.at),
        }
    }

    /// Makes the token of something that can be a key and after which none can start.
    fn fetch_word(&mut self, scan: impl Fn(&mut Self) -> Scanned<Token>) -> Scanned<()> {
        self.save_candidate()?;
        self.key_allowed = false;
        let token = scan(self)?;
        self.queue.push(token);
        Ok(())
    }

    /// Goes past blanks, comments and empty lines.
    fn skip_to_token(&mut self) -> Scanned<()> {
        loop {
            self.ensure(1)?;
            if let Some(blocks) = &self.blocks
                && self.column() == 0
                && blocks.at_mark(self.text)
            {
                self.step();
            }
            self.ensure(1)?;
            loop {
                match self.byte() {
                    b' ' => {}
                    b'\t' if self.flow_level > 0 || !self.key_allowed => {}
                    _ => break,
                }
                self.step_ascii(1);
                self.space_run(usize::MAX);
                self.ensure(1)?;
            }
            if self.byte() == b'#' {
                self.skip_line_rest()?;
            }
            if break_len(self.text, self.at) == 0 {
                return Ok(());
            }
            self.ensure(2)?;
            self.step_break();
            if self.flow_level == 0 {
                self.key_allowed = true;
            }
        }
    }
}

/// Makes the scanner of a prepared input.
pub(super) fn scanner<'a>(input: &'a mut Input<'_>) -> Scanner<'a> {
    let blocks = input.blocks.take();
    Scanner::new(&input.text, input.start, blocks)
}
