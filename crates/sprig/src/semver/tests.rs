//! Versions and constraints in the two releases of the library.

use super::*;
use std::cmp::Ordering;

fn holds(constraint: &str, version: &str, helm4: bool) -> bool {
    let version = Version::parse(version, helm4).unwrap();
    Constraint::parse(constraint, helm4)
        .unwrap()
        .check(&version)
}

#[test]
fn constraints_hold_for_the_versions_they_name() {
    for (constraint, version, expected) in [
        (">=1.19", "1.19.0", true),
        (">=1.19", "1.20.0-gke.1", false),
        (">=1.19-0", "1.20.0-gke.1", true),
        ("1.2", "1.2.9", true),
        ("1.2", "1.3.0", false),
        ("1.x", "1.9.9", true),
        ("*", "0.0.1", true),
        ("*", "1.0.0-a", false),
        ("*-0", "1.0.0-a", true),
        ("~1.2.3", "1.2.9", true),
        ("~1", "1.9.0", true),
        ("~0.0.0", "7.0.0", true),
        ("^0.2.3", "0.2.9", true),
        ("^0.2.3", "0.3.0", false),
        ("^0.0.3", "0.0.4", false),
        ("^0", "0.9.0", true),
        ("^1.2", "2.0.0", false),
        (">11", "11.1.0", false),
        (">11.1", "11.2.0", true),
        ("<=11", "11.9.0", true),
        ("!=1.x", "1.2.0", false),
        ("!=1.2.x", "1.2.0", false),
        ("1.2 - 1.4.5", "1.4.5", true),
        ("1.2 - 1.4.5", "1.4.6", false),
        (">=1, <2 || >=3", "3.1.0", true),
        ("<1 , >=0.5", "0.7", true),
        ("=>1 =<2", "1.5.0", true),
        ("v1.2.3", "v1.2.3+build", true),
    ] {
        for helm4 in [false, true] {
            assert_eq!(
                holds(constraint, version, helm4),
                expected,
                "{constraint} {version}"
            );
        }
    }
}

#[test]
fn one_prerelease_opens_its_whole_group_in_helm4() {
    assert!(!holds(">=1.0.0-0, <2", "1.5.0-a", false));
    assert!(holds(">=1.0.0-0, <2", "1.5.0-a", true));
    assert!(holds("!=1.2.3", "1.2.4-a", false));
    assert!(!holds("!=1.2.3", "1.2.4-a", true));
}

#[test]
fn faulty_constraints_are_worded_as_in_either_helm() {
    for (text, helm3, helm4) in [
        ("", "improper constraint: ", "improper constraint: \"\""),
        (
            "foo",
            "improper constraint: foo",
            "improper constraint: \"foo\"",
        ),
        (
            ">1,",
            "improper constraint: >1,",
            "improper constraint: \">1,\"",
        ),
        (
            ">>1",
            "improper constraint: >>1",
            "improper constraint: \">>1\"",
        ),
        (
            "1xx.2.3",
            "constraint Parser Error",
            "constraint parser error",
        ),
    ] {
        assert_eq!(Constraint::parse(text, false).unwrap_err(), helm3);
        assert_eq!(Constraint::parse(text, true).unwrap_err(), helm4);
    }
    let long = " ".repeat(513);
    assert_eq!(
        Constraint::parse(&long, true).unwrap_err(),
        "constraint string is too long (max 512 bytes)"
    );
}

#[test]
fn versions_may_be_partial_but_not_wrong() {
    for (text, shown) in [
        ("1", "1.0.0"),
        ("v1.2", "1.2.0"),
        ("01.02.03", "1.2.3"),
        ("1-a.b+c.d", "1.0.0-a.b+c.d"),
    ] {
        assert_eq!(Version::parse(text, false).unwrap().to_string(), shown);
    }
    for (text, helm3) in [
        ("", "Invalid Semantic Version"),
        ("1.2.3.4", "Invalid Semantic Version"),
        ("1.2.3-", "Invalid Semantic Version"),
        ("1.2.3-a.", "Invalid Semantic Version"),
        ("1.2.3-01", "Version segment starts with 0"),
        (
            "99999999999999999999",
            "Error parsing version segment: strconv.ParseUint: parsing \
                                  \"99999999999999999999\": value out of range",
        ),
    ] {
        assert_eq!(Version::parse(text, false).unwrap_err(), helm3, "{text}");
        assert_ne!(Version::parse(text, true).unwrap_err(), helm3, "{text}");
    }
    assert!(Version::parse_strict("v1.2.3", false).is_err());
    assert!(Version::parse_strict("1.2.3-rc.1+b", false).is_ok());
    assert_eq!(
        Version::parse_strict("1.02.3", true).unwrap_err(),
        "version segment starts with 0"
    );
}

#[test]
fn prereleases_compare_by_identifier() {
    let version = |text| Version::parse(text, true).unwrap();
    let order = [
        "1.0.0-1",
        "1.0.0-2",
        "1.0.0-11",
        "1.0.0-a",
        "1.0.0-a.1",
        "1.0.0-b",
        "1.0.0",
    ];
    for pair in order.windows(2) {
        assert_eq!(
            version(pair[0]).compare(&version(pair[1])),
            Ordering::Less,
            "{pair:?}"
        );
    }
    assert_eq!(
        version("1.0.0+a").compare(&version("1.0.0+b")),
        Ordering::Equal
    );
}

#[test]
fn the_patch_after_a_prerelease_is_its_release() {
    let version = Version::parse("v1.2.3-rc.1+b", true).unwrap();
    assert_eq!(version.incremented(2, true).unwrap().original, "v1.2.3");
    assert_eq!(version.incremented(1, true).unwrap().to_string(), "1.3.0");
    assert_eq!(
        version.with_metadata("x", true).unwrap().original,
        "v1.2.3-rc.1+x"
    );
    assert!(version.with_prerelease("01", true).is_err());
    let last = Version::parse("18446744073709551615.0.0", true).unwrap();
    assert_eq!(last.incremented(0, false).unwrap().major, 0);
    assert!(last.incremented(0, true).is_err());
}
