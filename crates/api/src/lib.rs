//! The Dynamo custom resources, the foreign kinds we write, and every name and literal of the API.
