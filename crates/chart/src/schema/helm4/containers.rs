//! What a schema says of objects and arrays.

use super::super::document::Draft;
use super::super::{Rules, count, equal, list_of, number, strings};
use super::{Found, Run, Step, joined, single_quoted};
use stator_value::{Map, Value};

impl Run<'_> {
    pub(super) fn object(
        &self,
        map: &Rules<'_>,
        object: &Map,
        value: &Value,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        found.bounds(map, object.len() as u64, "minProperties", "maxProperties");
        let missing = absent(object, strings(map.get(b"required")));
        match missing.as_slice() {
            [] => {}
            [one] => found.text(format!("missing property {}", single_quoted(one))),
            more => found.text(format!("missing properties {}", joined(more))),
        }
        if let Some(Value::Map(dependencies)) = map.get(b"dependencies") {
            for (key, dependency) in dependencies.pairs() {
                if object.contains(&key) {
                    if let Value::List(_) = dependency {
                        require_with(object, &key.to_text(), dependency, found);
                    } else {
                        self.same(&dependency, value, found, depth)?;
                    }
                }
            }
        }
        self.properties(map, object, found, depth)?;
        if self.draft >= Draft::Draft6
            && let Some(names) = map.get(b"propertyNames")
        {
            for key in object.keys() {
                let name = key.to_text().into_owned();
                let failure = self.visit(&names, &Value::Str(key), &mut Vec::new(), depth + 1)?;
                if let Some(failure) = failure {
                    let text = format!("invalid propertyName {}", single_quoted(&name));
                    found.caused(text, failure.apart());
                }
            }
        }
        if let Some(Value::Map(schemas)) = map.get(b"dependentSchemas") {
            for (key, schema) in schemas.pairs() {
                if object.contains(&key) {
                    self.same(&schema, value, found, depth)?;
                }
            }
        }
        if let Some(Value::Map(lists)) = map.get(b"dependentRequired") {
            for (key, list) in lists.pairs() {
                if object.contains(&key) {
                    require_with(object, &key.to_text(), list, found);
                }
            }
        }
        Ok(())
    }

    pub(super) fn properties(
        &self,
        map: &Rules<'_>,
        object: &Map,
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        let properties = map.get(b"properties");
        let properties = properties.as_ref().and_then(Value::as_map);
        let patterns = match map.get(b"patternProperties") {
            Some(Value::Map(patterns)) => patterns.pairs(),
            _ => Vec::new(),
        };
        let additional = map.get(b"additionalProperties");
        let mut surplus = Vec::new();
        for (key, entry) in &*object.entries() {
            let value = &entry.value;
            let mut is_known = false;
            if let Some(schema) = properties.and_then(|p| p.get(key)) {
                is_known = true;
                let failure = self.below(&schema, value, key.clone(), found, depth)?;
                found.list.extend(failure);
            }
            for (pattern, schema) in &patterns {
                let compiled = self.document.pattern(pattern);
                if compiled.is_some_and(|c| c.matches(key.to_text().as_bytes())) {
                    is_known = true;
                    let failure = self.below(schema, value, key.clone(), found, depth)?;
                    found.list.extend(failure);
                }
            }
            match &additional {
                _ if is_known => {}
                Some(Value::Bool(false)) => surplus.push(key.to_text().into_owned()),
                Some(schema @ Value::Map(_)) => {
                    let failure = self.below(schema, value, key.clone(), found, depth)?;
                    found.list.extend(failure);
                }
                _ => {}
            }
        }
        if !surplus.is_empty() {
            found.text(format!(
                "additional properties {} not allowed",
                joined(&surplus)
            ));
        }
        Ok(())
    }

    pub(super) fn array(
        &self,
        map: &Rules<'_>,
        items: &[Value],
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        found.bounds(map, items.len() as u64, "minItems", "maxItems");
        if matches!(map.get(b"uniqueItems"), Some(Value::Bool(true))) {
            let pair = items.iter().enumerate().find_map(|(j, item)| {
                items[..j]
                    .iter()
                    .position(|other| equal(item, other))
                    .map(|i| (i, j))
            });
            if let Some((i, j)) = pair {
                found.text(format!("items at {i} and {j} are equal"));
            }
        }
        let (first, each, last) = if self.draft < Draft::Draft2020 {
            match map.get(b"items") {
                Some(Value::List(schemas)) => {
                    (schemas.items().clone(), None, map.get(b"additionalItems"))
                }
                each => (Vec::new(), each, None),
            }
        } else {
            (list_of(map, "prefixItems"), map.get(b"items"), None)
        };
        for (i, item) in items.iter().enumerate() {
            let schema = first.get(i).or(each.as_ref()).or(match &last {
                Some(schema @ Value::Map(_)) => Some(schema),
                _ => None,
            });
            if let Some(schema) = schema {
                let failure = self.below(schema, item, i.to_string().into(), found, depth)?;
                found.list.extend(failure);
            }
        }
        if matches!(last, Some(Value::Bool(false))) && items.len() > first.len() {
            let surplus = number::english_count((items.len() - first.len()) as u64);
            found.text(format!("last {surplus} additionalItem(s) not allowed"));
        }
        self.contains(map, items, found, depth)
    }

    pub(super) fn contains(
        &self,
        map: &Rules<'_>,
        items: &[Value],
        found: &mut Found<'_>,
        depth: usize,
    ) -> Step<()> {
        let Some(contains) = map.get(b"contains").filter(|_| self.draft >= Draft::Draft6) else {
            return Ok(());
        };
        let mut failures = Vec::new();
        let mut matched = Vec::new();
        for (i, item) in items.iter().enumerate() {
            match self.below(&contains, item, i.to_string().into(), found, depth)? {
                Some(failure) => failures.push(failure),
                None => matched.push(i.to_string()),
            }
        }
        let got = matched.len() as u64;
        let places = matched.join(" ");
        match count(map, "minContains").filter(|_| self.draft >= Draft::Draft2019) {
            None if got == 0 => found.caused("no items match contains schema", failures),
            Some(min) if got < min => {
                let min = number::english_count(min);
                let what = format!("min {min} items required to match contains schema");
                found.caused(
                    if got == 0 {
                        format!("{what}, but none matched")
                    } else {
                        format!("{what}, but matched {got} items at {places}")
                    },
                    failures,
                );
            }
            _ => {}
        }
        if let Some(max) = count(map, "maxContains").filter(|max| got > *max) {
            let max = number::english_count(max);
            found.text(format!(
                "max {max} items required to match contains schema, but matched {got} items at {places}"
            ));
        }
        Ok(())
    }
}

pub(super) fn absent(object: &Map, names: Vec<String>) -> Vec<String> {
    names
        .into_iter()
        .filter(|n| !object.contains(n.as_bytes()))
        .collect()
}

pub(super) fn require_with(object: &Map, key: &str, names: Value, found: &mut Found<'_>) {
    let missing = absent(object, strings(Some(names)));
    if !missing.is_empty() {
        let key = single_quoted(key);
        found.text(format!(
            "properties {} required, if {key} exists",
            joined(&missing)
        ));
    }
}
