//! Answers YAML questions line by line, to be compared with those of Go.
//!
//! A question is a word, a blank and a text in hexadecimal digits: `f` reads YAML and gives JSON,
//! `m` and `a` read it as Helm 4's `fromYaml` and `fromYamlArray` do (`m3` and `a3`: Helm 3's), `t`
//! and `p` read JSON and give `toYaml`'s and `toYamlPretty`'s form. The answer is `ok` or `err`, a
//! blank, and the text in hexadecimal digits.

use stator_value::json::{self, Dialect, Style};
use stator_value::yaml::{self, Options, Parsed};
use stator_value::{List, Map, Value};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    // Deep documents need deep recursion.
    let worker = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(answer_all)?;
    worker
        .join()
        .unwrap_or_else(|_| Err(std::io::Error::other("the worker panicked")))
}

fn answer_all() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let Some((question, digits)) = line.split_once(' ') else {
            continue;
        };
        let answer = answer(question, &from_hex(digits));
        let (word, text) = match &answer {
            Ok(text) => ("ok", text.as_slice()),
            Err(text) => ("err", text.as_bytes()),
        };
        write!(out, "{word} ")?;
        for byte in text {
            write!(out, "{byte:02x}")?;
        }
        writeln!(out)?;
    }
    out.flush()
}

fn answer(question: &str, text: &[u8]) -> Result<Vec<u8>, String> {
    let source = stator_diag::SourceId::NONE;
    let dialect = Dialect::of_helm(!question.ends_with('3'));
    let options = Options {
        dialect,
        ..Options::default()
    };
    match question {
        "f" => {
            let options = Options {
                dialect: Dialect::Go123,
                ..Options::default()
            };
            let read = yaml::read(text, source, &options).map_err(|e| e.to_string())?;
            let style = Style {
                escape_html: false,
                pretty: false,
                dialect: Dialect::Go123,
            };
            json::write(&read.value, style)
        }
        "m" | "m3" => {
            let map = yaml::read(text, source, &options)
                .and_then(Parsed::into_map)
                .unwrap_or_else(|error| {
                    Map::from_iter([("Error", Value::from(error.to_string()))])
                });
            json::to_json(&Value::Map(map), true)
        }
        "a" | "a3" => {
            let list = yaml::read(text, source, &options)
                .and_then(Parsed::into_list)
                .unwrap_or_else(|error| List::new(vec![Value::from(error.to_string())]));
            json::to_json(&Value::List(list), true)
        }
        "t" => yaml::to_yaml(&json::parse(text)?),
        "p" => yaml::to_yaml_pretty(&json::parse(text)?),
        _ => Err(format!("unknown question {question}")),
    }
}

fn from_hex(digits: &str) -> Vec<u8> {
    let value = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
    digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| value(pair[0]) << 4 | value(pair[1]))
        .collect()
}
