//! What stands in one card, and how much room that takes.

use super::super::picture::{Component, First, Made, Picture};
use super::measure::{Font, width, wrapped};
use super::pen::{Area, Ink, Pen, ink, soft};

/// Room between a card's edge and what stands in it.
const PAD: usize = 16;
/// Narrowest and widest cards.
pub(super) const NARROWEST: usize = 280;
const WIDEST: usize = 480;
/// Rows of pods drawn; more pods are counted.
const MOST_ROWS: usize = 3;
const POD_HEIGHT: usize = 28;
/// A pod's GPUs stand in rows of so many squares of this size.
const GPU_COLUMNS: usize = 4;
const GPU: usize = 8;
const GPU_GAP: usize = 3;
const ARROW: usize = 18;

const NAME: Ink = ink(Font::Bold, 16);
const SIZE: Ink = ink(Font::Bold, 13);
const CHIP: Ink = soft(Font::Sans, 11);
const SMALL: Ink = soft(Font::Sans, 12);
const REASON: Ink = ink(Font::Bold, 12);
const KIND: Ink = soft(Font::Mono, 11);
const OBJECT: Ink = Ink {
    font: Font::Mono,
    size: 11,
    // Said, because the kind before it has another colour.
    colour: "plain",
};

/// One line of a card, or a drawing in it.
enum Row {
    /// Space.
    Gap(usize),
    Rule,
    Line {
        indent: usize,
        runs: Vec<(Ink, String)>,
        tip: String,
    },
    Chips(Vec<String>),
    Pods(Vec<Shape>),
}

/// A pod, or what stands between pods, placed in its row.
enum Shape {
    Pod {
        area: Area,
        gpus: i64,
        is_lead: bool,
    },
    Replica(Area),
    /// Where pods would stand.
    Nothing(Area),
    Arrow {
        x: usize,
        y: usize,
    },
    Dots {
        x: usize,
        y: usize,
    },
}

/// A card before it has its place.
pub(super) struct Card {
    rows: Vec<Row>,
}

/// The width at which no line has to be broken, as far as that is not too wide.
pub(super) fn best_width(picture: &Picture) -> usize {
    let of_object = |made: &Made| {
        let line = format!("{} {} {}", made.kind, made.joined_names(), made.detail);
        width(line.trim_end(), OBJECT.font, OBJECT.size)
    };
    let of_component = |component: &Component| {
        let name = width(&component.name, NAME.font, NAME.size);
        name.max(width(&component.size(), SIZE.font, SIZE.size))
    };
    let made = picture.components.iter().flat_map(|c| &c.made);
    let objects = made.chain(&picture.shared).map(of_object);
    let widest = objects.chain(picture.components.iter().map(of_component));
    (widest.max().unwrap_or(0) + 2 * PAD).clamp(NARROWEST, WIDEST)
}

impl Card {
    /// The card of a component.
    pub(super) fn of_component(component: &Component, card_width: usize) -> Self {
        let room = card_width - 2 * PAD;
        let mut rows = lines(&component.name, NAME, room);
        rows.push(Row::Gap(4));
        rows.extend(chips(&component.words, room));
        rows.push(Row::Gap(10));
        let (shapes, left_out) = pods(component, room);
        rows.push(Row::Pods(shapes));
        if left_out > 0 {
            let more = format!(
                "and {left_out} more {}",
                if left_out == 1 { "pod" } else { "pods" }
            );
            rows.extend(lines(&more, SMALL, room));
        }
        rows.push(Row::Gap(4));
        rows.extend(lines(&component.size(), SIZE, room));
        if let Some(order) = component.first.text() {
            rows.extend(lines(order, SMALL, room));
        }
        if !component.made.is_empty() {
            rows.extend([Row::Gap(8), Row::Rule, Row::Gap(4)]);
            rows.extend(component.made.iter().flat_map(|made| object(made, room)));
        }
        Self { rows }
    }

    /// The card of objects that are there for one reason.
    pub(super) fn of_reason(why: &str, made: &[&Made], card_width: usize) -> Self {
        let room = card_width - 2 * PAD;
        let mut rows = lines(why, REASON, room);
        rows.push(Row::Gap(4));
        rows.extend(made.iter().flat_map(|made| object(made, room)));
        Self { rows }
    }

    pub(super) fn height(&self) -> usize {
        self.rows.iter().map(Row::height).sum::<usize>() + 2 * PAD - 4
    }

    pub(super) fn draw(&self, area: Area, pen: &mut Pen) {
        pen.open("component");
        pen.area("card", area, 10);
        let left = area.x + PAD;
        let mut top = area.y + PAD - 2;
        for row in &self.rows {
            row.draw(left, top, area.width - 2 * PAD, pen);
            top += row.height();
        }
        pen.close();
    }
}

impl Row {
    fn height(&self) -> usize {
        match self {
            Self::Gap(height) => *height,
            Self::Rule => 1,
            Self::Line { runs, .. } => runs.first().map_or(0, |(ink, _)| ink.size * 3 / 2),
            Self::Chips(_) => 22,
            Self::Pods(shapes) => shapes.iter().map(Shape::bottom).max().unwrap_or(0) + 6,
        }
    }

    fn draw(&self, left: usize, top: usize, room: usize, pen: &mut Pen) {
        match self {
            Self::Gap(_) => {}
            Self::Rule => pen.rule(left, top, room),
            Self::Line { indent, runs, tip } => {
                let base = top + runs.first().map_or(0, |(ink, _)| ink.size * 11 / 10);
                let runs: Vec<(Ink, &str)> =
                    runs.iter().map(|(ink, t)| (*ink, t.as_str())).collect();
                pen.runs(left + indent, base, "", &runs, tip);
            }
            Self::Chips(words) => {
                let mut x = left;
                for word in words {
                    let width = chip_width(word);
                    let area = Area {
                        x,
                        y: top,
                        width,
                        height: 18,
                    };
                    pen.area("chip", area, 9);
                    pen.centred(x + width / 2, top + 13, CHIP, word);
                    x += width + 6;
                }
            }
            Self::Pods(shapes) => shapes.iter().for_each(|shape| shape.draw(left, top, pen)),
        }
    }
}

fn lines(text: &str, ink: Ink, room: usize) -> Vec<Row> {
    let line = |text| Row::Line {
        indent: 0,
        runs: vec![(ink, text)],
        tip: String::new(),
    };
    wrapped(text, ink.font, ink.size, room)
        .into_iter()
        .map(line)
        .collect()
}

fn chip_width(word: &str) -> usize {
    width(word, CHIP.font, CHIP.size) + 16
}

/// Rows of chips; a word that fills more than a row is broken.
fn chips(words: &[String], room: usize) -> Vec<Row> {
    let pieces = words
        .iter()
        .flat_map(|word| wrapped(word, CHIP.font, CHIP.size, room - 16));
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut used = 0;
    for piece in pieces {
        let width = chip_width(&piece) + 6;
        if used > 0 && used + width > room + 6 {
            rows.push(Vec::new());
            used = 0;
        }
        used += width;
        if let Some(row) = rows.last_mut() {
            row.push(piece);
        }
    }
    rows.into_iter().map(Row::Chips).collect()
}

/// Kind, name and port in one line; the kind above the others where that is too long.
fn object(made: &Made, room: usize) -> Vec<Row> {
    const INDENT: usize = 14;
    let line = |indent: usize, runs: Vec<(Ink, String)>| Row::Line {
        indent,
        runs,
        tip: made.why.to_owned(),
    };
    let fits = |words: &[(Ink, String)], room: usize| {
        let words: Vec<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
        width(&words.join(" "), OBJECT.font, OBJECT.size) <= room
    };
    let kind = (KIND, made.kind.to_owned());
    let mut below = vec![(OBJECT, made.joined_names())];
    if !made.detail.is_empty() {
        below.push((KIND, made.detail.clone()));
    }
    let whole = [vec![kind.clone()], below.clone()].concat();
    if fits(&whole, room) {
        return vec![line(0, whole)];
    }
    let mut rows = vec![line(0, vec![kind])];
    if fits(&below, room - INDENT) {
        rows.push(line(INDENT, below));
        return rows;
    }
    for (ink, text) in below {
        let parts = wrapped(&text, ink.font, ink.size, room - INDENT);
        rows.extend(
            parts
                .into_iter()
                .map(|part| line(INDENT, vec![(ink, part)])),
        );
    }
    rows
}

impl Shape {
    fn bottom(&self) -> usize {
        match self {
            Self::Pod { area, .. } | Self::Replica(area) | Self::Nothing(area) => {
                area.y + area.height
            }
            Self::Arrow { .. } | Self::Dots { .. } => 0,
        }
    }

    fn draw(&self, left: usize, top: usize, pen: &mut Pen) {
        let moved = |area: &Area| Area {
            x: left + area.x,
            y: top + area.y,
            ..*area
        };
        match self {
            Self::Replica(area) => pen.area("replica", moved(area), 7),
            Self::Nothing(area) => pen.area("none", moved(area), 5),
            Self::Arrow { x, y } => pen.arrow(left + x, top + y),
            Self::Dots { x, y } => pen.text(left + x, top + y, SMALL, "…"),
            Self::Pod {
                area,
                gpus,
                is_lead,
            } => {
                let area = moved(area);
                pen.area(if *is_lead { "pod lead" } else { "pod" }, area, 5);
                draw_gpus(area, *gpus, pen);
            }
        }
    }
}

fn draw_gpus(pod: Area, gpus: i64, pen: &mut Pen) {
    let gpus = usize::try_from(gpus).unwrap_or(0);
    if gpus > 2 * GPU_COLUMNS {
        let square = Area {
            x: pod.x + 6,
            y: pod.y + 10,
            width: GPU,
            height: GPU,
        };
        pen.area("gpu", square, 1);
        pen.text(pod.x + 18, pod.y + 18, SMALL, &gpus.to_string());
        return;
    }
    let rows = gpus.div_ceil(GPU_COLUMNS);
    let columns = gpus.min(GPU_COLUMNS);
    let used = (columns * (GPU + GPU_GAP)).saturating_sub(GPU_GAP);
    let left = pod.x + (pod.width - used) / 2;
    let top = pod.y + (pod.height + GPU_GAP - rows * (GPU + GPU_GAP)) / 2;
    for nth in 0..gpus {
        let square = Area {
            x: left + nth % GPU_COLUMNS * (GPU + GPU_GAP),
            y: top + nth / GPU_COLUMNS * (GPU + GPU_GAP),
            width: GPU,
            height: GPU,
        };
        pen.area("gpu", square, 1);
    }
}

fn pod_width(gpus: i64) -> usize {
    let gpus = usize::try_from(gpus).unwrap_or(0);
    if gpus > 2 * GPU_COLUMNS {
        return 24 + width(&gpus.to_string(), SMALL.font, SMALL.size);
    }
    let columns = gpus.clamp(1, GPU_COLUMNS);
    (columns * (GPU + GPU_GAP) + 9).max(24)
}

/// Places a box a pod; the nodes of one replica stand together. Gives how many are left out.
fn pods(component: &Component, room: usize) -> (Vec<Shape>, i64) {
    let pod = pod_width(component.gpus);
    let mut shapes = Vec::new();
    if component.replicas <= 0 {
        shapes.push(Shape::Nothing(Area {
            x: 0,
            y: 0,
            width: pod,
            height: POD_HEIGHT,
        }));
        return (shapes, 0);
    }
    let (mut x, mut y) = (0, 0);
    let (mut drawn, mut rows) = (0, 1);
    while drawn < component.replicas {
        let (group, size) = if component.nodes > 1 {
            replica(component, pod, room)
        } else {
            let area = Area {
                x: 0,
                y: 0,
                width: pod,
                height: POD_HEIGHT,
            };
            let one = Shape::Pod {
                area,
                gpus: component.gpus,
                is_lead: false,
            };
            (vec![one], (pod, POD_HEIGHT))
        };
        if x > 0 && x + size.0 > room {
            rows += 1;
            if rows > MOST_ROWS {
                break;
            }
            x = 0;
            y += size.1 + 6;
        }
        shapes.extend(group.into_iter().map(|shape| shape.moved_by(x, y)));
        x += size.0 + 6;
        drawn += 1;
    }
    (
        shapes,
        (component.replicas - drawn).saturating_mul(component.nodes),
    )
}

/// One replica over several nodes, in start order; those that do not fit are dots.
fn replica(component: &Component, pod: usize, room: usize) -> (Vec<Shape>, (usize, usize)) {
    const EDGE: usize = 6;
    const GAP: usize = 5;
    let arrow = if component.first == First::Any {
        0
    } else {
        ARROW
    };
    let fit = (room - 2 * EDGE - arrow) / (pod + GAP);
    let nodes = usize::try_from(component.nodes).unwrap_or(usize::MAX);
    let workers = (nodes - 1).min(fit.saturating_sub(1)).max(1);
    let has_dots = workers < nodes - 1;
    let lead_at = if component.first == First::Workers {
        workers
    } else {
        0
    };
    let mut shapes = Vec::new();
    let mut x = EDGE;
    for nth in 0..=workers {
        let is_lead = nth == lead_at;
        let is_after = (nth == 1 && lead_at == 0) || (nth > 0 && is_lead);
        if is_after && arrow > 0 {
            shapes.push(Shape::Arrow {
                x,
                y: EDGE + POD_HEIGHT / 2,
            });
            x += arrow - GAP;
        }
        // The last but one worker that fits gives its place to the dots.
        if has_dots && !is_lead && nth == if lead_at == 0 { workers } else { workers - 1 } {
            let y = EDGE + POD_HEIGHT / 2 + 4;
            shapes.push(Shape::Dots { x: x + 4, y });
        } else {
            let area = Area {
                x,
                y: EDGE,
                width: pod,
                height: POD_HEIGHT,
            };
            shapes.push(Shape::Pod {
                area,
                gpus: component.gpus,
                is_lead,
            });
        }
        x += pod + GAP;
    }
    let size = (x - GAP + EDGE, POD_HEIGHT + 2 * EDGE);
    shapes.insert(
        0,
        Shape::Replica(Area {
            x: 0,
            y: 0,
            width: size.0,
            height: size.1,
        }),
    );
    (shapes, size)
}

impl Shape {
    fn moved_by(self, right: usize, down: usize) -> Self {
        let moved = |area: Area| Area {
            x: area.x + right,
            y: area.y + down,
            ..area
        };
        match self {
            Self::Pod {
                area,
                gpus,
                is_lead,
            } => Self::Pod {
                area: moved(area),
                gpus,
                is_lead,
            },
            Self::Replica(area) => Self::Replica(moved(area)),
            Self::Nothing(area) => Self::Nothing(moved(area)),
            Self::Arrow { x, y } => Self::Arrow {
                x: x + right,
                y: y + down,
            },
            Self::Dots { x, y } => Self::Dots {
                x: x + right,
                y: y + down,
            },
        }
    }
}
