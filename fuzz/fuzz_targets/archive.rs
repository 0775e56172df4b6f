//! Fuzzes `targets::load_archive`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    stator_chart::with_big_stack(|_| targets::load_archive(data));
});
