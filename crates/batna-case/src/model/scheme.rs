//! Plans of one country under which an option's rise is taxed when the shares are sold.
//!
//! Without one, what an option brings above its strike is pay. What a plan does to the tax is
//! not said here but where options are valued.

use super::TaxChoices;
use super::grant::Grant;

/// A plan that a grant of options is made under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// United Kingdom: Enterprise Management Incentives.
    Emi,
    /// United Kingdom: Company Share Option Plan.
    Csop,
    /// France: bons de souscription de parts de créateur d'entreprise.
    Bspce,
    /// Ireland: Key Employee Engagement Programme.
    Keep,
    /// Israel: section 102, capital track with a trustee.
    Section102Capital,
    /// Australia: the start-up concession of the employee share scheme rules.
    EssStartup,
    /// Canada: options of a Canadian-controlled private corporation.
    Ccpc,
}

impl Scheme {
    pub const ALL: [Scheme; 7] = [
        Scheme::Emi,
        Scheme::Csop,
        Scheme::Bspce,
        Scheme::Keep,
        Scheme::Section102Capital,
        Scheme::EssStartup,
        Scheme::Ccpc,
    ];

    /// Its name in case files.
    pub const fn key(self) -> &'static str {
        match self {
            Scheme::Emi => "emi",
            Scheme::Csop => "csop",
            Scheme::Bspce => "bspce",
            Scheme::Keep => "keep",
            Scheme::Section102Capital => "102-capital",
            Scheme::EssStartup => "ess-startup",
            Scheme::Ccpc => "ccpc",
        }
    }

    /// Its name as people of the field say it.
    pub const fn label(self) -> &'static str {
        match self {
            Scheme::Emi => "EMI options",
            Scheme::Csop => "CSOP options",
            Scheme::Bspce => "BSPCE",
            Scheme::Keep => "KEEP options",
            Scheme::Section102Capital => "options on the capital track of section 102",
            Scheme::EssStartup => "options of the start-up concession",
            Scheme::Ccpc => "options of a Canadian-controlled private corporation",
        }
    }

    /// First part of the tax places it belongs to.
    pub const fn country(self) -> &'static str {
        match self {
            Scheme::Emi | Scheme::Csop => "uk",
            Scheme::Bspce => "fr",
            Scheme::Keep => "ie",
            Scheme::Section102Capital => "il",
            Scheme::EssStartup => "au",
            Scheme::Ccpc => "ca",
        }
    }

    /// The scheme with this key.
    pub fn named(key: &str) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| scheme.key() == key)
    }

    /// What the schemes of these grants decide of a person's tax, until somebody says otherwise.
    pub fn choices(grants: &[Grant]) -> TaxChoices {
        let mut choices = TaxChoices::default();
        for grant in grants {
            match grant.scheme {
                // Shares of an EMI option need no 5% holding (section 169I(7A) to (7R) TCGA 1992).
                Some(Scheme::Emi) => choices.suggest("badr"),
                Some(Scheme::Section102Capital) => choices.suggest("israel-102-capital"),
                Some(Scheme::Ccpc) => choices.suggest("canada-options-qualify"),
                _ => {}
            }
        }
        choices
    }
}
