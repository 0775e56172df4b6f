//! Fuzzes `targets::load_archive`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::load_archive(data));
