//! Presets: values for a purpose, each with its reasons as comments.

/// A set of values for one purpose.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// The values file, with comments.
    pub text: &'static str,
}

macro_rules! presets {
    ($($name:literal)*) => {
        /// All presets, ordered by name.
        pub static PRESETS: &[Preset] = &[$(Preset {
            name: $name,
            text: include_str!(concat!("../presets/", $name, ".yaml")),
        }),*];

        /// The names of all presets, in the order of [`PRESETS`].
        pub const PRESET_NAMES: &[&str] = &[$($name),*];
    };
}

presets! {
    "air-gap"
    "cert-manager"
    "dev"
    "external-stores"
    "gitops"
    "ha"
    "ingress"
    "istio"
    "multinode"
    "tenant"
}

impl Preset {
    /// What it is for: the first line of its file.
    pub fn summary(&self) -> &'static str {
        let line = self.text.lines().next().unwrap_or_default();
        line.trim_start_matches('#').trim()
    }
}

/// Gives the preset of that name.
pub fn preset(name: &str) -> Option<Preset> {
    PRESETS.iter().copied().find(|preset| preset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use stator_diag::SourceId;

    #[test]
    fn presets_are_sorted_maps_that_begin_with_what_they_are_for() {
        assert!(PRESET_NAMES.is_sorted());
        for preset in PRESETS {
            assert!(preset.summary().ends_with('.'), "{}", preset.name);
            let map = stator_value::yaml::parse_map(preset.text.as_bytes(), SourceId::NONE);
            assert!(map.is_ok_and(|map| !map.is_empty()), "{}", preset.name);
        }
        assert!(preset("production").is_none());
    }
}
