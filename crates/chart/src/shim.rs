//! TEMPORARY
pub(crate) mod semver {
    pub(crate) struct Version(String);
    pub(crate) struct Constraints;
    impl Version {
        pub(crate) fn parse(s: &str) -> Result<Self, String> {
            Ok(Self(s.into()))
        }
        pub(crate) fn major(&self) -> u64 {
            1
        }
        pub(crate) fn minor(&self) -> u64 {
            2
        }
    }
    impl std::fmt::Display for Version {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl Constraints {
        pub(crate) fn parse(_: &str) -> Result<Self, String> {
            Ok(Self)
        }
        pub(crate) fn check(&self, _: &Version) -> bool {
            true
        }
    }
}
pub(crate) mod regex {
    pub(crate) fn translate(s: &str) -> Result<String, String> {
        Ok(s.into())
    }
}
pub(crate) fn functions(_: bool) -> &'static [stator_gotmpl::Function] {
    &[]
}
