//! `.Capabilities.APIVersions`.

use crate::compat::Compat;
use stator_value::{Elem, GoType, List, Method, Object, Value};
use std::any::Any;
use std::rc::Rc;

/// Go's `VersionSet`: a list of strings with a method to ask for one.
#[derive(Debug)]
pub(super) struct VersionSet {
    versions: Vec<Rc<str>>,
    compat: Compat,
}

impl VersionSet {
    pub(super) fn new(versions: Vec<Rc<str>>, compat: Compat) -> Self {
        Self { versions, compat }
    }

    fn values(&self) -> impl Iterator<Item = Value> {
        self.versions.iter().map(|v| Value::from(&**v))
    }
}

impl Object for VersionSet {
    fn go_type(&self) -> GoType {
        GoType::Named(
            self.compat
                .pick("chartutil.VersionSet", "common.VersionSet"),
        )
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "slice"
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "Has").then_some(Method {
            params: &[GoType::Str],
            variadic: false,
        })
    }

    fn call(&self, _: &str, args: &[Value]) -> Result<Value, String> {
        let wanted = args.first().and_then(Value::as_str);
        let has = wanted.is_some_and(|w| self.versions.iter().any(|v| v.as_bytes() == &**w));
        Ok(Value::Bool(has))
    }

    fn range(&self) -> Option<Vec<(Value, Value)>> {
        Some(
            self.values()
                .enumerate()
                .map(|(i, v)| (Value::int(i as i64), v))
                .collect(),
        )
    }

    fn index(&self, key: &Value) -> Option<Value> {
        let Value::Int(_, n) = key else {
            return None;
        };
        let version = self.versions.get(usize::try_from(*n).ok()?)?;
        Some(Value::from(&**version))
    }

    fn len(&self) -> Option<usize> {
        Some(self.versions.len())
    }

    fn plain(&self) -> String {
        format!("[{}]", self.versions.join(" "))
    }

    fn json(&self) -> Value {
        Value::List(List::of(Elem::Str, self.values().collect()))
    }
}
