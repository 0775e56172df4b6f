//! Bounds of what is written and of how long the writing takes.

/// How many bytes YAML, JSON and TOML texts of a value may have.
///
/// A value that holds the same list twice on each of forty levels is small in memory and endless
/// when written.
pub(crate) const LONGEST_TEXT: usize = if cfg!(test) { 1 << 20 } else { 1 << 25 };

/// What the errors of such values say, whichever form they were to be written in.
pub const TOO_LONG: &str = "the value is too large: its text has more than 33554432 bytes";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, Dialect, Style};
    use crate::{List, Map, Object, Value, toml, yaml};

    struct NoTimes;

    impl toml::Times for NoTimes {
        fn read(&self, _: &str, _: &str, _: toml::TimeZone) -> Option<Value> {
            None
        }

        fn write(&self, _: &dyn Object) -> Option<String> {
            None
        }
    }

    /// A list that is the same list twice on each of 40 levels.
    fn tower() -> Value {
        let text = Value::List(List::new(vec![Value::str("a")]));
        (0..40).fold(text, |below, _| {
            Value::List(List::new(vec![below.clone(), below]))
        })
    }

    #[test]
    fn a_value_that_holds_the_same_list_again_and_again_is_refused_by_every_writer() {
        let style = Style {
            escape_html: true,
            pretty: true,
            dialect: Dialect::Go127,
        };
        assert_eq!(json::write(&tower(), style).unwrap_err(), TOO_LONG);
        assert_eq!(yaml::to_yaml(&tower()).unwrap_err(), TOO_LONG);
        assert_eq!(yaml::to_yaml_pretty(&tower()).unwrap_err(), TOO_LONG);
        let table = Map::new();
        table.set("a", tower());
        let error = toml::encode(&Value::Map(table), true, &NoTimes).unwrap_err();
        assert!(matches!(error, toml::EncodeError::Refused(text) if text == TOO_LONG));
    }
}
