//! Charts and values of people who mean harm: each ends with an error, or is rendered, in bounded time
//! and memory; none ends the process.
//!
//! Archives that name places outside, bombs and damaged files are tested beside the loader.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use stator_chart::load::from_files;
use stator_chart::{Compat, Session, Settings, ValueArgs, World, output, render, with_big_stack};
use stator_sprig::FixedHost;
use std::rc::Rc;

const CHART: &[u8] = b"apiVersion: v2\nname: c\nversion: 1.0.0\n";

/// Renders a chart of these files and gives the output, or Helm's text of the error.
fn attempt(files: &[(&str, &[u8])], args: &ValueArgs, compat: Compat) -> Result<String, String> {
    with_big_stack(|room| {
        let mut session = Session::new(compat).in_room(room);
        let files = [("Chart.yaml", CHART)]
            .into_iter()
            .chain(files.iter().copied());
        let result = from_files(files, "c", &mut session).and_then(|chart| {
            let values = args.merge(&mut |_| Ok(Vec::new()), &mut session, None)?;
            let settings = Settings {
                compat,
                release: "r".to_owned(),
                namespace: "n".to_owned(),
                ..Settings::default()
            };
            let world = World {
                effects: Rc::new(FixedHost::default()),
                resolver: None,
            };
            let chart = Rc::new(chart);
            let rendered = render(&chart, &values, &settings, &world, &mut session, None)?;
            output::stream(&rendered, &output::Selection::default(), compat)
        });
        match result {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => {
                let _ = error.diagnostics(&mut session.sources);
                Err(error.helm_text())
            }
        }
    })
}

/// Renders a chart of one template under both Helms; they have to agree on whether it works.
fn template(text: &str) -> Result<String, String> {
    let render = |compat| {
        let files = [("templates/a.yaml", text.as_bytes())];
        attempt(&files, &ValueArgs::default(), compat)
    };
    let results = [render(Compat::Helm3), render(Compat::Helm4)];
    assert_eq!(results[0].is_ok(), results[1].is_ok(), "{results:?}");
    let [_, helm4] = results;
    helm4
}

#[track_caller]
fn fails(text: &str, wanted: &str) {
    let cut = |text: &str| text.get(..2000).unwrap_or(text).to_owned();
    let error = template(text).expect_err(&cut(text));
    assert!(error.contains(wanted), "{}\n{}", cut(text), cut(&error));
}

/// Renders a template that is to write no document at all.
#[track_caller]
fn writes_nothing(text: &str) {
    assert_eq!(template(text).unwrap(), "\n");
}

fn values(text: &str) -> Result<String, String> {
    let files = [
        ("values.yaml", text.as_bytes()),
        (
            "templates/a.yaml",
            &b"a: {{ .Values | toJson | len }}\n"[..],
        ),
    ];
    attempt(&files, &ValueArgs::default(), Compat::Helm4)
}

#[test]
fn deeply_nested_values_are_refused_or_read() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let nested = |n| values(&format!("a: {}1{}", open.repeat(n), close.repeat(n)));
        let error = nested(20_000).unwrap_err();
        assert!(error.contains("exceeded max depth of 10000"), "{error}");
        assert!(nested(2_000).is_ok());
    }
    let error = values(&format!("a:\n{}x", "- ".repeat(50_000))).unwrap_err();
    assert!(error.contains("exceeded max depth of 10000"), "{error}");
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for n in 1..10 {
        let alias = format!("*a{}", n - 1);
        bomb += &format!("a{n}: &a{n} [{}]\n", vec![alias; 10].join(","));
    }
    let refusal = "document contains excessive aliasing";
    assert!(values(&bomb).unwrap_err().contains(refusal));
    fails(&bomb, refusal);
    let inside = "anchor 'a' value contains itself";
    assert!(values("a: &a [*a]\n").unwrap_err().contains(inside));
    assert!(values("a: &a\n  <<: *a\n").unwrap_err().contains(inside));
}

#[test]
fn words_of_set_cannot_ask_for_much() {
    let set = |word: String| {
        let args = ValueArgs {
            set: vec![word],
            ..ValueArgs::default()
        };
        attempt(&[], &args, Compat::Helm4).unwrap_err()
    };
    assert!(set("a[99999999999]=1".to_owned()).contains("greater than maximum supported index"));
    assert!(set(format!("{}=1", vec!["a"; 5000].join("."))).contains("nested level"));
    assert!(set(format!("a{}=1", "[0]".repeat(1000))).contains("more than 200 indices"));
    assert!(set(format!("a={}", "{".repeat(50_000))).contains("list must terminate with '}'"));
    let many: Vec<String> = (0..200).map(|n| format!("a{n}[65000]=1")).collect();
    assert!(set(many.join(",")).contains("more than 4194304 list items"));
}

#[test]
fn templates_that_call_themselves_end() {
    fails(
        r#"{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}"#,
        "rendering template has a nested reference name: a",
    );
    fails(
        r#"{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}"#,
        "exceeded maximum template depth",
    );
    fails(
        r#"{{ $_ := set .Values "t" "{{ tpl .Values.t . }}" }}{{ tpl .Values.t . }}"#,
        "include and tpl nest too deeply",
    );
}

#[test]
fn calls_that_multiply_end() {
    let text = r#"{{ define "a" }}{{ range until 60 }}{{ $x := repeat 4000000 "x" }}
        {{- include "b" $ }}{{ end }}{{ end }}
        {{- define "b" }}{{ range until 60 }}{{ include "c" $ }}{{ end }}{{ end }}
        {{- define "c" }}{{ range until 60 }}{{ $x := repeat 4000000 "x" }}{{ end }}{{ end }}
        {{- include "a" . }}"#;
    fails(text, "templates make too much: more than 2147483648 bytes");
}

#[test]
fn deeply_nested_templates_are_parsed_or_refused() {
    let nested = |n| format!("{{{{ {}1{} }}}}", "(".repeat(n), ")".repeat(n));
    fails(&nested(100_000), "max expression depth exceeded");
    writes_nothing(&("{{ if 1 }}".repeat(10_000) + &"{{ end }}".repeat(10_000)));
    let pipe = "| print ".repeat(10_000);
    writes_nothing(&format!("{{{{ 1 {pipe}| trunc 0 }}}}"));
    let chain = ".a".repeat(20_000);
    fails(
        &format!("{{{{ .Values{chain} }}}}"),
        "nil pointer evaluating",
    );
    fails(&"{{ ".repeat(10_000), "unexpected \"{\" in command");
    fails(&"{{/*".repeat(10_000), "unclosed comment");
}

#[test]
fn huge_results_are_refused() {
    let overflow = "strings: Repeat output length overflow";
    for (text, wanted) in [
        (r#"{{ repeat 999999999999 "x" }}"#, overflow),
        (r#"{{ indent 999999999999 "x" }}"#, overflow),
        (r#"{{ nindent 4000000000 "x" }}"#, overflow),
        (
            "{{ until 99999999999 }}",
            "a range of 99999999999 integers is too long",
        ),
        (
            "{{ seq 1 99999999999 }}",
            "a range of 99999999999 integers is too long",
        ),
        ("{{ randAlpha 999999999999 }}", "is too long"),
        (
            r#"{{ replace "a" (repeat 1000000 "b") (repeat 1000000 "a") }}"#,
            "templates make too much",
        ),
        (
            r#"{{ regexReplaceAll "a" (repeat 1000 "a") (repeat 10000000 "b") }}"#,
            "templates make too much",
        ),
        (
            r#"{{ join (repeat 1000000 "b") (until 1000) }}"#,
            "templates make too much",
        ),
        (
            r#"{{ splitList "" (repeat 20000000 "b") }}"#,
            "a list of more than 16777216 texts",
        ),
        (
            r#"{{ range until 20 }}{{ repeat 10000000 "a" }}{{ end }}"#,
            "template output is too large",
        ),
    ] {
        fails(text, wanted);
    }
    // Go writes no wider field than this.
    let out = template(r#"a: {{ printf "%9999999999d" 1 | len }}"#).unwrap();
    assert!(out.ends_with("a: 25\n"), "{out}");
}

/// A map that is its own entry, twice.
const CYCLE: &str = r#"{{ $c := dict }}{{ $_ := set $c "a" $c }}
    {{- $d := dict }}{{ $_ := set $d "a" $d }}"#;

/// A list that is the same list twice on each of 40 levels, twice.
const TOWER: &str = r#"{{ $t := list "a" }}{{ $u := list "a" }}{{ range until 40 }}
    {{- $t = list $t $t }}{{ $u = list $u $u }}{{ end }}"#;

#[test]
fn values_that_contain_themselves_are_printed_or_refused() {
    // Helm's writers of JSON and YAML notice, too, and both functions swallow their error.
    for call in ["toJson", "toYaml"] {
        writes_nothing(&format!("{CYCLE}{{{{ {call} $c }}}}"));
    }
    let out = template(&format!("a: '{CYCLE}{{{{ $c }}}}'")).unwrap();
    assert!(out.contains("map[a:map[a:"), "{out}");
    for call in [
        "deepCopy $c",
        "deepEqual $c $d",
        "merge $c $d",
        "mustMergeOverwrite $c $d",
    ] {
        fails(
            &format!("{CYCLE}{{{{ {call} | kindOf }}}}"),
            "nested too deeply",
        );
    }
    assert!(template(&format!("a: {CYCLE}{{{{ toToml $c | len }}}}")).is_ok());
}

#[test]
fn values_that_hold_the_same_list_again_and_again_are_refused() {
    for call in ["deepCopy $t", "deepEqual $t $u", "has $t (list $u)"] {
        fails(&format!("{TOWER}{{{{ {call} }}}}"), "has more than");
    }
}

#[test]
fn patterns_cannot_blow_up() {
    for call in [
        r#"regexMatch "(a+)+$" (repeat 50000 "a" | printf "%sb")"#,
        r#"regexMatch "((((((a{100}){100}){100}){100})))" "a""#,
    ] {
        let out = template(&format!("a: {{{{ {call} }}}}")).unwrap();
        assert!(out.ends_with("a: false\n"), "{out}");
    }
    fails(
        r#"{{ mustRegexMatch (repeat 100000 "(") "a" }}"#,
        "error parsing regexp",
    );
}

#[test]
fn broken_bytes_are_errors_and_not_panics() {
    for (name, data) in [
        ("templates/a.yaml", &b"a: \"\0\"\n"[..]),
        ("templates/a.yaml", b"a: \xff\xfe\n"),
        ("templates/a.yaml", b"{{ \xff }}"),
        ("values.yaml", b"a: \"\xff\"\n"),
        ("values.yaml", b"a: \"x\0y\"\n"),
        ("values.yaml", b"\xff\xfea"),
        ("values.schema.json", b"{\"\xff"),
    ] {
        let files = [(name, data), ("templates/b.yaml", &b"a: 1\n"[..])];
        for compat in [Compat::Helm3, Compat::Helm4] {
            let result = attempt(&files, &ValueArgs::default(), compat);
            assert!(result.is_err(), "{name} {data:?}: {result:?}");
        }
    }
}
