//! A plan as a tree of lines, and as a graph for Graphviz.

use super::picture::{Made, Picture};
use std::fmt::Write as _;

/// Draws the tree that people look at first.
pub(super) fn tree(pictures: &[Picture]) -> String {
    let mut out = String::new();
    for (nth, picture) in pictures.iter().enumerate() {
        if nth > 0 {
            out.push('\n');
        }
        one_tree(picture, &mut out);
    }
    out
}

fn one_tree(picture: &Picture, out: &mut String) {
    let _ = writeln!(out, "{}  ({})", picture.title, picture.subtitle);
    let branches =
        picture.services.len() + usize::from(!picture.shared.is_empty()) + picture.errors.len();
    let mut nth = 0;
    let mut branch = || {
        nth += 1;
        if nth == branches {
            ("└── ", "    ")
        } else {
            ("├── ", "│   ")
        }
    };
    for service in &picture.services {
        let (head, below) = branch();
        let _ = writeln!(
            out,
            "{head}{}  {}  {}",
            service.name,
            service.kind,
            service.size()
        );
        let mut lines = vec![service.workload.clone()];
        lines.extend(
            service
                .starts_after
                .iter()
                .map(|text| format!("starts: {text}")),
        );
        lines.extend(aligned(&service.made));
        leaves(&lines, below, out);
    }
    if !picture.shared.is_empty() {
        let (head, below) = branch();
        let _ = writeln!(out, "{head}for the whole graph");
        leaves(&aligned(&picture.shared), below, out);
    }
    for error in &picture.errors {
        let (head, _) = branch();
        let _ = writeln!(out, "{head}stops: {error}");
    }
    let _ = writeln!(out, "{}", picture.totals());
}

fn leaves(lines: &[String], indent: &str, out: &mut String) {
    for (nth, line) in lines.iter().enumerate() {
        let head = if nth + 1 == lines.len() {
            "└── "
        } else {
            "├── "
        };
        let _ = writeln!(out, "{indent}{head}{}", line.trim_end());
    }
}

/// Lines in columns: what is made, and why.
fn aligned(made: &[Made]) -> Vec<String> {
    let what: Vec<String> = made
        .iter()
        .map(|made| {
            format!("{} {} {}", made.kind, made.name, made.detail)
                .trim_end()
                .to_owned()
        })
        .collect();
    let width = what
        .iter()
        .map(|text| text.chars().count())
        .max()
        .unwrap_or(0);
    what.iter()
        .zip(made)
        .map(|(what, made)| {
            let gap = width - what.chars().count();
            format!("{what}{:gap$}  — {}", "", made.why)
        })
        .collect()
}

/// Writes a graph for Graphviz: graph → services → objects.
pub(super) fn dot(pictures: &[Picture]) -> String {
    let mut out = String::from(
        "digraph plan {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
    );
    for (nth, picture) in pictures.iter().enumerate() {
        let root = format!("g{nth}");
        let label = format!(
            "{}\\n{}\\n{}",
            picture.title,
            picture.subtitle,
            picture.totals()
        );
        let _ = writeln!(out, "  {root} [label={}, style=bold];", quoted(&label));
        for (at, service) in picture.services.iter().enumerate() {
            let node = format!("{root}s{at}");
            let label = format!(
                "{}\\n{}\\n{}\\n{}",
                service.name,
                service.kind,
                service.workload,
                service.size()
            );
            let _ = writeln!(out, "  {node} [label={}, style=rounded];", quoted(&label));
            let _ = writeln!(out, "  {root} -> {node};");
            objects(&node, &service.made, &mut out);
        }
        objects(&root, &picture.shared, &mut out);
    }
    out.push_str("}\n");
    out
}

fn objects(parent: &str, made: &[Made], out: &mut String) {
    for (nth, made) in made.iter().enumerate() {
        let node = format!("{parent}o{nth}");
        let label = format!("{}\\n{}", made.kind, made.name);
        let tip = quoted(made.why);
        let _ = writeln!(out, "  {node} [label={}, tooltip={tip}];", quoted(&label));
        let _ = writeln!(out, "  {parent} -> {node};");
    }
}

/// Quotes for Graphviz; `\n` stays a line break.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
