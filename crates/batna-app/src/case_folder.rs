//! Reads a case folder from disk, within limits.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use batna_case::{CaseFiles, LARGEST_TEXT, Unread};

/// Most files and folders looked at; a case has dozens.
const MOST_ENTRIES: usize = 10_000;
/// Folders below the case: `offers/`, `captables/<ocf>/`, `letters/2026/`.
const DEEPEST: usize = 4;

/// Every file of the folder that belongs to a case, and the names of the rest.
///
/// A folder that is not there, or is no folder, holds no files. Hidden files, such as
/// kept versions under `.batna/`, are passed over.
pub fn read(root: &Path) -> CaseFiles {
    let mut files = CaseFiles::default();
    let Ok(real_root) = root.canonicalize() else {
        return files;
    };
    let mut left = MOST_ENTRIES;
    visit(&real_root, &real_root, 0, &mut left, &mut files);
    files
}

fn visit(root: &Path, folder: &Path, depth: usize, left: &mut usize, files: &mut CaseFiles) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let hidden = path
            .file_name()
            .is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden || *left == 0 {
            continue;
        }
        *left -= 1;
        let Some(name) = name_in(root, &path) else {
            continue;
        };
        match path.canonicalize() {
            Ok(real) if !real.starts_with(root) => {
                files.unread.insert(name, Unread::LeavesCase);
            }
            // A link within the case is found again where it points.
            Ok(_) if path.is_dir() && !path.is_symlink() => {
                if depth < DEEPEST {
                    visit(root, &path, depth + 1, left, files);
                }
            }
            Ok(_) if path.is_dir() => {}
            Ok(_) if CaseFiles::wants(&name) => match read_file(&path) {
                Ok(bytes) => {
                    files.files.insert(name, bytes);
                }
                Err(why) => {
                    files.unread.insert(name, why);
                }
            },
            Ok(_) => {
                files.listed.insert(name);
            }
            Err(error) => {
                files.unread.insert(name, Unread::Refused(reason(&error)));
            }
        }
    }
}

fn name_in(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    // A name that is not UTF-8 is no name of the case format.
    Some(parts?.join("/"))
}

/// A file that a case lists and does not parse, such as a letter.
///
/// Errors: it is not among the listed names, leaves the case, is too large or unreadable.
pub fn read_listed(root: &Path, files: &CaseFiles, name: &str) -> Result<Vec<u8>, Unread> {
    let root = root
        .canonicalize()
        .map_err(|error| Unread::Refused(reason(&error)))?;
    if !files.listed.contains(name) {
        return Err(Unread::LeavesCase);
    }
    let path = root.join(name);
    match path.canonicalize() {
        Ok(real) if real.starts_with(&root) => read_file(&real),
        Ok(_) => Err(Unread::LeavesCase),
        Err(error) => Err(Unread::Refused(reason(&error))),
    }
}

/// Reads at most the limit and one byte, so that a file that grows, or a device, ends.
fn read_file(path: &Path) -> Result<Vec<u8>, Unread> {
    let refused = |error: std::io::Error| Unread::Refused(reason(&error));
    let metadata = fs::metadata(path).map_err(refused)?;
    if !metadata.is_file() {
        return Err(Unread::Refused("it is not an ordinary file"));
    }
    if metadata.len() > LARGEST_TEXT {
        return Err(Unread::TooLarge {
            bytes: metadata.len(),
        });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    fs::File::open(path)
        .map_err(refused)?
        .take(LARGEST_TEXT + 1)
        .read_to_end(&mut bytes)
        .map_err(refused)?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(Unread::TooLarge {
            bytes: bytes.len() as u64,
        });
    }
    Ok(bytes)
}

/// The system's reason without paths, which may be private.
fn reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is no longer there",
        std::io::ErrorKind::PermissionDenied => "permission is denied",
        _ => "the system could not read it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_belongs_and_refuses_what_leaves() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.toml"), "x = 1").unwrap();
        let case = tempfile::tempdir().unwrap();
        let root = case.path();
        fs::create_dir_all(root.join("offers")).unwrap();
        fs::create_dir_all(root.join(".batna")).unwrap();
        fs::create_dir_all(root.join("letters")).unwrap();
        fs::write(root.join("me.toml"), "").unwrap();
        fs::write(root.join("offers/acme.toml"), "employer = \"Acme\"").unwrap();
        fs::write(root.join(".batna/old.toml"), "").unwrap();
        fs::write(root.join("letters/acme.pdf"), "%PDF").unwrap();
        fs::write(root.join("offers/huge.toml"), vec![b'#'; 3 << 20]).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(
            outside.path().join("secret.toml"),
            root.join("offers/link.toml"),
        )
        .unwrap();
        let files = read(root);
        let names: Vec<&str> = files.files.keys().map(String::as_str).collect();
        assert_eq!(names, ["me.toml", "offers/acme.toml"]);
        assert!(files.listed.contains("letters/acme.pdf"));
        assert!(matches!(
            files.unread["offers/huge.toml"],
            Unread::TooLarge { .. }
        ));
        #[cfg(unix)]
        assert_eq!(files.unread["offers/link.toml"], Unread::LeavesCase);
        assert!(read(Path::new("/no/such/folder")).files.is_empty());
    }
}
