use super::*;
use serde_json::json;

fn all(objects: &[Json], around: &Around<'_>) -> Vec<Remark> {
    let resources: Vec<Resource<'_>> = objects
        .iter()
        .map(|object| Resource {
            object,
            namespace: "team",
        })
        .collect();
    remarks(&resources, around)
}

fn said(objects: &[Json]) -> Vec<(&'static str, String)> {
    let remarks = all(objects, &Around::default());
    remarks.into_iter().map(|r| (r.code, r.path)).collect()
}

fn graph(services: Json) -> Json {
    json!({"kind": "DynamoGraphDeployment", "metadata": {"name": "chat"}, "spec": {"services": services}})
}

/// One worker: its nodes, the GPUs of each, and its engine with arguments.
fn worker(nodes: i64, gpus: i64, args: &[&str]) -> Json {
    graph(json!({"W": {
        "componentType": "worker",
        "multinode": {"nodeCount": nodes},
        "resources": {"limits": {"gpu": gpus.to_string()}},
        "extraPodSpec": {"mainContainer": {"image": "r/i:1", "command": ["python3", "-m"], "args": args}},
    }}))
}

fn of_worker(nodes: i64, gpus: i64, args: &[&str]) -> Vec<&'static str> {
    let found = said(&[worker(nodes, gpus, args)]);
    found.into_iter().map(|(code, _)| code).collect()
}

#[test]
fn engines_that_fit_their_gpus_are_silent() {
    for (nodes, gpus, args) in [
        (1, 1, &["dynamo.vllm", "--model", "m"][..]),
        (
            1,
            4,
            &[
                "dynamo.vllm",
                "--tensor-parallel-size",
                "2",
                "--pipeline-parallel-size",
                "2",
            ],
        ),
        (1, 4, &["dynamo.vllm", "-tp=4"]),
        (2, 8, &["dynamo.vllm", "--tensor-parallel-size", "16"]),
        (
            2,
            8,
            &["dynamo.vllm", "--data-parallel-size-local", "8", "-dp", "1"],
        ),
        (
            1,
            8,
            &[
                "dynamo.sglang",
                "--tp",
                "8",
                "--dp-size",
                "8",
                "--enable-dp-attention",
            ],
        ),
        (1, 8, &["dynamo.sglang", "--tp", "4", "--dp", "2"]),
        (
            1,
            8,
            &[
                "dynamo.trtllm",
                "--override-engine-args",
                "{\"tensor_parallel_size\": 8}",
            ],
        ),
        // What cannot be told is not guessed.
        (
            1,
            8,
            &["dynamo.trtllm", "--extra-engine-args", "/conf/x.yaml"],
        ),
        (1, 8, &["dynamo.vllm", "--tensor-parallel-size", "$TP"]),
        (1, 8, &["dynamo.vllm", "--data-parallel-rank", "0"]),
        (
            1,
            8,
            &["dynamo.vllm --model a & python3 -m dynamo.vllm --model b"],
        ),
        (1, 8, &["my_engine", "--tp", "2"]),
    ] {
        assert_eq!(
            of_worker(nodes, gpus, args),
            [""; 0],
            "{nodes} {gpus} {args:?}"
        );
    }
}

#[test]
fn an_engine_that_spreads_too_far_names_the_two_numbers_that_fit() {
    let args = ["dynamo.sglang", "--tp-size=16", "--pp-size", "2"];
    let found = all(&[worker(1, 8, &args)], &Around::default());
    assert_eq!(found.len(), 1);
    let remark = &found[0];
    assert_eq!((remark.code, remark.weight), (TOO_FEW_GPUS, Weight::Error));
    assert_eq!(
        remark.path,
        "spec.services[W].extraPodSpec.mainContainer.args"
    );
    assert_eq!(
        remark.message,
        "`W` has 8 GPUs a replica, its engine spreads over 16 tensor parallel × 2 pipeline parallel = 32"
    );
    assert_eq!(
        remark.hint.as_deref(),
        Some("give `multinode.nodeCount: 4` for this engine, or `--tp-size 4` for these GPUs")
    );
}

#[test]
fn gpus_that_nothing_uses_are_a_warning() {
    let found = all(&[worker(1, 4, &["dynamo.vllm"])], &Around::default());
    assert_eq!(
        (found[0].code, found[0].weight),
        (IDLE_GPUS, Weight::Warning)
    );
    assert_eq!(
        found[0].hint.as_deref(),
        Some(
            "give `resources.limits.gpu: \"1\"` for this engine, or `--tensor-parallel-size 4` for these GPUs"
        )
    );
}

#[test]
fn arguments_behind_a_pipe_are_not_the_engines() {
    let args = ["dynamo.vllm --tensor-parallel-size 4 2>&1 | tee --tp 9"];
    assert_eq!(of_worker(1, 4, &args), [""; 0]);
}

#[test]
fn sizes_that_the_operator_does_not_see_are_an_error_over_several_nodes_only() {
    let args = ["dynamo.vllm", "--tensor-parallel-size=16"];
    assert_eq!(of_worker(2, 8, &args), [UNSEEN_FLAG]);
    assert_eq!(of_worker(1, 16, &args), [""; 0]);
    assert_eq!(
        of_worker(2, 8, &["dynamo.vllm", "-tp", "16"]),
        [UNSEEN_FLAG]
    );
    assert_eq!(
        of_worker(
            2,
            8,
            &["dynamo.vllm", "--tensor-parallel-size", "16", "-pp=1"]
        ),
        [""; 0]
    );
}

fn container(more: Json) -> Json {
    let mut main = json!({"image": "r/i:1"});
    main.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    graph(json!({"W": {"extraPodSpec": {"mainContainer": main}}}))
}

#[test]
fn references_are_looked_up_where_objects_of_their_kind_are_given() {
    let from = |name: &str| json!({"env": [{"name": "T", "valueFrom": {"secretKeyRef": {"name": name, "key": "t"}}}]});
    let secret = json!({"kind": "Secret", "metadata": {"name": "hf-token"}});
    assert_eq!(said(&[container(from("hf-tokn"))]), []);
    assert_eq!(said(&[container(from("hf-token")), secret.clone()]), []);
    let found = all(
        &[container(from("hf-tokn")), secret.clone()],
        &Around::default(),
    );
    assert_eq!(found[0].code, MISSING_OBJECT);
    assert_eq!(
        found[0].path,
        "spec.services[W].extraPodSpec.mainContainer.env[0].valueFrom.secretKeyRef.name"
    );
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `hf-token`?"));
    let around = Around {
        existing: &[],
        is_complete: true,
    };
    assert_eq!(all(&[container(from("hf-tokn"))], &around).len(), 1);
    let existing = [Resource {
        object: &secret,
        namespace: "other",
    }];
    let around = Around {
        existing: &existing,
        is_complete: true,
    };
    assert_eq!(
        all(&[container(from("hf-token"))], &around).len(),
        1,
        "another namespace"
    );
}

#[test]
fn claims_that_a_graph_makes_are_there() {
    let mut using = container(json!({}));
    using["spec"]["pvcs"] = json!([{"name": "cache", "create": false}]);
    let mut making = container(json!({}));
    making["metadata"]["name"] = "other".into();
    making["spec"]["pvcs"] = json!([{"name": "cache", "create": true}]);
    assert_eq!(said(&[using.clone(), making.clone()]), []);
    making["spec"]["pvcs"][0]["name"] = "models".into();
    assert_eq!(
        said(&[using, making]),
        [(MISSING_OBJECT, "spec.pvcs[0].name".to_owned())]
    );
}

#[test]
fn adapters_need_a_service_that_hands_its_replicas_over() {
    let adapter = |graph: &str, service: &str| {
        json!({"kind": "DynamoGraphDeploymentScalingAdapter", "metadata": {"name": "a"},
               "spec": {"dgdRef": {"name": graph, "serviceName": service}}})
    };
    let graph = graph(json!({
        "Decode": {"scalingAdapter": {"enabled": true}, "extraPodSpec": {"mainContainer": {"image": "r/i:1"}}},
        "Frontend": {"extraPodSpec": {"mainContainer": {"image": "r/i:1"}}},
    }));
    let of = |name: &str, service: &str| {
        let found = all(&[graph.clone(), adapter(name, service)], &Around::default());
        found
            .into_iter()
            .map(|r| (r.code, r.weight, r.hint))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("chat", "Decode"), []);
    assert_eq!(
        of("chat", "Decoder"),
        [(
            MISSING_TARGET,
            Weight::Error,
            Some("did you mean `Decode`?".to_owned())
        )]
    );
    assert_eq!(of("chat", "Frontend")[0].1, Weight::Warning);
    assert_eq!(
        of("chta", "Decode")[0].2.as_deref(),
        Some("did you mean `chat`?")
    );
    assert_eq!(said(&[adapter("chat", "Decode")]), []);
}

#[test]
fn a_model_whose_base_nobody_serves_is_told_beside_graphs_only() {
    let model = json!({"kind": "DynamoModel", "metadata": {"name": "m"},
                       "spec": {"baseModelName": "Qwen/Qwen3-0.6B"}});
    let graph = |offers: &str| {
        graph(
            json!({"W": {"modelRef": {"name": offers}, "extraPodSpec": {"mainContainer": {"image": "r/i:1"}}}}),
        )
    };
    assert_eq!(said(std::slice::from_ref(&model)), []);
    assert_eq!(said(&[model.clone(), graph("Qwen/Qwen3-0.6B")]), []);
    let found = all(&[model, graph("Qwen/Qwen3-06B")], &Around::default());
    assert_eq!(found[0].code, UNSERVED_MODEL);
    assert_eq!(
        found[0].hint.as_deref(),
        Some("did you mean `Qwen/Qwen3-06B`?")
    );
}

#[test]
fn an_object_given_twice_is_told_at_the_second() {
    let found = all(
        &[container(json!({})), container(json!({}))],
        &Around::default(),
    );
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].resource), (TWICE, 1));
}

#[test]
fn a_graph_leaves_room_for_the_names_of_its_services() {
    let mut graph = container(json!({}));
    graph["metadata"]["name"] = "g".repeat(61).into();
    assert_eq!(said(&[graph.clone()]), []);
    graph["metadata"]["name"] = "g".repeat(62).into();
    assert_eq!(said(&[graph]), [(LONG_NAME, "metadata.name".to_owned())]);
}

#[test]
fn images_name_their_version() {
    let of = |image: &str| {
        let found = said(&[container(json!({"image": image}))]);
        found.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    for image in ["r/i:1", "r:5000/i@sha256:0", "i:1.0-dev", "${IMAGE}"] {
        assert_eq!(of(image), [""; 0], "{image}");
    }
    for image in ["r/i", "r:5000/i", "r/i:latest"] {
        assert_eq!(of(image), [MOVING_TAG], "{image}");
    }
    assert_eq!(of(""), [NO_IMAGE]);
    let idle = graph(json!({"W": {"replicas": 0}}));
    assert_eq!(said(&[idle]), []);
}

#[test]
fn secrets_in_plain_sight_are_told_without_their_value() {
    let of = |name: &str, value: &str| {
        all(
            &[container(json!({"env": [{"name": name, "value": value}]}))],
            &Around::default(),
        )
    };
    let found = of("HF_TOKEN", "hf_abc123");
    assert_eq!(found[0].code, PLAIN_SECRET);
    assert!(!format!("{found:?}").contains("hf_abc123"));
    for (name, value) in [
        ("HF_TOKEN", ""),
        ("HF_TOKEN", "$(OTHER)"),
        ("TOKEN_FILE", "/x"),
        ("MAX_TOKENS", "9"),
    ] {
        assert_eq!(of(name, value), [], "{name}");
    }
}

#[test]
fn codes_are_distinct_and_ordered() {
    assert!(RULES.is_sorted_by(|a, b| a.code < b.code));
    let admission = crate::admission::RULES.iter().map(|rule| rule.code);
    assert!(
        admission
            .into_iter()
            .all(|code| RULES.iter().all(|rule| rule.code != code))
    );
}
