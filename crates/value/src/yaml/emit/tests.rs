//! Values that no text gives: integers, bytes, nil lists, invalid text, cycles. Recorded with Helm.

use crate::list::{Elem, List};
use crate::map::Map;
use crate::value::{IntKind, Value};
use crate::yaml;

fn both(value: &Value) -> (String, String) {
    let text = |written: Result<Vec<u8>, String>| String::from_utf8(written.unwrap()).unwrap();
    (
        text(yaml::to_yaml(value)),
        text(yaml::to_yaml_pretty(value)),
    )
}

fn map(key: &[u8], value: impl Into<Value>) -> Value {
    Value::Map([(key, value.into())].into_iter().collect())
}

fn invalid() -> Value {
    Value::str(&b"\xC3"[..])
}

#[test]
fn integers_print_all_their_digits_and_floats_do_not() {
    let numbers = Value::list(vec![
        Value::int(1),
        Value::Float(1.0),
        Value::int64(i64::MIN),
        Value::Int(IntKind::Uint64, -1),
        Value::Float(1e21),
        Value::Float(-0.0),
        Value::Float(9_223_372_036_854_775_808.0),
        Value::Float(1_234_567.5),
    ]);
    let (v2, v3) = both(&numbers);
    assert_eq!(
        v2,
        "- 1\n- 1\n- -9223372036854775808\n- 18446744073709551615\n- 1e+21\n- 0\n\
         - 9223372036854776000\n- 1.2345675e+06\n"
    );
    assert_eq!(
        v3,
        "- 1\n- 1\n- -9223372036854775808\n- 18446744073709551615\n- 1e+21\n- -0\n\
         - 9.223372036854776e+18\n- 1.2345675e+06\n"
    );
}

#[test]
fn invalid_text_is_replaced_by_json_and_encoded_by_v3() {
    assert_eq!(
        both(&invalid()),
        ("\u{FFFD}\n".to_owned(), "!!binary ww==\n".to_owned())
    );
    assert_eq!(
        both(&map(b"\xC3", Value::int(1))),
        ("\u{FFFD}: 1\n".to_owned(), "!!binary ww==: 1\n".to_owned())
    );
    let long = [0xFF; 100];
    let lines = "  //////////////////////////////////////////////////////////////////////\n  \
                 ///////////////////////////////////////////////////////////////w==\n";
    assert_eq!(
        both(&map(b"k", Value::str(&long[..]))).1,
        format!("k: !!binary |\n{lines}")
    );
    assert_eq!(
        both(&map(&long, Value::int(1))).1,
        format!("? !!binary |\n{lines}: 1\n")
    );
}

#[test]
fn bytes_are_base64_for_json_and_numbers_for_v3() {
    let bytes = Value::Bytes("B\n".into());
    assert_eq!(
        both(&map(b"a", bytes)),
        ("a: Qgo=\n".to_owned(), "a:\n  - 66\n  - 10\n".to_owned())
    );
}

#[test]
fn a_nil_list_is_null_for_json_and_empty_for_v3() {
    let nil = Value::List(List::nil(Elem::Str));
    assert_eq!(
        both(&map(b"a", nil)),
        ("a: null\n".to_owned(), "a: []\n".to_owned())
    );
    let nil = Value::Map(Map::nil());
    assert_eq!(
        both(&map(b"a", nil)),
        ("a: null\n".to_owned(), "a: {}\n".to_owned())
    );
}

#[test]
fn lists_in_maps_are_indented_by_v3_only() {
    let inner = Value::list(vec![Value::int(1), Value::list(vec![Value::int(2)])]);
    let (v2, v3) = both(&map(b"a", map(b"b", inner)));
    assert_eq!(v2, "a:\n  b:\n  - 1\n  - - 2\n");
    assert_eq!(v3, "a:\n  b:\n    - 1\n    - - 2\n");
}

#[test]
fn a_map_within_itself_is_an_error() {
    let map = Map::new();
    map.set("self", Value::Map(map.clone()));
    let value = Value::Map(map.clone());
    let error = yaml::to_yaml(&value).unwrap_err();
    assert!(
        error.starts_with("error marshaling into JSON: json: unsupported value"),
        "{error}"
    );
    map.remove(b"self");
}

#[test]
fn what_json_cannot_hold_is_an_error() {
    assert_eq!(
        yaml::to_yaml(&Value::Float(f64::NAN)).unwrap_err(),
        "error marshaling into JSON: json: unsupported value: NaN"
    );
    assert_eq!(
        yaml::to_yaml_pretty(&Value::Float(f64::NAN)).unwrap(),
        b".nan\n"
    );
}

#[test]
fn characters_that_the_reader_refuses_make_an_error() {
    assert_eq!(
        yaml::to_yaml(&Value::from("\u{7f}")).unwrap_err(),
        "yaml: control characters are not allowed"
    );
    // A line break of its own kind is folded on the way.
    assert_eq!(yaml::to_yaml(&Value::from("a\u{85}b")).unwrap(), b"a b\n");
}

#[test]
fn a_key_of_more_than_1024_characters_makes_an_error() {
    let key = vec![b'k'; 1023];
    assert_eq!(
        yaml::to_yaml(&map(&key, Value::Nil)).unwrap_err(),
        "yaml: did not find expected ',' or '}'"
    );
    assert!(yaml::to_yaml(&map(&key[1..], Value::Nil)).is_ok());
}
