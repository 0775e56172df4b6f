use super::super::picture::{Component, First, Made, Part, Picture};
use super::svg;

/// What a test needs to know of a drawn element.
#[derive(Debug)]
struct Element {
    name: String,
    class: String,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(tag[at..].split('"').next()?.to_owned())
}

/// The width of a line by a rule of thumb that is not the drawing's own.
fn text_width(body: &str, class: &str, size: f64) -> f64 {
    let mut plain = String::new();
    let mut in_tag = false;
    let body = body.split_once("</title>").map_or(body, |(_, rest)| rest);
    for c in body.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => plain.push(c),
            _ => {}
        }
    }
    let plain = plain
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    let each = if class.contains("mono") { 0.6 } else { 0.55 };
    plain.chars().count() as f64 * each * size
}

/// Elements by card: the first of each list is the card's own rectangle.
fn cards(text: &str) -> Vec<Vec<Element>> {
    let mut cards = Vec::new();
    for group in text.split("<g class=\"component\">").skip(1) {
        let group = group.split("</g>").next().unwrap_or_default();
        let mut elements = Vec::new();
        for line in group.lines().filter(|line| line.starts_with('<')) {
            let (tag, body) = line.split_once('>').unwrap();
            let number =
                |name: &str| attribute(tag, name).map_or(0.0, |text| text.parse::<f64>().unwrap());
            let class = attribute(tag, "class").unwrap_or_default();
            let mut element = Element {
                name: tag[1..].split(' ').next().unwrap().to_owned(),
                x: number("x"),
                y: number("y"),
                width: number("width"),
                height: number("height"),
                class,
            };
            if element.name == "text" {
                let size = number("font-size");
                element.width = text_width(body, &element.class, size);
                element.height = size;
                element.y -= size * 0.8;
                if element.class.contains("mid") {
                    element.x -= element.width / 2.0;
                }
            }
            if element.name != "line" && element.name != "path" {
                elements.push(element);
            }
        }
        cards.push(elements);
    }
    cards
}

fn is_inside(inner: &Element, outer: &Element) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.x + inner.width <= outer.x + outer.width
        && inner.y + inner.height <= outer.y + outer.height
}

fn is_apart(one: &Element, other: &Element) -> bool {
    one.x + one.width <= other.x
        || other.x + other.width <= one.x
        || one.y + one.height <= other.y
        || other.y + other.height <= one.y
}

fn made(kind: &'static str, name: &str, why: &'static str) -> Made {
    Made {
        kind,
        names: vec![name.to_owned(), format!("{name}-p"), format!("{name}-d")],
        detail: ":8000".to_owned(),
        why,
        is_ours: true,
    }
}

/// A graph with components of every size; every tenth name is as long as names may be.
fn picture(components: usize) -> Picture {
    let component = |nth: usize| {
        let mut name = format!("component-{nth}");
        if nth % 10 == 3 {
            name = format!("{name}-{}", "w".repeat(62 - name.len()));
        }
        Component {
            part: Part::ALL[if nth == 0 {
                0
            } else {
                1 + usize::from(nth % 7 == 6)
            }],
            words: ["worker", "prefill", "trtllm"].map(str::to_owned).to_vec(),
            replicas: [1, 0, 3, 2, 250][nth % 5],
            nodes: [1, 1, 2, 40][nth % 4],
            gpus: [0, 1, 8, 16, 4, 2][nth % 6],
            first: [First::Any, First::Leader, First::Workers][nth % 3],
            made: vec![
                made("DynamoComponentDeployment", &name, "a"),
                made("Service", &format!("graph-{name}"), "b"),
            ],
            name,
        }
    };
    Picture {
        kind: "DynamoGraphDeployment",
        name: "graph".to_owned(),
        namespace: "team-a".to_owned(),
        how: "one PodCliqueSet of Grove, placed together, started in any order".to_owned(),
        components: (0..components).map(component).collect(),
        shared: vec![
            made(
                "ServiceAccount",
                "graph-k8s-service-discovery",
                "components find each other",
            ),
            made(
                "Role",
                "graph-k8s-service-discovery-role",
                "components find each other",
            ),
            made("Secret", "<key & \"more\">", "nodes reach each other"),
        ],
        errors: vec!["no multinode orchestrator available ".repeat(20)],
    }
}

#[test]
fn no_card_overlaps_another_for_two_and_for_two_hundred_components() {
    for count in [1, 2, 25, 200] {
        let text = svg(&[picture(count), picture(2)]);
        let cards = cards(&text);
        assert_eq!(
            cards.len(),
            (count + 3) + (2 + 3),
            "with {count} components"
        );
        for (nth, card) in cards.iter().enumerate() {
            for other in &cards[nth + 1..] {
                assert!(
                    is_apart(&card[0], &other[0]),
                    "{:?} and {:?}",
                    card[0],
                    other[0]
                );
            }
        }
    }
}

#[test]
fn everything_stays_inside_its_card_and_every_card_inside_the_picture() {
    for count in [1, 2, 25, 200] {
        let text = svg(&[picture(count)]);
        let number = |name: &str| attribute(&text, name).unwrap().parse::<f64>().unwrap();
        let whole = Element {
            name: "svg".to_owned(),
            class: String::new(),
            x: 0.0,
            y: 0.0,
            width: number("width"),
            height: number("height"),
        };
        for card in cards(&text) {
            assert!(
                is_inside(&card[0], &whole),
                "{:?} with {count} components",
                card[0]
            );
            for element in &card[1..] {
                assert!(
                    is_inside(element, &card[0]),
                    "{element:?} leaves {:?}",
                    card[0]
                );
            }
        }
    }
}

#[test]
fn lines_of_text_keep_clear_of_each_other_and_of_pods() {
    let drawn = cards(&svg(&[picture(60)]));
    for card in &drawn {
        let is_solid = |e: &&Element| e.name == "text" || e.class.starts_with("pod");
        let solid: Vec<&Element> = card[1..].iter().filter(is_solid).collect();
        for (nth, one) in solid.iter().enumerate() {
            for other in &solid[nth + 1..] {
                // The number of GPUs stands in its pod.
                let is_label = one.class.starts_with("pod") && is_inside(other, one);
                assert!(is_label || is_apart(one, other), "{one:?} and {other:?}");
            }
        }
    }
}

#[test]
fn names_are_complete_and_escaped() {
    let text = svg(&[picture(25)]);
    assert!(text.contains("&lt;key &amp; &quot;more&quot;&gt;"));
    let letters: String = text
        .split("<title>")
        .map(|p| p.split_once("</title>").map_or(p, |x| x.1))
        .collect();
    // A name of 63 characters is broken into lines, but none of it is missing.
    let long = picture(4).components[3].name.matches('w').count();
    let drawn = letters.matches('w').count();
    assert!(drawn >= 2 * long, "{drawn} of {long}");
    assert!(!text.contains('…') || text.contains("…</text>"));
}

#[test]
fn a_graph_without_components_is_a_picture_too() {
    let empty = Picture {
        shared: Vec::new(),
        errors: Vec::new(),
        ..picture(0)
    };
    let text = svg(&[empty]);
    assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
    assert!(cards(&text).is_empty());
}
