//! Versions as templates see them.

use super::version::Version;
use crate::reflect;
use stator_value::{GoType, IntKind, Method, Object, Value};
use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;

/// A version, or a pointer to one.
#[derive(Debug)]
pub(super) struct VersionObject {
    version: Version,
    /// Only a pointer has the methods that compare.
    is_pointer: bool,
}

const POINTER: GoType = GoType::Named("*semver.Version");

impl VersionObject {
    pub(super) fn pointer(version: Version) -> Self {
        Self {
            version,
            is_pointer: true,
        }
    }

    fn value(version: Version) -> Value {
        Value::Object(Rc::new(Self {
            version,
            is_pointer: false,
        }))
    }

    fn order(&self, args: &[Value]) -> Result<Ordering, String> {
        match args.first() {
            Some(Value::Object(other)) => match other.as_any().downcast_ref::<Self>() {
                Some(other) => Ok(self.version.compare(&other.version)),
                None => Err("the argument is no version".to_owned()),
            },
            _ => Err(crate::arg::NIL_POINTER.to_owned()),
        }
    }
}

fn number(number: u64) -> Value {
    Value::Int(IntKind::Uint64, number.cast_signed())
}

fn text_of(args: &[Value]) -> String {
    args.first()
        .map(|text| reflect::text(text).to_text().into_owned())
        .unwrap_or_default()
}

impl Object for VersionObject {
    fn go_type(&self) -> GoType {
        if self.is_pointer {
            POINTER
        } else {
            GoType::Named("semver.Version")
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> &'static str {
        if self.is_pointer { "ptr" } else { "struct" }
    }

    fn method(&self, name: &str) -> Option<Method> {
        let params: &'static [GoType] = match name {
            "Major" | "Minor" | "Patch" | "Prerelease" | "Metadata" | "String" | "IncMajor"
            | "IncMinor" | "IncPatch" | "MarshalJSON" | "MarshalText" | "Value" => &[],
            "SetPrerelease" | "SetMetadata" => &[GoType::Str],
            "Original" if self.is_pointer => &[],
            "Compare" | "Equal" | "LessThan" | "LessThanEqual" | "GreaterThan"
            | "GreaterThanEqual"
                if self.is_pointer =>
            {
                &[POINTER]
            }
            _ => return None,
        };
        Some(Method {
            params,
            variadic: false,
        })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let version = &self.version;
        Ok(match name {
            "Major" => number(version.major),
            "Minor" => number(version.minor),
            "Patch" => number(version.patch),
            "Prerelease" => Value::str(version.prerelease.as_str()),
            "Metadata" => Value::str(version.metadata.as_str()),
            "Original" => Value::str(version.original.as_str()),
            "String" | "Value" => Value::str(version.to_string()),
            "MarshalJSON" => Value::Bytes(format!("\"{version}\"").into()),
            "MarshalText" => Value::Bytes(version.to_string().into()),
            "IncMajor" => Self::value(version.incremented(0, true)?),
            "IncMinor" => Self::value(version.incremented(1, true)?),
            "IncPatch" => Self::value(version.incremented(2, true)?),
            "SetPrerelease" => Self::value(version.with_prerelease(&text_of(args), true)?),
            "SetMetadata" => Self::value(version.with_metadata(&text_of(args), true)?),
            "Compare" => Value::int(self.order(args)? as i64),
            "Equal" => Value::Bool(self.order(args)?.is_eq()),
            "LessThan" => Value::Bool(self.order(args)?.is_lt()),
            "LessThanEqual" => Value::Bool(self.order(args)?.is_le()),
            "GreaterThan" => Value::Bool(self.order(args)?.is_gt()),
            "GreaterThanEqual" => Value::Bool(self.order(args)?.is_ge()),
            _ => return Err(format!("no method {name}")),
        })
    }

    fn string(&self) -> Option<String> {
        Some(self.version.to_string())
    }

    fn equals(&self, other: &dyn Object) -> Option<bool> {
        let other = other.as_any().downcast_ref::<Self>()?;
        // Two pointers are equal only where they are one.
        Some(if self.is_pointer {
            std::ptr::eq(self, other)
        } else {
            self.version == other.version
        })
    }

    fn plain(&self) -> String {
        let Version {
            major,
            minor,
            patch,
            prerelease,
            metadata,
            original,
        } = &self.version;
        let sign = if self.is_pointer { "&" } else { "" };
        format!("{sign}{{{major} {minor} {patch} {prerelease} {metadata} {original}}}")
    }

    fn json(&self) -> Value {
        Value::str(self.version.to_string())
    }
}
