//! Decoding of a struct that Go inlines into another one with one more field beside it.
//!
//! Serde's `flatten` would buffer the whole object and turns a decoding error inside an optional flattened
//! struct into "absent". Here the base struct reads the very same map, and only the one extra key is taken out.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// Decodes `Base` and, from the same object, the field `key` as `Extra`.
pub(crate) fn struct_with_extra<'de, D, Base, Extra>(
    deserializer: D,
    key: &'static str,
) -> Result<(Base, Option<Extra>), D::Error>
where
    D: Deserializer<'de>,
    Base: Deserialize<'de>,
    Extra: Deserialize<'de>,
{
    deserializer.deserialize_map(Both {
        key,
        types: PhantomData,
    })
}

struct Both<Base, Extra> {
    key: &'static str,
    types: PhantomData<(Base, Extra)>,
}

impl<'de, Base: Deserialize<'de>, Extra: Deserialize<'de>> Visitor<'de> for Both<Base, Extra> {
    type Value = (Base, Option<Extra>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let mut extra = None;
        let base = Base::deserialize(Object(Split {
            map,
            key: self.key,
            extra: &mut extra,
        }))?;
        Ok((base, extra))
    }
}

/// A deserializer that offers nothing but the map it holds.
struct Object<M>(M);

impl<'de, M: MapAccess<'de>> Deserializer<'de> for Object<M> {
    type Error = M::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, M::Error> {
        visitor.visit_map(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The map without the extra key, whose value goes to `extra`.
struct Split<'a, M, Extra> {
    map: M,
    key: &'static str,
    extra: &'a mut Option<Extra>,
}

impl<'de, M: MapAccess<'de>, Extra: Deserialize<'de>> MapAccess<'de> for Split<'_, M, Extra> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        mut seed: K,
    ) -> Result<Option<K::Value>, M::Error> {
        loop {
            match self.map.next_key_seed(Key {
                key: self.key,
                seed,
            })? {
                None => return Ok(None),
                Some(Found::Base(value)) => return Ok(Some(value)),
                Some(Found::Extra(returned)) => {
                    *self.extra = self.map.next_value()?;
                    seed = returned;
                }
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, M::Error> {
        self.map.next_value_seed(seed)
    }
}

/// What a key was: one of the base struct, or the extra one, which leaves the seed unused.
enum Found<V, K> {
    Base(V),
    Extra(K),
}

struct Key<K> {
    key: &'static str,
    seed: K,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<K> {
    type Value = Found<K::Value, K>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for Key<K> {
    type Value = Found<K::Value, K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        if name == self.key {
            return Ok(Found::Extra(self.seed));
        }
        let name: StrDeserializer<'_, E> = name.into_deserializer();
        self.seed.deserialize(name).map(Found::Base)
    }
}
