//! Admission rules of the Dynamo resources: defaulting and validation, pure.
