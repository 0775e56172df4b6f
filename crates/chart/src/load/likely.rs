//! Handing templates to the parser as soon as they are read.

use crate::chart::File;
use crate::render::Ahead;
use crate::session::Session;

/// Looks for templates among the files of a chart and has them parsed under the names that they have
/// where nothing is called otherwise: the chart as `Chart.yaml` begins to name it, subcharts as their
/// folders.
pub(super) struct Likely {
    ahead: Ahead,
    /// The chart's name, once `Chart.yaml` has come by.
    root: Option<String>,
    /// Templates that came before it.
    early: Vec<File>,
}

impl Likely {
    pub(super) fn new(ahead: Ahead) -> Self {
        Self {
            ahead,
            root: None,
            early: Vec::new(),
        }
    }

    /// Takes note of all files of a chart.
    pub(super) fn see_all(files: &[File], session: &Session) -> Ahead {
        let mut likely = Self::new(Ahead::new(session));
        for file in files {
            likely.see(file);
        }
        likely.into_ahead()
    }

    /// Takes note of a file.
    pub(super) fn see(&mut self, file: &File) {
        if &*file.name == "Chart.yaml" && self.root.is_none() {
            self.root = Some(written_name(file));
            for file in std::mem::take(&mut self.early) {
                self.see(&file);
            }
        } else if is_template(&file.name) {
            match &self.root {
                None => self.early.push(file.clone()),
                Some(root) => {
                    let name = [root, "/", &*file.name].concat();
                    self.ahead.add(name.into(), file.data().clone().into());
                }
            }
        }
    }

    /// Gives what is being parsed.
    pub(super) fn into_ahead(self) -> Ahead {
        self.ahead
    }
}

fn written_name(file: &File) -> String {
    let mut lines = file.data().split(|b| *b == b'\n');
    let name = lines.find_map(|line| std::str::from_utf8(line.strip_prefix(b"name:")?).ok());
    let name = name.and_then(|line| line.split_whitespace().next());
    let name = name.unwrap_or_default();
    name.trim_matches(['"', '\'']).to_owned()
}

/// Says whether a file is a template of the chart or of one in `charts/`.
fn is_template(mut name: &str) -> bool {
    while let Some(inside) = name.strip_prefix("charts/") {
        name = inside.split_once('/').map_or("", |(_, name)| name);
    }
    name.starts_with("templates/")
}
