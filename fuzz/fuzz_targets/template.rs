//! Fuzzes `targets::parse_template`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::parse_template(data));
