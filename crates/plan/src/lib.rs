//! From graph deployments to Kubernetes objects, status and events, pure.
