//! Putting flags of the engine into a command line.

use k8s_openapi::api::core::v1::Container;
use regex::{Captures, Regex};
use std::sync::LazyLock;

static PYTHON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(.*/)?(python[0-9]*(\.[0-9]+)*)$").expect("a fixed pattern is valid")
});

/// Says whether a word names a Python interpreter, with or without path and version.
pub(super) fn is_python(word: &str) -> bool {
    PYTHON.is_match(word)
}

/// Adds `flags` to the engine's command line; `word` names its module.
///
/// COMPAT(operator): nothing happens where no argument matches.
pub(super) fn flags(main: &mut Container, flags: &str, needs_shell: bool, word: &str) {
    let command = main.command.clone().unwrap_or_default();
    if command.first().is_some_and(|first| is_python(first)) {
        let args = main.args.take().unwrap_or_default();
        if needs_shell {
            let mut words = vec!["exec".to_owned()];
            words.extend(command);
            words.extend(args);
            words.push(flags.to_owned());
            main.command = Some(vec!["sh".to_owned(), "-c".to_owned()]);
            main.args = Some(vec![words.join(" ")]);
        } else {
            let added = flags.split_ascii_whitespace().map(str::to_owned);
            main.args = Some(args.into_iter().chain(added).collect());
        }
        return;
    }
    for arg in main.args.iter_mut().flatten() {
        let changed = rewrite(arg, flags, word);
        if changed != *arg {
            *arg = changed;
            return;
        }
    }
}

fn rewrite(arg: &str, flags: &str, word: &str) -> String {
    let pattern = format!(r"(python[0-9.]*[\t\n\f\r ]+[^|&;]*{word}[^|&;]*?)([\t\n\f\r ]|$|[|&;])");
    let pattern = Regex::new(&pattern).expect("a fixed pattern with a plain word is valid");
    let with_flags = |found: &Captures<'_>| format!("{} {flags}{}", &found[1], &found[2]);
    pattern.replace_all(arg, with_flags).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_follow_the_last_token_with_the_module() {
        for (arg, want) in [
            (
                "python3 -m dynamo.sglang --model-path /m",
                "python3 -m dynamo.sglang F --model-path /m",
            ),
            (
                "python3 -m dynamo.sglang --model-path /models/sglang-7b --tp 8",
                "python3 -m dynamo.sglang --model-path /models/sglang-7b F --tp 8",
            ),
            (
                "python3 -m dynamo.sglang;sleep 1",
                "python3 -m dynamo.sglang F;sleep 1",
            ),
            (
                "python3.12 -m dynamo.sglang.x && python -m dynamo.sglang",
                "python3.12 -m dynamo.sglang.x F && python -m dynamo.sglang F",
            ),
            ("uv run dynamo.sglang", "uv run dynamo.sglang"),
        ] {
            assert_eq!(rewrite(arg, "F", "sglang"), want);
        }
    }

    #[test]
    fn interpreters_are_recognised_whole() {
        for word in ["python", "python3", "/usr/bin/python3.11"] {
            assert!(is_python(word), "{word}");
        }
        for word in ["python-config", "python3 ", "sh", "/bin/sh"] {
            assert!(!is_python(word), "{word}");
        }
    }
}
