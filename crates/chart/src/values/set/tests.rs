//! What each `--set` word makes, with texts recorded from both Helms.

use crate::compat::Compat;
use crate::session::Session;
use crate::trace::{Event, Pass, Trace};
use crate::values::ValueArgs;
use stator_value::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;

fn merged(args: &ValueArgs, compat: Compat) -> Result<String, String> {
    let mut read = |name: &str| match name {
        "f" => Ok(b"from file\n".to_vec()),
        _ => Err(format!("open {name}: no such file or directory")),
    };
    let values = args
        .merge(&mut read, &mut Session::new(compat), None)
        .map_err(|e| e.to_string())?;
    let text = json::to_json(&Value::Map(values), false)?;
    Ok(String::from_utf8(text).unwrap())
}

fn set(word: &str) -> Result<String, String> {
    merged(
        &ValueArgs {
            set: vec![word.into()],
            ..Default::default()
        },
        Compat::Helm4,
    )
}

#[test]
fn words_get_the_type_they_look_like() {
    for (word, want) in [
        ("a=1", r#"{"a":1}"#),
        ("a=-5", r#"{"a":-5}"#),
        ("a=0", r#"{"a":0}"#),
        ("a=012", r#"{"a":"012"}"#),
        ("a=1.5", r#"{"a":"1.5"}"#),
        ("a=1e3", r#"{"a":"1e3"}"#),
        ("a=TRUE", r#"{"a":true}"#),
        ("a=False", r#"{"a":false}"#),
        ("a=Null", r#"{"a":null}"#),
        ("a=yes", r#"{"a":"yes"}"#),
        ("a=", r#"{"a":""}"#),
        ("a=12345678901234567890", r#"{"a":"12345678901234567890"}"#),
    ] {
        assert_eq!(set(word).unwrap(), want, "{word}");
    }
}

#[test]
fn paths_lists_and_escapes_nest() {
    for (word, want) in [
        ("a.b=1,a.c=2", r#"{"a":{"b":1,"c":2}}"#),
        (r"a\.b=1", r#"{"a.b":1}"#),
        (r"a=1\,b=2", r#"{"a":"1,b=2"}"#),
        ("a={x,1,true}", r#"{"a":["x",1,true]}"#),
        ("a={}", r#"{"a":[""]}"#),
        ("a={x}b=1", r#"{"a":["x"],"b":1}"#),
        ("a[1]=x", r#"{"a":[null,"x"]}"#),
        ("a[0][1]=x", r#"{"a":[[null,"x"]]}"#),
        ("a[0].b=1,a[0].c=2", r#"{"a":[{"b":1,"c":2}]}"#),
        ("a=1,", r#"{"a":1}"#),
        ("=1", "{}"),
        (".a=1", "{}"),
        ("", "{}"),
        ("a[0]", r#"{"a":[]}"#),
    ] {
        assert_eq!(set(word).unwrap(), want, "{word}");
    }
}

#[test]
fn faulty_words_are_refused_in_helms_words() {
    for (word, want) in [
        ("a", r#"key "a" has no value"#),
        ("a,b=1", r#"key "a" has no value (cannot end with ,)"#),
        ("a={x", "list must terminate with '}'"),
        ("a[-1]=x", "negative -1 index not allowed"),
        (
            "a[70000]=x",
            "index of 70000 is greater than maximum supported index of 65536",
        ),
        (
            "a[x]=1",
            r#"error parsing index: strconv.Atoi: parsing "x": invalid syntax"#,
        ),
        ("a[0]b=1", "unexpected data at end of array index: ['b']"),
        (
            "a=1,a.b=2",
            "unable to parse key: interface conversion: interface {} is int64, not \
             map[string]interface {}",
        ),
        (
            "a=1,a[0]=2",
            "unable to parse key: interface conversion: interface {} is int64, not []interface {}",
        ),
        (
            "a=null,a.b=2",
            "unable to parse key: interface conversion: interface {} is nil, not \
             map[string]interface {}",
        ),
    ] {
        assert_eq!(
            set(word).unwrap_err(),
            format!("failed parsing --set data: {want}"),
            "{word}"
        );
    }
    let deep = format!("{}=1", vec!["a"; 32].join("."));
    assert!(
        set(&deep)
            .unwrap_err()
            .contains("maximum supported nested level of 30")
    );
}

#[test]
fn every_kind_reads_its_own_grammar() {
    let args = ValueArgs {
        set_string: vec!["s=1".into()],
        set_file: vec!["f=f".into()],
        set_literal: vec![r"l=a,b\c=d".into()],
        set_json: vec![r#"j={"x":[1,2.5]}, k=null,m="#.into()],
        ..Default::default()
    };
    assert_eq!(
        merged(&args, Compat::Helm3).unwrap(),
        r#"{" k":null,"f":"from file\n","j":{"x":[1,2.5]},"l":"a,b\\c=d","m":null,"s":"1"}"#
    );
}

#[test]
fn whole_json_objects_are_for_helm4() {
    let args = ValueArgs {
        set_json: vec![r#"{"a":{"b":1}}"#.into()],
        ..Default::default()
    };
    assert_eq!(merged(&args, Compat::Helm4).unwrap(), r#"{"a":{"b":1}}"#);
    assert!(merged(&args, Compat::Helm3).is_err());
}

#[test]
fn missing_file_is_named() {
    let args = ValueArgs {
        set_file: vec!["a=nope".into()],
        ..Default::default()
    };
    assert_eq!(
        merged(&args, Compat::Helm4).unwrap_err(),
        "failed parsing --set-file data: open nope: no such file or directory"
    );
}

#[test]
fn unclosed_index_ends_the_word_for_helm4_only() {
    let args = ValueArgs {
        set: vec!["a[0".into()],
        ..Default::default()
    };
    assert_eq!(merged(&args, Compat::Helm4).unwrap(), "{}");
    assert_eq!(
        merged(&args, Compat::Helm3).unwrap_err(),
        "failed parsing --set data: error parsing index: EOF"
    );
}

#[test]
fn endless_indices_are_bounded() {
    assert!(set(&format!("a{}=1", "[0]".repeat(100_000))).is_err());
    assert!(set(&format!("a{}=1", "[65536]".repeat(190))).is_err());
}

#[derive(Default)]
struct Overrides(Rc<RefCell<Vec<String>>>);

impl Trace for Overrides {
    fn event(&mut self, pass: Pass, event: Event<'_>) {
        if let (
            Pass::User,
            Event::Overridden {
                path,
                winner,
                loser,
            },
        ) = (pass, event)
        {
            let line = format!(
                "{path}: {:?}@{} over {:?}",
                winner.value, winner.origin.start, loser.value
            );
            self.0.borrow_mut().push(line);
        }
    }
}

#[test]
fn observer_hears_of_every_value_that_a_word_beats() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let mut observer = Overrides(seen.clone());
    let args = ValueArgs {
        set: vec!["a.b=x,l[1]=p".into(), "q=1,a.b=y,l[1]=r".into()],
        ..Default::default()
    };
    let mut read = |_: &str| Ok(Vec::new());
    args.merge(
        &mut read,
        &mut Session::new(Compat::Helm4),
        Some(&mut observer),
    )
    .unwrap();
    assert_eq!(
        *seen.borrow(),
        [
            "a.b: Str(\"y\")@6 over Str(\"x\")",
            "l[1]: Str(\"r\")@10 over Str(\"p\")"
        ]
    );
}
