//! Documents that nobody should give: each ends soon, with a code.

use serde_json::Value as Json;
use stator_testkit::{Finished, stator};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// The slowest takes four seconds of one processor without optimisation; machines may be busy.
const LIMIT: Duration = Duration::from_mins(5);

fn file(name: &str, content: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}

fn run(words: &[&str]) -> Finished {
    stator(words).limit(LIMIT).run()
}

/// Both commands give the code, with this exit code, and nothing on standard output but findings.
#[track_caller]
fn refused(path: &str, code: &str, exit: i32) {
    let plan = run(&["plan", path]);
    assert_eq!(plan.code, exit, "{plan}");
    assert!(plan.stdout.is_empty(), "{plan}");
    assert!(plan.stderr().contains(&format!("[{code}]")), "{plan}");
    let check = run(&["check", path]);
    assert_eq!(check.code, exit, "{check}");
    assert!(check.stdout().contains(&format!("[{code}]")), "{check}");
}

const GRAPH: &str = "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata:
  name: big
spec:
  services:
";

#[test]
fn what_is_no_text_is_refused() {
    refused(
        &file("junk.bin", &[0x7f, b'E', b'L', b'F', 0, 0xff, 0xfe]),
        "DYN0300",
        2,
    );
    refused(&file("nul.yaml", b"a: \0\n"), "DYN0300", 2);
    refused(&file("packed.tgz", &[0x1f, 0x8b, 8, 0]), "DYN0300", 2);
}

#[test]
fn folders_and_missing_files_are_refused() {
    refused(env!("CARGO_TARGET_TMPDIR"), "DYN0300", 2);
    refused("no/such/file.yaml", "DYN0300", 2);
    let run = run(&["plan", "no/such/file.yaml"]);
    assert!(
        run.stderr()
            .contains("`no/such/file.yaml` cannot be read: no such file"),
        "{run}"
    );
}

#[test]
fn empty_files_are_refused() {
    for (name, text) in [("empty.yaml", ""), ("comments.yaml", "# a\n---\n# b\n")] {
        refused(&file(name, text.as_bytes()), "DYN0302", 1);
    }
}

#[test]
fn a_values_file_is_told_apart() {
    let path = file(
        "values.yaml",
        b"nats:\n  enabled: true\ndynamo-operator:\n  enabled: true\n",
    );
    refused(&path, "DYN0303", 1);
    let run = run(&["plan", &path]);
    assert!(
        run.stderr()
            .contains("a values file belongs to `stator template`"),
        "{run}"
    );
}

#[test]
fn unknown_kinds_are_guessed() {
    let text = GRAPH.replace("DynamoGraphDeployment", "DynamoGraphDeploymnt");
    let path = file("kind.yaml", format!("{text}    a: {{}}\n").as_bytes());
    refused(&path, "DYN0303", 1);
    assert!(
        run(&["plan", &path])
            .stderr()
            .contains("did you mean `DynamoGraphDeployment`?")
    );
    let foreign = file(
        "foreign.yaml",
        b"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
    );
    refused(&foreign, "DYN0303", 1);
}

#[test]
fn broken_yaml_is_told_with_its_place_and_the_rest_is_planned() {
    let good = format!("{GRAPH}    a: {{extraPodSpec: {{mainContainer: {{image: 'r/i:1'}}}}}}\n");
    let path = file("half.yaml", format!("{good}---\na: [\n").as_bytes());
    let run = run(&["plan", &path, "-o", "json"]);
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr().contains("DYN0301"), "{run}");
    let objects: Vec<Json> = serde_json::from_slice(&run.stdout).unwrap();
    assert!(
        objects
            .iter()
            .any(|object| object["kind"] == "PodCliqueSet")
    );
}

#[test]
fn deep_nesting_ends() {
    for (name, text) in [
        ("lists.yaml", "[".repeat(200_000)),
        ("maps.yaml", "{a: ".repeat(100_000)),
        (
            "lines.yaml",
            (0..2_000)
                .map(|n| format!("{}a:\n", " ".repeat(n)))
                .collect(),
        ),
    ] {
        let run = run(&["check", &file(name, text.as_bytes())]);
        assert_eq!(run.code, 1, "{name}: {}", run.code);
    }
}

/// A value of 20 kB may have a block form of hundreds of megabytes: each line carries its indentation.
#[test]
fn values_whose_yaml_would_flood_are_errors() {
    let deep = format!("{}1{}", "{a: ".repeat(9_900), "}".repeat(9_900));
    let request = format!(
        "\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeploymentRequest
metadata: {{name: r, namespace: d}}
spec:
  model: m/x
  backend: vllm
  profilingConfig:
    profilerImage: r/i:1
    config: {{sla: {{isl: 10, osl: 10, ttft: 1, itl: 1}}, deep: {deep}}}
"
    );
    let path = file("flood.yaml", request.as_bytes());
    for flag in ["--output=tree", "--show-origin", "--status"] {
        let run = run(&["plan", flag, &path]);
        assert_eq!(run.code, 1, "{run}");
        assert!(run.stderr().contains("failed to marshal YAML"), "{run}");
    }
    let check = run(&["check", &path]);
    assert_eq!(check.code, 1, "{check}");
    assert!(check.stdout().contains("failed to marshal YAML"), "{check}");
}

#[test]
fn aliases_that_multiply_end() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let list = vec![format!("*a{}", n - 1); 10].join(", ");
        let _ = writeln!(text, "a{n}: &a{n} [{list}]");
    }
    let run = run(&["check", &file("bomb.yaml", text.as_bytes())]);
    assert_eq!(run.code, 1, "{}", run.code);
}

#[test]
fn fifty_megabytes_are_not_read() {
    let mut text = String::from(GRAPH);
    while text.len() < 50 << 20 {
        text.push_str("    a: {}\n    b: {}\n    c: {}\n    d: {}\n    e: {}\n");
    }
    refused(&file("huge.yaml", text.as_bytes()), "DYN0300", 2);
}

#[test]
fn standard_input_is_a_file_like_others() {
    let text = format!("{GRAPH}    a: {{replicas: -1}}\n");
    let run = stator(["check", "-"]).stdin(text).run();
    assert!(run.stdout().contains("<stdin>:7:9"), "{run}");
    let run = stator(["plan", "-"]).stdin("").run();
    assert!(
        run.stderr().contains("`<stdin>` holds no document"),
        "{run}"
    );
}

#[test]
fn several_documents_are_planned_in_their_order() {
    let one = |name: &str| {
        let text = GRAPH.replace("name: big", &format!("name: {name}"));
        format!("{text}    a: {{extraPodSpec: {{mainContainer: {{image: 'r/i:1'}}}}}}\n")
    };
    let text = ["zeta", "alpha"].map(one).join("---\n");
    let run = stator(["plan", "-"]).stdin(text).run();
    let tree = run.success().into_owned();
    assert!(
        tree.find("zeta  Dynamo") < tree.find("alpha  Dynamo"),
        "{tree}"
    );
}

#[test]
fn names_of_sixty_three_characters_that_do_not_fit_together_are_warned_about() {
    let long = "a".repeat(63);
    let text = format!(
        "{}    {long}: {{extraPodSpec: {{mainContainer: {{image: 'r/i:1'}}}}}}\n",
        GRAPH.replace("big", &long)
    );
    let run = stator(["check", "-"]).stdin(text).run();
    assert!(run.stdout().contains("DYN0415"), "{run}");
}

#[test]
fn ten_thousand_faulty_services_are_all_told() {
    let mut text = String::from(GRAPH);
    for n in 0..10_000 {
        let _ = writeln!(
            text,
            "    s{n}: {{replicas: -1, replcas: 2, extraPodSpec: {{mainContainer: {{image: 'r/i'}}}}}}"
        );
    }
    let path = file("many.yaml", text.as_bytes());
    let run = run(&["check", &path, "-o", "json"]);
    let report: Json = serde_json::from_slice(&run.stdout).unwrap();
    let count = |code: &str| {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().filter(|f| f["code"] == code).count()
    };
    // One more says that the graph as a whole is too large.
    assert!(count("DYN0310") >= 10_000);
    assert_eq!((count("DYN0311"), count("DYN0421")), (10_000, 10_000));
}
