//! The values table of a chart's README.

use crate::keys::Key;
use std::fmt::Write as _;

/// Where the table starts in a README.
pub const BEGIN: &str = "<!-- values:begin -->";
/// Where it ends.
pub const END: &str = "<!-- values:end -->";

/// Makes the Markdown table: key, default, meaning; one row a leaf, in file order.
pub fn values_table(keys: &[Key]) -> String {
    let mut out = String::from("| key | default | meaning |\n|---|---|---|\n");
    rows(keys, "", &mut out);
    out
}

/// Puts a table between the markers of a README; `None` where the markers are missing.
pub fn with_table(readme: &str, table: &str) -> Option<String> {
    let begin = readme.find(BEGIN)? + BEGIN.len();
    let end = begin + readme[begin..].find(END)?;
    Some(format!("{}\n{}{}", &readme[..begin], table, &readme[end..]))
}

fn rows(keys: &[Key], prefix: &str, out: &mut String) {
    for key in keys {
        let path = if prefix.is_empty() {
            key.name.clone()
        } else {
            format!("{prefix}.{}", key.name)
        };
        if key.children.is_empty() {
            let default = stator_value::json::to_json(&key.default, false).map_or_else(
                |_| String::new(),
                |bytes| String::from_utf8_lossy(&bytes).into_owned(),
            );
            let mut meaning = key.doc.clone();
            if !key.choices.is_empty() {
                let words: Vec<&str> = key
                    .choices
                    .iter()
                    .map(String::as_str)
                    .filter(|w| !w.is_empty())
                    .collect();
                let _ = write!(meaning, " One of {}.", words.join(", "));
            }
            let _ = writeln!(
                out,
                "| `{path}` | {} | {} |",
                code(&default),
                meaning.trim().replace('|', "\\|")
            );
        } else {
            rows(&key.children, &path, out);
        }
    }
}

/// A default in code quotes; long ones are cut, the file has them whole.
fn code(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{}`", short.replace('|', "\\|").replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_replaces_what_stands_between_the_markers() {
        let readme = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        assert_eq!(
            with_table(&readme, "new\n").unwrap(),
            format!("a\n{BEGIN}\nnew\n{END}\nb\n")
        );
        assert!(with_table("no markers", "x").is_none());
    }
}
