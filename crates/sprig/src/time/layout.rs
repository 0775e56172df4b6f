//! Layouts: the elements of the reference time in a text.

/// An element of a layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Element {
    LongMonth,
    Month,
    /// `1`, or `01` where padded.
    NumberMonth {
        padded: bool,
    },
    LongWeekday,
    Weekday,
    /// `2`, `_2`, or `02`.
    Day(Padding),
    /// `__2`, or `002` where padded with zeros.
    YearDay {
        zeros: bool,
    },
    Hour,
    /// `3`, or `03` where padded.
    Hour12 {
        padded: bool,
    },
    Minute {
        padded: bool,
    },
    Second {
        padded: bool,
    },
    LongYear,
    Year,
    /// `PM`, or `pm`.
    HalfDay {
        upper: bool,
    },
    ZoneName,
    /// `-0700` and its kin.
    ZoneOffset {
        z_for_utc: bool,
        form: OffsetForm,
    },
    /// `.000`, or `.999` where trailing zeros are left out.
    Fraction {
        separator: u8,
        digits: usize,
        trimmed: bool,
    },
}

/// How a day of one digit is filled up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Padding {
    None,
    Blank,
    Zero,
}

/// How an offset is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OffsetForm {
    Hours,
    Minutes,
    ColonMinutes,
    Seconds,
    ColonSeconds,
}

/// Longest first.
const OFFSETS: &[(&[u8], OffsetForm)] = &[
    (b"070000", OffsetForm::Seconds),
    (b"07:00:00", OffsetForm::ColonSeconds),
    (b"0700", OffsetForm::Minutes),
    (b"07:00", OffsetForm::ColonMinutes),
    (b"07", OffsetForm::Hours),
];

/// Finds the first element: what is before it, the element, how long it is.
pub(super) fn next(layout: &[u8]) -> Option<(usize, Element, usize)> {
    (0..layout.len()).find_map(|at| element_at(layout, at))
}

fn element_at(layout: &[u8], at: usize) -> Option<(usize, Element, usize)> {
    let rest = &layout[at..];
    let found = |element, length| Some((at, element, length));
    let is_word_end = |length: usize| !rest.get(length).is_some_and(u8::is_ascii_lowercase);
    match rest[0] {
        b'J' if rest.starts_with(b"January") => found(Element::LongMonth, 7),
        b'J' if rest.starts_with(b"Jan") && is_word_end(3) => found(Element::Month, 3),
        b'M' if rest.starts_with(b"Monday") => found(Element::LongWeekday, 6),
        b'M' if rest.starts_with(b"Mon") && is_word_end(3) => found(Element::Weekday, 3),
        b'M' if rest.starts_with(b"MST") => found(Element::ZoneName, 3),
        b'0' => match rest.get(1)? {
            b'1' => found(Element::NumberMonth { padded: true }, 2),
            b'2' => found(Element::Day(Padding::Zero), 2),
            b'3' => found(Element::Hour12 { padded: true }, 2),
            b'4' => found(Element::Minute { padded: true }, 2),
            b'5' => found(Element::Second { padded: true }, 2),
            b'6' => found(Element::Year, 2),
            b'0' if rest.get(2) == Some(&b'2') => found(Element::YearDay { zeros: true }, 3),
            _ => None,
        },
        b'1' if rest.starts_with(b"15") => found(Element::Hour, 2),
        b'1' => found(Element::NumberMonth { padded: false }, 1),
        b'2' if rest.starts_with(b"2006") => found(Element::LongYear, 4),
        b'2' => found(Element::Day(Padding::None), 1),
        // The underscore before a year stands for itself.
        b'_' if rest.starts_with(b"_2006") => Some((at + 1, Element::LongYear, 4)),
        b'_' if rest.starts_with(b"_2") => found(Element::Day(Padding::Blank), 2),
        b'_' if rest.starts_with(b"__2") => found(Element::YearDay { zeros: false }, 3),
        b'3' => found(Element::Hour12 { padded: false }, 1),
        b'4' => found(Element::Minute { padded: false }, 1),
        b'5' => found(Element::Second { padded: false }, 1),
        b'P' if rest.starts_with(b"PM") => found(Element::HalfDay { upper: true }, 2),
        b'p' if rest.starts_with(b"pm") => found(Element::HalfDay { upper: false }, 2),
        sign @ (b'-' | b'Z') => {
            let (text, form) = OFFSETS
                .iter()
                .find(|(text, _)| rest[1..].starts_with(text))?;
            let element = Element::ZoneOffset {
                z_for_utc: sign == b'Z',
                form: *form,
            };
            found(element, 1 + text.len())
        }
        separator @ (b'.' | b',') => {
            let digit = *rest.get(1).filter(|digit| matches!(digit, b'0' | b'9'))?;
            let digits = rest[1..].iter().take_while(|b| **b == digit).count();
            // A longer number is no fraction.
            if rest.get(1 + digits).is_some_and(u8::is_ascii_digit) {
                return None;
            }
            found(
                Element::Fraction {
                    separator,
                    digits,
                    trimmed: digit == b'9',
                },
                1 + digits,
            )
        }
        _ => None,
    }
}
