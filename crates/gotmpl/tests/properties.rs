//! What holds for every text that may be a template.

mod support;

use proptest::prelude::*;
use stator_gotmpl::{GoVersion, Limits, TemplateSet};

/// Pieces that mean something to the lexer, so that random texts come far.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{{-",
    "-}}",
    "{{/*",
    "*/}}",
    " ",
    "\n",
    "\t",
    "if ",
    "else",
    "else if ",
    "end",
    "range ",
    "with ",
    "define ",
    "template ",
    "block ",
    "break",
    "continue",
    "nil",
    "true",
    ".",
    ".a",
    ".a.b",
    "$",
    "$x",
    "$x := ",
    "$x, $y := ",
    "$x = ",
    "|",
    "(",
    ")",
    ",",
    "\"a\"",
    "\"\\x",
    "`a`",
    "`",
    "'c'",
    "'",
    "1",
    "-1",
    "0x1F",
    "1e3",
    "1i",
    "1_0",
    ".5",
    "printf ",
    "and ",
    "len ",
    "index ",
    "dict ",
    "include ",
    "tpl ",
    "text",
    "é",
    "\u{0}",
    "{",
    "}",
    "}}{{",
    "x-y",
    "\\",
];

fn scattered() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn limits() -> Limits {
    Limits {
        fuel: 20_000,
        made_bytes: 1 << 20,
        output_bytes: 1 << 16,
        ..Limits::default()
    }
}

/// Parses and prints.
fn printed(text: &str) -> Option<String> {
    let mut set = TemplateSet::new("t", support::table(GoVersion::Go1_27)).with_limits(limits());
    set.parse("t", text.as_bytes()).ok()?;
    set.text("t")
}

/// An operand without blanks at its ends.
fn operand() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(".".to_owned()),
        Just("$".to_owned()),
        "(\\.[a-z]{1,3}){1,3}",
        "-?[1-9][0-9]{0,3}(\\.[0-9]{1,2})?",
        "\"[ -!#-\\[\\]-~]{0,6}\"",
        "`[ -_a-z]{0,6}`",
        Just("true".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let call = (
            proptest::sample::select(&["print", "printf", "len", "not", "and"][..]),
            proptest::collection::vec(inner, 1..3),
        );
        call.prop_map(|(name, args)| format!("({name} {})", args.join(" ")))
    })
}

/// A text that is a template.
fn template() -> impl Strategy<Value = String> {
    let node = prop_oneof![
        "[a-z \n]{0,8}",
        (operand(), any::<bool>()).prop_map(|(o, trim)| {
            if trim {
                format!("{{{{- {o} | print -}}}}")
            } else {
                format!("{{{{{o}}}}}")
            }
        }),
        operand().prop_map(|o| format!("{{{{ $x := {o} }}}}")),
        Just("{{/* words */}}".to_owned()),
    ];
    node.prop_recursive(3, 20, 3, |inner| {
        let body = proptest::collection::vec(inner, 0..3).prop_map(|nodes| nodes.concat());
        (0..4_usize, operand(), body.clone(), body).prop_map(|(kind, over, yes, no)| match kind {
            0 => format!("{{{{if {over}}}}}{yes}{{{{else}}}}{no}{{{{end}}}}"),
            1 => format!("{{{{ with {over} }}}}{yes}{{{{ else with . }}}}{no}{{{{ end }}}}"),
            2 => format!(
                "{{{{range $i, $e := {over}}}}}{yes}{{{{break}}}}{{{{else}}}}{no}{{{{end}}}}"
            ),
            _ => format!("{{{{template \"t\" {over}}}}}{yes}"),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_the_parser_or_the_executor_panic(text in scattered()) {
        for version in [GoVersion::Go1_23, GoVersion::Go1_27] {
            let _ = support::run(&support::table(version), text.as_bytes(), limits());
        }
    }

    #[test]
    fn what_is_printed_parses_as_the_same(text in template()) {
        let first = printed(&text);
        prop_assert!(first.is_some(), "{text}");
        let first = first.unwrap_or_default();
        prop_assert_eq!(printed(&first), Some(first.clone()), "{}", text);
    }
}
