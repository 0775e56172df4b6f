//! `--against`: what a plan would change of what exists.

use super::outcome::{Outcome, Planning};
use crate::manifest::Document;
use anyhow::Result;
use serde_json::{Value as Json, json};
use similar::{ChangeTag, TextDiff};
use stator_plan::difference::{
    Change, Deletion, Difference, FieldChange, Identity, Restart, Root, difference,
};
use std::fmt::Write as _;

/// Compares everything that is planned with the objects of the documents.
pub(super) fn compare(
    plannings: &[Planning<'_>],
    existing: &[Document],
    namespace: &str,
    is_whole: bool,
) -> Difference {
    let existing: Vec<Json> = existing
        .iter()
        .map(|document| document.json.clone())
        .collect();
    let roots: Vec<Root> = plannings
        .iter()
        .map(|planning| root(&planning.outcome))
        .collect();
    let planned = plannings
        .iter()
        .flat_map(|planning| planning.outcome.objects());
    difference(planned, &roots, &existing, namespace, is_whole)
}

fn root(outcome: &Outcome) -> Root {
    let (kind, metadata) = outcome.resource();
    Root {
        kind: kind.to_owned(),
        name: metadata.name.clone().unwrap_or_default(),
    }
}

fn named(object: &Identity) -> String {
    format!("{}/{}", object.kind, object.name)
}

/// Writes the difference for people.
pub(super) fn text(difference: &Difference) -> String {
    let mut out = String::new();
    for object in &difference.created {
        let _ = writeln!(out, "create  {}", named(object));
    }
    for change in &difference.changed {
        let restarts: Vec<String> = change.restarts.iter().map(restart).collect();
        let note = if restarts.is_empty() {
            String::new()
        } else {
            format!("  ({})", restarts.join(", "))
        };
        let _ = writeln!(out, "change  {}{note}", named(&change.object));
        for field in &change.fields {
            write_field(field, &mut out);
        }
    }
    for deletion in &difference.deleted {
        let with = deletion
            .with
            .as_ref()
            .map(|with| format!("  (with {})", named(with)));
        let _ = writeln!(
            out,
            "delete  {}{}",
            named(&deletion.object),
            with.unwrap_or_default()
        );
    }
    let restarted = difference
        .changed
        .iter()
        .filter(|change| !change.restarts.is_empty());
    let _ = writeln!(
        out,
        "{} to create, {} to change, {} to delete, {} as they are; pods restart in {}",
        difference.created.len(),
        difference.changed.len(),
        difference.deleted.len(),
        difference.unchanged.len(),
        match restarted.count() {
            0 => "none".to_owned(),
            1 => "1 object".to_owned(),
            count => format!("{count} objects"),
        }
    );
    out
}

fn restart(restart: &Restart) -> String {
    let pods = match restart.pods {
        Some(1) => "1 pod restarts".to_owned(),
        Some(count) => format!("{count} pods restart"),
        None => "pods restart".to_owned(),
    };
    match &restart.part {
        Some(part) => format!("{part}: {pods}"),
        None => pods,
    }
}

fn write_field(field: &FieldChange, out: &mut String) {
    let FieldChange {
        path,
        before,
        after,
    } = field;
    if let (Some(before), Some(after)) = (before, after)
        && let (Some(before), Some(after)) = (lines(before), lines(after))
    {
        let _ = writeln!(out, "          {path}:");
        write_lines(&before, &after, out);
        return;
    }
    let _ = match (before, after) {
        (Some(before), Some(after)) if before == after => {
            writeln!(out, "          {path}: {} changes", scalar(after))
        }
        (Some(before), Some(after)) => {
            writeln!(
                out,
                "          {path}: {} → {}",
                scalar(before),
                scalar(after)
            )
        }
        (None, Some(after)) => writeln!(out, "        + {path}: {}", scalar(after)),
        (Some(before), None) => writeln!(out, "        - {path}: {}", scalar(before)),
        (None, None) => Ok(()),
    };
}

/// The lines of a text over several lines, or the items of a list of scalars.
fn lines(value: &Json) -> Option<Vec<String>> {
    match value {
        Json::String(text) if text.contains('\n') => {
            Some(text.lines().map(str::to_owned).collect())
        }
        Json::Array(items) if items.iter().all(|item| !item.is_object()) => {
            let texts = items
                .iter()
                .map(|item| item.as_str().map_or(item.to_string(), str::to_owned));
            Some(
                texts
                    .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
                    .collect(),
            )
        }
        _ => None,
    }
}

fn write_lines(before: &[String], after: &[String], out: &mut String) {
    let (before, after) = (before.join("\n") + "\n", after.join("\n") + "\n");
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    for (nth, group) in diff.grouped_ops(1).iter().enumerate() {
        if nth > 0 {
            out.push_str("              …\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let _ = writeln!(
                out,
                "            {sign} {}",
                change.value().trim_end_matches('\n')
            );
        }
    }
}

fn scalar(value: &Json) -> String {
    value.to_string()
}

fn identity(object: &Identity) -> Json {
    json!({
        "group": object.group, "kind": object.kind,
        "namespace": object.namespace, "name": object.name,
    })
}

/// Gives the difference as data.
pub(super) fn json(difference: &Difference) -> Result<Vec<u8>> {
    let change = |change: &Change| {
        let mut json = identity(&change.object);
        let field = |field: &FieldChange| {
            let mut json = json!({"path": field.path});
            // What is null and what is absent are not the same.
            if let Some(before) = &field.before {
                json["before"] = before.clone();
            }
            if let Some(after) = &field.after {
                json["after"] = after.clone();
            }
            json
        };
        json["fields"] = change.fields.iter().map(field).collect();
        let restart = |restart: &Restart| json!({"part": restart.part, "pods": restart.pods});
        json["restarts"] = change.restarts.iter().map(restart).collect();
        json
    };
    let deletion = |deletion: &Deletion| {
        let mut json = identity(&deletion.object);
        if let Some(with) = &deletion.with {
            json["with"] = identity(with);
        }
        json
    };
    let all = json!({
        "created": difference.created.iter().map(identity).collect::<Vec<_>>(),
        "changed": difference.changed.iter().map(change).collect::<Vec<_>>(),
        "deleted": difference.deleted.iter().map(deletion).collect::<Vec<_>>(),
        "unchanged": difference.unchanged.iter().map(identity).collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_vec_pretty(&all)?;
    out.push(b'\n');
    Ok(out)
}
