//! Company guides: read, audited, kept in the data folder, and built from evidence.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use batna_core::{Band, Citation, Diagnostic, Location, Measure};
pub use batna_guide::Guide;
use batna_guide::audit::Tally;
use batna_guide::build::{BuildRequest, RegionEvidence};
use batna_guide::levels::LevelTable;
use batna_guide::{Audit, BuiltGuide};
use batna_market::roles::{Role, Roles};
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Failure, Workbench};

/// Guides read in one run at most; more is taken for the wrong folder.
const MOST_GUIDES: usize = 20_000;
/// Folders below the one named that are looked into.
const DEEPEST_FOLDER: u32 = 4;

/// A guide as it was read, with the digest of its file.
#[derive(Clone, Debug, Serialize)]
pub struct GuideShown {
    pub schema: &'static str,
    pub as_of: Date,
    pub sha256: String,
    pub guide: Guide,
}

/// The audits of several guides, with their sums.
#[derive(Clone, Debug, Serialize)]
pub struct GuideAudits {
    pub schema: &'static str,
    pub as_of: Date,
    pub guides: usize,
    pub rows: usize,
    pub rows_read: usize,
    pub tally: Tally,
    pub audits: Vec<Audit>,
}

/// What an import took in.
#[derive(Clone, Debug, Serialize)]
pub struct GuideImport {
    pub schema: &'static str,
    pub as_of: Date,
    /// Folder that the guides were written to.
    pub folder: PathBuf,
    pub rows: usize,
    pub rows_read: usize,
    pub guides: Vec<ImportedGuide>,
}

/// A guide that an import kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptGuide {
    pub company: String,
    pub role: String,
    pub title: String,
    /// Day of the import.
    pub imported: String,
    /// Rows of its table of pay.
    pub regions: usize,
    pub sources: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct ImportedGuide {
    pub file: String,
    pub company: Option<String>,
    pub role: Option<String>,
    pub regions: usize,
    pub rows: usize,
    pub rows_read: usize,
    /// Rows that were not read, each with its line and reason.
    pub unread: Vec<String>,
    pub sha256: String,
    /// Name below the folder, or why it was not kept.
    pub kept_as: String,
}

/// What to build a guide for.
#[derive(Clone, Debug)]
pub struct GuideOrder {
    pub company: String,
    /// A role family or words of a title.
    pub role: String,
    pub level: Option<String>,
    pub places: Vec<String>,
    pub skills: Vec<String>,
    pub domains: Vec<String>,
}

fn unreadable(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::input([Diagnostic::error("guide::unreadable", why.to_string())
        .at(Location::file(path.display().to_string()))
        .remedy("Name a Markdown file, or a folder of them.")])
}

/// The Markdown files that a path names, in the order of their names; links are not followed.
fn markdown_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, error))?;
    if metadata.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&folder, error))?;
            let kind = entry
                .file_type()
                .map_err(|error| unreadable(&folder, error))?;
            let path = entry.path();
            let is_markdown = path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("md"));
            if kind.is_dir() && depth < DEEPEST_FOLDER {
                folders.push((path, depth + 1));
            } else if kind.is_file() && is_markdown {
                files.push(path);
            }
        }
        if files.len() > MOST_GUIDES {
            return Err(unreadable(path, format!("more than {MOST_GUIDES} guides")));
        }
    }
    if files.is_empty() {
        return Err(unreadable(path, "no Markdown file in the folder"));
    }
    files.sort();
    Ok(files)
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A guide from its file, and the digest of what was read.
fn read_file(path: &Path) -> Result<(Guide, String), Failure> {
    let (guide, bytes) = read_bytes(path)?;
    Ok((guide, digest(&bytes)))
}

/// A guide and the bytes it was read from.
fn read_bytes(path: &Path) -> Result<(Guide, Vec<u8>), Failure> {
    let limit = batna_guide::read::LARGEST_GUIDE;
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, error))?;
    if bytes.len() > limit {
        return Err(unreadable(path, "larger than 2 MB, which no guide is"));
    }
    let guide = batna_guide::read(&path.display().to_string(), &bytes);
    Ok((guide, bytes))
}

fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-").chars().take(80).collect()
}

impl Workbench {
    /// One guide as it is read: of a file, or an imported one by its company (and role,
    /// where several were imported for it).
    ///
    /// Errors: an input failure where there is no such file or import, where a company has
    /// several, or where the file cannot be read.
    pub fn guide_show(&self, named: &str, role: Option<&str>) -> Result<GuideShown, Failure> {
        let path = match Path::new(named) {
            path if path.is_file() => path.to_owned(),
            _ => self.imported_guide(named, role)?,
        };
        let (guide, sha256) = read_file(&path)?;
        Ok(GuideShown {
            schema: "batna/guide-read/1",
            as_of: self.world().as_of(None),
            sha256,
            guide,
        })
    }

    /// The file of an imported guide.
    fn imported_guide(&self, company: &str, role: Option<&str>) -> Result<PathBuf, Failure> {
        let folder = self.world().data_root().map(|root| root.join("guides"));
        let mut names = BTreeSet::new();
        if let Some(entries) = folder.as_ref().and_then(|f| std::fs::read_dir(f).ok()) {
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if let Some(stem) = name.strip_suffix(".md") {
                    names.insert(stem.to_owned());
                }
            }
        }
        let wanted = slug(company);
        let of_company: Vec<(&str, &str)> = (names.iter())
            .filter_map(|name| name.split_once("--"))
            .filter(|(of, _)| *of == wanted)
            .collect();
        let chosen: Vec<&(&str, &str)> = (of_company.iter())
            .filter(|(_, of)| role.is_none_or(|role| slug(role) == *of))
            .collect();
        let refuse = |code: &'static str, message: String, remedy: String| {
            Err(Failure::input([
                Diagnostic::error(code, message).remedy(remedy)
            ]))
        };
        let roles = |of: &[(&str, &str)]| {
            let roles: Vec<&str> = of.iter().map(|(_, role)| *role).collect();
            roles.join(", ")
        };
        match (folder, chosen.as_slice()) {
            (Some(folder), [(of, role)]) => Ok(folder.join(format!("{of}--{role}.md"))),
            (_, []) if of_company.is_empty() => {
                let companies: BTreeSet<&str> = (names.iter())
                    .filter_map(|name| Some(name.split_once("--")?.0))
                    .collect();
                let known: Vec<&str> = companies.into_iter().take(20).collect();
                let remedy = match known.as_slice() {
                    [] => "Name a Markdown file, or import guides with `batna guide import`."
                        .to_owned(),
                    known => format!("Imported: {}.", known.join(", ")),
                };
                let message =
                    format!("`{company}` is neither a file nor the company of an imported guide");
                refuse("guide::not-imported", message, remedy)
            }
            (_, []) => refuse(
                "guide::not-imported",
                format!(
                    "no guide of `{company}` for the role `{}` was imported",
                    role.unwrap_or_default()
                ),
                format!("Imported of it: {}.", roles(&of_company)),
            ),
            _ => refuse(
                "guide::several",
                format!("several guides of `{company}` were imported"),
                format!("Choose one with --role: {}.", roles(&of_company)),
            ),
        }
    }

    /// Audits of all guides that the paths name.
    ///
    /// Errors: an input failure for the first path that cannot be read.
    pub fn guide_audit(&self, paths: &[PathBuf]) -> Result<GuideAudits, Failure> {
        let as_of = self.world().as_of(None);
        let mut all = GuideAudits {
            schema: "batna/guide-audit/1",
            as_of,
            guides: 0,
            rows: 0,
            rows_read: 0,
            tally: Tally::default(),
            audits: Vec::new(),
        };
        for path in paths {
            for file in markdown_files(path)? {
                let (guide, _) = read_file(&file)?;
                let audit = batna_guide::audit(&guide, as_of);
                all.guides += 1;
                all.rows += audit.rows;
                all.rows_read += audit.rows_read;
                all.tally.reconcile += audit.tally.reconcile;
                all.tally.grant_counted_as_year += audit.tally.grant_counted_as_year;
                all.tally.differ += audit.tally.differ;
                all.tally.not_comparable += audit.tally.not_comparable;
                all.audits.push(audit);
            }
        }
        Ok(all)
    }

    /// Reads guides and keeps what was read under `guides/` in the data folder, one file
    /// for each company and role; a later import of the same one replaces it.
    ///
    /// Errors: an input failure where a path cannot be read or the folder not written.
    pub fn guide_import(&self, paths: &[PathBuf]) -> Result<GuideImport, Failure> {
        let Some(root) = self.world().data_root() else {
            return Err(Failure::usage(
                Diagnostic::error(
                    "guide::no-data-folder",
                    "There is no folder to keep guides in.",
                )
                .remedy("Name one with --data DIR."),
            ));
        };
        let folder = root.join("guides");
        let mut import = GuideImport {
            schema: "batna/guide-import/1",
            as_of: self.world().as_of(None),
            folder: folder.clone(),
            rows: 0,
            rows_read: 0,
            guides: Vec::new(),
        };
        let mut names = BTreeSet::new();
        for path in paths {
            for file in markdown_files(path)? {
                let (guide, bytes) = read_bytes(&file)?;
                let sha256 = digest(&bytes);
                let name = match (&guide.company, &guide.role) {
                    (Some(company), Some(role)) if !guide.pay.is_empty() => {
                        Some(format!("{}--{}.json", slug(company), slug(role)))
                    }
                    _ => None,
                };
                let kept_as = match name {
                    None => "not kept: no company, role and table of pay".to_owned(),
                    Some(name) if !names.insert(name.clone()) => {
                        format!("not kept: {name} came with an earlier file")
                    }
                    Some(name) => {
                        let kept = serde_json::json!({
                            "schema": "batna/guide-kept/1",
                            "imported": import.as_of,
                            "sha256": sha256,
                            "guide": guide,
                        });
                        let kept = serde_json::to_vec(&kept)
                            .map_err(|e| Failure::internal(format!("a guide: {e}")))?;
                        // The text itself too: `guide show` reads it with the reader of the day.
                        let text = format!("{}.md", name.trim_end_matches(".json"));
                        for (name, bytes) in [(&name, &kept), (&text, &bytes)] {
                            write_whole(&folder, name, bytes)
                                .map_err(|error| unreadable(&folder.join(name), error))?;
                        }
                        name
                    }
                };
                let unread = |row: &batna_guide::model::RowReading| {
                    format!("line {}: {}", row.line, row.unread.join("; "))
                };
                import.rows += guide.rows.len();
                import.rows_read += guide.rows_read();
                import.guides.push(ImportedGuide {
                    regions: guide.pay.len(),
                    rows: guide.rows.len(),
                    rows_read: guide.rows_read(),
                    unread: guide
                        .rows
                        .iter()
                        .filter(|r| !r.is_read())
                        .map(unread)
                        .collect(),
                    file: guide.file,
                    company: guide.company,
                    role: guide.role,
                    sha256,
                    kept_as,
                });
            }
        }
        Ok(import)
    }

    /// Guides kept by earlier imports, by company and role; files that are none are passed over.
    pub fn guides_kept(&self) -> Vec<KeptGuide> {
        let Some(root) = self.world().data_root() else {
            return Vec::new();
        };
        let Ok(entries) = std::fs::read_dir(root.join("guides")) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|kind| kind == "json"));
        paths.sort();
        paths.truncate(MOST_GUIDES);
        paths.iter().filter_map(|path| kept_guide(path)).collect()
    }

    /// Builds a guide from the built-in evidence.
    ///
    /// Errors: an input failure for an unknown role.
    pub fn guide_build(&self, order: &GuideOrder) -> Result<BuiltGuide, Failure> {
        let published = self.built_in().published()?;
        let roles = batna_data::text("market/roles.toml")
            .ok_or_else(|| Failure::internal("built-in data: no market/roles.toml"))
            .and_then(|text| {
                Roles::parse(text).map_err(|e| Failure::internal(format!("built-in data: {e}")))
            })?;
        let role = find_role(&roles, &order.role)?;
        let places = match order.places.as_slice() {
            [] => vec!["us".to_owned()],
            places => places.to_vec(),
        };
        let regions = places
            .into_iter()
            .map(|place| {
                let mut bands = self.store_bands(
                    Some(&role.id),
                    order.level.as_deref(),
                    Some(&place),
                    &order.company,
                    &Measure::ALL,
                )?;
                // A band of the store was asked for at the level, official wages know none.
                let level = order.level.clone().filter(|_| !bands.is_empty());
                if level.is_none() {
                    bands.extend(self.official_bands(role, &place)?);
                }
                Ok(RegionEvidence {
                    bands,
                    region: place,
                    level,
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let request = BuildRequest {
            company: &order.company,
            role: &role.id,
            role_name: &role.name,
            as_of: self.world().as_of(None),
            level: order.level.as_deref(),
            regions,
            levels: level_map(&order.company, order.level.as_deref())?,
            skills: &order.skills,
            domains: &order.domains,
        };
        Ok(batna_guide::build(&request, published))
    }

    /// Official wages of the occupations nearest to a role, nearest first.
    fn official_bands(&self, role: &Role, place: &str) -> Result<Vec<Band>, Failure> {
        let reference = self.public_tables()?;
        let Some(found) = reference.area(place) else {
            return Ok(Vec::new());
        };
        let bands = role
            .soc
            .iter()
            .filter_map(|soc| reference.occupation_band(soc, &found.area).ok())
            .map(|mut band| {
                if !role.exact {
                    band.caveats.push(format!(
                        "the occupation is the nearest to {}; the classification has none for just this work",
                        role.name
                    ));
                }
                band
            });
        Ok(bands.collect())
    }
}

fn kept_guide(path: &Path) -> Option<KeptGuide> {
    let mut text = String::new();
    // What was read of a guide is several times its length.
    let most = 16 * batna_guide::read::LARGEST_GUIDE as u64;
    let file = std::fs::File::open(path).ok()?;
    file.take(most).read_to_string(&mut text).ok()?;
    let kept: serde_json::Value = serde_json::from_str(&text).ok()?;
    let guide = kept.get("guide")?;
    let word = |key: &str| Some(guide.get(key)?.as_str()?.to_owned());
    let count = |key: &str| {
        guide
            .get(key)
            .and_then(|list| list.as_array())
            .map_or(0, Vec::len)
    };
    Some(KeptGuide {
        company: word("company")?,
        role: word("role")?,
        title: word("title")?,
        imported: kept.get("imported")?.as_str()?.to_owned(),
        regions: count("pay"),
        sources: count("sources"),
    })
}

fn find_role<'a>(roles: &'a Roles, text: &str) -> Result<&'a Role, Failure> {
    let wanted = slug(text);
    let by_title = || roles.get(&roles.of_title(text).to?);
    roles.get(&wanted).or_else(by_title).ok_or_else(|| {
        let nearest = roles.nearest(text).join(", ");
        Failure::input([Diagnostic::error(
            "guide::unknown-role",
            format!("No role family `{text}`."),
        )
        .remedy(format!("Nearest: {nearest}."))])
    })
}

/// The levels held equal to those of a company, where the map of levels knows it.
fn level_map(company: &str, level: Option<&str>) -> Result<Vec<(String, Citation)>, Failure> {
    let text = batna_data::text("market/levels.toml")
        .ok_or_else(|| Failure::internal("built-in data: no market/levels.toml"))?;
    let table = LevelTable::parse(text)
        .map_err(|error| Failure::internal(format!("built-in data: levels.toml: {error}")))?;
    Ok(table.equations(company, level))
}

/// Writes a file so that it is there whole or not at all.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let passing = folder.join(format!(".{name}.{}", std::process::id()));
    let mut file = std::fs::File::create(&passing)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&passing, folder.join(name))
}
