//! What was probably meant by a field that the schema does not know.

use super::node::{Node, Schema};
use super::path::{Path, Step};

/// How far below its place a field of the same name is looked for.
const DEPTH: usize = 4;

impl Schema {
    /// Gives the path of the field that an unknown one probably stands for: a neighbour with nearly
    /// the same name, else the one field of this name below, else one beside a field above.
    pub fn nearest(&self, unknown: &Path) -> Option<String> {
        let (last, above) = unknown.steps().split_last()?;
        let Step::Field(name) = last else { return None };
        let nodes = self.nodes(above)?;
        let parent = *nodes.last()?;
        let at = |depth: usize, below: &[&str]| {
            let mut path = unknown.clone();
            while path.steps().len() > depth {
                path.pop();
            }
            for field in below {
                path.push(Step::Field((*field).to_owned()));
            }
            path.bracketed()
        };
        if let Some(near) = neighbour(parent, name) {
            return Some(at(above.len(), &[near]));
        }
        if let Some(below) = only_below(parent, name) {
            return Some(at(above.len(), &below));
        }
        // Indented too far.
        let outer = (0..above.len()).rev();
        let mut known = outer.filter(|depth| nodes[*depth].property(name).is_some());
        known.next().map(|depth| at(depth, &[name]))
    }

    /// The nodes on the way: the root's first.
    fn nodes(&self, steps: &[Step]) -> Option<Vec<&Node>> {
        let mut nodes = vec![&self.root];
        for step in steps {
            let node = *nodes.last()?;
            nodes.push(match step {
                Step::Field(name) | Step::Key(name) => node.child(name)?,
                Step::Index(_) => node.items.as_deref()?,
            });
        }
        Some(nodes)
    }
}

/// The property whose name differs in case, or in few letters.
fn neighbour<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    let allowed = match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let distances = node.properties.iter().map(|(known, _)| {
        let distance = if known.eq_ignore_ascii_case(name) {
            0
        } else {
            distance(known, name)
        };
        (distance, known.as_str())
    });
    distances
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, known)| known)
}

/// The way to the one property of this name below, through objects only.
fn only_below<'n>(node: &'n Node, name: &str) -> Option<Vec<&'n str>> {
    let mut level = vec![(Vec::new(), node)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        let mut hits = Vec::new();
        for (way, node) in level {
            for (known, child) in &node.properties {
                let mut way: Vec<&str> = way.clone();
                way.push(known);
                if known == name && way.len() > 1 {
                    hits.push(way.clone());
                }
                next.push((way, child));
            }
        }
        match hits.len() {
            0 => level = next,
            1 => return hits.pop(),
            _ => return None,
        }
    }
    None
}

/// The number of letters to insert, delete, change or swap with their neighbour.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(path: &[&str]) -> Option<String> {
        let mut unknown = Path::default();
        for (index, step) in path.iter().enumerate() {
            unknown.push(if index == 2 {
                Step::Key((*step).to_owned())
            } else {
                Step::Field((*step).to_owned())
            });
        }
        Schema::of_kind("DynamoGraphDeployment")
            .unwrap()
            .nearest(&unknown)
    }

    #[test]
    fn misspelt_misplaced_and_too_deep_fields_are_found() {
        let service = ["spec", "services", "w"];
        let at = |below: &[&'static str]| [&service, below].concat();
        let want = |text: &str| Some(format!("spec.services[w].{text}"));
        assert_eq!(nearest(&at(&["replica"])), want("replicas"));
        assert_eq!(nearest(&at(&["componenttype"])), want("componentType"));
        assert_eq!(
            nearest(&at(&["mainContainer"])),
            want("extraPodSpec.mainContainer")
        );
        assert_eq!(nearest(&at(&["nodeCount"])), want("multinode.nodeCount"));
        assert_eq!(
            nearest(&at(&["resources", "envFromSecret"])),
            want("envFromSecret")
        );
        assert_eq!(
            nearest(&["spec", "backendFramwork"]),
            Some("spec.backendFramework".into())
        );
        assert_eq!(nearest(&at(&["qqqqqqqqqqqq"])), None);
    }

    #[test]
    fn swapped_letters_count_once() {
        assert_eq!(distance("pvcs", "pcvs"), 1);
        assert_eq!(distance("abc", ""), 3);
    }
}
