//! What reading tells beside the value: places and duplicates.

use super::*;
use crate::value::IntKind;

fn duplicates(text: &str) -> Vec<(DuplicateKind, String, usize, usize)> {
    let options = Options {
        find_duplicates: true,
        ..Options::default()
    };
    let read = read(text.as_bytes(), SourceId::NONE, &options).unwrap();
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    read.duplicates
        .into_iter()
        .map(|d| (d.kind, d.path, line(d.first.start), line(d.second.start)))
        .collect()
}

#[test]
fn duplicate_keys_are_found_at_every_depth_with_both_places() {
    use DuplicateKind::Key;
    let key = |path: &str, first, second| (Key, path.to_owned(), first, second);
    for (text, found) in [
        ("a: 1\na: 2\n", vec![key("a", 1, 2)]),
        (
            "a: 1\nb: 2\na: 3\na: 4\n",
            vec![key("a", 1, 3), key("a", 3, 4)],
        ),
        ("m:\n  a: 1\n  b: 2\n  a: 3\n", vec![key("m.a", 2, 4)]),
        (
            "l:\n- x: 1\n- x: 1\n  y: 2\n  x: 3\n",
            vec![key("l[1].x", 3, 5)],
        ),
        ("m: {a: 1,\n a: 2}\n", vec![key("m.a", 1, 2)]),
        ("a: 1\n\"a\": 2\n", vec![key("a", 1, 2)]),
        ("yes: 1\ntrue: 2\n", vec![key("true", 1, 2)]),
        ("a:\n  b: 1\na:\n  b: 2\n", vec![key("a", 1, 3)]),
        (
            "x: &x {p: 1}\ny: &y {q: 1}\nz:\n  <<: *x\n  <<: *y\n",
            vec![key("z.<<", 4, 5)],
        ),
        (
            "x: &x {p: 1,\n p: 2}\ny: *x\nz: *x\n",
            vec![key("x.p", 1, 2)],
        ),
    ] {
        assert_eq!(duplicates(text), found, "{text}");
    }
}

#[test]
fn a_merge_behind_a_key_that_it_replaces_is_found() {
    let text = "x: &x\n  p: 1\nz:\n  p: 2\n  <<: *x\n";
    assert_eq!(
        duplicates(text),
        [(DuplicateKind::Merge, "z.p".to_owned(), 4, 2)]
    );
}

#[test]
fn merges_that_are_overridden_are_no_duplicates() {
    for text in [
        "x: &x {p: 1}\nz:\n  <<: *x\n  p: 2\n",
        "x: &x {p: 1}\ny: &y {p: 2}\nz:\n  <<: [*x, *y]\n",
        "a: {x: 1}\nb: {x: 1}\n",
    ] {
        assert_eq!(duplicates(text), [], "{text}");
    }
}

#[test]
fn entries_know_the_offset_of_their_key() {
    let text = "a: 1\nb:\n  \"c d\": 2\nl: [{e: f}]\n";
    let map = parse_map(text.as_bytes(), SourceId::NONE).unwrap();
    assert_eq!(map.origin(b"b").unwrap().start, 5);
    let inner = map.get(b"b").unwrap();
    assert_eq!(inner.as_map().unwrap().origin(b"c d").unwrap().start, 10);
    let item = map.get(b"l").unwrap().as_list().unwrap().get(0).unwrap();
    assert_eq!(item.as_map().unwrap().origin(b"e").unwrap().start, 24);
}

#[test]
fn typed_reading_keeps_integers_apart() {
    let read = parse_typed(b"[1, 1.0, 18446744073709551615, 10000000]", SourceId::NONE).unwrap();
    let items = read.as_list().unwrap().items();
    assert!(matches!(items[0], Value::Int(IntKind::Int, 1)));
    assert!(matches!(items[1], Value::Float(1.0)));
    assert!(matches!(items[2], Value::Int(IntKind::Uint64, -1)));
    assert!(matches!(items[3], Value::Int(IntKind::Int, 10_000_000)));
}

#[test]
fn an_error_is_placed_where_the_text_is_wrong() {
    let error = parse(b"a: 1\nb: c: d\n", SourceId::NONE).unwrap_err();
    assert_eq!(
        error.to_string(),
        "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context"
    );
    assert_eq!(error.place(), Some(Place { line: 2, offset: 9 }));

    // Go names the line where it noticed; the place is that of the words without a colon.
    let error = parse(b"a: 1\nwords\nb: 2\n", SourceId::NONE).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("yaml: line 3: could not find expected ':'"),
        "{error}"
    );
    assert_eq!(error.place(), Some(Place { line: 2, offset: 5 }));

    let error = parse(b"a: 1\nb: [c\nd: e\n", SourceId::NONE).unwrap_err();
    assert_eq!(error.beginning(), Some(Place { line: 2, offset: 8 }));
    let error = parse(b"a: 1\nb: \"c\nd: e\n", SourceId::NONE).unwrap_err();
    assert_eq!(error.beginning(), Some(Place { line: 2, offset: 8 }));
}

#[test]
fn a_document_of_another_kind_is_refused_by_its_json_name() {
    for (text, kind) in [
        ("[a]", "array"),
        ("a", "string"),
        ("1", "number"),
        ("true", "bool"),
    ] {
        let error = parse_map(text.as_bytes(), SourceId::NONE).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} \
                 into Go value of type map[string]interface {{}}"
            )
        );
    }
}

#[test]
fn letters_are_booleans_unless_they_are_asked_to_be_texts() {
    let text = b"a: y\nn: [N, yes, \"y\", !!bool n]\n";
    let written = |letters_are_texts| {
        let options = Options {
            letters_are_texts,
            ..Options::default()
        };
        let value = read(text, SourceId::NONE, &options).unwrap().value;
        String::from_utf8(to_yaml(&value).unwrap()).unwrap()
    };
    assert_eq!(
        written(false),
        "a: true\n\"false\":\n- false\n- true\n- \"y\"\n- false\n"
    );
    assert_eq!(
        written(true),
        "a: \"y\"\n\"n\":\n- \"N\"\n- true\n- \"y\"\n- false\n"
    );
}

#[test]
fn what_is_not_wanted_is_left_out_and_its_faults_are_not() {
    const HEAD: Wanted = Wanted::Keys(&[
        ("kind", Wanted::All),
        ("m", Wanted::Keys(&[("v", Wanted::All)])),
    ]);
    let options = Options {
        wanted: HEAD,
        ..Options::default()
    };
    let read = |text: &str| {
        let parsed = super::read(text.as_bytes(), SourceId::NONE, &options);
        parsed.map(|p| crate::json::to_json(&p.value, false).unwrap_or_default())
    };
    for (text, json) in [
        (
            "Kind: [a, {b: c}]\nspec: {a: b}\nm: {v: 1, x: 2}",
            r#"{"Kind":["a",{"b":"c"}],"m":{"v":1}}"#,
        ),
        ("x: &x {v: 1, o: 2}\nm: {<<: *x, p: 3}", r#"{"m":{"v":1}}"#),
        (
            "kind: a\nkind: b\nm: [a, b]",
            r#"{"kind":"b","m":[null,null]}"#,
        ),
        ("[a, {b: c}]", "[null,null]"),
        ("text", r#""text""#),
    ] {
        assert_eq!(read(text).unwrap(), json.as_bytes(), "{text}");
    }
    for text in [
        "spec: {a: .inf}",
        "spec: {~: a}",
        "spec: !!int a",
        "spec: {<<: a}",
        "spec: {[a]: b}",
        "spec: &a [*a]",
        "spec: [a",
    ] {
        let whole = super::read(text.as_bytes(), SourceId::NONE, &Options::default());
        assert_eq!(read(text).unwrap_err(), whole.unwrap_err(), "{text}");
    }
}

#[test]
fn a_bad_byte_is_found_wherever_it_stands() {
    for before in 0..200 {
        for (bad, problem) in [
            (&b"\x01"[..], "control characters are not allowed"),
            (b"\x7f", "control characters are not allowed"),
            (b"\xc2\x80", "control characters are not allowed"),
            (b"\xff", "invalid leading UTF-8 octet"),
        ] {
            let text = [b"# ", "x".repeat(before).as_bytes(), bad, &[b'y'; 70]].concat();
            let error = parse(&text, SourceId::NONE).unwrap_err().to_string();
            assert!(error.ends_with(problem), "{before}: {error}");
        }
        for good in ["\t", "é", "\u{a0}", "→", "字"] {
            let text = format!("# {}{good}{}\n a: b", "x".repeat(before), "y".repeat(70));
            let value = parse(text.as_bytes(), SourceId::NONE).unwrap();
            assert!(matches!(value, Value::Map(_)), "{before} {good}");
        }
    }
}
