//! A plan as a picture: a frame a graph, in it a card a component, in that its pods and their GPUs.
//!
//! It is legible on light and dark ground, for two components and for two hundred; nothing is cut, long names are
//! broken into lines.

mod card;
mod measure;
mod pen;
#[cfg(test)]
mod tests;

use super::picture::{Component, First, Made, Part, Picture, counted};
use card::{Card, NARROWEST};
use measure::{Font, width, wrapped};
use pen::{Area, Ink, Pen, STYLE, escaped, ink, soft};

const MARGIN: usize = 24;
const GAP: usize = 16;
const PAD: usize = 28;
/// More columns than this are never tried.
const MOST_COLUMNS: usize = 20;
/// How wide a picture should be for its height, in percent.
const ASPECT: usize = 150;

const TITLE: Ink = ink(Font::Bold, 26);
const SUBTITLE: Ink = soft(Font::Sans, 14);
const NUMBER: Ink = ink(Font::Bold, 22);
const COUNTED: Ink = soft(Font::Sans, 14);
const BAND: Ink = ink(Font::Bold, 14);
const BAND_SIZE: Ink = soft(Font::Sans, 13);
const LEGEND: Ink = soft(Font::Sans, 12);
const STOPS: Ink = Ink {
    font: Font::Bold,
    size: 13,
    colour: "bad",
};

/// Draws all pictures below each other.
pub(super) fn svg(pictures: &[Picture]) -> String {
    let mut pen = Pen::default();
    let mut top = MARGIN;
    let mut widest = NARROWEST;
    for picture in pictures {
        let frame = Frame::new(picture);
        let area = frame.draw(top, &mut pen);
        widest = widest.max(area.width);
        top += area.height + MARGIN;
    }
    let (wide, high) = (widest + 2 * MARGIN, top);
    let names: Vec<String> = pictures.iter().map(title).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
         role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{wide}\" height=\"{high}\"/>\n{}</svg>\n",
        escaped(&names.join(", ")),
        pen.into_text()
    )
}

fn title(picture: &Picture) -> String {
    format!("{} {}", picture.kind, picture.name)
}

/// Cards under one heading.
struct Band {
    heading: &'static str,
    size: String,
    cards: Vec<Card>,
}

const HEADING: usize = 30;

impl Band {
    /// The heights of its rows of cards.
    fn rows(&self, columns: usize) -> impl Iterator<Item = usize> {
        let rows = self.cards.chunks(columns);
        rows.map(|row| row.iter().map(Card::height).max().unwrap_or(0))
    }

    fn height(&self, columns: usize) -> usize {
        HEADING + self.rows(columns).map(|row| row + GAP).sum::<usize>() + GAP
    }
}

/// Puts bands beside each other as long as they fit into the columns.
fn shelves(bands: &[Band], columns: usize) -> Vec<&[Band]> {
    let mut shelves = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (nth, band) in bands.iter().enumerate() {
        let wanted = band.cards.len();
        if used > 0 && used + wanted > columns {
            shelves.push(&bands[start..nth]);
            (start, used) = (nth, 0);
        }
        used += wanted;
    }
    if start < bands.len() {
        shelves.push(&bands[start..]);
    }
    shelves
}

fn shelf_height(shelf: &[Band], columns: usize) -> usize {
    let heights = shelf.iter().map(|band| band.height(columns));
    heights.max().unwrap_or(0)
}

/// One graph's part of the picture.
struct Frame<'a> {
    picture: &'a Picture,
    card_width: usize,
    columns: usize,
    bands: Vec<Band>,
}

impl<'a> Frame<'a> {
    fn new(picture: &'a Picture) -> Self {
        let card_width = card::best_width(picture);
        let bands = bands(picture, card_width);
        let most = bands.iter().map(|band| band.cards.len()).sum::<usize>();
        let off_by = |columns: usize| {
            let shelves = shelves(&bands, columns).into_iter();
            let high: usize = shelves.map(|shelf| shelf_height(shelf, columns)).sum();
            let wide = columns * (card_width + GAP);
            (wide * 100).abs_diff(high * ASPECT)
        };
        let columns = (1..=most.clamp(1, MOST_COLUMNS))
            .min_by_key(|columns| off_by(*columns))
            .unwrap_or(1);
        Self {
            picture,
            card_width,
            columns,
            bands,
        }
    }

    /// The room that so many cards take beside each other.
    fn room(&self, columns: usize) -> usize {
        columns * (self.card_width + GAP) - GAP
    }

    /// Draws the frame and all that is in it; gives the area it takes.
    fn draw(&self, top: usize, out: &mut Pen) -> Area {
        let room = self.room(self.columns);
        // The frame is drawn first, but its height is known last.
        let mut pen = Pen::default();
        let left = MARGIN + PAD;
        let mut y = top + PAD;
        y = header(self.picture, left, y, room, &mut pen);
        y = stops(&self.picture.errors, left, y, room, &mut pen);
        for shelf in shelves(&self.bands, self.columns) {
            let mut x = left;
            for band in shelf {
                self.band(band, x, y, &mut pen);
                x += band.cards.len() * (self.card_width + GAP);
            }
            y += shelf_height(shelf, self.columns);
        }
        y = legend(self.picture, left, y, room, &mut pen);
        let area = Area {
            x: MARGIN,
            y: top,
            width: room + 2 * PAD,
            height: y + PAD - GAP - top,
        };
        out.open("graph");
        out.area("frame", area, 16);
        out.append(pen);
        out.close();
        area
    }

    fn band(&self, band: &Band, left: usize, top: usize, pen: &mut Pen) {
        pen.text(left, top + 14, BAND, band.heading);
        let beside = left + width(band.heading, BAND.font, BAND.size) + 12;
        let end = left + self.room(band.cards.len().min(self.columns));
        if beside + width(&band.size, BAND_SIZE.font, BAND_SIZE.size) <= end {
            pen.text(beside, top + 14, BAND_SIZE, &band.size);
        }
        let mut y = top + HEADING;
        let rows = band.cards.chunks(self.columns);
        for (row, height) in rows.zip(band.rows(self.columns)) {
            for (nth, card) in row.iter().enumerate() {
                let area = Area {
                    x: left + nth * (self.card_width + GAP),
                    y,
                    width: self.card_width,
                    height,
                };
                card.draw(area, pen);
            }
            y += height + GAP;
        }
    }
}

fn bands(picture: &Picture, card_width: usize) -> Vec<Band> {
    let mut bands = Vec::new();
    for part in Part::ALL {
        let is_part = |component: &&Component| component.part == part;
        let components: Vec<&Component> = picture.components.iter().filter(is_part).collect();
        let sum = |number: fn(&Component) -> i64| {
            let numbers = components.iter().map(|component| number(component));
            numbers.fold(0, i64::saturating_add)
        };
        let mut size = counted(sum(Component::pods), "pod");
        if sum(Component::total_gpus) > 0 {
            size = format!("{size}, {}", counted(sum(Component::total_gpus), "GPU"));
        }
        let cards = components.iter().map(|c| Card::of_component(c, card_width));
        bands.push(Band {
            heading: part.title(),
            size,
            cards: cards.collect(),
        });
    }
    let mut reasons: Vec<(&str, Vec<&Made>)> = Vec::new();
    for made in &picture.shared {
        match reasons.iter_mut().find(|(why, _)| *why == made.why) {
            Some((_, list)) => list.push(made),
            None => reasons.push((made.why, vec![made])),
        }
    }
    let cards = reasons
        .iter()
        .map(|(why, made)| Card::of_reason(why, made, card_width));
    let count = picture
        .shared
        .iter()
        .map(|made| made.names.len())
        .sum::<usize>();
    bands.push(Band {
        heading: picture.whole(),
        size: counted(count as i64, "object"),
        cards: cards.collect(),
    });
    bands.retain(|band| !band.cards.is_empty());
    bands
}

/// Name, kind, numbers and who runs it; gives the place below.
fn header(picture: &Picture, left: usize, top: usize, room: usize, pen: &mut Pen) -> usize {
    let mut y = top;
    let mut say = |text: &str, ink: Ink| {
        for line in wrapped(text, ink.font, ink.size, room) {
            y += ink.size * 14 / 10;
            pen.text(left, y - ink.size * 3 / 10, ink, &line);
        }
    };
    say(&picture.name, TITLE);
    say(
        &format!("{} in namespace {}", picture.kind, picture.namespace),
        SUBTITLE,
    );
    say(&picture.how, SUBTITLE);
    y += 12;
    let mut x = left;
    for (count, word) in picture.totals() {
        let number = count.to_string();
        let label = counted(count, word);
        let label = label.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == ' ');
        let number_width = width(&number, NUMBER.font, NUMBER.size);
        let whole = number_width + 6 + width(label, COUNTED.font, COUNTED.size);
        if x > left && x + whole > left + room {
            x = left;
            y += 30;
        }
        pen.text(x, y + 22, NUMBER, &number);
        pen.text(x + number_width + 6, y + 22, COUNTED, label);
        x += whole + 28;
    }
    y + 30 + 22
}

/// Why the operator stops, where it does.
fn stops(errors: &[String], left: usize, top: usize, room: usize, pen: &mut Pen) -> usize {
    if errors.is_empty() {
        return top;
    }
    let lines: Vec<String> = errors
        .iter()
        .map(|error| format!("The operator stops: {error}"))
        .flat_map(|text| wrapped(&text, STOPS.font, STOPS.size, room - 32))
        .collect();
    let area = Area {
        x: left,
        y: top,
        width: room,
        height: lines.len() * 20 + 22,
    };
    pen.open("component");
    pen.area("stop", area, 10);
    for (nth, line) in lines.iter().enumerate() {
        pen.text(left + 16, top + 26 + nth * 20, STOPS, line);
    }
    pen.close();
    top + area.height + GAP + 8
}

/// What the drawings mean, as far as they occur.
fn legend(picture: &Picture, left: usize, top: usize, room: usize, pen: &mut Pen) -> usize {
    let any = |test: fn(&Component) -> bool| picture.components.iter().any(test);
    let is_spread = |c: &Component| c.nodes > 1 && c.replicas > 0;
    let entries = [
        ("pod", "a pod", any(|c| c.pods() > 0)),
        ("gpu", "a GPU", any(|c| c.total_gpus() > 0)),
        ("replica", "a replica over several nodes", any(is_spread)),
        ("pod lead", "its leader", any(is_spread)),
        (
            "arrow",
            "starts before",
            any(|c| c.nodes > 1 && c.first != First::Any),
        ),
    ];
    let (mut x, mut y) = (left, top);
    for (class, text, _) in entries.iter().filter(|(.., occurs)| *occurs) {
        let whole = 22 + width(text, LEGEND.font, LEGEND.size);
        if x > left && x + whole > left + room {
            x = left;
            y += 22;
        }
        let area = Area {
            x,
            y: y + 2,
            width: 14,
            height: 14,
        };
        match *class {
            "arrow" => pen.arrow(x + 2, y + 9),
            "gpu" => pen.area(
                class,
                Area {
                    x: x + 3,
                    y: y + 5,
                    width: 8,
                    height: 8,
                },
                1,
            ),
            _ => pen.area(class, area, 4),
        }
        pen.text(x + 22, y + 13, LEGEND, text);
        x += whole + 24;
    }
    y + 18 + GAP
}
