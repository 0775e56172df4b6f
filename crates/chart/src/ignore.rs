//! `.helmignore` rules.

use crate::pathmatch::{BadPattern, Pattern};

/// Why a rules file is refused; the texts are Helm's.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum IgnoreError {
    #[error("double-star (**) syntax is not supported")]
    DoubleStar,
    #[error(transparent)]
    Pattern(#[from] BadPattern),
}

/// The rules of one chart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: Pattern,
    negated: bool,
    folders_only: bool,
    /// Match the base name; else the path from the root.
    base_name: bool,
}

impl Rules {
    /// Reads a rules file.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, IgnoreError> {
        let text = String::from_utf8_lossy(text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text));
        let mut rules = Self::default();
        for line in text.lines() {
            rules.add(line)?;
        }
        Ok(rules)
    }

    /// Adds the rule that Helm always applies: no dot files among the templates.
    pub(crate) fn with_defaults(mut self) -> Self {
        let added = self.add("templates/.?*");
        debug_assert!(added.is_ok());
        self
    }

    fn add(&mut self, line: &str) -> Result<(), IgnoreError> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if line.contains("**") {
            return Err(IgnoreError::DoubleStar);
        }
        Pattern::parse(line)?;
        let (negated, rest) = strip(line, |l| l.strip_prefix('!'));
        let (folders_only, rest) = strip(rest, |l| l.strip_suffix('/'));
        let (rooted, rest) = strip(rest, |l| l.strip_prefix('/'));
        // Cutting a slash off the end can leave a pattern that no longer parses (`\/`): Helm then
        // logs at every file and matches none.
        let Ok(pattern) = Pattern::parse(rest) else {
            return Ok(());
        };
        let base_name = !rooted && !rest.contains('/');
        self.rules.push(Rule {
            pattern,
            negated,
            folders_only,
            base_name,
        });
        Ok(())
    }

    /// Says whether `path`, relative to the chart, is left out.
    ///
    /// COMPAT(helm): a negated rule leaves out everything that it does not match.
    pub(crate) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let base = path.rsplit_once('/').map_or(path, |(_, base)| base);
        for rule in &self.rules {
            let name = if rule.base_name { base } else { path };
            if rule.negated {
                if (rule.folders_only && !is_folder) || !rule.pattern.matches(name) {
                    return true;
                }
            } else if (is_folder || !rule.folders_only) && rule.pattern.matches(name) {
                return true;
            }
        }
        false
    }
}

fn strip(text: &str, cut: impl Fn(&str) -> Option<&str>) -> (bool, &str) {
    match cut(text) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(rules: &str, path: &str, is_folder: bool) -> bool {
        Rules::parse(rules.as_bytes())
            .unwrap()
            .with_defaults()
            .ignores(path, is_folder)
    }

    #[test]
    fn pattern_without_slash_matches_base_names() {
        assert!(ignores("# c\n\n*.txt\n", "a/b/x.txt", false));
        assert!(!ignores("a/*.txt", "a/b/x.txt", false));
        assert!(ignores("/x.txt", "x.txt", false));
        assert!(!ignores("/x.txt", "a/x.txt", false));
    }

    #[test]
    fn trailing_slash_matches_folders_only() {
        assert!(ignores("ci/", "ci", true));
        assert!(!ignores("ci/", "ci", false));
    }

    #[test]
    fn negated_rule_ignores_everything_else() {
        assert!(ignores("!values.yaml", "Chart.yaml", false));
        assert!(!ignores("!values.yaml", "values.yaml", false));
    }

    #[test]
    fn dot_files_among_templates_are_always_ignored() {
        assert!(ignores("", "templates/.swp", false));
        assert!(!ignores("", ".swp", false));
    }

    #[test]
    fn double_star_and_bad_patterns_are_refused() {
        assert_eq!(Rules::parse(b"a/**").unwrap_err(), IgnoreError::DoubleStar);
        assert_eq!(
            Rules::parse(b"[").unwrap_err().to_string(),
            "syntax error in pattern"
        );
    }

    #[test]
    fn byte_order_mark_is_no_part_of_the_first_rule() {
        assert!(ignores("\u{FEFF}x.txt", "x.txt", false));
    }
}
