//! Merging one dict into another.
//!
//! The target is changed in place and takes over the source's nested dicts and lists themselves, not
//! copies; where both have a dict under a key, the target's one is merged into.

use crate::reflect::is_empty;
use crate::work::Work;
use stator_gotmpl::CallError;
use stator_value::{Map, MapType, Value};

/// Merges `source` into `target`. Without `overwrite`, only missing and empty entries are filled.
///
/// # Errors
/// Go's panic for a dict of texts that is to take something else; or the dicts are too deep.
pub(crate) fn merge(
    target: &Map,
    source: &Map,
    overwrite: bool,
    work: &mut Work,
) -> Result<(), CallError> {
    if target.same(source) {
        return Ok(());
    }
    let entries: Vec<_> = source
        .entries()
        .iter()
        .map(|(key, entry)| (key.clone(), entry.clone()))
        .collect();
    for (key, new) in entries {
        work.into(|_| Ok(()))?;
        let old = target.get(&key);
        if new.value.is_nil() {
            if overwrite {
                target.set_from(key, new.value, new.origin);
            }
            continue;
        }
        if let (Some(Value::Map(old)), Value::Map(new)) = (&old, &new.value)
            && !old.is_nil()
        {
            work.into(|work| merge(old, new, overwrite, work))?;
        }
        // Whether the old value is empty shows only now: a dict may have been filled just above.
        let replace = match &old {
            None => true,
            Some(old) if is_empty(old) => true,
            Some(old) => overwrite && !matches!((old, &new.value), (Value::Map(_), Value::Map(_))),
        };
        if !replace {
            continue;
        }
        if target.map_type() == MapType::Str && source.map_type() != MapType::Str {
            return Err(
                "reflect.Value.SetMapIndex: value of type interface {} is not assignable \
                        to type string"
                    .into(),
            );
        }
        target.set_from(key, new.value, new.origin);
    }
    Ok(())
}
