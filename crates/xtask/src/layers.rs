//! The table of layers: which of our crates may use which, and what the pure ones must not touch.
//!
//! This table is the truth; `docs/layers.md` is generated from it and `cargo xtask layers` holds
//! the workspace to it.

use std::fmt::Write;

/// One crate of ours.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Its folder under `crates/`.
    pub(crate) name: &'static str,
    /// Its height; nothing depends on something higher.
    pub(crate) height: u8,
    /// What it is for, in one line.
    pub(crate) job: &'static str,
    /// Which of our crates it may use.
    pub(crate) uses: Uses,
    /// Whether it decides without touching files, network, clock or environment.
    pub(crate) is_pure: bool,
    /// Outside crates that it may use although pure crates may not.
    pub(crate) exceptions: &'static [&'static str],
}

/// Which of our crates a crate may use.
#[derive(Debug)]
pub(crate) enum Uses {
    /// Only these.
    Only(&'static [&'static str]),
    /// Every crate but its own layer's.
    Below,
    /// Every crate.
    Any,
}

/// Every crate of the workspace, lowest first.
pub(crate) const LAYERS: &[Layer] = &[
    Layer {
        name: "diag",
        height: 0,
        job: "source files, spans, diagnostics and their plain and JSON rendering",
        uses: Uses::Only(&[]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "value",
        height: 0,
        job: "the Go-flavoured value model; YAML and JSON in and out",
        uses: Uses::Only(&["diag"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "certs",
        height: 0,
        job: "keys, certificate authorities, leaf certificates, bundles and expiry",
        uses: Uses::Only(&[]),
        is_pure: true,
        exceptions: &["aws-lc-rs", "rcgen", "ring"],
    },
    Layer {
        name: "gotmpl",
        height: 1,
        job: "Go's text/template language; knows no Helm, YAML or Kubernetes",
        uses: Uses::Only(&["diag", "value"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "sprig",
        height: 1,
        job: "the function library of templates; effects only through a trait",
        uses: Uses::Only(&["diag", "value", "gotmpl"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "chart",
        height: 1,
        job: "charts: loading, dependencies, values with provenance, rendering, manifests",
        uses: Uses::Only(&["diag", "value", "gotmpl", "sprig"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "api",
        height: 2,
        job: "our custom resources, the foreign kinds we write, every name and literal",
        uses: Uses::Only(&["diag"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "rules",
        height: 2,
        job: "admission: defaulting and validation of custom resources",
        uses: Uses::Only(&["api", "diag"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "plan",
        height: 2,
        job: "custom resources, settings and observed facts to objects, status and events",
        uses: Uses::Only(&["api", "diag", "value"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "platform",
        height: 2,
        job: "the platform's charts and what is known about their values",
        uses: Uses::Only(&["chart", "value", "diag", "api"]),
        is_pure: true,
        exceptions: &[],
    },
    Layer {
        name: "kit",
        height: 3,
        job: "an operator's runtime without Dynamo: lease, apply, webhooks, health, metrics",
        uses: Uses::Only(&["diag", "certs"]),
        is_pure: false,
        exceptions: &[],
    },
    Layer {
        name: "operator",
        height: 3,
        job: "controllers, watches, admission routes",
        uses: Uses::Only(&["api", "rules", "plan", "kit", "diag"]),
        is_pure: false,
        exceptions: &[],
    },
    Layer {
        name: "cli",
        height: 3,
        job: "the `stator` command",
        uses: Uses::Only(&[
            "platform", "chart", "certs", "rules", "plan", "api", "diag", "value", "sprig",
        ]),
        is_pure: false,
        exceptions: &[],
    },
    Layer {
        name: "testkit",
        height: 4,
        job: "what tests share: a real control plane, the corpus, the command harness",
        uses: Uses::Below,
        is_pure: false,
        exceptions: &[],
    },
    Layer {
        name: "xtask",
        height: 4,
        job: "development tasks",
        uses: Uses::Any,
        is_pure: false,
        exceptions: &[],
    },
];

/// Outside crates that bring a runtime, a network or a TLS stack, none of which a pure crate has.
pub(crate) const IMPURE: &[&str] = &[
    "async-std",
    "aws-lc-rs",
    "axum",
    "hyper",
    "kube-client",
    "kube-runtime",
    "mio",
    "native-tls",
    "openssl",
    "rcgen",
    "reqwest",
    "ring",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tower",
    "ureq",
];

/// Calls that the `clippy.toml` of a pure crate disallows.
pub(crate) const IMPURE_CALLS: &[&str] = &[
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::read_dir",
    "std::fs::write",
    "std::fs::File::open",
    "std::env::var",
    "std::env::var_os",
    "std::time::SystemTime::now",
    "std::time::Instant::now",
];

/// The layer with this name.
pub(crate) fn layer(name: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| layer.name == name)
}

impl Layer {
    /// The name of its package.
    pub(crate) fn package(&self) -> String {
        match self.name {
            "cli" => "stator".to_owned(),
            name => format!("stator-{name}"),
        }
    }

    /// Whether its code may use another crate of ours.
    pub(crate) fn may_use(&self, other: &Self) -> bool {
        match self.uses {
            Uses::Only(names) => names.contains(&other.name),
            Uses::Below => other.height < self.height,
            Uses::Any => true,
        }
    }
}

/// The table as a page of the documentation.
pub(crate) fn page() -> String {
    let mut text = String::from(
        "<!-- Written by `cargo xtask generate` from crates/xtask/src/layers.rs. -->\n\
         # Layers\n\n\
         One crate, one job, and dependencies point downwards only. `cargo xtask layers` compares the\n\
         workspace with this table. A pure crate decides: it takes everything it needs as arguments and\n\
         touches no file, network, clock or environment (reading charts, in `chart::load`, is the one\n\
         exception).\n\n\
         | height | crate | job | may use of ours | pure |\n|---|---|---|---|---|\n",
    );
    for layer in LAYERS {
        let uses = match layer.uses {
            Uses::Only([]) => "–".to_owned(),
            Uses::Only(names) => names.join(", "),
            Uses::Below => "every lower crate".to_owned(),
            Uses::Any => "every crate".to_owned(),
        };
        let pure = if layer.is_pure { "yes" } else { "" };
        let Layer {
            height, name, job, ..
        } = layer;
        writeln!(text, "| {height} | `{name}` | {job} | {uses} | {pure} |")
            .expect("writing to a string cannot fail");
    }
    text.push_str("\nPure crates do without these, directly or through others: ");
    text.push_str(&IMPURE.join(", "));
    text.push_str(".\n");
    for layer in LAYERS.iter().filter(|layer| !layer.exceptions.is_empty()) {
        let exceptions = layer.exceptions.join(", ");
        writeln!(text, "`{}` is the exception for {exceptions}.", layer.name)
            .expect("writing to a string cannot fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_uses_something_higher() {
        for crate_ in LAYERS {
            if let Uses::Only(names) = crate_.uses {
                for name in names {
                    let used = layer(name).expect(name);
                    assert!(used.height <= crate_.height, "{} uses {name}", crate_.name);
                    assert!(
                        !used.may_use(crate_),
                        "{} and {name} use each other",
                        crate_.name
                    );
                }
            }
        }
    }

    #[test]
    fn command_and_operator_know_nothing_of_each_other() {
        let [cli, operator, chart] = ["cli", "operator", "chart"].map(|name| layer(name).unwrap());
        assert!(!cli.may_use(operator));
        assert!(!operator.may_use(cli));
        assert!(!operator.may_use(chart));
    }
}
