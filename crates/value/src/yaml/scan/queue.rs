//! The tokens that are made and not taken yet: nearly always a few, and soon none.

use super::token::Token;

/// A queue of tokens, in one piece of memory that starts over whenever the queue is empty.
#[derive(Default)]
pub(super) struct Queue {
    tokens: Vec<Token>,
    /// Where in `tokens` the queue starts.
    first: usize,
}

impl Queue {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.tokens.len() - self.first
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.first == self.tokens.len()
    }

    /// Gives the first token; there has to be one.
    #[inline]
    pub(super) fn first(&self) -> Token {
        self.tokens[self.first]
    }

    #[inline]
    pub(super) fn push(&mut self, token: Token) {
        if self.tokens.len() == self.tokens.capacity() && self.first > self.len() {
            self.tokens.drain(..self.first);
            self.first = 0;
        }
        self.tokens.push(token);
    }

    /// Puts a token before the one at `place`.
    pub(super) fn insert(&mut self, place: usize, token: Token) {
        self.tokens.insert(self.first + place, token);
    }

    /// Takes the first token out.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.first += 1;
        if self.first >= self.tokens.len() {
            self.tokens.clear();
            self.first = 0;
        }
    }
}
