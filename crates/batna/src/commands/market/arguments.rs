//! What the questions and imports of `batna market` may be told.

use std::path::PathBuf;

use batna_app::market::MarketRequest;
use batna_core::{Currency, Measure, Money};
use batna_market::import::Format;
use batna_market::observation::SourceClass;
use jiff::civil::Date;

/// What is asked for.
#[derive(clap::Args)]
pub(super) struct Ask {
    /// A role family or a title, such as ml-engineer
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// intern, junior, mid, senior, staff, principal, manager or director
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// A city, metropolitan area or country
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// Stage of the company, as the rows call it
    #[arg(long, value_name = "STAGE")]
    pub stage: Option<String>,
    /// One employer, drawn toward all others where its rows are few
    #[arg(long, value_name = "NAME")]
    pub employer: Option<String>,
    /// base, bonus, equity or total
    #[arg(long, value_name = "MEASURE", default_value = "base")]
    pub measure: Measure,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS")]
    pub class: Option<SourceClass>,
    /// Rows in this currency alone, such as USD
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// Take built-in official wages although the store has rows
    #[arg(long)]
    pub official: bool,
}

/// Which rows are meant.
#[derive(clap::Args)]
pub(super) struct Filter {
    /// A role family or a title, such as ml-engineer
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// intern, junior, mid, senior, staff, principal, manager or director; with --role
    #[arg(long, value_name = "LEVEL", requires = "role")]
    pub level: Option<String>,
    /// A city, metropolitan area or country; with --role
    #[arg(long, value_name = "PLACE", requires = "role")]
    pub place: Option<String>,
    /// base, bonus, equity or total
    #[arg(long, value_name = "MEASURE", default_value = "base")]
    pub measure: Measure,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS")]
    pub class: Option<SourceClass>,
    /// Rows in this currency alone, such as USD
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
}

#[derive(clap::Args)]
pub(super) struct Import {
    /// CSV, a CSV in a zip, XLSX or JSON
    pub file: PathBuf,
    /// Print a column mapping for the table instead, to check and pass with --mapping
    #[arg(long)]
    pub propose: bool,
    /// Name of the import [default: the file's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What the source calls itself, for citations
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// ai-jobs, levels-fyi, dol-lca, job-boards, postings, stack-overflow, bls-oews or mapped
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<Format>,
    /// A checked column mapping
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS")]
    pub class: Option<SourceClass>,
    /// Where the file comes from, for citations
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The licence it came under, for the record
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// The day the file was obtained; dates rows that bear no date
    #[arg(long, value_name = "DATE")]
    pub retrieved: Option<Date>,
}

#[derive(clap::Args)]
pub(super) struct Add {
    /// A comp card that a friend made with `batna share`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["title", "base", "bonus", "equity", "total", "verified"])]
    pub card: Option<PathBuf>,
    /// The job title, as it was told
    #[arg(
        long,
        value_name = "TITLE",
        required_unless_present = "card",
        default_value = "",
        hide_default_value = true
    )]
    pub title: String,
    /// Who pays it
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "NAME"
    )]
    pub employer: String,
    /// The employer's own name of the level, such as L5
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "LEVEL"
    )]
    pub level: String,
    /// A city, metropolitan area or country
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "PLACE"
    )]
    pub place: String,
    /// Stage of the company, such as series-b
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "STAGE"
    )]
    pub stage: String,
    /// Base pay a year, such as £165k
    #[arg(long, value_name = "AMOUNT")]
    pub base: Option<Money>,
    /// Bonus a year
    #[arg(long, value_name = "AMOUNT")]
    pub bonus: Option<Money>,
    /// Equity a year
    #[arg(long, value_name = "AMOUNT")]
    pub equity: Option<Money>,
    /// All of it a year, where the parts were not told
    #[arg(long, value_name = "AMOUNT")]
    pub total: Option<Money>,
    /// Years of experience
    #[arg(long, value_name = "N")]
    pub years: Option<f64>,
    /// When it was paid or offered [default: the day the case is seen from]
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,
    /// Who told you, in your own words
    #[arg(
        long = "from",
        default_value = "",
        hide_default_value = true,
        value_name = "TEXT"
    )]
    pub heard_from: String,
    /// Told in confidence: never exported unless asked
    #[arg(long)]
    pub confidential: bool,
    /// You saw it on paper
    #[arg(long)]
    pub verified: bool,
}

pub(super) fn format(text: &str) -> Result<Format, String> {
    Format::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|f| f.label()).collect();
        format!("it is one of {}", known.join(", "))
    })
}

impl Ask {
    pub fn request(&self) -> MarketRequest {
        MarketRequest {
            role: self.role.clone(),
            level: self.level.clone(),
            place: self.place.clone(),
            stage: self.stage.clone(),
            employer: self.employer.clone(),
            class: self.class,
            currency: self.currency,
            measure: Some(self.measure),
            built_in: self.official,
            ..MarketRequest::default()
        }
    }
}

impl Filter {
    pub fn request(&self) -> MarketRequest {
        MarketRequest {
            role: self.role.clone().unwrap_or_default(),
            level: self.level.clone(),
            place: self.place.clone(),
            class: self.class,
            currency: self.currency,
            measure: Some(self.measure),
            ..MarketRequest::default()
        }
    }
}
