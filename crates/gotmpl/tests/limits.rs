//! Templates that take more than they may end with an error that says of what.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use stator_gotmpl::{GoVersion, Limits};

fn run(template: &str, limits: Limits) -> Result<String, String> {
    let table = support::table(GoVersion::Go1_27);
    support::run(&table, template.as_bytes(), limits).map(|out| String::from_utf8(out).unwrap())
}

fn message(template: &str, limits: Limits) -> String {
    run(template, limits).unwrap_err()
}

#[test]
fn steps_are_counted() {
    let limits = Limits {
        fuel: 1000,
        ..Limits::default()
    };
    let text = message("{{range 100}}{{range 100}}x{{end}}{{end}}", limits);
    assert!(
        text.ends_with("template takes too long: more than 1000 steps"),
        "{text}"
    );
    // An empty body takes steps as well.
    let text = message("{{range 100}}{{range 100}}{{end}}{{end}}", limits);
    assert!(text.ends_with("more than 1000 steps"), "{text}");
}

#[test]
fn bytes_that_functions_make_are_counted() {
    let limits = Limits {
        made_bytes: 100_000,
        ..Limits::default()
    };
    let doubling = r#"{{$x := "0123456789"}}{{range 40}}{{$x = printf "%s%s" $x $x}}{{end}}"#;
    let text = message(doubling, limits);
    assert!(
        text.ends_with("templates make too much: more than 100000 bytes"),
        "{text}"
    );
    // Calls that make nothing count, too.
    let text = message("{{range 1000}}{{$x := len \"a\"}}{{end}}", limits);
    assert!(
        text.ends_with("templates make too much: more than 100000 bytes"),
        "{text}"
    );
    assert_eq!(
        run("{{range 100}}{{len \"a\"}}{{end}}", limits)
            .unwrap()
            .len(),
        100
    );
}

#[test]
fn output_is_bounded() {
    let limits = Limits {
        output_bytes: 1000,
        ..Limits::default()
    };
    let text = message("{{range 1000}}0123456789{{end}}", limits);
    assert!(
        text.ends_with("template output is too large: more than 1000 bytes"),
        "{text}"
    );
}
