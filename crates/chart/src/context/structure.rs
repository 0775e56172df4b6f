//! Go structs made of named fields.

use stator_value::{GoType, Method, Object, Value, gofmt};
use std::any::Any;
use std::rc::Rc;

/// A field of a struct.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its Go name.
    pub(super) name: &'static str,
    /// Its name in JSON; empty for an embedded struct, whose fields JSON takes over.
    pub(super) json: &'static str,
    /// Whether JSON leaves it out when it is empty.
    pub(super) omit_empty: bool,
    /// Whether templates can see it.
    pub(super) exported: bool,
    pub(super) value: Value,
}

impl Field {
    pub(super) fn new(name: &'static str, json: &'static str, value: Value) -> Self {
        Self {
            name,
            json,
            omit_empty: false,
            exported: true,
            value,
        }
    }

    pub(super) fn optional(name: &'static str, json: &'static str, value: Value) -> Self {
        Self {
            omit_empty: true,
            ..Self::new(name, json, value)
        }
    }

    pub(super) fn hidden(name: &'static str, value: Value) -> Self {
        Self {
            exported: false,
            ..Self::new(name, "", value)
        }
    }
}

/// A method without parameters that gives a constant.
pub(super) type Getter = (&'static str, Value);

/// A struct, or a pointer to one.
#[derive(Debug)]
pub(super) struct Struct {
    pub(super) ty: &'static str,
    pub(super) is_pointer: bool,
    pub(super) fields: Vec<Field>,
    pub(super) getters: Vec<Getter>,
    /// What `{{ x }}` prints, where the type has a `String()` that it goes through.
    pub(super) printed: Option<String>,
}

impl Struct {
    pub(super) fn new(ty: &'static str, fields: Vec<Field>) -> Self {
        Self {
            ty,
            is_pointer: false,
            fields,
            getters: Vec::new(),
            printed: None,
        }
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(Rc::new(self))
    }

    fn json_members(&self, out: &mut Vec<(&'static str, Value)>) {
        for field in self.fields.iter().filter(|f| f.exported) {
            if field.json.is_empty() {
                if let Value::Object(inner) = &field.value
                    && let Some(inner) = inner.as_any().downcast_ref::<Self>()
                {
                    inner.json_members(out);
                }
            } else if !(field.omit_empty && !field.value.truth()) {
                out.push((field.json, field.value.clone()));
            }
        }
    }
}

const NO_PARAMETERS: Method = Method {
    params: &[],
    variadic: false,
};

impl Object for Struct {
    fn go_type(&self) -> GoType {
        GoType::Named(self.ty)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        if self.is_pointer { "ptr" } else { "struct" }
    }

    fn method(&self, name: &str) -> Option<Method> {
        self.getters
            .iter()
            .any(|(n, _)| *n == name)
            .then_some(NO_PARAMETERS)
    }

    fn call(&self, name: &str, _: &[Value]) -> Result<Value, String> {
        let found = self.getters.iter().find(|(n, _)| *n == name);
        found
            .map(|(_, v)| v.clone())
            .ok_or_else(|| format!("no method {name}"))
    }

    fn field(&self, name: &str) -> Option<Value> {
        let own = self.fields.iter().find(|f| f.exported && f.name == name);
        if let Some(own) = own {
            return Some(own.value.clone());
        }
        let mut embedded = self
            .fields
            .iter()
            .filter(|f| f.exported && f.json.is_empty());
        embedded.find_map(|f| match &f.value {
            Value::Object(inner) => inner.field(name),
            _ => None,
        })
    }

    fn output(&self) -> Option<String> {
        self.printed.clone()
    }

    fn struct_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(
            self.fields
                .iter()
                .map(|f| (f.name, f.value.clone()))
                .collect(),
        )
    }

    fn plain(&self) -> String {
        let mut out = Vec::new();
        if self.is_pointer {
            out.push(b'&');
        }
        out.push(b'{');
        for (i, field) in self.fields.iter().enumerate() {
            if i > 0 {
                out.push(b' ');
            }
            gofmt::display(&field.value, &mut out);
        }
        out.push(b'}');
        String::from_utf8_lossy(&out).into_owned()
    }

    fn json_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        let mut members = Vec::new();
        self.json_members(&mut members);
        Some(members)
    }

    fn json(&self) -> Value {
        let members = self.json_fields().unwrap_or_default();
        Value::Map(members.into_iter().collect())
    }
}
