//! Fuzzes `targets::read_set`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::read_set(data));
