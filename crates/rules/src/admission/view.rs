//! Reading an object field by field, with its path, without demanding its types.

use serde_json::Value as Json;
use std::fmt::Write as _;

static NULL: Json = Json::Null;

/// A place in an object: the value there (null where absent) and its path.
#[derive(Clone, Debug)]
pub(crate) struct View<'a> {
    value: &'a Json,
    path: String,
}

impl<'a> View<'a> {
    pub(crate) fn root(value: &'a Json) -> Self {
        Self {
            value,
            path: String::new(),
        }
    }

    /// The field `name` below.
    pub(crate) fn get(&self, name: &str) -> View<'a> {
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        };
        View {
            value: self.value.get(name).unwrap_or(&NULL),
            path,
        }
    }

    /// The map entry `name` below, written with brackets.
    pub(crate) fn entry(&self, name: &str) -> View<'a> {
        let path = format!("{}[{name}]", self.path);
        View {
            value: self.value.get(name).unwrap_or(&NULL),
            path,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<View<'a>> {
        let list = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        let view = |(index, value): (usize, &'a Json)| {
            let mut path = self.path.clone();
            let _ = write!(path, "[{index}]");
            View { value, path }
        };
        list.iter().enumerate().map(view).collect()
    }

    /// The keys of a map, in byte order.
    pub(crate) fn keys(&self) -> Vec<&'a str> {
        let mut keys: Vec<&str> = self
            .value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.as_str())
            .collect();
        keys.sort_unstable();
        keys
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn value(&self) -> &'a Json {
        self.value
    }

    /// Absent and null are the same to Go's decoder.
    pub(crate) fn is_absent(&self) -> bool {
        self.value.is_null()
    }

    /// The text; empty where absent or no text.
    pub(crate) fn text(&self) -> &'a str {
        self.value.as_str().unwrap_or_default()
    }

    /// The flag; false where absent or no flag.
    pub(crate) fn flag(&self) -> bool {
        self.value.as_bool().unwrap_or_default()
    }

    /// The whole number; a float without a fraction counts, as the API server stores it as one.
    pub(crate) fn integer(&self) -> Option<i64> {
        self.value.as_i64().or_else(|| {
            let float = self.value.as_f64()?;
            (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64)
        })
    }

    pub(crate) fn namespace(&self) -> &'a str {
        self.get("metadata").get("namespace").text()
    }

    pub(crate) fn name(&self) -> &'a str {
        self.get("metadata").get("name").text()
    }

    pub(crate) fn is_being_deleted(&self) -> bool {
        !self.get("metadata").get("deletionTimestamp").is_absent()
    }

    /// Says whether both say the same: nulls count as absent, numbers by value.
    pub(crate) fn same(&self, other: &View<'_>) -> bool {
        same(self.value, other.value)
    }
}

fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => {
            let covers = |x: &serde_json::Map<String, Json>, y: &serde_json::Map<String, Json>| {
                x.iter()
                    .all(|(key, value)| same(value, y.get(key).unwrap_or(&NULL)))
            };
            covers(a, b) && covers(b, a)
        }
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (a, b) => a == b,
    }
}
