//! First cases, and reports written to files.

use std::fs;
use std::io::Write;
use std::path::Path;

use batna_core::Diagnostic;

use crate::{Failure, Workbench};

fn could_not(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Diagnostic::error(
        "files::not-written",
        format!("{what} {} could not be written: {error}", path.display()),
    )
    .remedy("choose a folder that you may write to, with room on its disk")
    .into()
}

impl Workbench {
    /// Writes the sample case. False where the folder holds a case already: it is left as it is.
    ///
    /// Errors: the folder cannot be written.
    pub fn write_demo(&self, folder: &Path) -> Result<bool, Failure> {
        if folder.join("me.toml").exists() {
            return Ok(false);
        }
        let schemas = batna_case::template::schemas();
        let files: Vec<(String, &str)> = batna_data::under("demo")
            .iter()
            .map(|file| {
                let name = file.path.trim_start_matches("demo/").to_owned();
                (name, file.text)
            })
            .chain(
                schemas
                    .iter()
                    .map(|(name, text)| ((*name).to_owned(), text.as_str())),
            )
            .collect();
        write_new(folder, &files)?;
        Ok(true)
    }

    /// Writes the commented files of a new case; the names of what was written.
    ///
    /// Errors: the folder holds a case, or cannot be written.
    pub fn init(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        self.init_with(folder, None)
    }

    /// As [`Workbench::init`], with another `me.toml` where one is given.
    pub(crate) fn init_with(
        &self,
        folder: &Path,
        me: Option<String>,
    ) -> Result<Vec<String>, Failure> {
        if folder.join("me.toml").exists() {
            return Err(Diagnostic::error(
                "files::case-exists",
                format!("{} holds a case already", folder.display()),
            )
            .remedy("nothing was touched; name another folder")
            .into());
        }
        let mut files = batna_case::template::new_case(self.world().as_of(None));
        if let (Some(me), Some(file)) = (me, files.iter_mut().find(|(name, _)| *name == "me.toml"))
        {
            file.1 = me;
        }
        let named: Vec<(String, &str)> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_str()))
            .collect();
        write_new(folder, &named)
    }

    /// Writes a report, in place of an earlier one.
    ///
    /// Errors: the file cannot be written.
    pub fn write_report(&self, path: &Path, text: &str) -> Result<(), Failure> {
        let folder = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        // Written beside and renamed, so that a full disk leaves the earlier report.
        let name = path.file_name().map_or_else(
            || "report".into(),
            |name| name.to_string_lossy().into_owned(),
        );
        let temporary = folder.join(format!(".{name}.{}.part", std::process::id()));
        let written = fs::File::create(&temporary)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&temporary, path));
        written.map_err(|error| {
            let _ = fs::remove_file(&temporary);
            could_not("the report", path, &error)
        })
    }
}

/// Writes files that are not there yet; one that is there is left as it is.
fn write_new(folder: &Path, files: &[(String, &str)]) -> Result<Vec<String>, Failure> {
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| could_not("the folder", parent, &error))?;
        }
        match fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
        {
            Ok(mut file) => {
                file.write_all(text.as_bytes())
                    .map_err(|error| could_not("the file", &path, &error))?;
                written.push(name.clone());
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(could_not("the file", &path, &error)),
        }
    }
    Ok(written)
}
