//! Items of lists: `name[0]`.

use super::{MAX_INDEX, MAX_INDICES, MAX_ITEMS, Setter, Step, Stop, quoted_runes, wrong_kind};
use crate::gotext::quoted;
use crate::trace::{Event, ValuesPath};
use stator_value::{Entry, List, Map, Origin, Value};

impl Setter<'_, '_, '_> {
    /// Reads the index up to its closing bracket.
    pub(super) fn index(&mut self) -> Result<i64, Stop> {
        let (text, stop) = self.until(&[']']);
        if stop.is_none() {
            // COMPAT(helm): Helm 4 takes the missing bracket for the end of the word.
            return Err(if self.helm4 {
                Stop::End
            } else {
                Stop::Failed("error parsing index: EOF".to_owned())
            });
        }
        text.parse().map_err(|e: std::num::ParseIntError| {
            use std::num::IntErrorKind::{NegOverflow, PosOverflow};
            let cause = match e.kind() {
                NegOverflow | PosOverflow => "value out of range",
                _ => "invalid syntax",
            };
            let text = quoted(&text);
            Stop::Failed(format!(
                "error parsing index: strconv.Atoi: parsing {text}: {cause}"
            ))
        })
    }

    /// Reads what follows an index and gives the list with that in it.
    ///
    /// COMPAT(helm): where the word ends inside, the item stays out.
    pub(super) fn item(
        &mut self,
        list: List,
        index: i64,
        names: usize,
        indices: usize,
        path: &ValuesPath<'_>,
    ) -> (List, Step) {
        match self.item_value(&list, index, names, indices, path) {
            Ok(Some(value)) => self.place(list, index, value, path),
            Ok(None) => self.place(list, index, Value::from(""), path),
            Err(stop) => (list, Err(stop)),
        }
    }

    pub(super) fn item_value(
        &mut self,
        list: &List,
        index: i64,
        names: usize,
        indices: usize,
        path: &ValuesPath<'_>,
    ) -> Result<Option<Value>, Stop> {
        if index < 0 {
            return Err(Stop::Failed(format!("negative {index} index not allowed")));
        }
        if indices > MAX_INDICES {
            return Err(Stop::Failed(format!(
                "more than {MAX_INDICES} indices in a row"
            )));
        }
        let (text, stop) = self.until(&['[', '.', '=']);
        if !text.is_empty() {
            return Err(Stop::Failed(format!(
                "unexpected data at end of array index: {}",
                quoted_runes(&text)
            )));
        }
        let slot = usize::try_from(index).unwrap_or(usize::MAX);
        let path = path.index(slot);
        let present = list.get(slot);
        match stop {
            None => Err(Stop::End),
            Some('=') => self.value(),
            Some('[') => {
                let next = self.index()?;
                let inner = match present {
                    None | Some(Value::Nil) => List::new(Vec::new()),
                    Some(Value::List(inner)) => inner,
                    Some(other) => return Err(wrong_kind(&other, "[]interface {}")),
                };
                let (inner, outcome) = self.item(inner, next, names, indices + 1, &path);
                outcome.map(|()| Some(Value::List(inner)))
            }
            Some(_) => {
                let inner = match present {
                    Some(Value::Map(inner)) => inner,
                    Some(_) => {
                        let inner = Map::new();
                        list.items_mut()[slot] = Value::Map(inner.clone());
                        inner
                    }
                    None => Map::new(),
                };
                self.key(&inner, names, &path)?;
                Ok(Some(Value::Map(inner)))
            }
        }
    }

    /// Puts a value into the list, which grows with nulls where needed.
    pub(super) fn place(
        &mut self,
        list: List,
        index: i64,
        value: Value,
        path: &ValuesPath<'_>,
    ) -> (List, Step) {
        if index > MAX_INDEX {
            let text =
                format!("index of {index} is greater than maximum supported index of {MAX_INDEX}");
            return (list, Err(Stop::Failed(text)));
        }
        let slot = usize::try_from(index).unwrap_or_default();
        let length = list.len();
        let Some(left) = self
            .items_left
            .checked_sub((slot + 1).saturating_sub(length))
        else {
            let text = format!("more than {MAX_ITEMS} list items");
            return (list, Err(Stop::Failed(text)));
        };
        self.items_left = left;
        {
            let mut items = list.items_mut();
            if slot >= length {
                items.resize(slot + 1, Value::Nil);
            } else if !matches!(value, Value::Map(_) | Value::List(_)) {
                let origin = self.origin();
                let loser = Entry {
                    value: items[slot].clone(),
                    origin: Origin::NONE,
                };
                let winner = Entry {
                    value: value.clone(),
                    origin,
                };
                let path = path.index(slot);
                self.tracer.tell(|| Event::Overridden {
                    path,
                    winner: &winner,
                    loser: &loser,
                });
            }
            items[slot] = value;
        }
        (list, Ok(()))
    }
}
