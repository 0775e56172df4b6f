use serde_json::{Value, json};

use super::*;

fn graph(spec: Value) -> Value {
    json!({
        "apiVersion": "nvidia.com/v1alpha1",
        "kind": "DynamoGraphDeployment",
        "metadata": {"name": "graph", "namespace": "team-a"},
        "spec": spec
    })
}

fn create(object: &Value) -> Verdict {
    let schema = Schema::of_kind(object["kind"].as_str().unwrap()).unwrap();
    admit(
        schema,
        Write {
            operation: Operation::Create,
            object,
            old: None,
        },
    )
}

fn messages(verdict: &Verdict) -> Vec<String> {
    verdict.errors.iter().map(FieldError::message).collect()
}

#[test]
fn every_definition_compiles() {
    for definition in stator_api::crd::all() {
        if let Err(error) = compile(&definition) {
            panic!("{}: {error}", definition.kind());
        }
    }
}

#[test]
fn every_pattern_can_be_compiled() {
    fn patterns(schema: &Value, found: &mut Vec<String>) {
        if let Some(fields) = schema.as_object() {
            found.extend(
                fields
                    .get("pattern")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields.values().for_each(|value| patterns(value, found));
        }
    }
    for definition in stator_api::crd::all() {
        let mut found = Vec::new();
        patterns(definition.schema(), &mut found);
        for pattern in found {
            assert!(regex::Regex::new(&pattern).is_ok(), "{pattern}");
        }
    }
}

#[test]
fn an_expression_without_a_function_does_not_compile() {
    let mut definition = stator_api::crd::of_kind("DynamoModel").unwrap();
    definition.object["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["x-kubernetes-validations"] =
        json!([{"rule": "self.modelName != ''", "message": "no"}]);
    assert_eq!(
        compile(&definition).err(),
        Some(SchemaError::Rule {
            path: "DynamoModel.spec".to_owned(),
            expression: "self.modelName != ''".to_owned()
        })
    );
}

#[test]
fn an_error_leads_to_the_value_also_where_keys_have_dots() {
    let verdict = create(&graph(json!({"services": {"a.b": {"replicas": -1}}})));
    assert_eq!(verdict.errors[0].field, "spec.services.a.b.replicas");
    assert_eq!(
        verdict.errors[0].path.steps(),
        [
            Step::Field("spec".into()),
            Step::Field("services".into()),
            Step::Key("a.b".into()),
            Step::Field("replicas".into())
        ]
    );
}

#[test]
fn an_unquoted_gpu_count_is_refused() {
    let object = graph(json!({"services": {"w": {"resources": {"limits": {"gpu": 1}}}}}));
    assert_eq!(
        messages(&create(&object))[0],
        "spec.services.w.resources.limits.gpu: Invalid value: \"integer\": spec.services.w.resources.limits.gpu in body must be of type string: \"integer\""
    );
}

#[test]
fn a_null_service_disappears() {
    let verdict = create(&graph(json!({"services": {"a": {}, "b": null}})));
    assert!(verdict.is_valid());
    assert_eq!(
        verdict.object.unwrap()["spec"],
        json!({"services": {"a": {}}})
    );
}

#[test]
fn claims_that_are_created_must_say_how() {
    for (claim, is_valid) in [
        (json!({"name": "a"}), true),
        (json!({"name": "a", "create": false}), true),
        (json!({"name": "a", "create": true}), false),
        (
            json!({"name": "a", "create": true, "size": "1Gi", "storageClass": "s"}),
            false,
        ),
        (
            json!({"name": "a", "create": true, "size": "0", "storageClass": "", "volumeAccessMode": ""}),
            true,
        ),
    ] {
        assert_eq!(
            create(&graph(json!({"pvcs": [claim]}))).is_valid(),
            is_valid,
            "{claim}"
        );
    }
}

#[test]
fn what_was_invalid_and_has_not_changed_is_let_be() {
    let old = graph(json!({"backendFramework": "old", "services": {"w": {"replicas": -1}}}));
    let mut new = old.clone();
    new["spec"]["services"]["v"] = json!({});
    let schema = Schema::of_kind("DynamoGraphDeployment").unwrap();
    let update = |object: &Value| {
        admit(
            schema,
            Write {
                operation: Operation::Update,
                object,
                old: Some(&old),
            },
        )
    };
    assert_eq!(messages(&update(&new)), Vec::<String>::new());
    new["spec"]["services"]["w"]["replicas"] = json!(-2);
    assert_eq!(update(&new).errors[0].field, "spec.services.w.replicas");
}

#[test]
fn base64_and_times_are_checked() {
    let with = |parameters: &str| {
        graph(json!({"services": {"w": {"eppConfig": {"config": {
            "plugins": [{"type": "p", "parameters": parameters}], "schedulingProfiles": []
        }}}}}))
    };
    assert!(create(&with("e30=")).is_valid());
    assert!(!create(&with("")).is_valid());
    assert!(!create(&with("e30")).is_valid());
}

#[test]
fn only_the_second_of_equal_keys_is_reported() {
    let containers: Vec<Value> = (0..3).map(|_| json!({"name": "a"})).collect();
    let object = graph(json!({"services": {"w": {"extraPodSpec": {"containers": containers}}}}));
    assert_eq!(
        messages(&create(&object)),
        ["spec.services[w].extraPodSpec.containers[1]: Duplicate value: {\"name\":\"a\"}"]
    );
}

#[test]
fn a_write_without_kind_cannot_be_decoded() {
    let schema = Schema::of_kind("DynamoModel").unwrap();
    let object = json!({"apiVersion": "nvidia.com/v1alpha1"});
    let verdict = admit(
        schema,
        Write {
            operation: Operation::Create,
            object: &object,
            old: None,
        },
    );
    assert_eq!(verdict.errors[0].kind, ErrorKind::Decode);
    assert_eq!(verdict.object, None);
}
