//! One `template` run: in this process by our engine, or by a real Helm.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use jiff::Timestamp;
use stator_chart::output::{self, Selection};
use stator_chart::{Compat, Session, Settings, ValueArgs, World, load, render, with_big_stack};
use stator_sprig::FixedHost;

use crate::command::{Finished, StatorCommand};

/// What is rendered, and how.
#[derive(Debug, Clone)]
pub struct Template {
    /// Which Helm is to be equalled; a real one has its own level.
    pub compat: Compat,
    /// Name of the release.
    pub release: String,
    /// Namespace of the release.
    pub namespace: String,
    /// The chart: a folder or an archive.
    pub chart: PathBuf,
    /// `--api-versions`
    pub api_versions: Vec<String>,
    /// The user's values.
    pub values: ValueArgs,
}

/// What our engine says where Helm prints an error.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Helm's text from `Error: ` on, its hint to `--debug` included.
    pub text: String,
    /// What `--debug` prints on standard output all the same.
    pub partial: Vec<u8>,
    /// What Helm logs before, line by line.
    pub warnings: Vec<String>,
}

impl Template {
    /// Renders in this process; the clock stands still and keys are mere labels.
    ///
    /// # Errors
    /// What Helm would print on standard error, warnings aside.
    pub fn run(&self) -> Result<Vec<u8>, Refused> {
        with_big_stack(|room| {
            let mut session = Session::new(self.compat).in_room(room);
            let run = self.stream(&mut session);
            run.map_err(|error| Refused {
                text: error.helm_text(),
                partial: error.partial().to_vec(),
                warnings: session.warnings(),
            })
        })
    }

    fn stream(&self, session: &mut Session) -> Result<Vec<u8>, stator_chart::Error> {
        let values = self.values.merge(&mut load::read_values, session, None)?;
        let chart = load::load(&self.chart, &self.chart.to_string_lossy(), session)?;
        let settings = Settings {
            compat: self.compat,
            release: self.release.clone(),
            namespace: self.namespace.clone(),
            api_versions: self.api_versions.clone(),
            ..Settings::default()
        };
        let world = World {
            effects: Rc::new(FixedHost::at(Timestamp::UNIX_EPOCH)),
            resolver: None,
        };
        let rendered = render(&Rc::new(chart), &values, &settings, &world, session, None)?;
        output::stream(&rendered, &Selection::default(), self.compat)
    }

    /// Renders with a Helm, or with the `stator` command where `file` is one.
    #[track_caller]
    pub fn run_with(&self, file: impl Into<PathBuf>) -> Finished {
        StatorCommand::at(file, self.words())
            // Helm wants folders of its own and finds them by the home folder.
            .env("HOME", std::env::temp_dir())
            .limit(Duration::from_mins(2))
            .run()
    }

    /// The words of the command line.
    pub fn words(&self) -> Vec<String> {
        let chart = self.chart.display().to_string();
        let mut words = ["template", &self.release, &chart, "--namespace"].map(str::to_owned);
        let mut words: Vec<String> = words.iter_mut().map(std::mem::take).collect();
        words.push(self.namespace.clone());
        let flags: [(&str, &[String]); 7] = [
            ("--values", &self.values.files),
            ("--set-json", &self.values.set_json),
            ("--set", &self.values.set),
            ("--set-string", &self.values.set_string),
            ("--set-file", &self.values.set_file),
            ("--set-literal", &self.values.set_literal),
            ("--api-versions", &self.api_versions),
        ];
        for (flag, all) in flags {
            words.extend(all.iter().flat_map(|word| [flag.to_owned(), word.clone()]));
        }
        words
    }
}
