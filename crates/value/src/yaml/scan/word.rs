//! Anchors, aliases, tags and directives.

use super::super::chars::break_len;
use super::super::chars::{byte, is_blank, is_blank_or_end, is_break_or_end, is_name, width};
use super::token::{Kind, Piece, Token};
use super::{Scanned, Scanner};

impl Scanner<'_> {
    /// Goes to the end of a name and gives it.
    fn name_run(&mut self) -> Scanned<Piece> {
        let start = self.at;
        self.ensure(1)?;
        while is_name(self.byte()) {
            self.step_ascii(1);
            self.ensure(1)?;
        }
        Ok(Piece::of_input(start, self.at))
    }

    /// Reads `*name` or `&name`.
    pub(super) fn name(&mut self, kind: Kind) -> Scanned<Token> {
        let start = self.mark();
        self.step_ascii(1);
        let name = self.name_run()?;
        let ends = is_blank_or_end(self.text, self.at)
            || matches!(
                self.byte(),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if name.is_empty() || !ends {
            return self.fault("did not find expected alphabetic or numeric character");
        }
        Ok(Token {
            text: name,
            ..Token::new(kind, start, self.mark())
        })
    }

    /// Reads `!suffix`, `!handle!suffix`, `!<uri>` or `!`.
    pub(super) fn tag(&mut self) -> Scanned<Token> {
        let start = self.mark();
        self.ensure(2)?;
        let (handle, suffix);
        if byte(self.text, self.at + 1) == b'<' {
            self.step_ascii(2);
            handle = Piece::default();
            suffix = self.tag_uri(b"", false)?;
            if self.byte() != b'>' {
                return self.fault("did not find the expected '>'");
            }
            self.step_ascii(1);
        } else {
            let from = self.at;
            let found = self.tag_handle(false)?;
            if self.at - from > 1 && self.text[self.at - 1] == b'!' {
                handle = found;
                suffix = self.tag_uri(b"", false)?;
            } else {
                let text = self.text;
                let rest = self.tag_uri(&text[from + 1..self.at], true)?;
                let bang = self.keep([b"!", b""]);
                (handle, suffix) = if rest.is_empty() {
                    (Piece::default(), bang)
                } else {
                    (bang, rest)
                };
            }
        }
        self.ensure(1)?;
        if !is_blank_or_end(self.text, self.at) {
            return self.fault("did not find expected whitespace or line break");
        }
        Ok(Token {
            text: handle,
            more: suffix,
            ..Token::new(Kind::Tag, start, self.mark())
        })
    }

    /// Reads `!`, `!!` or `!name!`; outside a directive also `!name`, which is no handle.
    fn tag_handle(&mut self, directive: bool) -> Scanned<Piece> {
        self.ensure(1)?;
        if self.byte() != b'!' {
            return self.fault("did not find expected '!'");
        }
        let start = self.at;
        self.step_ascii(1);
        let name = self.name_run()?;
        if self.byte() == b'!' {
            self.step_ascii(1);
        } else if directive && !name.is_empty() {
            return self.fault("did not find expected '!'");
        }
        Ok(Piece::of_input(start, self.at))
    }

    /// Reads a URI, which goes on after `head` and may be empty where `optional`.
    fn tag_uri(&mut self, head: &[u8], optional: bool) -> Scanned<Piece> {
        let start = self.scratch.len();
        self.scratch.extend_from_slice(head);
        let from = self.at;
        self.ensure(1)?;
        loop {
            match self.byte() {
                b'%' => self.uri_escape()?,
                b if is_name(b) || b";/?:@&=+$,.!~*'()[]".contains(&b) => {
                    self.scratch.push(b);
                    self.step_ascii(1);
                }
                _ => break,
            }
            self.ensure(1)?;
        }
        if self.at == from && !optional {
            return self.fault("did not find expected tag URI");
        }
        Ok(Piece::of_scratch(start, self.scratch.len()))
    }

    /// Reads the `%xx` of one character.
    fn uri_escape(&mut self) -> Scanned<()> {
        let mut left = None;
        while left != Some(0) {
            self.ensure(3)?;
            let digit = |k| char::from(byte(self.text, self.at + k)).to_digit(16);
            let (b'%', Some(high), Some(low)) = (self.byte(), digit(1), digit(2)) else {
                return self.fault("did not find URI escaped octet");
            };
            let octet = (high << 4 | low) as u8;
            left = match left {
                None if width(octet) == 0 => {
                    return self.fault("found an incorrect leading UTF-8 octet");
                }
                None => Some(width(octet) - 1),
                Some(_) if octet & 0xC0 != 0x80 => {
                    return self.fault("found an incorrect trailing UTF-8 octet");
                }
                Some(left) => Some(left - 1),
            };
            self.scratch.push(octet);
            self.step_ascii(3);
        }
        Ok(())
    }

    /// Reads `%YAML` or `%TAG` with the rest of the line.
    pub(super) fn directive(&mut self) -> Scanned<Token> {
        let start = self.mark();
        self.step_ascii(1);
        let name = self.name_run()?;
        if name.is_empty() {
            return self.fault("could not find expected directive name");
        }
        if !is_blank_or_end(self.text, self.at) {
            return self.fault("found unexpected non-alphabetical character");
        }
        let mut token = match self.bytes(name) {
            b"YAML" => {
                self.skip_blanks()?;
                let major = self.version_number()?;
                if self.byte() != b'.' {
                    return self.fault("did not find expected digit or '.' character");
                }
                self.step_ascii(1);
                let minor = self.version_number()?;
                let token = Token::new(Kind::Version, start, self.mark());
                Token {
                    version: (major, minor),
                    ..token
                }
            }
            b"TAG" => {
                self.skip_blanks()?;
                let handle = self.tag_handle(true)?;
                self.ensure(1)?;
                if !is_blank(self.byte()) {
                    return self.fault("did not find expected whitespace");
                }
                self.skip_blanks()?;
                let prefix = self.tag_uri(b"", false)?;
                self.ensure(1)?;
                if !is_blank_or_end(self.text, self.at) {
                    return self.fault("did not find expected whitespace or line break");
                }
                let token = Token::new(Kind::TagDirective, start, self.mark());
                Token {
                    text: handle,
                    more: prefix,
                    ..token
                }
            }
            _ => return self.fault("found unknown directive name"),
        };
        token.end = self.mark();
        self.skip_blanks()?;
        if self.byte() == b'#' {
            self.skip_line_rest()?;
        }
        if !is_break_or_end(self.text, self.at) {
            return self.fault("did not find expected comment or line break");
        }
        if break_len(self.text, self.at) > 0 {
            self.ensure(2)?;
            self.step_break();
        }
        Ok(token)
    }

    fn version_number(&mut self) -> Scanned<u8> {
        self.ensure(1)?;
        let (mut value, mut length) = (0, 0);
        while self.byte().is_ascii_digit() {
            length += 1;
            if length > 2 {
                return self.fault("found extremely long version number");
            }
            value = value * 10 + (self.byte() - b'0');
            self.step_ascii(1);
            self.ensure(1)?;
        }
        if length == 0 {
            return self.fault("did not find expected version number");
        }
        Ok(value)
    }
}
