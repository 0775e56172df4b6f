//! What the validating webhooks decide, as pure functions of a request.
//!
//! One function, [`decide`], for the webhook, the reconcilers and `stator check`. All findings of a
//! request are collected; where the reference stops at its first one, that one comes first and its
//! text is the reference's to the letter.

mod advice;
mod component_deployment;
#[cfg(test)]
mod corpus_tests;
mod decode;
mod deployment_request;
mod finding;
mod graph_deployment;
mod identity;
mod model;
mod quantity;
mod request;
mod review;
mod service;
pub(crate) mod view;

use serde_json::Value as Json;

pub use finding::{Finding, Level, RULES, Rule};
pub use identity::Requester;
pub use request::{ApiGroups, Context, Kind, Mode, Operation, Request, Verdict};
pub use review::{Answer, answer_review};
use view::View;

/// Decides one request.
///
/// Deletions always pass. Updates of objects that are being deleted, and objects in a namespace that
/// a restricted operator has marked as its own, pass unseen.
pub fn decide(request: &Request<'_>, context: &Context) -> Verdict {
    match decode::missing(request) {
        Some(text) => return Verdict::undecodable(text),
        None if request.operation == Operation::Delete => return Verdict::allowed(),
        None => {}
    }
    let Some(new) = request.new else {
        return Verdict::allowed();
    };
    let view = View::root(new);
    if context.excludes(view.namespace()) {
        return Verdict::allowed();
    }
    if request.operation == Operation::Update && view.is_being_deleted() {
        return Verdict::allowed();
    }
    let problems = decode::problems(request.kind, new);
    if !problems.is_empty() {
        return Verdict::undecodable(problems.join("\n"));
    }
    let mut found = Findings::default();
    stateless(request.kind, &view, context, &mut found);
    let mut verdict = Verdict::allowed();
    let Some(old) = request
        .old
        .filter(|_| request.operation == Operation::Update)
    else {
        found.into_verdict(&mut verdict, Stage::Stateless);
        return verdict;
    };
    let old = View::root(old);
    if view.get("spec").same(&old.get("spec")) {
        // Only metadata or status changed: an object that was stored before a rule existed must
        // still take a finalizer, a label, an annotation.
        found.errors_become_warnings();
    }
    let stateless_failed = found.has_errors();
    found.into_verdict(&mut verdict, Stage::Stateless);
    let mut found = Findings::default();
    stateful(request, &view, &old, context, &mut found);
    if stateless_failed {
        found.drop_warnings();
    } else if found.has_errors() {
        // COMPAT(operator): a refusal by a rule about the change carries the warnings of such rules only.
        verdict.findings.retain(|f| f.level == Level::Error);
    }
    found.into_verdict(&mut verdict, Stage::Stateful);
    verdict
}

/// Checks an object by itself: what a create would be told.
pub(crate) fn stateless(kind: Kind, view: &View<'_>, context: &Context, found: &mut Findings) {
    match kind {
        Kind::GraphDeployment => graph_deployment::stateless(view, context, found),
        Kind::ComponentDeployment => component_deployment::stateless(view, found),
        Kind::Model => model::stateless(view, found),
        Kind::DeploymentRequest => deployment_request::stateless(view, context, found),
        Kind::ScalingAdapter | Kind::WorkerMetadata => {}
    }
}

fn stateful(
    request: &Request<'_>,
    new: &View<'_>,
    old: &View<'_>,
    context: &Context,
    found: &mut Findings,
) {
    match request.kind {
        Kind::GraphDeployment => {
            let authorised = context.may_scale(&request.requester, new.namespace());
            graph_deployment::update(new, old, authorised, found);
        }
        Kind::ComponentDeployment => component_deployment::update(new, old, found),
        Kind::Model => model::update(new, old, found),
        Kind::DeploymentRequest => deployment_request::update(new, old, found),
        Kind::ScalingAdapter | Kind::WorkerMetadata => {}
    }
}

/// Which rules spoke: those about the object alone or those about the change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Stateless,
    Stateful,
}

/// The findings of one stage, in the order in which the reference evaluates.
#[derive(Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    /// Whether warnings survive errors (deployment requests only).
    keep_warnings: bool,
}

impl Findings {
    pub(crate) fn error(
        &mut self,
        rule: &'static str,
        path: impl Into<String>,
        text: impl Into<String>,
    ) {
        self.push(Level::Error, rule, path.into(), text.into());
    }

    pub(crate) fn warn(
        &mut self,
        rule: &'static str,
        path: impl Into<String>,
        text: impl Into<String>,
    ) {
        self.push(Level::Warning, rule, path.into(), text.into());
    }

    fn push(&mut self, level: Level, rule: &'static str, path: String, message: String) {
        self.list.push(Finding {
            level,
            rule,
            path,
            message,
        });
    }

    fn has_errors(&self) -> bool {
        self.list.iter().any(|f| f.level == Level::Error)
    }

    fn errors_become_warnings(&mut self) {
        for finding in &mut self.list {
            finding.level = Level::Warning;
        }
    }

    fn drop_warnings(&mut self) {
        self.list.retain(|f| f.level == Level::Error);
    }

    fn into_verdict(mut self, verdict: &mut Verdict, stage: Stage) {
        // COMPAT(operator): an error discards the warnings of its own stateless pass.
        if stage == Stage::Stateless && self.has_errors() && !self.keep_warnings {
            self.drop_warnings();
        }
        if self.has_errors() {
            verdict.allowed = false;
            verdict.code = 403;
        }
        verdict.findings.append(&mut self.list);
    }
}

/// Answers one recorded case (the form of `tests/corpus/admission`): used by tests and `cargo xtask answers`.
pub fn answer_case(case: &Json) -> Json {
    let id = case.get("id").cloned().unwrap_or(Json::Null);
    let context = Context::from_case(case);
    let Some(kind) = case
        .get("kind")
        .and_then(Json::as_str)
        .and_then(Kind::from_short)
    else {
        return serde_json::json!({"id": id, "error": "unknown kind"});
    };
    if !kind.has_webhook() {
        return serde_json::json!({"id": id, "allowed": true});
    }
    if let Some(body) = case.get("body").and_then(Json::as_str) {
        let content_type = case.get("contentType").and_then(Json::as_str).unwrap_or("");
        let answer = answer_review(kind, body.as_bytes(), content_type, &context);
        return serde_json::json!({
            "id": id, "allowed": answer.verdict.allowed, "code": answer.verdict.code,
            "message": answer.verdict.message(), "warnings": answer.verdict.warnings(),
            "review": answer.review,
        });
    }
    let operation = case
        .get("operation")
        .and_then(Json::as_str)
        .and_then(Operation::parse);
    let Some(operation) = operation else {
        return serde_json::json!({"id": id, "error": "unknown operation"});
    };
    let request = Request {
        kind,
        operation,
        old: case.get("old").filter(|v| !v.is_null()),
        new: case.get("new").filter(|v| !v.is_null()),
        requester: Requester::from_user_info(case.get("user")),
    };
    let verdict = decide(&request, &context);
    serde_json::json!({
        "id": id, "allowed": verdict.allowed, "code": verdict.code,
        "message": verdict.message(), "warnings": verdict.warnings(),
    })
}
