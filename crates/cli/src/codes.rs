//! The one table of all codes: what each means, with an example that fails and one that is right.
//!
//! The texts are the Markdown files in `codes/`, a heading a code.

/// One code of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// The code itself.
    pub(crate) id: &'static str,
    /// What is wrong, in one line.
    pub(crate) title: &'static str,
    body: &'static str,
}

/// The files, in the order of the codes.
const FILES: [&str; 3] = [
    include_str!("../codes/charts.md"),
    include_str!("../codes/admission.md"),
    include_str!("../codes/resources.md"),
];

/// What stands before the examples.
const FAILS: &str = "\nFails:\n";
const RIGHT: &str = "\nRight:\n";

/// Gives all codes, ordered.
pub(crate) fn all() -> impl Iterator<Item = Code> {
    let sections = FILES.iter().flat_map(|file| file.split("\n## ").skip(1));
    sections.filter_map(|section| {
        let (heading, body) = section.split_once('\n')?;
        let (id, title) = heading.split_once(' ')?;
        Some(Code { id, title, body })
    })
}

/// Finds a code, whatever its case.
pub(crate) fn find(code: &str) -> Option<Code> {
    all().find(|known| known.id.eq_ignore_ascii_case(code))
}

impl Code {
    /// The long text, without the examples.
    pub(crate) fn text(&self) -> &'static str {
        let end = self.body.find(FAILS).unwrap_or(self.body.len());
        self.body[..end].trim()
    }

    /// An example that gives the code.
    pub(crate) fn failing(&self) -> Option<&'static str> {
        let start = self.body.find(FAILS)? + FAILS.len();
        let end = self.body.find(RIGHT).unwrap_or(self.body.len());
        fenced(&self.body[start..end])
    }

    /// The same example put right.
    pub(crate) fn right(&self) -> Option<&'static str> {
        fenced(&self.body[self.body.find(RIGHT)? + RIGHT.len()..])
    }
}

/// What stands in the first fence.
fn fenced(text: &'static str) -> Option<&'static str> {
    let start = text.find("```")?;
    let start = start + text[start..].find('\n')? + 1;
    let end = start + text[start..].find("```")?;
    Some(&text[start..end])
}
