//! Months and days of the week: integers with names.

use stator_value::{GoType, Method, Object, Value};
use std::any::Any;
use std::rc::Rc;

/// Names of the months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Names of the days of the week.
pub(super) const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// An integer that prints as a name.
#[derive(Debug)]
struct Unit {
    go_type: &'static str,
    number: i64,
    name: &'static str,
}

/// Makes a `time.Month` of a number from 1.
pub(super) fn month(number: i64) -> Value {
    let name = MONTHS[(number - 1).rem_euclid(12) as usize];
    Value::Object(Rc::new(Unit {
        go_type: "time.Month",
        number,
        name,
    }))
}

/// Makes a `time.Weekday` of a number from 0, Sunday.
pub(super) fn weekday(number: i64) -> Value {
    let name = WEEKDAYS[number.rem_euclid(7) as usize];
    Value::Object(Rc::new(Unit {
        go_type: "time.Weekday",
        number,
        name,
    }))
}

impl Object for Unit {
    fn go_type(&self) -> GoType {
        GoType::Named(self.go_type)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        "int"
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "String").then_some(Method {
            params: &[],
            variadic: false,
        })
    }

    fn call(&self, _name: &str, _args: &[Value]) -> Result<Value, String> {
        Ok(Value::str(self.name))
    }

    fn string(&self) -> Option<String> {
        Some(self.name.to_owned())
    }

    fn number(&self) -> Option<i64> {
        Some(self.number)
    }

    fn plain(&self) -> String {
        self.number.to_string()
    }

    fn json(&self) -> Value {
        Value::int(self.number)
    }
}
