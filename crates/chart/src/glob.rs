//! Patterns of `.Files.Glob`: `*` and `?` stop at `/`, `**` does not, `[a-c]`, `[!abc]`, `{a,b}`.

/// A pattern that does not parse.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("glob pattern does not parse")]
pub(crate) struct BadGlob;

/// A parsed pattern: a small automaton whose states are walked all at once, so that matching takes
/// time in proportion to pattern and name.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    states: Vec<State>,
}

#[derive(Clone, Debug)]
enum State {
    /// Takes one character and goes to the next state.
    One(One),
    /// Goes to each of these without taking anything.
    Fork(Vec<usize>),
    /// Takes any number of characters, also none; the flag says whether slashes are among them.
    Many(bool),
    End,
}

#[derive(Clone, Debug)]
enum One {
    Literal(char),
    NotSlash,
    Range { lo: char, hi: char, negated: bool },
    List { chars: Vec<char>, negated: bool },
}

impl Glob {
    pub(crate) fn parse(text: &str) -> Result<Self, BadGlob> {
        let mut parser = Parser {
            chars: text.chars().collect(),
            at: 0,
            states: Vec::new(),
        };
        parser.sequence(0)?;
        // A brace that nothing opened is text; the sequence above ends only at the end then.
        parser.states.push(State::End);
        Ok(Self {
            states: parser.states,
        })
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        let mut now = Marks::new(self.states.len());
        self.enter(0, &mut now);
        for c in name.chars() {
            let mut next = Marks::new(self.states.len());
            for &state in &now.list {
                match &self.states[state] {
                    State::One(one) if one.takes(c) => self.enter(state + 1, &mut next),
                    State::Many(slashes) if *slashes || c != '/' => self.enter(state, &mut next),
                    _ => {}
                }
            }
            now = next;
        }
        now.list
            .iter()
            .any(|s| matches!(self.states[*s], State::End))
    }

    /// Marks a state and all that it reaches without taking a character.
    fn enter(&self, state: usize, marks: &mut Marks) {
        let mut pending = vec![state];
        while let Some(state) = pending.pop() {
            if std::mem::replace(&mut marks.seen[state], true) {
                continue;
            }
            marks.list.push(state);
            match &self.states[state] {
                State::Fork(targets) => pending.extend(targets),
                State::Many(_) => pending.push(state + 1),
                State::One(_) | State::End => {}
            }
        }
    }
}

struct Marks {
    seen: Vec<bool>,
    list: Vec<usize>,
}

impl Marks {
    fn new(states: usize) -> Self {
        Self {
            seen: vec![false; states],
            list: Vec::new(),
        }
    }
}

impl One {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Literal(l) => *l == c,
            Self::NotSlash => c != '/',
            Self::Range { lo, hi, negated } => (*lo..=*hi).contains(&c) != *negated,
            Self::List { chars, negated } => chars.contains(&c) != *negated,
        }
    }
}

/// How deep braces may nest.
const MAX_DEPTH: usize = 100;

struct Parser {
    chars: Vec<char>,
    at: usize,
    states: Vec<State>,
}

impl Parser {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied()?;
        self.at += 1;
        Some(c)
    }

    fn next_if(&mut self, wanted: char) -> bool {
        let fits = self.chars.get(self.at) == Some(&wanted);
        self.at += usize::from(fits);
        fits
    }

    /// Reads up to the end or, inside braces, up to a comma or a closing brace, which stay.
    fn sequence(&mut self, depth: usize) -> Result<(), BadGlob> {
        if depth > MAX_DEPTH {
            return Err(BadGlob);
        }
        while let Some(&c) = self.chars.get(self.at) {
            if depth > 0 && matches!(c, ',' | '}') {
                return Ok(());
            }
            self.at += 1;
            let state = match c {
                '*' => State::Many(self.next_if('*')),
                '?' => State::One(One::NotSlash),
                '[' => State::One(self.class()?),
                '{' => {
                    self.alternatives(depth + 1)?;
                    continue;
                }
                '\\' => match self.next() {
                    Some(escaped) => State::One(One::Literal(escaped)),
                    None => continue,
                },
                other => State::One(One::Literal(other)),
            };
            self.states.push(state);
        }
        Ok(())
    }

    fn alternatives(&mut self, depth: usize) -> Result<(), BadGlob> {
        let fork = self.states.len();
        self.states.push(State::Fork(Vec::new()));
        let mut starts = Vec::new();
        let mut ends = Vec::new();
        loop {
            starts.push(self.states.len());
            self.sequence(depth)?;
            ends.push(self.states.len());
            self.states.push(State::Fork(Vec::new()));
            if !self.next_if(',') {
                break;
            }
        }
        // Braces left open end with the pattern, as in the reference library.
        self.next_if('}');
        let after = self.states.len();
        for end in ends {
            self.states[end] = State::Fork(vec![after]);
        }
        self.states[fork] = State::Fork(starts);
        Ok(())
    }

    fn class(&mut self) -> Result<One, BadGlob> {
        let negated = self.next_if('!');
        let first = self.next().ok_or(BadGlob)?;
        if self.next_if('-') {
            let hi = self.next().ok_or(BadGlob)?;
            let closed = self.next_if(']');
            if !closed || hi < first {
                return Err(BadGlob);
            }
            return Ok(One::Range {
                lo: first,
                hi,
                negated,
            });
        }
        self.at -= 1;
        let mut chars = Vec::new();
        loop {
            match self.next().ok_or(BadGlob)? {
                ']' if chars.is_empty() => return Err(BadGlob),
                ']' => return Ok(One::List { chars, negated }),
                '\\' => chars.push(self.next().ok_or(BadGlob)?),
                c => chars.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        Glob::parse(pattern).unwrap().matches(name)
    }

    #[test]
    fn stars_stop_at_slashes_and_double_stars_do_not() {
        assert!(matches("files/*.txt", "files/a.txt"));
        assert!(!matches("files/*.txt", "files/b/a.txt"));
        assert!(matches("files/**.txt", "files/b/a.txt"));
        assert!(matches("**", "a/b/c"));
        assert!(matches("a?c", "abc"));
        assert!(!matches("a?c", "a/c"));
    }

    #[test]
    fn classes_and_alternatives_match() {
        assert!(matches("[a-c].txt", "b.txt"));
        assert!(matches("[!ab].txt", "c.txt"));
        assert!(!matches("[ab].txt", "c.txt"));
        assert!(matches("{a,b/*}.txt", "b/x.txt"));
        assert!(matches("{a,{b,c}}", "c"));
        assert!(matches("{a,}x", "x"));
        assert!(matches("a\\*", "a*"));
        assert!(matches("a}", "a}"));
    }

    #[test]
    fn bad_classes_are_refused() {
        for pattern in ["[", "[]", "[a", "[c-a]", "[a-cx]", "[a-]"] {
            assert_eq!(Glob::parse(pattern).unwrap_err(), BadGlob, "{pattern}");
        }
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let name = "a".repeat(5000);
        assert!(!matches(
            &"*a".repeat(60).replace("aa", "a*"),
            &format!("{name}b")
        ));
    }
}
