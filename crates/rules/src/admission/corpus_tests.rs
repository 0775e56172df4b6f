//! The recorded answers of the reference, case by case.

use super::answer_case;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/admission")
}

fn load(path: &std::path::Path) -> Vec<Json> {
    #[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn lines(text: &Json) -> BTreeSet<String> {
    text.as_str()
        .unwrap_or_default()
        .split('\n')
        .map(str::to_owned)
        .collect()
}

fn warnings(answer: &Json) -> Vec<String> {
    let list = answer["warnings"].as_array().cloned().unwrap_or_default();
    list.iter()
        .filter_map(Json::as_str)
        .map(str::to_owned)
        .collect()
}

/// Whether `got` is `want`, one of its recorded alternatives, or the planned improvement.
fn agrees(case: &Json, want: &Json, got: &Json) -> bool {
    let improvement = case["improvement"].as_str().unwrap_or_default();
    let mut options = vec![want];
    options.extend(want["alternatives"].as_array().into_iter().flatten());
    let code = want["code"].as_u64().unwrap_or_default();
    let same_text = options.iter().any(|option| {
        let text_counts = code == 200 || code == 403;
        let message = !text_counts || lines(&option["message"]) == lines(&got["message"]);
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list
        };
        let order = options.len() > 1;
        let warned = if order {
            sorted(warnings(option)) == sorted(warnings(got))
        } else {
            warnings(option) == warnings(got)
        };
        message && warned
    });
    if got["allowed"] == want["allowed"] && got["code"] == want["code"] && same_text {
        return true;
    }
    match improvement {
        "unchanged-spec" | "discovery-unknown" => {
            got["allowed"] == true && !warnings(got).is_empty()
        }
        "collect-all" => {
            got["allowed"] == false
                && options
                    .iter()
                    .any(|o| lines(&o["message"]).is_subset(&lines(&got["message"])))
        }
        "s1-equal" => got["allowed"] == true && warnings(got).len() < warnings(want).len(),
        "extra-warnings" => {
            let got_set: BTreeSet<_> = warnings(got).into_iter().collect();
            got["allowed"] == true && warnings(want).iter().all(|w| got_set.contains(w))
        }
        "dgdr-immutable" | "null-service" => got["allowed"] == false,
        "redact-uri" => {
            got["allowed"] == false
                && !got["message"]
                    .as_str()
                    .unwrap_or_default()
                    .contains("secret")
        }
        "exact-identity" | "lenient-decode" => got["allowed"].is_boolean(),
        _ => false,
    }
}

#[test]
fn every_recorded_admission_answer_is_given_or_improved_as_planned() {
    let folder = corpus().join("cases");
    #[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        let expected = load(&corpus().join("expected").join(file.file_name().unwrap()));
        for case in load(&file) {
            let want = expected
                .iter()
                .find(|want| want["id"] == case["id"])
                .unwrap();
            let got = answer_case(&case);
            count += 1;
            if want["handler"] == true && !agrees(&case, want, &got) {
                wrong.push(format!("{}\n  want {want}\n  got  {got}", case["id"]));
            }
        }
    }
    assert!(count > 600, "only {count} cases were found");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
