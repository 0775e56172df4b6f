//! Fuzzes `targets::read_yaml`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    stator_chart::with_big_stack(|_| targets::read_yaml(data));
});
