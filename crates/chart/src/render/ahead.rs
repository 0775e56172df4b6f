//! Parsing templates on a second thread while the chart is loaded and its values are made.

use super::templates::library;
use crate::session::Session;
use crate::stack::{Asked, Helper};
use stator_gotmpl::{FunctionTable, Limits, ParsedText, TextParser};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// From how many bytes of templates on two threads get through sooner than one.
const WORTH: usize = 128 << 10;

/// A template: its name and its text.
pub(crate) type Named = (Arc<str>, Arc<[u8]>);

/// Templates that are being parsed.
pub(crate) struct Ahead {
    queue: Arc<Queue>,
    /// What the helper parses of them.
    there: Asked<Vec<(usize, ParsedText)>>,
    helper: Helper,
}

/// Templates that have been parsed.
pub(super) struct Parsed {
    /// The texts that were asked for, in their order.
    pub(super) texts: Vec<ParsedText>,
    /// The functions that they may call.
    pub(super) functions: Arc<FunctionTable>,
    /// Who helped, and has nothing left to do.
    pub(super) helper: Helper,
}

impl Ahead {
    /// Begins to parse templates under the names that they will probably have.
    pub(crate) fn start(texts: Vec<Named>, session: &Session) -> Self {
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let queue = Arc::new(Queue {
            functions: Arc::new(library(session.compat)),
            limits: limits(session),
            is_unwanted: texts.iter().map(|_| AtomicBool::new(false)).collect(),
            texts,
            next: AtomicUsize::new(0),
        });
        let helper = Helper::new(bytes >= WORTH);
        let shared = Arc::clone(&queue);
        let there = helper.ask(move || shared.work());
        Self {
            queue,
            there,
            helper,
        }
    }

    /// Gives who helps.
    pub(super) fn helper(&self) -> &Helper {
        &self.helper
    }

    /// Gives these templates, parsed. What was begun under another name or text is of no use.
    pub(super) fn finish(self, wanted: &[Named]) -> Parsed {
        let queue = &*self.queue;
        let numbers: HashMap<&str, usize> = (0..)
            .zip(wanted)
            .map(|(n, (name, _))| (&**name, n))
            .collect();
        let number = |(name, text): &Named| {
            let number = *numbers.get(&**name)?;
            Arc::ptr_eq(text, &wanted[number].1).then_some(number)
        };
        let numbers: Vec<Option<usize>> = queue.texts.iter().map(number).collect();
        for (number, is_unwanted) in numbers.iter().zip(&queue.is_unwanted) {
            is_unwanted.store(number.is_none(), Ordering::Relaxed);
        }
        let mut texts: Vec<Option<ParsedText>> = wanted.iter().map(|_| None).collect();
        for (at, parsed) in queue.work().into_iter().chain(self.there.take()) {
            if let Some(number) = numbers[at] {
                texts[number] = Some(parsed);
            }
        }
        let mut parser = queue.parser();
        let texts = texts.into_iter().zip(wanted);
        Parsed {
            texts: texts
                .map(|(parsed, (name, text))| parsed.unwrap_or_else(|| parser.parse(name, text)))
                .collect(),
            functions: Arc::clone(&queue.functions),
            helper: self.helper,
        }
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").finish_non_exhaustive()
    }
}

/// Texts to parse, for as many threads as come along.
struct Queue {
    functions: Arc<FunctionTable>,
    limits: Limits,
    texts: Vec<Named>,
    /// Which of them need not be parsed any more.
    is_unwanted: Vec<AtomicBool>,
    next: AtomicUsize,
}

impl Queue {
    /// Parses texts until none is left; gives them with their numbers.
    fn work(&self) -> Vec<(usize, ParsedText)> {
        let mut parser = self.parser();
        let mut parsed = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some((name, text)) = self.texts.get(number) else {
                return parsed;
            };
            if !self.is_unwanted[number].load(Ordering::Relaxed) {
                parsed.push((number, parser.parse(name, text)));
            }
        }
    }

    fn parser(&self) -> TextParser<'_> {
        TextParser::new(&self.functions, self.limits)
    }
}

/// Gives the limits of the template engine.
pub(super) fn limits(session: &Session) -> Limits {
    let mut limits = Limits::default();
    if let Some(bytes) = session.stack_bytes {
        limits.stack_bytes = bytes;
    }
    limits
}
