//! Source files, spans, diagnostics and their plain and JSON rendering.
