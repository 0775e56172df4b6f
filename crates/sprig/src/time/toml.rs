//! Times in TOML texts.

use super::instant::Instant;
use super::zone::Zone;
use super::{format, parse};
use crate::host::Host;
use stator_value::toml::{TimeZone, Times};
use stator_value::{Object, Value};

/// Reads and writes times with the zone and the clock of a host.
pub(crate) struct HostTimes<'a>(pub(crate) &'a dyn Host);

/// Names of the zones of times without an offset, with the layouts that bring them back.
const LOCAL: &[(TimeZone, &str, &[u8])] = &[
    (
        TimeZone::LocalDatetime,
        "datetime-local",
        b"2006-01-02T15:04:05.999999999",
    ),
    (TimeZone::LocalDate, "date-local", b"2006-01-02"),
    (TimeZone::LocalTime, "time-local", b"15:04:05.999999999"),
];

impl Times for HostTimes<'_> {
    fn read(&self, layout: &str, text: &str, zone: TimeZone) -> Option<Value> {
        let local = self.0.local_zone();
        let mut here = Zone::Local(local.clone());
        if let Some((_, name, _)) = LOCAL.iter().find(|(known, ..)| *known == zone) {
            let offset = here.at(self.0.now().as_second()).seconds;
            here = Zone::Fixed((*name).into(), offset);
        }
        let time = parse::parse(layout.as_bytes(), text.as_bytes(), &here, &local).ok()?;
        Some(time.value())
    }

    fn write(&self, object: &dyn Object) -> Option<String> {
        let time: &Instant = object.as_any().downcast_ref()?;
        let layout = match &time.zone {
            Zone::Fixed(name, _) => LOCAL.iter().find(|(_, known, _)| *known == &**name),
            _ => None,
        };
        let (time, layout) = match layout {
            Some((_, _, layout)) => (
                Instant {
                    zone: Zone::Utc,
                    ..time.clone()
                },
                *layout,
            ),
            None => (time.clone(), &b"2006-01-02T15:04:05.999999999Z07:00"[..]),
        };
        String::from_utf8(format::format(&time, layout)).ok()
    }
}
