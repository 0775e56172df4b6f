//! A document that cannot be read points back at the template line, and the value, that made it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use stator_chart::load::from_files;
use stator_chart::{Compat, Session, Settings, ValueArgs, World, render};
use stator_sprig::FixedHost;
use std::rc::Rc;

const CHART: &[u8] = b"apiVersion: v2\nname: c\nversion: 1.0.0\n";

/// What the diagnostic of a failed render says.
#[derive(Debug, Default)]
struct Finding {
    /// The marked pieces: `file:line: text | label`.
    marks: Vec<String>,
    path: String,
    notes: Vec<String>,
}

fn finding(files: &[(&str, &str)], set: &[&str]) -> Finding {
    let mut session = Session::new(Compat::Helm4);
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    let files = [("Chart.yaml", CHART)].into_iter().chain(files);
    let chart = Rc::new(from_files(files, "c", &mut session).unwrap());
    let args = ValueArgs {
        set: set.iter().map(|s| (*s).to_owned()).collect(),
        ..ValueArgs::default()
    };
    let values = args
        .merge(&mut |_| Ok(Vec::new()), &mut session, None)
        .unwrap();
    let settings = Settings {
        compat: Compat::Helm4,
        release: "r".to_owned(),
        ..Settings::default()
    };
    let world = World {
        effects: Rc::new(FixedHost::default()),
        resolver: None,
    };
    let error = render(&chart, &values, &settings, &world, &mut session, None).unwrap_err();
    assert!(
        error
            .helm_text()
            .starts_with("Error: YAML parse error on c/templates/")
    );
    let diagnostics = error.diagnostics(&mut session.sources);
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    let diagnostic = &diagnostics[0];
    let mark = |label: &stator_diag::Label| {
        let source = session.sources.get(label.span.source).unwrap();
        let (start, end) = (label.span.start as usize, label.span.end as usize);
        let line = source.text()[..start].matches('\n').count() + 1;
        format!(
            "{}:{line}: {} | {}",
            source.name,
            &source.text()[start..end],
            label.text
        )
    };
    Finding {
        marks: diagnostic.labels.iter().map(mark).collect(),
        path: diagnostic.path.clone(),
        notes: diagnostic.notes.clone(),
    }
}

#[test]
fn a_value_that_breaks_its_line_is_named_with_who_set_it() {
    let template = "kind: A\nmetadata:\n  name: {{ .Values.name }}\n";
    let found = finding(&[("templates/a.yaml", template)], &["name=x: y"]);
    assert_eq!(
        found.marks,
        [
            "c/templates/a.yaml:3: .Values.name | this value is in the line that cannot be read",
            "--set #1:1:  | `name` is set here, to a string",
        ]
    );
    assert_eq!(found.path, "name");
    assert_eq!(found.notes, ["line 3 of what it rendered:   name: x: y"]);
}

#[test]
fn a_line_of_the_template_itself_is_shown() {
    let template = "{{- if true }}\nkind: A\n{{- end }}\nmetadata:\n  a: b: c\n";
    let found = finding(&[("templates/a.yaml", template)], &[]);
    assert_eq!(
        found.marks,
        ["c/templates/a.yaml:5: a: b: c | this line cannot be read"]
    );
    assert_eq!(found.path, "");
}

#[test]
fn an_included_template_is_found_behind_indentation() {
    let helpers = "{{ define \"labels\" }}\na: 1\nb: {{ .Values.b }}\n{{ end }}";
    let template = "kind: A\nmetadata:\n  labels:\n    {{- include \"labels\" . | nindent 4 }}\n";
    let files = [
        ("templates/_h.tpl", helpers),
        ("templates/a.yaml", template),
        ("values.yaml", "b: 'x: y'\n"),
    ];
    let found = finding(&files, &[]);
    assert_eq!(
        found.marks,
        [
            "c/templates/_h.tpl:3: .Values.b | this value is in the line that cannot be read",
            "c/templates/a.yaml:4: include \"labels\" . | nindent 4 | printed from here",
            "c/values.yaml:1:  | `b` is set here, to a string",
        ]
    );
}

#[test]
fn what_is_not_finished_is_shown_where_it_began() {
    let template = "kind: A\na: [{{ .Values.items }}\nb: 1\n---\nkind: B\n";
    let found = finding(&[("templates/a.yaml", template)], &["items=1"]);
    assert_eq!(
        found.marks,
        [
            "c/templates/a.yaml:3: b: 1 | this line cannot be read",
            "c/templates/a.yaml:2: [{{ .Values.items }} | what began here is not finished",
        ]
    );
}

#[test]
fn an_annotation_of_the_wrong_type_is_found() {
    let template =
        "kind: A\nmetadata:\n  annotations:\n    a: b\n    c: {{ .Values.c | toJson }}\n";
    let found = finding(
        &[("templates/a.yaml", template), ("values.yaml", "c: [1]\n")],
        &[],
    );
    assert_eq!(
        found.marks,
        [
            "c/templates/a.yaml:5: .Values.c | toJson | this value is in the line that cannot be read",
            "c/values.yaml:1:  | `c` is set here, to a []interface {}",
        ]
    );
}

#[test]
fn a_template_that_writes_something_else_each_time_points_nowhere() {
    let template = "kind: A\na: [{{ randAlphaNum 5 }}\n";
    let found = finding(&[("templates/a.yaml", template)], &[]);
    assert_eq!(found.marks, [""; 0]);
    assert_eq!(found.notes.len(), 1);
}
