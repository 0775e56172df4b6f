//! Slash-separated paths as Go's `path` package treats them.

/// Gives the shortest equal path, as `path.Clean` does.
pub(crate) fn clean(path: &str) -> String {
    let is_clean = |part: &str| !matches!(part, "" | "." | "..");
    if path.split('/').all(is_clean) {
        return path.to_owned();
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// Joins two paths and cleans the result, as `path.Join` does.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, true) => String::new(),
        (true, false) => clean(name),
        (false, true) => clean(folder),
        (false, false) => clean(&[folder, "/", name].concat()),
    }
}

/// Gives the last part, as `path.Base` does.
pub(crate) fn base(path: &str) -> &str {
    if path.is_empty() {
        return ".";
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/";
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// Gives the extension with its dot, as `path.Ext` does; empty where there is none.
pub(crate) fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').map_or("", |dot| &name[dot..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_as_go_does() {
        for (path, want) in [
            ("", "."),
            ("a/../b", "b"),
            ("../a/..", ".."),
            ("/..", "/"),
            ("a//b/./c/", "a/b/c"),
            ("a/../..", ".."),
        ] {
            assert_eq!(clean(path), want, "{path}");
        }
        assert_eq!(join("a/b", "../c"), "a/c");
        assert_eq!(join("", ""), "");
    }

    #[test]
    fn base_and_extension_follow_go() {
        assert_eq!((base("a/b/"), base(""), base("//")), ("b", ".", "/"));
        assert_eq!(
            (
                extension("a.b/c"),
                extension("a/.tgz"),
                extension("x.tar.gz")
            ),
            ("", ".tgz", ".gz")
        );
    }
}
