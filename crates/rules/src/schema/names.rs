//! The grammar of names, label keys and label values.

const LABEL_PART: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

fn at_most(length: usize) -> String {
    format!("must be no more than {length} characters")
}

fn grammar(words: &str, pattern: &str, examples: &[&str]) -> String {
    let examples: Vec<String> = examples
        .iter()
        .map(|example| format!("'{example}', "))
        .collect();
    let examples = examples.join(" or ");
    let examples = examples.trim_end_matches(", ");
    format!("{words} (e.g. {examples}, regex used for validation is '{pattern}')")
}

/// Letters and digits at both ends, and these characters between them.
fn is_between(text: &str, is_end: fn(u8) -> bool, inner: &[u8]) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|byte| is_end(*byte))
        && bytes.last().is_some_and(|byte| is_end(*byte))
        && bytes
            .iter()
            .all(|byte| is_end(*byte) || inner.contains(byte))
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(|part| is_between(part, is_lower, b"-"))
}

/// What is wrong with a DNS subdomain.
pub(super) fn subdomain(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 253 {
        problems.push(at_most(253));
    }
    if !is_subdomain(text) {
        problems.push(grammar(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
            &format!("{LABEL_PART}(\\.{LABEL_PART})*"),
            &["example.com"],
        ));
    }
    problems
}

/// What is wrong with a DNS label, such as a namespace.
pub(super) fn dns_label(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 63 {
        problems.push(at_most(63));
    }
    if !is_between(text, is_lower, b"-") {
        problems.push(if is_subdomain(text) {
            "must not contain dots".to_owned()
        } else {
            grammar(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
                LABEL_PART,
                &["my-name", "123-abc"],
            )
        });
    }
    problems
}

/// What is wrong with a DNS-1035 label, such as a kind in lower case.
pub(super) fn dns_1035_label(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 63 {
        problems.push(at_most(63));
    }
    let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts_well || !is_between(text, is_lower, b"-") {
        problems.push(grammar(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            &["my-name", "abc-123"],
        ));
    }
    problems
}

/// What is wrong with the key of a label or annotation, or with a finalizer.
pub(super) fn qualified(text: &str) -> Vec<String> {
    const PATTERN: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    let rule = |words: &str| {
        let words = format!(
            "{words} must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
        );
        grammar(&words, PATTERN, &["MyName", "my.name", "123-abc"])
    };
    let mut problems = Vec::new();
    let parts: Vec<&str> = text.split('/').collect();
    let name = match parts.as_slice() {
        [name] => name,
        [prefix, name] => {
            if prefix.is_empty() {
                problems.push("prefix part must be non-empty".to_owned());
            } else {
                problems.extend(
                    subdomain(prefix)
                        .iter()
                        .map(|text| format!("prefix part {text}")),
                );
            }
            name
        }
        _ => {
            return vec![format!(
                "{} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
                rule("a qualified name")
            )];
        }
    };
    if name.is_empty() {
        problems.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        problems.push(format!("name part {}", at_most(63)));
    }
    if !is_between(name, is_letter, b"-_.") {
        problems.push(rule("name part"));
    }
    problems
}

/// What is wrong with the value of a label.
pub(super) fn label_value(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 63 {
        problems.push(at_most(63));
    }
    if !text.is_empty() && !is_between(text, is_letter, b"-_.") {
        problems.push(grammar(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
            &["MyValue", "my_value", "12345"],
        ));
    }
    problems
}
