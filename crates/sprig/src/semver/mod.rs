//! Semantic versions and constraints on them, in the grammar that Helm's library reads.
//!
//! Versions may be partial (`1.2`), start with `v` and have leading zeros. Constraints are groups
//! joined by `||`; a group holds comparisons that must all hold. Helm 3 and Helm 4 differ in the
//! words of their errors, in the length they accept, and in how a group that names a pre-release
//! treats the others.

mod constraint;
mod object;
mod version;

#[cfg(test)]
mod tests;

use crate::arg::{self, Outcome};
use crate::table::{Entry, table};
use GoType::Str as Text;
use object::VersionObject;
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};
use std::rc::Rc;

pub use constraint::Constraint;
pub use version::Version;

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "semver"[Text] = semver, "The parts of a version.";
    "semverCompare"[Text, Text] = semver_compare, "Whether a version meets a constraint.";
};

fn is_helm4(runtime: &dyn Runtime) -> bool {
    arg::hosts(runtime).is_ok_and(|hosts| hosts.helm4)
}

fn semver(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let version = Version::parse(&arg::utf8(args, 0)?, is_helm4(runtime))?;
    Ok(Value::Object(Rc::new(VersionObject::pointer(version))))
}

fn semver_compare(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let helm4 = is_helm4(runtime);
    let constraint = Constraint::parse(&arg::utf8(args, 0)?, helm4)?;
    let version = Version::parse(&arg::utf8(args, 1)?, helm4)?;
    Ok(Value::Bool(constraint.check(&version)))
}
