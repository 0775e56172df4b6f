//! `.Files`: the chart's files that are neither templates nor values.

use crate::chart::File;
use crate::compat::Compat;
use crate::glob::Glob;
use crate::paths;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use stator_value::{Elem, GoType, List, Map, Method, Object, Str, Value, gofmt, yaml};
use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Go's `engine.files`: a map from name to bytes, with methods.
#[derive(Debug)]
pub(super) struct Files {
    files: BTreeMap<Rc<str>, File>,
    compat: Compat,
}

impl Files {
    pub(super) fn new(files: &[File], compat: Compat) -> Self {
        let files = files.iter().map(|f| (f.name.clone(), f.clone())).collect();
        Self { files, compat }
    }

    fn get(&self, name: &Value) -> Option<&Str> {
        let name = name.as_str()?.as_utf8()?;
        self.files.get(name).map(File::data)
    }

    fn matching(&self, pattern: &Value) -> Self {
        let pattern = pattern
            .as_str()
            .map_or_else(String::new, |p| p.to_text().into_owned());
        // COMPAT(helm): a pattern that does not parse matches everything.
        let glob = Glob::parse(&pattern).ok();
        let fits = |name: &str| glob.as_ref().is_none_or(|g| g.matches(name));
        let files = self.files.iter().filter(|(name, _)| fits(name));
        Self {
            files: files.map(|(n, d)| (n.clone(), d.clone())).collect(),
            compat: self.compat,
        }
    }

    /// Writes a YAML map from base names to what `content` makes of the files.
    fn as_yaml(&self, content: impl Fn(&Str) -> Value) -> Value {
        let map: Map = self
            .files
            .iter()
            .map(|(n, f)| (paths::base(n), content(f.data())))
            .collect();
        let mut text = yaml::to_yaml(&Value::Map(map)).unwrap_or_default();
        if text.last() == Some(&b'\n') {
            text.pop();
        }
        Value::Str(text.into())
    }

    fn lines(&self, name: &Value) -> Result<Value, String> {
        let Some(data) = self.get(name) else {
            return Ok(Value::List(List::of(Elem::Str, Vec::new())));
        };
        if data.is_empty() {
            // COMPAT(helm): Helm 3 looks at the last byte without asking whether there is one.
            return self.compat.pick(
                Err("runtime error: index out of range [-1]".to_owned()),
                Ok(Value::List(List::of(Elem::Str, Vec::new()))),
            );
        }
        let text = data.strip_suffix(b"\n").unwrap_or(data);
        let lines = text
            .split(|b| *b == b'\n')
            .map(|l| Value::Str(l.into()))
            .collect();
        Ok(Value::List(List::of(Elem::Str, lines)))
    }
}

impl Object for Files {
    fn go_type(&self) -> GoType {
        GoType::Named("engine.files")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "map"
    }

    fn method(&self, name: &str) -> Option<Method> {
        match name {
            "Get" | "GetBytes" | "Glob" | "Lines" => Some(Method {
                params: &[GoType::Str],
                variadic: false,
            }),
            "AsConfig" | "AsSecrets" => Some(Method {
                params: &[],
                variadic: false,
            }),
            _ => None,
        }
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let first = args.first().unwrap_or(&Value::Nil);
        match name {
            "Get" => Ok(Value::Str(
                self.get(first).cloned().unwrap_or_else(|| "".into()),
            )),
            "GetBytes" => Ok(Value::Bytes(
                self.get(first).cloned().unwrap_or_else(|| "".into()),
            )),
            "Glob" => Ok(Value::Object(Rc::new(self.matching(first)))),
            "Lines" => self.lines(first),
            "AsConfig" => Ok(self.as_yaml(|d| Value::Str(d.clone()))),
            "AsSecrets" => Ok(self.as_yaml(|d| Value::from(STANDARD.encode(d.as_bytes())))),
            _ => Err(format!("no method {name}")),
        }
    }

    fn field(&self, name: &str) -> Option<Value> {
        let data = self.files.get(name).map(File::data);
        Some(Value::Bytes(data.cloned().unwrap_or_else(|| "".into())))
    }

    fn range(&self) -> Option<Vec<(Value, Value)>> {
        let pair = |(n, f): (&Rc<str>, &File)| (Value::from(&**n), Value::Bytes(f.data().clone()));
        Some(self.files.iter().map(pair).collect())
    }

    fn index(&self, key: &Value) -> Option<Value> {
        key.as_str()?;
        Some(Value::Bytes(
            self.get(key).cloned().unwrap_or_else(|| "".into()),
        ))
    }

    fn len(&self) -> Option<usize> {
        Some(self.files.len())
    }

    fn plain(&self) -> String {
        let mut out = b"map[".to_vec();
        for (i, (name, file)) in self.files.iter().enumerate() {
            if i > 0 {
                out.push(b' ');
            }
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            gofmt::display(&Value::Bytes(file.data().clone()), &mut out);
        }
        out.push(b']');
        String::from_utf8_lossy(&out).into_owned()
    }

    fn json(&self) -> Value {
        let entry = |(n, f): (&Rc<str>, &File)| (Str::from(&**n), Value::Bytes(f.data().clone()));
        Value::Map(self.files.iter().map(entry).collect())
    }
}
