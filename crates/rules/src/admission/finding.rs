//! What a rule says, and the table of rules.

/// Whether a finding refuses the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The request passes; the text is shown.
    Warning,
    /// The request is refused.
    Error,
}

/// What one rule says about one place of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Whether it refuses the request.
    pub level: Level,
    /// The rule's short name in [`RULES`].
    pub rule: &'static str,
    /// Path of the field, as `spec.services[main].replicas`.
    pub path: String,
    /// The text; for rules of the reference, its text.
    pub message: String,
}

/// One row of the table of rules.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Short name.
    pub name: &'static str,
    /// Stable diagnostic code.
    pub code: &'static str,
    /// What it demands, one line.
    pub demands: &'static str,
}

macro_rules! rules {
    ($($name:literal $code:literal $demands:literal;)*) => {
        &[$(Rule { name: $name, code: $code, demands: $demands }),*]
    };
}

/// Every admission rule.
pub const RULES: &[Rule] = rules! {
    "decode" "DYN0200" "the object has the types of its kind";
    "S1" "DYN0201" "`dynamoNamespace` is not used any more";
    "S2" "DYN0202" "`replicas` is not negative";
    "S3" "DYN0203" "an enabled ingress names its host";
    "S4" "DYN0204" "a volume mount names its mount point unless it is the compilation cache";
    "S5" "DYN0205" "shared memory that is not disabled has a size";
    "S6" "DYN0206" "`autoscaling` is not used any more";
    "S7" "DYN0207" "an endpoint picker needs the InferencePool API";
    "S8" "DYN0208" "an endpoint picker runs on one node";
    "S9" "DYN0209" "an endpoint picker has one replica";
    "S10" "DYN0210" "an endpoint picker has `eppConfig`";
    "S11" "DYN0211" "`eppConfig` has `configMapRef` or `config`";
    "S12" "DYN0212" "`eppConfig` has only one of `configMapRef` and `config`";
    "S13" "DYN0213" "`eppConfig.configMapRef` has a name";
    "G0" "DYN0220" "a service is an object";
    "G1" "DYN0221" "a graph has a service";
    "G2" "DYN0222" "a claim has a name and, when it is created, class, size and access mode";
    "G3" "DYN0223" "a restart has an id and an order that names each service once";
    "U1" "DYN0231" "the backend framework does not change";
    "U2" "DYN0232" "a service stays single-node or multi-node";
    "U3" "DYN0233" "the set of services does not change";
    "U4" "DYN0234" "replicas of a service with a scaling adapter change through the adapter";
    "M1" "DYN0241" "a model has a name";
    "M2" "DYN0242" "a model has a base model name";
    "M3" "DYN0243" "a LoRA has a source";
    "M4" "DYN0244" "a LoRA's source has a URI";
    "M5" "DYN0245" "a LoRA's URI starts with s3:// or hf://";
    "M6" "DYN0246" "a model's type does not change";
    "M7" "DYN0247" "a model's base model does not change";
    "R1" "DYN0251" "a deployment request names its profiler image";
    "R2" "DYN0252" "a deployment request has a profiling configuration";
    "R3" "DYN0253" "GPU discovery needs a cluster-wide operator";
    "R4" "DYN0254" "the profiling configuration is a map";
    "R5" "DYN0255" "the backend is set in one place";
    "R6" "DYN0256" "the model is set in one place";
    "R7" "DYN0257" "a running deployment request does not change";
    "A1" "DYN0261" "names made of graph and service fit their limits";
    "A2" "DYN0262" "mounted claims are declared, once a place, at absolute paths";
    "A3" "DYN0263" "sizes are positive";
    "A4" "DYN0264" "resource quantities can be read";
    "A5" "DYN0265" "annotations have values that the operator knows";
    "A6" "DYN0266" "claims have known access modes and distinct names";
    "A7" "DYN0267" "a model URI names something";
};

impl Finding {
    /// The stable diagnostic code of the rule.
    pub fn code(&self) -> &'static str {
        RULES
            .iter()
            .find(|rule| rule.name == self.rule)
            .map_or("DYN0200", |rule| rule.code)
    }
}
