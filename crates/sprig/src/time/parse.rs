//! Reading times.

use super::civil::{Civil, days_from_date, days_in_month, is_leap};
use super::duration::quote;
use super::instant::Instant;
use super::layout::{self, Element, OffsetForm, Padding};
use super::units::{MONTHS, WEEKDAYS};
use super::zone::Zone;
use jiff::tz::TimeZone;

/// Why an element could not be read.
enum Fault {
    /// It does not look like one.
    Bad,
    /// What is out of range.
    Range(&'static str),
}

type Read<T> = Result<T, Fault>;

/// What the elements read so far say.
#[derive(Default)]
struct Parts {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanoseconds: i64,
    is_pm: bool,
    is_am: bool,
    is_utc: bool,
    offset: Option<i64>,
    zone_name: Option<String>,
}

/// Reads a time in a layout; without a zone in the text, it is in the zone `here`.
///
/// # Errors
/// Go's text.
pub(super) fn parse(
    layout: &[u8],
    text: &[u8],
    here: &Zone,
    local: &TimeZone,
) -> Result<Instant, String> {
    let cannot = |rest: &[u8], element: &[u8]| {
        format!(
            "parsing time {} as {}: cannot parse {} as {}",
            quote(text),
            quote(layout),
            quote(rest),
            quote(element)
        )
    };
    let fault = |message: &str| format!("parsing time {}: {message}", quote(text));
    let mut parts = Parts::default();
    let (mut rest, mut pattern) = (text, layout);
    loop {
        let found = layout::next(pattern);
        let prefix = found.map_or(pattern, |(before, ..)| &pattern[..before]);
        skip(&mut rest, prefix).map_err(|at| cannot(at, prefix))?;
        let Some((before, element, length)) = found else {
            break;
        };
        let written = &pattern[before..before + length];
        pattern = &pattern[before + length..];
        let hold = rest;
        match parts.read(element, &mut rest, pattern) {
            Ok(()) => {}
            Err(Fault::Bad) => return Err(cannot(hold, written)),
            Err(Fault::Range(what)) => return Err(fault(&format!("{what} out of range"))),
        }
    }
    if !rest.is_empty() {
        return Err(fault(&format!("extra text: {}", quote(rest))));
    }
    parts.finish(here, local).map_err(fault)
}

/// Takes literal text; a blank stands for any number of them.
fn skip<'a>(rest: &mut &'a [u8], mut prefix: &[u8]) -> Result<(), &'a [u8]> {
    while let Some(&wanted) = prefix.first() {
        if wanted == b' ' {
            if rest.first().is_some_and(|b| *b != b' ') {
                return Err(rest);
            }
            prefix = without_blanks(prefix);
            *rest = without_blanks(rest);
            continue;
        }
        if rest.first() != Some(&wanted) {
            return Err(rest);
        }
        prefix = &prefix[1..];
        *rest = &rest[1..];
    }
    Ok(())
}

fn without_blanks(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|b| **b == b' ').count()..]
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Read<&'a [u8]> {
    if rest.len() < length {
        return Err(Fault::Bad);
    }
    let (taken, tail) = rest.split_at(length);
    *rest = tail;
    Ok(taken)
}

/// Reads up to `most` digits, exactly so many where `fixed`.
fn digits(rest: &mut &[u8], most: usize, fixed: bool) -> Read<i64> {
    let count = rest
        .iter()
        .take(most)
        .take_while(|b| b.is_ascii_digit())
        .count();
    if count == 0 || fixed && count != most {
        return Err(Fault::Bad);
    }
    let taken = take(rest, count)?;
    Ok(taken
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
}

/// Reads an integer that fills the text, with an optional sign.
fn integer(text: &[u8]) -> Read<i64> {
    let (sign, digits) = match text.split_first() {
        Some((b'-', digits)) => (-1, digits),
        Some((b'+', digits)) => (1, digits),
        _ => (1, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Bad);
    }
    Ok(sign
        * digits
            .iter()
            .fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
}

/// Finds which of the names the text starts with, whatever the case; `length` cuts the names.
fn name(rest: &mut &[u8], names: &[&str], length: Option<usize>) -> Read<i64> {
    for (at, name) in names.iter().enumerate() {
        let name = &name.as_bytes()[..length.unwrap_or(name.len())];
        if rest
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
        {
            *rest = &rest[name.len()..];
            return Ok(at as i64);
        }
    }
    Err(Fault::Bad)
}

fn within(value: i64, limits: std::ops::Range<i64>, what: &'static str) -> Read<i64> {
    if limits.contains(&value) {
        Ok(value)
    } else {
        Err(Fault::Range(what))
    }
}

fn is_separator(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'.' | b','))
}

/// Reads a separator and digits as nanoseconds; digits beyond the ninth do not count.
fn nanoseconds(text: &[u8]) -> Read<i64> {
    if !is_separator(text.first()) {
        return Err(Fault::Bad);
    }
    let digits = &text[1..text.len().min(10)];
    let value = within(integer(digits)?, 0..i64::MAX, "fractional second")?;
    Ok((digits.len()..9).fold(value, |value, _| value * 10))
}

/// How many bytes a separator and the digits behind it take.
fn fraction_length(rest: &[u8]) -> usize {
    1 + rest[1..].iter().take_while(|b| b.is_ascii_digit()).count()
}

impl Parts {
    /// Reads one element; `pattern` is the layout behind it.
    fn read(&mut self, element: Element, rest: &mut &[u8], pattern: &[u8]) -> Read<()> {
        match element {
            Element::Year => {
                let year = integer(take(rest, 2)?)?;
                self.year = year + if year >= 69 { 1900 } else { 2000 };
            }
            Element::LongYear => {
                if !rest.first().is_some_and(u8::is_ascii_digit) {
                    return Err(Fault::Bad);
                }
                self.year = integer(take(rest, 4)?)?;
            }
            Element::Month => self.month = Some(name(rest, &MONTHS, Some(3))? + 1),
            Element::LongMonth => self.month = Some(name(rest, &MONTHS, None)? + 1),
            Element::NumberMonth { padded } => {
                self.month = Some(within(digits(rest, 2, padded)?, 1..13, "month")?);
            }
            Element::Weekday => _ = name(rest, &WEEKDAYS, Some(3))?,
            Element::LongWeekday => _ = name(rest, &WEEKDAYS, None)?,
            Element::Day(padding) => {
                if padding == Padding::Blank {
                    *rest = rest.strip_prefix(b" ").unwrap_or(rest);
                }
                self.day = Some(digits(rest, 2, padding == Padding::Zero)?);
            }
            Element::YearDay { zeros } => {
                for _ in 0..if zeros { 0 } else { 2 } {
                    *rest = rest.strip_prefix(b" ").unwrap_or(rest);
                }
                self.year_day = Some(digits(rest, 3, zeros)?);
            }
            Element::Hour => self.hour = within(digits(rest, 2, false)?, 0..24, "hour")?,
            Element::Hour12 { padded } => {
                self.hour = within(digits(rest, 2, padded)?, 0..13, "hour")?;
            }
            Element::Minute { padded } => {
                self.minute = within(digits(rest, 2, padded)?, 0..60, "minute")?;
            }
            Element::Second { padded } => self.read_second(padded, rest, pattern)?,
            Element::HalfDay { upper } => {
                let half = take(rest, 2)?;
                let (pm, am) = if upper {
                    (b"PM", b"AM")
                } else {
                    (b"pm", b"am")
                };
                match half {
                    _ if half == pm => self.is_pm = true,
                    _ if half == am => self.is_am = true,
                    _ => return Err(Fault::Bad),
                }
            }
            Element::ZoneOffset { z_for_utc, form } => {
                if z_for_utc && let Some(tail) = rest.strip_prefix(b"Z") {
                    *rest = tail;
                    self.is_utc = true;
                } else {
                    self.offset = Some(zone_offset(rest, form)?);
                }
            }
            Element::ZoneName => {
                if let Some(tail) = rest.strip_prefix(b"UTC") {
                    *rest = tail;
                    self.is_utc = true;
                } else {
                    let name = take(rest, zone_name_length(rest)?)?;
                    self.zone_name = Some(String::from_utf8_lossy(name).into_owned());
                }
            }
            Element::Fraction {
                digits,
                trimmed: false,
                ..
            } => {
                self.nanoseconds = nanoseconds(take(rest, 1 + digits)?)?;
            }
            Element::Fraction { .. } => {
                if is_separator(rest.first()) && rest.get(1).is_some_and(u8::is_ascii_digit) {
                    let length = fraction_length(rest);
                    self.nanoseconds = nanoseconds(take(rest, length)?)?;
                }
            }
        }
        Ok(())
    }

    /// Reads seconds, and a fraction behind them that the layout does not speak of.
    fn read_second(&mut self, padded: bool, rest: &mut &[u8], pattern: &[u8]) -> Read<()> {
        self.second = within(digits(rest, 2, padded)?, 0..60, "second")?;
        let is_fraction = is_separator(rest.first()) && rest.get(1).is_some_and(u8::is_ascii_digit);
        if !is_fraction
            || matches!(
                layout::next(pattern),
                Some((_, Element::Fraction { .. }, _))
            )
        {
            return Ok(());
        }
        let length = fraction_length(rest);
        self.nanoseconds = nanoseconds(take(rest, length)?)?;
        Ok(())
    }

    /// Turns a day of the year into month and day.
    fn settle_year_day(&mut self) -> Result<(), &'static str> {
        let Some(year_day) = self.year_day else {
            return Ok(());
        };
        let length = if is_leap(self.year) { 366 } else { 365 };
        if !(1..=length).contains(&year_day) {
            return Err("day-of-year out of range");
        }
        let first = days_from_date(self.year, 1, 1);
        let date = Civil::of_seconds((first + year_day - 1) * super::civil::DAY);
        if self.month.is_some_and(|month| month != date.month) {
            return Err("day-of-year does not match month");
        }
        if self.day.is_some_and(|day| day != date.day) {
            return Err("day-of-year does not match day");
        }
        (self.month, self.day) = (Some(date.month), Some(date.day));
        Ok(())
    }

    fn finish(mut self, here: &Zone, local: &TimeZone) -> Result<Instant, &'static str> {
        if self.is_pm && self.hour < 12 {
            self.hour += 12;
        } else if !self.is_pm && self.is_am && self.hour == 12 {
            self.hour = 0;
        }
        self.settle_year_day()?;
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if day < 1 || day > days_in_month(self.year, month) {
            return Err("day out of range");
        }
        let clock = Civil {
            year: self.year,
            month,
            day,
            hour: self.hour,
            minute: self.minute,
            second: self.second,
        }
        .to_seconds();
        let (seconds, zone) = self.settle_zone(clock, here);
        Ok(Instant {
            seconds,
            nanoseconds: self.nanoseconds as u32,
            zone,
            local: local.clone(),
        })
    }

    /// Finds the zone that the text means, and the real seconds.
    fn settle_zone(&self, clock: i64, here: &Zone) -> (i64, Zone) {
        if self.is_utc {
            return (clock, Zone::Utc);
        }
        // COMPAT(helm): an offset of −1 second passes for none.
        if let Some(offset) = self.offset.filter(|offset| *offset != -1) {
            let seconds = clock - offset;
            let known = here.at(seconds);
            let is_here = known.seconds == offset
                && self
                    .zone_name
                    .as_ref()
                    .is_none_or(|name| name.is_empty() || *name == known.name);
            if is_here {
                return (seconds, here.clone());
            }
            let name = self.zone_name.as_deref().unwrap_or("");
            return (seconds, Zone::Fixed(name.into(), offset));
        }
        if let Some(name) = self.zone_name.as_deref().filter(|name| !name.is_empty()) {
            if let Some(offset) = offset_by_name(here, name, clock) {
                return (clock - offset, here.clone());
            }
            let hours = name.strip_prefix("GMT").filter(|hours| !hours.is_empty());
            let offset = hours
                .and_then(|hours| integer(hours.as_bytes()).ok())
                .unwrap_or(0)
                * 3600;
            // COMPAT(helm): the clock time is kept as if it were universal time.
            return (clock, Zone::Fixed(name.into(), offset));
        }
        (here.to_universal(clock), here.clone())
    }
}

/// Finds the offset that an abbreviation has in a zone around a time.
fn offset_by_name(zone: &Zone, name: &str, clock: i64) -> Option<i64> {
    const HALF_YEAR: i64 = 182 * super::civil::DAY;
    let candidates = [0, HALF_YEAR, -HALF_YEAR].map(|shift| zone.at(clock.saturating_add(shift)));
    // A zone that is in effect at the time it would make of the clock wins.
    candidates
        .iter()
        .filter(|offset| offset.name == name)
        .find(|offset| zone.at(clock - offset.seconds).name == name)
        .or_else(|| candidates.iter().find(|offset| offset.name == name))
        .map(|offset| offset.seconds)
}

fn zone_offset(rest: &mut &[u8], form: OffsetForm) -> Read<i64> {
    let (length, minutes, seconds) = match form {
        OffsetForm::Hours => (3, None, None),
        OffsetForm::Minutes => (5, Some(3), None),
        OffsetForm::ColonMinutes => (6, Some(4), None),
        OffsetForm::Seconds => (7, Some(3), Some(5)),
        OffsetForm::ColonSeconds => (9, Some(4), Some(7)),
    };
    let colons: &[usize] = match form {
        OffsetForm::ColonMinutes => &[3],
        OffsetForm::ColonSeconds => &[3, 6],
        _ => &[],
    };
    let mut probe = *rest;
    let text = take(&mut probe, length)?;
    if colons.iter().any(|at| text[*at] != b':') {
        return Err(Fault::Bad);
    }
    let two = |at: Option<usize>| match at {
        Some(at) => digits(&mut &text[at..at + 2], 2, true),
        None => Ok(0),
    };
    let (hours, minutes, seconds) = (two(Some(1))?, two(minutes)?, two(seconds)?);
    // Some people write offsets of 24 hours or 60 minutes.
    within(hours, 0..25, "time zone offset hour")?;
    within(minutes, 0..61, "time zone offset minute")?;
    within(seconds, 0..61, "time zone offset second")?;
    *rest = probe;
    let size = (hours * 60 + minutes) * 60 + seconds;
    match text[0] {
        b'+' => Ok(size),
        b'-' => Ok(-size),
        _ => Err(Fault::Bad),
    }
}

/// How many bytes look like the abbreviation of a zone.
fn zone_name_length(text: &[u8]) -> Read<usize> {
    if text.len() < 3 {
        return Err(Fault::Bad);
    }
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Ok(4);
    }
    if let Some(tail) = text.strip_prefix(b"GMT") {
        return Ok(3 + signed_offset_length(tail));
    }
    if matches!(text[0], b'+' | b'-') {
        return match signed_offset_length(text) {
            0 => Err(Fault::Bad),
            length => Ok(length),
        };
    }
    let upper = text
        .iter()
        .take(6)
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    match upper {
        3 => Ok(3),
        4 if text[3] == b'T' || text.starts_with(b"WITA") => Ok(4),
        5 if text[4] == b'T' => Ok(5),
        _ => Err(Fault::Bad),
    }
}

/// How many bytes a sign and hours up to 23 take.
fn signed_offset_length(text: &[u8]) -> usize {
    let Some((b'+' | b'-', tail)) = text.split_first() else {
        return 0;
    };
    let count = tail.iter().take_while(|b| b.is_ascii_digit()).count();
    match integer(&tail[..count.min(18)]) {
        Ok(hours) if hours <= 23 => 1 + count,
        _ => 0,
    }
}
