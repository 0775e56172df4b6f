//! Our engine gives what both Helms gave: one-line templates and whole charts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use stator_chart::{Compat, ValueArgs};
use stator_testkit::{Refused, Template, repository_corpus};

/// What a Helm printed: its standard output, or its error without warnings.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Output(String),
    Error(String),
}

/// One-line templates of one chart.
#[derive(Deserialize)]
struct Suite {
    chart_files: BTreeMap<String, String>,
    cases: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    template: String,
    helm3: Answer,
    helm4: Answer,
}

/// Whole charts.
#[derive(Deserialize)]
struct Charts {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    files: BTreeMap<String, String>,
    args: Vec<String>,
    helm3: Answer,
    helm4: Answer,
}

fn write(root: &Path, files: &BTreeMap<String, String>) {
    for (name, text) in files {
        let file = root.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn read<T: for<'a> Deserialize<'a>>(file: &str) -> T {
    let text = fs::read(repository_corpus("helm").join(file)).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// A chart as a release `rel` in the namespace `ns1`.
pub(super) fn template(chart: &Path, compat: Compat, values: ValueArgs) -> Template {
    Template {
        compat,
        release: "rel".to_owned(),
        namespace: "ns1".to_owned(),
        chart: chart.to_owned(),
        api_versions: Vec::new(),
        values,
    }
}

/// What stands between the markers of a one-line template.
fn between(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let start = text.find(">>>").map_or(0, |at| at + 3);
    let end = text.rfind("<<<").unwrap_or(text.len());
    text[start..end].to_owned()
}

/// A rendering that is no YAML is printed with `--debug`, as Helm does; the recording did that.
fn printed(run: Result<Vec<u8>, Refused>) -> Result<Vec<u8>, Refused> {
    match run {
        Err(refused) if between(&refused.partial) != String::from_utf8_lossy(&refused.partial) => {
            Ok(refused.partial)
        }
        other => other,
    }
}

fn all_lines(compat: Compat) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for suite in ["suite1.json", "suite2.json", "suite3.json", "suite4.json"] {
        let suite: Suite = read(suite);
        let scratch = tempfile::tempdir().unwrap();
        let chart = scratch.path().join("p");
        write(&chart, &suite.chart_files);
        fs::create_dir_all(chart.join("templates")).unwrap();
        for Line {
            name,
            template: line,
            helm3,
            helm4,
        } in suite.cases
        {
            count += 1;
            let text = format!("x: |-\n  >>>{line}<<<\n");
            fs::write(chart.join("templates/t.yaml"), text).unwrap();
            let run = template(&chart, compat, ValueArgs::default()).run();
            let want = if compat.is_helm4() { helm4 } else { helm3 };
            // The text around a recorded error is the same in all cases and was cut off.
            let problem = match (want, run) {
                (Answer::Output(want), run) => match printed(run) {
                    Ok(have) if between(&have) == want => continue,
                    Ok(have) => format!("want {want:?}, have {:?}", between(&have)),
                    Err(refused) => format!("want {want:?}, have {}", refused.text),
                },
                (Answer::Error(want), Err(refused)) if refused.text.contains(&want) => continue,
                (Answer::Error(want), Err(refused)) => {
                    format!("want {want}\nhave {}", refused.text)
                }
                (Answer::Error(want), Ok(_)) => format!("want {want}\nhave no error"),
            };
            wrong.push(format!("{name} {line}\n{problem}"));
        }
    }
    assert!(count > 250, "only {count} lines");
    assert!(
        wrong.is_empty(),
        "{} of {count} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn one_line_templates_give_the_output_and_errors_of_helm_4() {
    all_lines(Compat::Helm4);
}

#[test]
fn one_line_templates_give_the_output_and_errors_of_helm_3() {
    all_lines(Compat::Helm3);
}

/// The value flags among recorded words; there are no others.
fn value_args(words: &[String], root: &str) -> ValueArgs {
    let mut args = ValueArgs::default();
    for pair in words.chunks(2) {
        let [flag, value] = pair else {
            panic!("{words:?} are no pairs");
        };
        let value = value.replace("{files}", root);
        let list = match &**flag {
            "-f" => &mut args.files,
            "--set" => &mut args.set,
            "--set-string" => &mut args.set_string,
            "--set-literal" => &mut args.set_literal,
            "--set-json" => &mut args.set_json,
            other => panic!("{other} is not known"),
        };
        list.push(value);
    }
    args
}

fn all_charts(compat: Compat) {
    let charts: Charts = read("charts.json");
    let count = charts.cases.len();
    assert!(count > 200, "only {count} charts");
    let mut wrong = Vec::new();
    for Case {
        name,
        files,
        args,
        helm3,
        helm4,
    } in charts.cases
    {
        let scratch = tempfile::tempdir().unwrap();
        write(scratch.path(), &files);
        let root = scratch.path().to_str().unwrap();
        let values = value_args(&args, root);
        let run = template(&scratch.path().join("p"), compat, values).run();
        let named = |text: &str| text.replace(root, "{files}");
        let problem = match (if compat.is_helm4() { helm4 } else { helm3 }, run) {
            (Answer::Output(want), Ok(have)) => {
                let have = named(&String::from_utf8_lossy(&have));
                if have == want {
                    continue;
                }
                first_difference(&want, &have)
            }
            (Answer::Output(_), Err(refused)) => format!("want no error, have {}", refused.text),
            (Answer::Error(want), Ok(_)) => format!("want {want}\nhave no error"),
            (Answer::Error(want), Err(refused)) => {
                // The recording holds what helm logs before, too, but not all of it.
                let have = named(&format!(
                    "{}\n{}",
                    refused.warnings.join("\n"),
                    refused.text
                ));
                if want.lines().all(|line| have.contains(line)) {
                    continue;
                }
                format!("want {want}\nhave {have}")
            }
        };
        wrong.push(format!("{name}: {problem}"));
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

fn first_difference(want: &str, have: &str) -> String {
    let mut pairs = want.lines().zip(have.lines()).enumerate();
    match pairs.find(|(_, (left, right))| left != right) {
        Some((index, (left, right))) => {
            format!("line {}: want {left:?}, have {right:?}", index + 1)
        }
        None => format!("want {} bytes, have {}", want.len(), have.len()),
    }
}

#[test]
fn charts_give_the_bytes_and_errors_of_helm_4() {
    all_charts(Compat::Helm4);
}

#[test]
fn charts_give_the_bytes_and_errors_of_helm_3() {
    all_charts(Compat::Helm3);
}
