//! The function library of Helm templates: sprig's functions and Helm's own that need no chart.
//!
//! One file per family, each with a table of its functions. Effects (clock, randomness, keys) come
//! in through [`Host`]; `include`, `tpl`, `required`, `fail`, `lookup` and `getHostByName` belong to
//! whoever loads charts.

mod arg;
mod cases;
mod convert;
mod crypto;
mod decimal;
mod defaults;
mod derive;
mod dicts;
mod encoding;
mod hash;
mod helm;
mod host;
mod inspect;
mod json;
mod lists;
mod math;
mod merge;
mod paths;
mod random;
mod reflect;
mod regex;
mod runes;
pub mod semver;
mod strings;
mod table;
mod time;
mod urls;
mod work;

pub use host::{Certificate, CertificateRequest, FixedHost, Host, Hosts, KeyKind};
pub use regex::Pattern;
pub use table::Entry;

use stator_gotmpl::Function;

/// The tables that both releases have.
const SHARED: &[&[Entry]] = &[
    cases::FUNCTIONS,
    convert::FUNCTIONS,
    crypto::FUNCTIONS,
    defaults::FUNCTIONS,
    dicts::FUNCTIONS,
    encoding::FUNCTIONS,
    hash::FUNCTIONS,
    helm::FUNCTIONS,
    inspect::FUNCTIONS,
    json::FUNCTIONS,
    lists::FUNCTIONS,
    math::FUNCTIONS,
    paths::FUNCTIONS,
    random::FUNCTIONS,
    regex::FUNCTIONS,
    semver::FUNCTIONS,
    strings::FUNCTIONS,
    time::FUNCTIONS,
    urls::FUNCTIONS,
];

const HELM4_ONLY: &[&[Entry]] = &[helm::HELM4_FUNCTIONS];

static HELM3: [Function; table::count(SHARED)] = table::join(SHARED, &[]);
static HELM4: [Function; table::count(SHARED) + table::count(HELM4_ONLY)] =
    table::join(SHARED, HELM4_ONLY);

/// Gives the functions of Helm 4 or of Helm 3.
pub fn functions(helm4: bool) -> &'static [Function] {
    if helm4 { &HELM4 } else { &HELM3 }
}

/// Gives the functions of Helm 4 or of Helm 3 with what they are for, by name.
pub fn documented(helm4: bool) -> Vec<Entry> {
    let more = if helm4 { HELM4_ONLY } else { &[] };
    let mut entries: Vec<Entry> = SHARED
        .iter()
        .chain(more)
        .copied()
        .flatten()
        .copied()
        .collect();
    entries.sort_by_key(|entry| entry.function.name);
    entries
}
