//! The README shows what the command prints.

use std::fs;

use stator_testkit::{stator, workspace_root};

/// What the README writes before the words of the command.
const PROMPT: &str = "$ cargo run --release --bin stator -- ";

/// Stands for the rest of an output.
const REST: &str = "…";

/// The commands of the console blocks with the lines shown below each.
fn examples(readme: &str) -> Vec<(&str, Vec<&str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut is_open = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            is_open = false;
        } else if let Some(words) = line.strip_prefix(PROMPT) {
            found.push((words, Vec::new()));
            is_open = true;
        } else if let (true, Some((_, shown))) = (is_open, found.last_mut()) {
            shown.push(line);
        }
    }
    found
}

#[test]
fn examples_of_the_readme_print_what_it_shows() {
    let readme = fs::read_to_string(workspace_root().join("README.md")).unwrap();
    let examples = examples(&readme);
    assert!(examples.len() >= 2, "{examples:?}");
    for (words, shown) in examples {
        let run = stator(words.split(' ')).run();
        let output = run.success();
        let mut printed = output.lines();
        let mut is_cut = false;
        for line in shown {
            if line == REST {
                is_cut = true;
                break;
            }
            assert_eq!(printed.next(), Some(line), "{words}");
        }
        assert_eq!(
            printed.next().is_some(),
            is_cut,
            "{words}: the output goes on or not"
        );
    }
}
