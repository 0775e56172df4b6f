//! Fuzzes `targets::read_set`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    stator_chart::with_big_stack(|_| targets::read_set(data));
});
