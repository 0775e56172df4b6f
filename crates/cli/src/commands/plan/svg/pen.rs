//! Drawing: shapes, text and their styles.

use super::measure::Font;
use std::fmt::Write as _;

/// Colours and fonts for light and dark ground; every colour is said once for each.
pub(super) const STYLE: &str = "\
svg{--ground:#ffffff;--frame:#f6f8fa;--card:#ffffff;--line:#d1d9e0;--ink:#1f2328;--soft:#59636e;\
--chip:#eaeef2;--pod:#ddf4ff;--pod-line:#54aeff;--gpu:#1a7f37;--lead:#8250df;--bad:#b42318;--bad-ground:#ffebe9}\
@media(prefers-color-scheme:dark){svg{--ground:#0d1117;--frame:#151b23;--card:#0d1117;--line:#3d444d;\
--ink:#f0f6fc;--soft:#9198a1;--chip:#262c36;--pod:#0c2d6b;--pod-line:#4493f8;--gpu:#3fb950;--lead:#ab7df8;\
--bad:#ff9492;--bad-ground:#3c1618}}\
text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;fill:var(--ink)}\
.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace}\
.bold{font-weight:600}.plain{fill:var(--ink)}.soft{fill:var(--soft)}.bad{fill:var(--bad)}.mid{text-anchor:middle}\
.ground{fill:var(--ground)}.frame{fill:var(--frame);stroke:var(--line)}\
.card{fill:var(--card);stroke:var(--line)}.stop{fill:var(--bad-ground);stroke:var(--bad)}\
.rule{stroke:var(--line)}.chip{fill:var(--chip)}\
.replica{fill:none;stroke:var(--soft);stroke-dasharray:3 2}.pod{fill:var(--pod);stroke:var(--pod-line)}\
.lead{stroke:var(--lead);stroke-width:2}.none{fill:none;stroke:var(--line);stroke-dasharray:3 2}\
.gpu{fill:var(--gpu)}.arrow{fill:none;stroke:var(--soft);stroke-width:1.5}";

/// How a piece of text looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ink {
    pub(super) font: Font,
    pub(super) size: usize,
    /// A class of [`STYLE`] for its colour; empty for the usual one.
    pub(super) colour: &'static str,
}

/// Gives the look of text in the usual colour.
pub(super) const fn ink(font: Font, size: usize) -> Ink {
    Ink {
        font,
        size,
        colour: "",
    }
}

/// Gives the look of text that says less important things.
pub(super) const fn soft(font: Font, size: usize) -> Ink {
    Ink {
        font,
        size,
        colour: "soft",
    }
}

impl Ink {
    fn class(self) -> String {
        let font = match self.font {
            Font::Sans => "",
            Font::Bold => "bold",
            Font::Mono => "mono",
        };
        format!("{font} {}", self.colour).trim().to_owned()
    }
}

/// A place and an extent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Collects what is drawn.
#[derive(Default)]
pub(super) struct Pen {
    out: String,
}

impl Pen {
    pub(super) fn into_text(self) -> String {
        self.out
    }

    pub(super) fn append(&mut self, other: Self) {
        self.out.push_str(&other.out);
    }

    pub(super) fn open(&mut self, class: &str) {
        let _ = writeln!(self.out, "<g class=\"{class}\">");
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    pub(super) fn area(&mut self, class: &str, area: Area, round: usize) {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        let _ = writeln!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
        );
    }

    /// A horizontal line.
    pub(super) fn rule(&mut self, x: usize, y: usize, width: usize) {
        let end = x + width;
        let _ = writeln!(
            self.out,
            "<line class=\"rule\" x1=\"{x}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\"/>"
        );
    }

    /// An arrow to the right, ten pixels long.
    pub(super) fn arrow(&mut self, x: usize, y: usize) {
        let _ = writeln!(
            self.out,
            "<path class=\"arrow\" d=\"M{x} {y}h9m-4-4l4 4l-4 4\"/>"
        );
    }

    pub(super) fn text(&mut self, x: usize, y: usize, ink: Ink, words: &str) {
        self.runs(x, y, "", &[(ink, words)], "");
    }

    /// Text around a middle.
    pub(super) fn centred(&mut self, x: usize, y: usize, ink: Ink, words: &str) {
        self.runs(x, y, "mid", &[(ink, words)], "");
    }

    /// A line of differently looking pieces, with a tooltip where it is not empty.
    pub(super) fn runs(
        &mut self,
        x: usize,
        y: usize,
        class: &str,
        runs: &[(Ink, &str)],
        tip: &str,
    ) {
        let Some((first, _)) = runs.first() else {
            return;
        };
        let mut whole = format!("{class} {}", first.class()).trim().to_owned();
        if !whole.is_empty() {
            whole = format!(" class=\"{whole}\"");
        }
        let size = first.size;
        let _ = write!(
            self.out,
            "<text{whole} x=\"{x}\" y=\"{y}\" font-size=\"{size}\">"
        );
        if !tip.is_empty() {
            let _ = write!(self.out, "<title>{}</title>", escaped(tip));
        }
        for (nth, (ink, words)) in runs.iter().enumerate() {
            let words = escaped(words);
            if nth == 0 {
                self.out.push_str(&words);
            } else {
                let _ = write!(
                    self.out,
                    "<tspan class=\"{}\"> {words}</tspan>",
                    ink.class()
                );
            }
        }
        self.out.push_str("</text>\n");
    }
}

/// Escapes for text and attributes of XML; what XML cannot hold is left out.
pub(super) fn escaped(words: &str) -> String {
    words
        .chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
