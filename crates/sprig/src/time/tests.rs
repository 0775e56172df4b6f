//! Layouts, texts that are times, durations.

use super::civil::Civil;
use super::duration::{as_duration, parse_duration};
use super::instant::Instant;
use super::zone::Zone;
use super::*;
use jiff::tz::TimeZone;
use stator_value::Value;

fn at(seconds: i64, nanoseconds: u32, zone: Zone) -> Instant {
    Instant {
        seconds,
        nanoseconds,
        zone,
        local: TimeZone::UTC,
    }
}

fn shown(layout: &str, time: &Instant) -> String {
    String::from_utf8(format::format(time, layout.as_bytes())).unwrap()
}

fn berlin() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

#[test]
fn every_element_of_a_layout_is_written() {
    let time = at(
        1_710_502_245,
        123_456_000,
        Zone::Named(berlin(), "Europe/Berlin".into()),
    );
    for (layout, text) in [
        ("2006-01-02T15:04:05Z07:00", "2024-03-15T12:30:45+01:00"),
        ("Monday, January 2 06", "Friday, March 15 24"),
        ("Mon Jan _2 3:4:5PM", "Fri Mar 15 12:30:45PM"),
        ("Janet Monkey", "Janet Monkey"),
        ("03pm 002 __2", "12pm 075  75"),
        (
            ".000 .999999 ,000000000 .0001",
            ".123 .123456 ,123456000 .0003",
        ),
        (
            "-07 -0700 -07:00 -070000 Z0700",
            "+01 +0100 +01:00 +010000 +0100",
        ),
        ("MST", "CET"),
        ("_2006", "_2024"),
    ] {
        assert_eq!(shown(layout, &time), text, "{layout}");
    }
    assert_eq!(shown("Z07:00 .999", &at(0, 0, Zone::Utc)), "Z ");
    assert_eq!(shown("2006", &at(-99_999_999_999, 0, Zone::Utc)), "-1199");
}

#[test]
fn the_calendar_agrees_with_itself() {
    for days in (-1_000_000..1_000_000).step_by(997) {
        let civil = Civil::of_seconds(days * 86_400 + 3661);
        assert_eq!(civil.to_seconds(), days * 86_400 + 3661);
        assert_eq!((civil.hour, civil.minute, civil.second), (1, 1, 1));
    }
    assert_eq!(Civil::of_seconds(951_782_400).day, 29);
}

#[test]
fn texts_are_read_or_refused_in_gos_words() {
    let read = |layout: &str, text: &str| {
        let here = Zone::Local(berlin());
        parse::parse(layout.as_bytes(), text.as_bytes(), &here, &berlin()).map(|time| time.seconds)
    };
    for (layout, text, seconds) in [
        ("2006-01-02", "2024-07-01", 1_719_784_800),
        (
            "2006-01-02 15:04 MST",
            "2024-07-01 00:00 CEST",
            1_719_784_800,
        ),
        (
            "2006-01-02 15:04 MST",
            "2024-07-01 00:00 PDT",
            1_719_792_000,
        ),
        (
            "2006-01-02T15:04:05Z07:00",
            "2024-01-02T03:04:05Z",
            1_704_164_645,
        ),
        (
            "2006-01-02T15:04:05Z07:00",
            "2024-01-02T03:04:05.5+02:00",
            1_704_157_445,
        ),
        ("2 Jan 06 3PM", "2 jan 70 1AM", 86_400),
        ("2006 002", "2024 060", 1_709_161_200),
    ] {
        assert_eq!(read(layout, text), Ok(seconds), "{text}");
    }
    for (layout, text, error) in [
        (
            "2006-01-02",
            "x",
            r#"parsing time "x" as "2006-01-02": cannot parse "x" as "2006""#,
        ),
        (
            "2006-01-02",
            "2024-13-01",
            r#"parsing time "2024-13-01": month out of range"#,
        ),
        (
            "2006-01-02",
            "2023-02-29",
            r#"parsing time "2023-02-29": day out of range"#,
        ),
        (
            "2006-01-02",
            "2024-01-02z",
            r#"parsing time "2024-01-02z": extra text: "z""#,
        ),
        (
            "2006/01",
            "2024-01",
            r#"parsing time "2024-01" as "2006/01": cannot parse "-01" as "/""#,
        ),
        (
            "2006 002",
            "2023 366",
            r#"parsing time "2023 366": day-of-year out of range"#,
        ),
    ] {
        assert_eq!(read(layout, text).unwrap_err(), error);
    }
}

#[test]
fn durations_read_and_print_as_in_go() {
    for (text, shown) in [
        ("0", "0s"),
        ("1.5h", "1h30m0s"),
        ("-1m0.5s", "-1m0.5s"),
        ("1us", "1µs"),
        ("1500ns", "1.5µs"),
        ("100ms", "100ms"),
        ("2540400h10m10.000000001s", "2540400h10m10.000000001s"),
        (".5s", "500ms"),
        ("-9223372036854775808ns", "-2562047h47m16.854775808s"),
    ] {
        assert_eq!(parse_duration(text.as_bytes()).unwrap().to_string(), shown);
    }
    for (text, error) in [
        ("", r#"time: invalid duration """#),
        ("3", r#"time: missing unit in duration "3""#),
        ("3x", r#"time: unknown unit "x" in duration "3x""#),
        ("-.s", r#"time: invalid duration "-.s""#),
        (
            "9223372036854775808ns",
            r#"time: invalid duration "9223372036854775808ns""#,
        ),
    ] {
        assert_eq!(parse_duration(text.as_bytes()).unwrap_err(), error);
    }
}

#[test]
fn durations_round_half_away_from_zero() {
    let round = |nanoseconds, unit| Duration(nanoseconds).round(Duration(unit)).0;
    assert_eq!(
        (round(25, 10), round(24, 10), round(-25, 10), round(7, 0)),
        (30, 20, -30, 7)
    );
    assert_eq!(round(i64::MAX, 10), i64::MAX);
    assert_eq!(Duration(-29).truncate(Duration(10)).0, -20);
}

#[test]
fn helm4_takes_numbers_for_seconds() {
    assert_eq!(as_duration(&Value::Float(1.5)).unwrap().0, 1_500_000_000);
    assert_eq!(as_duration(&Value::str(" 2.5 ")).unwrap().0, 2_500_000_000);
    assert_eq!(as_duration(&Value::int(3)).unwrap().0, 3_000_000_000);
    for (value, error) in [
        (Value::Nil, "invalid duration"),
        (Value::str(" "), "empty duration"),
        (Value::str("x"), "could not parse duration \"x\""),
        (
            Value::int64(9_223_372_037),
            "duration seconds overflow: 9223372037",
        ),
        (Value::Float(1e10), "duration seconds overflow: 1e+10"),
        (Value::Bool(true), "unsupported duration type bool"),
    ] {
        assert_eq!(as_duration(&value).unwrap_err(), error);
    }
}
