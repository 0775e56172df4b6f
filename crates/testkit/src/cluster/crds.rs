//! Custom resource definitions on a test control plane.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use http::Method;
use serde_json::Value;

use super::ControlPlane;

/// How long a definition may take to be served.
const ESTABLISHED_WITHIN: Duration = Duration::from_secs(30);

impl ControlPlane {
    /// Installs definitions and waits until each is established and served; other kinds are an error.
    ///
    /// # Errors
    /// When the server refuses one, warns about one, or does not establish it in time.
    pub async fn install_crds(&self, definitions: &[Value]) -> Result<()> {
        for definition in definitions {
            let name = name_of(definition)?;
            let stored = self
                .apply(definition)
                .await?
                .with_context(|| format!("the definition {name} is refused"))?;
            ensure!(
                stored.warnings.is_empty(),
                "{name} brings warnings: {:?}",
                stored.warnings
            );
        }
        for definition in definitions {
            self.wait_until_established(definition).await?;
        }
        Ok(())
    }

    /// Like [`ControlPlane::install_crds`], but warnings about them are not ours to care for.
    ///
    /// # Errors
    /// When the server refuses one, or does not establish it in time.
    pub async fn install_foreign_crds(&self, definitions: &[Value]) -> Result<()> {
        for definition in definitions {
            let name = name_of(definition)?;
            self.apply(definition)
                .await?
                .with_context(|| format!("the definition {name} is refused"))?;
        }
        for definition in definitions {
            self.wait_until_established(definition).await?;
        }
        Ok(())
    }

    /// Installs every definition in the YAML files of a folder.
    ///
    /// # Errors
    /// As [`ControlPlane::install_crds`], and when the folder holds none or a file cannot be read.
    pub async fn install_crds_in(&self, folder: &Path) -> Result<()> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
            .collect::<Result<Vec<_>, _>>()?
            .iter()
            .map(fs::DirEntry::path)
            .filter(|file| {
                file.extension()
                    .is_some_and(|end| end == "yaml" || end == "yml")
            })
            .collect();
        files.sort();
        let mut definitions = Vec::new();
        for file in files {
            let text = fs::read_to_string(&file)?;
            let objects = documents(&text).with_context(|| format!("in {}", file.display()))?;
            definitions.extend(objects);
        }
        ensure!(
            !definitions.is_empty(),
            "no definitions in {}",
            folder.display()
        );
        self.install_crds(&definitions).await
    }

    async fn wait_until_established(&self, definition: &Value) -> Result<()> {
        let name = name_of(definition)?;
        let path = format!("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}");
        let spec = &definition["spec"];
        let group = spec["group"]
            .as_str()
            .context("a definition without a group")?;
        let deadline = Instant::now() + ESTABLISHED_WITHIN;
        let mut last = Value::Null;
        while Instant::now() < deadline {
            last = self.send(Method::GET, &path, None).await?.body["status"]["conditions"].take();
            let mut conditions = last.as_array().into_iter().flatten();
            if conditions.any(|it| it["type"] == "Established" && it["status"] == "True")
                && self.serves_all(group, spec).await?
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::bail!("{name} was not established within {ESTABLISHED_WITHIN:?}: {last}")
    }

    /// Whether discovery lists the kind in each served version; it follows the condition with a delay.
    async fn serves_all(&self, group: &str, spec: &Value) -> Result<bool> {
        for version in spec["versions"].as_array().into_iter().flatten() {
            if version["served"] != true {
                continue;
            }
            let version = version["name"]
                .as_str()
                .context("a version without a name")?;
            let list = self
                .send(Method::GET, &format!("/apis/{group}/{version}"), None)
                .await?;
            let mut kinds = list.body["resources"].as_array().into_iter().flatten();
            if !kinds.any(|entry| entry["kind"] == spec["names"]["kind"]) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The objects of a YAML text with any number of documents; empty documents are left out.
///
/// # Errors
/// When a document is not YAML.
pub fn documents(text: &str) -> Result<Vec<Value>> {
    let all: Vec<Value> = serde_saphyr::from_multiple(text)?;
    Ok(all
        .into_iter()
        .filter(|document| !document.is_null())
        .collect())
}

fn name_of(definition: &Value) -> Result<&str> {
    ensure!(
        definition["kind"] == "CustomResourceDefinition",
        "not a definition: kind {}",
        definition["kind"]
    );
    definition["metadata"]["name"]
        .as_str()
        .context("a definition without a name")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_leaves_out_empty_ones() {
        let text = "---\n---\n# only a comment\n---\na: 1\n---\nb: [x]\n";
        assert_eq!(
            documents(text).unwrap(),
            [json!({"a": 1}), json!({"b": ["x"]})]
        );
    }
}
