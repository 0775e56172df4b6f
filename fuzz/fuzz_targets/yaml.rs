//! Fuzzes `targets::read_yaml`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::read_yaml(data));
