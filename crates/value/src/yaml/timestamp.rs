//! Recognises the timestamps that yaml v2 knows, by the rules of Go's `time.Parse`.

/// Says whether a text is a timestamp: a date, alone or with a time.
///
/// Forms: `2001-1-2`, `2001-1-2 15:4:5.9`, and with `T` or `t` and a zone `2001-1-2T15:4:5.9Z`.
pub(super) fn is_timestamp(text: &[u8]) -> bool {
    // The quick look of yaml v2: four digits and a hyphen.
    if text.len() < 8 || text[4] != b'-' || !text[..4].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let year = text[..4]
        .iter()
        .fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    let mut rest = Rest(&text[5..]);
    let Some(month) = rest.number() else {
        return false;
    };
    if !rest.take(b'-') {
        return false;
    }
    let Some(day) = rest.number() else {
        return false;
    };
    if !(1..=12).contains(&month) || day < 1 || day > days_in(month, year) {
        return false;
    }
    match rest.0 {
        [] => true,
        [b'T' | b't', after @ ..] => {
            rest.0 = after;
            rest.time() && rest.zone() && rest.0.is_empty()
        }
        [b' ', ..] => {
            while rest.take(b' ') {}
            rest.time() && rest.0.is_empty()
        }
        _ => false,
    }
}

fn days_in(month: u32, year: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What is left to be read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn take(&mut self, byte: u8) -> bool {
        match self.0 {
            [first, rest @ ..] if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// One or two digits.
    fn number(&mut self) -> Option<u32> {
        match self.0 {
            [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
                self.0 = rest;
                Some(u32::from(a - b'0') * 10 + u32::from(b - b'0'))
            }
            [a, rest @ ..] if a.is_ascii_digit() => {
                self.0 = rest;
                Some(u32::from(a - b'0'))
            }
            _ => None,
        }
    }

    /// Hours, minutes, seconds and a fraction of any length.
    fn time(&mut self) -> bool {
        let hour = self.number();
        let minute = if self.take(b':') { self.number() } else { None };
        let second = if self.take(b':') { self.number() } else { None };
        let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else {
            return false;
        };
        if let [b'.' | b',', fraction @ ..] = self.0 {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits > 0 {
                self.0 = &fraction[digits..];
            }
        }
        hour < 24 && minute < 60 && second < 60
    }

    /// `Z`, or a sign with hours and minutes.
    fn zone(&mut self) -> bool {
        if self.take(b'Z') {
            return true;
        }
        let [b'+' | b'-', h1, h2, b':', m1, m2, rest @ ..] = self.0 else {
            return false;
        };
        if ![h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit()) {
            return false;
        }
        self.0 = rest;
        let two = |a: &u8, b: &u8| u32::from(a - b'0') * 10 + u32::from(b - b'0');
        two(h1, h2) <= 24 && two(m1, m2) <= 60
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_recognised() {
        for text in [
            "2001-01-02",
            "2001-1-2",
            "2000-02-29",
            "2001-01-02 3:04:05",
            "2001-01-02   03:04:05.123456789012",
            "2001-01-02T03:04:05Z",
            "2001-01-02t3:4:5,5+24:60",
        ] {
            assert!(is_timestamp(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_date_is_not_recognised() {
        for text in [
            "2001-02-29",
            "2001-13-01",
            "2001-00-01",
            "2001-01-",
            "2001-01-02x",
            "2001-01-02 ",
            "2001-01-02 03:04",
            "2001-01-02T03:04:05",
            "2001-01-02 03:04:05Z",
            "2001-01-02T03:04:60Z",
            "20010-1-02",
            "2001-01-02T03:04:05+1:00",
        ] {
            assert!(!is_timestamp(text.as_bytes()), "{text}");
        }
    }
}
