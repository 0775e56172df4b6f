//! `--show-origin`.

use crate::{input, plan};
use serde_json::Value as Json;
use stator_testkit::corpus;

const MODES: [&str; 3] = [
    "grove,kai,inference",
    "lws,volcano,inference",
    "inference,istio",
];

/// Our own graph and those of the corpus, where it is.
fn graphs() -> Vec<String> {
    let mut graphs = vec![input("chat.yaml")];
    for folder in ["graphs", "features"].into_iter().filter_map(corpus) {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let yaml = paths.filter(|path| path.extension().is_some_and(|e| e == "yaml"));
        graphs.extend(yaml.map(|path| path.display().to_string()));
    }
    graphs.sort();
    graphs
}

#[test]
fn comments_follow_the_lines_of_the_plain_plan() {
    for (nth, graph) in graphs().iter().enumerate() {
        let apis = MODES[nth % MODES.len()];
        let plain = plan(graph, apis, &["-o", "yaml"]).run();
        let shown = plan(graph, apis, &["--show-origin"]).run();
        assert_eq!(plain.code, shown.code, "{graph}");
        let (plain, shown) = (plain.stdout(), shown.stdout());
        assert_eq!(plain.lines().count(), shown.lines().count(), "{graph}");
        let mut comments = 0;
        for (plain, shown) in plain.lines().zip(shown.lines()) {
            let comment = shown.strip_prefix(plain).expect(shown);
            assert!(
                comment.is_empty() || comment.starts_with("  # "),
                "{graph}: {shown}"
            );
            comments += usize::from(!comment.is_empty());
        }
        assert!(comments > 0 || plain.is_empty(), "{graph}");
    }
}

#[test]
fn comments_inside_texts_do_not_change_them() {
    // Without an orchestrator a graph over several nodes is not planned to its end.
    for apis in &MODES[..2] {
        let file = input("chat.yaml");
        let of = |arguments: &[&str]| {
            let text = plan(&file, apis, arguments).run().success().into_owned();
            let documents = text.split("---\n").filter(|part| !part.is_empty());
            documents
                .map(|part| serde_saphyr::from_str::<Json>(part).expect(part))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(&["-o", "yaml"]),
            of(&["-o", "yaml", "--show-origin"]),
            "{apis}"
        );
    }
}

#[test]
fn every_field_of_every_plan_has_an_origin_with_a_line_where_the_user_said_it() {
    for graph in graphs() {
        for apis in MODES {
            let run = plan(&graph, apis, &["-o", "json", "--show-origin"]).run();
            if run.stdout.is_empty() {
                continue;
            }
            let json: Json = serde_json::from_slice(&run.stdout).unwrap();
            let objects = json["objects"].as_array().unwrap();
            let origins = json["origins"].as_array().unwrap();
            assert_eq!(objects.len(), origins.len());
            let source = std::fs::read_to_string(&graph).unwrap();
            let lines: Vec<&str> = source.lines().collect();
            for (object, origins) in objects.iter().zip(origins) {
                let origins = origins.as_object().unwrap();
                assert_eq!(
                    leaves(object),
                    origins.len(),
                    "{graph} {}",
                    object["metadata"]["name"]
                );
                for (field, origin) in origins {
                    if origin["class"] != "user" {
                        continue;
                    }
                    let line = origin["line"].as_u64().expect(field) as usize;
                    let path = origin["path"].as_str().unwrap();
                    let key = path
                        .rsplit(['.', '[', ']'])
                        .find(|s| !s.is_empty())
                        .unwrap();
                    let is_item = key.bytes().all(|b| b.is_ascii_digit());
                    let text = lines[line - 1];
                    assert!(
                        is_item || text.contains(key),
                        "{graph}:{line} {path}: {text}"
                    );
                }
            }
        }
    }
}

fn leaves(json: &Json) -> usize {
    match json {
        Json::Object(fields) if !fields.is_empty() => fields.values().map(leaves).sum(),
        Json::Array(items) if !items.is_empty() => items.iter().map(leaves).sum(),
        _ => 1,
    }
}

#[test]
fn origins_name_lines_flags_types_engines_and_rules() {
    let file = input("chat.yaml");
    let text = plan(&file, "lws,volcano,inference", &["--show-origin"]).run();
    let text = text.success();
    for (field, comment) in [
        (
            "storage: 1Ti",
            ":11 spec.pvcs[0].size (as Kubernetes writes amounts)",
        ),
        (
            "image: registry.example:5000/dynamo/vllm:1",
            ":46 spec.services[Decode].extraPodSpec.mainContainer.image",
        ),
        ("value: 'info # not a comment'", ":15 spec.envs[0].value"),
        ("- name: NATS_SERVER", "operator flag --natsAddr"),
        ("path: /live", "default of component type worker"),
        ("restartPolicy: Always", "default of every component"),
        (
            "nodeCount: 2",
            "spec.services[Decode].multinode.nodeCount (default of the resource definition)",
        ),
        (
            "name: chat-decode",
            "name rule: graph-service, in small letters",
        ),
        ("- /bin/sh", "backend vllm: Ray over several nodes"),
        (
            "- |-",
            ":77 spec.services[Planner].extraPodSpec.mainContainer.args[0]",
        ),
    ] {
        let found = text.lines().any(|line| {
            let (value, reason) = line.rsplit_once("  # ").unwrap_or((line, ""));
            value.contains(field) && reason.ends_with(comment)
        });
        let near: Vec<&str> = text
            .lines()
            .filter(|line| line.contains(field))
            .take(3)
            .collect();
        assert!(found, "{field}: {comment}\n{}", near.join("\n"));
    }
}

#[test]
fn origins_go_with_manifests_only() {
    let run = plan(
        &input("chat.yaml"),
        "grove",
        &["--show-origin", "-o", "tree"],
    )
    .run();
    assert_eq!(run.code, 2);
    assert!(run.stdout.is_empty());
    assert!(
        run.stderr().contains("`-o yaml` and `-o json`"),
        "{}",
        run.stderr()
    );
}
