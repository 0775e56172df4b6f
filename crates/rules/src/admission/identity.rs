//! Who asks.

use serde_json::Value as Json;

const SERVICE_ACCOUNT_PREFIX: &str = "system:serviceaccount:";
const PLANNER_ACCOUNT: &str = stator_api::names::PLANNER_SERVICE_ACCOUNT;
/// COMPAT(operator): ends of account names that the reference trusts in any namespace.
const TRUSTED_SUFFIXES: [&str; 2] = ["-dynamo-operator-controller-manager", PLANNER_ACCOUNT];

/// The user of a request; empty where the request does not say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Requester {
    username: String,
}

impl Requester {
    /// Takes a user name such as `system:serviceaccount:ns:name`.
    pub fn new(username: impl Into<String>) -> Self {
        Self {
            username: username.into(),
        }
    }

    /// Reads `userInfo` of a request.
    pub fn from_user_info(user: Option<&Json>) -> Self {
        Self::new(
            user.and_then(|u| u.get("username"))
                .and_then(Json::as_str)
                .unwrap_or_default(),
        )
    }

    /// Namespace and name of the service account, where the user is one.
    fn account(&self) -> Option<(&str, &str)> {
        let rest = self.username.strip_prefix(SERVICE_ACCOUNT_PREFIX)?;
        let (namespace, name) = rest.split_once(':')?;
        (!name.contains(':')).then_some((namespace, name))
    }

    pub(super) fn is_operator(&self, own_user: Option<&str>) -> bool {
        own_user.is_some_and(|own| !own.is_empty() && own == self.username)
    }

    pub(super) fn is_planner_of(&self, namespace: &str) -> bool {
        self.account() == Some((namespace, PLANNER_ACCOUNT))
    }

    pub(super) fn has_known_suffix(&self) -> bool {
        self.account()
            .is_some_and(|(_, name)| TRUSTED_SUFFIXES.iter().any(|s| name.ends_with(s)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_matched_as_the_reference_matches_them() {
        let trusted = |user: &str| Requester::new(user).has_known_suffix();
        assert!(trusted(
            "system:serviceaccount:dynamo-system:dynamo-platform-dynamo-operator-controller-manager"
        ));
        assert!(trusted(
            "system:serviceaccount:team-a:planner-serviceaccount"
        ));
        assert!(trusted("system:serviceaccount:x:my-planner-serviceaccount"));
        assert!(!trusted(
            "system:serviceaccount:dynamo-system:dynamo-operator-controller-manager"
        ));
        assert!(!trusted("system:serviceaccount:a:b:c"));
        assert!(!trusted("kubernetes-admin"));
    }

    #[test]
    fn exact_identities_need_the_right_namespace() {
        let planner = Requester::new("system:serviceaccount:team-a:planner-serviceaccount");
        assert!(planner.is_planner_of("team-a"));
        assert!(!planner.is_planner_of("team-b"));
        let own = "system:serviceaccount:dynamo-system:dynamo-operator-controller-manager";
        assert!(Requester::new(own).is_operator(Some(own)));
        assert!(!Requester::new("").is_operator(Some("")));
    }
}
