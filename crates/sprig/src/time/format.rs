//! Writing times.

use super::civil::Civil;
use super::instant::Instant;
use super::layout::{self, Element, OffsetForm, Padding};
use super::units::{MONTHS, WEEKDAYS};
use std::fmt::Write as _;

const INFALLIBLE: &str = "writing to memory cannot fail";

/// Writes a time in a layout.
pub(super) fn format(time: &Instant, layout: &[u8]) -> Vec<u8> {
    let offset = time.zone.at(time.seconds);
    let civil = Civil::of_seconds(time.seconds.saturating_add(offset.seconds));
    let mut out = Vec::with_capacity(layout.len() + 10);
    let mut rest = layout;
    while let Some((before, element, length)) = layout::next(rest) {
        out.extend_from_slice(&rest[..before]);
        rest = &rest[before + length..];
        let text = match element {
            Element::ZoneName => zone_name(&offset.name, offset.seconds),
            Element::ZoneOffset {
                z_for_utc: true, ..
            } if offset.seconds == 0 => "Z".to_owned(),
            Element::ZoneOffset { form, .. } => zone_offset(offset.seconds, form),
            Element::Fraction {
                separator,
                digits,
                trimmed,
            } => fraction(time.nanoseconds, separator, digits, trimmed),
            _ => of_civil(civil, element),
        };
        out.extend_from_slice(text.as_bytes());
    }
    out.extend_from_slice(rest);
    out
}

/// A number with at least `width` digits, the sign apart.
fn number(value: i64, width: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{:0width$}", value.unsigned_abs())
}

fn of_civil(civil: Civil, element: Element) -> String {
    let two = |padded| if padded { 2 } else { 0 };
    let half_day = civil.hour % 12;
    match element {
        Element::Year => number(civil.year.max(0) % 100, 2),
        Element::LongYear => number(civil.year, 4),
        Element::LongMonth => MONTHS[(civil.month - 1) as usize].to_owned(),
        Element::Month => MONTHS[(civil.month - 1) as usize][..3].to_owned(),
        Element::NumberMonth { padded } => number(civil.month, two(padded)),
        Element::LongWeekday => WEEKDAYS[civil.weekday() as usize].to_owned(),
        Element::Weekday => WEEKDAYS[civil.weekday() as usize][..3].to_owned(),
        Element::Day(Padding::None) => civil.day.to_string(),
        Element::Day(Padding::Blank) => format!("{:2}", civil.day),
        Element::Day(Padding::Zero) => number(civil.day, 2),
        Element::YearDay { zeros: true } => number(civil.day_of_year(), 3),
        Element::YearDay { zeros: false } => format!("{:3}", civil.day_of_year()),
        Element::Hour => number(civil.hour, 2),
        Element::Hour12 { padded } => {
            number(if half_day == 0 { 12 } else { half_day }, two(padded))
        }
        Element::Minute { padded } => number(civil.minute, two(padded)),
        Element::Second { padded } => number(civil.second, two(padded)),
        Element::HalfDay { upper } => match (upper, civil.hour >= 12) {
            (true, true) => "PM",
            (true, false) => "AM",
            (false, true) => "pm",
            (false, false) => "am",
        }
        .to_owned(),
        Element::ZoneName | Element::ZoneOffset { .. } | Element::Fraction { .. } => String::new(),
    }
}

/// The abbreviation, or the offset where there is none.
fn zone_name(name: &str, seconds: i64) -> String {
    if name.is_empty() {
        zone_offset(seconds, OffsetForm::Minutes)
    } else {
        name.to_owned()
    }
}

fn zone_offset(seconds: i64, form: OffsetForm) -> String {
    // The sign is that of the whole minutes.
    let sign = if seconds / 60 < 0 { '-' } else { '+' };
    let minutes = (seconds / 60).abs();
    let mut out = format!("{sign}{:02}", minutes / 60);
    if matches!(form, OffsetForm::ColonMinutes | OffsetForm::ColonSeconds) {
        out.push(':');
    }
    if form != OffsetForm::Hours {
        write!(out, "{:02}", minutes % 60).expect(INFALLIBLE);
    }
    let rest = seconds.abs() % 60;
    match form {
        OffsetForm::Seconds => write!(out, "{rest:02}").expect(INFALLIBLE),
        OffsetForm::ColonSeconds => write!(out, ":{rest:02}").expect(INFALLIBLE),
        _ => {}
    }
    out
}

fn fraction(nanoseconds: u32, separator: u8, digits: usize, trimmed: bool) -> String {
    let nine = format!("{nanoseconds:09}");
    let mut shown = nine.get(..digits).unwrap_or(&nine);
    if trimmed {
        shown = shown.trim_end_matches('0');
        if shown.is_empty() {
            return String::new();
        }
    }
    format!("{}{shown}", char::from(separator))
}
