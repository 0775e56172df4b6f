//! The charts of this repository, compiled in.

/// Every file below `charts/`, sorted by path.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/charts.rs"));

/// The names under which the built-in charts are addressed on the command line.
pub const BUILTIN_NAMES: [&str; 4] = ["platform", "operator", "crds", "gaie"];

/// A built-in chart: its files with paths relative to the chart's folder.
#[derive(Clone, Debug)]
pub struct Builtin {
    /// The name on the command line.
    pub name: &'static str,
    /// The chart's folder below `charts/`.
    pub folder: &'static str,
}

impl Builtin {
    /// Iterates over the chart's files, subcharts included, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &'static [u8])> {
        let folder = self.folder;
        FILES.iter().filter_map(move |(path, bytes)| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((rest, *bytes))
        })
    }

    /// Gives one file.
    pub fn file(&self, path: &str) -> Option<&'static [u8]> {
        self.files()
            .find(|(name, _)| *name == path)
            .map(|(_, bytes)| bytes)
    }
}

/// Gives the built-in chart of that name.
pub fn builtin(name: &str) -> Option<Builtin> {
    let (name, folder) = match name {
        "platform" => ("platform", "platform"),
        "operator" => ("operator", "platform/charts/dynamo-operator"),
        "crds" => ("crds", "crds"),
        "gaie" => ("gaie", "gaie"),
        _ => return None,
    };
    Some(Builtin { name, folder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_name_is_a_chart_with_metadata_and_values() {
        for name in BUILTIN_NAMES {
            let chart = builtin(name).expect("listed name");
            assert!(
                chart.file("Chart.yaml").is_some(),
                "{name} has no Chart.yaml"
            );
        }
        assert!(builtin("nginx").is_none());
    }
}
