//! Saves a file of a case so that it is never lost: the old text or the new one, nothing between.
//!
//! Under a lock of the case: compare with the expected hash, keep the previous version
//! under `.batna/versions/`, write a neighbour file, sync it, rename it over the old one,
//! sync the folder. A link that leaves the case is refused. A program that is killed
//! anywhere leaves at most a neighbour file behind, which the next save removes.
//!
//! Leaves out: what may be saved ([`batna_case::edit`]) and what counts as a conflict
//! ([`batna_case::save::check`]).

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use batna_case::save::{SavePlan, check, hash};
use batna_core::{Diagnostic, Location};

/// The program's own folder in a case.
const OWN: &str = ".batna";
/// How often, and how long in all, a lock that another program holds is asked for.
const LOCK_TRIES: u32 = 250;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// What a save did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Hash of the file as it is now; the next save expects it.
    pub hash: String,
    /// Where the previous version is kept, relative to the case; none for a new file.
    pub previous: Option<String>,
}

/// Carries out a save in the case at `root`.
///
/// Errors: `case::save-conflict` where the file is not what was expected or another
/// program holds the lock; `case::link-leaves-case`; `case::unreadable-file` for what
/// the system refuses. Nothing has changed then.
pub fn save(root: &Path, plan: &SavePlan) -> Result<Saved, Diagnostic> {
    let refused = |error: std::io::Error| refuse(&plan.path, &error);
    let root = fs::canonicalize(root).map_err(refused)?;
    let target = target(&root, &plan.path)?;
    let own = own_folder(&root, &plan.path)?;
    let _lock = lock(&own, &plan.path)?;

    let current = match fs::read(&target) {
        Ok(content) => Some(content),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(refused(error)),
    };
    check(plan.expected.as_deref(), current.as_deref())
        .map_err(|diagnostic| diagnostic.at(Location::file(plan.path.clone())))?;

    let previous = match &current {
        Some(content) => Some(keep(&own, &plan.path, content).map_err(refused)?),
        None => None,
    };
    replace(&target, plan.content.as_bytes()).map_err(refused)?;
    Ok(Saved {
        hash: hash(plan.content.as_bytes()),
        previous,
    })
}

/// Puts a document as it was received into the case at `root`; never over another.
///
/// Errors: as for [`save`]; `case::save-conflict` where something else stands there.
pub fn deposit(root: &Path, path: &str, content: &[u8]) -> Result<(), Diagnostic> {
    let refused = |error: std::io::Error| refuse(path, &error);
    let root = fs::canonicalize(root).map_err(refused)?;
    let target = target(&root, path)?;
    let own = own_folder(&root, path)?;
    let _lock = lock(&own, path)?;
    match fs::read(&target) {
        Ok(there) if there == content => Ok(()),
        Ok(there) => check(None, Some(&there))
            .map_err(|diagnostic| diagnostic.at(Location::file(path.to_owned()))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            replace(&target, content).map_err(refused)
        }
        Err(error) => Err(refused(error)),
    }
}

fn refuse(path: &str, error: &std::io::Error) -> Diagnostic {
    // The kind alone: the system's own words may hold paths outside the case.
    Diagnostic::error(
        "case::unreadable-file",
        format!("the file cannot be saved: {}", error.kind()),
    )
    .at(Location::file(path))
    .remedy(
        "Check that the folder exists, that you may write there, and that the disk is not full.",
    )
}

fn leaves(path: &str) -> Diagnostic {
    Diagnostic::error("case::link-leaves-case", "the path leads out of the case")
        .at(Location::file(path))
        .remedy("Replace the link by the file it points to.")
}

/// The file to write: inside the canonical root, links resolved.
fn target(root: &Path, path: &str) -> Result<PathBuf, Diagnostic> {
    let relative = Path::new(path);
    let plain = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let Some(name) = relative.file_name().filter(|_| plain && !path.is_empty()) else {
        return Err(leaves(path));
    };
    let folder = root.join(relative.parent().unwrap_or(Path::new("")));
    inside(root, &folder, path)?;
    fs::create_dir_all(&folder).map_err(|error| refuse(path, &error))?;
    let folder = fs::canonicalize(&folder).map_err(|error| refuse(path, &error))?;
    if !folder.starts_with(root) {
        return Err(leaves(path));
    }
    let target = folder.join(name);
    match fs::symlink_metadata(&target) {
        Ok(metadata) if metadata.file_type().is_symlink() => {
            // A link that leads nowhere could come to lead anywhere.
            let real = fs::canonicalize(&target).map_err(|_| leaves(path))?;
            if real.starts_with(root) {
                Ok(real)
            } else {
                Err(leaves(path))
            }
        }
        _ => Ok(target),
    }
}

/// Refuses a folder whose existing part leads out of the root, before anything is made in it.
fn inside(root: &Path, folder: &Path, path: &str) -> Result<(), Diagnostic> {
    let mut existing = folder;
    loop {
        if fs::symlink_metadata(existing).is_ok() {
            let real = fs::canonicalize(existing).map_err(|_| leaves(path))?;
            return if real.starts_with(root) {
                Ok(())
            } else {
                Err(leaves(path))
            };
        }
        match existing.parent() {
            Some(parent) => existing = parent,
            None => return Err(leaves(path)),
        }
    }
}

/// `.batna` in the case: a folder of its own, not a link.
fn own_folder(root: &Path, path: &str) -> Result<PathBuf, Diagnostic> {
    let own = root.join(OWN);
    match fs::symlink_metadata(&own) {
        Ok(metadata) if metadata.file_type().is_symlink() => return Err(leaves(OWN)),
        _ => fs::create_dir_all(&own).map_err(|error| refuse(path, &error))?,
    }
    Ok(own)
}

/// The lock of the case, held until dropped; the system frees it when a program dies.
fn lock(own: &Path, path: &str) -> Result<File, Diagnostic> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(own.join("lock"))
        .map_err(|error| refuse(path, &error))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            // Some file systems have no locks; the hash still guards what is there.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Ok(file);
            }
            Err(TryLockError::Error(error)) => return Err(refuse(path, &error)),
        }
    }
    Err(Diagnostic::error(
        "case::save-conflict",
        "another program is saving in this case",
    )
    .at(Location::file(path))
    .remedy("Wait until it is done and repeat the change."))
}

/// Keeps a version under its hash; one that is kept already is not written again.
fn keep(own: &Path, path: &str, content: &[u8]) -> std::io::Result<String> {
    let folder = own.join("versions");
    fs::create_dir_all(&folder)?;
    let full = hash(content);
    let short = full.get(..16).unwrap_or(&full);
    let name = format!("{}.{short}", path.replace('/', "__"));
    let kept = folder.join(&name);
    // A version is renamed into place whole, so that one that is there is complete.
    if !kept.exists() {
        replace(&kept, content)?;
    }
    Ok(format!("{OWN}/versions/{name}"))
}

/// Puts `content` in the place of `target` in one step.
fn replace(target: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".saving");
    let neighbour = folder.join(name);
    // Left by a program that was killed; the lock says that nobody is writing it now.
    match fs::remove_file(&neighbour) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = (|| {
        // `create_new` follows no link that was put there in between.
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&neighbour)?;
        if let Ok(metadata) = fs::metadata(target) {
            file.set_permissions(metadata.permissions())?;
        }
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&neighbour, target)
    })();
    if written.is_err() {
        // The save has failed already; what is left over is removed as far as it goes.
        let _ = fs::remove_file(&neighbour);
    }
    written?;
    sync_folder(folder)
}

/// Makes a rename last through a loss of power.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folders cannot be synced here.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
