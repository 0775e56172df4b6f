//! What Go sees behind a pointer: some operations look through it, some do not.

use stator_value::{Value, gofmt};

fn is_pointer(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.kind() == "ptr")
}

/// Gives the type of what a value points to, or its own.
pub(crate) fn pointee_type(value: &Value) -> String {
    let name = value.go_type().to_string();
    if is_pointer(value) {
        name.trim_start_matches('*').to_owned()
    } else {
        name
    }
}

/// Writes a value as `%v` does; a pointer as what it points to.
pub(crate) fn write_pointee(value: &Value, out: &mut Vec<u8>) {
    let start = out.len();
    gofmt::display(value, out);
    if is_pointer(value) && out.get(start) == Some(&b'&') {
        out.remove(start);
    }
}

/// Gives the text of [`write_pointee`].
pub(crate) fn show_pointee(value: &Value) -> String {
    let mut out = Vec::new();
    write_pointee(value, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}
