//! What tests share: a real control plane, fixtures, the corpus, the command harness.
