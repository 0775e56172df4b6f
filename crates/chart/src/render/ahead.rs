//! Parsing templates on a second thread while the chart is loaded and its values are made.

use super::templates::library;
use crate::compat::Compat;
use crate::helper::{Helper, Shared};
use crate::session::Session;
use stator_gotmpl::{FunctionTable, Limits, NameMap, NameSet, ParsedText, TextParser};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// From how many bytes of templates on two threads get through sooner than one.
const WORTH: usize = 128 << 10;

/// A template: its name and its text.
pub(crate) type Named = (Arc<str>, Arc<[u8]>);

/// Templates on their way through the parser.
pub(crate) struct Ahead {
    parsing: Shared<Named, (Named, ParsedText)>,
    desk: Arc<Desk>,
    helper: Helper,
    /// How many bytes of templates have been added.
    bytes: usize,
    /// The names that have been added.
    added: NameSet<Arc<str>>,
}

/// Templates that have been parsed.
pub(super) struct Parsed {
    /// The texts that were asked for, in their order.
    pub(super) texts: Vec<ParsedText>,
    /// The functions that they may call.
    pub(super) functions: Arc<FunctionTable>,
    /// Whether the helper took part.
    pub(super) is_shared: bool,
}

impl Ahead {
    /// Begins with no template.
    pub(crate) fn new(session: &Session) -> Self {
        let desk = Arc::new(Desk {
            compat: session.compat,
            functions: OnceLock::new(),
            limits: limits(session),
            wanted: OnceLock::new(),
        });
        let parser = Arc::clone(&desk);
        Self {
            parsing: Shared::new(1, move |texts, tell| parser.work(texts, tell)),
            desk,
            helper: session.room.helper.clone(),
            bytes: 0,
            added: NameSet::default(),
        }
    }

    /// Adds a text under the name that it will probably have.
    pub(crate) fn add(&mut self, name: Arc<str>, text: Arc<[u8]>) {
        self.added.insert(Arc::clone(&name));
        self.bytes += text.len();
        self.parsing.push((name, text));
        if self.bytes >= WORTH {
            self.share();
        }
    }

    /// Has the helper parse, too.
    pub(crate) fn share(&mut self) {
        self.parsing.share_with(&self.helper);
    }

    /// Says which templates there are: what was added under another name is of no use, and what has
    /// not been added is added now.
    pub(super) fn complete(&mut self, wanted: &[Named]) {
        let numbers = (0..).zip(wanted);
        let numbers = numbers.map(|(number, (name, _))| (Arc::clone(name), number));
        let _ = self.desk.wanted.set(numbers.collect());
        for (name, text) in wanted {
            if !self.added.contains(name) {
                self.add(Arc::clone(name), Arc::clone(text));
            }
        }
        self.parsing.close();
    }

    /// Gives these templates, parsed.
    pub(super) fn finish(self, wanted: &[Named]) -> Parsed {
        let is_shared = self.parsing.is_shared();
        let numbers = self.desk.wanted.get();
        let mut texts: Vec<Option<ParsedText>> = wanted.iter().map(|_| None).collect();
        self.parsing.finish(|((name, text), parsed)| {
            if let Some(&number) = numbers.and_then(|numbers| numbers.get(&name))
                && Arc::ptr_eq(&text, &wanted[number].1)
            {
                texts[number] = Some(parsed);
            }
        });
        // Another text may have been added under a name.
        let mut parser = self.desk.parser();
        let texts = texts.into_iter().zip(wanted);
        Parsed {
            texts: texts
                .map(|(parsed, (name, text))| parsed.unwrap_or_else(|| parser.parse(name, text)))
                .collect(),
            functions: Arc::clone(self.desk.functions()),
            is_shared,
        }
    }

    /// Gives who helps with a chart as big as this one.
    pub(super) fn helper(&self) -> Helper {
        if self.parsing.is_shared() {
            self.helper.clone()
        } else {
            Helper::none()
        }
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").finish_non_exhaustive()
    }
}

/// Where templates are parsed, by as many threads as come along.
struct Desk {
    compat: Compat,
    /// Made by who needs them first.
    functions: OnceLock<Arc<FunctionTable>>,
    limits: Limits,
    /// The names that are of use, with their numbers; all are before it is known.
    wanted: OnceLock<NameMap<Arc<str>, usize>>,
}

impl Desk {
    /// Parses the texts that are of use.
    fn work(
        &self,
        texts: &mut dyn Iterator<Item = Named>,
        tell: &mut dyn FnMut((Named, ParsedText)),
    ) {
        let mut parser = self.parser();
        for named in texts {
            if self.wanted.get().is_none_or(|w| w.contains_key(&named.0)) {
                let text = parser.parse(&named.0, &named.1);
                tell((named, text));
            }
        }
    }

    fn functions(&self) -> &Arc<FunctionTable> {
        self.functions
            .get_or_init(|| Arc::new(library(self.compat)))
    }

    fn parser(&self) -> TextParser<'_> {
        TextParser::new(self.functions(), self.limits)
    }
}

/// Gives the limits of the template engine.
pub(super) fn limits(session: &Session) -> Limits {
    let mut limits = Limits::default();
    if let Some(bytes) = session.room.stack_bytes {
        limits.stack_bytes = bytes;
    }
    limits
}
