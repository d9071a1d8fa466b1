//! Earlier versions of an offer's file, as saves kept them under `.batna/versions/`.
//!
//! Their order is that of the days on which the files were written; a copied case may have
//! lost it, so an earlier version is told as one and never dated.

use std::fs;
use std::time::SystemTime;

use batna_plan::component::Package;

use crate::{OpenCase, Workbench};

/// Most versions that are looked at.
const MOST: usize = 50;
/// Largest version that is read.
const LARGEST: u64 = 1_000_000;

impl Workbench {
    /// What earlier versions of an offer's file said, oldest first; what does not parse is
    /// passed over.
    pub(crate) fn earlier_packages(&self, opened: &OpenCase, offer_id: &str) -> Vec<Package> {
        let path = format!("offers/{offer_id}.toml");
        let begins = format!("{}.", path.replace('/', "__"));
        let folder = self.world().case_root().join(".batna/versions");
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let mut kept: Vec<(SystemTime, std::path::PathBuf)> = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&begins))
            .filter_map(|entry| {
                let data = entry.path().symlink_metadata().ok()?;
                (data.is_file() && data.len() <= LARGEST)
                    .then(|| Some((data.modified().ok()?, entry.path())))?
            })
            .collect();
        kept.sort();
        kept.into_iter()
            .take(MOST)
            .filter_map(|(_, file)| {
                let mut files = opened.files.clone();
                files.files.insert(path.clone(), fs::read(file).ok()?);
                let (case, _) = batna_case::parse(&files);
                let case = case?;
                batna_plan::offered::package_of(case.offer(offer_id)?)
            })
            .collect()
    }
}
