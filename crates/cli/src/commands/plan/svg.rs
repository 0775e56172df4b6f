//! A plan as a picture: a card a service, in a grid, legible on light and dark ground.

use super::picture::{Made, Picture, Service};
use std::fmt::Write as _;

const CARD_WIDTH: usize = 340;
const GAP: usize = 20;
const MARGIN: usize = 24;
const LINE: usize = 18;
const HEADER: usize = 84;
/// Objects shown on a card; the rest is counted.
const MOST_OBJECTS: usize = 7;
/// Characters that fit a card's line in the small type.
const LINE_CHARACTERS: usize = 50;
/// Widest row of cards.
const MOST_COLUMNS: usize = 8;
/// Boxes drawn for pods; more are counted.
const MOST_PODS: usize = 24;

const STYLE: &str = "\
.ground{fill:#ffffff}.card{fill:#f6f8fa;stroke:#d0d7de}.title{font:600 20px sans-serif;fill:#1f2328}\
.name{font:600 15px sans-serif;fill:#1f2328}.text{font:12px sans-serif;fill:#424a53}\
.strong{font:600 12px sans-serif;fill:#1f2328}.bad{font:600 12px sans-serif;fill:#b42318}\
.pod{fill:#ddf4ff;stroke:#54aeff}.gpu{fill:#dafbe1;stroke:#4ac26b}\
@media(prefers-color-scheme:dark){.ground{fill:#0d1117}.card{fill:#161b22;stroke:#30363d}\
.title,.name,.strong{fill:#e6edf3}.text{fill:#b1bac4}.bad{fill:#ff9492}\
.pod{fill:#0c2d6b;stroke:#58a6ff}.gpu{fill:#033a16;stroke:#3fb950}}";

struct Card<'a> {
    heading: String,
    kind: String,
    lines: Vec<(&'static str, String)>,
    service: Option<&'a Service>,
}

impl Card<'_> {
    fn height(&self) -> usize {
        let pods = if self.service.is_some() { 34 } else { 0 };
        44 + self.lines.len() * LINE + pods + 12
    }
}

/// Draws all pictures below each other.
pub(super) fn svg(pictures: &[Picture]) -> String {
    let mut body = String::new();
    let mut top = MARGIN;
    let mut width = 0;
    for picture in pictures {
        let (drawn_width, drawn_height) = draw(picture, top, &mut body);
        width = width.max(drawn_width);
        top += drawn_height + GAP;
    }
    let width = width.max(CARD_WIDTH) + 2 * MARGIN;
    let height = top + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}</title><style>{STYLE}</style><rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n{body}</svg>\n",
        escaped(
            &pictures
                .iter()
                .map(|p| p.title.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        )
    )
}

/// Draws one picture; gives its width and height.
fn draw(picture: &Picture, top: usize, out: &mut String) -> (usize, usize) {
    let cards = cards(picture);
    let columns = columns(cards.len());
    text(out, "title", MARGIN, top + 22, &picture.title);
    text(out, "text", MARGIN, top + 44, &picture.subtitle);
    text(out, "strong", MARGIN, top + 64, &picture.totals());
    let mut bottoms = vec![top + HEADER; columns];
    for card in &cards {
        // Each card goes to the shortest column, so that nothing overlaps and little stays empty.
        let column = (0..columns)
            .min_by_key(|column| bottoms[*column])
            .unwrap_or(0);
        let left = MARGIN + column * (CARD_WIDTH + GAP);
        draw_card(card, left, bottoms[column], out);
        bottoms[column] += card.height() + GAP;
    }
    let bottom = bottoms.into_iter().max().unwrap_or(top);
    let header = [&picture.title, &picture.subtitle].map(|line| line.chars().count() * 11);
    let grid = columns * (CARD_WIDTH + GAP) - GAP;
    (
        grid.max(header.into_iter().max().unwrap_or(0)),
        bottom - top,
    )
}

/// About twice as wide as high.
fn columns(cards: usize) -> usize {
    let mut columns = 1;
    while columns * columns < cards && columns < MOST_COLUMNS {
        columns += 1;
    }
    columns
}

fn cards(picture: &Picture) -> Vec<Card<'_>> {
    let mut cards: Vec<Card<'_>> = picture
        .services
        .iter()
        .map(|service| {
            let mut lines = vec![
                ("strong", service.size()),
                ("text", service.workload.clone()),
            ];
            let starts = service.starts_after.iter();
            lines.extend(starts.map(|starts| ("text", format!("starts: {starts}"))));
            lines.extend(objects(&service.made));
            Card {
                heading: service.name.clone(),
                kind: service.kind.clone(),
                lines,
                service: Some(service),
            }
        })
        .collect();
    if !picture.shared.is_empty() {
        cards.push(Card {
            heading: "For the whole graph".to_owned(),
            kind: format!("{} objects", picture.shared.len()),
            lines: objects(&picture.shared),
            service: None,
        });
    }
    if !picture.errors.is_empty() {
        let lines = picture
            .errors
            .iter()
            .flat_map(|error| wrapped(error))
            .map(|l| ("bad", l));
        cards.push(Card {
            heading: "Stops here".to_owned(),
            kind: String::new(),
            lines: lines.collect(),
            service: None,
        });
    }
    cards
}

fn objects(made: &[Made]) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> = made
        .iter()
        .take(MOST_OBJECTS)
        .map(|made| {
            (
                "text",
                format!("{} {} {}", made.kind, made.name, made.detail),
            )
        })
        .collect();
    if made.len() > MOST_OBJECTS {
        lines.push(("text", format!("and {} more", made.len() - MOST_OBJECTS)));
    }
    lines
}

fn draw_card(card: &Card<'_>, left: usize, top: usize, out: &mut String) {
    let height = card.height();
    let _ = writeln!(
        out,
        "<g><rect class=\"card\" x=\"{left}\" y=\"{top}\" width=\"{CARD_WIDTH}\" height=\"{height}\" rx=\"8\"/>"
    );
    fitted(out, "name", left + 14, top + 24, &card.heading, 36);
    fitted(
        out,
        "text",
        left + 14,
        top + 40,
        &card.kind,
        LINE_CHARACTERS,
    );
    let mut y = top + 44;
    if let Some(service) = card.service {
        pods(service, left + 14, y + 8, out);
        y += 34;
    }
    for (class, line) in &card.lines {
        y += LINE;
        fitted(out, class, left + 14, y, line, LINE_CHARACTERS);
    }
    out.push_str("</g>\n");
}

/// A box a pod, with one for its GPUs; nodes of a replica stand together.
fn pods(service: &Service, left: usize, top: usize, out: &mut String) {
    let class = if service.gpus > 0 { "gpu" } else { "pod" };
    let total = usize::try_from(service.pods()).unwrap_or(0);
    let nodes = usize::try_from(service.nodes).unwrap_or(1).max(1);
    let mut x = left;
    for nth in 0..total.min(MOST_PODS) {
        if nth > 0 && nth % nodes == 0 && nodes > 1 {
            x += 5;
        }
        if x + 10 > left + CARD_WIDTH - 60 {
            break;
        }
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{top}\" width=\"9\" height=\"18\" rx=\"2\"/>"
        );
        x += 11;
    }
    if total > MOST_PODS {
        text(out, "text", x + 4, top + 14, &format!("… {total}"));
    }
}

fn text(out: &mut String, class: &str, x: usize, y: usize, words: &str) {
    let _ = writeln!(
        out,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
        escaped(words)
    );
}

/// A line that is cut where it would leave its card; the whole is its tooltip.
fn fitted(out: &mut String, class: &str, x: usize, y: usize, words: &str, most: usize) {
    let words = words.trim_end();
    if words.chars().count() <= most {
        text(out, class, x, y, words);
        return;
    }
    let cut: String = words.chars().take(most - 1).collect();
    let _ = writeln!(
        out,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"><title>{}</title>{}…</text>",
        escaped(words),
        escaped(&cut)
    );
}

fn wrapped(words: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let last = lines.len() - 1;
        if lines[last].chars().count() + word.chars().count() + 1 > LINE_CHARACTERS
            && !lines[last].is_empty()
        {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
