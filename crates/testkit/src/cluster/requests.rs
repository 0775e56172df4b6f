//! Requests to the API server whose answers are looked at whole.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail, ensure};
use http::{Method, Request};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};

use super::answer::{Accepted, Answer, Refusal};
use super::{ADMIN, ControlPlane};

/// Under which name test objects are applied.
const FIELD_MANAGER: &str = "stator-testkit";

/// The server's resources by `apiVersion` and `kind`, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Resources(Mutex<BTreeMap<(String, String), Resource>>);

#[derive(Debug, Clone)]
struct Resource {
    plural: String,
    is_namespaced: bool,
}

impl ControlPlane {
    /// Sends one request as [`ADMIN`] and gives the answer whatever its status.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        let content_type = if method == Method::PATCH {
            "application/apply-patch+yaml"
        } else {
            "application/json"
        };
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", content_type)
            .header("accept", "application/json")
            .body(Body::from(body.into_bytes()))?;
        send(&self.client_as(ADMIN), request).await
    }

    /// Makes a namespace with a name that no other test has, and gives the name.
    ///
    /// # Errors
    /// When the server refuses it, which it does for prefixes that are not DNS labels.
    pub async fn namespace(&self, prefix: &str) -> Result<String> {
        let name = format!(
            "{prefix}-{}",
            self.namespaces.fetch_add(1, Ordering::Relaxed)
        );
        let object = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}
        });
        self.send(Method::POST, "/api/v1/namespaces", Some(&object))
            .await?
            .accepted()?;
        Ok(name)
    }

    /// Asks the server whether it would create the object, without creating it.
    ///
    /// Unknown and doubled fields come as warnings. An object without a namespace is tried in
    /// `default`; one that is named otherwise needs its namespace to exist.
    ///
    /// # Errors
    /// The outer error when the server does not know the kind or does not answer, the inner one
    /// when it refuses the object.
    pub async fn dry_run(&self, object: &Value) -> Result<Result<Accepted, Refusal>> {
        self.dry_run_in("default", object).await
    }

    /// Like [`ControlPlane::dry_run`], but an object without a namespace is tried in this one.
    ///
    /// # Errors
    /// As [`ControlPlane::dry_run`].
    pub async fn dry_run_in(
        &self,
        namespace: &str,
        object: &Value,
    ) -> Result<Result<Accepted, Refusal>> {
        let collection = self.collection(namespace, object).await?;
        let path = format!("{collection}?dryRun=All&fieldValidation=Warn");
        Ok(self
            .send(Method::POST, &path, Some(object))
            .await?
            .accepted())
    }

    /// Creates or changes the object by server-side apply and gives what the server stored.
    ///
    /// # Errors
    /// As [`ControlPlane::dry_run`].
    pub async fn apply(&self, object: &Value) -> Result<Result<Accepted, Refusal>> {
        let collection = self.collection("default", object).await?;
        let name = object["metadata"]["name"]
            .as_str()
            .context("an object without a name")?;
        let path = format!("{collection}/{name}?fieldManager={FIELD_MANAGER}&force=true");
        Ok(self
            .send(Method::PATCH, &path, Some(object))
            .await?
            .accepted())
    }

    /// The path under which objects of this kind and namespace are created.
    async fn collection(&self, namespace: &str, object: &Value) -> Result<String> {
        let [version, kind] = ["apiVersion", "kind"].map(|key| object[key].as_str());
        let version = version.context("an object without apiVersion")?;
        let kind = kind.context("an object without kind")?;
        let resource = self.resource(version, kind).await?;
        let group = group_path(version);
        let plural = &resource.plural;
        if !resource.is_namespaced {
            return Ok(format!("{group}/{plural}"));
        }
        let namespace = object["metadata"]["namespace"]
            .as_str()
            .unwrap_or(namespace);
        Ok(format!("{group}/namespaces/{namespace}/{plural}"))
    }

    async fn resource(&self, version: &str, kind: &str) -> Result<Resource> {
        let known = || {
            self.resources
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let key = (version.to_owned(), kind.to_owned());
        if let Some(resource) = known().get(&key) {
            return Ok(resource.clone());
        }
        let list = self.send(Method::GET, &group_path(version), None).await?;
        ensure!(
            list.code == 200,
            "the server does not serve {version} ({})",
            list.code
        );
        let resources = list.body["resources"].as_array().into_iter().flatten();
        for entry in resources {
            let name = entry["name"].as_str().unwrap_or_default();
            // Subresources such as `pods/eviction` have kinds, too.
            if entry["kind"] == kind && !name.contains('/') {
                let resource = Resource {
                    plural: name.to_owned(),
                    is_namespaced: entry["namespaced"] == true,
                };
                known().insert(key, resource.clone());
                return Ok(resource);
            }
        }
        bail!("the server has no kind {kind} in {version}")
    }
}

fn group_path(version: &str) -> String {
    let prefix = if version.contains('/') {
        "/apis"
    } else {
        "/api"
    };
    format!("{prefix}/{version}")
}

pub(super) fn get(path: &str) -> Result<Request<Body>> {
    Ok(Request::get(path).body(Body::empty())?)
}

async fn send(client: &Client, request: Request<Body>) -> Result<Answer> {
    let line = format!("{} {}", request.method(), request.uri());
    let response = client
        .send(request)
        .await
        .with_context(|| format!("no answer to {line}"))?;
    let (head, body) = response.into_parts();
    let bytes = body
        .collect_bytes()
        .await
        .with_context(|| format!("cut answer to {line}"))?;
    Ok(Answer::new(head.status.as_u16(), &head.headers, &bytes))
}

#[cfg(test)]
mod tests {
    use super::group_path;

    #[test]
    fn core_group_has_a_path_of_its_own() {
        assert_eq!(group_path("v1"), "/api/v1");
        assert_eq!(group_path("apps/v1"), "/apis/apps/v1");
    }
}
