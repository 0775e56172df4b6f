//! Our engine and the real Helms print the same bytes for our charts.

use stator_chart::Compat;
use stator_testkit::{Helm, OurCharts, Template, helm, not_run, recorded_renders, variants};

fn same_bytes_as(line: Helm, compat: Compat) {
    let Some(file) = helm(line) else {
        let why = format!(
            "no helm; `cargo xtask helm` fetches it, or name one in {}",
            line.variable()
        );
        return not_run(&format!("comparison with Helm {}", line.version()), &why);
    };
    let charts = OurCharts::new();
    let mut wrong = Vec::new();
    let mut refused = 0;
    let recorded = recorded_renders().into_iter().map(|case| {
        let template = case.template(&charts, compat);
        (case.name, template)
    });
    let more = variants(&charts, compat).into_iter();
    let more = more.map(|(name, template)| (name.to_owned(), template));
    let all: Vec<(String, Template)> = recorded.chain(more).collect();
    for (name, template) in all {
        let want = template.run_with(&file);
        match template.run() {
            Ok(have) => {
                if want.code != 0 {
                    wrong.push(format!("{}: helm refuses: {}", name, want.stderr()));
                } else if want.stdout != have {
                    let (want, have) = (want.stdout(), String::from_utf8_lossy(&have));
                    let mut pairs = want.split('\n').zip(have.split('\n')).enumerate();
                    let line = pairs.find(|(_, (left, right))| left != right);
                    wrong.push(format!("{name}: {line:?} (line, helm, ours)"));
                }
            }
            Err(have) => {
                refused += 1;
                let want_text = want.stderr();
                if want.code == 0 || !want_text.trim_end().ends_with(&have.text) {
                    wrong.push(format!("{}: want {want_text}\nhave {}", name, have.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused >= 3, "{refused} refusals");
}

#[test]
fn our_charts_render_to_the_bytes_of_helm_4() {
    same_bytes_as(Helm::V4, Compat::Helm4);
}

#[test]
fn our_charts_render_to_the_bytes_of_helm_3() {
    same_bytes_as(Helm::V3, Compat::Helm3);
}
