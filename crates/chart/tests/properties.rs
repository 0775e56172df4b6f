//! What holds for all values, words of `--set` and templates.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use stator_chart::load::from_files;
use stator_chart::{Compat, Error, Rendered, Session, Settings, ValueArgs, World, render};
use stator_sprig::FixedHost;
use stator_value::{Map, Value, json};
use std::rc::Rc;

const CHART: &str = "apiVersion: v2\nname: c\nversion: 1.0.0\n";

fn rendered(
    files: &[(&str, &str)],
    args: &ValueArgs,
    session: &mut Session,
) -> Result<Rendered, Error> {
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    let chart = Rc::new(from_files(files, "c", session)?);
    let values = args.merge(&mut |text| Ok(text.as_bytes().to_vec()), session, None)?;
    let settings = Settings {
        compat: session.compat,
        release: "r".to_owned(),
        namespace: "n".to_owned(),
        ..Settings::default()
    };
    let world = World {
        effects: Rc::new(FixedHost::default()),
        resolver: None,
    };
    render(&chart, &values, &settings, &world, session, None)
}

fn helm() -> impl Strategy<Value = Compat> {
    prop_oneof![Just(Compat::Helm3), Just(Compat::Helm4)]
}

/// Pieces of words of `--set`.
const WORD_PIECES: &[&str] = &[
    "a",
    "b",
    "global",
    "sub",
    ".",
    "=",
    ",",
    "[0]",
    "[2]",
    "[",
    "]",
    "{",
    "}",
    "{x,1}",
    "\\",
    "null",
    "true",
    "1",
    "-1",
    "1.5",
    "\"",
    "é",
    " ",
    "\n",
    "{\"a\":[1]}",
    "=1",
    ".a=",
    "[70000]",
    "[-1]",
];

fn word() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(WORD_PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// A map as JSON text: few keys, so that layers meet.
fn values() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        (0..100_u8).prop_map(|n| n.to_string()),
        "\"[a-z]{0,4}\"",
        Just("[1, {\"a\": null}]".to_owned()),
    ];
    let value = leaf.prop_recursive(3, 24, 4, map_of);
    map_of(value)
}

fn map_of(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let key = proptest::sample::select(&["a", "b", "c", "sub", "global"][..]);
    proptest::collection::btree_map(key, value, 0..4).prop_map(|map| {
        let pairs: Vec<String> = map.iter().map(|(k, v)| format!("\"{k}\": {v}")).collect();
        format!("{{{}}}", pairs.join(", "))
    })
}

/// Every value that is no map, with its path.
fn leaves(map: &Map, path: &[String], found: &mut Vec<(Vec<String>, Value)>) {
    for (key, value) in map.pairs() {
        let mut path = path.to_vec();
        path.push(key.to_string());
        match value {
            Value::Map(inner) => leaves(&inner, &path, found),
            value => found.push((path, value)),
        }
    }
}

fn at(layer: &Value, path: &[String]) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    let value = layer.as_map()?.get(first.as_bytes())?;
    if rest.is_empty() {
        Some(value)
    } else {
        at(&value, rest)
    }
}

fn text(value: &Value) -> Vec<u8> {
    json::to_json(value, false).unwrap()
}

/// Pieces of templates that reach into everything a chart has.
const TEMPLATE_PIECES: &[&str] = &[
    "a: ",
    "\n",
    "  ",
    "- ",
    "---\n",
    "{{ .Values.a }}",
    "{{ .Values.a.b }}",
    "{{ toYaml .Values }}",
    "{{ include \"h\" . }}",
    "{{ include \"h\" . | nindent 4 }}",
    "{{ tpl .Values.t . }}",
    "{{ template \"h\" }}",
    "{{ define \"h\" }}",
    "{{ end }}",
    "{{ if .Values.b }}",
    "{{ else }}",
    "{{ range $k, $v := .Values }}",
    "{{ $k }}",
    "{{ with .Values.a }}",
    "{{ . }}",
    "{{ $_ := set .Values \"a\" 1 }}",
    "{{ .Release.Name }}",
    "{{ .Chart.Version }}",
    "{{ .Files.Get \"x\" }}",
    "{{ .Subcharts.sub.Values.a }}",
    "{{ fail \"no\" }}",
    "{{ required \"r\" .Values.nope }}",
    "{{ .Capabilities.APIVersions.Has \"v1\" }}",
    "{{ nope }}",
    "{{ list 1 \"a\" nil | join \",\" }}",
    "{{ .Template.Name }}",
    "{{ lookup \"v1\" \"A\" \"\" \"\" }}",
    "{{ dict \"a\" (list 1 2) | toJson | fromJson }}",
    "kind: A\n",
    "[",
    "{",
    "\"",
    ": ",
    "&a ",
    "*a ",
];

fn template() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(TEMPLATE_PIECES);
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_word_of_a_values_flag_panics(words in proptest::collection::vec(word(), 1..3), compat in helm()) {
        for nth in 0..5 {
            let mut args = ValueArgs::default();
            let slots = [
                &mut args.set,
                &mut args.set_string,
                &mut args.set_json,
                &mut args.set_file,
                &mut args.set_literal,
            ];
            let slot = slots.into_iter().nth(nth).unwrap();
            slot.clone_from(&words);
            let mut session = Session::new(compat);
            let mut read = |text: &str| Ok(text.as_bytes().to_vec());
            if let Err(error) = args.merge(&mut read, &mut session, None) {
                prop_assert!(!error.helm_text().is_empty());
                let _ = error.diagnostics(&mut session.sources);
            }
        }
    }

    #[test]
    fn every_value_comes_from_some_layer(
        root in values(),
        sub in values(),
        user in values(),
        compat in helm(),
    ) {
        let files = [
            ("Chart.yaml", CHART),
            ("values.yaml", root.as_str()),
            ("charts/sub/Chart.yaml", "name: sub\nversion: 1.0.0\n"),
            ("charts/sub/values.yaml", sub.as_str()),
        ];
        let args = ValueArgs {
            files: vec![user.clone()],
            ..ValueArgs::default()
        };
        let mut session = Session::new(compat);
        // A section of a subchart that is no map is refused.
        let Ok(rendered) = rendered(&files, &args, &mut session) else {
            return Ok(());
        };
        let [root, sub, user] = [&root, &sub, &user].map(|t| json::parse(t.as_bytes()).unwrap());
        let mut found = Vec::new();
        leaves(&rendered.values, &[], &mut found);
        for (path, value) in found {
            let mut places = vec![(&user, path.clone()), (&root, path.clone())];
            if path[0] == "sub" {
                places.push((&sub, path[1..].to_vec()));
                // A parent's globals are those of its subcharts.
                if path.get(1).is_some_and(|p| p == "global") {
                    places.push((&user, path[1..].to_vec()));
                    places.push((&root, path[1..].to_vec()));
                }
            }
            if path[0] == "global" {
                // Maps within globals are shared with subcharts, which may add to them.
                let inner: Vec<String> = ["sub".to_owned()].into_iter().chain(path.clone()).collect();
                places.push((&sub, path.clone()));
                places.push((&user, inner.clone()));
                places.push((&root, inner));
            }
            let is_known = places
                .iter()
                .any(|(layer, path)| at(layer, path).is_some_and(|v| text(&v) == text(&value)));
            prop_assert!(is_known, "{path:?} is {value:?}");
        }
    }

    #[test]
    fn no_set_of_templates_panics(
        first in template(),
        second in template(),
        helpers in template(),
        sub in template(),
        compat in helm(),
    ) {
        let files = [
            ("Chart.yaml", CHART),
            ("values.yaml", "a: {b: 1}\nb: true\nt: '{{ .Values.a }}'\n"),
            ("templates/a.yaml", first.as_str()),
            ("templates/b.yaml", second.as_str()),
            ("templates/_h.tpl", helpers.as_str()),
            ("charts/sub/Chart.yaml", "name: sub\nversion: 1.0.0\n"),
            ("charts/sub/values.yaml", "a: {b: {c: 1}}\n"),
            ("charts/sub/templates/c.yaml", sub.as_str()),
        ];
        let mut session = Session::new(compat);
        if let Err(error) = rendered(&files, &ValueArgs::default(), &mut session) {
            prop_assert!(error.helm_text().starts_with("Error: "));
            let _ = error.diagnostics(&mut session.sources);
        }
    }
}
