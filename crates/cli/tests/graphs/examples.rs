//! Everything in `examples/`: planned, drawn, checked.

use stator_testkit::{stator, workspace_root};

const MODES: [&str; 3] = [
    "grove,kai,inference",
    "lws,volcano,inference",
    "inference,istio",
];

fn graphs() -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(workspace_root().join("examples")).unwrap() {
        let folder = entry.unwrap();
        // A new kind of example needs a test of its own.
        assert_eq!(folder.file_name(), "graphs");
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            files.push(entry.unwrap().path().display().to_string());
        }
    }
    files.sort();
    assert!(files.len() > 5);
    files
}

#[test]
fn every_example_is_planned_drawn_and_reported() {
    for graph in graphs() {
        let is_multinode = std::fs::read_to_string(&graph)
            .unwrap()
            .contains("nodeCount");
        for apis in MODES {
            // Several nodes need one who starts them together.
            if is_multinode && !apis.contains("grove") && !apis.contains("lws") {
                continue;
            }
            for (flags, part) in [
                (&["-o", "yaml"][..], "---\napiVersion: "),
                (&["-o", "tree"], "└── "),
                (&["-o", "dot"], "digraph plan {"),
                (&["-o", "svg"], "<svg "),
                (&["--status"], "kind: DynamoGraphDeployment\n"),
            ] {
                let words = ["plan", &graph, "-n", "team", "--apis", apis];
                let run = stator(words.iter().chain(flags)).run();
                assert!(run.success().contains(part), "{graph} {apis} {flags:?}");
                assert!(run.stderr.is_empty(), "{run}");
            }
        }
    }
}

#[test]
fn trees_fit_into_eighty_columns_and_use_two_hundred() {
    for graph in graphs() {
        let of = |columns: &str| {
            let run = stator(["plan", &graph, "-n", "team"])
                .env("COLUMNS", columns)
                .run();
            run.success().into_owned()
        };
        let (narrow, wide) = (of("80"), of("200"));
        let widest = |text: &str| text.lines().map(|line| line.chars().count()).max();
        assert!(widest(&narrow) <= Some(80), "{narrow}");
        assert!(
            widest(&wide) > Some(80) && widest(&wide) <= Some(200),
            "{wide}"
        );
        // Nothing is lost on the way.
        let words = |text: &str| {
            let mut words: Vec<String> = text
                .split_whitespace()
                .filter(|word| !word.contains(['│', '├', '└']))
                .map(str::to_owned)
                .collect();
            words.sort();
            words
        };
        assert_eq!(words(&narrow), words(&wide));
    }
}

#[test]
fn the_help_of_every_verb_shows_an_example() {
    let help = stator(["--help"]).run().success().into_owned();
    let commands = help.split("Commands:\n").nth(1).unwrap();
    let verbs: Vec<&str> = commands
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert!(verbs.contains(&"check") && verbs.len() >= 8, "{verbs:?}");
    for verb in verbs {
        let help = stator([verb, "--help"]).run().success().into_owned();
        let (_, examples) = help.split_once("Example").expect(verb);
        assert!(
            examples.contains(&format!("stator {verb}")),
            "{verb}: {examples}"
        );
    }
}

#[test]
fn completions_know_verbs_and_presets() {
    for shell in ["bash", "zsh", "fish"] {
        let script = stator(["completions", shell]).run().success().into_owned();
        for word in ["check", "explain", "external-stores"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn a_misspelt_verb_or_flag_names_the_nearest() {
    let run = stator(["chek", "x.yaml"]).run();
    assert_eq!(run.code, 2);
    assert!(
        run.stderr()
            .contains("a similar subcommand exists: 'check'"),
        "{run}"
    );
    let run = stator(["plan", "x.yaml", "--namespce", "a"]).run();
    assert!(run.stderr().contains("--namespace"), "{run}");
}
