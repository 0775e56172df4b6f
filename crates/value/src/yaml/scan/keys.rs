//! Keys whose indicator comes after them, and the blocks that they open.

use super::super::chars::{class, is_blank_or_end};
use super::token::{Kind, Mark, Piece, Token};
use super::{Candidate, MAX_DEPTH, MAX_KEY, Scanned, Scanner};

impl Scanner<'_> {
    /// Says whether the candidate of `level` can still become a key.
    pub(super) fn is_still_possible(&mut self, level: usize) -> Scanned<bool> {
        let Some(candidate) = self.candidates.get(level).copied() else {
            return Ok(false);
        };
        if !candidate.possible {
            return Ok(false);
        }
        if candidate.mark.line < self.line || candidate.index + MAX_KEY < self.index() {
            if candidate.required {
                return self.no_colon(&candidate);
            }
            self.candidates[level].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn save_candidate(&mut self) -> Scanned<()> {
        if !self.key_allowed {
            return Ok(());
        }
        let required = self.flow_level == 0 && self.indent == self.column();
        let candidate = Candidate {
            possible: true,
            required,
            ..self.candidate()
        };
        self.drop_candidate()?;
        let level = self.candidates.len() - 1;
        self.candidates[level] = candidate;
        self.waiting.push_back((candidate.number, level));
        Ok(())
    }

    /// A candidate for the next token, not possible yet.
    fn candidate(&self) -> Candidate {
        Candidate {
            possible: false,
            required: false,
            number: self.taken + self.queue.len(),
            mark: self.mark(),
            index: self.index(),
            column: self.column(),
        }
    }

    pub(super) fn drop_candidate(&mut self) -> Scanned<()> {
        let level = self.candidates.len() - 1;
        let candidate = self.candidates[level];
        if candidate.possible {
            if candidate.required {
                return self.no_colon(&candidate);
            }
            self.candidates[level].possible = false;
            self.stop_waiting(candidate.number);
        }
        Ok(())
    }

    fn stop_waiting(&mut self, number: usize) {
        if self.waiting.back().is_some_and(|(last, _)| *last == number) {
            self.waiting.pop_back();
        } else if let Ok(place) = self.waiting.binary_search_by_key(&number, |(n, _)| *n) {
            // No level has this number, so that nothing waits for it any more.
            self.waiting[place].1 = usize::MAX;
        }
    }

    /// Opens a block at `column` where that is further in than the current one.
    fn open_block(
        &mut self,
        column: i32,
        kind: Kind,
        number: Option<usize>,
        mark: Mark,
    ) -> Scanned<()> {
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            return self.fault("exceeded max depth of 10000");
        }
        self.insert(kind, number.unwrap_or(usize::MAX), mark);
        Ok(())
    }

    /// Closes the blocks that are further in than `column`.
    pub(super) fn close_blocks(&mut self, column: i32) {
        if self.flow_level > 0 {
            return;
        }
        while self.indent > column {
            let mark = self.mark();
            self.push(Kind::BlockEnd, mark);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    /// Closes all blocks, at the border of a document.
    pub(super) fn leave_blocks(&mut self) -> Scanned<()> {
        self.close_blocks(-1);
        self.drop_candidate()?;
        self.key_allowed = false;
        Ok(())
    }

    pub(super) fn fetch_stream_end(&mut self) -> Scanned<()> {
        if self.column() != 0 {
            self.line += 1;
            self.line_index = self.index();
        }
        self.leave_blocks()?;
        let mark = self.mark();
        self.push(Kind::StreamEnd, mark);
        Ok(())
    }

    pub(super) fn fetch_flow_start(&mut self, kind: Kind) -> Scanned<()> {
        self.save_candidate()?;
        self.candidates.push(self.candidate());
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return self.fault("exceeded max depth of 10000");
        }
        self.key_allowed = true;
        self.indicator(kind, 1);
        Ok(())
    }

    pub(super) fn fetch_flow_end(&mut self, kind: Kind) -> Scanned<()> {
        self.drop_candidate()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            // COMPAT(helm): for empty brackets this number is that of the bracket itself, so that
            // `[]: x` is no longer recognised as a key.
            if let Some(candidate) = self.candidates.pop() {
                self.stop_waiting(candidate.number);
            }
        }
        self.key_allowed = false;
        self.indicator(kind, 1);
        Ok(())
    }

    pub(super) fn fetch_block_entry(&mut self) -> Scanned<()> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.fault("block sequence entries are not allowed in this context");
            }
            self.open_block(self.column(), Kind::BlockSequenceStart, None, self.mark())?;
        }
        self.drop_candidate()?;
        self.key_allowed = true;
        self.indicator(Kind::BlockEntry, 1);
        Ok(())
    }

    pub(super) fn fetch_key(&mut self) -> Scanned<()> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return self.fault("mapping keys are not allowed in this context");
            }
            self.open_block(self.column(), Kind::BlockMappingStart, None, self.mark())?;
        }
        self.drop_candidate()?;
        self.key_allowed = self.flow_level == 0;
        self.indicator(Kind::Key, 1);
        Ok(())
    }

    /// Makes the tokens of a plain key and of the colon right behind it at once; says whether there
    /// are such.
    ///
    /// They are the tokens that the two would give one after the other. Where one of them might be
    /// refused, nothing is done here, since that has to come out when it is their turn.
    pub(super) fn fetch_plain_key(&mut self) -> Scanned<bool> {
        const ENDS: u8 = class::SPACE | class::COLON | class::WIDE;
        if self.flow_level > 0
            || !self.key_allowed
            || self.blocks.is_some()
            || self.indents.len() >= MAX_DEPTH
        {
            return Ok(false);
        }
        let mut ahead = self.text[self.at..].iter().take(MAX_KEY as usize);
        let Some(len) = ahead.position(|b| class::OF[usize::from(*b)] & ENDS != 0) else {
            return Ok(false);
        };
        let end = self.at + len;
        if self.text[end] != b':' || !is_blank_or_end(self.text, end + 1) {
            return Ok(false);
        }
        self.drop_candidate()?;
        let start = self.mark();
        self.open_block(self.column(), Kind::BlockMappingStart, None, start)?;
        self.queue.push(Token::new(Kind::Key, start, start));
        let name = Piece::of_input(self.at, end);
        self.step_ascii(len);
        self.queue
            .push(Self::scalar(name, true, start, self.mark()));
        self.key_allowed = false;
        self.indicator(Kind::Value, 1);
        Ok(true)
    }

    pub(super) fn fetch_value(&mut self) -> Scanned<()> {
        let level = self.candidates.len() - 1;
        if self.is_still_possible(level)? {
            let candidate = self.candidates[level];
            self.insert(Kind::Key, candidate.number, candidate.mark);
            self.open_block(
                candidate.column,
                Kind::BlockMappingStart,
                Some(candidate.number),
                candidate.mark,
            )?;
            self.candidates[level].possible = false;
            self.stop_waiting(candidate.number);
            self.key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.key_allowed {
                    return self.fault("mapping values are not allowed in this context");
                }
                self.open_block(self.column(), Kind::BlockMappingStart, None, self.mark())?;
            }
            self.key_allowed = self.flow_level == 0;
        }
        self.indicator(Kind::Value, 1);
        Ok(())
    }
}
