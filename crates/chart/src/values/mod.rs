//! The user's values: files and `--set` words, in Helm's order.

pub(crate) mod document;
pub(crate) mod merge;
pub(crate) mod set;

use crate::error::{Error, Phase};
use crate::session::Session;
use crate::trace::{Pass, Trace, Tracer};
use set::{Kind, Setter};
use stator_value::Map;
use std::sync::Arc;

/// What the value flags of a command line say.
#[derive(Clone, Debug, Default)]
pub struct ValueArgs {
    /// `-f`/`--values`, already split at commas.
    pub files: Vec<String>,
    /// `--set-json`
    pub set_json: Vec<String>,
    /// `--set`
    pub set: Vec<String>,
    /// `--set-string`
    pub set_string: Vec<String>,
    /// `--set-file`
    pub set_file: Vec<String>,
    /// `--set-literal`
    pub set_literal: Vec<String>,
}

/// Reads a file named by a values flag; the error is Helm's text.
pub type Reader<'a> = &'a mut dyn FnMut(&str) -> Result<Vec<u8>, String>;

impl ValueArgs {
    /// Puts all values over each other: files, then JSON, typed, text, file and literal words,
    /// whatever their order on the command line.
    ///
    /// # Errors
    /// Helm's text about the first one that does not parse.
    pub fn merge(
        &self,
        read: Reader<'_>,
        session: &mut Session,
        observer: Option<&mut (dyn Trace + 'static)>,
    ) -> Result<Map, Error> {
        let mut tracer = Tracer::new(observer, Pass::User);
        let mut base = Map::new();
        for name in &self.files {
            let text = read(name).map_err(|text| Error::new(Phase::Values, text))?;
            let shown = if name.trim() == "-" {
                "standard input"
            } else {
                name
            };
            let text: Arc<[u8]> = text.into();
            let source = session.sources.add_shared(shown, Arc::clone(&text));
            let layer = document::read(&text, source, session.compat)
                .map_err(|e| e.into_error(Phase::Values, &format!("failed to parse {name}: ")))?;
            base = merge::layered(&base, &layer, &mut tracer);
        }
        for (n, word) in self.set_json.iter().enumerate() {
            let mut setter = Setter::new(Kind::Json, word, n, session, &mut tracer);
            let object = session.compat.is_helm4() && word.trim_start().starts_with('{');
            if object {
                let layer = setter.object().map_err(|()| {
                    Error::new(
                        Phase::Values,
                        format!("failed parsing --set-json data JSON: {word}"),
                    )
                })?;
                base = merge::layered(&base, &layer, &mut tracer);
            } else {
                setter.run(&base).map_err(|e| {
                    let fault = e.fault();
                    let text = format!("failed parsing --set-json data {word}");
                    Error::new(Phase::Values, text).with_fault(fault)
                })?;
            }
        }
        for (kind, words) in [
            (Kind::Typed, &self.set),
            (Kind::Text, &self.set_string),
            (Kind::File, &self.set_file),
            (Kind::Literal, &self.set_literal),
        ] {
            for (n, word) in words.iter().enumerate() {
                let mut setter = Setter::new(kind, word, n, session, &mut tracer);
                setter.read_with(&mut *read);
                setter.run(&base).map_err(|e| {
                    let text = format!("failed parsing {} data: {}", kind.flag(), e.text);
                    Error::new(Phase::Values, text).with_fault(e.fault())
                })?;
            }
        }
        Ok(base)
    }
}
