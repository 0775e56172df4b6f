//! What a schema says of objects and arrays.

use super::super::document::Draft;
use super::super::{Rules, count, equal, strings};
use super::{Outcome, Run, Step};
use stator_value::{Map, Str, Value};

impl Run<'_> {
    pub(super) fn array(
        &self,
        map: &Rules<'_>,
        items: &[Value],
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        match map.get(b"items") {
            Some(Value::List(schemas)) => {
                let schemas = schemas.items().clone();
                for (i, (schema, item)) in schemas.iter().zip(items).enumerate() {
                    outcome.merge(self.below(schema, item, i.to_string(), path, depth)?);
                }
                if schemas.len() < items.len() && !schemas.is_empty() {
                    self.further_items(map, items, schemas.len(), path, outcome, depth)?;
                }
            }
            Some(schema) => {
                for (i, item) in items.iter().enumerate() {
                    outcome.merge(self.below(&schema, item, i.to_string(), path, depth)?);
                }
            }
            None => {}
        }
        let present = items.len() as u64;
        if let Some(min) = count(map, "minItems").filter(|min| present < *min) {
            outcome.add(path, format!("Array must have at least {min} items"));
        }
        if let Some(max) = count(map, "maxItems").filter(|max| present > *max) {
            outcome.add(path, format!("Array must have at most {max} items"));
        }
        if matches!(map.get(b"uniqueItems"), Some(Value::Bool(true))) {
            for (j, item) in items.iter().enumerate() {
                if let Some(i) = items[..j].iter().rposition(|other| equal(other, item)) {
                    outcome.add(path, format!("array items[{i},{j}] must be unique"));
                }
            }
        }
        if self.knows(Draft::Draft6)
            && let Some(contains) = map.get(b"contains")
        {
            let mut best: Option<Outcome> = None;
            let mut found_one = false;
            for (i, item) in items.iter().enumerate() {
                let found = self.below(&contains, item, i.to_string(), path, depth)?;
                if found.findings.is_empty() {
                    found_one = true;
                    break;
                }
                if best.as_ref().is_none_or(|b| found.score > b.score) {
                    best = Some(found);
                }
            }
            if !found_one {
                outcome.add(path, "At least one of the items must match");
                outcome.merge(best.unwrap_or_default());
            }
        }
        outcome.score += 1;
        Ok(())
    }

    pub(super) fn further_items(
        &self,
        map: &Rules<'_>,
        items: &[Value],
        first: usize,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        match map.get(b"additionalItems") {
            Some(Value::Bool(false)) => {
                outcome.add(path, "No additional items allowed on array");
            }
            Some(schema @ Value::Map(_)) => {
                for (i, item) in items.iter().enumerate().skip(first) {
                    outcome.merge(self.below(&schema, item, i.to_string(), path, depth)?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn object(
        &self,
        map: &Rules<'_>,
        object: &Map,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        let present = object.len() as u64;
        if let Some(min) = count(map, "minProperties").filter(|min| present < *min) {
            outcome.add(path, format!("Must have at least {min} properties"));
        }
        if let Some(max) = count(map, "maxProperties").filter(|max| present > *max) {
            outcome.add(path, format!("Must have at most {max} properties"));
        }
        for name in strings(map.get(b"required")) {
            if object.contains(name.as_bytes()) {
                outcome.score += 1;
            } else {
                outcome.add(path, format!("{name} is required"));
            }
        }
        let properties = map.get(b"properties");
        let properties = properties.as_ref().and_then(Value::as_map);
        for (key, value) in object.pairs() {
            let named = properties.is_some_and(|p| p.contains(&key));
            let matched = self.pattern_properties(map, &key, &value, path, outcome, depth)?;
            if named || matched {
                continue;
            }
            let name = key.to_text().into_owned();
            match map.get(b"additionalProperties") {
                Some(Value::Bool(false)) => {
                    outcome.add(path, format!("Additional property {name} is not allowed"));
                }
                Some(schema @ Value::Map(_)) => {
                    outcome.merge(self.below(&schema, &value, name, path, depth)?);
                }
                _ => {}
            }
        }
        if self.knows(Draft::Draft6)
            && let Some(names) = map.get(b"propertyNames")
        {
            for key in object.keys() {
                let found = self.apart(&names, &Value::Str(key.clone()), path, depth)?;
                if !found.findings.is_empty() {
                    outcome.add(path, format!("Property name of \"{key}\" does not match"));
                    outcome.merge(found);
                }
            }
        }
        outcome.score += 1;
        Ok(())
    }

    pub(super) fn pattern_properties(
        &self,
        map: &Rules<'_>,
        key: &Str,
        value: &Value,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step<bool> {
        let Some(Value::Map(patterns)) = map.get(b"patternProperties") else {
            return Ok(false);
        };
        let name = key.to_text().into_owned();
        let mut matched = false;
        for (pattern, schema) in patterns.pairs() {
            let compiled = self.document.pattern(&pattern);
            let compiled = compiled.ok_or_else(|| format!("Invalid regex pattern '{pattern}'"))?;
            if compiled.matches(name.as_bytes()) {
                matched = true;
                outcome.merge(self.below(&schema, value, name.clone(), path, depth)?);
            }
        }
        outcome.score += i64::from(matched);
        Ok(matched)
    }

    pub(super) fn properties(
        &self,
        map: &Rules<'_>,
        object: &Map,
        path: &mut Vec<String>,
        outcome: &mut Outcome,
        depth: usize,
    ) -> Step {
        let Some(Value::Map(properties)) = map.get(b"properties") else {
            return Ok(());
        };
        for (key, schema) in properties.pairs() {
            if let Some(value) = object.get(&key) {
                path.push(key.to_text().into_owned());
                self.visit(&schema, &value, path, outcome, depth + 1)?;
                path.pop();
            }
        }
        Ok(())
    }
}
