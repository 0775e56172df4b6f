//! Constraints.

use super::version::{Version, compare_prereleases, identifiers};
use stator_value::gofmt;
use std::cmp::Ordering;

/// The longest constraint that Helm 4 reads.
const LONGEST: usize = 512;
/// How many groups Helm 4 reads.
const MOST_GROUPS: usize = 32;

/// A condition on versions: `>=1.2, <2 || ~3.1`.
#[derive(Clone, Debug)]
pub struct Constraint {
    groups: Vec<Group>,
}

/// Comparisons that must all hold.
#[derive(Clone, Debug)]
struct Group {
    comparisons: Vec<Comparison>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

#[derive(Clone, Debug)]
struct Comparison {
    operator: Operator,
    version: Version,
    /// The version is partial or holds an `x`.
    is_partial: bool,
    /// It names no minor number.
    is_minor_open: bool,
    /// It names no patch number.
    is_patch_open: bool,
    /// Whether pre-releases are looked at.
    takes_prereleases: bool,
    helm4: bool,
}

impl Constraint {
    /// Reads a constraint; `helm4` chooses that release's rules.
    ///
    /// # Errors
    /// The library's text.
    pub fn parse(text: &str, helm4: bool) -> Result<Self, String> {
        if helm4 && text.len() > LONGEST {
            return Err(format!(
                "constraint string is too long (max {LONGEST} bytes)"
            ));
        }
        let text = expand_ranges(text);
        let segments: Vec<&str> = text.split("||").collect();
        if helm4 && segments.len() > MOST_GROUPS {
            return Err(format!("too many constraint groups (max {MOST_GROUPS})"));
        }
        let groups = segments
            .into_iter()
            .map(|segment| parse_group(segment, helm4));
        Ok(Self {
            groups: groups.collect::<Result<_, _>>()?,
        })
    }

    /// Says whether `version` meets the constraint.
    pub fn check(&self, version: &Version) -> bool {
        self.groups.iter().any(|group| {
            group
                .comparisons
                .iter()
                .all(|comparison| comparison.holds(version))
        })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0xc | b'\r' | b' ')
}

fn skip_spaces(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii() && is_space(c as u8))
}

/// A version in a constraint, by its parts; each may be missing.
struct Written<'a> {
    whole: &'a str,
    major: &'a str,
    minor: Option<&'a str>,
    patch: Option<&'a str>,
    /// With its hyphen.
    prerelease: &'a str,
}

/// Takes a version as constraints write it: numbers, letters `x`, stars.
fn take_version(text: &str) -> Option<(Written<'_>, &str)> {
    let number = |text: &'_ str| {
        text.bytes()
            .take_while(|b| matches!(b, b'0'..=b'9' | b'|' | b'x' | b'X' | b'*'))
            .count()
    };
    let rest = text.strip_prefix('v').unwrap_or(text);
    let length = number(rest);
    if length == 0 {
        return None;
    }
    let (major, mut rest) = rest.split_at(length);
    let mut parts = [None; 2];
    for part in &mut parts {
        let Some(tail) = rest.strip_prefix('.') else {
            break;
        };
        let length = number(tail);
        if length == 0 {
            break;
        }
        *part = Some(&tail[..length]);
        rest = &tail[length..];
    }
    let mut prerelease = "";
    if let Some((_, tail)) = rest.strip_prefix('-').and_then(identifiers) {
        prerelease = &rest[..rest.len() - tail.len()];
        rest = tail;
    }
    if let Some((_, tail)) = rest.strip_prefix('+').and_then(identifiers) {
        rest = tail;
    }
    let whole = &text[..text.len() - rest.len()];
    Some((
        Written {
            whole,
            major,
            minor: parts[0],
            patch: parts[1],
            prerelease,
        },
        rest,
    ))
}

/// Rewrites `a - b` as two comparisons.
fn expand_ranges(text: &str) -> String {
    let mut out = text.to_owned();
    if !text.contains('-') {
        return out;
    }
    let mut at = 0;
    while at < text.len() {
        if text.is_char_boundary(at)
            && let Some((from, to, length)) = take_range(&text[at..])
        {
            let replacement = format!(">= {from}, <= {to} ");
            out = out.replacen(&text[at..at + length], &replacement, 1);
            at += length;
        } else {
            at += 1;
        }
    }
    out
}

/// Takes `a - b` with the blanks around it.
fn take_range(text: &str) -> Option<(&str, &str, usize)> {
    let (from, rest) = take_version(skip_spaces(text))?;
    let hyphen = skip_spaces(rest);
    let tail = hyphen
        .strip_prefix('-')
        .filter(|_| hyphen.len() < rest.len())?;
    let start = skip_spaces(tail);
    let (to, rest) = take_version(start).filter(|_| start.len() < tail.len())?;
    Some((from.whole, to.whole, text.len() - skip_spaces(rest).len()))
}

fn parse_group(segment: &str, helm4: bool) -> Result<Group, String> {
    let improper = || {
        let shown = if helm4 {
            gofmt::quote(segment.as_bytes())
        } else {
            segment.to_owned()
        };
        format!("improper constraint: {shown}")
    };
    let mut written = Vec::new();
    let mut rest = skip_spaces(segment);
    loop {
        let (operator, tail) = take_operator(rest).ok_or_else(improper)?;
        let (version, tail) = take_version(skip_spaces(tail)).ok_or_else(improper)?;
        written.push((operator, version));
        let after = skip_spaces(tail);
        if after.is_empty() {
            break;
        }
        rest = match after.strip_prefix(',') {
            Some(next) => skip_spaces(next),
            None if after.len() < tail.len() => after,
            None => return Err(improper()),
        };
    }
    let comparisons = written
        .iter()
        .map(|(operator, version)| Comparison::new(*operator, version, helm4))
        .collect::<Result<Vec<_>, _>>()?;
    let mut group = Group { comparisons };
    // COMPAT(helm): in Helm 4 one pre-release opens the whole group, in Helm 3 only its comparison.
    let any = group
        .comparisons
        .iter()
        .any(|c| !c.version.prerelease.is_empty());
    for comparison in &mut group.comparisons {
        comparison.takes_prereleases = if helm4 {
            any
        } else {
            !comparison.version.prerelease.is_empty()
        };
    }
    Ok(group)
}

fn take_operator(text: &str) -> Option<(Operator, &str)> {
    let length = text
        .bytes()
        .take_while(|b| matches!(b, b'=' | b'!' | b'<' | b'>' | b'~' | b'^'));
    let (operator, rest) = text.split_at(length.count());
    let operator = match operator {
        "" | "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        ">" => Operator::Greater,
        "<" => Operator::Less,
        ">=" | "=>" => Operator::GreaterEqual,
        "<=" | "=<" => Operator::LessEqual,
        "~" | "~>" => Operator::Tilde,
        "^" => Operator::Caret,
        _ => return None,
    };
    Some((operator, rest))
}

impl Comparison {
    fn new(operator: Operator, written: &Written<'_>, helm4: bool) -> Result<Self, String> {
        let is_open = |part: Option<&str>| matches!(part, None | Some("x" | "X" | "*"));
        let Written {
            major, prerelease, ..
        } = written;
        let (mut is_minor_open, mut is_patch_open) = (false, false);
        let text = if is_open(Some(major)) {
            format!("0.0.0{prerelease}")
        } else if is_open(written.minor) {
            is_minor_open = true;
            format!("{major}.0.0{prerelease}")
        } else if is_open(written.patch) {
            is_patch_open = true;
            format!(
                "{major}.{}.0{prerelease}",
                written.minor.unwrap_or_default()
            )
        } else {
            written.whole.to_owned()
        };
        let version = Version::parse(&text, helm4).map_err(|_| {
            let word = if helm4 {
                "parser error"
            } else {
                "Parser Error"
            };
            format!("constraint {word}")
        })?;
        Ok(Self {
            operator,
            version,
            is_partial: is_open(Some(major)) || is_minor_open || is_patch_open,
            is_minor_open,
            is_patch_open,
            takes_prereleases: false,
            helm4,
        })
    }

    fn holds(&self, version: &Version) -> bool {
        // COMPAT(helm): in Helm 3 an exact `!=` looks at pre-releases as well.
        let looks_anyway = self.operator == Operator::NotEqual && !self.is_partial && !self.helm4;
        if !version.prerelease.is_empty() && !self.takes_prereleases && !looks_anyway {
            return false;
        }
        let order = version.compare(&self.version);
        match self.operator {
            Operator::Equal if self.is_partial => self.tilde(version),
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => self.differs(version),
            Operator::Greater => self.greater(version),
            Operator::Less => order == Ordering::Less,
            Operator::GreaterEqual => order != Ordering::Less,
            Operator::LessEqual if self.is_partial => {
                version.major < self.version.major
                    || version.major == self.version.major
                        && (self.is_minor_open || version.minor <= self.version.minor)
            }
            Operator::LessEqual => order != Ordering::Greater,
            Operator::Tilde => self.tilde(version),
            Operator::Caret => self.caret(version),
        }
    }

    fn differs(&self, version: &Version) -> bool {
        let own = &self.version;
        if self.is_partial {
            if version.major != own.major {
                return true;
            }
            if self.is_minor_open {
                return false;
            }
            if version.minor != own.minor {
                return true;
            }
            if self.is_patch_open {
                let prereleases = (&version.prerelease, &own.prerelease);
                return (!prereleases.0.is_empty() || !prereleases.1.is_empty())
                    && compare_prereleases(prereleases.0, prereleases.1) != Ordering::Equal;
            }
            if version.patch != own.patch {
                return true;
            }
        }
        version.compare(own) != Ordering::Equal
    }

    fn greater(&self, version: &Version) -> bool {
        let own = &self.version;
        if !self.is_partial || version.major != own.major {
            return if self.is_partial {
                version.major > own.major
            } else {
                version.compare(own) == Ordering::Greater
            };
        }
        if self.is_minor_open {
            return false;
        }
        if self.is_patch_open {
            return version.minor > own.minor;
        }
        version.compare(own) == Ordering::Greater
    }

    fn tilde(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.compare(own) == Ordering::Less {
            return false;
        }
        let is_zero = (own.major, own.minor, own.patch) == (0, 0, 0);
        if is_zero && !self.is_minor_open && !self.is_patch_open {
            return true;
        }
        version.major == own.major && (self.is_minor_open || version.minor == own.minor)
    }

    fn caret(&self, version: &Version) -> bool {
        let own = &self.version;
        if version.compare(own) == Ordering::Less || version.major != own.major {
            return false;
        }
        if own.major > 0 || self.is_minor_open {
            return true;
        }
        if own.minor > 0 || self.is_patch_open {
            return version.minor == own.minor;
        }
        version.minor == 0 && version.patch == own.patch
    }
}
