//! What an API server answers, with the warnings that usual clients drop.

use std::fmt;

use http::HeaderMap;
use serde_json::Value;

/// An answer of the API server, of whatever status.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status code.
    pub code: u16,
    /// The texts of its `Warning` headers, in order.
    pub warnings: Vec<String>,
    /// The body, or `null` where it is not JSON.
    pub body: Value,
}

/// An object that the API server would take.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Accepted {
    /// The object as the server would store it: defaulted and pruned.
    pub object: Value,
    /// What the server warns about.
    pub warnings: Vec<String>,
}

/// An object that the API server refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status code.
    pub code: u16,
    /// The machine-readable word, such as `Invalid`.
    pub reason: String,
    /// The message for people.
    pub message: String,
    /// The causes as `field: message`, in the server's order.
    pub causes: Vec<String>,
}

impl Answer {
    pub(super) fn new(code: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let warnings = headers
            .get_all("warning")
            .iter()
            .filter_map(|value| warning_text(&String::from_utf8_lossy(value.as_bytes())))
            .collect();
        Self {
            code,
            warnings,
            body: serde_json::from_slice(body).unwrap_or_default(),
        }
    }

    /// Parts it into acceptance and refusal by its status code.
    ///
    /// # Errors
    /// When the status is 400 or above.
    pub fn accepted(self) -> Result<Accepted, Refusal> {
        if self.code < 400 {
            return Ok(Accepted {
                object: self.body,
                warnings: self.warnings,
            });
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let causes = self.body["details"]["causes"]
            .as_array()
            .into_iter()
            .flatten();
        Err(Refusal {
            code: self.code,
            reason: text(&self.body["reason"]),
            message: text(&self.body["message"]),
            causes: causes
                .map(|cause| format!("{}: {}", text(&cause["field"]), text(&cause["message"])))
                .collect(),
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code, self.reason, self.message)
    }
}

impl std::error::Error for Refusal {}

/// The text of one `Warning` header, `299 - "text"` with backslash escapes.
fn warning_text(header: &str) -> Option<String> {
    let quoted = header.split_once('"')?.1;
    let mut text = String::new();
    let mut rest = quoted.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => return Some(text),
            '\\' => text.extend(rest.next()),
            _ => text.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn warning_headers_are_read_with_escapes_and_in_order() {
        let mut headers = HeaderMap::new();
        for value in [
            r#"299 - "unknown field \"spec.x\"""#,
            r#"299 - "a \\ b" "Mon, 01 Jan 2024""#,
            "199 nonsense",
            r#"299 - "cut"#,
        ] {
            headers.append("Warning", HeaderValue::from_static(value));
        }
        let answer = Answer::new(200, &headers, b"{}");
        assert_eq!(answer.warnings, [r#"unknown field "spec.x""#, r"a \ b"]);
    }

    #[test]
    fn refusal_keeps_reason_message_and_causes() {
        let body = json!({
            "reason": "Invalid", "message": "no", "details": {"causes": [
                {"field": "spec.a", "message": "too long", "reason": "FieldValueTooLong"}]}
        });
        let answer = Answer::new(422, &HeaderMap::new(), body.to_string().as_bytes());
        let refusal = answer.accepted().unwrap_err();
        assert_eq!(refusal.to_string(), "422 Invalid: no");
        assert_eq!(refusal.causes, ["spec.a: too long"]);
    }

    #[test]
    fn bodies_that_are_not_json_are_null() {
        assert_eq!(Answer::new(200, &HeaderMap::new(), b"ok").body, Value::Null);
    }
}
