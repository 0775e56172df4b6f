//! Versions.

use stator_value::gofmt;
use std::cmp::Ordering;
use std::fmt;

/// The longest version that Helm 4 reads.
const LONGEST: usize = 256;

/// A semantic version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// First number.
    pub major: u64,
    /// Second number, 0 where it was left out.
    pub minor: u64,
    /// Third number, 0 where it was left out.
    pub patch: u64,
    /// What follows the hyphen; empty for a release.
    pub prerelease: String,
    /// What follows the plus sign.
    pub metadata: String,
    /// The text it was read from.
    pub original: String,
}

/// Words that differ between the two releases of the library.
pub(super) fn worded(helm4: bool, helm3_words: &str) -> String {
    if !helm4 {
        return helm3_words.to_owned();
    }
    helm3_words.to_lowercase()
}

const INVALID: &str = "Invalid Semantic Version";

impl Version {
    /// Reads a version, also a partial one; `helm4` chooses the words of errors.
    ///
    /// # Errors
    /// The library's text.
    pub fn parse(text: &str, helm4: bool) -> Result<Self, String> {
        if helm4 && text.len() > LONGEST {
            return Err(format!("version string is too long (max {LONGEST} bytes)"));
        }
        let invalid = || worded(helm4, INVALID);
        let mut rest = text.strip_prefix('v').unwrap_or(text);
        let mut numbers = [""; 3];
        for (at, number) in numbers.iter_mut().enumerate() {
            let digits = if at == 0 {
                rest
            } else {
                match rest.strip_prefix('.') {
                    Some(digits) => digits,
                    None => break,
                }
            };
            let length = digits.bytes().take_while(u8::is_ascii_digit).count();
            if length == 0 {
                return Err(invalid());
            }
            (*number, rest) = digits.split_at(length);
        }
        let mut prerelease = "";
        if let Some(tail) = rest.strip_prefix('-') {
            (prerelease, rest) = identifiers(tail).ok_or_else(invalid)?;
        }
        let mut metadata = "";
        if let Some(tail) = rest.strip_prefix('+') {
            (metadata, rest) = identifiers(tail).ok_or_else(invalid)?;
        }
        if !rest.is_empty() {
            return Err(invalid());
        }
        let mut parsed = [0; 3];
        for (value, digits) in parsed
            .iter_mut()
            .zip(numbers)
            .filter(|(_, d)| !d.is_empty())
        {
            *value = digits.parse().map_err(|_| {
                let words = worded(helm4, "Error parsing version segment");
                let quoted = gofmt::quote(digits.as_bytes());
                format!("{words}: strconv.ParseUint: parsing {quoted}: value out of range")
            })?;
        }
        check_prerelease(prerelease, helm4)?;
        let [major, minor, patch] = parsed;
        Ok(Self {
            major,
            minor,
            patch,
            prerelease: prerelease.to_owned(),
            metadata: metadata.to_owned(),
            original: text.to_owned(),
        })
    }

    /// Reads a version with all three numbers, without a leading `v` and leading zeros.
    ///
    /// # Errors
    /// The library's text.
    pub fn parse_strict(text: &str, helm4: bool) -> Result<Self, String> {
        if text.is_empty() {
            return Err(worded(helm4, "Version string empty"));
        }
        let fault = |words| Err(worded(helm4, words));
        if helm4 && text.len() > LONGEST {
            return Self::parse(text, helm4);
        }
        let parts: Vec<&str> = text.splitn(3, '.').collect();
        let [major, minor, tail] = parts[..] else {
            return fault(INVALID);
        };
        let (tail, metadata) = tail.split_once('+').unwrap_or((tail, ""));
        let (patch, prerelease) = tail.split_once('-').unwrap_or((tail, ""));
        check_identifiers(metadata, "Invalid Metadata string", helm4)?;
        check_prerelease(prerelease, helm4)?;
        for number in [major, minor, patch] {
            if !number.bytes().all(|b| b.is_ascii_digit()) {
                return fault("Invalid characters in version");
            }
            if number.len() > 1 && number.starts_with('0') {
                return fault(LEADING_ZERO);
            }
            if number.parse::<u64>().is_err() {
                let problem = if number.is_empty() {
                    "invalid syntax"
                } else {
                    "value out of range"
                };
                let quoted = gofmt::quote(number.as_bytes());
                return Err(format!("strconv.ParseUint: parsing {quoted}: {problem}"));
            }
        }
        let number = |digits: &str| digits.parse().unwrap_or_default();
        Ok(Self {
            major: number(major),
            minor: number(minor),
            patch: number(patch),
            prerelease: prerelease.to_owned(),
            metadata: metadata.to_owned(),
            original: text.to_owned(),
        })
    }

    /// Compares by precedence: metadata does not count, a pre-release comes before its release.
    pub fn compare(&self, other: &Self) -> Ordering {
        let numbers = |version: &Self| (version.major, version.minor, version.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_prereleases(&self.prerelease, &other.prerelease),
            }
        })
    }

    /// The version after this one at a level: 0 major, 1 minor, 2 patch.
    ///
    /// # Errors
    /// Helm 4's panic where the number cannot grow; Helm 3 starts again at 0.
    pub(super) fn incremented(&self, level: usize, helm4: bool) -> Result<Self, String> {
        let grown = |number: u64, name: &str| match number.checked_add(1) {
            None if helm4 => Err(format!("{name} version increment would overflow uint64")),
            next => Ok(next.unwrap_or(0)),
        };
        let mut next = self.clone();
        match level {
            0 => {
                next.major = grown(self.major, "major")?;
                (next.minor, next.patch) = (0, 0);
            }
            1 => {
                next.minor = grown(self.minor, "minor")?;
                next.patch = 0;
            }
            // A pre-release comes before its release, which so is the next patch.
            _ if self.prerelease.is_empty() => next.patch = grown(self.patch, "patch")?,
            _ => {}
        }
        next.prerelease.clear();
        next.metadata.clear();
        Ok(next.with_original_of(self))
    }

    /// The same version as another pre-release.
    pub(super) fn with_prerelease(&self, text: &str, helm4: bool) -> Result<Self, String> {
        check_prerelease(text, helm4)?;
        Ok(Self {
            prerelease: text.to_owned(),
            ..self.clone()
        }
        .with_original_of(self))
    }

    /// The same version with other metadata.
    pub(super) fn with_metadata(&self, text: &str, helm4: bool) -> Result<Self, String> {
        check_identifiers(text, "Invalid Metadata string", helm4)?;
        Ok(Self {
            metadata: text.to_owned(),
            ..self.clone()
        }
        .with_original_of(self))
    }

    /// Derives the original text from that of another version: `v` or not.
    fn with_original_of(mut self, other: &Self) -> Self {
        let prefix = if other.original.starts_with('v') {
            "v"
        } else {
            ""
        };
        self.original = format!("{prefix}{self}");
        self
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if !self.prerelease.is_empty() {
            write!(f, "-{}", self.prerelease)?;
        }
        if !self.metadata.is_empty() {
            write!(f, "+{}", self.metadata)?;
        }
        Ok(())
    }
}

const LEADING_ZERO: &str = "Version segment starts with 0";

fn is_identifier_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Takes identifiers with dots between them.
pub(super) fn identifiers(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut end = 0;
    loop {
        let length = bytes[end..]
            .iter()
            .take_while(|b| is_identifier_byte(**b))
            .count();
        if length == 0 {
            // A dot that nothing follows does not belong to the identifiers.
            return (end > 0).then(|| text.split_at(end - 1));
        }
        end += length;
        if bytes.get(end) != Some(&b'.') {
            return Some(text.split_at(end));
        }
        end += 1;
    }
}

fn check_prerelease(text: &str, helm4: bool) -> Result<(), String> {
    for part in text.split('.') {
        if part.len() > 1 && part.starts_with('0') && part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(worded(helm4, LEADING_ZERO));
        }
        check_identifier(part, text, "Invalid Prerelease string", helm4)?;
    }
    Ok(())
}

fn check_identifiers(text: &str, words: &str, helm4: bool) -> Result<(), String> {
    text.split('.')
        .try_for_each(|part| check_identifier(part, text, words, helm4))
}

/// Helm 4 also refuses an empty identifier among others.
fn check_identifier(part: &str, whole: &str, words: &str, helm4: bool) -> Result<(), String> {
    let is_fine =
        part.bytes().all(is_identifier_byte) && !(helm4 && part.is_empty() && !whole.is_empty());
    if is_fine {
        Ok(())
    } else {
        Err(worded(helm4, words))
    }
}

/// Compares pre-releases identifier by identifier: numbers by value and before words.
pub(super) fn compare_prereleases(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let (a, b) = (a.next(), b.next());
        if a.is_none() && b.is_none() {
            return Ordering::Equal;
        }
        let order = compare_identifiers(a.unwrap_or(""), b.unwrap_or(""));
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn compare_identifiers(a: &str, b: &str) -> Ordering {
    if a == b || a.is_empty() || b.is_empty() {
        return a.is_empty().cmp(&b.is_empty()).reverse();
    }
    let number = |text: &str| gofmt::parse_uint(text.as_bytes(), 10).ok();
    match (number(a), number(b)) {
        (None, None) => a.cmp(b),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        // Unequal texts of equal value come only from leading zeros.
        (Some(a), Some(b)) => a.cmp(&b).then(Ordering::Less),
    }
}
