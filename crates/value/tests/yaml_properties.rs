//! What holds for every text and every value.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use proptest::prelude::*;
use stator_diag::SourceId;
use stator_value::yaml::{self, Locator, Options};
use stator_value::{Map, Value, json};

/// Pieces that texts are made of, so that more than one in a million is nearly YAML.
const PIECES: &[&str] = &[
    "a",
    "b: ",
    "- ",
    "? ",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    " ",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "<<: ",
    "|\n",
    ">-\n ",
    "'",
    "\"",
    "\\",
    "# c",
    "---\n",
    "...\n",
    "%YAML 1.1",
    "\r\n",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{7f}",
    "\0",
    "é",
    "1",
    "0x1",
    ".inf",
    "~",
    "yes",
];

fn nearly_yaml() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        20 => prop::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Strings that survive: JSON or the reader change or refuse the others in Helm, too.
fn string() -> impl Strategy<Value = String> {
    let lossy = |c: char| {
        matches!(
            c,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}'
        )
    };
    prop_oneof![
        "[a-z0-9:#'\"\\-?\\[\\]{},&*!|>%@` \t\n.]{0,30}",
        "( ?[a-z:#']{1,12}){0,20}",
        any::<String>(),
        prop::sample::select(vec![
            "",
            "y",
            "null",
            "1",
            "1.5",
            "0x1",
            "1:30",
            "2001-01-01",
            "---"
        ])
        .prop_map(str::to_owned),
    ]
    .prop_map(move |text| text.chars().filter(|c| !lossy(*c)).collect())
}

fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<i32>().prop_map(f64::from), any::<f64>()];
    let leaf = prop_oneof![
        4 => string().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::Bool),
        2 => number.prop_filter_map("finite", |f| (f.is_finite() && f != 0.0).then_some(Value::Float(f))),
        1 => Just(Value::Nil),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        // Helm writes the key `<<` without quotes and reads it as a merge.
        let key = string().prop_filter("no merge", |key| key != "<<");
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::list),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|pairs| Value::Map(pairs.into_iter().collect::<Map>())),
        ]
    })
}

fn as_json(value: &Value) -> String {
    String::from_utf8(json::to_json(value, false).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_any_bytes_ends_without_panic(text in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = yaml::parse(&text, SourceId::NONE);
    }

    #[test]
    fn reading_what_is_nearly_yaml_ends_without_panic(text in nearly_yaml()) {
        let options = Options { find_duplicates: true, keep_integers: true, ..Options::default() };
        let read = yaml::read(&text, SourceId::NONE, &options);
        if let Some(place) = read.as_ref().err().and_then(yaml::YamlError::place) {
            // A text in UTF-16 grows by up to a half when it is read.
            prop_assert!(place.offset as usize <= text.len() * 3 / 2 + 2);
        }
        prop_assert_eq!(read.is_ok(), yaml::parse(&text, SourceId::NONE).is_ok());
        let _ = Locator::new(&text, SourceId::NONE, 0);
    }

    #[test]
    fn reading_gives_back_what_was_written(value in value()) {
        // yaml v3 writes blocks that start with a tab, which yaml v2 does not read.
        let tabs = as_json(&value).contains("\\t");
        let pretty = (!tabs).then(|| yaml::to_yaml_pretty(&value));
        for written in std::iter::once(yaml::to_yaml(&value)).chain(pretty) {
            let written = written.unwrap();
            let back = yaml::parse(&written, SourceId::NONE);
            let back = back.map_err(|e| TestCaseError::fail(format!("{e}: {}", String::from_utf8_lossy(&written))))?;
            prop_assert_eq!(as_json(&back), as_json(&value), "{}", String::from_utf8_lossy(&written));
        }
    }

    #[test]
    fn writing_is_the_same_the_second_time(value in value()) {
        let once = yaml::to_yaml(&value).unwrap();
        let again = yaml::to_yaml(&yaml::parse(&once, SourceId::NONE).unwrap()).unwrap();
        prop_assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&again));
    }
}

#[test]
fn aliases_cannot_make_a_small_text_large() {
    let levels = "abcdefgh"
        .chars()
        .zip("bcdefghi".chars())
        .map(|(last, next)| {
            let items = vec![format!("*{last}"); 10].join(",");
            format!("{next}: &{next} [{items}]\n")
        });
    let text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned() + &levels.collect::<String>();
    let error = yaml::parse(text.as_bytes(), SourceId::NONE).unwrap_err();
    assert_eq!(
        error.to_string(),
        "error converting YAML to JSON: yaml: document contains excessive aliasing"
    );
}
