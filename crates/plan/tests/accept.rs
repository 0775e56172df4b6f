//! The list of accepted differences between plans and the recorded objects.

#[test]
fn every_accepted_difference_has_a_reason_and_names_a_kind() {
    let text = include_str!("../../../tests/corpus/objects.accept");
    let mut has_reason = false;
    for line in text.lines() {
        if line.is_empty() {
            has_reason = false;
        } else if line.starts_with('#') {
            has_reason = true;
        } else {
            assert!(has_reason, "no reason above `{line}`");
            let glob = line.rsplit('|').next().unwrap_or_default();
            assert!(glob.contains(':'), "`{line}` names no kind");
        }
    }
}
