//! What Helm says on standard error while it goes on.
//!
//! A notice is data; [`Notice::line`] writes it as the chosen Helm logs it.

use crate::compat::Compat;
use crate::gotext::{self, printed};
use stator_value::{Value, gofmt};

/// One remark about a chart or its values.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice {
    /// A symbolic link in a chart folder was followed.
    SymbolicLink {
        /// The link.
        path: String,
        /// What it leads to.
        resolved: String,
    },
    /// `requirements.yaml` in a chart of API version v2.
    RequirementsInV2,
    /// `requirements.lock` in a chart of API version v2.
    RequirementsLockInV2,
    /// The chart says that it is deprecated.
    Deprecated,
    /// A subchart's `global` is no map.
    GlobalDestinationNoTable,
    /// The parent's `global` is no map.
    GlobalSourceNoTable,
    /// A global is a map for the parent and none for the subchart.
    GlobalConflict {
        /// The key under `global`.
        key: String,
    },
    /// A global is a map for the subchart and none for the parent.
    GlobalIsTable {
        /// The key under `global`.
        key: String,
    },
    /// A map was set over a chart's default that is none.
    DefaultNoTable {
        /// Chart and key.
        path: String,
    },
    /// A value that is no map stays where the chart's default is a map.
    KeptOverTable {
        /// Values path, with the chart's name in front.
        path: String,
        /// The default.
        value: Value,
    },
    /// A map stays where the chart's default is none.
    KeptTable {
        /// Values path, with the chart's name in front.
        path: String,
        /// The default.
        value: Value,
    },
    /// A dependency's condition is no boolean.
    ConditionNotBool {
        /// The path.
        path: String,
        /// The dependency.
        chart: String,
    },
    /// A dependency's tag is no boolean.
    TagNotBool {
        /// The tag.
        tag: String,
        /// The dependency.
        chart: String,
    },
    /// The table that `import-values` names by child and parent is not there.
    ImportFromChartMissing {
        /// The dependency.
        chart: String,
        /// The key at which the search ended.
        key: String,
    },
    /// The table that `import-values` names under `exports` is not there.
    ImportMissing {
        /// The key at which the search ended.
        key: String,
    },
    /// A step failed; Helm 4 logs that before it prints the error.
    StepFailed {
        /// The step.
        step: &'static str,
        /// The error.
        error: String,
    },
    /// A document's hook annotation names an unknown event; it is left out.
    UnknownHook {
        /// The annotation.
        types: String,
    },
}

impl Notice {
    /// Writes the notice as Helm's log line (without newline); the text may span lines, and is empty
    /// where this Helm says nothing.
    pub fn line(&self, compat: Compat) -> String {
        match compat {
            Compat::Helm3 => self.helm3(),
            Compat::Helm4 => self.helm4(),
        }
    }

    /// The text that both write through Go's plain logger, and where Helm 3 says it.
    fn plain(&self) -> Option<(&'static str, String)> {
        let said = match self {
            Self::RequirementsInV2 => (
                "load.go:120",
                "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". \
                 We recommend migrating dependencies to Chart.yaml."
                    .to_owned(),
            ),
            Self::RequirementsLockInV2 => (
                "load.go:138",
                "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". \
                 We recommend migrating to Chart.lock."
                    .to_owned(),
            ),
            Self::GlobalDestinationNoTable => (
                "coalesce.go:138",
                "warning: skipping globals because destination global is not a table.".to_owned(),
            ),
            Self::GlobalSourceNoTable => (
                "coalesce.go:145",
                "warning: skipping globals because source global is not a table.".to_owned(),
            ),
            Self::GlobalConflict { key } => (
                "coalesce.go:161",
                format!(
                    "Conflict: cannot merge map onto non-map for {}. Skipping.",
                    gofmt::quote(key.as_bytes())
                ),
            ),
            Self::GlobalIsTable { key } => {
                ("coalesce.go:175", format!("key {key} is table. Skipping"))
            }
            Self::DefaultNoTable { path } => (
                "coalesce.go:237",
                format!("warning: skipped value for {path}: Not a table."),
            ),
            Self::KeptOverTable { path, value } => (
                "coalesce.go:298",
                format!(
                    "warning: cannot overwrite table with non table for {path} ({})",
                    printed(value)
                ),
            ),
            Self::KeptTable { path, value } => (
                "coalesce.go:301",
                format!(
                    "warning: destination for {path} is a table. Ignoring non-table value ({})",
                    printed(value)
                ),
            ),
            _ => return None,
        };
        Some(said)
    }

    fn helm3(&self) -> String {
        if let Some((place, text)) = self.plain() {
            return format!("{place}: {text}");
        }
        match self {
            Self::SymbolicLink { path, resolved } => format!(
                "walk.go:75: found symbolic link in path: {path} resolves to {resolved}. \
                 Contents of linked file included and used"
            ),
            Self::Deprecated => "WARNING: This chart is deprecated".to_owned(),
            Self::ConditionNotBool { path, chart } => format!(
                "dependencies.go:63: Warning: Condition path '{path}' for chart {chart} \
                 returned non-bool value"
            ),
            Self::TagNotBool { tag, chart } => format!(
                "dependencies.go:94: Warning: Tag '{tag}' for chart {chart} returned non-bool value"
            ),
            Self::ImportFromChartMissing { chart, key } => format!(
                "dependencies.go:269: Warning: ImportValues missing table from chart {chart}: {}",
                no_table(key)
            ),
            Self::ImportMissing { key } => {
                format!(
                    "dependencies.go:286: Warning: ImportValues missing table: {}",
                    no_table(key)
                )
            }
            Self::UnknownHook { types } => format!(
                "manifest_sorter.go:190: info: skipping unknown hook: {}",
                gofmt::quote(types.as_bytes())
            ),
            _ => String::new(),
        }
    }

    fn helm4(&self) -> String {
        if let Some((_, text)) = self.plain() {
            return record("INFO", &text, &[]);
        }
        match self {
            Self::SymbolicLink { path, resolved } => record(
                "INFO",
                "found symbolic link in path. Contents of linked file included and used",
                &[("path", path), ("resolved", resolved)],
            ),
            Self::Deprecated => record("WARN", "this chart is deprecated", &[]),
            Self::ConditionNotBool { path, chart } => record(
                "WARN",
                "returned non-bool value",
                &[("path", path), ("chart", chart)],
            ),
            Self::TagNotBool { tag, chart } => record(
                "WARN",
                "returned non-bool value",
                &[("tag", tag), ("chart", chart)],
            ),
            Self::ImportFromChartMissing { chart, key } => record(
                "WARN",
                "ImportValues missing table from chart",
                &[("chart", chart), ("error", &no_table(key))],
            ),
            Self::ImportMissing { key } => record(
                "WARN",
                "ImportValues missing table",
                &[("error", &no_table(key))],
            ),
            Self::StepFailed { step, error } => record("ERROR", step, &[("error", error)]),
            Self::UnknownHook { types } => {
                record("INFO", "skipping unknown hooks", &[("hookTypes", types)])
            }
            _ => String::new(),
        }
    }
}

/// The text of Helm's error about a path that leads to no table.
pub(crate) fn no_table(key: &str) -> String {
    format!("{} is not a table", gofmt::quote(key.as_bytes()))
}

/// Writes a record as Go's slog text handler does.
fn record(level: &str, message: &str, attributes: &[(&str, &str)]) -> String {
    let mut line = format!("level={level} msg={}", field(message));
    for (key, value) in attributes {
        line.push(' ');
        line.push_str(key);
        line.push('=');
        line.push_str(&field(value));
    }
    line
}

/// Quotes a field where slog does: empty, with blanks, `=`, quotes, backslashes or unprintables.
fn field(text: &str) -> String {
    let bare = !text.is_empty()
        && text.chars().all(|c| match c {
            ' ' | '=' | '"' => false,
            c if c.is_ascii() => !c.is_ascii_control(),
            c => !c.is_whitespace() && c != '\u{FFFD}' && gotext::is_print(c),
        });
    if bare {
        text.to_owned()
    } else {
        gofmt::quote(text.as_bytes())
    }
}

/// The notices of one run, in order.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    list: Vec<Notice>,
}

impl Notices {
    /// Adds a notice.
    pub fn push(&mut self, notice: Notice) {
        self.list.push(notice);
    }

    /// Iterates over the notices in the order in which Helm says them.
    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.list.iter()
    }

    /// Gives Helm's log lines; what only the other Helm says is left out.
    pub fn lines(&self, compat: Compat) -> Vec<String> {
        self.list
            .iter()
            .map(|n| n.line(compat))
            .filter(|l| !l.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_helms_word_a_notice_their_own_way() {
        let notice = Notice::ConditionNotBool {
            path: "a.on".into(),
            chart: "a".into(),
        };
        assert_eq!(
            notice.line(Compat::Helm3),
            "dependencies.go:63: Warning: Condition path 'a.on' for chart a returned non-bool value"
        );
        assert_eq!(
            notice.line(Compat::Helm4),
            "level=WARN msg=\"returned non-bool value\" path=a.on chart=a"
        );
    }

    #[test]
    fn slog_quotes_what_a_reader_could_not_split() {
        assert_eq!(field("a-b/c"), "a-b/c");
        assert_eq!(field(""), "\"\"");
        assert_eq!(field("a b"), "\"a b\"");
        assert_eq!(field("a=b"), "\"a=b\"");
        assert_eq!(field("a\\b"), "a\\b");
    }
}
