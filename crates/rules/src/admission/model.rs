//! Rules of DynamoModels.

use super::Findings;
use super::view::View;

const LORA: &str = "lora";
const SCHEMES: [&str; 2] = ["s3://", "hf://"];

pub(super) fn stateless(object: &View<'_>, found: &mut Findings) {
    let spec = object.get("spec");
    for (rule, field) in [("M1", "modelName"), ("M2", "baseModelName")] {
        let name = spec.get(field);
        if name.text().is_empty() {
            let text = format!("{} is required", name.path());
            found.error(rule, name.path(), text);
        }
    }
    if spec.get("modelType").text() != LORA {
        return;
    }
    let source = spec.get("source");
    let uri = source.get("uri");
    if source.is_absent() {
        found.error(
            "M3",
            source.path(),
            "spec.source is required when modelType is 'lora'",
        );
    } else if uri.text().is_empty() {
        let text = "spec.source.uri must be specified when modelType is 'lora'";
        found.error("M4", uri.path(), text);
    } else if SCHEMES.contains(&uri.text()) {
        let text = format!("{} names no object after {}", uri.path(), uri.text());
        found.warn("A7", uri.path(), text);
    } else if !SCHEMES.iter().any(|scheme| uri.text().starts_with(scheme)) {
        let text = format!(
            "source URI must start with 's3://' or 'hf://', got: {}",
            without_credentials(uri.text())
        );
        found.error("M5", uri.path(), text);
    }
}

pub(super) fn update(new: &View<'_>, old: &View<'_>, found: &mut Findings) {
    let (new, old) = (new.get("spec"), old.get("spec"));
    for (rule, field, harm) in [
        ("M6", "modelType", "may cause unexpected behavior"),
        ("M7", "baseModelName", "will break endpoint discovery"),
    ] {
        let value = new.get(field);
        if value.text() != old.get(field).text() {
            let path = value.path();
            let text = format!("{path} is immutable and cannot be changed after creation");
            found.error(rule, path, text);
            found.warn(rule, path, format!("Changing {path} {harm}"));
        }
    }
}

/// Takes user-info and query out of a URI, since the text reaches logs.
fn without_credentials(uri: &str) -> String {
    let shown = uri.split(['?', '#']).next().unwrap_or_default();
    match shown.split_once("://") {
        Some((scheme, rest)) => {
            let host_end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(host_end);
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{path}")
        }
        None => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_do_not_reach_the_message() {
        assert_eq!(
            without_credentials("https://u:p@host/x?token=a"),
            "https://host/x"
        );
        assert_eq!(without_credentials("bucket/path"), "bucket/path");
        assert_eq!(without_credentials(" s3://b/x"), " s3://b/x");
    }
}
