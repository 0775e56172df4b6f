//! A plan as a tree of lines, and as a graph for Graphviz.

use super::picture::{Made, Picture, counted};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Longest column of objects that reasons are still put beside.
const WIDEST: usize = 76;

/// Draws the tree that people look at first; `room` is the number of columns, where it is limited.
pub(super) fn tree(pictures: &[Picture], room: Option<usize>) -> String {
    let room = room.unwrap_or(usize::MAX);
    let trees: Vec<String> = pictures.iter().map(|p| one_tree(p, room)).collect();
    trees.join("\n")
}

/// One branch below the graph: its own line, and the lines below it with their reasons.
struct Branch<'a> {
    head: String,
    leaves: Vec<(String, &'a str)>,
}

fn one_tree(picture: &Picture, room: usize) -> String {
    let branches = branches(picture);
    let leaves = || branches.iter().flat_map(|branch| &branch.leaves);
    let column = leaves().map(|(what, _)| width(what)).max().unwrap_or(0);
    let column = column.min(WIDEST);
    let Picture {
        name,
        kind,
        namespace,
        how,
        ..
    } = picture;
    let mut out = format!(
        "{name}  {kind} in namespace {namespace}\n{}\n{how}\n",
        totals(picture)
    );
    let mut told = BTreeSet::new();
    for (nth, branch) in branches.iter().enumerate() {
        let (head, below) = corner(nth, branches.len());
        let _ = writeln!(out, "{head}{}", branch.head);
        for (nth, (what, why)) in branch.leaves.iter().enumerate() {
            let (head, beside) = corner(nth, branch.leaves.len());
            // What holds for many components alike is said once.
            let why = if told.insert(*why) { *why } else { "" };
            let gap = column.saturating_sub(width(what)) + 2;
            let line = format!("{below}{head}{what}{:gap$}{why}", "");
            let line = line.trim_end();
            if why.is_empty() || width(line) <= room {
                let _ = writeln!(out, "{line}");
                continue;
            }
            // Beside each other they do not fit: the reason goes below.
            let _ = writeln!(out, "{below}{head}{what}");
            let indent = format!("{below}{beside}  ");
            for line in broken(why, room.saturating_sub(width(&indent))) {
                let _ = writeln!(out, "{indent}{line}");
            }
        }
    }
    out
}

/// Breaks a text between words into lines of at most so many characters.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn branches(picture: &Picture) -> Vec<Branch<'_>> {
    let widest = |lines: &mut dyn Iterator<Item = usize>| lines.max().unwrap_or(0);
    let names = widest(&mut picture.components.iter().map(|c| width(&c.name)));
    let words = widest(
        &mut picture
            .components
            .iter()
            .map(|c| width(&c.words.join(", "))),
    );
    let mut branches = Vec::new();
    for component in &picture.components {
        let kind = component.words.join(", ");
        let order = component.first.text().map(|text| (text.to_owned(), ""));
        branches.push(Branch {
            head: format!(
                "{:names$}  {kind:words$}  {}",
                component.name,
                component.size()
            ),
            leaves: order.into_iter().chain(leaves(&component.made)).collect(),
        });
    }
    if !picture.shared.is_empty() {
        branches.push(Branch {
            head: picture.whole().to_lowercase(),
            leaves: leaves(&picture.shared).collect(),
        });
    }
    branches.extend(picture.errors.iter().map(|error| Branch {
        head: format!("the operator stops: {error}"),
        leaves: Vec::new(),
    }));
    branches
}

fn leaves(made: &[Made]) -> impl Iterator<Item = (String, &str)> {
    made.iter().map(|made| {
        let what = format!("{} {} {}", made.kind, made.joined_names(), made.detail);
        (what.trim_end().to_owned(), made.why)
    })
}

fn corner(nth: usize, count: usize) -> (&'static str, &'static str) {
    if nth + 1 == count {
        ("└── ", "    ")
    } else {
        ("├── ", "│   ")
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// `3 components, 5 pods, 16 GPUs, 12 objects`.
fn totals(picture: &Picture) -> String {
    let totals = picture.totals();
    totals.map(|(count, word)| counted(count, word)).join(", ")
}

/// Writes a graph for Graphviz: graph → components → objects.
pub(super) fn dot(pictures: &[Picture]) -> String {
    let mut out = String::from(
        "digraph plan {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
    );
    for (nth, picture) in pictures.iter().enumerate() {
        let root = format!("g{nth}");
        let title = format!("{} {}", picture.kind, picture.name);
        let label = lines(&[&title, &picture.how, &totals(picture)]);
        let _ = writeln!(out, "  {root} [label={label}, style=bold];");
        for (at, component) in picture.components.iter().enumerate() {
            let node = format!("{root}c{at}");
            let order = component.first.text().unwrap_or_default();
            let label = lines(&[
                &component.name,
                &component.words.join(", "),
                &component.size(),
                order,
            ]);
            let _ = writeln!(out, "  {node} [label={label}, style=rounded];");
            let _ = writeln!(out, "  {root} -> {node};");
            objects(&node, &component.made, &mut out);
        }
        objects(&root, &picture.shared, &mut out);
        for (at, error) in picture.errors.iter().enumerate() {
            let label = lines(&["the operator stops", error]);
            let _ = writeln!(out, "  {root}e{at} [label={label}, color=red];");
            let _ = writeln!(out, "  {root} -> {root}e{at};");
        }
    }
    out.push_str("}\n");
    out
}

fn objects(parent: &str, made: &[Made], out: &mut String) {
    for (nth, made) in made.iter().enumerate() {
        let node = format!("{parent}o{nth}");
        let label = lines(&[made.kind, &made.joined_names(), &made.detail]);
        let tip = lines(&[made.why]);
        let _ = writeln!(out, "  {node} [label={label}, tooltip={tip}];");
        let _ = writeln!(out, "  {parent} -> {node};");
    }
}

/// Quotes lines for Graphviz; empty ones are left out.
fn lines(lines: &[&str]) -> String {
    let quoted = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.replace('\\', "\\\\").replace('"', "\\\""))
        .collect::<Vec<_>>();
    format!("\"{}\"", quoted.join("\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_quoted_for_graphviz() {
        assert_eq!(lines(&["a \"b\"", "", "c\\d"]), r#""a \"b\"\nc\\d""#);
    }
}
