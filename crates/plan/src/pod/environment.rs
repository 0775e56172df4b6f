//! Environment variables: who wins, and in which order they stand.

use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, ObjectFieldSelector};
use stator_api::config::OperatorConfig;
use stator_api::env;

/// Layers of variables: of one name the one that was added last wins.
#[derive(Default)]
pub(crate) struct Environment<'a> {
    layers: Vec<(&'a str, Source<'a>)>,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Text(&'a str),
    Number(i32),
    /// A field of the pod.
    Field(&'static str),
    Given(&'a EnvVar),
}

impl<'a> Environment<'a> {
    /// Room for what a component usually has.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            layers: Vec::with_capacity(capacity),
        }
    }

    pub(super) fn text(&mut self, name: &'a str, value: &'a str) {
        self.layers.push((name, Source::Text(value)));
    }

    pub(super) fn number(&mut self, name: &'a str, value: i32) {
        self.layers.push((name, Source::Number(value)));
    }

    pub(super) fn pod_field(&mut self, name: &'a str, path: &'static str) {
        self.layers.push((name, Source::Field(path)));
    }

    /// Adds what users gave.
    pub(crate) fn given(mut self, variables: &'a [EnvVar]) -> Self {
        let named = variables
            .iter()
            .map(|v| (v.name.as_str(), Source::Given(v)));
        self.layers.extend(named);
        self
    }

    /// The addresses of the platform, the weakest of all variables.
    pub(super) fn standard(&mut self, config: &'a OperatorConfig) {
        for (name, value) in [
            (env::NATS_SERVER, &config.nats_addr),
            (env::ETCD_ENDPOINTS, &config.etcd_addr),
            (env::MODEL_EXPRESS_URL, &config.model_express_url),
            (env::PROMETHEUS_ENDPOINT, &config.prometheus_endpoint),
        ] {
            if !value.is_empty() {
                self.text(name, value);
            }
        }
    }

    /// Gives the variables that win, sorted by name, bytewise.
    pub(crate) fn finish(self) -> Vec<EnvVar> {
        let mut layers = self.layers;
        layers.sort_by(|a, b| a.0.cmp(b.0));
        let mut out = Vec::with_capacity(layers.len());
        let mut rest = layers.iter().peekable();
        while let Some((name, source)) = rest.next() {
            if rest.peek().is_none_or(|(next, _)| next != name) {
                out.push(source.variable(name));
            }
        }
        out
    }
}

impl Source<'_> {
    fn variable(self, name: &str) -> EnvVar {
        match self {
            Self::Text(value) => variable(name, value),
            Self::Number(value) => variable(name, value.to_string()),
            Self::Field(path) => EnvVar {
                name: name.to_owned(),
                value: None,
                value_from: Some(EnvVarSource {
                    field_ref: Some(ObjectFieldSelector {
                        api_version: None,
                        field_path: path.to_owned(),
                    }),
                    ..EnvVarSource::default()
                }),
            },
            Self::Given(variable) => variable.clone(),
        }
    }
}

/// A variable with a plain value.
pub(crate) fn variable(name: &str, value: impl Into<String>) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: Some(value.into()),
        value_from: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_name_wins_and_names_stand_in_byte_order() {
        let given = [
            variable("B", "1"),
            variable("DYN_X", "2"),
            variable("B", "3"),
        ];
        let stronger = [variable("DYN_X", "4")];
        let mut environment = Environment::default();
        environment.text("DYNAMO_PORT", "8000");
        environment.number("B", 0);
        let list = environment.given(&given).given(&stronger).finish();
        let list: Vec<_> = list
            .iter()
            .map(|v| (v.name.as_str(), v.value.as_deref().unwrap()))
            .collect();
        assert_eq!(list, [("B", "3"), ("DYNAMO_PORT", "8000"), ("DYN_X", "4")]);
    }
}
