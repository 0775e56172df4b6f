//! Findings in the words of both validators, recorded from the real Helms.

use super::*;
use stator_diag::SourceId;
use stator_value::yaml;

fn texts(schema: &str, values: &str) -> [String; 2] {
    let values = yaml::parse_map(values.as_bytes(), SourceId::NONE).unwrap();
    [Compat::Helm3, Compat::Helm4].map(|compat| {
        check(schema.as_bytes(), &values, &Patterns::new(compat))
            .err()
            .map_or_else(String::new, |v| v.text)
    })
}

fn assert_texts(schema: &str, values: &str, helm3: &[&str], helm4: &[&str]) {
    let joined = |lines: &[&str]| lines.iter().map(|l| format!("{l}\n")).collect::<String>();
    assert_eq!(
        texts(schema, values),
        [joined(helm3), joined(helm4)],
        "{schema}"
    );
}

#[test]
fn numbers_are_printed_as_each_validator_does() {
    assert_texts(
        r#"{"properties":{"a":{"minimum":1e21,"maximum":-1}}}"#,
        "a: 12345678901234567890",
        &[
            "- a: Must be less than or equal to -1",
            "- a: Must be greater than or equal to 1e+21",
        ],
        &[
            "- at '/a': minimum: got 1.2345678901234567×10¹⁹, want 1×10²¹",
            "- at '/a': maximum: got 1.2345678901234567×10¹⁹, want -1",
        ],
    );
    assert_texts(
        r#"{"properties":{"a":{"multipleOf":0.01,"exclusiveMaximum":1.23456789}}}"#,
        "a: 123456.789123",
        &[
            "- a: Must be a multiple of 0.01",
            "- a: Must be less than 1.23456789",
        ],
        &[
            "- at '/a': exclusiveMaximum: got 123,456.789123, want 1.23456789",
            "- at '/a': multipleOf: got 123,456.789123, want 0.01",
        ],
    );
}

#[test]
fn types_and_constants_are_worded() {
    assert_texts(
        r#"{"properties":{"a":{"type":["string","null"]}}}"#,
        "a: {b: 1}",
        &["- a: Invalid type. Expected: [string,null], given: object"],
        &["- at '/a': got object, want null or string"],
    );
    assert_texts(
        r#"{"properties":{"a":{"const":10000000}}}"#,
        "a: {b: 1}",
        &["- a: a does not match: 10000000"],
        &["- at '/a': value must be 10000000"],
    );
    assert_texts(
        r#"{"properties":{"a":{"enum":["x","y"]}}}"#,
        "a: z",
        &["- a: a must be one of the following: \"x\", \"y\""],
        &["- at '/a': value must be one of 'x', 'y'"],
    );
}

#[test]
fn combinations_show_what_they_are_made_of() {
    assert_texts(
        r#"{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"object","required":["x","y"]}]}}}"#,
        "a: {b: 1}",
        &[
            "- a: Must validate at least one schema (anyOf)",
            "- a: x is required",
            "- a: y is required",
        ],
        &[
            "- at '/a': 'anyOf' failed",
            "  - at '/a': got object, want string",
            "  - at '/a': missing properties 'x', 'y'",
        ],
    );
    assert_texts(
        r#"{"properties":{"a":{"oneOf":[{"type":"object"},{"type":"object"}]}}}"#,
        "a: {b: 1}",
        &["- a: Must validate one and only one schema (oneOf)"],
        &["- at '/a': 'oneOf' failed, subschemas 0, 1 matched"],
    );
    assert_texts(
        r#"{"properties":{"a":{"allOf":[{"type":"object","required":["q"]},{"type":"string"}]}}}"#,
        "a: {b: 1}",
        &[
            "- a: q is required",
            "- a: Invalid type. Expected: string, given: object",
            "- a: Must validate all the schemas (allOf)",
        ],
        &[
            "- at '/a': 'allOf' failed",
            "  - at '/a': missing property 'q'",
            "  - at '/a': got object, want string",
        ],
    );
}

#[test]
fn references_are_looked_through_where_one_finding_lies_behind() {
    assert_texts(
        r##"{"definitions":{"d":{"type":"string"}},"properties":{"a":{"$ref":"#/definitions/d"}}}"##,
        "a: {b: 1}",
        &["- a: Invalid type. Expected: string, given: object"],
        &["- at '/a': got object, want string"],
    );
    assert_texts(
        r##"{"definitions":{"d":{"required":["x"],"minProperties":3}},"properties":{"a":{"$ref":"#/definitions/d"}}}"##,
        "a: {b: 1}",
        &["- a: Must have at least 3 properties", "- a: x is required"],
        &[
            "- at '/a': validation failed",
            "  - at '/a': minProperties: got 1, want 3",
            "  - at '/a': missing property 'x'",
        ],
    );
}

#[test]
fn objects_and_arrays_are_worded() {
    assert_texts(
        r#"{"properties":{"a":{"additionalProperties":false,"propertyNames":{"pattern":"^x"}}}}"#,
        "a: {b: 1}",
        &[
            "- a: Additional property b is not allowed",
            "- a: Property name of \"b\" does not match",
            "- a: Does not match pattern '^x'",
        ],
        &[
            "- at '/a': additional properties 'b' not allowed",
            "- at '/a': invalid propertyName 'b'",
            "  - at '': 'b' does not match pattern '^x'",
        ],
    );
    assert_texts(
        r#"{"properties":{"a":{"items":{"type":"string"},"minItems":3,"uniqueItems":true,"contains":{"type":"boolean"}}}}"#,
        "a: [1, 1]",
        &[
            "- a.0: Invalid type. Expected: string, given: integer",
            "- a.1: Invalid type. Expected: string, given: integer",
            "- a: Array must have at least 3 items",
            "- a: array items[0,1] must be unique",
            "- a: At least one of the items must match",
            "- a.0: Invalid type. Expected: boolean, given: integer",
        ],
        &[
            "- at '/a': minItems: got 2, want 3",
            "- at '/a': items at 0 and 1 are equal",
            "- at '/a/0': got number, want string",
            "- at '/a/1': got number, want string",
            "- at '/a': no items match contains schema",
            "  - at '/a/0': got number, want boolean",
            "  - at '/a/1': got number, want boolean",
        ],
    );
    assert_texts(
        r#"{"additionalProperties":false,"properties":{"b/~c":{"type":"string"}}}"#,
        "a: x\n\"b/~c\": 1",
        &[
            "- (root): Additional property a is not allowed",
            "- b/~c: Invalid type. Expected: string, given: integer",
        ],
        &[
            "- at '/b~1~0c': got number, want string",
            "- at '': additional properties 'a' not allowed",
        ],
    );
}

#[test]
fn whole_numbers_are_integers_in_any_form() {
    let schema = r#"{"properties":{"a":{"type":"integer"}}}"#;
    assert_texts(schema, "a: 1.0", &[], &[]);
    assert_texts(schema, "a: 1e6", &[], &[]);
}

#[test]
fn formats_are_asserted_by_old_drafts_only() {
    let body = r#""properties":{"b":{"format":"uri"},"c":{"format":"email"}}}"#;
    let values = "b: x\nc: x";
    let helm3 = [
        "- b: Does not match format 'uri'",
        "- c: Does not match format 'email'",
    ];
    assert_texts(
        &format!(r#"{{"$schema":"http://json-schema.org/draft-07/schema#",{body}"#),
        values,
        &helm3,
        &[
            "- at '/b': 'x' is not valid uri: relative url",
            "- at '/c': 'x' is not valid email: missing @",
        ],
    );
    assert_texts(&format!("{{{body}"), values, &helm3, &[]);
}

#[test]
fn faulty_schemas_are_faults() {
    let [helm3, helm4] = texts(r#"{"properties":{"a":{"type":"foo"}}}"#, "a: 1");
    assert!(
        helm3.starts_with("has a primitive type that is NOT VALID -- given: /foo/"),
        "{helm3}"
    );
    assert!(
        helm4.starts_with("\"file:///values.schema.json#\" is not valid against"),
        "{helm4}"
    );
    assert_eq!(
        texts("{\"properties\":", "a: 1"),
        ["unexpected EOF", "unexpected end of JSON input"]
    );
    let missing = r##"{"properties":{"a":{"$ref":"#/definitions/nope"}}}"##;
    assert_eq!(
        texts(missing, "a: 1"),
        [
            "Object has no key 'definitions'",
            "json-pointer in \"file:///values.schema.json#/definitions/nope\" not found"
        ]
    );
}

#[test]
fn reference_to_itself_ends() {
    // As every render does: counted depths need room for as many frames.
    let found = crate::with_big_stack(|_| texts(r##"{"$ref":"#"}"##, "a: 1"));
    assert!(found.iter().all(|t| t.contains("without end")), "{found:?}");
}

#[test]
fn unevaluated_properties_are_left_to_the_full_validator() {
    let schema = r#"{"properties":{"a":{}},"unevaluatedProperties":false}"#;
    assert_eq!(texts(schema, "a: 1")[1], "");
    assert!(texts(schema, "b: 1")[1].starts_with("- at ''"));
}

/// The validators here and the `jsonschema` crate must agree on what is valid.
#[test]
fn own_validator_agrees_with_the_full_one() {
    let keywords = [
        r#""type":"integer""#,
        r#""minimum":2"#,
        r#""exclusiveMaximum":5"#,
        r#""multipleOf":0.1"#,
        r#""maxLength":2"#,
        r#""pattern":"^a""#,
        r#""enum":[1,"ab",null,{"a":1}]"#,
        r#""const":{"a":1}"#,
        r#""required":["a"]"#,
        r#""properties":{"a":{"type":"number"}},"additionalProperties":false"#,
        r#""patternProperties":{"^a":{"minimum":1}}"#,
        r#""propertyNames":{"maxLength":1}"#,
        r#""items":{"type":"number"}"#,
        r#""contains":{"const":1}"#,
        r#""uniqueItems":true"#,
        r#""prefixItems":[{"type":"string"}]"#,
        r#""dependentRequired":{"a":["b"]}"#,
        r#""if":{"type":"object"},"then":{"minProperties":1},"else":{"not":{"const":3}}"#,
        r#""oneOf":[{"type":"number"},{"minimum":4}]"#,
    ];
    let values = [
        "1",
        "3",
        "4.5",
        "0.3",
        "\"ab\"",
        "\"b\"",
        "\"abc\"",
        "null",
        "true",
        "{\"a\":1}",
        "{\"a\":1,\"b\":2}",
        "{\"ab\":0}",
        "{}",
        "[]",
        "[1,1]",
        "[\"x\",1]",
        "[{\"a\":1}]",
    ];
    for a in keywords {
        for b in keywords {
            let inner = if a == b {
                format!("{{{a}}}")
            } else {
                format!("{{{a},{b}}}")
            };
            // A repeated keyword would mean something else to each JSON reader.
            if a.split('"').nth(1) == b.split('"').nth(1) && a != b {
                continue;
            }
            let schema = format!("{{\"properties\":{{\"v\":{inner}}}}}");
            let full: serde_json::Value = serde_json::from_str(&schema).unwrap();
            let full = jsonschema::validator_for(&full).unwrap();
            for value in values {
                let instance = format!("{{\"v\":{value}}}");
                let map = json::parse(instance.as_bytes()).unwrap();
                let own = check(
                    schema.as_bytes(),
                    map.as_map().unwrap(),
                    &Patterns::new(Compat::Helm4),
                );
                let instance: serde_json::Value = serde_json::from_str(&instance).unwrap();
                assert_eq!(
                    own.is_ok(),
                    full.is_valid(&instance),
                    "{schema} {value}: {own:?}"
                );
            }
        }
    }
}
