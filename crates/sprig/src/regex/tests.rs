//! Patterns that Go reads, finds and refuses.

use super::*;

fn compile(text: &str) -> Pattern {
    Pattern::compile(text.as_bytes(), true).unwrap()
}

fn refused(text: &[u8]) -> String {
    let error = Pattern::compile(text, true).err().unwrap();
    error
        .strip_prefix("error parsing regexp: ")
        .unwrap()
        .to_owned()
}

#[test]
fn faults_are_worded_as_in_go() {
    for (pattern, error) in [
        ("(", "missing closing ): `(`"),
        (")", "unexpected ): `)`"),
        ("\\", "trailing backslash at end of expression: ``"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{2}{3}", "invalid nested repetition operator: `{2}{3}`"),
        ("a*??", "invalid nested repetition operator: `*??`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("a|+?", "missing argument to repetition operator: `+?`"),
        ("(?i)*", "missing argument to repetition operator: `*`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        (r"\8", r"invalid escape sequence: `\8`"),
        (r"\x4", r"invalid escape sequence: `\x4`"),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000`"),
        ("[a", "missing closing ]: `[a`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        (r"\p{Nope}", r"invalid character class range: `\p{Nope}`"),
        (r"\p", r"invalid character class range: `\p`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("(a{100}){11}", "invalid repeat count: `{11}`"),
        ("(?P<a", "invalid named capture: `(?P<a`"),
        ("(?P<a-b>x)", "invalid named capture: `(?P<a-b>`"),
        (
            "((((((a{2}){9}){9}){9}){9}){9})",
            "invalid repeat count: `{9}`",
        ),
    ] {
        assert_eq!(refused(pattern.as_bytes()), error, "{pattern}");
    }
    assert_eq!(refused(b"a\xff"), "invalid UTF-8: `\u{fffd}`");
    let deep = [b"(".repeat(1001), b")".repeat(1001)].concat();
    assert!(refused(&deep).starts_with("expression nests too deeply"));
}

#[test]
fn helm3_knows_unicode_classes_by_exact_name_only() {
    for (name, helm3) in [
        ("Greek", true),
        ("greek", false),
        ("Letter", false),
        ("Lu", true),
    ] {
        let pattern = format!(r"\p{{{name}}}");
        assert_eq!(
            Pattern::compile(pattern.as_bytes(), false).is_ok(),
            helm3,
            "{name}"
        );
        assert!(Pattern::compile(pattern.as_bytes(), true).is_ok(), "{name}");
    }
}

#[test]
fn letters_of_perl_stand_for_ascii() {
    assert!(!compile(r"^\d$").matches("٣".as_bytes()));
    assert!(!compile(r"^\w$").matches("é".as_bytes()));
    assert!(!compile(r"^\s$").matches(b"\x0b"));
    assert!(compile(r"a\b").matches("aé".as_bytes()));
    assert!(compile(r"[\D&&x]").matches(b"&"));
}

#[test]
fn flags_last_to_the_end_of_their_group() {
    assert!(compile("(?:(?i)a|b)c").matches(b"Bc"));
    assert!(!compile("(?:(?i)a)c").matches(b"AC"));
    assert!(compile("(?ii)a").matches(b"A"));
    assert!(compile("(?i-i)a").matches(b"a") && !compile("(?i-i)a").matches(b"A"));
    assert_eq!(compile("(?U)a+").find(b"aaa"), Some(&b"a"[..]));
    assert_eq!(compile("(?U)a+?").find(b"aaa"), Some(&b"aaa"[..]));
    assert_eq!(compile("(?s).+").find(b"a\nb"), Some(&b"a\nb"[..]));
    assert_eq!(compile("(?m)^b$").find(b"a\nb\nc"), Some(&b"b"[..]));
    assert!(!compile("^b$").matches(b"a\nb\nc"));
}

#[test]
fn templates_name_groups_as_long_as_letters_follow() {
    let pattern = compile("a(x*)b");
    assert_eq!(pattern.replace(b"-ab-axxb-", b"${1}W"), b"-W-xxW-");
    assert_eq!(pattern.replace(b"-ab-axxb-", b"$1W"), b"---");
    assert_eq!(
        pattern.replace(b"-axb-", b"$$1 $0 ${01} $9 $ ${"),
        b"-$1 axb   $ ${-"
    );
    assert_eq!(
        compile("(?P<a>x)|(?<a>y)").replace(b"xy", b"[$a]"),
        b"[x][y]"
    );
    assert_eq!(compile("a").replace_literally(b"aba", b"$0"), b"$0b$0");
}

#[test]
fn empty_matches_stand_between_code_points() {
    assert_eq!(
        compile("").replace("é日".as_bytes(), b"-"),
        "-é-日-".as_bytes()
    );
    assert_eq!(
        compile(r"\B").replace("aéb  c".as_bytes(), b"-"),
        "aéb - c".as_bytes()
    );
    assert_eq!(
        compile("a*").find_all(b"baaab", -1),
        [(0, 0), (1, 4), (5, 5)]
    );
    assert_eq!(compile("z*").replace(b"pizza", b"-"), b"-p-i-a-");
}

#[test]
fn stray_bytes_count_as_one_character_each() {
    assert_eq!(compile(".").find_all(b"a\xff\xe2\x82b", -1).len(), 5);
    assert_eq!(
        compile("b").replace(b"\xffb\xffb\xff", b"-"),
        b"\xff-\xff-\xff"
    );
    assert_eq!(
        compile("\u{fffd}+").find(b"a\xff\xffb"),
        Some(&b"\xff\xff"[..])
    );
}

#[test]
fn splitting_follows_go() {
    let split = |pattern: &str, text: &str, limit| {
        let parts = compile(pattern)
            .split(text.as_bytes(), limit)?
            .concat_with("|");
        Some(parts)
    };
    assert_eq!(split("z+", "pizza", -1).unwrap(), "pi|a");
    assert_eq!(split("", "abc", -1).unwrap(), "a|b|c");
    assert_eq!(split("", "", -1).unwrap(), "");
    assert_eq!(split("a", "babab", 2).unwrap(), "b|bab");
    assert_eq!(split("a", "aba", -1).unwrap(), "|b|");
    assert_eq!(split("a", "b", 0), None);
}

trait ConcatWith {
    fn concat_with(&self, separator: &str) -> String;
}

impl ConcatWith for Vec<&[u8]> {
    fn concat_with(&self, separator: &str) -> String {
        let parts: Vec<_> = self
            .iter()
            .map(|part| String::from_utf8_lossy(part))
            .collect();
        parts.join(separator)
    }
}
