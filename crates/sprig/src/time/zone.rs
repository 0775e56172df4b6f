//! Zones.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::rc::Rc;

/// Where a time is looked at.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// Universal time.
    Utc,
    /// The zone of the host.
    Local(TimeZone),
    /// A zone by its IANA name.
    Named(TimeZone, Rc<str>),
    /// A zone that a parsed text named, with its seconds east of Greenwich.
    Fixed(Rc<str>, i64),
}

/// What holds in a zone at some time.
pub(super) struct Offset {
    /// Abbreviation; may be empty.
    pub(super) name: String,
    /// Seconds east of Greenwich.
    pub(super) seconds: i64,
    pub(super) is_dst: bool,
}

impl Zone {
    /// Gives what holds at a number of seconds since 1970.
    pub(super) fn at(&self, seconds: i64) -> Offset {
        match self {
            Self::Utc => Offset {
                name: "UTC".to_owned(),
                seconds: 0,
                is_dst: false,
            },
            Self::Fixed(name, offset) => Offset {
                name: name.to_string(),
                seconds: *offset,
                is_dst: false,
            },
            Self::Local(zone) | Self::Named(zone, _) => {
                let clamped = seconds.clamp(
                    Timestamp::MIN.as_second() + 1,
                    Timestamp::MAX.as_second() - 1,
                );
                let timestamp = Timestamp::from_second(clamped).unwrap_or(Timestamp::UNIX_EPOCH);
                let info = zone.to_offset_info(timestamp);
                Offset {
                    name: info.abbreviation().to_owned(),
                    seconds: i64::from(info.offset().seconds()),
                    is_dst: info.dst().is_dst(),
                }
            }
        }
    }

    /// Turns seconds since 1970 on the clocks of the zone into real ones.
    pub(super) fn to_universal(&self, clock: i64) -> i64 {
        let guess = self.at(clock).seconds;
        if guess == 0 {
            return clock;
        }
        clock.saturating_sub(self.at(clock.saturating_sub(guess)).seconds)
    }

    /// Gives the name of the location.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Utc => "UTC",
            Self::Local(_) => "Local",
            Self::Named(_, name) | Self::Fixed(name, _) => name,
        }
    }
}
