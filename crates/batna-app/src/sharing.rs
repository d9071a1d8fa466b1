//! What leaves the machine by the owner's hand: a comp card for a friend, an archive of the case.
//!
//! A card is rounded and shows before it is written exactly what it reveals. An archive is
//! encrypted with a passphrase (the age format, scrypt recipient) and restores only into an
//! empty folder. Leaves out: signatures, sending anything.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Component as Part, Path};

use batna_case::model::{BonusPart, GrantSize, Offer};
use batna_core::{Diagnostic, Money};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Failure, Workbench, letters};

/// A self-reported row for somebody else's store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub schema: String,
    /// Only where its owner wanted it named.
    pub company: Option<String>,
    pub stage: Option<String>,
    pub role: Option<String>,
    pub level: Option<String>,
    /// A country or state, not a town.
    pub place: Option<String>,
    pub years: Option<String>,
    pub quarter: String,
    pub currency: String,
    pub base: Option<String>,
    pub bonus: Option<String>,
    pub signing: Option<String>,
    pub equity_over_term: Option<String>,
    pub equity_kind: Option<String>,
    pub grade: String,
}

/// A card with what it reveals and what to think of first.
#[derive(Clone, Debug, Serialize)]
pub struct Sharing {
    pub schema: &'static str,
    pub as_of: Date,
    pub card: Card,
    pub reveals: Vec<String>,
    pub warnings: Vec<String>,
}

/// Rounded to steps of five thousand, or of a thousand below fifty thousand.
fn rounded(money: Money) -> String {
    let step = if money.amount() < Decimal::from(50_000) {
        1_000
    } else {
        5_000
    };
    let step = Decimal::from(step);
    let steps = money.amount().checked_div(step).unwrap_or_default().round();
    format!("{} {}", (steps * step).normalize(), money.currency())
}

fn band(years: f64) -> String {
    match years {
        y if y < 2.0 => "0-1",
        y if y < 5.0 => "2-4",
        y if y < 9.0 => "5-8",
        y if y < 14.0 => "9-13",
        _ => "14+",
    }
    .into()
}

fn word<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

impl Workbench {
    /// The comp card of an offer.
    ///
    /// Errors: no case, no such offer, an offer that is not confirmed.
    pub fn card(&self, offer_id: &str, with_name: bool) -> Result<Sharing, Failure> {
        let opened = self.open()?;
        let Some(offer) = opened.case.offer(offer_id) else {
            return Err(letters::unknown_offer(&opened.case, offer_id));
        };
        if offer.unconfirmed {
            return Err(
                Diagnostic::error("share::unconfirmed", "the offer is not confirmed yet")
                    .remedy("check its terms and remove `unconfirmed`")
                    .into(),
            );
        }
        let profile = &opened.case.profile;
        let day = offer.received.unwrap_or(opened.as_of);
        let card = Card {
            schema: "batna/comp-card/1".into(),
            company: with_name.then(|| offer.employer.clone()),
            stage: offer.company.stage.as_ref().and_then(word),
            role: offer.role.clone().or_else(|| profile.role.clone()),
            level: offer.level.clone().or_else(|| profile.level.clone()),
            place: place(offer).or_else(|| profile.place.clone()),
            years: profile.years.map(band),
            quarter: format!("{}Q{}", day.year(), (day.month() - 1) / 3 + 1),
            currency: offer
                .base
                .map_or(profile.currency, Money::currency)
                .to_string(),
            base: offer.base.map(rounded),
            bonus: offer.bonus.target.map(|target| match target {
                BonusPart::OfBase(rate) => rate.to_string(),
                BonusPart::Amount(amount) => rounded(amount),
            }),
            signing: offer
                .one_time
                .iter()
                .find(|payment| payment.kind == "signing")
                .map(|payment| rounded(payment.amount)),
            equity_over_term: offer.grants.iter().find_map(|grant| match &grant.size {
                Some(GrantSize::Dollars { amount, .. }) => Some(rounded(*amount)),
                _ => None,
            }),
            equity_kind: offer
                .grants
                .first()
                .map(|grant| grant.kind.label().to_owned()),
            grade: "self-reported".into(),
        };
        let reveals = reveals(&card);
        let mut warnings = Vec::new();
        if offer.confidential {
            warnings.push(
                "You marked this offer confidential: share it with nobody who could pass it on."
                    .into(),
            );
        }
        let binds = opened
            .case
            .letters
            .iter()
            .any(|name| name.contains(offer_id));
        if binds {
            warnings.push(format!("A letter of this offer is in the case: read its confidentiality clause first (`batna letter diff {offer_id}`)."));
        }
        warnings.push("In the United States most employees may talk about pay with each other (29 U.S.C. 157); supervisors, contractors and other countries differ.".into());
        let rare = offer.headcount_small()
            || matches!(
                offer.level.as_deref(),
                Some("principal" | "distinguished" | "fellow")
            );
        if rare || (card.company.is_some() && card.level.is_some() && card.role.is_some()) {
            warnings.push("Company, role and level together may fit you alone: fewer than five people may match. Leave out the name or the level.".into());
        }
        Ok(Sharing {
            schema: "batna/share/1",
            as_of: opened.as_of,
            card,
            reveals,
            warnings,
        })
    }
}

trait Headcount {
    fn headcount_small(&self) -> bool;
}

impl Headcount for Offer {
    fn headcount_small(&self) -> bool {
        self.company.headcount.is_some_and(|count| count < 50)
    }
}

/// State or country of an offer, without the town.
fn place(offer: &Offer) -> Option<String> {
    let code = offer.place.clone().or_else(|| {
        batna_case::derive_place(offer.location.as_deref()?).map(|derived| derived.code)
    })?;
    Some(code.split('-').take(2).collect::<Vec<_>>().join("-"))
}

fn reveals(card: &Card) -> Vec<String> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(card) else {
        return Vec::new();
    };
    fields
        .into_iter()
        .filter(|(name, _)| name != "schema" && name != "grade")
        .filter_map(|(name, value)| {
            Some(format!("{}: {}", name.replace('_', " "), value.as_str()?))
        })
        .collect()
}

/// Most bytes of an archive, packed and unpacked.
const LARGEST_ARCHIVE: u64 = 200_000_000;

/// What an archive holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Archive {
    schema: String,
    /// Files by their path in the case, in base 16 where they are no text.
    texts: BTreeMap<String, String>,
    bytes: BTreeMap<String, String>,
}

/// What `batna export` and `restore` print.
#[derive(Clone, Debug, Serialize)]
pub struct Archived {
    pub schema: &'static str,
    pub files: usize,
    pub encrypted: bool,
}

fn trouble(code: &'static str, message: impl Into<String>, remedy: &str) -> Failure {
    Diagnostic::error(code, message)
        .remedy(remedy.to_owned())
        .into()
}

fn io(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    trouble(
        "archive::files",
        format!("{what} {}: {}", path.display(), error.kind()),
        "check that the place is there, is yours, and has room",
    )
}

impl Workbench {
    /// Writes every file of the case, letters and ledger too, into one file; encrypted where
    /// a passphrase is given.
    ///
    /// Errors: no case, a file there already, a disk that refuses.
    pub fn export(&self, to: &Path, passphrase: Option<&str>) -> Result<Archived, Failure> {
        self.open()?;
        let root = self.world().case_root();
        let mut archive = Archive {
            schema: "batna/archive/1".into(),
            texts: BTreeMap::new(),
            bytes: BTreeMap::new(),
        };
        collect(root, root, 0, &mut archive)?;
        let files = archive.texts.len() + archive.bytes.len();
        let plain =
            serde_json::to_vec(&archive).map_err(|error| Failure::internal(error.to_string()))?;
        let sealed = match passphrase {
            Some(words) => seal(&plain, words)?,
            None => plain,
        };
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // The case is private: so is its archive.
            options.mode(0o600);
        }
        options
            .open(to)
            .and_then(|mut file| {
                file.write_all(&sealed)?;
                file.sync_all()
            })
            .map_err(|error| io("cannot write", to, &error))?;
        Ok(Archived {
            schema: "batna/export/1",
            files,
            encrypted: passphrase.is_some(),
        })
    }

    /// Puts an archive's files into a folder that is empty or not there.
    ///
    /// Errors: a wrong passphrase, a damaged archive, a folder with files, a path that
    /// leads out of it.
    pub fn restore(
        &self,
        from: &Path,
        to: &Path,
        passphrase: Option<&str>,
    ) -> Result<Archived, Failure> {
        let mut sealed = Vec::new();
        std::fs::File::open(from)
            .and_then(|file| file.take(LARGEST_ARCHIVE).read_to_end(&mut sealed))
            .map_err(|error| io("cannot read", from, &error))?;
        let encrypted = sealed.starts_with(b"age-encryption.org/v1");
        let plain = match (encrypted, passphrase) {
            (true, Some(words)) => unseal(&sealed, words)?,
            (true, None) => {
                return Err(trouble(
                    "archive::passphrase",
                    "the archive is encrypted",
                    "give its passphrase with --passphrase-file",
                ));
            }
            (false, _) => sealed,
        };
        let damaged = || {
            trouble(
                "archive::damaged",
                "the archive is damaged or of another program",
                "restore from another copy",
            )
        };
        let archive: Archive = serde_json::from_slice(&plain).map_err(|_| damaged())?;
        if std::fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(trouble(
                "archive::not-empty",
                format!("{} holds files", to.display()),
                "name a folder that is empty or not there",
            ));
        }
        let mut all: Vec<(&String, Vec<u8>)> = Vec::new();
        for (name, text) in &archive.texts {
            all.push((name, text.clone().into_bytes()));
        }
        for (name, hex) in &archive.bytes {
            all.push((name, from_hex(hex).ok_or_else(damaged)?));
        }
        // Every name is checked before the first file is written.
        for (name, _) in &all {
            let inside = !name.is_empty()
                && Path::new(name.as_str())
                    .components()
                    .all(|part| matches!(part, Part::Normal(_)));
            if !inside {
                return Err(trouble(
                    "archive::leaves",
                    "the archive names a file outside the case",
                    "do not trust this archive",
                ));
            }
        }
        for (name, bytes) in &all {
            let path = to.join(name.as_str());
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)
                    .map_err(|error| io("cannot make", parent, &error))?;
            }
            std::fs::write(&path, bytes).map_err(|error| io("cannot write", &path, &error))?;
        }
        Ok(Archived {
            schema: "batna/restore/1",
            files: all.len(),
            encrypted,
        })
    }
}

fn collect(root: &Path, folder: &Path, depth: usize, archive: &mut Archive) -> Result<(), Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| io("cannot read", folder, &error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        // Links could lead anywhere; the lock and half-written neighbours are no content.
        let hidden = path
            .file_name()
            .is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if path.is_symlink()
            || (hidden && depth == 0 && !path.ends_with(".batna"))
            || path.ends_with(".batna/lock")
        {
            continue;
        }
        if path.is_dir() {
            if depth < 5 {
                collect(root, &path, depth + 1, archive)?;
            }
            continue;
        }
        let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) else {
            continue;
        };
        let mut bytes = Vec::new();
        std::fs::File::open(&path)
            .and_then(|file| file.take(LARGEST_ARCHIVE).read_to_end(&mut bytes))
            .map_err(|error| io("cannot read", &path, &error))?;
        match String::from_utf8(bytes) {
            Ok(text) => {
                archive.texts.insert(name.to_owned(), text);
            }
            Err(error) => {
                archive
                    .bytes
                    .insert(name.to_owned(), to_hex(error.as_bytes()));
            }
        }
    }
    Ok(())
}

fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    if digits.len() % 2 != 0 {
        return None;
    }
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0_u8, |sum, digit| (sum << 4) | digit))
            .collect(),
    )
}

fn seal(plain: &[u8], passphrase: &str) -> Result<Vec<u8>, Failure> {
    let recipient = age::scrypt::Recipient::new(passphrase.to_owned().into());
    age::encrypt(&recipient, plain)
        .map_err(|_| Failure::internal("the archive could not be encrypted"))
}

fn unseal(sealed: &[u8], passphrase: &str) -> Result<Vec<u8>, Failure> {
    let identity = age::scrypt::Identity::new(passphrase.to_owned().into());
    age::decrypt(&identity, sealed).map_err(|_| {
        trouble(
            "archive::passphrase",
            "the archive cannot be opened with this passphrase",
            "check the passphrase; a damaged archive looks the same",
        )
    })
}
