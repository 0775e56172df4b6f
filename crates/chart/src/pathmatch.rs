//! Shell patterns as Go's `path/filepath.Match` reads them.
//!
//! Used by `.helmignore` and `--show-only`. `*` and `?` stop at `/`; classes do not.

/// A pattern that does not parse; its text is Go's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("syntax error in pattern")]
pub(crate) struct BadPattern;

/// A parsed pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// Runs of one-character matchers; the flag says whether a star stands before the run.
    chunks: Vec<(bool, Vec<One>)>,
}

/// What matches one character.
#[derive(Clone, Debug)]
enum One {
    Literal(char),
    NotSlash,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, BadPattern> {
        let mut chars = text.chars().peekable();
        let mut chunks = vec![(false, Vec::new())];
        while let Some(c) = chars.next() {
            let one = match c {
                '*' => {
                    match chunks.last_mut() {
                        Some((star, run)) if run.is_empty() => *star = true,
                        _ => chunks.push((true, Vec::new())),
                    }
                    continue;
                }
                '?' => One::NotSlash,
                '\\' => One::Literal(chars.next().ok_or(BadPattern)?),
                '[' => class(&mut chars)?,
                other => One::Literal(other),
            };
            if let Some((_, run)) = chunks.last_mut() {
                run.push(one);
            }
        }
        Ok(Self { chunks })
    }

    /// Says whether the whole name matches.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let mut rest = name;
        for (i, (star, run)) in self.chunks.iter().enumerate() {
            let last = i + 1 == self.chunks.len();
            if *star && run.is_empty() {
                return !rest.contains('/');
            }
            if last {
                return ends_with(*star, run, rest);
            }
            let Some(after) = find_run(*star, run, rest) else {
                return false;
            };
            rest = after;
        }
        rest.is_empty()
    }
}

/// Says whether a name consists of what `run` matches (with a star: of that behind characters other
/// than `/`).
fn ends_with(star: bool, run: &[One], name: &str) -> bool {
    let start = match run.len() {
        count @ 1.. if star => name.char_indices().nth_back(count - 1).map(|(at, _)| at),
        _ => Some(0),
    };
    start.is_some_and(|start| {
        run_at(run, &name[start..]).is_some_and(str::is_empty) && !name[..start].contains('/')
    })
}

/// Finds the first place where `run` matches (with a star: behind characters other than `/`) and
/// gives what follows it. COMPAT(helm): no later place is tried, as in Go.
fn find_run<'a>(star: bool, run: &[One], name: &'a str) -> Option<&'a str> {
    let mut start = name;
    loop {
        if let Some(after) = run_at(run, start) {
            return Some(after);
        }
        let skipped = start.chars().next().filter(|c| star && *c != '/')?;
        start = &start[skipped.len_utf8()..];
    }
}

fn run_at<'a>(run: &[One], text: &'a str) -> Option<&'a str> {
    let mut chars = text.chars();
    for one in run {
        let c = chars.next()?;
        let fits = match one {
            One::Literal(l) => *l == c,
            One::NotSlash => c != '/',
            One::Class { negated, ranges } => {
                ranges.iter().any(|(lo, hi)| (*lo..=*hi).contains(&c)) != *negated
            }
        };
        if !fits {
            return None;
        }
    }
    Some(chars.as_str())
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn class(chars: &mut Chars<'_>) -> Result<One, BadPattern> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
            return Ok(One::Class { negated, ranges });
        }
        let lo = class_char(chars)?;
        let hi = if chars.next_if_eq(&'-').is_some() {
            class_char(chars)?
        } else {
            lo
        };
        ranges.push((lo, hi));
    }
}

/// Reads one bound of a class; at least the closing bracket must follow it.
fn class_char(chars: &mut Chars<'_>) -> Result<char, BadPattern> {
    let c = match chars.next() {
        None | Some('-' | ']') => return Err(BadPattern),
        Some('\\') => chars.next().ok_or(BadPattern)?,
        Some(c) => c,
    };
    chars.peek().map(|_| c).ok_or(BadPattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, name: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(name)
    }

    #[test]
    fn stars_and_question_marks_stop_at_slashes() {
        assert!(matches("*.yaml", "a.yaml"));
        assert!(!matches("*.yaml", "a/b.yaml"));
        assert!(matches("templates/*.yaml", "templates/x.yaml"));
        assert!(!matches("a?b", "a/b"));
        assert!(matches("a?b", "aéb"));
        assert!(matches("*", ""));
        assert!(matches("a*b*c", "axxbyyc"));
        assert!(!matches("a*b*c", "axxbyycd"));
        assert!(matches("*c", "abcbc"));
    }

    #[test]
    fn classes_match_ranges_and_negations() {
        assert!(matches("[a-c]x", "bx"));
        assert!(!matches("[^a-c]x", "bx"));
        assert!(matches("[^a]b", "/b"));
        assert!(matches("[\\]]", "]"));
        assert!(matches("\\*", "*"));
    }

    #[test]
    fn unfinished_classes_and_escapes_are_refused() {
        for pattern in ["[", "[]", "[]a]", "[a", "[a-]", "[-x]", "a\\", "[^", "[a-"] {
            assert_eq!(
                Pattern::parse(pattern).unwrap_err(),
                BadPattern,
                "{pattern}"
            );
        }
    }
}
