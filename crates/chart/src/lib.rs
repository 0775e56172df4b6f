//! Helm charts: loading, dependencies, values, rendering, manifests.
