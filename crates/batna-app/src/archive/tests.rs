use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{World, WorldOptions};

fn workbench(case: &Path) -> Workbench {
    Workbench::new(World::new(WorldOptions {
        case: Some(case.to_owned()),
        ..WorldOptions::default()
    }))
}

fn demo(folder: &Path) -> (Workbench, PathBuf) {
    let case = folder.join("case");
    let workbench = workbench(&case);
    workbench.write_demo(&case).unwrap();
    fs::create_dir_all(case.join("letters/2026")).unwrap();
    fs::write(case.join("letters/2026/Angebot für Zoë.pdf"), [0, 255, 7]).unwrap();
    fs::write(case.join("letters").join("n".repeat(180)), "long").unwrap();
    fs::create_dir_all(case.join(".batna/versions")).unwrap();
    fs::write(case.join(".batna/versions/me.toml.1"), "before").unwrap();
    (workbench, case)
}

fn all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                out.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    out
}

fn code(result: Result<Archived, Failure>) -> &'static str {
    result.unwrap_err().diagnostics[0].code
}

/// Nothing half-restored is left beside the target.
fn only(folder: &Path, names: &[&str]) {
    let mut found: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, names);
}

#[test]
fn a_case_comes_back_as_it_was_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (workbench, case) = demo(folder.path());
    let file = folder.path().join("case.age");
    let words = Some("correct horse battery");
    let done = workbench.export(&file, words).unwrap();
    assert!(done.encrypted && done.left_out.is_empty(), "{done:?}");
    assert!(fs::read(&file).unwrap().starts_with(AGE));
    assert_eq!(code(workbench.export(&file, None)), "archive::exists");

    let back = folder.path().join("back");
    assert_eq!(
        code(workbench.restore(&file, &back, Some("battery staple"))),
        "archive::passphrase"
    );
    assert_eq!(
        code(workbench.restore(&file, &back, None)),
        "archive::passphrase"
    );
    only(folder.path(), &["case", "case.age"]);
    fs::create_dir(&back).unwrap();
    workbench.restore(&file, &back, words).unwrap();
    assert_eq!(all(&case), all(&back));
    assert_eq!(
        code(workbench.restore(&file, &back, words)),
        "archive::not-empty"
    );
    assert_eq!(all(&case), all(&back));

    let whole = fs::read(&file).unwrap();
    for cut in [30, 150, 400, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..cut]).unwrap();
        let other = folder.path().join("other");
        let code = code(workbench.restore(&file, &other, words));
        assert!(
            ["archive::damaged", "archive::passphrase"].contains(&code),
            "{cut}: {code}"
        );
        only(folder.path(), &["back", "case", "case.age"]);
    }
}

#[cfg(unix)]
#[test]
fn links_are_left_out_and_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let (workbench, case) = demo(folder.path());
    std::os::unix::fs::symlink("/etc/hostname", case.join("letters/link.txt")).unwrap();
    // An archive written into the case is no part of itself.
    let file = case.join("case.tar");
    let done = workbench.export(&file, None).unwrap();
    assert_eq!(done.left_out, ["letters/link.txt: a link or a device"]);
    let back = folder.path().join("back");
    workbench.restore(&file, &back, None).unwrap();
    assert!(!back.join("case.tar").exists() && !back.join("letters/link.txt").exists());
}

/// A tar of `members`, with a truthful list unless `listed` is given.
fn tar_of(members: &[(&str, EntryType, &[u8])], listed: bool) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut manifest = Manifest {
        schema: "batna/archive/2".into(),
        files: Vec::new(),
    };
    for (name, kind, bytes) in members {
        let mut one = header(bytes.len() as u64);
        one.set_entry_type(*kind);
        // `set_path` would refuse a hostile name.
        let field = &mut one.as_old_mut().name;
        field.fill(0);
        field[..name.len()].copy_from_slice(name.as_bytes());
        if kind.is_symlink() {
            one.set_link_name("/etc/passwd").unwrap();
        }
        one.set_cksum();
        builder.append(&one, *bytes).unwrap();
        let mut measured = Measured::new(*bytes);
        std::io::copy(&mut measured, &mut std::io::sink()).unwrap();
        manifest.files.push(measured.member(name));
    }
    if listed {
        let text = serde_json::to_vec(&manifest).unwrap();
        builder
            .append_data(&mut header(text.len() as u64), MANIFEST, text.as_slice())
            .unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn hostile_members_are_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let workbench = workbench(&folder.path().join("none"));
    let file = folder.path().join("bad.tar");
    let me: (&str, EntryType, &[u8]) = ("me.toml", EntryType::Regular, b"role = \"x\"");
    for (name, kind) in [
        ("../out.toml", EntryType::Regular),
        ("/tmp/out.toml", EntryType::Regular),
        ("offers/../../out.toml", EntryType::Regular),
        ("offers\\..\\out.toml", EntryType::Regular),
        ("C:out.toml", EntryType::Regular),
        ("offers//out.toml", EntryType::Regular),
        ("a/b/c/d/e/f/g/h/out", EntryType::Regular),
        ("offers/link", EntryType::Symlink),
        ("offers/hard", EntryType::Link),
        ("offers/fifo", EntryType::Fifo),
    ] {
        fs::write(&file, tar_of(&[me, (name, kind, b"x")], true)).unwrap();
        let code = code(workbench.restore(&file, &folder.path().join("to"), None));
        assert_eq!(code, "archive::leaves", "{name}");
        only(folder.path(), &["bad.tar"]);
    }
    let twice = tar_of(
        &[me, ("ME.toml", EntryType::Regular, b"role = \"y\"")],
        true,
    );
    let unlisted = tar_of(&[me], false);
    let mut mended = tar_of(&[me], true);
    let at = mended
        .windows(8)
        .position(|part| part == b"role = \"")
        .unwrap();
    mended[at] = b'R';
    let caseless = tar_of(&[("notes.txt", EntryType::Regular, b"x")], true);
    for bytes in [
        twice,
        unlisted,
        mended,
        caseless,
        b"no tar".to_vec(),
        Vec::new(),
    ] {
        fs::write(&file, bytes).unwrap();
        let code = code(workbench.restore(&file, &folder.path().join("to"), None));
        assert_eq!(code, "archive::damaged");
        only(folder.path(), &["bad.tar"]);
    }
    let honest = tar_of(&[me], true);
    fs::write(&file, honest).unwrap();
    workbench
        .restore(&file, &folder.path().join("to"), None)
        .unwrap();
    only(folder.path(), &["bad.tar", "to"]);
}

#[test]
fn a_passphrase_that_asks_for_endless_work_is_refused() {
    let mut recipient = age::scrypt::Recipient::new("words".to_owned().into());
    recipient.set_work_factor(2);
    let sealed = age::encrypt(&recipient, b"x").unwrap();
    let text = String::from_utf8_lossy(&sealed[..60]).into_owned();
    let line = text.lines().nth(1).unwrap();
    assert!(line.ends_with(" 2"), "{line}");
    let at = text.find(line).unwrap() + line.len() - 1;
    let mut hostile = sealed[..at].to_vec();
    hostile.extend(b"30");
    hostile.extend(&sealed[at + 1..]);
    let refused = unsealed(hostile.as_slice(), "words").map(drop).unwrap_err();
    assert!(
        refused.diagnostics[0].message.contains("memory"),
        "{refused:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_are_refused_or_restored(bytes in proptest::collection::vec(any::<u8>(), 0..1_500), at in 0_usize..1_500) {
        let folder = tempfile::tempdir().unwrap();
        prop_assert!(unpack(bytes.as_slice(), &folder.path().join("a")).is_err());
        let mut real = tar_of(&[("me.toml", EntryType::Regular, b"role = 1")], true);
        for (place, byte) in bytes.iter().take(3).enumerate() {
            let length = real.len();
            real[(at + place * 31) % length] = *byte;
        }
        let _ = unpack(real.as_slice(), &folder.path().join("b"));
        let _ = unsealed(real.as_slice(), "x").map(drop);
        let outside = fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| entry.file_name() != "b");
        prop_assert_eq!(outside.count(), 0);
    }
}
