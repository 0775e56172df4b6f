use super::*;

fn config(arguments: &[&str]) -> OperatorConfig {
    parse(arguments.iter().copied()).unwrap().config
}

fn message(arguments: &[&str]) -> String {
    parse(arguments.iter().copied()).unwrap_err().to_string()
}

#[test]
fn one_and_two_dashes_are_alike() {
    for arguments in [["-natsAddr", "x"], ["--natsAddr", "x"]] {
        assert_eq!(config(&arguments).nats_addr, "x");
    }
    assert_eq!(config(&["--natsAddr=a=b"]).nats_addr, "a=b");
}

#[test]
fn a_bool_takes_a_value_only_after_the_equals_sign() {
    assert!(config(&["--leader-elect"]).leader_elect);
    assert!(!config(&["--leader-elect=false"]).leader_elect);
    assert!(config(&["--zap-devel=T"]).log.development);
    let parsed = parse(["--leader-elect", "false", "--natsAddr=x"]).unwrap();
    assert!(parsed.config.leader_elect);
    assert_eq!(parsed.config.nats_addr, "");
    assert_eq!(parsed.ignored, ["false", "--natsAddr=x"]);
}

#[test]
fn two_dashes_alone_end_the_reading() {
    let parsed = parse(["--natsAddr=x", "--", "--natsAddr=y"]).unwrap();
    assert_eq!(parsed.config.nats_addr, "x");
    assert_eq!(parsed.ignored, ["--natsAddr=y"]);
}

#[test]
fn the_last_of_several_wins() {
    assert_eq!(
        config(&["--leader-election-id=a", "--leader-election-id", "b"]).leader_election_id,
        "b"
    );
}

#[test]
fn messages_are_those_of_go() {
    for (arguments, expected) in [
        (
            &["--profile=COMPOUND_AI"][..],
            "flag provided but not defined: -profile",
        ),
        (
            &["--NATSAddr=x"],
            "flag provided but not defined: -NATSAddr",
        ),
        (&["--natsAddr"], "flag needs an argument: -natsAddr"),
        (&["---x"], "bad flag syntax: ---x"),
        (&["-=x"], "bad flag syntax: -=x"),
        (
            &["--leader-elect=x"],
            "invalid boolean value \"x\" for -leader-elect: parse error",
        ),
        (
            &["--grove-termination-delay=30"],
            "invalid value \"30\" for flag -grove-termination-delay: parse error",
        ),
        (
            &["--zap-encoder", "xml"],
            "invalid value \"xml\" for flag -zap-encoder: invalid encoder value \"xml\"",
        ),
        (
            &["--webhook-cert-mode=x"],
            "invalid value \"x\" for flag -webhook-cert-mode: must be 'auto' or 'manual'",
        ),
        (
            &["--webhook-cert-validity-days=1d"],
            "invalid value \"1d\" for flag -webhook-cert-validity-days: parse error",
        ),
        (
            &["--zap-log-level=0"],
            "invalid value \"0\" for flag -zap-log-level: invalid log level \"0\"",
        ),
        (&["-h"], "flag: help requested"),
    ] {
        assert_eq!(message(arguments), expected);
    }
}

#[test]
fn problems_come_in_the_order_of_the_reference() {
    let problems =
        config(&["--discovery-backend=dns", "--model-express-url=http://[::1"]).problems();
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "planner-cluster-role-name is required in cluster-wide mode",
            "invalid discovery-backend value, must be 'kubernetes' or 'etcd'",
            "invalid model-express-url provided",
            "mpi-run-ssh-secret-name is required",
            "mpi-run-ssh-secret-namespace is required",
        ]
    );
}

#[test]
fn lease_durations_count_in_restricted_mode_only() {
    let bad = "--namespace-scope-lease-renew-interval=1m";
    let fine = [
        "--mpi-run-ssh-secret-name=a",
        "--mpi-run-ssh-secret-namespace=b",
    ];
    let wide = config(&[fine[0], fine[1], "--planner-cluster-role-name=c", bad]);
    assert_eq!(wide.problems(), []);
    let restricted = config(&[fine[0], fine[1], "--restrictedNamespace=n", bad]);
    assert_eq!(
        restricted.problems()[0].to_string(),
        "renew interval (1m0s) must be less than lease duration (30s)"
    );
}

#[test]
fn urls_that_go_parses_are_taken() {
    for text in [
        "http://a:1",
        "a",
        "http://u:p@h/x?y#z",
        "http://[::1]:80/",
        "host:8001",
        "/x",
        "http://a:",
    ] {
        assert!(url::parses(text), "{text}");
    }
    for text in [
        "http://[::1",
        "http://a%zz",
        "http://a/%2",
        "a\u{1}",
        "http://a:b",
        ":x",
        "1a:2",
        "http://a b/",
    ] {
        assert!(!url::parses(text), "{text}");
    }
}

#[test]
fn the_table_is_sorted_and_complete() {
    assert!(FLAGS.is_sorted_by(|a, b| a.name < b.name));
    assert_eq!(FLAGS.len(), 43);
}

#[test]
fn defaults_are_those_of_the_reference() {
    let shown: Vec<_> = FLAGS
        .iter()
        .map(|flag| (flag.name, flag.default_text()))
        .filter(|(_, default)| !default.is_empty() && default != "false")
        .collect();
    let expected = [
        ("discovery-backend", "kubernetes"),
        ("grove-termination-delay", "15m0s"),
        ("health-probe-bind-address", ":8081"),
        ("metrics-authorization", "true"),
        ("metrics-bind-address", ":8080"),
        ("namespace-scope-lease-duration", "30s"),
        ("namespace-scope-lease-renew-interval", "10s"),
        ("operator-version", "unknown"),
        ("webhook-cert-validity-days", "365"),
        ("zap-devel", "true"),
    ];
    assert_eq!(
        shown,
        expected.map(|(name, default)| (name, default.to_owned()))
    );
}

#[test]
fn usage_lists_type_and_default() {
    let usage = usage("/manager");
    assert!(
        usage.starts_with("Usage of /manager:\n  -dgdr-profiling-cluster-role-name string\n    \t")
    );
    assert!(usage.contains("(default 15m0s)\n"));
    assert!(usage.contains("(default \":8080\")\n"));
    assert!(usage.contains("  -zap-devel\n"));
}

#[test]
fn the_environment_names_the_debugger_image_unless_it_is_empty() {
    let image = |value: &str| {
        let mut config = OperatorConfig::default();
        config.read_environment(|name| {
            (name == "INTERNAL_IMAGES_DEBUGGER").then(|| value.to_owned())
        });
        config.debugger_image
    };
    assert_eq!(
        image("registry.example/debug:1"),
        "registry.example/debug:1"
    );
    assert_eq!(image(""), defaults::DEBUGGER_IMAGE);
}
