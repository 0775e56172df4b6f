use super::*;

use crate::{List, Map};

fn shown(value: &Value) -> String {
    let mut out = Vec::new();
    display(value, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_map_that_contains_itself_prints_a_finite_text() {
    let map = Map::new();
    map.set("self", map.clone().into());
    assert!(
        shown(&map.into())
            .ends_with("self:...]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")
    );
}

#[test]
fn deep_nesting_prints_without_using_up_the_stack() {
    let mut value = Value::list(Vec::new());
    for _ in 0..5_000 {
        value = List::new(vec![value]).into();
    }
    assert!(shown(&value).contains("[[...]]"));
}
