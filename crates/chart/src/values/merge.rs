//! Putting one layer of the user's values over another.

use crate::trace::{Event, Tracer, ValuesPath};
use stator_value::{Entry, Map, Value};

/// Gives `over` on top of `base`: maps merge, everything else replaces, null included. Neither is
/// changed.
pub(crate) fn layered(base: &Map, over: &Map, tracer: &mut Tracer<'_>) -> Map {
    merged(base, over, &ValuesPath::ROOT, tracer)
}

fn merged(base: &Map, over: &Map, path: &ValuesPath<'_>, tracer: &mut Tracer<'_>) -> Map {
    let out = Map::new();
    let mut entries = out.entries_mut();
    entries.extend(base.entries().iter().map(|(k, e)| (k.clone(), e.clone())));
    for (key, winner) in over.entries().iter() {
        let path = path.key(key);
        let mut entry = winner.clone();
        if let Some(loser) = entries.get(key) {
            if let (Value::Map(below), Value::Map(above)) = (&loser.value, &winner.value) {
                let value = Value::Map(merged(below, above, &path, tracer));
                entry = Entry {
                    value,
                    origin: winner.origin,
                };
            } else {
                tracer.tell(|| Event::Overridden {
                    path,
                    winner,
                    loser,
                });
            }
        }
        entries.insert(key.clone(), entry);
    }
    drop(entries);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Pass;

    #[test]
    fn maps_merge_and_null_stays() {
        let base: Map = [
            (
                "a",
                Value::Map(
                    [("x", Value::int(1)), ("y", Value::int(2))]
                        .into_iter()
                        .collect(),
                ),
            ),
            ("b", Value::int(3)),
        ]
        .into_iter()
        .collect();
        let over: Map = [("a", Value::Map([("x", Value::Nil)].into_iter().collect()))]
            .into_iter()
            .collect();
        let out = layered(&base, &over, &mut Tracer::new(None, Pass::User));
        let a = out.get(b"a").unwrap();
        let a = a.as_map().unwrap();
        assert!(matches!(a.get(b"x"), Some(Value::Nil)));
        assert!(matches!(a.get(b"y"), Some(Value::Int(_, 2))));
        assert!(matches!(
            base.get(b"a").unwrap().as_map().unwrap().get(b"x"),
            Some(Value::Int(_, 1))
        ));
        assert!(out.contains(b"b"));
    }
}
