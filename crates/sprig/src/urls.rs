//! URLs taken apart and put together.

use crate::arg::{self, NIL_POINTER, Outcome};
use crate::strings::find;
use crate::table::{Entry, table};
use GoType::{Map as Dict, Str as Text};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{GoType, Map, Str, Value, gofmt};
use std::net::Ipv6Addr;

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "urlParse"[Text] = url_parse, "The parts of a URL.";
    "urlJoin"[Dict] = url_join, "The URL that the parts make.";
};

/// Parts of a URL, which differ in what may stand unescaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    /// What follows the percent sign in an IPv6 address.
    ZoneId,
    UserInfo,
    Fragment,
}

/// Says whether a byte may stand in a part as it is.
fn is_plain(byte: u8, part: Part) -> bool {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' | b'~' => true,
        b'!' | b'(' | b')' | b'*' => matches!(part, Part::Host | Part::ZoneId | Part::Fragment),
        b'"' | b'\'' | b'<' | b'>' | b'[' | b']' => matches!(part, Part::Host | Part::ZoneId),
        b'$' | b'&' | b'+' | b',' | b';' | b'=' => true,
        b':' => part != Part::UserInfo,
        b'/' => matches!(part, Part::Path | Part::Fragment),
        b'@' => matches!(part, Part::Path | Part::Fragment),
        b'?' => part == Part::Fragment,
        _ => false,
    }
}

fn escaped(text: &[u8], part: Part) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if is_plain(*byte, part) {
            out.push(*byte);
        } else {
            let digit = |value: u8| DIGITS[usize::from(value)];
            out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn quoted(text: &[u8]) -> String {
    gofmt::quote(text)
}

fn unescaped(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        if byte == b'%' {
            let shown = &text[at..text.len().min(at + 3)];
            let digit = |at: usize| shown.get(at).and_then(|b| char::from(*b).to_digit(16));
            let bad = || format!("invalid URL escape {}", quoted(shown));
            let (Some(high), Some(low)) = (digit(1), digit(2)) else {
                return Err(bad());
            };
            let value = (high * 16 + low) as u8;
            let allowed = match part {
                // Only what is not ASCII may be escaped in a host.
                Part::Host => high >= 8 || shown == b"%25",
                Part::ZoneId => shown == b"%25" || value == b' ' || is_plain(value, Part::Host),
                _ => true,
            };
            if !allowed {
                return Err(bad());
            }
            out.push(value);
            at += 3;
            continue;
        }
        if matches!(part, Part::Host | Part::ZoneId) && byte.is_ascii() && !is_plain(byte, part) {
            return Err(format!(
                "invalid character {} in host name",
                quoted(&[byte])
            ));
        }
        out.push(byte);
        at += 1;
    }
    Ok(out)
}

/// What a URL consists of.
#[derive(Default)]
struct Url {
    scheme: Vec<u8>,
    opaque: Vec<u8>,
    user_info: Option<Vec<u8>>,
    host: Vec<u8>,
    path: Vec<u8>,
    query: Vec<u8>,
    fragment: Vec<u8>,
}

/// Cuts at the first separator.
fn cut(text: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|b| *b == separator) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// Takes the scheme, if there is one.
fn scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok((b"", text))
}

impl Url {
    /// Reads a URL, words faults as Go does.
    fn parse(text: &[u8], helm4: bool) -> Result<Self, String> {
        let (main, fragment) = cut(text, b'#');
        let fault = |shown: &[u8], error| format!("parse {}: {error}", quoted(shown));
        let mut url = Self::parse_main(main, helm4).map_err(|error| fault(main, error))?;
        if let Some(fragment) = fragment {
            url.fragment =
                unescaped(fragment, Part::Fragment).map_err(|error| fault(text, error))?;
        }
        Ok(url)
    }

    fn parse_main(text: &[u8], helm4: bool) -> Result<Self, String> {
        if text.iter().any(|b| *b < b' ' || *b == 0x7f) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        let mut url = Self::default();
        if text == b"*" {
            url.path = b"*".to_vec();
            return Ok(url);
        }
        let (scheme, rest) = scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (mut rest, query) = cut(rest, b'?');
        url.query = query.unwrap_or_default().to_vec();
        if rest.first() != Some(&b'/') {
            if !url.scheme.is_empty() {
                url.opaque = rest.to_vec();
                return Ok(url);
            }
            if cut(rest, b'/').0.contains(&b':') {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        let has_authority = !url.scheme.is_empty() || !rest.starts_with(b"///");
        if let Some(tail) = rest.strip_prefix(b"//").filter(|_| has_authority) {
            let end = tail.iter().position(|b| *b == b'/').unwrap_or(tail.len());
            url.parse_authority(&tail[..end], helm4)?;
            rest = &tail[end..];
        }
        url.path = unescaped(rest, Part::Path)?;
        Ok(url)
    }

    fn parse_authority(&mut self, text: &[u8], helm4: bool) -> Result<(), String> {
        let Some(at) = text.iter().rposition(|b| *b == b'@') else {
            self.host = host(text, &self.scheme, helm4)?;
            return Ok(());
        };
        self.host = host(&text[at + 1..], &self.scheme, helm4)?;
        let user_info = &text[..at];
        let is_valid = |byte: &u8| {
            is_plain(*byte, Part::UserInfo)
                || matches!(byte, b':' | b'!' | b'\'' | b'(' | b')' | b'*' | b'%' | b'@')
        };
        if !user_info.iter().all(is_valid) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        let part = |text| -> Result<Vec<u8>, String> {
            Ok(escaped(&unescaped(text, Part::UserInfo)?, Part::UserInfo))
        };
        let (user, password) = cut(user_info, b':');
        let mut shown = part(user)?;
        if let Some(password) = password {
            shown.push(b':');
            shown.extend(part(password)?);
        }
        self.user_info = Some(shown);
        Ok(())
    }

    fn host_name(&self) -> &[u8] {
        let mut host = &self.host[..];
        if let Some(colon) = host.iter().rposition(|b| *b == b':')
            && is_port(&host[colon..])
        {
            host = &host[..colon];
        }
        host.strip_prefix(b"[")
            .and_then(|host| host.strip_suffix(b"]"))
            .unwrap_or(host)
    }

    fn text(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.scheme.is_empty() {
            out.extend_from_slice(&self.scheme);
            out.push(b':');
        }
        if self.opaque.is_empty() {
            self.write_hierarchy(&mut out);
        } else {
            out.extend_from_slice(&self.opaque);
        }
        if !self.query.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push(b'#');
            out.extend(escaped(&self.fragment, Part::Fragment));
        }
        out
    }

    fn write_hierarchy(&self, out: &mut Vec<u8>) {
        let has_authority = !self.host.is_empty() || self.user_info.is_some();
        if has_authority || !self.scheme.is_empty() && !self.path.is_empty() {
            out.extend_from_slice(b"//");
        }
        if let Some(user_info) = &self.user_info {
            out.extend_from_slice(user_info);
            out.push(b'@');
        }
        out.extend(escaped(&self.host, Part::Host));
        let path = if self.path == b"*" {
            self.path.clone()
        } else {
            escaped(&self.path, Part::Path)
        };
        if path.first().is_some_and(|b| *b != b'/') && !self.host.is_empty() {
            out.push(b'/');
        }
        // A colon in the first segment would look like a scheme.
        if out.is_empty() && cut(&path, b'/').0.contains(&b':') {
            out.extend_from_slice(b"./");
        }
        out.extend(path);
    }
}

fn is_port(text: &[u8]) -> bool {
    match text.split_first() {
        None => true,
        Some((b':', digits)) => digits.iter().all(u8::is_ascii_digit),
        Some(_) => false,
    }
}

fn check_port(text: &[u8]) -> Result<(), String> {
    if is_port(text) {
        Ok(())
    } else {
        Err(format!("invalid port {} after host", quoted(text)))
    }
}

/// Reads a host with an optional port.
fn host(text: &[u8], scheme: &[u8], helm4: bool) -> Result<Vec<u8>, String> {
    let bracket = text.iter().rposition(|b| *b == b'[');
    // COMPAT(helm): Helm 3's Go takes anything between brackets that start the host.
    if text.first() == Some(&b'[') && !(helm4 && bracket != Some(0)) {
        return bracketed_host(text, helm4);
    }
    if helm4 && bracket.is_some() {
        return Err("invalid IP-literal".to_owned());
    }
    let first = text.iter().position(|b| *b == b':');
    let last = text.iter().rposition(|b| *b == b':');
    // COMPAT(helm): Helm 4's Go allows one colon only where the scheme is that of the web.
    let colon = if helm4 && matches!(scheme, b"http" | b"https") {
        first
    } else {
        last
    };
    if let Some(colon) = colon {
        check_port(&text[colon..])?;
    }
    unescaped(text, Part::Host)
}

fn bracketed_host(text: &[u8], helm4: bool) -> Result<Vec<u8>, String> {
    let Some(end) = text.iter().rposition(|b| *b == b']') else {
        return Err("missing ']' in host".to_owned());
    };
    check_port(&text[end + 1..])?;
    let mut out = match find(&text[..end], b"%25") {
        Some(zone) => {
            let mut address = unescaped(&text[..zone], Part::Host)?;
            address.extend(unescaped(&text[zone..end], Part::ZoneId)?);
            address
        }
        None => unescaped(&text[..end], Part::Host)?,
    };
    if helm4 {
        check_address(&out[1..])?;
    }
    out.extend(unescaped(&text[end..], Part::Host)?);
    Ok(out)
}

/// Checks the IPv6 address between brackets.
fn check_address(text: &[u8]) -> Result<(), String> {
    let shown = String::from_utf8_lossy(text);
    let bare = shown.split('%').next().unwrap_or_default();
    if bare.parse::<Ipv6Addr>().is_ok() {
        return Ok(());
    }
    if shown.parse::<std::net::Ipv4Addr>().is_ok() {
        return Err("invalid IP-literal".to_owned());
    }
    Err(format!(
        "invalid host: ParseAddr({}): unable to parse IP",
        quoted(text)
    ))
}

fn is_helm4(runtime: &dyn Runtime) -> bool {
    !arg::hosts(runtime).is_ok_and(|hosts| !hosts.helm4)
}

fn url_parse(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let url = Url::parse(arg::text(args, 0)?, is_helm4(runtime))
        .map_err(|error| CallError::Message(format!("unable to parse url: {error}")))?;
    let parts: [(&str, &[u8]); 8] = [
        ("scheme", &url.scheme),
        ("host", &url.host),
        ("hostname", url.host_name()),
        ("path", &url.path),
        ("query", &url.query),
        ("opaque", &url.opaque),
        ("fragment", &url.fragment),
        ("userinfo", url.user_info.as_deref().unwrap_or_default()),
    ];
    let map: Map = parts
        .into_iter()
        .map(|(name, text)| (name, Value::Str(text.into())))
        .collect();
    Ok(Value::Map(map))
}

fn url_join(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let map = arg::map(args, 0)?;
    let part = |name: &str| -> Result<Str, CallError> {
        match map.get(name.as_bytes()) {
            None => Ok("".into()),
            Some(Value::Str(text)) => Ok(text),
            Some(Value::Nil | Value::Invalid) => Err(NIL_POINTER.into()),
            Some(other) => Err(format!(
                "unable to parse {name} key, must be of type string, but {} found",
                crate::reflect::kind(&other)
            )
            .into()),
        }
    };
    let mut url = Url {
        scheme: part("scheme")?.to_vec(),
        host: part("host")?.to_vec(),
        path: part("path")?.to_vec(),
        query: part("query")?.to_vec(),
        opaque: part("opaque")?.to_vec(),
        fragment: part("fragment")?.to_vec(),
        user_info: None,
    };
    let user_info = part("userinfo")?;
    if !user_info.is_empty() {
        let probe = [b"proto://", user_info.as_bytes(), b"@host"].concat();
        url.user_info = Url::parse(&probe, is_helm4(runtime))
            .map_err(|error| {
                CallError::Message(format!("unable to parse userinfo in dict: {error}"))
            })?
            .user_info;
    }
    Ok(Value::Str(url.text().into()))
}
