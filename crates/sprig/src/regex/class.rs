//! Sets of characters by name: Perl's letters, POSIX names, Unicode categories and scripts.

/// The inside of the class that `\d` and its kin stand for, and whether it is negated.
pub(super) fn perl(letter: u8) -> Option<(&'static str, bool)> {
    Some(match letter {
        b'd' => (r"0-9", false),
        b'D' => (r"0-9", true),
        b's' => (r"\t\n\x0C\r ", false),
        b'S' => (r"\t\n\x0C\r ", true),
        b'w' => (r"0-9A-Za-z_", false),
        b'W' => (r"0-9A-Za-z_", true),
        _ => return None,
    })
}

/// The inside of a POSIX class.
pub(super) fn posix(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"alnum" => r"0-9A-Za-z",
        b"alpha" => r"A-Za-z",
        b"ascii" => r"\x00-\x7F",
        b"blank" => r"\t ",
        b"cntrl" => r"\x00-\x1F\x7F",
        b"digit" => r"0-9",
        b"graph" => r"!-~",
        b"lower" => r"a-z",
        b"print" => r" -~",
        b"punct" => r"!-/:-@\[-`\{-~",
        b"space" => r"\t\n\x0B\x0C\r ",
        b"upper" => r"A-Z",
        b"word" => r"0-9A-Za-z_",
        b"xdigit" => r"0-9A-Fa-f",
        _ => return None,
    })
}

/// A class that holds nothing.
pub(super) const NOTHING: &str = r"[^\x00-\x{10FFFF}]";

/// Gives the class of a Unicode category or script by Go's name for it.
pub(super) fn unicode(name: &str, helm4: bool) -> Option<String> {
    if !helm4 {
        return match name {
            "Any" => Some(r"\p{any}".to_owned()),
            // Unassigned code points came into the category later.
            "C" => Some(r"[\p{Cc}\p{Cf}\p{Co}]".to_owned()),
            "Cn" | "LC" => None,
            _ if CATEGORIES.iter().any(|(short, _)| *short == name) => Some(supported(name)),
            _ if SCRIPTS.contains(&name) => Some(supported(&format!("sc={name}"))),
            _ => None,
        };
    }
    let wanted = folded(name);
    match wanted.as_str() {
        "any" => return Some(r"\p{any}".to_owned()),
        "assigned" => return Some(r"\P{Cn}".to_owned()),
        "ascii" => return Some(r"[\x00-\x7F]".to_owned()),
        _ => {}
    }
    let category = CATEGORIES
        .iter()
        .chain(MORE_NAMES)
        .find(|(short, long)| folded(short) == wanted || folded(long) == wanted);
    if let Some((short, _)) = category {
        return Some(supported(short));
    }
    let script = SCRIPTS
        .iter()
        .chain(NEW_SCRIPTS)
        .find(|script| folded(script) == wanted)?;
    Some(supported(&format!("sc={script}")))
}

/// Makes names comparable that differ only in case, blanks, hyphens and underscores.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The class for a property, or an empty one where the regex library does not know it.
fn supported(property: &str) -> String {
    let class = format!(r"\p{{{property}}}");
    if regex_syntax::parse(&class).is_ok() {
        class
    } else {
        NOTHING.to_owned()
    }
}

const CATEGORIES: &[(&str, &str)] = &[
    ("C", "Other"),
    ("Cc", "Control"),
    ("Cf", "Format"),
    ("Cn", "Unassigned"),
    ("Co", "Private_Use"),
    ("Cs", "Surrogate"),
    ("L", "Letter"),
    ("LC", "Cased_Letter"),
    ("Ll", "Lowercase_Letter"),
    ("Lm", "Modifier_Letter"),
    ("Lo", "Other_Letter"),
    ("Lt", "Titlecase_Letter"),
    ("Lu", "Uppercase_Letter"),
    ("M", "Mark"),
    ("Mc", "Spacing_Mark"),
    ("Me", "Enclosing_Mark"),
    ("Mn", "Nonspacing_Mark"),
    ("N", "Number"),
    ("Nd", "Decimal_Number"),
    ("Nl", "Letter_Number"),
    ("No", "Other_Number"),
    ("P", "Punctuation"),
    ("Pc", "Connector_Punctuation"),
    ("Pd", "Dash_Punctuation"),
    ("Pe", "Close_Punctuation"),
    ("Pf", "Final_Punctuation"),
    ("Pi", "Initial_Punctuation"),
    ("Po", "Other_Punctuation"),
    ("Ps", "Open_Punctuation"),
    ("S", "Symbol"),
    ("Sc", "Currency_Symbol"),
    ("Sk", "Modifier_Symbol"),
    ("Sm", "Math_Symbol"),
    ("So", "Other_Symbol"),
    ("Z", "Separator"),
    ("Zl", "Line_Separator"),
    ("Zp", "Paragraph_Separator"),
    ("Zs", "Space_Separator"),
];

/// Other names of categories.
const MORE_NAMES: &[(&str, &str)] = &[
    ("M", "Combining_Mark"),
    ("Cc", "cntrl"),
    ("Nd", "digit"),
    ("P", "punct"),
];

const SCRIPTS: &[&str] = &[
    "Adlam",
    "Ahom",
    "Anatolian_Hieroglyphs",
    "Arabic",
    "Armenian",
    "Avestan",
    "Balinese",
    "Bamum",
    "Bassa_Vah",
    "Batak",
    "Bengali",
    "Bhaiksuki",
    "Bopomofo",
    "Brahmi",
    "Braille",
    "Buginese",
    "Buhid",
    "Canadian_Aboriginal",
    "Carian",
    "Caucasian_Albanian",
    "Chakma",
    "Cham",
    "Cherokee",
    "Chorasmian",
    "Common",
    "Coptic",
    "Cuneiform",
    "Cypriot",
    "Cypro_Minoan",
    "Cyrillic",
    "Deseret",
    "Devanagari",
    "Dives_Akuru",
    "Dogra",
    "Duployan",
    "Egyptian_Hieroglyphs",
    "Elbasan",
    "Elymaic",
    "Ethiopic",
    "Georgian",
    "Glagolitic",
    "Gothic",
    "Grantha",
    "Greek",
    "Gujarati",
    "Gunjala_Gondi",
    "Gurmukhi",
    "Han",
    "Hangul",
    "Hanifi_Rohingya",
    "Hanunoo",
    "Hatran",
    "Hebrew",
    "Hiragana",
    "Imperial_Aramaic",
    "Inherited",
    "Inscriptional_Pahlavi",
    "Inscriptional_Parthian",
    "Javanese",
    "Kaithi",
    "Kannada",
    "Katakana",
    "Kawi",
    "Kayah_Li",
    "Kharoshthi",
    "Khitan_Small_Script",
    "Khmer",
    "Khojki",
    "Khudawadi",
    "Lao",
    "Latin",
    "Lepcha",
    "Limbu",
    "Linear_A",
    "Linear_B",
    "Lisu",
    "Lycian",
    "Lydian",
    "Mahajani",
    "Makasar",
    "Malayalam",
    "Mandaic",
    "Manichaean",
    "Marchen",
    "Masaram_Gondi",
    "Medefaidrin",
    "Meetei_Mayek",
    "Mende_Kikakui",
    "Meroitic_Cursive",
    "Meroitic_Hieroglyphs",
    "Miao",
    "Modi",
    "Mongolian",
    "Mro",
    "Multani",
    "Myanmar",
    "Nabataean",
    "Nag_Mundari",
    "Nandinagari",
    "New_Tai_Lue",
    "Newa",
    "Nko",
    "Nushu",
    "Nyiakeng_Puachue_Hmong",
    "Ogham",
    "Ol_Chiki",
    "Old_Hungarian",
    "Old_Italic",
    "Old_North_Arabian",
    "Old_Permic",
    "Old_Persian",
    "Old_Sogdian",
    "Old_South_Arabian",
    "Old_Turkic",
    "Old_Uyghur",
    "Oriya",
    "Osage",
    "Osmanya",
    "Pahawh_Hmong",
    "Palmyrene",
    "Pau_Cin_Hau",
    "Phags_Pa",
    "Phoenician",
    "Psalter_Pahlavi",
    "Rejang",
    "Runic",
    "Samaritan",
    "Saurashtra",
    "Sharada",
    "Shavian",
    "Siddham",
    "SignWriting",
    "Sinhala",
    "Sogdian",
    "Sora_Sompeng",
    "Soyombo",
    "Sundanese",
    "Syloti_Nagri",
    "Syriac",
    "Tagalog",
    "Tagbanwa",
    "Tai_Le",
    "Tai_Tham",
    "Tai_Viet",
    "Takri",
    "Tamil",
    "Tangsa",
    "Tangut",
    "Telugu",
    "Thaana",
    "Thai",
    "Tibetan",
    "Tifinagh",
    "Tirhuta",
    "Toto",
    "Ugaritic",
    "Vai",
    "Vithkuqi",
    "Wancho",
    "Warang_Citi",
    "Yezidi",
    "Yi",
    "Zanabazar_Square",
];

/// Scripts that Helm 4's Go knows and Helm 3's does not.
const NEW_SCRIPTS: &[&str] = &[
    "Beria_Erfe",
    "Garay",
    "Gurung_Khema",
    "Kirat_Rai",
    "Ol_Onal",
    "Sidetic",
    "Sunuwar",
    "Tai_Yo",
    "Todhri",
    "Tolong_Siki",
    "Tulu_Tigalari",
];
