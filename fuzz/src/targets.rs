//! What is fuzzed: one function for each door through which texts of others come in.
//!
//! A function may refuse its input and must neither panic nor overflow the stack; where it accepts,
//! it checks what has to hold then. The package of the fuzzer and a test of the workspace
//! (`crates/chart/tests/fuzz_seeds.rs`) share this file.

use flate2::Compression;
use flate2::write::GzEncoder;
use stator_chart::load::{from_archive, from_files};
use stator_chart::{Compat, Session, Settings, ValueArgs, World, render};
use stator_diag::SourceId;
use stator_gotmpl::{FunctionTable, GoVersion, TemplateSet};
use stator_sprig::FixedHost;
use stator_value::yaml::{self, Options};
use std::io::Write as _;
use std::rc::Rc;
use std::sync::Arc;

/// The targets by the names of their seed folders.
pub const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("yaml", read_yaml),
    ("template", parse_template),
    ("set", read_set),
    ("archive", load_archive),
    ("render", render_chart),
];

const CHART: &[u8] = b"apiVersion: v2\nname: c\nversion: 1.0.0\n";

const BOTH: [Compat; 2] = [Compat::Helm3, Compat::Helm4];

/// Reads YAML; what was read and written is read again as the same.
pub fn read_yaml(data: &[u8]) {
    let options = Options {
        find_duplicates: true,
        ..Options::default()
    };
    let _ = yaml::read(data, SourceId::NONE, &options);
    let _ = yaml::parse_typed(data, SourceId::NONE);
    let Ok(value) = yaml::parse(data, SourceId::NONE) else {
        return;
    };
    let _ = yaml::to_yaml_pretty(&value);
    // Too long a key or too deep a value cannot be written.
    if let Ok(text) = yaml::to_yaml(&value) {
        let again = yaml::parse(&text, SourceId::NONE).expect("what was written can be read");
        let twice = yaml::to_yaml(&again).expect("what was written once can be written again");
        assert_eq!(text, twice, "writing is not stable");
    }
}

/// Parses a template with the functions of both Helms.
pub fn parse_template(data: &[u8]) {
    for (version, helm4) in [(GoVersion::Go1_23, false), (GoVersion::Go1_27, true)] {
        let table = FunctionTable::new(version, &[stator_sprig::functions(helm4)]);
        let mut set = TemplateSet::new("fuzz", Arc::new(table));
        let _ = set.parse("t", data);
    }
}

/// Reads one argument as each of the value flags does.
pub fn read_set(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let word = || vec![text.to_owned()];
    let all = [
        ValueArgs {
            set: word(),
            ..ValueArgs::default()
        },
        ValueArgs {
            set_string: word(),
            ..ValueArgs::default()
        },
        ValueArgs {
            set_json: word(),
            ..ValueArgs::default()
        },
        ValueArgs {
            set_file: word(),
            ..ValueArgs::default()
        },
        ValueArgs {
            set_literal: word(),
            ..ValueArgs::default()
        },
    ];
    for compat in BOTH {
        for args in &all {
            let mut session = Session::new(compat);
            let mut read = |name: &str| Ok(name.as_bytes().to_vec());
            if let Err(error) = args.merge(&mut read, &mut session, None) {
                let _ = error.diagnostics(&mut session.sources);
            }
        }
    }
}

/// Loads a chart archive: the bytes as they are, and as the tar inside of one.
pub fn load_archive(data: &[u8]) {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    let packed = encoder.write_all(data).and_then(|()| encoder.finish());
    let packed = packed.expect("writing to memory cannot fail");
    for compat in BOTH {
        for bytes in [data, &packed] {
            let mut session = Session::new(compat);
            match from_archive(bytes, "c.tgz", &mut session) {
                Ok(chart) => {
                    for file in chart.templates().iter().chain(chart.files()) {
                        let name = &*file.name;
                        let escapes = name.starts_with('/') || name.split('/').any(|p| p == "..");
                        assert!(!escapes, "{name} leads out of the chart");
                    }
                }
                Err(error) => {
                    let _ = error.diagnostics(&mut session.sources);
                }
            }
        }
    }
}

/// Renders a chart given as one text, in which a line `-- NAME --` begins each file; what stands before
/// the first such line is a template.
pub fn render_chart(data: &[u8]) {
    let mut files = vec![("Chart.yaml".to_owned(), CHART.to_vec())];
    files.push(("templates/first.yaml".to_owned(), Vec::new()));
    for line in data.split_inclusive(|b| *b == b'\n') {
        let name = line
            .trim_ascii()
            .strip_prefix(b"-- ")
            .and_then(|l| l.strip_suffix(b" --"))
            .and_then(|n| std::str::from_utf8(n).ok());
        match (name, files.last_mut()) {
            (Some(name), _) => files.push((name.to_owned(), Vec::new())),
            (None, Some((_, text))) => text.extend_from_slice(line),
            (None, None) => {}
        }
    }
    for compat in BOTH {
        let mut session = Session::new(compat);
        let files = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_slice()));
        if let Err(error) = rendered(files, &mut session) {
            let _ = error.helm_text();
            let _ = error.diagnostics(&mut session.sources);
        }
    }
}

fn rendered<'a>(
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
    session: &mut Session,
) -> Result<(), stator_chart::Error> {
    let chart = Rc::new(from_files(files, "c", session)?);
    let values = ValueArgs::default().merge(&mut |_| Ok(Vec::new()), session, None)?;
    let settings = Settings {
        compat: session.compat,
        release: "fuzz".to_owned(),
        namespace: "default".to_owned(),
        ..Settings::default()
    };
    let world = World {
        effects: Rc::new(FixedHost::default()),
        resolver: None,
    };
    render(&chart, &values, &settings, &world, session, None).map(|_| ())
}
