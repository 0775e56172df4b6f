//! Everything on standard error of failed renders: Helm's text first, then where and why.

use crate::chart;
use stator_testkit::stator;

const HELPERS: (&str, &str) = (
    "templates/_h.tpl",
    "{{ define \"labels\" -}}\napp: c\nteam: {{ .Values.team }}\n{{- end }}\n",
);

const MANIFEST: (&str, &str) = (
    "templates/a.yaml",
    "kind: A\nmetadata:\n  labels:\n    {{- include \"labels\" . | nindent 4 }}\ndata: {}\n",
);

#[track_caller]
fn fails(files: &[(&str, &str)], more: &[&str], wanted: &str) {
    let folder = chart(files);
    let mut command = stator(["template", "r", "c"]).cwd(folder.path());
    for word in more {
        command = command.arg(word);
    }
    let finished = command.run();
    assert_eq!(finished.code, 1, "{finished}");
    assert_eq!(finished.stdout(), "");
    assert_eq!(finished.stderr(), wanted, "{finished}");
}

#[test]
fn a_document_that_is_no_yaml_points_at_template_line_and_value() {
    let values = ("values.yaml", "# Who owns it.\nteam: \"red: blue\"\n");
    let wanted = r#"Error: YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line 5: mapping values are not allowed in this context

Use --debug flag to render out invalid YAML
error[DYN0007]: the rendered document is no YAML that Helm can read
 --> c/templates/_h.tpl:3:10
  |
2 | app: c
3 | team: {{ .Values.team }}
  |          ^^^^^^^^^^^^ this value is in the line that cannot be read
4 | {{- end }}
  |
 ::: c/templates/a.yaml:4:9
  |
3 |   labels:
4 |     {{- include "labels" . | nindent 4 }}
  |         ------------------------------ printed from here
5 | data: {}
  |
 ::: c/values.yaml:2:1
  |
1 | # Who owns it.
2 | team: "red: blue"
  | - `team` is set here, to a string
  |
  = note: line 5 of what it rendered:     team: red: blue
"#;
    fails(&[HELPERS, MANIFEST, values], &[], wanted);
}

#[test]
fn what_is_not_finished_is_shown_with_its_beginning() {
    let template = (
        "templates/a.yaml",
        "kind: A\na: [{{ .Values.items }}\nb: 1\n",
    );
    let wanted = "Error: YAML parse error on c/templates/a.yaml: error converting YAML to JSON: \
yaml: line 2: did not find expected ',' or ']'

Use --debug flag to render out invalid YAML
error[DYN0007]: the rendered document is no YAML that Helm can read
 --> c/templates/a.yaml:3:1
  |
2 | a: [{{ .Values.items }}
3 | b: 1
  | ^^^^ this line cannot be read
  |
 ::: c/templates/a.yaml:2:4
  |
1 | kind: A
2 | a: [{{ .Values.items }}
  |    -------------------- what began here is not finished
3 | b: 1
  |
  = note: line 3 of what it rendered: b: 1
";
    fails(&[template], &["--set", "items=1"], wanted);
}

#[test]
fn a_failing_template_points_at_its_node_and_the_word_that_set_the_value() {
    let template = ("templates/a.yaml", "a: {{ .Values.team.x.y }}\n");
    let wanted = "Error: c/templates/a.yaml:1:13
  executing \"c/templates/a.yaml\" at <.Values.team.x.y>:
    can't evaluate field x in type interface {}

Use --debug flag to render out invalid YAML
error[DYN0006]: can't evaluate field x in type interface {}
 --> c/templates/a.yaml:1:14
  |
1 | a: {{ .Values.team.x.y }}
  |              ^^^^^^^^^ can't evaluate field x in type interface {}
  |
 ::: --set #1:1:1
  |
1 | team=red
  | - `team` is set here, to a string
";
    fails(&[template], &["--set", "team=red"], wanted);
}

#[test]
fn a_missing_value_says_what_to_set() {
    let template = (
        "templates/a.yaml",
        "a: {{ required \"a team is needed\" .Values.team }}\n",
    );
    let wanted = "Error: execution error at (c/templates/a.yaml:1:6): a team is needed

Use --debug flag to render out invalid YAML
error[DYN0006]: `team` is not set: a team is needed
 --> c/templates/a.yaml:1:7
  |
1 | a: {{ required \"a team is needed\" .Values.team }}
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a team is needed
  |
  = hint: set it in a values file, or with --set team=VALUE
";
    fails(&[template], &[], wanted);
}

#[test]
fn a_template_that_does_not_parse_points_at_the_token() {
    let template = ("templates/a.yaml", "a: 1\nb: {{ .Values.team | nope }}\n");
    let wanted = "Error: parse error at (c/templates/a.yaml:2): function \"nope\" not defined

Use --debug flag to render out invalid YAML
error[DYN0006]: the template does not parse
 --> c/templates/a.yaml:2:22
  |
1 | a: 1
2 | b: {{ .Values.team | nope }}
  |                      ^ function \"nope\" not defined
";
    fails(&[template], &[], wanted);
}
