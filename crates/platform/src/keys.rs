//! What is known about every values key, read out of a chart's own commented `values.yaml`.
//!
//! A comment block directly above a key documents it. Its last lines may be machine hints:
//! `# @type: port`, `# @enum: a|b`, `# @open` (a Kubernetes type or a free map passes through).

use stator_diag::SourceId;
use stator_value::{Map, Value};

/// What a key takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyType {
    /// Any value: the default says nothing and no hint is given.
    Any,
    /// Text; numbers are taken too, as templates print them.
    String,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A Kubernetes quantity such as `512Mi`.
    Quantity,
    /// A Go duration such as `15s`.
    Duration,
    /// A TCP port.
    Port,
    /// An address with a scheme.
    Url,
    /// An image reference or a part of one.
    Image,
    /// A list.
    List,
    /// A map.
    Map,
}

impl KeyType {
    /// The word for it in hints and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Quantity => "quantity",
            Self::Duration => "duration",
            Self::Port => "port",
            Self::Url => "url",
            Self::Image => "image",
            Self::List => "list",
            Self::Map => "map",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "any" => Self::Any,
            "string" => Self::String,
            "boolean" | "bool" => Self::Boolean,
            "integer" | "int" => Self::Integer,
            "number" => Self::Number,
            "quantity" => Self::Quantity,
            "duration" => Self::Duration,
            "port" => Self::Port,
            "url" => Self::Url,
            "image" => Self::Image,
            "list" => Self::List,
            "map" => Self::Map,
            _ => return None,
        })
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Boolean,
            Value::Float(f) if f.fract() == 0.0 => Self::Integer,
            Value::Float(_) => Self::Number,
            Value::Int(..) => Self::Integer,
            Value::Str(_) => Self::String,
            Value::List(_) => Self::List,
            Value::Map(_) => Self::Map,
            _ => Self::Any,
        }
    }
}

/// One key of a values file with what its comment says.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key's own name.
    pub name: String,
    /// What it does, one paragraph; empty where no comment stands above the key.
    pub doc: String,
    /// What it takes, one of these.
    pub types: Vec<KeyType>,
    /// The allowed words, where closed.
    pub choices: Vec<String>,
    /// Whether keys below it are free.
    pub open: bool,
    /// The value in the file.
    pub default: Value,
    /// Keys below it, in file order; empty for leaves and open maps.
    pub children: Vec<Key>,
}

/// Why a values file could not be read as documentation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The file is no YAML.
    #[error("values.yaml cannot be read: {0}")]
    Yaml(String),
    /// The file holds something else than a map.
    #[error("values.yaml is not a map")]
    NotAMap,
    /// A hint names a type that there is not.
    #[error("key `{key}` has the unknown type hint `{hint}`")]
    UnknownType {
        /// The key.
        key: String,
        /// The word of the hint.
        hint: String,
    },
}

/// Reads the keys of a commented values file.
pub fn read_keys(text: &str) -> Result<Vec<Key>, KeysError> {
    let value = stator_value::yaml::parse(text.as_bytes(), SourceId::NONE)
        .map_err(|error| KeysError::Yaml(error.to_string()))?;
    match value {
        Value::Map(map) => keys_of(text, &map),
        value if value.is_nil() => Ok(Vec::new()),
        _ => Err(KeysError::NotAMap),
    }
}

fn keys_of(text: &str, map: &Map) -> Result<Vec<Key>, KeysError> {
    let entries = map.entries();
    let mut order: Vec<_> = entries.iter().collect();
    order.sort_by_key(|(_, entry)| entry.origin.start);
    order
        .into_iter()
        .map(|(name, entry)| {
            let name = name.to_text().into_owned();
            let comment = Comment::above(text, entry.origin.start as usize);
            let types = match &comment.ty {
                Some(words) => words
                    .split('|')
                    .map(|word| KeyType::parse(word.trim()))
                    .collect::<Option<Vec<_>>>()
                    .ok_or_else(|| KeysError::UnknownType {
                        key: name.clone(),
                        hint: words.clone(),
                    })?,
                None => vec![KeyType::of(&entry.value)],
            };
            let children = match &entry.value {
                Value::Map(below) if !comment.open && !below.is_empty() => keys_of(text, below)?,
                _ => Vec::new(),
            };
            // A map without declared keys takes any.
            let open = comment.open || (types.contains(&KeyType::Map) && children.is_empty());
            Ok(Key {
                name,
                doc: comment.doc,
                types,
                choices: comment.choices,
                open,
                default: entry.value.clone(),
                children,
            })
        })
        .collect()
}

#[derive(Default)]
struct Comment {
    doc: String,
    ty: Option<String>,
    choices: Vec<String>,
    open: bool,
}

impl Comment {
    /// Reads the comment lines that end right above the line of byte `offset`.
    fn above(text: &str, offset: usize) -> Self {
        let line_start = text[..offset.min(text.len())]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let mut lines: Vec<&str> = text[..line_start]
            .lines()
            .rev()
            .map(str::trim)
            .take_while(|line| line.starts_with('#'))
            .collect();
        lines.reverse();
        let mut comment = Self::default();
        for line in lines {
            let line = line
                .trim_start_matches('#')
                .trim_start_matches(" --")
                .trim();
            if let Some(word) = line.strip_prefix("@type:") {
                comment.ty = Some(word.trim().to_owned());
            } else if let Some(words) = line.strip_prefix("@enum:") {
                comment.choices = words.split('|').map(|w| w.trim().to_owned()).collect();
            } else if line == "@open" {
                comment.open = true;
            } else if line.is_empty() || line.chars().all(|c| matches!(c, '-' | '=')) {
                // A ruler or blank comment line separates a section heading from the key's text.
                comment.doc.clear();
            } else {
                if !comment.doc.is_empty() {
                    comment.doc.push(' ');
                }
                comment.doc.push_str(line);
            }
        }
        comment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# ---------------
# Section
# ---------------
#
# How many run.
# More words.
# @type: integer
replicas: 1
image:
  # Where from.
  repository: nginx
# Passed through.
# @open
podLabels:
  a: b
# What to do.
# @enum: Always|Never
policy: Always
";

    #[test]
    fn comments_above_keys_document_them() {
        let keys = read_keys(TEXT).unwrap();
        let names: Vec<_> = keys.iter().map(|k| k.name.as_str()).collect();
        assert_eq!(names, ["replicas", "image", "podLabels", "policy"]);
        assert_eq!(keys[0].doc, "How many run. More words.");
        assert_eq!(keys[0].types, [KeyType::Integer]);
        assert_eq!(keys[1].children[0].doc, "Where from.");
        assert!(keys[2].open && keys[2].children.is_empty());
        assert_eq!(keys[3].choices, ["Always", "Never"]);
    }

    #[test]
    fn unknown_type_hint_is_an_error() {
        assert!(matches!(
            read_keys("# @type: colour\na: 1\n"),
            Err(KeysError::UnknownType { .. })
        ));
    }
}
