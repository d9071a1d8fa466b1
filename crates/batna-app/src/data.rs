//! The built-in data, parsed when first asked for.

use std::sync::OnceLock;

use batna_core::Diagnostic;
use batna_equity::exit_model::ExitModel;
use batna_guide::published::PublishedSet;
use batna_market::reference::{Reference, ReferenceTexts};
use batna_market::roles::Roles;
use batna_params::Params;
use batna_plan::Knowledge;
use batna_plan::script::Catalog;

use crate::Failure;

/// Parsed once in a run, and only what is asked for.
#[derive(Debug, Default)]
pub struct BuiltIn {
    valuing: OnceLock<Result<Params, Failure>>,
    exits: OnceLock<Result<ExitModel, Failure>>,
    published: OnceLock<Result<PublishedSet, Failure>>,
    reference: OnceLock<Result<Reference<'static>, Failure>>,
    roles: OnceLock<Result<Roles, Failure>>,
    knowledge: OnceLock<Result<Knowledge, Failure>>,
    scripts: OnceLock<Result<Catalog, Failure>>,
}

fn texts(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    batna_data::under(folder)
        .iter()
        .map(|file| (file.path, file.text))
}

fn broken(problems: Vec<Diagnostic>) -> Failure {
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Failure::internal(format!("built-in data is at fault: {}", words.join("; ")))
}

impl BuiltIn {
    /// Tax, equity and valuation parameters.
    pub fn valuing(&self) -> Result<&Params, Failure> {
        self.valuing
            .get_or_init(|| {
                let files = texts("tax").chain(texts("equity")).chain(texts("value"));
                Params::read(files).map_err(broken)
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    pub fn exits(&self) -> Result<&ExitModel, Failure> {
        self.exits
            .get_or_init(|| {
                ExitModel::from_params(self.valuing()?)
                    .map_err(|error| Failure::internal(format!("built-in data: {error}")))
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    pub fn published(&self) -> Result<&PublishedSet, Failure> {
        self.published
            .get_or_init(|| {
                PublishedSet::parse(texts("published"))
                    .map_err(|error| Failure::internal(format!("built-in data: {error}")))
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    pub fn reference(&self) -> Result<&Reference<'static>, Failure> {
        self.reference
            .get_or_init(|| {
                let text = |name: &str| {
                    batna_data::text(&format!("reference/{name}"))
                        .ok_or_else(|| Failure::internal(format!("built-in data lacks {name}")))
                };
                Reference::new(ReferenceTexts {
                    sources: text("sources.toml")?,
                    oews: text("oews.txt")?,
                    rpp: text("rpp.txt")?,
                    ecb: text("ecb.txt")?,
                    ppp: text("ppp.txt")?,
                })
                .map_err(|error| Failure::internal(format!("built-in data: {error}")))
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    pub fn roles(&self) -> Result<&Roles, Failure> {
        self.roles
            .get_or_init(|| {
                let text = batna_data::text("market/roles.toml").unwrap_or_default();
                Roles::parse(text)
                    .map_err(|error| Failure::internal(format!("built-in data: {error}")))
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// What is known of employers, components and disclosure laws.
    pub fn knowledge(&self) -> Result<&Knowledge, Failure> {
        self.knowledge
            .get_or_init(|| {
                let files: Vec<_> = texts("negotiation").collect();
                Knowledge::parse(&files).map_err(broken)
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The templates of scripts and objections, in English.
    pub fn scripts(&self) -> Result<&Catalog, Failure> {
        self.scripts
            .get_or_init(|| {
                let files: Vec<_> = texts("scripts/en").collect();
                Catalog::parse(&files).map_err(broken)
            })
            .as_ref()
            .map_err(Clone::clone)
    }
}
