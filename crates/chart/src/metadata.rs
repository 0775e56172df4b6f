//! `Chart.yaml`: reading it as Go does, and checking it.

use crate::compat::Compat;
use crate::decode::Decoder;
use crate::gotext::{is_print, quoted};
use stator_sprig::semver::Version;
use stator_value::Value;
use std::collections::BTreeMap;

/// What `Chart.yaml` says.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// `name`
    pub name: String,
    /// `home`
    pub home: String,
    /// `sources`
    pub sources: Option<Vec<String>>,
    /// `version`
    pub version: String,
    /// `description`
    pub description: String,
    /// `keywords`
    pub keywords: Option<Vec<String>>,
    /// `maintainers`
    pub maintainers: Option<Vec<Maintainer>>,
    /// `icon`
    pub icon: String,
    /// `apiVersion`; `v1` where the file has none
    pub api_version: String,
    /// `condition`
    pub condition: String,
    /// `tags`
    pub tags: String,
    /// `appVersion`
    pub app_version: String,
    /// `deprecated`
    pub deprecated: bool,
    /// `annotations`
    pub annotations: Option<BTreeMap<String, String>>,
    /// `kubeVersion`
    pub kube_version: String,
    /// `dependencies`; an empty list differs from none
    pub dependencies: Option<Vec<Dependency>>,
    /// `type`
    pub kind: String,
}

/// One of the `maintainers`.
#[derive(Clone, Debug, Default)]
pub struct Maintainer {
    /// `name`
    pub name: String,
    /// `email`
    pub email: String,
    /// `url`
    pub url: String,
}

/// One of the `dependencies`.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// `name`
    pub name: String,
    /// `version`, a range
    pub version: String,
    /// `repository`
    pub repository: String,
    /// `condition`
    pub condition: String,
    /// `tags`
    pub tags: Option<Vec<String>>,
    /// `enabled`
    pub enabled: bool,
    /// `import-values`
    pub import_values: Option<Vec<Value>>,
    /// `alias`
    pub alias: String,
}

const FIELDS: &[&str] = &[
    "name",
    "home",
    "sources",
    "version",
    "description",
    "keywords",
    "maintainers",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "deprecated",
    "annotations",
    "kubeVersion",
    "dependencies",
    "type",
];

const DEPENDENCY_FIELDS: &[&str] = &[
    "name",
    "version",
    "repository",
    "condition",
    "tags",
    "enabled",
    "import-values",
    "alias",
];

/// The draft of metadata while its files are read: null items of lists are kept to be refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    metadata: Metadata,
    null_maintainer: bool,
    null_dependency: bool,
}

impl Draft {
    /// Reads a document over what has been read before; errors name the type that is read into.
    pub(crate) fn read(
        &mut self,
        document: &Value,
        type_name: &str,
        compat: Compat,
    ) -> Result<(), String> {
        let mut decoder = Decoder::new(compat);
        let Self {
            metadata: m,
            null_maintainer,
            null_dependency,
        } = self;
        decoder.fields(
            document,
            "Metadata",
            type_name,
            FIELDS,
            |d, name, value| match name {
                "name" => d.text(value, &mut m.name),
                "home" => d.text(value, &mut m.home),
                "sources" => d.texts(value, &mut m.sources),
                "version" => d.text(value, &mut m.version),
                "description" => d.text(value, &mut m.description),
                "keywords" => d.texts(value, &mut m.keywords),
                "maintainers" => {
                    *null_maintainer = has_null(value);
                    let ty = compat.pick("[]*chart.Maintainer", "[]*v2.Maintainer");
                    d.list(value, ty, &mut m.maintainers, |d, v| {
                        maintainer(d, v, compat)
                    });
                }
                "icon" => d.text(value, &mut m.icon),
                "apiVersion" => d.text(value, &mut m.api_version),
                "condition" => d.text(value, &mut m.condition),
                "tags" => d.text(value, &mut m.tags),
                "appVersion" => d.text(value, &mut m.app_version),
                "deprecated" => d.flag(value, &mut m.deprecated),
                "annotations" => d.text_map(value, &mut m.annotations),
                "kubeVersion" => d.text(value, &mut m.kube_version),
                "dependencies" => {
                    *null_dependency = has_null(value);
                    let ty = compat.pick("[]*chart.Dependency", "[]*v2.Dependency");
                    d.list(value, ty, &mut m.dependencies, |d, v| {
                        dependency(d, v, compat)
                    });
                }
                _ => d.text(value, &mut m.kind),
            },
        );
        decoder.finish()
    }

    pub(crate) fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }

    /// Cleans and checks; the error is Helm's without its `validation: `.
    pub(crate) fn validated(self, compat: Compat) -> Result<Metadata, String> {
        let mut m = self.metadata;
        for text in [
            &mut m.name,
            &mut m.description,
            &mut m.home,
            &mut m.icon,
            &mut m.condition,
            &mut m.tags,
            &mut m.app_version,
            &mut m.kube_version,
        ] {
            sanitize(text);
        }
        m.sources.iter_mut().flatten().for_each(sanitize);
        m.keywords.iter_mut().flatten().for_each(sanitize);
        if m.api_version.is_empty() {
            return Err("chart.metadata.apiVersion is required".into());
        }
        check_name(&m.name, compat)?;
        if m.version.is_empty() {
            return Err("chart.metadata.version is required".into());
        }
        if Version::parse(&m.version, compat.is_helm4()).is_err() {
            return Err(format!(
                "chart.metadata.version {} is invalid",
                quoted(&m.version)
            ));
        }
        if !matches!(&*m.kind, "" | "application" | "library") {
            return Err("chart.metadata.type must be application or library".into());
        }
        if self.null_maintainer {
            return Err("maintainers must not contain empty or null nodes".into());
        }
        for person in m.maintainers.iter_mut().flatten() {
            sanitize(&mut person.name);
            sanitize(&mut person.email);
            sanitize(&mut person.url);
        }
        check_dependencies(
            m.dependencies.as_deref_mut().unwrap_or_default(),
            self.null_dependency,
        )?;
        Ok(m)
    }
}

fn has_null(list: &Value) -> bool {
    list.as_list()
        .is_some_and(|l| l.items().iter().any(Value::is_nil))
}

fn maintainer(decoder: &mut Decoder, value: &Value, compat: Compat) -> Maintainer {
    let mut m = Maintainer::default();
    let ty = compat.pick("chart.Maintainer", "v2.Maintainer");
    decoder.fields(
        value,
        "Maintainer",
        ty,
        &["name", "email", "url"],
        |d, name, v| match name {
            "name" => d.text(v, &mut m.name),
            "email" => d.text(v, &mut m.email),
            _ => d.text(v, &mut m.url),
        },
    );
    m
}

fn dependency(decoder: &mut Decoder, value: &Value, compat: Compat) -> Dependency {
    let mut m = Dependency::default();
    let ty = compat.pick("chart.Dependency", "v2.Dependency");
    decoder.fields(
        value,
        "Dependency",
        ty,
        DEPENDENCY_FIELDS,
        |d, name, v| match name {
            "name" => d.text(v, &mut m.name),
            "version" => d.text(v, &mut m.version),
            "repository" => d.text(v, &mut m.repository),
            "condition" => d.text(v, &mut m.condition),
            "tags" => d.texts(v, &mut m.tags),
            "enabled" => d.flag(v, &mut m.enabled),
            "import-values" => d.list(v, "[]interface {}", &mut m.import_values, |_, v| v.clone()),
            _ => d.text(v, &mut m.alias),
        },
    );
    m
}

fn check_name(name: &str, compat: Compat) -> Result<(), String> {
    if name.is_empty() {
        return Err("chart.metadata.name is required".into());
    }
    if compat.is_helm4() && matches!(name, "." | "..") {
        return Err(format!(
            "chart.metadata.name {} is not allowed",
            quoted(name)
        ));
    }
    // A path's last part is itself, unless it has slashes (`/` alone is its own last part in Go).
    if name != "/" && name.contains('/') {
        return Err(format!("chart.metadata.name {} is invalid", quoted(name)));
    }
    Ok(())
}

fn check_dependencies(list: &mut [Dependency], has_null: bool) -> Result<(), String> {
    let mut seen = Vec::with_capacity(list.len());
    for d in list {
        for text in [
            &mut d.name,
            &mut d.version,
            &mut d.repository,
            &mut d.condition,
        ] {
            sanitize(text);
        }
        d.tags.iter_mut().flatten().for_each(sanitize);
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !d.alias.chars().all(plain) {
            return Err(format!(
                "dependency {} has disallowed characters in the alias",
                quoted(&d.name)
            ));
        }
        let key = if d.alias.is_empty() {
            &d.name
        } else {
            &d.alias
        };
        if seen.contains(&key) {
            return Err(format!(
                "more than one dependency with name or alias {}",
                quoted(key)
            ));
        }
        seen.push(key);
    }
    if has_null {
        return Err("dependencies must not contain empty or null nodes".into());
    }
    Ok(())
}

/// Turns white space into blanks and drops what cannot be printed.
fn sanitize(text: &mut String) {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if is_print(c) => Some(c),
            _ => None,
        })
        .collect();
}
