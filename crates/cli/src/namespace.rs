//! Which namespace a resource of a file is in.

use crate::kubeconfig;
use crate::manifest::Document;
use clap::Args;
use std::cell::OnceCell;

// Where resources without a word about it belong.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct NamespaceFlag {
    /// Namespace of the resources [default: their own, or else that of the current context]
    #[arg(
        id = "namespace",
        short = 'n',
        long = "namespace",
        value_name = "NAMESPACE",
        env = "HELM_NAMESPACE"
    )]
    given: Option<String>,
    #[arg(skip)]
    fallback: OnceCell<String>,
}

impl NamespaceFlag {
    /// The namespace of one resource.
    pub(crate) fn of<'a>(&'a self, document: &'a Document) -> &'a str {
        let own = document.json.pointer("/metadata/namespace");
        self.given()
            .or_else(|| own?.as_str().filter(|own| !own.is_empty()))
            .unwrap_or_else(|| self.fallback())
    }

    /// The namespace of what says nothing about it.
    pub(crate) fn name(&self) -> &str {
        self.given().unwrap_or_else(|| self.fallback())
    }

    fn given(&self) -> Option<&str> {
        self.given.as_deref().filter(|given| !given.is_empty())
    }

    fn fallback(&self) -> &str {
        let find = || kubeconfig::namespace().unwrap_or_else(|| "default".to_owned());
        self.fallback.get_or_init(find)
    }
}
