//! What JSON comes out, what goes in, and how it complains.

use super::*;
use crate::bytes::Str;

fn compact(value: &Value) -> String {
    String::from_utf8(to_json(value, true).unwrap()).unwrap()
}

#[test]
fn floats_take_an_exponent_below_a_millionth_and_from_10_to_the_21st() {
    for (number, text) in [
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e300, "1.5e+300"),
        (-0.0, "-0"),
        (0.0, "0"),
        (-3.0, "-3"),
        (5e-324, "5e-324"),
        (12_345_678.9, "12345678.9"),
        (999_999_999_999_999_868_928.0, "999999999999999900000"),
    ] {
        assert_eq!(compact(&Value::Float(number)), text);
    }
}

#[test]
fn strings_escape_html_and_line_separators() {
    let text = Value::str("\0\u{8}\u{c}\u{1f}\u{7f}<>&\u{2028}\u{2027}\t\r\n\"\\/é😀");
    assert_eq!(
        compact(&text),
        "\"\\u0000\\b\\f\\u001f\u{7f}\\u003c\\u003e\\u0026\\u2028\u{2027}\\t\\r\\n\\\"\\\\/é😀\""
    );
    let raw = to_json(&Value::str("<&>"), false).unwrap();
    assert_eq!(raw, b"\"<&>\"");
}

#[test]
fn bytes_that_are_not_utf8_are_escaped_by_the_older_writer_only() {
    let text = Value::str(&b"a\xff\xe2\x82z"[..]);
    let style = Style {
        escape_html: true,
        pretty: false,
        dialect: Dialect::Go123,
    };
    assert_eq!(write(&text, style).unwrap(), b"\"a\\ufffd\\ufffd\\ufffdz\"");
    assert_eq!(
        to_json(&text, true).unwrap(),
        "\"a\u{fffd}\u{fffd}\u{fffd}z\"".as_bytes()
    );
}

#[test]
fn byte_slices_are_base64() {
    for (bytes, text) in [
        ("", "\"\""),
        ("a", "\"YQ==\""),
        ("ab", "\"YWI=\""),
        ("abc", "\"YWJj\""),
    ] {
        assert_eq!(compact(&Value::Bytes(Str::from(bytes))), text);
    }
}

#[test]
fn pretty_json_keeps_empty_containers_closed() {
    let value = parse(br#"{"c":[{},[],1],"a":[],"b":{"x":null}}"#).unwrap();
    assert_eq!(
        String::from_utf8(to_pretty_json(&value).unwrap()).unwrap(),
        "{\n  \"a\": [],\n  \"b\": {\n    \"x\": null\n  },\n  \"c\": [\n    {},\n    [],\n    1\n  ]\n}"
    );
}

#[test]
fn a_map_inside_itself_is_an_error() {
    let outcome = on_big_stack(|| {
        let map = Map::new();
        map.set("a", Value::Map(map.clone()));
        let outcome = to_json(&Value::Map(map.clone()), true);
        map.remove(b"a");
        outcome.unwrap_err()
    });
    assert_eq!(
        outcome,
        "json: unsupported value: encountered a cycle via map[string]interface {}"
    );
    assert_eq!(
        to_json(&Value::Float(f64::NEG_INFINITY), true).unwrap_err(),
        "json: unsupported value: -Inf"
    );
    assert_eq!(
        to_json(&Value::Complex(0.0, 1.0), true).unwrap_err(),
        "json: unsupported type: complex128"
    );
}

fn on_big_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn nesting_ends_at_ten_thousand() {
    for (depth, fine) in [(10_000, true), (10_001, false)] {
        let outcome = on_big_stack(move || {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            [Dialect::Go123, Dialect::Go127].map(|d| parse_as(text.as_bytes(), d).map(drop))
        });
        if fine {
            assert_eq!(outcome, [Ok(()), Ok(())]);
        } else {
            assert_eq!(
                outcome[0],
                Err("invalid character '[' exceeded max depth".to_owned())
            );
            assert_eq!(outcome[1], Err("exceeded max depth".to_owned()));
        }
    }
}

/// Text, what Helm 3 says, what Helm 4 says where that is something else.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        r#"{"a": x}"#,
        "invalid character 'x' looking for beginning of value",
        "",
    ),
    ("", "unexpected end of JSON input", ""),
    (
        r#"{"a":1} x"#,
        "invalid character 'x' after top-level value",
        "",
    ),
    (
        r#"{"a":1,}"#,
        "invalid character '}' looking for beginning of object key string",
        "",
    ),
    (r#"{"a" 1}"#, "invalid character '1' after object key", ""),
    (
        r#"{"a":1 2}"#,
        "invalid character '2' after object key:value pair",
        "",
    ),
    ("[1 2]", "invalid character '2' after array element", ""),
    (
        "[1.]",
        "invalid character ']' after decimal point in numeric literal",
        "invalid character ']' in numeric literal",
    ),
    (
        "1ex",
        "invalid character 'x' in exponent of numeric literal",
        "invalid character 'x' in numeric literal",
    ),
    (
        "1e",
        "invalid character ' ' in exponent of numeric literal",
        "unexpected end of JSON input",
    ),
    (
        "-",
        "invalid character ' ' in numeric literal",
        "unexpected end of JSON input",
    ),
    (
        "nul",
        "invalid character ' ' in literal null (expecting 'l')",
        "unexpected end of JSON input",
    ),
    (
        "nUll",
        "invalid character 'U' in literal null (expecting 'u')",
        "",
    ),
    (
        r#""\x""#,
        "invalid character 'x' in string escape code",
        "invalid escape sequence `\\x` in string",
    ),
    (
        r#""\u12g4""#,
        "invalid character 'g' in \\u hexadecimal character escape",
        "invalid escape sequence `\\u12g4` in string",
    ),
    (
        r#""\u12"}"#,
        "invalid character '\"' in \\u hexadecimal character escape",
        "invalid escape sequence `\\u12\"}` in string",
    ),
    (
        r#""\u12"#,
        "invalid character ' ' in \\u hexadecimal character escape",
        "unexpected end of JSON input",
    ),
    (
        "\"\\`\"",
        "invalid character '`' in string escape code",
        "invalid escape sequence \"\\\\`\" in string",
    ),
    (
        "\"\\é\"",
        "invalid character 'Ã' in string escape code",
        "invalid escape sequence \"\\\\\\xc3\" in string",
    ),
    (
        "\"\n\"",
        "invalid character '\\n' in string literal",
        "invalid character '\\n' in string",
    ),
    (
        "'x'",
        "invalid character '\\'' looking for beginning of value",
        "",
    ),
    (
        "é",
        "invalid character 'Ã' looking for beginning of value",
        "invalid character 'é' looking for beginning of value",
    ),
    (
        "\u{feff}{}",
        "invalid character 'ï' looking for beginning of value",
        "invalid character '\\ufeff' looking for beginning of value",
    ),
    (
        "1e999",
        "json: cannot unmarshal number 1e999 into Go value of type float64",
        "",
    ),
    (
        "[1,1e999]",
        "json: cannot unmarshal number 1e999 into Go value of type float64",
        "json: cannot unmarshal number 1e999 into .1 of type float64",
    ),
    (
        r#"{"a/b~c.d":-1e999}"#,
        "json: cannot unmarshal number -1e999 into Go value of type float64",
        "json: cannot unmarshal number -1e999 into Go struct field .a~1b~0c.d of type float64",
    ),
];

#[test]
fn refusals_read_as_in_both_helms() {
    for (text, helm3, helm4) in REFUSED {
        assert_eq!(
            parse_as(text.as_bytes(), Dialect::Go123).unwrap_err(),
            *helm3,
            "{text}"
        );
        let helm4 = if helm4.is_empty() { helm3 } else { helm4 };
        assert_eq!(
            parse_as(text.as_bytes(), Dialect::Go127).unwrap_err(),
            *helm4,
            "{text}"
        );
    }
}

#[test]
fn lone_surrogates_become_replacement_characters() {
    for (text, read) in [
        (r#""\ud800x""#, "\u{fffd}x"),
        (r#""\ud83d\ude00""#, "😀"),
        (r#""\ud800\u0041""#, "\u{fffd}A"),
        (r#""\udc00\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ud800\ud800\n""#, "\u{fffd}\u{fffd}\n"),
        (r#""\/\b\f\n\r\t\"\\""#, "/\u{8}\u{c}\n\r\t\"\\"),
    ] {
        assert_eq!(parse(text.as_bytes()).unwrap().as_str().unwrap(), &read);
    }
    assert_eq!(
        parse(b"\"a\xff\xff\"").unwrap().as_str().unwrap(),
        &"a\u{fffd}\u{fffd}"
    );
}

#[test]
fn an_object_target_keeps_what_could_be_read() {
    let (map, error) = parse_object(br#"{"a":1,"b":1e999,"c":2}"#, Dialect::Go123);
    assert_eq!(compact(&Value::Map(map)), r#"{"a":1,"b":null,"c":2}"#);
    assert!(error.unwrap().starts_with("json: cannot unmarshal number"));
    let (map, error) = parse_object(b"[1]", Dialect::Go127);
    assert!(map.is_empty() && !map.is_nil());
    assert_eq!(
        error.unwrap(),
        "json: cannot unmarshal array into Go value of type map[string]interface {}"
    );
    assert!(parse_object(b"null", Dialect::Go123).0.is_nil());
    assert!(parse_array(b" null ", Dialect::Go123).unwrap().is_nil());
    assert_eq!(
        parse_array(b"{}", Dialect::Go123).unwrap_err(),
        "json: cannot unmarshal object into Go value of type []interface {}"
    );
}

#[test]
fn characters_of_all_kinds_are_read_at_every_place_of_a_string() {
    for (written, read) in [
        ("\\n", "\n"),
        ("é", "é"),
        ("\\\"", "\""),
        ("x", "x"),
        ("~", "~"),
    ] {
        for before in 0..20 {
            for after in 0..20 {
                let (before, after) = ("a".repeat(before), " ".repeat(after));
                let text = format!("\"{before}{written}{after}\"");
                let value = parse(text.as_bytes()).unwrap();
                let expected = format!("{before}{read}{after}");
                assert_eq!(value.as_str().unwrap(), expected.as_str(), "{text}");
            }
        }
    }
    for before in 0..20 {
        let text = format!("\"{}\u{1f}          \"", "a".repeat(before));
        let error = parse(text.as_bytes()).unwrap_err();
        assert_eq!(error, "invalid character '\\x1f' in string");
    }
}
