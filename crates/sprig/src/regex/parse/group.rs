//! Groups: capturing, named, and those that set flags.

use super::{Frame, Parser, check_utf8, error};

impl<'a> Parser<'a> {
    pub(super) fn open(&mut self, brackets: (&'static str, &'static str), is_capture: bool) {
        let frame = Frame {
            brackets,
            is_capture,
            outer_flags: self.flags,
            ..Frame::default()
        };
        self.frames.push(frame);
    }

    pub(super) fn open_capture(&mut self, name: String) {
        self.names.push(name);
        self.open(("(", ")"), true);
    }

    pub(super) fn close_group(&mut self) -> Result<(), String> {
        if self.frames.len() < 2 {
            return Err(error("unexpected )", self.text));
        }
        let frame = self.frames.pop().expect("two frames were counted");
        self.flags = frame.outer_flags;
        let piece = frame.close();
        self.check_limits(&piece)?;
        self.pieces().push(piece);
        Ok(())
    }

    /// Parses what starts with `(?`: a named group, flags, or a group with flags.
    pub(super) fn flag_group(&mut self) -> Result<(), String> {
        let rest = self.rest();
        let named = if rest.len() > 4 && rest.starts_with(b"(?P<") {
            Some(4)
        } else if rest.len() > 3 && rest.starts_with(b"(?<") {
            Some(3)
        } else {
            None
        };
        if let Some(prefix) = named {
            return self.named_group(rest, prefix);
        }
        let start = self.at;
        self.at += 2;
        let (mut flags, mut negative, mut saw_flag) = (self.flags, false, false);
        while !self.rest().is_empty() {
            let character = self.next()?;
            let flag = match character {
                'i' => &mut flags.fold_case,
                'm' => &mut flags.multi_line,
                's' => &mut flags.dot_newline,
                'U' => &mut flags.swap_greed,
                '-' if !negative => {
                    (negative, saw_flag) = (true, false);
                    continue;
                }
                ':' | ')' if !negative || saw_flag => {
                    if character == ':' {
                        self.open(("(?:", ")"), false);
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            };
            *flag = !negative;
            saw_flag = true;
        }
        Err(error(
            "invalid or unsupported Perl syntax",
            self.since(start),
        ))
    }

    pub(super) fn named_group(&mut self, rest: &'a [u8], prefix: usize) -> Result<(), String> {
        let Some(end) = rest.iter().position(|b| *b == b'>') else {
            check_utf8(rest)?;
            return Err(error("invalid named capture", rest));
        };
        let name = &rest[prefix..end];
        check_utf8(name)?;
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') {
            return Err(error("invalid named capture", &rest[..=end]));
        }
        self.at += end + 1;
        self.open_capture(String::from_utf8_lossy(name).into_owned());
        Ok(())
    }
}
