//! Fuzzes `targets::render_chart`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::render_chart(data));
