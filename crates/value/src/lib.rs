//! The Go-flavoured value model with YAML and JSON in and out, byte for byte as Go prints them.
