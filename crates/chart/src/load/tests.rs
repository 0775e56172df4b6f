//! Charts from folders, archives and memory, honest and hostile.

use super::*;
use crate::compat::Compat;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use tempfile::TempDir;

const CHART: &[u8] = b"apiVersion: v2\nname: c\nversion: 1.0.0\n";

fn memory(files: &[(&str, &[u8])], compat: Compat) -> Result<Chart, String> {
    from_files(files.iter().copied(), "c", &mut Session::new(compat)).map_err(|e| e.to_string())
}

fn gzip(raw: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(raw).unwrap();
    encoder.finish().unwrap()
}

/// Writes a tar with the given paths as they are, which the tar library itself would refuse.
fn tarball(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, data) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(data.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *data).unwrap();
    }
    gzip(&builder.into_inner().unwrap())
}

fn archive(bytes: &[u8], compat: Compat) -> Result<Chart, String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("c.tgz");
    put(&path, bytes);
    load(&path, "c.tgz", &mut Session::new(compat)).map_err(|e| e.to_string())
}

fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
}

fn names(files: &[File]) -> Vec<&str> {
    files.iter().map(|f| &*f.name).collect()
}

#[test]
fn files_go_where_helm_puts_them() {
    let chart = memory(
        &[
            ("Chart.yaml", CHART),
            ("values.yaml", b"a: 1\n"),
            ("values.schema.json", b"{}"),
            ("templates/a.yaml", b"x"),
            ("crds/b.yaml", b"y"),
            ("README.md", b"\xEF\xBB\xBFz"),
            ("charts/_skipped/x", b""),
            ("charts/sub/Chart.yaml", b"name: sub\nversion: 1.0.0\n"),
            ("charts/sub.tgz.prov", b"p"),
        ],
        Compat::Helm4,
    )
    .unwrap();
    assert_eq!(names(chart.templates()), ["templates/a.yaml"]);
    assert_eq!(
        names(chart.files()),
        ["README.md", "charts/sub.tgz.prov", "crds/b.yaml"]
    );
    assert_eq!(chart.files()[0].data().as_bytes(), b"z");
    assert_eq!(chart.dependencies()[0].metadata().name, "sub");
    assert!(chart.values().contains(b"a"));
}

#[test]
fn stray_file_among_charts_is_fatal() {
    assert_eq!(
        memory(
            &[("Chart.yaml", CHART), ("charts/README.md", b"")],
            Compat::Helm3
        )
        .unwrap_err(),
        "error unpacking subchart README.md in c: Chart.yaml file is missing"
    );
}

#[test]
fn scalars_of_metadata_become_texts() {
    let text = b"name: 1.10\nversion: 2\nappVersion: 12345678901\nkubeVersion: yes\n";
    let chart = memory(&[("Chart.yaml", text)], Compat::Helm4).unwrap();
    let m = chart.metadata();
    assert_eq!(
        (
            &*m.name,
            &*m.version,
            &*m.app_version,
            &*m.kube_version,
            &*m.api_version
        ),
        ("1.1", "2", "12345678901", "true", "v1")
    );
}

#[test]
fn faulty_metadata_is_refused_in_helms_words() {
    for (text, compat, want) in [
        (
            "version: 1.0.0",
            Compat::Helm3,
            "validation: chart.metadata.name is required",
        ),
        (
            "name: a",
            Compat::Helm3,
            "validation: chart.metadata.version is required",
        ),
        (
            "name: a\nversion: 1.0.x",
            Compat::Helm4,
            "validation: chart.metadata.version \"1.0.x\" is invalid",
        ),
        (
            "name: a/b\nversion: 1",
            Compat::Helm4,
            "validation: chart.metadata.name \"a/b\" is invalid",
        ),
        (
            "name: ..\nversion: 1",
            Compat::Helm4,
            "validation: chart.metadata.name \"..\" is not allowed",
        ),
        (
            "name: a\nversion: 1\ndependencies: [{name: x}, {name: q, alias: x}]",
            Compat::Helm4,
            "validation: more than one dependency with name or alias \"x\"",
        ),
        (
            "name: [a]\nversion: 1",
            Compat::Helm3,
            "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot \
             unmarshal array into Go struct field Metadata.name of type string",
        ),
        (
            "name: a\nversion: 1\nmaintainers: [x]",
            Compat::Helm4,
            "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot \
             unmarshal string into .maintainers.0 of type v2.Maintainer",
        ),
        (
            "name: a\napiVersion: v9\nversion: 1",
            Compat::Helm4,
            "unsupported chart version",
        ),
    ] {
        let got = memory(&[("Chart.yaml", text.as_bytes())], compat);
        assert_eq!(got.unwrap_err(), want, "{text}");
    }
}

#[test]
fn folder_is_read_sorted_without_ignored_files_and_through_links() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("c");
    put(&root.join("Chart.yaml"), CHART);
    put(&root.join(".helmignore"), b"*.bak\nci/\n");
    put(&root.join("a.bak"), b"");
    put(&root.join("ci/values.yaml"), b"");
    put(&root.join("templates/b.yaml"), b"b");
    put(&root.join("templates/.swp"), b"");
    put(&folder.path().join("outside.yaml"), b"o");
    std::os::unix::fs::symlink("../../outside.yaml", root.join("templates/a.yaml")).unwrap();
    let mut session = Session::new(Compat::Helm3);
    let chart = load(&root, "c", &mut session).unwrap();
    assert_eq!(
        names(chart.templates()),
        ["templates/a.yaml", "templates/b.yaml"]
    );
    assert_eq!(names(chart.files()), [".helmignore"]);
    let line = &session.warnings()[0];
    assert!(
        line.starts_with("walk.go:75: found symbolic link in path: "),
        "{line}"
    );
}

#[test]
fn sizes_of_files_in_a_folder_are_bounded_as_by_each_helm() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("Chart.yaml"), CHART);
    // Holes take no room.
    let holes = |name: &str, mebibytes: u64| {
        let file = std::fs::File::create(folder.path().join(name)).unwrap();
        file.set_len(mebibytes << 20).unwrap();
    };
    let loaded = |compat| {
        let loaded = load(folder.path(), "c", &mut Session::new(compat));
        loaded.map(drop).map_err(|e| e.to_string())
    };
    holes("x", 6);
    let text = "chart file \"x\" is larger than the maximum file size 5242880";
    assert_eq!(loaded(Compat::Helm3).unwrap_err(), text);
    assert_eq!(loaded(Compat::Helm4), Ok(()));
    holes("x", 60);
    holes("y", 60);
    let text = "error reading y: chart exceeds maximum decompressed size of 104857600 bytes";
    assert_eq!(loaded(Compat::Helm4).unwrap_err(), text);
    holes("x", 101);
    let text = "error reading x: chart exceeds maximum decompressed size of 104857600 bytes";
    assert_eq!(loaded(Compat::Helm4).unwrap_err(), text);
}

#[test]
fn more_folders_than_stay_open_are_read() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("Chart.yaml"), CHART);
    let names: Vec<String> = (100..300)
        .map(|n| format!("templates/{n}/a.yaml"))
        .collect();
    for name in &names {
        put(&folder.path().join(name), name.as_bytes());
    }
    let chart = load(folder.path(), "c", &mut Session::new(Compat::Helm4)).unwrap();
    let read = chart.templates().iter().map(|t| t.data().to_vec());
    assert!(read.eq(names.iter().map(|name| name.as_bytes().to_vec())));
}

#[test]
fn folder_linked_into_itself_ends_with_an_error() {
    let folder = TempDir::new().unwrap();
    put(&folder.path().join("Chart.yaml"), CHART);
    std::os::unix::fs::symlink(".", folder.path().join("a")).unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("b")).unwrap();
    assert!(load(folder.path(), "c", &mut Session::new(Compat::Helm4)).is_err());
}

#[test]
fn missing_chart_file_is_worded_by_each_helm() {
    let folder = TempDir::new().unwrap();
    let text = |compat| {
        load(folder.path(), "c", &mut Session::new(compat))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(text(Compat::Helm3), "Chart.yaml file is missing");
    let path = folder.path().join("Chart.yaml");
    let path = path.display();
    assert_eq!(
        text(Compat::Helm4),
        format!("unable to detect chart at {path}: open {path}: no such file or directory")
    );
}

#[test]
fn archive_is_a_chart_and_may_hold_archives() {
    let inner = tarball(&[("sub/Chart.yaml", b"name: sub\nversion: 1.0.0\n")]);
    let outer = tarball(&[
        ("c/Chart.yaml", CHART),
        ("c/templates/a.yaml", b"x"),
        ("c/charts/sub-1.0.0.tgz", &inner),
    ]);
    for compat in [Compat::Helm3, Compat::Helm4] {
        let chart = archive(&outer, compat).unwrap();
        assert_eq!(names(chart.templates()), ["templates/a.yaml"]);
        assert_eq!(chart.dependencies()[0].metadata().name, "sub");
    }
}

#[test]
fn paths_that_leave_the_archive_are_refused() {
    for (path, want) in [
        (
            "c/../../etc/passwd",
            "chart illegally references parent directory",
        ),
        ("c//etc/passwd", "chart illegally contains absolute paths"),
        ("/etc/passwd/", "no files in chart archive"),
        (
            "c",
            "chart illegally contains content outside the base directory: \"c\"",
        ),
        (
            "c\\..\\..\\x",
            "chart illegally references parent directory",
        ),
        ("c/c:/x", "chart contains illegally named files"),
        ("Chart.yaml/x", "chart yaml not in base directory"),
    ] {
        let bytes = tarball(&[(path, b"x")]);
        assert_eq!(archive(&bytes, Compat::Helm3).unwrap_err(), want, "{path}");
        assert_eq!(
            archive(&bytes, Compat::Helm4).unwrap_err(),
            "unable to load chart archive"
        );
    }
}

#[test]
fn links_in_archives_are_never_followed() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(CHART.len() as u64);
    header.set_path("c/Chart.yaml").unwrap();
    header.set_cksum();
    builder.append(&header, CHART).unwrap();
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link] {
        let mut link = tar::Header::new_gnu();
        link.set_entry_type(kind);
        link.set_path("c/templates/passwd.yaml").unwrap();
        link.set_link_name("/etc/passwd").unwrap();
        link.set_size(0);
        link.set_cksum();
        builder.append(&link, &[][..]).unwrap();
    }
    let chart = archive(&gzip(&builder.into_inner().unwrap()), Compat::Helm4).unwrap();
    assert!(chart.templates().iter().all(|t| t.data().is_empty()));
}

#[test]
fn bombs_are_refused_without_unpacking_them() {
    let big = vec![0; 6 << 20];
    let one = tarball(&[("c/Chart.yaml", CHART), ("c/big", &big)]);
    assert_eq!(
        archive(&one, Compat::Helm3).unwrap_err(),
        "decompressed chart file \"c/big\" is larger than the maximum file size 5242880"
    );
    assert!(archive(&one, Compat::Helm4).is_ok());

    let mut header = tar::Header::new_gnu();
    header.set_path("c/huge").unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    let lying = gzip(header.as_bytes());
    assert_eq!(
        archive(&lying, Compat::Helm3).unwrap_err(),
        "decompressed chart is larger than the maximum file size 104857600"
    );

    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    let mut long_name = tar::Header::new_gnu();
    long_name.set_path("././@LongLink").unwrap();
    long_name.set_entry_type(tar::EntryType::GNULongName);
    long_name.set_size(1 << 40);
    long_name.set_cksum();
    bomb.write_all(long_name.as_bytes()).unwrap();
    for _ in 0..220 {
        bomb.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    assert!(archive(&bomb.finish().unwrap(), Compat::Helm3).is_err());
}

#[test]
fn damaged_archives_are_errors() {
    let whole = tarball(&[("c/Chart.yaml", CHART), ("c/x", &[b'x'; 5000])]);
    // What both Helms say of these very bytes. Nine bytes before its end the archive lacks its last
    // byte of data and its checksum, which is behind the blocks that end a tar: nobody looks there.
    for cut in [3, 11, 20, whole.len() / 2] {
        let texts = [Compat::Helm3, Compat::Helm4].map(|c| archive(&whole[..cut], c).unwrap_err());
        let want = ["unexpected EOF", "unable to load chart archive"];
        assert_eq!(texts, want, "cut at {cut}");
    }
    for compat in [Compat::Helm3, Compat::Helm4] {
        let chart = archive(&whole[..whole.len() - 9], compat).unwrap();
        assert_eq!(chart.files()[0].data().len(), 5000);
    }
    assert_eq!(
        archive(&gzip(b""), Compat::Helm3).unwrap_err(),
        "no files in chart archive"
    );
    let text = archive(b"name: x\n", Compat::Helm3).unwrap_err();
    assert!(
        text.ends_with("does not appear to be a gzipped archive; got 'application/octet-stream'")
    );
}

/// A tar without the blocks that end it: 512 bytes of header and 512 of data for `Chart.yaml`, then
/// 512 of header and 5120 of data.
fn bare_tar() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, data) in [("c/Chart.yaml", CHART), ("c/x", &[b'x'; 5000])] {
        let mut header = tar::Header::new_gnu();
        header.set_path(path).unwrap();
        header.set_size(data.len() as u64);
        header.set_cksum();
        builder.append(&header, data).unwrap();
    }
    let mut raw = builder.into_inner().unwrap();
    raw.truncate(raw.len() - 1024);
    raw
}

#[test]
fn a_tar_may_end_where_go_lets_it_end() {
    let raw = bare_tar();
    let read = |raw: &[u8]| archive(&gzip(raw), Compat::Helm3).map(|c| c.files().len());
    assert_eq!(read(&raw), Ok(1));
    assert_eq!(read(&raw[..1024]), Ok(0));
    // The last file's block need not be filled up.
    assert_eq!(read(&raw[..600]), Ok(0));
    for cut in [100, 512, 540, 1600, 3000] {
        assert_eq!(
            read(&raw[..cut]),
            Err("unexpected EOF".to_owned()),
            "cut at {cut}"
        );
    }
    // One empty block ends it as two do; anything else behind the first is a fault.
    let with = |tail: &[u8]| read(&[&raw, tail].concat());
    assert_eq!(with(&[0; 512]), Ok(1));
    assert_eq!(with(&[0; 700]), Err("unexpected EOF".to_owned()));
    let junk = [&[0; 512][..], &[7; 512]].concat();
    assert_eq!(
        with(&junk),
        Err("archive/tar: invalid tar header".to_owned())
    );
    assert_eq!(with(&[&[0; 1024][..], &[7; 512]].concat()), Ok(1));
}

#[test]
fn charts_nest_only_so_deep() {
    let mut files = Vec::new();
    let mut folder = String::new();
    for _ in 0..200 {
        files.push((format!("{folder}Chart.yaml"), CHART));
        folder.push_str("charts/c/");
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, d)| (n.as_str(), *d)).collect();
    assert!(
        memory(&files, Compat::Helm4)
            .unwrap_err()
            .ends_with("charts nest deeper than 64")
    );
}

#[test]
fn huge_values_are_refused() {
    let values = vec![b'#'; 17 << 20];
    let got = memory(
        &[("Chart.yaml", CHART), ("values.yaml", &values)],
        Compat::Helm4,
    );
    assert_eq!(
        got.unwrap_err(),
        "cannot load values.yaml: values have more than 16777216 bytes"
    );
}

#[test]
fn what_is_not_there_is_named() {
    assert_eq!(
        locate("./nope").unwrap_err().to_string(),
        "path \"./nope\" not found"
    );
    let text = locate("repo/chart").unwrap_err().to_string();
    assert!(text.contains("helm pull repo/chart"), "{text}");
}
