//! Reads and writes YAML exactly as real Helm did when the corpus was recorded.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

use stator_diag::SourceId;
use stator_value::{List, Map, Value, json, yaml};

const READING: &str = include_str!("../../../tests/corpus/yaml/reading.json");
const WRITING: &str = include_str!("../../../tests/corpus/yaml/writing.json");

/// Runs `work` where deep recursion is safe.
fn on_a_big_stack(work: fn()) {
    std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

fn cases(corpus: &str) -> Vec<Map> {
    let Value::Map(corpus) = json::parse(corpus.as_bytes()).unwrap() else {
        panic!("the corpus is an object");
    };
    let cases = corpus.get(b"cases").unwrap();
    let cases = cases.as_list().unwrap().items();
    assert!(cases.len() > 500, "the corpus is short");
    cases
        .iter()
        .map(|case| case.as_map().unwrap().clone())
        .collect()
}

fn field(case: &Map, name: &str) -> Option<Vec<u8>> {
    case.get(name.as_bytes())
        .map(|value| value.as_str().unwrap().to_vec())
}

fn text(case: &Map) -> Vec<u8> {
    field(case, "text").unwrap_or_else(|| {
        let digits = field(case, "hex").unwrap();
        let digits = std::str::from_utf8(&digits).unwrap();
        (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
            .collect()
    })
}

fn read(case: &Map) -> Result<Value, String> {
    let text = text(case);
    if case.contains(b"into") {
        yaml::parse_list(&text, SourceId::NONE).map(Value::List)
    } else {
        yaml::parse_map(&text, SourceId::NONE).map(Value::Map)
    }
    .map_err(|error| error.to_string())
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the template function gives: without the last newline, and nothing where it fails.
fn result_of(written: Result<Vec<u8>, String>) -> String {
    let mut text = written.unwrap_or_default();
    if text.last() == Some(&b'\n') {
        text.pop();
    }
    shown(&text)
}

#[test]
fn every_text_gives_the_value_or_the_error_text_of_helm() {
    on_a_big_stack(|| {
        for case in cases(READING) {
            let got = read(&case).map(|value| shown(&json::to_json(&value, true).unwrap()));
            let want = match field(&case, "error") {
                Some(error) => Err(shown(&error)),
                None => Ok(shown(&field(&case, "json").unwrap())),
            };
            assert_eq!(got, want, "{:?}", shown(&text(&case)));
        }
    });
}

#[test]
fn every_value_is_written_in_the_bytes_of_helm() {
    on_a_big_stack(|| {
        for case in cases(WRITING) {
            let value = match (read(&case), field(&case, "error")) {
                (Ok(value), None) => value,
                (Err(got), Some(want)) if got == shown(&want) => continue,
                other => panic!("{other:?} for {:?}", shown(&text(&case))),
            };
            let what = shown(&text(&case));
            let want = |name| shown(&field(&case, name).unwrap());
            assert_eq!(result_of(yaml::to_yaml(&value)), want("yaml"), "{what:?}");
            assert_eq!(
                result_of(yaml::to_yaml_pretty(&value)),
                want("pretty"),
                "{what:?}"
            );
        }
    });
}

#[test]
fn too_deep_documents_are_refused_in_the_words_of_each_version() {
    on_a_big_stack(|| {
        let deep = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
        let read = |dialect| {
            let options = yaml::Options {
                dialect,
                ..yaml::Options::default()
            };
            yaml::read(deep.as_bytes(), SourceId::NONE, &options)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            read(json::Dialect::Go127),
            "error unmarshaling JSON: while decoding JSON: exceeded max depth"
        );
        assert_eq!(
            read(json::Dialect::Go123),
            "error unmarshaling JSON: while decoding JSON: invalid character '[' exceeded max depth"
        );
        let fits = format!("a: {}{}", "[".repeat(9_999), "]".repeat(9_999));
        assert!(yaml::parse(fits.as_bytes(), SourceId::NONE).is_ok());
    });
}

#[test]
fn the_list_of_a_null_document_is_empty() {
    let list: List = yaml::parse_list(b"# nothing\n", SourceId::NONE).unwrap();
    assert!(list.is_empty() && !list.is_nil());
}
