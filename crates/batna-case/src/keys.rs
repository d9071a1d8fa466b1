//! The keys of case files: one table that the reader, the JSON Schema and the templates share.
//!
//! A [`Table`] lists the keys a TOML table may hold. The reader takes known keys and
//! the nearest to an unknown one from here, the schema is made from here, and so are
//! the commented templates: a key is described once.

mod captable;
mod me;
mod offer;
mod tax;

pub use captable::CAPTABLE;
pub use me::ME;
pub use offer::{BONUS, GRANT, OFFER};
pub use tax::TAX;

/// A TOML table and the keys it may hold, in the order the templates show them.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub about: &'static str,
    pub keys: &'static [Key],
}

impl Table {
    /// The key with this name, or of which this is another accepted name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys
            .iter()
            .find(|key| key.name == name || key.aliases.contains(&name))
    }

    /// The known name nearest to `name`, where one is near enough to be meant.
    pub fn nearest(&self, name: &str) -> Option<&'static str> {
        nearest(
            name,
            self.keys
                .iter()
                .flat_map(|key| std::iter::once(&key.name).chain(key.aliases))
                .copied(),
        )
    }

    /// The header of the table below this one that has a key of exactly this name:
    /// `[[grants]]`, `[benefits]`. The nearest to the top, where several have it.
    pub fn home_below(&self, name: &str) -> Option<String> {
        let tables = || {
            let whole = self.keys.iter().filter_map(|key| match key.kind {
                Kind::Table(table) => Some((table, format!("[{}]", key.name))),
                Kind::Tables(table) => Some((table, format!("[[{}]]", key.name))),
                _ => None,
            });
            // What is as a rule one line comes last: its table would replace the line.
            let lines = self.keys.iter().filter_map(|key| match key.kind {
                Kind::Long(_, table) => Some((table, format!("[{}]", key.name))),
                _ => None,
            });
            whole.chain(lines)
        };
        tables()
            .find(|(table, _)| table.key(name).is_some())
            .map(|(_, header)| header)
            .or_else(|| {
                tables().find_map(|(table, header)| {
                    let below = table.home_below(name)?;
                    let outer = header.trim_matches(['[', ']']);
                    let inner = below.trim_start_matches('[');
                    let brackets = "[".repeat(below.len() - inner.len());
                    Some(format!("{brackets}{outer}.{inner}"))
                })
            })
    }
}

/// The name among `known` that `name` most likely misspells.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    // Long junk is compared by its beginning only: the distance is quadratic.
    let asked: String = name.chars().take(40).collect::<String>().to_lowercase();
    let asked = asked.replace('-', "_");
    known
        .map(|candidate| {
            (
                strsim::jaro_winkler(&asked, &candidate.replace('-', "_")),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    /// Other names that are read as this key.
    pub aliases: &'static [&'static str],
    pub kind: Kind,
    /// What it means, in a sentence or two.
    pub about: &'static str,
    /// A value as it stands in TOML; empty for tables.
    pub example: &'static str,
    pub shown: Shown,
}

/// How the templates show a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Written out: the file is of little use without it.
    Live,
    /// Commented out.
    Optional,
    /// Not in the templates: another way to say what another key says.
    Hidden,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Text,
    /// A quoted amount with its currency: once, or a year.
    Money,
    /// A quoted low and high amount: `"180000 - 230000 USD"`.
    MoneyRange,
    /// A quoted percentage.
    Rate,
    /// A number of shares, quoted or not.
    Shares,
    /// A whole number within bounds.
    Count(i64, i64),
    /// A number within bounds.
    Number(f64, f64),
    Flag,
    Date,
    /// `"4y"`, `"48 months"`, `"90 days"`.
    Duration,
    /// A list of short texts, or one.
    Texts,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A short notation of its own; the name says which.
    Notation(Notation),
    Table(&'static Table),
    /// `[[name]]`, once or more.
    Tables(&'static Table),
    /// The notation in one line, a table, or `[[name]]` tables.
    Long(Notation, &'static Table),
}

/// The short notations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    Grant,
    GrantSize,
    Vesting,
    Bonus,
    Payout,
    Payment,
    Paid,
    Stipend,
    Refresher,
    Clawback,
    Risk,
    Amounts,
    Conversion,
    Preferences,
}

impl Notation {
    /// What the notation looks like, for remedies and the schema.
    pub fn examples(self) -> &'static [&'static str] {
        match self {
            Notation::Grant => &[
                "400000 USD RSU, 4y monthly, 1y cliff",
                "12000 ISO at 2.10 USD",
                "0.05% options",
                "$180k RSU over 4 years",
            ],
            Notation::GrantSize => &["400000 USD", "12000", "0.05%"],
            Notation::Vesting => &[
                "4y monthly, 1y cliff",
                "5/15/40/40",
                "25% yearly",
                "4 years quarterly",
            ],
            Notation::Bonus => &["15%", "30000 USD"],
            Notation::Payout => &["80% - 120%"],
            Notation::Payment => &["30000 USD", "$30k, 1y clawback"],
            Notation::Paid => &["start", "6 months", "2026-12-15"],
            Notation::Stipend => &["2400 USD", "200 USD a month"],
            Notation::Refresher => &["25% yearly", "60000 USD yearly"],
            Notation::Clawback => &["1y prorated", "12 months, full amount"],
            Notation::Risk => &["low", "moderate", "high"],
            Notation::Amounts => &["25000 USD"],
            Notation::Conversion => &["420.50 USD", "30-day average"],
            Notation::Preferences => &["1x non-participating", "2x participating to 3x"],
        }
    }
}

/// A key that the template leaves commented out.
const fn optional(
    name: &'static str,
    kind: Kind,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        aliases: &[],
        kind,
        about,
        example,
        shown: Shown::Optional,
    }
}

/// A key that the template writes out.
const fn live(name: &'static str, kind: Kind, example: &'static str, about: &'static str) -> Key {
    Key {
        shown: Shown::Live,
        ..optional(name, kind, example, about)
    }
}

impl Key {
    const fn also(mut self, aliases: &'static [&'static str]) -> Key {
        self.aliases = aliases;
        self
    }

    const fn hidden(mut self) -> Key {
        self.shown = Shown::Hidden;
        self
    }
}
