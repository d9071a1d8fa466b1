//! Letters: a document read in a child process, proposed as an offer, set beside promises.
//!
//! The child is this program itself with a hidden command. It gets the bytes on stdin and
//! gives text on stdout; it has no environment, stands in `/`, and limits its own memory,
//! time and open files before it reads a byte (`batna::commands::letter`).

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use batna_case::derive_place;
use batna_case::save::SavePlan;
use batna_core::{Diagnostic, Money};
pub use batna_letters::Confidence;
pub use batna_letters::clauses::Against;
use batna_letters::clauses::{Catalog, Walked};
pub use batna_letters::compare::Kept;
use batna_letters::compare::{self, Line};
use batna_letters::{FileKind, LARGEST_DOCUMENT, Lexicon, LexiconError, Proposal, Refusal};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{Failure, Workbench, save};

/// Name of the hidden command that takes a document apart.
pub const CHILD: &str = "letter-text";
/// How long the child may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Most letters of one offer that are read beside the one compared.
const MOST_LETTERS: usize = 12;
/// Most bytes of text taken from the child.
const MOST_TEXT: u64 = 4_000_000;

/// What `batna letter read` prints.
#[derive(Clone, Debug, Serialize)]
pub struct LetterRead {
    pub schema: &'static str,
    pub as_of: Date,
    pub file: String,
    #[serde(flatten)]
    pub proposal: Proposal,
    /// The offer file it proposes.
    pub path: String,
    pub offer: String,
    /// Written into the case.
    pub written: bool,
    pub left_out: Vec<Diagnostic>,
    /// What the letter says is data of a stranger; nothing in it was acted on.
    pub untrusted: bool,
}

/// A repayment that leaving would trigger, by date.
#[derive(Clone, Debug, Serialize)]
pub struct Owed {
    pub what: String,
    pub amount: String,
    /// Last day on which leaving costs any of it.
    pub until: Date,
    pub prorated: bool,
    /// What leaving on a day would cost, before tax unless the letter says after.
    pub leaving: Vec<Leaving>,
}

/// A day of leaving, and what would be owed back.
#[derive(Clone, Debug, Serialize)]
pub struct Leaving {
    pub on: Date,
    pub owed: String,
}

/// What `batna letter diff` prints.
#[derive(Clone, Debug, Serialize)]
pub struct LetterDiff {
    pub schema: &'static str,
    pub as_of: Date,
    pub offer: String,
    pub place: Option<String>,
    pub lines: Vec<Line>,
    pub contradictions: Vec<batna_letters::Contradiction>,
    pub owed_on_leaving: Vec<Owed>,
    pub clauses: Vec<Walked>,
    pub note: &'static str,
}

/// The built-in lexicon, parsed once.
fn lexicon() -> Result<&'static Lexicon, Failure> {
    static LEXICON: LazyLock<Result<Lexicon, LexiconError>> = LazyLock::new(|| {
        Lexicon::parse(batna_data::text("letters/lexicon.toml").unwrap_or_default())
    });
    LEXICON
        .as_ref()
        .map_err(|error| Failure::internal(format!("built-in data: {error}")))
}

fn refuse(refusal: &Refusal, path: &Path) -> Failure {
    let mut diagnostic = refusal.diagnostic();
    diagnostic.message = format!("{}: {}", path.display(), diagnostic.message);
    diagnostic.into()
}

/// The bytes of a document, no more than the limit.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |why: String| -> Failure {
        Diagnostic::error("letters::unreadable", format!("{}: {why}", path.display()))
            .remedy(
                "name a file that is there and that you may read; `-` reads pasted text from stdin",
            )
            .into()
    };
    let mut bytes = Vec::new();
    let most = LARGEST_DOCUMENT as u64 + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(error.kind().to_string()))?;
    Ok(bytes)
}

impl Workbench {
    /// The text of a document. PDF, DOCX and e-mail are taken apart in a child process.
    ///
    /// Errors: the file cannot be read, or the document is refused.
    pub fn letter_text(&self, path: &Path) -> Result<String, Failure> {
        self.document_text(path, &bytes_of(path)?)
    }

    /// The text of the bytes of a document, which messages call by `path`.
    fn document_text(&self, path: &Path, bytes: &[u8]) -> Result<String, Failure> {
        if bytes.len() > LARGEST_DOCUMENT {
            return Err(refuse(&Refusal::TooLarge, path));
        }
        match FileKind::of(bytes) {
            Some(kind) if kind.is_risky() => in_child(bytes).map_err(|diagnostic| {
                let mut diagnostic = *diagnostic;
                diagnostic.message = format!("{}: {}", path.display(), diagnostic.message);
                diagnostic.into()
            }),
            _ => batna_letters::text_of(bytes)
                .map(|extracted| extracted.text)
                .map_err(|refusal| refuse(&refusal, path)),
        }
    }

    /// Reads a letter and proposes an offer; writes it, unconfirmed, only when asked to.
    ///
    /// Errors: as for [`Workbench::letter_text`]; no letter; the case cannot be written.
    pub fn read_letter(&self, path: &Path, write: bool) -> Result<LetterRead, Failure> {
        let text = self.letter_text(path)?;
        self.proposed_offer(path, &text, write)
    }

    /// Reads a letter from its bytes and proposes an offer; writes nothing.
    ///
    /// Errors: as for [`Workbench::read_letter`].
    pub fn read_document(&self, name: &str, bytes: &[u8]) -> Result<LetterRead, Failure> {
        let path = Path::new(name);
        let text = self.document_text(path, bytes)?;
        self.proposed_offer(path, &text, false)
    }

    fn proposed_offer(&self, path: &Path, text: &str, write: bool) -> Result<LetterRead, Failure> {
        let proposal =
            batna_letters::read(text, lexicon()?).map_err(|refusal| refuse(&refusal, path))?;
        let opened = self.open();
        let taken: Vec<String> = opened
            .as_ref()
            .map(|opened| {
                opened
                    .case
                    .offers
                    .iter()
                    .map(|offer| offer.id.clone())
                    .collect()
            })
            .unwrap_or_default();
        let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
        let (target, offer, left_out) = proposal.offer(&taken)?;
        if write {
            // Without a case there is nowhere to write to.
            opened?;
            save::save(
                self.world().case_root(),
                &SavePlan::new(target.clone(), None, offer.clone()),
            )?;
        }
        Ok(LetterRead {
            schema: "batna/letter-read/1",
            as_of: self.world().as_of(None),
            file: path.display().to_string(),
            proposal,
            path: target,
            offer,
            written: write,
            left_out,
            untrusted: true,
        })
    }

    /// Sets what was said, and the offer's file, beside a letter, and walks its clauses.
    ///
    /// Without a file the newest document under `letters/` whose name begins with the offer
    /// is taken. Errors: no such offer or letter.
    pub fn letter_diff(&self, offer_id: &str, path: Option<&Path>) -> Result<LetterDiff, Failure> {
        let opened = self.open()?;
        let Some(offer) = opened.case.offer(offer_id) else {
            return Err(unknown_offer(&opened.case, offer_id));
        };
        let found;
        let path = match path {
            Some(path) => path,
            None => {
                let name = opened
                    .case
                    .letters
                    .iter()
                    .rfind(|name| {
                        name.rsplit('/')
                            .next()
                            .unwrap_or(name)
                            .starts_with(offer_id)
                    })
                    .ok_or_else(|| {
                        Failure::usage(
                            Diagnostic::error(
                                "letters::none",
                                format!("there is no letter for `{offer_id}`"),
                            )
                            .remedy(format!(
                                "name the file, or keep it as letters/{offer_id}.pdf"
                            )),
                        )
                    })?;
                let inside = if name.starts_with("letters/") {
                    name.clone()
                } else {
                    format!("letters/{name}")
                };
                found = self.world().case_root().join(inside);
                &found
            }
        };
        let text = self.letter_text(path)?;
        let letter =
            batna_letters::read(&text, lexicon()?).map_err(|refusal| refuse(&refusal, path))?;
        let mut promised = self.earlier_promises(&opened, offer_id, path);
        promised.extend(file_promises(&opened, offer_id));
        promised.extend(compare::promises(&opened.case.ledger, offer_id));
        let lines = compare::compare(&promised, &letter);
        let place = offer
            .place
            .clone()
            .or_else(|| derive_place(letter.get("location")?).map(|derived| derived.code))
            .or_else(|| derive_place(offer.location.as_deref()?).map(|derived| derived.code))
            .or_else(|| opened.case.profile.place.clone());
        let start = letter
            .get("start")
            .and_then(|day| day.parse::<Date>().ok())
            .or(offer.start);
        let clauses = self
            .clause_catalog()?
            .walk(&text, place.as_deref(), opened.as_of);
        Ok(LetterDiff {
            schema: "batna/letter-diff/1",
            as_of: opened.as_of,
            offer: offer_id.to_owned(),
            place,
            lines,
            contradictions: letter.contradictions.clone(),
            owed_on_leaving: start.map(|start| owed(&letter, start)).unwrap_or_default(),
            clauses,
            note: "Questions for a lawyer where you work, with sources and the day they were checked; no verdicts.",
        })
    }

    /// What earlier letters of the offer and earlier versions of its file said.
    fn earlier_promises(
        &self,
        opened: &crate::OpenCase,
        offer_id: &str,
        compared: &Path,
    ) -> Vec<compare::Promise> {
        let mut out = Vec::new();
        for package in self.earlier_packages(opened, offer_id) {
            out.extend(promises_of(&package, "an earlier version of the file"));
        }
        let compared = compared.canonicalize().ok();
        let root = self.world().case_root();
        let letters = opened.case.letters.iter().filter(|name| {
            let last = name.rsplit('/').next().unwrap_or(name);
            last.starts_with(offer_id)
        });
        for name in letters.take(MOST_LETTERS) {
            let inside = if name.starts_with("letters/") {
                name.clone()
            } else {
                format!("letters/{name}")
            };
            let path = root.join(&inside);
            // Letters in the order of their names; what comes after the one compared is no promise.
            if path.canonicalize().ok() == compared {
                break;
            }
            let Ok(text) = self.letter_text(&path) else {
                continue;
            };
            if let Ok(proposal) = lexicon().and_then(|lexicon| {
                batna_letters::read(&text, lexicon).map_err(|refusal| refuse(&refusal, &path))
            }) {
                out.extend(compare::earlier(&proposal, &inside));
            }
        }
        out
    }

    fn clause_catalog(&self) -> Result<Catalog, Failure> {
        let text = batna_data::text("letters/clauses.toml").unwrap_or_default();
        Catalog::parse(text).map_err(|error| Failure::internal(format!("built-in data: {error}")))
    }
}

pub(crate) fn unknown_offer(case: &batna_case::Case, named: &str) -> Failure {
    let known: Vec<&str> = case.offers.iter().map(|offer| offer.id.as_str()).collect();
    let shown: String = named.chars().take(60).collect();
    Failure::usage(
        Diagnostic::error(
            "case::unknown-offer",
            format!("the case has no offer `{shown}`"),
        )
        .remedy(if known.is_empty() {
            "add one under offers/".to_owned()
        } else {
            format!("the offers are {}", known.join(", "))
        }),
    )
}

/// What the offer's file says in the fields that a letter states.
fn file_promises(opened: &crate::OpenCase, offer_id: &str) -> Vec<compare::Promise> {
    let Some(offer) = opened
        .case
        .offer(offer_id)
        .filter(|offer| !offer.unconfirmed)
    else {
        return Vec::new();
    };
    batna_plan::offered::package_of(offer).map_or_else(Vec::new, |package| {
        promises_of(&package, &format!("offers/{offer_id}.toml"))
    })
}

fn promises_of(package: &batna_plan::component::Package, from: &str) -> Vec<compare::Promise> {
    crate::heard::terms_of(package)
        .into_iter()
        .map(|(field, value)| compare::Promise {
            field: match field.as_str() {
                "signing" => "signing.amount".into(),
                "relocation" => "relocation.amount".into(),
                "equity" => "grants.1.size".into(),
                other => other.to_owned(),
            },
            value,
            date: None,
            from: from.to_owned(),
        })
        .collect()
}

/// Until when each claw-back of the letter runs.
fn owed(letter: &Proposal, start: Date) -> Vec<Owed> {
    ["signing", "retention", "relocation"]
        .iter()
        .filter_map(|kind| {
            let words = letter.get(&format!("{kind}.clawback"))?;
            let months: u32 = words.split(' ').next()?.parse().ok()?;
            let amount = letter.get(&format!("{kind}.amount"))?.to_owned();
            let prorated = words.contains("prorated");
            let end = after(start, months)?;
            Some(Owed {
                what: (*kind).to_owned(),
                // On the day itself the time is over.
                until: end.yesterday().ok()?,
                prorated,
                leaving: leaving(&amount, start, months, prorated),
                amount,
            })
        })
        .collect()
}

fn after(start: Date, months: u32) -> Option<Date> {
    let span = jiff::Span::new().try_months(i64::from(months)).ok()?;
    start.checked_add(span).ok()
}

/// What leaving at the start and after each half year would cost.
fn leaving(amount: &str, start: Date, months: u32, prorated: bool) -> Vec<Leaving> {
    let Ok(whole) = amount.parse::<Money>() else {
        return Vec::new();
    };
    (0..months)
        .step_by(6)
        .chain([months])
        .filter_map(|done| {
            let left = if done >= months {
                Decimal::ZERO
            } else if prorated {
                Decimal::from(months - done).checked_div(Decimal::from(months))?
            } else {
                Decimal::ONE
            };
            let owed = whole.try_mul(left).ok()?;
            let cents = owed.amount().round_dp(2).normalize();
            Some(Leaving {
                on: after(start, done)?,
                owed: format!("{cents} {}", owed.currency()),
            })
        })
        .collect()
}

/// Text of a document by the child.
fn in_child(bytes: &[u8]) -> Result<String, Box<Diagnostic>> {
    let failed = |why: &str| {
        Box::new(
            Diagnostic::error(
                "letters::damaged",
                format!("the document could not be taken apart: {why}"),
            )
            .remedy("save its text as .txt and read that"),
        )
    };
    let program = std::env::current_exe().map_err(|_| failed("the program cannot start itself"))?;
    let mut child = Command::new(program)
        .arg(CHILD)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| failed("the reader cannot be started"))?;
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let owned = bytes.to_vec();
    let writer = std::thread::spawn(move || {
        if let Some(mut stdin) = stdin {
            // A child that has died has said why by its exit.
            let _ = stdin.write_all(&owned);
        }
    });
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(stdout) = stdout {
            let _ = stdout.take(MOST_TEXT).read_to_end(&mut text);
        }
        text
    });
    let begun = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    let _ = writer.join();
    let output = reader.join().unwrap_or_default();
    match status.and_then(|status| status.code()) {
        Some(0) => String::from_utf8(output).map_err(|_| failed("its text is not readable")),
        // The child tells a refusal as one diagnostic in JSON.
        Some(1) => {
            let told: Option<ChildRefusal> = serde_json::from_slice(&output).ok();
            Err(told.map_or_else(
                || failed("it was refused"),
                |told| Box::new(told.diagnostic()),
            ))
        }
        _ => Err(failed("it takes more memory or time than a letter should")),
    }
}

/// A refusal on its way from the child: known codes alone are passed on.
#[derive(serde::Serialize, serde::Deserialize)]
struct ChildRefusal {
    code: String,
    message: String,
    remedy: Option<String>,
}

impl ChildRefusal {
    fn diagnostic(self) -> Diagnostic {
        const CODES: &[&str] = &[
            "letters::too-large",
            "letters::too-many-pages",
            "letters::empty",
            "letters::encrypted",
            "letters::damaged",
            "letters::no-text",
            "letters::unknown-kind",
            "letters::many-attachments",
        ];
        let code = CODES
            .iter()
            .find(|code| **code == self.code)
            .unwrap_or(&"letters::damaged");
        let short = |text: &str| {
            text.chars()
                .filter(|c| !c.is_control())
                .take(200)
                .collect::<String>()
        };
        let diagnostic = Diagnostic::error(code, short(&self.message));
        match self.remedy {
            Some(remedy) => diagnostic.remedy(short(&remedy)),
            None => diagnostic,
        }
    }
}

/// What the child does: bytes on stdin, text or a refusal on stdout. The exit code.
pub fn child() -> u8 {
    // The words of a panic would go to nobody; the exit code tells the parent.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(LARGEST_DOCUMENT as u64 + 1)
        .read_to_end(&mut bytes);
    if read.is_err() {
        return 70;
    }
    let (code, out) = match batna_letters::text_of(&bytes) {
        Ok(extracted) => (0, extracted.text),
        Err(refusal) => {
            let diagnostic = refusal.diagnostic();
            let told = ChildRefusal {
                code: diagnostic.code.to_owned(),
                message: diagnostic.message,
                remedy: diagnostic.remedy,
            };
            (1, serde_json::to_string(&told).unwrap_or_default())
        }
    };
    match std::io::stdout().lock().write_all(out.as_bytes()) {
        Ok(()) => code,
        Err(_) => 70,
    }
}
