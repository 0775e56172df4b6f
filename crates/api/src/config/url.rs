//! Whether Go's URL parser takes a text; nothing else of the URL is of interest here.

/// Tells whether Go parses the text as a URL.
pub(super) fn parses(text: &str) -> bool {
    if text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return false;
    }
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    if !percent_escapes_are_complete(fragment) {
        return false;
    }
    if text == "*" {
        return true;
    }
    let Some((scheme, rest)) = scheme(text) else {
        return false;
    };
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path);
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return true;
        }
        let segment = rest.split('/').next().unwrap_or_default();
        if segment.contains(':') {
            return false;
        }
    }
    match rest.strip_prefix("//") {
        Some(after) if !scheme.is_empty() || !after.starts_with('/') => {
            let (authority, path) = match after.find('/') {
                Some(at) => after.split_at(at),
                None => (after, ""),
            };
            authority_parses(authority) && percent_escapes_are_complete(path)
        }
        _ => percent_escapes_are_complete(rest),
    }
}

/// Splits the scheme off, or refuses a text that begins with a colon.
fn scheme(text: &str) -> Option<(&str, &str)> {
    for (at, character) in text.char_indices() {
        match character {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return None,
            ':' => return Some((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Some(("", text))
}

fn percent_escapes_are_complete(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'%')
        .all(|(at, _)| {
            bytes
                .get(at + 1..at + 3)
                .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
        })
}

fn authority_parses(authority: &str) -> bool {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let user_is_fine = percent_escapes_are_complete(user)
        && user
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&b));
    user_is_fine && host_parses(host)
}

fn host_parses(host: &str) -> bool {
    if host.starts_with('[') {
        let Some(end) = host.rfind(']') else {
            return false;
        };
        return port_parses(&host[end + 1..]) && zone_parses(&host[1..end]);
    }
    let port = host.rfind(':').map_or("", |at| &host[at..]);
    let name = &host[..host.len() - port.len()];
    port_parses(port) && host_characters(name)
}

/// An empty text, or a colon with digits.
fn port_parses(port: &str) -> bool {
    port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn zone_parses(address: &str) -> bool {
    match address.split_once("%25") {
        Some((address, zone)) => host_characters(address) && percent_escapes_are_complete(zone),
        None => host_characters(address),
    }
}

/// Escapes in a host are allowed for bytes outside of ASCII only.
fn host_characters(host: &str) -> bool {
    percent_escapes_are_complete(host)
        && host.bytes().enumerate().all(|(at, byte)| match byte {
            b'%' => u8::from_str_radix(&host[at + 1..at + 3], 16).is_ok_and(|b| b >= 0x80),
            byte if byte >= 0x80 => true,
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:[]<>\"".contains(&byte),
        })
}
