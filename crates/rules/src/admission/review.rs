//! AdmissionReview bodies in, AdmissionReview bodies out.

use super::decide;
use super::identity::Requester;
use super::request::{Context, Kind, Operation, Request, Verdict};
use serde_json::{Map, Value as Json, json};

/// Largest body that is read, in bytes.
const LARGEST_BODY: usize = 7 << 20;

/// The answer to one HTTP request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was decided.
    pub verdict: Verdict,
    /// The body to send back, always with HTTP status 200.
    pub review: Json,
}

/// Answers the body of a POST to the webhook of `kind`.
pub fn answer_review(kind: Kind, body: &[u8], content_type: &str, context: &Context) -> Answer {
    match read(body, content_type) {
        Ok(review) => respond(kind, &review, context),
        Err((code, text)) => {
            let mut verdict = Verdict::undecodable(text);
            verdict.code = code;
            // COMPAT(operator): such an answer names neither kind nor version nor request.
            let review = json!({ "response": response("", &verdict) });
            Answer { verdict, review }
        }
    }
}

fn read(body: &[u8], content_type: &str) -> Result<Map<String, Json>, (u16, String)> {
    if body.is_empty() {
        return Err((400, "request body is empty".to_owned()));
    }
    if content_type != "application/json" {
        return Err((
            400,
            format!("contentType={content_type}, expected application/json"),
        ));
    }
    if body.len() > LARGEST_BODY {
        return Err((
            413,
            format!("request entity is too large; limit is {LARGEST_BODY} bytes"),
        ));
    }
    match serde_json::from_slice(body) {
        Ok(Json::Object(review)) => Ok(review),
        Ok(_) => Err((
            400,
            "couldn't get version/kind; the body is no object".to_owned(),
        )),
        Err(error) if error.is_eof() => Err((
            400,
            "couldn't get version/kind; json parse error: unexpected end of JSON input".to_owned(),
        )),
        Err(error) => Err((
            400,
            format!("couldn't get version/kind; json parse error: {error}"),
        )),
    }
}

fn respond(kind: Kind, review: &Map<String, Json>, context: &Context) -> Answer {
    let word = |key: &str, otherwise: &str| {
        let given = review.get(key).and_then(Json::as_str).unwrap_or_default();
        if given.is_empty() {
            otherwise.to_owned()
        } else {
            given.to_owned()
        }
    };
    let request = review.get("request").unwrap_or(&Json::Null);
    let uid = request
        .get("uid")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let operation = request
        .get("operation")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let verdict = match Operation::parse(operation) {
        Some(operation) => {
            let object = |key: &str| request.get(key).filter(|v| !v.is_null());
            let request = Request {
                kind,
                operation,
                old: object("oldObject"),
                new: object("object"),
                requester: Requester::from_user_info(request.get("userInfo")),
            };
            decide(&request, context)
        }
        None => Verdict::undecodable(format!("unknown operation {operation:?}")),
    };
    // COMPAT(operator): kind and version of the body are echoed unchecked.
    let review = json!({
        "kind": word("kind", "AdmissionReview"),
        "apiVersion": word("apiVersion", "admission.k8s.io/v1"),
        "response": response(uid, &verdict),
    });
    Answer { verdict, review }
}

fn response(uid: &str, verdict: &Verdict) -> Json {
    let mut status = json!({"metadata": {}, "code": verdict.code});
    let message = verdict.message();
    if !message.is_empty() {
        status["message"] = message.into();
    }
    if verdict.code == 403 {
        status["reason"] = "Forbidden".into();
    }
    let mut response = json!({"uid": uid, "allowed": verdict.allowed, "status": status});
    let warnings = verdict.warnings();
    if !warnings.is_empty() {
        response["warnings"] = warnings.into();
    }
    response
}
