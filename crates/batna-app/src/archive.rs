//! The case as one file: a tar archive, inside the age format where a passphrase is given.
//!
//! Any program that knows the two formats opens it (`age -d case.age | tar x`). The last
//! member, `.batna-archive.json`, lists every other with its size and SHA-256, so that a
//! truncated or mended archive is noticed. Written and read as a stream, within limits. A
//! restore goes to a folder beside the target, which takes its name when all is verified.
//! Source: POSIX.1-1988 (ustar); the age file format, version 1, scrypt recipient.
//!
//! Leaves out: keys other than a passphrase, links, owners and times of files.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use batna_core::Diagnostic;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

use crate::{Failure, Workbench};

/// Most files of an archive.
const MOST_FILES: usize = 10_000;
/// Most bytes of a case, and of an archive unpacked.
const LARGEST: u64 = 512 << 20;
/// Most parts of a name: `captables/<ocf>/…`, `.batna/versions/…`.
const DEEPEST: usize = 8;
/// Longest name that is read or written, in bytes.
const LONGEST_NAME: usize = 1_000;
/// Work a passphrase may ask for, as a power of two: 1 GB of memory and seconds.
const MOST_WORK: u8 = 20;
const AGE: &[u8] = b"age-encryption.org/v1";
const MANIFEST: &str = ".batna-archive.json";

/// What an archive says of itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    schema: String,
    files: Vec<Member>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    name: String,
    bytes: u64,
    sha256: String,
}

/// What `batna export` and `restore` print.
#[derive(Clone, Debug, Serialize)]
pub struct Archived {
    pub schema: &'static str,
    pub files: usize,
    pub bytes: u64,
    pub encrypted: bool,
    /// What the folder holds and the archive does not, with the reason.
    pub left_out: Vec<String>,
}

fn refuse(code: &'static str, message: impl Into<String>, remedy: &str) -> Failure {
    Diagnostic::error(code, message)
        .remedy(remedy.to_owned())
        .into()
}

fn damaged(why: &str) -> Failure {
    refuse(
        "archive::damaged",
        format!("the archive is damaged or of another program: {why}"),
        "nothing was restored; restore from another copy",
    )
}

fn io(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    refuse(
        "archive::files",
        format!("{what} {}: {}", path.display(), error.kind()),
        "check that the place is there, is yours, and has room",
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Workbench {
    /// Writes every file of the case, letters and ledger too, to a new file; encrypted where
    /// a passphrase is given.
    ///
    /// Errors: no case, a file there already, a case past the limits, a disk that refuses.
    pub fn export(&self, to: &Path, passphrase: Option<&str>) -> Result<Archived, Failure> {
        self.open()?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // The case is private: so is its archive.
            options.mode(0o600);
        }
        let file = options.open(to).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => refuse(
                "archive::exists",
                format!("{} is there already", to.display()),
                "nothing was touched; choose another name",
            ),
            _ => io("cannot write", to, &error),
        })?;
        self.write_archive(&file, to, passphrase).inspect_err(|_| {
            // Half an archive is no archive; this one is ours, made a moment ago.
            let _ = fs::remove_file(to);
        })
    }

    fn write_archive(
        &self,
        file: &fs::File,
        to: &Path,
        passphrase: Option<&str>,
    ) -> Result<Archived, Failure> {
        let mut found = Found::default();
        found.visit(self.world().case_root(), to, Path::new(""), 0)?;
        let failed = |error: std::io::Error| io("cannot write", to, &error);
        let out = BufWriter::new(file);
        let manifest = match passphrase {
            Some(words) => {
                let sealing = age::Encryptor::with_user_passphrase(words.to_owned().into())
                    .wrap_output(out)
                    .map_err(failed)?;
                let (manifest, sealing) = pack(&found.files, sealing)?;
                sealing
                    .finish()
                    .and_then(|mut out| out.flush())
                    .map_err(failed)?;
                manifest
            }
            None => {
                let (manifest, mut out) = pack(&found.files, out)?;
                out.flush().map_err(failed)?;
                manifest
            }
        };
        file.sync_all().map_err(failed)?;
        Ok(Archived {
            schema: "batna/export/2",
            files: manifest.files.len(),
            bytes: manifest.files.iter().map(|one| one.bytes).sum(),
            encrypted: passphrase.is_some(),
            left_out: found.left_out,
        })
    }

    /// Puts an archive's files into a folder that is empty or not there.
    ///
    /// Errors: a wrong passphrase, a damaged or hostile archive, a folder with files. Nothing
    /// is in the folder then.
    pub fn restore(
        &self,
        from: &Path,
        to: &Path,
        passphrase: Option<&str>,
    ) -> Result<Archived, Failure> {
        let taken = match fs::read_dir(to) {
            Ok(mut entries) => entries.next().is_some(),
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        };
        if taken {
            return Err(refuse(
                "archive::not-empty",
                format!("{} is there and not an empty folder", to.display()),
                "nothing was touched; name a folder that is empty or not there",
            ));
        }
        let file = fs::File::open(from).map_err(|error| io("cannot read", from, &error))?;
        let mut reader = BufReader::new(file);
        let start = std::io::BufRead::fill_buf(&mut reader)
            .map_err(|error| io("cannot read", from, &error))?;
        let encrypted = start.starts_with(AGE);
        let plain: Box<dyn Read> = match (encrypted, passphrase) {
            (true, Some(words)) => Box::new(unsealed(reader, words)?),
            (true, None) => {
                return Err(refuse(
                    "archive::passphrase",
                    "the archive is encrypted",
                    "give its passphrase with --passphrase-file",
                ));
            }
            (false, _) => Box::new(reader),
        };
        let beside = beside(to);
        let done = fs::create_dir_all(beside.parent().unwrap_or(Path::new(".")))
            .and_then(|()| fs::create_dir(&beside))
            .map_err(|error| io("cannot make", &beside, &error))
            .and_then(|()| unpack(plain, &beside))
            .and_then(|members| {
                // Only an empty folder can be removed so.
                let gone = match fs::remove_dir(to) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                    _ => Ok(()),
                };
                gone.and_then(|()| fs::rename(&beside, to))
                    .map_err(|error| io("cannot make", to, &error))?;
                Ok(members)
            });
        let members = done.inspect_err(|_| {
            let _ = fs::remove_dir_all(&beside);
        })?;
        Ok(Archived {
            schema: "batna/restore/2",
            files: members.len(),
            bytes: members.iter().map(|one| one.bytes).sum(),
            encrypted,
            left_out: Vec::new(),
        })
    }
}

/// Where files wait until all of them are verified; named for this process alone.
fn beside(to: &Path) -> PathBuf {
    let name = to
        .file_name()
        .map_or_else(|| "case".into(), |name| name.to_string_lossy().into_owned());
    to.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
        .join(format!(".{name}.{}.restoring", std::process::id()))
}

/// The files of a case, in order of their names.
#[derive(Default)]
struct Found {
    /// Name in the archive, place on the disk.
    files: Vec<(String, PathBuf)>,
    left_out: Vec<String>,
}

impl Found {
    fn visit(
        &mut self,
        root: &Path,
        own: &Path,
        below: &Path,
        depth: usize,
    ) -> Result<(), Failure> {
        let folder = root.join(below);
        let entries = fs::read_dir(&folder).map_err(|error| io("cannot read", &folder, &error))?;
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        for raw in names {
            let inner = below.join(&raw);
            let path = root.join(&inner);
            let mut leave = |why: &str| self.left_out.push(format!("{}: {why}", inner.display()));
            let Some(name) = inner.to_str().map(|name| name.replace('\\', "/")) else {
                leave("its name is no text");
                continue;
            };
            // `.git` and the like are not of the case; kept versions are.
            if depth == 0 && name.starts_with('.') && name != ".batna" {
                if path.is_dir() {
                    leave("hidden, and not of the case");
                }
                continue;
            }
            if name == ".batna/lock" || path.canonicalize().ok() == own.canonicalize().ok() {
                continue;
            }
            let Ok(kind) = path.symlink_metadata().map(|data| data.file_type()) else {
                leave("it cannot be read");
                continue;
            };
            if kind.is_dir() {
                if depth + 1 < DEEPEST {
                    self.visit(root, own, &inner, depth + 1)?;
                } else {
                    leave("too deep");
                }
            } else if !kind.is_file() {
                leave("a link or a device");
            } else if !is_plain(&name) {
                leave("a name that other systems do not take");
            } else {
                self.files.push((name, path));
                if self.files.len() > MOST_FILES {
                    return Err(refuse(
                        "archive::too-large",
                        format!("the case holds more than {MOST_FILES} files"),
                        "move what is not of the case out of its folder",
                    ));
                }
            }
        }
        Ok(())
    }
}

/// A relative name of ordinary parts, on any system.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && !name
            .chars()
            .any(|c| c.is_control() || matches!(c, '\\' | ':'))
        && name.split('/').count() <= DEEPEST
        && name.split('/').all(|part| !part.is_empty())
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// Counts and hashes what is read through it.
struct Measured<R> {
    inner: R,
    bytes: u64,
    hash: Sha256,
}

impl<R: Read> Measured<R> {
    fn new(inner: R) -> Self {
        Measured {
            inner,
            bytes: 0,
            hash: Sha256::new(),
        }
    }

    fn member(self, name: &str) -> Member {
        Member {
            name: name.to_owned(),
            bytes: self.bytes,
            sha256: hex(&self.hash.finalize()),
        }
    }
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(count as u64);
        Ok(count)
    }
}

/// The same files give the same bytes: names in order, no times, no owners.
fn header(bytes: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o600);
    header.set_mtime(0);
    header.set_size(bytes);
    header
}

fn pack<W: Write>(files: &[(String, PathBuf)], out: W) -> Result<(Manifest, W), Failure> {
    let mut builder = tar::Builder::new(out);
    let mut manifest = Manifest {
        schema: "batna/archive/2".into(),
        files: Vec::new(),
    };
    let mut left = LARGEST;
    for (name, path) in files {
        let failed = |error: std::io::Error| io("cannot archive", path, &error);
        let file = fs::File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        left = left.checked_sub(bytes).ok_or_else(|| {
            refuse(
                "archive::too-large",
                "the case is larger than 512 MB",
                "move what is not of the case out of its folder",
            )
        })?;
        let mut measured = Measured::new(file.take(bytes));
        builder
            .append_data(&mut header(bytes), name, &mut measured)
            .map_err(failed)?;
        let member = measured.member(name);
        if member.bytes != bytes {
            return Err(refuse(
                "archive::files",
                format!("{} changed while it was read", path.display()),
                "let nothing write to the case, and export again",
            ));
        }
        manifest.files.push(member);
    }
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Failure::internal(error.to_string()))?;
    let broken = |error: std::io::Error| io("cannot archive", Path::new(MANIFEST), &error);
    builder
        .append_data(&mut header(text.len() as u64), MANIFEST, text.as_slice())
        .map_err(broken)?;
    let out = builder.into_inner().map_err(broken)?;
    Ok((manifest, out))
}

/// Unpacks a stream into a new folder and checks it against its own list.
fn unpack(plain: impl Read, folder: &Path) -> Result<Vec<Member>, Failure> {
    let broken = |_: std::io::Error| damaged("it cannot be read to its end");
    let mut archive = tar::Archive::new(plain);
    let mut seen = BTreeSet::new();
    let mut members: Vec<Member> = Vec::new();
    let mut listed: Option<Manifest> = None;
    let mut long_name: Option<String> = None;
    let mut left = LARGEST;
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        if listed.is_some() {
            return Err(damaged("something follows its list of files"));
        }
        match entry.header().entry_type() {
            EntryType::Regular => {}
            EntryType::GNULongName if long_name.is_none() => {
                let mut name = Vec::new();
                (&mut entry)
                    .take(LONGEST_NAME as u64 + 2)
                    .read_to_end(&mut name)
                    .map_err(broken)?;
                let text = String::from_utf8(name).map_err(|_| damaged("a name is no text"))?;
                long_name = Some(text.trim_end_matches('\0').to_owned());
                continue;
            }
            _ => return Err(leaves("it holds a link, a device or a folder")),
        }
        let name = match long_name.take() {
            Some(name) => name,
            None => String::from_utf8(entry.path_bytes().into_owned())
                .map_err(|_| damaged("a name is no text"))?,
        };
        if !is_plain(&name) {
            return Err(leaves("it names a file outside the case"));
        }
        // File systems that ignore case must not lose one of two.
        if !seen.insert(name.to_lowercase()) {
            return Err(damaged("two files have one name"));
        }
        if seen.len() > MOST_FILES + 1 {
            return Err(damaged("it holds more than 10,000 files"));
        }
        let bytes = entry.size();
        left = left
            .checked_sub(bytes)
            .ok_or_else(|| damaged("it unpacks to more than 512 MB"))?;
        let mut measured = Measured::new(entry.take(bytes));
        if name == MANIFEST {
            let mut text = Vec::new();
            measured
                .by_ref()
                .take(4 << 20)
                .read_to_end(&mut text)
                .map_err(broken)?;
            let manifest: Manifest = serde_json::from_slice(&text)
                .map_err(|_| damaged("its list of files cannot be read"))?;
            listed = Some(manifest);
            continue;
        }
        let path = folder.join(&name);
        write_new(&path, &mut measured)?;
        members.push(measured.member(&name));
    }
    let Some(manifest) = listed else {
        return Err(damaged("its end is missing"));
    };
    if manifest.schema != "batna/archive/2" || manifest.files != members {
        return Err(damaged("its files are not those of its list"));
    }
    if !members.iter().any(|member| member.name == "me.toml") {
        return Err(damaged("it holds no case: me.toml is missing"));
    }
    Ok(members)
}

fn leaves(why: &str) -> Failure {
    refuse(
        "archive::leaves",
        format!("the archive is not one of a case: {why}"),
        "nothing was restored; do not trust this archive",
    )
}

/// Writes a file that is not there yet, whole.
fn write_new(path: &Path, from: &mut impl Read) -> Result<(), Failure> {
    let failed = |error: std::io::Error| io("cannot write", path, &error);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(failed)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // What fails here is the archive; what fails below is the disk.
        let count = from
            .read(&mut buffer)
            .map_err(|_| damaged("it cannot be read to its end"))?;
        if count == 0 {
            break;
        }
        file.write_all(buffer.get(..count).unwrap_or_default())
            .map_err(failed)?;
    }
    file.sync_all().map_err(failed)
}

fn unsealed<R: Read>(sealed: R, passphrase: &str) -> Result<age::stream::StreamReader<R>, Failure> {
    let mut identity = age::scrypt::Identity::new(passphrase.to_owned().into());
    identity.set_max_work_factor(MOST_WORK);
    let decryptor =
        age::Decryptor::new(sealed).map_err(|_| damaged("its head is not of the age format"))?;
    if !decryptor.is_scrypt() {
        return Err(refuse(
            "archive::passphrase",
            "the file is encrypted to a key and not with a passphrase",
            "decrypt it with age first, then restore what comes out",
        ));
    }
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            age::DecryptError::ExcessiveWork { .. } => refuse(
                "archive::damaged",
                "opening the archive would take more than a gigabyte of memory",
                "do not trust this archive; batna writes none like it",
            ),
            _ => refuse(
                "archive::passphrase",
                "the archive cannot be opened with this passphrase",
                "check the passphrase; a damaged head looks the same",
            ),
        })
}

#[cfg(test)]
#[path = "archive/tests.rs"]
mod tests;
