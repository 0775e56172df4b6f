//! The usage text of the operator, laid out as Go's `flag` package does.

use std::fmt::Write as _;

use super::{FLAGS, FlagKind};

/// The usage text, headed by the program's name.
pub fn usage(program: &str) -> String {
    let mut text = format!("Usage of {program}:\n");
    for flag in FLAGS {
        let _ = write!(text, "  -{}", flag.name);
        let type_name = flag.type_name();
        if !type_name.is_empty() {
            let _ = write!(text, " {type_name}");
        }
        let _ = write!(text, "\n    \t{}", flag.help);
        let default = flag.default_text();
        match flag.kind {
            FlagKind::Text(_) if !default.is_empty() => {
                let _ = write!(text, " (default {default:?})");
            }
            FlagKind::Bool(_) if default == "true" => text.push_str(" (default true)"),
            FlagKind::Duration(_) if default != "0s" => {
                let _ = write!(text, " (default {default})");
            }
            FlagKind::Number(_) if default != "0" => {
                let _ = write!(text, " (default {default})");
            }
            _ => {}
        }
        text.push('\n');
    }
    text
}
