//! Putting flags of the engine into a command line.

use k8s_openapi::api::core::v1::Container;
use regex::{Captures, Regex};
use stator_api::defaults;
use std::sync::LazyLock;

/// Says whether a word names a Python interpreter, with or without path and version.
pub(super) fn is_python(word: &str) -> bool {
    let (folder, name) = word.rsplit_once('/').unwrap_or(("", word));
    let Some(version) = name.strip_prefix("python") else {
        return false;
    };
    let mut parts = version.split('.');
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    // Only the first part may be empty.
    parts.next().is_some_and(is_number)
        && parts.all(|part| !part.is_empty() && is_number(part))
        && !folder.contains('\n')
}

/// The command lines that flags are put into, by the word that names the engine.
static COMMANDS: LazyLock<[(&str, Regex); 2]> = LazyLock::new(|| {
    [defaults::BACKEND_VLLM, defaults::BACKEND_SGLANG].map(|word| {
        let pattern =
            format!(r"(python[0-9.]*[\t\n\f\r ]+[^|&;]*{word}[^|&;]*?)([\t\n\f\r ]|$|[|&;])");
        let pattern = Regex::new(&pattern).expect("a fixed pattern with a plain word is valid");
        (word, pattern)
    })
});

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
    let Some((_, pattern)) = COMMANDS.iter().find(|(known, _)| *known == word) else {
        return arg.to_owned();
    };
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
        for word in ["python", "python3", "/usr/bin/python3.11", "python.3"] {
            assert!(is_python(word), "{word}");
        }
        for word in [
            "python-config",
            "python3 ",
            "python3.",
            "sh",
            "/bin/sh",
            "a\n/python",
        ] {
            assert!(!is_python(word), "{word}");
        }
    }
}
