//! The data, objects and functions under which the recorded templates were executed by Go.

use stator_gotmpl::{CallError, Function, FunctionTable, GoVersion, Limits, Runtime, TemplateSet};
use stator_value::GoType as T;
use stator_value::{Elem, IntKind, List, Map, MapType, Method, Object, Value, gofmt};
use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// A map type with methods: `map[string][]byte`.
#[derive(Debug)]
struct Files;

fn file(name: &str) -> Value {
    let text = match name {
        "a.txt" => "AAA",
        "b" => "B\n",
        _ => "",
    };
    Value::Bytes(text.into())
}

impl Object for Files {
    fn go_type(&self) -> T {
        T::Named("main.Files")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "map"
    }

    fn method(&self, name: &str) -> Option<Method> {
        matches!(name, "Get" | "GetBytes").then_some(Method {
            params: &[T::Str],
            variadic: false,
        })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        match (file(&text(&args[0])), name) {
            (Value::Bytes(bytes), "Get") => Ok(Value::Str(bytes)),
            (bytes, _) => Ok(bytes),
        }
    }

    fn field(&self, name: &str) -> Option<Value> {
        Some(file(name))
    }

    fn range(&self) -> Option<Vec<(Value, Value)>> {
        Some(
            ["a.txt", "b"]
                .map(|name| (Value::from(name), file(name)))
                .into(),
        )
    }

    fn index(&self, key: &Value) -> Option<Value> {
        Some(file(&text(key)))
    }

    fn len(&self) -> Option<usize> {
        Some(2)
    }

    fn plain(&self) -> String {
        String::new()
    }

    fn json(&self) -> Value {
        Value::Nil
    }
}

/// A struct whose `String()` belongs to its pointer.
#[derive(Debug)]
struct KubeVersion;

impl Object for KubeVersion {
    fn go_type(&self) -> T {
        T::Named("main.KV")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "String").then_some(Method {
            params: &[],
            variadic: false,
        })
    }

    fn call(&self, _name: &str, _args: &[Value]) -> Result<Value, String> {
        Ok("v1.2.3".into())
    }

    fn field(&self, name: &str) -> Option<Value> {
        let fields = self.struct_fields()?;
        fields
            .into_iter()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    }

    fn output(&self) -> Option<String> {
        Some("v1.2.3".to_owned())
    }

    fn struct_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(vec![("Version", "v1.2.3".into()), ("Major", "1".into())])
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        Some(other.as_any().is::<Self>())
    }

    fn plain(&self) -> String {
        String::new()
    }

    fn json(&self) -> Value {
        Value::Nil
    }
}

/// A slice type with a method.
#[derive(Debug)]
struct VersionSet;

impl Object for VersionSet {
    fn go_type(&self) -> T {
        T::Named("main.VS")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "slice"
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "Has").then_some(Method {
            params: &[T::Str],
            variadic: false,
        })
    }

    fn call(&self, _name: &str, args: &[Value]) -> Result<Value, String> {
        Ok(matches!(&*text(&args[0]), "v1" | "apps/v1").into())
    }

    fn range(&self) -> Option<Vec<(Value, Value)>> {
        Some(vec![
            (Value::int(0), "v1".into()),
            (Value::int(1), "apps/v1".into()),
        ])
    }

    fn index(&self, key: &Value) -> Option<Value> {
        self.range()?
            .into_iter()
            .find(|(i, _)| same_int(i, key))
            .map(|(_, value)| value)
    }

    fn len(&self) -> Option<usize> {
        Some(2)
    }

    fn plain(&self) -> String {
        String::new()
    }

    fn json(&self) -> Value {
        Value::Nil
    }
}

/// A pointer to a struct with methods.
#[derive(Debug)]
struct Capabilities;

impl Object for Capabilities {
    fn go_type(&self) -> T {
        T::Named("*main.Cap")
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "ptr"
    }

    fn method(&self, name: &str) -> Option<Method> {
        let (params, variadic): (&'static [T], bool) = match name {
            "Add" => (&[T::Int, T::Int], false),
            "Sum" => (&[T::Float64], true),
            "Fail" => (&[], false),
            "Take" => (&[T::Map], false),
            _ => return None,
        };
        Some(Method { params, variadic })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        match name {
            "Add" => Ok(Value::int(int(&args[0]) + int(&args[1]))),
            "Sum" => Ok(Value::Float(
                args.iter().fold(0.0, |sum, arg| sum + float(arg)),
            )),
            "Take" => Ok(Value::int(map(&args[0]).len() as i64)),
            _ => Err("cap failed".to_owned()),
        }
    }

    fn field(&self, name: &str) -> Option<Value> {
        let fields = self.struct_fields()?;
        fields
            .into_iter()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    }

    fn struct_fields(&self) -> Option<Vec<(&'static str, Value)>> {
        Some(vec![
            ("KubeVersion", Value::Object(Rc::new(KubeVersion))),
            ("APIVersions", Value::Object(Rc::new(VersionSet))),
            ("N", Value::int(4)),
            ("Any", Value::Nil),
        ])
    }

    fn plain(&self) -> String {
        String::new()
    }

    fn json(&self) -> Value {
        Value::Nil
    }
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map {
    pairs.into_iter().collect()
}

/// The data that the templates see.
pub(crate) fn data() -> Value {
    let f = Value::Float;
    let values = object([
        ("s", "str".into()),
        ("e", "".into()),
        ("t", true.into()),
        ("f", false.into()),
        ("n", Value::Nil),
        ("i", f(3.0)),
        ("big", f(1_048_576.0)),
        ("fl", f(1.5)),
        ("z", f(0.0)),
        ("i64", Value::int64(7)),
        ("int", Value::int(5)),
        ("u8", Value::Int(IntKind::Uint8, 200)),
        (
            "m",
            object([
                ("a", f(1.0)),
                ("b", "x".into()),
                ("c", object([("d", "deep".into())]).into()),
                ("n", Value::Nil),
            ])
            .into(),
        ),
        ("em", Map::new().into()),
        (
            "l",
            Value::list(vec![
                "a".into(),
                f(2.0),
                Value::Nil,
                object([("k", "v".into())]).into(),
                Value::list(vec![f(1.0), f(2.0)]),
            ]),
        ),
        ("el", Value::list(Vec::new())),
        (
            "ss",
            List::of(Elem::Str, ["x", "y", "z"].map(Value::from).into()).into(),
        ),
        (
            "is",
            List::of(Elem::Int, [1, 2, 3].map(Value::int).into()).into(),
        ),
        (
            "sm",
            object([("p", "q".into()), ("r", "".into())])
                .seen_as(MapType::Str)
                .into(),
        ),
        ("by", Value::Bytes("hi".into())),
        ("uni", "h\u{e9}llo \u{200b}\u{4e16}\u{1F600}".into()),
        ("bad", Value::str(&b"a\xffb"[..])),
        (
            "ml",
            Value::list(vec![
                object([("name", "n1".into()), ("v", f(1.0))]).into(),
                object([("name", "n2".into())]).into(),
            ]),
        ),
    ]);
    object([
        (
            "Values",
            values.seen_as(MapType::Values("main.Values")).into(),
        ),
        ("Files", Value::Object(Rc::new(Files))),
        ("Cap", Value::Object(Rc::new(Capabilities))),
        ("Chart", object([("Name", "c".into())]).into()),
    ])
    .into()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map(std::string::ToString::to_string)
        .unwrap_or_default()
}

fn int(value: &Value) -> i64 {
    if let Value::Int(_, n) = value { *n } else { 0 }
}

fn same_int(a: &Value, b: &Value) -> bool {
    int(a) == int(b)
}

fn float(value: &Value) -> f64 {
    if let Value::Float(f) = value { *f } else { 0.0 }
}

fn map(value: &Value) -> Map {
    value.as_map().cloned().unwrap_or_default()
}

fn list_len(value: &Value) -> Value {
    Value::int(value.as_list().map_or(0, List::len) as i64)
}

type Called = Result<Value, CallError>;

/// How often each template is being included right now.
type Depths = RefCell<HashMap<String, u32>>;

fn include(rt: &mut dyn Runtime, args: &[Value]) -> Called {
    let depths: Rc<Depths> = rt.host().downcast().map_err(|_| "another host")?;
    let name = text(&args[0]);
    {
        let mut depths = depths.borrow_mut();
        let depth = depths.entry(name.clone()).or_insert(0);
        if *depth > 20 {
            return Err(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            )
            .into());
        }
        *depth += 1;
    }
    let result = rt.execute(&name, args[1].clone());
    if let Some(depth) = depths.borrow_mut().get_mut(&name) {
        *depth -= 1;
    }
    Ok(Value::str(result?))
}

fn tpl(rt: &mut dyn Runtime, args: &[Value]) -> Called {
    let source = args[0].as_str().cloned().ok_or("no text")?;
    let shown = gofmt::quote(&source);
    match rt.execute_text("gotpl", &source, args[1].clone()) {
        Ok(out) => Ok(String::from_utf8_lossy(&out)
            .replace("<no value>", "")
            .into()),
        Err(CallError::Parse { error, .. }) => Err(CallError::Parse {
            prefix: format!("cannot parse template {shown}: "),
            error,
        }),
        Err(CallError::Template { error, .. }) => Err(CallError::Template {
            prefix: format!("error during tpl function execution for {shown}: "),
            error,
        }),
        Err(other) => Err(other),
    }
}

fn dict(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let map = Map::new();
    for pair in args.chunks(2) {
        let mut key = Vec::new();
        gofmt::display(&pair[0], &mut key);
        map.set(key, pair.get(1).cloned().unwrap_or_else(|| "".into()));
    }
    Ok(map.into())
}

fn set(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let target = map(&args[0]);
    if target.is_nil() {
        return Err("assignment to entry in nil map".into());
    }
    target.set(args[1].as_str().cloned().ok_or("no key")?, args[2].clone());
    Ok(args[0].clone())
}

fn repeat(_: &mut dyn Runtime, args: &[Value]) -> Called {
    match usize::try_from(int(&args[0]).min(100)) {
        Ok(count) => Ok(Value::str(
            args[1].as_str().map_or(Vec::new(), |s| s.repeat(count)),
        )),
        Err(_) => Err("strings: negative Repeat count".into()),
    }
}

fn default(_: &mut dyn Runtime, args: &[Value]) -> Called {
    Ok(match args.get(1) {
        Some(value) if value.truth() => value.clone(),
        _ => args[0].clone(),
    })
}

fn type_of(_: &mut dyn Runtime, args: &[Value]) -> Called {
    let nil = args[0].is_nil();
    Ok(if nil {
        "<nil>".into()
    } else {
        args[0].go_type().to_string().into()
    })
}

const fn function(
    name: &'static str,
    params: &'static [T],
    variadic: bool,
    call: fn(&mut dyn Runtime, &[Value]) -> Called,
) -> Function {
    Function {
        name,
        params,
        variadic,
        call,
    }
}

fn functions() -> Vec<Function> {
    vec![
        function("dict", &[T::Any], true, dict),
        function("list", &[T::Any], true, |_, args| {
            Ok(Value::list(args.to_vec()))
        }),
        function("upper", &[T::Str], false, |_, args| {
            Ok(text(&args[0]).to_uppercase().into())
        }),
        function("repeat", &[T::Int, T::Str], false, repeat),
        function("hasKey", &[T::Map, T::Str], false, |_, args| {
            Ok(map(&args[0]).contains(text(&args[1]).as_bytes()).into())
        }),
        function("set", &[T::Map, T::Str, T::Any], false, set),
        function("until", &[T::Int], false, |_, args| {
            let items = (0..int(&args[0]).min(100)).map(Value::int).collect();
            Ok(List::of(Elem::Int, items).into())
        }),
        function("ternary", &[T::Any, T::Any, T::Bool], false, |_, args| {
            Ok(args[usize::from(!args[2].truth())].clone())
        }),
        function("default", &[T::Any, T::Any], true, default),
        function("typeOf", &[T::Any], false, type_of),
        function("fail", &[T::Str], false, |_, args| {
            Err(format!("FAIL: {}", text(&args[0])).into())
        }),
        function("f64", &[T::Float64], false, |_, args| Ok(args[0].clone())),
        function("i64", &[T::Int64], false, |_, args| Ok(args[0].clone())),
        function("u8", &[T::Named("uint8")], false, |_, args| {
            Ok(args[0].clone())
        }),
        function("strs", &[T::Str], true, |_, args| {
            Ok(List::of(Elem::Str, args.to_vec()).into())
        }),
        function("takel", &[T::List], false, |_, args| Ok(list_len(&args[0]))),
        function("takess", &[T::StrList], false, |_, args| {
            Ok(list_len(&args[0]))
        }),
        function("takeb", &[T::Bytes], false, |_, args| match &args[0] {
            Value::Bytes(bytes) => Ok(Value::int(bytes.len() as i64)),
            _ => Err("no bytes".into()),
        }),
        function("nilm", &[], false, |_, _| Ok(Map::nil().into())),
        function("nill", &[], false, |_, _| Ok(List::nil(Elem::Any).into())),
        function("nila", &[], false, |_, _| Ok(Value::Nil)),
        function("include", &[T::Str, T::Any], false, include),
        function("tpl", &[T::Str, T::Any], false, tpl),
    ]
}

fn table_of(_: &mut dyn Runtime, args: &[Value]) -> Called {
    match map(&args[0]).get(text(&args[1]).as_bytes()) {
        Some(Value::Map(table)) if table.map_type() == MapType::Any => {
            Ok(table.seen_as(MapType::Values("main.Values")).into())
        }
        _ => Err(format!("{} is not a table", gofmt::quote(text(&args[1]).as_bytes())).into()),
    }
}

/// The functions, and the methods of `.Values`.
pub(crate) fn table(version: GoVersion) -> Arc<FunctionTable> {
    let methods = [
        function("YAML", &[T::Map], false, |_, _| Ok("yaml".into())),
        function("Table", &[T::Map, T::Str], false, table_of),
    ];
    Arc::new(FunctionTable::new(version, &[&functions()]).with_map_methods(&methods))
}

/// Parses and executes a template as the recording did; the error is the text that Go shows.
pub(crate) fn run(
    table: &Arc<FunctionTable>,
    template: &[u8],
    limits: Limits,
) -> Result<Vec<u8>, String> {
    let mut set = TemplateSet::new("gotpl", Arc::clone(table)).with_limits(limits);
    set.parse("dir/file.yaml", template)
        .map_err(|error| error.to_string())?;
    let host: Rc<Depths> = Rc::default();
    set.execute("dir/file.yaml", data(), host)
        .map_err(|error| error.to_string())
}
