//! A case as one file: a zip archive, encrypted by passphrase in the age format where asked.
//!
//! Holds what the case folder holds, without hidden files (kept versions, locks, git). An
//! archive is restored into a folder that is new or empty and nowhere else; names that would
//! leave it, links, doubles and sizes past the limits are refused before anything is there.
//! Source: the age file format, version 1 (`age-encryption.org/v1`); PKWARE APPNOTE 6.3.
//!
//! Leaves out: keys other than a passphrase. Kept versions are not archived.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Component, Path, PathBuf};

use age::secrecy::SecretString;
use batna_core::Diagnostic;
use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::{Failure, Workbench, case_folder};

/// Most files of an archive.
const MOST_FILES: usize = 10_000;
/// Most bytes of a case or an archive, packed or not.
const LARGEST: u64 = 512 << 20;
/// Deepest folder of an archive.
const DEEPEST: usize = 8;
/// Work that a passphrase may ask for: 2^22 takes seconds and 4 GB; more is an attack.
const MOST_WORK: u8 = 22;
const AGE: &[u8] = b"age-encryption.org/v1";

/// What was archived or restored.
#[derive(Clone, Debug, Serialize)]
pub struct Archived {
    pub schema: &'static str,
    pub file: PathBuf,
    pub encrypted: bool,
    pub files: Vec<String>,
}

fn refuse(code: &'static str, message: impl Into<String>, remedy: &str) -> Failure {
    Diagnostic::error(code, message).remedy(remedy).into()
}

fn damaged(why: &str) -> Failure {
    refuse(
        "archive::damaged",
        format!("the archive cannot be restored: {why}"),
        "nothing was written; use an archive that `batna export` wrote",
    )
}

fn not_written(error: &std::io::Error) -> Failure {
    refuse(
        "archive::not-written",
        format!("it could not be written: {}", error.kind()),
        "choose another place, with room on its disk",
    )
}

impl Workbench {
    /// Writes the case to a new file; encrypted where a passphrase is given.
    ///
    /// Errors: no case, a file that is there already, an empty passphrase.
    pub fn export(&self, file: &Path, passphrase: Option<&str>) -> Result<Archived, Failure> {
        let root = self.world().case_root();
        self.open()?;
        let files = case_folder::read(root);
        let mut named: Vec<(String, Vec<u8>)> = files
            .files
            .iter()
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect();
        let own = fs::canonicalize(file).ok();
        for name in &files.listed {
            // An archive inside the case is no part of it.
            if own.is_some() && fs::canonicalize(root.join(name)).ok() == own {
                continue;
            }
            named.push((name.clone(), self.read_listed(name, LARGEST)?));
        }
        named.sort();
        let mut bytes = pack(&named)?;
        if let Some(passphrase) = passphrase {
            bytes = encrypt(&bytes, passphrase)?;
        }
        let mut out = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(file)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => refuse(
                    "archive::exists",
                    format!("{} is there already", file.display()),
                    "nothing was touched; choose another name",
                ),
                _ => not_written(&error),
            })?;
        out.write_all(&bytes)
            .and_then(|()| out.sync_all())
            .map_err(|error| {
                let _ = fs::remove_file(file);
                not_written(&error)
            })?;
        Ok(Archived {
            schema: "batna/export/1",
            file: file.to_owned(),
            encrypted: passphrase.is_some(),
            files: named.into_iter().map(|(name, _)| name).collect(),
        })
    }

    /// Restores an archive into a folder that is new or empty. The passphrase is asked for
    /// only where the archive is encrypted.
    ///
    /// Errors: a folder that holds anything, a wrong passphrase, a damaged or hostile archive;
    /// nothing is in the folder then.
    pub fn restore(
        &self,
        file: &Path,
        folder: &Path,
        passphrase: impl FnOnce() -> Result<String, Failure>,
    ) -> Result<Archived, Failure> {
        let taken = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_some(),
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        };
        if taken {
            return Err(refuse(
                "archive::folder-taken",
                format!("{} holds something already", folder.display()),
                "nothing was touched; name a folder that is new or empty",
            ));
        }
        let mut bytes = Vec::new();
        fs::File::open(file)
            .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
            .map_err(|error| damaged(&error.kind().to_string()))?;
        if bytes.len() as u64 > LARGEST {
            return Err(damaged("it is larger than 512 MB"));
        }
        let encrypted = bytes.starts_with(AGE);
        if encrypted {
            bytes = decrypt(&bytes, &passphrase()?)?;
        }
        let named = unpack(&bytes)?;
        put(folder, &named)?;
        Ok(Archived {
            schema: "batna/restore/1",
            file: file.to_owned(),
            encrypted,
            files: named.into_iter().map(|(name, _)| name).collect(),
        })
    }
}

/// Writes all files beside the folder and renames them into place at once.
fn put(folder: &Path, named: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let name = folder
        .file_name()
        .map_or_else(|| "case".into(), |name| name.to_string_lossy().into_owned());
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    let temporary = parent.join(format!(".{name}.{}.restoring", std::process::id()));
    let written = fs::create_dir_all(parent)
        .and_then(|()| fs::create_dir(&temporary))
        .and_then(|()| {
            for (name, bytes) in named {
                let path = temporary.join(name);
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent)?;
                }
                let mut file = fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&path)?;
                file.write_all(bytes)?;
                file.sync_all()?;
            }
            fs::rename(&temporary, folder)
        });
    written.map_err(|error| {
        // Ours alone: nobody else makes a folder of this name.
        let _ = fs::remove_dir_all(&temporary);
        not_written(&error)
    })
}

/// The same files, the same bytes: names in order, one fixed date.
fn pack(named: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Failure> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let broken = |_| Failure::internal("the archive could not be made");
    for (name, bytes) in named {
        writer.start_file(name.as_str(), options).map_err(broken)?;
        writer
            .write_all(bytes)
            .map_err(|_| Failure::internal("the archive could not be made"))?;
    }
    Ok(writer.finish().map_err(broken)?.into_inner())
}

/// Every file of an archive by name; all names are plain and stay in the folder.
fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("it is no zip archive"))?;
    if archive.len() > MOST_FILES {
        return Err(damaged("it holds more than 10,000 files"));
    }
    let mut left = LARGEST;
    let mut seen = BTreeSet::new();
    let mut named = Vec::new();
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|_| damaged("an entry cannot be read"))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry
            .name()
            .map_err(|_| damaged("the name of an entry is no text"))?
            .into_owned();
        if entry.is_symlink() || !is_plain(&name) {
            return Err(damaged("an entry would leave the folder"));
        }
        // File systems that ignore case must not lose one of two.
        if !seen.insert(name.to_lowercase()) {
            return Err(damaged("two entries have one name"));
        }
        let mut content = Vec::new();
        entry
            .take(left + 1)
            .read_to_end(&mut content)
            .map_err(|_| damaged("an entry cannot be unpacked"))?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| damaged("it unpacks to more than 512 MB"))?;
        named.push((name, content));
    }
    if !seen.contains("me.toml") {
        return Err(damaged("it holds no case: me.toml is missing"));
    }
    Ok(named)
}

/// A relative name of ordinary parts, on any system.
fn is_plain(name: &str) -> bool {
    let ordinary = |c: char| !c.is_control() && !matches!(c, '\\' | ':');
    let path = Path::new(name);
    !name.is_empty()
        && name.len() <= 1024
        && name.chars().all(ordinary)
        && path.components().count() <= DEEPEST
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        && name
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'))
}

fn encrypt(bytes: &[u8], passphrase: &str) -> Result<Vec<u8>, Failure> {
    if passphrase.trim().is_empty() {
        return Err(refuse(
            "archive::no-passphrase",
            "the passphrase is empty",
            "type one, or set BATNA_PASSPHRASE",
        ));
    }
    let recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    age::encrypt(&recipient, bytes)
        .map_err(|_| Failure::internal("the archive could not be encrypted"))
}

fn decrypt(bytes: &[u8], passphrase: &str) -> Result<Vec<u8>, Failure> {
    let wrong = || {
        refuse(
            "archive::not-decrypted",
            "the archive cannot be decrypted: the passphrase is wrong, or it is damaged",
            "type the passphrase again, or set BATNA_PASSPHRASE",
        )
    };
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = age::Decryptor::new(bytes).map_err(|_| wrong())?;
    let reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|_| wrong())?;
    let mut plain = Vec::new();
    reader
        .take(LARGEST + 1)
        .read_to_end(&mut plain)
        .map_err(|_| wrong())?;
    if plain.len() as u64 > LARGEST {
        return Err(damaged("it unpacks to more than 512 MB"));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{World, WorldOptions};
    use proptest::prelude::*;

    fn demo(folder: &Path) -> Workbench {
        let workbench = Workbench::new(World::new(WorldOptions {
            case: Some(folder.to_owned()),
            ..WorldOptions::default()
        }));
        workbench.write_demo(folder).unwrap();
        workbench
    }

    #[test]
    fn a_case_comes_back_as_it_was_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let case = folder.path().join("case");
        let workbench = demo(&case);
        fs::create_dir_all(case.join("letters")).unwrap();
        fs::write(case.join("letters/a.pdf"), [0u8, 255, 7]).unwrap();
        let file = folder.path().join("case.age");
        let archived = workbench.export(&file, Some("correct horse")).unwrap();
        assert!(archived.files.contains(&"letters/a.pdf".to_owned()));
        assert!(fs::read(&file).unwrap().starts_with(AGE));
        assert!(workbench.export(&file, None).is_err(), "never overwrites");
        let back = folder.path().join("back");
        let wrong = workbench.restore(&file, &back, || Ok("battery".into()));
        assert_eq!(
            wrong.unwrap_err().diagnostics[0].code,
            "archive::not-decrypted"
        );
        assert!(!back.exists());
        workbench
            .restore(&file, &back, || Ok("correct horse".into()))
            .unwrap();
        for name in &archived.files {
            assert_eq!(
                fs::read(case.join(name)).unwrap(),
                fs::read(back.join(name)).unwrap()
            );
        }
        let again = workbench.restore(&file, &back, || Ok("correct horse".into()));
        assert_eq!(
            again.unwrap_err().diagnostics[0].code,
            "archive::folder-taken"
        );
    }

    #[test]
    fn the_same_case_packs_to_the_same_bytes() {
        let named = [("me.toml".to_owned(), b"role = \"x\"".to_vec())];
        assert_eq!(pack(&named).unwrap(), pack(&named).unwrap());
        assert_eq!(unpack(&pack(&named).unwrap()).unwrap(), named);
    }

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for name in [
            "../me.toml",
            "/me.toml",
            "a/../../b",
            "C:\\x",
            "a\\b",
            ".git/config",
            "a//b",
            "",
        ] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("offers/acme.toml"));
        let hostile = pack(&[
            ("me.toml".to_owned(), Vec::new()),
            ("../out".to_owned(), Vec::new()),
        ]);
        assert!(unpack(&hostile.unwrap()).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..200) {
            let _ = unpack(&bytes);
            let _ = decrypt(&[AGE, b"\n", &bytes].concat(), "x");
            let mut real = pack(&[("me.toml".to_owned(), b"role = 1".to_vec())]).unwrap();
            for (place, byte) in bytes.iter().take(3).enumerate() {
                let length = real.len();
                real[(at + place * 31) % length] = *byte;
            }
            let _ = unpack(&real);
        }
    }
}
