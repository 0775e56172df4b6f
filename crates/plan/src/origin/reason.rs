//! What a field comes from.

/// What one field of a planned object comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The resource says exactly this at the path.
    User {
        /// Path in the resource.
        path: String,
    },
    /// The resource says something at the path that this is made from.
    Made {
        /// Path in the resource.
        path: String,
        /// How it is made.
        how: &'static str,
    },
    /// The resource definition fills the path where the resource leaves it out.
    Schema {
        /// Path in the resource.
        path: String,
    },
    /// What a component type brings along; of every type where the type is empty.
    ComponentType(String),
    /// The operator was started with this value.
    Flag {
        /// Name of the flag, without dashes.
        name: &'static str,
        /// Whether the value is the flag's own default.
        is_default: bool,
    },
    /// What an engine needs.
    Backend {
        /// The engine.
        name: &'static str,
        /// What it is needed for.
        what: &'static str,
        /// Path in the resource that it is made from, where there is one.
        path: Option<String>,
    },
    /// How an object is called.
    Name(&'static str),
    /// What the operator always does.
    Rule(&'static str),
    /// Something that was found in the cluster.
    Observed(&'static str),
}

impl Origin {
    /// Gives the path in the resource that the value is taken or made from.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::User { path } | Self::Made { path, .. } | Self::Schema { path } => Some(path),
            Self::Backend { path, .. } => path.as_deref(),
            _ => None,
        }
    }

    /// Gives the class of the origin as one word, for machines.
    pub fn class(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::Made { .. } => "made",
            Self::Schema { .. } => "schema",
            Self::ComponentType(_) => "component",
            Self::Flag { .. } => "flag",
            Self::Backend { .. } => "backend",
            Self::Name(_) => "name",
            Self::Rule(_) => "rule",
            Self::Observed(_) => "observed",
        }
    }

    /// Says it in words; the place of [`path`](Self::path) is left to the caller.
    pub fn words(&self) -> String {
        match self {
            Self::User { .. } => String::new(),
            Self::Made { how, .. } => (*how).to_owned(),
            Self::Schema { .. } => "default of the resource definition".to_owned(),
            Self::ComponentType(kind) if kind.is_empty() => "default of every component".to_owned(),
            Self::ComponentType(kind) => format!("default of component type {kind}"),
            Self::Flag {
                name,
                is_default: false,
            } => format!("operator flag --{name}"),
            Self::Flag {
                name,
                is_default: true,
            } => format!("operator flag --{name}, its default"),
            Self::Backend { name, what, .. } => format!("backend {name}: {what}"),
            Self::Name(rule) => format!("name rule: {rule}"),
            Self::Rule(rule) => (*rule).to_owned(),
            Self::Observed(what) => format!("found in the cluster: {what}"),
        }
    }
}
