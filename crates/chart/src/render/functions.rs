//! The functions that need the run itself: `include`, `tpl`, `required`, `fail`, `lookup`,
//! `getHostByName`; and the methods of `Values`.

use super::Resolver;
use crate::compat::Compat;
use crate::dependency::{table_at, value_at};
use crate::gotext::quoted;
use crate::notice::no_table;
use crate::text::without;
use stator_gotmpl::{CallError, Function, Runtime};
use stator_sprig::Hosts;
use stator_value::{GoType, Map, Str, Value, yaml};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What these functions find behind [`Hosts::extra`].
pub(super) struct RunHost {
    pub(super) compat: Compat,
    pub(super) resolver: Option<Resolver>,
    /// The templates being included at the moment, the outermost first: few, as a rule.
    included: RefCell<Vec<Str>>,
    /// How many calls of `include` and `tpl` are open.
    open: Cell<u32>,
}

impl RunHost {
    pub(super) fn new(compat: Compat, resolver: Option<Resolver>) -> Self {
        Self {
            compat,
            resolver,
            included: RefCell::default(),
            open: Cell::new(0),
        }
    }

    /// Runs `call` some levels deeper.
    fn deeper(&self, levels: u32, call: impl FnOnce() -> Outcome) -> Outcome {
        let open = self.open.get();
        if open >= MAX_OPEN {
            return Err("include and tpl nest too deeply".into());
        }
        self.open.set(open + levels);
        let outcome = call();
        self.open.set(open);
        outcome
    }
}

type Outcome = Result<Value, CallError>;

/// How often a template may include itself, directly or not.
const MAX_NESTED: usize = 1000;

/// How many calls of `include` and `tpl` may be open at once. Helm has no such bound: `tpl` of a text
/// that says `tpl` of itself uses up its stack.
const MAX_OPEN: u32 = 2500;

/// For how many a call of `tpl` counts: errors quote its text at every level, over and over.
const TPL_LEVELS: u32 = 2;

/// What stands around the message of `fail` and `required` until the error is printed.
pub(super) const FAIL_START: &str = "HELM_ERR_START";
/// See [`FAIL_START`].
pub(super) const FAIL_END: &str = "HELM_ERR_END";

/// What a missing value prints, until it is removed.
pub(super) const NO_VALUE: &[u8] = b"<no value>";

/// The functions.
pub(super) const FUNCTIONS: &[Function] = &[
    function("include", &[GoType::Str, GoType::Any], include),
    function("tpl", &[GoType::Str, GoType::Any], tpl),
    function("required", &[GoType::Str, GoType::Any], required),
    function("fail", &[GoType::Str], fail),
    function(
        "lookup",
        &[GoType::Str, GoType::Str, GoType::Str, GoType::Str],
        lookup,
    ),
    function("getHostByName", &[GoType::Str], host_by_name),
];

/// The methods of `Values`; the first parameter is the map.
pub(super) const VALUES_METHODS: &[Function] = &[
    function("AsMap", &[GoType::Map], as_map),
    function("Table", &[GoType::Map, GoType::Str], table),
    function("PathValue", &[GoType::Map, GoType::Str], path_value),
    function("YAML", &[GoType::Map], to_yaml),
    function(
        "Encode",
        &[GoType::Map, GoType::Named("io.Writer")],
        to_yaml,
    ),
];

type Call = fn(&mut dyn Runtime, &[Value]) -> Result<Value, CallError>;

const fn function(name: &'static str, params: &'static [GoType], call: Call) -> Function {
    Function {
        name,
        params,
        variadic: false,
        call,
    }
}

fn host(runtime: &dyn Runtime) -> Result<Rc<RunHost>, CallError> {
    let hosts = runtime.host().downcast::<Hosts>().map_err(|_| "no host")?;
    hosts
        .extra
        .clone()
        .downcast::<RunHost>()
        .map_err(|_| "no host of a render".into())
}

fn text(args: &[Value], index: usize) -> Str {
    args.get(index)
        .and_then(Value::as_str)
        .cloned()
        .unwrap_or_else(|| "".into())
}

fn data(args: &[Value]) -> Value {
    args.get(1).cloned().unwrap_or(Value::Nil)
}

fn include(runtime: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let name = text(args, 0);
    let host = host(runtime)?;
    {
        let mut included = host.included.borrow_mut();
        if included.len() > MAX_NESTED
            && included.iter().filter(|open| **open == name).count() > MAX_NESTED
        {
            return Err(CallError::Message(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            )));
        }
        included.push(name.clone());
    }
    let out = host.deeper(1, || {
        let text = runtime.execute(&name.to_text(), data(args))?;
        Ok(Value::Str(text.into()))
    });
    host.included.borrow_mut().pop();
    out
}

fn tpl(runtime: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let source = text(args, 0);
    let host = host(runtime)?;
    host.deeper(TPL_LEVELS, || executed(runtime, &source, data(args)))
}

fn executed(runtime: &mut dyn Runtime, source: &Str, data: Value) -> Outcome {
    match runtime.execute_text("gotpl", source, data) {
        Ok(out) => Ok(Value::Str(without(out, NO_VALUE).into())),
        Err(CallError::Parse { error, .. }) => {
            let prefix = format!("cannot parse template {}: ", quoted(source.as_bytes()));
            Err(CallError::Parse { prefix, error })
        }
        Err(CallError::Template { error, .. }) => {
            let prefix = format!(
                "error during tpl function execution for {}: ",
                quoted(source.as_bytes())
            );
            Err(CallError::Template { prefix, error })
        }
        Err(other) => Err(other),
    }
}

fn marked(message: &str) -> CallError {
    CallError::Message(format!("{FAIL_START}{message}{FAIL_END}"))
}

fn required(_: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    match data(args) {
        Value::Nil | Value::Invalid => Err(marked(&text(args, 0).to_text())),
        Value::Str(value) if value.is_empty() => Err(marked(&text(args, 0).to_text())),
        value => Ok(value),
    }
}

fn fail(_: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    Err(marked(&text(args, 0).to_text()))
}

/// Without a cluster there is nothing to find.
fn lookup(_: &mut dyn Runtime, _: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Map(Map::new()))
}

fn host_by_name(runtime: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let host = host(runtime)?;
    let Some(resolve) = &host.resolver else {
        return Ok("".into());
    };
    match resolve(&text(args, 0).to_text()) {
        Some(address) => Ok(address.into()),
        // COMPAT(helm): sprig picks one of no addresses.
        None => Err("invalid argument to Intn".into()),
    }
}

fn receiver(args: &[Value]) -> Map {
    args.first()
        .and_then(Value::as_map)
        .cloned()
        .unwrap_or_else(Map::nil)
}

fn as_map(_: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let map = receiver(args);
    // COMPAT(helm): an empty one is new each time.
    let map = if map.is_empty() {
        Map::new()
    } else {
        map.seen_as(stator_value::MapType::Any)
    };
    Ok(Value::Map(map))
}

fn table(runtime: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let found = table_at(&receiver(args), &text(args, 1).to_text());
    let ty = host(runtime)?.compat.values_type();
    found
        .map(|map| Value::Map(map.seen_as(ty)))
        .map_err(|key| no_table(&key).into())
}

fn path_value(_: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let path = text(args, 1);
    let path = path.to_text();
    if path.is_empty() {
        return Err("YAML path cannot be empty".into());
    }
    value_at(&receiver(args), &path).ok_or_else(|| {
        let key = path.rsplit('.').next().unwrap_or(&path);
        format!("{} is not a value", quoted(key.as_bytes())).into()
    })
}

fn to_yaml(_: &mut dyn Runtime, args: &[Value]) -> Result<Value, CallError> {
    let text = yaml::to_yaml(&Value::Map(receiver(args)))?;
    Ok(Value::Str(text.into()))
}
