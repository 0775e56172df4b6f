//! As much of `Chart.yaml` as the tasks need, read line by line: our own files are plain.

/// A dependency of a chart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dependency<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// Where it is fetched from; empty for a chart of ours.
    pub(crate) repository: &'a str,
}

/// A top-level field.
pub(crate) fn field<'a>(chart: &'a str, key: &str) -> Option<&'a str> {
    chart.lines().find_map(|line| value(line, key))
}

/// The dependencies.
pub(crate) fn dependencies(chart: &str) -> Vec<Dependency<'_>> {
    let list = chart
        .split_once("\ndependencies:")
        .map_or("", |(_, list)| list);
    let mut all = Vec::new();
    for line in list
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with([' ', '-', '#']))
    {
        let mut line = line.trim_start();
        if let Some(rest) = line.strip_prefix("- ") {
            all.push(Dependency {
                name: "",
                version: "",
                repository: "",
            });
            line = rest;
        }
        let Some(last) = all.last_mut() else { continue };
        for (key, slot) in [
            ("name", &mut last.name),
            ("version", &mut last.version),
            ("repository", &mut last.repository),
        ] {
            *slot = value(line, key).unwrap_or(slot);
        }
    }
    all
}

fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let value = line.strip_prefix(key)?.strip_prefix(':')?;
    let value = value.split(" #").next().unwrap_or_default().trim();
    Some(value.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHART: &str = "name: p\nversion: 0.9.0 # same as the rest\ndependencies:\n  - name: a\n    version: 0.9.0\n    \
                         repository: \"\"\n  # far away\n  - alias: f\n    name: far\n    version: v1\n    repository: oci://x/y\n\
                         keywords:\n  - name: z\n";

    #[test]
    fn fields_and_dependencies_of_a_plain_file_are_read() {
        assert_eq!(field(CHART, "version"), Some("0.9.0"));
        assert_eq!(field(CHART, "appVersion"), None);
        assert_eq!(
            dependencies(CHART),
            [
                Dependency {
                    name: "a",
                    version: "0.9.0",
                    repository: ""
                },
                Dependency {
                    name: "far",
                    version: "v1",
                    repository: "oci://x/y"
                },
            ]
        );
        assert_eq!(dependencies("name: x\n"), []);
    }
}
