//! Options that all commands about charts share: which chart, which values.

use clap::Args;
use clap::builder::PossibleValuesParser;
use stator_chart::{Chart, Error, Session, ValueArgs, load};
use stator_platform::{Builtin, PRESET_NAMES, builtin, preset};
use stator_value::Map;
use std::rc::Rc;

// Value flags, as Helm has them; they apply in this order, whatever their order on the command line.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Values")]
pub(crate) struct ValueFlags {
    /// Values for a purpose, below all others; repeatable, `stator presets` lists them
    #[arg(
        long = "preset",
        value_name = "NAME",
        value_parser = PossibleValuesParser::new(PRESET_NAMES),
        hide_possible_values = true
    )]
    presets: Vec<String>,
    /// Values file (`-` for standard input); repeatable, later files win
    #[arg(
        short = 'f',
        long = "values",
        value_name = "FILE",
        value_delimiter = ','
    )]
    values: Vec<String>,
    /// Value as JSON, `key=JSON`; repeatable
    #[arg(long, value_name = "KEY=JSON", allow_hyphen_values = true)]
    set_json: Vec<String>,
    /// Value, `key=value[,key=value]`; numbers, true, false and null get their type; repeatable
    #[arg(long, value_name = "KEY=VALUE", allow_hyphen_values = true)]
    set: Vec<String>,
    /// Value that stays text; repeatable
    #[arg(long, value_name = "KEY=VALUE", allow_hyphen_values = true)]
    set_string: Vec<String>,
    /// Value read from a file, `key=path`; repeatable
    #[arg(long, value_name = "KEY=PATH", allow_hyphen_values = true)]
    set_file: Vec<String>,
    /// Value taken as it is, up to the end of the word; repeatable
    #[arg(long, value_name = "KEY=VALUE", allow_hyphen_values = true)]
    set_literal: Vec<String>,
}

impl ValueFlags {
    /// Says whether nothing is set.
    pub(crate) fn is_empty(&self) -> bool {
        [
            &self.presets,
            &self.values,
            &self.set_json,
            &self.set,
            &self.set_string,
            &self.set_file,
            &self.set_literal,
        ]
        .iter()
        .all(|words| words.is_empty())
    }

    /// Puts all values over each other, presets below everything.
    pub(crate) fn merge(&self, session: &mut Session) -> Result<Map, Error> {
        let presets = self.presets.iter().map(|name| format!("{PRESET}{name}"));
        let arguments = ValueArgs {
            files: presets.chain(self.values.iter().cloned()).collect(),
            set_json: self.set_json.clone(),
            set: self.set.clone(),
            set_string: self.set_string.clone(),
            set_file: self.set_file.clone(),
            set_literal: self.set_literal.clone(),
        };
        let mut left = self.presets.len();
        let mut read = |name: &str| {
            // Presets are read first, so that a file of such a name stays a file.
            if left > 0 {
                left -= 1;
                let preset = name.strip_prefix(PRESET).and_then(preset);
                return preset
                    .map(|preset| preset.text.as_bytes().to_vec())
                    .ok_or_else(|| format!("{name} is no preset"));
            }
            load::read_values(name)
        };
        arguments.merge(&mut read, session, None)
    }
}

/// What the names of presets begin with where they stand among files.
const PRESET: &str = "preset:";

/// A chart that was named on a command line.
pub(crate) struct NamedChart {
    /// The chart.
    pub(crate) chart: Rc<Chart>,
    /// Whether it is one of our own, compiled in.
    pub(crate) is_builtin: bool,
}

/// Where the chart that a command line names lies; found before values are read, as Helm does.
pub(crate) enum ChartPlace {
    Builtin(Builtin),
    Path(std::path::PathBuf),
}

/// Finds a chart: what lies in the file system comes before a built-in name.
pub(crate) fn locate(name: &str) -> Result<ChartPlace, Error> {
    match (load::locate(name), builtin(name)) {
        (Ok(path), _) => Ok(ChartPlace::Path(path)),
        (Err(_), Some(builtin)) => Ok(ChartPlace::Builtin(builtin)),
        (Err(error), None) => Err(error),
    }
}

/// Loads a chart that was found.
pub(crate) fn load(
    place: &ChartPlace,
    name: &str,
    session: &mut Session,
) -> Result<NamedChart, Error> {
    let (chart, is_builtin) = match place {
        ChartPlace::Builtin(builtin) => (load::from_files(builtin.files(), name, session)?, true),
        ChartPlace::Path(path) => (load::load(path, name, session)?, false),
    };
    Ok(NamedChart {
        chart: Rc::new(chart),
        is_builtin,
    })
}
