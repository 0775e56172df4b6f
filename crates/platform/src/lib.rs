//! The Dynamo platform's charts and what is known about their values.
