//! What an observer hears of values: every path is one of the root's values, in every pass.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use stator_chart::load::from_files;
use stator_chart::{Compat, Event, Pass, Session, Settings, Trace, ValueArgs, World, render};
use stator_sprig::FixedHost;
use std::cell::RefCell;
use std::rc::Rc;

/// Writes down what happens.
struct Notes(Rc<RefCell<Vec<(Pass, String)>>>);

impl Trace for Notes {
    fn event(&mut self, pass: Pass, event: Event<'_>) {
        let text = match event {
            Event::Overridden { path, .. } => format!("overridden {path}"),
            Event::Removed { path, .. } => format!("removed {path}"),
            Event::NullDropped { path, .. } => format!("null dropped {path}"),
            Event::Mismatched { path, .. } => format!("mismatched {path}"),
            Event::GlobalCopied { path, .. } => format!("global copied {path}"),
            Event::Imported { from, to } => format!("imported {from} to {to}"),
        };
        self.0.borrow_mut().push((pass, text));
    }
}

/// A chart `c` with `s`, which has `t` and imports from it.
const FILES: &[(&str, &str)] = &[
    (
        "Chart.yaml",
        "apiVersion: v2\nname: c\nversion: 1.0.0\n\
         dependencies: [{name: s, version: 1.0.0, condition: s.enabled}]\n",
    ),
    (
        "values.yaml",
        "x: root\ns: {enabled: true, t: {x: from root}}\nglobal: {g: 1}\n",
    ),
    (
        "charts/s/Chart.yaml",
        "apiVersion: v2\nname: s\nversion: 1.0.0\ndependencies:\n\
         - {name: t, version: 1.0.0, import-values: [{child: data, parent: taken}]}\n",
    ),
    (
        "charts/s/values.yaml",
        "x: from s\nt: {z: from s}\ntaken: {a: from s}\n",
    ),
    (
        "charts/s/charts/t/Chart.yaml",
        "apiVersion: v2\nname: t\nversion: 1.0.0\n",
    ),
    (
        "charts/s/charts/t/values.yaml",
        "x: from t\nz: from t\ndata: {a: from t, b: from t}\n",
    ),
];

fn events(compat: Compat) -> Vec<(Pass, String)> {
    let mut session = Session::new(compat);
    let files = FILES.iter().map(|(name, text)| (*name, text.as_bytes()));
    let chart = Rc::new(from_files(files, "c", &mut session).unwrap());
    let args = ValueArgs {
        set: vec!["s.t.z=from user".to_owned()],
        ..ValueArgs::default()
    };
    let values = args
        .merge(&mut |_| Ok(Vec::new()), &mut session, None)
        .unwrap();
    let settings = Settings {
        compat,
        release: "r".to_owned(),
        ..Settings::default()
    };
    let world = World {
        effects: Rc::new(FixedHost::default()),
        resolver: None,
    };
    let notes = Rc::new(RefCell::new(Vec::new()));
    let mut observer = Notes(Rc::clone(&notes));
    render(
        &chart,
        &values,
        &settings,
        &world,
        &mut session,
        Some(&mut observer),
    )
    .unwrap();
    notes.take()
}

#[test]
fn paths_begin_at_the_root_in_every_pass() {
    for compat in [Compat::Helm3, Compat::Helm4] {
        let events = events(compat);
        let of = |pass| -> Vec<&str> {
            let mut texts: Vec<&str> = events
                .iter()
                .filter(|(p, _)| *p == pass)
                .map(|(_, text)| text.as_str())
                .collect();
            texts.sort_unstable();
            texts.dedup();
            texts
        };
        let x_and_z = ["overridden s.t.x", "overridden s.t.z"];
        for pass in [Pass::Enabling, Pass::Final] {
            let texts = of(pass);
            assert!(
                x_and_z.iter().all(|t| texts.contains(t)),
                "{pass:?} {texts:?}"
            );
            assert!(
                texts.contains(&"global copied s.t.global.g"),
                "{pass:?} {texts:?}"
            );
        }
        let texts = of(Pass::Importing);
        assert!(texts.contains(&"imported s.t.data to taken"), "{texts:?}");
        // What `s` says of `t` beats what `t` says, and its own table what it imports.
        assert!(texts.contains(&"overridden s.t.z"), "{texts:?}");
        assert!(texts.contains(&"overridden s.taken.a"), "{texts:?}");
        // The values of `c` and `s` are called alike and have nothing to do with each other.
        let strays: Vec<_> = events
            .iter()
            .filter(|(_, t)| {
                t.split(' ')
                    .skip(1)
                    .any(|p| p == "x" || p.starts_with("t."))
            })
            .collect();
        assert!(strays.is_empty(), "{strays:?}");
    }
}
